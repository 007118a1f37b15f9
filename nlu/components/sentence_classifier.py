"""What the classifiers share: gathering features; fitting, storing, loading and running a reader."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import METADATA, METADATA_EXAMPLE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import vstack
from threadpoolctl import threadpool_limits

from components.kernel import DEFAULTS, Settings
from components.labels import REPLY_MARK
from components.ranking import Ranking, ranked
from components.reader import FILE, Labels, Reader
from components.tasks import SEVERAL, Task
from components.views import Views

FAINT = 0.1
"""The chance from which a label that was not found is worth mentioning: a word that shows it then tips the scales."""

progress = logging.getLogger("meelezer.progress")
logger = logging.getLogger(__name__)


class SentenceClassifier(GraphComponent):
    """Fits one reader on some of the examples and sets what it reads on every message.

    A subclass says which examples there are, their labels, and how to write the answers.
    """

    reads: ClassVar[tuple[Task, ...]]
    """The tasks, all on the same examples."""

    of_replies: ClassVar[bool] = False
    """Whether it reads the texts that carry the mark of replies, or all others."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        reader: Reader | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._reader = reader

    @classmethod
    def required_components(cls) -> list[type]:
        """The featurizers of the encoders named in the settings."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Aliases of featurizers: `encoders`, `words` and `tuned` ("" without); `seed` of the folds; the rest is in `kernel.py`."""
        return {"encoders": ["use"], "words": "", "tuned": "", "seed": 1, **DEFAULTS}

    @classmethod
    def settings(cls, config: dict[str, Any]) -> Settings:
        """The kernel's settings in the component's; raises InvalidConfigException for wrong ones."""
        try:
            return Settings.from_config(config)
        except (TypeError, ValueError) as wrong:
            raise InvalidConfigException(f"{cls.__name__}: {wrong}") from wrong

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceClassifier:
        """A classifier that has read nothing yet."""
        cls.settings(config)
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceClassifier:
        """The classifier as it was stored; without a reader when there was nothing to fit it on."""
        with model_storage.read_from(resource) as folder:
            reader = Reader.load(folder) if (folder / FILE).exists() else None
        return cls(config, model_storage, resource, reader)

    def labelled(self, training_data: TrainingData) -> tuple[list[Message], Labels]:
        """The examples to fit on, and for each task their labels."""
        raise NotImplementedError

    def write(self, message: Message, answer: Answer | None) -> None:
        """Set the answer on a message; None for a text with nothing to read, or when nothing was fitted."""
        raise NotImplementedError

    def train(self, training_data: TrainingData) -> Resource:
        """Fit and store the reader; with fewer than two classes to tell apart there is none to store."""
        name = ", ".join(task.name for task in self.reads)
        progress.info(name, extra={"step": f"fit {name}", "done": 0, "total": 1})
        messages, labels = self.labelled(training_data)
        rows = [row for row, message in enumerate(messages) if self._readable(message)]
        messages = [messages[row] for row in rows]
        labels = {task: [own[row] for row in rows] for task, own in labels.items()}
        with self._model_storage.write_to(self._resource) as folder:
            apart = (task.mix == SEVERAL or len(set(labels[task.name])) > 1 for task in self.reads)
            if messages and all(apart):
                batches = [str(example_metadata(message).get("batch", "")) for message in messages]
                settings = self.settings(self._config)
                with threadpool_limits(os.cpu_count(), user_api="blas"):
                    self._reader = Reader.fit(
                        self._views(messages), labels, batches, self.reads, settings, self._config["seed"]
                    )
                self._reader.save(folder)
            else:
                logger.warning("%s: nothing to tell apart in the training data", name)
                (folder / "nothing-to-tell-apart").touch()
        progress.info(name, extra={"step": f"fit {name}", "done": 1, "total": 1})
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Read every message at once and write the answers."""
        own = [one for one in messages if str(one.get(TEXT)).startswith(REPLY_MARK) == self.of_replies]
        readable = [message for message in own if self._reader is not None and self._readable(message)]
        answers: dict[int, Answer] = {}
        if self._reader is not None and readable:
            chances = self._reader.probabilities(self._views(readable))
            for row, message in enumerate(readable):
                answers[id(message)] = Answer(
                    self._reader, {task: table[row] for task, table in chances.items()}
                )
        for message in messages:
            self.write(message, answers.get(id(message)))
        return messages

    def _readable(self, message: Message) -> bool:
        return all(
            message.get_dense_features(TEXT, [alias])[1] is not None for alias in self._config["encoders"]
        )

    def _views(self, messages: Sequence[Message]) -> Views:
        """The messages as the featurizers named in the settings see them."""
        words, tuned = self._config["words"], self._config["tuned"]
        return Views(
            [self._dense(messages, alias) for alias in self._config["encoders"]],
            vstack([one.get_sparse_features(TEXT, [words])[1].features for one in messages], format="csr")
            if words
            else None,
            self._dense(messages, tuned) if tuned else None,
        )

    @staticmethod
    def _dense(messages: Sequence[Message], alias: str) -> np.ndarray:
        return np.concatenate([message.get_dense_features(TEXT, [alias])[1].features for message in messages])


@dataclass(frozen=True)
class Answer:
    """What was read in one message."""

    reader: Reader
    chances: Mapping[str, np.ndarray]  # (classes,) a task

    def ranking(self, task: str) -> Ranking:
        """Every class of a task with one label, the likeliest first."""
        return ranked(self.reader.classes[task], self.chances[task])

    def found(self, task: str) -> list[tuple[str, float]]:
        """Name and probability of the labels found, of a task with several, the likeliest first."""
        names, chances = self.reader.classes[task], self.chances[task]
        over = np.flatnonzero(chances >= self.reader.threshold(task))
        return [(names[i], float(chances[i])) for i in sorted(over, key=lambda i: -chances[i])]

    def faint(self, task: str) -> list[str]:
        """The names of the labels that were not found but have a chance."""
        names, chances = self.reader.classes[task], self.chances[task]
        return [
            names[i] for i in np.flatnonzero((chances >= FAINT) & (chances < self.reader.threshold(task)))
        ]


def example_metadata(message: Message) -> dict[str, Any]:
    """What the training data say about an example besides its intent."""
    metadata = (message.get(METADATA) or {}).get(METADATA_EXAMPLE)
    return metadata if isinstance(metadata, dict) else {}
