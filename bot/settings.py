"""The team's settings: a brand profile in TOML, and secrets from the environment.

Everything has a default that works. What is wrong is told all at once, at start, each as a sentence with the key and
what to write instead. Secrets are never part of the profile and never printed.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import BadFile
from bot.labels import ACTIONS, PLATFORMS, SEVERITIES, SIGNALS, TYPES
from bot.office import DAYS, Office, Span, countries, span_from
from bot.reading import Thresholds
from bot.review import LEVELS

# First replies: rules 'Public or private', 10 (reageren-2017, diplomatiek, vanbregt-2015). Minutes.
DEADLINES = {"x": 60, "facebook": 120, "instagram": 120, "linkedin": 120, "google_review": 240, "trustpilot": 240,
             "other": 120}  # fmt: skip


# Solutions: no source gives a figure; that a fast end counts apart from a fast start is istanbulluoglu-2017. Working days.
SOLUTION_DAYS = {"low": 10, "medium": 5, "high": 3, "critical": 2}

SECTORS: dict[str, tuple[str, ...]] = {
    "health": ("service", "safety", "returns", "billing"),
    "finance": ("billing", "returns", "technical"),
}
"""Where a complaint of these types nearly always leads to somebody's health or money: rule 18, 'extra care'."""


@dataclass(frozen=True, slots=True)
class HouseRule:
    """A rule of the team itself that wins from Meelezer's: when all that it names fits, its action counts."""

    id: str
    action: str
    text: str
    types: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    approval: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """The brand profile. Times are whole minutes or days as their names say; `language` is the colleagues'."""

    brand: str = ""
    handles: tuple[str, ...] = ()
    language: str = "nl"
    timezone: str = "Europe/Amsterdam"
    voice: str = "informal"
    sector: str = ""
    signer: str | None = None
    approvers: tuple[str, ...] = ()
    never_say: tuple[str, ...] = ()
    mask_personal_data: bool = True
    public_rounds_limit: int = 2
    pile_on_from: int = 3
    solved_check_days: int = 3
    deadlines: Mapping[str, int] = field(default_factory=lambda: dict(DEADLINES))
    solution_days: Mapping[str, int] = field(default_factory=lambda: dict(SOLUTION_DAYS))
    office_hours: Mapping[str, Span] = field(default_factory=dict)
    country: str = ""
    lengths: Mapping[str, int] = field(default_factory=lambda: {"x": 280})
    review_levels: Mapping[str, str] = field(default_factory=dict)
    house_rules: tuple[HouseRule, ...] = ()
    thresholds: Thresholds = field(default_factory=Thresholds)

    @property
    def zone(self) -> ZoneInfo:
        """The team's time zone."""
        return ZoneInfo(self.timezone)

    def deadline(self, platform: str) -> timedelta:
        """How long after a post the first reply is due on `platform`, in the team's working time."""
        return timedelta(minutes=self.deadlines.get(platform, DEADLINES["other"]))

    def due(self, start: datetime, platform: str, part: float = 1.0) -> datetime:
        """When so large a part of the deadline on `platform` has gone by since `start`, in UTC: office hours only."""
        return self.office.after(start, part * self.deadline(platform))

    def solve_by(self, start: datetime, severity: str) -> datetime:
        """When a complaint of that severity should be solved, in UTC: so many working days after `start`."""
        return self.office.days_after(start, self.solution_days[severity])

    @property
    def office(self) -> Office:
        """When the team is at work."""
        return Office(self.office_hours, self.country, self.zone)

    def moment(self, at: datetime) -> str:
        """Day and time on the team's clock, as colleagues write them: "18-11 12:00"."""
        return f"{at.astimezone(self.zone):%d-%m %H:%M}"

    def may_approve(self, name: str | None) -> bool:
        """Whether `name` may approve; where no approvers are set everybody in the team may."""
        return not self.approvers or (name or "").strip().lower() in {a.lower() for a in self.approvers}


