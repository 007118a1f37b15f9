"""What the ledger knows about a post besides its words: earlier cases of its author, and others who say the same.

Pure: what the ledger holds in, a Context out, which stays with what Meelezer then said of the post.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

JOINED_WITHIN = timedelta(hours=24)
"""How far back others count as joining in: a pile-on on social media is a matter of hours."""

EARLIER_WITHIN = timedelta(days=365)
MOST_EARLIER = 3

ALIKE_FROM = 0.3
"""From which likeness two posts say the same.

Tried on seven posts about one breakdown: six have three such others among them. Of three hundred posts of all kinds in
one day none has; of three hundred about nothing but parcels one in twenty has.
"""

_WORD = re.compile(r"[^\W_]{3,}")


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier case of the same author: its number, when it came in, what about, and how it stood."""

    case: str
    at: datetime
    type: str | None
    status: str
    promised: tuple[tuple[str, datetime], ...] = ()  # what was promised, and by when

    @property
    def unfinished(self) -> bool:
        """Whether the team still owed this customer something when the new post came in."""
        return bool(self.promised) or self.status not in ("solved", "closed", "no_reply")


@dataclass(frozen=True, slots=True)
class Context:
    """Earlier cases of the author, the latest first, and how many others said the same within a day."""

    earlier: tuple[Earlier, ...] = ()
    joined: int = 0


@dataclass(frozen=True, slots=True)
class Other:
    """A post of somebody else that came in shortly before: who wrote it (the case's number where unknown), and what."""

    author: str
    text: str


class Rarity:
    """How rare words are, by texts in which they are not: so that "niet" and "morgen" weigh less than "inloggen"."""

    def __init__(self, texts: Iterable[str]) -> None:
        """`texts`: ordinary sentences of webcare, such as the product's own phrases."""
        self._count = 0
        self._occurs: Counter[str] = Counter()
        for text in texts:
            self._count += 1
            self._occurs.update(set(_words(text)))
        self.weights = lru_cache(maxsize=2000)(self._weights)  # one post is compared with all of a day

    def _weights(self, text: str) -> dict[str, float]:
        """The words of a text, each with its share; the squares add up to 1."""
        raw = {
            word: (1 + math.log(times)) * (1 + math.log((1 + self._count) / (1 + self._occurs[word])))
            for word, times in Counter(_words(text)).items()
        }
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {word: value / length for word, value in raw.items()}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def alike(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    """How much two texts resemble each other by their `Rarity.weights`: 0 no word in common, 1 the same."""
    return sum(value * second.get(word, 0.0) for word, value in first.items())


def joined(text: str, others: Iterable[Other], rarity: Rarity) -> int:
    """How many others say the same as `text`; somebody who says it twice counts once."""
    mine = rarity.weights(text)
    return len({one.author for one in others if alike(mine, rarity.weights(one.text)) >= ALIKE_FROM})
