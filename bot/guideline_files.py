"""Reading the files of `guidelines/`: what is wrong in one is told with file, line and reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import BadFile


@dataclass(frozen=True, slots=True)
class Table:
    """The table [key] of a TOML file. Where it begins is looked up only when something is wrong with it."""

    file: str
    key: str
    lines: list[str]
    values: Any

    def text(self, name: str, needed: bool = True) -> str:
        """The text `name`; "" where it is not there and need not be."""
        there = isinstance(self.values, dict) and name in self.values
        value = self.values[name] if there else None
        if (needed or there) and (not isinstance(value, str) or not value.strip()):
            raise self.wrong(f"mist de tekst {name}", f"lacks the text {name}")
        return str(value or "")

    def texts(self, name: str) -> tuple[str, ...]:
        """The list of texts `name`, empty where it is not there."""
        texts = self.values.get(name, []) if isinstance(self.values, dict) else []
        if not isinstance(texts, list) or not all(isinstance(one, str) and one.strip() for one in texts):
            raise self.wrong(
                f"heeft in {name} iets anders dan een lijst van teksten",
                f"has something else in {name} than a list of texts",
            )
        return tuple(texts)

    def guidelines(self, known: Collection[str]) -> tuple[str, ...]:
        """The guidelines that the table names, all among `known`."""
        ids = self.values.get("guidelines", []) if isinstance(self.values, dict) else []
        ids = ids if isinstance(ids, list) else [ids]
        if unknown := [one for one in ids if not isinstance(one, str) or one not in known]:
            raise self.wrong(f"kent {unknown[0]} niet", f"does not know {unknown[0]}")
        return tuple(ids)

    def wrong(self, nl: str, en: str) -> BadFile:
        """The error that says what is wrong with this table."""
        return wrong(self.file, place_of(self.lines, self.key), f"[{self.key}] {nl}", f"[{self.key}] {en}")


def toml_of(path: Path) -> tuple[list[str], dict[str, Any]]:
    """The lines of a TOML file and what they say."""
    text = read(path)
    try:
        return text.split("\n"), tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise wrong(
            path.name,
            told_line(error) or 1,
            f"dit is geen TOML ({told(error)})",
            f"this is not TOML ({told(error)})",
        ) from None


def read(path: Path) -> str:
    """A file's text. Raises BadFile when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors put a mark before the first line
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(
            f"guidelines/{path.name} kan niet worden gelezen ({error}); zet het bestand terug als UTF-8.",
            f"guidelines/{path.name} cannot be read ({error}); put the file back as UTF-8.",
        ) from None


def told_line(error: tomllib.TOMLDecodeError) -> int:
    """The line that the parser names; 0 where it names none."""
    line = re.search(r"line (\d+)", str(error))
    return int(line.group(1)) if line else 0


def told(error: tomllib.TOMLDecodeError) -> str:
    """What the parser says is wrong, without the place."""
    return str(error).partition(" (at ")[0]


def place_of(lines: list[str], table: str) -> int:
    """The line where [table] or the first table in it begins; the first where it is written in another way."""
    begins = (f"[{table}]", f"[{table}.")
    return next((n for n, line in enumerate(lines, 1) if line.replace(" ", "").startswith(begins)), 1)


def line_of(lines: list[str], key: str) -> int:
    """The line of a file's header where `key` stands; `lines` begin at the file's second."""
    return next((n for n, line in enumerate(lines, 2) if line.startswith(key)), 2)


def wrong(name: str, line: int, nl: str, en: str) -> BadFile:
    """The error that names the file, the line and what is wrong there."""
    return BadFile(f"guidelines/{name}, regel {line}: {nl}.", f"guidelines/{name}, line {line}: {en}.")
