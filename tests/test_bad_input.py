"""Bad input: one sentence that says what to do, the right exit status, nothing lost, never a traceback."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.conftest import Done, Run

pytestmark = pytest.mark.slow


def told(done: Done, status: int) -> str:
    """The sentence of a failure; asserts its exit status and that no traceback comes with it."""
    assert done.status == status, done.err + done.out
    assert "Traceback" not in done.err
    assert done.err.strip()
    return done.err


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["triage"], "Geef een bericht"),
        (["triage", "--colour"], "--colour"),
        (["ask"], "Geef één vraag"),
        (["review", "--post", "x"], "--reply"),
        (["decide", "abc", "dance"], "dance"),
        (["fly"], "fly"),
        (["evaluate", "nergens.jsonl"], "nergens.jsonl"),
    ],
)
def test_wrong_use_ends_with_two(run: Run, words: list[str], part: str) -> None:
    assert part in told(run(*words), 2)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["triage", "   "], "geen tekst"),
        (["triage", "x" * 100_000], "Plak alleen het bericht zelf"),
        (["triage", "--input", "nergens.jsonl"], "nergens.jsonl"),
        (["decide", "bestaatniet", "sent"], "meelezer cases"),
        (["digest", "--week", "straks"], "2026-W47"),
        (["due", "--now", "straks"], "2026-11-21"),
    ],
)
def test_bad_input_ends_with_one(run: Run, words: list[str], part: str) -> None:
    assert part in told(run(*words), 1)


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\x00\x00" * 50, b"\xff\xfe\xfa" * 40, b'{"text": "open', b"a,b\n1,2\n", b"[1, 2]\n"]
)
def test_files_that_are_no_posts_are_told_line_by_line(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "in").write_bytes(content)
    told(run("triage", "--input", str(tmp_path / "in")), 1)


def test_an_empty_file_is_done_at_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"")
    assert run("triage", "--input", str(tmp_path / "in"), "--json").status == 0


@pytest.mark.usefixtures("model")
def test_an_unknown_language_is_read_and_marked_unsure(run: Run) -> None:
    (line,) = run(
        "triage", "Siparişim hâlâ gelmedi, üç haftadır bekliyorum ve kimse telefona cevap vermiyor", "--json"
    ).lines
    assert (line["lang"], line["unsure"]) == ("other", True)


def test_a_wrong_setting_is_named_with_what_to_write(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "meelezer.toml").write_text('brnd = "X"\nvoice = "loud"\n')
    said = told(run("triage", "hallo daar"), 2)
    assert "brand" in said
    assert "informal, formal" in said


def test_settings_that_are_not_there_are_told(run: Run, tmp_path: Path) -> None:
    assert "MEELEZER_SETTINGS" in told(run("cases", MEELEZER_SETTINGS=str(tmp_path / "weg.toml")), 2)


def test_without_the_nlu_the_post_is_kept_and_the_status_is_three(run: Run) -> None:
    nobody = socket.socket()
    nobody.bind(("127.0.0.1", 0))
    done = run("triage", "Waar blijft mijn pakket?", NLU_URL=f"http://127.0.0.1:{nobody.getsockname()[1]}")
    nobody.close()
    assert "bewaard" in told(done, 3)
    (case,) = run("cases", "--json").lines
    assert (case["status"], case["waits_for"], case["type"]) == ("received", "nlu", None)


@pytest.mark.usefixtures("model")
def test_a_kept_post_is_read_when_the_nlu_is_back(run: Run) -> None:
    run("triage", "Waar blijft mijn pakket?", NLU_URL="http://127.0.0.1:9")
    run("triage", "En waar blijft mijn jas?")
    assert {case["status"] for case in run("cases", "--json").lines} == {"advised"}


def test_without_an_environment_for_the_nlu_it_says_how_to_make_it(run: Run, tmp_path: Path) -> None:
    done = run("train", "--force", NLU_PYTHON=str(tmp_path / "no" / "python"))
    assert "make setup" in told(done, 3)


@pytest.mark.usefixtures("model")
def test_a_port_in_use_is_told(run: Run) -> None:
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    done = run("triage", "Waar blijft mijn pakket?", NLU_PORT=str(taken.getsockname()[1]))
    taken.close()
    said = told(done, 3)
    assert "NLU_PORT" in said or "port" in said.lower()
    assert len(run("cases", "--json").lines) == 1


def test_a_ledger_that_cannot_be_made_ends_with_three(run: Run, home: Path) -> None:
    home.write_text("een bestand op de plaats van de map")
    assert "MEELEZER_HOME" in told(run("cases"), 3)


def test_a_broken_ledger_ends_with_three(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "ledger.db").write_text("geen database " * 100)
    assert "SQLite" in told(run("cases"), 3)
