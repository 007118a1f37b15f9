"""The names that the training data may use; what they mean is written in the labelling guide."""

from __future__ import annotations

TYPES = (
    "delivery", "product", "service", "billing", "returns", "technical",
    "privacy", "safety", "conduct", "question", "praise", "abuse",
)  # fmt: skip
"""What a post is about: Rasa intents of the same name."""

SEVERITIES = ("low", "medium", "high", "critical")
"""From mild to grave; the order is the ladder that `severity_classifier.py` climbs."""

TOPICS = (
    "go_private", "response_time", "delete_comments", "trolls", "humor", "apology", "sign_with_name",
    "tone_of_voice", "robotic_replies", "promises", "no_answer_yet", "angry_customer", "follow_up",
    "no_mention", "personal_data", "approval", "own_mistake", "being_right", "positive_comments", "observers",
    "pass_on_feedback", "out_of_scope",
)  # fmt: skip
"""What a colleague's question is about: Rasa retrieval intents `ask/TOPIC`."""

ASK = "ask"
"""The retrieval intent that all questions of colleagues share."""

POST, QUESTION = "post", "question"
"""The two kinds of message."""
