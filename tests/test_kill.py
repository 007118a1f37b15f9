"""The plug is pulled: NLU or bot killed at random moments during a run of 200 posts. No post lost, none doubled."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.adapters.ledger import SqliteLedger
from bot.adapters.models import Models
from bot.adapters.rasa import OwnRasa, RasaNlu
from tests.builders import ROOT
from tests.conftest import Run

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("model")]
POSTS = 200


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    texts = [
        "Pakket {n} is niet bezorgd",
        "Factuur {n} klopt niet",
        "App doet het niet, poging {n}",
        "The train at {n} never came",
    ]
    lines = [{"id": f"k{n}", "text": texts[n % 4].format(n=n)} for n in range(POSTS)]
    path = tmp_path / "posts.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines))
    return path


def children(pid: int) -> list[int]:
    """The process ids of the children of `pid` (Linux)."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def all_there_once(home: Path) -> None:
    ledger = SqliteLedger(home / "ledger.db")
    files = list(ledger.files())
    ledger.close()
    assert sorted(file.case.post.id or "" for file in files) == sorted(f"k{n}" for n in range(POSTS))
    assert all(len(file.proposals) == 1 for file in files)


def start(posts: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [str(Path(sys.executable).parent / "meelezer"), "triage", "--input", str(posts), "--json"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def test_the_bot_killed_at_random_moments_loses_and_doubles_nothing(
    posts: Path, environment: dict[str, str], home: Path, run: Run
) -> None:
    rng = random.Random(11)
    for _ in range(3):
        bot = start(posts, environment)
        time.sleep(rng.uniform(1.0, 7.0))
        own = children(bot.pid)
        bot.kill()
        bot.communicate()
        end = time.monotonic() + 10
        while (
            any(Path(f"/proc/{pid}").exists() and "serve.py" in command_of(pid) for pid in own)
            and time.monotonic() < end
        ):
            time.sleep(0.1)
        assert not any("serve.py" in command_of(pid) for pid in own), "the NLU outlived its bot"
    done = run("triage", "--input", str(posts), "--json", timeout=300)
    assert done.status == 0, done.err
    assert len(done.lines) == POSTS
    all_there_once(home)


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def test_the_nlu_killed_at_random_moments_loses_and_doubles_nothing(
    posts: Path, environment: dict[str, str], home: Path, run: Run
) -> None:
    bot = start(posts, environment)
    rng = random.Random(5)

    def pull_the_plug() -> None:
        for _ in range(3):
            time.sleep(rng.uniform(1.5, 4.0))
            for pid in children(bot.pid) if bot.poll() is None else []:
                if "serve.py" in command_of(pid):
                    os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=pull_the_plug)
    killer.start()
    out, _ = bot.communicate(timeout=300)
    killer.join()
    assert len(out.splitlines()) == POSTS
    assert bot.returncode in (0, 3)
    done = run("triage", "--input", str(posts), "--json", timeout=300)
    assert done.status == 0
    assert not any("error" in line for line in done.lines)
    all_there_once(home)


def test_an_nlu_killed_between_two_questions_is_started_again(model: Path, tmp_path: Path) -> None:
    own = OwnRasa(Models(ROOT, ROOT).python, ROOT / "nlu", model, tmp_path / "nlu.log")
    with RasaNlu(own) as nlu:
        before = nlu.parse(["Waar blijft mijn pakket?"])
        first = own.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert nlu.parse(["Waar blijft mijn pakket?"]) == before
        assert own.pid not in (None, first)
    assert own.pid is None
