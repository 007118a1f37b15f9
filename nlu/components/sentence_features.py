"""What the featurizers of the two encoders share: a vector of the message's normalised text."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
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
from threadpoolctl import threadpool_limits

from components.encoders import Encode, EncoderMissing, Encoding
from components.text import normalise
from components.vector_cache import VectorCache

progress = logging.getLogger("meelezer.progress")
"""Records with `step`, `done` and `total`; `train.py` makes JSON lines of them, elsewhere nobody listens."""

PIECES = "pieces"
"""A message's property: its clauses with their own scores, for whoever has to show where something is said."""


class SentenceFeatures(DenseFeaturizer, GraphComponent):
    """Adds a vector, float32, shape (1, width), to each message that has text left after `normalise`."""

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
        """Add the features and the pieces to each message; one without readable text stays without."""
        readable = self._readable(messages)
        for (message, _), encoding in zip(
            readable, self._encode_all([text for _, text in readable]), strict=True
        ):
            self._add(message, encoding.vector)
            if encoding.pieces:
                message.set(PIECES, encoding.pieces)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to every example, telling how far it is; known vectors are not computed again."""
        readable, step = self._readable(training_data.training_examples), f"features {self._alias}"
        cache, done = VectorCache.of_environment(self._alias, self.known()), 0
        with threadpool_limits(1, user_api="blas"):  # each text in a thread of its own: more would only wait
            for some in cache.encode(
                [text for _, text in readable], self._encode, self._config["texts_at_once"]
            ):
                for (message, _), vector in zip(readable[done:], some, strict=False):
                    self._add(message, vector)
                done += len(some)
                progress.info(step, extra={"step": step, "done": done, "total": len(readable)})
        return training_data

    @staticmethod
    def known() -> Mapping[str, np.ndarray]:
        """Vectors of training texts that need not be computed, by `tuned_layers.key_of`."""
        return {}

    @property
    def _alias(self) -> str:
        return str(self._config[FEATURIZER_CLASS_ALIAS] or self._identifier)

    @staticmethod
    def _readable(messages: Sequence[Message]) -> list[tuple[Message, str]]:
        """The messages that have text left after `normalise`, each with that text."""
        texts = [normalise(message.get(TEXT) or "") for message in messages]
        return [(message, text) for message, text in zip(messages, texts, strict=True) if text]

    def _add(self, message: Message, vector: np.ndarray) -> None:
        row = np.asarray(vector, dtype=np.float32)[np.newaxis, :]
        message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, self._alias))

    def _encode_all(self, texts: Sequence[str]) -> list[Encoding]:
        """One encoding a text, as many at once as the settings say."""
        at_once = min(self._config["texts_at_once"], len(texts))
        if at_once < 2:
            return [self._encode(text) for text in texts]
        with ThreadPoolExecutor(at_once) as pool:
            return list(pool.map(self._encode, texts))
