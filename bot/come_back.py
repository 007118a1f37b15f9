"""When a customer hears more: a time that is not over when the reply goes out, and short where it happens as they write."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from bot.settings import Settings

_FIRST_HOUR, _LAST_HOUR = 9, 20
"""Of the day, between which a customer may be told to expect something."""

_AWAKE = range(7, 22)
"""Hours in which a team without office hours looks at what happens now."""

_HOUR = timedelta(hours=1)
_WITHIN_THE_HOUR = {"nl": "binnen het uur", "en": "within the hour"}


def at_work(now: datetime, settings: Settings) -> bool:
    """Whether the team is there for the coming hour."""
    if not settings.office.hours:
        return now.astimezone(settings.zone).hour in _AWAKE
    return settings.office.after(now, _HOUR) == now + _HOUR


def time_of_live(now: datetime, settings: Settings, lang: str, rng: random.Random) -> str:
    """For what happens now: within the hour while the team is there, whoever sends the reply and when; else when it is back."""
    if at_work(now, settings):
        return _WITHIN_THE_HOUR[lang]
    return _said(settings.office.after(now, _HOUR), now, settings, lang, rng)


def time_of(reply_by: datetime, now: datetime, hours: int, settings: Settings, lang: str, rng: random.Random) -> str:
    """So many working hours after the reply is due."""
    return _said(settings.office.after(max(now, reply_by), timedelta(hours=hours)), now, settings, lang, rng)


def _said(due: datetime, now: datetime, settings: Settings, lang: str, rng: random.Random) -> str:
    due = due.astimezone(settings.zone)
    due = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=due.minute > 0)
    if not _FIRST_HOUR <= due.hour <= _LAST_HOUR:  # a team around the clock does not promise for the night
        due = (due + timedelta(days=due.hour > _LAST_HOUR)).replace(hour=_FIRST_HOUR + 1)
    return said_time(due, now.astimezone(settings.zone), lang, rng)


_DUTCH_TIMES = (
    "{day} vóór {hour}.00 uur",
    "{day} voor {hour} uur",
    "{day}, uiterlijk om {hour}.00 uur",
    "uiterlijk {day} om {hour} uur",
)
_DUTCH_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_ENGLISH_TIMES = ("by {hour} {day}", "before {hour} {day}", "{day} by {hour}", "no later than {hour} {day}")


def said_time(due: datetime, now: datetime, lang: str, rng: random.Random) -> str:
    """A full hour as said to a customer: today, tomorrow, or the day of the week. Both times in the team's zone."""
    days = (due.date() - now.date()).days
    if lang == "nl":
        day = ("vandaag", "morgen")[days] if days < 2 else _DUTCH_DAYS[due.weekday()]
        return rng.choice(_DUTCH_TIMES).format(day=day, hour=due.hour)
    day = ("today", "tomorrow")[days] if days < 2 else f"on {due:%A}"
    hour = "noon" if due.hour == 12 else f"{due.hour % 12 or 12} {'am' if due.hour < 12 else 'pm'}"
    return rng.choice(_ENGLISH_TIMES).format(day=day, hour=hour)
