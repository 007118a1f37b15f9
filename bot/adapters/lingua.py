"""Which language a text is in, by the lingua library: Dutch, English, a mix of these two, or another."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

_NOISE = re.compile(r"https?://\S+|[@#]\w+|\[[^\]]*\]|\d+")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_OURS = {Language.DUTCH: "nl", Language.ENGLISH: "en"}
# Neighbours that a Dutch or Belgian brand's customers write; more languages would cost certainty on short posts.
_OTHERS = (Language.FRENCH, Language.GERMAN, Language.SPANISH, Language.TURKISH, Language.POLISH, Language.ITALIAN,
           Language.PORTUGUESE, Language.ARABIC)  # fmt: skip
_SHORT = 5  # words; under this an English-looking or French-looking fragment is mostly a Dutch customer's
_SURE = 0.75
_SURE_OF_SENTENCE = 0.95
_MIXED_FROM = 0.2  # of the words, in whole sentences of the other language; loose words are no second language


@cache
def _detector(*languages: Language) -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*languages).build()


def language_of(text: str) -> str:
    """Return "nl", "en", "mixed" or "other". Short or doubtful texts count as Dutch or English, whichever is likelier."""
    words = _NOISE.sub(" ", text).strip()
    if not any(letter.isalpha() for letter in words):
        return "nl"  # nothing to go by: the library would choose by chance
    values = _detector(*_OURS, *_OTHERS).compute_language_confidence_values(words)
    best = values[0]
    if best.language not in _OURS and (best.value < _SURE or len(words.split()) < _SHORT):
        best = next(value for value in values if value.language in _OURS)
    if best.language in _OURS and _mixed(words):
        return "mixed"
    return _OURS.get(best.language, "other")


def _mixed(text: str) -> bool:
    """Whether whole sentences of both our languages stand in the text."""
    words: Counter[Language] = Counter()
    for sentence in _SENTENCE.split(text):
        if (count := len(sentence.split())) >= _SHORT:
            best = _detector(*_OURS).compute_language_confidence_values(sentence)[0]
            if best.value >= _SURE_OF_SENTENCE:
                words[best.language] += count
    return len(words) > 1 and min(words.values()) >= _MIXED_FROM * words.total()
