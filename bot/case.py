"""A customer's post as it came in, and the case that the team makes of it.

A post is cleaned, never rewritten; its key is a hash of what makes it this post, so that the same post twice
is one case. Times are aware datetimes.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import BadInput
from bot.labels import PLATFORMS, SEVERITIES, TYPES
from bot.personal_data import mask

MAX_CHARACTERS = 10_000  # the longest review that the platforms take is under 5,000; more is a paste gone wrong
MAX_TURNS = 50

_KNOWN = frozenset(
    {"id", "text", "platform", "author", "url", "mention", "posted_at", "followers", "lang", "history", "type",
     "severity"}
)  # fmt: skip
_INVISIBLE = re.compile(r"[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier message in the same thread. `by` is "customer" or "brand"."""

    by: str
    text: str
    public: bool = True


@dataclass(frozen=True, slots=True)
class Post:
    """What a customer wrote. `type` and `severity` are a colleague's reading, which counts instead of the NLU's."""

    text: str
    id: str | None = None
    platform: str = "other"
    author: str | None = None
    url: str | None = None
    mention: bool | None = None
    posted_at: datetime | None = None
    followers: int | None = None
    lang: str | None = None
    history: tuple[Turn, ...] = ()
    type: str | None = None
    severity: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Ten letters and digits that are the same whenever the same post comes in again, masked or as it was."""
        text = " ".join(mask(self.text).split())
        what = [self.url] if self.url else [self.id, self.platform, self.author, text]
        digest = hashlib.sha256(json.dumps(what, ensure_ascii=False).encode()).digest()
        return b32encode(digest).decode().lower()[:10]

    @property
    def first_name(self) -> str | None:
        """The name to greet the author by, where it looks like one ("Anna de Wit" → "Anna"); handles do not."""
        if not self.author or not (word := re.match(r"[^\W\d_][^\W\d_'’-]+", self.author.strip())):
            return None
        name = word.group()
        looks_like_handle = name.lower() == name or self.author.strip().startswith("@") or len(name) > 20
        return None if looks_like_handle else name

    @property
    def public_rounds(self) -> int:
        """How often the brand has answered in public in this thread."""
        return sum(1 for turn in self.history if turn.by == "brand" and turn.public)


@dataclass(frozen=True, slots=True)
class Case:
    """A post that the ledger holds. `post.text` is masked when it comes back from the ledger.

    `removed_at`: when its texts were removed for good; figures are all that is left of it.
    """

    id: str
    post: Post
    received_at: datetime
    removed_at: datetime | None = None

    @property
    def written_at(self) -> datetime:
        """When the customer wrote, as far as known; else when the post came in. The clocks count from here."""
        return self.post.posted_at or self.received_at


def clean(text: str) -> str:
    """Return `text` in one Unicode form, without control and invisible characters or empty edges.

    Raises BadInput when nothing is left, when it is not text, or when it is too long to be a post.
    """
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # half a character cannot be stored
    if "\x00" in text or text.count("\ufffd") > max(3, len(text) // 50):
        raise BadInput(
            "Dit is geen leesbare tekst. Plak het bericht zelf, of sla het bestand op als UTF-8.",
            "This is not readable text. Paste the post itself, or save the file as UTF-8.",
        )
    tidy = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    tidy = _CONTROL.sub(" ", _INVISIBLE.sub("", tidy)).strip()
    if not tidy:
        raise BadInput(
            "Er staat geen tekst in. Plak het bericht van de klant.",
            "There is no text in it. Paste the customer's post.",
        )
    if len(tidy) > MAX_CHARACTERS:
        raise BadInput(
            f"De tekst is {len(tidy)} tekens lang; een bericht heeft er hoogstens {MAX_CHARACTERS}. "
            "Plak alleen het bericht zelf.",
            f"The text is {len(tidy)} characters long; a post has at most {MAX_CHARACTERS}. "
            "Paste only the post itself.",
        )
    return tidy


def post_from(fields: Mapping[str, Any], timezone: str = "Europe/Amsterdam") -> Post:
    """Make a Post of the fields of a JSON or CSV line (see the contract of `triage`); unknown ones go to `extra`.

    A `posted_at` without an offset is in `timezone`. Raises BadInput with one sentence for the first wrong field.
    """
    text = fields.get("text")
    if not isinstance(text, str):
        raise _wrong("text", "de tekst van het bericht", "the text of the post")
    return Post(
        text=clean(text),
        id=_optional_text(fields, "id"),
        platform=_one_of(fields, "platform", PLATFORMS) or "other",
        author=_optional_text(fields, "author"),
        url=_optional_text(fields, "url"),
        mention=_truth(fields, "mention"),
        posted_at=time_from(fields.get("posted_at"), "posted_at", timezone),
        followers=_whole_number(fields, "followers"),
        lang=_one_of(fields, "lang", ("nl", "en")),
        history=history_from(fields.get("history")),
        type=_one_of(fields, "type", TYPES),
        severity=_one_of(fields, "severity", SEVERITIES),
        extra={name: value for name, value in fields.items() if name not in _KNOWN},
    )


def history_from(value: Any) -> tuple[Turn, ...]:
    """Read the earlier turns of a thread: a list of objects with `by`, `text` and, if private, `public: false`."""
    if value in (None, "", []):
        return ()
    if not isinstance(value, list) or len(value) > MAX_TURNS:
        raise _wrong("history", f"een lijst van hoogstens {MAX_TURNS} eerdere berichten",
                     f"a list of at most {MAX_TURNS} earlier messages")  # fmt: skip
    turns = []
    for turn in value:
        good = isinstance(turn, Mapping) and turn.get("by") in ("customer", "brand")
        if not good or not isinstance(turn.get("text"), str) or not isinstance(turn.get("public", True), bool):
            raise _wrong("history", '"by" (customer of brand), "text" en "public" (true of false) per bericht',
                         'a "by" (customer or brand), "text" and "public" (true or false) for each message')  # fmt: skip
        turns.append(Turn(turn["by"], clean(turn["text"]), turn.get("public", True)))
    return tuple(turns)


def time_from(value: Any, name: str, timezone: str) -> datetime | None:
    """Read an ISO 8601 time; without an offset it is a time of the clock in `timezone`. Raises BadInput."""
    if value in (None, ""):
        return None
    try:
        time = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        if not 1970 <= time.year <= 2999:  # at the edges of the calendar no hour can be added
            raise ValueError
    except (TypeError, ValueError):
        raise _wrong(name, "een tijd zoals 2026-11-21T14:30", "a time such as 2026-11-21T14:30") from None
    return time if time.tzinfo else time.replace(tzinfo=ZoneInfo(timezone))


def _wrong(name: str, nl: str, en: str) -> BadInput:
    return BadInput(f"Het veld {name} klopt niet: verwacht wordt {nl}.", f"The field {name} is wrong: it takes {en}.")


def _optional_text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value in (None, ""):
        return None
    if not isinstance(value, str | int) or isinstance(value, bool) or len(str(value)) > 2000:
        raise _wrong(name, "een korte tekst", "a short text")
    return _CONTROL.sub(" ", unicodedata.normalize("NFC", str(value))).strip() or None


def _one_of(fields: Mapping[str, Any], name: str, allowed: Any) -> str | None:
    value = fields.get(name)
    if value in (None, ""):
        return None
    if not isinstance(value, str) or value not in allowed:
        raise _wrong(name, f"een van {', '.join(allowed)}", f"one of {', '.join(allowed)}")
    return value


def _truth(fields: Mapping[str, Any], name: str) -> bool | None:
    value = fields.get(name)
    if value in (None, ""):
        return None
    words = {
        "true": True,
        "false": False,
        "1": True,
        "0": False,
        "ja": True,
        "nee": False,
        "yes": True,
        "no": False,
    }
    answer = words.get(str(value).strip().lower())
    if answer is None:
        raise _wrong(name, "true of false", "true or false")
    return answer


def _whole_number(fields: Mapping[str, Any], name: str) -> int | None:
    value = fields.get(name)
    if value in (None, ""):
        return None
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        number = -1
    if number < 0 or isinstance(value, bool):
        raise _wrong(name, "een heel getal", "a whole number")
    return number
