"""The parts of the NLU that need no Rasa: clauses, the reader and what it keeps, thresholds."""

from __future__ import annotations

import importlib
import itertools
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from bot.labels import TROUBLES
from tests.builders import ROOT

WRITERS = 4
EACH = 30


@pytest.fixture(scope="module")
def parts() -> Iterator[Any]:
    """The modules, imported as the NLU's own interpreter does: from its folder."""
    sys.path.insert(0, str(ROOT / "nlu"))
    names = ("text", "words", "views", "reader", "kernel", "detectors", "tasks", "tuned_layers", "labels", "e5_weights")
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
        "trouble": [("late", "other")[k] for k in kind],
    }
    return [first, rng.normal(size=(count, 3))], labels, [f"w{i % WRITERS}" for i in range(count)]


def fitted(parts: Any) -> tuple[Any, Any, dict[str, list[Any]]]:
    encoders, labels, _ = made_up()
    views = parts.views.Views(encoders)
    return fit(parts, views, labels), views, labels


def fit(parts: Any, views: Any, labels: dict[str, list[Any]]) -> Any:
    """A reader of posts with the settings that hold when nobody says otherwise."""
    writers = made_up()[2]
    return parts.reader.Reader.fit(views, labels, writers, parts.tasks.OF_POSTS, parts.kernel.Settings(), 1)


def test_the_bot_and_the_nlu_name_the_same_troubles(parts: Any) -> None:
    assert {*TROUBLES, parts.labels.OTHER} == set(parts.labels.TROUBLES)


def test_every_point_that_is_answered_can_be_read(parts: Any) -> None:
    answered = tomllib.loads((ROOT / "guidelines" / "asked.toml").read_text(encoding="utf-8"))
    known = {topic: set(points) for topic, points in parts.labels.POINTS.items()}
    assert {topic: set(points) for topic, points in answered.items()} == known


def meaningless(seed: int) -> list[np.ndarray]:
    """What two encoders see in as many texts as are made up, and that tells nothing of their labels."""
    return [np.random.default_rng(seed).normal(size=part.shape) for part in made_up()[0]]


def right(reader: Any, views: Any, labels: dict[str, list[Any]]) -> float:
    """The share of the types that are read right."""
    chances = reader.probabilities(views)["type"]
    return float((np.array(reader.classes["type"])[chances.argmax(axis=1)] == np.array(labels["type"])).mean())


def test_what_was_fitted_reads_the_same_after_it_was_kept(parts: Any, tmp_path: Path) -> None:
    reader, views, _ = fitted(parts)
    reader.save(tmp_path)
    again = parts.reader.Reader.load(tmp_path)
    before, after = reader.probabilities(views), again.probabilities(views)
    assert set(before) == set(after) == {"type", "severity", "signals", "trouble"}
    for task in before:
        assert np.allclose(before[task], after[task], atol=1e-6)
    assert again.classes == reader.classes
    assert np.allclose(again.threshold("signals"), reader.threshold("signals"))


def test_types_and_signals_are_found(parts: Any) -> None:
    reader, views, labels = fitted(parts)
    assert right(reader, views, labels) > 0.9
    chances = reader.probabilities(views)
    number = reader.classes["signals"].index("profanity")
    found = chances["signals"][:, number] >= reader.threshold("signals")[number]
    assert (found == np.array([bool(own) for own in labels["signals"]])).mean() > 0.9


def test_tuned_scores_decide_where_likeness_says_nothing(parts: Any, tmp_path: Path) -> None:
    labels = made_up()[1]
    tuned = tuned_scores(parts, labels)
    reader = fit(parts, parts.views.Views(meaningless(2), tuned=tuned), labels)
    blind = fit(parts, parts.views.Views(meaningless(2)), labels)
    reader.save(tmp_path)
    again = parts.reader.Reader.load(tmp_path)
    other = parts.views.Views(meaningless(3), tuned=tuned)
    assert right(reader, other, labels) == right(again, other, labels) > 0.95
    assert right(blind, other, labels) < 0.7
    number = reader.classes["signals"].index("profanity")
    found = reader.probabilities(other)["signals"][:, number] >= reader.threshold("signals")[number]
    assert (found == np.array([bool(own) for own in labels["signals"]])).mean() > 0.95


def test_words_decide_where_likeness_says_nothing(parts: Any, tmp_path: Path) -> None:
    labels = made_up()[1]
    rng = np.random.default_rng(4)

    def written() -> Any:
        own = {"delivery": "pakket bezorger pakketten depot", "praise": "bedankt top super blij"}
        return parts.words.counted(
            [" ".join(rng.permutation([*own[name].split()[:2], "vandaag", "weer"])) for name in labels["type"]]
        )

    reader = fit(parts, parts.views.Views(meaningless(2), words=written()), labels)
    reader.save(tmp_path)
    again = parts.reader.Reader.load(tmp_path)
    other = parts.views.Views(meaningless(3), words=written())
    assert right(reader, other, labels) == right(again, other, labels) > 0.95


def test_words_and_their_pieces_weigh_the_same_however_long_the_text(parts: Any) -> None:
    counts = parts.words.counted(["pakket kwijt", "pakket kwijt en niemand belt terug", "xyz"])
    lexicon = parts.words.Lexicon.of(counts)
    rows = lexicon.weighed(counts).toarray()
    middle = np.searchsorted(lexicon.columns, parts.words.COLUMNS)
    assert np.allclose(np.square(rows[:2]).sum(axis=1), 1)
    assert np.allclose(np.square(rows[:2, :middle]).sum(axis=1), 0.5)
    assert rows[0] @ rows[1] > 0.95  # what only the longer one has counts for nothing
    assert not rows[2].any()


def test_a_mistyped_word_still_shares_its_pieces(parts: Any) -> None:
    counts = parts.words.counted(["bezorger kwijt", "bezorgger kwijt", "factuur betaald", "factuur betaald"])
    rows = parts.words.Lexicon.of(counts).weighed(counts)
    alike = np.zeros((4, 4))
    parts.words.add_likeness(alike, rows)
    assert alike[0, 1] > 0.5
    assert alike[0, 2] < 0.05
    assert np.isclose(alike[2, 3], 1)


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
    reader, views, _ = fitted(parts)
    chances = reader.probabilities(views)["signals"]
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
