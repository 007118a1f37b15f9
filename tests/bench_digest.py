"""The digest in ledgers with a million cases: of twenty years, and of one busy year with a week of 20,000."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.adapters.ledger import SqliteLedger
from bot.adapters.ledger_facts import COLUMNS, row_of
from bot.case_facts import CaseFacts
from bot.digest import digest_of, week_of, weeks_to
from bot.digest_advice import advised
from bot.labels import SEVERITIES, TYPES
from bot.settings import Settings

CASES = 1_000_000
_END = datetime(2026, 11, 23, tzinfo=UTC)
_KINDS, _LEVELS, _PLATFORMS = tuple(TYPES), tuple(SEVERITIES), ("x", "facebook", "trustpilot")


def digesting(home: Path, console: Console) -> None:
    """Build both ledgers, and tell how long opening them and a week's digest take."""
    settings = Settings()
    for name, weeks in (("20 years", 1043), ("one year", 50)):
        path = home / f"{name}.db"
        _build(path, weeks)
        begin = time.perf_counter()
        ledger = SqliteLedger(path)
        opened = time.perf_counter()
        week = week_of(None, _END + timedelta(hours=9), settings)
        counted = ledger.week(weeks_to(week, settings))
        digest = advised(digest_of(week, counted, week.end, settings), counted.facts, week.end, settings)
        done = time.perf_counter()
        ledger.close()
        console.print(
            f"a digest among {CASES:,} cases of {name}: {digest.cases} cases of the week in {done - opened:.2f} s, "
            f"after opening the ledger in {opened - begin:.2f} s"
        )
        path.unlink()


def _build(path: Path, weeks: int) -> None:
    """A ledger with so many cases, spread over so many weeks before `_END`."""
    SqliteLedger(path).close()
    ledger, marks = SqliteLedger(path), ", ".join("?" * len(row_of(_facts(0, _END, random.Random(0)))))
    with ledger.writing() as db:
        db.conn.execute("pragma defer_foreign_keys = on")  # the cases come after their facts
        db.conn.executemany(
            f"insert into case_facts ({COLUMNS}) values ({marks})", (row_of(one) for one in _all(weeks))
        )
        db.conn.execute(
            "insert into cases (id, received_at, status, waits_for, is_open, platform, text, history, extra) "
            "select case_id, received_at, status, '', status = 'answered', platform, '', '[]', '{}' from case_facts"
        )
        db.conn.execute(
            "insert into transitions (case_id, at, by, from_state, to_state, event, why) "
            "select case_id, received_at, '', '', 'received', 'receive', '' from case_facts"
        )
    ledger.close()


def _all(weeks: int) -> Iterator[CaseFacts]:
    rng, apart = random.Random(1), timedelta(weeks=weeks) / CASES
    for number in range(CASES):
        yield _facts(number, _END - (number + 1) * apart, rng)


def _facts(number: int, at: datetime, rng: random.Random) -> CaseFacts:
    minutes = rng.randrange(300)
    closed: dict[str, Any] = {"solved_at": at + timedelta(hours=30), "solve_due": at + timedelta(days=2)}
    late = rng.random() < 0.002  # cases whose outcome nobody told
    return CaseFacts(
        f"case{number}", at, at, rng.choice(_PLATFORMS), "answered" if late else "solved", rng.choice(_KINDS),
        rng.choice(_LEVELS), action="reply_public", rule="public-first", first_replied_at=at + timedelta(minutes=minutes),
        reply_minutes=minutes, reply_due=at + timedelta(hours=2), reply_was="as_drafted", **({} if late else closed),
    )  # fmt: skip


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        digesting(Path(folder), Console())
