"""What a post is about, how grave it is and what it shows besides: type, severity, signals and what went wrong."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.labels import OTHER, SEVERITIES, TYPES
from components.ranking import DECIMALS, best, median
from components.reader import Labels
from components.sentence_classifier import Answer, SentenceClassifier, example_metadata
from components.sentence_features import PIECES
from components.tasks import OF_POSTS
from components.tuned_layers import score_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class PostClassifier(SentenceClassifier, IntentClassifier):
    """Fits on the posts; sets `intent`, `intent_ranking`, `severity`, `signals`, `faint_signals` and `trouble`."""

    reads = OF_POSTS

    def labelled(self, training_data: TrainingData) -> tuple[list[Message], Labels]:
        """The posts that have a severity, each with its intent and what its metadata say."""
        posts = [
            one
            for one in training_data.intent_examples
            if one.get(INTENT) in TYPES and example_metadata(one).get("severity")
        ]
        notes = [example_metadata(post) for post in posts]
        return posts, {
            "type": [post.get(INTENT) for post in posts],
            "severity": [note["severity"] for note in notes],
            "signals": [note.get("signals") or () for note in notes],
            "trouble": [note.get("trouble") or OTHER for note in notes],
        }

    def write(self, message: Message, answer: Answer | None) -> None:
        """Set Rasa's own two properties, the severity and the signals.

        The severity is the median level, not the likeliest: two steps off is worse than one step off.
        """
        types = answer.ranking("type") if answer else []
        levels = answer.ranking("severity") if answer else []
        message.set(INTENT, best(types), add_to_output=True)
        message.set(INTENT_RANKING_KEY, types, add_to_output=True)
        message.set("severity", {**median(levels, SEVERITIES), "ranking": levels}, add_to_output=True)
        message.set("signals", self._signals(message, answer) if answer else [], add_to_output=True)
        message.set("trouble", best(answer.ranking("trouble") if answer else []), add_to_output=True)
        message.set("faint_signals", answer.faint("signals") if answer else [], add_to_output=True)

    def _signals(self, message: Message, answer: Answer) -> list[dict[str, Any]]:
        """The signals found, each with the clause that shows it (of the normalised text; "" where none is known)."""
        pieces = message.get(PIECES) or ()
        found = []
        for name, chance in answer.found("signals"):
            showing = max(pieces, key=lambda piece: score_of("signals", name, piece.scores), default=None)
            text = showing.text if showing else ""
            found.append({"name": name, "confidence": round(chance, DECIMALS), "text": text})
        return found
