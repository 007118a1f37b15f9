"""The card of a case: what to show and which buttons, the same for every door. The doors only translate it.

A card is words and structure, never markup: whoever shows it defuses the customer's text in the way of its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.advice import Reason
from bot.decision import CaseFile, Standing
from bot.labels import ACTIONS, PLATFORMS, SEVERITIES, SIGNALS, TYPES
from bot.settings import Settings
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
    """Everything that a door shows of a case, in the colleague's language."""

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
    drafts: tuple[str, ...]
    status: str
    buttons: tuple[Button, ...]


_STATUS = {
    "received": Words("wacht op de lezer", "waiting to be read"),
    "advised": Words("wacht op een antwoord", "waiting for a reply"),
    "chosen": Words("antwoord gekozen, nog niet geplaatst", "reply chosen, not posted yet"),
    "waiting_for_approval": Words("wacht op goedkeuring", "waiting for approval"),
    "approved": Words("goedgekeurd", "approved"),
    "answered": Words("beantwoord", "replied"),
    "solved": Words("opgelost", "solved"),
    "no_reply": Words("geen antwoord nodig", "no reply needed"),
    "closed": Words("afgesloten", "closed"),
}

_LABELS = {
    "use": Words("Gebruik {value}", "Use {value}"),
    "edit": Words("Bewerk", "Edit"),
    "correct": Words("{value}", "{value}"),
    "request-approval": Words("Vraag goedkeuring", "Ask approval"),
    "approve": Words("Keur goed", "Approve"),
    "send-back": Words("Stuur terug", "Send back"),
    "sent": Words("Geplaatst", "Replied"),
    "no-reply": Words("Geen antwoord nodig", "No reply needed"),
    "promise": Words("Belofte", "Promise"),
    "solved": Words("Opgelost", "Solved"),
    "not-solved": Words("Niet opgelost", "Not solved"),
    "close": Words("Sluit af", "Close"),
    "reopen": Words("Heropen", "Reopen"),
}


def card_of(file: CaseFile, settings: Settings, now: datetime) -> Card:
    """Make the card of a case as it stands at `now`."""
    lang, state = settings.language, file.standing
    post = file.case.post
    where = PLATFORMS[post.platform].said(lang)
    author = f"{post.author}, {where}" if post.author else where
    common = {
        "case": file.case.id,
        "quote": post.text,
        "author": author,
        "status": _status(file, lang, settings),
    }
    if file.proposal is None:
        waiting = Words("De lezer (NLU) is er even niet. Het bericht is bewaard; het advies volgt zodra hij terug is.",
                        "The reader (NLU) is away. The post is kept; the advice follows as soon as it is back.")  # fmt: skip
        return Card(title=_STATUS["received"].said(lang), tone="low", facts=(), advice=waiting.said(lang), notes=(), why=(),
                    overruled=(), drafts=(), buttons=_buttons(file, lang), **common)  # fmt: skip
    reading, advice = file.proposal.reading, file.proposal.advice
    return Card(
        title=f"{TYPES[reading.type.name].said(lang).capitalize()} · {SEVERITIES[reading.severity.name].said(lang)}",
        tone=reading.severity.name,
        facts=_facts(file, settings, now),
        advice=ACTIONS[advice.action].said(lang),
        notes=_notes(file, settings),
        why=tuple(_why(one, lang) for one in advice.reasons),
        overruled=tuple(_why(one, lang) for one in advice.overruled),
        drafts=tuple(draft.text for draft in file.proposal.drafts) if _choosing(state) else (),
        buttons=_buttons(file, lang),
        **common,
    )


def _status(file: CaseFile, lang: str, settings: Settings) -> str:
    state = file.standing
    text = _STATUS[state.status].said(lang)
    if file.decisions:
        last = file.decisions[-1]
        text += f" · {last.by}, {last.at.astimezone(settings.zone):%H:%M}"
    return text


def _facts(file: CaseFile, settings: Settings, now: datetime) -> tuple[tuple[str, str], ...]:
    assert file.proposal is not None
    lang, reading, advice = settings.language, file.proposal.reading, file.proposal.advice
    sure = _sure(file, lang)
    facts = [(Words("Zekerheid", "Certainty").said(lang), sure)]
    if reading.signals:
        names = [SIGNALS[s.name].said(lang) for s in reading.signals]
        facts.append((Words("Signalen", "Signals").said(lang), ", ".join(names)))
    if file.standing.open and file.standing.status != "answered":
        label = (
            Words("Besluit vóór", "Decide by") if advice.action == "no_reply" else Words("Antwoord vóór", "Reply by")
        )
        facts.append((label.said(lang), _deadline(advice.reply_by.astimezone(settings.zone), now, lang)))
    return tuple(facts)


def _sure(file: CaseFile, lang: str) -> str:
    assert file.proposal is not None
    reading = file.proposal.reading
    if reading.corrected:
        return Words("gelezen door een collega", "read by a colleague").said(lang)
    percent = f"{round(100 * reading.type.confidence)} %"
    if not reading.unsure:
        return percent
    second = reading.type.ranking[1] if len(reading.type.ranking) > 1 else reading.type.ranking[0]
    best = [f"{TYPES[name].said(lang)} ({round(100 * p)} %)" for name, p in (reading.type.ranking[0], second)]
    return Words(f"ik twijfel: {' of '.join(best)}", f"not sure: {' or '.join(best)}").said(lang)


