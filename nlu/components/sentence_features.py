"""What the featurizers of the two encoders share: one vector a message, for the normalised text."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.encoders import Encode, EncoderMissing
from components.text import normalise

progress = logging.getLogger("meelezer.progress")
"""Records with `step`, `done` and `total`; `train.py` turns them into JSON lines, elsewhere nobody listens."""

REPORT_EVERY = 32
"""Examples between two progress records: about a second."""


class SentenceFeatures(DenseFeaturizer, GraphComponent):
    """Adds one sentence vector, float32, shape (1, width), to each message that has text left after `normalise`."""

    def __init__(self, config: dict[str, Any], name: str, encode: Encode) -> None:
        super().__init__(name, config)
        self._encode = encode

    @staticmethod
    def encoder(threads: int) -> Encode:
        """The process-wide encoder; raises EncoderMissing when its package is not there."""
        raise NotImplementedError

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer, as for every featurizer in Rasa."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`threads`: how many processor cores one text may use."""
        return {**DenseFeaturizer.get_default_config(), "threads": 2}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse a number of threads below one."""
        if not isinstance(config["threads"], int) or config["threads"] < 1:
            raise InvalidConfigException(f"{cls.__name__}: threads must be 1 or more, not {config['threads']!r}.")

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeatures:
        """Build the featurizer; the weights are loaded here, at the start, not on the first post."""
        try:
            encode = cls.encoder(config["threads"])
        except EncoderMissing as missing:
            raise InvalidConfigException(str(missing)) from missing
        return cls(config, execution_context.node_name, encode)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the features to each message; one without readable text stays without."""
        for message in messages:
            self._add_features(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to every example, telling how far it is."""
        examples = training_data.training_examples
        for done, example in enumerate(examples, start=1):
            self._add_features(example)
            if done % REPORT_EVERY == 0 or done == len(examples):
                step = f"features {self._identifier}"
                progress.info(step, extra={"step": step, "done": done, "total": len(examples)})
        return training_data

    def _add_features(self, message: Message) -> None:
        text = normalise(message.get(TEXT) or "")
        if not text:
            return
        vector = np.asarray(self._encode(text), dtype=np.float32)[np.newaxis, :]
        alias = self._config[FEATURIZER_CLASS_ALIAS] or self._identifier
        message.add_features(Features(vector, FEATURE_TYPE_SENTENCE, TEXT, alias))
