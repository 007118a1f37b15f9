"""`docs/ledger.md`: every table and view of the ledger, column by column, in plain words.

What each means stands in `docs/ledger-metadata.json`, which Datasette shows as well; which there are, and of what kind,
is read from a real ledger. `python -m tests.ledger_docs` (`make ledger-docs`) writes it anew.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.adapters.ledger import SqliteLedger
from tests.builders import ROOT

METADATA = ROOT / "docs" / "ledger-metadata.json"
DOCS = ROOT / "docs" / "ledger.md"

_NOT_OURS = re.compile(r"_sqlite_migrations|sqlite_\w+")
_SHADOWS = ("_data", "_idx", "_content", "_docsize", "_config")
"""The tables that SQLite makes for a search index of its own."""

_INTRODUCTION = """# The ledger

Everything that came in, what Meelezer proposed and what the team decided, in one SQLite file: `ledger.db` in
`~/.local/share/meelezer`, or where `MEELEZER_HOME` points. Open it in any tool that reads SQLite, also while Meelezer runs. With
[Datasette](https://datasette.io), in an environment of its own:

    pip install datasette
    datasette ~/.local/share/meelezer/ledger.db --metadata docs/ledger-metadata.json

It then tells of each table and column what it is, and opens for your own machine only. What customers wrote is in there (masked, unless
you chose otherwise): do not put it where others can reach it, and do not click on links in posts.

Views read as prose and are the place to begin; tables are what they are made of. Times are in UTC unless a column says otherwise.
Decisions, erasures and all else that is "only ever added" cannot be changed or taken away: SQLite itself refuses it. The one exception: of a
case whose texts were removed, by `meelezer purge` or `meelezer forget`, the words go from its decisions as well.

This page is written by `make ledger-docs` from the ledger itself and `docs/ledger-metadata.json`.
"""


@dataclass(frozen=True, slots=True)
class Shape:
    """A table or view of the ledger, with the kind of each of its columns."""

    name: str
    kind: str
    columns: Mapping[str, str]


def shapes(db: Database) -> list[Shape]:
    """The tables and views that are to be described: the ledger's own, without search indexes and SQLite's."""
    indexes = {one.name for one in db.tables if "virtual table" in one.schema.lower()}
    hidden = indexes | {f"{index}{end}" for index in indexes for end in _SHADOWS}
    tables = [one for one in db.tables if one.name not in hidden and not _NOT_OURS.fullmatch(one.name)]
    return [
        *(Shape(one.name, "view", _columns(db, one.name)) for one in db.views),
        *(Shape(one.name, "table", _columns(db, one.name)) for one in tables),
    ]


def _columns(db: Database, name: str) -> dict[str, str]:
    return {row[1]: str(row[2]).lower() for row in db.execute(f'pragma table_info("{name}")').fetchall()}


def described() -> dict[str, Any]:
    """What is said of each table and view."""
    tables: dict[str, Any] = json.loads(METADATA.read_text(encoding="utf-8"))["databases"]["ledger"]["tables"]
    return tables


def gaps(found: list[Shape], said: Mapping[str, Any]) -> list[str]:
    """What is in the ledger and not described, or described and not in the ledger: "cases.text"."""
    there = {one.name for one in found} | {f"{one.name}.{column}" for one in found for column in one.columns}
    told = {name for name, one in said.items() if one.get("description")}
    told |= {f"{name}.{column}" for name, one in said.items() for column, text in one["columns"].items() if text}
    return sorted([f"not described: {name}" for name in there - told] + [f"not there: {name}" for name in told - there])


def page(found: list[Shape], said: Mapping[str, Any]) -> str:
    """The whole page."""
    parts = [_INTRODUCTION]
    for kind, title in (("view", "Views"), ("table", "Tables")):
        parts.append(f"\n## {title}\n")
        parts += [_part(one, said[one.name]) for one in found if one.kind == kind]
    return "".join(parts)


def _part(shape: Shape, said: Mapping[str, Any]) -> str:
    rows = [f"| `{name}` | {kind} | {said['columns'][name]} |" for name, kind in shape.columns.items()]
    head = ["| column | kind | what it is |", "|---|---|---|"]
    return "\n".join([f"\n### `{shape.name}`\n", said["description"], "", *head, *rows, ""])


def main() -> None:
    """Write the page; every column has to be described."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = SqliteLedger(Path(folder) / "ledger.db")
        with ledger.reading() as db:
            found = shapes(db)
        ledger.close()
    if missing := gaps(found, described()):
        raise SystemExit("Mend docs/ledger-metadata.json:\n" + "\n".join(missing))
    DOCS.write_text(page(found, described()), encoding="utf-8")


if __name__ == "__main__":
    main()
