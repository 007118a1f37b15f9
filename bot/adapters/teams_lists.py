"""Lists of cases, the week in figures and a colleague's own page, as messages in Teams."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

from PIL import Image, UnidentifiedImageError

from bot.adapters import chat_lists as says
from bot.adapters.chat_cards import MARKS, MOST_LINES, rest, tone
from bot.adapters.chat_text import capital, shown
from bot.adapters.home import NOTHING_WAITS, SETTINGS, THIS_WEEK, Home, HomeLine
from bot.adapters.teams_cards import MOST_BYTES, Message, fitting, message_of, size, told
from bot.adapters.teams_found import found_elements
from bot.adapters.teams_text import Element, escaped, heading, listed, paragraph, run, small, summary
from bot.card import Card
from bot.digest import Digest
from bot.digest_words import TO_DISCUSS, TO_DO, sentences, to_discuss, to_do
from bot.similar import Before
from bot.words import Words

_WIDTHS = (960, 720, 540, 400)
_COLOURS = 32


def cases_message(cards: Sequence[tuple[Card, str | None]], lang: str) -> Message:
    """Return a list of cases; with a card comes the address of its thread, where that is known."""
    if not cards:
        return told(says.NO_CASES.said(lang))
    title = says.how_many(len(cards), lang)

    def made(most: int) -> list[Element]:
        return [heading(title), *_cases([(*one, "") for one in cards], lang, most)]

    return fitting(title, (80, 40, 10), made, lang)


def found_message(title: str, lines: Sequence[tuple[Before, str | None]], lang: str) -> Message:
    """Return earlier cases, each with the address of its thread where that is known; the title alone where there are none."""
    if not lines:
        return told(title)

    def made(most: int) -> list[Element]:
        return [heading(title), *found_elements(lines, most)]

    return fitting(summary(title), (90, 50, 20), made, lang)


def _cases(
    lines: Sequence[tuple[Card, str | None, str]], lang: str, most: int, number: int = MOST_LINES
) -> list[Element]:
    """At most `number` cases, and how many more there are; each with its address and a note in the place of the rest."""
    rows = [row for card, url, note in lines[:number] for row in _case(card, url, note, lang, most)]
    more = rest(len(lines) - number, lang)
    return [*rows, *([small(run(more))] if more else [])]


def _case(card: Card, url: str | None, note: str, lang: str, most: int) -> list[Element]:
    """What it is and by when; below that, where it stands and how the post begins."""
    due, below = says.case_line(card, note, lang, most)
    title = run(capital(card.title), 100, url=url, weight="bolder")
    first = [run(f"{tone(card)} "), title, *(run(f" · {one}") for one in due)]
    return [paragraph(*first, spacing="medium"), paragraph(run(below, isSubtle=True), spacing="none")]


def digest_message(digest: Digest, lang: str, picture: bytes | None) -> Message:
    """Return the week in sentences, the chart (`picture`: a PNG) as large as there is room for, and the other figures."""
    lines = sentences(digest, lang)
    title = says.week_title(digest, lang)

    def week(most: int) -> list[Element]:
        told = listed([[run(says.in_the_week(line), most)] for line in lines[:12]])
        return [heading(title), *told, *_to_do(digest, lang, most)]

    notice = summary(f"{MARKS['digest']} {lines[0]}")
    bare = fitting(notice, (500, 150), week, lang)
    rows = _facts(says.figures(digest, lang, drawn=True))
    room = MOST_BYTES - size({**bare.card, "rows": rows})
    chart = _chart(picture, says.described(digest, lang), room) if picture and digest.cases else []
    figures = rows if chart else _facts(says.figures(digest, lang, drawn=False))
    return message_of(notice, [*bare.card["body"], *chart, *figures], lang)


def _to_do(digest: Digest, lang: str, most: int) -> list[Element]:
    """What to do and what to talk about, under a heading each."""
    made: list[Element] = []
    if done := to_do(digest, lang):
        made += [_title(TO_DO, lang), *listed([[run(one, most)] for one in done])]
    if talked := to_discuss(digest, lang):
        rows = [[run(case, url=url, weight="bolder"), run(f" · {why}", most)] for case, why, url in talked]
        made += [_title(TO_DISCUSS, lang), *listed(rows)]
    return made


def _facts(rows: Sequence[tuple[str, str]]) -> list[Element]:
    facts = [{"title": escaped(name), "value": escaped(number)} for name, number in rows]
    return [{"type": "FactSet", "facts": facts, "spacing": "medium"}] if facts else []


def _chart(picture: bytes, words: str, room: int) -> list[Element]:
    """The chart within the card itself, with few colours and as wide as fits in `room` bytes; none where nothing does."""
    for width in _WIDTHS:
        drawn = _smaller(picture, width)
        if drawn is None:
            return []
        url = f"data:image/png;base64,{base64.b64encode(drawn).decode()}"
        chart: Element = {"type": "Image", "url": url, "altText": words, "size": "stretch", "spacing": "medium"}
        if size({"body": [chart]}) <= room:
            return [chart]
    return []


def _smaller(picture: bytes, width: int) -> bytes | None:
    """A PNG at most `width` wide and with few colours; None for what is no picture."""
    try:
        with Image.open(io.BytesIO(picture)) as drawing:
            plain = drawing.convert("RGB")
    except (UnidentifiedImageError, OSError):
        return None
    if plain.width > width:
        plain = plain.resize((width, max(1, round(plain.height * width / plain.width))), Image.Resampling.LANCZOS)
    made = io.BytesIO()
    plain.quantize(_COLOURS, Image.Quantize.FASTOCTREE).save(made, "PNG", optimize=True)  # keeps a small red part red
    return made.getvalue()


def home_message(home: Home, lang: str) -> Message:
    """Return a colleague's own page: what waits for them, what was promised, the week, the settings."""

    def made(step: tuple[int, int]) -> list[Element]:
        most, number = step
        body = [heading(Words("Voor jou", "For you").said(lang))]
        for title, lines in home.parts:
            rows = [(line.card, line.url, line.note) for line in lines]
            body += [_title(title, lang), *_cases(rows, lang, most, number)]
        if not home.parts:
            body.append(paragraph(run(NOTHING_WAITS.said(lang))))
        return [*body, *_week(home, lang, most), *_settings(home, lang, most)]

    waiting = sum(len(lines) for _, lines in home.parts)
    notice = Words(f"Er wachten {waiting} dingen op je.", f"{waiting} things are waiting for you.")
    if waiting < 2:
        notice = Words("Er wacht één ding op je.", "One thing is waiting for you.") if waiting else NOTHING_WAITS
    return fitting(notice.said(lang), ((80, 15), (40, 10), (10, 6), (5, 3)), made, lang)


