"""Every wording that drafts are built from: enough of them, one sentence each, and nothing in it that the reviewer minds."""

from __future__ import annotations

import random
import re

import pytest

from bot.adapters.lingua import language_of
from bot.case import Post
from bot.drafts import HOLDING
from bot.fact_rules import WANTS
from bot.labels import TROUBLES
from bot.phrases import GROUPS, SECTORS, VOICES, Phrases, expand, fill
from bot.review import Brief, review

FEWEST = 15
"""Wordings of a move, a voice."""

FEWEST_BESIDE = 12
"""Of a move that stands beside others which say the same: "next" beside "now" with "when"."""

TRIES = 2
MOVES = [
    *(f"{move}.{group}" for move in ("recognition", "now", "next") for group in GROUPS), *(f"ask.{sector}" for sector in SECTORS),
    *(f"trouble.{name}" for name in TROUBLES), *(f"wish.{name}" for name in WANTS),
    *(f"next.{group}" for group in ("question", "remark", "praise")), "lasting", "nth", "chased", "person", *sorted(set(HOLDING.values())),
    "apology.ours", "apology.general", "when", "private", "remove", "holding", "close_public", "rounds", "once", "thanks",
    "thanks_more", "question", "named", "named_sober", "remark", "light", "tell", "live", "urgent", "came_back", "retold", "retold_before",
]  # fmt: skip
NOT_OF_ONE_SENTENCE = {
    "missing_empathy", "missing_next_step", "missing_time", "missing_signature", "too_dry", "near_duplicate",
}  # fmt: skip
"""Rules about what a reply as a whole lacks; a sentence may lack it."""

AFTER_HELP = {"when", "private", "rounds", "close_public", "urgent"}
"""Moves that speak of messages, and stand in a reply after what helps in public."""

SLOTS = {
    "nl": {"informal": "je pakket", "formal": "uw pakket", "time": "vandaag vóór 17.00 uur", "way": "een privébericht",
           "lasting": "drie weken", "nth": "derde", "chased": "twee keer", "when": "gisteren", "event": "bus 34 niet kwam",
           "told": "twee keer gebeld en nog geen antwoord"},
    "en": {"informal": "your parcel", "formal": "your parcel", "time": "by 5 pm today", "way": "a private message",
           "lasting": "three weeks", "nth": "third", "chased": "twice", "when": "yesterday", "event": "bus 34 didn't turn up",
           "told": "rang twice and still no answer"},
}  # fmt: skip
POSTS = {"nl": "Hallo, waar blijft dat nou? Echt slecht geregeld.", "en": "Hello, where is it? Really badly handled."}


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_each_wording_is_one_sentence_that_the_reviewer_lets_pass(
    phrases: dict[str, Phrases], lang: str, move: str, voice: str
) -> None:
    templates, rng = phrases[lang].moves[f"{move}.{voice}"], random.Random(f"{lang}{move}{voice}")
    assert len(set(templates)) == len(templates) >= (FEWEST_BESIDE if move.startswith("next.") else FEWEST)
    own = SLOTS[lang]
    slots = {**own, "thing": own[voice], "name": "Els", "brand": "Zwaluw", "signer": "Anna", "person": "Sofie"}
    greeting, end = {"nl": ("Dag Els,", "Groet, Anna"), "en": ("Hi Els,", "– Anna")}[lang]
    brief = Brief(
        post=Post(POSTS[lang], author="Els de Wit"), signer="Anna", lang=lang,
        is_complaint=not move.startswith(("thanks", "question", "person", "next.question", "next.praise")),
        private_details=move in ("private", "rounds"),
    )  # fmt: skip
    for template in templates:
        for _ in range(TRIES):
            sentence = fill(expand(template, rng), slots)
            assert re.fullmatch(r"[^.?!]*(?:\d\.\d\d[^.?!]*)?[.?!]", sentence), sentence
            reply = f"{greeting} {sentence[:1].lower()}{sentence[1:]} {end}"
            passed = NOT_OF_ONE_SENTENCE | ({"dm_first"} if move in AFTER_HELP else set())
            minded = [one for one in review(reply, brief, language_of) if one.rule not in passed]
            assert not minded, (minded[0].rule, sentence)
