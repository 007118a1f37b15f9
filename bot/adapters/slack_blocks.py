"""Cards, answers, findings and reminders as messages in Slack. The card says what to show; this only puts it in blocks.

Slack refuses a message whose blocks are together longer than some 13,000 characters, and tells no exact limit. What grows
with somebody's words is therefore shortened in steps until the message fits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    HeaderBlock,
    PlainTextObject,
    SectionBlock,
)

from bot.adapters.chat_text import address, capital, cut, on_one_line, shown
from bot.adapters.slack_text import Part, escape, glimpse, link, markup, paragraph, plain, quoted, said, small
from bot.answers import Answer, Cited
from bot.card import Button, Card
from bot.clocks import Due
from bot.decision import mark_of
from bot.review import Finding, ok
from bot.words import Words

MOST_LINES = 15  # of a list: more is not read in a chat
_MOST_NOTES = 10
_MOST_BYTES = 12_000
_TONES = {"low": "🟢", "medium": "🟡", "high": "🟠", "critical": "🔴"}
_UNREAD = "⚪"
MARKS = {"reminder": "⏰", "escalation": "🚨", "approval": "✍️", "promise": "🤝", "solved-check": "🔎", "digest": "📊"}
_REPLY = ("approve", "send-back", "sent", "edit", "no-reply")
_SOLVE = ("solved", "not-solved")
_NEXT = {"reminder": _REPLY, "approval": _REPLY[:2], "escalation": (*_REPLY, *_SOLVE), "promise": _SOLVE,
         "solved-check": _SOLVE}  # fmt: skip
"""What a colleague who is reminded can do at once."""
_STEPS = {
    "approve": Words("Lees het na en keur het goed, of stuur het terug.", "Read it and approve it, or send it back."),
    "sent": Words("Plaats het antwoord en klik dan op Geplaatst.", "Post the reply and then click Replied."),
    "solved": Words("Er is geantwoord. Is het echt opgelost?", "There has been a reply. Is it really solved?"),
}
"""What is to be done next, by the button that ends it; before that it is what the advice says."""
_CLOCK = re.compile(r"\d\d:\d\d")
_LEFT = re.compile(r" \([^()]*\)")
_Step = TypeVar("_Step")


@dataclass(frozen=True, slots=True)
class Message:
    """A message for Slack: `text` is what a notification shows, `blocks` what stands in the channel."""

    text: str
    blocks: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class _Lengths:
    """How much of a card's texts is shown."""

    quote: int
    draft: int
    note: int


_CARD = (_Lengths(500, 2500, 2500), _Lengths(500, 1500, 800), _Lengths(400, 800, 300), _Lengths(200, 200, 60))


def card_message(card: Card, lang: str, url: str | None = None, handled_by: str = "") -> Message:
    """Return the message of a case. `url`: where the post itself stands; `handled_by`: the colleague who works on it."""
    what = " · ".join([capital(card.title), *due_of(card)])
    text = f"{tone(card)} {glimpse(what)}: “{glimpse(card.quote)}”"
    return fitting(text, _CARD, lambda lengths: _card(card, lang, url, handled_by, lengths))


def _card(card: Card, lang: str, url: str | None, handled_by: str, lengths: _Lengths) -> list[Block]:
    """What to do and by when, then the post, then how it can be said."""
    quote = shown(card.quote)
    blocks = [
        _reading(card, lang),
        _to_do(card, lang),
        *_notes(card, lang, lengths.note),
        quoted(cut(quote, lengths.quote)),
    ]
    if cut(quote, lengths.quote) != quote:
        blocks.append(_row(card, Button("full", Words("Hele bericht", "Whole post").said(lang))))
    blocks += [_from(card, lang, url), *_facts(card), *_doubt(card, lang), *_replies(card, lang, lengths.draft)]
    return [*blocks, _row(card, *_buttons(card, lang)), small(plain(_status(card, lang, handled_by)))]


def tone(card: Card) -> str:
    """Return the coloured mark of a card: how grave its post is, or that nobody has read it yet."""
    return _TONES[card.tone] if card.chain else _UNREAD


def heading(text: str) -> HeaderBlock:
    """Return a heading of our own words."""
    return HeaderBlock(text=PlainTextObject(text=cut(text, 150), emoji=True))


def _reading(card: Card, lang: str) -> Block:
    """How the post was read, with a button for whoever reads it otherwise."""
    wrong = Button("correct", Words("Klopt niet?", "Not right?").said(lang))
    accessory = _button(card, wrong) if card.chain and not _closed(card) else None
    return SectionBlock(text=plain(f"{tone(card)} {capital(card.title)}"), accessory=accessory)


