"""Which model reads: compared figures, the pile of models that were taken, one training at a time."""

from __future__ import annotations

import json
import multiprocessing
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.learning import Learned
from bot.adapters.models import Models
from bot.adapters.shelf import KEPT, Shelf, alone
from bot.adapters.training_data import DECISION_SET, decision_posts
from bot.compare import changes, fallen, told
from bot.errors import BadFile, PartMissing
from bot.learn import outcome
from tests.builders import NOON, ROOT
from tests.conftest import Run


def report(accuracy: float, f1: float, kappa: float, alarm: float = 0.9) -> dict[str, Any]:
    part = {
        "type": {"accuracy": accuracy, "macro_f1": f1},
        "severity": {"kappa_quadratic": kappa, "alarm_recall": alarm},
    }
    return {"languages": {"nl": part, "en": part, "all": part}}


@pytest.mark.parametrize(
    ("after", "fell"),
    [
        (report(0.8, 0.8, 0.8), []),
        (report(0.785, 0.785, 0.78, 0.87), []),
        (report(0.9, 0.9, 0.9, 1.0), []),
        (report(0.78, 0.8, 0.8), ["soort goed"] * 3),
        (report(0.8, 0.78, 0.8), ["soort F1"] * 3),
        (report(0.8, 0.8, 0.77), ["ernst κ"] * 3),
        (report(0.8, 0.8, 0.8, 0.8), ["kritieke gevonden"]),
        (report(0.99, 0.99, -0.1), ["ernst κ"] * 3),
    ],
)
def test_worse_is_what_falls_by_more_than_chance(after: dict[str, Any], fell: list[str]) -> None:
    found = changes(report(0.8, 0.8, 0.8), after)
    assert len(found) == 10
    assert [one.name.nl for one in found if one.worse] == fell
    assert bool(fallen(found).nl) == bool(fell)


def test_one_language_that_falls_is_enough() -> None:
    after = report(0.8, 0.8, 0.8)
    after["languages"] = {**after["languages"], "en": report(0.7, 0.8, 0.8)["languages"]["en"]}
    found = changes(report(0.8, 0.8, 0.8), after)
    assert fallen(found).en == "English type right 0.800 → 0.700 (chance: 0.015 at most)"
    assert "Nederlands soort goed 0,800 → 0,800, soort F1" in told(found).nl


def test_what_came_of_a_training_is_told_with_its_figures_and_what_to_do() -> None:
    same, fell = (changes(report(0.8, 0.8, 0.8), report(0.8, 0.8, kappa)) for kappa in (0.8, 0.7))
    (nothing,) = outcome(Learned(taken=False, new=False))
    assert "al geleerd" in nothing.nl
    figures, taken, when = outcome(Learned(True, True, 422, same))
    assert "Op 422 berichten waarvan nooit geleerd is, eerst → nu: Nederlands soort goed 0,800 → 0,800" in figures.nl
    assert ("train --back" in taken.nl, "within a minute" in when.en) == (True, True)
    for learned in (Learned(False, True, 422, fell), Learned(False, True, 422, same, fell)):
        assert learned.worse == tuple(one for one in fell if one.worse)
        told_now = outcome(learned)[-1]
        assert "Dat is slechter (Nederlands ernst κ 0,800 → 0,700 (toeval: hoogstens 0,020)" in told_now.nl
        assert "so the old model stays" in told_now.en


def test_the_figures_are_those_of_posts_that_are_never_trained_on() -> None:
    posts = decision_posts(ROOT)
    trained = "".join(path.read_text() for path in (ROOT / "data" / "nlu").glob("*.yml"))
    assert len(posts) > 400
    assert {post["lang"] for post in posts} == {"nl", "en"}
    assert not [post["id"] for post in posts if post["text"].splitlines()[0] in trained]


def test_without_posts_to_compare_on_nothing_is_trained(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=DECISION_SET[0]):
        decision_posts(tmp_path)


def made(folder: Path, name: str) -> Path:
    path = folder / f"meelezer-abc-team-{name}.tar.gz"
    path.write_bytes(b"model")
    return path


def test_what_is_taken_reads_and_giving_back_goes_one_further_each_time(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "abc")
    assert shelf.top() is None
    paths = []
    for n in range(2):
        paths.append(made(tmp_path, str(n)))
        shelf.take(paths[n], NOON + timedelta(days=n), 10 + n)
        assert shelf.top() == paths[n]
    assert [(one.lessons, one.when) for one in shelf.pile()] == [(10, NOON), (11, NOON + timedelta(days=1))]
    given = shelf.give_back()
    assert given is not None
    assert given.file == paths[1].name
    assert shelf.top() == paths[0]
    assert shelf.give_back() is not None
    assert (shelf.top(), shelf.give_back()) == (None, None)
    shelf.take(paths[1], NOON, 3)  # taken again
    assert shelf.top() == paths[1]


