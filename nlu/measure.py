"""Measure the reader on unread writers: `python measure.py --data DIR [--groups N] …`.

Writers (batches) are left out in turn, by default one at a time; the others train what the pipeline trains. One
JSON object on standard output, progress on standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from threadpoolctl import threadpool_limits

from components.encoders import Encode, multilingual_use, tuned_e5
from components.folds import make_folds
from components.kernel import DEFAULTS, Settings
from components.labels import OTHER, POST, QUESTION, REPLY, point_of
from components.reader import Labels, Reader
from components.tasks import OF_MESSAGES, OF_POSTS, OF_QUESTIONS, OF_REPLIES, SEVERAL, Task
from components.text import normalise
from components.tuned_layers import unseen_scores
from components.vector_cache import Known, VectorCache
from components.views import Views
from components.words import counted
from examples import BadData, Example, read_examples
from figures import figures

SEED = 1
TEXTS_AT_ONCE = 2
CONFIG = Path(__file__).with_name("config.yml")
ENCODERS: Mapping[str, tuple[Callable[[], Encode], Callable[[], Known]]] = {
    "use": (multilingual_use, dict),
    "e5": (tuned_e5, unseen_scores),
}
"""Each alias with its encoder, and with the vectors that need not be computed."""

WORDS = "words"
"""The alias of the words themselves."""


@dataclass(frozen=True)
class Classifier:
    """One of the pipeline's classifiers: what it reads, in which examples, with which labels."""

    entry: str
    tasks: tuple[Task, ...]
    wants: Callable[[Example], bool]
    labels: Callable[[Example], tuple[Any, ...]]


