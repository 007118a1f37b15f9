"""The NLU's reply becomes a Reading; a colleague's own reading counts instead; a reply that is not Rasa's is told."""

from __future__ import annotations

from typing import Any

import pytest

from bot.case import Post, Turn
from bot.errors import NluAway
from bot.labels import SEVERITIES
from bot.reading import Asked, Reading, Thresholds, asked_of, corrected, reading_of, topic_of
from tests import builders
from tests.builders import TableNlu, guess


def reply(text: str = "pakket weg") -> dict[str, Any]:
    return TableNlu(topics={"sorry": "apology"}).parse([text])[0]


def read(post: Post, given: dict[str, Any] | None = None, lang: str = "nl") -> Reading:
    return reading_of(given or reply(post.text), post, lang, Thresholds())


def test_type_severity_and_signals_are_taken_over() -> None:
    reading = read(Post("@winkel pakket weg"))
    assert (reading.type.name, reading.severity.name, reading.unsure) == ("delivery", "medium", False)
    assert [signal.name for signal in reading.signals] == ["mention"]


def test_a_colleagues_reading_counts_and_is_certain() -> None:
    reading = read(Post("pakket weg", type="praise", severity="critical"))
    assert (reading.type.name, reading.type.confidence, reading.severity.name) == ("praise", 1.0, "critical")
    assert reading.corrected
    assert not reading.unsure


@pytest.mark.parametrize(
    ("confidence", "lang", "unsure"), [(0.9, "nl", False), (0.3, "nl", True), (0.9, "other", True)]
)
def test_unsure_below_the_threshold_and_in_other_languages(confidence: float, lang: str, unsure: bool) -> None:
    given = reply()
    ranking = guess("delivery", confidence, ["delivery", "service", "product", "billing"]).ranking
    given["intent_ranking"] = [{"name": name, "confidence": p} for name, p in ranking]
    reading = read(Post("pakket weg"), given, lang)
    assert reading.unsure is unsure
    assert reading.reply_lang("nl") == "nl"


def test_the_alarm_goes_apart_from_the_label() -> None:
    given = reply()
    chances = {"medium": 0.6, "critical": 0.2, "low": 0.1, "high": 0.1}
    given["severity"]["ranking"] = [{"name": name, "confidence": p} for name, p in chances.items()]
    reading = read(Post("pakket weg"), given)
    assert (reading.severity.name, reading.alarm) == ("medium", True)


def test_a_post_with_nothing_to_read_is_a_case_all_the_same() -> None:
    nothing = {
        "intent": {"name": None, "confidence": 0.0},
        "intent_ranking": [],
        "severity": {"name": None, "ranking": []},
    }
    reading = read(Post("https://x.example/1"), nothing)
    assert reading.unsure
    assert reading.severity.name in SEVERITIES
    assert not reading.alarm


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"intent": {"name": "delivery"}},
        {"intent_ranking": "x"},
        {"intent_ranking": [{"name": "weer"}]},
        {**reply(), "signals": 3},
        {**reply(), "signals": ["x"]},
        {**reply(), "faint_signals": 3},
    ],
)
def test_a_reply_that_is_not_rasas_says_what_to_check(broken: dict[str, Any]) -> None:
    with pytest.raises(NluAway, match="NLU_URL"):
        reading_of({**broken, "x": 1}, Post("pakket weg"), "nl", Thresholds())


def test_the_topic_of_a_question() -> None:
    assert topic_of(reply("moet ik sorry zeggen?")).name == "apology"


def test_signals_that_the_nlu_reads_are_added_to_those_of_the_rules() -> None:
    given = reply()
    given["signals"] = [
        {"name": "repeat_contact", "confidence": 0.8, "text": "bel me op 06-12345678"},
        {"name": "mention", "confidence": 0.9, "text": ""},
        {"name": "churn_threat", "confidence": 0.9},
        {"name": "nonsense", "confidence": 0.9, "text": "x"},
    ]
    shown = {one.name: one.text for one in read(Post("ik ben weg, bel me op 06-12345678"), given).signals}
    assert shown["repeat_contact"] == "bel me op [telefoonnummer]"
    assert shown["churn_threat"] == "ben weg"  # the rule's own words, not the NLU's
    assert set(shown) == {"repeat_contact", "churn_threat", "personal_data"}


