"""A fitted reader: texts as the featurizers see them → probabilities, for one or several tasks. Knows no Rasa.

Each task's scores come from one kernel ridge over the likeness of meaning (`kernel.py`) and of words (`words.py`),
beside those of the tuned layers.
"""

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
from components.views import Views
from components.words import Lexicon, add_likeness, scored

FILE = "reader.npz"
Labels = Mapping[str, Sequence[Any]]
"""A task's name → each text's label (a string), or its labels (a collection of strings) where there may be several."""


@dataclass(frozen=True)
class Reader:
    """A space and the training texts in it, their words, and for each task what was fitted on them."""

    space: Space
    support: Support
    gamma: float
    weights: np.ndarray  # (training texts, outputs): of likeness, the outputs of all tasks side by side
    lexicon: Lexicon | None  # of the training texts, where words are read
    word_weights: np.ndarray  # (known words, outputs) float16; (0, outputs) without lexicon
    classes: Mapping[str, tuple[str, ...]]  # of each task, in order; those that no example has are left out
    fitted: Mapping[str, Estimator | Detectors]
    tuned: bool  # whether the tuned layers' scores are read beside

    @classmethod
    def fit(
        cls,
        views: Views,
        labels: Labels,
        batches: Sequence[str],
        tasks: Sequence[Task],
        settings: Settings,
        seed: int,
    ) -> Reader:
        """Fit on texts, their labels and their batches.

        The tuned scores among the views must come from a network that did not learn from the text's writer. Raises
        ValueError when a task has fewer than two classes to tell apart.
        """
        rows = thinned(labels, tasks, settings.most_a_class)
        views = views.some(rows)
        labels = {name: [own[row] for row in rows] for name, own in labels.items()}
        batches = [batches[row] for row in rows]
        space = Space.fit(views.parts)
        support = Support.of(space.place(views.parts))
        alike = support.likeness(support.x, settings.gamma)
        lexicon, weighed = None, None
        if views.words is not None:
            lexicon = Lexicon.of(views.words)
            weighed = lexicon.weighed(views.words)
            add_likeness(alike, weighed)
        classes = {task.name: present(task, labels[task.name]) for task in tasks}
        truths = {task.name: truth_of(task, classes[task.name], labels[task.name]) for task in tasks}
        targets = np.concatenate(
            [targets_of(task, classes[task.name], truths[task.name]) for task in tasks], 1
        )
        first = truths[tasks[0].name]
        folds = make_folds(first if first.ndim == 1 else np.zeros(len(views), dtype=int), batches, seed)
        unseen = apart(unseen_scores(alike, targets, folds, settings.strength), classes)
        weights = ridge(alike, targets, settings.strength)
        fitted: dict[str, Estimator | Detectors] = {}
        for task in tasks:
            truth, scores = truths[task.name], unseen[task.name]
            said = scores_of(task.name, classes[task.name], views.tuned, len(views))
            if task.mix == SEVERAL:
                fitted[task.name] = Detectors.fit(scores, truth, said)
            else:
                fitted[task.name] = Estimator.fit(scores, truth, task.mix, said)
        words = np.zeros((0, targets.shape[1])) if weighed is None else weighed.T @ weights
        return cls(
            space,
            support,
            settings.gamma,
            weights,
            lexicon,
            words.astype(np.float16),
            classes,
            fitted,
            views.tuned is not None,
        )

    def probabilities(self, views: Views) -> dict[str, np.ndarray]:
        """Texts, seen as those that it was fitted on → (texts, classes) a task."""
        scores = self.support.likeness(self.space.place(views.parts), self.gamma) @ self.weights
        if self.lexicon is not None and views.words is not None:
            scores += scored(self.lexicon.weighed(views.words), self.word_weights)
        beside = views.tuned if self.tuned else None
        return {
            name: self.fitted[name].probabilities(
                own, scores_of(name, self.classes[name], beside, len(views))
            )
            for name, own in apart(scores, self.classes).items()
        }

    def threshold(self, task: str) -> np.ndarray:
        """From which probability each label of a task with several counts as found."""
        fitted = self.fitted[task]
        assert isinstance(fitted, Detectors)
        return fitted.threshold

    def save(self, folder: Path) -> None:
        """Write the reader to `folder`, as arrays and a line of JSON."""
        arrays = {
            "mean": self.space.mean,
            "support": self.support.x,
            "weights": self.weights,
            "word_weights": self.word_weights,
        }
        if self.lexicon is not None:
            arrays |= {f"lexicon.{field}": value for field, value in vars(self.lexicon).items()}
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
        lexicon = fields_of(arrays, "lexicon.")
        return cls(
            Space(arrays["mean"], tuple(note["widths"])),
            Support.of(arrays["support"]),
            note["gamma"],
            arrays["weights"],
            Lexicon(**lexicon) if lexicon else None,
            arrays["word_weights"],
            {task["name"]: tuple(task["classes"]) for task in note["tasks"]},
            fitted,
            note["tuned"],
        )


def apart(scores: np.ndarray, classes: Mapping[str, Sequence[str]]) -> dict[str, np.ndarray]:
    """The outputs of all tasks side by side (texts, outputs) → (texts, classes) a task."""
    edges = np.cumsum([len(own) for own in classes.values()])[:-1]
    return dict(zip(classes, np.split(scores, edges, axis=1), strict=True))


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
