"""Whether a new model reads no worse than another: the figures of `meelezer evaluate` on the same posts, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.words import Words

_MEASURED = (
    ("type", "accuracy", 0.015, Words("soort goed", "type right")),
    ("type", "macro_f1", 0.015, Words("soort F1", "type F1")),
    ("severity", "kappa_quadratic", 0.02, Words("ernst κ", "severity κ")),
)
"""What may not fall, by how much it may fall by chance, and how it is called; for each language by itself.

Sixty and three hundred right corrections lowered none of these by more than .001; three hundred wrong ones took .029 of
the English kappa (`nlu/README.md`, "What a team's corrections give"). In English .015 is two posts of 136."""

_ALARM = ("severity", "alarm_recall", 0.03, Words("kritieke gevonden", "critical ones found"))
"""The same for all languages together: of critical posts there are few."""

_LANGUAGES = {"nl": Words("Nederlands", "Dutch"), "en": Words("Engels", "English"), "all": Words("samen", "together")}


@dataclass(frozen=True, slots=True)
class Change:
    """One figure (of 1) before and after; `margin`: how much of a fall is chance."""

    lang: str
    name: Words
    before: float
    after: float
    margin: float

    @property
    def worse(self) -> bool:
        """Whether it fell by more than chance explains."""
        return self.before - self.after > self.margin + 1e-9

    @property
    def told(self) -> Words:
        """The figure as it was and as it is."""
        return Words(f"{self.name.nl} {_nl(self.before)} → {_nl(self.after)}",
                     f"{self.name.en} {self.before:.3f} → {self.after:.3f}")  # fmt: skip


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """The figures of two reports (`adapters.scikit_learn.report`) on the same posts, by language, then together."""
    found = []
    for lang in _LANGUAGES:
        old, new = before["languages"].get(lang), after["languages"].get(lang)
        for task, figure, margin, name in (*_MEASURED, *((_ALARM,) if lang == "all" else ())):
            if old and new and task in old:
                found.append(Change(lang, name, old[task][figure], new[task][figure], margin))
    return tuple(found)


def told(found: Iterable[Change]) -> Words:
    """All figures in a sentence, by language."""
    every = list(found)
    parts = {lang: [one.told for one in every if one.lang == lang] for lang in _LANGUAGES}
    nl = [f"{_LANGUAGES[lang].nl} {', '.join(one.nl for one in own)}" for lang, own in parts.items() if own]
    en = [f"{_LANGUAGES[lang].en} {', '.join(one.en for one in own)}" for lang, own in parts.items() if own]
    return Words("; ".join(nl), "; ".join(en))


def fallen(found: Iterable[Change]) -> Words:
    """What fell by more than chance explains, in a sentence; empty where nothing did."""
    worse = [one for one in found if one.worse]
    nl = [f"{_LANGUAGES[one.lang].nl} {one.told.nl} (toeval: hoogstens {_nl(one.margin)})" for one in worse]
    en = [f"{_LANGUAGES[one.lang].en} {one.told.en} (chance: {one.margin:.3f} at most)" for one in worse]
    return Words("; ".join(nl), "; ".join(en))


def _nl(figure: float) -> str:
    return f"{figure:.3f}".replace(".", ",")
