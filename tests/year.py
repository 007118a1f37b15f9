"""A year of a team, by chance that can be repeated: `python -m tests.year --seed 7 --posts 2000 --show`.

Twenty colleagues handle what customers write in fifty-two weeks, with nights, holidays, both changes of the clocks and bad days on
which a crowd says the same. Two bots stand on one ledger; their plugs are pulled between any two steps, they are stopped
and started, the reader is away at times, and the machine sleeps through nights and once through more than a week. The
time is passed in everywhere. `year_plain.py` reckons what ought to be said, `year_watch.py` compares, each stroke of a clock.

What is not as in real life, so that a year takes minutes: the reader repeats what the trained model said of a few hundred
posts once; a share of the posts are drafted for and have what is written under them checked (by the patterns alone), the
others get an answer in a colleague's own words that nobody checks; the cards of nine cases in ten are noted as drawn without
being drawn anew after each decision; and nobody looks at the pictures.
"""

from __future__ import annotations

import argparse
import asyncio
import heapq
import itertools
import os
import random
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from rich.progress import Progress

from bot.adapters.chat_ledger import Place, Shown
from bot.adapters.door import drawn_of
from bot.adapters.inbound import Inbound
from bot.adapters.ledger import LEFT_OFF
from bot.adapters.models import Models
from bot.adapters.rasa import OwnRasa, RasaNlu
from bot.case import post_from
from bot.decision import Wish
from bot.errors import MeelezerError
from bot.guidelines import Handbook, load
from bot.personal_data import mask
from bot.phrases import Phrases, load_phrases
from bot.settings import ChatSettings, Settings
from tests import year_plain as plain
from tests import year_story as story
from tests.builders import ROOT, dev
from tests.year_digest import differences
from tests.year_door import (
    APPROVALS,
    CHANNEL,
    DOOR,
    TEAM,
    WEEKS,
    Bot,
    Office,
    Pulled,
    Replay,
    Service,
    speaking,
)
from tests.year_plain import Call, Rows, looked
from tests.year_watch import GRACE, Watch, key_of, of_the_ledger

TEAM_SETTINGS = Settings(
    brand="Voorbeeld", signer="Anna", approvers=story.APPROVERS, two_people=True, country="NL", on_call="Fatma, 020 555 01 00",
    office_hours={
        **{day: (plain.OPEN, plain.SHUT) for day in ("monday", "tuesday", "wednesday", "thursday", "friday")},
        "saturday": plain.SATURDAY,
    },
    slack=ChatSettings(approvals=APPROVALS, digest=WEEKS),
)  # fmt: skip
_TOP_UP = timedelta(minutes=4)  # before a colleague does again what a pulled plug left undone


@dataclass(frozen=True, slots=True)
class Known:
    """What the real reader said of posts and questions, and the posts that all others are made from."""

    replies: dict[str, dict[str, Any]]
    posts: list[dict[str, Any]]
    questions: list[str]


def known(parse: Callable[[Sequence[str]], list[dict[str, Any]]], posts: int = 300, questions: int = 60) -> Known:
    """Ask the real reader, once."""
    lines = [*dev("posts_d01.jsonl"), *dev("advice_d02.jsonl")]
    told = [line for line in lines if mask(line["text"], line["lang"]) == line["text"]][:posts]
    asked = [line["question"] for line in dev("questions_d01.jsonl")][:questions]
    texts = [*(line["text"] for line in told), *asked]
    replies = dict(zip(texts, parse(texts), strict=True))
    for line in told:
        line["type"] = replies[line["text"]]["intent"]["name"]
    return Known(replies, told, asked)


