"""The guidelines: one Markdown file each, with a header and a text in Dutch and in English, and their sources.

`load` takes the files' contents and refuses a wrong one with file, line and reason. How to write one:
`guidelines/README.md`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import BadFile
from bot.labels import TOPICS
from bot.words import Words

WEIGHTS = ("A", "B", "C", "abstract")
_SECTIONS = {
    "nl": {"titel": "title", "kort": "short", "doen": "do", "waarom": "why", "let op": "mind"},
    "en": {"title": "title", "short": "short", "do": "do", "why": "why", "mind": "mind"},
}
_HEADER_KEYS = {"id": str, "row": int, "sources": list, "supports": list, "topics": list, "conflicts": list,
                "used_in": list}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Where a guideline comes from, and how much it weighs: A experiments, B survey, C practice, or an abstract."""

    key: str
    title: str
    author: str
    date: str
    weight: str
    kind: Words
    note: Words


@dataclass(frozen=True, slots=True)
class Guideline:
    """One piece of guidance, as said to a colleague, with the keys of the sources that carry it."""

    id: str
    title: Words
    short: Words
    do: Words
    why: Words
    mind: Words
    sources: tuple[str, ...]
    supports: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    used_in: tuple[str, ...] = ()
    row: int | None = None


@dataclass(frozen=True, slots=True)
class DirectAnswer:
    """The first sentences of an answer to a question of a topic, for when there is no case at hand.

    `more`: other wordings of `text` in each language, so that a team that asks often does not hear the same one.
    """

    text: Words
    follow: Words
    guidelines: tuple[str, ...]
    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def said(self, lang: str, turn: int) -> str:
        """The wording for the time (from 0) that the topic is asked about: each in its turn."""
        wordings = (self.text.said(lang), *self.more.get(lang, ()))
        return wordings[turn % len(wordings)]


@dataclass(frozen=True, slots=True, repr=False)  # written out it would fill screens
class Handbook:
    """All guidelines, sources and direct answers together."""

    guidelines: Mapping[str, Guideline]
    sources: Mapping[str, Source]
    answers: Mapping[str, DirectAnswer]

    def __repr__(self) -> str:
        return f"<Handbook of {len(self.guidelines)} guidelines>"

    def source(self, guideline: str) -> Source:
        """The main source of the guideline with this id."""
        return self.sources[self.guidelines[guideline].sources[0]]


def load(folder: Path) -> Handbook:
    """Read every guideline in `folder`. Raises BadFile with file, line and reason for the first that is wrong."""
    lines, tables = _toml(folder / "sources.toml")
    sources = {key: _source(key, table, _place(lines, key)) for key, table in tables.items()}
    texts = {path.name: _read(path) for path in sorted(folder.glob("*.md")) if path.name != "README.md"}
    guidelines = {one.id: one for one in (parse(name, text, sources) for name, text in texts.items())}
    for one in guidelines.values():
        if unknown := [other for other in one.conflicts if other not in guidelines]:
            name = f"{one.id}.md"
            line = _line_of(texts[name].split("\n")[1:], "conflicts")
            raise _wrong(name, line, f"conflicts kent “{unknown[0]}” niet", f"conflicts does not know “{unknown[0]}”")
    return Handbook(guidelines, sources, _answers(folder / "answers.toml", guidelines))


def parse(name: str, text: str, sources: Mapping[str, Source]) -> Guideline:
    """Make a Guideline of one file's text. `name` is the file's name, without which an error would be no help."""
    lines = text.split("\n")
    if not lines or lines[0].strip() != "+++":
        raise _wrong(name, 1, "begin de kop met een regel +++", "start the header with a line +++")
    try:
        end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == "+++")
    except StopIteration:
        raise _wrong(
            name, len(lines), "sluit de kop af met een regel +++", "close the header with a line +++"
        ) from None
    header = _header(name, lines[1:end], sources)
    texts = _texts(name, lines, end + 1)
    both: dict[str, Any] = {
        key: Words(texts["nl"][key], texts["en"][key]) for key in ("title", "short", "do", "why", "mind")
    }
    return Guideline(**both, **header)


