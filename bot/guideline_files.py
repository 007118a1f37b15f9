"""Reading the files of `guidelines/`: what is wrong in one is told with file, line and reason."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from bot.errors import BadFile


def text_of(file: str, line: int, key: str, table: Any, name: str) -> str:
    """The text `name` of the table [key] of `file`."""
    value = table.get(name) if isinstance(table, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise wrong(file, line, f"[{key}] mist de tekst {name}", f"[{key}] lacks the text {name}")
    return value


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
    """The line where [table] begins; the first where it is written in another way."""
    return next((n for n, line in enumerate(lines, 1) if line.replace(" ", "").startswith(f"[{table}]")), 1)


def line_of(lines: list[str], key: str) -> int:
    """The line of a file's header where `key` stands; `lines` begin at the file's second."""
    return next((n for n, line in enumerate(lines, 2) if line.startswith(key)), 2)


def wrong(name: str, line: int, nl: str, en: str) -> BadFile:
    """The error that names the file, the line and what is wrong there."""
    return BadFile(f"guidelines/{name}, regel {line}: {nl}.", f"guidelines/{name}, line {line}: {en}.")
