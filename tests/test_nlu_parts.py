"""The parts of the NLU that need no Rasa: clauses, the reader and what it keeps, thresholds."""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from tests.builders import ROOT

WRITERS = 4
EACH = 30


@pytest.fixture(scope="module")
def parts() -> Iterator[Any]:
    """The modules, imported as the NLU's own interpreter does: from its folder."""
    sys.path.insert(0, str(ROOT / "nlu"))
    names = ("text", "reader", "kernel", "detectors", "tasks", "tuned_layers", "labels", "e5_weights")
    yield SimpleNamespace(**{name: importlib.import_module(f"components.{name}") for name in names})
    sys.path.remove(str(ROOT / "nlu"))


@given(text=st.text(alphabet="ab .,!?:;\n", max_size=60))
def test_clauses_hold_every_word_once_and_in_order(parts: Any, text: str) -> None:
    plain = parts.text.normalise(text)
    spans = parts.text.clauses(plain)
    assert " ".join(plain[start:end] for start, end in spans).split() == plain.split()
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


def test_a_short_clause_goes_with_its_neighbour(parts: Any) -> None:
    text = "Beste, ik wacht al drie weken. Niemand belt mij ooit terug. Jammer."
    shown = [text[start:end] for start, end in parts.text.clauses(text)]
    assert shown == ["Beste, ik wacht al drie weken.", "Niemand belt mij ooit terug. Jammer."]


def test_ten_thousand_dots_are_one_clause(parts: Any) -> None:
    assert len(parts.text.clauses("." * 10_000)) == 1


def made_up() -> tuple[list[np.ndarray], dict[str, list[Any]], list[str]]:
    """Texts in two encoders' spaces: the type lies along one direction, a signal along another."""
    rng = np.random.default_rng(1)
    count = WRITERS * EACH
    kind, angry = rng.integers(0, 2, count), rng.integers(0, 2, count).astype(bool)
    first = rng.normal(size=(count, 6)) * 0.3
    first[:, 0] += kind * 2 - 1
    first[:, 1] += angry * 2 - 1
    labels: dict[str, list[Any]] = {
        "type": [("delivery", "praise")[k] for k in kind],
        "severity": [("low", "high")[int(a)] for a in angry],
        "signals": [("profanity",) if a else () for a in angry],
    }
    return [first, rng.normal(size=(count, 3))], labels, [f"w{i % WRITERS}" for i in range(count)]


def fitted(parts: Any) -> tuple[Any, list[np.ndarray], dict[str, list[Any]]]:
    encoders, labels, writers = made_up()
    settings = parts.kernel.Settings()
    return parts.reader.Reader.fit(encoders, labels, writers, parts.tasks.OF_POSTS, settings, 1), encoders, labels


def test_what_was_fitted_reads_the_same_after_it_was_kept(parts: Any, tmp_path: Path) -> None:
    reader, encoders, _ = fitted(parts)
    reader.save(tmp_path)
    again = parts.reader.Reader.load(tmp_path)
    before, after = reader.probabilities(encoders), again.probabilities(encoders)
    assert set(before) == set(after) == {"type", "severity", "signals"}
    for task in before:
        assert np.allclose(before[task], after[task], atol=1e-6)
    assert again.classes == reader.classes
    assert np.allclose(again.threshold("signals"), reader.threshold("signals"))


def test_types_and_signals_are_found(parts: Any) -> None:
    reader, encoders, labels = fitted(parts)
    chances = reader.probabilities(encoders)
    names = np.array(reader.classes["type"])[chances["type"].argmax(axis=1)]
    assert (names == np.array(labels["type"])).mean() > 0.9
    number = reader.classes["signals"].index("profanity")
    found = chances["signals"][:, number] >= reader.threshold("signals")[number]
    assert (found == np.array([bool(own) for own in labels["signals"]])).mean() > 0.9


