"""What the desk needs of the outside: somebody who reads, a ledger, and perhaps somebody who writes. `app.py` chooses them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot import llm_brief
from bot.case import Post
from bot.context import Other
from bot.decision import CaseFile, Decision, Proposal
from bot.digest import Counted, Week
from bot.search import Wanted


class Nlu(Protocol):
    """Reads texts. Raises NluAway when it cannot."""

    def parse(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Return Rasa's reply to each text, in order."""


class Ledger(Protocol):
    """Keeps cases. Raises LedgerAway when it cannot."""

    def receive(self, post: Post, at: datetime) -> tuple[CaseFile, bool]:
        """Store a post; return its case and whether it is new."""

    def propose(self, case_id: str, proposal: Proposal, first: bool) -> CaseFile:
        """Add what Meelezer says; with `first` only when nothing was said before."""

    def decide(self, case_id: str, make: Callable[[CaseFile], Decision | None]) -> tuple[CaseFile, Decision | None]:
        """Add the decision that `make` returns for the case as it is now, in one step."""

    def file(self, case_id: str) -> CaseFile:
        """Everything about one case."""

    def find(self, wanted: str) -> str:
        """The id of the case that a colleague means."""

    def open_files(self) -> list[CaseFile]:
        """The cases for which somebody has to do something."""

    def waiting(self) -> list[str]:
        """The cases whose reply waits for approval."""

    def unread(self) -> list[CaseFile]:
        """The cases that wait for the NLU."""

    def first_received(self) -> datetime | None:
        """When the first case came in."""

    def of_author(self, post: Post, before: tuple[datetime, str], since: datetime) -> list[CaseFile]:
        """The cases of a post's author since a time and before a case (when it was written, its id), the latest first."""

    def others(self, post: Post, case_id: str, since: datetime, until: datetime) -> list[Other]:
        """What others wrote in that time."""

    def search(self, wanted: Wanted, most: int, only_open: bool = False) -> tuple[list[CaseFile], bool]:
        """The cases that have all the words, the newest first; or True and those with most of them, where none has all."""

    def like(self, case_id: str, telling: Iterable[str], type_: str, over: bool) -> list[CaseFile]:
        """Earlier cases of one type that share some telling words with a case."""

    def drafts_since(self, last: int) -> tuple[int, list[tuple[str, ...]]]:
        """The drafts, as their sentences, that were proposed after a place in the ledger, and the place of the last."""

    def recent_replies(self, since: datetime) -> list[str]:
        """The replies that the team chose."""

    def questions(self, since: datetime, until: datetime) -> list[tuple[str, str]]:
        """(topic, question) of everything asked in that time, but not about a post that does not belong here."""

    def note_findings(self, case_id: str, text: str, found: Iterable[tuple[str, str]], at: datetime) -> None:
        """Remember which rules (each with its level) a colleague's text broke; `case_id` "" without a case."""

    def week(self, weeks: Sequence[Week]) -> Counted:
        """What the digest of the last of these weeks is made of; those before it for comparison."""

    def times_withdrawn(self) -> int:
        """How often a post was withdrawn or a case reopened."""

    def note_question(self, at: datetime, case_id: str | None, question: str, topic: str) -> None:
        """Remember a colleague's question."""

    def times_asked(self, topic: str) -> int:
        """How many questions about a topic were asked so far."""

    def say_once(self, key: str, at: datetime) -> bool:
        """Note that the clocks have said something; False when they had."""

    def unsay(self, key: str) -> None:
        """Take back that the clocks have said something, where it could not be said after all."""

    def was_told(self, key: str, at: datetime) -> None:
        """Note that something has been said to its end."""

    def was_said(self, key: str, now: datetime) -> bool:
        """Whether something has been said, or is being said now."""


class Writer(Protocol):
    """Writes a reply in words of its own. Never raises, and never takes longer than the team allows."""

    def write(self, assignment: llm_brief.Assignment) -> str | None:
        """What it writes, as it is; None where it cannot or not in time."""
