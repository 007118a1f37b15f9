"""What a message in the team's chat is: a post, a question, both, small talk or an order."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, RESPONSE_IDENTIFIER_DELIMITER
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.labels import ASK, CHAT, POST, QUESTION, REPLY
from components.ranking import best
from components.reader import Labels
from components.sentence_classifier import Answer, SentenceClassifier
from components.tasks import OF_MESSAGES


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KindClassifier(SentenceClassifier):
    """Fits on all messages; sets `kind`: name, confidence and ranking."""

    reads = OF_MESSAGES

    def labelled(self, training_data: TrainingData) -> tuple[list[Message], Labels]:
        """Every example but the sentences of replies."""
        examples = [one for one in training_data.intent_examples if one.get(INTENT) != REPLY]
        return examples, {"kind": [kind_of(example) for example in examples]}

    def write(self, message: Message, answer: Answer | None) -> None:
        """Set the likeliest kind."""
        ranking = answer.ranking("kind") if answer else []
        message.set("kind", {**best(ranking), "ranking": ranking}, add_to_output=True)


def kind_of(example: Message) -> str:
    """An example's kind by its intent: a type, `ask/TOPIC` or `chat/KIND`."""
    if example.get(INTENT) == CHAT:
        return str(example.get(INTENT_RESPONSE_KEY))[len(CHAT + RESPONSE_IDENTIFIER_DELIMITER) :]
    return QUESTION if example.get(INTENT) == ASK else POST
