"""Office hours and holidays: the clocks stand still while nobody is at work."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bot.office import DAYS, Office, is_holiday, span_from
from bot.settings import Settings, settings_from

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEEK = dict.fromkeys(DAYS[:5], (time(9), time(17, 30)))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-18 10:00", 60, "2026-11-18 11:00"),  # within the day
        ("2026-11-18 16:45", 60, "2026-11-19 09:15"),  # over the night
        ("2026-11-20 17:00", 60, "2026-11-23 09:30"),  # over the weekend
        ("2026-11-21 12:00", 120, "2026-11-23 11:00"),  # posted on a Saturday
        ("2026-11-18 05:00", 60, "2026-11-18 10:00"),  # before opening
        ("2026-11-18 16:30", 60, "2026-11-18 17:30"),  # to the minute
        ("2026-04-24 17:00", 60, "2026-04-28 09:30"),  # over King's Day, a Monday
        ("2026-10-23 17:00", 120, "2026-10-26 10:30"),  # the clocks go back in between
        ("2026-11-18 09:00", 3 * 510, "2026-11-20 17:30"),  # three days of eight and a half hours
    ],
)
def test_only_working_time_counts(start: str, minutes: int, end: str) -> None:
    office = Office(WEEK, "NL", AMSTERDAM)
    assert office.after(local(start), timedelta(minutes=minutes)) == local(end)


def test_without_office_hours_the_team_is_always_there() -> None:
    start = local("2026-12-25 23:30")
    assert Office(country="NL").after(start, timedelta(hours=2)) == start + timedelta(hours=2)


def test_an_office_may_be_open_until_midnight() -> None:
    office = Office(dict.fromkeys(DAYS, (time(8), time(0))), "", AMSTERDAM)
    assert office.after(local("2026-11-18 23:30"), timedelta(hours=1)) == local("2026-11-19 08:30")


def test_holidays_are_those_of_the_country() -> None:
    day = datetime(2026, 7, 21).date()
    assert is_holiday(day, "BE")
    assert not is_holiday(day, "NL")
    assert not is_holiday(day, "")


@given(
    start=st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    minutes=st.integers(1, 2000),
    more=st.integers(1, 500),
)
def test_an_end_is_within_office_hours_and_later_for_more(start: datetime, minutes: int, more: int) -> None:
    office = Office(WEEK, "BE", AMSTERDAM)
    end = office.after(start, timedelta(minutes=minutes))
    clock = end.astimezone(AMSTERDAM)
    assert start < end < office.after(start, timedelta(minutes=minutes + more))
    assert DAYS[clock.weekday()] in WEEK
    assert time(9) < clock.time() <= time(17, 30)
    assert not is_holiday(clock.date(), "BE")


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("09:00-17:30", (time(9), time(17, 30))),
        ("9:00 - 17:00", (time(9), time(17))),
        ("08:00-24:00", (time(8), time(0))),
        ("17:00-09:00", None),
        ("09:00", None),
        ("negen tot vijf", None),
        ("", None),
    ],
)
def test_hours_are_written_from_and_until(text: str, span: tuple[time, time] | None) -> None:
    assert span_from(text) == span


def test_the_team_sets_its_hours_in_the_profile() -> None:
    settings = settings_from(
        {"office_hours": {"monday": "09:00-17:00"}, "country": "BE", "timezone": "Europe/Brussels"}
    )
    assert settings.due(local("2026-11-18 12:00"), "x") == local("2026-11-23 10:00")
    assert Settings().due(local("2026-11-18 23:30"), "x") == local("2026-11-19 00:30")


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-18 10:00", 2, "2026-11-20 10:00"),
        ("2026-11-18 10:00", 3, "2026-11-23 10:00"),  # over the weekend
        ("2026-11-18 22:00", 1, "2026-11-19 17:30"),  # posted at night: by closing time
        ("2026-11-18 06:00", 1, "2026-11-19 09:00"),
        ("2026-04-24 10:00", 1, "2026-04-28 10:00"),  # over King's Day, a Monday
        ("2026-10-23 10:00", 1, "2026-10-26 10:00"),  # the clocks go back in between
    ],
)
def test_working_days_are_counted_from_the_day_after(start: str, days: int, end: str) -> None:
    assert Office(WEEK, "NL", AMSTERDAM).days_after(local(start), days) == local(end)


@pytest.mark.parametrize(
    ("end", "days", "start"),
    [
        ("2026-11-23 12:00", 1, "2026-11-20 12:00"),  # a Monday: the Friday before
        ("2026-04-28 12:00", 1, "2026-04-24 12:00"),  # King's Day and a weekend lie between
        ("2026-10-26 12:00", 1, "2026-10-23 12:00"),  # and the end of summer time
    ],
)
def test_working_days_are_counted_back_from_the_day_before(end: str, days: int, start: str) -> None:
    assert Office(WEEK, "NL", AMSTERDAM).days_before(local(end), days) == local(start)
    assert Office({}, "NL", AMSTERDAM).days_before(local("2026-10-26 12:00"), 3) == local("2026-10-23 12:00")


def test_around_the_clock_every_day_counts_and_noon_stays_noon() -> None:
    assert Office({}, "NL", AMSTERDAM).days_after(local("2026-10-23 12:00"), 3) == local("2026-10-26 12:00")


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    days=st.integers(1, 90),
    open_on=st.sets(st.sampled_from(DAYS), min_size=1),
)
def test_the_last_working_day_is_a_working_day_and_no_sooner(start: datetime, days: int, open_on: set[str]) -> None:
    office = Office(dict.fromkeys(open_on, (time(9), time(17))), "BE", AMSTERDAM)
    moment = start.replace(tzinfo=UTC)
    end = office.days_after(moment, days).astimezone(AMSTERDAM)
    assert DAYS[end.weekday()] in open_on
    assert not is_holiday(end.date(), "BE")
    assert time(9) <= end.time() <= time(17)
    begun = moment.astimezone(AMSTERDAM).date()
    between = [begun + timedelta(days=n) for n in range(1, (end.date() - begun).days + 1)]
    assert sum(DAYS[day.weekday()] in open_on and not is_holiday(day, "BE") for day in between) == days


@pytest.mark.parametrize(
    ("at", "back"),
    [("2026-11-18 10:00", None), ("2026-11-18 09:00", None), ("2026-11-18 17:30", "2026-11-19 09:00"), ("2026-11-22 14:00", "2026-11-23 09:00"),
     ("2026-11-18 05:00", "2026-11-18 09:00"), ("2026-04-27 12:00", "2026-04-28 09:00")],
)  # fmt: skip
def test_while_nobody_is_at_work_it_is_known_when_somebody_will_be(at: str, back: str | None) -> None:
    assert Office(WEEK, "NL", AMSTERDAM).closed_until(local(at)) == (local(back) if back else None)
    assert Office({}, "NL", AMSTERDAM).closed_until(local(at)) is None
