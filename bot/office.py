"""When the team is at work: office hours and holidays, and when so much working time after a moment is over.

A team without office hours is at work around the clock. Holidays come from the library `holidays`, by country.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

MOST_DAYS = 400
"""How far ahead an end is looked for; an office that opens at all opens within a year."""

Span = tuple[time, time]
"""From and until, the same day; until 00:00 means midnight at its end."""


@dataclass(frozen=True, slots=True)
class Office:
    """`hours`: of the days that are worked (a name of DAYS each), none for around the clock; `country` of the holidays."""

    hours: Mapping[str, Span] = field(default_factory=dict)
    country: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Amsterdam"))

    def after(self, start: datetime, length: timedelta) -> datetime:
        """The moment at which the team has been at work for `length` since `start` (aware)."""
        start = start.astimezone(UTC)  # so that an hour is an hour when the clocks change
        if not self.hours:
            return start + length
        day = start.astimezone(self.zone).date()
        for number in range(MOST_DAYS):
            span = self._span(day + timedelta(days=number))
            if span is None:
                continue
            begin, end = max(start, span[0]), span[1]
            if begin < end:
                if length <= end - begin:
                    return begin + length
                length -= end - begin
        return start + length

    def closed_until(self, at: datetime) -> datetime | None:
        """When the team is back at work; None where it is at work at that moment (aware)."""
        back = self.after(at, timedelta(0))
        return back if back > at else None

    def days_after(self, start: datetime, days: int) -> datetime:
        """The same time of day `days` working days after `start` (aware), moved into that day's hours."""
        return self._moved(start, days, 1)

    def days_before(self, end: datetime, days: int) -> datetime:
        """The same time of day `days` working days before `end` (aware), moved into that day's hours."""
        return self._moved(end, days, -1)

    def _moved(self, moment: datetime, days: int, step: int) -> datetime:
        local = moment.astimezone(self.zone)
        if not self.hours:
            return (local + step * timedelta(days=days)).astimezone(UTC)
        left = days
        for number in range(1, 7 * days + MOST_DAYS):  # an office may be open one day a week
            span = self._span(local.date() + step * timedelta(days=number))
            left -= span is not None
            if span and left == 0:
                wanted = datetime.combine(span[0].astimezone(self.zone).date(), local.time(), self.zone)
                return min(max(wanted.astimezone(UTC), span[0]), span[1])
        return moment + step * timedelta(days=MOST_DAYS)

    def _span(self, day: date) -> tuple[datetime, datetime] | None:
        """From when until when the team works on a day, in UTC; None where it does not."""
        hours = self.hours.get(DAYS[day.weekday()])
        if hours is None or is_holiday(day, self.country):
            return None
        last = day if hours[1] > time(0) else day + timedelta(days=1)
        begin, end = (datetime.combine(when, at, self.zone) for when, at in zip((day, last), hours, strict=True))
        return begin.astimezone(UTC), end.astimezone(UTC)


def is_holiday(day: date, country: str) -> bool:
    """Whether the country has a public holiday on that day; "" has none."""
    return bool(country) and day in _holidays(country, day.year)


def countries() -> frozenset[str]:
    """The two-letter codes of the countries whose holidays are known."""
    return frozenset(code for code in holidays.list_supported_countries(include_aliases=False) if len(code) == 2)


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))


def span_from(text: str) -> Span | None:
    """ "09:00-17:30" → from and until; None for what is no such span."""
    first, dash, last = text.replace(" ", "").partition("-")
    try:
        begin, end = (
            time.fromisoformat(first.zfill(5)),
            time.fromisoformat("00:00" if last == "24:00" else last.zfill(5)),
        )
    except ValueError:
        return None
    return (begin, end) if dash and (begin < end or end == time(0)) else None
