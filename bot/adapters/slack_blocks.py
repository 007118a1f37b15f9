"""Cards, answers, findings and reminders as messages in Slack. The card says what to show; this only puts it in blocks.

Slack refuses a message whose blocks are together longer than some 13,000 characters, and tells no exact limit. What grows
with somebody's words is therefore shortened in steps until the message fits.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    HeaderBlock,
    PlainTextObject,
    SectionBlock,
)

from bot.adapters import chat_cards as says
from bot.adapters.chat_cards import MARKS
from bot.adapters.chat_found import EARLIER, how_many
from bot.adapters.chat_text import address, cut, shown
from bot.adapters.slack_text import (
    Part,
    escape,
    glimpse,
    link,
    markup,
    paragraph,
    plain,
    quoted,
    said,
    small,
)
from bot.answers import Answer
from bot.card import Button, Card
from bot.clocks import Due
from bot.review import Finding, ok
from bot.words import Words

_MOST_BYTES = 12_000
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
    what = " · ".join([says.title(card).partition(" ")[2], *says.due_of(card)])
    text = f"{says.tone(card)} {glimpse(what)}: “{glimpse(card.quote)}”"
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
        blocks.append(_row(card, Button("full", says.WHOLE.said(lang))))
    blocks += [
        _from(card, lang, url),
        *_facts(card),
        *_before(card, lang),
        *_doubt(card, lang),
        *_replies(card, lang, lengths.draft),
    ]
    return [*blocks, _row(card, *says.decisions(card, lang)), small(plain(says.status(card, lang, handled_by)))]


def heading(text: str) -> HeaderBlock:
    """Return a heading of our own words."""
    return HeaderBlock(text=PlainTextObject(text=cut(text, 150), emoji=True))


def _reading(card: Card, lang: str) -> Block:
    """How the post was read, with a button for whoever reads it otherwise."""
    wrong = Button("correct", says.WRONG.said(lang))
    accessory = _button(card, wrong) if card.chain and not says.closed(card) else None
    return SectionBlock(text=plain(says.title(card)), accessory=accessory)


def _to_do(card: Card, lang: str) -> Block:
    """What somebody has to do now and by when; of a case that is closed: how it ended."""
    why = _button(card, Button("why", says.WHY.said(lang))) if card.chain else None
    first, below = says.to_do(card, lang)
    if says.closed(card):
        return SectionBlock(text=plain(first, 300), accessory=why)
    return SectionBlock(
        text=markup("\n".join([f"*{escape(first)}*", *(escape(line) for line in below)])), accessory=why
    )


def _from(card: Card, lang: str, url: str | None) -> Block:
    """Who wrote the post, and where it stands."""
    safe = address(url)
    original = [markup(link(safe, says.ORIGINAL.said(lang)))] if safe else []
    return small(plain(card.author, 100), *original)


def _facts(card: Card) -> list[Block]:
    """How the post was read, in figures and signals."""
    facts = says.facts(card)
    return [small(plain(facts))] if facts else []


def _before(card: Card, lang: str) -> list[Block]:
    """That there are earlier cases like this one, with a button that shows them."""
    words = how_many(card, lang)
    earlier = Button("earlier", EARLIER.said(lang))
    return [SectionBlock(text=plain(words, 300), accessory=_button(card, earlier))] if words else []


def _doubt(card: Card, lang: str) -> list[Block]:
    """The two readings to choose from, where Meelezer is not sure."""
    readings = says.readings(card)
    return [SectionBlock(text=plain(says.WHICH.said(lang))), _row(card, *readings)] if readings else []


def _notes(card: Card, lang: str, most: int) -> list[Block]:
    notes = says.notes(card)
    lines = [paragraph(said(note, most)) for note in notes[: says.MOST_NOTES]]
    return [*lines, *rest(len(notes) - says.MOST_NOTES, lang)]


def _replies(card: Card, lang: str, most: int) -> list[Block]:
    return [
        paragraph(said(title + ("\n" if title.endswith(":") else "  "), 100, bold=True), said(shown(text), most))
        for title, text in says.replies(card, lang)
    ]


def rest(number: int, lang: str) -> list[Block]:
    """Return how many more there are than are shown, where there are."""
    more = says.rest(number, lang)
    return [small(plain(more))] if more else []


def _row(card: Card, *buttons: Button) -> ActionsBlock:
    return ActionsBlock(elements=[_button(card, one) for one in buttons])


def _button(card: Card, one: Button) -> ButtonElement:
    return button(one.label, f"case.{one.verb}.{says.value_of(card, one)}", card.case, one.style)


def button(label: str, action: str, value: str, style: str = "plain") -> ButtonElement:
    """Return a button with the id that tells what it does, and the value that tells with what."""
    looks = style if style in ("primary", "danger") else None
    return ButtonElement(text=plain(label, 75), action_id=action, value=value, style=looks)


def answer_message(answer: Answer, lang: str) -> Message:
    """Return the answer to a colleague, what it rests on, and a button for the guidelines in full."""
    blocks: list[Block] = [paragraph(said(shown(answer.text)))]
    if answer.sources:
        more = button(says.MORE.said(lang), "answer.more.", says.carried(answer))
        blocks += [small(plain(says.sources(answer, lang), 500)), ActionsBlock(elements=[more])]
    return message_of(glimpse(answer.text, 300), blocks)


def more_message(text: str, lang: str) -> Message:
    """Return the guidelines behind an answer in full; a blank line in `text` parts one from the next."""
    title, parts = says.GUIDELINES.said(lang), says.guidelines(text)

    def blocks(most: int) -> list[Block]:
        return [heading(title), *(_guideline(first, after, most) for first, after in parts)]

    return fitting(f"{title}: {glimpse(text)}", (2500, 1200, 200), blocks)


def _guideline(title: str, rest: str, most: int) -> Block:
    return paragraph(said(title, 100, bold=True), *([said(f"\n{rest}", most)] if rest else []))


def findings_message(reply: str, findings: Sequence[Finding], lang: str, approval: bool = False) -> Message:
    """Return what the reviewer says of `reply`: what blocks it first, each with the words that it is about.

    `approval`: it goes out only once somebody has approved it."""
    first = says.FIRST_APPROVAL.said(lang) if approval and ok(findings) else ""
    text = f"{says.verdict(findings).said(lang)} {first}".strip()
    if not findings:
        return told(text)

    def made(most: int) -> list[Block]:
        return [*finding_blocks(reply, findings, lang, most), *([paragraph(said(first))] if first else [])]

    return fitting(text, (200, 80, 30), made)


def finding_blocks(reply: str, findings: Sequence[Finding], lang: str, most: int = 200) -> list[Block]:
    """Return the verdict and each finding, what blocks first: at most `most` of the words concerned, and what to do."""
    remarks = says.remarks(reply, findings, lang, most)
    verdict = paragraph(said(says.verdict(findings).said(lang), bold=True))
    return [verdict, *(paragraph(*_remark(*one)) for one in remarks), *rest(len(findings) - len(remarks), lang)]


def _remark(mark: str, words: str, advice: str) -> list[Part]:
    return [said(f"{mark} "), *([said(f"{words} ", italic=True)] if words else []), said(advice)]


def due_message(due: Due, card: Card | None, lang: str) -> Message:
    """Return what the clocks say, with the case that it is about and what can be done at once."""
    words = due.text.said(lang)
    mark, what = said(f"{MARKS[due.kind]} "), said(shown(words), bold=True)
    blocks: list[Block] = [paragraph(mark, what)]
    if card:
        blocks = [paragraph(mark, what, said(f"\n{says.title(card)}")), quoted(says.in_short(card))]
        if draft := says.to_say(due, card):
            blocks += [paragraph(said(draft[0], bold=True)), paragraph(said(shown(draft[1])))]
        if here := says.at_once(due, card, lang):
            blocks.append(_row(card, *here))
    return message_of(f"{MARKS[due.kind]} {glimpse(words, 300)}", blocks)


def told(words: str) -> Message:
    """Return one plain sentence."""
    return message_of(glimpse(words, 300), [paragraph(said(shown(words)))])


_COMMANDS = Words(
    "`/meelezer triage` een bericht voorleggen\n`/meelezer ask` iets vragen\n`/meelezer check` een antwoord laten nakijken\n"
    "`/meelezer cases` wat er open staat, `/meelezer mine` wat er op jou wacht\n`/meelezer zoek` eerdere zaken, op woorden\n"
    "`/meelezer digest` vorige week in cijfers, of `digest deze week`\n`/meelezer help` dit lijstje",
    "`/meelezer triage` submit a post\n`/meelezer ask` ask something\n`/meelezer check` have a reply checked\n"
    "`/meelezer cases` what is open, `/meelezer mine` what waits for you\n`/meelezer search` earlier cases, by words\n"
    "`/meelezer digest` last week in figures, or `digest this week`\n`/meelezer help` this list",
)


def calling(members: Sequence[str], words: str) -> Message:
    """Return one sentence that rings a bell for some members, by their ids; without any it is just the sentence."""
    names = " ".join(f"<@{one}>" for one in members)
    if not names:
        return told(words)
    text = f"{names} {escape(words)}"
    return Message(text, (SectionBlock(text=markup(text)).to_dict(),))


def help_message(lang: str) -> Message:
    """Return what a colleague can do here."""
    title = says.HELP.said(lang)
    leads = [f"*{lead.said(lang)}* {text.said(lang)}" for lead, text in (says.HELP_POST, says.HELP_QUESTION)]
    lines = [*leads, _COMMANDS.said(lang), says.HELP_POSTING.said(lang)]
    return message_of(title, [heading(title), *(SectionBlock(text=markup(one)) for one in lines)])


_WELCOME_MORE = Words("Meer weten? Typ `/meelezer help`.", "Want to know more? Type `/meelezer help`.")


def welcome_message(lang: str) -> Message:
    """Return what Meelezer says at first: who it is, what to do, where to read more."""
    lines = [one.said(lang) for one in (*says.WELCOME, _WELCOME_MORE)]
    return message_of(lines[0], [SectionBlock(text=markup("\n".join(lines)))])


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
