"""The words that a colleague types to get something, in Dutch and English: the same in every door."""

from __future__ import annotations

import re

from bot.digest import THIS_WEEK

COMMANDS: dict[str, tuple[str, ...]] = {
    "triage": ("bericht", "triage"),
    "ask": ("vraag", "ask"),
    "check": ("check", "controleer", "kijk na", "review"),
    "cases": ("zaken", "cases", "open zaken", "open cases"),
    "case": ("zaak", "case"),
    "digest": ("digest", "weekoverzicht", "overzicht"),
    "why": ("waarom", "why"),
    "more": ("meer", "more"),
    "sample": ("voorbeeld", "sample"),
    "help": ("help", "hulp", "?"),
    "stop": ("stop", "quit", "exit"),
}
"""How each command is spelt. A door takes those that it knows."""

_LISTS = ("help", "cases", "digest")
_OF_A_WEEK = re.compile(
    rf"(?:(?:{'|'.join(COMMANDS['digest'])})\s+)?(?:(?:van|voor|of|for|tot nu toe)\s+)?(?:de |the )?"
    r"(?:(?P<this>deze week|this week|lopende week|running week|week so far)|(?P<last>vorige week|last week)"
    r"|(?P<named>\d{4}-?w\d{1,2}))(?: tot nu toe| so far)?"
)


def spelt(*names: str) -> dict[str, tuple[str, ...]]:
    """The commands of these names, with their spellings."""
    return {name: COMMANDS[name] for name in names}


def list_named(text: str) -> tuple[str, str | None] | None:
    """Which list a message asks for by its name, and of which week (as `digest.week_of` takes it); None for anything else."""
    plain = " ".join(text.lower().split()).rstrip("!. ")
    if name := next((name for name in _LISTS if plain in COMMANDS[name]), None):
        return name, None
    found = _OF_A_WEEK.fullmatch(plain.rstrip("? "))
    if not found:
        return None
    return "digest", THIS_WEEK if found["this"] else found["named"]
