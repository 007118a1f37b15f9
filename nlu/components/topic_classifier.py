"""What a colleague's question is about: one of the topics, `out_of_scope` among them, and which of its points."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, RESPONSE_IDENTIFIER_DELIMITER
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.labels import ASK, POINT, point_of
from components.ranking import DECIMALS, Ranking, best
from components.reader import Labels
from components.sentence_classifier import Answer, SentenceClassifier, example_metadata
from components.tasks import OF_QUESTIONS


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(SentenceClassifier):
    """Fits on the questions (`ask/TOPIC`); sets `topic`: name, confidence and ranking, without the `ask/`.

    Sets `asked` as well: of the likeliest topic's points ("" for none of them) the likeliest, and how probable it is
    given that topic.
    """

    reads = OF_QUESTIONS

    def labelled(self, training_data: TrainingData) -> tuple[list[Message], Labels]:
        """The questions, each with the second half of its retrieval intent."""
        questions = [
            one
            for one in training_data.intent_examples
            if one.get(INTENT) == ASK and one.get(INTENT_RESPONSE_KEY)
        ]
        prefix = len(ASK + RESPONSE_IDENTIFIER_DELIMITER)
        topics = [question.get(INTENT_RESPONSE_KEY)[prefix:] for question in questions]
        asked = [str(example_metadata(question).get("asked") or "") for question in questions]
        return questions, {"topic": topics, "asked": list(map(point_of, topics, asked))}

    def write(self, message: Message, answer: Answer | None) -> None:
        """Set the likeliest topic, and what is asked about it."""
        topics = answer.ranking("topic") if answer else []
        message.set("topic", {**best(topics), "ranking": topics}, add_to_output=True)
        points = answer.ranking("asked") if answer else []
        own = [one for one in points if one["name"].startswith(point_of(topics[0]["name"], ""))]
        message.set("asked", of_these(own), add_to_output=True)


def of_these(ranking: Ranking) -> dict[str, Any]:
    """The first of some labels of a ranking, without its topic, and how probable it is given that it is one of them."""
    whole = sum(one["confidence"] for one in ranking)
    if not whole:
        return best([])
    name = ranking[0]["name"].partition(POINT)[2]
    return {"name": name, "confidence": round(ranking[0]["confidence"] / whole, DECIMALS)}
