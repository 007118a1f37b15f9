"""How words get into Slack, so that nothing that a customer or a colleague wrote comes alive there.

Nothing is parsed in rich text and in plain text objects: what somebody wrote goes there, as it is, to be copied. Slack's
own markup (mrkdwn) knows no escape for its emphasis, so only our own sentences are put in it, and links made here. Of what
somebody wrote only a glimpse stands in a notification, where Slack parses too; nobody copies that, so it may be changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ContextBlock,
    MarkdownTextObject,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextListElement,
    RichTextQuoteElement,
    RichTextSectionElement,
)

from bot.adapters.chat_text import address, bare, cut, shown, visible

_EMOJI = re.compile(r":(?=[^\s:]+:)")
Part = RichTextElementParts.Text | RichTextElementParts.Link


def escape(text: str) -> str:
    """Return a sentence of our own as Slack's markup takes it. Emphasis in it stays alive: it is for our own sentences."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def glimpse(text: str, limit: int = 120) -> str:
    """Return at most `limit` characters of `text` on one line for a notification, with nothing in it left to parse."""
    return escape(cut(_EMOJI.sub(": ", bare(text)), limit))


def link(url: str, label: str) -> str:
    """Return a link in Slack's markup; `url` comes from `address`, `label` is ours."""
    return f"<{escape(url)}|{escape(label)}>"


def markup(sentence: str) -> MarkdownTextObject:
    """Return a text object that Slack parses: for our own sentences with their emphasis, and links."""
    return MarkdownTextObject(text=sentence)


def plain(text: str, limit: int = 3000) -> PlainTextObject:
    """Return a text object in which nothing is parsed, at most `limit` characters long."""
    return PlainTextObject(text=cut(shown(text), limit), emoji=False)


def said(text: str, limit: int = 3000, *, bold: bool = False, italic: bool = False) -> Part:
    """Return a part of rich text, in which nothing is parsed, at most `limit` characters long."""
    style = {name: True for name, wanted in (("bold", bold), ("italic", italic)) if wanted}
    return RichTextElementParts.Text(text=cut(visible(text), limit) or "…", style=style or None)


def pointing(text: str, url: str | None) -> Part:
    """Return `text` as a link in rich text, or as bold text where there is no address to point to."""
    safe = address(url, 300)  # there may be many in a message
    return RichTextElementParts.Link(url=safe, text=shown(text)) if safe else said(text, bold=True)


def paragraph(*parts: Part) -> RichTextBlock:
    """Return `parts` as one block of text."""
    return RichTextBlock(elements=[RichTextSectionElement(elements=list(parts))])


def quoted(text: str) -> RichTextBlock:
    """Return what somebody wrote as a quotation."""
    return RichTextBlock(elements=[RichTextQuoteElement(elements=[said(shown(text), 4000)])])


def listed(lines: Sequence[Sequence[Part]], style: str = "bullet") -> RichTextBlock:
    """Return `lines` as a list; `style` is "bullet" or "ordered"."""
    rows = [RichTextSectionElement(elements=list(parts)) for parts in lines]
    return RichTextBlock(elements=[RichTextListElement(elements=rows, style=style)])


def small(*texts: PlainTextObject | MarkdownTextObject) -> ContextBlock:
    """Return `texts` as a line in small print."""
    return ContextBlock(elements=list(texts))
