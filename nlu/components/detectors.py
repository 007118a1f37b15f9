"""Several labels at once, each there or not, such as the signals of a post: scores → a probability a label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FIRMNESS = 1e3
"""C of the calibration, which has two numbers a label and needs no holding back."""

LOWEST_THRESHOLD = 0.2
"""A label about which the texts say nothing would be found nearly everywhere for the sake of its recall."""


@dataclass(frozen=True)
class Detectors:
    """Each label's calibration, and the probability from which it counts as found."""

    slope: (
        np.ndarray
    )  # (sources, labels): of the ridge's scores, and of the tuned layers' where there are any
    offset: np.ndarray  # (labels,)
    threshold: np.ndarray  # (labels,) of probability

    @classmethod
    def fit(cls, unseen: np.ndarray, there: np.ndarray, tuned: np.ndarray) -> Detectors:
        """Fit calibration and thresholds on the ridge's scores for unseen texts (texts, labels).

        `there`: boolean (texts, labels); `tuned`: tuned scores (texts, labels or 0). The threshold is the one with
        the best F1.
        """
        sources = _sources(unseen, tuned)
        pairs = [_calibration(sources[:, :, label], there[:, label]) for label in range(there.shape[1])]
        slope = np.stack([slopes for slopes, _ in pairs], axis=1)
        offset = np.array([offset for _, offset in pairs])
        chances = _logistic(np.einsum("tsl,sl->tl", sources, slope) + offset)
        threshold = np.array([best_threshold(chances[:, i], there[:, i]) for i in range(there.shape[1])])
        return cls(slope, offset, threshold)

    def probabilities(self, scores: np.ndarray, tuned: np.ndarray) -> np.ndarray:
        """The ridge's scores (texts, labels) and the tuned ones → (texts, labels), each between 0 and 1."""
        sources = _sources(scores, tuned)
        return _logistic(np.einsum("tsl,sl->tl", sources, self.slope) + self.offset)


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


def _sources(scores: np.ndarray, tuned: np.ndarray) -> np.ndarray:
    """The ridge's scores (texts, labels) and the tuned ones, if any → (texts, sources, labels)."""
    return np.concatenate([scores, tuned], axis=1).reshape(len(scores), -1, scores.shape[1])


def _calibration(scores: np.ndarray, there: np.ndarray) -> tuple[np.ndarray, float]:
    """Slopes and offset from scores (texts, sources) to a probability; a label that is never there gets no slope."""
    from sklearn.linear_model import LogisticRegression

    if there.all() or not there.any():
        return np.zeros(scores.shape[1]), 20.0 if there.all() else -20.0
    model = LogisticRegression(C=FIRMNESS).fit(scores, there)
    return np.asarray(model.coef_[0]), float(model.intercept_[0])


def _logistic(logits: np.ndarray) -> np.ndarray:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30))))
