"""Cards, answers and lists as messages in Slack. The card says what to show; this only puts it in Slack's blocks.

Slack refuses a message whose blocks are together longer than some 13,000 characters, and tells no exact limit. What grows
with somebody's words is therefore shortened in steps until the message fits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    HeaderBlock,
    ImageBlock,
    PlainTextObject,
    RawTextObject,
    SectionBlock,
    TableBlock,
    TableBlockColumnSettings,
)
from slack_sdk.models.blocks.basic_components import SlackFile

from bot.adapters.slack_text import (
    Part,
    address,
    capital,
    cut,
    escape,
    glimpse,
    link,
    listed,
    markup,
    paragraph,
    plain,
    pointing,
    quoted,
    said,
    shown,
    small,
)
from bot.answers import Answer, Cited
from bot.card import Button, Card
from bot.clocks import Due
from bot.digest import Digest, sentences
from bot.labels import SEVERITIES, TYPES
from bot.review import Finding, ok
from bot.words import Words

MOST_LINES = 15  # of a list: more is not read in a chat
_MOST_NOTES = 10
_MOST_BYTES = 12_000
_TONES = {"low": "🟢", "medium": "🟡", "high": "🟠", "critical": "🔴"}
_UNREAD = "⚪"
_MARKS = {"reminder": "⏰", "escalation": "🚨", "approval": "✍️", "promise": "🤝", "solved-check": "🔎", "digest": "📊"}
_NEXT = {"approval": ("approve", "send-back"), "solved-check": ("solved", "not-solved")}
"""What a colleague who is reminded can do at once."""
_CLOCK = re.compile(r"\d\d:\d\d")
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


_CARD = (_Lengths(1000, 2500, 2500), _Lengths(1000, 1500, 800), _Lengths(600, 800, 300), _Lengths(200, 200, 60))


def card_message(card: Card, lang: str, url: str | None = None, handled_by: str = "") -> Message:
    """Return the message of a case. `url`: where the post itself stands; `handled_by`: the colleague who works on it."""
    text = f"{tone(card)} {glimpse(capital(card.title))}: “{glimpse(card.quote)}”"
    return _fitting(text, _CARD, lambda lengths: _card(card, lang, url, handled_by, lengths))


def _card(card: Card, lang: str, url: str | None, handled_by: str, lengths: _Lengths) -> list[Block]:
    quote = shown(card.quote)
    blocks: list[Block] = [heading(f"{tone(card)} {capital(card.title)}"), quoted(cut(quote, lengths.quote))]
    if cut(quote, lengths.quote) != quote:
        blocks.append(_row(card, Button("full", Words("Hele bericht", "Whole post").said(lang))))
    blocks += [_from(card, lang, url), *_doubt(card, lang), _advice(card, lang)]
    if card.facts:
        blocks.append(small(plain(" · ".join(f"{name}: {value}" for name, value in card.facts))))
    blocks += [*_notes(card, lang, lengths.note), *_replies(card, lang, lengths.draft)]
    return [*blocks, _row(card, *_buttons(card, lang)), small(plain(_status(card, lang, handled_by)))]


def tone(card: Card) -> str:
    """Return the coloured mark of a card: how grave its post is, or that nobody has read it yet."""
    return _TONES[card.tone] if card.chain else _UNREAD


def heading(text: str) -> HeaderBlock:
    """Return a heading of our own words."""
    return HeaderBlock(text=PlainTextObject(text=cut(text, 150), emoji=True))


def _from(card: Card, lang: str, url: str | None) -> Block:
    """Who wrote the post, and where it stands."""
    safe = address(url)
    original = [markup(link(safe, Words("origineel", "original").said(lang)))] if safe else []
    return small(plain(card.author, 100), *original)


def _doubt(card: Card, lang: str) -> list[Block]:
    """The two readings to choose from, where Meelezer is not sure."""
    readings = [button for button in card.buttons if button.verb == "correct"]
    if not readings:
        return []
    question = Words("Ik twijfel tussen twee lezingen. Welke is het?",
                     "I am torn between two readings. Which one is it?")  # fmt: skip
    return [SectionBlock(text=plain(question.said(lang))), _row(card, *readings)]


def _advice(card: Card, lang: str) -> Block:
    why = Button("why", Words("Waarom?", "Why?").said(lang))
    return SectionBlock(text=markup(f"*{escape(card.advice)}*"), accessory=_button(card, why) if card.chain else None)


def _notes(card: Card, lang: str, most: int) -> list[Block]:
    """The warnings. The reply that was chosen is not among them: it stands below, to be copied."""
    notes = [note for note in card.notes if not (card.reply and note.endswith(card.reply[0]))]
    lines = [small(plain(f"⚠️ {shown(note)}", most)) for note in notes[:_MOST_NOTES]]
    return [*lines, *_rest(len(notes) - _MOST_NOTES, lang)]


def _replies(card: Card, lang: str, most: int) -> list[Block]:
    """The drafts by their number, or the reply that was chosen, with whose it is."""
    titles = [(f"{n}  ", draft) for n, draft in enumerate(card.drafts, 1)]
    if card.reply:
        text, by = card.reply
        whose = Words(f"Antwoord van {by}:\n", f"Reply by {by}:\n") if by.strip() else Words("Antwoord:\n", "Reply:\n")
        titles.append((whose.said(lang), text))
    return [paragraph(said(title, 100, bold=True), said(shown(text), most)) for title, text in titles]


def _rest(number: int, lang: str) -> list[Block]:
    """How many more there are than are shown, where there are."""
    return [small(plain(Words(f"… en nog {number}.", f"… and {number} more.").said(lang)))] if number > 0 else []


def _buttons(card: Card, lang: str) -> list[Button]:
    """The decisions of the card and our own questions about it; the readings in doubt stand above."""
    buttons = [button for button in card.buttons if button.verb != "correct"]
    if card.drafts:
        buttons.append(Button("others", Words("Andere voorstellen", "Other drafts").said(lang)))
    closed = any(button.verb == "reopen" for button in card.buttons)
    if card.chain and not closed:
        buttons.append(Button("correct", Words("Klopt niet?", "Not right?").said(lang)))
    return buttons


def _row(card: Card, *buttons: Button) -> ActionsBlock:
    return ActionsBlock(elements=[_button(card, one) for one in buttons])


def _button(card: Card, one: Button) -> ButtonElement:
    return button(one.label, f"case.{one.verb}.{one.value}", card.case, one.style)


def button(label: str, action: str, value: str, style: str = "plain") -> ButtonElement:
    """Return a button with the id that tells what it does, and the value that tells with what."""
    looks = style if style in ("primary", "danger") else None
    return ButtonElement(text=plain(label, 75), action_id=action, value=value, style=looks)


def _status(card: Card, lang: str, handled_by: str) -> str:
    case = Words(f"zaak {card.case}", f"case {card.case}").said(lang)
    who = cut(shown(handled_by), 60)
    taken = [Words(f"opgepakt door {who}", f"picked up by {who}").said(lang)] if handled_by.strip() else []
    return " · ".join([cut(capital(card.status), 120), case, *taken])


def answer_message(answer: Answer, lang: str) -> Message:
    """Return the answer to a colleague, what it rests on, and a button for the guidelines in full."""
    blocks: list[Block] = [paragraph(said(shown(answer.text)))]
    if answer.sources:
        names = dict.fromkeys(f"{one.source} ({one.weight})" for one in answer.sources)
        more = button(Words("Meer", "More").said(lang), "answer.more.", _carried(answer))
        blocks += [small(plain(", ".join(names), 500)), ActionsBlock(elements=[more])]
    return _message(glimpse(answer.text, 300), blocks)


def _carried(answer: Answer) -> str:
    """The answer's language and what it rests on, as far as a button can hold it; `cited_of` reads it again."""
    kept: list[str] = []
    for one in answer.sources:
        told = f"{one.guideline}:{one.source}:{one.weight}"
        if len(",".join([*kept, told])) <= 1900:
            kept.append(told)
    return f"{answer.lang}|{','.join(kept)}"


