"""Watches the simulated year: each thing that the clocks ought to say is said once and in time, and each decision stands once.

Whatever is amiss becomes a sentence in `faults`. After a plug was pulled, or the service asked to wait, a thing may come
within the hour; what the service took without the bot hearing of it may come twice, since nobody can tell.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.card import Card
from bot.life import TRANSITIONS
from tests.year_door import APPROVALS, WEEKS, Message
from tests.year_plain import Call, Rows, digests

GRACE, LATE, FLOOD = timedelta(hours=1), timedelta(minutes=30), 3
Key = tuple[str, str, datetime | None, str]


def key_of(call: Call) -> Key:
    """What makes a thing this thing: a digest is its week's, whenever it is due."""
    return (
        call.kind,
        call.case or "",
        None if call.kind == "digest" else call.at,
        "" if call.kind == "promise" else call.of,
    )


@dataclass(slots=True)
class Watch:
    """What was said so far, what should have been, and what went wrong."""

    rows: dict[str, Rows] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    first: datetime | None = None
    said: Counter[Key] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    late: int = 0
    summaries: int = 0
    faults: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    _limbo: dict[Key, datetime] = field(default_factory=dict)
    _torn: set[Key] = field(default_factory=set)
    _asked_torn: set[str] = field(default_factory=set)
    _rooms: dict[str, str] = field(default_factory=dict)

    def pending(self, now: datetime) -> dict[Key, Call]:
        """What ought to be said by `now` and was not."""
        calls = [call for case in self.shown for call in self.rows[case].calls]
        calls += digests(self.first, now) if self.first else []
        return {key: call for call in calls if call.at <= now and not self.said[key := key_of(call)]}

    def ticked(self, now: datetime, before: dict[Key, Call], messages: Sequence[Message], whole: bool) -> None:
        """Compare what was said in one stroke of a bot's clock with what was pending. `whole`: nothing got in its way."""
        for message in messages:
            for key in _keys(message, before, now):
                self._heard(key, before, now, message.torn)
        if whole:
            self._check_summary(now, before, messages)
        for key in before:
            if self.said[key]:
                self._limbo.pop(key, None)
            elif not whole:
                self._limbo.setdefault(key, now)
            elif now - self._limbo.get(key, now - GRACE) >= GRACE:
                self.faults.append(f"never said: {_words(key)}, by {now:%d-%m %H:%M}")
                self.said[key] = 1

    def _check_summary(self, now: datetime, before: dict[Key, Call], messages: Sequence[Message]) -> None:
        """Three or more deadlines that passed long ago are told in one message, fewer in one each."""
        late = _late(before, now)
        if any(self._limbo.get(key) for key in late):
            return
        summaries = sum(bool(message.note.lines) for message in messages)
        if summaries != (len(late) >= FLOOD):
            self.faults.append(f"{len(late)} late things in {summaries} summaries, at {now:%d-%m %H:%M}")
        self.summaries += summaries

    def _heard(self, key: Key, before: dict[Key, Call], now: datetime, torn: bool) -> None:
        if key not in before and key not in self._torn:
            why = "said twice" if self.said[key] else "said without a reason"
            self.faults.append(f"{why}: {_words(key)}, at {now:%d-%m %H:%M}")
        self._torn.discard(key)
        self.said[key] += 1
        self.kinds[key[0]] += 1
        if torn:
            self._torn.add(key)
        if key in before:
            self.late += now - before[key].at > LATE

    def read(self, messages: Sequence[Message], begun: int) -> None:
        """Count the bells in the approvers' room from a message on, each for the case whose card it stands under."""
        for number, message in enumerate(messages[begun:], begun + 1):
            if message.channel != APPROVALS:
                continue
            if message.note.look == "card":
                self._rooms[f"m{number}"] = next(one.case for one in message.note.made_from if isinstance(one, Card))
            elif message.note.look == "calling":
                case = self._rooms[message.thread]
                self.asked[case] += 1
                if message.torn:
                    self._asked_torn.add(case)

    def check_asked(self, case: str) -> None:
        """Each text that waits, and each wish for an approval, rings once."""
        rows, ought = self.rows[case], _asks(self.rows[case])
        if rows.state.status != "waiting_for_approval":
            return
        if self.asked[case] != ought and not (case in self._asked_torn and self.asked[case] == ought + 1):
            self.faults.append(f"the approvers were rung {self.asked[case]} times for {case}, not {ought} times")
            self.asked[case] = ought

    def check_deed(self, case: str, was: int, verb: str, done: bool) -> None:
        """One deed is one row, and what changes nothing is none."""
        now = len(self.rows[case].decisions)
        if now != was + done or (done and self.rows[case].decisions[-1]["verb"] != verb):
            self.faults.append(f"{verb} in {case} left {now - was} decisions, not {int(done)}")


