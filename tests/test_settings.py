"""The brand profile: defaults that work, and everything that is wrong told at once, each with its key and what to write."""

from __future__ import annotations

import contextlib
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadFile
from bot.labels import PLATFORMS
from bot.reading import Thresholds
from bot.settings import ChatSettings, HouseRule, Settings, load_settings, settings_from
from tests.builders import NOON

FULL = """
brand = "Voorbeeld"
handles = ["@voorbeeld", "@voorbeeldhelpt"]
language = "en"
timezone = "Europe/Brussels"
voice = "formal"
signer = "Anna"
approvers = ["Noor", "Wim de Vries"]
never_say = ["koopje"]
mask_personal_data = false
public_rounds_limit = 3
solved_check_days = 5

[deadlines]
x = 30

[lengths]
facebook = 500

[review_levels]
robot_phrase = "block"
too_dry = "off"

[thresholds]
unsure_below = 0.6
alarm_from = 1

[[house_rules]]
id = "never-x-at-night"
action = "hold_for_approval"
text = "Op X eerst vragen."
types = ["safety", "privacy"]
severities = ["high"]
signals = ["media_threat"]
platforms = ["x"]
approval = true

[[house_rules]]
id = "thanks"
action = "no_reply"
text = "Dank je hoeft geen antwoord."
types = ["praise"]
"""


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(None) == load_settings(tmp_path / "geen.toml") == settings_from({}) == Settings()


