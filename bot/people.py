"""Colleagues whom several chat services know, each by an id of its own: how the profile names them, and who may be whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot import setting_checks as check

Ids = Mapping[str, str]
"""Names by a service's ids."""


def people_check(services: Mapping[str, check.Check]) -> check.Check:
    """Check the table [people]: by name, an id in each of some services. What is good is returned by service."""

    def checked(value: Any, key: str, problems: check.Problems) -> dict[str, dict[str, str]]:
        if not isinstance(value, dict):
            problems.add(key, f"schrijf dit als een tabel, [{key}]", f"write this as a table, [{key}]")
            return {}
        found: dict[str, dict[str, str]] = {service: {} for service in services}
        for name, ids in value.items():
            check.table(services, check.text, {})(ids, f"{key}.{name}", problems)
            for service in services.keys() & (ids if isinstance(ids, dict) else {}):
                where = f"{key}.{name}.{service}"
                services[service](ids[service], where, problems)
                first = found[service].setdefault(str(ids[service]), name)
                if first != name:
                    problems.add(where, *_taken(first))
        return found

    return checked


def joined(own: Ids, named: Ids, where: str, problems: check.Problems) -> Ids:
    """The people of a service's own table and those whom [people] names there; an id has one name."""
    for id_ in own.keys() & named.keys():
        if own[id_] != named[id_]:
            problems.add(f"people.{named[id_]}.{where}", *_taken(own[id_]))
    return {**own, **named}


def _taken(name: str) -> tuple[str, str]:
    return (f"dit id heet al “{name}”; geef het één naam", f"this id is called “{name}” already; give it one name")


def may_be_one(name: str, other: str, services: Sequence[Ids]) -> bool:
    """Whether two names may be one colleague's, where the team uses these services.

    Who has no id in the profile goes by what a service calls them, so in two services they may have two names. Two names are
    two people where the profile has an id of both, or one has an id in every service."""
    first, second = (one.strip().casefold() for one in (name, other))
    known = [{one.strip().casefold() for one in ids.values()} for ids in services]
    if first == second or len(known) < 2:
        return first == second
    in_all = any(all(one in names for names in known) for one in (first, second))
    both = all(any(one in names for names in known) for one in (first, second))
    return not (in_all or both)
