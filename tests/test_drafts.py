"""Drafts pick up what a post says, ask nothing that it tells, and promise no time that will be over."""

from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from bot import drafts
from bot.advice import advise
from bot.case import Post
from bot.come_back import said_time
from bot.drafts import Draft
from bot.facts import asked_in, facts_of
from bot.guidelines import Handbook
from bot.labels import TROUBLES
from bot.office import DAYS
from bot.phrases import Phrases
from bot.reading import Reading
from bot.settings import Settings
from tests.builders import NOON, reading

ANNA = Settings(signer="Anna")
BOTH = pytest.mark.parametrize("lang", ["nl", "en"])
Phrasebooks = dict[str, Phrases]


def propose(
    post: Post, handbook: Handbook, phrases: Phrasebooks, kind: str = "delivery", lang: str = "nl",
    trouble: str = "", seed: int = 1,
) -> tuple[Draft, ...]:  # fmt: skip
    """The drafts for a post that is read as said."""
    read = reading(kind, lang=lang, trouble=trouble)
    tools = drafts.Desk(phrases[lang], ANNA, NOON, random.Random(seed))
    return drafts.propose(post, read, advise(post, NOON, read, handbook, ANNA), tools)


def said_by(phrases: Phrasebooks, lang: str, move: str, slots: dict[str, str]) -> re.Pattern[str]:
    """Whatever the wordings of a move can say, as `sentence_key` writes it."""
    patterns = []
    for template in phrases[lang].moves[f"{move}.informal"]:
        filled = re.sub(r"<(\w+)>", lambda slot: slots.get(slot[1], slot[0]), template).lower()
        parts = re.findall(r"[{|}]|[^\W_]+|(?:(?![{|}])[\W_])+", filled)
        marks = {"{": "(?:", "|": "|", "}": ")"}
        patterns.append("".join(marks.get(part, part if part[0].isalnum() else " *") for part in parts))
    return re.compile(" *(?:" + "|".join(patterns) + ") *")


@BOTH
@pytest.mark.parametrize("trouble", TROUBLES)
def test_the_first_draft_opens_with_what_went_wrong(
    handbook: Handbook, phrases: Phrasebooks, trouble: str, lang: str
) -> None:
    post = Post({"nl": "Dit is toch niet normaal meer, wat een toestand.", "en": "This is not normal any more."}[lang])
    first = propose(post, handbook, phrases, "service", lang, trouble=trouble)[0]
    assert said_by(phrases, lang, f"trouble.{trouble}", {}).fullmatch(first.sentences[0])


FACTS = [
    ("nl", "Al drie weken wachten we hierop, niet normaal", "lasting", {"lasting": "drie weken"}),
    ("nl", "Nu al voor de derde keer mis", "nth", {"nth": "derde"}),
    ("nl", "Schandalig, ik heb al drie keer gebeld en niks", "chased", {"chased": "drie keer"}),
    ("en", "We've been waiting for three weeks, not on", "lasting", {"lasting": "three weeks"}),
    ("en", "Rang you twice and nothing came of it", "chased", {"chased": "twice"}),
]


@pytest.mark.parametrize(("lang", "text", "move", "slots"), FACTS)
def test_without_a_plain_trouble_the_first_draft_opens_with_what_the_post_tells(
    handbook: Handbook, phrases: Phrasebooks, lang: str, text: str, move: str, slots: dict[str, str]
) -> None:
    first = propose(Post(text), handbook, phrases, "service", lang)[0]
    assert said_by(phrases, lang, move, slots).fullmatch(first.sentences[0])


def test_three_drafts_open_in_three_ways(handbook: Handbook, phrases: Phrasebooks) -> None:
    post = Post("Al drie weken wachten we hierop")
    openings = [draft.sentences[0] for draft in propose(post, handbook, phrases, trouble="not_arrived")]
    assert len(set(openings)) == drafts.DRAFTS
    assert "drie weken" in openings[1]


@pytest.mark.parametrize("seed", range(12))
def test_no_draft_asks_what_the_post_tells(handbook: Handbook, phrases: Phrasebooks, seed: int) -> None:
    text = "Gisteren om 14:30 in de winkel in Breda weer hetzelfde, mijn iPhone 13 ligt er nu voor de derde keer"
    assert facts_of(text, "nl").told == {"when", "where", "what", "often"}
    for kind in ("product", "service", "technical"):
        for draft in propose(Post(text), handbook, phrases, kind, seed=seed):
            assert not [one for one in re.findall(r"[^.?!]+\?", draft.text) if asked_in(one)], draft.text


