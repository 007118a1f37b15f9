"""The card of a case: what to show and which buttons, the same for every door. The doors only translate it.

A card is words and structure, never markup: whoever shows it defuses the customer's text in the way of its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.advice import Reason
from bot.clocks import reply_due, solution_due
from bot.closing import closing_of
from bot.decision import CaseFile, Standing, approval_is_over, mark_of, needs_approval, promise_offered
from bot.labels import ACTIONS, NOT_COMPLAINTS, PLATFORMS, SEVERITIES, SIGNALS, STATUSES, TROUBLES, TYPES
from bot.notes import notes_of
from bot.privacy import quote
from bot.promises import due_in
from bot.reading import percent
from bot.settings import Settings
from bot.similar import Before
from bot.why import chain_of
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Button:
    """A button: the decision's verb and value, what is on it, and how it looks (primary, danger or plain)."""

    verb: str
    label: str
    value: str = ""
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class Why:
    """One line under "Why?": a guideline or house rule with its source and weight, and what it says."""

    guideline: str
    source: str
    weight: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that a door shows of a case, in the colleague's language; `why`, `overruled`, `chain`: when asked "Why?".

    `reply`: the reply that was chosen, with who chose it; `type`: what the post is about, as the contract names it; `promised`:
    when what that reply promises is due, on the team's clock, where it names a time; `before`: earlier cases that are like it;
    `closing`: what is offered to be said to the customer now, after what it is for.
    """

    case: str
    title: str
    tone: str
    quote: str
    author: str
    facts: tuple[tuple[str, str], ...]
    advice: str
    notes: tuple[str, ...]
    why: tuple[Why, ...]
    overruled: tuple[Why, ...]
    chain: tuple[str, ...]
    drafts: tuple[str, ...]
    status: str
    buttons: tuple[Button, ...]
    reply: tuple[str, str] | None = None
    type: str = ""
    promised: datetime | None = None
    before: tuple[Before, ...] = ()
    closing: tuple[str, str] | None = None


_LABELS = {
    "use": Words("Gebruik {value}", "Use {value}"),
    "edit": Words("Bewerk", "Edit"),
    "correct": Words("{value}", "{value}"),
    "request-approval": Words("Vraag goedkeuring", "Ask for approval"),
    "approve": Words("Keur goed", "Approve"),
    "send-back": Words("Stuur terug", "Send back"),
    "sent": Words("Geplaatst", "Replied"),
    "no-reply": Words("Geen antwoord nodig", "No reply needed"),
    "promise": Words("Belofte", "Promise"),
    "solved": Words("Opgelost", "Solved"),
    "not-solved": Words("Niet opgelost", "Not solved"),
    "close": Words("Sluit af", "Close"),
    "reopen": Words("Heropen", "Reopen"),
    "withdraw": Words("Hoort hier niet", "Does not belong here"),
    "kept": Words("Belofte gehouden", "Promise kept"),
    "broken": Words("Niet gehouden", "Not kept"),
}

_SUBMIT = Words("Leg {value} voor", "Submit {value}")
"""On a draft that has to be approved first."""

_TAKE = Words("Onthoud belofte", "Remember promise")
"""On the promise that was found in the reply."""


def card_of(file: CaseFile, settings: Settings, now: datetime, before: tuple[Before, ...] = ()) -> Card:
    """Make the card of a case as it stands at `now`. `before`: earlier cases that are like it."""
    lang, state = settings.language, file.standing
    post = file.case.post
    where = PLATFORMS[post.platform].said(lang)
    author = f"{post.author}, {where}" if post.author else where
    common = {
        "case": file.case.id,
        "quote": quote(file.case, settings),
        "author": author,
        "status": _status(file, lang, settings),
    }
    if file.proposal is None:
        waiting = Words("De lezer (NLU) is er even niet. Het bericht is bewaard; het advies volgt zodra hij terug is.",
                        "The reader (NLU) is away. The post is kept; the advice follows as soon as it is back.")  # fmt: skip
        nothing_read = common["quote"] if file.case.removed_at else waiting.said(lang)
        return Card(title=STATUSES["received"].said(lang), tone="low", facts=(), advice=nothing_read, notes=(), why=(),
                    overruled=(), chain=(), drafts=(), buttons=_buttons(file, settings, now), reply=None, promised=None, before=(),
                    closing=None, **common)  # fmt: skip
    reading, advice = file.proposal.reading, file.proposal.advice
    return Card(
        title=f"{TYPES[reading.type.name].said(lang).capitalize()} · {SEVERITIES[reading.severity.name].said(lang)}",
        type=reading.type.name,
        tone=reading.severity.name,
        facts=_facts(file, settings, now),
        advice=ACTIONS[advice.action].said(lang),
        notes=notes_of(file, settings, now) if not file.case.removed_at else (),
        why=tuple(_why(one, lang) for one in advice.reasons),
        overruled=tuple(_why(one, lang) for one in advice.overruled),
        chain=chain_of(file, settings),
        drafts=tuple(draft.text for draft in file.proposal.drafts) if state.choosing else (),
        buttons=_buttons(file, settings, now),
        reply=(state.text, state.text_by) if _shows_reply(file, state) else None,
        promised=due_in(state.text, now, settings.office) if _shows_reply(file, state) else None,
        before=before,
        closing=closing_of(file, settings, now),
        **common,
    )


def _status(file: CaseFile, lang: str, settings: Settings) -> str:
    state = file.standing
    text = STATUSES[state.status].said(lang)
    if state.to_reply and file.proposal and file.proposal.advice.action == "no_reply":
        text = Words("wacht op een besluit", "waiting for a decision").said(lang)
    if file.decisions:
        last = file.decisions[-1]
        text += f" · {last.by}, {last.at.astimezone(settings.zone):%H:%M}"
    return text


def _facts(file: CaseFile, settings: Settings, now: datetime) -> tuple[tuple[str, str], ...]:
    assert file.proposal is not None
    lang, reading, advice = settings.language, file.proposal.reading, file.proposal.advice
    sure = _sure(file, lang)
    facts = [(Words("Zekerheid", "Certainty").said(lang), sure)]
    if reading.trouble and reading.cautious.type.name not in NOT_COMPLAINTS:
        facts.append((Words("Wat er misging", "What went wrong").said(lang), TROUBLES[reading.trouble].said(lang)))
    if reading.signals:
        names = [SIGNALS[s.name].said(lang) for s in reading.signals]
        facts.append((Words("Signalen", "Signals").said(lang), ", ".join(names)))
    if file.standing.open and not file.standing.replied:
        label = (
            Words("Besluit vóór", "Decide by") if advice.action == "no_reply" else Words("Antwoord vóór", "Reply by")
        )
        due = reply_due(file, settings) or advice.reply_by
        facts.append((label.said(lang), deadline_said(due.astimezone(settings.zone), now, lang)))
    solved_by = solution_due(file, settings)
    if file.standing.replied and solved_by:
        label = Words("Oplossen vóór", "Solve by")
        facts.append((label.said(lang), deadline_said(solved_by.astimezone(settings.zone), now, lang)))
    return tuple(facts)


def _sure(file: CaseFile, lang: str) -> str:
    assert file.proposal is not None
    reading = file.proposal.reading
    if reading.corrected:
        return Words("gelezen door een collega", "read by a colleague").said(lang)
    if not reading.unsure:
        return percent(reading.type.confidence)
    second = reading.type.ranking[1] if len(reading.type.ranking) > 1 else reading.type.ranking[0]
    best = [f"{TYPES[name].said(lang)} ({percent(p)})" for name, p in (reading.type.ranking[0], second)]
    return Words(f"ik twijfel: {' of '.join(best)}", f"not sure: {' or '.join(best)}").said(lang)


def deadline_said(by: datetime, now: datetime, lang: str) -> str:
    """A time on the team's clock, and how long that is from `now`: "13:00 (nog 45 min)"."""
    minutes = int((by - now).total_seconds() // 60)
    clock = f"{by:%H:%M}" if by.date() == now.astimezone(by.tzinfo).date() else f"{by:%d-%m %H:%M}"
    if minutes < 0:
        return Words(f"{clock}, verstreken", f"{clock}, passed").said(lang)
    left = f"{minutes} min"
    if minutes >= 2 * 24 * 60:
        left = Words(f"{minutes // (24 * 60)} dagen", f"{minutes // (24 * 60)} days").said(lang)
    elif minutes >= 120:
        hours, rest = divmod(minutes, 60)
        left = Words(f"{hours} uur", f"{hours} h").said(lang) + (f" {rest} min" if rest else "")
    return f"{clock} ({Words(f'nog {left}', f'{left} left').said(lang)})"


def _why(reason: Reason, lang: str) -> Why:
    return Why(reason.guideline, reason.source, reason.weight, reason.text.said(lang))


def _buttons(file: CaseFile, settings: Settings, now: datetime) -> tuple[Button, ...]:
    """The decisions that make sense now. Where Meelezer is unsure, its two best readings come first."""
    state, buttons, lang = file.standing, [], settings.language
    if file.case.removed_at:
        return ()  # nobody can decide about what is not there
    if state.open and state.choosing and file.proposal and file.proposal.reading.unsure:
        buttons += [
            Button("correct", TYPES[name].said(lang).capitalize(), f"type={name}")
            for name, _ in file.proposal.reading.type.ranking[:2]
        ]
    asked = _verbs(state, file)
    if approval_is_over(state, now, settings) and needs_approval(file.proposal, state):
        seen = mark_of(state.text)
        asked = [("approve", seen), ("send-back", seen), *(one for one in asked if one[0] != "sent")]
    verbs = [*_offered(file, settings), *asked, *([] if file.withdrawn else [("withdraw", "")])]
    for verb, value in verbs:
        style = "primary" if (verb, value) == verbs[0] else "plain"
        label = _SUBMIT if verb == "use" and needs_approval(file.proposal, state) else _LABELS[verb]
        label = _TAKE if verb == "promise" and value else label
        buttons.append(Button(verb, label.said(lang).format(value=value), value, style))
    return tuple(buttons)


def _offered(file: CaseFile, settings: Settings) -> list[tuple[str, str]]:
    """The promise that was found in the reply: one click takes note of it."""
    found = promise_offered(file, settings)
    return [("promise", mark_of(found[0]))] if found else []


def _promised(state: Standing) -> list[tuple[str, str]]:
    """Whether the promise that is due first is kept; the door says which one it is."""
    first = min(state.promises, key=lambda one: one[1], default=None)
    return [("kept", mark_of(first[0])), ("broken", mark_of(first[0]))] if first else []


def _shows_reply(file: CaseFile, state: Standing) -> bool:
    return bool(state.text) and not state.choosing and not file.case.removed_at


def _verbs(state: Standing, file: CaseFile) -> list[tuple[str, str]]:
    if not state.open:
        return [("reopen", "")]
    if state.replied:
        return [*_promised(state), ("solved", ""), ("not-solved", ""), ("promise", ""), ("close", "")]
    if state.status == "waiting_for_approval":
        seen = mark_of(state.text)
        return [("approve", seen), ("send-back", seen), ("edit", "")]
    if not state.choosing:
        unasked = [] if state.approved else [("request-approval", "")]
        return [("sent", ""), ("edit", ""), *unasked, ("promise", ""), ("no-reply", "")]
    drafts = [("use", str(n + 1)) for n in range(len(file.proposal.drafts))] if file.proposal else []
    asks = bool(file.proposal and file.proposal.advice.approval and not drafts)  # a draft that is chosen is submitted
    approval = [("request-approval", "")] if asks else []
    last = [("no-reply", "")]
    if file.proposal and file.proposal.advice.action == "no_reply":
        return [*last, ("edit", ""), *approval]
    return [*drafts, ("edit", ""), *approval, *last]
