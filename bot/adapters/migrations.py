"""The ledger's schema, one migration a step (sqlite-utils). Applied migrations are never changed: add a new one."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("meelezer")


@migrations()
def m001_cases(db: Database) -> None:
    """Posts as they came in, what Meelezer proposed, and what the team decided."""
    db.table("cases").create(
        {
            "id": str, "received_at": str, "status": str, "waits_for": str, "is_open": int, "post_id": str,
            "platform": str, "author": str, "url": str, "text": str, "brand_tagged": int, "posted_at": str,
            "followers": int, "lang_given": str, "type_given": str, "severity_given": str, "history": str, "extra": str,
        },
        pk="id", not_null={"received_at", "status", "waits_for", "is_open", "text", "platform"}, defaults={"is_open": 1},
    )  # fmt: skip
    db.table("proposals").create(
        {
            "id": int, "case_id": str, "proposed_at": str, "lang": str, "type": str, "type_confidence": float,
            "severity": str, "severity_confidence": float, "unsure": int, "corrected": int, "action": str, "rule": str,
            "reply_by": str, "approval": int, "reading": str, "advice": str, "drafts": str,
        },
        pk="id", foreign_keys=[("case_id", "cases", "id")],
    )  # fmt: skip
    db.table("decisions").create(
        {"id": int, "case_id": str, "decided_at": str, "decided_by": str, "verb": str, "value": str, "text": str,
         "reason": str, "proposed": str},
        pk="id", foreign_keys=[("case_id", "cases", "id")],
    )  # fmt: skip
    db.table("questions").create({"id": int, "asked_at": str, "case_id": str, "question": str, "topic": str}, pk="id")
    db.table("said").create({"key": str, "said_at": str}, pk="key")
    for table, columns in {"cases": ["is_open"], "proposals": ["case_id"], "decisions": ["case_id"]}.items():
        db.table(table).create_index(columns)
    db.table("cases").create_index(["received_at"])
    db.table("cases").create_index(["post_id"])


@migrations()
def m002_decisions_are_only_added(db: Database) -> None:
    """SQLite itself refuses to change or remove a decision."""
    for what in ("update", "delete"):
        db.execute(
            f"create trigger decisions_no_{what} before {what} on decisions "
            "begin select raise(abort, 'decisions are only ever added'); end"
        )


@migrations()
def m003_context(db: Database) -> None:
    """What was known of a post besides its words when Meelezer spoke; and finding an author's and a day's cases quickly."""
    db.table("proposals").add_column("context", str, not_null_default="")
    db.execute("create index cases_by_author on cases (author collate nocase, platform)")
    db.execute("create index cases_by_writing on cases (coalesce(posted_at, received_at))")


@migrations()
def m004_chat(db: Database) -> None:
    """Where in a chat each case is shown, and the messages that were heard there, so that none is lost or heard twice."""
    db.table("chat_cards").create(
        {"door": str, "team": str, "channel": str, "thread": str, "message": str, "case_id": str, "brought_by": str,
         "heard": str, "drawn": str, "shown_at": str},
        pk=("door", "channel", "message"), not_null={"team", "thread", "case_id", "brought_by", "shown_at"},
        foreign_keys=[("case_id", "cases", "id")],
    )  # fmt: skip
    db.table("chat_cards").create_index(["case_id"])
    db.table("chat_cards").create_index(["door", "channel", "thread"])
    db.table("chat_messages").create(
        {"key": str, "door": str, "heard_at": str, "message": str, "done_at": str},
        pk="key", not_null={"door", "heard_at", "message"},
    )  # fmt: skip


@migrations()
def m005_references(db: Database) -> None:
    """How a channel is reached, for services that tell it with every message and want to hear it again."""
    db.table("chat_references").create(
        {"door": str, "team": str, "channel": str, "reference": str, "told_at": str},
        pk=("door", "channel"), not_null={"team", "reference", "told_at"},
    )  # fmt: skip
    db.table("chat_references").create_index(["door", "team"])


@migrations()
def m006_transitions(db: Database) -> None:
    """From which state each case went to which, who did it and why: every step of every case's life, only ever added."""
    db.table("transitions").create(
        {"id": int, "case_id": str, "at": str, "by": str, "from_state": str, "to_state": str, "event": str, "why": str},
        pk="id", not_null={"case_id", "at", "by", "from_state", "to_state", "event", "why"},
        foreign_keys=[("case_id", "cases", "id")],
    )  # fmt: skip
    db.table("transitions").create_index(["case_id"])
    for what in ("update", "delete"):
        db.execute(
            f"create trigger transitions_no_{what} before {what} on transitions "
            "begin select raise(abort, 'transitions are only ever added'); end"
        )


@migrations()
def m008_search(db: Database) -> None:
    """Finding cases by their words: an index of posts, authors and replies that follows every change by itself."""
    # Numbers of its own: those of the rows of `cases` may change when the file is made smaller.
    reply = (
        "coalesce((select text from decisions where case_id = {case} and text != '' and verb in ('use', 'edit', 'sent') "
        "order by id desc limit 1), '')"
    )
    db.execute("create table case_numbers (number integer primary key, case_id text not null unique)")
    db.execute(
        "create virtual table case_words using fts5(post, author, reply, tokenize = 'unicode61 remove_diacritics 2')"
    )
    db.execute("insert into case_numbers (case_id) select id from cases order by received_at, rowid")
    db.execute(
        "insert into case_words (rowid, post, author, reply) "
        f"select n.number, c.text, coalesce(c.author, ''), {reply.format(case='c.id')} "
        "from case_numbers n join cases c on c.id = n.case_id"
    )
    number = "(select number from case_numbers where case_id = {case})"
    new, old = number.format(case="new.id"), number.format(case="old.id")
    triggers = {
        "case_words_added after insert on cases":
            "insert into case_numbers (case_id) values (new.id); insert into case_words (rowid, post, author, reply) "
            f"values ({new}, new.text, coalesce(new.author, ''), '')",
        "case_words_changed after update of text, author on cases":
            f"update case_words set post = new.text, author = coalesce(new.author, '') where rowid = {new}",
        "case_words_taken_out after delete on cases":
            f"delete from case_words where rowid = {old}; delete from case_numbers where case_id = old.id",
    }  # fmt: skip
    for event in ("insert", "update", "delete"):
        row = "old" if event == "delete" else "new"
        case = f"{row}.case_id"
        triggers[
            f"case_words_replied_{event} after {event} on decisions when {row}.verb in ('use', 'edit', 'sent')"
        ] = f"update case_words set reply = {reply.format(case=case)} where rowid = {number.format(case=case)}"
    for head, body in triggers.items():
        db.execute(f"create trigger {head} begin {body}; end")


@migrations()
def m010_begun(db: Database) -> None:
    """When something was said to its end: what was only begun, as the plug was pulled, is said again."""
    db.table("said").add_column("done_at", str)
    db.execute("update said set done_at = said_at")
