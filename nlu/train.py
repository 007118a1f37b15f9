"""Train a model: `python train.py --data DIR --config FILE --out MODEL.tar.gz`, from this folder.

Standard output: one JSON object a line, first `{"step", "done", "total"}` as it goes, at the end `{"model",
"id", "seconds"}`. Everything else goes to standard error. Exit status: 0 trained, 1 the data or the settings
cannot be used (one sentence says where and why), 2 wrong use. The model appears whole or not at all.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import logging
import os
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import yaml

from components.encoders import FEATURIZERS, EncoderMissing
from components.vector_cache import FOLDER
from examples import BadData, read_examples

SUFFIX = ".tar.gz"
ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",  # Rasa would report the training to its makers
    "RASA_MAX_CACHE_SIZE": "0",  # its cache looks at a component's class, not at the modules that it uses
    "TF_CPP_MIN_LOG_LEVEL": "3",  # TensorFlow is imported by Rasa's recipe, and used by nothing
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    options = parse(arguments)
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM)
    )  # so that the temporary folder goes
    started = time.monotonic()
    lines = take_standard_output()
    report_progress(lines)
    try:
        read_examples(options.data)
        if options.vectors:
            os.environ[FOLDER] = str(options.vectors.resolve())
        config = possible(seeded(options.config, options.seed))
        with quiet(options.verbose):
            identity = train(options.data, config, options.out)
    except BadData as bad:
        print(bad, file=sys.stderr)
        return 1
    seconds = round(time.monotonic() - started, 1)
    print(json.dumps({"model": str(options.out), "id": identity, "seconds": seconds}), file=lines)
    return 0


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the arguments; ends the program with status 2 when they are wrong."""
    parser = argparse.ArgumentParser(description="Train Meelezer's reader of posts and questions.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the training data (YAML)")
    parser.add_argument("--config", type=Path, required=True, help="the pipeline (config.yml)")
    parser.add_argument("--out", type=Path, required=True, help=f"the model to write (…{SUFFIX})")
    parser.add_argument(
        "--vectors", type=Path, help="keep the texts' vectors in this folder for the next time"
    )
    parser.add_argument("--seed", type=int, default=1, help="replaces each `seed` of the pipeline")
    parser.add_argument("--verbose", action="store_true", help="show what Rasa says, on standard error")
    options = parser.parse_args(arguments)
    if not options.out.name.endswith(SUFFIX):
        parser.error(f"--out must end with {SUFFIX}")
    return options


def take_standard_output() -> TextIO:
    """Keep standard output for our lines; what Rasa or a C library prints there goes to standard error."""
    sys.stdout.flush()
    lines = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)
    return lines


def report_progress(lines: TextIO) -> None:
    """Write the components' progress records as JSON lines."""

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            step = {name: getattr(record, name) for name in ("step", "done", "total")}
            print(json.dumps(step), file=lines)

    progress = logging.getLogger("meelezer.progress")
    progress.setLevel(logging.INFO)
    progress.propagate = False
    progress.addHandler(Lines())


def seeded(path: Path, seed: int) -> dict[str, Any]:
    """The settings in `path`, each `seed` in the pipeline replaced; raises BadData."""
    try:
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as broken:
        raise BadData(f"The settings in {path} cannot be read ({' '.join(str(broken).split())}).") from broken
    if not isinstance(config, dict) or not isinstance(config.get("pipeline"), list):
        raise BadData(f"{path} has no pipeline.")
    for component in config["pipeline"]:
        if "seed" in component:
            component["seed"] = seed
    return config


def possible(config: dict[str, Any]) -> dict[str, Any]:
    """The settings without the encoders that this machine cannot load, as long as one is left; raises BadData."""
    missing: list[str] = []
    kept: list[dict[str, Any]] = []
    for component in config["pipeline"]:
        load = FEATURIZERS.get(component.get("name"))
        try:
            if load:
                load()
            kept.append(component)
        except EncoderMissing as why:
            print(f"{why} Training goes on without it; posts are then read less well.", file=sys.stderr)
            missing.append(str(component.get("alias")))
    for component in kept:
        if "encoders" in component:
            named = component["encoders"]
            tuned = "" if component.get("tuned") in missing else component.get("tuned", "")
            # Without an encoder that tells how alike texts are, those are alike of which the tuned one says the same.
            left = [alias for alias in named if alias not in missing] or [alias for alias in [tuned] if alias]
            if not left:
                raise BadData("None of the sentence encoders can be loaded here: run `make setup`.")
            component |= {"encoders": left, "tuned": tuned}
    return {**config, "pipeline": kept}


@contextlib.contextmanager
def quiet(verbose: bool) -> Iterator[None]:
    """Keep Rasa's logging, warnings and prints back; with `verbose` they go to standard error."""
    os.environ.update(ENVIRONMENT)
    prints = sys.stderr if verbose else io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(prints):
        if not verbose:
            logging.getLogger().setLevel(logging.ERROR)
            # Not a filter: Rasa's imports set their own. One of these warnings is about us: that retrieval
            # intents want a ResponseSelector. They do not: TopicClassifier reads them, the answers come from
            # the guidelines.
            warnings.showwarning = lambda *_, **__: None
        yield


def train(data: Path, config: dict[str, Any], out: Path) -> str:
    """Train with Rasa and move the model to `out`; returns its id. Raises BadData for what Rasa refuses."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".training-", dir=out.parent) as name:
        folder = Path(name)
        os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
        settings = folder / "config.yml"
        settings.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")

        from rasa.engine.storage.local_model_storage import LocalModelStorage
        from rasa.model_training import train_nlu
        from rasa.shared.exceptions import RasaException

        try:
            trained = train_nlu(
                config=str(settings),
                nlu_data=str(data.resolve()),
                output=name,
                fixed_model_name=f"model{SUFFIX}",
            )
        except RasaException as refused:
            if refused.__cause__ is not None and not isinstance(refused.__cause__, RasaException):
                raise  # not the data: a fault in a component, and its traceback is wanted
            raise BadData(
                f"Rasa refuses the data or the settings: {' '.join(str(refused).split())}"
            ) from refused
        if trained is None:
            raise BadData(f"Rasa finds nothing to train on in {data}.")
        identity = LocalModelStorage.metadata_from_archive(trained).model_id
        os.replace(trained, out)
    return str(identity)


if __name__ == "__main__":
    sys.exit(main())
