"""The plug is pulled before or after any step of what a bot does: what was left undone is done once, by whoever comes next."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.case import Post
from bot.decision import Wish
from bot.guidelines import Handbook
from bot.phrases import Phrases
from bot.settings import ChatSettings, Settings
from tests.builders import NOON, TableNlu
from tests.year_door import APPROVALS, WEEKS, Bot, Office, Pulled, Service, speaking

STEPS = range(1, 13)
"""No deed here takes more; the last ones pull no plug."""

TEAM = Settings(approvers=("Wim",), slack=ChatSettings(approvals=APPROVALS, digest=WEEKS))


@dataclass(slots=True)
class Street:
    """A chat with bots on one ledger, at a time that the test sets."""

    service: Service
    now: datetime = NOON
    office: Office = field(init=False)

    def bot(self) -> Bot:
        """Another process."""
        return Bot(self.office, random.Random(1))

    def pulled(self, step: int, work: str, *given: object) -> None:
        """Let a bot do something with its door until its plug is pulled, and another one catch up a while later."""
        bot = self.bot()
        bot.plug.left = step
        part = bot.clicks if hasattr(bot.clicks, work) else bot.clock
        with contextlib.suppress(Pulled):
            bot.does(getattr(part, work)(*given))
        bot.ended()
        self.later()

    def later(self) -> None:
        """Bots that catch up and look at their clocks, more than once."""
        bot = self.bot()
        for minutes in (1, 10, 70):
            self.now += timedelta(minutes=minutes)
            bot.does(bot.clock.catch_up())
            bot.does(bot.clock.tick())
        bot.ended()


@pytest.fixture
def street(tmp_path: Path, table_nlu: TableNlu, handbook: Handbook, phrases: dict[str, Phrases]) -> Iterator[Street]:
    made = Street(Service(random.Random(1)))
    loop = asyncio.new_event_loop()
    made.office = Office(
        tmp_path / "ledger.db", made.service, table_nlu, handbook, phrases, TEAM, lambda: made.now, loop
    )
    yield made
    loop.close()


def came_in(street: Street, text: str = "Waar blijft mijn pakket?") -> str:
    """A case with its card in the chat."""
    bot = street.bot()
    file = bot.desk.receive(Post(text, lang="nl", platform="x"), street.now).file
    bot.does(bot.door.show_case(file.case.id, speaking("Anna")))
    bot.ended()
    return file.case.id


@pytest.mark.parametrize("step", STEPS)
def test_a_reminder_is_said_although_the_plug_was_pulled(street: Street, step: int) -> None:
    came_in(street)
    street.now += timedelta(minutes=50)
    street.pulled(step, "tick")
    reminders = [one for one in street.service.messages if any(due.kind == "reminder" for due in one.note.dues)]
    assert len(reminders) == 1 + reminders[0].torn


@pytest.mark.parametrize("step", STEPS)
def test_the_digest_is_posted_although_the_plug_was_pulled(street: Street, step: int) -> None:
    bot = street.bot()
    bot.desk.decide(came_in(street), Wish("close", "Anna", street.now))
    bot.ended()
    street.now = datetime.fromisoformat("2026-11-23T09:01+01:00")
    street.pulled(step, "tick")
    posted = [one for one in street.service.messages if one.note.digests]
    assert len(posted) == 1 + posted[0].torn
    assert {digest.week for one in posted for digest in one.note.digests} == {"2026-W47"}


@pytest.mark.parametrize("step", STEPS)
def test_approvers_are_rung_for_each_text_although_the_plug_was_pulled(street: Street, step: int) -> None:
    case = came_in(street, "Er staat hier iets in brand!")

    def submitted(text: str) -> Wish:
        return Wish("edit", "Anna", street.now, text=text, reason="Zo afgesproken.")

    street.pulled(40, "wished", speaking("Anna"), case, submitted("Hoi, de brandweer is onderweg. – Anna"))
    street.pulled(40, "wished", speaking("Wim"), case, Wish("send-back", "Wim", street.now, reason="Korter."))
    assert _bells(street) == 1
    wish = submitted("Hoi, de brandweer komt. – Anna")
    street.pulled(step, "wished", speaking("Anna"), case, wish)
    street.pulled(40, "wished", speaking("Anna"), case, wish)  # nothing seemed to happen: once more
    assert _bells(street) - any(one.torn for one in street.service.messages) <= 2 <= _bells(street)


def _bells(street: Street) -> int:
    return sum(one.note.look == "calling" for one in street.service.messages)


@pytest.mark.parametrize("step", STEPS)
def test_a_correction_counts_although_the_plug_was_pulled(street: Street, step: int) -> None:
    case = came_in(street)
    wish = Wish("correct", "Anna", street.now + timedelta(minutes=1), "type=billing")
    street.pulled(step, "wished", speaking("Anna"), case, wish)
    street.pulled(40, "wished", speaking("Anna"), case, wish)  # nothing seemed to happen: once more
    bot = street.bot()
    file = bot.ledger.file(case)
    bot.ended()
    assert file.proposal
    assert file.proposal.reading.type.name == "billing"
    assert [one.verb for one in file.decisions] == ["correct"]
    assert len(file.proposals) == 2


def test_what_was_corrected_while_the_reader_was_away_counts_once_it_is_back(
    street: Street, table_nlu: TableNlu
) -> None:
    table_nlu.away = True
    case = came_in(street)
    bot = street.bot()
    bot.desk.decide(case, Wish("correct", "Anna", street.now, "severity=high"))
    table_nlu.away = False
    bot.desk.catch_up(street.now + timedelta(minutes=5))
    file = bot.ledger.file(case)
    bot.ended()
    assert file.proposal
    assert file.proposal.reading.severity.name == "high"
    assert file.proposal.reading.corrected
