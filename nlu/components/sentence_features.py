"""What the featurizers of the two encoders share: one vector a message, for the normalised text."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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
"""Records with `step`, `done` and `total`; `train.py` makes JSON lines of them, elsewhere nobody listens."""

REPORT_EVERY = 32
"""Examples between two progress records: about a second."""


class SentenceFeatures(DenseFeaturizer, GraphComponent):
    """Adds one vector, float32, shape (1, width), to each message that has text left after `normalise`."""

    def __init__(self, config: dict[str, Any], name: str, encode: Encode) -> None:
        super().__init__(name, config)
        self._encode = encode

    @staticmethod
    def encoder() -> Encode:
        """The process-wide encoder; raises EncoderMissing when its package is not there."""
        raise NotImplementedError

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer, as for every featurizer in Rasa."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`texts_at_once`: how many texts are encoded side by side, each on a processor core."""
        return {**DenseFeaturizer.get_default_config(), "texts_at_once": 1}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse a number of texts below one."""
        count = config["texts_at_once"]
        if not isinstance(count, int) or count < 1:
            raise InvalidConfigException(f"{cls.__name__}: texts_at_once must be 1 or more, not {count!r}.")

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
            encode = cls.encoder()
        except EncoderMissing as missing:
            raise InvalidConfigException(str(missing)) from missing
        return cls(config, execution_context.node_name, encode)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the features to each message; one without readable text stays without."""
        texts = [normalise(message.get(TEXT) or "") for message in messages]
        readable = [(message, text) for message, text in zip(messages, texts, strict=True) if text]
        vectors = self._encode_all([text for _, text in readable])
        alias = self._config[FEATURIZER_CLASS_ALIAS] or self._identifier
        for (message, _), vector in zip(readable, vectors, strict=True):
            row = np.asarray(vector, dtype=np.float32)[np.newaxis, :]
            message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, alias))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to every example, telling how far it is."""
        examples, step = training_data.training_examples, f"features {self._identifier}"
        for start in range(0, len(examples), REPORT_EVERY):
            some = self.process(examples[start : start + REPORT_EVERY])
            progress.info(step, extra={"step": step, "done": start + len(some), "total": len(examples)})
        return training_data

    def _encode_all(self, texts: Sequence[str]) -> list[np.ndarray]:
        """One vector a text, as many at once as the settings say."""
        at_once = min(self._config["texts_at_once"], len(texts))
        if at_once < 2:
            return [self._encode(text) for text in texts]
        with ThreadPoolExecutor(at_once) as pool:
            return list(pool.map(self._encode, texts))
