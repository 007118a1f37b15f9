"""Words as chat doors show them: cut to a length, without what hides or turns them, and web addresses that are some.

What is the same in Slack and in Teams stands here; how each place parses text is its door's own affair.
"""

from __future__ import annotations

import re
from urllib.parse import quote as percent_encoded

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # what no keyboard writes
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of the text after it
    "\ud800-\udfff]"  # half a character, which cannot be sent
)
_EMPHASIS = re.compile(r"[*_~`]")
_SCHEME = re.compile(r"\b[a-z]+://", re.IGNORECASE)
_ADDRESS = re.compile(r"(https?://)([\w.-]+(?::\d+)?)((?:[/?#].*)?)", re.IGNORECASE)
_IN_ADDRESS = "/?#[]@!$&'()+,;=%"  # stays as it is behind the host; stars, colons, bars and brackets are encoded
_MORE = " …"


def visible(text: str) -> str:
    """Return `text` without the characters that hide or turn it; it may be empty."""
    return _UNSEEN.sub("", text)


def shown(text: str) -> str:
    """Return `text` as somebody wrote it, without characters that hide or turn it; never empty, which doors refuse."""
    return visible(text).strip() or "…"


def on_one_line(text: str) -> str:
    """Return `text` as `shown` gives it, with a space for each line's end."""
    return " ".join(shown(text).split())


def length(text: str) -> int:
    """How long a chat may find `text`: an emoji counts for two there, as in its own clients."""
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


def bare(text: str) -> str:
    """Return `text` on one line without emphasis and what makes a link, for notifications: nobody copies those."""
    return on_one_line(_SCHEME.sub("", _EMPHASIS.sub("", shown(text))))


def address(url: str | None, limit: int = 1000) -> str | None:
    """Return `url` as a link may carry it; None where it is no web address, or a longer one than a message can hold."""
    found = _ADDRESS.fullmatch((url or "").strip())
    if not found:
        return None
    scheme, host, rest = found.groups()
    safe = scheme + host + percent_encoded(rest, safe=_IN_ADDRESS, errors="replace")
    return safe if len(safe) <= limit else None
