"""The part of the ledger that lets go of texts: after a set time, or because somebody asks; and that shows them their own.

Each step is one immediate transaction; what it removed is counted and added to `erasures` within it. That the words are
really out of the file takes `wipe` besides.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot import privacy
from bot.adapters.ledger import SqliteLedger, forget_loaded, utc
from bot.decision import CaseFile, Decision
from bot.privacy import GONE, KEPT_VALUES, Erasure, Removed
from bot.settings import Settings
from bot.words import Words

_PART = 500
"""Cases that go in one transaction: others wait for it no longer than for a breath."""

_ENDED = "coalesce((select max(decided_at) from decisions d where d.case_id = c.id), c.received_at)"
_THESE = "(select value from json_each(:ids))"

_KINDS = ("promise", "kept", "broken")
"""What the clocks say with a promise's words in its key."""

BY_ITSELF = "Meelezer"
_KEPT_LONG_ENOUGH = Words("bewaartermijn voorbij", "kept for long enough")
_ON_REQUEST = Words("gewist op verzoek van de schrijver", "erased at its author's request")


class _TakenBack(Exception):
    """Ends a step of which nothing is to stay."""


class PrivateLedger:
    """Removing and showing what the ledger holds of customers. Raises LedgerAway as the ledger does."""

    def __init__(self, ledger: SqliteLedger, settings: Settings) -> None:
        self._ledger, self._lang = ledger, settings.language

    # --- after a set time ----------------------------------------------------------------------------------------

    def purge(
        self,
        before: datetime,
        at: datetime,
        by: str,
        dry_run: bool = False,
        goes_on: Callable[[], bool] = lambda: True,
    ) -> Removed:
        """Remove the texts of the cases that were over before a time, and the questions and messages from before it.

        Over: closed in any way, or answered with nothing heard since. With `dry_run` it is all taken back. `goes_on` is
        asked between steps, for who may have to stop half-way; what was removed by then stays removed."""
        with self._ledger.reading() as db:
            rows = db.execute(
                f"select c.id from cases c where c.removed_at is null and c.received_at < :before and {_ENDED} < :before "
                "and (not c.is_open or c.status = 'answered') order by c.received_at", {"before": utc(before)},
            ).fetchall()  # fmt: skip
        removed, gone = Removed(), list[str]()
        ids = [case_id for (case_id,) in rows]
        for start in range(0, len(ids), _PART):
            if not goes_on():
                return removed
            with self._step(dry_run) as db:
                part = self._over(ids[start : start + _PART], before)
                done = self._close_and_remove(db, part, at, BY_ITSELF, _KEPT_LONG_ENOUGH)
                self._note(db, done, {"at": at, "by": by, "kind": "purge", "before": before})
            removed, gone = removed + done, [*gone, *part]
        with self._step(dry_run) as db:
            done = Removed(questions=_old_questions(db, before, gone), messages=_old_messages(db, before, at))
            self._note(db, done, {"at": at, "by": by, "kind": "purge", "before": before})
        return replace(removed + done, left=self._left_open(before, gone))

    def _over(self, ids: Sequence[str], before: datetime) -> list[str]:
        """Which of some cases are over indeed: nothing was decided meanwhile, and nothing is owed."""
        with self._ledger.reading() as db:
            rows = db.execute(
                f"select c.id, c.is_open from cases c where c.id in {_THESE} and c.removed_at is null "
                f"and {_ENDED} < :before", {"ids": json.dumps(ids), "before": utc(before)},
            ).fetchall()  # fmt: skip
        return [case_id for case_id, is_open in rows if not is_open or not self._ledger.file(case_id).standing.promises]

    def _left_open(self, before: datetime, but: Sequence[str]) -> int:
        """How many cases came in before a time and are open; dry or not, those that go are not among them."""
        with self._ledger.reading() as db:
            row = db.execute(
                "select count(*) from cases c where c.is_open and c.removed_at is null and c.received_at < :before "
                f"and c.id not in {_THESE}", {"before": utc(before), "ids": json.dumps(but)},
            ).fetchone()  # fmt: skip
        return int(row[0])

    # --- because somebody asks -----------------------------------------------------------------------------------

    def forget(
        self, author: str, platform: str | None, at: datetime, by: str, salt: bytes, dry_run: bool = False
    ) -> Removed:
        """Erase everything of one author: their cases with all that was said about them, and their name elsewhere.

        Open cases of theirs are closed. `salt`: random bytes, for the hash that is all the ledger then knows of the
        name. Raises BadInput for a name of which nothing is left."""
        names = privacy.naming(author)
        with self._step(dry_run) as db:
            ids = _cases_of(db, author, platform)
            done = self._close_and_remove(db, ids, at, by, _ON_REQUEST)
            instead = f"[{privacy.NAME.said(self._lang)}]"
            done += Removed(
                messages=_messages_of(db, author, at),
                others=_unname(db, "cases", ("text", "history", "extra"), names.search, _without(names, instead))
                + _unname(db, "questions", ("question",), names.search, _without(names, instead)),
                left=_decisions_naming(db, names.search),
            )
            if done.anything:
                salt = _salt_in(db) or salt
                hashed = {"platform": platform, "author_hash": privacy.hash_of(author, salt), "salt": salt.hex()}
                self._note(db, done, {"at": at, "by": by, "kind": "forget", **hashed})
        return done

    def erasures_of(self, author: str) -> list[Erasure]:
        """When this author was forgotten before, the first time first."""
        with self._ledger.reading() as db:
            salt = _salt_in(db)
            hashed = privacy.hash_of(author, salt) if salt else None
            rows = db.execute(
                "select erased_at, erased_by, kind, cases from erasures where author_hash = ? order by id", [hashed]
            ).fetchall()
        return [Erasure(datetime.fromisoformat(when), by, kind, cases) for when, by, kind, cases in rows]

    # --- their own -----------------------------------------------------------------------------------------------

    def held(
        self, author: str, platform: str | None
    ) -> tuple[list[CaseFile], dict[str, list[tuple[datetime, str]]], list[str]]:
        """Everything of one author: their cases, the questions asked about each, and the others' cases that name them."""
        with self._ledger.reading() as db:
            ids = _cases_of(db, author, platform)
            db.register_function(_finder(privacy.naming(author).search), name="names_them", replace=True)
            named = db.execute(
                f"select id from cases where (names_them(text) or names_them(history)) and id not in {_THESE} order by rowid",
                {"ids": json.dumps(ids)},
            ).fetchall()
            asked: dict[str, list[tuple[datetime, str]]] = {}
            for case_id, when, question in db.execute(
                f"select case_id, asked_at, question from questions where case_id in {_THESE} order by id",
                {"ids": json.dumps(ids)},
            ):
                asked.setdefault(case_id, []).append((datetime.fromisoformat(when), question))
        files = list(self._ledger.files("c.id in (select value from json_each(?))", [json.dumps(ids)]))
        return files, asked, [case_id for (case_id,) in named]

    # --- out of the file -----------------------------------------------------------------------------------------

    def wipe(self, whole: bool = True) -> None:
        """Take what was removed out of the file itself, of its journal, of its search indexes and of this process.

        `whole`: write the file anew, which also loses what an older Meelezer let go of without wiping; it takes as much
        room again while it lasts, and others wait. Raises LedgerAway where another program reads on, or the disk is full.
        """
        forget_loaded()
        with self._ledger.reading() as db:
            for (table,) in db.execute(
                "select name from sqlite_master where type = 'table' and sql like 'create virtual table%using fts5%'"
            ).fetchall():
                db.execute(f'insert into "{table}"("{table}") values (\'optimize\')')
            if whole:
                db.execute("vacuum")
            busy, _, _ = db.execute("pragma wal_checkpoint(truncate)").fetchone()
            if busy:
                raise OSError("database is locked")

    # --- steps ---------------------------------------------------------------------------------------------------

    @contextmanager
    def _step(self, dry_run: bool) -> Iterator[Database]:
        """One transaction; with `dry_run` nothing of it stays."""
        try:
            with self._ledger.writing() as db:
                yield db
                if dry_run:
                    raise _TakenBack
        except _TakenBack:
            pass

    def _close_and_remove(self, db: Database, ids: Sequence[str], at: datetime, by: str, why: Words) -> Removed:
        """Close the open ones among some cases, as a colleague would, and remove every text of them all but `why`."""
        reason, closed = why.said(self._lang), 0

        def close(file: CaseFile) -> Decision | None:
            return Decision(at, by, "close", reason=reason) if file.standing.open else None

        for case_id in ids:  # first, so that what is counted of a case was counted while its texts were there
            closed += self._ledger.decide(case_id, close)[1] is not None
        return _remove(db, {"ids": json.dumps(ids), "at": utc(at), "why": reason}) + Removed(closed=closed)

    def _note(self, db: Database, done: Removed, told: Mapping[str, Any]) -> None:
        """Add to the ledger what was removed, by whom and why; nothing where there was nothing."""
        if not done.anything:
            return
        counts = {name: number for name, number in done.as_json().items() if name != "left"}
        at, before = utc(told["at"]), utc(told.get("before"))
        more = {name: told[name] for name in ("kind", "platform", "author_hash", "salt") if name in told}
        db.table("erasures").insert({"erased_at": at, "erased_by": told["by"], "before": before, **more, **counts})