@dataclass(slots=True)
class Year:
    """The year as it goes by. `run` lets it; then `watch.faults` says what went wrong."""

    seed: int
    posts: int
    drafted: int
    folder: Path
    known: Known
    handbook: Handbook
    phrases: dict[str, Phrases]
    watch: Watch = field(default_factory=Watch)
    done: Counter[str] = field(default_factory=Counter)
    now: datetime = story.START
    _agenda: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _numbers: Any = field(default_factory=itertools.count)
    _plans: dict[str, story.Habits] = field(default_factory=dict)
    _chatty: set[str] = field(default_factory=set)
    _planned: set[Any] = field(default_factory=set)
    _unread: set[str] = field(default_factory=set)
    _left: dict[str, story.Arrival] = field(default_factory=dict)
    _started: datetime = story.START
    chance: random.Random = field(init=False)
    bots: list[Bot] = field(init=False)
    service: Service = field(init=False)
    office: Office = field(init=False)
    reader: Replay = field(init=False)
    database: sqlite3.Connection = field(init=False)
    hours: plain.Hours = field(init=False)
    asleep: list[tuple[datetime, datetime]] = field(init=False)

    def run(self, progress: Callable[[float], None] = lambda share: None) -> None:
        """Live through it. `progress` hears how much of the year is over."""
        self._open()
        while self._agenda and self._agenda[0][0] < story.END + timedelta(hours=12):
            at, _, event = heapq.heappop(self._agenda)
            if at < story.END:
                progress((at - story.START) / (story.END - story.START))
            self.now = max(at, self.now + timedelta(milliseconds=1))
            event()
        self._close()

    # --- the agenda ----------------------------------------------------------------------------------------------

    def _open(self) -> None:
        self.chance = random.Random(self.seed)
        self.service = Service(random.Random(self.seed), moody=0.01)
        self.hours = plain.Hours(story.START.date() - timedelta(days=9), story.END.date() + timedelta(days=90))
        self.asleep = story.sleeps(self.chance)
        path, self.reader = self.folder / "ledger.db", Replay(self.known.replies)
        self.office = Office(path, self.service, self.reader, self.handbook, self.phrases, TEAM_SETTINGS,
                             lambda: self.now, asyncio.new_event_loop())  # fmt: skip
        self.bots = [Bot(self.office, self.chance) for _ in range(2)]
        self.database = sqlite3.connect(path)
        self.database.row_factory = sqlite3.Row
        for one in story.arrivals(self.chance, self.posts, self.drafted, self.known.posts):
            self._at(one.at + timedelta(minutes=self.chance.expovariate(1 / 3)), lambda one=one: self._bring(one))  # type: ignore[misc]
        for day in range(7 * story.WEEKS + 1):
            self._plan_day(story.START + timedelta(days=day))

    def _plan_day(self, day: datetime) -> None:
        """The clocks strike now and then also when nothing is due; some days a bot is started anew, or the reader is away."""
        chance = self.chance
        for hour in (2, 14):
            self._at(_on(day, hour + chance.random()), self._tick)
        if day.weekday() == 0:
            self._at(_on(day, 9) + timedelta(seconds=chance.uniform(1, 40)), self._tick)
        self._at(_on(day, 4), self._catch_up)
        if chance.random() < 0.3:
            self._at(_on(day, 24 * chance.random()), lambda: self._restart(chance.choice(self.bots)))
        if chance.random() < 0.05:
            begin = _on(day, 9 + 8 * chance.random())
            self._at(begin, lambda: setattr(self.reader, "away", True))
            self._at(begin + timedelta(hours=2), self._reader_back)

    def _at(self, at: datetime, event: Callable[[], None]) -> None:
        """Let something happen; while the machine sleeps, after it wakes."""
        waking = next((end for begin, end in self.asleep if begin <= at < end), None)
        at = waking + timedelta(minutes=30 * self.chance.random()) if waking else at
        heapq.heappush(self._agenda, (at.astimezone(UTC), next(self._numbers), event))

    def _soon(self, event: Callable[[], None], after: timedelta = _TOP_UP) -> None:
        self._at(self.now + after * (0.5 + self.chance.random()), event)

    def _restart(self, bot: Bot) -> None:
        """Throw everything of a bot away, and start another, which soon catches up."""
        bot.ended()
        self.bots[self.bots.index(bot)] = Bot(self.office, self.chance)
        self.done["starts"] += 1
        self._soon(self._catch_up, timedelta(seconds=20))
        self._at(self.now + LEFT_OFF + timedelta(minutes=1), self._catch_up)
        self._started = self.now

    def _tried(self, work: Callable[[Bot], object], risk: float) -> bool:
        """Do something with one of the bots, whose plug may be pulled during it; whether it was not."""
        bot, begun = self.chance.choice(self.bots), len(self.service.messages)
        bot.plug.left = self.chance.randint(1, 10) if self.chance.random() < risk else None
        try:
            work(bot)
            bot.plug.left = None
            return True
        except Pulled:
            self.done["plugs pulled"] += 1
            self._restart(bot)
            return False
        finally:
            self.watch.read(self.service.messages, begun)

    # --- posts ---------------------------------------------------------------------------------------------------

    def _bring(self, arrival: story.Arrival) -> None:
        """A colleague brings a post in; where the plug was pulled, once more after a while."""
        brings = self._by_chat if arrival.chatty else self._by_form
        whole = self._tried(lambda bot: brings(bot, arrival), 0.004)
        if not (self._came_in(arrival) and whole):
            self._left[arrival.fields["id"]] = arrival
            self._soon(lambda: self._bring(arrival))

    def _came_in(self, arrival: story.Arrival) -> bool:
        """Whether a post is in the ledger by now; from then on its case is watched."""
        post = post_from(arrival.fields)
        row = self.database.execute("select id, received_at from cases where post_id = ?", [post.id]).fetchone()
        if row is None:
            return False
        case, received = row["id"], datetime.fromisoformat(row["received_at"])
        if case not in self.watch.rows:
            self.watch.rows[case] = Rows(case, post.posted_at or received, received, post.platform)
            self.watch.first = self.watch.first or received
            self._plans[case] = story.habits(self.chance)
            self._unread.add(case)
            self._chatty |= {case} if arrival.chatty else set()
            self.done["posts"] += 1
        self._begin(case)
        return True

    def _by_chat(self, bot: Bot, arrival: story.Arrival) -> None:
        """As a message that the door keeps and works on."""
        key, by = f"{DOOR}/{arrival.fields['id']}", self.chance.choice(story.COLLEAGUES)
        inbound = Inbound(key, TEAM, CHANNEL, "", key, by, "", (arrival.fields,), addressed=True, direct=False)
        if bot.does(bot.door.keep(inbound)):
            bot.does(bot.door.work(inbound))

    def _by_form(self, bot: Bot, arrival: story.Arrival) -> None:
        """At the desk, with a card that is noted and not drawn; now and then with a question about it."""
        file = bot.desk.receive(post_from(arrival.fields), self.now).file
        if not bot.door.ledger.shown(file.case.id):
            place = Place(DOOR, TEAM, CHANNEL, file.case.id, file.case.id)
            bot.door.ledger.show(Shown(file.case.id, place, "Anna"), drawn_of(file), self.now)
        if self.chance.random() < 0.05 and not self.reader.away:
            bot.desk.ask(self.chance.choice(self.known.questions), self.now, file)
            self.done["questions"] += 1

    def _look(self, case: str) -> Rows:
        """See how the ledger holds a case, and let a clock strike when something of it is due."""
        rows = looked(self.database, self.watch.rows[case], self.hours)
        if not rows.calls:
            self.watch.shown.discard(case)
        elif self.database.execute("select 1 from chat_cards where case_id = ?", [case]).fetchone():
            self.watch.shown.add(case)
        for call in rows.calls:
            if call not in self._planned:
                self._planned.add(call)
                moment = max(call.at, self.now) + timedelta(seconds=self.chance.uniform(1, 40))
                self._at(moment, lambda call=call: self._strike(call))  # type: ignore[misc]
        return rows

    def _begin(self, case: str) -> None:
        """Somebody takes a case up, once it was read."""
        if self._look(case).proposal and case in self._unread:
            self._unread.discard(case)
            self._go_on(case)

    # --- what colleagues do --------------------------------------------------------------------------------------

    def _go_on(self, case: str) -> None:
        planned = story.next_deed(self.chance, self.watch.rows[case], self._plans[case], self.hours, self.now)
        if planned:
            self._at(planned[0], lambda: self._do(case, planned[1]))

    def _do(self, case: str, deed: story.Deed, was: int | None = None) -> None:
        """A colleague clicks; where the plug was pulled once more, and now and then twice for no reason."""
        rows = self.watch.rows[case]
        if was is None:
            was = len(rows.decisions)
            if deed.verb in ("approve", "send-back"):
                if self.now - self._started < 3 * LEFT_OFF:  # the bell may be on its way again
                    self._at(self.now + 4 * LEFT_OFF, lambda: self._do(case, deed))
                    return
                self.watch.check_asked(case)
        if rows.state.asked or deed.verb == "request-approval" or (rows.proposal and rows.proposal["approval"]):
            self._chatty.add(case)
        if not self._tried(lambda bot: self._click(bot, case, deed), 0.006):
            self._look(case)
            self._soon(lambda: self._do(case, deed, was))
            return
        done = len(self._look(case).decisions) > was
        self.watch.check_deed(case, was, deed.verb, done)
        self.done[deed.verb if done else "refused"] += 1
        if done and self.chance.random() < 0.05:
            self.done["double clicks"] += 1
            self.now += timedelta(seconds=1)
            self._tried(lambda bot: self._click(bot, case, deed), 0)
            self._look(case)
            self.watch.check_deed(case, was, deed.verb, True)
        self._go_on(case)

    def _click(self, bot: Bot, case: str, deed: story.Deed) -> None:
        """By the card's buttons, or at the desk; what is refused is refused."""
        wish = Wish(deed.verb, deed.by, self.now, deed.value, deed.text, deed.reason)
        with suppress(MeelezerError):
            if case in self._chatty:
                bot.does(bot.clicks.wished(speaking(deed.by), case, wish))
                return
            file, _ = bot.desk.decide(case, wish)
            for one in bot.door.ledger.shown(case):
                bot.door.ledger.redrawn(one.place, drawn_of(file))

    # --- the clocks ----------------------------------------------------------------------------------------------

    def _strike(self, call: Call) -> None:
        """Let a bot look at its clocks, where the thing is still to be said."""
        if call in self.watch.rows[call.case or ""].calls and not self.watch.said[key_of(call)]:
            self._tick()

    def _tick(self) -> None:
        before, begun, refused = self.watch.pending(self.now), len(self.service.messages), self.service.refused
        whole = self._tried(lambda bot: bot.does(bot.clock.tick()), 0.02 if before else 0.003)
        new = self.service.messages[begun:]
        self.watch.ticked(self.now, before, new, whole and self.service.refused == refused)
        for digest in (one for message in new for one in message.note.digests):
            self.watch.faults += differences(self.office.path, digest, TEAM_SETTINGS, self.now)
        if not whole or self.service.refused > refused:
            self._soon(self._tick)
            self._soon(self._tick, GRACE * 3)

    def _catch_up(self) -> None:
        if not self._tried(lambda bot: bot.does(bot.clock.catch_up()), 0.02):
            self._soon(self._catch_up)
        self._left = {name: one for name, one in self._left.items() if not self._came_in(one)}
        for case in sorted(self._unread):
            self._begin(case)

    def _reader_back(self) -> None:
        self.reader.away = False
        self._soon(self._catch_up, timedelta(seconds=50))

    # --- the end -------------------------------------------------------------------------------------------------

    def _close(self) -> None:
        """Look the whole ledger over, with every week's figures once more."""
        for week in sorted(key[3] for key in self.watch.said if key[0] == "digest"):
            digest = self.bots[0].desk.digest(week, self.now)
            self.watch.faults += differences(self.office.path, digest, TEAM_SETTINGS, self.now)
        self.watch.faults += of_the_ledger(self.database, self.watch.rows)
        self.watch.faults += [f"{case} was never read" for case in self._unread]
        for bot in self.bots:
            bot.ended()
        self.office.loop.close()
        self.database.close()

    def page(self) -> str:
        """What happened, in a page."""
        said = ", ".join(f"{times} {kind}" for kind, times in sorted(self.watch.kinds.items()))
        stands = Counter(one.state.status for one in self.watch.rows.values())
        lines = [
            f"Seed {self.seed}: {len(self.watch.rows)} cases in {story.WEEKS} weeks, until {self.now:%d-%m-%Y}.",
            "Done: " + ", ".join(f"{times} {name}" for name, times in sorted(self.done.items())) + ".",
            f"Said: {said}; {self.watch.late} of these more than half an hour after they were due, {self.watch.summaries} summaries.",
            f"Bells for the approvers: {self.watch.asked.total()}. The chat asked to wait: {self.service.refused}.",
            "Stands: " + ", ".join(f"{times} {name}" for name, times in stands.most_common()) + ".",
            f"Faults: {len(self.watch.faults) or 'none'}.",
            *(f"  - {fault}" for fault in self.watch.faults[:25]),
        ]
        return "\n".join(lines)


