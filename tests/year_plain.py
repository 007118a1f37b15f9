"""What ought to be said about a case, reckoned plainly from its rows in the ledger: nothing here comes from `bot/`.

A case is replayed anew after each of its rows. What its state then makes due is due from there until the next row.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
OPEN, SHUT = time(8, 30), time(18)
SATURDAY = (time(10), time(15))
HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in ("2026-01-01", "2026-04-03", "2026-04-05", "2026-04-06", "2026-04-27", "2026-05-14", "2026-05-24",
                "2026-05-25", "2026-12-25", "2026-12-26", "2027-01-01")
)  # fmt: skip
"""The Netherlands' public holidays of the simulated year."""

MINUTES = {
    "x": 60,
    "facebook": 120,
    "instagram": 120,
    "linkedin": 120,
    "google_review": 240,
    "trustpilot": 240,
    "other": 120,
}
DAYS = {"low": 10, "medium": 5, "high": 3, "critical": 2}
SOLVED_CHECK = timedelta(days=3)
ENDS = {"no-reply": "no_reply", "solved": "solved", "close": "closed", "withdraw": "withdrawn"}
BEFORE = ("advised", "chosen", "waiting_for_approval", "approved")


class Hours:
    """The team's working hours, written out day by day."""

    def __init__(self, first: date, last: date) -> None:
        self.spans: list[tuple[datetime, datetime]] = []
        day = first
        while day <= last:
            if hours := self._of(day):
                begin, end = (datetime.combine(day, at, ZONE).astimezone(UTC) for at in hours)
                self.spans.append((begin, end))
            day += timedelta(days=1)
        self._ends = [end for _, end in self.spans]

    @staticmethod
    def _of(day: date) -> tuple[time, time] | None:
        if day in HOLIDAYS or day.weekday() == 6:
            return None
        return SATURDAY if day.weekday() == 5 else (OPEN, SHUT)

    def after(self, start: datetime, length: timedelta) -> datetime:
        """When the team has worked for `length` since `start`."""
        start = start.astimezone(UTC)
        for begin, end in self.spans[bisect_right(self._ends, start) :]:
            begin = max(begin, start)  # noqa: PLW2901 - the part of the day that is left
            if length <= end - begin:
                return begin + length
            length -= end - begin
        raise AssertionError("beyond the year")

    def working(self, at: datetime) -> bool:
        """Whether the team is at work at that moment."""
        place = bisect_right(self._ends, at.astimezone(UTC))
        return place < len(self.spans) and self.spans[place][0] <= at

    def days_after(self, start: datetime, days: int) -> datetime:
        """The same time of day so many working days later, within that day's hours."""
        local = start.astimezone(ZONE)
        next_day = datetime.combine(local.date() + timedelta(days=1), time(0), ZONE).astimezone(UTC)
        begin, end = self.spans[bisect_right(self._ends, next_day) + days - 1]
        wanted = datetime.combine(begin.astimezone(ZONE).date(), local.time(), ZONE).astimezone(UTC)
        return min(max(wanted, begin), end)

    def day_before(self, end: datetime) -> datetime:
        """The same time of day on the working day before, within that day's hours."""
        local = end.astimezone(ZONE)
        midnight = datetime.combine(local.date(), time(0), ZONE).astimezone(UTC)
        begin, shut = self.spans[bisect_right(self._ends, midnight) - 1]
        wanted = datetime.combine(begin.astimezone(ZONE).date(), local.time(), ZONE).astimezone(UTC)
        return min(max(wanted, begin), shut)


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that is to be said of a case (None: the digest of the week `of`), and since when."""

    kind: str
    case: str | None
    at: datetime
    of: str = ""


@dataclass(slots=True)
class State:
    """Where a case stands, as far as the clocks care."""

    status: str = "received"
    text: str = ""
    text_by: str = ""
    approved: str | None = None
    asked_at: datetime | None = None
    asked: bool = False
    sent_at: datetime | None = None
    again: datetime | None = None
    promises: list[tuple[str, datetime]] = field(default_factory=list)


@dataclass(slots=True)
class Rows:
    """What the ledger holds of a case: when it was written and came in, its platform, and its rows in order."""

    case: str
    written: datetime
    received: datetime
    platform: str
    proposals: list[Mapping[str, str]] = field(default_factory=list)
    decisions: list[Mapping[str, str]] = field(default_factory=list)
    state: State = field(default_factory=State)
    calls: list[Call] = field(default_factory=list)
    waits: list[bool] = field(
        default_factory=list
    )  # after which of its decisions it was submitted, as it was read then

    @property
    def proposal(self) -> Mapping[str, str] | None:
        """The last one."""
        return self.proposals[-1] if self.proposals else None

    @property
    def drafts(self) -> int:
        """How many drafts there are to choose from."""
        return len(json.loads(self.proposals[-1]["drafts"])) if self.proposals else 0

    @property
    def open(self) -> bool:
        """Whether somebody has to do something."""
        return self.state.status not in ENDS.values()


def looked(database: sqlite3.Connection, rows: Rows, hours: Hours) -> Rows:
    """Read a case's rows anew, and reckon what its clocks have to say from now on."""
    rows.proposals = database.execute("select * from proposals where case_id = ? order by id", [rows.case]).fetchall()
    rows.decisions = database.execute("select * from decisions where case_id = ? order by id", [rows.case]).fetchall()
    rows.state = replayed(rows)
    made = [one["verb"] in ("use", "edit", "request-approval") for one in rows.decisions]
    submitted = rows.state.status == "waiting_for_approval" and bool(made) and made[-1]
    rows.waits += [submitted] * bool(len(rows.decisions) > len(rows.waits))
    rows.calls = list(_calls(rows, hours))
    return rows


