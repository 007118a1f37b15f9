"""A week of the ledger in figures and sentences: how much came in, how fast it was answered, what is still open.

Pure: facts of cases in, Digest out. A case belongs to the week in which it was received, in the team's time zone; what is
counted of it is how it stands now, whenever that happened. Questions and findings count in the week in which they came up.
Durations are whole minutes from the post (or its receipt); shares are numbers out of the number beside them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.case_facts import CaseFacts
from bot.errors import BadInput
from bot.labels import ACTIONS_WITH_REPLY, SEVERITIES, TYPES
from bot.settings import Settings
from bot.words import Words

THIS_WEEK = "this"
"""How the running week is asked for, wherever a week can be named."""

WEEKS_BEFORE = 4
"""How many weeks a week is compared with."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week's name, its Monday 0:00 and the next, in the team's zone."""

    name: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class FirstReply:
    """How fast the first replies were; None where there was none. `overdue`: of those still waiting, too late by now."""

    replied: int
    median_minutes: int | None
    p90_minutes: int | None
    within_deadline: int
    still_waiting: int
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Solution:
    """How fast it was solved, as a colleague confirmed; a deadline is there for complaints only.

    `unknown`: a reply is out, and nobody has said how it ended."""

    solved: int
    median_minutes: int | None
    p90_minutes: int | None
    with_deadline: int
    within_deadline: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Replies:
    """What the first replies were: a draft as it was, a draft that was edited, another text, or not told here."""

    as_drafted: int = 0
    edited: int = 0
    another: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Overruled:
    """What became of the cases in which the team did otherwise: solved, came back (reopened, not solved), or not known yet."""

    solved: int = 0
    came_back: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Promises:
    """Promises made, kept, broken, and open; `overdue` of the open ones."""

    made: int = 0
    kept: int = 0
    broken: int = 0
    open: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Correction:
    """How often colleagues corrected a reading ("type" or "severity") from one label to another."""

    of: str
    was: str
    became: str
    times: int


@dataclass(frozen=True, slots=True)
class WeekBefore:
    """A week to compare with."""

    week: str
    cases: int
    by_type: dict[str, int]
    by_severity: dict[str, int]
    median_minutes: int | None


