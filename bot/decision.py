"""What the team decided about a case, and where the case stands: one small state machine.

Decisions are only ever added. `standing` replays them; `decided` makes the next one from what a colleague asks, or
refuses it with a sentence, or returns None when it would only repeat the last one (a double click, two people on one
button).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.advice import Advice
from bot.case import Case
from bot.context import Context, Earlier, known_by
from bot.drafts import Draft
from bot.errors import BadInput, Refused
from bot.labels import NOT_COMPLAINTS, SEVERITIES, STATUSES, TYPES
from bot.life import OPEN, RECEIVED, REPLIED, TO_REPLY, WITHDRAWN, may
from bot.promises import due_in
from bot.reading import Reading
from bot.settings import Settings
from bot.spoken_promises import promised_in

VERBS = ("use", "edit", "correct", "request-approval", "approve", "send-back", "sent", "no-reply", "promise", "solved",
         "not-solved", "close", "reopen", "withdraw", "kept", "broken")  # fmt: skip
ONE_STORY = timedelta(hours=1)
"""Posts of one customer within this time tell one story; nobody could have replied in between."""

STILL_EXPECTED = timedelta(days=30)
"""After this time a customer no longer expects a reply, or more of one."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What Meelezer said about a case at one time: how it read it, what it advised and offered, what it knew besides."""

    at: datetime
    reading: Reading
    advice: Advice
    drafts: tuple[Draft, ...]
    context: Context = field(default_factory=Context)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a colleague did, and when. `proposed` is what lay before them: action and drafts; `text` the reply chosen."""

    at: datetime
    by: str
    verb: str
    value: str = ""
    text: str = ""
    reason: str = ""
    proposed: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands. `waits_for`: nlu, reply, approval, sent, solved-check or nothing.

    `asked_approval`: a colleague asked for it, so that the reply has to be approved although its advice does not say so.
    """

    status: str = "received"
    waits_for: str = "nlu"
    text: str = ""
    text_by: str = ""
    approved_text: str | None = None
    approved: bool = False
    approved_at: datetime | None = None
    asked_approval_at: datetime | None = None
    asked_approval: bool = False
    sent_at: datetime | None = None
    promises: tuple[tuple[str, datetime], ...] = ()

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status in OPEN

    @property
    def replied(self) -> bool:
        """Whether a reply is out, and how it ended is not known."""
        return self.status in REPLIED

    @property
    def to_reply(self) -> bool:
        """Whether a reply is to be chosen or written."""
        return self.status in TO_REPLY

    @property
    def choosing(self) -> bool:
        """Whether a reply is still to be chosen."""
        return self.status == RECEIVED or self.to_reply or self.waits_for == "reply"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with everything that the ledger holds about it."""

    case: Case
    proposals: tuple[Proposal, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def proposal(self) -> Proposal | None:
        """What Meelezer said last; None while the case waits for the NLU."""
        return self.proposals[-1] if self.proposals else None

    @property
    def standing(self) -> Standing:
        """Where the case stands after all decisions."""
        return standing(self.proposal, self.decisions)

    @property
    def withdrawn(self) -> bool:
        """Whether the post turned out not to belong here."""
        return self.standing.status == WITHDRAWN

    @property
    def posted(self) -> tuple[str, ...]:
        """The replies that were posted, the first one first."""
        texts, chosen = [], ""
        for one in self.decisions:
            chosen = one.text if one.verb in ("use", "edit", "sent") and one.text else chosen
            if one.verb == "sent":
                texts.append(chosen)
        return tuple(texts)

    @property
    def approvals(self) -> tuple[tuple[Decision, str], ...]:
        """Who approved, when, and the very text, the first approval first."""
        found, text = [], ""
        for one in self.decisions:
            text = one.text if one.verb in ("use", "edit") else text
            if one.verb == "approve":
                found.append((one, text))
        return tuple(found)

    @property
    def sent_back(self) -> Decision | None:
        """That an approver sent the reply back, with why; None once there is another text, or another decision."""
        last = next((one for one in reversed(self.decisions) if one.verb not in ("correct", "promise")), None)
        return last if last and last.verb == "send-back" else None

    def as_earlier(self, now: datetime) -> Earlier:
        """This case as a later one of the same author remembers it at `now`.

        Something is owed where a promise is open, and where a complaint waits for its reply or was answered lately
        without being solved; not while both posts are parts of one story, a few minutes apart.
        """
        state, post = self.standing, self.case.post
        at = self.case.written_at
        kind = self.proposal.reading.type.name if self.proposal else None
        complaint = kind not in NOT_COMPLAINTS and bool(self.proposal)
        waits = state.open and now - at > ONE_STORY and now - (state.sent_at or at) < STILL_EXPECTED
        owed = bool(state.promises) or (complaint and waits)
        return Earlier(
            self.case.id, at, kind, state.status, state.promises, owed, known_by(post.author, post.platform) == "handle"
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """What a colleague asks for: a verb of VERBS with its value, text and reason."""

    verb: str
    by: str
    at: datetime
    value: str = ""
    text: str = ""
    reason: str = ""


def standing(proposal: Proposal | None, decisions: Sequence[Decision]) -> Standing:
    """Replay `decisions` on a case that was advised by `proposal` (None: not read yet)."""
    state = Standing() if proposal is None else Standing("advised", _first_wait(proposal))
    for one in decisions:
        state = _after(state, one, proposal)
    return state


def _first_wait(proposal: Proposal) -> str:
    return "approval" if proposal.advice.approval and not proposal.drafts else "reply"


_FOR_APPROVAL = ", for approval"
"""At the end of what lay before a colleague, where the reply had to be approved."""


def needs_approval(proposal: Proposal | None, state: Standing) -> bool:
    """Whether a reply goes out only after somebody approved it: by the advice, or because a colleague asked."""
    return state.asked_approval or (proposal is not None and proposal.advice.approval)


def approval_is_over(state: Standing, now: datetime, settings: Settings) -> bool:
    """Whether a reply was approved so long ago that it has to be looked at again before it goes out."""
    ends = settings.approval_ends(state.approved_at) if state.approved and state.approved_at else None
    return ends is not None and ends <= now


def mark_of(text: str) -> str:
    """Eight letters and digits that stand for a text: who approves says with them which text they saw."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _after(s: Standing, d: Decision, proposal: Proposal | None) -> Standing:
    if d.verb in ("use", "edit", "correct") and d.proposed.endswith(_FOR_APPROVAL):
        # A milder reading lets nothing slip out: neither what was submitted, nor by the hand of who may not approve.
        s = replace(s, asked_approval=True)
    if d.verb in ("use", "edit"):
        # A changed text needs a new approval: what was approved is the text, not the case.
        kept = s.approved and s.approved_text == d.text
        if needs_approval(proposal, s) and not kept:
            return replace(s, status="waiting_for_approval", waits_for="approval", text=d.text, text_by=d.by,
                           approved=False, asked_approval_at=d.at)  # fmt: skip
        return replace(s, status="chosen", waits_for="sent", text=d.text, text_by=d.by, approved=kept)
    if d.verb == "request-approval":
        return replace(s, status="waiting_for_approval", waits_for="approval", asked_approval_at=d.at, approved=False,
                       asked_approval=True)  # fmt: skip
    if d.verb == "approve":
        return replace(
            s,
            status="approved",
            waits_for="sent" if s.text else "reply",
            approved=True,
            approved_text=s.text,
            approved_at=d.at,
        )
    if d.verb == "send-back":
        return replace(s, status="sent_back", waits_for="reply", approved=False, asked_approval_at=None)
    if d.verb == "sent":
        return _promising(replace(s, status="answered", waits_for="solved-check", sent_at=d.at, text=d.text or s.text))
    if d.verb == "promise":
        return _promising(replace(s, promises=(*s.promises, (d.text, datetime.fromisoformat(d.value)))))
    if d.verb in ("kept", "broken"):
        return _promising(replace(s, promises=_without(s.promises, d.text)))
    return _ended(s, d, proposal)


