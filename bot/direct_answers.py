"""What is said to a question of each topic when there is no case at hand: `answers.toml` and `asked.toml`.

A topic has a general answer, and points: what is asked about it again and again, each with an answer of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.guideline_files import Table, place_of, toml_of, wrong
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
        key = f"topic.{topic}"
        if topic not in TOPICS:
            line = place_of(lines, key)
            raise wrong(path.name, line, f"het onderwerp {topic} bestaat niet", f"there is no topic {topic}")
        answers[topic] = _answer(Table(path.name, key, lines, table), guidelines, points.get(topic, {}))
    if missing := [topic for topic in TOPICS if topic not in answers]:
        raise wrong(path.name, len(lines), f"mist {', '.join(missing)}", f"lacks {', '.join(missing)}")
    return answers


def _answer(table: Table, guidelines: Collection[str], points: Mapping[str, Point]) -> DirectAnswer:
    about = Words(table.text("about_nl"), table.text("about_en"))
    answer = Words(table.text("nl"), table.text("en"))
    follow = Words(table.text("follow_nl", False), table.text("follow_en", False))
    more = {lang: table.texts(f"more_{lang}") for lang in ("nl", "en")}
    return DirectAnswer(about, answer, follow, table.guidelines(guidelines), more, points)


def _points(path: Path, guidelines: Collection[str]) -> dict[str, dict[str, Point]]:
    """The points of each topic that has any."""
    lines, tables = toml_of(path)
    points: dict[str, dict[str, Point]] = {}
    for topic, table in tables.items():
        if topic not in TOPICS or not isinstance(table, dict):
            line = place_of(lines, topic)
            raise wrong(path.name, line, f"het onderwerp {topic} bestaat niet", f"there is no topic {topic}")
        for name, own in table.items():
            points.setdefault(topic, {})[name] = _point(Table(path.name, f"{topic}.{name}", lines, own), guidelines)
    return points


def _point(table: Table, guidelines: Collection[str]) -> Point:
    wordings = {lang: table.texts(lang) for lang in ("nl", "en")}
    for lang, texts in wordings.items():
        if not texts:
            raise table.wrong(f"mist de teksten {lang}", f"lacks the texts {lang}")
    about = Words(table.text("about_nl"), table.text("about_en"))
    return Point(about, wordings, table.guidelines(guidelines))
