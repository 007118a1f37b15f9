"""Learns from the team's feedback: trains a model on it, compares that with the one in use, and takes it if it is no worse."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import compare
from bot.adapters.models import Models, Progress
from bot.adapters.rasa import BATCH, OwnRasa, RasaNlu
from bot.adapters.scikit_learn import Labelled, labelled, report
from bot.adapters.shelf import alone
from bot.adapters.training_data import as_yaml, beside, decision_posts
from bot.feedback import Lesson


@dataclass(frozen=True, slots=True)
class Learned:
    """How a training with feedback went. `new`: whether there was anything to learn that the model in use had not.

    `posts`: how many it was compared on; `found`: its figures beside those of the model in use, and `before` beside those
    of Meelezer's own, so that many small falls do not add up."""

    taken: bool
    new: bool
    posts: int = 0
    found: tuple[compare.Change, ...] = ()
    before: tuple[compare.Change, ...] = ()

    @property
    def worse(self) -> tuple[compare.Change, ...]:
        """What fell by more than chance, against either."""
        return tuple(one for one in (*self.found, *self.before) if one.worse)


class Learning:
    """Training with feedback, for the code and data in `root` and the models in `home`."""

    def __init__(self, root: Path, home: Path, models: Models) -> None:
        self._root, self._home, self._models = root, home, models
        self._known: dict[Path, dict[str, Any]] = {}

    def learn(self, lessons: Sequence[Lesson], at: datetime, progress: Progress) -> Learned:
        """Train on the data and `lessons`, compare, and take the model if it is no worse; tells `progress` each step.

        Whatever goes wrong, or interrupts it, the model in use stays. A second one waits. Raises PartMissing without the
        NLU's environment, BadFile when data are wrong, NluAway when a model does not load."""
        posts, feedback = decision_posts(self._root), as_yaml(lessons)
        self._models.train(progress)  # where there is none to compare with
        with alone(self._models.shelf.folder, lambda: progress({"waiting": True})):
            running, own = self._models.current(), self._models.own()
            assert running is not None
            model = self._train(feedback, progress)
            if model == running:
                return Learned(taken=False, new=False)
            new, used = self._figures(model, posts, progress), self._figures(running, posts, progress)
            before = () if own in {None, running} else compare.changes(self._figures(own, posts, progress), new)
            learned = Learned(False, True, len(posts), compare.changes(used, new), before)
            if learned.worse:
                model.unlink()
                return learned
            self._models.shelf.take(model, at, len(lessons))
            return Learned(True, True, len(posts), learned.found, before)

    def _train(self, feedback: str, progress: Progress) -> Path:
        """A model of the data and the feedback, whose texts lie beside the ledger no longer than it takes."""
        name, folder = hashlib.sha256(feedback.encode()).hexdigest()[:10], self._home / "training-data"
        try:
            return self._models.train_with(beside(self._root, folder, feedback), name, progress)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _figures(self, model: Path, posts: Sequence[dict[str, Any]], progress: Progress) -> dict[str, Any]:
        """The report on how a model reads the posts, each part of them told as a step; asked once of each model."""
        if model in self._known:
            return self._known[model]
        read: list[Labelled] = []
        where = OwnRasa(self._models.python, self._root / "nlu", model, self._home / "compare.log")
        with RasaNlu(where) as nlu:
            for start in range(0, len(posts), BATCH):
                progress({"step": "compare", "done": start, "total": len(posts)})
                part = posts[start : start + BATCH]
                read += labelled(part, nlu.parse([str(post["text"]) for post in part]))
        progress({"step": "compare", "done": len(posts), "total": len(posts)})
        self._known[model] = report(read)
        return self._known[model]
