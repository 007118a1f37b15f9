"""The forms of a case in Teams, which open in the card itself, and the dialog in which a post is submitted.

A form that is not open lies in a card of its own below its button: a button sends, and Teams checks, only the fields of its
own card and of those around it, so that what is missing in one form never holds up another. A form that comes back, with
what is wrong with it, stands open in the case's card. Every field's id begins with the form's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.adapters import chat_cards as says
from bot.adapters.chat_forms import ASKED, CHOOSE, EXAMPLES, MOST_CHARACTERS, SUBMITS, TITLES
from bot.adapters.chat_text import capital, cut, length, shown, visible
from bot.adapters.teams_text import Element, paragraph, run, small
from bot.card import Button, Card
from bot.decision import mark_of
from bot.labels import PLATFORMS, SEVERITIES, TYPES
from bot.review import Finding
from bot.words import Words

FORMS = ("edit", "correct", "promise", "sent", "send-back", "no-reply", "withdraw")
"""The decisions that ask for something first."""

OPEN = "form"
"""The id of the form that stands open."""

_END_OF_DAY = "17:00"
_MOMENT = "%Y-%m-%dT%H:%M"
_MISSING = {
    "edit.text": Words("Schrijf hier je antwoord.", "Write your reply here."),
    "correct.type": Words("Kies waar het over gaat.", "Choose what it is about."),
    "correct.severity": Words("Kies hoe ernstig het is.", "Choose how serious it is."),
    "promise.text": Words("Schrijf op wat er beloofd is.", "Write down what was promised."),
    "promise.time": Words("Kies een tijd.", "Choose a time."),
    "send-back.reason": Words("Zeg in één zin wat er anders moet.", "Say in a sentence what has to change."),
    "triage.text": Words("Plak hier het bericht van de klant.", "Paste the customer's post here."),
    "triage.platform": Words("Kies waar het staat.", "Choose where it is."),
}
"""What stands at a field that has to be filled in and is not; the other fields may stay empty."""

_TIME = Words("Hoe laat?", "At what time?")
_JUST_NOW = Words(
    "Net geplaatst? Dan hoef je niets in te vullen.", "Posted just now? Then there is nothing to fill in."
)
_CANCEL = Words("Annuleer", "Cancel")
_RESERVED = frozenset({"case", "value", "form", "seen", "verb"})


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it comes back: what it was for, the text typed, the findings on that, whether a reason is asked.

    `wrong`: in one sentence what has to be mended; `values`: what was filled in besides the text, by field name."""

    verb: str
    text: str = ""
    findings: tuple[Finding, ...] = ()
    reason: bool = False
    wrong: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Room:
    """How much a form may take: a text to begin with, the words of a finding, and how many findings."""

    text: int
    words: int
    findings: int


