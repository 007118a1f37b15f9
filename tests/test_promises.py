"""The date of a promise, read from its words: what is said in Dutch and in English, and what is no date."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.office import DAYS, Office
from bot.promises import due_in
from tests.builders import NOON

ZONE = ZoneInfo("Europe/Amsterdam")
AROUND_THE_CLOCK = Office()
OPEN = Office(dict.fromkeys(DAYS[:5], (time(9), time(17, 30))), "NL", ZONE)

# said on Wednesday 18 November 2026, 12:00
SAID = [
    ("we bellen u morgen voor 12 uur", "19 12:00"), ("We bellen je morgen vóór 12.00 uur.", "19 12:00"),
    ("vrijdag voor 5 uur", "20 17:00"), ("Je hoort het uiterlijk maandag om 10.00 uur", "23 10:00"),
    ("vanmiddag", "18 17:00"), ("vanmiddag om 3 uur", "18 15:00"), ("vanavond", "18 21:00"), ("morgenochtend", "19 12:00"),
    ("morgenavond om 8 uur", "19 20:00"), ("binnen twee werkdagen", "20 12:00"), ("binnen 2 uur", "18 14:00"),
    ("binnen een week", "25 12:00"), ("over drie dagen", "21 12:00"), ("overmorgen", "20 17:00"), ("voor 17.00 uur", "18 17:00"),
    ("we bellen je vandaag nog vóór 16.00 uur", "18 16:00"), ("vandaag tegen 15u30", "18 15:30"), ("op 24/11 om 15u", "24 15:00"),
    ("24 november", "24 17:00"), ("woensdag", "25 17:00"), ("volgende week dinsdag", "24 17:00"), ("eind deze week", "20 17:00"),
    ("uiterlijk vandaag om 17 uur", "18 17:00"), ("voor 9 uur bellen we", "19 09:00"), ("deze namiddag bellen we", "18 17:00"),
    ("eind van de dag", "18 17:00"), ("morgen 10 uur", "19 10:00"),
    ("by Friday noon", "20 12:00"), ("we'll call you tomorrow before 12", "19 12:00"), ("this afternoon", "18 17:00"),
    ("within two working days", "20 12:00"), ("by 5 pm today", "18 17:00"), ("by 5 today", "18 17:00"), ("at 4.30 this afternoon", "18 16:30"),
    ("on the 24th of November at 3pm", "24 15:00"), ("November 24 by 9 a.m.", "24 09:00"), ("within 2 hours", "18 14:00"),
    ("next week Tuesday", "24 17:00"), ("in three days", "21 12:00"), ("tonight", "18 21:00"), ("tomorrow morning", "19 12:00"),
    ("by the end of the day", "18 17:00"), ("no later than 6 pm on Thursday", "19 18:00"), ("within one business day", "19 12:00"),
    ("Sorry dat de bus van 8 uur niet kwam. We bellen je morgen.", "19 17:00"),
    ("De bus van maandag reed niet. Ik meld me hier vandaag vóór 18.00 uur. – Anna", "18 18:00"),
    ("we zoeken uit waarom de trein van 8 uur niet reed en bellen je morgen", "19 17:00"),
]  # fmt: skip
NO_DATE = [
    "", "We bellen je", "zo snel mogelijk", "we nemen contact op", "vandaag voor 10 uur", "op 31/2", "op 24/24/11", "om 25 uur",
    "voor 20 euro", "voor 3 klanten geldt dit ook niet: 4 dozen", "asap", "we call you back", "ik kom erop terug", "by then",
    "binnenkort", "binnen 900 weken",
]  # fmt: skip


@pytest.mark.parametrize(("text", "when"), SAID)
def test_when_it_is_promised_for_is_read(text: str, when: str) -> None:
    day, _, clock = when.partition(" ")
    due = datetime.combine(date(2026, 11, int(day)), time.fromisoformat(clock), ZONE)
    for careless in (text, text.upper(), f"  {text}  ", f"Beste Els,\n{text}"):
        assert due_in(careless, NOON, AROUND_THE_CLOCK) == due


@pytest.mark.parametrize("text", NO_DATE)
def test_what_names_no_time_to_come_gives_none(text: str) -> None:
    assert due_in(text, NOON, AROUND_THE_CLOCK) is None


def test_a_date_that_has_passed_this_year_is_one_of_next_year() -> None:
    assert due_in("op 2 januari", NOON, AROUND_THE_CLOCK) == datetime(2027, 1, 2, 17, tzinfo=ZONE)


def test_working_days_are_the_teams() -> None:
    friday = NOON + timedelta(days=2)
    for office in (OPEN, AROUND_THE_CLOCK):
        assert due_in("binnen twee werkdagen", friday, office) == datetime(2026, 11, 24, 12, tzinfo=ZONE)
    before_christmas = datetime(2026, 12, 24, 11, tzinfo=ZONE)
    assert due_in("within two working days", before_christmas, OPEN) == datetime(2026, 12, 29, 11, tzinfo=ZONE)


TEXTS = st.lists(st.sampled_from([*"0123456789", " ", ".", ":", "/", "voor ", "om ", "by ", "uur", "u", "pm", "binnen ", " dagen", "maandag ",
                                  "morgen", "avond", "november ", "next week ", "in ", " hours", "31", "é"]), max_size=12).map("".join)  # fmt: skip


@given(TEXTS, st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31)))
def test_whatever_is_written_the_date_is_to_come_and_within_a_year(text: str, now: datetime) -> None:
    due = due_in(text, now.replace(tzinfo=ZONE), OPEN)
    assert due is None or timedelta(0) < due - now.replace(tzinfo=ZONE) <= timedelta(days=366)
