"""A colleague's question: an answer for every topic, an honest pass on the rest, and about a case never against its advice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice import advise
from bot.answers import MAX_WORDS, Answer, Question, answer, more, with_follow_up
from bot.case import Post, Turn
from bot.context import Context, Earlier
from bot.decision import Proposal
from bot.guidelines import Handbook
from bot.labels import ACTIONS, PLATFORMS, SEVERITIES, SIGNALS, TOPICS, TYPES
from bot.reading import Asked, Guess, Reading, Thresholds
from bot.settings import HouseRule, Settings
from tests.builders import NOON, guess, proposal, reading

PLAIN = Settings()
HANDLED = [topic for topic in TOPICS if topic != "out_of_scope"]
TWO_ROUNDS = (Turn("brand", "Dag"), Turn("customer", "En?"), Turn("brand", "Dag"))
BOTH = pytest.mark.parametrize("lang", ["nl", "en"])


def about(topic: str, confidence: float = 0.9) -> Guess:
    return guess(topic, confidence, TOPICS)


def asked(
    handbook: Handbook,
    topic: str,
    case: Proposal | None = None,
    settings: Settings = PLAIN,
    lang: str = "en",
    turn: int = 0,
    point: Asked | None = None,
) -> Answer:
    return answer(Question(about(topic), lang, point, turn), handbook, settings, case, NOON)


@BOTH
@pytest.mark.parametrize("topic", TOPICS)
def test_each_wording_of_an_answer_gets_its_turn(handbook: Handbook, topic: str, lang: str) -> None:
    wordings = [asked(handbook, topic, lang=lang, turn=turn).text for turn in range(3)]
    assert len(set(wordings)) == 3
    assert all(len(text.split()) <= 50 for text in wordings)
    count = 1 + len(handbook.answers[topic].more[lang])
    assert asked(handbook, topic, lang=lang, turn=count).text == wordings[0]


@pytest.mark.row(6, 17, 21, 28)
@BOTH
@pytest.mark.parametrize("topic", HANDLED)
def test_every_topic_has_a_short_answer_with_its_sources(handbook: Handbook, topic: str, lang: str) -> None:
    given = asked(handbook, topic, lang=lang)
    assert given.text == handbook.answers[topic].text.said(lang)
    assert (given.topic, given.lang, given.abstained, given.confidence) == (topic, lang, False, 0.9)
    assert [one.guideline for one in given.sources] == list(handbook.answers[topic].guidelines)
    assert all((one.source, one.weight) == (handbook.source(one.guideline).key, handbook.source(one.guideline).weight)
               for one in given.sources)  # fmt: skip


@BOTH
@pytest.mark.parametrize(("topic", "confidence"), [("out_of_scope", 0.99), ("apology", 0.19), ("go_private", 0.1)])
def test_what_it_does_not_know_it_says_so(handbook: Handbook, topic: str, confidence: float, lang: str) -> None:
    for case in (None, proposal(Post("Hoi"), reading(), handbook)):
        given = answer(Question(about(topic, confidence), lang), handbook, PLAIN, case)
        assert (given.topic, given.abstained, given.sources) == ("out_of_scope", True, ())
        assert given.text == handbook.answers["out_of_scope"].text.said(lang)
        assert given.confidence == confidence
        assert with_follow_up(given, handbook) == given


def test_the_threshold_is_the_teams(handbook: Handbook) -> None:
    assert not answer(Question(about("apology", 0.2), "nl"), handbook, PLAIN).abstained
    strict = Settings(thresholds=Thresholds(topic_below=0.4))
    assert answer(Question(about("apology", 0.2), "nl"), handbook, strict).abstained


POINT = ("apology", "someone_elses_fault")


@BOTH
def test_what_is_asked_about_a_topic_gets_its_own_answer(handbook: Handbook, lang: str) -> None:
    topic, name = POINT
    point = handbook.answers[topic].points[name]
    for turn in range(3):
        given = asked(handbook, topic, lang=lang, turn=turn, point=Asked(name, 0.8))
        assert given.text == point.wordings[lang][turn % len(point.wordings[lang])]
        assert [one.guideline for one in given.sources] == list(point.guidelines)


@pytest.mark.parametrize("point", [None, Asked(POINT[1], 0.4), Asked("", 0.9), Asked("gone_from_the_file", 0.9)])
def test_where_it_is_not_clear_what_is_asked_the_general_answer_stands(handbook: Handbook, point: Asked | None) -> None:
    assert asked(handbook, POINT[0], point=point) == asked(handbook, POINT[0])


@BOTH
def test_a_doubtful_topic_is_named_before_it_is_answered(handbook: Handbook, lang: str) -> None:
    topic, name = POINT
    for point in (None, Asked(name, 0.9)):
        text = answer(Question(about(topic, 0.45), lang, point), handbook, PLAIN).text
        known = handbook.answers[topic].points[name].about if point else handbook.answers[topic].about
        first = {
            "nl": f"Ik neem aan dat je vraag gaat over {known.nl}.",
            "en": f"I take it that you are asking about {known.en}.",
        }
        assert text.startswith(first[lang])
        assert len(text.split()) <= MAX_WORDS


@BOTH
def test_a_brand_that_does_not_joke_says_so_with_and_without_a_case(handbook: Handbook, lang: str) -> None:
    settings = Settings(humour=False)
    first = {"nl": "Bij ons merk staat humor uit", "en": "Our brand does not joke"}[lang]
    for case in (None, proposal(Post("Hoi"), reading("praise", "low"), handbook)):
        assert asked(handbook, "humor", case, settings, lang=lang).text.startswith(first)
        assert not asked(handbook, "apology", case, settings, lang=lang).text.startswith(first)


LEADS = {
    "reply_public": ("Hier: antwoord gewoon openbaar.", "Here: simply reply in public."),
    "reply_public_details_private": ("Hier: begin openbaar en vraag de details privé.",
                                     "Here: start in public and ask for the details in private."),
    "hold_for_approval": ("Hier: nog niets plaatsen.", "Here: post nothing yet."),
    "reply_once": ("Hier: één nette openbare reactie, en daarna stoppen.", "Here: one proper public reply, and then stop."),
    "no_reply": ("Hier: niet antwoorden, ook niet privé.", "Here: do not reply, not in private either."),
}  # fmt: skip
CASES = {
    "reply_public": (reading(), Post("Hoi")),
    "already private": (reading(signals=["dm_mentioned"]), Post("Hoi")),
    "praise": (reading("praise", "low"), Post("Hoi")),
    "reply_public_details_private": (reading("privacy"), Post("Hoi")),
    "rounds": (reading(), Post("Hoi", history=TWO_ROUNDS)),
    "hold_for_approval": (reading("safety", "critical"), Post("Hoi")),
    "reply_once": (reading("abuse", "low", confidence=0.55), Post("Hoi")),
    "no_reply": (reading("abuse", "low"), Post("Hoi")),
    "threat": (reading("abuse", "critical"), Post("Hoi")),
}


@BOTH
@pytest.mark.parametrize("name", CASES)
def test_public_or_private_is_answered_as_the_case_is_advised(handbook: Handbook, name: str, lang: str) -> None:
    read, post = CASES[name]
    case = proposal(post, read, handbook)
    given = asked(handbook, "go_private", case, lang=lang)
    assert given.text.startswith(LEADS[case.advice.action][lang == "en"])
    assert case.advice.reasons[0].text.said(lang) in given.text
    carried = (*(reason.guideline for reason in case.advice.reasons), *handbook.answers["go_private"].guidelines)
    assert [one.guideline for one in given.sources] == list(dict.fromkeys(carried))[:4]
    for lost in case.advice.overruled[:1]:
        assert lost.text.said(lang) in given.text
    if case.advice.action != "reply_public":
        assert handbook.answers["go_private"].text.said(lang) not in given.text


def test_every_action_is_among_these_cases(handbook: Handbook) -> None:
    assert {proposal(post, read, handbook).advice.action for read, post in CASES.values()} == set(ACTIONS) == set(LEADS)


READINGS = st.builds(reading, st.sampled_from([*TYPES]), st.sampled_from([*SEVERITIES]),
                     st.lists(st.sampled_from([*SIGNALS]), unique=True, max_size=4), st.sampled_from([0.3, 0.9]))  # fmt: skip
POSTS = st.builds(
    Post, st.just("Hoi"), platform=st.sampled_from([*PLATFORMS]), history=st.sampled_from([(), TWO_ROUNDS])
)
# what only a case with a reply may be told: to answer in public, that it is expected or pays, and by when
REPLY = {
    "nl": ("antwoord openbaar.", "een antwoord wordt verwacht", "zijn we niet getagd", "een eerste antwoord hebben"),
    "en": ("reply in public.", "a reply is expected", "we are not tagged", "needs a first reply"),
}
RULES = st.builds(
    HouseRule, st.just("ours"), st.sampled_from([*ACTIONS]), st.just("Zo doen wij het."), approval=st.booleans()
)


CONTEXTS = st.builds(
    Context,
    st.lists(st.builds(Earlier, st.just("abcdefghij"), st.just(NOON), st.sampled_from([*TYPES]), st.just("advised"),
                       owed=st.booleans(), sure=st.booleans()), max_size=2).map(tuple),
    st.integers(0, 9),
)  # fmt: skip


QUESTIONS = st.tuples(st.sampled_from(HANDLED), st.integers(0, 2), st.sampled_from(["nl", "en"]))


@given(READINGS, POSTS, st.none() | RULES, CONTEXTS, QUESTIONS)
def test_no_answer_about_a_case_goes_against_its_advice(
    handbook: Handbook,
    read: Reading,
    post: Post,
    rule: HouseRule | None,
    known: Context,
    question: tuple[str, int, str],
) -> None:
    topic, turn, lang = question
    settings = Settings(house_rules=(rule,) if rule else ())
    advice = advise(post, NOON, read, handbook, settings, known)
    case = replace(proposal(post, read, handbook, settings), advice=advice, context=known)
    action, text = case.advice.action, asked(handbook, topic, case, settings, lang, turn).text
    assert len(text.split()) <= MAX_WORDS
    if topic == "go_private":
        assert text.startswith(LEADS[action][lang == "en"])
        assert not case.advice.approval or action == "no_reply" or "goedk" in text or "approve" in text
    if action == "no_reply":
        assert not any(words in text for words in REPLY[lang])
        assert topic in ("response_time", "approval") or text.startswith(LEADS[action][lang == "en"])
    if action == "hold_for_approval":
        assert REPLY[lang][0] not in text
        assert topic in ("response_time", "approval") or text.startswith(LEADS[action][lang == "en"])


@BOTH
@pytest.mark.parametrize(
    "topic", ["trolls", "delete_comments", "angry_customer", "observers", "being_right", "no_mention"]
)
@pytest.mark.parametrize("name", ["hold_for_approval", "reply_once", "no_reply", "threat"])
def test_where_no_plain_reply_is_due_every_such_question_is_answered_so(
    handbook: Handbook, topic: str, name: str, lang: str
) -> None:
    read, post = CASES[name]
    case = proposal(post, read, handbook)
    given = asked(handbook, topic, case, lang=lang)
    assert given.text.startswith(LEADS[case.advice.action][lang == "en"])
    assert handbook.answers[topic].text.said(lang) not in given.text


ABOUT = [
    ("response_time", reading(), "x", "This post needs a first reply by 13:00."),
    ("response_time", reading("abuse", "low"), "x", "This post needs no reply; decide so by 13:00."),
    (
        "approval",
        reading(severity="critical"),
        "x",
        "Here an authorised colleague has to approve first, since it is critical.",
    ),
    (
        "approval",
        reading(severity="high"),
        "x",
        "Approval is not needed here, but have a senior colleague read along today.",
    ),
    ("approval", reading(), "x", "Nobody has to approve a reply to this post."),
    ("trolls", reading(), "x", "This is a real complaint: leave it up and reply in public."),
    ("delete_comments", reading("privacy"), "x", "This is a real complaint: leave it up and reply in public."),
    ("no_mention", reading(signals=["mention"]), "x", "In this post we are tagged: a reply is expected."),
    ("no_mention", reading(), "x", "In this post we are not tagged: a public reply works extra well."),
    (
        "personal_data",
        reading(signals=["personal_data"]),
        "x",
        "This post holds personal data: do not repeat it and ask",
    ),
    ("humor", reading(severity="high"), "x", "Not here: this is too serious for that."),
    ("humor", reading("privacy"), "x", "Not here: this is too serious for that."),
]


@pytest.mark.row(3, 4, 10, 14, 24)
@pytest.mark.parametrize(("topic", "read", "platform", "first"), ABOUT)
def test_an_answer_about_a_case_begins_with_that_case(
    handbook: Handbook, topic: str, read: Reading, platform: str, first: str
) -> None:
    assert asked(handbook, topic, proposal(Post("Hoi", platform=platform), read, handbook)).text.startswith(first)


@pytest.mark.parametrize(
    ("topic", "read", "platform"),
    [("no_mention", reading(), "google_review"), ("no_mention", reading("praise", "low"), "x"), ("personal_data", reading(), "x"),
     ("humor", reading("praise", "low"), "x"), ("delete_comments", reading("praise", "low"), "x"), ("apology", reading(), "x")],
)  # fmt: skip
def test_where_the_case_adds_nothing_the_general_answer_stands(
    handbook: Handbook, topic: str, read: Reading, platform: str
) -> None:
    assert asked(handbook, topic, proposal(Post("Hoi", platform=platform), read, handbook)) == asked(handbook, topic)


def test_a_deadline_on_another_day_names_the_day_and_a_passed_one_says_so(handbook: Handbook) -> None:
    late = proposal(Post("Hoi", posted_at=NOON - timedelta(days=2)), reading(), handbook)
    assert asked(handbook, "response_time", late, lang="nl").text.startswith(
        "Dit bericht had vóór 16-11 14:00 een eerste antwoord moeten hebben."
    )


def test_a_house_rule_is_named_as_what_asks_for_approval(handbook: Handbook) -> None:
    settings = Settings(
        approvers=("Noor", "Wim"), house_rules=(HouseRule("ours", "reply_public", "Zo.", approval=True),)
    )
    case = proposal(Post("Hoi"), reading(), handbook, settings)
    assert asked(handbook, "approval", case, settings).text.startswith(
        "Here Noor or Wim has to approve first, since a house rule"
    )
    assert "Do have the reply approved first." in asked(handbook, "go_private", case, settings).text
    assert "Do have the reply approved first." in asked(handbook, "trolls", case, settings).text


def test_an_answer_that_gets_too_long_ends_with_a_whole_sentence(handbook: Handbook) -> None:
    rule = HouseRule("ours", "reply_public", "Zo doen wij het al jaren. " * 40)
    settings = Settings(house_rules=(rule,))
    words = asked(handbook, "go_private", proposal(Post("Hoi"), reading(), handbook, settings), settings).text.split()
    assert 80 < len(words) <= MAX_WORDS
    assert words[-1] == "jaren."


@BOTH
@pytest.mark.parametrize("topic", HANDLED)
def test_a_follow_up_question_gets_the_next_sentence_first(handbook: Handbook, topic: str, lang: str) -> None:
    for case in (None, *(proposal(post, read, handbook) for read, post in CASES.values())):
        first = asked(handbook, topic, case, lang=lang)
        second = with_follow_up(first, handbook)
        assert second.text.startswith(handbook.answers[topic].follow.said(lang))
        assert len(second.text.split()) <= MAX_WORDS
        assert (second.topic, second.sources, second.abstained) == (first.topic, first.sources, False)


def test_the_guidelines_in_full_name_where_they_come_from(handbook: Handbook) -> None:
    text = more(asked(handbook, "go_private").sources, handbook, "nl")
    assert "Eerst openbaar antwoorden" in text
    assert "[A] Iedereen kijkt mee (20-11-2025)" in text


PROMISED = Earlier("abcdefghij", NOON, "delivery", "answered", (("We bellen je", NOON + timedelta(days=1)),), owed=True)
WAITS = Earlier("abcdefghij", NOON, "delivery", "advised", owed=True)


def knowing(handbook: Handbook, known: Context, read: Reading | None = None) -> Proposal:
    """What is said of a case about which the ledger knows more."""
    read, post = read or reading(), Post("Hoi")
    return replace(
        proposal(post, read, handbook), advice=advise(post, NOON, read, handbook, PLAIN, known), context=known
    )


@BOTH
@pytest.mark.row(26, 27)
@pytest.mark.parametrize(
    ("topic", "known", "nl", "en"),
    [
        ("observers", Context(joined=5), "Nog 5 mensen schreven ongeveer hetzelfde binnen een dag. Geef ieder een eigen antwoord.",
         "Another 5 people said much the same within a day. Give each a reply of their own."),
        ("robotic_replies", Context(joined=3), "Nog 3 mensen schreven", "Another 3 people said"),
        ("follow_up", Context((PROMISED,)), "We hebben deze klant nog iets beloofd, vóór 19-11 12:00: “We bellen je”. Begin daar.",
         "We still owe this customer something, promised by 19-11 12:00: “We bellen je”. Start there."),
        ("promises", Context((WAITS,)), "Deze klant heeft bij ons nog een zaak open staan (abcd): begin daar.",
         "This customer still has a case open with us (abcd): start there."),
    ],
)  # fmt: skip
def test_what_the_ledger_knows_is_part_of_the_answer(
    handbook: Handbook, topic: str, known: Context, nl: str, en: str, lang: str
) -> None:
    text = asked(handbook, topic, knowing(handbook, known), lang=lang).text
    assert text.startswith(nl if lang == "nl" else en)
    assert text.endswith(handbook.answers[topic].text.said(lang))
    assert len(text.split()) <= MAX_WORDS


@pytest.mark.parametrize(
    "known",
    [Context(joined=2), Context((replace(WAITS, owed=False),)), Context((replace(WAITS, sure=False),))],
    ids=["too few", "nothing owed", "perhaps another"],
)
@pytest.mark.parametrize("topic", ["observers", "follow_up"])
def test_what_matters_little_is_left_out_of_the_answer(handbook: Handbook, topic: str, known: Context) -> None:
    assert asked(handbook, topic, knowing(handbook, known)) == asked(handbook, topic)


def test_an_approval_is_named_before_anything_that_the_ledger_knows(handbook: Handbook) -> None:
    case = knowing(handbook, Context((WAITS,), joined=5), reading("safety", "critical"))
    for topic in ("observers", "follow_up", "personal_data", "own_mistake"):
        assert asked(handbook, topic, case).text.startswith(LEADS["hold_for_approval"][1])


@pytest.mark.parametrize(
    ("lang", "said"),
    [("nl", "Goedkeuren doet bij jullie Wim of Fatma."), ("en", "In your team Wim or Fatma approves.")],
)
def test_who_asks_about_approval_hears_who_approves(handbook: Handbook, lang: str, said: str) -> None:
    team = Settings(approvers=("Wim", "Fatma"))
    assert said in asked(handbook, "approval", None, team, lang=lang).text
    assert "Goedkeuren doet" not in asked(handbook, "approval", lang=lang).text
