"""What a reply may pick up from a post is what the post plainly says, and nothing else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fact_rules import ASKS, WANTS
from bot.facts import asked_in, facts_of

SAID = [
    ("nl", "Wacht al drie weken op mijn pakket", "lasting", "drie weken"),
    ("nl", "45min in de wacht en toen hing men op", "lasting", "45 minuten"),
    ("nl", "na 2 maanden nog altijd niks", "lasting", "2 maanden"),
    ("nl", "voor de 3e keer dezelfde fout", "nth", "derde"),
    ("nl", "Ik heb al 3x gebeld", "chased", "drie keer"),
    ("nl", "gemaild, twee keer, geen antwoord", "chased", "twee keer"),
    ("nl", "Gisteravond stond ik voor een dichte deur", "when", "gisteravond"),
    ("nl", "ik wil gewoon mijn geld terug", "wish", "money"),
    ("nl", "Wanneer krijg ik die 104 euro terug?", "wish", "money"),
    ("nl", "Waar blijft mijn bestelling?", "wish", "where"),
    ("nl", "waarom is er nooit een kassa open", "wish", "why"),
    ("nl", "er is niemand die opneemt, bel mij", "wish", "reply"),
    ("nl", "Merci Nathalie van de winkel in Diest", "person", "Nathalie"),
    ("nl", "Bus 34 kwam niet", "vehicle", "bus 34"),
    ("nl", "de trein van 7.42 viel uit", "vehicle", "de trein van 7.42 uur"),
    ("nl", "Waar is mijn trein", "vehicle", "de trein"),
    ("nl", "niets aan halte Zuid", "place", "aan halte Zuid"),
    ("nl", "al 2x niet gekomen", "times", "twee keer"),
    ("nl", "slechte app zeg", "sector", "digital"),
    ("en", "the 34 bus again", "vehicle", "the 34 bus"),
    ("en", "the 07.11 to York", "vehicle", "the 07.11"),
    ("en", "nothing at Whitby station", "place", "at Whitby"),
    ("en", "it failed two times", "times", "twice"),
    ("en", "I've been waiting for three weeks", "lasting", "three weeks"),
    ("en", "an hour and a half on hold", "lasting", "an hour and a half"),
    ("en", "this is the 3rd time it breaks", "nth", "third"),
    ("en", "rang you two times about it", "chased", "twice"),
    ("en", "Yesterday morning the shop was shut", "when", "yesterday morning"),
    ("en", "went wrong last monday", "when", "last Monday"),
    ("en", "can I get a refund please", "wish", "money"),
    ("en", "when will the train run again", "wish", "when"),
    ("en", "Thanks to Yvonne on the fish counter", "person", "Yvonne"),
]
NOT_SAID = [
    ("nl", "Drie weken geleden besteld, prima", "lasting"),
    ("nl", "twee jaar garantie en toch stuk", "lasting"),
    ("nl", "al tien jaar klant bij jullie", "lasting"),
    ("nl", "de eerste keer dat ik hier eet", "nth"),
    ("nl", "Bedankt allemaal voor niks", "person"),
    ("en", "ordered three weeks ago", "lasting"),
    ("en", "for two years old shoes they look fine", "lasting"),
    ("en", "I've been a customer for ten years", "lasting"),
    ("en", "paid for 12 months of this", "lasting"),
    ("nl", "al tien jaar trouwe klant", "lasting"),
    ("nl", "Ik ben dierenarts, al 22 jaar in Aalst", "lasting"),
    ("nl", "Een kaartje in de bus", "vehicle"),
    ("nl", "De bus 2 keer gemist", "place"),
    ("nl", "Jullie hebben mij drie keer gebeld", "chased"),
    ("en", "You called me twice", "chased"),
    ("en", "I don't want a refund", "wish"),
    ("nl", "Bedankt Coolblue voor de snelle levering!", "person"),
    ("en", "Thanks Guys!", "person"),
    ("en", "Thank you very much indeed", "person"),
]


@pytest.mark.parametrize(("lang", "text", "name", "fact"), SAID)
def test_what_the_post_says_is_found_as_it_fits_into_a_sentence(lang: str, text: str, name: str, fact: str) -> None:
    assert getattr(facts_of(text, lang), name) == fact


@pytest.mark.parametrize(("lang", "text", "name"), NOT_SAID)
def test_what_only_looks_like_it_is_left_alone(lang: str, text: str, name: str) -> None:
    assert getattr(facts_of(text, lang), name) == ""


@pytest.mark.parametrize(
    ("lang", "text", "live"),
    [
        ("nl", "Sta hier nu al een uur te wachten", True), ("nl", "De app ligt er weer uit", True),
        ("nl", "We wachten al 40 minuten aan perron 3", True), ("nl", "Wij zitten hier al drie weken zonder", False),
        ("nl", "De knop zit nu verstopt", False), ("nl", "Gisteren een uur gewacht", False),
        ("en", "I'm standing here right now", True), ("en", "your site is down", True), ("en", "trip is in 3 hours", True),
        ("en", "I'm still stuck after three weeks", False), ("en", "waited an hour last Monday", False),
        ("en", "should have been here Tuesday", False),
    ],
)  # fmt: skip
def test_what_happens_as_they_write_is_known(lang: str, text: str, live: bool) -> None:
    assert facts_of(text, lang).live is live


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Gisteren in Breda", {"when", "where"}),
        ("Mijn iPhone 13 valt alweer uit", {"what", "often"}),
        ("Slecht!", set()),
    ],
)
def test_what_is_told_need_not_be_asked(text: str, told: set[str]) -> None:
    assert facts_of(text, "nl").told == told


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [("Op welke dag was dat, en in welke winkel?", {"when", "where"}), ("Which model is it?", {"what"}),
     ("Is this the first time?", {"often"}), ("Ik zoek het nu uit.", set())],
)  # fmt: skip
def test_what_a_sentence_of_ours_asks_for_is_known(sentence: str, asked: set[str]) -> None:
    assert asked_in(sentence) == asked
    assert asked <= set(ASKS)


@pytest.mark.parametrize("word", ["al ", "for ", "nu al ", "for about ", "na ruim ", "twice i have "])
def test_a_word_again_and_again_costs_no_time(word: str) -> None:
    text, lang = word * (10_000 // len(word)), "nl" if word.strip() in ("al", "nu al", "na ruim") else "en"
    short, whole = (min(_seconds(text[:size], lang) for _ in range(3)) for size in (2_500, 10_000))
    assert whole < 12 * short + 0.05  # four times as much text: quadratic would be sixteen


def _seconds(text: str, lang: str) -> float:
    start = time.perf_counter()
    facts_of(text, lang)
    return time.perf_counter() - start


@given(text=st.text(max_size=400), lang=st.sampled_from(["nl", "en"]))
def test_any_text_has_facts_or_none(text: str, lang: str) -> None:
    found = facts_of(text, lang)
    assert found.wish in {"", *WANTS}
    assert "\n" not in f"{found.lasting}{found.nth}{found.chased}{found.when}{found.person}"
