"""Teach a network all tasks at once."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from components.e5_weights import Weights
from components.tuned_layers import OUTPUTS
from tuning.corpus import NONE, Corpus
from tuning.network import Network

PLAIN = 0.4
"""Share of the visits in which a text comes as it was written; else one of its noisy copies comes."""


@dataclass(frozen=True)
class Course:
    """How the network is taught; measured on writers that were left out."""

    epochs: int = 3
    rate: float = 1e-4  # of the last layer; each layer below has .9 of that of its neighbour
    decay: float = 0.9
    rate_of_heads: float = 1e-3
    texts: int = 32  # a step
    dropout: float = 0.1
    smoothing: float = 0.05
    seed: int = 1


Tell = Callable[[int, int], None]
"""Told after each step: how many are done, of how many."""


def learn(corpus: Corpus, rows: np.ndarray, weights: Weights, course: Course, tell: Tell) -> Network:
    """Teach a new network the examples `rows`."""
    torch.manual_seed(course.seed)
    random.seed(course.seed)
    dice = random.Random(course.seed)
    network = Network(weights, course.dropout)
    some = dice.sample(rows.tolist(), min(600, len(rows)))
    network.centre(np.concatenate([_pooled(network, corpus, part) for part in _slices(some, 64)]))
    optimiser = torch.optim.AdamW(_groups(network, course))
    steps = course.epochs * math.ceil(len(rows) / course.texts)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, steps))
    done = 0
    for _ in range(course.epochs):
        network.train()
        for part in _parts(corpus, rows, course.texts, dice):
            copies = [0 if dice.random() < PLAIN else dice.randrange(1, len(corpus.embeddings)) for _ in part]
            embeddings, there = _padded(
                [corpus.embeddings[copy][row] for copy, row in zip(copies, part, strict=True)]
            )
            with torch.autocast("cpu", torch.bfloat16):
                scores = network(embeddings, there)
            loss = _loss(scores, corpus, part, course.smoothing)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            tell(done, steps)
    return network.eval()


def _loss(scores: dict[str, Tensor], corpus: Corpus, rows: Sequence[int], smoothing: float) -> Tensor:
    """The tasks' losses together, each weighed by the share of the texts that it applies to."""

    def one_of(task: str, numbers: np.ndarray, smoothing: float = smoothing) -> Tensor:
        """The loss of a task with one label, over the texts that it applies to."""
        own = torch.tensor(numbers[rows] != NONE)
        return F.cross_entropy(
            scores[task][own], torch.tensor(numbers[rows])[own], label_smoothing=smoothing, reduction="sum"
        )

    def flags(task: str, wanted: np.ndarray, own: np.ndarray) -> Tensor:
        """The loss of a task with several flags, over the texts `own`."""
        there = torch.tensor(own)
        loss = F.binary_cross_entropy_with_logits(
            scores[task][there], torch.tensor(wanted).float()[there], reduction="sum"
        )
        return loss / len(OUTPUTS[task])

    scores = {task: table.float() for task, table in scores.items()}
    posts, replies = corpus.type[rows] != NONE, corpus.reply[rows]
    steps = corpus.severity[rows][:, None] > np.arange(len(OUTPUTS["severity"]))
    whole = (
        0.5 * one_of("kind", corpus.kind, 0.0)
        + one_of("type", corpus.type)
        + 1.5 * flags("severity", steps, posts)
        + 3 * flags("signals", corpus.signals[rows], posts)
        + 0.5 * one_of("trouble", corpus.trouble)
        + one_of("topic", corpus.topic)
        + 0.5 * one_of("asked", corpus.asked)
        + 3 * flags("deeds", corpus.deeds[rows], replies)
    )
    return whole / len(rows)


def _groups(network: Network, course: Course) -> list[dict[str, object]]:
    """The parameters with a rate each; only matrices are held back by weight decay."""
    groups: list[dict[str, object]] = []
    for depth, layer in enumerate(reversed(list(network.layers))):
        rate = course.rate * course.decay**depth
        for decay, wanted in ((0.01, True), (0.0, False)):
            own = [value for value in layer.parameters() if (value.ndim > 1) is wanted]
            groups.append({"params": own, "lr": rate, "weight_decay": decay})
    groups.append({"params": network.heads.parameters(), "lr": course.rate_of_heads, "weight_decay": 0.01})
    return groups


def _rate(step: int, steps: int) -> float:
    """A tenth of the way up, then down to nothing."""
    return min((step + 1) / (0.1 * steps + 1), max(0.0, (steps - step) / (0.9 * steps)))


def _parts(corpus: Corpus, rows: np.ndarray, size: int, dice: random.Random) -> list[list[int]]:
    """The examples in a new order, texts of about the same length together, so that little is padding."""
    order = rows.tolist()
    dice.shuffle(order)
    parts: list[list[int]] = []
    for some in _slices(order, size * 24):
        parts += _slices(sorted(some, key=lambda row: len(corpus.embeddings[0][row])), size)
    dice.shuffle(parts)
    return parts


def _pooled(network: Network, corpus: Corpus, rows: Sequence[int]) -> np.ndarray:
    network.eval()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        return network.pooled(*_padded([corpus.embeddings[0][row] for row in rows])).float().numpy()


def _padded(texts: Sequence[np.ndarray]) -> tuple[Tensor, Tensor]:
    """Embeddings of several texts → (texts, most tokens, width) and where a token is."""
    longest = max(map(len, texts))
    whole = np.zeros((len(texts), longest, texts[0].shape[1]), dtype=np.float32)
    there = np.zeros((len(texts), longest), dtype=np.float32)
    for row, own in enumerate(texts):
        whole[row, : len(own)], there[row, : len(own)] = own, 1
    return torch.tensor(whole), torch.tensor(there)


def _slices(items: Sequence[int], size: int) -> list[list[int]]:
    return [list(items[start : start + size]) for start in range(0, len(items), size)]