def _deadline(by: datetime, now: datetime, lang: str) -> str:
    minutes = int((by - now).total_seconds() // 60)
    clock = f"{by:%H:%M}" if by.date() == now.astimezone(by.tzinfo).date() else f"{by:%d-%m %H:%M}"
    if minutes < 0:
        return Words(f"{clock}, verstreken", f"{clock}, passed").said(lang)
    left = f"{minutes} min" if minutes < 120 else Words(f"{minutes // 60} uur", f"{minutes // 60} h").said(lang)
    return f"{clock} ({Words(f'nog {left}', f'{left} left').said(lang)})"


def _notes(file: CaseFile, settings: Settings) -> tuple[str, ...]:
    """Short warnings above the drafts: approval, a senior, a possible alarm, data to take away, a promise kept open."""
    assert file.proposal is not None
    lang, reading, advice, state = (
        settings.language,
        file.proposal.reading,
        file.proposal.advice,
        file.standing,
    )
    notes: list[Words] = []
    if advice.approval and not state.approved:
        either, any_of = " of ".join(settings.approvers), " or ".join(settings.approvers)  # one of them will do
        notes.append(Words(f"Er gaat niets uit vóór {either or 'een bevoegde collega'} het goedkeurt.",
                           f"Nothing goes out before {any_of or 'an authorised colleague'} approves it."))  # fmt: skip
    if reading.alarm:
        notes.append(
            Words("Dit kan kritiek zijn: lees het zelf eerst.", "This may be critical: read it yourself first.")
        )
    if advice.senior:
        notes.append(
            Words(
                "Vraag een ervaren collega om vandaag mee te lezen.",
                "Ask a senior colleague to read along today.",
            )
        )
    if "ask_removal" in advice.extras:
        notes.append(Words("Er staan persoonsgegevens in: verberg het bericht als dat kan, en herhaal ze niet.",
                           "It holds personal data: hide the post where you can, and do not repeat them."))  # fmt: skip
    if reading.lang == "other":
        notes.append(Words("Dit lijkt geen Nederlands of Engels; controleer de lezing.",
                           "This does not look like Dutch or English; check the reading."))  # fmt: skip
    if reading.lang == "mixed":
        notes.append(Words("Nederlands en Engels door elkaar; de voorstellen zijn in het Nederlands.",
                           "Dutch and English together; the drafts are in Dutch."))  # fmt: skip
    if state.text and state.open and state.status != "answered":
        notes.append(Words(f"Gekozen antwoord: {state.text}", f"Chosen reply: {state.text}"))
    for text, at in state.promises:
        day = f"{at.astimezone(settings.zone):%d-%m %H:%M}"
        notes.append(Words(f"Beloofd vóór {day}: {text}", f"Promised by {day}: {text}"))
    return tuple(note.said(lang) for note in notes)


def _why(reason: Reason, lang: str) -> Why:
    return Why(reason.guideline, reason.source, reason.weight, reason.text.said(lang))


def _buttons(file: CaseFile, lang: str) -> tuple[Button, ...]:
    """The decisions that make sense now. Where Meelezer is unsure, its two best readings come first."""
    state, buttons = file.standing, []
    if state.open and file.proposal and file.proposal.reading.unsure:
        buttons += [
            Button("correct", TYPES[name].said(lang).capitalize(), f"type={name}")
            for name, _ in file.proposal.reading.type.ranking[:2]
        ]
    verbs = _verbs(state, file)
    for verb, value in verbs:
        style = "primary" if (verb, value) == verbs[0] else "plain"
        buttons.append(Button(verb, _LABELS[verb].said(lang).format(value=value), value, style))
    return tuple(buttons)


def _choosing(state: Standing) -> bool:
    """Whether a reply is still to be chosen: then the drafts are shown, with their buttons."""
    return state.status in ("received", "advised") or state.waits_for == "reply"


def _verbs(state: Standing, file: CaseFile) -> list[tuple[str, str]]:
    if not state.open:
        return [("reopen", "")]
    if state.status == "answered":
        return [("solved", ""), ("not-solved", ""), ("promise", ""), ("close", "")]
    if state.status == "waiting_for_approval":
        return [("approve", ""), ("send-back", ""), ("edit", "")]
    if not _choosing(state):
        return [("sent", ""), ("edit", ""), ("promise", ""), ("no-reply", "")]
    drafts = [("use", str(n + 1)) for n in range(len(file.proposal.drafts))] if file.proposal else []
    approval = [("request-approval", "")] if file.proposal and file.proposal.advice.approval else []
    last = [("no-reply", "")]
    if file.proposal and file.proposal.advice.action == "no_reply":
        return [*last, ("edit", ""), *approval]
    return [*drafts, ("edit", ""), *approval, *last]
