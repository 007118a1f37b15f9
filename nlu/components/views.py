"""Texts as the featurizers of the pipeline see them: what a reader is fitted on, and what it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Views:
    """Of the same texts, row by row; words and tuned scores where the pipeline has them."""

    parts: Sequence[np.ndarray]  # one (texts, width) matrix an encoder, at least one
    words: csr_matrix | None = None  # `words.counted`
    tuned: np.ndarray | None = None  # (texts, tuned_layers.WIDTH)

    def __len__(self) -> int:
        return len(self.parts[0])

    def some(self, rows: np.ndarray) -> Views:
        """Only these rows: numbers, or a flag for each text."""
        return Views(
            [part[rows] for part in self.parts],
            None if self.words is None else self.words[rows],
            None if self.tuned is None else self.tuned[rows],
        )