def _remove(db: Database, told: dict[str, Any]) -> Removed:
    """Remove every text of some cases (`ids`) but `why` they end; what they were about, and what was done, stays."""
    removed = Removed(
        **_remove_posts(db, told),
        proposals=_remove_proposals(db, told),
        decisions=_remove_from_decisions(db, told),
        questions=db.execute(
            f"update questions set question = '{GONE}' where case_id in {_THESE} and question != '{GONE}'", told
        ).rowcount,
    )
    _remove_besides(db, told)
    return removed


def _remove_posts(db: Database, told: dict[str, Any]) -> dict[str, int]:
    rows = db.execute(f"select id, history from cases where id in {_THESE}", told).fetchall()
    posts = len(rows)
    for case_id, history in rows:
        turns = json.loads(history)
        posts += len(turns)
        db.execute(
            "update cases set removed_at = ?, text = '', author = null, url = null, post_id = null, followers = null, "
            "history = ?, extra = '{}' where id = ?",
            [told["at"], json.dumps(privacy.turns_without_texts(turns), ensure_ascii=False), case_id],
        )
    return {"cases": len(rows), "posts": posts}


def _remove_proposals(db: Database, told: dict[str, Any]) -> int:
    rows = db.execute(f"select id, reading, context from proposals where case_id in {_THESE}", told).fetchall()
    for number, reading, context in rows:
        left = json.dumps(privacy.reading_without_texts(json.loads(reading)), ensure_ascii=False)
        known = json.dumps(privacy.context_without_texts(json.loads(context))) if context else ""
        db.execute("update proposals set reading = ?, context = ?, drafts = '[]' where id = ?", [left, known, number])
    return len(rows)