def cited_of(value: str) -> tuple[str, tuple[Cited, ...]]:
    """Return the language and the guidelines that the value of a "Meer" button names."""
    lang, _, names = value.partition("|")
    found = [one.split(":") for one in names.split(",")]
    return lang, tuple(Cited(*one) for one in found if len(one) == 3)


def more_message(text: str, lang: str) -> Message:
    """Return the guidelines behind an answer in full; a blank line in `text` parts one from the next."""
    title = Words("De richtlijnen hierachter", "The guidelines behind this").said(lang)
    parts = [part for part in text.split("\n\n") if part.strip()]

    def blocks(most: int) -> list[Block]:
        return [heading(title), *(_guideline(part, most) for part in parts[:6])]

    return _fitting(f"{title}: {glimpse(text)}", (2500, 1200, 200), blocks)


def _guideline(text: str, most: int) -> Block:
    title, _, rest = shown(text).partition("\n")
    return paragraph(said(title, 100, bold=True), *([said(f"\n{rest}", most)] if rest else []))


def findings_message(reply: str, findings: Sequence[Finding], lang: str) -> Message:
    """Return what the reviewer says of `reply`: what blocks it first, each with the words that it is about."""
    if not findings:
        return told(Words("Goed zo: niets op aan te merken.", "All good: nothing to remark.").said(lang))
    verdict = Words("Zo kan dit nog niet weg.", "This cannot go out as it is.")
    if ok(findings):
        verdict = Words("Dit kan weg; het kan nog wel beter.", "This can go out; it could still be better.")

    def blocks(most: int) -> list[Block]:
        lines = finding_lines(reply, findings, lang, most)
        return [
            paragraph(said(verdict.said(lang), bold=True)),
            listed(lines),
            *_rest(len(findings) - len(lines), lang),
        ]

    return _fitting(verdict.said(lang), (200, 80, 30), blocks)


