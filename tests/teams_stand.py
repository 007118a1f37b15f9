"""A stand-in for Microsoft Teams, in which tests speak, press buttons and use the message extension as colleagues do.

`TeamsStand` starts Microsoft's own Agents Playground (see tests/chat) and steers it. The bot under test has no app id there
(`meelezer serve teams --local`); for one that has, and for what the playground cannot say, see `tests.teams_signed`.

Where the playground differs from Teams:
- One colleague, Alice, sits at it. Buttons and commands can be anybody's, but a message is told as hers, whoever is named; so
  what others say is put into the conversation as hers and told to the bot as theirs, by `say`. The personal chat is Alice's only:
  what the bot says in another's is accepted and shown nowhere.
- A message in a group that does not mention the bot is not told to it, as in a team that did not agree to
  ChannelMessage.Read.Group. With `consent` (the default) `say` tells it.
- A team has two channels: its first one, whose id is the team's, and one more. What Meelezer would have in a third is here in
  the group chat.
- A message of text and card, or of several attachments, is split into one each, and the bot learns no id of it. Cards are
  taken up to 100 kB, whatever is in them; Teams refuses them above 28.
- What an Action.Execute answers replaces the card on Alice's screen and in the playground, but is told to nobody: `execute`
  gives it. No card refreshes itself, or looks different to different people.
- The card of a dialog is sent by Action.Submit only (in Teams too); an Action.Execute in it does nothing.
- Deleting a message is refused (501). Dialogs opened by a card (task/fetch) do nothing. Forwarding, quoting, editing and reacting
  do not exist; `custom` tells the bot of them, and of anything else, without showing it.
- Nothing is repeated when the bot fails, and nothing is rate limited; `failures` says what went wrong on either side.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import aiohttp
import httpx
import pytest

from tests.slack_stand import CHAT_TOOLS, ended, free_port, until
from tests.teams_activities import (
    ALICE,
    APPROVALS,
    BOT,
    CARE,
    CHANNELS,
    ENTRA,
    GROUP,
    PEOPLE,
    PERSONAL,
    TEAM_GROUP,
    TENANT,
    Json,
    Shown,
    card_of,
    fresh_id,
    in_time,
    message,
)
from tests.teams_shown import Conversations

_PROGRAM = CHAT_TOOLS / "@microsoft" / "m365agentsplayground" / "cli.js"
needs_teams_stand = pytest.mark.skipif(
    not _PROGRAM.exists(), reason="the stand-in for Teams is not here: `make test` fetches it where Node.js is"
)


class TeamsStand(Conversations):
    """A tenant with Meelezer in a team, a group chat and a personal chat, for the length of a `with` block.

    `folder` takes its files, the log among them; `endpoint` is where the bot takes activities (http://127.0.0.1:…/api/messages).
    """

    def __init__(self, folder: Path, endpoint: str, consent: bool = True) -> None:
        super().__init__()
        self.folder, self.endpoint, self.consent = folder, endpoint, consent
        self.log = folder / "teams.log"
        self.url = f"http://127.0.0.1:{free_port()}"
        """Where a browser finds it."""
        self._client = httpx.Client(base_url=self.url, timeout=30, trust_env=False)
        self._failures: list[Json] = []
        self._ears = _Ears(
            self.url, {"/_ws_conversation/v1/conversations/stream": self._hear, "/_ws/log/stream": self._hear_log}
        )
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / ".m365agentsplayground.yml").write_text(json.dumps(_tenant()))  # all JSON is YAML
        words = ["start", "--disable-telemetry", "--channel-id", "msteams", "--app-endpoint", self.endpoint]
        words += ["--port", self.url.rpartition(":")[2], "--service-url", self.service_url]
        quiet = {"TEAMSAPPTESTER_BROWSER": "none", "APPLICATION_INSIGHTS_NO_STATSBEAT": "1"}
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                ["node", "--require", str(CHAT_TOOLS.parent / "alone.cjs"), str(_PROGRAM), *words],
                cwd=self.folder, env={"PATH": os.environ["PATH"], "HOME": str(self.folder), **quiet},
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            until(self._up, 30)
            self._ears.start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        self._ears.stop()
        self._client.close()
        ended(self._process)

    def _up(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            told = self.folder / "devTools" / "m365agentsplayground.log"
            said = told.read_text(encoding="utf-8") if told.exists() else self.log.read_text(encoding="utf-8")
            raise RuntimeError(f"the stand-in for Teams did not start: {said[-2000:]}")
        try:
            return self._client.get("/_debug/ping").text == "pong"
        except httpx.TransportError:
            return False

    @property
    def service_url(self) -> str:
        """Where the bot sends what it says."""
        return f"{self.url}/_connector"

    # What a colleague does

    def say(
        self,
        conversation: str,
        text: str,
        user: str = ALICE,
        mention: bool = False,
        attachments: Iterable[Json] = (),
    ) -> Shown:
        """Say something in a chat, a channel or a thread (a Shown's `conversation`); where it stands.

        With `attachments` (see `teams_activities.forwarded`) the text is the whole text, and in the personal chat it is not shown.
        ValueError for anybody but Alice in the personal chat.
        """
        if conversation == PERSONAL and user != ALICE:
            raise ValueError("the playground has one personal chat, Alice's: see tests.teams_signed")
        brought = list(attachments)
        own = user == ALICE and not brought and (mention or conversation == PERSONAL)
        shown = f"<at>Meelezer</at> {text}" if own and mention else text
        named = [{"mentioned": {"id": BOT}, "text": "<at>Meelezer</at>"}] if own and mention else []
        if conversation == PERSONAL and brought:
            stands = Shown(fresh_id(), conversation, text, {}, 0, {})
        else:
            body = {"from": {"id": user}, "text": shown, "textFormat": "xml" if named else "plain", "mentions": named}
            answer = self._post(f"/_conversation/v1/conversations/{quote(conversation, safe='')}/messages", body)
            where = answer.get("postConversationId") or conversation
            stands = Shown(answer["messageId"], where, text, {}, 0, body)
        if not own and (self.consent or mention or conversation == PERSONAL):
            self.custom(message(text, stands.conversation, user, mention, brought, stands.id))
        return stands

    def install(self, conversation: str) -> None:
        """Add Meelezer to a chat or channel: an installationUpdate and a conversationUpdate."""
        self._post(f"/_debug/conversation/{quote(conversation, safe='')}/installation", {})

    def custom(self, activity: Json) -> None:
        """Tell the bot of anything (see `tests.teams_activities`), from anybody; the playground shows nothing of it."""
        self._post("/_internal/v1/customActivities", {**activity, "serviceUrl": self.service_url})

    # What is to be seen then

    def trouble(self) -> str:
        """What failed on either side."""
        return f"failed: {self.failures()}"

    def failures(self) -> list[Json]:
        """What was answered with a status of 400 or more, by the bot or by the playground: its requests with their answers."""
        return list(self._failures)

    # The ways to the playground

    def invoke(self, name: str, value: Json, conversation: str, user: str, reply_to: str = "") -> Json:
        """Tell the bot of an invoke; its answer."""
        body = {"name": name, "value": value, "conversation": {"id": conversation}, "from": {"id": user}}
        body |= {"replyToId": reply_to} if reply_to else {}
        begun = time.monotonic()
        answer = self._post("/_conversation/v1/invoke", body)
        in_time(time.monotonic() - begun)
        return answer

    def _post(self, path: str, body: Json) -> Json:
        answer = self._client.post(path, json=body)
        if answer.is_error:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text}")
        told = answer.json() if answer.content else {}
        return told if isinstance(told, dict) else {"value": told}

    def _hear(self, event: Json) -> None:
        if event.get("action") not in ("createMessage", "updateMessage"):
            return
        told = event["message"]
        conversation = told.get("postConversationId") or event["actionConversationId"]
        self._keep(Shown(told["messageId"], conversation, told.get("text") or "", card_of(told), 0, told))

    def _hear_log(self, event: Json) -> None:
        exchange = event.get("log", {})
        if exchange.get("response", {}).get("statusCode", 0) >= 400:
            self._failures.append(exchange)


class _Ears:
    """Listens to what the playground tells a browser, in a thread of its own."""

    def __init__(self, url: str, heard: dict[str, Callable[[Json], None]]) -> None:
        self._url, self._heard = url, heard
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._open = threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        for _ in self._heard:
            if not self._open.acquire(timeout=10):
                raise TimeoutError("the playground lets nobody listen")

    def stop(self) -> None:
        if self._thread.is_alive() and self._task:
            self._loop.call_soon_threadsafe(self._task.cancel)
            self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner, suppress(asyncio.CancelledError):
            runner.run(self._all())

    async def _all(self) -> None:
        self._task = asyncio.current_task()
        async with aiohttp.ClientSession() as session:
            await asyncio.gather(*(self._listen(session, path, heard) for path, heard in self._heard.items()))

    async def _listen(self, session: aiohttp.ClientSession, path: str, heard: Callable[[Json], None]) -> None:
        async with session.ws_connect(self._url + path, max_msg_size=0) as stream:
            self._open.release()
            async for one in stream:
                heard(json.loads(one.data))


def _tenant() -> Json:
    """The playground's configuration: who is there, and where they talk."""
    people = [_person(id_, name) for id_, name in PEOPLE.items()]
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": BOT, "name": "Meelezer"},
        "currentUser": next(one for one in people if one["id"] == ALICE),
        "users": [one for one in people if one["id"] != ALICE],  # at least five, or it does not start
        "personalChat": {"id": PERSONAL},
        "groupChat": {"id": GROUP, "name": "digest"},
        "team": {
            "id": CARE,
            "name": "Acme",
            "aadGroupId": TEAM_GROUP,
            "channels": [{"id": APPROVALS, "name": CHANNELS[APPROVALS]}],  # never more than one
        },
    }


def _person(id_: str, name: str) -> Json:
    email = f"{name.lower()}@example.org"
    names = {"name": name, "givenName": name, "surname": "Acme", "email": email, "userPrincipleName": email}
    return {"id": id_, "aadObjectId": ENTRA[id_], **names}