def parts_message(parts: Sequence[tuple[Words, Sequence[HomeLine]]], lang: str) -> Message:
    """Return lists of cases with their titles and a note on each case."""

    def made(step: tuple[int, int]) -> list[Element]:
        most, number = step
        return [
            element
            for title, lines in parts
            for element in (
                heading(title.said(lang)),
                *_cases([(one.card, one.url, one.note) for one in lines], lang, most, number),
            )
        ]

    return fitting(parts[0][0].said(lang), ((80, 15), (40, 10), (10, 6), (5, 3)), made, lang)


def _title(words: Words, lang: str) -> Element:
    return {**heading(words.said(lang)), "size": "default", "spacing": "large"}


def _week(home: Home, lang: str, most: int) -> list[Element]:
    lines = [[run(says.in_the_week(shown(line)), 5 * most)] for line in home.week[:12]]
    return [_title(THIS_WEEK, lang), *listed(lines)] if lines else []


def _settings(home: Home, lang: str, most: int) -> list[Element]:
    """Names stand in the settings, so that they are not put among facts, which Teams parses."""
    rows = [
        [run(f"{shown(name)}: ", most, weight="bolder"), run(shown(value), 5 * most)]
        for name, value in home.settings[:20]
    ]
    return [_title(SETTINGS, lang), *(paragraph(*row) for row in rows)] if rows else []
