"""What the weekly digest counts, as columns: a row of facts for each case, and what the reviewer found in colleagues' texts.

The facts change in the transaction that changes the case, so that they are always in step with it; and no figure needs a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from bot.case_facts import CaseFacts, facts_of, text_replied
from bot.decision import CaseFile, mark_of
from bot.digest import Carried, Counted, Week, WeekBefore, rank
from bot.labels import SEVERITIES, TYPES
from bot.life import WITHDRAWN

if TYPE_CHECKING:
    from bot.adapters.ledger import SqliteLedger

_NAMES = tuple(field.name for field in fields(CaseFacts))
_KINDS = {field.name: str(field.type) for field in fields(CaseFacts)}
_TIMES = tuple(n for n, name in enumerate(_NAMES) if _KINDS[name].startswith("datetime"))
_FLAGS = tuple(n for n, name in enumerate(_NAMES) if _KINDS[name] == "bool")
_DUES = _NAMES.index("promises_due")
COLUMNS = ", ".join(_NAMES)
"""The columns in the order of `row_of`; the table has them in another one."""

_IN_TIME = "received_at >= ? and received_at < ?"
_BELONGS = f"status != '{WITHDRAWN}'"


def note(db: Database, file: CaseFile) -> None:
    """Bring the facts of a case up to date, in the transaction of what changed it."""
    row = db.execute(f"select {COLUMNS} from case_facts where case_id = ?", [file.case.id]).fetchone()
    before = _facts(row) if row else None
    facts = facts_of(file, before)
    if facts.first_replied_at and not (before and before.first_replied_at):
        facts = replace(facts, private_first=_sent_to_private(db, file))
    marks = ", ".join("?" * len(_NAMES))
    db.execute(f"insert or replace into case_facts ({COLUMNS}) values ({marks})", row_of(facts))


def _sent_to_private(db: Database, file: CaseFile) -> bool:
    """Whether the reviewer found in the first reply that it sends the customer to a private channel first."""
    seen = "select 1 from findings_seen where case_id = ? and rule = 'dm_first' and text_mark = ?"
    return db.execute(seen, [file.case.id, mark_of(text_replied(file)[0])]).fetchone() is not None


def fill_in(ledger: SqliteLedger) -> None:
    """Write the facts of cases from before there were any."""
    with ledger.reading() as db:
        kept, there = db.execute("select (select count(*) from case_facts), (select count(*) from cases)").fetchone()
    if kept < there:
        with ledger.writing() as db:
            for file in ledger.files("c.id not in (select case_id from case_facts)"):
                note(db, file)


def note_findings(
    ledger: SqliteLedger, case_id: str, text: str, found: Iterable[tuple[str, str]], at: datetime
) -> None:
    """Remember that the reviewer found these (rule, level) in a colleague's `text`; for one text each rule once.

    `case_id`: "" where the text was checked without a case. The text itself is not kept, only a mark of it."""
    mark, when = mark_of(ledger.safe(text.strip(), None)), at.astimezone(UTC).isoformat()
    rows = [(case_id, mark, rule, level, when) for rule, level in dict(found).items()]
    if rows:
        with ledger.writing() as db:
            db.conn.executemany(
                "insert or ignore into findings_seen (case_id, text_mark, rule, level, seen_at) values (?, ?, ?, ?, ?)",
                rows,
            )


def counted(ledger: SqliteLedger, weeks: Sequence[Week]) -> Counted:
    """What the digest of the last of `weeks`, which follow one another, is made of; those before it for comparison."""
    first, week = ledger.first_received(), weeks[-1]
    with ledger.reading() as db:
        return Counted(
            _facts_between(db, week),
            _tally(db, "topic", "questions", "asked_at", week),
            _tally(db, "rule", "findings_seen", "seen_at", week),
            tuple(_before(db, one) for one in weeks[:-1] if first and one.end > first),
            _carried(db, week),
        )


def _facts_between(db: Database, week: Week) -> list[CaseFacts]:
    rows = db.execute(
        f"select {COLUMNS} from case_facts where {_IN_TIME} order by received_at, case_id", _span(week.start, week.end)
    )
    return [_facts(row) for row in rows]


def _tally(db: Database, column: str, table: str, time: str, week: Week) -> dict[str, int]:
    """How often each value of `column` came up in the week, by the column `time`; not about a post that does not belong here."""
    rows = db.execute(
        f"select {column}, count(*) from {table} t left join cases c on c.id = t.case_id "
        f"where {time} >= ? and {time} < ? and (c.id is null or {_BELONGS}) group by {column}", _span(week.start, week.end)
    )  # fmt: skip
    return dict(rows.fetchall())


def _before(db: Database, week: Week) -> WeekBefore:
    where, span = f"where {_IN_TIME} and {_BELONGS}", _span(week.start, week.end)
    cases, kinds, levels = 0, dict.fromkeys(TYPES, 0), dict.fromkeys(SEVERITIES, 0)
    together = f"select type, severity, count(*) from case_facts {where} group by type, severity"
    for kind, level, number in db.execute(together, span):
        cases += number
        if kind:
            kinds[kind] += number
            levels[level] += number
    taken = db.execute(f"select reply_minutes from case_facts {where} and reply_minutes is not null", span).fetchall()
    return WeekBefore(week.name, cases, kinds, levels, rank([minutes for (minutes,) in taken], 0.5))


def _carried(db: Database, week: Week) -> Carried:
    names = ", ".join(f"f.{name}" for name in _NAMES)
    rows = db.execute(
        f"select {names} from cases c join case_facts f on f.case_id = c.id where c.is_open = 1 and f.received_at < ?",
        _span(week.start),
    )
    files = [_facts(row) for row in rows]
    return Carried(
        sum(one.waits_for_reply for one in files),
        sum(one.status == "waiting_for_approval" for one in files),
        sum(len(one.promises_due) for one in files),
    )


def row_of(facts: CaseFacts) -> list[Any]:
    """The facts as the ledger's columns hold them."""
    return [_stored(getattr(facts, name)) for name in _NAMES]


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, tuple):
        return " ".join(one.astimezone(UTC).isoformat() for one in value)
    return int(value) if isinstance(value, bool) else value


def _facts(row: Sequence[Any]) -> CaseFacts:
    values = list(row)
    for n in _TIMES:
        if values[n] is not None:
            values[n] = datetime.fromisoformat(values[n])
    for n in _FLAGS:
        values[n] = bool(values[n])
    values[_DUES] = tuple(map(datetime.fromisoformat, values[_DUES].split())) if values[_DUES] else ()
    return CaseFacts(*values)


def _span(*times: datetime) -> list[str]:
    return [one.astimezone(UTC).isoformat() for one in times]
