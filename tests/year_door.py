"""A chat service that only writes down what is said in it, the door that stands in it, and a bot whose plug can be pulled.

Everything but the service is real: the ledger's file, the desk, the door's clocks and clicks. The plug is pulled before or
after any transaction of the ledger and any message; from then on that bot does nothing more.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from bot.adapters.chat_ledger import ChatLedger, Place
from bot.adapters.desks import Desks
from bot.adapters.door import Door, Failure, Looks
from bot.adapters.door_clicks import DoorClicks
from bot.adapters.door_clock import DoorClock
from bot.adapters.home import HomeLine
from bot.adapters.inbound import Speaking
from bot.adapters.ledger import SqliteLedger
from bot.adapters.lingua import language_of
from bot.advice import Advice
from bot.case import Post
from bot.clocks import Due
from bot.decision import CaseFile
from bot.desk import Desk
from bot.digest import Digest
from bot.drafts import Desk as Tools
from bot.drafts import Draft
from bot.errors import NluAway
from bot.guidelines import Handbook
from bot.phrases import Phrases
from bot.ports import Nlu
from bot.reading import Reading
from bot.review import Brief, Finding
from bot.settings import Settings

T = TypeVar("T")
DOOR = "year"
TEAM, CHANNEL, APPROVALS, WEEKS = "T0", "C-posts", "C-approvals", "C-digest"
DRAFTED = "drafted"
"""A field of a post for which drafts are made."""


class Pulled(BaseException):
    """The plug was pulled: nothing of the bot catches it."""


class Busy(Exception):
    """The service asks to wait."""


class Plug:
    """How many steps a bot still takes before its plug is pulled; None: it stays in.

    `untold`: the number of the last message, until the ledger knows that it was said; of a `summary`, whose things it notes
    one by one, until the next message.
    """

    def __init__(self) -> None:
        self.left: int | None = None
        self.pulled = False
        self.untold: int | None = None
        self.summary = False

    def step(self) -> None:
        """Take a step. Raises Pulled at the last one, and at each after that."""
        if self.left is not None:
            self.left -= 1
            self.pulled = self.left <= 0
        if self.pulled:
            raise Pulled


@dataclass(frozen=True, slots=True)
class Note:
    """What a message shows: the name of its look, and what it was made from."""

    look: str
    made_from: tuple[Any, ...]

    @property
    def dues(self) -> list[Due]:
        """The things said by the clocks in it."""
        return list(_inside(self.made_from, Due))

    @property
    def lines(self) -> list[HomeLine]:
        """The cases in it that have a line each: what a summary of missed deadlines consists of."""
        return list(_inside(self.made_from, HomeLine)) if self.look == "parts" else []

    @property
    def digests(self) -> list[Digest]:
        """The digests in it."""
        return list(_inside(self.made_from, Digest))


def _inside(value: object, kind: type[T]) -> Iterator[T]:
    if isinstance(value, kind):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _inside(one, kind)


@dataclass(frozen=True, slots=True)
class Message:
    """What was said, when, in which channel and thread. `torn`: the plug was pulled before the ledger knew that it stands."""

    at: datetime
    channel: str
    thread: str
    note: Note
    torn: bool = False


@dataclass(slots=True)
class Service:
    """The chat, which outlives every bot. `moody`: how often it asks to wait, of all that the clocks say."""

    dice: random.Random
    moody: float = 0.0
    messages: list[Message] = field(default_factory=list)
    refused: int = 0

    def take(self, at: datetime, speaking: Speaking, note: Note, plug: Plug) -> str:
        """Let a message stand; returns its id. Raises Busy, Pulled."""
        plug.step()
        if (note.dues or note.lines) and self.dice.random() < self.moody:
            self.refused += 1
            raise Busy
        self.messages.append(Message(at, speaking.channel, speaking.thread, note))
        plug.untold, plug.summary = len(self.messages), bool(note.lines)
        plug.step()
        return f"m{plug.untold}"

    def tear(self, number: int) -> None:
        """Nobody can tell whether this message stands: it may come again."""
        self.messages[number - 1] = replace(self.messages[number - 1], torn=True)


class PluggedLedger(SqliteLedger):
    """The ledger, each of whose transactions may be the last."""

    def __init__(self, path: Path, plug: Plug) -> None:
        self._plug, self._telling = plug, False
        super().__init__(path)

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """As the ledger's own; what was not committed is gone when the plug is pulled."""
        outer = not self._db.conn.in_transaction
        with super().writing() as db:
            yield db
            if outer:
                self._plug.step()
        if outer:
            told = self._telling and not self._plug.summary
            self._plug.untold = None if told else self._plug.untold
            self._plug.step()

    def was_told(self, key: str, at: datetime) -> None:
        """As the ledger's own."""
        self._telling = True
        super().was_told(key, at)
        self._telling = False


