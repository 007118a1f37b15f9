"""What the four classifiers share: gathering features; fitting, storing, loading and running a reader."""

from __future__ import annotations

import logging
from collections.abc import Sequence
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

from components.estimator import DEFAULTS, Settings
from components.ranking import Ranking, ranked
from components.reader import FILE, Reader

progress = logging.getLogger("meelezer.progress")
logger = logging.getLogger(__name__)


class SentenceClassifier(GraphComponent):
    """Fits one reader on some of the examples and sets one property on every message.

    A subclass says which examples and labels, the order of the classes, and how to write the answer.
    """

    reads: ClassVar[str]
    """What is read, for progress and errors."""

    order: ClassVar[tuple[str, ...]]
    """All classes that the data may have."""

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
        """`encoders`: aliases of featurizers; `seed`: of the folds; the rest is the estimator's."""
        return {"encoders": ["use", "e5"], "seed": 1, **DEFAULTS}

    @classmethod
    def settings(cls, config: dict[str, Any]) -> Settings:
        """The estimator's settings in the component's; raises InvalidConfigException for unknown names."""
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

    def labelled(self, training_data: TrainingData) -> list[tuple[Message, str]]:
        """The examples to fit on, each with its label."""
        raise NotImplementedError

    def write(self, message: Message, ranking: Ranking) -> None:
        """Set the answer; `ranking` has every class, the likeliest first, or is empty for an empty text."""
        raise NotImplementedError

    def train(self, training_data: TrainingData) -> Resource:
        """Fit and store the reader; with fewer than two classes to tell apart there is none to store."""
        progress.info(self.reads, extra={"step": f"fit {self.reads}", "done": 0, "total": 1})
        pairs = [pair for pair in self.labelled(training_data) if self._readable(pair[0])]
        labels = [label for _, label in pairs]
        with self._model_storage.write_to(self._resource) as folder:
            if len(set(labels)) > 1:
                messages = [message for message, _ in pairs]
                batches = [str(example_metadata(message).get("batch", "")) for message in messages]
                self._reader = Reader.fit(
                    self._parts(messages),
                    labels,
                    batches,
                    self.order,
                    self.settings(self._config),
                    self._config["seed"],
                )
                self._reader.save(folder)
            else:
                logger.warning("%s: nothing to tell apart in the training data", self.reads)
                (folder / "nothing-to-tell-apart").touch()
        progress.info(self.reads, extra={"step": f"fit {self.reads}", "done": 1, "total": 1})
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Read every message at once and write the answers."""
        readable = [message for message in messages if self._reader is not None and self._readable(message)]
        rankings: dict[int, Ranking] = {}
        if self._reader is not None and readable:
            probabilities = self._reader.probabilities(self._parts(readable))
            for message, chances in zip(readable, probabilities, strict=True):
                rankings[id(message)] = ranked(self._reader.classes, chances)
        for message in messages:
            self.write(message, rankings.get(id(message), []))
        return messages

    def _readable(self, message: Message) -> bool:
        return all(
            message.get_dense_features(TEXT, [alias])[1] is not None for alias in self._config["encoders"]
        )

    def _parts(self, messages: Sequence[Message]) -> list[np.ndarray]:
        """One (messages, width) matrix an encoder."""
        return [
            np.concatenate([message.get_dense_features(TEXT, [alias])[1].features for message in messages])
            for alias in self._config["encoders"]
        ]


def example_metadata(message: Message) -> dict[str, Any]:
    """What the training data say about an example besides its intent."""
    metadata = (message.get(METADATA) or {}).get(METADATA_EXAMPLE)
    return metadata if isinstance(metadata, dict) else {}
