"""Cards, answers, findings and reminders as messages in Teams: Adaptive Cards 1.5, values in and dicts out.

Teams refuses a message of more than some 28 kB. What grows with somebody's words is therefore shortened in steps until the
card fits. Six decisions are in sight at most, as in a row of Teams; further ones are put behind its three dots.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.adapters import chat_cards as says
from bot.adapters.chat_cards import MARKS
from bot.adapters.chat_found import EARLIER, how_many
from bot.adapters.chat_text import address, cut, shown
from bot.adapters.teams_forms import FORMS, Form, Room, execute, finding_lines, opened, opens
from bot.adapters.teams_found import found_elements
from bot.adapters.teams_text import (
    Element,
    heading,
    listed,
    paragraph,
    plain,
    quoted,
    run,
    sentence,
    small,
    summary,
    written,
)
from bot.answers import Answer
from bot.card import Button, Card, Why
from bot.clocks import Due
from bot.review import Finding, ok
from bot.words import Words

MOST_BYTES = 27_000
"""Of a card; the message around it needs some of Teams' 28 kB as well."""

_MOST_IN_SIGHT = 6
_ROW = 340  # pixels on a phone
_Step = TypeVar("_Step")
_NEWER = Words("Deze kaart vraagt een nieuwere versie van Teams.", "This card needs a newer version of Teams.")


@dataclass(frozen=True, slots=True)
class Message:
    """A message for Teams: `summary` is what a notification shows, `card` an Adaptive Card.

    `card` is {} for a message of `text` only, which is to be sent as plain text."""

    summary: str
    card: dict[str, Any]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A colleague for whom a bell rings, by their id and name in Teams."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class _Lengths:
    """How much of a card's texts is shown, and how many lines of a list."""

    quote: int
    whole: int
    draft: int
    reply: int
    note: int
    why: int
    lines: int
    form: Room


_CARD = (
    _Lengths(500, 6000, 3000, 3000, 1500, 600, 30, Room(3000, 200, 15)),
    _Lengths(500, 2500, 2000, 3000, 600, 300, 20, Room(2000, 120, 15)),
    _Lengths(400, 0, 1000, 3000, 300, 200, 12, Room(600, 80, 10)),
    _Lengths(300, 0, 500, 1500, 120, 100, 8, Room(0, 40, 6)),
    _Lengths(100, 0, 150, 300, 50, 50, 5, Room(0, 25, 4)),
)


# --- the card of a case ----------------------------------------------------------------------------------------------


def card_message(
    card: Card, lang: str, url: str | None = None, form: Form | None = None, handled_by: str = ""
) -> Message:
    """Return the message of a case. `url`: where the post itself stands; `form`: a form that came back and stands open;
    `handled_by`: the colleague who works on it."""
    what = " · ".join([says.title(card), *says.due_of(card)])
    notice = summary(f"{what}: “{cut(shown(card.quote), 80)}”")
    refresh = {"action": {"type": "Action.Execute", "verb": "card.refresh", "data": {"case": card.case}}}

    def made(lengths: _Lengths) -> list[Element]:
        return _card(card, lang, url, form, handled_by, lengths)

    return fitting(notice, _CARD, made, lang, refresh=refresh)


def _card(
    card: Card, lang: str, url: str | None, form: Form | None, handled_by: str, lengths: _Lengths
) -> list[Element]:
    """What to do and by when, then the post, then how it can be said."""
    form = form if form and _wanted(card, form) else None
    here = form.verb if form else ""
    return [
        heading(says.title(card)),
        *_to_do(card, lang),
        *_notes(card, lang, lengths),
        *_post(card, lang, url, lengths),
        *_background(card, lang, here, lengths),
        *_doubt(card, lang, lengths),
        *_replies(card, lang, lengths),
        *([opened(card, form, lang, lengths.form)] if form else []),
        *_row([_button(card, one, lang, lengths.form) for one in _decisions(card, lang, here)]),
        small(run(says.status(card, lang, handled_by))),
    ]


def _decisions(card: Card, lang: str, here: str) -> list[Button]:
    """The decisions; where a form stands open, only its own button stands out."""
    decisions = [one for one in says.decisions(card, lang) if one.verb != here]
    return [replace(one, style="plain") for one in decisions] if here else decisions


