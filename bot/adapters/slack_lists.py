"""Lists of cases and the week in figures, as messages in Slack."""

from __future__ import annotations

import re
from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ImageBlock, RawTextObject, TableBlock, TableBlockColumnSettings
from slack_sdk.models.blocks.basic_components import SlackFile

from bot.adapters.chat_text import capital, cut, on_one_line, shown
from bot.adapters.slack_blocks import MARKS, MOST_LINES, Message, due_of, fitting, heading, rest, told, tone
from bot.adapters.slack_text import glimpse, listed, paragraph, pointing, said
from bot.card import Card
from bot.digest import Digest, sentences
from bot.labels import SEVERITIES, STATUSES, TYPES
from bot.words import Words

_WEEK_FIRST = re.compile(r"\d{4}-W\d\d: ")


def cases_message(cards: Sequence[tuple[Card, str | None]], lang: str) -> Message:
    """Return a list of cases; with a card comes the address of its thread, where that is known."""
    if not cards:
        return told(Words("Er zijn geen open zaken. Mooi zo.", "There are no open cases. Well done.").said(lang))
    title = Words("1 open zaak", "1 open case")
    if len(cards) > 1:
        title = Words(f"{len(cards)} open zaken", f"{len(cards)} open cases")

    def blocks(most: int) -> list[Block]:
        return [paragraph(said(title.said(lang), bold=True)), *case_list([(*one, "") for one in cards], lang, most)]

    return fitting(title.said(lang), (80, 40, 10), blocks)


def case_list(lines: Sequence[tuple[Card, str | None, str]], lang: str, most: int = 80) -> list[Block]:
    """Return at most MOST_LINES cases, and how many more there are.

    A line is a card, the address of its thread, and a note that comes in the place of the rest, such as a promise."""
    rows = [_case(card, url, note, lang, most) for card, url, note in lines[:MOST_LINES]]
    return [*rows, *rest(len(lines) - MOST_LINES, lang)]


def _case(card: Card, url: str | None, note: str, lang: str, most: int) -> Block:
    """What it is and by when; below that, where it stands and how the post begins."""
    due = [] if note else due_of(card)
    usual = (card.title, STATUSES["advised"].said(lang))  # says no more than the title, or than the deadline
    status = [] if note or card.status in usual else [capital(cut(card.status, 2 * most))]
    quote = f"“{cut(' '.join(shown(card.quote).split()), most)}”"
    below = cut(on_one_line(note), 2 * most) if note else " · ".join([*status, quote])
    first = [said(f"{tone(card)} "), pointing(capital(card.title), url), *(said(f" · {one}", bold=True) for one in due)]
    return paragraph(*first, said(f"\n{below}"))


def digest_message(digest: Digest, lang: str, picture: str | None) -> Message:
    """Return the week in sentences, the chart (`picture`: the id of its file in Slack), and as a table what it does not show."""
    lines = sentences(digest, lang)
    year, _, week = digest.week.partition("-W")
    title = Words(f"Week {int(week)} van {year}", f"Week {int(week)} of {year}")
    rows = _figures(digest, lang, drawn=bool(picture)) if digest.cases else []

    def blocks(most: int) -> list[Block]:
        made: list[Block] = [
            heading(f"{MARKS['digest']} {title.said(lang)}"),
            listed([[said(in_the_week(line), most)] for line in lines[:12]]),
        ]
        if picture:
            made.append(ImageBlock(slack_file=SlackFile(id=picture), alt_text=_described(digest, lang)))
        return [*made, *([_table(rows, lang)] if rows else [])]

    return fitting(f"{MARKS['digest']} {glimpse(lines[0], 300)}", (500, 150), blocks)


def in_the_week(line: str) -> str:
    """Return a sentence of a digest as it stands below a heading that names the week already."""
    return capital(_WEEK_FIRST.sub("", line, count=1)) if _WEEK_FIRST.match(line) else line


def _described(digest: Digest, lang: str) -> str:
    """What the chart shows, for who cannot see it."""
    kinds = [f"{TYPES[name].said(lang)} {n}" for name, n in digest.by_type.items() if n]
    levels = [f"{SEVERITIES[name].said(lang)} {n}" for name, n in digest.by_severity.items() if n]
    chart = Words("Staafdiagram van de berichten", "Bar chart of the posts").said(lang)
    return cut(f"{chart}: {', '.join(kinds) or '–'}; {', '.join(levels) or '–'}.", 2000)


def _figures(digest: Digest, lang: str, drawn: bool) -> list[tuple[str, str]]:
    """The figures of the week without the noughts, and without what is drawn."""
    severity = Words("Ernst", "Severity").said(lang)
    counted = {
        **{capital(TYPES[name].said(lang)): n for name, n in digest.by_type.items() if not drawn},
        **{f"{severity}: {SEVERITIES[name].said(lang)}": n for name, n in digest.by_severity.items() if not drawn},
        **{words.said(lang): n for words, n in _counts(digest)},
    }
    return [(name, str(n)) for name, n in counted.items() if n]


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


def _table(rows: Sequence[tuple[str, str]], lang: str) -> Block:
    """Slack shows the first row as the head of the table."""
    head = (Words("Wat", "What").said(lang), Words("Aantal", "Number").said(lang))
    cells = [[RawTextObject(text=name), RawTextObject(text=n)] for name, n in (head, *rows)]
    columns = [TableBlockColumnSettings(align="left", is_wrapped=True), TableBlockColumnSettings(align="right")]
    return TableBlock(rows=cells, column_settings=columns)
