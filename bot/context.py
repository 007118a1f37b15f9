"""What the ledger knows about a post besides its words: earlier cases of its author, and others who say the same.

Pure: what the ledger holds in, a Context out, which stays with what Meelezer then said of the post.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path

JOINED_WITHIN = timedelta(hours=24)
"""How far apart others count as joining in: a pile-on on social media is a matter of hours."""

EARLIER_WITHIN = timedelta(days=365)
MOST_EARLIER = 3

ALIKE_FROM = 0.25
"""From which likeness two posts say the same.

Tried on seven posts about one breakdown: each has three such others among them. Of three hundred posts of all kinds in
one day none has; of three hundred about nothing but parcels one in twenty has.
"""

FEWEST_SHARED = 2
"""Telling words that two posts must share; one may be chance."""

TELLING_FROM = 4.0
"""Rarity from which a word tells what a post is about: those in fewer than one post in twenty."""

_TABLE = Path(__file__).resolve().parent.parent / "data" / "words.tsv"
_WORD = re.compile(r"[^\W\d_]{3,}")
_NO_WORD = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.])@\w+|\[[^\[\]]{3,40}\]", re.IGNORECASE)
"""Links, handles, and the names in brackets of personal data that was taken out: they say nothing of the matter."""

_HANDLES = frozenset({"x", "instagram"})
_NAMELESS = re.compile(r"anon|gebruiker|user|klant|customer|gast|guest", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier case of the same author: its number, when it was written, what about, and how it stood.

    `promised`: what was promised and is not told to be done, and by when. `owed`: whether the team still owes this
    customer something. `sure`: whether the author is known by a handle, not by a name that others may have, too.
    """

    case: str
    at: datetime
    type: str | None
    status: str
    promised: tuple[tuple[str, datetime], ...] = ()
    owed: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Context:
    """Earlier cases of the author, those with something owed first, and how many others said the same within a day."""

    earlier: tuple[Earlier, ...] = ()
    joined: int = 0

    @property
    def owed(self) -> Earlier | None:
        """The earlier case in which the team still owes this customer something."""
        return next((one for one in self.earlier if one.owed and one.sure), None)


@dataclass(frozen=True, slots=True)
class Other:
    """A post of somebody else: who wrote it (the case's number where that is not certain), and what."""

    author: str
    text: str


def known_by(author: str | None, platform: str) -> str:
    """What `author` is known by: "handle", on some platforms "name" (others may have it, too), "" for nobody in particular."""
    if not author or not author.strip():
        return ""
    if platform in _HANDLES or author.strip().startswith("@"):
        return "handle"
    return "name" if " " in author.strip() and not _NAMELESS.search(author) else ""


class Rarity:
    """How rare words are in customers' posts, so that "jullie" and "morgen" weigh less than "inloggen"."""

    def __init__(self, posts: int, occurs: Mapping[str, int]) -> None:
        """`occurs`: in how many of so many posts each of the commoner words stands."""
        self._posts, self._occurs = posts, occurs
        self.weights = lru_cache(maxsize=2000)(self._weights)  # one post is compared with all of a day

    @classmethod
    @cache
    def load(cls, path: Path = _TABLE) -> Rarity:
        """Read the table that was counted on the project's own training posts."""
        lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        counts = {word: int(times) for word, times in lines}
        return cls(counts.pop("posts"), counts)

    def __contains__(self, word: str) -> bool:
        """Whether `word` is one of the commoner words in customers' posts."""
        return word in self._occurs

    def _weights(self, text: str, but: frozenset[str] = frozenset()) -> dict[str, float]:
        """The words of a text, without those of `but`: each with its rarity, 1 for what is in every post."""
        words = set(_WORD.findall(_NO_WORD.sub(" ", text).casefold())) - but
        return {word: 1 + math.log((1 + self._posts) / (1 + self._occurs.get(word, 0))) for word in words}


def alike(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    """How much two texts resemble each other by their `Rarity.weights`: 0 nothing telling in common, 1 the same."""
    shared = first.keys() & second.keys()
    if sum(first[word] >= TELLING_FROM for word in shared) < min(FEWEST_SHARED, len(first), len(second)):
        return 0.0
    lengths = math.sqrt(sum(v * v for v in first.values()) * sum(v * v for v in second.values()))
    return sum(first[word] ** 2 for word in shared) / lengths if lengths else 0.0


def joined(text: str, others: Iterable[Other], rarity: Rarity, brand: Iterable[str] = ()) -> int:
    """How many others say the same as `text`; somebody who says it twice counts once. `brand`: names that all may use."""
    but = frozenset(word for name in brand for word in _WORD.findall(name.casefold()))
    mine = rarity.weights(text, but)
    return len({one.author for one in others if alike(mine, rarity.weights(one.text, but)) >= ALIKE_FROM})
