"""Which other language a post is in, by its commonest little words: enough to ask for a colleague who writes it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.words import Words

_LITTLE: Mapping[str, frozenset[str]] = {
    lang: frozenset(words.split())
    for lang, words in {
        "fr": "je tu il elle nous vous est pas les des une dans pour avec sur mon ma mes votre qui que ce ne j'ai c'est et le la du",
        "de": "ich du wir ihr nicht und das der die ist ein eine mit für auf mein meine wie seit habe war noch den dem sie bitte",
        "es": "yo el los las una por para con mi su pero muy es no que del se más como está hace porque",
        "it": "io il lo gli una per con mio mia vostro ma non che è del della sono ho da più come ancora",
        "pt": "eu o os as uma por para com meu minha vosso mas não que é do da está já foi muito mais",
        "pl": "ja nie się na do jest to że z w mój moja jak już od po ale mi są był",
        "tr": "ben bir ve bu için çok ile ne var yok değil hala daha size siz mi benim",
    }.items()
}
_NAMES: Mapping[str, Words] = {
    "fr": Words("Frans", "French"),
    "de": Words("Duits", "German"),
    "es": Words("Spaans", "Spanish"),
    "it": Words("Italiaans", "Italian"),
    "pt": Words("Portugees", "Portuguese"),
    "pl": Words("Pools", "Polish"),
    "tr": Words("Turks", "Turkish"),
    "ar": Words("Arabisch", "Arabic"),
}
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_FEWEST = 2


def foreign_language(text: str) -> Words | None:
    """The name of the language of a text that is neither Dutch nor English; None where its little words do not tell."""
    if len(_ARABIC.findall(text)) > len(text) // 3:
        return _NAMES["ar"]
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower().replace("’", "'"))
    found = sorted(((sum(word in little for word in words), lang) for lang, little in _LITTLE.items()), reverse=True)
    (most, lang), (next_most, _) = found[0], found[1]
    return _NAMES[lang] if most >= _FEWEST and most > next_most else None
