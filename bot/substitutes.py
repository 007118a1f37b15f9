"""Who approves in the place of somebody who is away: from the first day to the last, both among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot import setting_checks as check


@dataclass(frozen=True, slots=True)
class Substitute:
    """`by` may approve in the place of `approver` from the day `first` to the day `last`."""

    approver: str
    by: str
    first: date
    last: date


_NAMES = ("approver", "by", "from", "until")


def substitutes_from(value: Any, key: str, problems: check.Problems) -> tuple[Substitute, ...]:
    """The substitutes of a profile; what is wrong with one is told, and it is left out."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        problems.add(key, "schrijf elke vervanging als [[substitutes]]", "write each substitute as [[substitutes]]")
        return ()
    found = [_substitute(one, f"{key}[{number}]", problems) for number, one in enumerate(value, 1)]
    return tuple(one for one in found if one)


def _substitute(table: dict[str, Any], where: str, problems: check.Problems) -> Substitute | None:
    before = len(problems.found)
    for name in sorted(set(table) - set(_NAMES)):
        check.unknown(f"{where}.{name}", name, _NAMES, problems)
    for name in ("approver", "by"):
        check.text(table.get(name), f"{where}.{name}", problems)
    first, last = table.get("from"), table.get("until")
    for name, day in (("from", first), ("until", last)):
        if type(day) is not date:
            problems.add(f"{where}.{name}", "schrijf een dag zoals 2026-12-21, zonder aanhalingstekens",
                         "write a day such as 2026-12-21, without quotes")  # fmt: skip
    if type(first) is date and type(last) is date and last < first:
        problems.add(f"{where}.until", "deze dag ligt vóór from", "this day is before from")
    if len(problems.found) > before or type(first) is not date or type(last) is not date:
        return None
    return Substitute(table["approver"], table["by"], first, last)


def check_substitutes(substitutes: Iterable[Substitute], approvers: Iterable[str], problems: check.Problems) -> None:
    """Only who approves can have a substitute."""
    known = {name.strip().casefold() for name in approvers}
    for one in substitutes:
        if one.approver.strip().casefold() not in known:
            problems.add("substitutes", f"{one.approver} staat niet bij approvers; zet die naam daar ook",
                         f"{one.approver} is not among approvers; put that name there, too")  # fmt: skip


def standing_in(substitutes: Iterable[Substitute], day: date) -> frozenset[str]:
    """The names, in small letters, of who may approve on a day because somebody else is away."""
    return frozenset(one.by.strip().casefold() for one in substitutes if one.first <= day <= one.last)
