"""A fitted reader: sentence vectors → probabilities, for one or several tasks on the same texts. Knows no Rasa."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from components.detectors import Detectors, evidence_of
from components.estimator import Estimator
from components.folds import make_folds
from components.kernel import Settings, Support
from components.space import Space
from components.tasks import SEVERAL, Task

FILE = "reader.npz"
Labels = Mapping[str, Sequence[Any]]
"""A task's name → each text's label (a string), or its labels (a collection of strings) where there may be several."""


@dataclass(frozen=True)
class Reader:
    """A space, the training texts in it, and for each task what was fitted on them."""

    space: Space
    support: Support
    gamma: float
    classes: Mapping[str, tuple[str, ...]]  # of each task, in order; those that no example has are left out
    fitted: Mapping[str, Estimator | Detectors]
    evidence: Mapping[str, np.ndarray]  # for tasks with several labels: (width of the first part, labels)

    @classmethod
    def fit(
        cls,
        parts: Sequence[np.ndarray],
        labels: Labels,
        batches: Sequence[str],
        tasks: Sequence[Task],
        settings: Settings,
        seed: int,
    ) -> Reader:
        """Fit on one (texts, width) matrix an encoder, labels, and a batch a text.

        Raises ValueError when a task has fewer than two classes to tell apart.
        """
        rows = thinned(labels, tasks, settings.most_a_class)
        parts = [part[rows] for part in parts]
        labels = {name: [own[row] for row in rows] for name, own in labels.items()}
        batches = [batches[row] for row in rows]
        space = Space.fit(parts)
        x = space.place(parts)
        support = Support.of(x)
        alike = support.likeness(x, settings.gamma)
        classes: dict[str, tuple[str, ...]] = {}
        fitted: dict[str, Estimator | Detectors] = {}
        evidence: dict[str, np.ndarray] = {}
        for task in tasks:
            if task.mix == SEVERAL:
                classes[task.name] = task.order
                there = flags(labels[task.name], task.order)
                folds = make_folds(np.zeros(len(x), dtype=int), batches, seed)
                fitted[task.name] = Detectors.fit(alike, there, folds, settings.strength)
                evidence[task.name] = evidence_of(space.first_part(x), there)
                continue
            classes[task.name] = names = tuple(name for name in task.order if name in set(labels[task.name]))
            if len(names) < 2:
                raise ValueError(
                    f"{task.name}: two classes are needed, there is {', '.join(names) or 'none'}"
                )
            y = np.array([names.index(label) for label in labels[task.name]])
            folds = make_folds(y, batches, seed)
            fitted[task.name] = Estimator.fit(alike, y, folds, task.mix, settings.strength)
        return cls(space, support, settings.gamma, classes, fitted, evidence)

    def probabilities(self, parts: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
        """One (texts, width) matrix an encoder → (texts, classes) a task."""
        alike = self.support.likeness(self.space.place(parts), self.gamma)
        return {name: fitted.probabilities(alike) for name, fitted in self.fitted.items()}

    def threshold(self, task: str) -> np.ndarray:
        """From which probability each label of a task with several counts as found."""
        fitted = self.fitted[task]
        assert isinstance(fitted, Detectors)
        return fitted.threshold

    def shown_by(self, task: str, label: int, pieces: np.ndarray) -> int | None:
        """The number of the piece that shows a label best, None without pieces that the first encoder made.

        `pieces`: (pieces, width) vectors.
        """
        if pieces.ndim < 2 or pieces.shape[1] != self.space.widths[0]:
            return None
        return int((self.space.place_first(pieces) @ self.evidence[task][:, label]).argmax())

    def save(self, folder: Path) -> None:
        """Write the reader to `folder`, as arrays and a line of JSON."""
        support = self.support.x.astype(np.float32)  # encoders give no more
        arrays = {"mean": self.space.mean, "support": support}
        tasks: list[dict[str, Any]] = []
        for number, (name, fitted) in enumerate(self.fitted.items()):
            own = dict(vars(fitted))
            if name in self.evidence:
                own["evidence"] = self.evidence[name]
            arrays |= {f"task{number}.{field}": value for field, value in own.items()}
            tasks.append({"name": name, "classes": self.classes[name], "several": name in self.evidence})
        note = {"widths": self.space.widths, "gamma": self.gamma, "tasks": tasks}
        arrays["note"] = np.frombuffer(json.dumps(note).encode(), dtype=np.uint8)
        np.savez(folder / FILE, **arrays)

    @classmethod
    def load(cls, folder: Path) -> Reader:
        """Open what `save` wrote; nothing in the file is executed."""
        with np.load(folder / FILE, allow_pickle=False) as archive:
            arrays = dict(archive)
        note = json.loads(arrays["note"].tobytes())
        fitted: dict[str, Estimator | Detectors] = {}
        evidence: dict[str, np.ndarray] = {}
        for number, task in enumerate(note["tasks"]):
            own = fields_of(arrays, f"task{number}.")
            if task["several"]:
                evidence[task["name"]] = own.pop("evidence")
            fitted[task["name"]] = Detectors(**own) if task["several"] else Estimator(**own)
        return cls(
            Space(arrays["mean"], tuple(note["widths"])),
            Support.of(arrays["support"].astype(np.float64)),
            note["gamma"],
            {task["name"]: tuple(task["classes"]) for task in note["tasks"]},
            fitted,
            evidence,
        )


def thinned(labels: Labels, tasks: Sequence[Task], most: int) -> np.ndarray:
    """The rows to fit on: all, or of each class of the first task at most `most`, evenly picked."""
    own = np.array([str(label) for label in labels[tasks[0].name]])
    if not most:
        return np.arange(len(own))
    kept = []
    for name in np.unique(own):
        rows = np.flatnonzero(own == name)
        kept.append(rows[np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(int)])
    return np.sort(np.concatenate(kept))


def flags(labels: Sequence[Collection[str]], order: Sequence[str]) -> np.ndarray:
    """Each text's labels → (texts, labels) boolean."""
    return np.array([[name in own for name in order] for own in labels], dtype=bool)


def fields_of(arrays: Mapping[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    """The arrays whose name begins with `prefix`, without it."""
    return {name[len(prefix) :]: value for name, value in arrays.items() if name.startswith(prefix)}