def _remove_from_decisions(db: Database, told: dict[str, Any]) -> int:
    """The words of decisions; verbs, times and who decided stay, and so do values that are no words."""
    kept = ", ".join(f"'{verb}'" for verb in KEPT_VALUES)
    words = db.execute(
        f"select count(*) from decisions where case_id in {_THESE} and (text != '' or reason not in ('', :why))", told
    ).fetchone()[0]
    db.execute(
        f"update decisions set text = iif(text = '', '', '{GONE}'), reason = iif(reason in ('', :why), reason, '{GONE}'), "
        f"value = iif(verb in ({kept}), value, '') where case_id in {_THESE}", told,
    )  # fmt: skip
    return int(words)


def _remove_besides(db: Database, told: dict[str, Any]) -> None:
    """What else tells of some cases: why they changed, what the clocks said; and their cards are to be drawn anew."""
    if "transitions" in db.table_names() and "why" in (columns := db.table("transitions").columns_dict):
        case = "case_id" if "case_id" in columns else '"case"'
        db.execute(f"update transitions set why = '{GONE}' where {case} in {_THESE} and why not in ('', :why)", told)
    for kind in _KINDS:
        db.execute(
            "delete from said where key in (select s.key from json_each(:ids) j join said s "
            "on s.key >= :kind || ' ' || j.value || ' ' and s.key < :kind || ' ' || j.value || '!')",
            {**told, "kind": kind},
        )
    db.execute(f"update chat_cards set drawn = '' where case_id in {_THESE}", told)