def test_a_draft_asks_only_when_where_or_how_often_and_only_one_of_the_three_does(
    handbook: Handbook, phrases: Phrasebooks
) -> None:
    posts = ("Geen pakket gekregen", "Onbeleefd personeel aan de kassa", "De app hapert", "De bus reed voorbij")
    for seed, text in enumerate(posts * 4):
        drafted = propose(Post(text), handbook, phrases, "service", seed=seed)
        assert len(drafted) == drafts.DRAFTS
        asking = [draft for draft in drafted if "?" in draft.text]
        assert len(asking) <= 1
        for draft in asking:
            assert frozenset().union(*map(asked_in, draft.text.split("."))) <= {"when", "where", "often"}


def test_a_post_that_tells_its_story_is_asked_nothing(handbook: Handbook, phrases: Phrasebooks) -> None:
    story = "Ik stond voor de deur en er was niemand, terwijl de man aan de lijn zei dat er de hele dag iemand zou zijn"
    for kind in ("service", "delivery", "conduct"):
        assert not [d.text for d in propose(Post(story), handbook, phrases, kind) if "?" in d.text]


def test_nobody_is_told_that_an_injury_is_annoying(handbook: Handbook, phrases: Phrasebooks) -> None:
    read = reading("service", signals=["vulnerable_person"])
    advice = advise(Post("Hoi"), NOON, read, handbook, ANNA)
    tools = drafts.Desk(phrases["nl"], ANNA, NOON, random.Random(1))
    annoyed = said_by(phrases, "nl", "recognition.service", {})
    for draft in drafts.propose(Post("Hoi"), read, advice, tools):
        assert not any(annoyed.fullmatch(sentence) for sentence in draft.sentences)


def test_a_time_is_told_once(handbook: Handbook, phrases: Phrasebooks) -> None:
    for seed in range(20):
        for draft in propose(Post("Mijn gegevens liggen op straat"), handbook, phrases, "privacy", seed=seed):
            assert len(re.findall(r"\bvandaag\b|\bmorgen\b", draft.text)) <= 1, draft.text


@BOTH
@pytest.mark.parametrize("trouble", ["", *drafts.HOLDING])
def test_a_critical_case_is_first_told_what_its_trouble_asks_for(
    handbook: Handbook, phrases: Phrasebooks, trouble: str, lang: str
) -> None:
    read = reading("safety", "critical", lang=lang, trouble=trouble)
    advice = advise(Post("Hoi"), NOON, read, handbook, ANNA)
    tools = drafts.Desk(phrases[lang], ANNA, NOON, random.Random(1))
    said = said_by(phrases, lang, drafts.HOLDING.get(trouble, "holding"), {})
    drafted = drafts.propose(Post("Hoi"), read, advice, tools)
    assert len(drafted) == drafts.DRAFTS
    assert all(said.fullmatch(draft.sentences[0]) for draft in drafted)


@BOTH
def test_a_wish_is_taken_up(handbook: Handbook, phrases: Phrasebooks, lang: str) -> None:
    post = Post({"nl": "Slecht, ik wil mijn geld terug", "en": "Poor, I want my money back"}[lang])
    taken_up = said_by(phrases, lang, "wish.money", {})
    first = propose(post, handbook, phrases, "returns", lang)[0]
    assert any(taken_up.fullmatch(sentence) for sentence in first.sentences)


@BOTH
def test_who_is_praised_by_name_hears_of_it(handbook: Handbook, phrases: Phrasebooks, lang: str) -> None:
    post = Post({"nl": "Bedankt Nathalie van de winkel in Diest!", "en": "Thanks to Nathalie at the shop!"}[lang])
    named = [draft.text for draft in propose(post, handbook, phrases, "praise", lang) if "Nathalie" in draft.text]
    assert len(named) >= 2


