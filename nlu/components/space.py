"""The vectors of several encoders → one matrix in which distances mean something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SQUARED_LENGTH = 2.0
"""Of every placed text, however many parts it has: so the likeness reaches equally far with one encoder and with three."""


@dataclass(frozen=True)
class Space:
    """Each encoder's part, less the mean of the training posts, at one length; the parts side by side.

    Some encoders need the centring: their vectors all point nearly the same way.
    """

    mean: np.ndarray  # (width,), all parts
    widths: tuple[int, ...]  # of each part

    @classmethod
    def fit(cls, parts: Sequence[np.ndarray]) -> Space:
        """Take the means of the training posts; `parts`: one (posts, width) matrix an encoder."""
        mean = np.concatenate([part.mean(axis=0, dtype=np.float64) for part in parts])
        return cls(mean, tuple(part.shape[1] for part in parts))

    def place(self, parts: Sequence[np.ndarray]) -> np.ndarray:
        """Matrices as in `fit` → (posts, sum of widths), float64."""
        whole = np.concatenate([part.astype(np.float64) for part in parts], axis=1) - self.mean
        return np.concatenate(
            [self._at_length(part) for part in np.split(whole, np.cumsum(self.widths)[:-1], axis=1)], axis=1
        )

    def _at_length(self, part: np.ndarray) -> np.ndarray:
        length = np.linalg.norm(part, axis=1, keepdims=True)
        return np.asarray(part / np.maximum(length, 1e-9) * np.sqrt(SQUARED_LENGTH / len(self.widths)))