CLASSIFIERS = (
    Classifier(
        "post",
        OF_POSTS,
        lambda e: e.kind == POST,
        lambda e: (e.label, e.severity, e.signals, e.trouble or OTHER),
    ),
    Classifier(
        "topic", OF_QUESTIONS, lambda e: e.kind == QUESTION, lambda e: (e.label, point_of(e.label, e.asked))
    ),
    Classifier("kind", OF_MESSAGES, lambda e: e.kind != REPLY, lambda e: (e.kind,)),
    Classifier("reply", OF_REPLIES, lambda e: e.kind == REPLY, lambda e: (e.deeds,)),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0 measured, 1 the data cannot be used."""
    parser = argparse.ArgumentParser(description="Measure the reader on writers that it has not read.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--vectors", type=Path, help="keep the texts' vectors in this folder for the next time"
    )
    parser.add_argument("--groups", type=int, help="leave out this many groups of writers, not each writer")
    parser.add_argument(
        "--encoders",
        nargs="+",
        choices=list(ENCODERS),
        help="others than the pipeline's",
    )
    parser.add_argument(
        "--set", nargs="+", default=[], type=setting, help="other settings than the pipeline's: NAME=VALUE"
    )
    parser.add_argument(
        "--only", nargs="+", choices=[one.entry for one in CLASSIFIERS], help="which classifiers"
    )
    parser.add_argument("--untuned", action="store_true", help="without what the tuned layers say")
    parser.add_argument("--wordless", action="store_true", help="without the words themselves")
    parser.add_argument("--guesses", type=Path, help="write each example's reading here (JSON lines)")
    options = parser.parse_args(arguments)
    threadpool_limits(2, user_api="blas")
    try:
        examples = [example for example in read_examples(options.data) if normalise(example.text)]
    except BadData as bad:
        print(bad, file=sys.stderr)
        return 1
    if options.guesses:
        options.guesses.unlink(missing_ok=True)
    seen = encode([example.text for example in examples], options.vectors)
    report: dict[str, Any] = {}
    for classifier in CLASSIFIERS:
        wanted = np.array([classifier.wants(example) for example in examples])
        left = {example.batch for example, want in zip(examples, wanted, strict=True) if want}
        if (options.only and classifier.entry not in options.only) or len(left) < 2:
            continue  # not asked for, or no other writer to learn it from
        chosen = [example for example, want in zip(examples, wanted, strict=True) if want]
        own = dict(entry_of(classifier.entry))
        own |= dict(options.set)
        if options.encoders:
            own["encoders"] = options.encoders
        if options.untuned:
            own["tuned"] = ""
        if options.wordless:
            own["words"] = ""
        views = views_of(own, seen).some(wanted)
        chances, found = left_out(classifier, chosen, views, Settings.from_config(own), options.groups)
        labels = labels_of(classifier, chosen)
        report |= {
            task.name: figures(task, labels[task.name], chances[task.name], chosen, found.get(task.name))
            for task in classifier.tasks
        }
        if options.guesses:
            write_guesses(options.guesses, classifier, chosen, chances, found)
    print(json.dumps(report, indent=1))
    return 0


def setting(text: str) -> tuple[str, float]:
    """NAME=VALUE of `kernel.Settings`; raises ValueError."""
    name, _, value = text.partition("=")
    if name not in DEFAULTS:
        raise ValueError(name)
    return name, float(value)


def entry_of(name: str) -> dict[str, Any]:
    """A classifier's settings in the pipeline."""
    pipeline = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["pipeline"]
    entry = next(entry for entry in pipeline if entry["name"].startswith(f"components.{name}_classifier."))
    return dict(entry)


def labels_of(classifier: Classifier, examples: Sequence[Example]) -> Labels:
    """Each task's labels."""
    columns = zip(*(classifier.labels(example) for example in examples), strict=True)
    return {task.name: list(column) for task, column in zip(classifier.tasks, columns, strict=True)}


def left_out(
    classifier: Classifier,
    examples: Sequence[Example],
    views: Views,
    settings: Settings,
    groups: int | None,
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Read each group of writers with a reader fitted on the others.

    Returns a table (examples, labels) of probabilities a task, and for tasks with several labels one of what would
    count as found.
    """
    names = np.array([example.batch for example in examples])
    group = grouped(names, groups)
    labels = labels_of(classifier, examples)
    chances = {task.name: np.zeros((len(examples), len(task.order))) for task in classifier.tasks}
    found = {task.name: chances[task.name] > 0 for task in classifier.tasks if task.mix == SEVERAL}
    for number, one in enumerate(np.unique(group)):
        out = group == one
        print(f"\r{classifier.entry}: {number + 1}/{len(np.unique(group))} ", end="", file=sys.stderr)
        known = {task: [own[i] for i in np.flatnonzero(~out)] for task, own in labels.items()}
        reader = Reader.fit(views.some(~out), known, list(names[~out]), classifier.tasks, settings, SEED)
        for task, table in reader.probabilities(views.some(out)).items():
            order = next(own.order for own in classifier.tasks if own.name == task)
            columns = [order.index(name) for name in reader.classes[task]]
            chances[task][np.ix_(out, columns)] = table
            if task in found:
                found[task][out] = table >= reader.threshold(task)
    print(file=sys.stderr)
    return chances, found


def grouped(batches: np.ndarray, groups: int | None) -> np.ndarray:
    """Each example's group: its writer, or one of so many groups of writers of about the same size."""
    if groups is None:
        return batches
    return make_folds(np.zeros(len(batches), dtype=int), list(batches), SEED, max(2, groups))


def encode(texts: Sequence[str], folder: Path | None) -> dict[str, Any]:
    """What each featurizer, by its alias, sees in all texts; vectors kept in `folder` are not computed again.

    The tuned scores are those of networks that had not learnt from the text's writer.
    """
    plain = [normalise(text) for text in texts]
    seen: dict[str, Any] = {WORDS: counted(plain)}
    for name, (make, known) in ENCODERS.items():
        rows: list[np.ndarray] = []
        with threadpool_limits(1, user_api="blas"):
            for some in VectorCache(name, folder, known()).encode(plain, make(), TEXTS_AT_ONCE):
                rows += some
                print(f"\rencoding {name} {len(rows)}/{len(plain)} ", end="", file=sys.stderr)
        print(file=sys.stderr)
        seen[name] = np.stack(rows)
    return seen


def views_of(entry: Mapping[str, Any], seen: Mapping[str, Any]) -> Views:
    """The texts as a classifier with these settings sees them, out of what `encode` gave."""
    return Views(
        [seen[alias] for alias in entry["encoders"]],
        seen.get(entry.get("words")),
        seen.get(entry.get("tuned")),
    )


def write_guesses(
    path: Path,
    classifier: Classifier,
    examples: Sequence[Example],
    chances: Mapping[str, np.ndarray],
    found: Mapping[str, np.ndarray],
) -> None:
    """One line an example: its text, its labels, the probabilities of each task, and what counts as found."""
    with path.open("a", encoding="utf-8") as stream:
        for row, example in enumerate(examples):
            line: dict[str, Any] = {
                "text": example.text,
                "batch": example.batch,
                "labels": classifier.labels(example),
            }
            for task in classifier.tasks:
                line[task.name] = {
                    name: round(float(p), 3)
                    for name, p in zip(task.order, chances[task.name][row], strict=True)
                }
            if found:
                line["found"] = {
                    task.name: [task.order[i] for i in np.flatnonzero(found[task.name][row])]
                    for task in classifier.tasks
                    if task.name in found
                }
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