def test_tuned_scores_decide_where_likeness_says_nothing(parts: Any, tmp_path: Path) -> None:
    encoders, labels, writers = made_up()
    nothing = [np.random.default_rng(2).normal(size=part.shape) for part in encoders]
    tuned = tuned_scores(parts, labels)
    settings = parts.kernel.Settings()
    reader = parts.reader.Reader.fit(nothing, labels, writers, parts.tasks.OF_POSTS, settings, 1, tuned)
    blind = parts.reader.Reader.fit(nothing, labels, writers, parts.tasks.OF_POSTS, settings, 1)
    reader.save(tmp_path)
    again = parts.reader.Reader.load(tmp_path)
    other = [np.random.default_rng(3).normal(size=part.shape) for part in encoders]
    truth = np.array(labels["type"])
    right = {
        name: (np.array(one.classes["type"])[one.probabilities(other, tuned)["type"].argmax(axis=1)] == truth).mean()
        for name, one in (("tuned", reader), ("kept", again), ("blind", blind))
    }
    assert right["tuned"] == right["kept"] > 0.95
    assert right["blind"] < 0.7
    number = reader.classes["signals"].index("profanity")
    found = reader.probabilities(other, tuned)["signals"][:, number] >= reader.threshold("signals")[number]
    assert (found == np.array([bool(own) for own in labels["signals"]])).mean() > 0.95


def tuned_scores(parts: Any, labels: dict[str, list[Any]]) -> np.ndarray:
    """Scores that give every label away, in the order of the tuned layers' heads."""
    columns = [np.array([one == name for one in labels["type"]]) for name in parts.tuned_layers.OUTPUTS["type"]]
    ladder = parts.labels.SEVERITIES
    for step in parts.tuned_layers.OUTPUTS["severity"]:
        columns.append(np.array([ladder.index(own) >= ladder.index(step) for own in labels["severity"]]))
    columns += [np.array([name in own for own in labels["signals"]]) for name in parts.tuned_layers.OUTPUTS["signals"]]
    table = np.stack(columns, axis=1) * 4.0 - 2.0
    rest = parts.tuned_layers.WIDTH - table.shape[1]
    return np.concatenate([table, np.zeros((len(table), rest))], axis=1)


def test_a_matrix_in_seven_bits_is_nearly_itself_and_stays_so(parts: Any) -> None:
    matrix = np.random.default_rng(1).normal(size=(8, 32)).astype(np.float32)
    whole, scale = parts.tuned_layers.in_seven_bits(matrix)
    back = whole * scale[:, None]
    assert np.abs(back - matrix).max() <= np.abs(matrix).max() / 126 + 1e-6
    assert (parts.tuned_layers.in_seven_bits(back)[0] == whole).all()


def test_tuned_layers_that_lack_something_are_refused_by_name(parts: Any, tmp_path: Path) -> None:
    path = tmp_path / "cut.npz"
    np.savez(path, mean=np.zeros(384))
    sizes = parts.e5_weights.Sizes(384, 12, 12, 1536, 250_002, 512, 0, 2, 3)
    with pytest.raises(parts.e5_weights.NotWeights, match=r"lack 'head\.type\.w'"):
        parts.tuned_layers.TunedLayers.load(sizes, path)
    path.write_bytes(path.read_bytes()[:90])
    with pytest.raises(parts.e5_weights.NotWeights, match="damaged"):
        parts.tuned_layers.TunedLayers.load(sizes, path)


def test_a_signal_that_no_example_has_is_never_found(parts: Any) -> None:
    reader, encoders, _ = fitted(parts)
    chances = reader.probabilities(encoders)["signals"]
    rest = [i for i, name in enumerate(reader.classes["signals"]) if name != "profanity"]
    assert not (chances[:, rest] >= reader.threshold("signals")[rest]).any()


def test_a_signal_about_which_the_texts_say_nothing_is_not_found_everywhere(parts: Any) -> None:
    there = np.zeros(200, dtype=bool)
    there[:9] = True
    chances = np.full(200, 0.045)
    assert parts.detectors.best_threshold(chances, there) >= parts.detectors.LOWEST_THRESHOLD


def test_of_a_frequent_class_some_are_picked_evenly(parts: Any) -> None:
    labels = {"kind": ["post"] * 100 + ["question"] * 7}
    rows = parts.reader.thinned(labels, parts.tasks.OF_MESSAGES, 10)
    assert len(rows) == 17
    assert rows[0] == 0
    assert 99 in rows
    assert len(parts.reader.thinned(labels, parts.tasks.OF_MESSAGES, 0)) == 107


@pytest.mark.parametrize("wrong", [{"gamma": 0}, {"strength": -1}, {"most_a_class": -5}])
def test_settings_that_make_no_sense_are_refused(parts: Any, wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        parts.kernel.Settings.from_config(wrong)