def test_only_the_last_few_are_kept_on_the_disk(tmp_path: Path) -> None:
    shelf, own = Shelf(tmp_path, "abc"), tmp_path / "meelezer-abc.tar.gz"
    own.write_bytes(b"own")
    for n in range(KEPT + 2):
        shelf.take(made(tmp_path, str(n)), NOON, n)
    assert len(shelf.pile()) == len(list(tmp_path.glob("*-team-*"))) == KEPT
    assert own.exists()


def test_a_model_for_other_data_or_one_that_is_gone_does_not_read(tmp_path: Path) -> None:
    old = Shelf(tmp_path, "old")
    old.take(made(tmp_path, "1"), NOON, 1)
    assert Shelf(tmp_path, "abc").top() is None
    assert old.top() is not None
    made(tmp_path, "1").unlink()
    assert old.top() is None


@pytest.mark.parametrize("broken", ["", "{", "[1]", '[{"file": "x"}]'])
def test_a_damaged_list_is_told_with_what_to_do(tmp_path: Path, broken: str) -> None:
    (tmp_path / "taken.json").write_text(broken)
    with pytest.raises(BadFile, match=r"taken\.json is damaged; remove it"):
        Shelf(tmp_path, "abc").top()


def hold(folder: Path, seconds: float) -> None:
    with alone(folder, lambda: None):
        (folder / "held").touch()
        time.sleep(seconds)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file in its place")
    with pytest.raises(PartMissing, match="cannot be written"), alone(tmp_path / "models", lambda: None):
        pass


@pytest.mark.parametrize("killed", [False, True])
def test_a_second_training_waits_and_is_told_and_a_killed_one_holds_nobody_up(tmp_path: Path, killed: bool) -> None:
    first = multiprocessing.get_context("spawn").Process(target=hold, args=(tmp_path, 300.0 if killed else 0.5))
    first.start()
    while not (tmp_path / "held").exists():
        time.sleep(0.02)
    waited: list[str] = []

    def waiting() -> None:
        waited.append("waits")
        if killed:
            first.kill()

    with alone(tmp_path, waiting):
        assert waited == ["waits"]
    first.join()


def test_the_teams_model_goes_before_meelezers_own(tmp_path: Path) -> None:
    models = Models(ROOT, tmp_path)
    own = tmp_path / "models" / f"meelezer-{models.made_for}.tar.gz"
    own.parent.mkdir()
    own.write_bytes(b"own")
    assert models.current() == models.own() == own
    team = own.with_name(f"meelezer-{models.made_for}-team-1.tar.gz")
    team.write_bytes(b"team")
    assert models.current() == own  # trained, but not taken: an interrupted comparison changes nothing
    models.shelf.take(team, NOON, 4)
    assert (models.current(), models.own()) == (team, own)
    models.shelf.give_back()
    assert models.current() == own


def test_the_commands_without_anything_learnt_say_what_to_do(run: Run) -> None:
    nothing = run("train", "--with-feedback")
    assert (nothing.status, nothing.out) == (1, "")
    assert "Er valt nog niets te leren" in nothing.err
    back = run("train", "--back", LANG="en_GB.UTF-8")
    assert back.status == 1
    assert "eigen model" in back.err
    listed = run("train", "--list")
    assert (listed.status, listed.out) == (0, "Gelezen wordt met Meelezers eigen model.\n")
    assert run("train", "--back", "--list").status == 2


def test_the_list_tells_which_model_reads_and_which_were_before_it(run: Run, home: Path) -> None:
    models = Models(ROOT, home)
    models.shelf.folder.mkdir(parents=True)
    for n in range(2):
        path = models.shelf.folder / f"meelezer-{models.made_for}-team-{n}.tar.gz"
        path.write_bytes(b"model")
        models.shelf.take(path, NOON + timedelta(days=n), 5 + n)
    first, second, last = run("train", "--list").out.splitlines()
    assert "van 2026-11-19 11:00, dat van 6 berichten" in first
    assert second.startswith("Daarvoor: het model van 2026-11-18 11:00, dat van 5 berichten")
    assert last == "Daarvoor: Meelezers eigen model."
    back = run("train", "--back")
    assert back.status == 0, back.err
    assert "2026-11-19 11:00 wordt niet meer gebruikt" in back.out
    assert json.loads((models.shelf.folder / "taken.json").read_text())[-1]["lessons"] == 5
