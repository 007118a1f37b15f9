"""The ledger: SQLite through sqlite-utils. A post is stored before anything else; decisions are only ever added.

Several bots may use one ledger: it runs in write-ahead mode, every change is one immediate transaction, and what was
there already is left alone. SQLite's own failures become LedgerAway with a sentence that says what to do.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from cattrs.preconf.json import make_converter
from sqlite_utils import Database

from bot.adapters import ledger_facts, ledger_search, ledger_steps
from bot.adapters.ledger_errors import translated
from bot.adapters.migrations import migrations
from bot.advice import Advice
from bot.case import Case, Post, Turn
from bot.context import Context, Other, known_by
from bot.decision import CaseFile, Decision, Proposal
from bot.digest import Counted, Week
from bot.drafts import Draft
from bot.errors import BadInput
from bot.life import RECEIVED, WITHDRAWN
from bot.personal_data import mask
from bot.reading import Reading
from bot.search import Wanted

_WAIT_SECONDS = 10.0  # for another bot's transaction; each takes milliseconds
LEFT_OFF = timedelta(minutes=5)
"""What was begun so long ago and not said to its end never will be by whoever began."""

_BELONGS = f"c.status != '{WITHDRAWN}'"
"""Of `cases c`: a post that does not belong here, a test say, leaves nothing behind in what comes later."""

_converter = make_converter()


class SqliteLedger:
    """The ledger in the file at `path`. `masked`: take personal data out of what is stored."""

    def __init__(self, path: Path, masked: bool = True) -> None:
        self.path, self._masked = path, masked
        with translated(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA synchronous = FULL")  # a stored post survives a power cut
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")  # what is removed is wiped, not only let go of
            self._db = Database(connection)
            self._db.enable_wal()
            self._migrate()
            ledger_steps.fill_in(self)
            ledger_facts.fill_in(self)

    def _migrate(self) -> None:
        """Bring an older file up to date. Two bots may start at once: the second waits, and finds it done."""
        until = time.monotonic() + _WAIT_SECONDS
        while True:
            try:
                migrations.apply(self._db)
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise
                self._db.rollback()
                time.sleep(0.05)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def receive(self, post: Post, at: datetime) -> tuple[CaseFile, bool]:
        """Store `post`; return its case and whether it is new. The same post again returns the case that it has."""
        case_id = post.key
        row = {
            "id": case_id, "received_at": utc(at), "status": "received", "waits_for": "nlu", "post_id": post.id,
            "platform": post.platform, "author": post.author, "url": post.url, "text": self.safe(post.text, post.lang),
            "brand_tagged": post.mention, "posted_at": utc(post.posted_at), "followers": post.followers,
            "lang_given": post.lang, "type_given": post.type, "severity_given": post.severity,
            "history": self._history(post), "extra": json.dumps(dict(post.extra), ensure_ascii=False, default=str),
        }  # fmt: skip
        with self.writing():
            new = self._db.execute("select 1 from cases where id = ?", [case_id]).fetchone() is None
            if new:
                self._db.table("cases").insert(row)
                ledger_steps.note(self._db, ledger_steps.Step(case_id, at, "", "", RECEIVED, "receive"))
                ledger_facts.note(self._db, CaseFile(Case(case_id, post, at)))
        return self.file(case_id), new

    def propose(self, case_id: str, proposal: Proposal, first: bool) -> CaseFile:
        """Add what Meelezer says about a case; with `first`, only when nothing has been said yet.

        Nothing is said of a case whose texts were removed meanwhile."""
        reading, advice = proposal.reading, proposal.advice
        with self.writing():
            there = self._db.execute("select 1 from proposals where case_id = ?", [case_id]).fetchone()
            removed = self._db.execute("select removed_at from cases where id = ?", [case_id]).fetchone()
            if not (first and there) and removed == (None,):
                row = {
                    "case_id": case_id, "proposed_at": utc(proposal.at), "lang": reading.lang,
                    "type": reading.type.name, "type_confidence": reading.type.confidence,
                    "severity": reading.severity.name, "severity_confidence": reading.severity.confidence,
                    "unsure": reading.unsure, "corrected": reading.corrected, "action": advice.action,
                    "rule": advice.rule, "reply_by": utc(advice.reply_by), "approval": advice.approval,
                    "reading": _converter.dumps(reading), "advice": _converter.dumps(advice),
                    "drafts": _converter.dumps(proposal.drafts), "context": _converter.dumps(proposal.context),
                }  # fmt: skip
                self._db.table("proposals").insert(row)
                last = self._db.execute(
                    "select decided_by from decisions where case_id = ? order by id desc limit 1", [case_id]
                )
                event, by = ("correct", (last.fetchone() or ("",))[0]) if there else ("read", "")
                self._note_standing(case_id, event, proposal.at, by)
        return self.file(case_id)

    def decide(self, case_id: str, make: Callable[[CaseFile], Decision | None]) -> tuple[CaseFile, Decision | None]:
        """Let `make` see the case as it is now and add the decision that it returns (None: nothing changes)."""
        with self.writing():
            decision = make(self.file(case_id))
            if decision:
                row = {
                    "case_id": case_id, "decided_at": utc(decision.at), "decided_by": decision.by,
                    "verb": decision.verb, "value": decision.value, "text": self.safe(decision.text, None),
                    "reason": self.safe(decision.reason, None), "proposed": decision.proposed,
                }  # fmt: skip
                self._db.table("decisions").insert(row)
                self._note_standing(case_id, decision.verb, decision.at, decision.by, decision.reason)
        return self.file(case_id), decision

    def find(self, wanted: str) -> str:
        """The id of the case that `wanted` means: a case id, its beginning, or the post's own id.

        Raises BadInput when there is none, or more than one."""
        with translated(self.path):
            rows = self._db.execute(
                "select id from cases where id = :w or post_id = :w "
                "union select id from cases where length(:w) >= 4 and substr(id, 1, length(:w)) = :w limit 3",
                {"w": wanted.strip()},
            ).fetchall()
        if len(rows) == 1:
            return str(rows[0][0])
        if rows:
            raise BadInput(f"{wanted} past bij meer dan één zaak; schrijf meer tekens.",
                           f"{wanted} fits more than one case; write more characters.")  # fmt: skip
        raise BadInput(f"Zaak {wanted} bestaat niet; meelezer cases laat zien welke er zijn.",
                       f"There is no case {wanted}; meelezer cases shows which there are.")  # fmt: skip

    def file(self, case_id: str) -> CaseFile:
        """Everything about one case. Raises BadInput when there is no such case."""
        files = list(self.files("c.id = ?", [case_id]))
        if not files:
            raise BadInput(f"Zaak {case_id} bestaat niet.", f"There is no case {case_id}.")
        return files[0]

    def open_files(self) -> list[CaseFile]:
        """The cases for which somebody still has to do something, the oldest first."""
        return list(self.files("c.is_open"))

    def waiting(self) -> list[str]:
        """The cases whose reply waits for approval."""
        with translated(self.path):
            return [case for (case,) in self._db.execute("select id from cases where status = 'waiting_for_approval'")]

    def first_received(self) -> datetime | None:
        """When the first case that belongs here came in; None where there is none."""
        with translated(self.path):
            return _time(self._db.execute(f"select min(received_at) from cases c where {_BELONGS}").fetchone()[0])

    def unread(self) -> list[CaseFile]:
        """The cases that wait for the NLU."""
        return list(self.files("c.removed_at is null and c.id not in (select case_id from proposals)"))

    def files(self, where: str = "1", values: Iterable[Any] = ()) -> Iterator[CaseFile]:
        """The case files for an SQL condition over `cases c` (never made of anybody's text), the oldest first."""
        with translated(self.path):
            rows = self._rows(f"select * from cases c where {where} order by received_at, rowid", values)
            for part in _in_parts(rows, 500):
                ids = [row["id"] for row in part]
                proposals = self._by_case("proposals", ids)
                decisions = self._by_case("decisions", ids)
                for row in part:
                    yield CaseFile(
                        _case(row),
                        tuple(_proposal(one) for one in proposals.get(row["id"], ())),
                        tuple(_decision(one) for one in decisions.get(row["id"], ())),
                    )

    def of_author(self, post: Post, before: tuple[datetime, str], since: datetime, most: int = 20) -> list[CaseFile]:
        """Cases of the author of `post` on the same platform, written since `since` and before a case, the latest first.

        `before`: when that case was written, and its id, so that of posts that came in together the first is earlier.
        """
        if not known_by(post.author, post.platform):
            return []
        written = "coalesce(c.posted_at, c.received_at)"
        with translated(self.path):
            rows = self._db.execute(
                f"select c.id from cases c where c.author = ? collate nocase and c.platform = ? and {written} >= ? "
                f"and ({written} < ? or ({written} = ? and c.rowid < coalesce((select rowid from cases where id = ?), 0))) "
                f"and c.id != ? and {_BELONGS} order by {written} desc, c.rowid desc limit ?",
                [post.author, post.platform, utc(since), *[utc(before[0])] * 2, *[before[1]] * 2, most],
            ).fetchall()
        return self._in_order([case_id for (case_id,) in rows])

    def _in_order(self, ids: list[str]) -> list[CaseFile]:
        marks = ",".join("?" * len(ids))
        return sorted(self.files(f"c.id in ({marks})", ids), key=lambda file: ids.index(file.case.id))

    def search(self, wanted: Wanted, most: int, only_open: bool = False) -> tuple[list[CaseFile], bool]:
        """The cases that have all the words, the newest first; or True and those with most of them, where none has all."""
        with translated(self.path):
            ids, partly = ledger_search.found(self._db, wanted, most, only_open)
        return self._in_order(ids), partly

    def like(self, case_id: str, telling: Iterable[str], type_: str, over: bool) -> list[CaseFile]:
        """Earlier cases of one type that share some telling words with a case; `over`: only where it is known what was done."""
        with translated(self.path):
            ids = ledger_search.like(self._db, case_id, telling, type_, over)
        return self._in_order(ids)

    def others(self, post: Post, case_id: str, since: datetime, until: datetime, most: int = 500) -> list[Other]:
        """What others than the author of `post`, in case `case_id`, wrote in that time, the last `most` of it."""
        with translated(self.path):
            rows = self._db.execute(
                "select id, author, platform, text from cases c where coalesce(posted_at, received_at) between ? and ? "
                f"and id != ? and {_BELONGS} order by coalesce(posted_at, received_at) desc limit ?",
                [utc(since), utc(until), case_id, most],
            ).fetchall()
        mine = (post.author or "").casefold() if known_by(post.author, post.platform) else None
        named = [(id_, author if known_by(author, platform) else None, text) for id_, author, platform, text in rows]
        return [Other(author or id_, text) for id_, author, text in named if not author or author.casefold() != mine]

    def drafts_since(self, last: int, most: int = 1000) -> tuple[int, list[tuple[str, ...]]]:
        """The drafts that were proposed after the proposal `last`, as `drafts.sentence_key` writes their sentences.

        Those of the last `most` proposals, the oldest first, and the number of the last proposal."""
        with translated(self.path):
            rows = self._db.execute(
                "select p.id, p.drafts from proposals p join cases c on c.id = p.case_id "
                f"where p.id > ? and {_BELONGS} order by p.id desc limit ?", [last, most]
            ).fetchall()  # fmt: skip
        drafts = [tuple(one["sentences"]) for _, text in reversed(rows) for one in json.loads(text)]
        return (rows[0][0] if rows else last), drafts

    def recent_replies(self, since: datetime) -> list[str]:
        """The replies that the team chose since `since`, the latest choice of each case."""
        with translated(self.path):
            rows = self._db.execute(
                "select text from decisions where id in (select max(d.id) from decisions d join cases c on c.id = d.case_id "
                f"where d.text != '' and d.verb in ('use', 'edit', 'sent') and d.decided_at >= ? "
                f"and c.removed_at is null and {_BELONGS} group by d.case_id)",
                [utc(since)],
            ).fetchall()  # fmt: skip
        return [text for (text,) in rows]

    def times_withdrawn(self) -> int:
        """How often a post was withdrawn or a case reopened: when it rises, what is remembered of earlier cases has changed."""
        with translated(self.path):
            row = self._db.execute("select count(*) from decisions where verb in ('withdraw', 'reopen')").fetchone()
        return int(row[0])

    def note_question(self, at: datetime, case_id: str | None, question: str, topic: str) -> None:
        """Remember that a colleague asked something (masked), for the digest."""
        with self.writing():
            row = {
                "asked_at": utc(at),
                "case_id": case_id,
                "question": self.safe(question, None),
                "topic": topic,
            }
            self._db.table("questions").insert(row)

    def times_asked(self, topic: str) -> int:
        """How many questions about `topic` were asked so far."""
        with translated(self.path):
            return int(self._db.execute("select count(*) from questions where topic = ?", [topic]).fetchone()[0])

    def questions(self, since: datetime, until: datetime) -> list[tuple[str, str]]:
        """(topic, question) of everything asked from `since` up to `until`, but not about a post that does not belong here."""
        with translated(self.path):
            rows = self._db.execute(
                "select q.topic, q.question from questions q left join cases c on c.id = q.case_id "
                f"where q.asked_at >= ? and q.asked_at < ? and (c.id is null or {_BELONGS})", [utc(since), utc(until)],
            ).fetchall()  # fmt: skip
        return [(topic, question) for topic, question in rows]

    def note_findings(self, case_id: str, text: str, found: Iterable[tuple[str, str]], at: datetime) -> None:
        """Remember which rules (each with its level) a colleague's text broke, for the digest; the text is not kept."""
        ledger_facts.note_findings(self, case_id, text, found, at)

    def week(self, weeks: Sequence[Week]) -> Counted:
        """What the digest of the last of `weeks`, which follow one another, is made of."""
        return ledger_facts.counted(self, weeks)

    def say_once(self, key: str, at: datetime) -> bool:
        """Note that `key` is being said; False where it was, or is being said by somebody else.

        Whoever says it finishes it with `was_told`. What was begun and never finished, as the plug was pulled, may be said again."""
        with self.writing():
            if self.was_said(key, at):
                return False
            self._db.execute("insert or replace into said (key, said_at) values (?, ?)", [key, utc(at)])
        return True

    def was_told(self, key: str, at: datetime) -> None:
        """Note that `key` has been said to its end."""
        with self.writing():
            self._db.execute("update said set done_at = ? where key = ?", [utc(at), key])

    def unsay(self, key: str) -> None:
        """Take back that the clocks have said `key`, where it could not be said after all."""
        with self.writing():
            self._db.execute("delete from said where key = ?", [key])

    def was_said(self, key: str, now: datetime) -> bool:
        """Whether `key` has been said, or is being said at `now`."""
        with translated(self.path):
            row = self._db.execute(
                "select done_at, said_at > ? from said where key = ?", [utc(now - LEFT_OFF), key]
            ).fetchone()
        return row is not None and bool(row[0] or row[1])

    def check(self) -> dict[str, Any]:
        """For `doctor`: the number of cases and whether SQLite finds the file whole; writes and takes back a row."""
        with self.writing():
            self._db.execute("insert into said (key, said_at) values ('doctor', '')")
            self._db.execute("delete from said where key = 'doctor'")
            whole = self._db.execute("pragma quick_check").fetchone()[0]
            return {
                "cases": self._db.execute("select count(*) from cases").fetchone()[0],
                "whole": whole == "ok",
            }

    def _note_standing(self, case_id: str, event: str, at: datetime, by: str, why: str = "") -> None:
        """Keep the columns that `cases` is searched by in step with its decisions, and note the step to another state."""
        file = self.file(case_id)
        state = file.standing
        (before,) = self._db.execute("select status from cases where id = ?", [case_id]).fetchone()
        if before != state.status:
            step = ledger_steps.Step(case_id, at, by, before, state.status, event, self.safe(why, None))
            ledger_steps.note(self._db, step)
        self._db.execute("update cases set status = ?, waits_for = ?, is_open = ? where id = ?",
                         [state.status, state.waits_for, state.open, case_id])  # fmt: skip
        ledger_facts.note(self._db, file)

    def _by_case(self, table: str, ids: list[str]) -> dict[str, list[dict[str, Any]]]:
        marks = ",".join("?" * len(ids))
        grouped: dict[str, list[dict[str, Any]]] = {}
        for row in self._rows(f"select * from {table} where case_id in ({marks}) order by id", ids):
            grouped.setdefault(row["case_id"], []).append(row)
        return grouped

    def _rows(self, query: str, values: Iterable[Any]) -> list[dict[str, Any]]:
        """What a query finds. Without the savepoint that sqlite-utils puts around each of its own: nothing is written here."""
        found = self._db.execute(query, list(values))
        names = [name for name, *_ in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def safe(self, text: str, lang: str | None) -> str:
        """A text as it may be stored: without personal data, unless the team wants these kept."""
        return mask(text, lang or "nl") if self._masked else text

    def _history(self, post: Post) -> str:
        turns = [{"by": t.by, "text": self.safe(t.text, post.lang), "public": t.public} for t in post.history]
        return json.dumps(turns, ensure_ascii=False)

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """The database, for those who only look. Raises LedgerAway."""
        with translated(self.path):
            yield self._db

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """One transaction that holds the write lock from its start, so that what it reads stays true. Raises LedgerAway."""
        with translated(self.path):
            if self._db.conn.in_transaction:
                yield self._db
                return
            self._db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.rollback()
                raise
            self._db.conn.execute("COMMIT")


def _case(row: Mapping[str, Any]) -> Case:
    post = Post(
        text=row["text"], id=row["post_id"], platform=row["platform"], author=row["author"], url=row["url"],
        mention=None if row["brand_tagged"] is None else bool(row["brand_tagged"]), posted_at=_time(row["posted_at"]),
        followers=row["followers"], lang=row["lang_given"], type=row["type_given"], severity=row["severity_given"],
        history=tuple(Turn(**turn) for turn in json.loads(row["history"])), extra=json.loads(row["extra"]),
    )  # fmt: skip
    received = _time(row["received_at"])
    assert received is not None  # the column is never empty
    return Case(row["id"], post, received, _time(row["removed_at"]))


def _proposal(row: Mapping[str, Any]) -> Proposal:
    return Proposal(
        datetime.fromisoformat(row["proposed_at"]),
        _loaded(row["reading"], Reading),
        _loaded(row["advice"], Advice),
        _loaded(row["drafts"], tuple[Draft, ...]),
        _loaded(row["context"], Context) if row["context"] else Context(),  # older ledgers knew of none
    )


@lru_cache(maxsize=4096)
def _loaded(text: str, kind: Any) -> Any:
    """What a column of a proposal holds. Nothing in it changes, and the clocks look at each open case twice a minute."""
    return _converter.loads(text, kind)


def forget_loaded() -> None:
    """Keep nothing in memory of what was read, once texts were removed."""
    _loaded.cache_clear()


def _decision(row: Mapping[str, Any]) -> Decision:
    at = datetime.fromisoformat(row["decided_at"])
    return Decision(at, row["decided_by"], row["verb"], row["value"], row["text"], row["reason"], row["proposed"])


def utc(time: datetime | None) -> str | None:
    """A time as the ledger writes it; None stays None."""
    return time.astimezone(UTC).isoformat() if time else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _in_parts(rows: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
