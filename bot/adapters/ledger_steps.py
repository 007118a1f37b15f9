"""The steps of a case's life as rows: from which state to which, when, by whom and why. Only ever added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlite_utils import Database

from bot.decision import CaseFile
from bot.life import RECEIVED

if TYPE_CHECKING:
    from bot.adapters.ledger import SqliteLedger


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from a state ("" for a new case) to another, what led to it (a verb, "receive" or "read"), by whom, and why."""

    case_id: str
    at: datetime
    by: str
    before: str
    after: str
    event: str
    why: str = ""


def note(db: Database, step: Step) -> None:
    """Add a step, in the transaction of what led to it."""
    db.table("transitions").insert(
        {"case_id": step.case_id, "at": step.at.astimezone(UTC).isoformat(), "by": step.by, "from_state": step.before,
         "to_state": step.after, "event": step.event, "why": step.why}
    )  # fmt: skip


def steps_of(db: Database, case_id: str) -> list[Step]:
    """The steps of a case, the first one first."""
    rows = db.query("select * from transitions where case_id = ? order by id", [case_id])
    return [
        Step(
            row["case_id"],
            datetime.fromisoformat(row["at"]),
            row["by"],
            row["from_state"],
            row["to_state"],
            row["event"],
            row["why"],
        )
        for row in rows
    ]


def fill_in(ledger: SqliteLedger) -> None:
    """Write the steps of cases from before there were any, as their proposals and decisions tell them."""
    bare = "c.id not in (select case_id from transitions)"
    with ledger.reading() as db:
        if not db.execute(f"select 1 from cases c where {bare} limit 1").fetchone():
            return
    with ledger.writing() as db:
        for file in ledger.files(bare):
            for step in _told_by(file):
                note(db, step)


def _told_by(file: CaseFile) -> Iterator[Step]:
    """The steps as the state after each proposal and decision tells them; the last one leads to where the case stands."""
    case, state = file.case.id, RECEIVED
    yield Step(case, file.case.received_at, "", "", state, "receive")
    happened = [(one.at, 0, "read" if n == 0 else "correct", "", "") for n, one in enumerate(file.proposals)]
    happened += [(one.at, 1, one.verb, one.by, one.reason) for one in file.decisions]
    known = replace(file, proposals=(), decisions=())
    for at, kind, event, by, why in sorted(happened, key=lambda one: one[:2]):
        known = _further(known, file, kind)
        if (after := known.standing.status) != state:
            yield Step(case, at, by, state, after, event, why)
            state = after


def _further(known: CaseFile, file: CaseFile, kind: int) -> CaseFile:
    if kind == 0:
        return replace(known, proposals=file.proposals[: len(known.proposals) + 1])
    return replace(known, decisions=file.decisions[: len(known.decisions) + 1])
