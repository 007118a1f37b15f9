"""Others on the same data, in one run: `python baselines.py --data DIR --vectors DIR`, from this folder.

One group of writers is left out; ours, with and without tuned layers, TF-IDF with a linear support vector machine,
fastText and stock Rasa with its default pipeline learn the types from the others. One JSON object on standard output,
progress on standard error. Stock Rasa takes 3½ minutes an epoch on all posts, and there are a hundred: with `--most
1200` all learn from that many posts, in an hour; `--without rasa` leaves it out.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from threadpoolctl import threadpool_limits

from components.kernel import Settings
from components.labels import POST, TYPES
from components.reader import Reader
from components.text import normalise
from examples import BadData, Example, read_examples
from figures import f1, share
from measure import CLASSIFIERS, SEED, encode, entry_of, grouped, labels_of, views_of
from train import ENVIRONMENT, take_standard_output

GROUPS = 6

STOCK: Sequence[Mapping[str, Any]] = (
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
    {"name": "EntitySynonymMapper"},
    {"name": "ResponseSelector", "epochs": 100, "constrain_similarities": True},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
)
"""What `rasa init` writes into a new project's settings in version 3.6."""

Guess = Callable[[Sequence[Example], Sequence[Example]], list[str]]
"""Posts to learn from, posts to read → the type of each of the latter."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0 measured, 1 the data cannot be used."""
    parser = argparse.ArgumentParser(description="Measure other classifiers on the same data.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, help="where the texts' vectors are kept")
    parser.add_argument(
        "--group", type=int, default=0, help=f"which of {GROUPS} groups of writers is left out"
    )
    parser.add_argument("--most", type=int, help="the most posts to learn from, drawn by lot")
    parser.add_argument("--without", nargs="+", default=[], choices=list(BASELINES))
    options = parser.parse_args(arguments)
    lines = take_standard_output()
    os.environ.update(ENVIRONMENT)
    threadpool_limits(2, user_api="blas")
    try:
        examples = [one for one in read_examples(options.data) if normalise(one.text) and one.kind == POST]
    except BadData as bad:
        print(bad, file=sys.stderr)
        return 1
    out = grouped(np.array([one.batch for one in examples]), GROUPS) == options.group
    known = drawn(~out, options.most)
    kept, left = (
        [one for one, wanted in zip(examples, rows, strict=True) if wanted] for rows in (known, out)
    )
    seen = encode([one.text for one in examples], options.vectors)
    report = {
        name: judged(left, ours(examples, known, out, seen, tuned))
        for name, tuned in (("ours", True), ("ours, untuned", False))
    }
    for name, guess in BASELINES.items():
        if name not in options.without:
            print(name, file=sys.stderr)
            report[name] = judged(left, guess(kept, left))
    print(json.dumps({"learnt from": len(kept), "read": len(left), **report}, indent=1), file=lines)
    return 0


def judged(examples: Sequence[Example], guesses: Sequence[str]) -> dict[str, Any]:
    """Accuracy, over everything and per language, and each type's F1."""
    truth, guess = np.array([one.label for one in examples]), np.array(guesses)
    langs = np.array([one.lang for one in examples])
    return {
        "accuracy": share(truth == guess),
        "languages": {lang: share((truth == guess)[langs == lang]) for lang in sorted(set(langs))},
        "classes": {name: f1(truth == name, guess == name)["f1"] for name in TYPES},
    }


def drawn(rows: np.ndarray, most: int | None) -> np.ndarray:
    """The flagged rows, or so many of them drawn by lot."""
    numbers = np.flatnonzero(rows)
    chosen = np.zeros(len(rows), dtype=bool)
    chosen[np.random.default_rng(SEED).permutation(numbers)[: most or len(numbers)]] = True
    return chosen


def ours(
    examples: Sequence[Example], known: np.ndarray, out: np.ndarray, seen: Mapping[str, Any], tuned: bool
) -> list[str]:
    """The pipeline's own reader on what the featurizers have `seen`.

    The tuned scores are by networks that learnt from all writers but a text's own.
    """
    posts = next(one for one in CLASSIFIERS if one.entry == "post")
    entry = entry_of(posts.entry) | ({} if tuned else {"tuned": ""})
    views = views_of(entry, seen)
    kept = [one for one, wanted in zip(examples, known, strict=True) if wanted]
    reader = Reader.fit(
        views.some(known),
        labels_of(posts, kept),
        [one.batch for one in kept],
        posts.tasks,
        Settings.from_config(entry),
        SEED,
    )
    chances = reader.probabilities(views.some(out))["type"]
    return [reader.classes["type"][number] for number in chances.argmax(axis=1)]


def words_and_vectors(kept: Sequence[Example], left: Sequence[Example]) -> list[str]:
    """TF-IDF of words, pairs of words and parts of words, and a linear support vector machine."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True)
    model = make_pipeline(make_union(words, letters), LinearSVC(class_weight="balanced", random_state=SEED))
    model.fit([normalise(one.text) for one in kept], [one.label for one in kept])
    return list(model.predict([normalise(one.text) for one in left]))


def fast_text(kept: Sequence[Example], left: Sequence[Example]) -> list[str]:
    """fastText with pairs of words and parts of words; as many epochs as its makers advise for small data."""
    import fasttext

    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as lines:
        for one in kept:
            print(f"__label__{one.label} {normalise(one.text).lower()}", file=lines)
        lines.flush()
        model = fasttext.train_supervised(
            lines.name, epoch=25, lr=0.5, wordNgrams=2, minn=2, maxn=5, thread=1, seed=SEED, verbose=0
        )
    found, _ = model.predict([normalise(one.text).lower() for one in left])
    return [labels[0].removeprefix("__label__") for labels in found]


def stock_rasa(kept: Sequence[Example], left: Sequence[Example]) -> list[str]:
    """Rasa's own default pipeline, trained and asked as `rasa train` and `rasa run` do."""
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    groups = [
        {"intent": name, "examples": [{"text": one.text} for one in kept if one.label == name]}
        for name in TYPES
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
        settings = {
            "recipe": "default.v1",
            "assistant_id": "stock",
            "language": "nl",
            "pipeline": list(STOCK),
        }
        (folder / "config.yml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
        data = yaml.safe_dump({"version": "3.1", "nlu": groups}, allow_unicode=True)
        (folder / "nlu.yml").write_text(data, encoding="utf-8")
        model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), output=name)
        agent = Agent.load(model)

        async def read() -> list[str]:
            return [(await agent.parse_message(f" {one.text}"))["intent"]["name"] for one in left]

        return asyncio.run(read())


BASELINES: Mapping[str, Guess] = {
    "tf-idf + svm": words_and_vectors,
    "fasttext": fast_text,
    "rasa": stock_rasa,
}

if __name__ == "__main__":
    sys.exit(main())