def _on(day: datetime, hour: float) -> datetime:
    """An hour of a day on the team's clock."""
    return datetime.combine(day.date(), time(0), plain.ZONE) + timedelta(hours=hour)


def main() -> int:
    """Simulate a year with the trained reader, and tell of it."""
    options = argparse.ArgumentParser(description="A year of a team, simulated.")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--posts", type=int, default=15_000)
    options.add_argument("--drafted", type=int, default=None, help="for how many of the posts drafts are made")
    options.add_argument("--show", action="store_true", help="print what happened in a page")
    wanted = options.parse_args()
    drafted = wanted.posts // 50 if wanted.drafted is None else wanted.drafted
    with tempfile.TemporaryDirectory(dir=ram()) as name:
        folder, models = Path(name), Models(ROOT, Path(name))
        with RasaNlu(OwnRasa(models.python, ROOT / "nlu", models.train(lambda _: None), folder / "nlu.log")) as nlu:
            what = known(nlu.parse)
        year = Year(
            wanted.seed,
            wanted.posts,
            drafted,
            folder,
            what,
            load(ROOT / "guidelines"),
            load_phrases(ROOT / "data" / "phrases"),
        )
        with Progress() as bar:
            task = bar.add_task("52 weeks", total=1.0)
            year.run(lambda share: bar.update(task, completed=share))
    print(year.page() if wanted.show else f"{len(year.watch.faults)} faults")
    return 1 if year.watch.faults else 0


def ram() -> Path | None:
    """A folder in memory, where there is one: each transaction waits for the disk."""
    disk = Path("/dev/shm")
    return disk if os.access(disk, os.W_OK) else None


if __name__ == "__main__":
    sys.exit(main())