def _header(name: str, lines: list[str], sources: Mapping[str, Source]) -> dict[str, Any]:
    try:
        table = tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        raise _wrong(name, _told_line(error) + 1, f"de kop is geen TOML ({_told(error)})",
                     f"the header is not TOML ({_told(error)})") from None  # fmt: skip
    for key, value in table.items():
        good = isinstance(value, _HEADER_KEYS.get(key, ())) and not isinstance(value, bool)
        if not good or (isinstance(value, list) and not all(isinstance(one, str) for one in value)):
            raise _wrong(name, _line_of(lines, key), f"{key} hoort hier niet of heeft een verkeerde waarde",
                         f"{key} does not belong here or has a wrong value")  # fmt: skip
    if table.get("id") != name.removesuffix(".md"):
        raise _wrong(name, _line_of(lines, "id"), "id moet de naam van het bestand zijn", "id must be the file's name")
    if not table.get("sources"):
        raise _wrong(name, _line_of(lines, "sources"), "noem minstens één bron", "name at least one source")
    for key, known in (("sources", sources), ("supports", sources), ("topics", TOPICS)):
        for one in table.get(key, []):
            if one not in known:
                raise _wrong(name, _line_of(lines, key), f"{key} kent “{one}” niet", f"{key} does not know “{one}”")
    if sources[table["sources"][0]].weight == "abstract":
        raise _wrong(name, _line_of(lines, "sources"), "een samenvatting alleen draagt geen regel",
                     "an abstract alone carries no rule")  # fmt: skip
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _texts(name: str, lines: list[str], start: int) -> dict[str, dict[str, str]]:
    """The sections of both languages; titles stand in their heading, the others below it."""
    texts: dict[str, dict[str, list[str]]] = {"nl": {}, "en": {}}
    lang, section = "", ""
    for number, line in enumerate(lines[start:], start + 1):
        if line.startswith("# ") and line[2:].strip() in texts:
            lang, section = line[2:].strip(), ""
        elif line.startswith("## "):
            section = _section(name, number, line, lang)
            if section in texts[lang]:
                raise _wrong(name, number, f"“{line}” staat er al", f"“{line}” is there already")
            rest = line.partition(":")[2]
            texts[lang][section] = [rest.strip()]
        elif line.strip() and not section:
            raise _wrong(name, number, "deze tekst staat onder geen kopje", "this text stands under no heading")
        elif section:
            texts[lang][section].append(line.strip())
    done = {
        lang: {key: " ".join(" ".join(part).split()) for key, part in parts.items()} for lang, parts in texts.items()
    }
    for lang, known in _SECTIONS.items():
        for heading, key in known.items():
            if not done[lang].get(key):
                raise _wrong(name, len(lines), f"onder “# {lang}” mist “## {heading.capitalize()}”",
                             f"under “# {lang}” the part “## {heading.capitalize()}” is missing")  # fmt: skip
    return done


def _section(name: str, number: int, line: str, lang: str) -> str:
    """Which part the heading `line` opens under "# `lang`"."""
    heading = line[3:].partition(":")[0].strip().lower()
    section = _SECTIONS.get(lang, {}).get(heading)
    if not section:
        raise _wrong(name, number, f"het kopje “{line[3:]}” is hier niet bekend",
                     f"the heading “{line[3:]}” is not known here")  # fmt: skip
    return section


def _source(key: str, table: Any, line: int) -> Source:
    def text(name: str) -> str:
        return _text("sources.toml", line, key, table, name)

    if text("weight") not in WEIGHTS:
        options = ", ".join(WEIGHTS)
        raise _wrong(
            "sources.toml", line, f"[{key}] weight is een van {options}", f"[{key}] weight is one of {options}"
        )
    kind, note = Words(text("kind_nl"), text("kind_en")), Words(text("note_nl"), text("note_en"))
    author = text("author") if "author" in table else ""
    return Source(key, text("title"), author, text("date"), text("weight"), kind, note)