def test_a_word_shows_a_signal_only_where_the_nlu_gives_it_a_chance() -> None:
    post = Post("mijn dochter is er dol op, maar mijn advocaat niet! mail jan@post.example")

    def names(given: dict[str, Any]) -> set[str]:
        return {one.name for one in read(post, given).signals}

    believed = names(reply())  # an NLU that does not say
    assert believed == {"vulnerable_person", "legal_threat", "personal_data"}
    assert names({**reply(), "faint_signals": []}) == {"legal_threat", "personal_data"}
    assert names({**reply(), "faint_signals": ["vulnerable_person", "data_leak"]}) == believed


def test_what_the_thread_shows_needs_no_consent() -> None:
    post = Post("en nu?", history=(Turn("customer", "dit is mijn vraag", public=False),))
    found = read(post, {**reply(), "faint_signals": []}).signals
    assert [one.name for one in found] == ["dm_mentioned"]


def test_praise_that_sounds_sarcastic_is_unsure() -> None:
    given = reply()
    given["intent_ranking"] = [{"name": "praise", "confidence": 0.99}, {"name": "service", "confidence": 0.01}]
    assert not read(Post("heel fijn"), given).unsure
    given["signals"] = [{"name": "sarcasm", "confidence": 0.6, "text": "heel fijn"}]
    assert read(Post("heel fijn"), given).unsure


@pytest.mark.parametrize(("lang", "answered"), [("nl", "nl"), ("en", "en"), ("mixed", "nl")])
def test_a_post_is_answered_in_its_own_language_where_it_is_ours(lang: str, answered: str) -> None:
    for team in ("nl", "en"):
        assert read(Post("pakket weg"), lang=lang).reply_lang(team) == answered


@pytest.mark.parametrize("team", ["nl", "en"])
def test_a_post_in_another_language_is_drafted_in_the_teams_own(team: str) -> None:
    assert read(Post("Mon colis n'est pas arrivé"), lang="other").reply_lang(team) == team


@pytest.mark.parametrize(
    ("type_", "severity", "confidence", "signals", "handled"),
    [
        ("praise", "low", 0.45, (), "delivery"),  # less likely than not
        ("praise", "low", 0.9, (), "praise"),
        ("praise", "low", 0.9, ("sarcasm",), "praise"),  # more often praise than not
        ("praise", "low", 0.9, ("churn_threat",), "delivery"),
        ("praise", "low", 1.0, ("churn_threat",), "praise"),  # a colleague said so
        ("abuse", "low", 0.45, (), "delivery"),
        ("abuse", "low", 0.6, (), "abuse"),
        ("abuse", "critical", 0.45, (), "abuse"),  # a threat
        ("question", "low", 0.3, ("churn_threat",), "question"),
        ("billing", "low", 0.3, (), "billing"),
    ],
)
def test_praise_or_abuse_that_is_not_likely_enough_is_handled_as_a_complaint(
    type_: str, severity: str, confidence: float, signals: tuple[str, ...], handled: str
) -> None:
    before = builders.reading(type_, severity, signals, confidence)
    assert before.cautious.type.name == handled
    assert before.cautious.severity == before.severity
    assert before.cautious.cautious == before.cautious


@pytest.mark.parametrize(
    ("type_", "severity", "signals", "alarm"),
    [
        ("question", "low", ["safety_risk"], True),
        ("product", "medium", ["safety_risk"], False),
        ("product", "medium", ["safety_risk", "vulnerable_person"], True),
        ("service", "high", ["discrimination"], True),
        ("privacy", "medium", ["data_leak"], True),
        ("service", "medium", ["vulnerable_person"], False),
        ("safety", "critical", ["safety_risk", "vulnerable_person"], False),  # it is said already
    ],
)
def test_signals_alone_may_raise_the_alarm(type_: str, severity: str, signals: list[str], alarm: bool) -> None:
    given = TableNlu({"hoi": (type_, severity)}).parse(["hoi"])[0]
    given["signals"] = [{"name": name, "confidence": 0.9, "text": "zo staat het er"} for name in signals]
    assert reading_of(given, Post("Hoi"), "nl", Thresholds()).alarm is alarm


