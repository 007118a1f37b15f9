"""What a colleague's question is about: one of the topics, `out_of_scope` among them."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, RESPONSE_IDENTIFIER_DELIMITER
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.labels import ASK
from components.ranking import best
from components.reader import Labels
from components.sentence_classifier import Answer, SentenceClassifier
from components.tasks import OF_QUESTIONS


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(SentenceClassifier):
    """Fits on the questions (`ask/TOPIC`); sets `topic`: name, confidence and ranking, without the `ask/`."""

    reads = OF_QUESTIONS

    def labelled(self, training_data: TrainingData) -> tuple[list[Message], Labels]:
        """The questions, each with the second half of its retrieval intent."""
        questions = [
            one
            for one in training_data.intent_examples
            if one.get(INTENT) == ASK and one.get(INTENT_RESPONSE_KEY)
        ]
        prefix = len(ASK + RESPONSE_IDENTIFIER_DELIMITER)
        return questions, {"topic": [question.get(INTENT_RESPONSE_KEY)[prefix:] for question in questions]}

    def write(self, message: Message, answer: Answer | None) -> None:
        """Set the likeliest topic."""
        ranking = answer.ranking("topic") if answer else []
        message.set("topic", {**best(ranking), "ranking": ranking}, add_to_output=True)
