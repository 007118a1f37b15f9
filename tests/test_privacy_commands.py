"""`purge`, `forget` and `export` as a colleague runs them: real processes on a real ledger."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.ledger import SqliteLedger
from bot.case import Post
from bot.decision import Decision
from tests.builders import NOON
from tests.conftest import Run

pytestmark = pytest.mark.slow


@pytest.fixture
def filled(home: Path) -> Path:
    """A home whose ledger has an old case that is over, by an author who also has an open one."""
    ledger = SqliteLedger(home / "ledger.db")
    over, _ = ledger.receive(
        Post("Mijn zeekomkommer is er niet", author="@zee", platform="x"), NOON - timedelta(days=800)
    )
    ledger.decide(over.case.id, lambda _: Decision(NOON - timedelta(days=799), "Anna", "close"))
    ledger.receive(Post("Nog steeds geen zeekomkommer", author="Zee", platform="x"), NOON - timedelta(days=1))
    ledger.close()
    return home


def test_purge_tells_what_goes_then_removes_it(run: Run, filled: Path) -> None:
    dry = run("purge", "--older-than", "365", "--dry-run", "--json")
    assert dry.status == 0, dry.err
    done = run("purge", "--older-than", "365", "--json")
    assert (dry.lines[0]["cases"], done.lines[0]["cases"], done.lines[0]["dry_run"]) == (1, 1, False)
    assert "niets te verwijderen" in run("purge", "--before", "2025-01-01").out
    texts = [case["text"] for case in run("cases", "--json").lines]
    assert texts[0].startswith("[verwijderd op ")
    assert texts[1] == "Nog steeds geen zeekomkommer"
    raw = b"".join(path.read_bytes() for path in filled.glob("ledger.db*"))
    assert (b"Mijn zeekomkommer" in raw, b"Nog steeds geen" in raw) == (False, True)


def test_purge_follows_the_setting_and_asks_for_one_otherwise(run: Run, filled: Path) -> None:
    unset = run("purge")
    assert (unset.status, "keep_days" in unset.err) == (2, True)
    assert run("purge", "--before", "2025-01-01", "--older-than", "3").status == 2
    assert run("purge", "--before", "gisteren").status == 1
    (filled / "meelezer.toml").write_text('language = "en"\n[privacy]\nkeep_days = 365\n')
    assert "1 case from before" in run("purge").out
    (filled / "meelezer.toml").write_text("[privacy]\nkeep_days = 0\nkep_days = 3\n")
    wrong = run("purge")
    assert (wrong.status, "privacy.keep_days" in wrong.err, "bedoel je keep_days?" in wrong.err) == (2, True, True)


def test_forget_proves_what_went_and_remembers_that_it_did(run: Run, filled: Path) -> None:
    dry = run("forget", "@ZEE", "--dry-run")
    assert "2 zaken" in dry.out
    done = run("forget", "zee", "--by", "Fatma", "--json")
    assert done.status == 0, done.err
    assert (done.lines[0]["cases"], done.lines[0]["closed"], done.lines[0]["erased_before"]) == (2, 1, [])
    again = run("forget", "zee")
    assert "Van deze schrijver staat hier niets" in again.out
    assert "wiste Fatma al 2 zaken" in again.out
    with sqlite3.connect(filled / "ledger.db") as db:
        assert db.execute("select count(*) from erasures").fetchone() == (1,)
    assert run("cases", "--open", "--json").lines == []
    assert run("forget", "@").status == 1


def test_export_is_readable_json_for_one_pair_of_eyes(run: Run, filled: Path, tmp_path: Path) -> None:
    shown = json.loads(run("export", "zee").out)
    assert [case["post"]["author"] for case in shown["cases"]] == ["@zee", "Zee"]
    assert set(shown["explained"]["cases"]) == {"nl", "en"}
    file = tmp_path / "zee.json"
    done = run("export", "@zee", "--platform", "x", "--output", str(file))
    assert done.status == 0, done.err
    assert json.loads(file.read_text())["cases"] == shown["cases"]
    assert file.stat().st_mode & 0o077 == 0
    assert run("export", "zee", "--output", str(tmp_path / "nergens" / "zee.json")).status == 1


def test_a_purge_that_another_program_holds_up_says_what_to_do(run: Run, filled: Path) -> None:
    other = sqlite3.connect(filled / "ledger.db", isolation_level=None)
    other.execute("begin")
    other.execute("select * from cases").fetchall()
    held = run("purge", "--older-than", "365")
    assert held.status == 3
    assert "nog niet uit het bestand gewist" in held.err
    other.rollback()
    other.close()
    assert run("purge", "--older-than", "365").status == 0
    assert b"Mijn zeekomkommer" not in b"".join(path.read_bytes() for path in filled.glob("ledger.db*"))