def finding_lines(reply: str, findings: Sequence[Finding], lang: str, most: int = 200) -> list[list[Part]]:
    """Return a line for each finding, what blocks first: its mark, at most `most` of the words concerned, what to do."""
    ordered = sorted(findings, key=lambda one: one.level != "block")
    return [_finding(reply, one, lang, most) for one in ordered[:MOST_LINES]]


def _finding(reply: str, one: Finding, lang: str, most: int) -> list[Part]:
    mark = said("✗ " if one.level == "block" else "! ", bold=True)
    concerned = " ".join(reply[one.start : one.end].split())
    words = [said(f"“{cut(concerned, most)}” ", italic=True)] if concerned else []
    return [mark, *words, said(one.message.said(lang), 3 * most)]


def cases_message(cards: Sequence[tuple[Card, str | None]], lang: str) -> Message:
    """Return a list of cases, a line each; with a card comes the address of its thread, where that is known."""
    if not cards:
        return told(Words("Er zijn geen zaken.", "There are no cases.").said(lang))
    title = Words("1 zaak", "1 case") if len(cards) == 1 else Words(f"{len(cards)} zaken", f"{len(cards)} cases")

    def blocks(most: int) -> list[Block]:
        return [paragraph(said(title.said(lang), bold=True)), *case_list([(*one, "") for one in cards], lang, most)]

    return _fitting(title.said(lang), (60, 30, 10), blocks)


def case_list(lines: Sequence[tuple[Card, str | None, str]], lang: str, most: int = 60) -> list[Block]:
    """Return cases as a list of at most MOST_LINES, and how many more there are.

    A line is a card, the address of its thread, and a note that comes in the place of the post's first words."""
    rows = [_case(card, url, note, most) for card, url, note in lines[:MOST_LINES]]
    return [listed(rows), *_rest(len(lines) - MOST_LINES, lang)]


def _case(card: Card, url: str | None, note: str, most: int) -> list[Part]:
    due = [f"{name} {value}" for name, value in card.facts if _CLOCK.search(value)]
    words = " ".join(shown(note or f"“{cut(' '.join(card.quote.split()), most)}”").split())
    rest = " · ".join([cut(card.status, 2 * most), *due, cut(words, 2 * most)])
    return [said(f"{tone(card)} "), pointing(capital(card.title), url), said(f" · {rest}")]


def due_message(due: Due, card: Card | None, lang: str) -> Message:
    """Return what the clocks say, with the case that it is about and what can be done at once."""
    words = due.text.said(lang)
    mark, what = said(f"{_MARKS[due.kind]} "), said(shown(words), bold=True)
    blocks: list[Block] = [paragraph(mark, what)]
    if card:
        about = said(f"\n{tone(card)} {capital(card.title)}")
        blocks = [paragraph(mark, what, about), quoted(cut(" ".join(shown(card.quote).split()), 120))]
        if here := [one for one in card.buttons if one.verb in _NEXT.get(due.kind, ())]:
            blocks.append(_row(card, *here))
    return _message(f"{_MARKS[due.kind]} {glimpse(words, 300)}", blocks)