@pytest.mark.parametrize(("platform", "minutes"), [("x", 60), ("google_review", 240)])
@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_what_is_promised_comes_after_the_reply_is_due_and_never_at_night(
    handbook: Handbook, phrases: Phrasebooks, platform: str, minutes: int, hour: int
) -> None:
    now = NOON + timedelta(hours=hour)
    read, post = reading(), Post("Mijn pakket is er niet", platform=platform)
    advice = advise(post, now, read, handbook, ANNA)
    tools = drafts.Desk(phrases["nl"], ANNA, now, random.Random(hour))
    for draft in drafts.propose(post, read, advice, tools):
        told = re.search(r"(vandaag|morgen)\D*?(\d{1,2})(?:\.00)? uur", draft.text)
        assert told, draft.text
        local = now.astimezone(ANNA.zone)
        due = local.replace(hour=int(told[2]), minute=0) + timedelta(days=told[1] == "morgen")
        assert due > now + timedelta(minutes=minutes)
        assert 9 <= due.hour <= 21


def test_an_office_that_is_shut_promises_for_the_day_on_which_it_opens(
    handbook: Handbook, phrases: Phrasebooks
) -> None:
    friday = NOON + timedelta(days=2, hours=5)
    hours = {"office_hours": {"monday": (NOON.time().replace(hour=9), NOON.time().replace(hour=17))}}
    settings = Settings(signer="Anna", **hours)  # type: ignore[arg-type]  # a table of one day
    read, post = reading(), Post("Mijn pakket is er niet")
    advice = advise(post, friday, read, handbook, settings)
    tools = drafts.Desk(phrases["nl"], settings, friday, random.Random(1))
    drafted = drafts.propose(post, read, advice, tools)
    assert any("maandag" in draft.text for draft in drafted)


@pytest.mark.parametrize(
    ("days", "lang", "expected"),
    [(0, "nl", "vandaag"), (1, "nl", "morgen"), (3, "nl", "zaterdag"), (0, "en", "today"), (1, "en", "tomorrow"),
     (3, "en", "on Saturday")],
)  # fmt: skip
def test_a_day_is_named_as_people_name_it(days: int, lang: str, expected: str) -> None:
    due = (NOON + timedelta(days=days)).replace(hour=12)
    said = said_time(due, NOON, lang, random.Random(2))
    assert expected in said
    assert ("12" in said) or ("noon" in said)


NAMED = [  # language, type, trouble, post; what the first sentence names
    (
        "nl",
        "service",
        "not_arrived",
        "Bus 34 kwam deze week al twee keer niet aan halte Zuid",
        ("bus 34", "halte zuid"),
    ),
    ("nl", "delivery", "", "Pakketje gewoon over de schutting gegooid", ("je pakket", "gegooid")),
    (
        "nl",
        "service",
        "",
        "Drie kwartier aan de lijn en toen werd de verbinding verbroken",
        ("verbinding", "aan de lijn"),
    ),
    ("nl", "product", "broken", "Mijn wasmachine is stuk na een jaar", ("je wasmachine",)),
    ("en", "service", "late", "The 07.11 was late again at Whitby station", ("the 07.11", "at whitby")),
    ("en", "delivery", "", "Your driver threw my parcel over the gate", ("your parcel", "thrown")),
    ("en", "billing", "charged_wrong", "You charged me twice for the same night", ("charged twice",)),
]


@pytest.mark.parametrize("named", NAMED)
def test_the_first_draft_names_what_went_wrong(
    handbook: Handbook, phrases: Phrasebooks, named: tuple[str, str, str, str, tuple[str, ...]]
) -> None:
    lang, kind, trouble, text, names = named
    for seed in range(6):
        first = propose(Post(text), handbook, phrases, kind, lang, trouble, seed)[0]
        opening = re.split(r"(?<!\d)\. ", first.text)[0].lower()
        assert not [name for name in names if name not in opening], opening


