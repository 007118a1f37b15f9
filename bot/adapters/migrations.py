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
def m007_facts(db: Database) -> None:
    """What the weekly digest counts of each case, without its texts; and what the reviewer found in colleagues' texts."""
    flags = ("house_rule", "tagged", "unsure", "corrected", "draft_used", "draft_edited", "private_first", "against_advice",
             "against_findings", "came_back")  # fmt: skip
    db.table("case_facts").create(
        {
            "case_id": str, "received_at": str, "written_at": str, "platform": str, "status": str, "type": str,
            "severity": str, "type_read": str, "severity_read": str, "action": str, "rule": str,
            **dict.fromkeys(flags, int), "first_replied_at": str, "reply_minutes": int, "reply_due": str,
            "reply_was": str, "solved_at": str, "solve_due": str, "promises_made": int, "promises_kept": int,
            "promises_broken": int, "promises_due": str,
        },
        pk="case_id", not_null={"received_at", "written_at", "platform", "status"},
        foreign_keys=[("case_id", "cases", "id")],
    )  # fmt: skip
    db.table("case_facts").create_index(["received_at", "status", "type", "severity", "reply_minutes"])
    db.table("findings_seen").create(
        {"id": int, "case_id": str, "text_mark": str, "rule": str, "level": str, "seen_at": str},
        pk="id", not_null={"case_id", "text_mark", "rule", "level", "seen_at"},
    )  # fmt: skip
    db.table("findings_seen").create_index(["case_id", "text_mark", "rule"], unique=True)
    db.table("findings_seen").create_index(["seen_at"])


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


_REMOVED = "exists (select 1 from cases where id = old.{case} and removed_at is not null)"
"""That the texts of a row's case were removed: the one reason for which a row that is only added may change."""


@migrations()
def m009_privacy(db: Database) -> None:
    """Texts that go while figures stay, the proof of what went, and views that read as prose.

    SQLite itself allows one change to a decision: in a case whose texts were removed, its words go. Nothing else of it
    changes, no word comes in its place, and what was removed stays removed."""
    db.table("cases").add_column("removed_at", str)
    db.execute("create index cases_with_texts on cases (received_at) where removed_at is null")
    db.execute(
        "create trigger cases_removed_stays before update of removed_at, text, author, url on cases "
        "when old.removed_at is not null and (new.removed_at is not old.removed_at or new.text != '' "
        "or new.author is not null or new.url is not null) "
        "begin select raise(abort, 'what was removed stays removed'); end"
    )
    _let_words_go(db, "decisions", ("text", "reason", "value"), "decisions are only ever added")
    if "transitions" in db.table_names() and "why" in db.table("transitions").columns_dict:
        _let_words_go(db, "transitions", ("why",), "transitions are only ever added")
    db.table("erasures").create(
        {"id": int, "erased_at": str, "erased_by": str, "kind": str, "before": str, "platform": str, "author_hash": str,
         "salt": str, "cases": int, "posts": int, "proposals": int, "decisions": int, "questions": int, "messages": int,
         "others": int, "closed": int},
        pk="id", not_null={"erased_at", "erased_by", "kind"},
    )  # fmt: skip
    for what in ("update", "delete"):
        db.execute(
            f"create trigger erasures_no_{what} before {what} on erasures "
            "begin select raise(abort, 'erasures are only ever added'); end"
        )
    for name, sql in _VIEWS_M009.items():
        db.create_view(name, sql)


def _let_words_go(db: Database, table: str, words: tuple[str, ...], refusal: str) -> None:
    """Allow in a table that is only added to that the words of a removed case go: to "…" or, for a value, to nothing."""
    for trigger in db.table(table).triggers:
        if "before update" in trigger.sql.lower():
            db.execute(f'drop trigger "{trigger.name}"')
    columns = db.table(table).columns_dict
    same = [f'new."{one}" is old."{one}"' for one in columns if one not in words]
    gone = [f'(new."{one}" is old."{one}" or (old."{one}" != \'\' and new."{one}" in (\'\', \'…\')))' for one in words]
    removed = _REMOVED.format(case="case_id" if "case_id" in columns else '"case"')
    db.execute(
        f"create trigger {table}_no_update before update on {table} when not ({' and '.join([*same, *gone, removed])}) "
        f"begin select raise(abort, '{refusal}'); end"
    )