@pytest.mark.row(10)
def test_the_deadlines_are_those_of_the_policy() -> None:
    minutes = {name: Settings().deadline(name) // timedelta(minutes=1) for name in PLATFORMS}
    assert minutes == {"x": 60, "facebook": 120, "instagram": 120, "linkedin": 120, "google_review": 240,
                       "trustpilot": 240, "other": 120}  # fmt: skip


def test_a_full_profile_is_read(tmp_path: Path) -> None:
    path = tmp_path / "meelezer.toml"
    path.write_text(FULL, encoding="utf-8")
    settings = load_settings(path)
    first = HouseRule("never-x-at-night", "hold_for_approval", "Op X eerst vragen.", ("safety", "privacy"), ("high",),
                      ("media_threat",), ("x",), True)  # fmt: skip
    second = HouseRule("thanks", "no_reply", "Dank je hoeft geen antwoord.", ("praise",))
    assert settings == Settings(
        brand="Voorbeeld", handles=("@voorbeeld", "@voorbeeldhelpt"), language="en", timezone="Europe/Brussels", voice="formal",
        signer="Anna", approvers=("Noor", "Wim de Vries"), never_say=("koopje",), mask_personal_data=False,
        public_rounds_limit=3, solved_check_days=5, deadlines={**Settings().deadlines, "x": 30},
        lengths={"x": 280, "facebook": 500}, review_levels={"robot_phrase": "block", "too_dry": "off"},
        house_rules=(first, second), thresholds=Thresholds(unsure_below=0.6, alarm_from=1.0),
    )  # fmt: skip
    assert settings.deadline("x") == timedelta(minutes=30)
    assert str(settings.zone) == "Europe/Brussels"


@pytest.mark.parametrize(
    ("approvers", "name", "may"),
    [((), "Wim", True), ((), None, True), (("Noor",), "Noor", True), (("Noor",), " noor ", True), (("Noor",), "Wim", False),
     (("Noor",), None, False), (("Noor",), "", False)],
)  # fmt: skip
def test_where_approvers_are_set_only_they_may_approve(approvers: tuple[str, ...], name: str | None, may: bool) -> None:
    assert Settings(approvers=approvers).may_approve(name, NOON) is may


def problems(table: dict[str, Any]) -> list[str]:
    """What is wrong with a profile, in English; the same number of things in Dutch."""
    with pytest.raises(BadFile) as refused:
        settings_from(table)
    nl, en = refused.value.words.nl.split("\n  - "), refused.value.words.en.split("\n  - ")
    assert (nl[0], en[0]) == ("In meelezer.toml klopt dit niet:", "In meelezer.toml this is wrong:")
    assert [line.split(":", 1)[0] for line in nl] == [nl[0][:-1], *(line.split(":", 1)[0] for line in en[1:])]
    return en[1:]


RULE = {"id": "a", "action": "no_reply", "text": "b"}
ENTRA_ID = "6b7e1a52-0c1d-4f7e-9a35-2f6f0a1c9d10"
TEXT, LIST = "write a text between quotes", 'write a list such as ["one", "two"]'
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"brand": 3}, f"brand: {TEXT}"),
    ({"brand": "  "}, f"brand: {TEXT}"),
    ({"signer": ["Anna"]}, f"signer: {TEXT}"),
    ({"handles": "@voorbeeld"}, f"handles: {LIST}"),
    ({"handles": [1]}, f"handles: {LIST}"),
    ({"approvers": [""]}, f"approvers: {LIST}"),
    ({"never_say": {"a": 1}}, f"never_say: {LIST}"),
    ({"language": "fr"}, "language: choose from nl, en"),
    ({"language": ["nl"]}, "language: choose from nl, en"),
    ({"sector": "retail"}, "sector: choose from health, finance"),
    ({"voice": "jolly"}, "voice: choose from informal, formal"),
    *(({"timezone": zone}, "timezone: write a time zone such as Europe/Brussels")
      for zone in ("Amsterdam", "", "Europe", "x" * 3000, "a\0", "../etc", "/etc/passwd", 3, ["a"], {"a": 1})),
    ({"mask_personal_data": "ja"}, "mask_personal_data: write true or false"),
    ({"mask_personal_data": 1}, "mask_personal_data: write true or false"),
    *(({"public_rounds_limit": n}, "public_rounds_limit: write a number from 1 to 20") for n in (0, 21, -1, 1.5, True, "2", [2])),
    *(({"solved_check_days": n}, "solved_check_days: write a number from 1 to 60") for n in (0, 61, 1.0, float("nan"))),
    ({"deadlines": 60}, "deadlines: write this as a table, [deadlines]"),
    ({"deadlines": {"x": 4}}, "deadlines.x: write a number from 5 to 10080"),
    ({"deadlines": {"x": "een uur"}}, "deadlines.x: write a number from 5 to 10080"),
    ({"deadlines": {"facebok": 60}}, "deadlines.facebok: this setting does not exist; do you mean facebook?"),
    ({"office_hours": "9-17"}, "office_hours: write this as a table, [office_hours]"),
    ({"office_hours": {"monday": "17:00-9:00"}}, 'office_hours.monday: write from and until, such as "09:00-17:30"'),
    ({"office_hours": {"monday": 9}}, 'office_hours.monday: write from and until, such as "09:00-17:30"'),
    ({"office_hours": {"monda": "09:00-17:00"}}, "office_hours.monda: this setting does not exist; do you mean monday?"),
    ({"country": "Nederland"}, "country: write a country code such as NL or BE"),
    ({"country": 3}, "country: write a country code such as NL or BE"),
    ({"lengths": {"x": 10}}, "lengths.x: write a number from 50 to 10000"),
    ({"lengths": ["x"]}, "lengths: write this as a table, [lengths]"),
    ({"review_levels": {"robot_phrase": "error"}}, "review_levels.robot_phrase: choose from block, warn, off"),
    ({"review_levels": {"robot_phrases": "off"}}, "review_levels.robot_phrases: this setting does not exist; do you mean robot_phrase?"),
    ({"thresholds": 0.5}, "thresholds: write this as a table, [thresholds]"),
    ({"thresholds": {"unsure_below": 1.1}}, "thresholds.unsure_below: write a number from 0.0 to 1.0"),
    ({"thresholds": {"alarm_from": "veel"}}, "thresholds.alarm_from: write a number from 0.0 to 1.0"),
    ({"thresholds": {"alarm_form": 0.1}}, "thresholds.alarm_form: this setting does not exist; do you mean alarm_from?"),
    ({"house_rules": {"id": "a"}}, "house_rules: write each rule as [[house_rules]]"),
    ({"house_rules": ["a"]}, "house_rules: write each rule as [[house_rules]]"),
    ({"house_rules": [{**RULE, "action": "shout"}]}, "house_rules[1].action: choose from reply_public, "),
    ({"house_rules": [RULE, {"id": "a", "action": "no_reply"}]}, f"house_rules[2].text: {TEXT}"),
    ({"house_rules": [{**RULE, "types": "praise"}]}, f"house_rules[1].types: {LIST}"),
    ({"house_rules": [{**RULE, "types": ["weather"]}]}, "house_rules[1].types: does not know “weather”; choose from delivery, "),
    ({"house_rules": [{**RULE, "severities": ["zwaar"]}]}, "house_rules[1].severities: does not know “zwaar”; choose from low, "),
    ({"house_rules": [{**RULE, "signals": ["rook"]}]}, "house_rules[1].signals: does not know “rook”; choose from safety_risk"),
    ({"house_rules": [{**RULE, "platforms": ["tiktok"]}]}, "house_rules[1].platforms: does not know “tiktok”; choose from x, "),
    ({"house_rules": [{**RULE, "approval": "ja"}]}, "house_rules[1].approval: write true or false"),
    ({"house_rules": [{**RULE, "type": ["praise"]}]}, "house_rules[1].type: this setting does not exist; do you mean types?"),
    ({"two_people": "ja"}, "two_people: write true or false"),
    ({"slack": ["C01"]}, "slack: write this as a table, [slack]"),
    ({"slack": {"chanels": []}}, "slack.chanels: this setting does not exist; do you mean channels?"),
    ({"slack": {"channels": "C01ABC"}}, f"slack.channels: {LIST}"),
    ({"slack": {"channels": ["#webcare"]}}, 'slack.channels: write an id such as "C01ABCDEF"'),
    ({"slack": {"workspaces": ["acme"]}}, 'slack.workspaces: write an id such as "T01ABCDEF"'),
    ({"slack": {"approvals": "#approvals"}}, 'slack.approvals: write an id such as "C01ABCDEF"'),
    ({"slack": {"digest": 3}}, 'slack.digest: write an id such as "C01ABCDEF"'),
    ({"slack": {"people": ["Wim"]}}, "slack.people: write this as a table, [slack.people]"),
    ({"slack": {"people": {"wim": "Wim"}}}, 'slack.people: write an id such as "U01ABCDEF"'),
    ({"slack": {"people": {"U01ABC": ""}}}, f"slack.people.U01ABC: {TEXT}"),
    ({"teams": ["19:a"]}, "teams: write this as a table, [teams]"),
    ({"teams": {"workspaces": []}}, "teams.workspaces: this setting does not exist"),
    ({"teams": {"tennants": []}}, "teams.tennants: this setting does not exist; do you mean tenants?"),
    ({"teams": {"tenants": "acme"}}, f"teams.tenants: {LIST}"),
    ({"teams": {"tenants": ["acme.onmicrosoft.com"]}}, f"teams.tenants: write an id such as \"{ENTRA_ID}\""),
    *(({"teams": {"channels": [wrong]}}, 'teams.channels: write an id such as "19:0123abcd@thread.tacv2"')
      for wrong in ("Webcare", "19%3A0123abcd%40thread.tacv2", "19:0123abcd@thread.tacv2;messageid=1")),
    ({"teams": {"approvals": 3}}, 'teams.approvals: write an id such as "19:0123abcd@thread.tacv2"'),
    ({"teams": {"digest": ""}}, 'teams.digest: write an id such as "19:0123abcd@thread.tacv2"'),
    ({"teams": {"people": ["Wim"]}}, "teams.people: write this as a table, [teams.people]"),
    ({"teams": {"people": {"wim@acme.example": "Wim"}}}, f"teams.people: write an id such as \"{ENTRA_ID}\""),
    ({"teams": {"people": {ENTRA_ID: ""}}}, f"teams.people.{ENTRA_ID}: {TEXT}"),
    ({"people": ["Wim"]}, "people: write this as a table, [people]"),
    ({"people": {"Wim": "U01ABC"}}, "people.Wim: write this as a table, [people.Wim]"),
    ({"people": {"Wim": {"slak": "U01ABC"}}}, "people.Wim.slak: this setting does not exist; do you mean slack?"),
    ({"people": {"Wim": {"slack": "wim"}}}, 'people.Wim.slack: write an id such as "U01ABCDEF"'),
    ({"people": {"Wim": {"slack": "U01ABC"}, "Fatma": {"slack": "U01ABC"}}}, "people.Fatma.slack: this id is called “Wim” already"),
    ({"people": {"Wim": {"slack": "U01ABC"}}, "slack": {"people": {"U01ABC": "Willem"}}}, "people.Wim.slack: this id is called “Willem”"),
    ({"aprovers": ["Noor"]}, "aprovers: this setting does not exist; do you mean approvers?"),
    ({"qqq": 1}, "qqq: this setting does not exist"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "sentence"), WRONG, ids=[sentence[:40] for _, sentence in WRONG])
