"""Which language a text is in, by the lingua library: Dutch, English, or another."""

from __future__ import annotations

import re
from functools import cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

_NOISE = re.compile(r"https?://\S+|[@#]\w+|\[[^\]]*\]|\d+")
_OURS = {Language.DUTCH: "nl", Language.ENGLISH: "en"}
# Neighbours that a Dutch or Belgian brand's customers write; more languages would cost certainty on short posts.
_OTHERS = (Language.FRENCH, Language.GERMAN, Language.SPANISH, Language.TURKISH, Language.POLISH, Language.ITALIAN,
           Language.PORTUGUESE, Language.ARABIC)  # fmt: skip
_SHORT = 5  # words; under this an English-looking or French-looking fragment is mostly a Dutch customer's
_SURE = 0.75


@cache
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_OURS, *_OTHERS).build()


def language_of(text: str) -> str:
    """Return "nl", "en" or "other". Short or doubtful texts count as Dutch or English, whichever is likelier."""
    words = _NOISE.sub(" ", text).strip()
    values = _detector().compute_language_confidence_values(words)
    if not words or not values:
        return "nl"
    best = values[0]
    if best.language not in _OURS and (best.value < _SURE or len(words.split()) < _SHORT):
        best = next(value for value in values if value.language in _OURS)
    return _OURS.get(best.language, "other")
