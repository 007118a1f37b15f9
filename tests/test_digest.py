"""A week in figures: which days it has, how fast the replies were, and what is still open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import labels
from bot.case import Post
from bot.decision import CaseFile, Decision
from bot.digest import Digest, FirstReply, week_of
from bot.digest_names import RULES, TOPICS
from bot.digest_words import sentences
from bot.errors import BadInput
from bot.guidelines import Handbook
from bot.labels import SEVERITIES, TYPES
from bot.review_words import MESSAGES
from bot.settings import HouseRule, Settings
from tests.builders import NOON, case_file, reading
from tests.weeks import counted as counted_week

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def did(minutes: float, verb: str, value: str = "", text: str = "", reason: str = "") -> Decision:
    return Decision(NOON + timedelta(minutes=minutes), "Anna", verb, value, text, reason)


def digest(*files: CaseFile, topics: tuple[str, ...] = ()) -> Digest:
    return counted_week(files, topics)


@pytest.mark.parametrize(
    ("text", "name", "monday", "hours"),
    [
        ("2026-W47", "2026-W47", "2026-11-16", 168),
        ("2026W47", "2026-W47", "2026-11-16", 168),
        (" 2026-w47 ", "2026-W47", "2026-11-16", 168),
        ("2026-W1", "2026-W01", "2025-12-29", 168),
        ("2026-W53", "2026-W53", "2026-12-28", 168),
        ("2027-W01", "2027-W01", "2027-01-04", 168),
        ("2020-W53", "2020-W53", "2020-12-28", 168),
        ("2026-W43", "2026-W43", "2026-10-19", 169),
        ("2026-W13", "2026-W13", "2026-03-23", 167),
    ],
)
def test_a_week_runs_from_monday_to_monday_on_the_teams_clock(text: str, name: str, monday: str, hours: int) -> None:
    week = week_of(text, NOON, Settings())
    start, end = week.start, week.end
    assert (week.name, start) == (name, datetime.fromisoformat(monday).replace(tzinfo=AMSTERDAM))
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=hours)
    assert (end.weekday(), end.hour, end.minute) == (0, 0, 0)


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("2026-11-22T23:59", "2026-W46"),
        ("2026-11-23T00:00", "2026-W47"),
        ("2026-11-29T23:59", "2026-W47"),
        ("2027-01-03T23:59", "2026-W52"),
        ("2027-01-04T00:00", "2026-W53"),
        ("2027-01-11T09:00", "2027-W01"),
        ("2026-10-26T00:30", "2026-W43"),
    ],
)
def test_without_a_week_it_is_the_last_full_one(now: str, week: str) -> None:
    local = datetime.fromisoformat(now).replace(tzinfo=AMSTERDAM)
    assert week_of(None, local, Settings()).name == week
    assert week_of(None, local.astimezone(UTC), Settings()).name == week


@pytest.mark.parametrize(
    "text",
    ["", "47", "W47", "2026-47", "2026-W00", "2026-W54", "2027-W53", "2026-W", "9999-W52", "0001-W01", "0000-W01", "26-W47",
     "2026-W47-1", "vorige week", "2026-W4²"],
)  # fmt: skip
def test_what_is_no_week_is_told(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        week_of(text, NOON, Settings())
    assert "2026-W47" in refused.value.words.nl
    assert "2026-W47" in refused.value.words.en


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(AMSTERDAM)))
def test_weeks_follow_one_another_without_a_gap(now: datetime) -> None:
    week = week_of(None, now, Settings())
    assert week_of(week.name, now, Settings()) == week
    assert week.end <= now
    assert week_of(None, now + timedelta(days=7), Settings()).start == week.end


def test_an_empty_week_says_so_and_counts_nothing() -> None:
    empty = digest()
    assert set(empty.by_type) == set(TYPES)
    assert set(empty.by_severity) == set(SEVERITIES)
    assert empty.first_reply == FirstReply(0, None, None, 0, 0)
    assert sentences(empty, "nl") == ["In 2026-W47 kwam er niets binnen."]
    assert sentences(empty, "en") == ["Nothing came in during 2026-W47."]


def test_a_week_is_counted_and_told(handbook: Handbook) -> None:
    files = (
        case_file(
            reading("delivery", "medium"), handbook, did(5, "use", "1", "Hoi"), did(10, "sent"), did(99, "solved")
        ),
        case_file(reading("delivery", "high", ["mention"]), handbook, did(5, "edit", text="Hoi"), did(30, "sent")),
        case_file(reading("safety", "critical"), handbook, did(5, "use", "1", "Hoi")),
        case_file(reading("abuse", "low"), handbook, did(5, "no-reply")),
        case_file(
            reading("billing", confidence=0.3), handbook, did(6, "promise", "2026-11-20T12:00+01:00", "We bellen")
        ),
        CaseFile(case_file(reading(), handbook).case),
    )
    counted = digest(*files, topics=("apology", "go_private", "apology"))
    assert counted.cases == 6
    assert {name: n for name, n in counted.by_type.items() if n} == {
        "delivery": 2,
        "safety": 1,
        "abuse": 1,
        "billing": 1,
    }
    assert counted.by_severity == {"low": 1, "medium": 2, "high": 1, "critical": 1}
    assert counted.by_action == {"reply_public": 3, "hold_for_approval": 1, "no_reply": 1}
    assert counted.first_reply == FirstReply(2, 10, 30, 2, 3, 3)
    assert (counted.public_first, counted.untagged, counted.untagged_answered) == (2, 3, 1)
    assert (counted.drafts_used, counted.drafts_edited, counted.unsure, counted.solved) == (2, 1, 1, 1)
    assert (counted.approvals_waiting, counted.promises_open) == (1, 1)
    assert (counted.questions, counted.questions_by_topic) == (3, {"apology": 2, "go_private": 1})
    assert sentences(counted, "nl") == [
        "2026-W47: 6 berichten, de meeste over bezorging (2); 2 hoog of kritiek.",
        "Eerste antwoord: mediaan 10 minuten, 9 van de 10 binnen 30 minuten; 2 van 2 op tijd.",
        "Opgelost: 1, mediaan 99 minuten, 9 van de 10 binnen 99 minuten; 1 van 1 op tijd.",
        "Nog zonder antwoord: 3 (3 te laat). Wacht op goedkeuring: 1. Open beloften: 1.",
        "Zonder tag, toch beantwoord: 1 van 3.",
    ]
    assert sentences(counted, "en")[0] == "2026-W47: 6 posts, most about delivery (2); 2 high or critical."


def test_posts_that_nobody_has_read_yet_are_about_nothing(handbook: Handbook) -> None:
    unread = CaseFile(case_file(reading(), handbook).case)
    assert sentences(digest(unread, unread), "nl")[0] == "2026-W47: 2 berichten; 0 hoog of kritiek."
    assert sentences(digest(unread), "en")[0] == "2026-W47: 1 post; 0 high or critical."


# what the team did, and the first reply, whether it is solved and whether somebody still waits
STORIES = [
    ((did(10, "sent"), did(20, "solved"), did(50, "reopen")), FirstReply(1, 10, 10, 1, 0), 0),
    ((did(10, "sent"), did(20, "solved"), did(50, "reopen"), did(900, "sent")), FirstReply(1, 10, 10, 1, 0), 0),
    (
        (did(10, "sent"), did(20, "solved"), did(50, "reopen"), did(900, "sent"), did(950, "solved")),
        FirstReply(1, 10, 10, 1, 0),
        1,
    ),
    ((did(10, "sent"), did(50, "not-solved")), FirstReply(1, 10, 10, 1, 0), 0),
    ((did(10, "close"), did(50, "reopen")), FirstReply(0, None, None, 0, 1, 1), 0),
    ((did(10, "close"), did(50, "reopen"), did(121, "sent")), FirstReply(1, 121, 121, 0, 0), 0),
    ((did(10, "close"),), FirstReply(0, None, None, 0, 0), 0),
]


@pytest.mark.parametrize(("decisions", "first", "solved"), STORIES)
def test_a_reopened_case_keeps_its_first_reply(
    handbook: Handbook, decisions: tuple[Decision, ...], first: FirstReply, solved: int
) -> None:
    counted = digest(case_file(reading(), handbook, *decisions))
    assert (counted.first_reply, counted.solved) == (first, solved)


@pytest.mark.parametrize(
    ("kind", "decisions", "overruled"),
    [
        ("abuse", (did(5, "sent", text="Toch"),), 1),
        ("abuse", (did(5, "no-reply"),), 0),
        ("delivery", (did(5, "no-reply"),), 1),
        ("delivery", (did(5, "use", "1", "Hoi"), did(6, "sent")), 0),
        ("delivery", (did(5, "edit", text="Stuur een DM", reason="de klant vroeg erom"),), 1),
        ("delivery", (did(5, "edit", text="Dag"),), 0),
    ],
)
def test_it_is_counted_when_the_team_did_otherwise(
    handbook: Handbook, kind: str, decisions: tuple[Decision, ...], overruled: int
) -> None:
    assert digest(case_file(reading(kind), handbook, *decisions)).overruled == overruled


def test_a_post_that_does_not_belong_here_counts_nowhere(handbook: Handbook) -> None:
    stories = [(did(1, "use", "1", "Hoi"), did(2, "sent"), did(3, "promise", "2026-11-20T12:00+01:00", "Morgen")),
               (did(1, "request-approval"),), (did(1, "correct", "type=billing"), did(2, "solved"))]  # fmt: skip
    files = [
        case_file(reading(confidence=0.3), handbook, *story, did(9, "withdraw", reason="test")) for story in stories
    ]
    assert digest(*files) == digest()
    reopened = replace(files[0], decisions=(*files[0].decisions, did(10, "reopen")))
    assert digest(reopened, *files[1:]).cases == 1


def test_a_house_rule_counts_as_the_advice(handbook: Handbook) -> None:
    settings = Settings(house_rules=(HouseRule("quiet", "no_reply", "Niet antwoorden.", types=("delivery",)),))
    file = case_file(reading(), handbook, did(5, "no-reply"), settings=settings)
    counted = digest(file, case_file(reading("billing"), handbook, settings=settings))
    assert counted.by_action == {"no_reply": 1, "reply_public": 1}
    assert counted.overruled == 0
    assert counted.house_rules == {"quiet": 1}
    assert "Huisregel “quiet” kreeg 1 keer voorrang op het advies." in sentences(counted, "nl")
    assert "House rule “quiet” took precedence over the advice once." in sentences(counted, "en")


def test_a_corrected_reading_counts_as_corrected_and_is_unsure_only_if_it_was(handbook: Handbook) -> None:
    before = case_file(reading(confidence=0.3), handbook, did(5, "correct", "type=billing"))
    after = case_file(replace(reading("billing"), corrected=True), handbook)
    counted = digest(replace(before, proposals=(*before.proposals, *after.proposals)))
    assert (counted.corrected, counted.unsure, counted.by_type["billing"], counted.by_type["delivery"]) == (1, 1, 1, 0)


def nearest_rank(values: list[int], tenths: int) -> int | None:
    """Recounted plainly: the smallest value that at least `tenths` tenths of the values do not exceed."""
    enough = [value for value in values if 10 * sum(other <= value for other in values) >= tenths * len(values)]
    return min(enough, default=None)


@given(
    st.lists(
        st.tuples(st.none() | st.integers(-10, 500), st.sampled_from(["x", "facebook", "trustpilot"])), max_size=30
    )
)
@example([(minutes, "x") for minutes in range(10)])
@example([(60, "x"), (61, "x"), (240, "trustpilot")])
def test_first_replies_are_the_same_when_recounted(handbook: Handbook, replies: list[tuple[int | None, str]]) -> None:
    files = [
        case_file(reading(), handbook, *([did(minutes, "sent")] if minutes is not None else []),
                  post=Post(f"Bericht {n}", platform=platform, posted_at=NOON))
        for n, (minutes, platform) in enumerate(replies)
    ]  # fmt: skip
    limits = {"x": 60, "facebook": 120, "trustpilot": 240}
    taken = [max(0, minutes) for minutes, _ in replies if minutes is not None]
    on_time = sum(minutes is not None and minutes <= limits[platform] for minutes, platform in replies)
    expected = FirstReply(
        len(taken), nearest_rank(taken, 5), nearest_rank(taken, 9), on_time, *[len(replies) - len(taken)] * 2
    )
    assert digest(*files).first_reply == expected


def test_the_time_counts_from_the_post_where_that_is_known(handbook: Handbook) -> None:
    late = case_file(reading(), handbook, did(10, "sent"), post=Post("Hoi", posted_at=NOON - timedelta(hours=3)))
    assert digest(late).first_reply == FirstReply(1, 190, 190, 0, 0)
    assert digest(case_file(reading(), handbook, did(10.9, "sent"))).first_reply.median_minutes == 10


def test_every_rule_and_every_topic_has_a_name_in_the_table() -> None:
    assert set(RULES) == set(MESSAGES)
    assert set(TOPICS) == set(labels.TOPICS)
