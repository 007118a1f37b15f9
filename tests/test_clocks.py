"""The clocks say what is due at a time, each thing once, also when summer time begins or ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.case import Case, Post
from bot.clocks import Due, due, summed_up, week_name
from bot.decision import CaseFile, Decision
from bot.guidelines import Handbook
from bot.office import DAYS
from bot.settings import Settings
from bot.words import Words
from tests.builders import NOON, case_file, proposal, reading

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LATER = NOON + timedelta(days=1)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def did(minutes: float, verb: str, value: str = "", text: str = "") -> Decision:
    return Decision(at(minutes), "Anna", verb, value, text)


def promised(minutes: float, until: float, text: str = "We bellen je") -> Decision:
    return did(minutes, "promise", at(until).isoformat(), text)


def said(files: Sequence[CaseFile], now: datetime, settings: Settings | None = None) -> list[Due]:
    return due(files, None, now, settings or Settings())


# platform, severity, what the team did, then from which minute on what is said
TABLE: list[tuple[str, str, tuple[Decision, ...], dict[int, list[str]]]] = [
    ("other", "medium", (), {0: [], 89: [], 90: ["reminder"], 119: ["reminder"], 120: ["reminder", "escalation"]}),
    ("x", "medium", (), {44: [], 45: ["reminder"], 60: ["reminder", "escalation"]}),
    ("google_review", "medium", (), {179: [], 180: ["reminder"], 240: ["reminder", "escalation"]}),
    ("other", "medium", (did(10, "use", "1", "Hoi"),), {89: [], 90: ["reminder"], 120: ["reminder", "escalation"]}),
    ("other", "medium", (did(10, "use", "1", "Hoi"), did(11, "sent")), {120: [], 4330: [], 4331: ["solved-check"]}),
    ("other", "medium", (did(10, "sent"),), {5759: ["solved-check"], 5760: ["solved-check", "reminder"],
                                             7199: ["solved-check", "reminder"], 7200: ["solved-check", "reminder", "escalation"]}),
    ("other", "high", (did(10, "sent"),), {2879: [], 2880: ["reminder"], 4320: ["reminder", "escalation"],
                                           4330: ["reminder", "escalation", "solved-check"]}),
    ("other", "high", (did(2881, "sent"),), {4319: [], 4320: ["escalation"]}),
    ("other", "medium", (did(10, "sent"), did(20, "solved")), {9999: []}),
    ("other", "medium", (did(10, "sent"), did(20, "close")), {9999: []}),
    ("other", "medium", (did(10, "no-reply"),), {9999: []}),
    ("other", "medium", (did(10, "close"),), {9999: []}),
    ("other", "critical", (did(20, "use", "1", "Hoi"),), {69: [], 70: ["approval"], 90: ["approval", "reminder"],
                                                           120: ["approval", "reminder", "escalation"]}),
    ("other", "critical", (did(20, "request-approval"),), {69: [], 70: ["approval"]}),
    ("other", "critical", (did(20, "use", "1", "Hoi"), did(30, "approve")), {80: [], 90: ["reminder"]}),
    ("other", "critical", (did(20, "use", "1", "Hoi"), did(30, "send-back")), {80: [], 90: ["reminder"]}),
    ("other", "critical", (did(130, "use", "1", "Hoi"),), {130: ["reminder", "escalation", "approval"]}),
    ("other", "medium", (did(10, "sent"), promised(15, 60)), {59: [], 60: ["promise"], 4330: ["promise", "solved-check"]}),
    ("other", "medium", (promised(15, 60), did(70, "sent"), did(80, "close")), {9999: []}),
    ("other", "medium", (did(10, "sent"), did(300, "not-solved")), {389: [], 390: ["reminder"], 420: ["reminder", "escalation"]}),
    ("x", "medium", (did(10, "close"), did(300, "reopen")), {344: [], 345: ["reminder"], 360: ["reminder", "escalation"]}),
    ("other", "medium", (did(10, "close"), did(300, "reopen"), did(301, "sent")), {4620: [], 4621: ["solved-check"]}),
]  # fmt: skip


@pytest.mark.row(10, 11, 27, 29)
@pytest.mark.parametrize(("platform", "severity", "decisions", "expected"), TABLE)
def test_what_is_due_depends_on_the_case_and_the_time(
    handbook: Handbook, platform: str, severity: str, decisions: tuple[Decision, ...], expected: dict[int, list[str]]
) -> None:
    file = case_file(reading(severity=severity), handbook, *decisions, post=Post("Waar blijft het?", platform=platform))
    for minutes, kinds in expected.items():
        assert [one.kind for one in said([file], at(minutes))] == kinds, minutes
        assert all(one.case == file.case.id for one in said([file], at(minutes)))


def test_a_case_that_was_not_read_yet_is_not_hurried(handbook: Handbook) -> None:
    file = CaseFile(case_file(reading(), handbook).case)
    assert said([file], LATER) == []


def test_the_deadline_counts_from_the_post_and_not_from_its_receipt(handbook: Handbook) -> None:
    post = Post("Waar blijft het?", platform="x", posted_at=at(-30))
    file = case_file(reading(), handbook, post=post)
    assert [one.at for one in said([file], LATER)] == [at(15), at(30)]


def test_a_post_that_came_in_too_late_is_reminded_of_at_once(handbook: Handbook) -> None:
    file = case_file(reading(), handbook, post=Post("Waar blijft het?", platform="x", posted_at=at(-600)))
    assert [one.kind for one in said([file], NOON)] == ["reminder", "escalation"]


def test_a_post_from_the_future_is_due_after_it(handbook: Handbook) -> None:
    """Clocks of platforms run ahead now and then."""
    file = case_file(reading(), handbook, post=Post("Waar blijft het?", platform="x", posted_at=at(10)))
    assert [one.at for one in said([file], LATER)] == [at(55), at(70)]


def test_times_are_said_as_on_the_teams_clock(handbook: Handbook) -> None:
    reminder, escalation = said([case_file(reading(), handbook)], LATER)
    assert "14:00" in reminder.text.nl
    assert "14:00" in reminder.text.en
    assert "14:00" in escalation.text.nl


def test_two_promises_for_one_time_are_both_said(handbook: Handbook) -> None:
    file = case_file(reading(), handbook, did(1, "sent"), promised(5, 60, "bellen"), promised(6, 60, "bon sturen"))
    first, second = said([file], at(60))
    assert first.key != second.key


@pytest.mark.parametrize(
    ("severity", "verb", "told"),
    [("critical", "", True), ("critical", "use", True), ("critical", "no-reply", False), ("high", "", False)],
)
def test_a_critical_post_outside_office_hours_is_said_at_once(
    handbook: Handbook, severity: str, verb: str, told: bool
) -> None:
    """Its deadline waits for Monday; whoever is on call should not."""
    sunday = datetime(2026, 11, 22, 14, tzinfo=AMSTERDAM)
    team = Settings(office_hours=dict.fromkeys(DAYS[:5], (time(9), time(17))), on_call="Fatma, 020 555 01 00")
    post = Post("Waar blijft het?", platform="x", posted_at=sunday)
    advised = proposal(post, reading(severity=severity), handbook, team, sunday)
    story = (
        (Decision(sunday, "Anna", verb, "1" if verb == "use" else "", "Hoi" if verb == "use" else ""),) if verb else ()
    )
    file = CaseFile(Case(post.key, post, sunday), (advised,), story)
    assert advised.advice.reply_by == datetime(2026, 11, 23, 10, tzinfo=AMSTERDAM)
    words = "Kritiek, en binnengekomen buiten kantooruren. Bel nu wie er dienst heeft: Fatma, 020 555 01 00"
    assert [one.text.nl for one in said([file], sunday, team)] == [words] * told
    on_monday = [
        one.text.nl for one in said([file], sunday.replace(day=23, hour=9, minute=50), team) if one.kind == "reminder"
    ]
    assert len(on_monday) == told + (verb != "no-reply")


def test_a_critical_post_in_office_hours_waits_for_its_usual_reminder(handbook: Handbook) -> None:
    team = Settings(office_hours=dict.fromkeys(DAYS[:5], (time(9), time(17))))
    file = case_file(reading(severity="critical"), handbook, settings=team)
    assert said([file], at(1), team) == []


@given(st.lists(st.sampled_from(TABLE), max_size=4), st.integers(0, 9000), st.integers(0, 9000))
def test_nothing_is_said_twice_and_nothing_said_is_taken_back(
    handbook: Handbook, rows: list[tuple[str, str, tuple[Decision, ...], dict[int, list[str]]]], one: int, other: int
) -> None:
    files = [
        case_file(reading(severity=severity), handbook, *decisions, post=Post(f"Bericht {n}", platform=platform))
        for n, (platform, severity, decisions, _) in enumerate(rows)
    ]
    first, second = (due(files, NOON - timedelta(days=30), at(m), Settings()) for m in sorted((one, other)))
    for things in (first, second):
        assert len({thing.key for thing in things}) == len(things)
        assert [thing.at for thing in things] == sorted(thing.at for thing in things)
    assert {thing.key for thing in first if thing.case} <= {thing.key for thing in second}


def test_a_key_is_the_same_whatever_zone_the_time_was_written_in(handbook: Handbook) -> None:
    keys = []
    for zone in (UTC, AMSTERDAM, ZoneInfo("Asia/Tokyo")):
        post = Post("Waar blijft het?", posted_at=NOON.astimezone(zone))
        file = case_file(
            reading(), handbook, did(1, "use", "1", "Hoi"), post=post, settings=Settings(timezone=str(zone))
        )
        keys.append([one.key for one in said([file], LATER.astimezone(zone), Settings(timezone=str(zone)))])
    assert keys[0] == keys[1] == keys[2]


@pytest.mark.parametrize(
    ("posted", "reply_by", "clock"),
    [
        ("2026-10-25T01:30+02:00", "2026-10-25T02:30+02:00", "02:30"),
        ("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", "02:30"),
        ("2026-10-25T02:30+01:00", "2026-10-25T03:30+01:00", "03:30"),
        ("2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00", "03:30"),
        ("2026-03-29T03:30+02:00", "2026-03-29T04:30+02:00", "04:30"),
    ],
)
def test_an_hour_is_an_hour_when_the_clocks_change(handbook: Handbook, posted: str, reply_by: str, clock: str) -> None:
    start = datetime.fromisoformat(posted).astimezone(AMSTERDAM)
    file = case_file(reading(), handbook, post=Post("Waar blijft het?", platform="x", posted_at=start))
    reminder, escalation = said([file], LATER)
    assert escalation.at == datetime.fromisoformat(reply_by)
    assert escalation.at - reminder.at == timedelta(minutes=15)
    assert clock in escalation.text.nl


def test_a_reopened_case_has_its_full_hours_when_the_clocks_change(handbook: Handbook) -> None:
    night = datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM)
    file = case_file(
        reading(), handbook, Decision(night - timedelta(hours=5), "Anna", "close"), Decision(night, "Anna", "reopen")
    )
    reminder, escalation = said([file], LATER)
    assert escalation.at == datetime(2026, 10, 25, 2, 30, tzinfo=UTC)
    assert escalation.at - reminder.at == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("first", "now", "week"),
    [
        (None, "2026-11-23T09:00", None),
        ("2026-11-18T12:00", "2026-11-18T12:00", None),
        ("2026-11-18T12:00", "2026-11-22T23:59", None),
        ("2026-11-18T12:00", "2026-11-23T08:59", None),
        ("2026-11-18T12:00", "2026-11-23T09:00", "2026-W47"),
        ("2026-11-18T12:00", "2026-11-29T23:59", "2026-W47"),
        ("2026-11-18T12:00", "2026-11-30T09:00", "2026-W47 2026-W48"),
        ("2026-11-22T23:59", "2026-11-23T09:00", "2026-W47"),
        ("2026-11-23T00:00", "2026-11-23T09:00", None),
        ("2026-11-23T08:00", "2026-11-23T10:00", None),
        ("2026-11-23T08:00", "2026-11-30T09:00", "2026-W48"),
        ("2026-11-18T12:00", "2027-01-04T09:00", "2026-W50 2026-W51 2026-W52 2026-W53"),
        ("2026-11-18T12:00", "2027-01-11T09:00", "2026-W51 2026-W52 2026-W53 2027-W01"),
        ("2026-11-18T12:00", "2026-10-26T09:00", None),
    ],
)
def test_the_digest_comes_on_monday_at_nine_after_the_first_week(first: str | None, now: str, week: str | None) -> None:
    local = [datetime.fromisoformat(time).replace(tzinfo=AMSTERDAM) if time else None for time in (first, now)]
    assert local[1]
    things = due([], local[0], local[1], Settings())
    assert [thing.week for thing in things] == (week or "").split()
    assert [thing.text.en for thing in things] == [f"The digest of {thing.week} is ready." for thing in things]


@pytest.mark.parametrize(
    ("now", "utc"),
    [
        ("2026-10-26T09:00", "2026-10-26T08:00"),
        ("2026-03-30T09:00", "2026-03-30T07:00"),
        ("2026-10-31T12:00", "2026-10-26T08:00"),
    ],
)
def test_nine_oclock_is_nine_oclock_in_the_week_that_the_clocks_change(now: str, utc: str) -> None:
    *_, digest = due([], NOON - timedelta(days=999), datetime.fromisoformat(now).replace(tzinfo=AMSTERDAM), Settings())
    assert digest.at == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert digest.case is None


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-11-18", "2026-W47"),
        ("2027-01-03", "2026-W53"),
        ("2027-01-04", "2027-W01"),
        ("2024-12-30", "2025-W01"),
        ("2026-01-01", "2026-W01"),
    ],
)
def test_a_week_is_named_by_its_iso_year(day: str, name: str) -> None:
    assert week_name(datetime.fromisoformat(day)) == name


def test_a_missed_solution_is_told_although_the_missed_reply_was_due_at_the_same_time(handbook: Handbook) -> None:
    settings = Settings(deadlines={"other": 1440}, solution_days={"high": 1})
    file = case_file(reading(severity="high"), handbook, settings=settings)
    answered = replace(file, decisions=(did(26 * 60, "sent"),))
    first = {one.key for one in said([file], at(25 * 60), settings) if one.kind == "escalation"}
    second = {one.key for one in said([answered], at(60 * 60), settings) if one.kind == "escalation"}
    assert len(first) == len(second) == 1
    assert not first & second


def test_what_was_missed_is_summed_up_and_what_is_due_now_is_not(handbook: Handbook) -> None:
    def one(minutes: int, kind: str = "reminder") -> Due:
        return Due(kind, "c", NOON - timedelta(minutes=minutes), Words("", ""))

    now, long_ago = one(5), [one(31), one(90, "escalation"), one(600, "approval")]
    assert summed_up([*long_ago, now, one(900, "promise"), one(900, "solved-check")], NOON) == long_ago
    assert summed_up([*long_ago[:2], now], NOON) == []
