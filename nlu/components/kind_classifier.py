"""Whether a message is a customer's post or a colleague's question."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.labels import ASK, POST, QUESTION
from components.ranking import Ranking, best
from components.sentence_classifier import SentenceClassifier


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KindClassifier(SentenceClassifier):
    """Fits on all examples; sets `kind`: name and confidence."""

    reads = "kind"
    order = (POST, QUESTION)

    def labelled(self, training_data: TrainingData) -> list[tuple[Message, str]]:
        """Every example."""
        return [(one, QUESTION if one.get(INTENT) == ASK else POST) for one in training_data.intent_examples]

    def write(self, message: Message, ranking: Ranking) -> None:
        """Set the likelier kind."""
        message.set("kind", best(ranking), add_to_output=True)
