"""What a post is about: the message's intent, one of the twelve types."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.labels import ASK, TYPES
from components.ranking import Ranking, best
from components.sentence_classifier import SentenceClassifier


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TypeClassifier(SentenceClassifier, IntentClassifier):
    """Fits on the posts; sets `intent` and `intent_ranking`."""

    reads = "type"
    order = TYPES

    def labelled(self, training_data: TrainingData) -> list[tuple[Message, str]]:
        """The posts, each with its intent."""
        return [(post, post.get(INTENT)) for post in training_data.intent_examples if post.get(INTENT) != ASK]

    def write(self, message: Message, ranking: Ranking) -> None:
        """Set Rasa's own two properties."""
        message.set(INTENT, best(ranking), add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
