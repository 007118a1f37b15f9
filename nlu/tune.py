"""Tune the encoder on the training data: `python tune.py --data DIR --work DIR`, from this folder.

Needs PyTorch beside `requirements.txt` (`make tune` sees to it) and an hour or two on two cores; nobody else needs it,
since the result is a file in the repository. The writers are dealt into folds; for each fold a network learns from the
others and says what it makes of the fold's texts, in the small numbers in which it will run. Then one network learns from
everything. The file holds that network and those scores. What is finished stays in the work folder, so that an
interrupted run goes on where it was.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch

from components.e5_encoder import E5Encoder, Embedder
from components.labels import TYPES
from components.text import normalise
from components.tuned_layers import FILE, TunedLayers, key_of, scores_of
from examples import BadData, Example, read_examples
from tuning.corpus import Corpus
from tuning.learn import Course, learn
from tuning.shrink import shrunk

CORES = 2
FOLDS = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0 written, 1 the data cannot be used."""
    parser = argparse.ArgumentParser(description="Tune the encoder on the training data.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--work", type=Path, required=True, help="keeps what is finished of an unfinished run"
    )
    parser.add_argument("--out", type=Path, default=FILE)
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--epochs", type=int, default=Course.epochs)
    parser.add_argument("--seed", type=int, default=Course.seed)
    options = parser.parse_args(arguments)
    torch.set_num_threads(CORES)
    course = Course(epochs=options.epochs, seed=options.seed)
    try:
        examples = read_examples(options.data)
    except BadData as bad:
        print(bad, file=sys.stderr)
        return 1
    options.work.mkdir(parents=True, exist_ok=True)
    teacher = Teacher(examples, course, options.folds)
    unseen: dict[str, np.ndarray] = {}
    for fold in range(options.folds):
        kept = options.work / f"fold{fold}.npz"
        if not kept.exists():
            keys, scores = teacher.fold(fold)
            np.savez(kept, keys=keys, scores=scores)
        with np.load(kept) as archive:
            unseen |= dict(zip(archive["keys"].tolist(), archive["scores"], strict=True))
    arrays = teacher.everything()
    arrays["unseen.keys"] = np.array(list(unseen), dtype=np.bytes_)
    arrays["unseen.scores"] = np.stack(list(unseen.values())).astype(np.float16)
    np.savez_compressed(options.out, **arrays)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")
    return 0


class Teacher:
    """The corpus and the course, and networks taught on parts of it."""

    def __init__(self, examples: Sequence[Example], course: Course, folds: int) -> None:
        """Cut every text into the model's pieces; about a minute."""
        self._course = course
        embedder = Embedder()
        self._weights = embedder.weights
        tell("cutting texts")
        self._corpus = Corpus.of(examples, lambda text: embedder.embeddings(text)[0], folds, course.seed)
        print(file=sys.stderr)

    def fold(self, fold: int) -> tuple[np.ndarray, np.ndarray]:
        """Teach all folds but one; returns the keys of that fold's texts and their scores."""
        out = np.flatnonzero(self._corpus.fold == fold)
        arrays = self._taught(np.flatnonzero(self._corpus.fold != fold), f"without fold {fold}")
        encoder = E5Encoder(lambda sizes: TunedLayers(arrays, sizes))
        texts = [normalise(self._corpus.examples[row].text) for row in out]
        with ThreadPoolExecutor(CORES) as pool:
            scores = np.stack([encoding.vector for encoding in pool.map(encoder.encode, texts)])
        posts = np.flatnonzero(self._corpus.type[out] >= 0)
        guess = scores_of("type", TYPES, scores[posts], len(posts)).argmax(axis=1)
        print(f"fold {fold}: type {np.mean(guess == self._corpus.type[out][posts]):.3f}", flush=True)
        scores[~self._corpus.applies()[out]] = 0
        return np.array([key_of(text) for text in texts]), scores

    def everything(self) -> dict[str, np.ndarray]:
        """Teach all examples; returns what the file holds, without the table of unseen scores."""
        return self._taught(np.arange(len(self._corpus.fold)), "everything")

    def _taught(self, rows: np.ndarray, name: str) -> dict[str, np.ndarray]:
        started = time.monotonic()

        def progress(done: int, total: int) -> None:
            minutes = (time.monotonic() - started) / 60 * (total - done) / done
            tell(f"{name}: step {done} of {total}, {minutes:.0f} minutes to go")

        network = learn(self._corpus, rows, self._weights, self._course, progress)
        print(file=sys.stderr)
        return shrunk(network)


def tell(sentence: str) -> None:
    """Show how far it is, on one line of standard error."""
    print(f"\r{sentence}   ", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