def replayed(rows: Rows) -> State:
    """The state after all decisions, where approval is needed by what was said last."""
    critical = bool(rows.proposal and rows.proposal["approval"])
    state = State("advised" if rows.proposal else "received")
    for one in rows.decisions:
        _step(state, one, critical, bool(rows.proposal))
    return state


def _step(s: State, d: Mapping[str, str], critical: bool, read: bool) -> None:
    verb, at = d["verb"], datetime.fromisoformat(d["decided_at"])
    if verb in ("use", "edit", "correct"):
        s.asked = s.asked or d["proposed"].endswith(", for approval")
    if verb in ("use", "edit"):
        s.text, s.text_by = d["text"], d["decided_by"]
        s.approved = s.approved if s.approved == s.text else None
        waits = (critical or s.asked) and s.approved is None
        s.status = "waiting_for_approval" if waits else "chosen"
        s.asked_at = at if waits else s.asked_at
    elif verb == "request-approval":
        s.status, s.asked, s.approved, s.asked_at = "waiting_for_approval", True, None, at
    elif verb == "approve":
        s.status, s.approved = "approved", s.text
    elif verb == "send-back":
        s.status, s.approved, s.asked_at = "advised", None, None
    else:
        _later_step(s, d, at, read)


def _later_step(s: State, d: Mapping[str, str], at: datetime, read: bool) -> None:
    verb = d["verb"]
    if verb == "sent":
        s.status, s.sent_at = "answered", at
    elif verb == "promise":
        s.promises.append((d["text"], datetime.fromisoformat(d["value"])))
    elif verb in ("kept", "broken"):
        s.promises.remove(next(one for one in s.promises if one[0] == d["text"]))
    elif verb in ENDS:
        s.status, s.promises = ENDS[verb], []
    elif verb in ("not-solved", "reopen"):
        s.status, s.again, s.text, s.approved = "advised" if read else "received", at, "", None
        s.asked_at, s.asked, s.sent_at = None, False, None


def _calls(rows: Rows, hours: Hours) -> Iterator[Call]:
    state, case = rows.state, rows.case
    for text, at in state.promises:
        yield Call("promise", case, at, text)
    if rows.proposal is None:
        return
    severity = rows.proposal["severity"]
    if state.status == "answered" and state.sent_at:
        yield Call("solved-check", case, state.sent_at + SOLVED_CHECK)
        if json.loads(rows.proposal["advice"])["solve_by"]:
            solved_by = hours.days_after(state.again or rows.written, DAYS[severity])
            remind_at = hours.day_before(solved_by)
            if remind_at > state.sent_at:
                yield Call("reminder", case, remind_at, "solution")
            yield Call("escalation", case, solved_by, "solution")
    if state.status in BEFORE:
        yield from _before_reply(rows, hours, severity)


def _before_reply(rows: Rows, hours: Hours, severity: str) -> Iterator[Call]:
    state, case = rows.state, rows.case
    start, length = state.again or rows.written, timedelta(minutes=MINUTES[rows.platform])
    deadline = hours.after(start, length)
    yield Call("reminder", case, hours.after(start, 0.75 * length))
    yield Call("escalation", case, deadline)
    came = state.again or rows.received
    if severity == "critical" and not hours.working(came):
        yield Call("reminder", case, came, "closed")
    if state.status == "waiting_for_approval" and state.asked_at:
        yield Call("approval", case, state.asked_at + max(timedelta(0), (deadline - state.asked_at) / 2))


def digests(first: datetime, now: datetime) -> Sequence[Call]:
    """The digests that have become due by `now`, of the first case's week and those after it."""
    local = first.astimezone(ZONE)
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), time(9), ZONE)
    found = []
    while (monday := monday + timedelta(days=7)) <= now:
        year, week, _ = (monday - timedelta(days=7)).isocalendar()
        found.append(Call("digest", None, monday.astimezone(UTC), f"{year}-W{week:02d}"))
    return found
