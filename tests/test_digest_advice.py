"""What a week asks for: suggestions with their figures where something is wrong, none where nothing is; and cases to talk about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.case_facts import CaseFacts
from bot.digest import Carried, Counted, Digest, WeekBefore, digest_of, week_of
from bot.digest_advice import MOST_DISCUSSED, MOST_SUGGESTIONS, advised, linked
from bot.digest_words import figures, length, sentences, to_discuss, told
from bot.labels import SEVERITIES, TYPES
from bot.settings import Settings
from bot.words import LANGS

SATURDAY = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
TEAM = Settings()
WEEK = week_of("2026-W47", SATURDAY, TEAM)
AFTER = WEEK.end + timedelta(hours=9)


def fact(number: int = 0, at: datetime = SATURDAY - timedelta(days=3), **known: Any) -> CaseFacts:
    """A case that went well: answered in ten minutes, and solved."""
    due = at + timedelta(hours=1)
    usual = CaseFacts(
        f"case{number}", at, at, "x", "solved", "delivery", "medium", "delivery", "medium", "reply_public", "public-first",
        tagged=True, first_replied_at=at + timedelta(minutes=10), reply_minutes=10, reply_due=due, reply_was="as_drafted",
        solved_at=at + timedelta(hours=3), solve_due=at + timedelta(days=2),
    )  # fmt: skip
    return replace(usual, **known)


def slow(number: int, at: datetime, minutes: int = 180) -> CaseFacts:
    return fact(number, at, first_replied_at=at + timedelta(minutes=minutes), reply_minutes=minutes)


def week(facts: Sequence[CaseFacts], **more: Any) -> Digest:
    return advised(digest_of(WEEK, Counted(facts, **more), AFTER, TEAM), facts, AFTER, TEAM)


def many(number: int, **known: Any) -> list[CaseFacts]:
    return [fact(n, **known) for n in range(number)]


def before(delivery: int) -> tuple[WeekBefore, ...]:
    kinds = {**dict.fromkeys(TYPES, 0), "delivery": delivery}
    return (WeekBefore("2026-W46", delivery, kinds, dict.fromkeys(SEVERITIES, 0), 10),)


def test_a_week_in_which_all_went_well_asks_for_nothing() -> None:
    calm = week(many(12), before=before(12), findings={"dm_first": 2}, topics={"apology": 9})
    assert (calm.suggestions, calm.discuss) == ((), ())


def test_the_day_on_which_replies_were_late_is_named_with_its_figures() -> None:
    late = [slow(n, SATURDAY + timedelta(minutes=n)) for n in range(4)]
    (one,) = week([*many(12), *late]).suggestions
    assert one.words.nl.startswith(
        "Op X op zaterdag kwam het eerste antwoord bij 4 van 4 te laat, meestal pas na 3 uur:"
    )
    assert one.words.en.startswith("On X on Saturday the first reply was late for 4 of 4, mostly only after 3 hours:")


def test_a_platform_is_named_where_replies_were_late_on_any_day() -> None:
    late = [slow(n, SATURDAY - timedelta(days=n % 5)) for n in range(10)]
    (one,) = week(late).suggestions
    assert one.words.en.startswith("On X the first reply was late for 10 of 10")


def test_two_late_replies_may_be_chance() -> None:
    assert week([*many(3), *[slow(n, SATURDAY) for n in (4, 5)]]).suggestions == ()


OPEN: dict[str, Any] = {"status": "answered", "solved_at": None}


@pytest.mark.parametrize(
    ("facts", "more", "kind", "said"),
    [
        (many(1, promises_made=2, promises_broken=1), {}, "promises", "1 of 2"),
        (many(1, promises_made=1, promises_due=(SATURDAY,)), {}, "promises", "1 of 1"),
        (many(9), {"before": before(4)}, "more_of_a_type", "9 posts were about delivery, 4 on average"),
        ([fact(status="waiting_for_approval", first_replied_at=None, reply_minutes=None, solved_at=None, reply_due=AFTER + timedelta(1))],
         {"carried": Carried(0, 1, 0)}, "approvals", "2 replies are still waiting"),
        (many(4, tagged=False, status="closed", first_replied_at=None, reply_minutes=None, reply_was="", solved_at=None), {}, "untagged", "4 of 4"),
        (many(6, **OPEN), {}, "outcomes", "6 of 6"),
        (many(1), {"findings": {"dm_first": 3}}, "findings", "3 texts (dm_first)"),
        (many(3, corrected=True, type_read="billing"), {}, "readings", "“bill"),
        (many(9, reply_was="another"), {}, "drafts", "9 of 9"),
    ],
)  # fmt: skip
def test_each_thing_that_is_wrong_is_told_with_its_figures(
    facts: list[CaseFacts], more: dict[str, Any], kind: str, said: str
) -> None:
    found = {one.kind: one.words.en for one in week(facts, **more).suggestions}
    assert list(found) == [kind]
    assert said in found[kind]


def test_at_most_three_things_and_the_most_telling_first() -> None:
    facts = [*many(6, **OPEN), *many(4, promises_made=3, promises_broken=3, reply_was="another")]
    digest = week(facts, findings={"dm_first": 9, "angry": 8}, carried=Carried(0, 5, 0))
    assert [one.kind for one in digest.suggestions] == ["promises", "approvals", "findings"]
    assert len(digest.suggestions) == MOST_SUGGESTIONS


def test_the_cases_with_the_most_to_learn_from_are_talked_about_with_why_and_where() -> None:
    facts = [fact(1), fact(2, came_back=True), fact(3, came_back=True, against_advice=True), fact(4, private_first=True),
             fact(5, status="withdrawn", against_advice=True, came_back=True)]  # fmt: skip
    digest = linked(week(facts), lambda case: f"https://chat.example/{case}")
    assert len(digest.discuss) == MOST_DISCUSSED
    assert to_discuss(digest, "en") == [
        ("case3", "the advice was not followed; the customer came back", "https://chat.example/case3"),
        ("case2", "the customer came back", "https://chat.example/case2"),
    ]


def test_a_critical_post_without_a_reply_is_talked_about() -> None:
    waiting = fact(severity="critical", status="advised", first_replied_at=None, reply_minutes=None, solved_at=None)
    (one,) = week([waiting]).discuss
    assert one.why[0].nl == "kritiek, nog zonder antwoord"


@pytest.mark.parametrize(
    ("minutes", "nl"),
    [(0, "0 minuten"), (1, "1 minuut"), (119, "119 minuten"), (120, "2 uur"), (210, "3,5 uur"), (2880, "2 dagen")],
)
def test_lengths_are_said_as_one_says_them(minutes: int, nl: str) -> None:
    assert length(minutes).nl == nl


def test_figures_stand_before_out_of_how_many_and_noughts_are_left_out() -> None:
    facts = [*many(3, private_first=True), *many(4, reply_was="edited", corrected=True, type_read="billing")]
    rows = dict(figures(week(facts, topics={"apology": 2}), "en"))
    assert (rows["Sent to private first"], rows["Replied in public first"], rows["Draft edited"]) == (
        "3 of 7",
        "4 of 7",
        "4 of 7",
    )
    assert (rows["– billing → delivery"], rows["Questions from colleagues"]) == ("4", "2 (saying sorry 2)")
    assert "Promises broken" not in rows


@pytest.mark.parametrize("lang", LANGS)
def test_all_of_it_is_told_on_a_terminal(lang: str) -> None:
    digest = week(many(2, came_back=True, promises_made=1, promises_broken=1), before=before(2))
    lines = told(digest, lang).splitlines()
    assert lines[: len(sentences(digest, lang))] == sentences(digest, lang)
    assert sum(line.startswith("• ") for line in lines) == len(digest.suggestions) + len(digest.discuss) == 3
