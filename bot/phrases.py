"""The wordings that drafts are built from: one TOML file a language, each move an array of templates.

A template is one sentence with slots (`<thing>`) and spin groups (`{dat is balen|daar baal je van}`, nestable). How to
write one: README, "A phrase". Nothing here depends on the post: filling happens once, so text of a customer is never
taken for a template.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import BadFile
from bot.fact_rules import FACTS, WANTS
from bot.labels import PLATFORMS, TROUBLES, TYPES

SECTORS = ("transport", "delivery", "digital", "place")
"""Where a detail can be asked for, each in words of its own; a bus has no branch."""
GROUPS = ("delivery", "product", "service", "billing", "returns", "technical", "privacy", "safety", "conduct")
VOICES = ("informal", "formal")
SLOTS = frozenset({"thing", "time", "way", "name", "brand", "signer", *FACTS, "person", "event", "told"})
CLAUSE_SLOTS = frozenset({"you", "your", "thing", "item", "vehicle", "place", "times", "lasting"})
"""Of the clauses that name what happened; the two that may be empty are `place` and `times`."""
_GROUPED = {"recognition": GROUPS, "now": GROUPS, "next": (*GROUPS, "question", "remark", "praise"),
            "ask": SECTORS, "apology": ("ours", "general"), "trouble": tuple(TROUBLES),
            "wish": tuple(WANTS)}  # fmt: skip
_PLAIN = (
    "when", "private", "remove", "holding", "holding_hurt", "holding_danger", "holding_data", "close_public", "rounds", "once",
    "thanks", "thanks_more", "person", "question", "named", "named_sober", "remark", "light", "tell", "live", "urgent", "came_back", "lasting",
    "nth", "chased", "retold", "retold_before",
)  # fmt: skip
GENERAL = re.compile(
    r"bezorg|lever|service|mensen|personeel|team|website|winkel|deliver|chauffeur|koerier|driver|courier|staff|\bshop|store|restaurant"
)
"""What a post names besides, where it names something closer."""

_NEARBY = re.compile(
    r"(?<!\w)(?:(?:in(?! de app\b)|boven|naast|onder|achter|tegenover|sinds|tijdens|lijk|gelijk|zoals|above|near|next to|outside|under"
    r"|behind|beside|since|during|long as|than|like) (?:(?:de|het|den|een|nen|jullie|the|a|an) )?|(?:zijn|hun|his|her|their) )$",
    re.IGNORECASE,
)
_SHORTLY = 24  # characters before a word
_SLOT = re.compile(r"<(\w+)>")
_INNERMOST = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Event:
    """What some words of a post mean: a clause that names it, and the troubles (keys of TROUBLES) that it can be."""

    words: re.Pattern[str]
    says: str
    of: frozenset[str]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The wordings of one language: `moves["now.delivery.informal"]` is a tuple of templates."""

    moves: Mapping[str, tuple[str, ...]]
    things: tuple[tuple[re.Pattern[str], str], ...]
    thing_default: Mapping[str, str]
    private_way: Mapping[str, str]
    events: tuple[Event, ...]
    event_of: Mapping[str, tuple[str, ...]]

    def thing_in(self, text: str) -> str | None:
        """The thing that `text` is about ("je pakket"): the first that the table knows, what is closer before the general.

        Not a thing that something else is near, or is likened to: "in the kitchen", "as long as the kettle"."""
        hits = [
            (bool(GENERAL.search(phrase)), hit.start(), -len(hit.group()), phrase)
            for rule, phrase in self.things
            for hit in rule.finditer(text)
            if not _NEARBY.search(text, max(0, hit.start() - _SHORTLY), hit.start())
        ]
        return min(hits)[3] if hits else None


def expand(template: str, rng: random.Random) -> str:
    """Choose one alternative in every spin group of `template`; slots stay."""
    while _INNERMOST.search(template):
        template = _INNERMOST.sub(lambda group: rng.choice(group.group(1).split("|")), template)
    return " ".join(template.split()).replace(" ,", ",").replace(" .", ".")


def fill(template: str, slots: Mapping[str, str], opens: bool = True) -> str:
    """Put `slots` into an expanded template, in one pass: what a slot brings is never looked at again.

    With a capital where it `opens` a sentence."""
    text = _SLOT.sub(lambda slot: slots[slot.group(1)], template)
    return text[:1].upper() + text[1:] if opens else text


def load_phrases(folder: Path) -> dict[str, Phrases]:
    """Read `nl.toml` and `en.toml`. Raises BadFile with file, move and reason for the first thing that is wrong."""
    return {lang: _phrases(folder / f"{lang}.toml") for lang in ("nl", "en")}


