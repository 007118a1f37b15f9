"""What a reply promises is found in its sentences, and nothing is found where nothing is promised."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.phrases import Phrases, expand, fill
from bot.spoken_promises import promised_in

PROMISED = [
    "We geven het door aan de vestiging.",
    "Morgen hoor je van ons.",
    "Je hoort vóór 15.00 uur van me.",
    "Ik zoek uit waar je pakket is en kom er vandaag op terug.",
    "We bellen u morgen voor 12 uur.",
    "Mijn collega neemt vanmiddag contact met je op.",
    "Vrijdag sturen we je een nieuwe.",
    "Ik laat je vanavond weten hoe het zit.",
    "We zullen dit met de chauffeur bespreken.",
    "We zorgen ervoor dat je het geld terugkrijgt.",
    "Ik hou je op de hoogte.",
    "Ik ga het navragen bij de winkel.",
    "Een update volgt hier morgen voor 12 uur.",
    "Hier schrijf ik straks hoe het afloopt.",
    "Our next reply will be here tomorrow before noon.",
    "I'll get back to you.",
    "We will call you tomorrow before noon.",
    "You'll hear from me by Friday.",
    "I'm passing this on to the store.",
    "We’ll look into it and keep you posted.",
]
NOT_PROMISED = [
    "Wat vervelend dat je pakket er niet is.",
    "Stuur ons je ordernummer in een DM, dan zoeken we het uit.",
    "Als je ons je nummer geeft, bellen we je.",
    "Kunnen we je morgen bellen?",
    "Dank je wel voor je compliment!",
    "Wil je ons laten weten hoe het afliep?",
    "Laat het gerust weten.",
    "Sorry dat je zo lang moest wachten.",
    "Send us a DM and we'll look into it.",
    "Once you have sent the number, we will check.",
    "We're sorry about the delay.",
    "Thanks for letting us know.",
    "We hebben je bericht vandaag gelezen.",
    "De winkel is vandaag open tot 18 uur.",
    "– Anna",
]


@pytest.mark.parametrize("sentence", PROMISED)
def test_a_promise_is_found_behind_a_greeting_and_among_other_sentences(sentence: str) -> None:
    assert promised_in(sentence) == sentence
    assert promised_in(f"Hoi Anna, {sentence[0].lower()}{sentence[1:]} – Joris").startswith(sentence[0].lower())
    assert promised_in(f"Wat vervelend om te lezen. {sentence} Bedankt! – Joris") == sentence


@pytest.mark.parametrize("sentence", NOT_PROMISED)
def test_what_is_no_promise_is_left_alone(sentence: str) -> None:
    assert promised_in(sentence) == ""


@given(st.text(max_size=400))
def test_no_text_is_too_strange(text: str) -> None:
    assert len(promised_in(text)) <= 302


@pytest.mark.parametrize(("lang", "time"), [("nl", "morgen voor 12 uur"), ("en", "tomorrow before noon")])
@pytest.mark.parametrize("move", ["when.informal", "when.formal", "live.informal", "live.formal"])
def test_when_a_draft_says_that_more_is_to_come_it_promises(
    phrases: dict[str, Phrases], lang: str, time: str, move: str
) -> None:
    rng = random.Random(1)
    said = [fill(expand(one, rng), {"time": time}) for one in phrases[lang].moves[move] for _ in range(3)]
    missed = [one for one in said if not promised_in(one)]
    assert len(missed) <= len(said) // 20, missed