LIVE = [
    ("nl", "Sta hier nu al een uur in de kou te wachten op de bus"), ("nl", "App ligt er weer uit"),
    ("en", "I'm stuck at the station right now and no bus"), ("en", "Your site is down again"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text"), LIVE)
def test_who_stands_in_the_cold_hears_more_within_the_hour(
    handbook: Handbook, phrases: Phrasebooks, lang: str, text: str
) -> None:
    for draft in propose(Post(text), handbook, phrases, "service", lang):
        assert re.search(r"binnen het uur|(?:with)?in(?:side)? the hour", draft.text), draft.text


def test_what_happens_while_the_team_is_away_is_looked_at_when_it_is_back(
    handbook: Handbook, phrases: Phrasebooks
) -> None:
    hours = {day: (NOON.time().replace(hour=9), NOON.time().replace(hour=17)) for day in DAYS}
    settings = Settings(signer="Anna", office_hours=hours)
    evening, post, read = NOON + timedelta(hours=8), Post("App ligt er weer uit"), reading("technical")
    advice = advise(post, evening, read, handbook, settings)
    for draft in drafts.propose(post, read, advice, drafts.Desk(phrases["nl"], settings, evening, random.Random(1))):
        assert re.search(r"morgen\D*10", draft.text), draft.text


def test_who_is_away_says_where_else_the_team_can_be_reached_if_that_is_known(
    handbook: Handbook, phrases: Phrasebooks
) -> None:
    hours = {day: (NOON.time().replace(hour=9), NOON.time().replace(hour=17)) for day in DAYS}
    settings = Settings(signer="Anna", office_hours=hours, contact={"x": "0800 12 34"})
    evening, post, read = NOON + timedelta(hours=8), Post("App ligt er weer uit", platform="x"), reading("technical")
    advice = advise(post, evening, read, handbook, settings)
    first = drafts.propose(post, read, advice, drafts.Desk(phrases["nl"], settings, evening, random.Random(1)))[0]
    assert "0800 12 34" in first.text


GRAVE = [
    (reading("safety", "critical", trouble="hurt"), "Mijn vader is gewond"),
    (reading("service", "high", ["discrimination"]), "Ik werd geweigerd om mijn huidskleur"),
    (reading("privacy", "high", ["data_leak"]), "Ik zie gegevens van een ander"),
    (reading("service"), "Mijn man is vorige week overleden en jullie sturen hem een factuur"),
]


@pytest.mark.parametrize(("read", "text"), GRAVE)
@pytest.mark.parametrize("seed", range(5))
def test_grave_matters_get_a_sober_greeting(
    handbook: Handbook, phrases: Phrasebooks, read: Reading, text: str, seed: int
) -> None:
    post = Post(text, author="Els Maas")
    tools = drafts.Desk(phrases["nl"], ANNA, NOON, random.Random(seed))
    for draft in drafts.propose(post, read, advise(post, NOON, read, handbook, ANNA), tools):
        assert re.match(r"(?:Dag|Beste|Goedendag) Els,", draft.text), draft.text


def test_whoever_only_scolds_is_asked_what_happened(handbook: Handbook, phrases: Phrasebooks) -> None:
    drafted = propose(Post("Slechtste winkel ooit. Punt."), handbook, phrases, "service")
    asked = said_by(phrases, "nl", "tell", {})
    assert [bool(asked.fullmatch(draft.sentences[-1])) for draft in drafted] == [True, False, True]


@BOTH
def test_a_remark_gets_no_investigation(handbook: Handbook, phrases: Phrasebooks, lang: str) -> None:
    post = Post({"nl": "Bediening mag wel ietsje vlotter", "en": "Nice, but do it in green"}[lang])
    read = reading("product", "low", lang=lang)
    tools = drafts.Desk(phrases[lang], ANNA, NOON, random.Random(1))
    opening, light = said_by(phrases, lang, "remark", {}), said_by(phrases, lang, "light", {})
    first, *others = drafts.propose(post, read, advise(post, NOON, read, handbook, ANNA), tools)
    assert len(first.sentences) == 2  # whom we ask, and when they read more, in one sentence
    for draft in (first, *others):
        assert opening.fullmatch(draft.sentences[0]), draft.text
    for draft in others:
        assert light.fullmatch(draft.sentences[1]), draft.text


def test_a_bus_has_no_branch(handbook: Handbook, phrases: Phrasebooks) -> None:
    for seed in range(12):
        for draft in propose(Post("De bus reed gewoon voorbij"), handbook, phrases, "service", seed=seed):
            assert not re.search(r"filiaal|vestiging|winkel|balie|kassa", draft.text), draft.text


@how(max_examples=25)
@given(text=st.text(max_size=300), trouble=st.sampled_from(["", *TROUBLES]))
def test_no_mention_link_or_mark_of_a_post_gets_into_a_draft(
    handbook: Handbook, phrases: Phrasebooks, text: str, trouble: str
) -> None:
    hostile = f"Bus 34 <!channel> [x](http://e.example) @ier halte <@U1> station *Gent* {text}"
    for draft in propose(Post(hostile), handbook, phrases, "service", trouble=trouble):
        assert not re.search(r"[<>\[\]*@]|http", draft.text), draft.text
