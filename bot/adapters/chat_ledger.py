"""The part of the ledger that the chat doors need: where cases are shown, and the messages that were heard.

A message is kept before it is acknowledged and forgotten once it is done, so that a bot that stops in between takes it
up again; its key stays, so that a service that sends it twice is heard once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.adapters.ledger import SqliteLedger, utc


@dataclass(frozen=True, slots=True)
class Place:
    """A message in a chat service: of which team (workspace, tenant), in which channel and thread, by their own ids."""

    door: str
    team: str
    channel: str
    thread: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A case's card in a chat, which colleague brought the post there, and the key of the message it came with."""

    case: str
    place: Place
    brought_by: str
    heard: str = ""


UNCLAIMED = "?"
"""As `heard`: a card that Teams took and whose posting was never confirmed, until the message it came with is taken up again."""


class ChatLedger:
    """Chat places and messages of one door, in the file of `ledger`. Raises LedgerAway as that does."""

    def __init__(self, ledger: SqliteLedger, door: str) -> None:
        self._ledger, self._door = ledger, door

    def keep(self, key: str, message: Mapping[str, Any], at: datetime) -> bool:
        """Keep a message that was heard; False when it had been heard before. Every `text` in it is masked."""
        text = json.dumps(self.safe(message), ensure_ascii=False)
        with self._ledger.writing() as db:
            new = db.execute("select 1 from chat_messages where key = ?", [key]).fetchone() is None
            if new:
                row = {"key": key, "door": self._door, "heard_at": utc(at), "message": text, "done_at": None}
                db.table("chat_messages").insert(row)
        return new

    def done(self, key: str, at: datetime) -> None:
        """Forget what a message said, once everything that it asks for has been done."""
        with self._ledger.writing() as db:
            db.execute("update chat_messages set done_at = ?, message = '' where key = ?", [utc(at), key])

    def undone(self, before: datetime) -> list[tuple[str, dict[str, Any]]]:
        """(key, message) of what was heard before a time and is not done, the oldest first."""
        with self._ledger.reading() as db:
            rows = db.execute(
                "select key, message from chat_messages where door = ? and done_at is null and heard_at < ? "
                "order by heard_at, rowid", [self._door, utc(before)],
            ).fetchall()  # fmt: skip
        return [(key, json.loads(message)) for key, message in rows]

    def was_heard(self, key: str) -> bool:
        """Whether a message was kept, done or not."""
        with self._ledger.reading() as db:
            return db.execute("select 1 from chat_messages where key = ?", [key]).fetchone() is not None

    def show(self, shown: Shown, drawn: str, at: datetime) -> None:
        """Remember that a case's card stands in a place, and what it was drawn from: "proposals/decisions" by then."""
        place = shown.place
        row = {
            "door": place.door, "team": place.team, "channel": place.channel, "thread": place.thread,
            "message": place.message, "case_id": shown.case, "brought_by": shown.brought_by, "heard": shown.heard,
            "drawn": drawn, "shown_at": utc(at),
        }  # fmt: skip
        with self._ledger.writing() as db:
            db.table("chat_cards").insert(row, replace=True)

    def shown(self, case_id: str) -> list[Shown]:
        """Where a case's cards stand, the first one first."""
        return self._shown("case_id = ?", [case_id])

    def began(self, case_id: str) -> Shown | None:
        """The first card of a case in any door, where that is this one."""
        with self._ledger.reading() as db:
            first = db.execute(
                "select door from chat_cards where case_id = ? order by shown_at, rowid limit 1", [case_id]
            ).fetchone()
        return self.shown(case_id)[0] if first and first[0] == self._door else None

    def redrawn(self, place: Place, drawn: str) -> None:
        """Remember what a card was last drawn from."""
        with self._ledger.writing() as db:
            db.execute(
                "update chat_cards set drawn = ? where door = ? and channel = ? and message = ?",
                [drawn, self._door, place.channel, place.message],
            )

    def stale(self) -> list[str]:
        """The cases with a card here that shows less than the ledger knows: a stop in between, or somebody elsewhere."""
        with self._ledger.reading() as db:
            rows = db.execute(
                "select distinct case_id from chat_cards k where door = ? and drawn != "
                "(select count(*) from proposals p where p.case_id = k.case_id) || '/' || "
                "(select count(*) from decisions d where d.case_id = k.case_id)", [self._door],
            ).fetchall()  # fmt: skip
        return [case for (case,) in rows]

    def not_shown_in(self, channel: str, cases: Sequence[str]) -> list[str]:
        """Which of some cases have no card in a channel."""
        return [case for case in cases if not self._shown("case_id = ? and channel = ?", [case, channel])]

    def remember(self, team: str, channel: str, reference: Mapping[str, Any], at: datetime) -> None:
        """Keep how a channel is reached, as the service told; the last that it told counts."""
        text = json.dumps(reference, ensure_ascii=False, sort_keys=True)
        with self._ledger.writing() as db:
            db.execute(
                "insert into chat_references (door, team, channel, reference, told_at) values (?, ?, ?, ?, ?) "
                "on conflict (door, channel) do update set team = excluded.team, reference = excluded.reference, "
                "told_at = excluded.told_at where reference != excluded.reference",
                [self._door, team, channel, text, utc(at)],
            )

    def reference(self, channel: str) -> dict[str, Any] | None:
        """How a channel is reached; None for one of which nothing was told."""
        return self._reference("channel = ?", channel)

    def reference_in(self, team: str) -> dict[str, Any] | None:
        """How any channel of a team is reached, the one told of last; None where there is none."""
        return self._reference("team = ?", team)

    def _reference(self, where: str, value: str) -> dict[str, Any] | None:
        with self._ledger.reading() as db:
            row = db.execute(
                f"select reference from chat_references where door = ? and {where} order by told_at desc limit 1",
                [self._door, value],
            ).fetchone()
        return dict(json.loads(row[0])) if row else None

    def in_thread(self, channel: str, thread: str) -> str | None:
        """The case that a thread is about: the last one shown in it, or whose card or post it replies to."""
        post = f"/{channel}/{thread}" if thread else ""
        return self._last(
            "channel = ? and (thread = ? or message = ? or (? != '' and substr(heard, -length(?)) = ?))",
            [channel, thread, thread, post, post, post],
        )

    def last_in(self, channel: str) -> str | None:
        """The case that was shown last in a channel: what a talk between two is about."""
        return self._last("channel = ?", [channel])

    def brought(self, by: str) -> set[str]:
        """The cases whose post a colleague (by the service's id) brought in."""
        return {one.case for one in self._shown("brought_by = ?", [by])}

    def safe(self, value: Any) -> Any:
        """What is stored of a message: it with every `text` in it masked, however deep; ids and times look like phone numbers and stay."""
        if isinstance(value, Mapping):
            return {
                name: self._ledger.safe(one, None) if name == "text" and isinstance(one, str) else self.safe(one)
                for name, one in value.items()
            }
        return [self.safe(one) for one in value] if isinstance(value, list | tuple) else value

    def _last(self, where: str, values: list[str]) -> str | None:
        """The case of the last card for a condition."""
        with self._ledger.reading() as db:
            row = db.execute(
                f"select case_id from chat_cards where door = ? and {where} order by shown_at desc, rowid desc limit 1",
                [self._door, *values],
            ).fetchone()
        return str(row[0]) if row else None

    def _shown(self, where: str, values: list[str]) -> list[Shown]:
        with self._ledger.reading() as db:
            rows = db.query(
                f"select * from chat_cards where door = ? and {where} order by shown_at, rowid", [self._door, *values]
            )
            return [
                Shown(row["case_id"], Place(row["door"], row["team"], row["channel"], row["thread"], row["message"]),
                      row["brought_by"], row["heard"])
                for row in rows
            ]  # fmt: skip
