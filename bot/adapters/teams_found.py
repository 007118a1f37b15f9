"""Earlier cases, as messages and on a card in Teams."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters import chat_found as says
from bot.adapters.teams_text import Element, paragraph, run
from bot.similar import Before


def found_elements(lines: Sequence[tuple[Before, str | None]], most: int) -> list[Element]:
    """Return earlier cases, each with the address of its thread where that is known, and at most `most` letters of its post."""
    return [element for one, url in lines for element in _case(one, url, most)]


def _case(one: Before, url: str | None, most: int) -> list[Element]:
    """What it was, when and how it ended; the post, and what was answered."""
    mark, title, (ended, *below) = says.line(one, most)
    first = [run(f"{mark} "), run(title, 100, url=url, weight="bolder"), run(f" · {ended}")]
    rows = [paragraph(run(row, isSubtle=True), spacing="none") for row in below]
    return [paragraph(*first, spacing="medium"), *rows]
