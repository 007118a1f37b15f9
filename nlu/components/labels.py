"""The names that the training data may use; what they mean is written in the labelling guide."""

from __future__ import annotations

from collections.abc import Mapping

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

POINTS: Mapping[str, tuple[str, ...]] = {
    "go_private": (
        "public_first", "confidential", "straight_to_private", "no_progress", "both_places",
        "private_first", "customers_wish", "reviews", "harmless_details", "bare_dm",
    ),
    "response_time": (
        "deadlines", "review_deadline", "clock_runs", "too_late", "can_it_wait", "fast_or_complete",
        "second_reply", "busy_queue", "why_this_norm",
    ),
    "delete_comments": (
        "complaint_stays", "boss_wants_it_gone", "hide_or_delete", "switching_off", "spam", "what_may_go",
        "swear_words", "ignoring", "put_back", "same_complaint_again",
    ),
    "trolls": (
        "only_provokes", "troll_or_customer", "already_answered", "block_or_report", "threats_and_hate",
        "new_account", "group_raid", "colleague_insulted", "talking_back",
    ),
    "humor": (
        "customer_jokes_first", "sarcasm", "emoji_gif_meme", "where_is_the_line", "fits_our_brand",
        "like_other_brands", "joke_fell_flat", "real_trouble", "may_i_joke", "might_be_misread",
    ),
    "apology": (
        "not_our_fault", "someone_elses_fault", "own_doing_or_rules", "liability", "how_often",
        "sincere_wording", "which_words", "sorry_first", "opinion_or_taste", "fault_not_clear",
    ),
    "sign_with_name": (
        "own_or_team_name", "initials_or_first_name", "name_privacy", "taking_over", "whose_name",
        "sign_every_time", "customer_alias", "formal_or_first_name", "name_exactly", "use_customer_name",
    ),
    "tone_of_voice": (
        "formal_or_informal", "customer_style", "length", "warmth", "stiff_wording", "plain_words",
        "emoji_and_exclamation", "voice_when_it_hurts", "what_is_our_voice", "same_voice_everywhere",
    ),
    "robotic_replies": (
        "many_same_question", "copy_same_answer", "how_much_variation", "template_library", "fixed_wording",
        "sounds_like_bot", "stock_phrase", "caught_out", "ai_and_automatic", "same_customer_again",
    ),
    "promises": (
        "not_confirmed", "time_frame", "callback_or_visit", "never_again", "reassuring_phrases",
        "compensation_public", "own_authority", "refund_undecided", "colleague_promised", "promise_broken",
    ),
    "no_answer_yet": (
        "reply_now_or_wait", "what_to_write", "admit_not_knowing", "looking_into_it", "give_a_time",
        "still_no_news", "answer_takes_longer", "cause_unknown", "guess_or_conflicting", "danger_or_leak",
    ),
    "angry_customer": (
        "where_to_begin", "empathy_or_solution_first", "show_understanding", "no_solution",
        "swearing_but_right", "set_limits", "reply_in_anger", "gets_to_me", "let_them_vent", "gets_angrier",
    ),
    "follow_up": (
        "close_in_public", "check_it_works", "when_to_check", "customer_silent", "chase_colleague",
        "open_cases", "reported_as_solved", "old_case", "promised_action",
    ),
    "no_mention": (
        "reply_untagged", "feels_like_stalking", "between_themselves", "groups_and_forums", "misspelt_name",
        "not_named", "hashtag_only", "tagged_or_not", "why_untagged", "many_untagged",
    ),
    "personal_data": (
        "posted_details", "data_in_photo", "hide_or_remove", "compliment_with_data", "colleague_named",
        "third_party", "how_to_ask", "what_to_ask_publicly", "is_it_personal", "repeat_details",
    ),
    "approval": (
        "needs_approval", "critical_or_high", "before_approval", "press", "legal_threat", "safety",
        "accusation_or_leak", "juniors", "too_many_signatures", "what_counts",
    ),
    "own_mistake": (
        "admit_plainly", "plain_words", "risk_of_admitting", "correct_visibly", "misled_customer",
        "wrong_person", "wrong_account", "how_much_detail", "taking_it_back", "whose_fault",
    ),
    "being_right": (
        "correct_fact", "without_lecturing", "calling_it_a_lie", "our_records", "posting_proof",
        "customers_own_slip", "when_to_stop", "last_word", "never_a_customer", "competitor",
    ),
    "positive_comments": (
        "reply_or_like", "no_text", "many_at_once", "what_to_write", "how_personal", "special_story",
        "colleague_praised", "mixed_praise", "share_or_promote", "same_person_again",
    ),
    "observers": (
        "who_reads", "for_whom", "why_public", "draws_attention", "pile_on", "snowball", "defender",
        "others_answering", "quarrel", "big_audience",
    ),
    "pass_on_feedback": (
        "stock_phrase", "whom_internally", "name_recipient", "not_really_passed_on", "nobody_picks_it_up",
        "wont_happen", "report_outcome", "asked_later", "many_same_request", "what_to_reply",
    ),
}  # fmt: skip
"""What is asked again and again about each topic, in metadata; `guidelines/asked.toml` has an answer to each."""

POINT = "/"


def point_of(topic: str, asked: str) -> str:
    """The label of a point of a topic ("" for none): the names of points differ within their topic only."""
    return topic + POINT + asked


ASKED = tuple(point_of(topic, name) for topic in TOPICS for name in ("", *POINTS.get(topic, ())))
"""What a question asks: a point of its topic, or none of them."""

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

ASK, CHAT, REPLY = "ask", "chat", "reply"
"""The retrieval intents that all questions of colleagues share, and all their other messages; the intent of sentences of
replies."""

DEEDS = (
    "robot_phrase", "points_private", "overpromise", "defensive", "angry", "blames_customer", "belittling_humour",
    "asks_personal_data", "public_compensation", "announces_deletion", "empathy", "step", "time", "open_end",
)  # fmt: skip
"""What a sentence of a reply does; it may do several things, or none of these."""

REPLY_MARK = "\u2063"
"""An invisible character before a text says that it is a sentence of a reply: it is then read as such, and only so. Rasa's
interface has no other place to say it."""

POST, QUESTION, BOTH, SMALL_TALK, COMMAND = KINDS = ("post", "question", "both", "small_talk", "command")
"""What a message in the team's chat is: a customer's post, a colleague's question, a post with a question about it,
talk that needs no answer, or an order to Meelezer. The last three are intents `chat/KIND`."""
