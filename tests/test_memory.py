"""What was proposed lately: every draft is unlike it, in its sentences and in its words."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from bot import drafts
from bot.adapters.ledger import SqliteLedger
from bot.case import Post
from bot.desk import Desk
from bot.memory import Memory
from tests.builders import NOON


def test_a_memory_knows_the_sentences_of_the_last_drafts_only() -> None:
    memory = Memory([("een twee", "drie"), ("een twee",), ("vier",)], most=2)
    assert "een twee" in memory
    assert "vier" in memory
    assert "drie" not in memory
    memory.add(("vijf",))
    assert "een twee" not in memory


def test_likeness_is_the_share_of_words_in_common() -> None:
    memory = Memory([("a b c d",)])
    assert memory.alike(("a b c d",)) == 1
    assert memory.alike(("a b", "e f")) == pytest.approx(2 / 6)
    assert memory.alike(("x",)) == 0
    assert Memory().alike(("a",)) == 0


@pytest.mark.parametrize("text", ["Mijn pakket is er nog niet, dag {n}", "Dank voor de hulp, balie {n}!"])
def test_no_two_drafts_share_two_sentences_or_come_from_one_mould(desk: Desk, text: str) -> None:
    files = [desk.receive(Post(text.format(n=n)), NOON + timedelta(minutes=n)).file for n in range(40)]
    memory = Memory()
    for draft in (draft for file in files if file.proposal for draft in file.proposal.drafts):
        assert sum(sentence in memory for sentence in draft.sentences) <= 1
        assert memory.alike(draft.sentences) < drafts.MOST_ALIKE
        memory.add(draft.sentences)


def test_what_another_bot_on_the_ledger_proposed_counts_too(desk: Desk, tmp_path: Path) -> None:
    other = Desk(SqliteLedger(tmp_path / "ledger.db"), desk.nlu, desk.handbook, desk.phrases, desk.settings,
                 desk.language_of, random.Random(7))  # fmt: skip
    mine, theirs = (
        one.receive(Post(f"Mijn pakket is er nog niet, bericht {n}"), NOON).file.proposal
        for n, one in enumerate((desk, other))
    )
    assert mine
    assert theirs
    said = {sentence for draft in mine.drafts for sentence in draft.sentences}
    assert not [draft for draft in theirs.drafts if len(said & set(draft.sentences)) > 1]
