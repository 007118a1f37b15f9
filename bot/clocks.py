"""What the clocks say about a case at a given time: reminders, escalations, approvals, promises, solved-checks, digest.

Pure: the time is passed in, and everything due up to that time comes out, each with a key that is the same however
often one asks, so that it is said once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.decision import CaseFile
from bot.life import RECEIVED
from bot.notes import on_call
from bot.settings import Settings
from bot.words import Words

REMIND_AT = 0.75  # of the time between receipt and deadline: a quarter of an hour is left of X's hour
APPROVAL_PART = 0.5  # of what was left until the deadline when approval was asked
DIGEST_HOUR = 9  # on Mondays, in the team's time zone
MOST_DIGESTS = 4  # weeks that are made up for, where the machine was off


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that the clocks say: its kind, the case (None for the digest), since when, and to say what."""

    kind: str
    case: str | None
    at: datetime
    text: Words
    of: str = ""  # tells apart two things of one kind that may be due at one time
    week: str = ""  # that the digest is about, such as "2026-W47"

    @property
    def key(self) -> str:
        """The same for the same thing, whenever and wherever one looks. Two promises may be due at one time."""
        return f"{self.kind} {self.case or ''} {self.at.astimezone(UTC).isoformat()}{self.of}"


def due(files: Iterable[CaseFile], first: datetime | None, now: datetime, settings: Settings) -> list[Due]:
    """Everything that is due at `now` (aware) in `files`, the longest due first.

    The digests of the last weeks are among it, from the week on in which the first case came in (`first`): one that could
    not be said on its Monday is said late. Older ones than MOST_DIGESTS nobody waits for any more.
    """
    things = [one for file in files for one in _of_case(file, settings)]
    if first:
        things += [one for one in _digests(now, settings) if first < one.at.replace(hour=0)]
    return sorted((one for one in things if one.at <= now), key=lambda one: one.at)


def _of_case(file: CaseFile, settings: Settings) -> Iterator[Due]:
    state, case = file.standing, file.case
    for text, at in state.promises:
        yield Due(
            "promise",
            case.id,
            at,
            (words := Words(f"Beloofd: “{text}”. Is het gebeurd?", f"Promised: “{text}”. Is it done?")),
            f" {words.nl}",
        )
    if state.replied and state.sent_at:
        yield Due("solved-check", case.id, state.sent_at + timedelta(days=settings.solved_check_days),
                  Words("Vraag de klant of het echt is opgelost, en zeg het dan ook openbaar.",
                        "Ask the customer whether it is really solved, and then say so in public."))  # fmt: skip
        if solved_by := solution_due(file, settings):
            day = settings.moment(solved_by)
            remind_at = settings.office.days_before(solved_by, 1)
            if remind_at > state.sent_at:
                yield Due("reminder", case.id, remind_at,
                          Words(f"Dit moet vóór {day} opgelost zijn, en dat is nog niet gemeld.",
                                f"This is to be solved by {day}, and nobody has said that it is."),
                          " solution")  # fmt: skip
            yield Due("escalation", case.id, solved_by,
                      Words(f"Dit had vóór {day} opgelost moeten zijn, en dat is nog niet gemeld.",
                            f"This should have been solved by {day}, and nobody has said that it is."),
                      " solution")  # fmt: skip
    if file.proposal is None or not state.open or state.replied or state.status == RECEIVED:
        return
    yield from _before_reply(file, settings)


def reply_due(file: CaseFile, settings: Settings) -> datetime | None:
    """When the reply is due: its advice's time, counted anew from a reopening; None while the case is unread."""
    if file.proposal is None:
        return None
    again = again_since(file)
    return settings.due(again, file.case.post.platform) if again else file.proposal.advice.reply_by


def solution_due(file: CaseFile, settings: Settings) -> datetime | None:
    """When the case should be solved: its advice's time, counted anew from a reopening; None without such a clock."""
    if file.proposal is None or file.proposal.advice.solve_by is None:
        return None
    again = again_since(file)
    return settings.solve_by(again, file.proposal.reading.severity.name) if again else file.proposal.advice.solve_by


def next_due(file: CaseFile, settings: Settings) -> datetime:
    """By when something is due next: the reply, once that is given the solution; for an unread case when it came in."""
    due = solution_due(file, settings) if file.standing.replied else reply_due(file, settings)
    return due or file.case.received_at


