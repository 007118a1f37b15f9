"""Personal data is found where it is, not where it only looks like it, and masked before anything is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.personal_data import NAMES, contained, find, mask


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("bel me op 06-12345678", "phone"),
        ("mijn nummer is 0470 12 34 56", "phone"),
        ("call me on 020 7946 0958", "phone"),
        ("mail naar j.peeters@voorbeeld.be", "email"),
        ("rekening NL91 ABNA 0417 1643 00", "iban"),
        ("BE68539007547034 is van mij", "iban"),
        ("bsn 111222333", "bsn"),
        ("ordernummer 40718832", "customer_number"),
        ("my customer number is 40718832", "customer_number"),
        ("bestelling #559201", "customer_number"),
        ("ref: AB-22913", "customer_number"),
        ("pakket 3SABCD123456789", "customer_number"),
        ("claim TM-338174 ligt er nog", "customer_number"),
        ("abonnement nr 3308 7716 02 loopt af", "customer_number"),
        ("rekening NL68 LIND 0417 1643 00", "iban"),
        ("ik woon op Kerkstraat 12 bus 3", "address"),
        ("bezorgd op 3511 LX", "address"),
        ("I live at 22 Elm Grove Road", "address"),
        ("geboren op 12-03-1961", "birth_date"),
        ("ring me on 07700 900418", "phone"),
        ("we live at 8 Quarry Terrace", "address"),
        ("card 4111 1111 1111 1111 was charged", "card"),
    ],
)
def test_personal_data_is_found_and_masked(text: str, kind: str) -> None:
    found = find(text)
    assert kind in {one.kind for one in found}
    masked = mask(text)
    assert NAMES[kind].nl in masked
    assert text[found[0].start : found[0].end] not in masked


@pytest.mark.parametrize(
    "text",
    [
        "al 3 weken wachten op 2 pakketten van 149,95 euro",
        "sinds 12-11-2026 om 14.30 uur",
        "Op 05-11-2024 14:30 stond ik er",
        "open 09.00-12.00 13.00-17.00",
        "In 2019 Thorpe Park and 2 Alton Towers Theme Park tickets",
        "bus 341 van 8:12 uur reed niet",
        "model WH-1000XM5 is stuk",
        "@webshop waar blijft het",
        "bestelling van 3 stoelen kwam na 2 weken",
        "mijn abonnement 2 keer betaald",
        "trein 1834 had 20 minuten vertraging",
        "in 2024 was het beter",
        "Black Friday 2026 korting 50%",
    ],
)
def test_ordinary_numbers_are_left_alone(text: str) -> None:
    assert find(text) == ()


@given(st.text(max_size=300))
def test_masking_twice_changes_nothing_more_and_is_still_found(text: str) -> None:
    once = mask(text)
    assert mask(once) == once
    assert len(find(text)) == 0 or len(find(once)) > 0


def test_a_reply_that_repeats_a_number_written_otherwise_is_caught() -> None:
    assert contained("Je ordernummer 4071-8832 zoek ik op.", "ordernummer 40718832 is zoek")
    assert not contained("Ik zoek het voor je op.", "ordernummer 40718832 is zoek")
