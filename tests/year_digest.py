"""A week's figures once more, counted plainly from the ledger's rows."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.digest import Digest
from bot.settings import Settings
from tests.recount import figures, recount
from tests.year_plain import ZONE


def differences(path: Path, digest: Digest, settings: Settings, now: datetime) -> list[str]:
    """Where a digest is not what the rows say at `now`, each a sentence."""
    told = figures(digest.as_json())
    ought = recount(path, digest.week, settings, now) | _plainly(path, digest.week)
    return [
        f"{digest.week}: {name} is {told.get(name)!r}, not {ought[name]!r}"
        for name in ought
        if not _same(told.get(name), ought[name])
    ]


def _same(told: Any, ought: Any) -> bool:
    if isinstance(ought, dict) and isinstance(told, dict):
        return all(_same(told.get(name), value) for name, value in ought.items())
    return bool(told == ought or (isinstance(ought, list | tuple) and list(told or ()) == list(ought)))


def _plainly(path: Path, week: str) -> dict[str, Any]:
    """Volume, types, severities and first replies of a week."""
    monday = datetime.strptime(f"{week}-1", "%G-W%V-%u").replace(tzinfo=ZONE)
    begin, end = monday, datetime.combine(monday.date() + timedelta(days=7), monday.time(), ZONE)
    database = sqlite3.connect(path)
    database.row_factory = sqlite3.Row
    cases = [
        row
        for row in database.execute("select * from cases where status != 'withdrawn'")
        if begin <= datetime.fromisoformat(row["received_at"]) < end
    ]
    types: Counter[str] = Counter()
    levels: Counter[str] = Counter()
    taken = []
    for case in cases:
        said = database.execute(
            "select type, severity from proposals where case_id = ? order by id desc", [case["id"]]
        ).fetchone()
        if said:
            types[said["type"]] += 1
            levels[said["severity"]] += 1
        sent = [
            row[0]
            for row in database.execute(
                "select decided_at from decisions where case_id = ? and verb = 'sent'", [case["id"]]
            )
        ]
        if sent:
            started = datetime.fromisoformat(case["posted_at"] or case["received_at"])
            taken.append(int((min(map(datetime.fromisoformat, sent)) - started).total_seconds() // 60))
    database.close()
    ordered = sorted(taken)
    middle, most = (ordered[(len(ordered) * share + 99) // 100 - 1] if ordered else None for share in (50, 90))
    return {
        "cases": len(cases),
        "by_type": dict(types),
        "by_severity": dict(levels),
        "first_reply": {"replied": len(taken), "median_minutes": middle, "p90_minutes": most},
    }
