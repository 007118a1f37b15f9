"""A simulated year of a team: nothing is lost, nothing is said twice, and every figure is right."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.adapters.rasa import RasaNlu
from bot.guidelines import Handbook
from bot.phrases import Phrases
from tests.year import Year, known, ram
from tests.year_story import WEEKS

POSTS, DRAFTED = 1_500, 30
"""A tenth of a busy year, which takes about a minute; the whole year by hand: `python -m tests.year --posts 15000 --show`."""

SEED = 7


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where that can be: the ledger waits for the disk after each of some 15,000 transactions."""
    with tempfile.TemporaryDirectory(dir=ram()) as name:
        yield Path(name)


@pytest.mark.slow
def test_a_year_of_a_team_loses_nothing_and_says_nothing_twice(
    nlu: RasaNlu, folder: Path, handbook: Handbook, phrases: dict[str, Phrases]
) -> None:
    """Two bots on one ledger, pulled plugs, a machine that sleeps; see `tests/year.py` for what is not as in real life."""
    year = Year(SEED, POSTS, DRAFTED, folder, known(nlu.parse), handbook, phrases)
    year.run()
    assert not year.watch.faults, year.page()
    assert len(year.watch.rows) == POSTS
    assert sum(key[0] == "digest" for key in year.watch.said) == WEEKS  # each week; twice only where nobody could tell
    assert {"reminder", "escalation", "approval", "promise", "solved-check", "digest"} <= year.watch.kinds.keys()
    assert all(
        year.done[name]
        for name in ("plugs pulled", "starts", "double clicks", "questions", "refused", "reopen", "withdraw")
    )
