"""How words get into Slack, so that nothing that a customer or a colleague wrote comes alive there.

Nothing is parsed in rich text and in plain text objects: what somebody wrote goes there, as it is, to be copied. Slack's
own markup (mrkdwn) knows no escape for its emphasis, so only our own sentences are put in it, and links made here. Of what
somebody wrote only a glimpse stands in a notification, where Slack parses too; nobody copies that, so it may be changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote as percent_encoded

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

Part = RichTextElementParts.Text | RichTextElementParts.Link

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # what no keyboard writes
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of the text after it
    "\ud800-\udfff]"  # half a character, which cannot be sent
)
_EMPHASIS = re.compile(r"[*_~`]")
_EMOJI = re.compile(r":(?=[^\s:]+:)")
_SCHEME = re.compile(r"\b[a-z]+://", re.IGNORECASE)
_ADDRESS = re.compile(r"(https?://)([\w.-]+(?::\d+)?)((?:[/?#].*)?)", re.IGNORECASE)
_IN_ADDRESS = "/?#[]@!$&'()+,;=%"  # stays as it is behind the host; stars, colons, bars and brackets are encoded
_MORE = " …"


def shown(text: str) -> str:
    """Return `text` as somebody wrote it, without characters that hide or turn it; never empty, which Slack refuses."""
    return _UNSEEN.sub("", text).strip() or "…"


def length(text: str) -> int:
    """How long Slack may find `text`: an emoji counts for two there, as in its own clients."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """Return `text` when it is no longer than `limit`, else its beginning up to the end of a word, with " …"."""
    if length(text) <= limit:
        return text
    room = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - len(_MORE) + 1)].decode("utf-16-le", "ignore")
    words = re.match(r"(?s)(.*\S)\s", room)
    whole = words.group(1) if words else ""
    kept = whole if length(whole) > limit // 2 else room[:-1]  # one endless word is cut wherever it may
    return kept.rstrip() + _MORE


def capital(text: str) -> str:
    """Return `text` with a capital in front."""
    return text[:1].upper() + text[1:]


def escape(text: str) -> str:
    """Return a sentence of our own as Slack's markup takes it. Emphasis in it stays alive: it is for our own sentences."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def glimpse(text: str, limit: int = 120) -> str:
    """Return at most `limit` characters of `text` on one line for a notification, with nothing in it left to parse."""
    bare = _SCHEME.sub("", _EMPHASIS.sub("", shown(text)))
    return escape(cut(_EMOJI.sub(": ", " ".join(bare.split())) or "…", limit))


def address(url: str | None, limit: int = 1000) -> str | None:
    """Return `url` as a link may carry it; None where it is no web address, or a longer one than a message can hold."""
    found = _ADDRESS.fullmatch((url or "").strip())
    if not found:
        return None
    scheme, host, rest = found.groups()
    safe = scheme + host + percent_encoded(rest, safe=_IN_ADDRESS, errors="replace")
    return safe if len(safe) <= limit else None


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
    return RichTextElementParts.Text(text=cut(_UNSEEN.sub("", text), limit) or "…", style=style or None)


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