class OneDesk(Desks):
    """One desk for all, without threads, so that a year is the same each time."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def read(self, work: Callable[[Desk], T]) -> T:
        """Do it now."""
        return work(self.desk)

    async def decide(self, work: Callable[[Desk], T]) -> T:
        """Do it now."""
        return work(self.desk)


class SparingDesk(Desk):
    """The desk, which drafts, and checks what colleagues write, for some posts only: a year of that takes an hour."""

    __slots__ = ()

    def _drafts(self, post: Post, reading: Reading, advice: Advice, tools: Tools, brief: Brief) -> tuple[Draft, ...]:
        return Desk._drafts(self, post, reading, advice, tools, brief) if DRAFTED in post.extra else ()

    def review_in_case(self, file: CaseFile, reply: str, now: datetime) -> tuple[Finding, ...]:
        """What the reviewer finds, where it looks."""
        return Desk.review_in_case(self, file, reply, now) if DRAFTED in file.case.post.extra else ()


class NoTime:
    """An NLU for whoever cannot wait for one; it has no time."""

    def parse(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Raises NluAway."""
        raise NluAway("De lezer heeft geen tijd.", "The reader has no time.")


class Replay:
    """An NLU that says of a text what the real one said of it when it was asked once."""

    def __init__(self, replies: dict[str, dict[str, Any]]) -> None:
        self.replies, self.away = replies, False

    def parse(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Rasa's reply to each text; a text that it was never asked is a fault of the simulation."""
        if self.away:
            raise NluAway("De lezer is weg.", "The reader is away.")
        return [self.replies[text.split(MARK)[0]] for text in texts]


MARK = " (nr. "
"""Between a text that the NLU was asked and what makes each post of a year another one."""


class YearDoor(Door[Note]):
    """The door in the service."""

    name = DOOR
    looks = Looks(
        **{one.name: partial(lambda look, *made_from: Note(look, made_from), one.name) for one in fields(Looks)}
    )

    def __init__(self, service: Service, plug: Plug, *given: Any) -> None:
        super().__init__(*given)
        self._service, self._plug = service, plug

    async def say(self, speaking: Speaking, message: Note) -> str:
        return self._service.take(self.now(), speaking, message, self._plug)

    async def show_to(self, speaking: Speaking, message: Note) -> None:
        await self.say(speaking, message)

    async def redraw(self, place: Place, message: Note) -> None:
        self._plug.step()

    async def belongs(self, speaking: Speaking) -> bool:
        return True

    async def called(self, speaking: Speaking) -> str:
        return speaking.user

    def failure(self, error: BaseException) -> Failure | None:
        return Failure.PASSING if isinstance(error, Busy) else None

    def address_of(self, place: Place) -> str | None:
        return None

    async def post_digest(self, digest: Digest, speaking: Speaking) -> None:
        await self.say(speaking, self.looks.digest(digest, self.lang))


@dataclass(frozen=True, slots=True)
class Office:
    """What every bot of the team is made from."""

    path: Path
    service: Service
    nlu: Nlu
    handbook: Handbook
    phrases: dict[str, Phrases]
    settings: Settings
    now: Callable[[], datetime]
    loop: asyncio.AbstractEventLoop


class Bot:
    """One process with the ledger, as long as its plug is in."""

    def __init__(self, office: Office, chance: random.Random) -> None:
        self._office, self.plug = office, Plug()
        self.ledger = PluggedLedger(office.path, self.plug)
        self.desk = SparingDesk(
            self.ledger,
            office.nlu,
            office.handbook,
            office.phrases,
            office.settings,
            language_of,
            chance,
            at_once=NoTime(),
        )
        chat, desks = ChatLedger(self.ledger, DOOR), OneDesk(self.desk)
        self.door = YearDoor(office.service, self.plug, desks, chat, office.settings, office.settings.slack, office.now)
        self.clock, self.clicks = DoorClock(self.door), DoorClicks(self.door)

    def does(self, work: Any) -> Any:
        """Wait for what the door does."""
        return self._office.loop.run_until_complete(work)

    def ended(self) -> None:
        """Let go of everything, as the end of a process does."""
        if self.plug.pulled and self.plug.untold:
            self._office.service.tear(self.plug.untold)
        self.ledger.close()


def speaking(user: str, thread: str = "") -> Speaking:
    """A colleague in the channel with the posts."""
    return Speaking(TEAM, CHANNEL, thread, user)
