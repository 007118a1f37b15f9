"""A post as it was typed → the plain sentence that the encoders were trained on.

Links, @handles, hashtags and capitals cost an encoder 20 to 25 points of accuracy on real posts when they are
left in (measured on the first trial pipeline); they carry no meaning that the type or the severity of a post
depends on.
"""

from __future__ import annotations

import html
import re
import unicodedata

MOSTLY_CAPITALS = 0.6
"""Share of capitals among the letters from which a post counts as shouted."""

FEWEST_LETTERS = 9
"""Shorter posts ("ok NS", "IBAN?") are never taken for shouting."""

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.])@\w+")
_CLOSING_HASHTAGS = re.compile(r"(?:\s+#\w+)+\s*$")
_HASHTAG_SIGN = re.compile(r"#(?=\w)")
_LONG_LETTER = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_SHOUTED_WORDS = re.compile(r"\b[^\W\d_a-z]{2,}(?:\W+[^\W\d_a-z]{2,}){2,}\b")
_BLANKS = re.compile(r"\s+")
_CLAUSE = re.compile(r".+?(?:[.!?;:,](?=\s)|$)")

FEWEST_WORDS = 4
"""A clause with fewer says too little by itself; it is joined with its neighbour."""


def normalise(text: str) -> str:
    """Return `text` without links, @handles, hashtag signs, shouting and drawn-out letters, perhaps "".

    Takes any string, also one with NUL bytes or half surrogate pairs (a C string would end at the first,
    UTF-8 refuses the second). The result is Unicode NFKC, so that 𝐟𝐚𝐧𝐜𝐲 letters read like plain ones.
    """
    text = unicodedata.normalize("NFKC", html.unescape(text))
    text = "".join(map(_readable, text))
    text = _HANDLE.sub(" ", _LINK.sub(" ", text))
    text = _CLOSING_HASHTAGS.sub("", text) or text
    text = _HASHTAG_SIGN.sub("", text)
    text = _LONG_LETTER.sub(r"\1\1", text)
    return _BLANKS.sub(" ", _calm(text)).strip()


def clauses(text: str) -> list[tuple[int, int]]:
    """Where the clauses of a normalised text begin and end: cut after punctuation, the shortest ones joined."""
    found: list[tuple[int, int]] = []
    for match in _CLAUSE.finditer(text):
        start, end = match.start() + len(match.group()) - len(match.group().lstrip()), match.end()
        if found and min(len(text[start:end].split()), len(text[slice(*found[-1])].split())) < FEWEST_WORDS:
            start = found.pop()[0]
        if start < end:
            found.append((start, end))
    return found


def _readable(character: str) -> str:
    """A character, a blank for a control character, nothing for an invisible one or half a surrogate pair."""
    if character.isprintable():
        return character
    category = unicodedata.category(character)
    return "" if category in ("Cf", "Cs") else " "


def _calm(text: str) -> str:
    """Lower-case a text that is mostly capitals, else only runs of three or more shouted words."""
    letters = [character for character in text if character.isalpha()]
    shouted = sum(character.isupper() for character in letters)
    if len(letters) >= FEWEST_LETTERS and shouted > MOSTLY_CAPITALS * len(letters):
        return text.lower()
    return _SHOUTED_WORDS.sub(lambda match: match.group().lower(), text)
