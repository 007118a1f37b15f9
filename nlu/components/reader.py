"""A fitted reader of one thing, such as the type: sentence vectors → a probability a class. Knows no Rasa."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from components.estimator import Estimator, Settings
from components.folds import make_folds
from components.heads import Head, KernelHead, LinearHead
from components.space import Space

FILE = "reader.npz"


@dataclass(frozen=True)
class Reader:
    """The classes in order, the space of the features and the estimator in it."""

    classes: tuple[str, ...]
    space: Space
    estimator: Estimator

    @classmethod
    def fit(
        cls,
        parts: Sequence[np.ndarray],
        labels: Sequence[str],
        batches: Sequence[str],
        order: Sequence[str],
        settings: Settings,
        seed: int,
    ) -> Reader:
        """Fit on one (examples, width) matrix an encoder, a label and a batch an example.

        Classes are numbered in `order`; those that no example has are left out. Raises ValueError when fewer
        than two are left.
        """
        classes = tuple(name for name in order if name in set(labels))
        if len(classes) < 2:
            raise ValueError(f"at least two classes are needed, there is {', '.join(classes) or 'none'}")
        y = np.array([classes.index(label) for label in labels])
        space = Space.fit(parts)
        estimator = Estimator.fit(space.place(parts), y, make_folds(y, batches, seed), settings)
        return cls(classes, space, estimator)

    def probabilities(self, parts: Sequence[np.ndarray]) -> np.ndarray:
        """One (messages, width) matrix an encoder → (messages, classes)."""
        return self.estimator.probabilities(self.space.place(parts))

    def save(self, folder: Path) -> None:
        """Write the reader to `folder`, as arrays and a line of JSON."""
        arrays = {"mean": self.space.mean, "mix": self.estimator.mix, "offset": self.estimator.offset}
        for number, head in enumerate(self.estimator.heads):
            arrays.update({f"head{number}.{name}": value for name, value in vars(head).items()})
            if isinstance(head, KernelHead):  # the bulk of a model: encoders give float32, more is not in it
                arrays[f"head{number}.support"] = head.support.astype(np.float32)
        note = {"classes": self.classes, "widths": self.space.widths, "heads": len(self.estimator.heads)}
        arrays["note"] = np.frombuffer(json.dumps(note).encode(), dtype=np.uint8)
        np.savez(folder / FILE, **arrays)

    @classmethod
    def load(cls, folder: Path) -> Reader:
        """Open what `save` wrote; nothing in the file is executed."""
        with np.load(folder / FILE, allow_pickle=False) as archive:
            arrays = dict(archive)
        note = json.loads(arrays.pop("note").tobytes())
        heads: list[Head] = []
        for number in range(note["heads"]):
            prefix = f"head{number}."
            fields = {name[len(prefix) :]: value for name, value in arrays.items() if name.startswith(prefix)}
            if "support" in fields:
                fields["support"] = fields["support"].astype(np.float64)
            heads.append(KernelHead(**fields) if "support" in fields else LinearHead(**fields))
        space = Space(arrays["mean"], tuple(note["widths"]))
        return cls(tuple(note["classes"]), space, Estimator(tuple(heads), arrays["mix"], arrays["offset"]))
