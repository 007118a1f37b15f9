"""An approval ends after the team's working hours, somebody stands in for who is away, and what was approved can be read again."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.card import card_of
from bot.clocks import due
from bot.decision import CaseFile, Decision, Wish, decided
from bot.errors import BadFile, Refused
from bot.guidelines import Handbook
from bot.office import DAYS
from bot.settings import Settings, settings_from
from bot.substitutes import Substitute
from tests.builders import NOON, case_file, reading

TEXT = "Hoi, de brandweer is onderweg. – Piet"
WEEK = dict.fromkeys(DAYS[:5], (time(9), time(17)))
TEAM = Settings(
    approvers=("Noor",), approval_hours=6, office_hours=WEEK, substitutes=(Substitute("Noor", "Wim", date(2026, 11, 19), date(2026, 11, 20)),)
)  # fmt: skip
ENDS = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)  # five hours on Wednesday from noon, and one on Thursday from nine


@pytest.fixture
def approved(handbook: Handbook) -> CaseFile:
    file = case_file(reading("safety", "critical"), handbook, settings=TEAM)
    return replace(file, decisions=(Decision(NOON, "Piet", "edit", "", TEXT), Decision(NOON, "Noor", "approve")))


def wish(verb: str, by: str, at: datetime) -> Wish:
    return Wish(verb, by, at)


def verbs(file: CaseFile, at: datetime) -> list[str]:
    return [one.verb for one in card_of(file, TEAM, at).buttons]


def test_an_approval_ends_after_so_many_working_hours(approved: CaseFile) -> None:
    before = ENDS - timedelta(minutes=1)
    assert decided(approved, wish("sent", "Piet", before), TEAM)
    assert decided(approved, wish("approve", "Noor", before), TEAM) is None
    assert verbs(approved, before)[0] == "sent"
    with pytest.raises(Refused, match="6 working hours old"):
        decided(approved, wish("sent", "Piet", ENDS), TEAM)
    assert verbs(approved, ENDS)[:2] == ["approve", "send-back"]
    assert "sent" not in verbs(approved, ENDS)


def test_who_looks_at_it_again_makes_it_good_again(approved: CaseFile) -> None:
    again = decided(approved, wish("approve", "Noor", ENDS), TEAM)
    assert again
    anew = replace(approved, decisions=(*approved.decisions, again))
    assert anew.standing.approved_text == TEXT
    assert decided(anew, wish("approve", "Noor", ENDS), TEAM) is None  # clicked twice
    assert decided(anew, wish("sent", "Piet", ENDS + timedelta(hours=5)), TEAM)
    assert verbs(anew, ENDS)[0] == "sent"


def test_the_clock_asks_to_look_again_once_it_ends(approved: CaseFile) -> None:
    def asked(now: datetime) -> list[datetime]:
        return [one.at for one in due([approved], None, now, TEAM) if "look at it again" in one.text.en]

    assert asked(ENDS - timedelta(minutes=1)) == []
    assert asked(ENDS) == asked(ENDS + timedelta(days=9)) == [ENDS]


def test_without_the_setting_an_approval_stays_good(approved: CaseFile) -> None:
    assert decided(approved, wish("sent", "Piet", NOON + timedelta(days=90)), Settings(approvers=("Noor",)))


@pytest.mark.parametrize(
    ("at", "may"),
    [
        ("2026-11-18T23:59+01:00", False),
        ("2026-11-19T00:00+01:00", True),
        ("2026-11-20T23:59+01:00", True),
        ("2026-11-21T00:00+01:00", False),
    ],
)
def test_a_substitute_approves_on_the_days_that_the_approver_is_away(handbook: Handbook, at: str, may: bool) -> None:
    file = case_file(reading("safety", "critical"), handbook, Decision(NOON, "Piet", "edit", "", TEXT), settings=TEAM)
    when = datetime.fromisoformat(at)
    assert (TEAM.may_approve("wim", when), TEAM.may_approve("Noor", when)) == (may, True)
    if may:
        assert decided(file, wish("approve", "Wim", when), TEAM)
    else:
        with pytest.raises(Refused, match="may not approve"):
            decided(file, wish("approve", "Wim", when), TEAM)


def test_why_tells_who_approved_which_text(approved: CaseFile) -> None:
    later = Decision(NOON + timedelta(hours=1), "Piet", "edit", "", "Iets anders. – Piet")
    chain = card_of(replace(approved, decisions=(*approved.decisions, later)), TEAM, NOON).chain
    assert f"Goedgekeurd door Noor op 18-11 12:00: “{TEXT}”" in chain
    assert not any("Iets anders" in step for step in chain)


def test_a_substitute_is_read_from_the_profile() -> None:
    table = {"approver": "Noor", "by": "Wim", "from": date(2026, 11, 19), "until": date(2026, 11, 20)}
    settings = settings_from({"approvers": ["Noor"], "approval_hours": 6, "substitutes": [table]})
    assert settings.substitutes == TEAM.substitutes
    assert settings.approving == ("Noor", "Wim")


GOOD: dict[str, Any] = {"approver": "Noor", "by": "Wim", "from": date(2026, 11, 19), "until": date(2026, 11, 20)}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"substitutes": "Wim"}, r"substitutes: write each substitute as"),
        ({"substitutes": [{**GOOD, "until": date(2026, 11, 18)}]}, r"substitutes\[1\].until: this day is before from"),
        ({"substitutes": [{**GOOD, "from": "19-11-2026"}]}, r"substitutes\[1\].from: write a day such as"),
        ({"substitutes": [{**GOOD, "from": datetime(2026, 11, 19, tzinfo=UTC)}]}, r"from: write a day such as"),
        ({"substitutes": [{**GOOD, "form": 1}]}, r"substitutes\[1\].form: .*do you mean from"),
        ({"substitutes": [{**GOOD, "by": ""}]}, r"substitutes\[1\].by: write a text"),
        ({"substitutes": [{**GOOD, "approver": "Piet"}]}, r"Piet is not among approvers"),
        ({"approval_hours": 0}, r"approval_hours: write a number from 1 to 1000"),
    ],
)
def test_what_is_wrong_with_it_is_told(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(BadFile) as error:
        settings_from({"approvers": ["Noor"], **wrong})
    assert re.search(told, error.value.words.en)