def _wanted(card: Card, form: Form) -> bool:
    """Whether a case still asks for what a form is for; somebody else may have decided by now."""
    corrects = form.verb == "correct" and bool(card.chain) and not says.closed(card)
    return corrects or any(one.verb == form.verb and one.verb in FORMS for one in card.buttons)


def _to_do(card: Card, lang: str) -> list[Element]:
    first, below = says.to_do(card, lang)
    return [paragraph(run(first, 300, weight="bolder")), *(paragraph(run(line), spacing="none") for line in below)]


def _notes(card: Card, lang: str, lengths: _Lengths) -> list[Element]:
    notes = says.notes(card)
    kept = notes[: min(says.MOST_NOTES, lengths.lines)]
    return [*(paragraph(run(note, lengths.note)) for note in kept), *_rest(len(notes) - len(kept), lang)]


def _rest(number: int, lang: str) -> list[Element]:
    more = says.rest(number, lang)
    return [small(run(more))] if more else []


def _post(card: Card, lang: str, url: str | None, lengths: _Lengths) -> list[Element]:
    """The post: its beginning with a button for the rest where it is long, whose it is and where it stands."""
    quote = shown(card.quote)
    there = [run(" · "), run(says.ORIGINAL.said(lang), url=url)] if address(url, 500) else []
    by = small(run(card.author, 100), *there)
    if cut(quote, lengths.quote) == quote:
        return [quoted(quote, lengths.quote), by]
    return [*_long(card, lang, quote, lengths), by]


def _long(card: Card, lang: str, quote: str, lengths: _Lengths) -> list[Element]:
    """A long post: the button shows all of it in place, or asks for it where it does not fit."""
    beginning = quoted(quote, lengths.quote, id="post.short")
    if cut(quote, lengths.whole) != quote:
        full = execute(says.WHOLE.said(lang), "case.full", {"case": card.case, "value": ""})
        return [beginning, *_row([full])]
    toggle = _toggle(says.WHOLE.said(lang), "post.short", "post.whole")
    return [beginning, quoted(quote, lengths.whole, id="post.whole", isVisible=False), *_row([toggle])]


def _toggle(title: str, *ids: str) -> Element:
    return {"type": "Action.ToggleVisibility", "title": title, "targetElements": list(ids)}


def _background(card: Card, lang: str, here: str, lengths: _Lengths) -> list[Element]:
    """How the post was read, in figures and signals; why so, on demand; and a form for whoever reads it otherwise."""
    facts = says.facts(card)
    row = [_toggle(says.WHY.said(lang), "why")] if card.chain else []
    if card.chain and not says.closed(card) and here != "correct":
        row.append(opens(card, Button("correct", says.WRONG.said(lang)), lang, lengths.form))
    words = how_many(card, lang)
    if words:
        row.append(_toggle(EARLIER.said(lang), "earlier"))
    lines = [small(run(one, 600)) for one in (facts, words) if one]
    return [*lines, *_row(row), *_why(card, lang, lengths), *_before(card, lengths)]


def _why(card: Card, lang: str, lengths: _Lengths) -> list[Element]:
    """How Meelezer came to its advice, what speaks for it, and what was set aside; hidden at first."""
    if not card.chain:
        return []
    parts = [
        _bold(says.HOW.said(lang)),
        *listed([[run(step, lengths.why)] for step in card.chain[: lengths.lines]], True),
    ]
    for _, title, reasons in says.reasons(card, lang):
        if reasons:
            parts += [_bold(title), *listed([_reason(one, lengths.why) for one in reasons[: lengths.lines]])]
    if card.why:
        parts.append(small(run(says.WEIGHTS.said(lang))))
    return [{"type": "Container", "id": "why", "isVisible": False, "style": "emphasis", "items": parts}]


def _before(card: Card, lengths: _Lengths) -> list[Element]:
    """Earlier cases that are like this one; hidden at first."""
    rows = found_elements([(one, None) for one in card.before], min(lengths.note, 90))
    return (
        [{"type": "Container", "id": "earlier", "isVisible": False, "style": "emphasis", "items": rows}] if rows else []
    )


def _bold(words: str) -> Element:
    return paragraph(run(words, weight="bolder"), spacing="medium")


