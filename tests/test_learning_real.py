"""The whole way with real parts, only small: train, refuse what reads worse, take what reads no worse, pick it up, go back."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.learning import Learning
from bot.adapters.ledger import SqliteLedger
from bot.adapters.ledger_feedback import colleagues, taught
from bot.adapters.models import Models
from bot.adapters.rasa import OwnRasa, RasaNlu
from bot.adapters.renewed import RenewedRasa
from bot.case import Post
from bot.decision import Wish, decided
from bot.errors import BadFile
from bot.feedback import Lesson, feedback_of
from bot.guidelines import Handbook
from bot.labels import SEVERITIES
from bot.settings import Settings
from tests.builders import NOON, ROOT, dev, proposal, reading

pytestmark = pytest.mark.slow

OWN, TAUGHT, COMPARED = 70, 200, 160


def examples(name: str) -> list[tuple[str, str, str, str]]:
    """(type, text, severity, what went wrong) of a file of the training data, every type in turn."""
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    kind = text = ""
    for line in (ROOT / "data" / "nlu" / name).read_text().splitlines():
        if line.startswith("- intent: "):
            kind = line.removeprefix("- intent: ")
        elif severity := re.search(r"^    metadata: {severity: (\w+)", line):
            trouble = re.search(r"trouble: (\w+)", line)
            found.setdefault(kind, []).append((kind, text, severity[1], trouble[1] if trouble else "other"))
        else:
            text = line.strip()
    return [one for row in itertools.zip_longest(*found.values()) for one in row if one]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A Meelezer whose own model learns from seventy posts and is compared on 160; all else is the real thing."""
    root = tmp_path_factory.mktemp("small")
    (root / "data" / "nlu").mkdir(parents=True)
    (root / "data" / "dev").mkdir()
    for name in ("nlu", ".nlu-venv"):
        (root / name).symlink_to(ROOT / name)
    lines = ["nlu:"]
    for kind, text, severity, trouble in examples("posts_h10.yml")[:OWN]:
        metadata = json.dumps({"severity": severity, "lang": "nl", "signals": [], "trouble": trouble, "batch": "h10"})
        lines += [f"- intent: {kind}", "  examples:", f"  - text: {json.dumps(text, ensure_ascii=False)}"]
        lines += [f"    metadata: {metadata}"]
    (root / "data" / "nlu" / "posts_h10.yml").write_text("\n".join(lines))
    compared = "".join(json.dumps(line) + "\n" for line in dev("posts_d01.jsonl")[:COMPARED])
    (root / "data" / "dev" / "posts_d01.jsonl").write_text(compared)
    yield root
    shutil.rmtree(root)


def taught_by_the_team(path: Path, handbook: Handbook, turned: bool) -> tuple[Lesson, ...]:
    """What a team teaches that corrects the reading of 200 posts, or turns their severities round."""
    ledger, order = SqliteLedger(path), list(SEVERITIES)
    for kind, text, severity, _ in examples("posts_h12.yml")[:TAUGHT]:
        post, right = Post(text), order[3 - order.index(severity)] if turned else severity
        case = ledger.receive(post, NOON)[0].case.id
        ledger.propose(case, proposal(post, reading(), handbook), first=True)
        for what in (f"type={kind}", f"severity={right}"):
            ledger.decide(case, partial(decided, wish=Wish("correct", "Anna", NOON, what), settings=Settings()))
    lessons = feedback_of(taught(ledger), list, colleagues(ledger)).lessons
    ledger.close()
    assert len(lessons) > 0.9 * TAUGHT
    return lessons


def test_what_reads_worse_is_refused_what_reads_no_worse_is_taken_and_one_can_go_back(
    small: Path, tmp_path: Path, handbook: Handbook
) -> None:
    home, steps = tmp_path / "home", list[str]()
    models = Models(small, home)

    def tell(line: dict[str, Any]) -> None:
        steps.append(str(line.get("step")))

    learning = Learning(small, home, models)
    refused = learning.learn(taught_by_the_team(tmp_path / "wrong.db", handbook, turned=True), NOON, tell)
    own = models.own()
    assert own is not None
    assert (refused.taken, refused.new, refused.posts) == (False, True, COMPARED)
    assert "ernst κ" in {one.name.nl for one in refused.worse}
    assert (models.current(), models.shelf.pile()) == (own, [])
    assert not list(models.shelf.folder.glob("*-team-*"))
    assert {"features use", "compare"} <= set(steps)
    assert not (home / "training-data").exists()

    def server(model: Path) -> OwnRasa:
        return OwnRasa(models.python, small / "nlu", model, tmp_path / "nlu.log")

    with RasaNlu(RenewedRasa(server, models.current, own, look_seconds=0.1, grace_seconds=0.1)) as running:
        before, right = running.status()["model_id"], taught_by_the_team(tmp_path / "right.db", handbook, turned=False)
        texts = [one.text for one in right[:20]]
        replies = running.parse(texts)
        taken = learning.learn(right, NOON, tell)
        assert (taken.taken, taken.worse) == (True, ())
        assert models.current() == models.shelf.top() != own
        assert models.shelf.pile()[-1].lessons == len(right)
        assert changed(running, before) != before
        assert running.parse(texts) != replies
    again = learning.learn(right, NOON, tell)
    assert (again.taken, again.new) == (False, False)
    models.shelf.give_back()
    assert models.current() == own


def changed(nlu: RasaNlu, before: str) -> str:
    """The id of the model that takes over; nobody who asks meanwhile hears that the reader is away."""
    end = time.monotonic() + 60
    while (now := str(nlu.status()["model_id"])) == before and time.monotonic() < end:
        assert nlu.parse(["Waar blijft mijn pakket?"])[0]["intent"]["name"]
        time.sleep(0.2)
    assert now != before
    return now


def test_an_interrupted_training_leaves_nothing_behind(small: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from bot.adapters.models import Models\n"
        "models = Models(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "models.train_with(Path(sys.argv[1]) / 'data' / 'nlu', 'x', lambda step: print(step, flush=True))"
    )
    command = [sys.executable, "-c", program, str(small), str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as training:
        assert training.stdout is not None
        assert "features" in training.stdout.readline()
        training.send_signal(signal.SIGINT)
    assert training.returncode != 0
    models, end = Models(small, tmp_path), time.monotonic() + 20
    while list(models.shelf.folder.glob(".training-*")) and time.monotonic() < end:
        time.sleep(0.1)
    assert list(models.shelf.folder.iterdir()) == []


def test_what_a_killed_training_left_goes_with_the_next_one(small: Path, tmp_path: Path) -> None:
    models = Models(small, tmp_path)
    (models.shelf.folder / ".training-left").mkdir(parents=True)
    with pytest.raises(BadFile, match="no folder"):
        models.train_with(tmp_path / "nowhere", "x", lambda step: None)
    assert list(models.shelf.folder.iterdir()) == []