_LAST_PROPOSAL_M009 = "left join proposals p on p.id = (select max(l.id) from proposals l where l.case_id = c.id)"
_POST_M009 = (
    "case when c.removed_at is null then '“' || c.text || '”' "
    "else '[removed on ' || substr(c.removed_at, 1, 10) || ']' end"
)
_MINUTE_M009 = "strftime('%Y-%m-%d %H:%M', {0})"
_WAITS_FOR_M009 = (
    "case c.waits_for when 'nlu' then 'the reader' when 'reply' then 'somebody to choose a reply' "
    "when 'approval' then 'an approver' when 'sent' then 'somebody to post the reply' "
    "when 'solved-check' then 'word whether it is solved' else replace(c.waits_for, '-', ' ') end"
)
_VIEWS_M009 = {
    "cases_in_words": f"""
select c.id as case_id, {_MINUTE_M009.format("c.received_at")} as came_in, c.platform as platform, c.author as author,
  replace(p.type, '_', ' ') as about, p.severity as severity, replace(c.status, '_', ' ') as status,
  replace(p.action, '_', ' ') as advice, {_MINUTE_M009.format("p.reply_by")} as reply_by,
  (select {_MINUTE_M009.format("min(d.decided_at)")} from decisions d where d.case_id = c.id and d.verb = 'sent')
    as first_reply_at,
  (select count(*) from decisions d where d.case_id = c.id) as decisions_made,
  {_POST_M009} as post
from cases c {_LAST_PROPOSAL_M009}""",
    "waiting_now": f"""
select c.id as case_id, {_MINUTE_M009.format("c.received_at")} as came_in, c.platform as platform, c.author as author,
  replace(p.type, '_', ' ') as about, p.severity as severity, {_WAITS_FOR_M009} as waits_for,
  {_MINUTE_M009.format("p.reply_by")} as reply_by, {_POST_M009} as post
from cases c {_LAST_PROPOSAL_M009}
where c.is_open
order by c.received_at""",
    "replies": f"""
select d.case_id as case_id, {_MINUTE_M009.format("d.decided_at")} as posted_at, d.decided_by as posted_by,
  c.platform as platform,
  cast(round((julianday(d.decided_at) - julianday(coalesce(c.posted_at, c.received_at))) * 1440) as integer)
    as minutes_after_the_post,
  (select '“' || w.text || '”' from decisions w where w.case_id = d.case_id and w.id <= d.id
    and w.verb in ('use', 'edit', 'sent') and w.text != '' order by w.id desc limit 1) as reply,
  (select a.decided_by from decisions a where a.case_id = d.case_id and a.id < d.id and a.verb = 'approve'
    order by a.id desc limit 1) as approved_by
from decisions d join cases c on c.id = d.case_id
where d.verb = 'sent'
order by d.decided_at""",
    "decisions_in_words": f"""
select d.case_id as case_id, {_MINUTE_M009.format("d.decided_at")} as decided_at,
  d.decided_by || ' ' || case d.verb
    when 'use' then 'chose draft ' || d.value
    when 'edit' then 'wrote the reply'
    when 'correct' then 'corrected the reading: ' || replace(d.value, '=', ' is ')
    when 'request-approval' then 'asked for approval'
    when 'approve' then 'approved the reply'
    when 'send-back' then 'sent the reply back'
    when 'sent' then 'posted the reply'
    when 'no-reply' then 'decided that no reply is needed'
    when 'promise' then 'promised something by ' || substr(d.value, 1, 10)
    when 'solved' then 'noted that it is solved'
    when 'not-solved' then 'noted that it is not solved'
    when 'close' then 'closed the case'
    when 'reopen' then 'reopened the case'
    when 'withdraw' then 'took the post back: it does not belong here'
    else replace(d.verb, '-', ' ') || case d.value when '' then '' else ' ' || d.value end
  end as what_was_done,
  case d.text when '' then '' else '“' || d.text || '”' end as words,
  d.reason as reason, d.proposed as what_was_proposed
from decisions d
order by d.id""",
}
"""Views as they were made by m009; a later change is a migration of its own."""