def _reason(one: Why, most: int) -> list[Element]:
    return [run(one.text, most), run(f" {one.source} ({one.weight})", min(most, 200), italic=True, isSubtle=True)]


def _doubt(card: Card, lang: str, lengths: _Lengths) -> list[Element]:
    """The two readings to choose from, where Meelezer is not sure."""
    readings = [_button(card, one, lang, lengths.form) for one in says.readings(card)]
    return [_bold(says.WHICH.said(lang)), *_row(readings)] if readings else []


def _replies(card: Card, lang: str, lengths: _Lengths) -> list[Element]:
    most = lengths.reply if card.reply else lengths.draft
    made: list[Element] = []
    for title, text in says.replies(card, lang):
        if title.endswith(":"):
            made += [_bold(cut(title, 100)), *written(text, most)]
        else:
            made += written(text, most, run(f"{title}  ", weight="bolder"), spacing="medium")
    return made


def _button(card: Card, one: Button, lang: str, room: Room) -> Element:
    """A button of a case: some decide at once, others ask something first."""
    if one.verb in FORMS and not (one.verb in ("correct", "promise") and one.value):
        return opens(card, one, lang, room)
    data = {"case": card.case, "value": says.value_of(card, one)}
    return execute(one.label, f"case.{one.verb}", data, one.style)


def _row(actions: Sequence[Element]) -> list[Element]:
    """Buttons in as many rows as they need on a phone: where a row is too long, Teams cuts off what is on its buttons."""
    rows: list[list[Element]] = []
    for n, one in enumerate(actions):
        if n >= _MOST_IN_SIGHT:
            rows[-1].append({**one, "mode": "secondary"})
        elif rows and sum(map(_width, [*rows[-1], one])) <= _ROW:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [{"type": "ActionSet", "actions": row} for row in rows]


def _width(action: Element) -> float:
    """About how wide a button is, in pixels: its letters, its edges, and the arrow of one that opens something."""
    return 7.5 * len(action["title"]) + 34 + (16 if action["type"] == "Action.ShowCard" else 0)


def full_message(card: Card, lang: str) -> Message:
    """Return the whole post, as far as a message can hold it."""
    title = Words("Het hele bericht", "The whole post").said(lang)

    def made(most: int) -> list[Element]:
        return [heading(title), quoted(card.quote, most), small(run(card.author, 150))]

    return fitting(summary(f"{title}: {cut(shown(card.quote), 80)}"), (20_000, 8000), made, lang)


# --- answers, findings, reminders ------------------------------------------------------------------------------------


def answer_message(answer: Answer, lang: str) -> Message:
    """Return the answer to a colleague, what it rests on, and a button for the guidelines in full."""
    if not answer.sources:
        return told(answer.text)
    more = execute(says.MORE.said(lang), "answer.more", {"value": says.carried(answer)})
    body = [*written(answer.text, 3000), small(run(says.sources(answer, lang), 500)), *_row([more])]
    return message_of(summary(answer.text), body, lang)


def more_message(text: str, lang: str) -> Message:
    """Return the guidelines behind an answer in full; a blank line in `text` parts one from the next."""
    title, parts = says.GUIDELINES.said(lang), says.guidelines(text)

    def made(most: int) -> list[Element]:
        body = [heading(title)]
        for first, after in parts:
            body += [_bold(cut(first, 100)), *(written(after, most) if after.strip() else [])]
        return body

    return fitting(summary(f"{title}: {text}"), (2500, 1200, 400), made, lang)


def findings_message(reply: str, findings: Sequence[Finding], lang: str, approval: bool = False) -> Message:
    """Return what the reviewer says of `reply`: what blocks it first, each with the words that it is about.

    `approval`: it goes out only once somebody has approved it."""
    first = says.FIRST_APPROVAL.said(lang) if approval and ok(findings) else ""
    text = f"{says.verdict(findings).said(lang)} {first}".strip()
    if not findings:
        return told(text)

    def made(most: int) -> list[Element]:
        lines = finding_lines(reply, findings, lang, most, says.MOST_LINES)
        return [*lines, *([paragraph(run(first))] if first else [])]

    return fitting(summary(text), (200, 80, 30), made, lang)


