"""A case in figures: what the weekly digest counts of it, without a word of anybody's text.

Pure. The ledger keeps these facts beside each case, so that a week is counted quickly and also when its texts are gone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import SequenceMatcher

from bot.decision import CaseFile, Decision
from bot.life import OPEN, WITHDRAWN

STILL_A_DRAFT = 0.5
"""From this likeness on (of words in the same order) a reply counts as an edited draft, below it as another text."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is counted of one case. All times are in UTC; `type` and `severity` are "" while nobody has read the post.

    `type_read` and `severity_read`: as Meelezer read it first. `house_rule`: the team's own rule decided. `tagged`: the post
    names the brand. `reply_minutes`: from the post to the first reply. `reply_was`: the text of the first reply, a key of
    `digest.Replies` ("" without one); `private_first`: it sent the customer to a private channel first. `against_findings`: a
    reply was chosen against a blocking finding, with a reason. `came_back`: it was reopened, or turned out not to be solved.
    `promises_due`: of the open ones.
    """

    case_id: str
    received_at: datetime
    written_at: datetime
    platform: str
    status: str
    type: str = ""
    severity: str = ""
    type_read: str = ""
    severity_read: str = ""
    action: str = ""
    rule: str = ""
    house_rule: bool = False
    tagged: bool = False
    unsure: bool = False
    corrected: bool = False
    draft_used: bool = False
    draft_edited: bool = False
    first_replied_at: datetime | None = None
    reply_minutes: int | None = None
    reply_due: datetime | None = None
    reply_was: str = ""
    private_first: bool = False
    solved_at: datetime | None = None
    solve_due: datetime | None = None
    against_advice: bool = False
    against_findings: bool = False
    came_back: bool = False
    promises_made: int = 0
    promises_kept: int = 0
    promises_broken: int = 0
    promises_due: tuple[datetime, ...] = ()

    @property
    def overruled(self) -> bool:
        """Whether the team did the opposite of the advice, or sent a reply against a blocking finding."""
        return self.against_advice or self.against_findings

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status in OPEN

    @property
    def belongs(self) -> bool:
        """Whether the post belongs here."""
        return self.status != WITHDRAWN

    @property
    def waits_for_reply(self) -> bool:
        """Whether the customer waits for the first reply."""
        return self.open and self.first_replied_at is None

    def minutes_to(self, moment: datetime) -> int:
        """Whole minutes from the post to `moment`; none where that came first."""
        return max(0, int((moment - self.written_at).total_seconds() // 60))


def facts_of(file: CaseFile, before: CaseFacts | None = None) -> CaseFacts:
    """The facts of a case; what only its texts tell is taken from `before`, where that knows it: the texts may be gone."""
    case, first, last = file.case, file.proposals[0] if file.proposals else None, file.proposal
    verbs = [one.verb for one in file.decisions]
    state = file.standing
    replied = first_reply(file)
    facts = CaseFacts(
        case.id,
        _utc(case.received_at),
        _utc(case.written_at),
        case.post.platform,
        state.status,
        corrected="correct" in verbs,
        draft_used="use" in verbs,
        draft_edited="edit" in verbs,
        first_replied_at=_utc(replied.at) if replied else None,
        reply_was=before.reply_was if before and before.reply_was else reply_was(file),
        private_first=bool(before and before.private_first),
        solved_at=_solved_at(file.decisions) if state.status == "solved" else None,
        against_findings=bool(before and before.against_findings)
        or any(one.verb == "edit" and bool(one.reason) for one in file.decisions),
        came_back="reopen" in verbs or "not-solved" in verbs,
        promises_made=verbs.count("promise"),
        promises_kept=verbs.count("kept"),
        promises_broken=verbs.count("broken"),
        promises_due=tuple(sorted(_utc(due) for _, due in state.promises)),
    )
    if replied:
        facts = replace(facts, reply_minutes=facts.minutes_to(_utc(replied.at)))
    if first is None or last is None:
        return facts
    advice, reading = last.advice, last.reading
    return replace(
        facts, type=reading.type.name, severity=reading.severity.name, type_read=first.reading.type.name,
        severity_read=first.reading.severity.name, action=advice.action, rule=advice.rule, house_rule=advice.by_house_rule,
        tagged=reading.has("mention"), unsure=first.reading.unsure, reply_due=_utc(advice.reply_by),
        solve_due=_utc(advice.solve_by) if advice.solve_by else None,
        against_advice=("sent" if advice.action == "no_reply" else "no-reply") in verbs,
    )  # fmt: skip


def first_reply(file: CaseFile) -> Decision | None:
    """The decision that the first reply was posted with: the earliest."""
    return min((one for one in file.decisions if one.verb == "sent"), key=lambda one: one.at, default=None)


def text_replied(file: CaseFile) -> tuple[str, str]:
    """The text of the first reply and the verb that it was chosen by; ("", "") where nobody said which text it was."""
    chosen, by = "", ""
    for one in file.decisions:
        if one.text and one.verb in ("use", "edit", "sent"):
            chosen, by = one.text, one.verb
        if one.verb == "sent":
            return chosen, by
    return "", ""


def reply_was(file: CaseFile) -> str:
    """What the first reply was: "as_drafted", "edited", "another" than any draft, "unknown"; "" without a reply."""
    replied = first_reply(file)
    if replied is None:
        return ""
    text, verb = text_replied(file)
    if not text:
        return "unknown"
    drafts = {draft.text for one in file.proposals if one.at <= replied.at for draft in one.drafts}
    if verb == "use" or text in drafts:
        return "as_drafted"
    words = text.split()
    alike = max((SequenceMatcher(None, draft.split(), words, False).ratio() for draft in sorted(drafts)), default=0.0)
    return "edited" if alike >= STILL_A_DRAFT else "another"


def _solved_at(decisions: tuple[Decision, ...]) -> datetime | None:
    return next((_utc(one.at) for one in reversed(decisions) if one.verb == "solved"), None)


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)  # so that an hour is an hour when the clocks change