class _Problems:
    """Collects everything that is wrong with a profile, as pairs of sentences."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def add(self, key: str, nl: str, en: str) -> None:
        self.found.append((f"{key}: {nl}", f"{key}: {en}"))


Check = Callable[[Any, str, _Problems], Any]


def _text(value: Any, key: str, problems: _Problems) -> Any:
    if not isinstance(value, str) or not value.strip():
        problems.add(key, "schrijf een tekst tussen aanhalingstekens", "write a text between quotes")
    return value


def _flag(value: Any, key: str, problems: _Problems) -> Any:
    if not isinstance(value, bool):
        problems.add(key, "schrijf true of false", "write true or false")
    return value


def _number(low: float, high: float) -> Check:
    def check(value: Any, key: str, problems: _Problems) -> Any:
        good = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
        if not good or (isinstance(low, int) and not isinstance(value, int)):
            problems.add(key, f"schrijf een getal van {low} tot {high}", f"write a number from {low} to {high}")
        return value

    return check


def _choice(*allowed: str) -> Check:
    def check(value: Any, key: str, problems: _Problems) -> Any:
        if value not in allowed:
            options = ", ".join(allowed)
            problems.add(key, f"kies uit {options}", f"choose from {options}")
        return value

    return check


def _texts(value: Any, key: str, problems: _Problems, allowed: Any = None) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        problems.add(key, 'schrijf een lijst zoals ["een", "twee"]', 'write a list such as ["one", "two"]')
        return ()
    for one in value:
        if allowed is not None and one not in allowed:
            options = ", ".join(allowed)
            problems.add(key, f"kent “{one}” niet; kies uit {options}", f"does not know “{one}”; choose from {options}")
    return tuple(value)


def _table(keys: Any, check: Check, default: Mapping[str, Any]) -> Check:
    def check_table(value: Any, key: str, problems: _Problems) -> dict[str, Any]:
        if not isinstance(value, dict):
            problems.add(key, "schrijf dit als een tabel, [" + key + "]", "write this as a table, [" + key + "]")
            return dict(default)
        for name, one in value.items():
            if name not in keys:
                _unknown(f"{key}.{name}", name, keys, problems)
            else:
                check(one, f"{key}.{name}", problems)
        return {**default, **value}

    return check_table


def _zone(value: Any, key: str, problems: _Problems) -> Any:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):  # "Europe" alone is a folder
        problems.add(key, "schrijf een tijdzone zoals Europe/Brussels", "write a time zone such as Europe/Brussels")
    return value


def _office_hours(value: Any, key: str, problems: _Problems) -> dict[str, Span]:
    table = _table(DAYS, _hours, {})(value, key, problems)
    spans = {name: span_from(hours) for name, hours in table.items() if isinstance(hours, str)}
    return {name: span for name, span in spans.items() if span}


def _hours(value: Any, key: str, problems: _Problems) -> Any:
    if not isinstance(value, str) or span_from(value) is None:
        problems.add(key, 'schrijf van en tot, zoals "09:00-17:30"', 'write from and until, such as "09:00-17:30"')
    return value


def _country(value: Any, key: str, problems: _Problems) -> Any:
    if not isinstance(value, str) or value not in countries():
        problems.add(key, "schrijf een landcode zoals NL of BE", "write a country code such as NL or BE")
    return value


def _house_rules(value: Any, key: str, problems: _Problems) -> tuple[HouseRule, ...]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        problems.add(key, "schrijf elke regel als [[house_rules]]", "write each rule as [[house_rules]]")
        return ()
    lists = {"types": TYPES, "severities": SEVERITIES, "signals": SIGNALS, "platforms": PLATFORMS}
    rules = []
    for number, one in enumerate(value, 1):
        where = f"{key}[{number}]"
        for name in ("id", "text"):
            _text(one.get(name), f"{where}.{name}", problems)
        _choice(*ACTIONS)(one.get("action"), f"{where}.action", problems)
        known = {f.name for f in fields(HouseRule)}
        for name in sorted(set(one) - known):
            _unknown(f"{where}.{name}", name, known, problems)
        conditions = {
            name: _texts(one[name], f"{where}.{name}", problems, ok) for name, ok in lists.items() if name in one
        }
        approval = _flag(one.get("approval", False), f"{where}.approval", problems)
        rules.append(
            HouseRule(
                str(one.get("id")),
                str(one.get("action")),
                str(one.get("text")),
                approval=approval,
                **conditions,
            )
        )
    return tuple(rules)


def _thresholds(value: Any, key: str, problems: _Problems) -> Thresholds:
    names = {f.name for f in fields(Thresholds)}
    table = _table(names, _number(0.0, 1.0), {})(value, key, problems)
    good = {name: float(v) for name, v in table.items() if name in names and isinstance(v, int | float)}
    return Thresholds(**good)


_CHECKS: dict[str, Check] = {
    "brand": _text,
    "handles": _texts,
    "language": _choice("nl", "en"),
    "timezone": _zone,
    "voice": _choice("informal", "formal"),
    "sector": _choice(*SECTORS),
    "signer": _text,
    "approvers": _texts,
    "never_say": _texts,
    "mask_personal_data": _flag,
    "public_rounds_limit": _number(1, 20),
    "pile_on_from": _number(1, 1000),
    "solved_check_days": _number(1, 60),
    "deadlines": _table(PLATFORMS, _number(5, 10_080), DEADLINES),
    "solution_days": _table(SEVERITIES, _number(1, 90), SOLUTION_DAYS),
    "office_hours": _office_hours,
    "country": _country,
    "lengths": _table(PLATFORMS, _number(50, 10_000), {"x": 280}),
    "review_levels": _table(LEVELS, _choice("block", "warn", "off"), {}),
    "house_rules": _house_rules,
    "thresholds": _thresholds,
}


def _unknown(key: str, name: str, known: Any, problems: _Problems) -> None:
    close = difflib.get_close_matches(name, list(known), 1)
    problems.add(
        key,
        "deze instelling bestaat niet" + (f"; bedoel je {close[0]}?" if close else ""),
        "this setting does not exist" + (f"; do you mean {close[0]}?" if close else ""),
    )


def settings_from(table: Mapping[str, Any], where: str = "meelezer.toml") -> Settings:
    """Make Settings of a parsed profile; raises BadFile with every problem, each on a line of its own."""
    problems = _Problems()
    values = {}
    for key, value in table.items():
        if key not in _CHECKS:
            _unknown(key, key, _CHECKS, problems)
        else:
            values[key] = _CHECKS[key](value, key, problems)
    if problems.found:
        raise BadFile(
            f"In {where} klopt dit niet:\n" + "\n".join(f"  - {nl}" for nl, _ in problems.found),
            f"In {where} this is wrong:\n" + "\n".join(f"  - {en}" for _, en in problems.found),
        )
    return Settings(**values)


def load_settings(path: Path | None) -> Settings:
    """Read the profile at `path` (defaults where there is none). Raises BadFile with what to mend."""
    if path is None or not path.exists():
        return Settings()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # some editors put a mark first
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFile(
            f"{path} is geen geldige TOML ({error}); verbeter die regel.",
            f"{path} is not valid TOML ({error}); mend that line.",
        ) from None
    except OSError as error:
        raise BadFile(
            f"{path} kan niet worden gelezen ({error.strerror}); geef jezelf leesrechten.",
            f"{path} cannot be read ({error.strerror}); give yourself permission to read it.",
        ) from None
    return settings_from(table, str(path))
