"""A week counted once more, plainly, from the ledger's raw rows: it shares no code with what makes the digest.

`recount(path, week, settings, now)` gives what `Digest.as_json()` has to give; `figures` leaves out of that what is words.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.labels import SEVERITIES, TYPES
from bot.settings import Settings

Row = dict[str, Any]


def figures(digest: Row) -> Row:
    """A digest's JSON without its sentences."""
    plain: Row = json.loads(json.dumps(digest))
    return {name: value for name, value in plain.items() if name not in ("suggestions", "discuss")}


def recount(path: Path, week: str, settings: Settings, now: datetime | None = None) -> Row:
    """Every figure of the digest of `week` (such as "2026-W47") in the ledger at `path`, at `now` (else: when it is over)."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row

    def rows(table: str, order: str) -> list[Row]:
        return [dict(row) for row in connection.execute(f"select * from {table} order by {order}")]

    cases = rows("cases", "received_at, id")
    proposals, decisions = defaultdict(list), defaultdict(list)
    for row in rows("proposals", "id"):
        proposals[row["case_id"]].append(row)
    for row in rows("decisions", "id"):
        decisions[row["case_id"]].append(row)
    found, questions = rows("findings_seen", "id"), rows("questions", "id")
    connection.close()
    gone = {row["id"] for row in cases if row["status"] == "withdrawn"}
    own = [
        _plain(row, proposals[row["id"]], decisions[row["id"]], found, settings)
        for row in cases
        if row["id"] not in gone
    ]

    year, number = int(week[:4]), int(week[6:])
    start = _midnight(date.fromisocalendar(year, number, 1), settings)
    end = _midnight(date.fromisocalendar(year, number, 1) + timedelta(days=7), settings)
    now = now or end
    mine = [one for one in own if start <= one["received"] < end]
    before = [one for one in own if one["received"] < start and one["is_open"]]
    topics = [q["topic"] for q in questions if start <= _time(q["asked_at"]) < end and q["case_id"] not in gone]
    rules = [f["rule"] for f in found if start <= _time(f["seen_at"]) < end and f["case_id"] not in gone]
    return {
        "week": week,
        **_volume(mine),
        **_speed(mine, min(now, end)),
        **_advice(mine),
        **_drafts(mine),
        **_ends(mine, min(now, end)),
        "questions": len(topics), "questions_by_topic": dict(Counter(topics)),
        "findings": len(rules), "findings_by_rule": dict(Counter(rules)),
        "weeks_before": _weeks_before(date.fromisocalendar(year, number, 1), own, settings),
        "from_before": {
            "still_waiting": sum(not one["sent"] for one in before),
            "approvals_waiting": sum(one["status"] == "waiting_for_approval" for one in before),
            "promises_open": sum(len(one["promises"]) for one in before),
        },
        "so_far": start <= now < end,
    }  # fmt: skip


def _midnight(day: date, settings: Settings) -> datetime:
    return datetime.combine(day, time(0), settings.zone).astimezone(UTC)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _plain(case: Row, said: list[Row], done: list[Row], found: list[Row], settings: Settings) -> Row:
    """One case with what is counted of it."""
    written = _time(case["posted_at"] or case["received_at"])
    sent = sorted(_time(one["decided_at"]) for one in done if one["verb"] == "sent")
    advice = json.loads(said[-1]["advice"]) if said else {}
    solve_by = advice.get("solve_by")
    text, verb = _sent_text(done)
    seen = {
        f["rule"]
        for f in found
        if f["case_id"] == case["id"] and f["text_mark"] == sha256(text.encode()).hexdigest()[:8]
    }
    due = _time(said[-1]["reply_by"]) if said else settings.due(written, case["platform"])
    solved = [_time(one["decided_at"]) for one in done if one["verb"] == "solved"]
    return {
        "received": _time(case["received_at"]), "written": written, "status": case["status"],
        "is_open": bool(case["is_open"]), "sent": sent[0] if sent else None, "due": due,
        "minutes": max(0, math.floor((sent[0] - written).total_seconds() / 60)) if sent else None,
        "first": said[0] if said else None, "last": said[-1] if said else None,
        "tagged": bool(said) and any(s["name"] == "mention" for s in json.loads(said[-1]["reading"])["signals"]),
        "house": any(reason["weight"] == "team" for reason in advice.get("reasons", ())),
        "solve_by": _time(solve_by) if solve_by else None,
        "solved": solved[-1] if solved and case["status"] == "solved" else None,
        "verbs": [one["verb"] for one in done], "private": "dm_first" in seen and bool(sent),
        "was": _what_it_was(text, verb, said, sent[0]) if sent else None,
        "reasoned": any(one["verb"] == "edit" and one["reason"] for one in done), "promises": _open_promises(done),
    }  # fmt: skip


def _sent_text(done: list[Row]) -> tuple[str, str]:
    """The text that lay ready, and how it was chosen, when "sent" was first said."""
    ready = ("", "")
    for one in done:
        if one["verb"] in ("use", "edit", "sent") and one["text"]:
            ready = one["text"], one["verb"]
        if one["verb"] == "sent":
            return ready
    return "", ""


def _what_it_was(text: str, verb: str, said: list[Row], sent: datetime) -> str:
    if not text:
        return "unknown"
    texts = [d["text"] for one in said if _time(one["proposed_at"]) <= sent for d in json.loads(one["drafts"])]
    if verb == "use" or text in texts:
        return "as_drafted"
    near = [SequenceMatcher(None, other.split(), text.split(), autojunk=False).ratio() for other in texts]
    return "edited" if any(ratio >= 0.5 for ratio in near) else "another"


def _open_promises(done: list[Row]) -> list[datetime]:
    waiting: list[tuple[str, datetime]] = []
    for one in done:
        if one["verb"] == "promise":
            waiting.append((one["text"], _time(one["value"])))
        elif one["verb"] in ("no-reply", "solved", "close", "withdraw"):
            waiting = []
        elif one["verb"] in ("kept", "broken"):
            for number, (text, _) in enumerate(waiting):
                if text == one["text"]:
                    del waiting[number]
                    break
    return [due for _, due in waiting]


def _volume(mine: list[Row]) -> Row:
    read = [one for one in mine if one["last"]]
    return {
        "cases": len(mine),
        "by_type": {name: sum(one["last"]["type"] == name for one in read) for name in TYPES},
        "by_severity": {name: sum(one["last"]["severity"] == name for one in read) for name in SEVERITIES},
        "by_action": dict(Counter(one["last"]["action"] for one in read)),
    }


def _quantile(values: list[int], percent: int) -> int | None:
    """The smallest value that at least so many percent of the values do not exceed."""
    for value in sorted(values):
        if 100 * sum(other <= value for other in values) >= percent * len(values):
            return value
    return None


def _speed(mine: list[Row], until: datetime) -> Row:
    taken = [one["minutes"] for one in mine if one["sent"]]
    waiting = [one for one in mine if one["is_open"] and not one["sent"]]
    ended = [one for one in mine if one["solved"]]
    lengths = [max(0, math.floor((one["solved"] - one["written"]).total_seconds() / 60)) for one in ended]
    timed = [one["solved"] <= one["solve_by"] for one in ended if one["solve_by"]]
    return {
        "first_reply": {
            "replied": len(taken), "median_minutes": _quantile(taken, 50), "p90_minutes": _quantile(taken, 90),
            "within_deadline": sum(bool(one["sent"]) and one["sent"] <= one["due"] for one in mine),
            "still_waiting": len(waiting), "overdue": sum(one["due"] < until for one in waiting),
        },
        "solution": {
            "solved": len(ended), "median_minutes": _quantile(lengths, 50), "p90_minutes": _quantile(lengths, 90),
            "with_deadline": len(timed), "within_deadline": timed.count(True),
            "unknown": sum(one["status"] in ("answered", "promised") for one in mine),
        },
    }  # fmt: skip


def _advice(mine: list[Row]) -> Row:
    read = [one for one in mine if one["last"]]
    sent = [one for one in read if one["sent"]]
    untagged = [one for one in read if not one["tagged"] and one["last"]["action"] != "no_reply"]
    against = [one for one in mine if one["reasoned"] or _opposite(one)]
    back = [one for one in against if {"reopen", "not-solved"} & set(one["verbs"])]
    well = [one for one in against if one not in back and one["status"] == "solved"]
    return {
        "public_first": sum(one["last"]["action"].startswith("reply_public") and not one["private"] for one in sent),
        "private_first": sum(one["private"] for one in mine),
        "details_private": dict(
            Counter(one["last"]["rule"] for one in sent if one["last"]["action"] == "reply_public_details_private")
        ),
        "untagged": len(untagged), "untagged_answered": sum(bool(one["sent"]) for one in untagged),
        "overruled": len(against),
        "overruled_then": {"solved": len(well), "came_back": len(back), "unknown": len(against) - len(well) - len(back)},
        "house_rules": dict(Counter(one["last"]["rule"] for one in read if one["house"])),
    }  # fmt: skip


def _opposite(one: Row) -> bool:
    if not one["last"]:
        return False
    return ("sent" if one["last"]["action"] == "no_reply" else "no-reply") in one["verbs"]


def _drafts(mine: list[Row]) -> Row:
    was = Counter(one["was"] for one in mine if one["sent"])
    read = [one for one in mine if one["last"]]
    changes: Counter[tuple[str, str, str]] = Counter()
    for one in read:
        for what in ("type", "severity"):
            if "correct" in one["verbs"] and one["first"][what] != one["last"][what]:
                changes[what, one["first"][what], one["last"][what]] += 1
    ordered = sorted(changes, key=lambda change: (-changes[change], *change))
    return {
        "drafts_used": sum("use" in one["verbs"] for one in mine),
        "drafts_edited": sum("edit" in one["verbs"] for one in mine),
        "replies": {name: was[name] for name in ("as_drafted", "edited", "another", "unknown")},
        "corrected": sum("correct" in one["verbs"] for one in mine),
        "corrections": [{"of": of, "was": was_, "became": became, "times": changes[of, was_, became]}
                        for of, was_, became in ordered],
        "unsure": sum(bool(one["first"]["unsure"]) for one in read),
    }  # fmt: skip


def _ends(mine: list[Row], until: datetime) -> Row:
    waiting = [due for one in mine for due in one["promises"]]
    verbs = Counter(verb for one in mine for verb in one["verbs"])
    return {
        "approvals_waiting": sum(one["status"] == "waiting_for_approval" for one in mine),
        "promises_open": len(waiting),
        "promises": {"made": verbs["promise"], "kept": verbs["kept"], "broken": verbs["broken"], "open": len(waiting),
                     "overdue": sum(due < until for due in waiting)},
        "solved": sum(one["status"] == "solved" for one in mine),
    }  # fmt: skip


def _weeks_before(monday: date, own: list[Row], settings: Settings) -> list[Row]:
    """The four weeks before, as far as there was anything by their end."""
    first = min((one["received"] for one in own), default=None)
    weeks = []
    for back in (4, 3, 2, 1):
        day = monday - timedelta(days=7 * back)
        begin, end = _midnight(day, settings), _midnight(day + timedelta(days=7), settings)
        if first is None or end <= first:
            continue
        then = [one for one in own if begin <= one["received"] < end]
        volume, speed = _volume(then), _speed(then, end)
        weeks.append({
            "week": "{}-W{:02d}".format(*day.isocalendar()[:2]), "cases": volume["cases"], "by_type": volume["by_type"],
            "by_severity": volume["by_severity"], "median_minutes": speed["first_reply"]["median_minutes"],
        })  # fmt: skip
    return weeks