def _to_do(card: Card, lang: str) -> Block:
    """What somebody has to do now and by when; of a case that is closed: how it ended."""
    why = _button(card, Button("why", Words("Waarom?", "Why?").said(lang))) if card.chain else None
    if _closed(card):
        return SectionBlock(text=plain(capital(card.status), 300), accessory=why)
    step = next((_STEPS[button.verb] for button in card.buttons if button.verb in _STEPS), None)
    lines = [f"*{escape(step.said(lang) if step else card.advice)}*"]
    if step and not _answered(card):
        lines.append(escape(card.advice))
    return SectionBlock(text=markup("\n".join([*lines, *(f"⏰ {escape(due)}" for due in due_of(card))])), accessory=why)


def _closed(card: Card) -> bool:
    return any(button.verb == "reopen" for button in card.buttons)


def _answered(card: Card) -> bool:
    return any(button.verb == "solved" for button in card.buttons)


def due_of(card: Card) -> list[str]:
    """Return by when, on the clock. How long that still is is left out: what is shown stands there as it was drawn."""
    return [f"{name} {_LEFT.sub('', value)}" for name, value in card.facts if _CLOCK.search(value)]


def _from(card: Card, lang: str, url: str | None) -> Block:
    """Who wrote the post, and where it stands."""
    safe = address(url)
    original = [markup(link(safe, Words("origineel", "original").said(lang)))] if safe else []
    return small(plain(card.author, 100), *original)


def _facts(card: Card) -> list[Block]:
    """How the post was read, in figures and signals."""
    facts = [f"{name}: {value}" for name, value in card.facts if not _CLOCK.search(value)]
    return [small(plain(" · ".join(facts)))] if facts else []


def _doubt(card: Card, lang: str) -> list[Block]:
    """The two readings to choose from, where Meelezer is not sure."""
    readings = [button for button in card.buttons if button.verb == "correct"]
    if not readings:
        return []
    question = Words("Welke lezing klopt?", "Which reading is right?")
    return [SectionBlock(text=plain(question.said(lang))), _row(card, *readings)]


def _notes(card: Card, lang: str, most: int) -> list[Block]:
    """The warnings. The reply that was chosen is not among them: it stands below, to be copied."""
    notes = [note for note in card.notes if not (card.reply and note.endswith(card.reply[0]))]
    lines = [paragraph(said(f"⚠️ {shown(note)}", most)) for note in notes[:_MOST_NOTES]]
    return [*lines, *rest(len(notes) - _MOST_NOTES, lang)]


def _replies(card: Card, lang: str, most: int) -> list[Block]:
    """The drafts by their number, or the reply that was chosen, with whose it is."""
    titles = [(f"{n}  ", draft) for n, draft in enumerate(card.drafts, 1)]
    if card.reply:
        text, by = card.reply
        whose = Words(f"Antwoord van {by}:\n", f"Reply by {by}:\n") if by.strip() else Words("Antwoord:\n", "Reply:\n")
        titles.append((whose.said(lang), text))
    return [paragraph(said(title, 100, bold=True), said(shown(text), most)) for title, text in titles]


def rest(number: int, lang: str) -> list[Block]:
    """Return how many more there are than are shown, where there are."""
    return [small(plain(Words(f"… en nog {number}.", f"… and {number} more.").said(lang)))] if number > 0 else []


def _buttons(card: Card, lang: str) -> list[Button]:
    """The decisions of the card, and other drafts; the readings in doubt stand above."""
    buttons = [button for button in card.buttons if button.verb != "correct"]
    if card.drafts:
        buttons.append(Button("others", Words("Andere voorstellen", "Other drafts").said(lang)))
    return buttons


def _row(card: Card, *buttons: Button) -> ActionsBlock:
    return ActionsBlock(elements=[_button(card, one) for one in buttons])


def _button(card: Card, one: Button) -> ButtonElement:
    value = one.value
    if one.verb == "use" and value.isdigit() and int(value) <= len(card.drafts):
        value += f":{mark_of(card.drafts[int(value) - 1])}"  # others may stand there by the time that it is pressed
    return button(one.label, f"case.{one.verb}.{value}", card.case, one.style)


def button(label: str, action: str, value: str, style: str = "plain") -> ButtonElement:
    """Return a button with the id that tells what it does, and the value that tells with what."""
    looks = style if style in ("primary", "danger") else None
    return ButtonElement(text=plain(label, 75), action_id=action, value=value, style=looks)


