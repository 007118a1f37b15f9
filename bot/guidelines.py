"""The guidelines: one Markdown file each, with a header and a text in Dutch and in English, and their sources.

`load` takes the files' contents and refuses a wrong one with file, line and reason. How to write one:
`guidelines/README.md`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.direct_answers import DirectAnswer, load_answers
from bot.guideline_files import Table, line_of, read, told, told_line, toml_of, wrong
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
    lines, tables = toml_of(folder / "sources.toml")
    sources = {key: _source(Table("sources.toml", key, lines, values)) for key, values in tables.items()}
    texts = {path.name: read(path) for path in sorted(folder.glob("*.md")) if path.name != "README.md"}
    guidelines = {one.id: one for one in (parse(name, text, sources) for name, text in texts.items())}
    for one in guidelines.values():
        if unknown := [other for other in one.conflicts if other not in guidelines]:
            name = f"{one.id}.md"
            line = line_of(texts[name].split("\n")[1:], "conflicts")
            raise wrong(name, line, f"conflicts kent “{unknown[0]}” niet", f"conflicts does not know “{unknown[0]}”")
    return Handbook(guidelines, sources, load_answers(folder, guidelines))


def parse(name: str, text: str, sources: Mapping[str, Source]) -> Guideline:
    """Make a Guideline of one file's text. `name` is the file's name, without which an error would be no help."""
    lines = text.split("\n")
    if not lines or lines[0].strip() != "+++":
        raise wrong(name, 1, "begin de kop met een regel +++", "start the header with a line +++")
    try:
        end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == "+++")
    except StopIteration:
        raise wrong(name, len(lines), "sluit de kop af met een regel +++", "close the header with a line +++") from None
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
        raise wrong(name, told_line(error) + 1, f"de kop is geen TOML ({told(error)})",
                     f"the header is not TOML ({told(error)})") from None  # fmt: skip
    for key, value in table.items():
        good = isinstance(value, _HEADER_KEYS.get(key, ())) and not isinstance(value, bool)
        if not good or (isinstance(value, list) and not all(isinstance(one, str) for one in value)):
            raise wrong(name, line_of(lines, key), f"{key} hoort hier niet of heeft een verkeerde waarde",
                         f"{key} does not belong here or has a wrong value")  # fmt: skip
    if table.get("id") != name.removesuffix(".md"):
        raise wrong(name, line_of(lines, "id"), "id moet de naam van het bestand zijn", "id must be the file's name")
    if not table.get("sources"):
        raise wrong(name, line_of(lines, "sources"), "noem minstens één bron", "name at least one source")
    for key, known in (("sources", sources), ("supports", sources), ("topics", TOPICS)):
        for one in table.get(key, []):
            if one not in known:
                raise wrong(name, line_of(lines, key), f"{key} kent “{one}” niet", f"{key} does not know “{one}”")
    if sources[table["sources"][0]].weight == "abstract":
        raise wrong(name, line_of(lines, "sources"), "een samenvatting alleen draagt geen regel",
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
                raise wrong(name, number, f"“{line}” staat er al", f"“{line}” is there already")
            rest = line.partition(":")[2]
            texts[lang][section] = [rest.strip()]
        elif line.strip() and not section:
            raise wrong(name, number, "deze tekst staat onder geen kopje", "this text stands under no heading")
        elif section:
            texts[lang][section].append(line.strip())
    done = {
        lang: {key: " ".join(" ".join(part).split()) for key, part in parts.items()} for lang, parts in texts.items()
    }
    for lang, known in _SECTIONS.items():
        for heading, key in known.items():
            if not done[lang].get(key):
                raise wrong(name, len(lines), f"onder “# {lang}” mist “## {heading.capitalize()}”",
                             f"under “# {lang}” the part “## {heading.capitalize()}” is missing")  # fmt: skip
    return done


def _section(name: str, number: int, line: str, lang: str) -> str:
    """Which part the heading `line` opens under "# `lang`"."""
    heading = line[3:].partition(":")[0].strip().lower()
    section = _SECTIONS.get(lang, {}).get(heading)
    if not section:
        raise wrong(name, number, f"het kopje “{line[3:]}” is hier niet bekend",
                     f"the heading “{line[3:]}” is not known here")  # fmt: skip
    return section


def _source(table: Table) -> Source:
    weight = table.text("weight")
    if weight not in WEIGHTS:
        options = ", ".join(WEIGHTS)
        raise table.wrong(f"weight is een van {options}", f"weight is one of {options}")
    kind, note = (
        Words(table.text("kind_nl"), table.text("kind_en")),
        Words(table.text("note_nl"), table.text("note_en")),
    )
    return Source(
        table.key, table.text("title"), table.text("author", needed=False), table.text("date"), weight, kind, note
    )
