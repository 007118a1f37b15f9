"""What happens in the simulated year, as far as chance decides it: when customers write what, and what colleagues do about it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate
from typing import Any

from bot.labels import SEVERITIES, TYPES
from tests.year_door import DRAFTED, MARK
from tests.year_plain import HOLIDAYS, ZONE, Hours, Rows

START = datetime(2026, 1, 5, tzinfo=ZONE)
WEEKS = 52
END = START + timedelta(weeks=WEEKS)
COLLEAGUES = ("Anna", "Wim", "Fatma", "Noor", "Piet", "Sanne", "Youssef", "Lotte", "Daan", "Eva", "Ruben", "Iris", "Koen",
              "Marit", "Sem", "Tess", "Bram", "Jade", "Milan", "Zoë")  # fmt: skip
APPROVERS = COLLEAGUES[:4]
_OF_THE_DAY = (2, 1, 1, 1, 1, 2, 5, 9, 14, 18, 19, 18, 17, 16, 16, 17, 18, 19, 20, 21, 20, 16, 10, 5)
_OF_THE_WEEK = (12, 11, 10, 10, 11, 8, 7)
_PILE_ONS, _IN_A_PILE_ON = 12, (30, 90)
MOST_DEEDS = 14


@dataclass(frozen=True, slots=True)
class Arrival:
    """A customer's post, when it was written, and when a colleague brings it in."""

    fields: dict[str, Any]
    at: datetime
    chatty: bool  # brought in and handled by the chat's own cards, each drawn anew


@dataclass(frozen=True, slots=True)
class Deed:
    """What a colleague asks of the bot for a case."""

    verb: str
    by: str
    value: str = ""
    text: str = ""
    reason: str = ""


@dataclass(slots=True)
class Habits:
    """How one case is handled: how quickly, and what goes otherwise than it usually does."""

    handler: str
    slow: float
    answers: bool
    oddity: float
    deeds: int = 0
    promised: bool = False
    reopened: bool = False
    corrected: bool = False


