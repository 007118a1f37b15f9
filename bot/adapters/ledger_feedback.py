"""What the ledger knows of the team's feedback: the cases in which a colleague said how a post is to be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.adapters.ledger import SqliteLedger, utc
from bot.decision import CaseFile


def taught(ledger: SqliteLedger) -> Iterator[CaseFile]:
    """The cases whose reading a colleague corrected, confirmed or gave with the post, the oldest first. Raises LedgerAway."""
    return ledger.files(
        "c.type_given is not null or c.severity_given is not null "
        "or c.id in (select case_id from decisions where verb = 'correct')"
    )


def colleagues(ledger: SqliteLedger) -> set[str]:
    """The names of whoever decided anything. Raises LedgerAway."""
    with ledger.reading() as db:
        return {name for (name,) in db.execute("select distinct decided_by from decisions") if name}


def taught_since(ledger: SqliteLedger, since: datetime | None) -> int:
    """In how many cases a colleague corrected or confirmed the reading since then (None: ever). Raises LedgerAway."""
    with ledger.reading() as db:
        rows = db.execute(
            "select count(distinct case_id) from decisions where verb = 'correct' and decided_at > ?",
            [utc(since) or ""],
        )
        return int(rows.fetchone()[0])
