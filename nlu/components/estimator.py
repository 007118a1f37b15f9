"""One label out of several: likeness to the training data → scores → calibrated probabilities.

The probabilities are softmax(scores @ mix + offset). The mix is fitted on scores for texts that were held out
(`folds.py`). It comes in two sizes:

* `temperature`: one number. So it holds for the twelve types and the topics;
* `regression`: a regularised logistic regression on all scores. For few classes, such as the four severities,
  where it learns how often each occurs and that neighbours resemble each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from components.kernel import ridge_of_classes

REGRESSION_STRENGTH = 0.3
"""C of the regression mix, on scores scaled to a spread of one; .03 and 3 were no better (measured)."""

LARGEST_FACTOR = 100.0
"""By which scores are multiplied before the softmax: probabilities as extreme as anybody could want."""


@dataclass(frozen=True)
class Estimator:
    """Weights of the kernel ridge over the classes 0…n-1, and the mix of their scores."""

    weights: np.ndarray  # (texts of the training data, classes)
    mix: np.ndarray  # (classes, classes)
    offset: np.ndarray  # (classes,)

    @classmethod
    def fit(cls, alike: np.ndarray, y: np.ndarray, folds: np.ndarray, mix: str, strength: float) -> Estimator:
        """Fit on the likeness (texts, texts), classes 0…n-1 (texts,) that all occur, and folds (texts,)."""
        unseen = unseen_scores(alike, y, folds, strength)
        return cls(ridge_of_classes(alike, y, strength), *MIXERS[mix](unseen, y))

    def probabilities(self, alike: np.ndarray) -> np.ndarray:
        """Likeness (texts, texts of the training data) → (texts, classes), each row summing to 1."""
        return softmax(alike @ self.weights @ self.mix + self.offset)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Logits (texts, classes) → probabilities."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def unseen_scores(alike: np.ndarray, y: np.ndarray, folds: np.ndarray, strength: float) -> np.ndarray:
    """Score each fold with weights fitted on the others: (texts, classes).

    A class that only the held-out fold has gets the text's lowest score; a fold whose complement has a single
    class stays at zero.
    """
    scores = np.zeros((len(y), int(y.max()) + 1))
    for fold in np.unique(folds):
        out = folds == fold
        present, known = np.unique(y[~out], return_inverse=True)
        if len(present) < 2:
            continue
        seen = alike[np.ix_(out, ~out)] @ ridge_of_classes(alike[np.ix_(~out, ~out)], known, strength)
        block = np.repeat(seen.min(axis=1, keepdims=True), scores.shape[1], axis=1)
        block[:, present] = seen
        scores[out] = block
    return scores


def mix_by_temperature(scores: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores (texts, classes) → the one factor, not below 0, with the least log loss."""
    from scipy.optimize import minimize_scalar

    rows = np.arange(len(y))

    def loss(factor: float) -> float:
        return float(-np.log(softmax(factor * scores)[rows, y] + 1e-12).mean())

    factor = float(minimize_scalar(loss, bounds=(0.0, LARGEST_FACTOR), method="bounded").x)
    classes = scores.shape[1]
    return factor * np.eye(classes), np.zeros(classes)


def mix_by_regression(scores: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores (texts, classes) → the mix and offset of a regularised logistic regression on them."""
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
