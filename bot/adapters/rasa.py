"""The NLU: a Rasa server that Meelezer starts itself on loopback, or any Rasa at `NLU_URL`.

Our own server ends when its standard input ends, so it also goes when the bot is killed. A dead one is started again
once a request; after that NluAway says so, and the cases wait.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import httpx

from bot.errors import NluAway, PartMissing

MAX_CHARACTERS = 5_000  # the server's cap for one text: the first 5,000 characters of a post decide
BATCH = 64
_READY_SECONDS = 90.0
_ANSWER_SECONDS = 60.0


class Where(Protocol):
    """A place where a Rasa can be reached."""

    def address(self) -> tuple[str, dict[str, str], dict[str, str]]:
        """The base URL, the headers and the query parameters to use now. Raises NluAway or PartMissing."""

    def revive(self) -> bool:
        """Try to bring a dead server back; whether it makes sense to ask again."""

    def running(self) -> bool:
        """Whether its address is known without starting it or waiting for it."""

    def close(self) -> None:
        """Stop what was started."""


class RemoteRasa:
    """A Rasa that somebody else runs. Stock Rasa takes its token from the query only, so it stands there too."""

    def __init__(self, url: str, token: str | None) -> None:
        self._url, self._token = url.rstrip("/"), token

    def address(self) -> tuple[str, dict[str, str], dict[str, str]]:
        """The address given by `NLU_URL`, with `NLU_TOKEN` where there is one."""
        if not self._token:
            return self._url, {}, {}
        return self._url, {"Authorization": f"Bearer {self._token}"}, {"token": self._token}

    def revive(self) -> bool:
        """Another's server is not ours to start; a second try a moment later sometimes helps."""
        time.sleep(0.5)
        return True

    def running(self) -> bool:
        """As far as anybody knows."""
        return True

    def close(self) -> None:
        """Nothing was started."""


class OwnRasa:
    """Our own server as a child process on loopback, with a token made for this run."""

    def __init__(self, python: Path, folder: Path, model: Path, log: Path, port: int = 0) -> None:
        self._python, self._folder, self._model, self._log, self._port = python, folder, model, log, port
        self._token = secrets.token_urlsafe(32)
        self._process: subprocess.Popen[bytes] | None = None
        self._url = ""

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def begin(self) -> None:
        """Start the server without waiting for it: it loads while the bot does other things."""
        if self._process and self._process.poll() is None:
            return
        self.close()  # what a dead one left open
        self._url = ""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        command = [str(self._python), "serve.py", "--model", str(self._model), "--port", str(self._port)]
        environment = {**os.environ, "NLU_TOKEN": self._token, "PYTHONUNBUFFERED": "1"}
        with self._log.open("ab") as log:
            try:
                self._process = subprocess.Popen(
                    command, cwd=self._folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    stderr=log, start_new_session=True,
                )  # fmt: skip
            except OSError:
                raise PartMissing(
                    "De leesomgeving ontbreekt; maak hem met: make setup.",
                    "The NLU environment is missing; make it with: make setup.",
                ) from None

    def address(self) -> tuple[str, dict[str, str], dict[str, str]]:
        """The server's address; starts it where it does not run and waits until it is ready."""
        if self.pid is None:
            self.begin()
        if not self._url:
            self._url = f"http://127.0.0.1:{self._ready_port()}"
        return self._url, {"Authorization": f"Bearer {self._token}"}, {}

    def _ready_port(self) -> int:
        assert self._process is not None
        assert self._process.stdout is not None
        end = time.monotonic() + _READY_SECONDS
        line = b""
        while time.monotonic() < end:
            ready, _, _ = select.select([self._process.stdout], [], [], 0.2)
            if ready:
                line = self._process.stdout.readline()
                break
            if self._process.poll() is not None:
                break
        with contextlib.suppress(json.JSONDecodeError, KeyError, TypeError):
            return int(json.loads(line)["port"])
        last = self._last_words()
        self.close()
        if "already in use" in last:
            raise NluAway(f"Poort {self._port} (NLU_PORT) is al in gebruik; kies een andere, of laat NLU_PORT leeg.",
                          f"Port {self._port} (NLU_PORT) is already in use; choose another, or unset NLU_PORT.")  # fmt: skip
        raise NluAway(f"De lezer (NLU) start niet: {last}", f"The reader (NLU) does not start: {last}")

    def _last_words(self) -> str:
        with contextlib.suppress(OSError, IndexError):
            return self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1][:300]
        return f"zie / see {self._log}"

    def revive(self) -> bool:
        """Start the server again where it has died."""
        if self.pid is None or self._process is None:
            self._url = ""
            return True
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(0.5)  # a killed process may need a moment to be seen as dead
            self._url = ""
            return True
        return False

    def running(self) -> bool:
        """Whether the server has said that it is ready, and has not died since."""
        return bool(self._url) and self.pid is not None

    def close(self) -> None:
        """Stop the server; it ends by itself when its input does."""
        if self._process is None:
            return
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
        self._process = None


