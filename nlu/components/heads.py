"""The classifiers on top of the sentence features: fitted by scikit-learn, kept as arrays, applied by numpy.

A head gives scores, one a class; `estimator.py` turns the scores of several heads into probabilities. Serving
needs neither scikit-learn nor a pickle this way: a model is numbers, it cannot run code when it is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class LinearHead:
    """Scores that grow along one direction a class."""

    weights: np.ndarray  # (width, classes)
    bias: np.ndarray  # (classes,)

    def scores(self, x: np.ndarray) -> np.ndarray:
        """(posts, width) → (posts, classes)."""
        return x @ self.weights + self.bias


@dataclass(frozen=True)
class KernelHead:
    """Scores by likeness to the posts of the training data.

    In float64: with float32 a post would read differently, in the fourth decimal, alone and in company.
    """

    support: np.ndarray  # (support vectors, width)
    weights: np.ndarray  # (support vectors, classes)
    bias: np.ndarray  # (classes,)
    gamma: np.ndarray  # ()

    def scores(self, x: np.ndarray) -> np.ndarray:
        """(posts, width) → (posts, classes)."""
        return gaussian(x, self.support, float(self.gamma)) @ self.weights + self.bias


Head = LinearHead | KernelHead


@dataclass(frozen=True)
class HeadSettings:
    """How firmly the heads follow the training data, and how far the kernels see."""

    ridge_strength: float = 3.0
    svc_strength: float = 3.0
    lr_strength: float = 3.0
    gamma: float = 0.5


def gaussian(x: np.ndarray, support: np.ndarray, gamma: float) -> np.ndarray:
    """Likeness of each row of `x` to each row of `support`: exp(-gamma · squared distance), 1 for equals."""
    distance = (x * x).sum(1)[:, None] - 2 * x @ support.T + (support * support).sum(1)[None, :]
    return np.exp(-gamma * np.maximum(distance, 0))


def fit_ridge(x: np.ndarray, y: np.ndarray, settings: HeadSettings) -> Head:
    """Kernel ridge regression on +1 for the own class and -1/(classes - 1) for each other.

    Each class weighs the same. One system of equations for all classes at once: the same result everywhere,
    and faster than `fit_svc`.
    """
    from scipy.linalg import solve

    count = int(y.max()) + 1
    weight = len(y) / (count * np.bincount(y)[y])
    target = np.where(y[:, None] == np.arange(count), 1.0, -1.0 / (count - 1))
    system = gaussian(x, x, settings.gamma) + np.diag(1.0 / (settings.ridge_strength * weight))
    return KernelHead(x, solve(system, target, assume_a="pos"), np.zeros(count), np.asarray(settings.gamma))


def fit_lr(x: np.ndarray, y: np.ndarray, settings: HeadSettings) -> Head:
    """Logistic regression over all classes at once, each class weighing the same."""
    return logistic(x, y, settings.lr_strength, "balanced")


def logistic(x: np.ndarray, y: np.ndarray, strength: float, class_weight: str | None = None) -> LinearHead:
    """Logistic regression; without `class_weight` it learns how often each class occurs."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, class_weight=class_weight, max_iter=2000).fit(x, y)
    weights, bias = model.coef_.T, model.intercept_
    if len(model.classes_) == 2:
        weights, bias = two_sided(weights[:, 0]), two_sided(bias[0])
    return LinearHead(weights, bias)


def fit_svc(x: np.ndarray, y: np.ndarray, settings: HeadSettings) -> Head:
    """Support vector machine with a Gaussian kernel.

    libsvm fits one machine a pair of classes; the score of a class is the mean of its machines' values, which
    is again one weight a support vector. That mean ranks like libsvm's votes, but is smooth, so that it can
    be calibrated.
    """
    from sklearn.svm import SVC

    model = SVC(C=settings.svc_strength, gamma=settings.gamma, class_weight="balanced", cache_size=500).fit(
        x, y
    )
    support, gamma = model.support_vectors_, np.asarray(settings.gamma)
    dual, bias, count = model.dual_coef_, model.intercept_, len(model.classes_)
    if count == 2:
        return KernelHead(support, two_sided(dual[0]), two_sided(bias[0]), gamma)
    edges = np.concatenate([[0], np.cumsum(model.n_support_)])
    weights, means = np.zeros((len(support), count)), np.zeros(count)
    for pair, (first, second) in enumerate((i, j) for i in range(count) for j in range(i + 1, count)):
        machine = np.zeros(len(support))
        machine[edges[first] : edges[first + 1]] = dual[second - 1, edges[first] : edges[first + 1]]
        machine[edges[second] : edges[second + 1]] = dual[first, edges[second] : edges[second + 1]]
        for side, sign in ((first, 1), (second, -1)):
            weights[:, side] += sign * machine / (count - 1)
            means[side] += sign * bias[pair] / (count - 1)
    return KernelHead(support, weights, means, gamma)


def two_sided(values: np.ndarray) -> np.ndarray:
    """One value for the second of two classes → a column for each of them."""
    return np.stack([-values / 2, values / 2], axis=-1)


FITTERS: Mapping[str, Callable[[np.ndarray, np.ndarray, HeadSettings], Head]] = {
    "ridge": fit_ridge,
    "svc": fit_svc,
    "lr": fit_lr,
}
"""The heads that `config.yml` can name: (features, classes 0…n-1 that each occur, settings) → head."""