@pytest.mark.parametrize(
    ("type_", "text", "alarm"),
    [
        ("service", "Als die inspecteur nog eens langskomt sla ik hem in elkaar", True),
        ("abuse", "ik weet waar die chauffeur woont", True),
        ("praise", "I'll burn your office down, see how you like that", True),
        ("delivery", "Het zuurstofapparaat van mijn man is nog niet geleverd", True),
        ("question", "Wanneer komt de nieuwe insulinepomp? Ik zit zonder", True),
        ("question", "Mag mijn insulinepomp door de poortjes?", False),
        ("praise", "Met mijn pacemaker werd ik netjes om de scan heen geleid", False),
        ("service", "The lap bar came loose on the second drop", True),
        ("product", "De remmen van de bakfiets weigerden op de helling", True),
        ("service", "Die prijsverhoging slaat nergens op, ik maak me kwaad", False),
        ("delivery", "Mijn gordelroos is weer terug, waar blijft de bestelling", False),
        ("service", "Tram 1 ontspoord aan de Dampoort, er liggen mensen op de grond", True),
        ("service", "An old lady was pushed off the bus by your driver", True),
        ("praise", "Jullie EHBO'ers waren er meteen toen mijn vader was flauwgevallen", False),
    ],
)
def test_some_words_raise_the_alarm_whatever_the_post_was_read_as(type_: str, text: str, alarm: bool) -> None:
    given = TableNlu({text.lower(): (type_, "medium")}).parse([text])[0]
    assert reading_of(given, Post(text), "nl", Thresholds()).alarm is alarm


@pytest.mark.parametrize(
    ("text", "praise"),
    [
        ("merci he, weer een half uur te laat, topservice", False),
        ("Knap staaltje werk van de monteur, petje af", True),
    ],
)
def test_praise_with_sarcasm_that_names_trouble_is_handled_as_a_complaint(text: str, praise: bool) -> None:
    given = TableNlu({text.lower(): ("praise", "low")}).parse([text])[0]
    given["signals"] = [{"name": "sarcasm", "confidence": 0.9, "text": text}]
    assert (reading_of(given, Post(text), "nl", Thresholds()).cautious.type.name == "praise") == praise


def test_who_scolds_and_threatens_with_the_press_is_not_just_told_off() -> None:
    read = builders.reading("abuse", "medium", ("profanity", "media_threat"), 0.9)
    assert read.cautious.type.name not in ("abuse", "praise")
    assert builders.reading("abuse", "medium", ("profanity",), 0.9).cautious.type.name == "abuse"


@pytest.mark.parametrize(
    "found",
    [None, "late", {}, {"name": ["late"], "confidence": 0.9}, {"name": "late", "confidence": "high"}, {"name": 3}],
)
def test_a_rasa_that_says_something_else_there_names_no_trouble_and_no_point(found: Any) -> None:
    reply = {**TableNlu().parse(["Hoi"])[0], "trouble": found, "asked": found}
    assert reading_of(reply, Post("Hoi"), "nl", Thresholds()).trouble == ""
    assert asked_of(reply) in (None, Asked("", 0.0))


def test_a_trouble_counts_where_it_is_likely_enough_and_until_the_type_is_corrected() -> None:
    reply = TableNlu().parse(["Hoi"])[0]
    for chance, expected in ((0.34, ""), (0.36, "late")):
        read = reading_of({**reply, "trouble": {"name": "late", "confidence": chance}}, Post("Hoi"), "nl", Thresholds())
        assert read.trouble == expected
        assert corrected(read, "billing").trouble == ""