def _phrases(path: Path) -> Phrases:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(
            path, f"het bestand kan niet worden gelezen ({error})", f"the file cannot be read ({error})"
        ) from None
    moves: dict[str, tuple[str, ...]] = {}
    for move, groups in {**_GROUPED, **dict.fromkeys(_PLAIN, ())}.items():
        for group in groups or (None,):
            part = _part(path, _part(path, table, move), group) if group else _part(path, table, move)
            for voice in VOICES:
                name = ".".join(x for x in (move, group, voice) if x)
                moves[name] = _templates(path, name, part.get(voice))
    for voice in VOICES:
        for name in (voice, f"{voice}_named", f"sober_{voice}", f"sober_{voice}_named"):
            moves[f"greeting.{name}"] = _templates(path, f"greeting.{name}", _part(path, table, "greeting").get(name))
    moves["signature"] = _templates(path, "signature.any", _part(path, table, "signature").get("any"))
    return Phrases(moves, _patterns(path, "thing", _part(path, table, "thing")), _complete(path, "thing_default", table, TYPES),
                   _complete(path, "private_way", table, PLATFORMS),
                   _events(path, _part(path, table, "event")), _clauses_of(path, table))  # fmt: skip


def _part(path: Path, table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The table `name` of `table`; empty where there is none, so that what it lacks is told by its full name."""
    part = table.get(name, {})
    if not isinstance(part, dict):
        raise _wrong(path, f"{name} hoort een tabel te zijn, [{name}]", f"{name} must be a table, [{name}]")
    return part


def _templates(path: Path, name: str, value: Any, known: frozenset[str] = SLOTS) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) and one.strip() for one in value):
        raise _wrong(path, f"{name} mist of is geen lijst van zinnen", f"{name} is missing or no list of sentences")
    for one in value:
        if one.count("{") != one.count("}") or not _balanced(one):
            raise _wrong(
                path,
                f"{name}: de accolades kloppen niet in “{one}”",
                f"{name}: the braces do not match in “{one}”",
            )
        if unknown := sorted(slots_in(one) - known):
            raise _wrong(path, f"{name}: <{unknown[0]}> bestaat niet; kies uit {', '.join(sorted(known))}",
                         f"{name}: <{unknown[0]}> does not exist; choose from {', '.join(sorted(known))}")  # fmt: skip
    return tuple(value)


def slots_in(template: str) -> frozenset[str]:
    """The names of the slots of a template."""
    return frozenset(_SLOT.findall(template))


def _events(path: Path, table: Mapping[str, Any]) -> tuple[Event, ...]:
    """What the words of posts mean."""
    of: list[frozenset[str]] = []
    for words, one in table.items():
        says, troubles = (one.get("says"), one.get("of")) if isinstance(one, dict) else (None, None)
        _templates(path, f"event.{words}.says", [says], CLAUSE_SLOTS)
        if not isinstance(troubles, list) or not troubles or not set(troubles) <= set(TROUBLES):
            raise _wrong(path, f"event.{words}.of is geen lijst van namen die er zijn",
                         f"event.{words}.of is no list of names that exist")  # fmt: skip
        of.append(frozenset(troubles))
    says_of = _patterns(path, "event", {words: one["says"] for words, one in table.items()})
    return tuple(Event(words, says, names) for (words, says), names in zip(says_of, of, strict=True))


def _clauses_of(path: Path, table: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    """The clauses of those troubles that have some."""
    part = _part(path, table, "event_of")
    if unknown := sorted(set(part) - set(TROUBLES)):
        raise _wrong(path, f"[event_of] kent geen {unknown[0]}", f"[event_of] knows no {unknown[0]}")
    return {name: _templates(path, f"event_of.{name}", some, CLAUSE_SLOTS) for name, some in part.items()}


def _balanced(template: str) -> bool:
    while _INNERMOST.search(template):
        template = _INNERMOST.sub("", template)
    return "{" not in template and "}" not in template


def _patterns(path: Path, name: str, table: Mapping[str, Any]) -> tuple[tuple[re.Pattern[str], str], ...]:
    if wrong := [word for word, phrase in table.items() if not isinstance(phrase, str) or not phrase.strip()]:
        raise _wrong(path, f"[{name}] heeft geen tekst bij “{wrong[0]}”", f"[{name}] has no text at “{wrong[0]}”")
    try:
        return tuple((re.compile(rf"(?<!\w)(?:{word})(?!\w)", re.IGNORECASE), phrase) for word, phrase in table.items())
    except re.error as error:
        raise _wrong(
            path, f"[{name}] heeft een verkeerd woord ({error})", f"[{name}] has a wrong word ({error})"
        ) from None


def _complete(path: Path, name: str, table: Mapping[str, Any], keys: Mapping[str, Any]) -> dict[str, str]:
    part = _part(path, table, name)
    if missing := [key for key in keys if not isinstance(part.get(key), str) or not part[key].strip()]:
        raise _wrong(path, f"[{name}] mist {', '.join(missing)}", f"[{name}] lacks {', '.join(missing)}")
    return dict(part)


def _wrong(path: Path, nl: str, en: str) -> BadFile:
    return BadFile(f"data/phrases/{path.name}: {nl}.", f"data/phrases/{path.name}: {en}.")