def _status(card: Card, lang: str, handled_by: str) -> str:
    case = Words(f"zaak {card.case}", f"case {card.case}").said(lang)
    who = cut(shown(handled_by), 60)
    taken = [Words(f"opgepakt door {who}", f"picked up by {who}").said(lang)] if handled_by.strip() else []
    status = [] if _closed(card) else [cut(capital(card.status), 120)]
    return " · ".join([*status, capital(case) if not status else case, *taken])


def answer_message(answer: Answer, lang: str) -> Message:
    """Return the answer to a colleague, what it rests on, and a button for the guidelines in full."""
    blocks: list[Block] = [paragraph(said(shown(answer.text)))]
    if answer.sources:
        names = dict.fromkeys(f"{one.source} ({one.weight})" for one in answer.sources)
        sources = Words("Bronnen", "Sources") if len(names) > 1 else Words("Bron", "Source")
        more = button(Words("Lees de richtlijnen", "Read the guidelines").said(lang), "answer.more.", _carried(answer))
        line = f"{sources.said(lang)}: {', '.join(names)}"
        blocks += [small(plain(line, 500)), ActionsBlock(elements=[more])]
    return message_of(glimpse(answer.text, 300), blocks)


def _carried(answer: Answer) -> str:
    """The answer's language and what it rests on, as far as a button can hold it; `cited_of` reads it again."""
    kept: list[str] = []
    for one in answer.sources:
        told = f"{one.guideline}:{one.source}:{one.weight}"
        if len(",".join([*kept, told])) <= 1900:
            kept.append(told)
    return f"{answer.lang}|{','.join(kept)}"


def cited_of(value: str) -> tuple[str, tuple[Cited, ...]]:
    """Return the language and the guidelines that the value of the button under an answer names."""
    lang, _, names = value.partition("|")
    found = [one.split(":") for one in names.split(",")]
    return lang, tuple(Cited(*one) for one in found if len(one) == 3)


def more_message(text: str, lang: str) -> Message:
    """Return the guidelines behind an answer in full; a blank line in `text` parts one from the next."""
    title = Words("De richtlijnen hierachter", "The guidelines behind this").said(lang)
    parts = [part for part in text.split("\n\n") if part.strip()]

    def blocks(most: int) -> list[Block]:
        return [heading(title), *(_guideline(part, most) for part in parts[:6])]

    return fitting(f"{title}: {glimpse(text)}", (2500, 1200, 200), blocks)


def _guideline(text: str, most: int) -> Block:
    title, _, rest = shown(text).partition("\n")
    return paragraph(said(title, 100, bold=True), *([said(f"\n{rest}", most)] if rest else []))


def findings_message(reply: str, findings: Sequence[Finding], lang: str, approval: bool = False) -> Message:
    """Return what the reviewer says of `reply`: what blocks it first, each with the words that it is about.

    `approval`: it goes out only once somebody has approved it."""
    first = _FIRST_APPROVAL.said(lang) if approval and ok(findings) else ""
    if not findings:
        good = Words("Goed zo: niets op aan te merken.", "All good: nothing to remark.").said(lang)
        return told(f"{good} {first}".strip())
    text = f"{_verdict(findings).said(lang)} {first}".strip()

    def made(most: int) -> list[Block]:
        return [*finding_blocks(reply, findings, lang, most), *([paragraph(said(first))] if first else [])]

    return fitting(text, (200, 80, 30), made)


_FIRST_APPROVAL = Words("Het gaat pas uit na goedkeuring.", "It goes out only after approval.")


def finding_blocks(reply: str, findings: Sequence[Finding], lang: str, most: int = 200) -> list[Block]:
    """Return the verdict and each finding, what blocks first: at most `most` of the words concerned, and what to do."""
    ordered = sorted(findings, key=lambda one: one.level != "block")
    lines = [paragraph(*_finding(reply, one, lang, most)) for one in ordered[:MOST_LINES]]
    verdict = paragraph(said(_verdict(findings).said(lang), bold=True))
    return [verdict, *lines, *rest(len(findings) - len(lines), lang)]


def _verdict(findings: Sequence[Finding]) -> Words:
    if ok(findings):
        return Words("Dit kan weg; het kan nog wel beter.", "This can go out; it could still be better.")
    return Words("Zo kan dit nog niet weg.", "This cannot go out as it is.")


def _finding(reply: str, one: Finding, lang: str, most: int) -> list[Part]:
    mark = said("⛔ " if one.level == "block" else "💡 ")
    concerned = " ".join(reply[one.start : one.end].split())
    words = [said(f"“{cut(concerned, most)}” ", italic=True)] if concerned else []
    return [mark, *words, said(one.message.said(lang), 3 * most)]


