"""Wordings are read, varied and filled in; a wrong file says where, and a customer's name is never a template."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadFile
from bot.fact_rules import WANTS
from bot.labels import PLATFORMS, TROUBLES, TYPES
from bot.phrases import GROUPS, SECTORS, SLOTS, VOICES, Phrases, expand, fill, load_phrases

PLAIN = ("when", "private", "remove", "holding", "close_public", "rounds", "once", "thanks", "thanks_more", "question", "named", "named_sober",
         "remark", "light", "tell", "live", "urgent", "came_back", "person", "lasting", "nth", "chased", "retold",
         "retold_before",
         "holding_hurt", "holding_danger", "holding_data")  # fmt: skip
MOVES = [
    *(f"{move}.{group}.{voice}" for move in ("recognition", "now") for group in GROUPS for voice in VOICES),
    *(f"next.{group}.{voice}" for group in (*GROUPS, "question", "remark", "praise") for voice in VOICES),
    *(f"ask.{sector}.{voice}" for sector in SECTORS for voice in VOICES),
    *(f"trouble.{name}.{voice}" for name in TROUBLES for voice in VOICES),
    *(f"wish.{name}.{voice}" for name in WANTS for voice in VOICES),
    *(f"apology.{whose}.{voice}" for whose in ("ours", "general") for voice in VOICES),
    *(f"{move}.{voice}" for move in PLAIN for voice in VOICES),
    *(f"greeting.{sober}{voice}{named}" for sober in ("", "sober_") for voice in VOICES for named in ("", "_named")),
    "signature.any",
]
BASE: dict[str, Any] = {
    **{name: ["Een zin over <thing>."] for name in MOVES},
    "thing": {"pakket(?:je)?": "je pakket", "pakketpunt": "het pakketpunt", "doos": "de doos"},
    "thing_default": dict.fromkeys(TYPES, "dit"),
    "private_way": dict.fromkeys(PLATFORMS, "privébericht"),
    "event": {"te laat": {"says": "<vehicle> te laat was <place>", "of": ["late"]}},
    "event_of": {name: ["er iets misging"] for name in TROUBLES},
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
    ({"when.informal": ["Op <dag>."]}, "when.informal: <dag> does not exist; choose from brand, chased, event"),
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
    ({"event": {"te laat(": BASE["event"]["te laat"]}}, "[event] has a wrong word (missing ), unterminated subpattern"),
    ({"event": {"te laat": "het te laat was"}}, "event.te laat.says is missing or no list of sentences"),
    ({"event": {"te laat": {"says": "<bus> te laat was", "of": ["late"]}}}, "event.te laat.says: <bus> does not exist"),
    ({"event": {"te laat": {"says": "het te laat was"}}}, "event.te laat.of is no list of names that exist"),
    (
        {"event": {"te laat": {"says": "het te laat was", "of": ["tardy"]}}},
        "event.te laat.of is no list of names that exist",
    ),
    ({"event_of": {**BASE["event_of"], "late": []}}, "event_of.late is missing or no list of sentences"),
    ({"event_of": {"delayed": ["<vehicle> te laat was"]}}, "[event_of] knows no delayed"),
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


PROMISES = ("now", "wish", "holding", "holding_hurt", "holding_danger", "holding_data", "question", "light", "live", "tell",
            "private", "rounds", "when", "person")  # fmt: skip
"""Moves that say what we do: it has to be true whoever sends them, and whenever."""

UNDER_WAY = {
    "nl": (
        r"\bnu\b",
        r"\b(?:op dit moment|momenteel|op het moment)\b",
        r"(?<!de )\b(?:bel|belt|bellen|gebeld|telefoon\w*)\b",
        r"(?<!zodra )(?<!als )\b(?:ik|we|wij|collega\w*) (?:heb|hebben|heeft)\b[^.,;:]*\b(?:door|na|uit|aan)?(?:ge(?!en\b)\w+[dtn]|besproken)\b",
        r"\b(?:heb|hebben) (?:ik|we|wij)\b[^.,;:]*\b(?:doorge\w+|gemeld|gevraagd|nage\w+|uitge\w+|aange\w+|besproken)\b",
        r"\bal (?:doorgegeven|doorgestuurd|besproken|gevraagd|bezig)\b",
        r"\b(?:aan het|bezig met) (?:uitzoeken|navragen|kijken|zoeken|bellen)\b",
        r"\bcollega \w+t (?:het|dit|mee)\b",
    ),
    "en": (
        r"\b(?:I'm|I am|we're|we are) (?:(?:not|now|also|just|still|already|\w+ly) )*(?!going|getting back|coming back|willing)\w+ing\b",
        r"\b(?:I've|we've|I have|we have) (?:\w+ )?(?:asked|passed|told|called|reported|raised|spoken|checked|flagged|contacted)\b",
        r"\b(?:right now|as we speak|at (?:this|the) moment (?:I|we)|I'm on (?:it|this))\b",
        r"\balready (?:asked|passed|reported|looking|on it)\b",
        r"\b(?:making calls|my colleague is|a colleague is)\b",
    ),
}
NOT_OURS = {
    "nl": r"\b(?:depot|magazijn|vervoerder|koerier|chauffeur|bezorgers|bezorgdienst|technicus|technici|monteur|werkplaats|teamleider)\b",
    "en": r"\b(?:depot|carrier|courier|warehouse|our (?:engineers?|drivers?)|workshop|team leader)\b",
}
"""Who a brand may not have."""


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_no_wording_says_that_something_is_done_or_under_way(phrases: dict[str, Phrases], lang: str) -> None:
    claims = re.compile("|".join(UNDER_WAY[lang]), re.IGNORECASE)
    rng = random.Random(1)
    for move, templates in phrases[lang].moves.items():
        if move.split(".")[0] in PROMISES:
            for template in templates:
                for sentence in {expand(template, rng) for _ in range(12)}:
                    assert not claims.search(sentence), (move, sentence)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_no_wording_names_somebody_that_a_brand_may_not_have(phrases: dict[str, Phrases], lang: str) -> None:
    names = re.compile(NOT_OURS[lang], re.IGNORECASE)
    found = [(move, one) for move, templates in phrases[lang].moves.items() for one in templates if names.search(one)]
    assert not found


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_sober_greeting_is_not_a_hi(phrases: dict[str, Phrases], lang: str) -> None:
    for voice in VOICES:
        for named in ("", "_named"):
            greetings = phrases[lang].moves[f"greeting.sober_{voice}{named}"]
            assert not [one for one in greetings if re.match(r"(?:hi|hoi|hey|hallo)\b", one, re.IGNORECASE)]


SAID_TO = {
    "nl": {"you": "je", "your": "je", "thing": "je pakket", "item": "je pakket", "lasting": "een uur"},
    "en": {"you": "you", "your": "your", "thing": "your parcel", "item": "your parcel", "lasting": "an hour"},
}


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_clause_is_part_of_a_sentence(phrases: dict[str, Phrases], lang: str) -> None:
    rng, slots = random.Random(1), {**SAID_TO[lang], "vehicle": "bus 34", "place": "", "times": ""}
    some = [
        *(one.says for one in phrases[lang].events),
        *(one for all_ in phrases[lang].event_of.values() for one in all_),
    ]
    for clause in some:
        said = " ".join(fill(expand(clause, rng), slots, opens=False).split())
        assert re.fullmatch(r"[a-z][^<>{}|]*[\w']", said), said
