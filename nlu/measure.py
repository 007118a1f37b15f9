"""Measure the reader on unread writers: `python measure.py --data DIR [--compare] [--cache FILE]`.

Each batch (one writer) is left out in turn; the others train what the pipeline trains. One JSON object on
standard output. `--compare` measures each encoder and each choice of heads beside the pipeline's own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from threadpoolctl import threadpool_limits

from components.encoders import multilingual_e5, multilingual_use
from components.estimator import MIXERS, Settings, softmax, unseen_scores
from components.folds import make_folds
from components.heads import FITTERS
from components.labels import POST, QUESTION, SEVERITIES, TOPICS, TYPES
from components.ranking import median, ranked
from components.space import Space
from components.text import normalise
from examples import BadData, read_examples

ALARM = 0.15
"""The chance of `critical` from which the bot raises the alarm."""

BINS = 10
"""Of confidence, for the calibration error."""

SEED = 1
TEXTS_AT_ONCE = 2
HEADS = (("ridge",), ("svc",), ("lr",), ("ridge", "lr"), ("svc", "lr"), ("ridge", "svc", "lr"))
ENCODERS = (("use",), ("e5",), ("use", "e5"))
CONFIG = Path(__file__).with_name("config.yml")

Parts = dict[str, np.ndarray]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0 measured, 1 the data cannot be used."""
    parser = argparse.ArgumentParser(description="Measure the reader on writers that it has not read.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, help="keep the sentence vectors here (.npz) for the next time")
    parser.add_argument("--compare", action="store_true", help="measure other encoders and heads as well")
    options = parser.parse_args(arguments)
    threadpool_limits(1, user_api="blas")  # as in `train.py`
    try:
        examples = [example for example in read_examples(options.data) if normalise(example.text)]
    except BadData as bad:
        print(bad, file=sys.stderr)
        return 1
    parts = encode([example.text for example in examples], options.cache)
    posts = np.array([example.kind == POST for example in examples])
    report: dict[str, Any] = {"posts": int(posts.sum()), "questions": int((~posts).sum())}
    for reads, (order, label, wanted) in tasks(posts).items():
        chosen = [example for example, want in zip(examples, wanted, strict=True) if want]
        if len({example.batch for example in chosen}) > 1:
            print(f"measuring {reads}", file=sys.stderr)
            labels = [str(getattr(example, label)) for example in chosen]
            batches = [example.batch for example in chosen]
            data = Data({name: part[wanted] for name, part in parts.items()}, labels, batches, order)
            report[reads] = list(results(reads, data, options.compare and reads != "kind"))
    print(json.dumps(report, indent=1))
    return 0


@dataclass(frozen=True)
class Data:
    """What one classifier is measured on."""

    parts: Mapping[str, np.ndarray]  # (examples, width) an encoder
    labels: Sequence[str]
    batches: Sequence[str]
    order: Sequence[str]  # of the classes


def tasks(posts: np.ndarray) -> dict[str, tuple[Sequence[str], str, np.ndarray]]:
    """Each classifier's classes, where an example has its label, and which examples it reads."""
    return {
        "type": (TYPES, "label", posts),
        "severity": (SEVERITIES, "severity", posts),
        "topic": (TOPICS, "label", ~posts),
        "kind": ((POST, QUESTION), "kind", np.ones_like(posts)),
    }


def results(reads: str, data: Data, compare: bool) -> Iterator[dict[str, Any]]:
    """The figures for `config.yml`, leaving out each batch; then of others, leaving out groups of them."""
    pipeline = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["pipeline"]
    own = next(entry for entry in pipeline if entry["name"].startswith(f"components.{reads}_classifier."))
    settings = Settings.from_config(own)
    batches = np.array(data.batches)
    yield from measure(data, batches, tuple(own["encoders"]), [settings.heads], settings)
    if compare:
        groups = make_folds(np.unique(data.labels, return_inverse=True)[1], data.batches, SEED)
        for encoders in ENCODERS:
            yield from measure(data, groups, encoders, HEADS, settings)


def encode(texts: Sequence[str], cache: Path | None) -> Parts:
    """The vectors of all texts, (texts, width) an encoder; those in `cache` are not computed again."""
    plain = [normalise(text) for text in texts]
    keys = [hashlib.sha256(text.encode()).hexdigest()[:24] for text in plain]
    encoders = {"use": multilingual_use(), "e5": multilingual_e5()}
    known: Parts = {}
    if cache and cache.exists():
        with np.load(cache, allow_pickle=False) as archive:
            known = dict(archive)
    for name, encoder in encoders.items():
        missing = {key: text for key, text in zip(keys, plain, strict=True) if f"{name}.{key}" not in known}
        with ThreadPoolExecutor(TEXTS_AT_ONCE) as pool:
            for done, (key, vector) in enumerate(
                zip(missing, pool.map(encoder, missing.values()), strict=True)
            ):
                known[f"{name}.{key}"] = vector
                print(f"\r{name} {done + 1}/{len(missing)} ", end="", file=sys.stderr)
    print(file=sys.stderr)
    if cache:
        np.savez(cache, **known)
    return {name: np.stack([known[f"{name}.{key}"] for key in keys]) for name in encoders}


def measure(
    data: Data,
    groups: np.ndarray,
    encoders: Sequence[str],
    choices: Sequence[Sequence[str]],
    settings: Settings,
) -> Iterator[dict[str, Any]]:
    """Leave each group out in turn and read it with each choice of heads; each head is fitted once."""
    batches = np.array(data.batches)
    truth = np.array([list(data.order).index(label) for label in data.labels])
    names = sorted({name for choice in choices for name in choice})
    chances = np.zeros((len(choices), len(truth), len(data.order)))
    for group in np.unique(groups):
        out = groups == group
        known = [data.parts[name][~out] for name in encoders]
        space = Space.fit(known)
        x, x_out = space.place(known), space.place([data.parts[name][out] for name in encoders])
        classes, y = np.unique(truth[~out], return_inverse=True)
        folds = make_folds(y, list(batches[~out]), SEED)
        unseen = {name: unseen_scores(x, y, folds, name, settings.head) for name in names}
        scores = {name: FITTERS[name](x, y, settings.head).scores(x_out) for name in names}
        for number, choice in enumerate(choices):
            mix, offset = MIXERS[settings.mix](np.concatenate([unseen[name] for name in choice], axis=1), y)
            both = np.concatenate([scores[name] for name in choice], axis=1)
            chances[number][np.ix_(out, classes)] = softmax(both @ mix + offset)
    for choice, chance in zip(choices, chances, strict=True):
        guess = guesses(chance, data.order)
        by_batch = {batch: share((guess == truth)[batches == batch]) for batch in sorted(set(batches))}
        found = figures(truth, guess, chance, ladder=data.order == SEVERITIES)
        yield {"encoders": encoders, "heads": choice, **found, "by_batch": by_batch}


def guesses(chances: np.ndarray, order: Sequence[str]) -> np.ndarray:
    """What the pipeline would answer: the likeliest class, of the severities the median."""
    if order != SEVERITIES:
        return chances.argmax(axis=1)
    return np.array([list(order).index(median(ranked(order, row), order)["name"]) for row in chances])


def figures(truth: np.ndarray, guess: np.ndarray, chances: np.ndarray, ladder: bool) -> dict[str, Any]:
    """Accuracy, F1, log loss, calibration error; for a ladder kappa and the alarm, else the first three."""
    from sklearn.metrics import cohen_kappa_score, f1_score

    own = chances[np.arange(len(truth)), truth]
    found: dict[str, Any] = {
        "accuracy": share(guess == truth),
        "macro_f1": round(float(f1_score(truth, guess, average="macro")), 3),
        "log_loss": round(float(-np.log(own + 1e-9).mean()), 3),
        "calibration_error": calibration_error(chances.max(axis=1), chances.argmax(axis=1) == truth),
    }
    if not ladder:
        first_three = np.argsort(-chances, axis=1)[:, :3]
        return found | {"in_first_three": share((first_three == truth[:, None]).any(axis=1))}
    gravest = chances.shape[1] - 1
    alarm = chances[:, gravest] >= ALARM
    return found | {
        "kappa": round(float(cohen_kappa_score(truth, guess, weights="quadratic")), 3),
        "alarm_recall": share(alarm[truth == gravest]),
        "alarm_precision": share(truth[alarm] == gravest),
    }


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


if __name__ == "__main__":
    sys.exit(main())
