"""Wordings are read, varied and filled in; a wrong file says where, and a customer's name is never a template."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadFile
from bot.fact_rules import WANTS
from bot.labels import PLATFORMS, TROUBLES, TYPES
from bot.phrases import GROUPS, SLOTS, VOICES, expand, fill, load_phrases

PLAIN = ("when", "private", "remove", "holding", "close_public", "rounds", "once", "thanks", "thanks_more", "question",
         "question_more", "came_back", "person", "lasting", "nth", "chased", "happened", "holding_hurt", "holding_danger",
         "holding_data")  # fmt: skip
MOVES = [
    *(f"{move}.{group}.{voice}" for move in ("recognition", "now", "ask") for group in GROUPS for voice in VOICES),
    *(f"trouble.{name}.{voice}" for name in TROUBLES for voice in VOICES),
    *(f"wish.{name}.{voice}" for name in WANTS for voice in VOICES),
    *(f"apology.{whose}.{voice}" for whose in ("ours", "general") for voice in VOICES),
    *(f"{move}.{voice}" for move in PLAIN for voice in VOICES),
    *(f"greeting.{voice}{named}" for voice in VOICES for named in ("", "_named")),
    "signature.any",
]
BASE: dict[str, Any] = {
    **{name: ["Een zin over <thing>."] for name in MOVES},
    "thing": {"pakket(?:je)?": "je pakket", "pakketpunt": "het pakketpunt", "doos": "de doos"},
    "thing_default": dict.fromkeys(TYPES, "dit"),
    "private_way": dict.fromkeys(PLATFORMS, "privébericht"),
}


def write(folder: Path, changes: dict[str, Any] | None = None, without: str = "") -> Path:
    """Both files, whole but for `changes` (None takes a key out) in the English one."""
    for lang, more in (("nl", {}), ("en", changes or {})):
        lines = [
            f"{key} = {_toml(value)}"
            for key, value in {**BASE, **more}.items()
            if value is not None and not (lang == "en" and without and key.startswith(without))
        ]
        (folder / f"{lang}.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder


def _toml(value: Any) -> str:
    """Texts, lists and numbers are written alike in TOML and JSON; tables are not."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(one)}" for key, one in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    both = load_phrases(write(tmp_path))
    assert set(both) == {"nl", "en"}
    assert both["nl"].moves["now.delivery.informal"] == ("Een zin over <thing>.",)
    assert both["nl"].moves["signature"] == ("Een zin over <thing>.",)


@pytest.mark.parametrize("name", MOVES)
def test_a_missing_move_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadFile) as refused:
        load_phrases(write(tmp_path, {name: None}))
    assert f"data/phrases/en.toml: {name} is missing" in refused.value.words.en
    assert f"data/phrases/en.toml: {name} mist" in refused.value.words.nl


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"when.informal": []}, "when.informal is missing or no list of sentences"),
    ({"when.informal": "Vandaag."}, "when.informal is missing or no list of sentences"),
    ({"when.informal": ["Vandaag.", "  "]}, "when.informal is missing or no list of sentences"),
    ({"when.informal": ["Vandaag.", 3]}, "when.informal is missing or no list of sentences"),
    ({"when.informal": ["{vandaag|morgen."]}, "when.informal: the braces do not match in “{vandaag|morgen.”"),
    ({"when.informal": ["}vandaag{."]}, "when.informal: the braces do not match in “}vandaag{.”"),
    ({"when.informal": ["{a|{b|c}."]}, "when.informal: the braces do not match in “{a|{b|c}.”"),
    ({"when.informal": ["Op <dag>."]}, "when.informal: <dag> does not exist; choose from brand, chased, lasting"),
    ({"signature.any": ["<ondertekenaar>"]}, "signature.any: <ondertekenaar> does not exist"),
    ({"greeting.formal_named": ["Dag <klant>,"]}, "greeting.formal_named: <klant> does not exist"),
    ({"when.informal": None, "when.formal": None, "when": ["Vandaag."]}, "when must be a table, [when]"),
    ({"signature.any": None, "signature": "Groet"}, "signature must be a table, [signature]"),
    ({"thing": ["pakket"]}, "thing must be a table, [thing]"),
    ({"thing": {"pakket(": "je pakket"}}, "[thing] has a wrong word (missing ), unterminated subpattern"),
    ({"thing": {"pakket": 3}}, "[thing] has no text at “pakket”"),
    ({"thing": {"pakket": " "}}, "[thing] has no text at “pakket”"),
    ({"thing_default": {"delivery": "dit"}}, "[thing_default] lacks product, service"),
    ({"thing_default": "dit"}, "thing_default must be a table, [thing_default]"),
    ({"thing_default": None}, "[thing_default] lacks delivery, product"),
    ({"private_way": {**BASE["private_way"], "x": 3}}, "[private_way] lacks x"),
    ({"private_way": {**BASE["private_way"], "x": ""}}, "[private_way] lacks x"),
]


