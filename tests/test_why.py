"""Why? tells the whole chain: what was read, what stood out, what was known, which rule decided, by when."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.card import card_of
from bot.case import Post, Turn
from bot.context import Context, Earlier
from bot.decision import Decision
from bot.guidelines import Handbook
from bot.labels import SEVERITIES, TYPES
from bot.reading import Reading
from bot.rules import RULES
from bot.settings import HouseRule, Settings
from bot.why import chain_of
from tests.builders import NOON, case_file, reading

EN = Settings(language="en")


def test_an_ordinary_complaint_step_by_step(handbook: Handbook) -> None:
    file = case_file(
        reading(signals=["mention"]), handbook, post=Post("Waar blijft mijn pakket @zwaluw?", platform="x")
    )
    assert chain_of(file, Settings()) == (
        "Ik lees: bezorging (90 %), ernst gemiddeld.",
        "Wat opvalt: merk getagd.",
        "Wat hier telt: een gewone klacht → antwoord openbaar.",
        "Binnengekomen op 18-11 12:00; eerste antwoord (X: 1 uur) vóór 18-11 13:00.",
        "Oplossen vóór 23-11 12:00.",
    )


def test_what_was_known_besides_the_words_is_told(handbook: Handbook) -> None:
    history = (Turn("brand", "We kijken mee."), Turn("customer", "En?"))
    file = case_file(reading(), handbook, post=Post("Nog niets", history=history))
    earlier = Earlier("abc", NOON, "delivery", "answered")
    known = replace(file.proposals[0], context=Context((earlier,), joined=4))
    steps = chain_of(replace(file, proposals=(known,)), EN)
    assert steps[1:4] == (
        "This thread has had 1 public reply.",
        "This customer has had a case before.",
        "4 others said much the same within a day.",
    )


def test_a_house_rule_is_told_after_what_it_sets_aside(handbook: Handbook) -> None:
    rule = HouseRule("bel-eerst", "reply_public_details_private", "We bellen eerst.", types=("billing",))
    settings = Settings(house_rules=(rule,), language="en")
    steps = chain_of(case_file(reading("billing"), handbook, settings=settings), settings)
    assert "What counts here: an ordinary complaint → reply in public." in steps
    assert "Your house rule “bel-eerst” comes first → reply in public, details in private." in steps


def test_a_colleagues_own_reading_is_told_as_such(handbook: Handbook) -> None:
    file = case_file(replace(reading("billing", "high"), corrected=True), handbook)
    assert chain_of(file, EN)[0] == "A colleague set this to: billing, severity high."


def test_working_hours_are_named_where_they_count(handbook: Handbook) -> None:
    settings = Settings(office_hours={"wednesday": (time(9), time(17))})
    assert "2 uur in jullie werktijd" in chain_of(case_file(reading(), handbook, settings=settings), settings)[-2]


@pytest.mark.parametrize("severity", list(SEVERITIES))
@pytest.mark.parametrize("kind", list(TYPES))
def test_every_reading_has_its_chain_in_both_languages(handbook: Handbook, kind: str, severity: str) -> None:
    file = case_file(reading(kind, severity), handbook)
    nl, en = chain_of(file, Settings()), chain_of(file, EN)
    assert len(nl) == len(en)
    assert file.proposal is not None
    decided = next(rule for rule in RULES if rule.id == file.proposal.advice.rule)
    assert any(step.startswith(f"Wat hier telt: {decided.about.nl} →") for step in nl)
    assert any(step.startswith(f"What counts here: {decided.about.en} →") for step in en)


def test_what_has_not_been_read_has_no_chain(handbook: Handbook) -> None:
    assert chain_of(replace(case_file(reading(), handbook), proposals=()), EN) == ()


NEARLY = [
    (reading("question", signals=["personal_data"]), Post("Mijn nummer is 1, waarom?"),
     "Also considered: something confidential (data, a leak, the law, injury, privacy) (counts for a complaint only)."),
    (reading("billing", "low"), Post("Mijn factuur kwam een dag te laat"),
     "Also considered: money or an account, to be checked in the customer's own file only (counts only for a complaint of some weight)."),
    (reading(), Post("Nog niets", history=(Turn("brand", "We kijken mee."),)),
     "Also considered: public rounds without a solution (too few rounds yet)."),
    (reading("praise", "low", ["dm_mentioned"]), Post("Top via DM"),
     "Also considered: a customer who was in private before (counts for a complaint only)."),
    (replace(reading(severity="high"), alarm=True), Post("Er ligt iemand op de grond"),
     "Also considered: a critical case (possible, but not likely)."),
    (reading("abuse", "low", confidence=0.7), Post("sukkels", history=(Turn("brand", "Dag"),)),
     "Also considered: abuse, but not surely so (there has been one reply already)."),
]  # fmt: skip


@pytest.mark.parametrize(("read", "post", "step"), NEARLY)
def test_a_rule_that_nearly_held_is_told_with_why_it_did_not(
    handbook: Handbook, read: Reading, post: Post, step: str
) -> None:
    steps = chain_of(case_file(read, handbook, post=post), EN)
    assert [one for one in steps if one.startswith("Also")] == [step]


def test_a_rule_that_decided_is_not_told_as_one_that_nearly_did(handbook: Handbook) -> None:
    steps = chain_of(case_file(reading(signals=["personal_data", "dm_mentioned"]), handbook), EN)
    assert not [one for one in steps if one.startswith("Also")]


def test_the_chain_and_the_card_name_the_same_times_after_a_reopening(handbook: Handbook) -> None:
    done = [
        Decision(NOON + timedelta(days=n), "Anna", verb) for n, verb in ((0, "sent"), (4, "not-solved"), (5, "sent"))
    ]
    file = case_file(reading(), handbook, *done)
    steps, card = chain_of(file, EN), card_of(file, EN, NOON + timedelta(days=5))
    assert "Begun anew on 22-11 12:00; first reply (another channel: 2 hours) by 22-11 14:00." in steps
    assert "To be solved by 27-11 12:00." in steps
    assert dict(card.facts)["Solve by"].startswith("27-11 12:00")


def test_what_a_setting_was_is_not_told_as_what_it_is(handbook: Handbook) -> None:
    file = case_file(reading(), handbook, settings=Settings(deadlines={"other": 30}))
    assert "Came in on 18-11 12:00; first reply by 18-11 12:30." in chain_of(file, EN)
