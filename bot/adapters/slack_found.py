"""Earlier cases, as messages and in a window in Slack."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.adapters import chat_found as says
from bot.adapters.chat_text import cut, shown
from bot.adapters.slack_blocks import Message, fitting, told
from bot.adapters.slack_text import glimpse, paragraph, pointing, said
from bot.similar import Before

_STEPS = (90, 50, 20)
"""Characters of a post that are shown."""


def found_message(title: str, lines: Sequence[tuple[Before, str | None]], lang: str) -> Message:
    """Return earlier cases, each with the address of its thread where that is known; the title alone where there are none."""
    if not lines:
        return told(title)

    def blocks(most: int) -> list[Block]:
        head = paragraph(said(cut(shown(title), 300), bold=True))
        return [head, *(_case(one, url, most) for one, url in lines)]

    return fitting(glimpse(title, 300), _STEPS, blocks)


def found_blocks(lines: Sequence[tuple[Before, str | None]], lang: str) -> list[Block]:
    """Return the earlier cases of a card for a window."""
    return [_case(one, url, _STEPS[0]) for one, url in lines] or [paragraph(said(says.NO_MORE.said(lang)))]


def _case(one: Before, url: str | None, most: int) -> Block:
    """What it was, when and how it ended; the post, and what was answered."""
    mark, title, (ended, *below) = says.line(one, most)
    first = [said(f"{mark} "), pointing(title, url), said(f" · {ended}", bold=True)]
    return paragraph(*first, *(said(f"\n{row}") for row in below))