def arrivals(chance: random.Random, posts: int, drafted: int, known: Sequence[dict[str, Any]]) -> list[Arrival]:
    """So many posts, in the order in which they were written; every word of them is of `known`."""
    times = _moments(chance, posts)
    mobs = sorted(chance.sample(range(posts), _PILE_ONS * posts // 15_000 or 1))
    mob: list[tuple[datetime, dict[str, Any]]] = []
    for first in mobs:
        about = chance.choice([one for one in known if one["type"] in ("technical", "delivery", "service")])
        crowd = chance.randint(*_IN_A_PILE_ON) * posts // 15_000 + 4
        mob += [(times[first] + timedelta(minutes=chance.expovariate(1 / 120)), about) for _ in range(crowd)]
    usual = [(at, chance.choice(known)) for at in times[: posts - len(mob)]]
    chosen = set(chance.sample(range(posts), min(drafted, posts)))
    return [
        _arrival(chance, number, at, about, number in chosen)
        for number, (at, about) in enumerate(sorted([*usual, *mob], key=lambda pair: pair[0]))
    ]


def _moments(chance: random.Random, posts: int) -> list[datetime]:
    """Moments in the year, as many as posts, in random order."""
    hours = [START.astimezone(UTC) + timedelta(hours=n) for n in range(WEEKS * 7 * 24 - 6)]
    weights = list(accumulate(_weight(hour.astimezone(ZONE)) for hour in hours))
    return [
        at + timedelta(seconds=chance.uniform(0, 3600)) for at in chance.choices(hours, cum_weights=weights, k=posts)
    ]


def _weight(hour: datetime) -> float:
    busy = 0.4 if hour.date() in HOLIDAYS else 1.6 if hour.month == 12 else 1.0
    return busy * _OF_THE_DAY[hour.hour] * _OF_THE_WEEK[hour.weekday()]


def _arrival(chance: random.Random, number: int, at: datetime, about: dict[str, Any], drafted: bool) -> Arrival:
    fields = {
        "id": f"p{number}", "text": about["text"] + MARK + _letters(number) + ")", "lang": about["lang"],
        "platform": about.get("platform", "other"), "author": f"@klant_{_letters(chance.randrange(6000))}",
        "posted_at": at.isoformat(timespec="seconds"), "mention": chance.random() < 0.6,
    }  # fmt: skip
    if drafted:
        fields[DRAFTED] = True
    return Arrival(fields, at, drafted or chance.random() < 0.08)


def _letters(number: int) -> str:
    """A number in letters, which nobody takes for a telephone's."""
    return "".join("bcdfghjklm"[int(digit)] for digit in str(number))


def sleeps(chance: random.Random) -> list[tuple[datetime, datetime]]:
    """When the machine sleeps: some nights, and a week from one Sunday until early on the Monday of the week after."""
    nights = [START + timedelta(days=day) for day in chance.sample([*range(1, 160), *range(200, 360)], 8)]
    found = [(_clock(day, 21), _clock(day + timedelta(days=1), 9, 40)) for day in nights]
    sunday = START + timedelta(days=7 * chance.randint(24, 26) - 1)
    return sorted([*found, (_clock(sunday, 14), _clock(sunday + timedelta(days=8), 7, 30))])


def _clock(day: datetime, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day.date(), time(hour, minute), ZONE)


def habits(chance: random.Random) -> Habits:
    """How a case will be handled."""
    slow = chance.choices((0.3, 1.0, 4.0), (88, 8, 4))[0]
    return Habits(chance.choice(COLLEAGUES), slow, chance.random() < 0.2, chance.random())


def next_deed(
    chance: random.Random, rows: Rows, plan: Habits, hours: Hours, now: datetime
) -> tuple[datetime, Deed] | None:
    """What is done next in a case, and when; None where nothing more is."""
    plan.deeds += 1
    deed = next(_deeds(chance, rows, plan, now), None) if plan.deeds <= MOST_DEEDS else None
    if deed is None:
        return None
    wait = timedelta(minutes=chance.expovariate(1 / _MINUTES.get(deed.verb, 25.0)) * plan.slow + 1)
    if deed.verb in ("solved", "not-solved", "close") and rows.state.status == "answered":
        return hours.after(now, timedelta(0)) + timedelta(hours=chance.uniform(1, _until_solved(plan))), deed
    after_hours = now + wait if chance.random() < 0.1 else hours.after(now, wait)
    return after_hours + timedelta(seconds=chance.uniform(1, 50)), deed


def _until_solved(plan: Habits) -> float:
    """Hours, at most: of most cases within the days after which the clocks ask, of some weeks later."""
    return 70 if plan.oddity < 0.93 else 400 if plan.oddity < 0.98 else 1200


_MINUTES = {
    "sent": 5.0,
    "approve": 15.0,
    "send-back": 15.0,
    "promise": 1.0,
    "reopen": 2000.0,
    "withdraw": 5.0,
    "kept": 600.0,
    "broken": 600.0,
}


def _deeds(chance: random.Random, rows: Rows, plan: Habits, now: datetime) -> Iterator[Deed]:
    """What might be done now, the likeliest last; the first one is."""
    status, me = rows.state.status, plan.handler
    if plan.oddity > 0.99 and plan.deeds == 2:
        yield Deed("withdraw", me)
    if rows.proposal is None:
        return
    if status == "advised":
        yield from _to_choose(chance, rows, plan)
    elif status == "chosen":
        yield Deed("sent", me) if chance.random() < 0.93 else _written(chance, me)
    elif status == "waiting_for_approval":
        yield from _to_approve(chance, rows)
    elif status == "approved":
        yield Deed("sent", me) if rows.state.text else _written(chance, me)
    elif status == "answered":
        yield from _to_solve(chance, rows, plan, now)
    elif not plan.reopened and plan.oddity < 0.03 and status != "withdrawn":
        plan.reopened = True
        yield Deed("reopen", me)


def _to_choose(chance: random.Random, rows: Rows, plan: Habits) -> Iterator[Deed]:
    assert rows.proposal
    if not plan.corrected and 0.05 < plan.oddity < 0.1:
        plan.corrected = True
        value = chance.choice([f"type={chance.choice([*TYPES])}", f"severity={chance.choice([*SEVERITIES])}"])
        yield Deed("correct", plan.handler, value)
    if rows.proposal["action"] == "no_reply" and not plan.answers:
        yield Deed(chance.choice(("no-reply", "no-reply", "close")), plan.handler)
    if chance.random() < 0.02:
        yield Deed("request-approval", plan.handler)
    if chance.random() < 0.05:
        yield Deed("no-reply", plan.handler)
    if rows.drafts and chance.random() < 0.7:
        yield Deed("use", plan.handler, str(chance.randint(1, rows.drafts)))
    yield _written(chance, plan.handler)


def _to_approve(chance: random.Random, rows: Rows) -> Iterator[Deed]:
    if chance.random() < 0.08:
        yield Deed("approve", rows.state.text_by or COLLEAGUES[9])  # one's own, or as nobody who may: refused
    approver = chance.choice([name for name in APPROVERS if name != rows.state.text_by])
    if chance.random() < 0.2:
        yield Deed("send-back", approver, reason="Noem wat er misging.")
    yield Deed("approve", approver)


def _to_solve(chance: random.Random, rows: Rows, plan: Habits, now: datetime) -> Iterator[Deed]:
    if rows.state.promises and chance.random() < 0.7:
        yield Deed(chance.choice(("kept", "kept", "kept", "broken")), plan.handler)
    if not plan.promised and 0.1 < plan.oddity < 0.25:
        plan.promised = True
        due = now + timedelta(hours=chance.choice((2, 5, 24, 72)))
        yield Deed("promise", plan.handler, due.isoformat(timespec="seconds"), "We laten je weten hoe het afloopt.")
    if chance.random() < 0.06:
        yield Deed("not-solved", plan.handler)
    yield Deed(chance.choice(("solved", "solved", "solved", "close")), plan.handler)


def _written(chance: random.Random, by: str) -> Deed:
    """A reply of one's own, with a reason, so that the reviewer is not asked."""
    words = " ".join(chance.sample(_WORDS, 9))
    return Deed(
        "edit",
        by,
        text=f"Hoi, dank voor je bericht. Wij zoeken uit: {words}. – {by}",
        reason="Zo is het met de klant besproken.",
    )


_WORDS = ("waarom", "wanneer", "welke", "bestelling", "monteur", "winkel", "levering", "planning", "rekening", "storing", "collega",
          "afspraak", "pakket", "vandaag", "morgen", "route", "voorraad", "herstel")  # fmt: skip
