"""The ledger reads as prose: every column is described, views tell it in sentences, and Datasette opens it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.ledger import SqliteLedger
from bot.adapters.ledger_privacy import PrivateLedger
from bot.case import Post
from bot.decision import VERBS, Decision, Wish
from bot.desk import Desk
from tests.builders import NOON, ROOT
from tests.ledger_docs import DOCS, METADATA, described, gaps, page, shapes

HOSTILE = "<script>alert(1)</script> [klik](https://kwaad.example) '; drop table cases; --"


@pytest.fixture
def told(desk: Desk, tmp_path: Path) -> Path:
    """A ledger with a case that was answered, one that waits, and one whose texts were removed."""
    first = desk.receive(Post("Mijn pakket is er niet", platform="x", author="@jan", posted_at=NOON), NOON).file.case.id
    for minute, verb, more in (
        (20, "request-approval", {}),
        (25, "use", {"value": "1"}),
        (30, "approve", {}),
        (45, "sent", {}),
    ):
        desk.decide(first, Wish(verb, "Anna", NOON + timedelta(minutes=minute), **more))
    desk.receive(Post(HOSTILE, platform="facebook"), NOON + timedelta(hours=1))
    gone = desk.receive(Post("Slecht!", author="@weg"), NOON - timedelta(days=800)).file.case.id
    desk.decide(gone, Wish("close", "Wim", NOON - timedelta(days=799)))
    assert isinstance(desk.ledger, SqliteLedger)
    PrivateLedger(desk.ledger, desk.settings).purge(NOON - timedelta(days=365), NOON, "Anna")
    return tmp_path / "ledger.db"


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as db:
        return db.execute(sql).fetchall()


def test_every_table_view_and_column_is_described(ledger: SqliteLedger) -> None:
    with ledger.reading() as db:
        missing = gaps(shapes(db), described())
    assert not missing, "mend docs/ledger-metadata.json, then: make ledger-docs"


def test_a_column_without_a_description_is_named(ledger: SqliteLedger) -> None:
    with ledger.reading() as db:
        db.table("cases").add_column("mood", str)
        db.table("cases").enable_fts(["text"], create_triggers=True)  # a search index needs no description
        assert gaps(shapes(db), described()) == ["not described: cases.mood"]


def test_the_page_of_the_ledger_is_in_step_with_it(ledger: SqliteLedger) -> None:
    with ledger.reading() as db:
        assert page(shapes(db), described()) == DOCS.read_text(encoding="utf-8"), "run: make ledger-docs"


def test_the_views_tell_it_in_words(told: Path) -> None:
    assert rows(told, "select platform, posted_by, approved_by, minutes_after_the_post from replies") == [
        ("x", "Anna", "Anna", 45)
    ]
    (reply,) = rows(told, "select reply from replies")[0]
    assert reply.startswith("“")
    done = [what for (what,) in rows(told, "select what_was_done from decisions_in_words")]
    assert done == [
        "Anna asked for approval",
        "Anna chose draft 1",
        "Anna approved the reply",
        "Anna posted the reply",
        "Wim closed the case",
    ]
    assert rows(told, "select waits_for, post from waiting_now") == [
        ("word whether it is solved", "“Mijn pakket is er niet”"),
        ("somebody to choose a reply", f"“{HOSTILE}”"),
    ]
    posts = dict(rows(told, "select status, post from cases_in_words"))
    assert posts["closed"] == "[removed on 2026-11-18]"
    assert rows(told, "select about, advice, decisions_made from cases_in_words where status = 'answered'") == [
        ("delivery", "reply public", 4)
    ]


def test_every_verb_is_told_as_a_sentence(ledger: SqliteLedger, tmp_path: Path) -> None:
    case = ledger.receive(Post("Waar blijft het?"), NOON)[0].case.id
    values = {"use": "1", "correct": "type=delivery", "promise": "2026-11-19T12:00:00+01:00"}
    for verb in VERBS:
        ledger.decide(case, lambda _, verb=verb: Decision(NOON, "Anna", verb, values.get(verb, "")))  # type: ignore[misc]
    told = [what for (what,) in rows(tmp_path / "ledger.db", "select what_was_done from decisions_in_words")]
    assert len(told) == len(VERBS)
    assert all(one and one.startswith("Anna ") and "-" not in one.replace("2026-11-19", "") for one in told)


# --- Datasette ----------------------------------------------------------------------------------------------------

_COMMAND = os.environ.get("DATASETTE") or shutil.which("datasette") or str(ROOT / ".venv" / "bin" / "datasette")


@pytest.fixture
def datasette(told: Path) -> Iterator[str]:
    """A running Datasette on the ledger, while a bot has it open."""
    if not Path(_COMMAND).exists():
        pytest.skip("Datasette is not here: make setup")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [_COMMAND, "serve", str(told), "--metadata", str(METADATA), "--host", "127.0.0.1", "--port", str(port)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield _answering(f"http://127.0.0.1:{port}", running)
    finally:
        running.terminate()
        running.wait(20)


def _answering(address: str, running: subprocess.Popen[bytes], seconds: float = 40) -> str:
    until = time.monotonic() + seconds
    while time.monotonic() < until and running.poll() is None:
        try:
            page_of(f"{address}/-/versions.json")
            return address
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("Datasette does not answer")


def page_of(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        text: str = answer.read().decode()
    return text


@pytest.mark.slow
def test_datasette_opens_it_with_every_description_and_keeps_hostile_words_words(datasette: str) -> None:
    for name, one in described().items():
        shown = page_of(f"{datasette}/ledger/{name}")
        assert one["description"].split(".")[0].replace("'", "&#39;") in shown, name
    assert all(f"/ledger/{name}" in page_of(f"{datasette}/ledger") for name in described())
    cases = page_of(f"{datasette}/ledger/waiting_now")
    assert "alert(1)" in cases
    assert "<script>alert" not in cases
    assert 'href="https://kwaad.example' not in cases
    lines = json.loads(page_of(f"{datasette}/ledger/decisions_in_words.json?_shape=array"))
    assert {"Anna posted the reply", "Wim closed the case"} <= {line["what_was_done"] for line in lines}
