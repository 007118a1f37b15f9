"""Kernel ridge regression: how much texts resemble one another, and weights that turn likeness into scores.

One system of equations for all outputs of all tasks at once, so the same result everywhere. Measured beside it on
unread writers: a support vector machine and logistic regression were no better alone, and added .001 to it at ten times
its cost; pulling harder at the texts of rare classes read no better, at three times the cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

TEXTS_IN_CACHE = 512
"""A megabyte of vectors."""


@dataclass(frozen=True)
class Settings:
    """How firmly the training data are followed, how far likeness reaches, and how many examples of a class are used.

    With 0 for `most_a_class` all are; else as many, evenly picked: where one class is many times as frequent as the
    others, the rest of it costs time and adds little. Probabilities are then those of such a selection.
    """

    strength: float = 5.0
    gamma: float = 0.4
    most_a_class: int = 0

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Settings:
        """Take the settings from an entry of the pipeline; raises ValueError for what is not a number above zero."""
        strength, gamma = (float(config.get(name, getattr(cls, name))) for name in ("strength", "gamma"))
        most = int(config.get("most_a_class", cls.most_a_class))
        if strength <= 0 or gamma <= 0 or most < 0:
            raise ValueError(
                f"strength and gamma must be above 0: {strength}, {gamma}; most_a_class 0 or more: {most}."
            )
        return cls(strength, gamma, most)


DEFAULTS: Mapping[str, Any] = vars(Settings())
"""What holds where an entry of `config.yml` says nothing."""


@dataclass(frozen=True)
class Support:
    """The texts of the training data, ready to be compared with: in float32, half the memory and half the time."""

    x: np.ndarray  # (texts, width)
    squares: np.ndarray  # (texts,): their squared lengths, computed once

    @classmethod
    def of(cls, x: np.ndarray) -> Support:
        """Take the texts at these places, (texts, width)."""
        x = np.ascontiguousarray(x, dtype=np.float32)
        return cls(x, np.einsum("tw,tw->t", x, x))

    def likeness(self, x: np.ndarray, gamma: float) -> np.ndarray:
        """Of each row of `x` to each text: exp(-gamma · squared distance), 1 for equals; float64.

        A row at a time, so that a post reads the same alone and in company, which a product of two matrices in float32
        would not give; and against so many texts as a processor's cache holds, so that it costs no more.
        """
        x = np.ascontiguousarray(x, dtype=np.float32)
        alike = np.empty((len(x), len(self.x)), dtype=np.float32)
        for start in range(0, len(self.x), TEXTS_IN_CACHE):
            some = slice(start, start + TEXTS_IN_CACHE)
            for row, vector in enumerate(x):
                np.dot(self.x[some], vector, out=alike[row, some])
        alike *= -2
        alike += np.einsum("tw,tw->t", x, x)[:, None]
        alike += self.squares
        np.maximum(alike, 0, out=alike)
        alike *= -gamma
        return np.exp(alike, out=alike).astype(np.float64)


def ridge(alike: np.ndarray, targets: np.ndarray, strength: float) -> np.ndarray:
    """Weights (texts, outputs) whose product with the likeness fits the targets (texts, outputs)."""
    from scipy.linalg import solve

    system = alike.copy()
    system.flat[:: len(system) + 1] += 1.0 / strength
    return np.asarray(solve(system, targets, assume_a="pos", overwrite_a=True))


def unseen_scores(alike: np.ndarray, targets: np.ndarray, folds: np.ndarray, strength: float) -> np.ndarray:
    """Score each fold with weights fitted on the others: (texts, outputs)."""
    scores = np.zeros(targets.shape)
    for fold in np.unique(folds):
        out = folds == fold
        weights = ridge(alike[np.ix_(~out, ~out)], targets[~out], strength)
        scores[out] = alike[np.ix_(out, ~out)] @ weights
    return scores


def targets_of_classes(y: np.ndarray, count: int) -> np.ndarray:
    """Classes 0…count-1 (texts,) → (texts, count): +1 for the own, -1/(count - 1) for each other."""
    return np.where(y[:, None] == np.arange(count), 1.0, -1.0 / (count - 1))