def _asks(rows: Rows) -> int:
    """How many of its decisions left the case waiting for approval, when they were made."""
    return sum(bool(one) for one in rows.waits)


def _late(before: dict[Key, Call], now: datetime) -> list[Key]:
    """The deadlines that passed more than half an hour ago."""
    told_at_once = ("reminder", "escalation", "approval")
    return [key for key, call in before.items() if call.kind in told_at_once and now - call.at > LATE]


def _keys(message: Message, before: dict[Key, Call], now: datetime) -> list[Key]:
    """What a message says. A summary has one line for all that is late in a case, in the words of the last."""
    if message.channel == WEEKS and message.note.digests:
        return [("digest", "", None, digest.week) for digest in message.note.digests]
    keys: list[Key] = [
        (due.kind, due.case or "", due.at.astimezone(UTC), due.of.strip() if due.of in (" closed", " solution") else "")
        for due in message.note.dues
    ]
    for line in message.note.lines:
        of_case = [key for key in _late(before, now) if key[1] == line.card.case]
        keys += of_case or [("summary", line.card.case, None, line.note)]
    return keys


def _words(key: Key) -> str:
    kind, case, at, of = key
    return " ".join(filter(None, (kind, of, case, f"of {at:%d-%m %H:%M}" if at else "")))


def of_the_ledger(database: sqlite3.Connection, rows: dict[str, Rows]) -> list[str]:
    """What is amiss in the ledger at the end: every case once and where its decisions bring it, each transition after the last."""
    faults = []
    held = {row["id"]: row for row in database.execute("select * from cases")}
    if held.keys() != rows.keys():
        faults.append(f"cases lost or made up: {sorted(held.keys() ^ rows.keys())[:5]}")
    for case, one in rows.items():
        if case in held and held[case]["status"] not in _legal(one):
            faults.append(f"{case} stands at {held[case]['status']}, and its decisions bring it to {one.state.status}")
    left = database.execute("select count(*) from chat_messages where done_at is null").fetchone()[0]
    whole = database.execute("pragma integrity_check").fetchone()[0]
    return (
        faults
        + [f"{left} messages were left undone"] * bool(left)
        + [whole] * (whole != "ok")
        + _chains(database, held)
    )


def _legal(rows: Rows) -> tuple[str, ...]:
    """The names of where a case stands; a finer one is right, too."""
    finer = {"advised": ("sent_back", "not_solved", "reopened"), "answered": ("promised",)}
    return (rows.state.status, *finer.get(rows.state.status, ()))


def _chains(database: sqlite3.Connection, held: dict[str, sqlite3.Row]) -> list[str]:
    """Where a case's transitions do not follow each other to where it stands, or are not of the drawn ones."""
    last: dict[str, str] = {}
    faults = []
    for row in database.execute("select * from transitions order by id"):
        case, before, after = row["case_id"], row["from_state"], row["to_state"]
        if last.get(case, "") != before:
            faults.append(f"{case} went on from {before} where it stood at {last.get(case)}")
        if before and after not in TRANSITIONS.get((before, row["event"]), ()):
            faults.append(f"{case} went from {before} to {after} by {row['event']}, which nobody drew")
        last[case] = after
    return faults + [
        f"{case} stands elsewhere than its last transition" for case in held if last.get(case) != held[case]["status"]
    ]
