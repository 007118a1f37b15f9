"""A colleague's browser at the stand-in for Teams: Alice types, presses the buttons of cards and fills in their fields.

It shows what the playground draws with Microsoft's own renderer of cards; it is close to Teams, not Teams.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from tests.slack_stand import CHAT_TOOLS
from tests.teams_activities import APPROVALS, CARE, CHANNELS, GROUP, PERSONAL

_CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_teams_page = pytest.mark.skipif(
    not (_CHROMIUM and (CHAT_TOOLS / "playwright-core").exists()),
    reason="a browser at the stand-in for Teams needs Node.js and Chromium (Debian: apt install nodejs npm chromium)",
)
_NAMES = {PERSONAL: "Personal Chat", GROUP: "digest", CARE: "General", APPROVALS: CHANNELS[APPROVALS]}


class TeamsPage:
    """The page at `url` (a TeamsStand's) for the length of a `with` block; it opens at the personal chat.

    What it opens for the first time, it adds the bot to.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        fence = ["--no-sandbox"] if os.geteuid() == 0 else []
        self._process = subprocess.Popen(
            ["node", "page.mjs", self._url, str(_CHROMIUM), *fence], cwd=CHAT_TOOLS.parent,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            self._answer()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def go(self, conversation: str) -> None:
        """Choose a chat or a channel."""
        self._do("go", name=_NAMES[conversation])

    def say(self, text: str, mention: bool = False, post: bool = False) -> None:
        """Write a message in the chat that is chosen, or below a channel's newest post; with `post` a new post there."""
        self._do("say", text=text, mentioning=mention, post=post)

    def command(self, id_: str, newest: bool = False) -> None:
        """Choose a command of the message extension: below the field to write in, or with `newest` on the newest message."""
        self._do("command", id=id_, newest=newest)

    def click(self, words: str, place: int = -1) -> None:
        """Press the last button of the page with just these words; `place` counts from 0 above."""
        self._do("click", words=words, place=place)

    def fill(self, label: str, text: str, place: int = -1) -> None:
        """Write into the last field of the page with this label; `place` counts from 0 above."""
        self._do("fill", label=label, text=text, place=place)

    def choose(self, label: str, option: str) -> None:
        """Choose an option in the last list of the page with this label."""
        self._do("choose", label=label, option=option)

    def see(self, words: str, seconds: float = 10) -> None:
        """Wait until these words stand there. AssertionError where they do not come."""
        self._do("see", words=words, seconds=seconds)

    def gone(self, words: str, seconds: float = 10) -> None:
        """Wait until these words stand there no more."""
        self._do("gone", words=words, seconds=seconds)

    def text(self) -> str:
        """All that can be read on the page."""
        return str(self._do("text"))

    def shot(self, path: Path) -> Path:
        """Take a picture of the page; its path."""
        self._do("shot", path=str(path))
        return path

    def _do(self, deed: str, **how: Any) -> str | None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"deed": deed, **how}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> str | None:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the browser ended by itself")
        answer = json.loads(line)
        assert answer["done"], answer["told"]
        told: str | None = answer.get("told")
        return told

    def _end(self) -> None:
        if self._process is None:
            return
        with self._process:  # closes its input, after which it ends
            assert self._process.stdin is not None
            self._process.stdin.close()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