@dataclass(frozen=True, slots=True)
class Carried:
    """What is still open of cases from before the week."""

    still_waiting: int = 0
    approvals_waiting: int = 0
    promises_open: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """What a digest is made of: the facts of the week's cases, what was asked and found, the weeks before."""

    facts: Sequence[CaseFacts] = ()
    topics: Mapping[str, int] = field(default_factory=dict)
    findings: Mapping[str, int] = field(default_factory=dict)
    before: tuple[WeekBefore, ...] = ()
    carried: Carried = field(default_factory=Carried)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to do in the week that comes, with its figures. `kind` names the rule that saw it."""

    kind: str
    words: Words


@dataclass(frozen=True, slots=True)
class Discussed:
    """A case that is worth talking about, and why. `url`: where its card can be seen, as far as a door knows."""

    case: str
    why: tuple[Words, ...]
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """The figures of one week. `so_far`: the week is not over yet.

    `drafts_used`, `drafts_edited`: cases in which that was done, also where the reply did not go out. `private_first`: replies
    that sent the customer to a private channel first; `details_private`: public replies whose details went private, by the
    rule that says why.
    """

    week: str
    cases: int
    by_type: dict[str, int]
    by_severity: dict[str, int]
    by_action: dict[str, int]
    first_reply: FirstReply
    public_first: int
    untagged: int
    untagged_answered: int
    drafts_used: int
    drafts_edited: int
    overruled: int
    house_rules: dict[str, int]
    corrected: int
    unsure: int
    approvals_waiting: int
    promises_open: int
    solved: int
    questions: int
    questions_by_topic: dict[str, int]
    solution: Solution
    replies: Replies
    private_first: int
    details_private: dict[str, int]
    overruled_then: Overruled
    promises: Promises
    corrections: tuple[Correction, ...]
    findings: int
    findings_by_rule: dict[str, int]
    weeks_before: tuple[WeekBefore, ...]
    from_before: Carried
    suggestions: tuple[Suggestion, ...] = ()
    discuss: tuple[Discussed, ...] = ()
    so_far: bool = False

    def as_json(self) -> dict[str, Any]:
        """The digest as the contract of `meelezer digest --json` names it."""
        return asdict(self)


def week_of(text: str | None, now: datetime, settings: Settings) -> Week:
    """The week that `text` means; without it the last full one.

    Raises BadInput when `text` is neither like 2026-W47 nor THIS_WEEK."""
    if text in (None, THIS_WEEK):
        local = now.astimezone(settings.zone)
        year, week, _ = (local - timedelta(days=0 if text else 7)).isocalendar()
    else:
        match = re.fullmatch(r"([12]\d{3})-?W(\d{1,2})", (text or "").strip(), re.IGNORECASE)
        year, week = (int(match.group(1)), int(match.group(2))) if match else (0, 0)
    try:
        monday = datetime.fromisocalendar(year, week, 1)
    except ValueError:
        raise BadInput("Schrijf de week als 2026-W47.", "Write the week as 2026-W47.") from None
    return _week(monday, settings)


def weeks_to(week: Week, settings: Settings) -> list[Week]:
    """The weeks that `week` is compared with, the oldest first, and itself."""
    monday = week.start.replace(tzinfo=None)
    return [_week(monday - timedelta(days=7 * n), settings) for n in range(WEEKS_BEFORE, -1, -1)]


def _week(monday: datetime, settings: Settings) -> Week:
    year, number, _ = monday.isocalendar()
    start, end = (one.replace(tzinfo=settings.zone) for one in (monday, monday + timedelta(days=7)))
    return Week(f"{year}-W{number:02d}", start, end)


def digest_of(week: Week, counted: Counted, now: datetime, settings: Settings) -> Digest:
    """Count the cases of `week` that belong here, as they stand at `now`."""
    files = [one for one in counted.facts if one.belongs]
    read = [one for one in files if one.type]
    kinds, levels = Counter(one.type for one in read), Counter(one.severity for one in read)
    replied = [one for one in files if one.first_replied_at]
    public = [one for one in replied if one.action.startswith("reply_public")]
    untagged = [one for one in read if not one.tagged and one.action in ACTIONS_WITH_REPLY]
    overruled = [one for one in files if one.overruled]
    until = min(now, week.end)
    return Digest(
        week=week.name,
        cases=len(files),
        by_type={name: kinds[name] for name in TYPES},
        by_severity={name: levels[name] for name in SEVERITIES},
        by_action=_often(one.action for one in read),
        first_reply=_first_replies(files, until, settings),
        public_first=sum(not one.private_first for one in public),
        untagged=len(untagged),
        untagged_answered=sum(one.first_replied_at is not None for one in untagged),
        drafts_used=sum(one.draft_used for one in files),
        drafts_edited=sum(one.draft_edited for one in files),
        overruled=len(overruled),
        house_rules=_often(one.rule for one in read if one.house_rule),
        corrected=sum(one.corrected for one in files),
        unsure=sum(one.unsure for one in files),
        approvals_waiting=sum(one.status == "waiting_for_approval" for one in files),
        promises_open=sum(len(one.promises_due) for one in files),
        solved=sum(one.status == "solved" for one in files),
        questions=sum(counted.topics.values()),
        questions_by_topic=_most(counted.topics),
        solution=_solutions(files),
        replies=Replies(**Counter(one.reply_was for one in replied)),
        private_first=sum(one.private_first for one in replied),
        details_private=_often(one.rule for one in replied if one.action == "reply_public_details_private"),
        overruled_then=Overruled(**Counter(_became(one) for one in overruled)),
        promises=_promises(files, until),
        corrections=_corrections(read),
        findings=sum(counted.findings.values()),
        findings_by_rule=_most(counted.findings),
        weeks_before=counted.before,
        from_before=counted.carried,
        so_far=week.start <= now < week.end,
    )


def _often(names: Any) -> dict[str, int]:
    return _most(Counter(names))


def _most(numbers: Mapping[str, int]) -> dict[str, int]:
    """The most frequent first, and in a fixed order where two are as frequent."""
    return dict(sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])))


def reply_due(facts: CaseFacts, settings: Settings) -> datetime:
    """When the first reply was due: as it was told, or, while nobody has read the post, as the settings say."""
    return facts.reply_due or settings.due(facts.written_at, facts.platform)


def _first_replies(files: Sequence[CaseFacts], until: datetime, settings: Settings) -> FirstReply:
    minutes = [one.reply_minutes for one in files if one.reply_minutes is not None]
    within = sum(one.first_replied_at <= reply_due(one, settings) for one in files if one.first_replied_at)
    waiting = [one for one in files if one.waits_for_reply]
    overdue = sum(reply_due(one, settings) < until for one in waiting)
    return FirstReply(len(minutes), rank(minutes, 0.5), rank(minutes, 0.9), within, len(waiting), overdue)


def _solutions(files: Sequence[CaseFacts]) -> Solution:
    solved = [(one, one.solved_at) for one in files if one.solved_at]
    minutes = [one.minutes_to(at) for one, at in solved]
    with_deadline = [at <= one.solve_due for one, at in solved if one.solve_due]
    unknown = sum(one.status in ("answered", "promised") for one in files)
    return Solution(
        len(solved), rank(minutes, 0.5), rank(minutes, 0.9), len(with_deadline), sum(with_deadline), unknown
    )


def _became(facts: CaseFacts) -> str:
    if facts.came_back:
        return "came_back"
    return "solved" if facts.status == "solved" else "unknown"


def _promises(files: Sequence[CaseFacts], until: datetime) -> Promises:
    dues = [due for one in files for due in one.promises_due]
    return Promises(
        sum(one.promises_made for one in files),
        sum(one.promises_kept for one in files),
        sum(one.promises_broken for one in files),
        len(dues),
        sum(due < until for due in dues),
    )


def _corrections(files: Sequence[CaseFacts]) -> tuple[Correction, ...]:
    pairs = [("type", one.type_read, one.type) for one in files if one.corrected]
    pairs += [("severity", one.severity_read, one.severity) for one in files if one.corrected]
    times = Counter(pair for pair in pairs if pair[1] != pair[2])
    return tuple(Correction(*pair, n) for pair, n in sorted(times.items(), key=lambda one: (-one[1], one[0])))


def rank(values: Sequence[int], share: float) -> int | None:
    """The nearest-rank percentile: the smallest value that at least `share` of the values do not exceed; None of none."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)]
