"""What happened, as a reply names it: a clause in words of ours ("bus 34 niet kwam"), chosen by what the post says.

Of the customer's own words only a line, a stop, a number go into it: short words and figures that `facts.py` found.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.facts import Facts
from bot.labels import NOT_COMPLAINTS
from bot.phrases import GENERAL, Phrases, expand, fill, slots_in
from bot.reading import Reading


@dataclass(frozen=True, slots=True)
class Address:
    """How a brand addresses its customers, in the language of the reply."""

    lang: str
    formal: bool

    @property
    def slots(self) -> dict[str, str]:
        """The customer, and what is theirs."""
        you, your = (("u", "uw") if self.formal else ("je", "je")) if self.lang == "nl" else ("you", "your")
        return {"you": you, "your": your}

    def of(self, thing: str) -> str:
        """A thing as the phrases write it ("je pakket"), in this brand's voice."""
        return re.sub(r"\bje\b", "uw", thing) if self.formal and self.lang == "nl" else thing


@dataclass(frozen=True, slots=True)
class Happened:
    """The clauses (templates) that name what happened; none where that is not plain. `slots`: what the post tells."""

    clauses: tuple[str, ...]
    slots: Mapping[str, str]

    def said(self, rng: random.Random) -> str:
        """One of them, filled in; "" where there is none."""
        if not self.clauses:
            return ""
        return " ".join(fill(expand(rng.choice(self.clauses), rng), self.slots, opens=False).split())


def happened_in(text: str, reading: Reading, facts: Facts, address: Address, phrases: Phrases) -> Happened:
    """What happened to whoever wrote `text`; nothing in what is no complaint."""
    kind = reading.type.name
    default = phrases.thing_default["delivery"] if kind == "delivery" else ""
    thing = facts.vehicle or phrases.thing_in(text) or default
    told = {name: getattr(facts, name) for name in ("vehicle", "place", "times", "lasting")}
    slots = {
        **address.slots,
        **told,
        "thing": "" if _NOBODY_WAITS_FOR.search(thing) or GENERAL.search(thing) else address.of(thing),
        "item": address.of(thing if _ITEM.match(thing) else default),
    }
    clauses = () if kind in NOT_COMPLAINTS else clauses_for(text, reading.trouble, slots, phrases)
    return Happened(clauses, slots)


def clauses_for(text: str, trouble: str, slots: Mapping[str, str], phrases: Phrases) -> tuple[str, ...]:
    """Return the clauses (templates) that name what happened in `text`; none where that is not plain.

    Its own words count before the `trouble` (a key of TROUBLES, or "") that was read in it, where both can be the same,
    and a clause that names a line before one that names a thing. `slots`: what the post tells, "" where it does not.
    """
    known = frozenset(name for name, said in slots.items() if said) | _MAY_LACK
    for event in phrases.events:
        if (not trouble or trouble in event.of) and slots_in(event.says) <= known and event.words.search(text):
            return (event.says,)
    usable = [clause for clause in phrases.event_of.get(trouble, ()) if slots_in(clause) <= known]
    telling = (tuple(clause for clause in usable if slot in slots_in(clause)) for slot in _MOST_TELLING_FIRST)
    return next((some for some in telling if some), ())


_MAY_LACK = frozenset({"place", "times"})
_MOST_TELLING_FIRST = ("vehicle", "lasting", "item", "thing")

_ITEM = re.compile(
    r"(?:je|your) (?!\w*(?:en|ls|rs)$)"
    r"(?!\w*(?:bezoek|verblijf|reis|rit|afspraak|vakantie|boeking|reservering|behandeling|account|wachtwoord|gegevens|rekening|geld"
    r"|retour|reparatie|garantie|omruiling|visit|stay|trip|journey|holiday|booking|appointment|login|signal|commute|data|claim|refund|repair|warranty|replacement|return|exchange)\b)"
)
"""What can lie in the rain or be waited for, one of it."""

_NOBODY_WAITS_FOR = re.compile(
    r"conducteur|monteur|technieker|medewerk|collega|manager|ober\b|bediening|moment|conductor|engineer|cashier|waiter|inspector|crew"
    r"|electrician|plumber|fitter|technician|guard|time"
)
"""People and times: nothing is wrong with them, and nobody waits for them as for a parcel."""
