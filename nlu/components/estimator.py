"""One label out of several: scores → calibrated probabilities.

The probabilities are softmax(scores @ mix + offset), where the tuned layers' scores, if there are any, stand beside
those of the ridge. The mix is fitted on scores for texts that were held out (`folds.py`). It comes in two sizes:

* `temperature`: one number for each of the two sources. So it holds for the twelve types and the topics;
* `regression`: a regularised logistic regression on all scores. For few classes, such as the four severities,
  where it learns how often each occurs and that neighbours resemble each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

REGRESSION_STRENGTH = 0.3
"""C of the regression mix, on scores scaled to a spread of one; .03 and 3 were no better (measured)."""

LARGEST_FACTOR = 100.0
"""By which scores are multiplied before the softmax: probabilities as extreme as anybody could want."""


@dataclass(frozen=True)
class Estimator:
    """The mix of the ridge's scores for the classes 0…n-1 with those of the tuned layers."""

    mix: np.ndarray  # (classes, and the tuned scores; classes)
    offset: np.ndarray  # (classes,)

    @classmethod
    def fit(cls, unseen: np.ndarray, y: np.ndarray, mix: str, tuned: np.ndarray) -> Estimator:
        """Fit the mix on the ridge's scores for unseen texts, and their classes 0…n-1 (texts,), which all occur.

        `tuned`: scores of the tuned layers (texts, any number); for the temperature none, or one a class.
        """
        return cls(*MIXERS[mix](np.concatenate([unseen, tuned], axis=1), y))

    def probabilities(self, scores: np.ndarray, tuned: np.ndarray) -> np.ndarray:
        """The ridge's scores (texts, classes) and the tuned ones → (texts, classes), each row summing to 1."""
        return softmax(np.concatenate([scores, tuned], axis=1) @ self.mix + self.offset)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Logits (texts, classes) → probabilities."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def mix_by_temperature(scores: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores (texts, classes of each source) → a factor a source, not below 0, with the least log loss."""
    from scipy.optimize import minimize

    rows, classes = np.arange(len(y)), int(y.max()) + 1
    sources = scores.reshape(len(y), -1, classes)

    def loss(factors: np.ndarray) -> float:
        return float(-np.log(softmax(np.einsum("tsc,s->tc", sources, factors))[rows, y] + 1e-12).mean())

    bounds = [(0.0, LARGEST_FACTOR)] * sources.shape[1]
    factors = minimize(loss, np.ones(sources.shape[1]), method="L-BFGS-B", bounds=bounds).x
    return np.concatenate([factor * np.eye(classes) for factor in factors]), np.zeros(classes)


def mix_by_regression(scores: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores (texts, any number) → the mix and offset of a regularised logistic regression on them."""
    from sklearn.linear_model import LogisticRegression

    spread = scores.std(axis=0) + 1e-9
    model = LogisticRegression(C=REGRESSION_STRENGTH, max_iter=2000).fit(scores / spread, y)
    mix, offset = model.coef_.T, model.intercept_
    if len(model.classes_) == 2:  # one column for the second of two classes
        mix, offset = np.concatenate([-mix / 2, mix / 2], axis=1), np.array([-offset[0] / 2, offset[0] / 2])
    return mix / spread[:, None], offset


MIXERS: Mapping[str, Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]] = {
    "temperature": mix_by_temperature,
    "regression": mix_by_regression,
}
"""The mixes that a task can name."""