def _answers(path: Path, guidelines: Mapping[str, Guideline]) -> dict[str, DirectAnswer]:
    lines, tables = _toml(path)
    topics = tables.get("topic", {})
    answers: dict[str, DirectAnswer] = {}
    for topic, table in (topics if isinstance(topics, dict) else {}).items():
        line = _place(lines, f"topic.{topic}")
        if topic not in TOPICS:
            raise _wrong(path.name, line, f"het onderwerp {topic} bestaat niet", f"there is no topic {topic}")
        answers[topic] = _answer(topic, table, line, guidelines)
    if missing := [topic for topic in TOPICS if topic not in answers]:
        raise _wrong(path.name, len(lines), f"mist {', '.join(missing)}", f"lacks {', '.join(missing)}")
    return answers


def _answer(topic: str, table: Any, line: int, guidelines: Mapping[str, Guideline]) -> DirectAnswer:
    def text(name: str, needed: bool = True) -> str:
        return _text("answers.toml", line, f"topic.{topic}", table, name) if needed or name in table else ""

    answer = Words(text("nl"), text("en"))
    follow = Words(text("follow_nl", False), text("follow_en", False))
    ids = table.get("guidelines", [])
    for one in ids if isinstance(ids, list) else [ids]:
        if not isinstance(one, str) or one not in guidelines:
            raise _wrong(
                "answers.toml", line, f"[topic.{topic}] kent {one} niet", f"[topic.{topic}] does not know {one}"
            )
    more = {lang: _more(topic, table, line, f"more_{lang}") for lang in ("nl", "en")}
    return DirectAnswer(answer, follow, tuple(ids), more)


def _more(topic: str, table: Any, line: int, name: str) -> tuple[str, ...]:
    """The other wordings of an answer, none where the file has none."""
    wordings = table.get(name, [])
    if not isinstance(wordings, list) or not all(isinstance(one, str) and one.strip() for one in wordings):
        raise _wrong(
            "answers.toml",
            line,
            f"[topic.{topic}] heeft in {name} iets anders dan een lijst van teksten",
            f"[topic.{topic}] has something else in {name} than a list of texts",
        )
    return tuple(wordings)


def _text(file: str, line: int, key: str, table: Any, name: str) -> str:
    """The text `name` of the table [key] of `file`."""
    value = table.get(name) if isinstance(table, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise _wrong(file, line, f"[{key}] mist de tekst {name}", f"[{key}] lacks the text {name}")
    return value


def _toml(path: Path) -> tuple[list[str], dict[str, Any]]:
    """The lines of a TOML file and what they say."""
    text = _read(path)
    try:
        return text.split("\n"), tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(
            path.name,
            _told_line(error) or 1,
            f"dit is geen TOML ({_told(error)})",
            f"this is not TOML ({_told(error)})",
        ) from None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors put a mark before the first line
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(
            f"guidelines/{path.name} kan niet worden gelezen ({error}); zet het bestand terug als UTF-8.",
            f"guidelines/{path.name} cannot be read ({error}); put the file back as UTF-8.",
        ) from None


def _told_line(error: tomllib.TOMLDecodeError) -> int:
    """The line that the parser names; 0 where it names none."""
    line = re.search(r"line (\d+)", str(error))
    return int(line.group(1)) if line else 0


def _told(error: tomllib.TOMLDecodeError) -> str:
    return str(error).partition(" (at ")[0]


def _place(lines: list[str], table: str) -> int:
    """The line where [table] begins; the first where it is written in another way."""
    return next((n for n, line in enumerate(lines, 1) if line.replace(" ", "").startswith(f"[{table}]")), 1)


def _line_of(lines: list[str], key: str) -> int:
    return next((n for n, line in enumerate(lines, 2) if line.startswith(key)), 2)


def _wrong(name: str, line: int, nl: str, en: str) -> BadFile:
    return BadFile(f"guidelines/{name}, regel {line}: {nl}.", f"guidelines/{name}, line {line}: {en}.")
