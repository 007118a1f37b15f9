"""What a post says that a good reply picks up: how long, how often, when, what is wanted, who is praised.

Only what is said plainly counts: a fact that is missed costs a less personal sentence, a wrong one an embarrassing reply.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.fact_rules import (
    ASKS,
    FACTS,
    GRAVE,
    LIVE,
    LONG_AGO,
    MANY_YEARS,
    NOTHING,
    NTH,
    OFTEN,
    PERSON,
    PLACE,
    REFUSED,
    SECTOR,
    SHORT,
    TIMES,
    TOLD,
    UNLESS,
    VEHICLE,
    WANTS,
    Rules,
)
from bot.review_names import FIRST_NAMES
from bot.review_text import plain


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a post in its own language, each as it fits into a sentence; "" where it says none.

    `lasting` ("drie weken"), `nth` ("derde"), `chased` (how often they had to contact us: "twee keer"), `when`
    ("gisteren"), `wish` (what is wanted, a key of WANTS), `person` (a colleague who is praised). `vehicle` ("bus 34"),
    `place` ("aan halte Zuid") and `times` ("twee keer"): what did not go as it should, where and how often. `sector`: where
    details can be asked for (a name of SECTORS). `live`: it happens as they write. `grave`: somebody died. `told`: the
    harmless details that need not be asked any more (keys of ASKS).
    """

    lasting: str = ""
    nth: str = ""
    chased: str = ""
    when: str = ""
    wish: str = ""
    person: str = ""
    vehicle: str = ""
    place: str = ""
    times: str = ""
    sector: str = ""
    live: bool = False
    grave: bool = False
    told: frozenset[str] = frozenset()


def facts_of(text: str, lang: str) -> Facts:
    """Find the facts in a post in `lang` ("nl" or "en")."""
    flat = " ".join(text.split())
    found = {name: _first(rules[lang], flat, *UNLESS[name]) for name, rules in FACTS.items()}
    if MANY_YEARS.search(found["lasting"]):  # whoever says so tells who they are, not how long they wait
        found["lasting"] = ""
    person = PERSON[lang].search(flat)
    return Facts(
        lasting=" ".join(SHORT[lang].get(word, word) for word in _apart(found["lasting"])),
        nth=NTH[lang].get(found["nth"], found["nth"]),
        chased=TIMES[lang].get(found["chased"], found["chased"]),
        when=re.sub(r"\b(?!yester)\w+day\b", lambda day: day.group().capitalize(), found["when"]),
        wish=next((name for name, rules in WANTS.items() if _first(rules[lang], flat, *REFUSED)), ""),
        person=person["it"] if person and plain(person["it"]) in FIRST_NAMES else "",
        vehicle=_named(VEHICLE[lang], flat),
        place=_named(PLACE[lang], flat),
        times=TIMES[lang].get(times := _first(OFTEN[lang], flat), times),
        sector=next((name for name, rules in SECTOR.items() if _first(rules[lang], flat)), ""),
        live=any(
            not LONG_AGO[lang].search(flat, hit.start(), hit.end() + _NEAR)
            for rule in LIVE[lang]
            for hit in rule.finditer(flat)
        ),
        grave=bool(GRAVE[lang].search(flat)),
        told=frozenset(name for name, said in TOLD.items() if said.search(flat)),
    )


def asked_in(sentence: str) -> frozenset[str]:
    """Which of the harmless details `sentence` asks for."""
    return frozenset(name for name, asks in ASKS.items() if asks.search(sentence))


def _first(rules: Rules, text: str, before: re.Pattern[str] = NOTHING, after: re.Pattern[str] = NOTHING) -> str:
    """What the first of the rules that holds finds under the name `it`, in lower case.

    Not where `before` stands in the few words before it, or `after` in those behind."""
    for rule in rules:
        for hit in rule.finditer(text):
            start, end = hit.span()
            if not before.search(text, max(0, start - _NEAR), start) and not after.search(text, end, end + _NEAR):
                return " ".join(hit["it"].lower().split())
    return ""


_NEAR = 24  # characters


def _named(rules: Mapping[re.Pattern[str], str], text: str) -> str:
    """What the first rule that holds makes of the words it finds; only short words and figures are taken over."""
    for rule, said in rules.items():
        if hit := rule.search(text):
            return re.sub(r"<(\w+)>", lambda slot: hit[slot[1]].lower() if slot[1] == "kind" else hit[slot[1]], said)
    return ""


def _apart(length: str) -> list[str]:
    """The words of a length of time, a number glued to its unit taken apart: "45min"."""
    return re.sub(r"(\d)([a-z])", r"\1 \2", length).split()
