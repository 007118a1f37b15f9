"""What is said to a question of each topic when there is no case at hand: `answers.toml` and `asked.toml`.

A topic has a general answer, and points: what is asked about it again and again, each with an answer of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import BadFile
from bot.guideline_files import place_of, text_of, toml_of, wrong
from bot.labels import TOPICS
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is asked about a topic again and again: what it is (goes on after "about"), and its answer."""

    about: Words
    wordings: Mapping[str, tuple[str, ...]]
    guidelines: tuple[str, ...]

    def said(self, lang: str, turn: int) -> str:
        """The wording for the time (from 0) that the topic is asked about: each in its turn."""
        return self.wordings[lang][turn % len(self.wordings[lang])]


@dataclass(frozen=True, slots=True)
class DirectAnswer:
    """The first sentences of an answer to a question of a topic, for when there is no case at hand.

    `about`: what the topic is, goes on after "about". `more`: other wordings of `text` in each language, so that a team
    that asks often does not hear the same one.
    """

    about: Words
    text: Words
    follow: Words
    guidelines: tuple[str, ...]
    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    points: Mapping[str, Point] = field(default_factory=dict)

    def said(self, lang: str, turn: int) -> str:
        """The wording for the time (from 0) that the topic is asked about: each in its turn."""
        wordings = (self.text.said(lang), *self.more.get(lang, ()))
        return wordings[turn % len(wordings)]


def load_answers(folder: Path, guidelines: Collection[str]) -> dict[str, DirectAnswer]:
    """Read `answers.toml` and `asked.toml`; `guidelines` are the ids there are. Raises BadFile with file, line and reason."""
    points = _points(folder / "asked.toml", guidelines)
    path = folder / "answers.toml"
    lines, tables = toml_of(path)
    topics = tables.get("topic", {})
    answers: dict[str, DirectAnswer] = {}
    for topic, table in (topics if isinstance(topics, dict) else {}).items():
        line = place_of(lines, f"topic.{topic}")
        if topic not in TOPICS:
            raise wrong(path.name, line, f"het onderwerp {topic} bestaat niet", f"there is no topic {topic}")
        answers[topic] = _answer(_Place(path.name, f"topic.{topic}", line, table), guidelines, points.get(topic, {}))
    if missing := [topic for topic in TOPICS if topic not in answers]:
        raise wrong(path.name, len(lines), f"mist {', '.join(missing)}", f"lacks {', '.join(missing)}")
    return answers


@dataclass(frozen=True, slots=True)
class _Place:
    """A table of a file: its name, where it begins, and what it holds."""

    file: str
    key: str
    line: int
    table: Any

    def text(self, name: str, needed: bool = True) -> str:
        """The text `name`; "" where it is not there and need not be."""
        there = isinstance(self.table, dict) and name in self.table
        return text_of(self.file, self.line, self.key, self.table, name) if needed or there else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """The list of texts `name`, empty where it is not there."""
        texts = self.table.get(name, []) if isinstance(self.table, dict) else []
        if not isinstance(texts, list) or not all(isinstance(one, str) and one.strip() for one in texts):
            raise self.wrong(
                f"heeft in {name} iets anders dan een lijst van teksten",
                f"has something else in {name} than a list of texts",
            )
        return tuple(texts)

    def guidelines(self, known: Collection[str]) -> tuple[str, ...]:
        """The guidelines that the table names."""
        ids = self.table.get("guidelines", []) if isinstance(self.table, dict) else []
        ids = ids if isinstance(ids, list) else [ids]
        if unknown := [one for one in ids if not isinstance(one, str) or one not in known]:
            raise self.wrong(f"kent {unknown[0]} niet", f"does not know {unknown[0]}")
        return tuple(ids)

    def wrong(self, nl: str, en: str) -> BadFile:
        """The error that says what is wrong with this table."""
        return wrong(self.file, self.line, f"[{self.key}] {nl}", f"[{self.key}] {en}")


def _answer(place: _Place, guidelines: Collection[str], points: Mapping[str, Point]) -> DirectAnswer:
    about = Words(place.text("about_nl"), place.text("about_en"))
    answer = Words(place.text("nl"), place.text("en"))
    follow = Words(place.text("follow_nl", False), place.text("follow_en", False))
    more = {lang: place.texts(f"more_{lang}") for lang in ("nl", "en")}
    return DirectAnswer(about, answer, follow, place.guidelines(guidelines), more, points)


def _points(path: Path, guidelines: Collection[str]) -> dict[str, dict[str, Point]]:
    """The points of each topic that has any."""
    lines, tables = toml_of(path)
    points: dict[str, dict[str, Point]] = {}
    for topic, table in tables.items():
        if topic not in TOPICS or not isinstance(table, dict):
            first = next(iter(table), "") if isinstance(table, dict) else ""
            line = place_of(lines, f"{topic}.{first}" if first else topic)
            raise wrong(path.name, line, f"het onderwerp {topic} bestaat niet", f"there is no topic {topic}")
        for name, own in table.items():
            key = f"{topic}.{name}"
            points.setdefault(topic, {})[name] = _point(_Place(path.name, key, place_of(lines, key), own), guidelines)
    return points


def _point(place: _Place, guidelines: Collection[str]) -> Point:
    wordings = {lang: place.texts(lang) for lang in ("nl", "en")}
    for lang, texts in wordings.items():
        if not texts:
            raise place.wrong(f"mist de teksten {lang}", f"lacks the texts {lang}")
    about = Words(place.text("about_nl"), place.text("about_en"))
    return Point(about, wordings, place.guidelines(guidelines))
