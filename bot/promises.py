"""When something is promised for, read from the words of the promise: "we bellen u morgen voor 12 uur", "by Friday noon".

The grammar is small and of its own: what customers are promised is said in few ways, and of seventeen such Dutch sentences the
library dateparser read five, and one as a day in the past. What is not understood gives nothing: a wrong date is worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.office import DAYS, Office

_NUMBERS = {
    "een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10,
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_UNITS = {
    "minuten": "minute", "minuut": "minute", "uur": "hour", "uren": "hour", "dag": "day", "dagen": "day", "werkdag": "working day",
    "werkdagen": "working day", "week": "week", "weken": "week", "minutes": "minute", "minute": "minute", "hour": "hour",
    "hours": "hour", "day": "day", "days": "day", "working day": "working day", "working days": "working day",
    "business day": "working day", "business days": "working day", "weeks": "week",
}  # fmt: skip
_LENGTHS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}

_DAY_NAMES = {
    **{name: number for number, name in enumerate(DAYS)},
    **{name: number for number, name in enumerate(("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"))},
}  # fmt: skip
_MONTHS = {
    name: number
    for names in (
        "januari februari maart april mei juni juli augustus september oktober november december",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
}
_NEAR = {"vandaag": 0, "today": 0, "tonight": 0, "morgen": 1, "tomorrow": 1, "overmorgen": 2}

_END_OF_DAY = time(17)
_PARTS = {"ochtend": time(12), "voormiddag": time(12), "morning": time(12), "middag": time(17), "namiddag": time(17),
          "afternoon": time(17), "avond": time(21), "evening": time(21), "tonight": time(21)}  # fmt: skip
"""By when something that is promised for a part of the day has happened."""

_names = "|".join
_WITHIN = re.compile(
    rf"\b(?:binnen|over|within|in)(?: de| het| the next| next)? (?P<number>\d{{1,3}}|{_names(_NUMBERS)})(?: a)? "
    rf"(?P<unit>{_names(sorted(_UNITS, key=len, reverse=True))})\b"
)
_PART = rf"(?P<part>{_names(_PARTS)})"
_DAY = re.compile(
    rf"\b(?:(?:van|deze |this ){_PART}"
    rf"|(?P<near>{_names(_NEAR)})(?: ?{_PART.replace('<part>', '<part2>')})?"
    rf"|(?:(?P<later>volgende week|next week) (?:on |op )?)?(?P<name>{_names(_DAY_NAMES)})(?: ?{_PART.replace('<part>', '<part3>')})?"
    rf"|(?P<week>deze week|this week|volgende week|next week)|(?P<today>eind(?:e)? van de dag|end of (?:the )?day)"
    rf"|(?P<date>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_names(_MONTHS)})"
    rf"|(?P<month2>{_names(_MONTHS)}) (?P<date2>\d{{1,2}})(?:st|nd|rd|th)?"
    r"|(?<![\d/-])(?P<date3>\d{1,2})[/-](?P<month3>\d{1,2})(?![\d/-]))\b"
)
_BEFORE_A_TIME = "voor|om|tegen|uiterlijk|ten laatste|rond|tot|by|before|at|until|around|no later than|" + _names(
    (*_NEAR, *_DAY_NAMES, *_PARTS)
)
_AFTER_A_BARE_HOUR = rf"(?= ?(?:$|[.,;!?)–]|(?:on|op|this|deze|{_names((*_NEAR, *_DAY_NAMES))})\b))"
_TIME = re.compile(
    rf"\b(?:{_BEFORE_A_TIME})(?: om)? (?:(?P<noon>noon|midday)\b|(?P<hour>\d{{1,2}})(?:(?:[.:]|u|h)(?P<minute>\d\d)\b)?"
    rf"(?: ?(?P<half>[ap])\.?m\b\.?| ?(?:uur|u|h|o'clock)\b|(?<=[.:uh]\d\d)(?!\d)|{_AFTER_A_BARE_HOUR}))"
)


def due_in(text: str, now: datetime, office: Office) -> datetime | None:
    """When what `text` promises is due, on the team's clock; None where it names no time, or only one that has passed.

    `now` is aware. Of several sentences the last that names a time counts: a reply ends with what is going to happen.
    """
    for sentence in reversed(re.split(r"(?<=[.!?;])\s+|\n+", _plain(text))):
        found = _due(" ".join(sentence.split()), now.astimezone(office.zone), office)
        if found and now < found <= now + timedelta(days=366):
            return found
    return None


def _plain(text: str) -> str:
    """In lower case and without accents: "vóór" is "voor"."""
    letters = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(one for one in letters if not unicodedata.combining(one))


def _due(sentence: str, now: datetime, office: Office) -> datetime | None:
    if found := _WITHIN.search(sentence):
        return _within(found, now, office)
    day, clock = _DAY.search(sentence), _clock(sentence)
    on = _day_of(day, now.date()) if day else now.date()
    if on is None or not (day or clock):
        return None
    part = next((day[name] for name in ("part", "part2", "part3") if day[name]), "") if day else ""
    part = "tonight" if day and day["near"] == "tonight" else part
    at = _in_the_day(clock, part) if clock else _PARTS.get(part, _END_OF_DAY)
    due = datetime.combine(on, at, office.zone)
    return due + timedelta(days=1) if due <= now and not day else due


def _within(found: re.Match[str], now: datetime, office: Office) -> datetime:
    number, unit = found["number"], _UNITS[found["unit"]]
    times = int(number) if number.isdigit() else _NUMBERS[number]
    if unit != "working day":
        return now + times * _LENGTHS[unit]
    usual = dict.fromkeys(DAYS[:5], (time(9), _END_OF_DAY))
    working = office if office.hours else replace(office, hours=usual)
    return working.days_after(now, times).astimezone(office.zone)


def _day_of(found: re.Match[str], today: date) -> date | None:
    """The day that is named; None for one that no calendar has."""
    if found["near"]:
        return today + timedelta(days=_NEAR[found["near"]])
    if found["name"]:
        return _weekday(_DAY_NAMES[found["name"]], today, later=bool(found["later"]))
    if found["week"]:
        friday = today + timedelta(days=4 - today.weekday())
        return friday + timedelta(weeks=found["week"] in ("volgende week", "next week"))
    if found["part"] or found["today"]:
        return today
    number = int(found["date"] or found["date2"] or found["date3"])
    month = int(found["month3"]) if found["month3"] else _MONTHS[found["month"] or found["month2"]]
    try:
        named = date(today.year, month, number)
        return named if named >= today else date(today.year + 1, month, number)
    except ValueError:
        return None


def _weekday(number: int, today: date, later: bool) -> date:
    """The next such day after today, or that of next week."""
    if later:
        return today + timedelta(days=7 - today.weekday() + number)
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _clock(sentence: str) -> tuple[time, bool] | None:
    """The time of day that is named, and whether it says which half of the day; None for no time."""
    for found in _TIME.finditer(sentence):
        if found["noon"]:
            return time(12), True
        hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
        if half:
            hour = hour % 12 + 12 * (half == "p")
        if hour < 24 and minute < 60:
            return time(hour, minute), bool(half) or hour > 12 or found["hour"].startswith("0")
    return None


_FIRST_HOUR = 8
"""Nobody is promised anything for three at night: "voor 3 uur" is in the afternoon."""


def _in_the_day(clock: tuple[time, bool], part: str) -> time:
    at, certain = clock
    late = part in ("avond", "evening", "tonight", "middag", "namiddag", "afternoon")
    afternoon = not certain and at.hour < 12 and (at.hour < _FIRST_HOUR or late) and _PARTS.get(part) != time(12)
    return at.replace(hour=at.hour + 12) if afternoon else at
