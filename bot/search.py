"""What a colleague looks for in earlier cases: words typed carelessly, in the forms in which customers may have written them.

Pure: a message in, the beginnings of words to look for out. What is found by them is the ledger's affair.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.context import Rarity
from bot.errors import BadInput

MOST_FOUND = 8
"""Of a list in a chat or on a terminal: more is not read."""

PART = 2 / 3
"""Of the words that a case must have where none has them all; of two words both."""

_MOST_WORDS = 12
_MOST_CHARACTERS = 40
_COMMON_BELOW = 4.25
"""Rarity below which a word says nothing of a matter: "mijn", "niet", "week" are in more than one post in twenty-five."""

_STEM = 4
"""Letters that stay of a word whose ending is taken off; a shorter beginning finds anything."""

_WHOLE_BELOW = 3
"""Words of fewer letters are looked for as they are: "x", "ns"."""

_SLIP_FROM, _SLIPS_FROM = 5, 8
"""Letters of a word in which one slip is mended, and two."""

_ENDINGS = (
    "etjes",
    "etje",
    "tjes",
    "tje",
    "jes",
    "ingen",
    "ing",
    "je",
    "en",
    "ed",
    "es",
    "er",
    "ly",
    "e",
    "s",
    "t",
    "d",
    "y",
)
_WORD = re.compile(r"[^\W_]+")
_DOUBLED = re.compile(r"([aeou])\1([^aeiouy])$")
_SINGLE = re.compile(r"(?<![aeiouy])([aeou])([^aeiouywx])$")
_VOWELS = "aeiou"
_SOFT = {"v": "f", "z": "s"}


@dataclass(frozen=True, slots=True)
class Term:
    """A word that was typed, and the beginnings of the words that count as it; `whole`: just those words themselves.

    All of it is letters and digits alone, whatever was typed."""

    typed: str
    counts: tuple[str, ...]
    whole: bool = False

    def among(self, words: Iterable[str]) -> bool:
        """Whether one of `words` counts as this one."""
        return any(word == one or (not self.whole and word.startswith(one)) for word in words for one in self.counts)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: the words that a case should have."""

    terms: tuple[Term, ...]

    def held_by(self, text: str) -> int:
        """How many of the words a text has."""
        words = set(words_of(text))
        return sum(term.among(words) for term in self.terms)

    @property
    def fewest(self) -> int:
        """How many of the words a case must have where none has them all."""
        return len(self.terms) if len(self.terms) < 3 else math.ceil(PART * len(self.terms))


def words_of(text: str) -> list[str]:
    """The words of a text as the ledger's index has them: lower case, without accents, punctuation and signs."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return _WORD.findall("".join(one for one in letters if not unicodedata.combining(one)))


def wanted_of(text: str, rarity: Rarity) -> Wanted:
    """What a colleague looks for who typed `text`. Words that are in every other post count only where there are no others.

    Raises BadInput where there is no word in it."""
    typed = list(dict.fromkeys(word[:_MOST_CHARACTERS] for word in words_of(text)))
    if not typed:
        raise BadInput("Zet er woorden achter om op te zoeken, zoals: zoek wasmachine lekt.",
                       "Add words to search for, such as: search washing machine leaks.")  # fmt: skip
    telling = [word for word in typed if not _common(word, rarity)] or typed
    return Wanted(tuple(Term(word, forms(word), _is_whole(word)) for word in telling[:_MOST_WORDS]))


def _common(word: str, rarity: Rarity) -> bool:
    if len(word) < _WHOLE_BELOW:
        return not word.isdigit()
    return min(rarity.weights(word).values(), default=_COMMON_BELOW) < _COMMON_BELOW


def _is_whole(word: str) -> bool:
    return len(word) < _WHOLE_BELOW or word.isdigit()


def forms(word: str) -> tuple[str, ...]:
    """The beginnings of the words that count as `word`: "pakketten" finds pakket, "facturen" factuur, "brieven" brief."""
    if word.isdigit():
        return (word,)
    stem = next((word[: -len(end)] for end in _ENDINGS if _ends_in(word, end)), word)
    if stem != word and stem[-1] == stem[-2] and stem[-1] not in _VOWELS:
        stem = stem[:-1]
    if stem.endswith("i") and len(stem) > _STEM:  # deliveries, delivery
        stem = stem[:-1]
    otherwise = [_DOUBLED.sub(r"\1\2", stem), _SINGLE.sub(r"\1\1\2", stem)] if len(stem) > _STEM else []
    found = [stem, *otherwise]
    if stem != word and stem[-1] in _SOFT:
        found += [one[:-1] + _SOFT[one[-1]] for one in found]
    return tuple(dict.fromkeys(found))


def _ends_in(word: str, ending: str) -> bool:
    """Whether an ending can be taken off; a t or d only behind a consonant: it is of "bezorgt", not of "pakket"."""
    bare = word.removesuffix(ending)
    return bare != word and len(bare) >= _STEM and not (ending in ("t", "d") and bare[-1] in _VOWELS)


def near(word: str, vocabulary: Iterable[str]) -> tuple[str, ...]:
    """The words of a vocabulary that differ from `word` by a slip: one in a longer word, two in a long one."""
    if len(word) < _SLIP_FROM or word.isdigit():
        return ()
    most = 2 if len(word) >= _SLIPS_FROM else 1
    return tuple(one for one in vocabulary if not one.isdigit() and OSA.distance(word, one, score_cutoff=most) <= most)