def _promising(s: Standing) -> Standing:
    """A case with a reply, in the state that its open promises ask for."""
    return replace(s, status="promised" if s.promises else "answered") if s.replied else s


def _without(promises: tuple[tuple[str, datetime], ...], text: str) -> tuple[tuple[str, datetime], ...]:
    """The promises without the first with this text: it is kept, or it never will be."""
    gone = next((n for n, (promised, _) in enumerate(promises) if promised == text), None)
    return promises if gone is None else promises[:gone] + promises[gone + 1 :]


def _ended(s: Standing, d: Decision, proposal: Proposal | None) -> Standing:
    ends = {"no-reply": "no_reply", "solved": "solved", "close": "closed", "withdraw": WITHDRAWN}
    if d.verb in ends:
        return replace(s, status=ends[d.verb], waits_for="nothing", promises=())
    if d.verb in ("not-solved", "reopen"):
        wait = "nlu" if proposal is None else "reply"
        again = "reopened" if d.verb == "reopen" else "not_solved"
        return replace(s, status=again if proposal else RECEIVED, waits_for=wait, text="", approved=False,
                       approved_text=None, sent_at=None, asked_approval_at=None, asked_approval=False)  # fmt: skip
    return s  # "correct": the new proposal says the rest


def decided(file: CaseFile, wish: Wish, settings: Settings) -> Decision | None:
    """Make the decision that `wish` asks for, or None where it is the last decision once more.

    Raises Refused when the case does not allow it now or this person may not, BadInput when something is missing.
    """
    if _is_taken(file, wish, settings):
        return None
    wish = _with_promise(file, wish, settings)
    text = _text_of(file, wish)
    value = _value_of(wish, settings)
    last = file.decisions[-1] if file.decisions else None
    again = wish.verb == "approve" and approval_is_over(file.standing, wish.at, settings)
    if last and (last.verb, last.value, last.text) == (wish.verb, value, text) and not again:
        return None
    if last and wish.verb == "promise" and not wish.value and (last.verb, last.text) == ("promise", text):
        return None  # each click reckons its own time, a day on
    if wish.verb == "sent" and file.standing.replied and not wish.text:
        return None
    if wish.verb == "approve" and file.standing.status == "approved" and not again:
        return None
    if wish.verb == "withdraw" and file.withdrawn:
        return None
    _check(file, wish, settings)
    proposed = f"{file.proposal.advice.action}: {len(file.proposal.drafts)} drafts" if file.proposal else ""
    lifts = wish.verb == "correct" and settings.may_approve(wish.by, wish.at)
    if needs_approval(file.proposal, file.standing) and not lifts:
        proposed += _FOR_APPROVAL
    return Decision(wish.at, wish.by, wish.verb, value, text, wish.reason, proposed)


