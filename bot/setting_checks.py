"""Checks of single settings: each takes a value, its key, and where to tell what is wrong, and returns the value."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class Problems:
    """Collects everything that is wrong with a profile, as pairs of sentences."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def add(self, key: str, nl: str, en: str) -> None:
        """Note what is wrong with a setting."""
        self.found.append((f"{key}: {nl}", f"{key}: {en}"))


Check = Callable[[Any, str, Problems], Any]


def text(value: Any, key: str, problems: Problems) -> Any:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        problems.add(key, "schrijf een tekst tussen aanhalingstekens", "write a text between quotes")
    return value


def flag(value: Any, key: str, problems: Problems) -> Any:
    """True or false."""
    if not isinstance(value, bool):
        problems.add(key, "schrijf true of false", "write true or false")
    return value


def number(low: float, high: float) -> Check:
    """A number from `low` to `high`; whole where `low` is."""

    def check(value: Any, key: str, problems: Problems) -> Any:
        good = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
        if not good or (isinstance(low, int) and not isinstance(value, int)):
            problems.add(key, f"schrijf een getal van {low} tot {high}", f"write a number from {low} to {high}")
        return value

    return check


def choice(*allowed: str) -> Check:
    """One of some words."""

    def check(value: Any, key: str, problems: Problems) -> Any:
        if value not in allowed:
            options = ", ".join(allowed)
            problems.add(key, f"kies uit {options}", f"choose from {options}")
        return value

    return check


def like(pattern: str, example: str) -> Check:
    """A text of a certain form, such as an id."""

    def check(value: Any, key: str, problems: Problems) -> Any:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            problems.add(key, f'schrijf een id zoals "{example}"', f'write an id such as "{example}"')
        return value

    return check


def texts(value: Any, key: str, problems: Problems, allowed: Any = None) -> tuple[str, ...]:
    """A list of texts, perhaps out of some that are allowed."""
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        problems.add(key, 'schrijf een lijst zoals ["een", "twee"]', 'write a list such as ["one", "two"]')
        return ()
    for one in value:
        if allowed is not None and one not in allowed:
            options = ", ".join(allowed)
            problems.add(key, f"kent “{one}” niet; kies uit {options}", f"does not know “{one}”; choose from {options}")
    return tuple(value)


def table(keys: Any, check: Check, default: Mapping[str, Any]) -> Check:
    """A table with some keys, each value checked; what it does not name is taken from `default`."""

    def check_table(value: Any, key: str, problems: Problems) -> dict[str, Any]:
        if not isinstance(value, dict):
            problems.add(key, "schrijf dit als een tabel, [" + key + "]", "write this as a table, [" + key + "]")
            return dict(default)
        for name, one in value.items():
            if name not in keys:
                unknown(f"{key}.{name}", name, keys, problems)
            else:
                check(one, f"{key}.{name}", problems)
        return {**default, **value}

    return check_table


def zone(value: Any, key: str, problems: Problems) -> Any:
    """A time zone by its name."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):  # "Europe" alone is a folder
        problems.add(key, "schrijf een tijdzone zoals Europe/Brussels", "write a time zone such as Europe/Brussels")
    return value


def unknown(key: str, name: str, known: Any, problems: Problems) -> None:
    """Tell that there is no such setting, and which one is meant."""
    close = difflib.get_close_matches(name, list(known), 1)
    problems.add(
        key,
        "deze instelling bestaat niet" + (f"; bedoel je {close[0]}?" if close else ""),
        "this setting does not exist" + (f"; do you mean {close[0]}?" if close else ""),
    )
