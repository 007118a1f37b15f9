"""Probabilities → the rankings and the answers that go out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

DECIMALS = 6
"""Confidences are rounded to this, which hides the last bits in which one message and many differ."""

HALF = 0.5
Ranking = list[dict[str, Any]]


def ranked(classes: Sequence[str], chances: np.ndarray) -> Ranking:
    """Classes and their probabilities → Rasa's ranking, the likeliest first."""
    order = np.argsort(-chances, kind="stable")
    return [{"name": classes[i], "confidence": round(float(chances[i]), DECIMALS)} for i in order]


def best(ranking: Ranking) -> dict[str, Any]:
    """The first of a ranking, or Rasa's way to say that there is none."""
    return dict(ranking[0]) if ranking else {"name": None, "confidence": 0.0}


def median(ranking: Ranking, ladder: Sequence[str]) -> dict[str, Any]:
    """The first level of the ladder that has, with all levels below it, half of the probability."""
    chances = {level["name"]: level["confidence"] for level in ranking}
    levels = [level for level in ladder if level in chances]
    if not levels:
        return best(ranking)
    reached = np.cumsum([chances[level] for level in levels])
    level = levels[int((reached < HALF * reached[-1]).sum())]
    return {"name": level, "confidence": chances[level]}