class RasaNlu:
    """Asks a Rasa to read texts. Use as a context manager, or `close` it."""

    def __init__(self, where: Where) -> None:
        self.where = where
        self._http = httpx.Client(timeout=_ANSWER_SECONDS, trust_env=False)
        self._batches = True

    def __enter__(self) -> RasaNlu:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection and stop the server where it is ours."""
        self._http.close()
        self.where.close()

    def parse(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Return Rasa's reply to each of `texts`, in order. Raises NluAway when it cannot."""
        replies: list[dict[str, Any]] = []
        for start in range(0, len(texts), BATCH):
            replies += self._some([_sendable(text) for text in texts[start : start + BATCH]])
        return replies

    def parse_now(self, texts: Sequence[str], seconds: float) -> list[dict[str, Any]]:
        """The same within so many seconds or not at all: starts nothing and may be called from any thread. Raises NluAway."""
        if self.where.running():
            url, headers, query = self.where.address()
            body = {"texts": [_sendable(text) for text in texts[:BATCH]]}
            with contextlib.suppress(httpx.HTTPError):
                answer = self._http.post(
                    f"{url}/model/parse_batch", json=body, headers=headers, params=query, timeout=seconds
                )
                if answer.is_success:
                    return list(self._checked(answer))
        raise NluAway("De lezer (NLU) heeft nu geen tijd.", "The reader (NLU) has no time now.")

    def answers(self, seconds: float) -> bool:
        """Whether the server answers now, within so many seconds; starts nothing and may be asked from any thread."""
        if not self.where.running():
            return False
        url, headers, query = self.where.address()
        with contextlib.suppress(httpx.HTTPError):
            return self._http.get(f"{url}/status", headers=headers, params=query, timeout=seconds).is_success
        return False

    def status(self) -> dict[str, Any]:
        """What the server says of itself: `model_id` and more."""
        return dict(self._checked(self._call("GET", "/status", None)))

    def _some(self, texts: list[str]) -> list[dict[str, Any]]:
        if self._batches and len(texts) > 1:
            answer = self._call("POST", "/model/parse_batch", {"texts": texts})
            if answer.status_code not in (404, 405):
                return list(self._checked(answer))
            self._batches = False  # a stock Rasa: one by one
        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(lambda text: self._checked(self._call("POST", "/model/parse", {"text": text})), texts))

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None) -> httpx.Response:
        """One request; a server that died is started again once."""
        for last in (False, True):
            url, headers, query = self.where.address()
            try:
                return self._http.request(method, url + path, json=body, headers=headers, params=query)
            except httpx.HTTPError:
                if last or not self.where.revive():
                    break
        raise NluAway(
            "De lezer (NLU) antwoordt niet. De berichten zijn bewaard; probeer het straks opnieuw, of kijk met meelezer doctor.",
            "The reader (NLU) does not answer. The posts are kept; try again later, or look with meelezer doctor.",
        )

    @staticmethod
    def _checked(answer: httpx.Response) -> Any:
        if answer.status_code == httpx.codes.OK:
            with contextlib.suppress(json.JSONDecodeError):
                return answer.json()
        if answer.status_code in (401, 403):
            raise NluAway(
                "De NLU weigert de sleutel; controleer NLU_TOKEN.",
                "The NLU refuses the token; check NLU_TOKEN.",
            )
        raise NluAway(
            f"De NLU antwoordt met fout {answer.status_code}; controleer NLU_URL en het logboek van Rasa.",
            f"The NLU answers with error {answer.status_code}; check NLU_URL and Rasa's log.",
        )


class RasaAtOnce:
    """An NLU for whoever cannot wait for one: it answers within a moment, or counts as away."""

    def __init__(self, nlu: Callable[[], RasaNlu | None], seconds: float = 1.5) -> None:
        """`nlu`: the one that others use, where there is one by now."""
        self._nlu, self._seconds = nlu, seconds

    def parse(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Rasa's reply to each text, in order. Raises NluAway."""
        nlu = self._nlu()
        if nlu is None:
            raise NluAway("Er is nog geen lezer (NLU).", "There is no reader (NLU) yet.")
        return nlu.parse_now(texts, self._seconds)


def _sendable(text: str) -> str:
    """The text within the cap. A stock Rasa takes "/…" for a command; an invisible character before it, which the
    reader drops, makes it a text like any other."""
    return ("\u200b" + text if text.lstrip().startswith("/") else text)[:MAX_CHARACTERS]