@pytest.mark.parametrize(("changes", "sentence"), WRONG, ids=[sentence[:30] for _, sentence in WRONG])
def test_a_wrong_file_says_what_and_where(tmp_path: Path, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadFile) as refused:
        load_phrases(write(tmp_path, changes))
    assert f"data/phrases/en.toml: {sentence}" in refused.value.words.en
    assert refused.value.words.nl.startswith("data/phrases/en.toml: ")
    assert refused.value.words.nl.endswith(".")


@pytest.mark.parametrize("move", ["now.delivery", "ask", "apology"])
def test_a_group_that_is_no_table_is_named(tmp_path: Path, move: str) -> None:
    write(tmp_path, without=move + ".")
    path = tmp_path / "en.toml"
    path.write_text(f'{move} = "kort"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(BadFile, match=rf"en\.toml: {move.rpartition('.')[2]} must be a table"):
        load_phrases(tmp_path)


@pytest.mark.parametrize("raw", [b"when = [", b"caf\xe9", b"when = 1\nwhen = 2"])
def test_a_file_that_is_no_toml_says_so(tmp_path: Path, raw: bytes) -> None:
    (write(tmp_path) / "nl.toml").write_bytes(raw)
    with pytest.raises(BadFile, match=r"data/phrases/nl\.toml: the file cannot be read"):
        load_phrases(tmp_path)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    (write(tmp_path) / "en.toml").unlink()
    with pytest.raises(BadFile, match=r"data/phrases/en\.toml: the file cannot be read"):
        load_phrases(tmp_path)


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("Waar is mijn pakketje?", "je pakket"),
        ("WAAR IS MIJN PAKKET", "je pakket"),
        ("Het pakketpunt was dicht", "het pakketpunt"),
        ("De doos van mijn pakket is stuk", "de doos"),
        ("Mijn schandpakket", None),
        ("Iets anders", None),
    ],
)
def test_the_thing_is_the_first_that_the_post_names(tmp_path: Path, text: str, thing: str | None) -> None:
    assert load_phrases(write(tmp_path))["nl"].thing_in(text) == thing


@pytest.mark.parametrize(
    ("template", "outcomes"),
    [
        ("Vandaag.", {"Vandaag."}),
        ("{Vandaag|Morgen}.", {"Vandaag.", "Morgen."}),
        ("{Ik {kijk|zoek}|We kijken} even{, echt|} .", {"Ik kijk even.", "Ik zoek even.", "We kijken even.",
                                                        "Ik kijk even, echt.", "Ik zoek even, echt.", "We kijken even, echt."}),
        ("Over {|} <thing> ,  ja.", {"Over <thing>, ja."}),
    ],
)  # fmt: skip
def test_every_alternative_comes_up_and_nothing_else(template: str, outcomes: set[str]) -> None:
    assert {expand(template, random.Random(n)) for n in range(100)} == outcomes


def test_the_same_chance_gives_the_same_words() -> None:
    template = "{a|b|c|d} {e|f|g|h}"
    assert expand(template, random.Random(3)) == expand(template, random.Random(3))


HOSTILE = ["<time>{a|b}", "{a|b}", "<signer>", "<<name>>", "{", "}", r"\1", r"\g<0>", "<name><name>", "<onbekend>"]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_slot_brings_stays_text(name: str) -> None:
    slots = {**dict.fromkeys(SLOTS, "vandaag"), "name": name}
    assert fill(expand("{Dag|Dag} <name>, tot <time>.", random.Random(1)), slots) == f"Dag {name}, tot vandaag."


@given(st.text())
def test_no_name_whatever_is_taken_for_a_template(name: str) -> None:
    slots = {**dict.fromkeys(SLOTS, "vandaag"), "name": name}
    assert fill("Dag <name>, tot <time>.", slots) == f"Dag {name}, tot vandaag."


def test_a_sentence_opens_with_a_capital() -> None:
    assert fill("<thing> is zoek.", dict.fromkeys(SLOTS, "je pakket")) == "Je pakket is zoek."
    assert fill("", {}) == ""