def due_message(due: Due, card: Card | None, lang: str) -> Message:
    """Return what the clocks say, with the case that it is about and what can be done at once."""
    words = due.text.said(lang)
    mark, what = said(f"{MARKS[due.kind]} "), said(shown(words), bold=True)
    blocks: list[Block] = [paragraph(mark, what)]
    if card:
        about = said(f"\n{tone(card)} {capital(card.title)}")
        blocks = [paragraph(mark, what, about), quoted(cut(on_one_line(card.quote), 120))]
        if here := [_at_once(one, card, lang) for one in card.buttons if one.verb in _NEXT.get(due.kind, ())]:
            blocks.append(_row(card, *here))
    return message_of(f"{MARKS[due.kind]} {glimpse(words, 300)}", blocks)


def _at_once(one: Button, card: Card, lang: str) -> Button:
    """A button as it stands below a reminder, where no drafts are."""
    if one.verb != "edit" or card.reply:
        return one
    return replace(one, label=Words("Schrijf het antwoord", "Write the reply").said(lang))


def told(words: str) -> Message:
    """Return one plain sentence."""
    return message_of(glimpse(words, 300), [paragraph(said(shown(words)))])


_HELP = (
    Words("*Een bericht van een klant?* Stuur het door of plak het hier. Ik zeg wat ik zou doen, waarom, en hoe je het kunt zeggen.",
          "*A customer's post?* Forward it or paste it here. I say what I would do, why, and how you could put it."),
    Words("*Een vraag?* Stel hem gewoon, het liefst onder het bericht waar hij over gaat: “moet dit privé?”",
          "*A question?* Just ask, best of all below the post that it is about: “should this go private?”"),
    Words("`/meelezer triage` een bericht voorleggen\n`/meelezer ask` iets vragen\n`/meelezer check` een antwoord laten nakijken\n"
          "`/meelezer cases` wat er open staat\n`/meelezer digest` de week in cijfers\n`/meelezer help` dit lijstje",
          "`/meelezer triage` submit a post\n`/meelezer ask` ask something\n`/meelezer check` have a reply checked\n"
          "`/meelezer cases` what is open\n`/meelezer digest` the week in figures\n`/meelezer help` this list"),
    Words("Er gaat nooit iets vanzelf naar de klant: plaatsen doe je zelf.",
          "Nothing ever goes to the customer by itself: the posting is up to you."),
)  # fmt: skip


def calling(members: Sequence[str], words: str) -> Message:
    """Return one sentence that rings a bell for some members, by their ids; without any it is just the sentence."""
    names = " ".join(f"<@{one}>" for one in members)
    if not names:
        return told(words)
    text = f"{names} {escape(words)}"
    return Message(text, (SectionBlock(text=markup(text)).to_dict(),))


def help_message(lang: str) -> Message:
    """Return what a colleague can do here."""
    title = Words("Dit kun je met me doen", "What you can do with me").said(lang)
    return message_of(title, [heading(title), *(SectionBlock(text=markup(one.said(lang))) for one in _HELP)])


_WELCOME = (
    Words("Hoi, ik ben Meelezer. Ik lees mee vóór er een antwoord naar een klant gaat.",
          "Hi, I am Meelezer. I read along before a reply goes out to a customer."),
    Words("Stuur een bericht door of plak het hier, en ik zeg wat ik zou doen en waarom. Plaatsen doe je altijd zelf.",
          "Forward a post or paste it here, and I say what I would do and why. The posting is always up to you."),
    Words("Meer weten? Typ `/meelezer help`.", "Want to know more? Type `/meelezer help`."),
)  # fmt: skip


def welcome_message(lang: str) -> Message:
    """Return what Meelezer says at first: who it is, what to do, where to read more."""
    lines = "\n".join(one.said(lang) for one in _WELCOME)
    return message_of(_WELCOME[0].said(lang), [SectionBlock(text=markup(lines))])


def fitting(text: str, steps: Sequence[_Step], make: Callable[[_Step], list[Block]]) -> Message:
    """Return the message that `make` gives for the first of `steps` with which it fits in Slack; they go from long to short."""
    for step in steps:
        message = message_of(text, make(step))
        if len(json.dumps(message.blocks, ensure_ascii=False).encode()) <= _MOST_BYTES:
            break
    return message


def message_of(text: str, blocks: Sequence[Block]) -> Message:
    """Return a message of these blocks; `text` is what a notification shows."""
    return Message(text, tuple(block.to_dict() for block in blocks))