def test_a_wrong_value_is_named_with_what_to_write(table: dict[str, Any], sentence: str) -> None:
    (only,) = problems(table)
    assert only.startswith(sentence)


def test_a_colleague_is_named_once_with_an_id_in_each_service() -> None:
    told = {
        "people": {"Wim": {"slack": "U01ABC", "teams": ENTRA_ID}},
        "slack": {"approvals": "C01ABC", "people": {"U02ABC": "Fatma"}},
    }
    settings = settings_from(told)
    assert settings.slack == ChatSettings(approvals="C01ABC", people={"U02ABC": "Fatma", "U01ABC": "Wim"})
    assert settings.teams == ChatSettings(people={ENTRA_ID: "Wim"})
    assert settings_from({"people": {"Wim": {"slack": "U01ABC"}}}).teams == ChatSettings()


def test_each_chat_service_keeps_its_own_words() -> None:
    room = "19:0123abcd@thread.tacv2"
    settings = settings_from({
        "slack": {"workspaces": ["T01ABC"], "channels": ["C01ABC"], "people": {"U01ABC": "Wim"}},
        "teams": {"tenants": [ENTRA_ID], "channels": [room], "approvals": room, "digest": "a:1abc", "people": {ENTRA_ID: "Fatma"}},
    })  # fmt: skip
    assert settings.slack == ChatSettings(("T01ABC",), ("C01ABC",), people={"U01ABC": "Wim"})
    assert settings.teams == ChatSettings((ENTRA_ID,), (room,), room, "a:1abc", {ENTRA_ID: "Fatma"})