def values_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what was filled in by field name, from the data of a button of a form: fields of other forms are left out."""
    before = f"{data['form']}." if data.get("form") else ""
    return {
        name.removeprefix(before): "" if value is None else str(value)
        for name, value in data.items()
        if name.startswith(before) and name not in _RESERVED
    }


def execute(title: str, verb: str, data: Mapping[str, str], style: str = "plain", **more: object) -> Element:
    """Return a button that tells Meelezer what it does and with what; it sends no fields unless `more` says so."""
    looks = {"primary": {"style": "positive"}, "danger": {"style": "destructive"}}.get(style, {})
    return {"type": "Action.Execute", "title": title, "verb": verb, "data": dict(data), "associatedInputs": "none",
            **looks, **more}  # fmt: skip


def opens(card: Card, one: Button, lang: str, room: Room) -> Element:
    """Return the button that opens a form below itself."""
    looks = {"primary": {"style": "positive"}, "danger": {"style": "destructive"}}.get(one.style, {})
    body = _body(card, one.verb, one.value, lang, Form(one.verb, _first(card, one.verb, room)))
    return {"type": "Action.ShowCard", "title": one.label, "card": {"type": "AdaptiveCard", "body": body}, **looks}


def opened(card: Card, form: Form, lang: str, room: Room) -> Element:
    """Return a form that came back, open, with what is wrong with it above its fields."""
    value = next((one.value for one in card.buttons if one.verb == form.verb and form.verb != "correct"), "")
    wrong = [paragraph(run(form.wrong, 500, color="attention", weight="bolder"))] if form.wrong.strip() else []
    title = paragraph(run(TITLES[form.verb].said(lang), weight="bolder"))
    findings = finding_lines(form.text, form.findings, lang, room.words, room.findings) if form.findings else []
    items = [title, *findings, *wrong, *_body(card, form.verb, value, lang, form)]
    return {"type": "Container", "id": OPEN, "style": "emphasis", "spacing": "medium", "items": items}


def finding_lines(reply: str, findings: Sequence[Finding], lang: str, most: int, lines: int) -> list[Element]:
    """Return the verdict and each finding, what blocks first: at most `most` of the words concerned, and what to do."""
    remarks = says.remarks(reply, findings, lang, most)[:lines]
    rest = says.rest(len(findings) - len(remarks), lang)
    told = [
        paragraph(run(f"{mark} "), *([run(f"{words} ", italic=True)] if words else []), run(advice))
        for mark, words, advice in remarks
    ]
    return [
        paragraph(run(says.verdict(findings).said(lang), weight="bolder")),
        *told,
        *([small(run(rest))] if rest else []),
    ]


def _first(card: Card, verb: str, room: Room) -> str:
    """The text that a form begins with: for a reply the one that was chosen, or the first draft; whole or not at all."""
    if verb != "edit":
        return ""
    text = shown(card.reply[0] if card.reply else card.drafts[0]) if card.reply or card.drafts else ""
    return text if length(text) <= min(room.text, MOST_CHARACTERS) else ""


def _body(card: Card, verb: str, value: str, lang: str, form: Form) -> list[Element]:
    """The fields of a form and the button that sends it, with what it was drawn from."""
    fields = {
        "edit": _edit, "correct": _correct, "promise": _promise, "sent": _sent, "send-back": _reason, "no-reply": _reason,
        "withdraw": _reason,
    }[verb](card, form, lang)  # fmt: skip
    drawn = f"{card.promised:{_MOMENT}}" if verb == "promise" and card.promised else value
    data = {"case": card.case, "value": drawn, "form": verb}
    if form.findings or form.reason:  # also while only the reason is missing, or all findings would come again
        data["seen"] = mark_of(shown(form.text))
    send = execute(SUBMITS[verb].said(lang), f"case.{verb}", data, "primary", associatedInputs="auto")
    cancel = execute(_CANCEL.said(lang), "card.refresh", {"case": card.case})
    came_back = bool(form.findings or form.wrong)
    return [*fields, {"type": "ActionSet", "actions": [send, *([cancel] if came_back else [])]}]


def _edit(_card: Card, form: Form, lang: str) -> list[Element]:
    reason = [_lines("edit.reason", lang, form.values.get("reason", ""))] if form.reason else []
    return [_lines("edit.text", lang, form.text), *reason]


def _correct(card: Card, form: Form, lang: str) -> list[Element]:
    return [
        _choice("correct.type", TYPES, form.values.get("type") or card.type, lang),
        _choice("correct.severity", SEVERITIES, form.values.get("severity") or card.tone, lang),
    ]


def _promise(card: Card, form: Form, lang: str) -> list[Element]:
    """The day may stay empty: then the words of the promise have to name it."""
    named = f"{card.promised:{_MOMENT}}" if card.promised else f"T{_END_OF_DAY}"
    values = {**dict(zip(("due", "time"), named.split("T"), strict=True)), **form.values}
    time = values.get("time") or _END_OF_DAY
    return [
        _lines("promise.text", lang, form.text),
        _input("promise.due", "Input.Date", lang, value=values.get("due", "")),
        _input("promise.time", "Input.Time", lang, value=time, label=_TIME.said(lang)),
        _input("promise.owner", "Input.Text", lang, value=values.get("owner", ""), maxLength=100),
    ]


def _sent(_card: Card, form: Form, lang: str) -> list[Element]:
    """Nobody can tell when a card that stands there will be clicked on, so no time is filled in."""
    values = form.values
    return [
        small(run(_JUST_NOW.said(lang))),
        _input("sent.at", "Input.Date", lang, value=values.get("at", "")),
        _input("sent.time", "Input.Time", lang, value=values.get("time", ""), label=_TIME.said(lang)),
    ]


def _reason(_card: Card, form: Form, lang: str) -> list[Element]:
    return [_lines(f"{form.verb}.reason", lang, form.text)]


def triage_form(lang: str, text: str = "") -> dict[str, Any]:
    """Return the card of the dialog in which a post is submitted: fields text, platform, author and url.

    A dialog of a message extension hears of Action.Submit only."""
    fields = [
        _lines("triage.text", lang, text),
        _choice("triage.platform", PLATFORMS, "", lang),
        _input("triage.author", "Input.Text", lang, maxLength=200),
        _input("triage.url", "Input.Text", lang, style="url", maxLength=1000),
    ]
    body = [{**one, "id": one["id"].removeprefix("triage.")} for one in fields]
    send = {
        "type": "Action.Submit",
        "title": SUBMITS["triage"].said(lang),
        "style": "positive",
        "data": {"verb": "triage"},
    }
    return {"type": "AdaptiveCard", "version": "1.5", "body": body, "actions": [send]}


def _input(name: str, kind: str, lang: str, *, label: str = "", value: str = "", **more: object) -> Element:
    """A field; one whose absence has a sentence in _MISSING has to be filled in."""
    made: Element = {"type": kind, "id": name, "label": label or ASKED[name].said(lang), **more}
    if name in _MISSING:
        made |= {"isRequired": True, "errorMessage": _MISSING[name].said(lang)}
    if name in EXAMPLES:
        made["placeholder"] = EXAMPLES[name].said(lang)
    return {**made, "value": value} if value else made


def _lines(name: str, lang: str, text: str = "") -> Element:
    """A field of several lines, with `text` in it at first."""
    kept = shown(text) if visible(text).strip() else ""
    return _input(
        name, "Input.Text", lang, value=cut(kept, MOST_CHARACTERS), isMultiline=True, maxLength=MOST_CHARACTERS
    )


def _choice(name: str, names: Mapping[str, Words], chosen: str, lang: str) -> Element:
    """A list to choose one of `names` from; `chosen` is chosen already where it is among them."""
    choices = [{"title": capital(words.said(lang)), "value": key} for key, words in names.items()]
    value = chosen if chosen in names else ""
    return _input(
        name, "Input.ChoiceSet", lang, value=value, choices=choices, placeholder=CHOOSE.said(lang), style="compact"
    )
