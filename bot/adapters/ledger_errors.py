"""SQLite's failures, each in a sentence that says what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import LedgerAway


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn the failures of SQLite on the file at `path` into LedgerAway."""
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as error:
        raise _away(path, str(error)) from error


def _away(path: Path, problem: str) -> LedgerAway:
    known = {
        "readonly": ("is alleen-lezen; geef jezelf schrijfrechten op het bestand en zijn map",
                     "is read-only; give yourself permission to write the file and its folder"),
        "unable to open": ("kan niet worden geopend; controleer MEELEZER_HOME en de rechten van die map",
                           "cannot be opened; check MEELEZER_HOME and the permissions of that folder"),
        "Permission": ("mag niet worden gemaakt; controleer MEELEZER_HOME en de rechten van die map",
                       "may not be made; check MEELEZER_HOME and the permissions of that folder"),
        "File exists": ("kan hier niet staan, want er ligt een bestand op de plaats van de map; geef een andere MEELEZER_HOME",
                        "cannot be here, since a file lies in the place of its folder; choose another MEELEZER_HOME"),
        "full": ("past niet meer op de schijf; maak ruimte en probeer het opnieuw",
                 "no longer fits on the disk; make room and try again"),
        "disk I/O": ("kan niet worden geschreven; controleer of de schijf vol of losgeraakt is en probeer het opnieuw",
                     "cannot be written; check whether the disk is full or gone and try again"),
        "locked": ("is in gebruik door een ander programma; sluit dat en probeer het opnieuw",
                   "is in use by another program; close it and try again"),
        "not a database": ("is geen SQLite-bestand; zet een kopie terug of geef een andere MEELEZER_HOME",
                           "is not an SQLite file; put back a copy or choose another MEELEZER_HOME"),
    }  # fmt: skip
    nl, en = next((words for part, words in known.items() if part in problem),
                  (f"geeft een fout ({problem}); zet een kopie terug", f"gives an error ({problem}); put back a copy"))  # fmt: skip
    return LedgerAway(f"Het logboek {path} {nl}.", f"The ledger {path} {en}.")
