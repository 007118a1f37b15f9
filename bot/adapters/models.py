"""Trained models: one for each content of `nlu/` and `data/nlu/`, made once and kept; and those with the team's feedback."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.adapters.shelf import Shelf, alone
from bot.errors import BadFile, PartMissing

# What a model is made of. serve.py, model.py, batching.py and measure.py only use it, tune.py makes the .npz: a change
# there needs no training.
_INPUTS = (
    ("nlu", "train.py"),
    ("nlu", "examples.py"),
    ("nlu", "config.yml"),
    ("nlu", "requirements.txt"),
    ("nlu/components", "*.py"),
    ("nlu/components", "*.npz"),
    ("data/nlu", "*.yml"),
)
Progress = Callable[[dict[str, Any]], None]
"""Is told each step of a training: `{"step", "done", "total"}`, or `{"waiting": True}` while another one trains."""


def fingerprint(root: Path) -> str:
    """Sixteen letters and digits that change whenever code or training data of the NLU change."""
    digest = hashlib.sha256()
    for folder, pattern in _INPUTS:
        for path in sorted((root / folder).glob(pattern)):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


class Models:
    """Where models are kept: in `home` (the user's), and in the project's own cache."""

    def __init__(self, root: Path, home: Path) -> None:
        self._root, self._home = root, home
        self.made_for = fingerprint(root)
        self._name = f"meelezer-{self.made_for}.tar.gz"
        self.shelf = Shelf(home / "models", self.made_for)

    @property
    def python(self) -> Path:
        """The interpreter of the NLU's own environment."""
        return Path(os.environ.get("NLU_PYTHON") or self._root / ".nlu-venv" / "bin" / "python")

    def current(self) -> Path | None:
        """The model to read with: the one that the team took last, else Meelezer's own; None where that has to be trained yet."""
        return self.shelf.top() or self.own()

    def own(self) -> Path | None:
        """The model for the present code and data without any feedback, or None when it has still to be trained."""
        for folder in (self.shelf.folder, self._cache):
            if (folder / self._name).exists():
                return folder / self._name
        return None

    @property
    def _cache(self) -> Path:
        return self._root / ".cache" / "models"

    def train(self, progress: Progress, force: bool = False) -> Path:
        """Train Meelezer's own model unless there is one, telling `progress` each step; return the file to read with.

        Raises PartMissing without the NLU's environment, BadFile when the training data are wrong."""
        if (model := self.current()) and not force:
            return model
        target = self._cache / self._name
        with alone(target.parent, lambda: progress({"waiting": True})):
            if force or self.own() is None:
                self._run(self._root / "data" / "nlu", target, progress)
                self._kept(target)
        return self.current() or target

    def train_with(self, data: Path, name: str, progress: Progress) -> Path:
        """Train a model on the folder `data`, unless one of this `name` is there; return its file. The lock is the caller's.

        Raises PartMissing and BadFile as `train` does."""
        target = self.shelf.folder / f"meelezer-{self.made_for}-team-{name}.tar.gz"
        if not target.exists():
            self._run(data, target, progress)
        return target

    def _run(self, data: Path, target: Path, progress: Progress) -> None:
        if not self.python.exists():
            raise PartMissing(
                "De leesomgeving ontbreekt; maak hem met: make setup.",
                "The NLU environment is missing; make it with: make setup.",
            )
        for left in target.parent.glob(".training-*"):  # by one that was killed; who trains now is alone
            shutil.rmtree(left, ignore_errors=True)
        folder = self._root / "nlu"
        command = [str(self.python), "train.py", "--data", str(data),
                   "--config", str(folder / "config.yml"), "--out", str(target),
                   "--vectors", str(self._root / ".cache" / "vectors")]  # fmt: skip
        environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONUNBUFFERED": "1"}
        with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
            with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=errors,
                                  stdin=subprocess.DEVNULL, text=True, encoding="utf-8") as process:  # fmt: skip
                assert process.stdout
                try:
                    for line in process.stdout:
                        progress(json.loads(line))
                except BaseException:
                    process.terminate()  # it takes what it began away
                    raise
            errors.seek(0)
            said = errors.read().strip()
        if process.returncode != 0:
            last = said.splitlines()[-1] if said else f"exit status {process.returncode}"
            raise BadFile(f"Het trainen is mislukt: {last}", f"Training failed: {last}")

    def _kept(self, target: Path) -> None:
        """Keep the model in the user's folder as well, so that a new checkout need not train again."""
        kept = self.shelf.folder / self._name
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}.part")
        shutil.copyfile(target, part)
        part.replace(kept)
