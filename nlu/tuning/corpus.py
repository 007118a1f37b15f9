"""The training data as the layers see them: embeddings of plain and noisy texts, labels, and folds by writer."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from components.folds import make_folds
from components.labels import (
    ASKED,
    DEEDS,
    KINDS,
    OTHER,
    POST,
    QUESTION,
    READ_SIGNALS,
    REPLY,
    SEVERITIES,
    TOPICS,
    TROUBLES,
    TYPES,
    point_of,
)
from components.text import normalise
from components.tuned_layers import OUTPUTS
from examples import Example

NOISY = 2
"""Noisy copies of each text beside the plain one."""

MOODS = "😡🤬😠😤🙄😒😞😢😭😩🤦🤷😳😱🙃😂🤣😅👏👍👎💩🔥❗🙏❤😊😍🎉"
"""What people put around a post. Some say the same as the words and some the opposite, so a copy gets any of them."""

LONGEST = 128
"""Tokens that are learnt from; what comes after them in a long post is left out here, not in reading."""

NONE = -1
"""The label of a text to which a task does not apply: the topic of a post, the type of a question."""

Embed = Callable[[str], np.ndarray]
"""A normalised text → the embeddings of its tokens, (tokens, width)."""


@dataclass(frozen=True)
class Corpus:
    """All examples; the arrays have a row an example."""

    examples: Sequence[Example]
    embeddings: list[
        list[np.ndarray]
    ]  # of each copy (the plain one first), of each example: (tokens, width) float16
    type: np.ndarray  # number in TYPES, or NONE
    severity: np.ndarray  # number in SEVERITIES, or NONE
    signals: np.ndarray  # (examples, READ_SIGNALS) boolean
    topic: np.ndarray  # number in TOPICS, or NONE
    kind: np.ndarray  # number in KINDS, or NONE
    trouble: np.ndarray  # number in TROUBLES, or NONE
    asked: np.ndarray  # number in ASKED, or NONE
    deeds: np.ndarray  # (examples, DEEDS) boolean
    reply: np.ndarray  # whether it is a sentence of a reply
    fold: np.ndarray  # examples of one writer are in one fold

    @classmethod
    def of(cls, examples: Sequence[Example], embed: Embed, folds: int, seed: int) -> Corpus:
        """Cut and look up every text and its noisy copies."""
        examples = [example for example in examples if normalise(example.text)]
        dice = random.Random(seed)
        copies = [
            [normalise(example.text) for example in examples],
            *(
                [normalise(noisy(example.text, dice)) or normalise(example.text) for example in examples]
                for _ in range(NOISY)
            ),
        ]
        embeddings = [[embed(text)[:LONGEST].astype(np.float16) for text in texts] for texts in copies]
        everywhere = np.zeros(len(examples), dtype=int)
        return cls(
            examples,
            embeddings,
            np.array([_number(e.label, TYPES) if e.kind == POST else NONE for e in examples]),
            np.array([_number(e.severity, SEVERITIES) for e in examples]),
            np.array([[name in e.signals for name in READ_SIGNALS] for e in examples]),
            np.array([_number(e.label, TOPICS) if e.kind == QUESTION else NONE for e in examples]),
            np.array([_number("" if e.kind == REPLY else e.kind, KINDS) for e in examples]),
            np.array([_number((e.trouble or OTHER) if e.kind == POST else "", TROUBLES) for e in examples]),
            np.array(
                [_number(point_of(e.label, e.asked) if e.kind == QUESTION else "", ASKED) for e in examples]
            ),
            np.array([[name in e.deeds for name in DEEDS] for e in examples]),
            np.array([e.kind == REPLY for e in examples]),
            make_folds(everywhere, [e.batch for e in examples], seed, folds),
        )

    def applies(self) -> np.ndarray:
        """Which of the scores of an example are about a task that it has a label for: (examples, WIDTH)."""
        posts, questions = self.type != NONE, self.topic != NONE
        own = {"kind": ~self.reply, "deeds": self.reply, "topic": questions, "asked": questions}
        return np.concatenate(
            [np.repeat(own.get(task, posts)[:, None], len(names), 1) for task, names in OUTPUTS.items()], 1
        )


def noisy(text: str, dice: random.Random) -> str:
    """A text as a hasty thumb would have typed it: capitals lost or held down, slips of the
    finger, lost words, emoji around it."""
    chance = dice.random()
    if chance < 0.3:
        text = text.lower()
    elif chance < 0.36:
        text = text.upper()
    if dice.random() < 0.4:
        text = _mistyped(text, dice)
    if dice.random() < 0.25:
        text = re.sub(r"[.,!?;:]", "", text)
    words = text.split()
    if dice.random() < 0.3 and len(words) > 8:
        count = dice.randint(1, max(1, len(words) // 8))
        start = dice.randrange(len(words) - count)
        text = " ".join(words[:start] + words[start + count :])
    if dice.random() < 0.25:
        text = _decorated(text, dice)
    return text


def _decorated(text: str, dice: random.Random) -> str:
    """One to three emoji before a text, after it, or both."""
    before, after = dice.choice([(False, True), (False, True), (True, False), (True, True)])
    marks = ["".join(dice.choices(MOODS, k=dice.randint(1, 3))) if there else "" for there in (before, after)]
    return f"{marks[0]} {text} {marks[1]}".strip()


def _mistyped(text: str, dice: random.Random) -> str:
    """One slip of the finger for every thirty-five characters, at least one."""
    letters = list(text)
    for _ in range(max(1, len(letters) // 35)):
        place, chance = dice.randrange(max(1, len(letters) - 1)), dice.random()
        if chance < 0.4 and place + 1 < len(letters):
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        elif chance < 0.7:
            letters[place] = ""
        else:
            letters[place] *= 2
    return "".join(letters)


def _number(label: str, order: Sequence[str]) -> int:
    return order.index(label) if label else NONE