def promise_found(file: CaseFile, settings: Settings) -> tuple[str, datetime] | None:
    """What the reply that is out promises, with who posted it, and when that is due; None for nothing.

    Where no time is named, the customer hears more the next working day."""
    sent = next((one for one in reversed(file.decisions) if one.verb == "sent"), None)
    text = promised_in(file.standing.text) if sent and file.standing.replied else ""
    if not sent or not text:
        return None
    due = due_in(text, sent.at, settings.office) or due_in(file.standing.text, sent.at, settings.office)
    return (f"{text} ({sent.by})" if sent.by.strip() else text), due or settings.office.days_after(sent.at, 1)


def promise_offered(file: CaseFile, settings: Settings) -> tuple[str, datetime] | None:
    """The promise that was found in the reply, where nobody has taken note of it yet."""
    words = promised_in(file.standing.text) if file.standing.replied else ""
    taken = any(one.verb == "promise" and one.text.startswith(words) for one in file.decisions)
    return promise_found(file, settings) if words and not taken else None


def _is_taken(file: CaseFile, wish: Wish, settings: Settings) -> bool:
    """Whether somebody has taken note already of the promise in the reply that `wish` is about."""
    asked = wish.verb == "promise" and not wish.text.strip() and promise_found(file, settings) is not None
    return asked and promise_offered(file, settings) is None


