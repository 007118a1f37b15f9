"""How words get into Teams, so that nothing that a customer or a colleague wrote comes alive there.

A text block parses Markdown; a run of text in a rich text block does not. So what somebody wrote goes into runs, as it is,
to be copied, and only our own sentences into text blocks. What a run does read is a date in double braces; those are kept
apart. Runs do not break lines everywhere, so each line has a block of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.adapters.chat_text import address, bare, cut, on_one_line, shown, visible

Element = dict[str, Any]

MOST_IN_SUMMARY = 150
_MOST_ROWS = 20  # of one text; more than that nobody wrote to be read
_DATES = re.compile(r"\{(?=\{)")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>&#~|])")
_LIST = re.compile(r"^(\d*)([-+.)])(?= )")
_SCHEME = re.compile(r"\b[a-z]+://", re.IGNORECASE)
_ANGLES = str.maketrans("<>", "‹›")


def run(text: str, limit: int = 3000, *, url: str | None = None, **looks: Any) -> Element:
    """Return a run of text, in which nothing is parsed, at most `limit` characters long; a link where `url` is an address.

    `looks`: what the schema of a run knows, such as weight="bolder", italic=True or isSubtle=True."""
    made = {"type": "TextRun", "text": cut(_DATES.sub("{ ", visible(text)), limit) or "…", **looks}
    safe = address(url, 500)  # there may be many in a message
    return {**made, "selectAction": {"type": "Action.OpenUrl", "url": safe}} if safe else made


def paragraph(*runs: Element, spacing: str = "small") -> Element:
    """Return `runs` as one block of text."""
    return {"type": "RichTextBlock", "inlines": list(runs), "spacing": spacing}


def written(text: str, limit: int, *lead: Element, spacing: str = "small", **looks: Any) -> list[Element]:
    """Return what somebody wrote, at most `limit` characters of it, a block for each line; `lead` stands before the first."""
    made: list[Element] = []
    for row in _rows(cut(shown(text), limit)):
        first = not made
        gap = spacing if first else ("small" if row.startswith("\n") else "none")
        made.append(paragraph(*(lead if first else ()), run(row.strip(), limit, **looks), spacing=gap))
    return made


def _rows(text: str) -> list[str]:
    """The lines of `text` that hold something, with a line's end before those that begin a paragraph; at most _MOST_ROWS."""
    rows: list[str] = []
    apart = False
    for row in text.splitlines():
        if row.strip():
            rows.append(f"\n{row}" if apart else row)
        apart = not row.strip()
    return [*rows[:_MOST_ROWS], *([" ".join(rows[_MOST_ROWS:])] if len(rows) > _MOST_ROWS else [])]


def quoted(text: str, limit: int, **more: object) -> Element:
    """Return what somebody wrote as a quotation."""
    return {"type": "Container", "style": "emphasis", "spacing": "medium", "items": written(text, limit), **more}


def small(*runs: Element, spacing: str = "small") -> Element:
    """Return `runs` as a line in small print."""
    return paragraph(*({**one, "size": "small", "isSubtle": True} for one in runs), spacing=spacing)


def heading(words: str) -> Element:
    """Return a heading; screen readers find it as one."""
    return {"type": "TextBlock", "text": escaped(cut(words, 150)), "style": "heading", "size": "medium",
            "weight": "bolder", "wrap": True}  # fmt: skip


def sentence(markdown: str) -> Element:
    """Return a text block, which is parsed: for our own sentences with their emphasis."""
    return {"type": "TextBlock", "text": markdown, "wrap": True}


def listed(lines: Sequence[Sequence[Element]], numbered: bool = False) -> list[Element]:
    """Return `lines`, each made of runs, as a list."""
    return [paragraph(run(f"{n}. " if numbered else "• "), *runs) for n, runs in enumerate(lines, 1)]


def escaped(text: str) -> str:
    """Return `text` on one line, as a text block shows it unparsed."""
    return _LIST.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", on_one_line(text)))


def plain(text: str) -> str:
    """Return `text` for a message without a card, to be sent as plain text: no tags in it, and no addresses to click."""
    return _SCHEME.sub("", shown(text).translate(_ANGLES)).replace("](", "] (")


def summary(text: str) -> str:
    """Return what a notification shows of `text`: one line, with nothing in it left to parse."""
    return cut(plain(bare(text)), MOST_IN_SUMMARY)