def _old_questions(db: Database, before: datetime, gone: Sequence[str]) -> int:
    """The questions from before a time; dry or not, those about the cases that go are not counted twice."""
    changed = db.execute(
        f"update questions set question = '{GONE}' where asked_at < :before and question != '{GONE}' "
        f"and (case_id is null or case_id not in {_THESE})", {"before": utc(before), "ids": json.dumps(gone)},
    )  # fmt: skip
    return int(changed.rowcount)


def _old_messages(db: Database, before: datetime, at: datetime) -> int:
    """Chat messages that were kept and never done: nobody waits for them any more."""
    changed = db.execute(
        "update chat_messages set message = '', done_at = coalesce(done_at, ?) where heard_at < ? and message != ''",
        [utc(at), utc(before)],
    )
    return int(changed.rowcount)


def _cases_of(db: Database, author: str, platform: str | None) -> list[str]:
    """The cases of an author, however the name is written, the oldest first."""
    written = [name for (name,) in db.execute("select distinct author from cases where author is not null")]
    names = [name for name in written if privacy.is_by(name, author)]
    rows = db.execute(
        "select id from cases where author in (select value from json_each(?)) and (platform = ? or ? is null) order by rowid",
        [json.dumps(names), platform, platform],
    ).fetchall()
    return [case_id for (case_id,) in rows]


def _messages_of(db: Database, author: str, at: datetime) -> int:
    """Forget the chat messages that were kept and bring a post of this author."""
    rows = db.execute("select key, message from chat_messages where message != ''").fetchall()
    theirs = [key for key, message in rows if privacy.wrote(json.loads(message), author)]
    for key in theirs:
        db.execute(
            "update chat_messages set message = '', done_at = coalesce(done_at, ?) where key = ?", [utc(at), key]
        )
    return len(theirs)


Finds = Callable[[str], Any]


def _finder(finds: Finds) -> Callable[[str | None], int]:
    return lambda text: int(bool(text and finds(text)))


def _without(names: Any, instead: str) -> Callable[[str, str], str]:
    """What takes a name out of a column's text, which is JSON in some."""

    def taken(column: str, text: str) -> str:
        if column in ("history", "extra"):
            return json.dumps(privacy.unnamed(json.loads(text), names, instead), ensure_ascii=False)
        return str(privacy.unnamed(text, names, instead))

    return taken


def _unname(db: Database, table: str, columns: Sequence[str], finds: Finds, without: Callable[[str, str], str]) -> int:
    """Take a name out of some columns; return in how many rows it stood."""
    db.register_function(_finder(finds), name="names_them", replace=True)
    where = " or ".join(f"names_them({one})" for one in columns)
    rows = db.execute(f"select rowid, {', '.join(columns)} from {table} where {where}").fetchall()
    for number, *texts in rows:
        values = [without(column, text or "") for column, text in zip(columns, texts, strict=True)]
        db.execute(
            f"update {table} set {', '.join(f'{one} = ?' for one in columns)} where rowid = ?", [*values, number]
        )
    return len(rows)


def _decisions_naming(db: Database, finds: Finds) -> int:
    db.register_function(_finder(finds), name="names_them", replace=True)
    row = db.execute("select count(*) from decisions where names_them(text) or names_them(reason)").fetchone()
    return int(row[0])


def _salt_in(db: Database) -> bytes | None:
    """The salt of this ledger, once somebody was forgotten: with one salt the same name gives the same hash."""
    row = db.execute("select salt from erasures where salt is not null order by id limit 1").fetchone()
    return bytes.fromhex(row[0]) if row else None
