"""A week of the ledger in figures and sentences: how much came in, how fast it was answered, what is still open.

Pure: case files and questions in, Digest out. A case belongs to the week in which it was received, in the team's time
zone; durations are whole minutes from the post (or its receipt) to the first reply.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.decision import CaseFile
from bot.errors import BadInput
from bot.labels import ACTIONS_WITH_REPLY, SEVERITIES, TYPES
from bot.settings import Settings
from bot.words import Words

THIS_WEEK = "this"
"""How the running week is asked for, wherever a week can be named."""


@dataclass(frozen=True, slots=True)
class FirstReply:
    """How fast the first replies were; None where there was none."""

    replied: int
    median_minutes: int | None
    p90_minutes: int | None
    within_deadline: int
    still_waiting: int


@dataclass(frozen=True, slots=True)
class Digest:
    """The figures of one week. Shares are numbers out of the number beside them, never percentages alone.

    `so_far`: the week is not over yet.
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
    so_far: bool = False

    def as_json(self) -> dict[str, Any]:
        """The digest as the contract of `meelezer digest --json` names it."""
        return asdict(self)


def week_of(text: str | None, now: datetime, settings: Settings) -> tuple[str, datetime, datetime]:
    """The week's name, its Monday 0:00 and the next, in the team's zone; without `text` the last full week.

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
    start = monday.replace(tzinfo=settings.zone)
    return f"{year}-W{week:02d}", start, (monday + timedelta(days=7)).replace(tzinfo=settings.zone)


def digest_of(
    week: str, files: Sequence[CaseFile], topics: Iterable[str], settings: Settings, so_far: bool = False
) -> Digest:
    """Count the cases received in `week` that belong here, and the topics of the questions asked in it."""
    files = [file for file in files if not file.withdrawn]
    read = [(file, file.proposal) for file in files if file.proposal]
    kinds = Counter(p.reading.type.name for _, p in read)
    levels = Counter(p.reading.severity.name for _, p in read)
    untagged = [file for file, p in read if not p.reading.has("mention") and p.advice.action in ACTIONS_WITH_REPLY]
    verbs = Counter(d.verb for file in files for d in {d.verb: d for d in file.decisions}.values())
    asked = Counter(topics)
    return Digest(
        week=week,
        cases=len(files),
        by_type={name: kinds[name] for name in TYPES},
        by_severity={name: levels[name] for name in SEVERITIES},
        by_action=dict(Counter(p.advice.action for _, p in read)),
        first_reply=_first_replies(files, settings),
        public_first=sum(p.advice.action.startswith("reply_public") and _replied_at(f) is not None for f, p in read),
        untagged=len(untagged),
        untagged_answered=sum(_replied_at(file) is not None for file in untagged),
        drafts_used=verbs["use"],
        drafts_edited=verbs["edit"],
        overruled=sum(_overruled(file) for file in files),
        house_rules=dict(Counter(p.advice.rule for _, p in read if p.advice.by_house_rule).most_common()),
        corrected=verbs["correct"],
        unsure=sum(file.proposals[0].reading.unsure for file, _ in read),
        approvals_waiting=sum(file.standing.status == "waiting_for_approval" for file in files),
        promises_open=sum(len(file.standing.promises) for file in files),
        solved=sum(file.standing.status == "solved" for file in files),
        questions=asked.total(),
        questions_by_topic=dict(asked.most_common()),
        so_far=so_far,
    )


def _replied_at(file: CaseFile) -> datetime | None:
    return min((d.at for d in file.decisions if d.verb == "sent"), default=None)


def _overruled(file: CaseFile) -> bool:
    """Whether the team did the opposite of the advice, or sent a reply against a blocking finding."""
    verbs = {d.verb for d in file.decisions}
    against = file.proposal is not None and (
        (file.proposal.advice.action == "no_reply" and "sent" in verbs)
        or (file.proposal.advice.action != "no_reply" and "no-reply" in verbs)
    )
    return against or any(d.verb == "edit" and d.reason for d in file.decisions)


def _first_replies(files: Sequence[CaseFile], settings: Settings) -> FirstReply:
    minutes, within = [], 0
    for file in files:
        replied = _replied_at(file)
        if replied is None:
            continue
        start = file.case.written_at
        taken = max(timedelta(0), replied - start)
        minutes.append(int(taken.total_seconds() // 60))
        within += replied <= settings.due(start, file.case.post.platform)
    waiting = sum(file.standing.open and _replied_at(file) is None for file in files)
    return FirstReply(len(minutes), _rank(minutes, 0.5), _rank(minutes, 0.9), within, waiting)


def _rank(values: Sequence[int], share: float) -> int | None:
    """The nearest-rank percentile: the smallest value that at least `share` of the values do not exceed."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)]


def sentences(d: Digest, lang: str) -> list[str]:
    """The digest as a colleague would tell it, a few lines long."""
    first = d.first_reply
    running = Words(" tot nu toe", " so far") if d.so_far else Words("", "")
    if d.cases == 0:
        nothing = Words(
            f"In {d.week} kwam er{running.nl} niets binnen.", f"Nothing came in during {d.week}{running.en}."
        )
        return [nothing.said(lang)]
    top = max(d.by_type, key=lambda name: d.by_type[name])
    heavy = d.by_severity["high"] + d.by_severity["critical"]
    posts = Words("1 bericht", "1 post") if d.cases == 1 else Words(f"{d.cases} berichten", f"{d.cases} posts")
    most = Words(
        f", de meeste over {TYPES[top].nl} ({d.by_type[top]})", f", most about {TYPES[top].en} ({d.by_type[top]})"
    )
    most = most if d.by_type[top] and d.cases > 1 else Words("", "")  # nothing read yet, or nothing to compare
    lines = [
        Words(f"{d.week}{running.nl}: {posts.nl}{most.nl}; {heavy} hoog of kritiek.",
              f"{d.week}{running.en}: {posts.en}{most.en}; {heavy} high or critical."),
    ]  # fmt: skip
    if first.replied:
        lines.append(Words(
            f"Eerste antwoord: mediaan {first.median_minutes} minuten, 9 van de 10 binnen {first.p90_minutes}; "
            f"{first.within_deadline} van {first.replied} op tijd.",
            f"First reply: median {first.median_minutes} minutes, 9 out of 10 within {first.p90_minutes}; "
            f"{first.within_deadline} of {first.replied} in time."))  # fmt: skip
    lines.append(Words(
        f"Nog zonder antwoord: {first.still_waiting}. Wacht op goedkeuring: {d.approvals_waiting}. Open beloften: {d.promises_open}.",
        f"Still without a reply: {first.still_waiting}. Waiting for approval: {d.approvals_waiting}. Open promises: {d.promises_open}."))  # fmt: skip
    if d.untagged:
        lines.append(Words(f"Zonder tag, toch beantwoord: {d.untagged_answered} van {d.untagged}.",
                           f"Untagged, answered all the same: {d.untagged_answered} of {d.untagged}."))  # fmt: skip
    for rule, times in d.house_rules.items():
        often = {1: "once", 2: "twice"}.get(times, f"{times} times")
        lines.append(Words(f"Huisregel “{rule}” kreeg {times} keer voorrang op het advies.",
                           f"House rule “{rule}” took precedence over the advice {often}."))  # fmt: skip
    return [line.said(lang) for line in lines]
