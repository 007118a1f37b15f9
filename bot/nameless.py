"""A post without anybody in it, so that it can be learnt from: no personal data, handles, links, numbers or names.

What stays are ordinary words: a word with a capital that the training posts do not use is taken for a name, of whomever or
whatever. That costs some names of products and places, from which nothing is to be learnt. What is not found: an uncommon
name in small letters of somebody who is neither the author nor a colleague.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.context import Rarity
from bot.personal_data import mask
from bot.review_names import FIRST_NAMES
from bot.words import Words

_NAME, _NUMBER = Words("[naam]", "[name]"), Words("[nummer]", "[number]")

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.])@[\w.]*\w")
_LONG_NUMBER = re.compile(r"\d{5,}|\d+(?:[./-]\d+){2,}")
_WORD = re.compile(r"\[[^\]\[]*\]|@?[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PART = re.compile(r"[^\W\d_]+")
_SENTENCE_STARTS = re.compile(r"(?:^|[.!?…:\n])\W*$")
_UNREADABLE = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_SHORT = 2  # letters: no name, unless it is a known one
_ABBREVIATION = 4  # capitals: an organisation or a thing rather than a person
_COMMON_NAMES = frozenset({"kevin"})
"""First names that occur in the training posts so often that they stand among their ordinary words."""


def nameless(text: str, lang: str, names: Iterable[str] = ()) -> str:
    """Return `text` on one line without personal data, handles, links, long numbers and names; perhaps "".

    `lang` is that of the words that stand in their place ("nl", else English); `names`: how people who may be mentioned are
    called, such as the author and the colleagues, whose names go in small letters too."""
    known = known_names(names)
    said, number = _NAME.said(lang), _NUMBER.said(lang)
    plain = _UNREADABLE.sub(" ", _LINK.sub(" ", mask(text, lang)))
    plain = _LONG_NUMBER.sub(number, _HANDLE.sub(f"@{said[1:-1]}", plain))

    def ordinary(hit: re.Match[str]) -> str:
        word = hit.group()
        if word[0] in "[@":
            return word
        starts = _SENTENCE_STARTS.search(plain, max(0, hit.start() - 8), hit.start()) is not None
        return said if any(_names_somebody(part, starts, known) for part in _PART.findall(word)) else word

    found = " ".join(_WORD.sub(ordinary, plain).split())
    several = re.escape(said) + r"(?: (?:(?:van|de|der|den|ten|ter|von|and|en) ){0,3}" + re.escape(said) + ")+"
    return re.sub(several, said, found).replace("](", "] (")


def known_names(names: Iterable[str]) -> frozenset[str]:
    """The words of people's names that are no ordinary words, in small letters."""
    common = Rarity.load()
    parts = {part for name in names for part in _PART.findall(name.casefold())}
    return frozenset(part for part in parts if len(part) > _SHORT and part not in common)


def _names_somebody(word: str, starts: bool, known: frozenset[str]) -> bool:
    """Whether a word is a name as far as can be told; `starts`: it stands where any word has a capital."""
    small, common = word.casefold(), Rarity.load()
    if small in known or small in _COMMON_NAMES:
        return True
    if small in FIRST_NAMES:
        return small not in common or (word.istitle() and not starts)
    if word == word.lower() or len(word) <= _SHORT or (word.isupper() and len(word) <= _ABBREVIATION):
        return False
    return small not in common