def _with_promise(file: CaseFile, wish: Wish, settings: Settings) -> Wish:
    """A promise without words is the one that stands in the reply; a button may say which by the mark of its words."""
    if wish.verb != "promise" or wish.text.strip():
        return wish
    found = promise_found(file, settings)
    if found is None or (re.fullmatch(r"[0-9a-f]{8}", wish.value) and wish.value != mark_of(found[0])):
        return replace(wish, value="")
    named = wish.value and wish.value != mark_of(found[0])
    return replace(wish, text=found[0], value=wish.value if named else found[1].isoformat())


def _text_of(file: CaseFile, wish: Wish) -> str:
    """The reply (or promise) that the decision is about."""
    if wish.verb == "use":
        drafts = file.proposal.drafts if file.proposal else ()
        number, _, seen = wish.value.partition(":")  # a door may say which text its button stands under
        if number not in {str(n + 1) for n in range(len(drafts))}:
            raise BadInput(
                f"Kies een voorstel van 1 tot {len(drafts)}."
                if drafts
                else "Er zijn geen voorstellen om te gebruiken; schrijf zelf met edit.",
                f"Choose a draft from 1 to {len(drafts)}."
                if drafts
                else "There are no drafts to use; write your own with edit.",
            )
        text = drafts[int(number) - 1].text
        if seen and seen != mark_of(text):
            raise Refused("Er staan intussen andere voorstellen; kijk nog eens en kies dan.",
                          "There are other drafts by now; look again and then choose.")  # fmt: skip
        return text
    if wish.verb in ("kept", "broken"):
        return _promise_meant(file, wish)
    if wish.verb in ("edit", "promise") and not wish.text.strip():
        raise BadInput("Geef de tekst erbij, met --text.", "Give the text too, with --text.")
    return wish.text.strip()


def _promise_meant(file: CaseFile, wish: Wish) -> str:
    """The open promise that is kept, or never will be: the one with this text, or the mark of its text; else the one due first."""
    promises = sorted(file.standing.promises, key=lambda one: one[1])
    wanted = wish.text.strip()
    meant = [text for text, _ in promises if wanted in ("", text) and wish.value in ("", mark_of(text))]
    if not meant:
        raise BadInput("Zo'n belofte staat hier niet open.", "There is no such promise open here.")
    return meant[0]


def _value_of(wish: Wish, settings: Settings) -> str:
    if wish.verb == "correct":
        name, _, value = wish.value.partition("=")
        allowed = {"type": TYPES, "severity": SEVERITIES}.get(name, {})
        if value not in allowed:
            options = f"type={'|'.join(TYPES)}, severity={'|'.join(SEVERITIES)}"
            raise BadInput(f"Schrijf correct met een van: {options}.", f"Write correct with one of: {options}.")
    if wish.verb == "promise":
        return _promised_for(wish, settings).isoformat()
    if wish.verb in ("kept", "broken"):
        return ""
    return wish.value.partition(":")[0] if wish.verb == "use" else wish.value


def _promised_for(wish: Wish, settings: Settings) -> datetime:
    """When the promise is due: the value where it is a time, else what its words name, else a day after it was made."""
    if not wish.value:
        return due_in(wish.text, wish.at, settings.office) or wish.at + timedelta(days=1)
    wrong = BadInput("Schrijf wanneer de belofte klaar is als 2026-11-23T12:00, hoogstens een jaar vooruit.",
                     "Write when the promise is due as 2026-11-23T12:00, a year ahead at most.")  # fmt: skip
    try:
        due = datetime.fromisoformat(wish.value)
    except ValueError:
        raise wrong from None
    due = due if due.tzinfo else due.replace(tzinfo=wish.at.tzinfo)
    if abs(due - wish.at) > timedelta(days=366):
        raise wrong
    return due


