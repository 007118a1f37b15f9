"""Several heads and what their scores are worth: features → calibrated probabilities.

The probabilities are softmax(scores of all heads side by side @ mix + offset). The mix is fitted on scores
for posts that the heads did not see (`folds.py`). It comes in two sizes:

* `temperatures`: one weight a head. Few numbers, so it holds for the twelve types and the topics;
* `regression`: a regularised logistic regression on all scores. For few classes, such as the four severities,
  where it learns how often each occurs and that neighbours resemble each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from components.heads import FITTERS, Head, HeadSettings, logistic

REGRESSION_STRENGTH = 0.3
"""C of the regression mix, on scores scaled to a spread of one; .03 and 3 were no better (measured)."""


DEFAULTS: Mapping[str, Any] = {"heads": ["ridge", "lr"], "mix": "temperatures", **vars(HeadSettings())}
"""What an entry of `config.yml` may say about its estimator, and what holds when it does not."""


@dataclass(frozen=True)
class Settings:
    """Which heads, how they are mixed, and how they are fitted."""

    heads: tuple[str, ...]
    mix: str
    head: HeadSettings

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Settings:
        """Take the settings from an entry of the pipeline; raises ValueError for unknown names."""
        values = {name: config.get(name, default) for name, default in DEFAULTS.items()}
        heads, mix = tuple(values.pop("heads")), str(values.pop("mix"))
        if not heads or not set(heads) <= set(FITTERS) or mix not in MIXERS:
            raise ValueError(
                f"heads must be some of {', '.join(FITTERS)} and mix one of {', '.join(MIXERS)}; "
                f"the settings have heads {list(heads)} and mix {mix!r}."
            )
        return cls(heads, mix, HeadSettings(**{name: float(value) for name, value in values.items()}))


@dataclass(frozen=True)
class Estimator:
    """Fitted heads over the classes 0…n-1 and the mix of their scores."""

    heads: tuple[Head, ...]
    mix: np.ndarray  # (heads · classes, classes)
    offset: np.ndarray  # (classes,)

    @classmethod
    def fit(cls, x: np.ndarray, y: np.ndarray, folds: np.ndarray, settings: Settings) -> Estimator:
        """Fit on features (posts, width), classes 0…n-1 (posts,) that all occur, and folds (posts,)."""
        unseen = np.concatenate(
            [unseen_scores(x, y, folds, name, settings.head) for name in settings.heads], axis=1
        )
        mix, offset = MIXERS[settings.mix](unseen, y)
        return cls(tuple(FITTERS[name](x, y, settings.head) for name in settings.heads), mix, offset)

    def probabilities(self, x: np.ndarray) -> np.ndarray:
        """(posts, width) → (posts, classes), each row summing to 1."""
        scores = np.concatenate([head.scores(x) for head in self.heads], axis=1)
        return softmax(scores @ self.mix + self.offset)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Logits (posts, classes) → probabilities."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def unseen_scores(
    x: np.ndarray, y: np.ndarray, folds: np.ndarray, head: str, settings: HeadSettings
) -> np.ndarray:
    """Score each fold with a head fitted on the others: (posts, classes).

    A class that only the held-out fold has gets the post's lowest score; a fold whose complement has a single
    class stays at zero.
    """
    scores = np.zeros((len(y), int(y.max()) + 1))
    for fold in np.unique(folds):
        held_out = folds == fold
        present, known = np.unique(y[~held_out], return_inverse=True)
        if len(present) < 2:
            continue
        seen = FITTERS[head](x[~held_out], known, settings).scores(x[held_out])
        block = np.repeat(seen.min(axis=1, keepdims=True), scores.shape[1], axis=1)
        block[:, present] = seen
        scores[held_out] = block
    return scores


def mix_by_temperatures(scores: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores (posts, heads · classes) → one weight a head, none below 0, with the least log loss."""
    from scipy.optimize import minimize

    classes = int(y.max()) + 1
    by_head = scores.reshape(len(y), -1, classes)
    rows = np.arange(len(y))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        chances = softmax(np.einsum("h,phc->pc", weights, by_head))
        error = chances.copy()
        error[rows, y] -= 1
        gradient = np.einsum("pc,phc->h", error, by_head) / len(y)
        return float(-np.log(chances[rows, y] + 1e-12).mean()), gradient

    heads = by_head.shape[1]
    weights = minimize(loss, np.ones(heads), jac=True, bounds=[(0.0, 100.0)] * heads).x
    return np.concatenate([weight * np.eye(classes) for weight in weights]), np.zeros(classes)


def mix_by_regression(scores: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores (posts, heads · classes) → the mix and offset of a regularised logistic regression on them."""
    spread = scores.std(axis=0) + 1e-9
    head = logistic(scores / spread, y, REGRESSION_STRENGTH)
    return head.weights / spread[:, None], head.bias


MIXERS: Mapping[str, Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]] = {
    "temperatures": mix_by_temperatures,
    "regression": mix_by_regression,
}
"""The mixes that `config.yml` can name."""
