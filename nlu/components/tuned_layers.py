"""The encoder's layers after tuning, in 7 bits, with the heads that were tuned with them.

The file holds, besides, what the heads said of each training text *when its writer was left out*. Whoever fits
something on these scores must take those: of texts that it was tuned on, a network is surer than it should be.
`tune.py` makes the file.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from components.e5_weights import NotWeights, Sizes
from components.labels import ASKED, DEEDS, KINDS, READ_SIGNALS, SEVERITIES, TOPICS, TROUBLES, TYPES

OUTPUTS: Mapping[str, tuple[str, ...]] = {
    "type": TYPES,
    "severity": SEVERITIES[1:],
    "signals": READ_SIGNALS,
    "topic": TOPICS,
    "kind": KINDS,
    "trouble": TROUBLES,
    "asked": ASKED,
    "deeds": DEEDS,
}
"""The heads in their order, and what each of their scores is for; those of the severity say "at least this grave"."""

WIDTH = sum(map(len, OUTPUTS.values()))

FILE = Path(__file__).with_name("e5_tuned.npz")

_LETTERS = 24
_MOST = 63
"""Of a weight, as in `e5_graph.py`, which therefore changes nothing when it makes whole numbers of these again."""


class TunedLayers:
    """The file, opened: tensors by name as in `e5_weights.Weights`, the heads, and the table of unseen scores."""

    def __init__(self, arrays: Mapping[str, np.ndarray], sizes: Sizes) -> None:
        """`sizes` of the encoder whose layers these replace; raises NotWeights when something is missing."""
        self.sizes = sizes
        try:
            self._heads = [(arrays[f"head.{task}.w"], arrays[f"head.{task}.b"]) for task in OUTPUTS]
            self._mean, self._spread = arrays["mean"], arrays["spread"]
        except KeyError as missing:
            raise NotWeights(f"the tuned layers lack {missing}") from missing
        self._arrays = arrays

    @classmethod
    def load(cls, sizes: Sizes, path: Path = FILE) -> TunedLayers:
        """Read the file; raises OSError."""
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
                return cls(dict(archive), sizes)
        except (ValueError, zipfile.BadZipFile) as damaged:
            raise NotWeights(f"{path.name} is damaged ({damaged})") from damaged

    def let_go(self) -> None:
        """Give the memory of the layers back, once a graph holds them; the heads stay."""
        self._arrays = {}

    def tensor(self, name: str, *shape: int) -> np.ndarray:
        """The tensor `name` in float32; raises NotWeights when there is none of this shape."""
        found = self._arrays.get(name)
        if found is None or found.shape != shape:
            raise NotWeights(f"there is no tuned tensor {name} of {shape}")
        if found.dtype != np.int8:
            return np.asarray(found, dtype=np.float32)
        return np.asarray(found * self._arrays[f"{name}.scale"][:, None], dtype=np.float32)

    def scores(self, states: np.ndarray) -> np.ndarray:
        """The last tuned states of a text, (tokens, width) → the scores of all tasks, one after the other."""
        vector = (states.mean(axis=0) - self._mean) / self._spread
        return np.concatenate([matrix @ vector + offset for matrix, offset in self._heads])


def scores_of(task: str, classes: Sequence[str], tuned: np.ndarray | None, texts: int) -> np.ndarray:
    """The columns of `tuned` (texts, WIDTH) about a task: one a class, of a ladder one a step; none without `tuned` or head."""
    if tuned is None or task not in OUTPUTS:
        return np.zeros((texts, 0))
    start = 0
    for name, outputs in OUTPUTS.items():
        if name == task:
            break
        start += len(outputs)
    own = OUTPUTS[task]
    wanted = own if own == SEVERITIES[1:] else classes
    return np.asarray(tuned[:, [start + own.index(name) for name in wanted]], dtype=np.float64)


def score_of(task: str, name: str, scores: np.ndarray) -> float:
    """One of a text's scores (WIDTH,): how much it speaks for a label of a task."""
    return float(scores_of(task, [name], scores[np.newaxis], 1)[0, 0])


def unseen_scores(path: Path = FILE) -> dict[str, np.ndarray]:
    """What the heads said of each training text, by its key, when they had not learnt from its writer."""
    with np.load(path, allow_pickle=False) as archive:
        keys, scores = archive["unseen.keys"], archive["unseen.scores"].astype(np.float32)
    return dict(zip(keys.astype(str).tolist(), scores, strict=True))


def key_of(text: str) -> str:
    """A normalised text's key, in the table of unseen scores and wherever vectors are kept."""
    return hashlib.sha256(text.encode()).hexdigest()[:_LETTERS]


def in_seven_bits(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A matrix (out, in) → whole numbers and a scale for each row."""
    scale = np.abs(matrix).max(axis=1) / _MOST
    return np.rint(matrix / scale[:, None]).astype(np.int8), scale.astype(np.float32)
