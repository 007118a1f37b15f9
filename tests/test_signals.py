"""Each signal is found with the words that show it, in both languages, and not where the words mean something else."""

from __future__ import annotations

import pytest

from bot.case import Post, Turn
from bot.labels import SIGNALS
from bot.signals import Signal, merged, signals_of

SHOWN = [
    ("safety_risk", "Er zat een stuk glas in de yoghurt", "stuk"),
    ("safety_risk", "The charger caught fire last night", "caught fire"),
    ("legal_threat", "Morgen schakel ik mijn advocaat in", "advocaat"),
    ("legal_threat", "I will take you to small claims", "small claims"),
    ("media_threat", "Ik stap hiermee naar de krant", "naar de krant"),
    ("media_threat", "Going to the press with this", "press"),
    ("churn_threat", "Wij zeggen ons abonnement op", "op"),
    ("churn_threat", "I am cancelling my subscription", "cancelling my subscription"),
    ("repeat_contact", "Heb al drie keer gebeld", "al drie keer"),
    ("repeat_contact", "This is the third time I write", "third time"),
    ("vulnerable_person", "Mijn moeder zit in een rolstoel", "rolstoel"),
    ("vulnerable_person", "My daughter is still waiting", "My daughter"),
    ("discrimination", "Dit is gewoon discriminatie", "discriminatie"),
    ("data_leak", "Ik kreeg de factuur van iemand anders", "factuur van iemand anders"),
    ("mass_impact", "De hele straat zit zonder internet", "hele straat"),
    ("profanity", "wat een kutzooi", "kutzooi"),
    ("sarcasm", "Thanks for nothing", "Thanks for nothing"),
    ("mention", "hey @webshop waar blijft het", "@webshop"),
    ("dm_mentioned", "ik heb al een dm gestuurd", "dm"),
    ("personal_data", "bel me op 06-12345678", "[telefoonnummer]"),
]

NOT_SHOWN = [
    ("safety_risk", "De gebruiksaanwijzing ontbreekt"),
    ("legal_threat", "Ik kom voor het recht op retour"),
    ("media_threat", "Mooie kranten hebben jullie"),
    ("churn_threat", "Ik bestel nog een keer"),
    ("repeat_contact", "Ik heb een vraag over mijn bestelling"),
    ("vulnerable_person", "Mijn pakket is weg"),
    ("mass_impact", "Alle kleuren zijn mooi"),
    ("profanity", "Ik ben boos"),
    ("mention", "mail naar info@webshop.nl"),
    ("personal_data", "Twee stuks voor 39,95"),
]


@pytest.mark.parametrize(("name", "text", "words"), SHOWN)
def test_a_signal_comes_with_the_words_that_show_it(name: str, text: str, words: str) -> None:
    shown = {signal.name: signal.text for signal in signals_of(Post(text))}
    assert words.lower() in shown[name].lower()


@pytest.mark.parametrize(("name", "text"), NOT_SHOWN)
def test_ordinary_words_give_no_signal(name: str, text: str) -> None:
    assert name not in {signal.name for signal in signals_of(Post(text))}


def test_every_signal_of_the_guide_can_be_found() -> None:
    assert {name for name, _, _ in SHOWN} == set(SIGNALS)


def test_only_the_brands_own_handle_counts_where_it_is_known() -> None:
    post = Post("@vriendin kijk, dit is van @Webshop")
    assert [s.text for s in signals_of(post, ["@webshop"]) if s.name == "mention"] == ["@Webshop"]
    assert not [s for s in signals_of(post, ["@bank"]) if s.name == "mention"]


def test_what_the_door_knows_about_the_tag_beats_the_text() -> None:
    assert not [s for s in signals_of(Post("@webshop hallo", mention=False)) if s.name == "mention"]
    assert [s for s in signals_of(Post("hallo", mention=True)) if s.name == "mention"]


def test_a_private_turn_and_several_own_turns_are_signals_too() -> None:
    history = (Turn("customer", "a"), Turn("brand", "b", public=False), Turn("customer", "c"))
    names = {signal.name for signal in signals_of(Post("en nu?", history=history))}
    assert {"dm_mentioned", "repeat_contact"} <= names


def test_a_signal_never_shows_personal_data() -> None:
    for signal in signals_of(Post("Heb al drie keer gemaild naar piet@voorbeeld.nl en gebeld met 0612345678")):
        assert "piet" not in signal.text
        assert "0612345678" not in signal.text
    (number,) = signals_of(Post("Bestelling SL-8830417, jas geruild"))  # an order number only by the word before it
    assert number.text == "[klant- of ordernummer]"
    read = merged(Post("waar is bestelling SL-8830417"), (), [Signal("sarcasm", "sl-8830417")], None)
    assert [one.text for one in read] == ["[klant- of ordernummer]"]
