"""What is right and what is wrong in readings of labelled examples: accuracy, F1, kappa, calibration, coverage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from components.labels import SEVERITIES
from components.ranking import median, ranked
from components.reader import flags
from components.tasks import Task
from examples import Example

ALARM = 0.1
"""The chance of `critical` from which the bot raises the alarm."""

BINS = 10
"""Of confidence, for the calibration error."""


def figures(
    task: Task,
    labels: Sequence[Any],
    chances: np.ndarray,
    examples: Sequence[Example],
    found: np.ndarray | None,
) -> dict[str, Any]:
    """All figures of a task: over everything, per language, and per writer; `found` for one with several labels."""
    lang, batch = (np.array([getattr(example, name) for example in examples]) for name in ("lang", "batch"))

    def part(rows: np.ndarray) -> dict[str, Any]:
        own = [labels[i] for i in np.flatnonzero(rows)]
        if found is not None:
            return detection(task, flags(own, task.order), found[rows])
        return classification(task, own, chances[rows])

    everything = np.ones(len(examples), dtype=bool)
    main_figure = "accuracy" if found is None else "micro_f1"
    return {
        "n": len(examples),
        **part(everything),
        "languages": {name: part(lang == name) for name in sorted(set(lang)) if name},
        "writers": {name: part(batch == name)[main_figure] for name in sorted(set(batch))},
    }


def detection(task: Task, there: np.ndarray, found: np.ndarray) -> dict[str, Any]:
    """Micro-F1 over all labels, and each label's own figures."""
    rows = {name: f1(there[:, i], found[:, i]) for i, name in enumerate(task.order)}
    return {"micro_f1": f1(there.ravel(), found.ravel())["f1"], "classes": rows}


def f1(there: np.ndarray, found: np.ndarray) -> dict[str, float]:
    """Precision, recall, F1 and how often it is there."""
    hits, total = int((there & found).sum()), int(there.sum())
    return {
        "precision": round(hits / max(1, int(found.sum())), 3),
        "recall": round(hits / max(1, total), 3),
        "f1": round(2 * hits / max(1, total + int(found.sum())), 3),
        "n": total,
    }


def classification(task: Task, labels: Sequence[str], chances: np.ndarray) -> dict[str, Any]:
    """Accuracy, F1, calibration, coverage, each class and the confusion; for a ladder kappa and the alarm."""
    from sklearn.metrics import cohen_kappa_score, f1_score

    truth = np.array([task.order.index(label) for label in labels])
    guess = guesses(chances, task.order)
    sure = np.argsort(-chances.max(axis=1), kind="stable")
    right = guess == truth
    confusion = np.zeros((len(task.order), len(task.order)), dtype=int)
    np.add.at(confusion, (truth, guess), 1)
    result: dict[str, Any] = {
        "accuracy": share(right),
        "macro_f1": round(float(f1_score(truth, guess, average="macro", zero_division=0.0)), 3),
        "calibration_error": calibration_error(chances.max(axis=1), chances.argmax(axis=1) == truth),
        "accuracy_of_surest": {
            f"{part} %": share(right[sure][: len(sure) * part // 100]) for part in (90, 80, 60, 40)
        },
        "classes": {
            name: f1(truth == i, guess == i) for i, name in enumerate(task.order) if (truth == i).any()
        },
        "confusion": confusion.tolist(),
    }
    if task.order != SEVERITIES:
        first_three = np.argsort(-chances, axis=1)[:, :3]
        return result | {"in_first_three": share((first_three == truth[:, None]).any(axis=1))}
    gravest = chances.shape[1] - 1
    alarm = chances[:, gravest] >= ALARM
    return result | {
        "kappa": round(float(cohen_kappa_score(truth, guess, weights="quadratic")), 3),
        "alarm_recall": share(alarm[truth == gravest]),
        "alarm_precision": share(truth[alarm] == gravest),
    }


def guesses(chances: np.ndarray, order: Sequence[str]) -> np.ndarray:
    """What the pipeline would answer: the likeliest class, of the severities the median."""
    if order != SEVERITIES:
        return chances.argmax(axis=1)
    return np.array([list(order).index(median(ranked(order, row), order)["name"]) for row in chances])


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Mean distance between confidence and accuracy over equal bins of confidence, weighted by their size."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        abs(confidence[bins == i].mean() - right[bins == i].mean()) * (bins == i).mean()
        for i in np.unique(bins)
    ]
    return round(float(sum(gaps)), 3)


def share(hits: np.ndarray) -> float:
    """The part of the values that is true."""
    return round(float(hits.mean()), 3) if len(hits) else 0.0