def urgency(file: CaseFile, settings: Settings) -> tuple[bool, datetime]:
    """What to put first: the grave cases that wait for a reply, then what is due first."""
    grave = bool(file.proposal and file.proposal.reading.severity.name in ("high", "critical"))
    return not (grave and not file.standing.replied), next_due(file, settings)


def again_since(file: CaseFile) -> datetime | None:
    """When the clocks began anew: the last time that the case was reopened or turned out not to be solved."""
    return max((d.at for d in file.decisions if d.verb in ("reopen", "not-solved")), default=None)


def _before_reply(file: CaseFile, settings: Settings) -> Iterator[Due]:
    """Reminder, approval and escalation of a case that has no reply yet."""
    assert file.proposal is not None
    start, due_at = again_since(file), reply_due(file, settings)
    assert due_at is not None
    first = file.case.written_at
    deadline = due_at.astimezone(UTC)  # so that an hour is an hour when the clocks change
    begin, case = (start or min(first, deadline)).astimezone(UTC), file.case.id
    # Three quarters of the working time; of the time itself where that is less, or the deadline was another then.
    remind_at = min(settings.due(begin, file.case.post.platform, REMIND_AT), deadline)
    clock = f"{deadline.astimezone(settings.zone):%H:%M}"
    what = Words("antwoord", "reply") if file.proposal.advice.action != "no_reply" else Words("besluit", "decision")
    yield Due("reminder", case, remind_at,
              Words(f"Nog geen {what.nl}; het moet er om {clock} zijn.", f"No {what.en} yet; it is due at {clock}."))  # fmt: skip
    yield Due("escalation", case, deadline,
              Words(f"De termijn van {clock} is voorbij zonder {what.nl}.", f"The {clock} deadline has passed without a {what.en}."))  # fmt: skip
    came = start or file.case.received_at
    if file.proposal.reading.severity.name == "critical" and settings.office.closed_until(came):
        ring = on_call(settings)
        yield Due("reminder", case, came,
                  Words(f"Kritiek, en binnengekomen buiten kantooruren. {ring.nl}",
                        f"Critical, and it came in outside office hours. {ring.en}"), " closed")  # fmt: skip
    state = file.standing
    ends = settings.approval_ends(state.approved_at) if state.status == "approved" and state.approved_at else None
    if ends:
        hours = settings.approval_hours
        yield Due("approval", case, ends,
                  Words(f"Deze goedkeuring is {hours} werkuren oud; kijk er nog eens naar vóór het antwoord uitgaat.",
                        f"This approval is {hours} working hours old; look at it again before the reply goes out."),
                  " again")  # fmt: skip
    asked = file.standing.asked_approval_at
    if file.standing.status == "waiting_for_approval" and asked:
        asked = asked.astimezone(UTC)
        yield Due("approval", case, asked + max(timedelta(0), APPROVAL_PART * (deadline - asked)),
                  Words("Dit antwoord wacht nog op goedkeuring.", "This reply is still waiting for approval."))  # fmt: skip


def _digests(now: datetime, settings: Settings) -> Iterator[Due]:
    local = now.astimezone(settings.zone)
    monday = (local - timedelta(days=local.weekday())).replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if monday > local:
        monday -= timedelta(days=7)
    for back in range(MOST_DIGESTS):
        at = monday - timedelta(days=7 * back)
        week = week_name(at - timedelta(days=7))
        words = Words(f"Het weekoverzicht van {week} staat klaar.", f"The digest of {week} is ready.")
        yield Due("digest", None, at, words, week=week)


LATE = timedelta(minutes=30)
"""What is said so much later than it was due is late: the machine slept, or nobody could be reached."""

FLOOD = 3
"""So many late things at once are told in one summary."""

_TOLD_AT_ONCE = ("reminder", "escalation", "approval")


def summed_up(things: Iterable[Due], now: datetime) -> list[Due]:
    """Those of `things` that belong into one summary, since so many deadlines passed meanwhile; else none."""
    late = [one for one in things if one.kind in _TOLD_AT_ONCE and now - one.at > LATE]
    return late if len(late) >= FLOOD else []


def week_name(day: datetime) -> str:
    """The ISO week of `day`, such as "2026-W47"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
