"""The encoder's layers as a PyTorch network, with a head a task."""

from __future__ import annotations

import math
import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from components.e5_weights import Weights
from components.tuned_layers import OUTPUTS

EPSILON = 1e-12
MASKED = -1e4

BANK = 1 << 24
"""Factors of dropout that are drawn beforehand: drawing new ones took a third of a step on a processor."""


class Dropout(nn.Module):
    """Sets a share of values to nothing while learning, and raises the rest to make up for it."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self._factors = ((torch.rand(BANK) > share) / (1 - share)).to(torch.bfloat16)

    def forward(self, x: Tensor) -> Tensor:
        """`x` as it is when nothing is learnt; else with another stretch of the factors each time."""
        if not self.training:
            return x
        start = random.randrange(BANK - x.numel())
        return x * self._factors[start : start + x.numel()].view(x.shape).to(x.dtype)


class Layer(nn.Module):
    """One transformer layer; the parameters have the names that the file with the weights gives them."""

    def __init__(self, weights: Weights, number: int, dropout: Dropout) -> None:
        super().__init__()
        sizes, self.dropout, self.heads = weights.sizes, dropout, weights.sizes.heads
        width, inner = sizes.width, sizes.inner
        shapes = {
            **{f"{part}.w": (width, width) for part in ("q", "k", "v", "ao")},
            **{f"{part}.b": (width,) for part in ("q", "k", "v", "ao", "fo", "aln", "oln")},
            **{f"{part}.w": (width,) for part in ("aln", "oln")},
            "fi.w": (inner, width),
            "fi.b": (inner,),
            "fo.w": (width, inner),
        }
        for name, shape in shapes.items():
            tensor = torch.tensor(weights.tensor(f"l{number}.{name}", *shape))
            self.register_parameter(name.replace(".", "_"), nn.Parameter(tensor))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """States (texts, tokens, width) and what may not be looked at → the next states."""
        texts, tokens, width = x.shape
        size = width // self.heads
        matrix, offset = torch.cat([self.q_w, self.k_w, self.v_w]), torch.cat([self.q_b, self.k_b, self.v_b])
        parts = F.linear(x, matrix, offset).view(texts, tokens, 3, self.heads, size).permute(2, 0, 3, 1, 4)
        query, key, value = (part.reshape(texts * self.heads, tokens, size) for part in parts)
        attention = (torch.bmm(query, key.transpose(1, 2)) / math.sqrt(size) + mask).softmax(-1)
        seen = torch.bmm(attention.to(value.dtype), value).view(texts, self.heads, tokens, size)
        seen = F.linear(seen.transpose(1, 2).reshape(texts, tokens, width), self.ao_w, self.ao_b)
        x = F.layer_norm(x + self.dropout(seen), (width,), self.aln_w, self.aln_b, EPSILON)
        thought = F.linear(F.gelu(F.linear(x, self.fi_w, self.fi_b)), self.fo_w, self.fo_b)
        return F.layer_norm(x + self.dropout(thought), (width,), self.oln_w, self.oln_b, EPSILON)


class Network(nn.Module):
    """All layers, the mean over the tokens, and a linear head a task."""

    def __init__(self, weights: Weights, dropout: float) -> None:
        super().__init__()
        width = weights.sizes.width
        self.dropout = Dropout(dropout)
        self.layers = nn.ModuleList(
            Layer(weights, number, self.dropout) for number in range(weights.sizes.layers)
        )
        self.heads = nn.ModuleDict(
            {f"of_{task}": nn.Linear(width, len(own)) for task, own in OUTPUTS.items()}
        )
        self.mean = nn.Parameter(torch.zeros(width), requires_grad=False)
        self.spread = nn.Parameter(torch.ones(width), requires_grad=False)
        # What comes before the first layer stays as it is.
        self.scale, self.offset = (torch.tensor(weights.tensor(f"emb.ln.{part}", width)) for part in "wb")

    def pooled(self, embeddings: Tensor, there: Tensor) -> Tensor:
        """Embeddings (texts, tokens, width), and 1 for each token, 0 for padding → (texts, width)."""
        heads, tokens = self.layers[0].heads, there.shape[1]
        mask = ((1 - there) * MASKED)[:, None, None, :].expand(-1, heads, tokens, -1)
        mask = mask.reshape(-1, tokens, tokens).to(torch.bfloat16)
        states = F.layer_norm(embeddings, self.scale.shape, self.scale, self.offset, EPSILON)
        for layer in self.layers:
            states = layer(states, mask)
        return (states.float() * there[..., None]).sum(1) / there.sum(1, keepdim=True)

    def forward(self, embeddings: Tensor, there: Tensor) -> dict[str, Tensor]:
        """As `pooled`, then the scores of each task."""
        vector = (self.pooled(embeddings, there) - self.mean) / self.spread
        vector = self.dropout(vector)
        return {task.removeprefix("of_"): head(vector) for task, head in self.heads.items()}

    def centre(self, vectors: np.ndarray) -> None:
        """Take mean and spread of some texts' vectors, so that the heads begin on values of the same size."""
        self.mean.data = torch.tensor(vectors.mean(axis=0))
        self.spread.data = torch.tensor(vectors.std(axis=0) + 1e-4)
