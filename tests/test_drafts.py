"""Drafts pick up what a post says, ask nothing that it tells, and promise no time that will be over."""

from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest

from bot import drafts
from bot.advice import advise
from bot.case import Post
from bot.drafts import Draft, said_time
from bot.facts import asked_in, facts_of
from bot.guidelines import Handbook
from bot.labels import TROUBLES
from bot.phrases import Phrases
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
    ("nl", "Ik heb al drie keer gebeld en niks", "chased", {"chased": "drie keer"}),
    ("en", "We've been waiting for three weeks, not on", "lasting", {"lasting": "three weeks"}),
    ("en", "Rang you twice and nothing came of it", "chased", {"chased": "twice"}),
    ("en", "This went wrong yesterday, not on", "happened", {"when": "yesterday"}),
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
    for seed, kind in enumerate(("delivery", "product", "service", "billing", "technical") * 4):
        drafted = propose(Post("Dit klopt toch niet"), handbook, phrases, kind, seed=seed)
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
    read = reading()
    advice = advise(Post("Hoi", platform=platform), now, read, handbook, ANNA)
    tools = drafts.Desk(phrases["nl"], ANNA, now, random.Random(hour))
    for draft in drafts.propose(Post("Hoi", platform=platform), read, advice, tools):
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
    read = reading()
    advice = advise(Post("Hoi"), friday, read, handbook, settings)
    tools = drafts.Desk(phrases["nl"], settings, friday, random.Random(1))
    drafted = drafts.propose(Post("Hoi"), read, advice, tools)
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
