"""What a sentence of a reply does: good moves such as empathy, and what a reviewer would stop."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.labels import REPLY
from components.reader import Labels
from components.sentence_classifier import Answer, SentenceClassifier, example_metadata
from components.tasks import OF_REPLIES


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ReplyClassifier(SentenceClassifier):
    """Fits on sentences of replies; sets `deeds` on texts that carry the mark: every deed with its probability."""

    reads = OF_REPLIES
    of_replies = True

    def labelled(self, training_data: TrainingData) -> tuple[list[Message], Labels]:
        """The sentences, each with what it does."""
        sentences = [one for one in training_data.intent_examples if one.get(INTENT) == REPLY]
        return sentences, {"deeds": [example_metadata(one).get("deeds") or () for one in sentences]}

    def write(self, message: Message, answer: Answer | None) -> None:
        """Set the deeds; nothing on a text that is no sentence of a reply."""
        ranking: list[dict[str, Any]] = answer.ranking("deeds") if answer else []
        if ranking:
            message.set("deeds", ranking, add_to_output=True)
