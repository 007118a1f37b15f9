"""A fitted reader: sentence vectors → probabilities, for one or several tasks on the same texts. Knows no Rasa."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from components.detectors import Detectors
from components.estimator import Estimator
from components.folds import make_folds
from components.kernel import Settings, Support, ridge, targets_of_classes, unseen_scores
from components.space import Space
from components.tasks import SEVERAL, Task
from components.tuned_layers import scores_of

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
    tuned: bool  # whether the tuned layers' scores are read beside the likeness

    @classmethod
    def fit(
        cls,
        parts: Sequence[np.ndarray],
        labels: Labels,
        batches: Sequence[str],
        tasks: Sequence[Task],
        settings: Settings,
        seed: int,
        tuned: np.ndarray | None = None,
    ) -> Reader:
        """Fit on one (texts, width) matrix an encoder, labels, and a batch a text.

        `tuned`: what the tuned layers say of each text (texts, `tuned_layers.WIDTH`), from a network that did not
        learn from its writer. Raises ValueError when a task has fewer than two classes to tell apart.
        """
        rows = thinned(labels, tasks, settings.most_a_class)
        parts = [part[rows] for part in parts]
        beside = None if tuned is None else tuned[rows]
        labels = {name: [own[row] for row in rows] for name, own in labels.items()}
        batches = [batches[row] for row in rows]
        space = Space.fit(parts)
        x = space.place(parts)
        support = Support.of(x)
        alike = support.likeness(x, settings.gamma)
        classes = {task.name: present(task, labels[task.name]) for task in tasks}
        truths = {task.name: truth_of(task, classes[task.name], labels[task.name]) for task in tasks}
        columns = [targets_of(task, classes[task.name], truths[task.name]) for task in tasks]
        edges = np.cumsum([part.shape[1] for part in columns])[:-1]
        targets = np.concatenate(columns, axis=1)
        first = truths[tasks[0].name]
        folds = make_folds(first if first.ndim == 1 else np.zeros(len(x), dtype=int), batches, seed)
        unseen = np.split(unseen_scores(alike, targets, folds, settings.strength), edges, axis=1)
        weights = np.split(ridge(alike, targets, settings.strength), edges, axis=1)
        fitted: dict[str, Estimator | Detectors] = {}
        for task, own, scores in zip(tasks, weights, unseen, strict=True):
            truth, said = truths[task.name], scores_of(task.name, classes[task.name], beside, len(x))
            if task.mix == SEVERAL:
                fitted[task.name] = Detectors.fit(own, scores, truth, said)
            else:
                fitted[task.name] = Estimator.fit(own, scores, truth, task.mix, said)
        return cls(space, support, settings.gamma, classes, fitted, tuned is not None)

    def probabilities(
        self, parts: Sequence[np.ndarray], tuned: np.ndarray | None = None
    ) -> dict[str, np.ndarray]:
        """One (texts, width) matrix an encoder, and the tuned scores if it was fitted on them → (texts, classes) a task."""
        beside = tuned if self.tuned else None
        alike = self.support.likeness(self.space.place(parts), self.gamma)
        return {
            name: fitted.probabilities(alike, scores_of(name, self.classes[name], beside, len(alike)))
            for name, fitted in self.fitted.items()
        }

    def threshold(self, task: str) -> np.ndarray:
        """From which probability each label of a task with several counts as found."""
        fitted = self.fitted[task]
        assert isinstance(fitted, Detectors)
        return fitted.threshold

    def save(self, folder: Path) -> None:
        """Write the reader to `folder`, as arrays and a line of JSON."""
        support = self.support.x.astype(np.float32)  # encoders give no more
        arrays = {"mean": self.space.mean, "support": support}
        tasks: list[dict[str, Any]] = []
        for number, (name, fitted) in enumerate(self.fitted.items()):
            arrays |= {f"task{number}.{field}": value for field, value in vars(fitted).items()}
            several = isinstance(fitted, Detectors)
            tasks.append({"name": name, "classes": self.classes[name], "several": several})
        note = {"widths": self.space.widths, "gamma": self.gamma, "tuned": self.tuned, "tasks": tasks}
        arrays["note"] = np.frombuffer(json.dumps(note).encode(), dtype=np.uint8)
        np.savez(folder / FILE, **arrays)

    @classmethod
    def load(cls, folder: Path) -> Reader:
        """Open what `save` wrote; nothing in the file is executed."""
        with np.load(folder / FILE, allow_pickle=False) as archive:
            arrays = dict(archive)
        note = json.loads(arrays["note"].tobytes())
        fitted: dict[str, Estimator | Detectors] = {}
        for number, task in enumerate(note["tasks"]):
            own = fields_of(arrays, f"task{number}.")
            fitted[task["name"]] = Detectors(**own) if task["several"] else Estimator(**own)
        return cls(
            Space(arrays["mean"], tuple(note["widths"])),
            Support.of(arrays["support"].astype(np.float64)),
            note["gamma"],
            {task["name"]: tuple(task["classes"]) for task in note["tasks"]},
            fitted,
            note["tuned"],
        )


def present(task: Task, labels: Sequence[Any]) -> tuple[str, ...]:
    """The classes of a task that occur, in its order; all where a text may have several. Raises ValueError for fewer than two."""
    if task.mix == SEVERAL:
        return task.order
    names = tuple(name for name in task.order if name in set(labels))
    if len(names) < 2:
        raise ValueError(f"{task.name}: two classes are needed, there is {', '.join(names) or 'none'}")
    return names


def truth_of(task: Task, classes: Sequence[str], labels: Sequence[Any]) -> np.ndarray:
    """Each text's class as a number (texts,), or its labels as flags (texts, labels)."""
    if task.mix == SEVERAL:
        return flags(labels, classes)
    return np.array([classes.index(label) for label in labels])


def targets_of(task: Task, classes: Sequence[str], truth: np.ndarray) -> np.ndarray:
    """What the ridge aims at: (texts, classes)."""
    if task.mix == SEVERAL:
        return np.where(truth, 1.0, -1.0)
    return targets_of_classes(truth, len(classes))


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
