"""What is written in a text, word for word, beside what the encoders understand of it: its TF-IDF.

Words and pairs of words tell a "bezorger" from a "bezoeker" where an encoder sees a person; pieces of words hold out
against typing errors and see through compounds. The two count equally.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

COLUMNS = 2**20
"""Numbers for words, and as many for pieces: so many that two of them seldom share one."""

FEWEST_TEXTS = 2
"""In which a word must occur to count: one that a single writer used once says nothing of others."""

ROWS_AT_ONCE = 1000

_WORDS = HashingVectorizer(ngram_range=(1, 2), n_features=COLUMNS, norm=None, alternate_sign=False)
_PIECES = HashingVectorizer(
    analyzer="char_wb", ngram_range=(3, 5), n_features=COLUMNS, norm=None, alternate_sign=False
)


def counted(texts: Sequence[str]) -> csr_matrix:
    """How often each word and each piece occurs: (texts, 2 · COLUMNS); which column is whose depends on nothing else."""
    return hstack([_WORDS.transform(texts), _PIECES.transform(texts)], format="csr", dtype=np.float32)


@dataclass(frozen=True)
class Lexicon:
    """The words and pieces that the training texts share, and how rare each is."""

    columns: np.ndarray  # (known,) in rising order: words first
    rarity: np.ndarray  # (known,) float32: 1 for what is in every text, more for what is in few

    @classmethod
    def of(cls, counts: csr_matrix) -> Lexicon:
        """Take them from the `counted` training texts."""
        occurs = np.bincount(counts.indices, minlength=counts.shape[1])
        columns = np.flatnonzero(occurs >= FEWEST_TEXTS)
        rarity = 1 + np.log((1 + counts.shape[0]) / (1 + occurs[columns]))
        return cls(columns, rarity.astype(np.float32))

    def weighed(self, counts: csr_matrix) -> csr_matrix:
        """`counted` texts → (texts, known) rows of length 1, float32, of which words and pieces have the same share."""
        places = np.minimum(np.searchsorted(self.columns, counts.indices), len(self.columns) - 1)
        there = self.columns[places] == counts.indices
        edges = np.concatenate([[0], np.cumsum(there)])[counts.indptr]
        values = (1 + np.log(counts.data[there])) * self.rarity[places[there]]
        known = csr_matrix((values, places[there], edges), (counts.shape[0], len(self.columns)))
        middle = int(np.searchsorted(self.columns, COLUMNS))
        halves = [normalize(known[:, :middle]), normalize(known[:, middle:])]
        return (hstack(halves, format="csr") / np.sqrt(2)).astype(np.float32)


def add_likeness(alike: np.ndarray, weighed: csr_matrix) -> None:
    """Add to `alike` (texts, texts) how many words each pair shares, between 0 and 1; a piece at a time, it is large."""
    others = weighed.T.tocsc()
    for start in range(0, weighed.shape[0], ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        alike[rows] += (weighed[rows] @ others).toarray()


def scored(weighed: csr_matrix, weights: np.ndarray) -> np.ndarray:
    """Rows of `weighed` words times their `weights` (known, outputs) in float16: (texts, outputs) float32.

    Only the rows of the words that are there are taken, so that the whole can be kept in half the memory.
    """
    scores = np.zeros((weighed.shape[0], weights.shape[1]), dtype=np.float32)
    for row, (start, end) in enumerate(zip(weighed.indptr[:-1], weighed.indptr[1:], strict=True)):
        scores[row] = weighed.data[start:end] @ weights[weighed.indices[start:end]].astype(np.float32)
    return scores
