"""Public or private: each rule decides its own case, and whatever is read there is one advice with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.advice import Advice, advise
from bot.case import Post, Turn
from bot.guidelines import Handbook
from bot.labels import ACTIONS, NOT_COMPLAINTS, PLATFORMS, REVIEW_PLATFORMS, SEVERITIES, SIGNALS, TYPES
from bot.reading import Reading
from bot.rules import RULES, Rule, Situation
from bot.settings import SECTORS, HouseRule, Settings
from bot.signals import Signal
from tests.builders import NOON, reading

PLAIN = Settings()


def thread(rounds: int, public: bool = True) -> tuple[Turn, ...]:
    """A talk in which the brand has answered `rounds` times."""
    return tuple(
        turn for n in range(rounds) for turn in (Turn("brand", f"Antwoord {n}", public), Turn("customer", "En?"))
    )


TEXTS = {"account": "In september twee keer 187 euro afgeschreven"}
"""The words of cases that are decided by words."""
SETTINGS = {"sector": Settings(sector="finance")}
"""The settings of cases that are decided by settings."""


def ruled(
    read: Reading, rounds: int = 0, rules: Sequence[Rule] = RULES, text: str = "Hoi", settings: Settings = PLAIN
) -> Rule | None:
    situation = Situation(Post(text, history=thread(rounds)), read, settings)
    return next((rule for rule in rules if rule.when(situation)), None)


# the rule, its item in the policy, a case that it decides, the action, and which rule decides without it
CASES = [
    ("abuse-critical", 7, reading("abuse", "critical", confidence=0.55), 0, "no_reply", "abuse-doubtful"),
    ("abuse-doubtful", 7, reading("abuse", "low", confidence=0.55), 0, "reply_once", "abuse"),
    ("abuse", 7, reading("abuse", "low", ["profanity"]), 0, "no_reply", "public-first"),
    ("critical", 6, reading("product", "critical", ["personal_data"]), 3, "hold_for_approval", "confidential"),
    ("confidential", 2, reading("billing", "medium", ["personal_data", "dm_mentioned"]), 0, "reply_public_details_private",
     "already-private"),
    ("account", 2, reading("billing", "high"), 0, "reply_public_details_private", "public-first"),
    ("sector", 2, reading("technical", "medium"), 0, "reply_public_details_private", "public-first"),
    ("rounds", 5, reading("delivery", "medium"), 2, "reply_public_details_private", "public-first"),
    ("already-private", 4, reading("delivery", "medium", ["dm_mentioned"]), 0, "reply_public", "public-first"),
    ("light", 8, reading("praise", "low"), 0, "reply_public", "public-first"),
    ("public-first", 1, reading("delivery", "medium"), 0, "reply_public", None),
]  # fmt: skip


@pytest.mark.row(1, 2, 11, 13, 14, 21, 22, 24)
@pytest.mark.parametrize(
    ("rule", "item", "read", "rounds", "action", "otherwise"), CASES, ids=[case[0] for case in CASES]
)
def test_each_rule_decides_a_case_that_goes_another_way_without_it(
    handbook: Handbook, rule: str, item: int, read: Reading, rounds: int, action: str, otherwise: str | None
) -> None:
    text, settings = TEXTS.get(rule, "Hoi"), SETTINGS.get(rule, PLAIN)
    advice = advise(Post(text, history=thread(rounds)), NOON, read, handbook, settings)
    assert (advice.rule, advice.action) == (rule, action)
    others = [one for one in RULES if one.id != rule]
    with_it, without_it = (ruled(read, rounds, rules, text, settings) for rules in (RULES, others))
    assert with_it
    assert with_it.item == item
    assert (without_it.id if without_it else None) == otherwise
    if without_it:
        assert (with_it.action, with_it.because) != (without_it.action, without_it.because)


def test_every_rule_has_its_case() -> None:
    assert [case[0] for case in CASES] == [rule.id for rule in RULES]


@pytest.mark.row(1, 14)
@pytest.mark.parametrize(
    ("read", "private"),
    [
        (reading("privacy", "medium"), True),
        (reading("delivery", signals=["personal_data"]), True),
        (reading("technical", signals=["data_leak"]), True),
        (reading("returns", signals=["legal_threat"]), True),
        (reading("safety", "high", ["vulnerable_person"]), True),
        (reading("safety", "high"), False),
        (reading("delivery", "high", ["vulnerable_person"]), False),
        *((reading("billing", "high", [signal]), False) for signal in (
            "media_threat", "churn_threat", "repeat_contact", "mass_impact", "profanity", "sarcasm", "mention", "discrimination")),
        (reading("question", "low", ["personal_data"]), False),
        (reading("praise", "low", ["personal_data"]), False),
    ],
)  # fmt: skip
def test_only_confidentiality_moves_the_details_to_private(handbook: Handbook, read: Reading, private: bool) -> None:
    action = advise(Post("Hoi"), NOON, read, handbook, PLAIN).action
    assert action == ("reply_public_details_private" if private else "reply_public")


@pytest.mark.parametrize(
    ("limit", "rounds", "public", "rule"),
    [(2, 1, True, "public-first"), (2, 2, True, "rounds"), (2, 2, False, "already-private"), (3, 2, True, "public-first"), (1, 1, True, "rounds")],
)  # fmt: skip
def test_public_rounds_are_counted_up_to_the_teams_limit(
    handbook: Handbook, limit: int, rounds: int, public: bool, rule: str
) -> None:
    post = Post("Hoi", history=thread(rounds, public))
    advice = advise(post, NOON, reading(), handbook, Settings(public_rounds_limit=limit))
    assert advice.rule == rule
    assert ("offer_private" in advice.extras) == (rule == "rounds")


@pytest.mark.row(21, 22)
@pytest.mark.parametrize(
    ("confidence", "rounds", "action"),
    [
        (0.79, 0, "reply_once"),
        (0.8, 0, "no_reply"),
        (0.79, 1, "no_reply"),
        (0.3, 0, "reply_public"),  # less likely abuse than not: handled as a complaint
        (0.95, 0, "no_reply"),
    ],
)
def test_doubtful_abuse_is_answered_once_and_never_again(
    handbook: Handbook, confidence: float, rounds: int, action: str
) -> None:
    read = reading("abuse", "low", confidence=confidence)
    assert advise(Post("Hoi", history=thread(rounds)), NOON, read, handbook, PLAIN).action == action


@pytest.mark.row(3, 4, 5, 18, 26)
@pytest.mark.parametrize(
    ("read", "platform", "there", "not_there"),
    [
        (reading(), "x", {"public-first", "no-mention-bonus", "ask-harmless-details"}, {"mention-expected"}),
        (reading(signals=["mention"]), "x", {"mention-expected"}, {"no-mention-bonus"}),
        (reading(), "google_review", {"public-first"}, {"no-mention-bonus", "mention-expected"}),
        (reading(), "trustpilot", {"public-first"}, {"no-mention-bonus", "mention-expected"}),
        (reading("praise", "low"), "x", {"own-voice"}, {"no-mention-bonus"}),
        (reading(severity="high"), "x", {"real-empathy"}, set()),
        (reading(signals=["mass_impact"]), "x", {"never-the-same-answer"}, set()),
        (reading(signals=["dm_mentioned"]), "x", {"order-counts", "follow-up", "no-mention-bonus"}, {"public-first"}),
    ],
)
def test_the_reasons_fit_the_case(
    handbook: Handbook, read: Reading, platform: str, there: set[str], not_there: set[str]
) -> None:
    reasons = {
        reason.guideline for reason in advise(Post("Hoi", platform=platform), NOON, read, handbook, PLAIN).reasons
    }
    assert there <= reasons
    assert not not_there & reasons


@pytest.mark.row(13, 16)
def test_the_losing_side_is_named_with_why_it_lost(handbook: Handbook) -> None:
    (lost,) = advise(Post("Hoi"), NOON, reading(), handbook, PLAIN).overruled
    assert (lost.guideline, lost.source, lost.weight) == ("private-asap", "reageren-2017", "C")
    assert ("experimenten" in lost.text.nl, "experiments" in lost.text.en) == (True, True)


@pytest.mark.parametrize(
    ("text", "severity", "private"),
    [
        ("Er gaat nog elke maand 38,50 af, opgezegd in januari", "high", True),
        ("You have charged me twice for June", "medium", True),
        ("Mijn kaart is nog altijd geblokkeerd", "high", True),
        ("Wat is die factuur onoverzichtelijk zeg", "low", False),  # an opinion needs nobody's account
        ("Het tarief gaat wéér met zes euro omhoog", "high", False),
        ("Mijn pakje ligt al een week in het depot", "medium", False),
    ],
)
def test_only_what_is_in_the_customers_account_needs_it(
    handbook: Handbook, text: str, severity: str, private: bool
) -> None:
    advice = advise(Post(text), NOON, reading("billing", severity), handbook, PLAIN)
    assert (advice.action == "reply_public_details_private") == private


@pytest.mark.row(18)
@pytest.mark.parametrize(("sector", "private"), [("", False), ("health", False), ("finance", True)])
def test_a_sensitive_sector_tightens_the_rules(handbook: Handbook, sector: str, private: bool) -> None:
    settings = Settings(sector=sector)
    advice = advise(Post("Inloggen lukt niet"), NOON, reading("technical", "medium"), handbook, settings)
    assert (advice.action == "reply_public_details_private") == private
    light = advise(Post("Inloggen lukt niet"), NOON, reading("technical", "low"), handbook, settings)
    assert light.action == "reply_public"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Bestelling 4471-20983 kwijt", True),
        ("Conducteur Bram Vandecasteele lachte mij uit", True),
        ("our Joris Verhelst is bullied every day", True),
        ("ik zit in de bijstand", False),  # told, and cannot be taken out
    ],
)
def test_what_identifies_somebody_is_to_be_taken_out(handbook: Handbook, text: str, asked: bool) -> None:
    told = replace(reading("service", "medium"), signals=(Signal("personal_data", "ik zit"),))
    advice = advise(Post(text), NOON, told, handbook, PLAIN)
    assert ("ask_removal" in advice.extras) == asked


@pytest.mark.row(2, 6, 27)
def test_who_was_in_private_already_hears_the_end_in_public(handbook: Handbook) -> None:
    post = Post("Nog steeds niks", history=(Turn("customer", "mijn nummer is …", public=False),))
    for signals in ([], ["personal_data"]):
        assert "close_public" in advise(post, NOON, reading("delivery", "medium", signals), handbook, PLAIN).extras
    assert "close_public" not in advise(post, NOON, reading("praise", "low"), handbook, PLAIN).extras


@pytest.mark.row(10)
@pytest.mark.parametrize(
    ("platform", "hours"), [("x", 1), ("facebook", 2), ("other", 2), ("google_review", 4), ("trustpilot", 4)]
)
def test_the_deadline_is_that_of_the_platform_in_every_case(handbook: Handbook, platform: str, hours: int) -> None:
    for severity in SEVERITIES:
        advice = advise(Post("Hoi", platform=platform), NOON, reading(severity=severity), handbook, PLAIN)
        assert advice.reply_by == NOON + timedelta(hours=hours)


TYPE, SEVERITY = st.sampled_from(list(TYPES)), st.sampled_from(list(SEVERITIES))
SHOWN = st.lists(st.sampled_from(list(SIGNALS)), unique=True, max_size=5)
READINGS = st.builds(
    reading, TYPE, SEVERITY, SHOWN, st.sampled_from([0.2, 0.55, 0.9]), st.sampled_from(["nl", "other"])
)
POSTS = st.builds(
    Post,
    st.just("Hoi"),
    platform=st.sampled_from(list(PLATFORMS)),
    mention=st.sampled_from([None, True, False]),
    posted_at=st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    history=st.builds(thread, st.integers(0, 4), st.booleans()),
)
ZONES = st.sampled_from(["Europe/Amsterdam", "Europe/London", "Asia/Tokyo"])


def check_any_advice(advice: Advice, post: Post, settings: Settings, handbook: Handbook) -> None:
    """What holds for every advice, with or without a house rule."""
    assert advice.action in ACTIONS
    assert advice.reasons
    for one in (*advice.reasons, *advice.overruled):
        assert one.weight in ("A", "B", "C", "team")
        assert one.weight == "team" or handbook.source(one.guideline).key == one.source
        assert all((one.text.nl, one.text.en))
    assert len({one.guideline for one in advice.reasons}) == len(advice.reasons)
    assert advice.reply_by.astimezone(UTC) == (post.posted_at or NOON) + settings.deadline(post.platform)
    assert str(advice.reply_by.tzinfo) == settings.timezone
    assert advice.action != "no_reply" or not advice.extras


@pytest.mark.row(1, 16, 22, 24)
@given(READINGS, POSTS, ZONES, st.sampled_from(["", *SECTORS]))
def test_whatever_is_read_the_policy_holds(
    handbook: Handbook, read: Reading, post: Post, zone: str, sector: str
) -> None:
    settings = Settings(timezone=zone, sector=sector)
    advice = advise(post, NOON, read, handbook, settings)
    check_any_advice(advice, post, settings, handbook)
    read = read.cautious
    critical = read.severity.name == "critical"
    assert advice.approval == critical
    assert advice.senior == (read.severity.name == "high")
    assert advice.approval or advice.action != "hold_for_approval"
    if read.type.name not in NOT_COMPLAINTS:
        assert advice.action not in ("no_reply", "reply_once")
        assert (advice.action == "hold_for_approval") == critical
        if read.has("personal_data") and not critical:
            assert advice.action == "reply_public_details_private"
    elif read.type.name != "abuse":
        assert advice.action == ("hold_for_approval" if critical else "reply_public")
    elif critical:
        assert advice.action == "no_reply"
    bonus = "no-mention-bonus" in {one.guideline for one in advice.reasons}
    assert not bonus or not (read.has("mention") or post.platform in REVIEW_PLATFORMS)


HOUSE_RULES = st.builds(
    HouseRule, st.sampled_from(["rule-a", "rule-b"]), st.sampled_from(list(ACTIONS)), st.just("Zo doen wij het."),
    st.lists(TYPE, max_size=2).map(tuple), st.lists(SEVERITY, max_size=2).map(tuple), approval=st.booleans(),
)  # fmt: skip


@given(READINGS, POSTS, st.lists(HOUSE_RULES, max_size=3))
@example(reading("safety", "critical"), Post("Hoi"), [HouseRule("rule-a", "reply_public", "Zo doen wij het.")])
def test_a_house_rule_wins_but_never_takes_an_approval_away(
    handbook: Handbook, read: Reading, post: Post, rules: list[HouseRule]
) -> None:
    settings = Settings(house_rules=tuple(rules))
    plain, advice = advise(post, NOON, read, handbook, PLAIN), advise(post, NOON, read, handbook, settings)
    check_any_advice(advice, post, settings, handbook)
    read = read.cautious
    first = next((rule for rule in rules if (not rule.types or read.type.name in rule.types)
                  and (not rule.severities or read.severity.name in rule.severities)), None)  # fmt: skip
    if first is None:
        assert advice == plain
        return
    assert (advice.rule, advice.action, advice.approval) == (first.id, first.action, plain.approval or first.approval)
    assert [(one.guideline, one.weight) for one in advice.reasons] == [(first.id, "team")]
    assert [one.guideline for one in advice.overruled] == [one.guideline for one in plain.reasons]
    assert all(first.id in one.text.nl and first.id in one.text.en for one in advice.overruled)


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [({}, True), ({"types": ("delivery",)}, True), ({"types": ("billing",)}, False), ({"severities": ("high", "medium")}, True),
     ({"severities": ("high",)}, False), ({"signals": ("sarcasm", "mention")}, True), ({"signals": ("sarcasm",)}, False),
     ({"platforms": ("x",)}, True), ({"platforms": ("facebook",)}, False), ({"types": ("delivery",), "platforms": ("facebook",)}, False)],
)  # fmt: skip
def test_a_house_rule_holds_where_all_that_it_names_fits(
    handbook: Handbook, conditions: dict[str, tuple[str, ...]], fits: bool
) -> None:
    rule = HouseRule("ours", "reply_once", "Eén keer.", **conditions)  # type: ignore[arg-type]  # never `approval`
    advice = advise(
        Post("Hoi", platform="x"), NOON, reading(signals=["mention"]), handbook, Settings(house_rules=(rule,))
    )
    assert (advice.rule == "ours") == fits


IGNORED = (
    "you never answered my DM",
    "geen dm terug gehad",
    "krijg geen antwoord via dm en sta nu hier",
    "sent you a DM, no DM back yet",
)
REFUSES = (
    "Why would you need a DM for that? Just say it here",
    "ik ga echt niet dm'en",
    "zeg het maar gewoon hier, niet in dm",
)


@pytest.mark.parametrize("text", [*IGNORED, *REFUSES])
def test_who_refuses_a_private_message_was_not_in_private(handbook: Handbook, text: str) -> None:
    advice = advise(Post(text), NOON, reading(signals=["dm_mentioned"]), handbook, Settings())
    assert ("close_public" in advice.extras) == (text in IGNORED)
