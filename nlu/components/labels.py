"""The names that the training data may use; what they mean is written in the labelling guide."""

from __future__ import annotations

TYPES = (
    "delivery", "product", "service", "billing", "returns", "technical",
    "privacy", "safety", "conduct", "question", "praise", "abuse",
)  # fmt: skip
"""What a post is about: Rasa intents of the same name."""

SEVERITIES = ("low", "medium", "high", "critical")
"""From mild to grave; the order is the ladder that the median is taken on."""

TOPICS = (
    "go_private", "response_time", "delete_comments", "trolls", "humor", "apology", "sign_with_name",
    "tone_of_voice", "robotic_replies", "promises", "no_answer_yet", "angry_customer", "follow_up",
    "no_mention", "personal_data", "approval", "own_mistake", "being_right", "positive_comments", "observers",
    "pass_on_feedback", "out_of_scope",
)  # fmt: skip
"""What a colleague's question is about: Rasa retrieval intents `ask/TOPIC`."""

TROUBLES = (
    "not_arrived", "late", "lost", "damaged", "broken", "poor_quality", "wrong_item", "incomplete", "outage", "no_access",
    "on_hold", "no_answer", "sent_around", "wrong_info", "changed_plan", "broken_word", "rude", "dirty", "bad_food",
    "charged_wrong", "too_dear", "refund_waits", "cannot_cancel", "crowded", "closed", "noise", "hurt", "danger",
    "strangers_data", "data_misuse", "unwanted_mail", "not_accessible", "wrong_deed", "other",
)  # fmt: skip
"""What went wrong in a complaint, in metadata; `other` where none of the rest is the heart of it, or there is no complaint."""

OTHER = TROUBLES[-1]

SIGNALS = (
    "safety_risk", "legal_threat", "media_threat", "churn_threat", "repeat_contact", "personal_data",
    "vulnerable_person", "discrimination", "data_leak", "mass_impact", "profanity", "sarcasm", "mention",
    "dm_mentioned",
)  # fmt: skip
"""What a post shows besides; a post may have several, or none."""

READ_SIGNALS = tuple(name for name in SIGNALS if name != "mention")
"""Those that can be read in a post; handles are gone from it before it is read, so the bot finds them by rule."""

ASK, CHAT = "ask", "chat"
"""The retrieval intents that all questions of colleagues share, and all their other messages."""

POST, QUESTION, BOTH, SMALL_TALK, COMMAND = KINDS = ("post", "question", "both", "small_talk", "command")
"""What a message in the team's chat is: a customer's post, a colleague's question, a post with a question about it,
talk that needs no answer, or an order to Meelezer. The last three are intents `chat/KIND`."""
