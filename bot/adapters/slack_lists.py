"""Lists of cases and the week in figures, as messages in Slack."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ImageBlock, RawTextObject, TableBlock, TableBlockColumnSettings
from slack_sdk.models.blocks.basic_components import SlackFile

from bot.adapters import chat_lists as says
from bot.adapters.chat_cards import MARKS, MOST_LINES, tone
from bot.adapters.chat_text import capital
from bot.adapters.home import NOTHING_WAITS, Home, HomeLine
from bot.adapters.slack_blocks import Message, fitting, heading, rest, told
from bot.adapters.slack_text import glimpse, listed, paragraph, pointing, said
from bot.card import Card
from bot.digest import Digest
from bot.digest_words import TO_DISCUSS, TO_DO, sentences, to_discuss, to_do
from bot.words import Words


def cases_message(cards: Sequence[tuple[Card, str | None]], lang: str) -> Message:
    """Return a list of cases; with a card comes the address of its thread, where that is known."""
    if not cards:
        return told(says.NO_CASES.said(lang))
    title = says.how_many(len(cards), lang)

    def blocks(most: int) -> list[Block]:
        return [paragraph(said(title, bold=True)), *case_list([(*one, "") for one in cards], lang, most)]

    return fitting(title, (80, 40, 10), blocks)


def home_message(home: Home, lang: str) -> Message:
    """Return what waits for one colleague, as their page shows it too."""
    return parts_message(home.parts, lang)


def parts_message(parts: Sequence[tuple[Words, Sequence[HomeLine]]], lang: str) -> Message:
    """Return lists of cases with their titles, such as what waits for one colleague."""

    def blocks(most: int) -> list[Block]:
        made: list[Block] = []
        for title, lines in parts:
            made += [
                heading(title.said(lang)),
                *case_list([(one.card, one.url, one.note) for one in lines], lang, most),
            ]
        return made

    if not parts:
        return told(NOTHING_WAITS.said(lang))
    return fitting(parts[0][0].said(lang), (80, 40, 10), blocks)


def case_list(lines: Sequence[tuple[Card, str | None, str]], lang: str, most: int = 80) -> list[Block]:
    """Return at most MOST_LINES cases, and how many more there are.

    A line is a card, the address of its thread, and a note that comes in the place of the rest, such as a promise."""
    rows = [_case(card, url, note, lang, most) for card, url, note in lines[:MOST_LINES]]
    return [*rows, *rest(len(lines) - MOST_LINES, lang)]


def _case(card: Card, url: str | None, note: str, lang: str, most: int) -> Block:
    """What it is and by when; below that, where it stands and how the post begins."""
    due, below = says.case_line(card, note, lang, most)
    first = [said(f"{tone(card)} "), pointing(capital(card.title), url), *(said(f" · {one}", bold=True) for one in due)]
    return paragraph(*first, said(f"\n{below}"))


def digest_message(digest: Digest, lang: str, picture: str | None) -> Message:
    """Return the week in sentences, the chart (`picture`: the id of its file in Slack), and as a table what it does not show."""
    lines = sentences(digest, lang)
    rows = says.figures(digest, lang, drawn=bool(picture))

    def blocks(most: int) -> list[Block]:
        made: list[Block] = [
            heading(says.week_title(digest, lang)),
            listed([[said(says.in_the_week(line), most)] for line in lines[:12]]),
            *_to_do(digest, lang, most),
        ]
        if picture:
            made.append(ImageBlock(slack_file=SlackFile(id=picture), alt_text=says.described(digest, lang)))
        return [*made, *([_table(rows, lang)] if rows else [])]

    return fitting(f"{MARKS['digest']} {glimpse(lines[0], 300)}", (500, 150), blocks)


def _to_do(digest: Digest, lang: str, most: int) -> list[Block]:
    """What to do and what to talk about, under a heading each."""
    made: list[Block] = []
    if done := to_do(digest, lang):
        made += [paragraph(said(TO_DO.said(lang), bold=True)), listed([[said(one, most)] for one in done])]
    if talked := to_discuss(digest, lang):
        rows = [[pointing(case, url), said(f" · {why}", most)] for case, why, url in talked]
        made += [paragraph(said(TO_DISCUSS.said(lang), bold=True)), listed(rows)]
    return made


def _table(rows: Sequence[tuple[str, str]], lang: str) -> Block:
    """Slack shows the first row as the head of the table."""
    head = (Words("Wat", "What").said(lang), Words("Aantal", "Number").said(lang))
    cells = [[RawTextObject(text=name), RawTextObject(text=n)] for name, n in (head, *rows)]
    columns = [TableBlockColumnSettings(align="left", is_wrapped=True), TableBlockColumnSettings(align="right")]
    return TableBlock(rows=cells, column_settings=columns)
