"""What a chat service tells of itself to a door: how each thing looks there, and how the service fails."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.adapters.home import Home, HomeLine
from bot.answers import Answer
from bot.card import Card
from bot.clocks import Due
from bot.digest import Digest
from bot.review import Finding
from bot.similar import Before
from bot.words import Words

M = TypeVar("M")
"""What a message is in a service."""


class Failure(enum.Enum):
    """How a service fails: the way to it is down; it asks to wait; or it refuses for good."""

    LINE_DOWN = enum.auto()
    PASSING = enum.auto()
    REFUSED = enum.auto()


@dataclass(frozen=True, slots=True)
class Looks(Generic[M]):
    """How each thing looks in a service; every string is a language, except where its name says otherwise."""

    card: Callable[[Card, str, str | None], M]
    answer: Callable[[Answer, str], M]
    findings: Callable[[str, Sequence[Finding], str, bool], M]
    cases: Callable[[Sequence[tuple[Card, str | None]], str], M]
    home: Callable[[Home, str], M]
    parts: Callable[[Sequence[tuple[Words, Sequence[HomeLine]]], str], M]
    """Lists of cases, each with its title and a note on each case."""
    found: Callable[[str, Sequence[tuple[Before, str | None]], str], M]
    """Earlier cases below a sentence, each with the address of its thread."""
    digest: Callable[[Digest, str], M]
    due: Callable[[Due, Card | None, str], M]
    help: Callable[[str], M]
    welcome: Callable[[str], M]
    told: Callable[[str], M]
    """A sentence."""
    calling: Callable[[Sequence[str], str], M]
    """A sentence that rings a bell for members, by their ids."""
