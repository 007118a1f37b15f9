"""Which posts are held out together, so that a head is judged on writers it has not read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

MOST_FOLDS = 3
"""As many as the tuned layers have (`tune.py`), so that both opinions are weighed after reading two thirds; five take twice the time."""
FEWEST_FOLDS = 2


def make_folds(y: np.ndarray, batches: Sequence[str], seed: int, most: int = MOST_FOLDS) -> np.ndarray:
    """Give each post the number of its fold: batches apart where there are several, else stratified by class.

    `y`: classes 0…n-1 (posts,), all 0 where only the batches count; `batches`: one name a post; `seed` shuffles the
    stratified folds only; `most`: so many folds at most.
    Batches cannot be kept apart where that leaves a single class to learn from (the only batch of questions
    among batches of posts).
    """
    names = sorted(set(batches))
    if len(names) > 1:
        numbers = np.array([names.index(batch) for batch in batches])
        folds = _fold_of_batch(np.bincount(numbers), most)[numbers]
        alike = len(np.unique(y)) < 2
        if alike or all(len(np.unique(y[folds != fold])) > 1 for fold in np.unique(folds)):
            return folds
    count = max(FEWEST_FOLDS, min(most, int(np.bincount(y).min())))
    order = np.random.default_rng(seed).permutation(len(y))
    order = order[np.argsort(y[order], kind="stable")]
    folds = np.zeros(len(y), dtype=int)
    folds[order] = np.arange(len(y)) % count
    return folds


def _fold_of_batch(sizes: np.ndarray, most: int) -> np.ndarray:
    """Posts in each batch → the fold of each: the largest first, always into the emptiest fold."""
    filled = np.zeros(min(most, len(sizes)), dtype=int)
    folds = np.zeros(len(sizes), dtype=int)
    for batch in np.argsort(-sizes, kind="stable"):
        folds[batch] = filled.argmin()
        filled[folds[batch]] += sizes[batch]
    return folds
