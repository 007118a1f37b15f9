"""Why? tells the whole chain: what was read, what stood out, what was known, which rule decided, by when."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from bot.case import Post, Turn
from bot.context import Context, Earlier
from bot.guidelines import Handbook
from bot.labels import SEVERITIES, TYPES
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
        "Ik lees: bezorging (90 %), ernst gemiddeld (80 %).",
        "Het valt op: merk getagd (“…”).",
        "Nagegaan, en hier niet het geval: een dreigement of haat; gescheld, maar zonder zekerheid; gescheld of trollen zonder "
        "klacht; een kritieke zaak; iets vertrouwelijks (gegevens, een lek, recht, letsel, privacy); geld of een account, alleen "
        "in het eigen dossier na te gaan; iets gevoeligs in jullie sector; al genoeg openbare rondes zonder oplossing; een klant "
        "die al privé contact had; een compliment of een vraag.",
        "Wat hier telt: een gewone klacht → antwoord openbaar.",
        "Geschreven 18-11 12:00; X: 60 minuten → vóór 18-11 13:00.",
        "Opgelost graag vóór 23-11 12:00.",
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
        "4 others wrote about the same within a day.",
    )


def test_a_house_rule_is_told_after_what_it_sets_aside(handbook: Handbook) -> None:
    rule = HouseRule("bel-eerst", "reply_public_details_private", "We bellen eerst.", types=("billing",))
    settings = Settings(house_rules=(rule,), language="en")
    steps = chain_of(case_file(reading("billing"), handbook, settings=settings), settings)
    assert "What counts here: an ordinary complaint → reply in public." in steps
    assert "Your house rule “bel-eerst” comes first → reply in public, details in private." in steps


def test_a_colleagues_own_reading_is_told_as_such(handbook: Handbook) -> None:
    file = case_file(replace(reading("billing", "high"), corrected=True), handbook)
    assert chain_of(file, EN)[0] == "A colleague read: billing, high."


def test_working_hours_are_named_where_they_count(handbook: Handbook) -> None:
    settings = Settings(office_hours={"wednesday": (time(9), time(17))})
    assert (
        "120 minuten van jullie werktijd" in chain_of(case_file(reading(), handbook, settings=settings), settings)[-2]
    )


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
