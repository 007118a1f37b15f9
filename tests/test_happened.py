"""What happened is named in words of ours, plainly told or not at all; a hostile post brings none of its own."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts import facts_of
from bot.happened import Address, clauses_for, happened_in
from bot.phrases import Phrases
from tests.builders import reading

Phrasebooks = dict[str, Phrases]


def named(text: str, phrases: Phrasebooks, lang: str, kind: str = "service", trouble: str = "") -> set[str]:
    """Whatever a reply may call what happened."""
    read = reading(kind, lang=lang, trouble=trouble)
    happened = happened_in(text, read, facts_of(text, lang), Address(lang, formal=False), phrases[lang])
    return {happened.said(random.Random(seed)) for seed in range(30)} - {""}


SAID = [
    ("nl", "service", "", "Bus 34 kwam deze week al twee keer niet aan halte Zuid",
     {"bus 34 twee keer niet kwam aan halte Zuid", "bus 34 twee keer niet kwam opdagen aan halte Zuid"}),
    ("nl", "service", "", "lijn 12 reed ons gewoon voorbij", {"lijn 12 gewoon doorreed", "lijn 12 je voorbijreed"}),
    ("nl", "delivery", "", "pakje over de haag gesmeten", {"er met je pakket is gegooid"}),
    ("nl", "delivery", "", "Bezorger belt niet aan", {"er niet werd aangebeld", "er niet is aangebeld"}),
    ("nl", "service", "", "neemt gewoon niemand op", {"je niemand aan de lijn kreeg", "je niemand aan de lijn krijgt"}),
    ("nl", "billing", "", "dubbel afgeschreven", {"er dubbel is afgerekend", "er dubbel is aangerekend"}),
    ("nl", "service", "on_hold", "al 45 minuten, echt?", {"je 45 minuten in de wacht stond", "je 45 minuten in de wacht hing"}),
    ("nl", "product", "broken", "Mijn magnetron doet raar", {"je je magnetron zo niet kunt gebruiken"}),
    ("nl", "praise", "", "nooit niemand op straat en toch bus 4 op tijd", set()),
    ("nl", "conduct", "wrong_deed", "Schaam jullie", set()),
    ("nl", "service", "", "Slechtste winkel ooit", set()),
    ("en", "service", "", "the 34 bus never came, twice this week",
     {"the 34 bus never came twice", "the 34 bus didn't turn up twice"}),
    ("en", "delivery", "", "My parcel was thrown over the fence", {"your parcel got thrown"}),
    ("nl", "service", "", "Sta hier nu al een uur in de kou te wachten op bus 34",
     {"je een uur op bus 34 wacht", "je een uur op bus 34 staat te wachten"}),
    ("en", "service", "late", "still standing here waiting for the 34 bus", {"you've been waiting so long for the 34 bus"}),
    ("en", "service", "", "Nobody. Ever. Picks. Up.", {"nobody picks up"}),
    ("en", "returns", "refund_waits", "still no sign of my deposit", {"you're still waiting for your money"}),
    ("en", "question", "", "does the 34 bus never stop here?", set()),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "kind", "trouble", "text", "expected"), SAID, ids=[text for *_, text, _ in SAID])
def test_what_the_post_plainly_says_is_named(
    phrases: Phrasebooks, lang: str, kind: str, trouble: str, text: str, expected: set[str]
) -> None:
    said = named(text, phrases, lang, kind, trouble)
    assert (said and said <= expected) or (not said and not expected), said


def test_a_formal_brand_says_u_to_whoever_waits(phrases: Phrasebooks) -> None:
    text = "Mijn pakket is er nog altijd niet"
    read, facts = reading(trouble="not_arrived"), facts_of(text, "nl")
    happened = happened_in(text, read, facts, Address("nl", formal=True), phrases["nl"])
    assert "uw pakket" in happened.said(random.Random(1))
    assert not re.search(r"\bje\b", " ".join(happened.said(random.Random(seed)) for seed in range(20)))


@given(text=st.text(max_size=300), lang=st.sampled_from(["nl", "en"]))
def test_nothing_of_a_hostile_post_comes_alive(phrases: Phrasebooks, text: str, lang: str) -> None:
    hostile = f"Bus 34 <!channel> halte <@U1> [x](http://e.example) kwam niet, stop *Gent* never came {text}"
    for said in named(hostile, phrases, lang, trouble="not_arrived"):
        assert re.fullmatch(r"[A-Za-zÀ-ÿ0-9 .'’-]+", said), said


@pytest.mark.parametrize(
    ("lang", "word"), [("nl", "kwam niet "), ("nl", "staat geleverd "), ("en", "never came "), ("en", "in my ")]
)
def test_a_word_again_and_again_costs_no_time(phrases: Phrasebooks, lang: str, word: str) -> None:
    text = word * (10_000 // len(word))
    short, whole = (min(_seconds(text[:size], phrases[lang]) for _ in range(3)) for size in (2_500, 10_000))
    assert whole < 12 * short + 0.05  # four times as much text: quadratic would be sixteen


def _seconds(text: str, phrases: Phrases) -> float:
    start = time.perf_counter()
    clauses_for(text, "late", {"you": "je", "your": "je"}, phrases)
    phrases.thing_in(text)
    return time.perf_counter() - start
