"""Several labels at once, each there or not, such as the signals of a post: likeness → a probability a label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from components.kernel import ridge

FIRMNESS = 1e3
"""C of the calibration, which has two numbers a label and needs no holding back."""

EVIDENCE_STRENGTH = 1.0

LOWEST_THRESHOLD = 0.2
"""A label about which the texts say nothing would be found nearly everywhere for the sake of its recall."""


@dataclass(frozen=True)
class Detectors:
    """One kernel ridge for all labels; each label's calibration; the probability from which it counts as found."""

    weights: np.ndarray  # (texts of the training data, labels)
    slope: np.ndarray  # (labels,)
    offset: np.ndarray  # (labels,)
    threshold: np.ndarray  # (labels,) of probability

    @classmethod
    def fit(cls, alike: np.ndarray, there: np.ndarray, folds: np.ndarray, strength: float) -> Detectors:
        """Fit on the likeness (texts, texts) and `there`, boolean (texts, labels).

        Calibration and thresholds come from scores of texts whose fold was held out. The threshold is the one
        with the best F1 there.
        """
        unseen = np.zeros(there.shape)
        for fold in np.unique(folds):
            out = folds == fold
            unseen[out] = alike[np.ix_(out, ~out)] @ _weights(
                alike[np.ix_(~out, ~out)], there[~out], strength
            )
        pairs = [_calibration(unseen[:, label], there[:, label]) for label in range(there.shape[1])]
        slope, offset = np.array(pairs).T
        chances = _logistic(slope * unseen + offset)
        threshold = np.array([best_threshold(chances[:, i], there[:, i]) for i in range(there.shape[1])])
        return cls(_weights(alike, there, strength), slope, offset, threshold)

    def probabilities(self, alike: np.ndarray) -> np.ndarray:
        """Likeness (texts, texts of the training data) → (texts, labels), each between 0 and 1."""
        return _logistic(self.slope * (alike @ self.weights) + self.offset)


def evidence_of(x: np.ndarray, there: np.ndarray) -> np.ndarray:
    """The direction in which each label lies: (width, labels), by linear least squares on (texts, width).

    A text's vector is the mean of its words', so that a part of a text can be held against the same direction:
    the part that lies farthest along it is the one that shows the label.
    """
    target = np.where(there, 1.0, -1.0)
    target -= target.mean(axis=0)
    system = x.T @ x + len(x) / x.shape[1] * EVIDENCE_STRENGTH * np.eye(x.shape[1])
    return np.asarray(np.linalg.solve(system, x.T @ target))


def best_threshold(chances: np.ndarray, there: np.ndarray) -> float:
    """The probability from which on calling the label found gives the best F1."""
    if not there.any():
        return 1.0
    order = np.argsort(-chances, kind="stable")
    hits = np.cumsum(there[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + there.sum())
    last = int(f1.argmax())
    below = chances[order[last + 1]] if last + 1 < len(order) else 0.0
    return max(LOWEST_THRESHOLD, float((chances[order[last]] + below) / 2))


def _weights(alike: np.ndarray, there: np.ndarray, strength: float) -> np.ndarray:
    return ridge(alike, np.where(there, 1.0, -1.0), np.full(len(there), strength))


def _calibration(scores: np.ndarray, there: np.ndarray) -> tuple[float, float]:
    """Slope and offset of the logistic curve from a score to a probability; a label that is never there gets none."""
    from sklearn.linear_model import LogisticRegression

    if there.all() or not there.any():
        return 0.0, 20.0 if there.all() else -20.0
    model = LogisticRegression(C=FIRMNESS).fit(scores[:, None], there)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _logistic(logits: np.ndarray) -> np.ndarray:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30))))