def test_every_setting_is_checked() -> None:
    """No key takes just anything: an object of no known kind is refused for each, and each is named."""
    keys = list(Settings.__dataclass_fields__)
    assert [line.split(":")[0] for line in problems(dict.fromkeys(keys, object()))] == keys


def test_everything_that_is_wrong_is_told_at_once() -> None:
    found = problems({"brand": 1, "langauge": "nl", "timezone": "Mars", "deadlines": {"x": 0, "facebook": 0},
                      "house_rules": [{"id": "a"}]})  # fmt: skip
    assert [re.split(r":", line)[0] for line in found] == [
        "brand", "langauge", "timezone", "deadlines.x", "deadlines.facebook", "house_rules[1].text", "house_rules[1].action",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "raw", [b'brand = "Voorbeeld', b"brand = Voorbeeld", b'brand = "caf\xe9"', b"brand = 1\nbrand = 2", b"\x00"]
)
def test_a_broken_file_says_so(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "meelezer.toml"
    path.write_bytes(raw)
    with pytest.raises(BadFile) as refused:
        load_settings(path)
    assert f"{path} is not valid TOML" in refused.value.words.en
    assert f"{path} is geen geldige TOML" in refused.value.words.nl


def test_a_mark_that_an_editor_puts_first_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "meelezer.toml"
    path.write_bytes(b'\xef\xbb\xbfbrand = "Voorbeeld"\r\n')
    assert load_settings(path).brand == "Voorbeeld"


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    """A folder in the file's place: root, as which tests often run, may read any file."""
    with pytest.raises(BadFile, match=r"cannot be read \(Is a directory\)"):
        load_settings(tmp_path)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(list(Settings.__dataclass_fields__)) | st.text(), VALUES, max_size=4))
def test_any_table_gives_settings_or_sentences(table: dict[str, Any]) -> None:
    with contextlib.suppress(BadFile):
        assert settings_from(table).zone
