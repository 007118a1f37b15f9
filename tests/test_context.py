"""What the ledger knows besides a post's words: the author's earlier cases, and others who say the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.adapters.ledger import SqliteLedger
from bot.case import Post
from bot.context import Other, Rarity, alike, joined
from bot.decision import CaseFile, Wish
from bot.desk import Desk
from bot.settings import Settings
from tests.builders import NOON, ROOT

OUTAGE = (
    "Jullie app ligt er weer uit, kan niet inloggen!",
    "@bank app ligt eruit?? ik kan al een uur niet inloggen",
    "Kan iemand inloggen in de app? Bij mij ligt alles plat",
    "Hier ook, app doet niets en inloggen lukt niet",
)
OTHERS = ("Mijn pakket is nog niet bezorgd", "De hoes was al na een week stuk", "Waarom neemt er niemand op?")


@pytest.fixture(scope="module")
def rarity() -> Rarity:
    """How rare words are by the phrases themselves, as at the desk."""
    return Rarity((ROOT / "data" / "phrases" / "nl.toml").read_text(encoding="utf-8").splitlines())


def posts(desk: Desk, *texts: str, start: datetime = NOON) -> list[CaseFile]:
    """Each text from an author of its own, a minute apart."""
    return [
        desk.receive(Post(text, author=f"{start:%H}{n}", platform="x"), start + timedelta(minutes=n)).file
        for n, text in enumerate(texts)
    ]


def test_posts_about_one_breakdown_are_alike_and_others_are_not(rarity: Rarity) -> None:
    weights = [rarity.weights(text) for text in (*OUTAGE, *OTHERS)]
    assert all(alike(first, second) >= 0.3 for first in weights[:2] for second in weights[:3])
    assert all(alike(first, second) < 0.15 for first in weights[:4] for second in weights[4:])
    assert alike(weights[0], weights[0]) == pytest.approx(1)


def test_somebody_who_says_it_three_times_is_one(rarity: Rarity) -> None:
    others = [Other("Piet", OUTAGE[1]), Other("Piet", OUTAGE[2]), Other("Els", OUTAGE[1]), Other("Jo", OTHERS[0])]
    assert joined(OUTAGE[0], others, rarity) == 2
    assert joined("!!!", others, rarity) == 0


@pytest.mark.row(26)
def test_when_many_say_the_same_the_card_warns_against_silence_and_copies(desk: Desk) -> None:
    files = posts(desk, *OTHERS, *OUTAGE)
    assert [file.proposal.context.joined for file in files if file.proposal] == [0, 0, 0, 0, 1, 2, 3]
    last = files[-1]
    assert last.proposal is not None
    assert "pile_on" in last.proposal.advice.extras
    assert "never-the-same-answer" in [reason.guideline for reason in last.proposal.advice.reasons]
    note = "Nog 3 mensen schreven dit binnen een dag: laat niemand zonder antwoord, en geef niet allen hetzelfde."
    assert note in desk.card(last, NOON).notes
    assert all("binnen een dag" not in "".join(desk.card(file, NOON).notes) for file in files[:-1])


def test_what_was_written_the_day_before_is_no_pile_on(desk: Desk) -> None:
    posts(desk, *OUTAGE[:3])
    (late,) = posts(desk, OUTAGE[3], start=NOON + timedelta(hours=25))
    assert late.proposal is not None
    assert late.proposal.context.joined == 0


def test_old_posts_that_come_in_together_are_judged_by_when_they_were_written(desk: Desk) -> None:
    files = [
        desk.receive(Post(text, author=str(n), posted_at=NOON - timedelta(days=10 - 2 * n)), NOON).file
        for n, text in enumerate(OUTAGE)
    ]
    assert [file.proposal.context.joined for file in files if file.proposal] == [0, 0, 0, 0]


@pytest.mark.row(27)
def test_who_comes_back_is_known_with_what_was_promised(desk: Desk) -> None:
    first = desk.receive(Post(OTHERS[0], author="@Marieke", platform="x"), NOON).file
    promise = Wish("promise", "Anna", NOON, (NOON + timedelta(days=1)).isoformat(), "We bellen de bezorger")
    desk.decide(first.case.id, promise)
    again = desk.receive(Post("Nog steeds niets gehoord", author="@marieke", platform="x"), NOON + timedelta(days=2))
    assert again.file.proposal is not None
    (earlier,) = again.file.proposal.context.earlier
    assert (earlier.case, earlier.unfinished) == (first.case.id, True)
    assert "came_back" in again.file.proposal.advice.extras
    assert "follow-up" in [reason.guideline for reason in again.file.proposal.advice.reasons]
    (note,) = desk.card(again.file, NOON).notes
    assert note == "Deze klant schreef op 18-11 al over bezorging; beloofd vóór 19-11 12:00: “We bellen de bezorger”."


def test_who_was_helped_before_is_known_but_nothing_is_owed(desk: Desk) -> None:
    first = desk.receive(Post(OTHERS[0], author="Els de Wit"), NOON).file
    for verb, value in (("use", "1"), ("sent", ""), ("solved", "")):
        desk.decide(first.case.id, Wish(verb, "Anna", NOON, value))
    again = desk.receive(Post(OTHERS[1], author="Els de Wit"), NOON + timedelta(days=30)).file
    assert again.proposal is not None
    assert "came_back" not in again.proposal.advice.extras
    assert desk.card(again, NOON).notes == ("Deze klant schreef op 18-11 al over bezorging (opgelost).",)


@pytest.mark.parametrize(
    "second",
    [Post(OTHERS[1], author=None, platform="x"), Post(OTHERS[1], author="Jan", platform="facebook"),
     Post(OTHERS[1], author="Janneke", platform="x")],
    ids=["unnamed", "elsewhere", "another"],
)  # fmt: skip
def test_nobody_is_taken_for_somebody_else(desk: Desk, second: Post) -> None:
    desk.receive(Post(OTHERS[0], author="Jan", platform="x"), NOON)
    file = desk.receive(second, NOON + timedelta(hours=1)).file
    assert file.proposal is not None
    assert file.proposal.context.earlier == ()


def test_the_team_says_from_how_many_on_it_is_warned(desk: Desk) -> None:
    desk.settings = Settings(pile_on_from=1)
    files = posts(desk, *OUTAGE[:2])
    assert ["pile_on" in file.proposal.advice.extras for file in files if file.proposal] == [False, True]


@pytest.fixture
def older(tmp_path: Path, desk: Desk) -> Path:
    """A ledger from before anything was known besides the words."""
    path = tmp_path / "older.db"
    desk.ledger = SqliteLedger(path)
    desk.receive(Post(OTHERS[0]), NOON)
    desk.ledger.close()
    db = Database(path)
    db.execute("drop index idx_cases_author")
    db.table("proposals").transform(drop={"context"})
    db.execute("delete from _sqlite_migrations where name = 'm003_context'")
    db.conn.commit()
    db.close()
    return path


def test_a_ledger_from_before_is_still_read(older: Path) -> None:
    ledger = SqliteLedger(older)
    (file,) = ledger.files()
    assert file.proposal is not None
    assert file.proposal.context.earlier == ()
    assert ledger.propose(file.case.id, file.proposal, first=False).proposals[1].context == file.proposal.context
    ledger.close()
