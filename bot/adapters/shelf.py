"""Which models the team took since it gives feedback: a pile in MEELEZER_HOME, the last one taken on top.

The pile counts for one content of `nlu/` and `data/nlu/` only: a newer Meelezer starts with its own model, and the team's
corrections, which stay in the ledger, are learnt anew with the next training.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from bot.errors import BadFile, PartMissing

KEPT = 3
"""So many models with feedback are kept, to go back to; each takes some hundred megabytes."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A model that was taken: its file, what it was made for (`models.fingerprint`), when, and from how many posts."""

    file: str
    made_for: str
    at: str
    lessons: int

    @property
    def when(self) -> datetime:
        """The time at which it was taken."""
        return datetime.fromisoformat(self.at)


class Shelf:
    """The pile in the folder of models. Reading it takes a moment, so that a running bot can look often."""

    def __init__(self, folder: Path, made_for: str) -> None:
        self.folder, self._made_for = folder, made_for
        self._list = folder / "taken.json"

    def pile(self) -> list[Taken]:
        """The models taken for the present code and data that are still there, the last one last. Raises BadFile."""
        try:
            rows = json.loads(self._list.read_text(encoding="utf-8"))
            found = [Taken(**row) for row in rows]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError) as error:
            raise BadFile(f"{self._list} is beschadigd; haal het weg, dan leest Meelezer weer met zijn eigen model.",
                          f"{self._list} is damaged; remove it, and Meelezer reads with its own model again.") from error  # fmt: skip
        return [one for one in found if one.made_for == self._made_for and (self.folder / one.file).exists()]

    def top(self) -> Path | None:
        """The model that was taken last; None where none was, or all were given back."""
        pile = self.pile()
        return self.folder / pile[-1].file if pile else None

    def take(self, model: Path, at: datetime, lessons: int) -> None:
        """Put a model of this folder on top, and throw away what nobody can go back to any more."""
        one = Taken(model.name, self._made_for, at.isoformat(timespec="seconds"), lessons)
        pile = [*(other for other in self.pile() if other.file != one.file), one][-KEPT:]
        self._write(pile)
        kept = {other.file for other in pile}
        for path in self.folder.glob("*-team-*.tar.gz"):
            if path.name not in kept:
                path.unlink(missing_ok=True)

    def give_back(self) -> Taken | None:
        """Take the top one off and return it; None where there is none. Its file stays until another is taken."""
        pile = self.pile()
        if not pile:
            return None
        self._write(pile[:-1])
        return pile[-1]

    def _write(self, pile: list[Taken]) -> None:
        part = self._list.with_suffix(".part")
        with _writing(self.folder):
            part.write_text(json.dumps([asdict(one) for one in pile], indent=1), encoding="utf-8")
            part.replace(self._list)


@contextmanager
def alone(folder: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Be the only one who trains into `folder`; where another does, call `waiting` and wait until that is done.

    Raises PartMissing where the folder cannot be written."""
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "training.lock").open("a")
    with lock:  # given back by the system, however the process ends
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PartMissing(f"In {folder} kan niet worden geschreven ({error.strerror}); maak ruimte of geef jezelf rechten.",
                          f"{folder} cannot be written ({error.strerror}); make room or give yourself permission.") from error  # fmt: skip
