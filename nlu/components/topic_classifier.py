"""What a colleague's question is about: one of the topics, `out_of_scope` among them."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, RESPONSE_IDENTIFIER_DELIMITER
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.labels import ASK, TOPICS
from components.ranking import Ranking, best
from components.sentence_classifier import SentenceClassifier


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(SentenceClassifier):
    """Fits on the questions (`ask/TOPIC`); sets `topic`: name, confidence and ranking, without the `ask/`."""

    reads = "topic"
    order = TOPICS

    def labelled(self, training_data: TrainingData) -> list[tuple[Message, str]]:
        """The questions, each with the second half of its retrieval intent."""
        prefix = ASK + RESPONSE_IDENTIFIER_DELIMITER
        return [
            (question, question.get(INTENT_RESPONSE_KEY)[len(prefix) :])
            for question in training_data.intent_examples
            if question.get(INTENT) == ASK and question.get(INTENT_RESPONSE_KEY)
        ]

    def write(self, message: Message, ranking: Ranking) -> None:
        """Set the likeliest topic."""
        message.set("topic", {**best(ranking), "ranking": ranking}, add_to_output=True)