def digest_message(digest: Digest, lang: str, picture: str | None) -> Message:
    """Return the week in sentences, the chart (`picture`: the id of its file in Slack), and the figures as a table."""
    lines = sentences(digest, lang)
    rows = _figures(digest, lang) if digest.cases else []

    def blocks(most: int) -> list[Block]:
        made: list[Block] = [
            heading(f"{_MARKS['digest']} Week {digest.week}"),
            listed([[said(line, most)] for line in lines[:12]]),
        ]
        if picture:
            made.append(ImageBlock(slack_file=SlackFile(id=picture), alt_text=_described(digest, lang)))
        return [*made, *([_table(rows)] if rows else [])]

    return _fitting(f"{_MARKS['digest']} {glimpse(lines[0], 300)}", (500, 150), blocks)


def _described(digest: Digest, lang: str) -> str:
    """What the chart shows, for who cannot see it."""
    kinds = [f"{TYPES[name].said(lang)} {n}" for name, n in digest.by_type.items() if n]
    levels = [f"{SEVERITIES[name].said(lang)} {n}" for name, n in digest.by_severity.items() if n]
    chart = Words("Staafdiagram van de berichten", "Bar chart of the posts").said(lang)
    return cut(f"{chart}: {', '.join(kinds) or '–'}; {', '.join(levels) or '–'}.", 2000)


def _figures(digest: Digest, lang: str) -> list[tuple[str, str]]:
    """The figures of the week without the noughts. Slack shows the first row as the head of the table."""
    counted = {
        **{capital(TYPES[name].said(lang)): n for name, n in digest.by_type.items()},
        **{f"{_SEVERITY.said(lang)}: {SEVERITIES[name].said(lang)}": n for name, n in digest.by_severity.items()},
        **{words.said(lang): n for words, n in _counts(digest)},
    }
    head = (Words("Wat", "What").said(lang), Words("Aantal", "Number").said(lang))
    return [head, *((name, str(n)) for name, n in counted.items() if n)]


_SEVERITY = Words("Ernst", "Severity")


def _counts(digest: Digest) -> list[tuple[Words, int]]:
    return [
        (Words("Eerst openbaar beantwoord", "Replied in public first"), digest.public_first),
        (Words("Voorstel gebruikt", "Draft used"), digest.drafts_used),
        (Words("Voorstel bewerkt", "Draft edited"), digest.drafts_edited),
        (Words("Advies niet gevolgd", "Advice not followed"), digest.overruled),
        (Words("Lezing verbeterd", "Reading corrected"), digest.corrected),
        (Words("Lezing onzeker", "Reading unsure"), digest.unsure),
        (Words("Opgelost", "Solved"), digest.solved),
        (Words("Vragen van collega's", "Questions from colleagues"), digest.questions),
    ]


def _table(rows: Sequence[tuple[str, str]]) -> Block:
    cells = [[RawTextObject(text=name), RawTextObject(text=n)] for name, n in rows]
    columns = [TableBlockColumnSettings(align="left", is_wrapped=True), TableBlockColumnSettings(align="right")]
    return TableBlock(rows=cells, column_settings=columns)


def told(words: str) -> Message:
    """Return one plain sentence."""
    return _message(glimpse(words, 300), [paragraph(said(shown(words)))])


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


def help_message(lang: str) -> Message:
    """Return what a colleague can do here."""
    title = Words("Dit kun je met me doen", "What you can do with me").said(lang)
    return _message(title, [heading(title), *(SectionBlock(text=markup(one.said(lang))) for one in _HELP)])


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
    return _message(_WELCOME[0].said(lang), [SectionBlock(text=markup(lines))])


def _fitting(text: str, steps: Sequence[_Step], make: Callable[[_Step], list[Block]]) -> Message:
    """The message that `make` gives for the first of `steps` with which it fits in Slack; they go from long to short."""
    for step in steps:
        message = _message(text, make(step))
        if len(json.dumps(message.blocks, ensure_ascii=False).encode()) <= _MOST_BYTES:
            break
    return message


def _message(text: str, blocks: Sequence[Block]) -> Message:
    return Message(text, tuple(block.to_dict() for block in blocks))