_NEEDS_OPEN = frozenset({"use", "edit", "request-approval", "approve", "send-back", "sent", "no-reply", "not-solved",
                         "promise", "kept", "broken"})  # fmt: skip


def _check(file: CaseFile, wish: Wish, settings: Settings) -> None:
    state = file.standing
    if wish.verb == "reopen" and state.open:
        raise Refused("Deze zaak is nog open.", "This case is still open.")
    needs_open = wish.verb in _NEEDS_OPEN or (file.withdrawn and wish.verb != "reopen")
    if needs_open and not state.open and not (wish.verb == "not-solved" and state.status == "solved"):
        raise Refused("Deze zaak is afgesloten; heropen haar eerst met reopen.",
                      "This case is closed; reopen it first with reopen.")  # fmt: skip
    if wish.verb in ("use", "edit", "request-approval") and state.replied:
        raise Refused("Er is al geantwoord; zeg eerst not-solved als er nog een antwoord moet komen.",
                      "There has been a reply; say not-solved first if another one is needed.")  # fmt: skip
    if wish.verb == "not-solved" and not (state.replied or state.status == "solved"):
        raise Refused("Er is nog geen antwoord geplaatst; kies eerst een antwoord.",
                      "No reply has been posted yet; choose a reply first.")  # fmt: skip
    if wish.verb in ("approve", "send-back"):
        _check_approval(file, wish, settings)
    if wish.verb == "sent" and needs_approval(file.proposal, state) and not (state.approved and state.approved_text):
        raise Refused(
            "Hier gaat niets uit vóór iemand het antwoord goedkeurt. Kies een antwoord, dan wordt het voorgelegd.",
            "Nothing goes out here before somebody approves the reply. Choose a reply, and it will be submitted.",
        )
    if wish.verb == "sent" and needs_approval(file.proposal, state) and approval_is_over(state, wish.at, settings):
        raise Refused(
            f"Deze goedkeuring is meer dan {settings.approval_hours} werkuren oud; laat er eerst nog eens naar kijken.",
            f"This approval is more than {settings.approval_hours} working hours old; have the reply looked at again first.",
        )
    if wish.verb == "sent" and state.approved and wish.text and wish.text.strip() != state.approved_text:
        raise Refused(
            "Deze tekst is een andere dan die is goedgekeurd; leg hem eerst voor met edit.",
            "This text is not the one that was approved; submit it first with edit.",
        )
    if not may(state.status, wish.verb):
        raise Refused(
            f"Dat kan nu niet: {STATUSES[state.status].nl}.", f"That cannot be done now: {STATUSES[state.status].en}."
        )


def _check_two(by: str, writer: str, settings: Settings) -> None:
    if by.strip().casefold() == writer.strip().casefold():
        raise Refused("Je eigen antwoord keurt een ander goed: twee zien meer dan één.",
                      "Somebody else approves your own reply: two see more than one.")  # fmt: skip
    if writer and settings.may_be_one(by, writer):
        raise Refused(
            f"Of {by} en {writer} twee collega's zijn, weet ik niet: zet van {by} beide id's bij [people] in de instellingen.",
            f"I do not know whether {by} and {writer} are two people: put both ids of {by} under [people] in the settings.",
        )


def _check_approval(file: CaseFile, wish: Wish, settings: Settings) -> None:
    if not settings.may_approve(wish.by, wish.at):
        names = ", ".join(settings.approvers)
        raise Refused(f"{wish.by} mag niet goedkeuren; vraag het aan {names}.",
                      f"{wish.by} may not approve; ask {names}.")  # fmt: skip
    if file.standing.replied:
        raise Refused("Het antwoord is al verstuurd.", "The reply has already been sent.")
    if settings.two_people and wish.verb == "approve":
        _check_two(wish.by, file.standing.text_by, settings)
    if wish.value and wish.value != mark_of(file.standing.text):
        raise Refused("Het antwoord is intussen veranderd; lees het opnieuw en beslis dan.",
                      "The reply has changed meanwhile; read it again and then decide.")  # fmt: skip
