"""The ledger keeps everything, once, also when two bots write to it or the disk gives trouble. Real SQLite throughout."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.ledger import SqliteLedger
from bot.case import Post, Turn
from bot.decision import Decision
from bot.errors import BadInput, LedgerAway
from bot.guidelines import Handbook
from tests.builders import NOON, proposal, reading


def test_a_post_comes_back_as_it_went_in(ledger: SqliteLedger) -> None:
    post = Post(
        "Waar blijft het?", id="7", platform="x", author="Anna", url=None, mention=True, posted_at=NOON, followers=3, lang="nl",
        history=(Turn("brand", "Dag", False),), type="delivery", severity="high", extra={"team": "west"},
    )  # fmt: skip
    file, new = ledger.receive(post, NOON)
    assert new
    assert file.case.post == post
    assert file.case.received_at == NOON


def test_the_same_post_twice_is_one_case(ledger: SqliteLedger) -> None:
    first, new = ledger.receive(Post("Waar blijft het?"), NOON)
    again, new_again = ledger.receive(Post("Waar  blijft het?"), NOON + timedelta(hours=1))
    assert (new, new_again) == (True, False)
    assert again.case == first.case
    assert len(list(ledger.files())) == 1


def test_personal_data_never_reaches_the_file(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger = SqliteLedger(path)
    post = Post("Bel 06-12345678 of mail piet@voorbeeld.nl", history=(Turn("customer", "mijn bsn is 111222333"),))
    file, _ = ledger.receive(post, NOON)
    ledger.decide(
        file.case.id,
        lambda _: Decision(NOON, "Anna", "edit", text="We bellen 06-12345678", reason="via piet@voorbeeld.nl"),
    )
    ledger.note_question(NOON, None, "mag 06-12345678 erin?", "personal_data")
    ledger.close()
    raw = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    for secret in (b"12345678", b"piet@", b"111222333"):
        assert secret not in raw


def test_a_team_may_choose_to_keep_texts_as_they_are(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "ledger.db", masked=False)
    file, _ = ledger.receive(Post("Bel 06-12345678"), NOON)
    assert file.case.post.text == "Bel 06-12345678"


def test_proposals_and_decisions_come_back_whole_and_in_order(ledger: SqliteLedger, handbook: Handbook) -> None:
    post = Post("Waar blijft het?")
    file, _ = ledger.receive(post, NOON)
    said = proposal(post, reading(signals=["mention", "personal_data"]), handbook)
    ledger.propose(file.case.id, said, first=True)
    ledger.propose(file.case.id, proposal(post, reading("praise", "low"), handbook), first=True)
    made = [Decision(NOON, "Anna", "use", "1", "Hoi", "", "reply_public: 3 drafts"), Decision(NOON, "Wim", "sent")]
    coming = iter(made)
    for _ in made:
        ledger.decide(file.case.id, lambda _: next(coming))
    whole = ledger.file(file.case.id)
    assert whole.proposals == (said,)
    assert list(whole.decisions) == made


def test_decisions_cannot_be_changed_or_taken_away(ledger: SqliteLedger, tmp_path: Path) -> None:
    file, _ = ledger.receive(Post("Waar blijft het?"), NOON)
    ledger.decide(file.case.id, lambda _: Decision(NOON, "Anna", "close"))
    with sqlite3.connect(tmp_path / "ledger.db") as other:
        for change in ("update decisions set verb = 'reopen'", "delete from decisions"):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
                other.execute(change)


def test_two_bots_on_one_ledger_keep_every_post_once_and_every_decision_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    SqliteLedger(path).close()

    def work() -> None:
        own = SqliteLedger(path)
        for n in range(40):
            file, _ = own.receive(Post(f"Bericht {n}"), NOON)
            own.decide(file.case.id, lambda f: None if f.decisions else Decision(NOON, "Anna", "close"))
        own.close()

    bots = [threading.Thread(target=work) for _ in range(3)]
    for bot in bots:
        bot.start()
    for bot in bots:
        bot.join()
    files = list(SqliteLedger(path).files())
    assert len(files) == 40
    assert all(len(file.decisions) == 1 for file in files)


def test_something_is_said_once_whoever_says_it(tmp_path: Path) -> None:
    one, two = SqliteLedger(tmp_path / "ledger.db"), SqliteLedger(tmp_path / "ledger.db")
    assert [one.say_once("reminder a", NOON), two.say_once("reminder a", NOON), two.say_once("reminder b", NOON)] == [
        True,
        False,
        True,
    ]


def test_what_was_begun_and_never_said_is_said_again(ledger: SqliteLedger) -> None:
    assert ledger.say_once("reminder a", NOON)
    soon, later = NOON + timedelta(minutes=4), NOON + timedelta(minutes=6)
    assert [ledger.was_said("reminder a", soon), ledger.was_said("reminder a", later)] == [True, False]
    assert [ledger.say_once("reminder a", soon), ledger.say_once("reminder a", later)] == [False, True]
    ledger.was_told("reminder a", later)
    assert ledger.was_said("reminder a", later + timedelta(days=900))


def test_a_case_is_found_by_its_beginning_or_by_the_posts_own_id(ledger: SqliteLedger) -> None:
    file, _ = ledger.receive(Post("Waar blijft het?", id="bericht-7"), NOON)
    assert ledger.find(file.case.id[:5]) == file.case.id
    assert ledger.find("bericht-7") == file.case.id
    with pytest.raises(BadInput, match="no case"):
        ledger.find("zzzzzzzz")


def test_an_id_that_two_posts_share_is_refused(ledger: SqliteLedger) -> None:
    ledger.receive(Post("Eén", id="7"), NOON)
    ledger.receive(Post("Twee", id="7"), NOON)
    with pytest.raises(BadInput, match="more than one"):
        ledger.find("7")


def test_a_locked_ledger_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.ledger._WAIT_SECONDS", 0.1)
    ledger = SqliteLedger(tmp_path / "ledger.db")
    other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerAway, match="in use by another program"):
        ledger.receive(Post("Waar blijft het?"), NOON)
    other.rollback()
    assert ledger.receive(Post("Waar blijft het?"), NOON)[1]
    other.close()


def test_a_file_that_is_no_ledger_says_so(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("Dit is een boodschappenlijst. " * 40)
    with pytest.raises(LedgerAway, match="not an SQLite file"):
        SqliteLedger(tmp_path / "ledger.db")


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("een bestand waar de map zou komen")
    with pytest.raises(LedgerAway, match="ledger"):
        SqliteLedger(tmp_path / "home" / "ledger.db")


_FILL = """
import resource, signal, sys
from pathlib import Path
from bot.adapters.ledger import SqliteLedger
from bot.case import Post
from bot.errors import LedgerAway
from tests.builders import NOON
ledger = SqliteLedger(Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
kept = 0
try:
    for n in range(20000):
        ledger.receive(Post(f"bericht {n} " + "x" * 500), NOON)
        kept += 1
except LedgerAway as error:
    print(kept, error)
"""


@pytest.mark.slow
def test_a_full_disk_says_so_and_loses_nothing_that_was_taken(tmp_path: Path) -> None:
    """The disk is full for this process alone: files may not grow beyond 2 MB."""
    path = tmp_path / "ledger.db"
    done = subprocess.run(
        [sys.executable, "-c", _FILL, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    kept, said = done.stdout.split(maxsplit=1)
    assert "disk" in said
    ledger = SqliteLedger(path)
    assert len(list(ledger.files())) == int(kept) > 0
    ledger.receive(Post("weer ruimte"), NOON)


def test_a_read_only_ledger_says_so(tmp_path: Path) -> None:
    """Root may write any file, so the connection itself refuses, as SQLite does on a read-only disk."""
    ledger = SqliteLedger(tmp_path / "ledger.db")
    ledger.receive(Post("Waar blijft het?"), NOON)
    ledger._db.conn.execute("PRAGMA query_only = ON")
    with pytest.raises(LedgerAway, match="read-only"):
        ledger.receive(Post("En nu?"), NOON)
    assert len(list(ledger.files())) == 1