def due_message(due: Due, card: Card | None, lang: str) -> Message:
    """Return what the clocks say, with the case that it is about and what can be done at once."""
    words = f"{MARKS[due.kind]} {shown(due.text.said(lang))}"

    def made(lengths: _Lengths) -> list[Element]:
        body = [paragraph(run(words, lengths.reply, weight="bolder"))]
        if card:
            row = [_button(card, one, lang, lengths.form) for one in says.at_once(due, card, lang)]
            draft = says.to_say(due, card)
            told_so = [_bold(draft[0]), *written(draft[1], lengths.reply)] if draft else []
            body += [paragraph(run(says.title(card))), quoted(says.in_short(card), 120), *told_so, *_row(row)]
        return body

    return fitting(summary(words), _CARD, made, lang)


def told(words: str, mentions: Sequence[Mention] = (), lang: str = "nl") -> Message:
    """Return one sentence in `lang`; with `mentions` a bell rings for those colleagues."""
    if not mentions:
        return Message(summary(words), {}, plain(cut(shown(words), 3000)))
    entities = [_mention(one) for one in mentions[:10]]
    names = {"type": "TextBlock", "text": " ".join(one["text"] for one in entities), "wrap": True}
    message = message_of(summary(words), [names, *written(words, 3000)], lang)
    return Message(message.summary, {**message.card, "msteams": {"entities": entities}})


def _mention(one: Mention) -> Element:
    """What Teams needs to ring for a colleague: the same words in the card and here, with nothing in them to parse."""
    name = "".join(letter for letter in shown(one.name) if letter.isalnum() or letter in " .'’-").strip()[:60] or "…"
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": one.id, "name": name}}


_ORDERS = (
    Words("- **check** en dan je antwoord: ik kijk het na\n- **zaken**: wat er open staat\n"
          "- **zoek** en dan woorden: eerdere zaken\n- **mijn**: wat er op jou wacht\n"
          "- **weekoverzicht**: de week in cijfers\n- **hulp**: dit lijstje",
          "- **check** and then your reply: I look it over\n- **cases**: what is open\n"
          "- **search** and then words: earlier cases\n- **mine**: what waits for you\n"
          "- **digest**: the week in figures\n- **help**: this list"),
    Words("In een kanaal begin je met @Meelezer; onder een bericht dat ik al las hoeft dat niet.",
          "In a channel you begin with @Meelezer; below a post that I have read you need not."),
)  # fmt: skip
_WELCOME_MORE = Words("Meer weten? Typ **hulp**.", "Want to know more? Type **help**.")


def help_message(lang: str) -> Message:
    """Return what a colleague can do here."""
    leads = [f"**{lead.said(lang)}** {text.said(lang)}" for lead, text in (says.HELP_POST, says.HELP_QUESTION)]
    lines = [*leads, *(one.said(lang) for one in _ORDERS), says.HELP_POSTING.said(lang)]
    title = says.HELP.said(lang)
    return message_of(title, [heading(title), *(sentence(one) for one in lines)], lang)


def welcome_message(lang: str) -> Message:
    """Return what Meelezer says at first: who it is, what to do, where to read more."""
    lines = [one.said(lang) for one in (*says.WELCOME, _WELCOME_MORE)]
    return message_of(lines[0], [sentence(one) for one in lines], lang)


# --- messages --------------------------------------------------------------------------------------------------------


def fitting(
    notice: str, steps: Sequence[_Step], make: Callable[[_Step], list[Element]], lang: str, **more: object
) -> Message:
    """Return the message that `make` gives for the first of `steps` with which it fits in Teams; they go from long to short."""
    for step in steps:
        message = message_of(notice, make(step), lang, **more)
        if size(message.card) <= MOST_BYTES:
            break
    return message


def message_of(notice: str, body: Sequence[Element], lang: str, **more: object) -> Message:
    """Return a message of these elements; `notice` is what a notification shows."""
    card = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "lang": lang,
        "fallbackText": _NEWER.said(lang),
        **more,
        "body": list(body),
    }
    return Message(notice, card)


def size(card: dict[str, Any]) -> int:
    """How many bytes a card takes on its way."""
    return len(json.dumps(card, ensure_ascii=False).encode("utf-8", "replace"))
