"""What the ledger knows besides a post's words: the author's earlier cases, and others who say the same."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.adapters.ledger import SqliteLedger
from bot.case import Post
from bot.context import Context, Other, Rarity, alike, joined, known_by
from bot.decision import CaseFile, Wish
from bot.desk import Desk
from bot.settings import Settings
from tests.builders import NOON, ROOT, TableNlu

OUTAGE = (
    "Jullie app ligt er weer uit, kan niet inloggen!",
    "@bank app ligt eruit?? ik kan al een uur niet inloggen",
    "Kan iemand inloggen in de app? Bij mij ligt alles plat",
    "Hier ook, app doet niets en inloggen lukt niet",
)
OTHERS = ("Mijn pakket is nog niet bezorgd", "De hoes was al na een week stuk", "Waarom neemt er niemand op?")
RARITY = Rarity.load()


def posts(desk: Desk, *texts: str, start: datetime = NOON) -> list[CaseFile]:
    """Each text from an author of its own, a minute apart."""
    return [
        desk.receive(Post(text, author=f"@{start:%d%H}{n}", platform="x"), start + timedelta(minutes=n)).file
        for n, text in enumerate(texts)
    ]


def context(file: CaseFile) -> Context:
    assert file.proposal is not None
    return file.proposal.context


def test_posts_about_one_breakdown_are_alike_and_others_are_not() -> None:
    weights = [RARITY.weights(text) for text in (*OUTAGE, *OTHERS)]
    assert all(alike(first, second) >= 0.25 for first in weights[:2] for second in weights[:4])
    assert all(alike(first, second) < 0.1 for first in weights[:4] for second in weights[4:])
    assert alike(weights[0], weights[0]) == pytest.approx(1)
    assert alike(weights[0], {}) == alike({}, {}) == 0


@pytest.mark.parametrize(
    "texts",
    [
        ("@Coolblue wasmachine lekt", "@Coolblue geld nog niet terug", "@coolblue bezorger was onbeschoft"),
        ("Coolblue wasmachine lekt", "Coolblue geld nog niet terug", "Coolblue bezorger was onbeschoft"),
        (
            "Jullie hebben mijn fiets kapot gemaakt",
            "Jullie hebben mijn factuur dubbel geïnd",
            "Jullie hebben mijn tas kwijt",
        ),
        ("Waar blijft mijn pakket", "pakket stuk aangekomen", "mijn pakket is nat geworden"),
        ("Kijk https://x.example/12 dit", "Kijk https://x.example/13 dat", "Zie https://x.example/14"),
        ("[klant- of ordernummer] is er niet", "retour van [klant- of ordernummer]", "[klant- of ordernummer] betaald"),
    ],
    ids=["handle", "brand", "jullie", "one word", "links", "masked"],
)
def test_what_many_posts_have_in_common_makes_no_pile_on(texts: tuple[str, ...]) -> None:
    others = [Other(str(n), text) for n, text in enumerate(texts[1:])]
    assert joined(texts[0], others, RARITY, ["@coolblue", "Coolblue"]) == 0


def test_somebody_who_says_it_three_times_is_one() -> None:
    others = [Other("Piet", OUTAGE[1]), Other("Piet", OUTAGE[2]), Other("Els", OUTAGE[1]), Other("Jo", OTHERS[0])]
    assert joined(OUTAGE[0], others, RARITY) == 2
    assert joined("!!!", others, RARITY) == 0


@pytest.mark.row(26)
def test_when_many_say_the_same_the_card_warns_against_silence_and_copies(desk: Desk) -> None:
    files = posts(desk, *OTHERS, *OUTAGE)
    assert [context(file).joined for file in files] == [0, 0, 0, 0, 1, 2, 3]
    assert files[-1].proposal is not None
    assert "never-the-same-answer" in [reason.guideline for reason in files[-1].proposal.advice.reasons]
    note = ("Nog 3 mensen schreven ongeveer hetzelfde binnen een dag. Laat niemand zonder antwoord, en geef niet iedereen "
            "hetzelfde antwoord.")  # fmt: skip
    later = NOON + timedelta(hours=1)
    assert note in desk.card(files[-1], later).notes
    assert note in desk.card(files[3], later).notes  # the first of them learns it too
    assert not [one for file in files[:3] for one in desk.card(file, later).notes if "binnen een dag" in one]


def test_what_was_written_the_day_before_is_no_pile_on(desk: Desk) -> None:
    posts(desk, *OUTAGE[:3])
    (late,) = posts(desk, OUTAGE[3], start=NOON + timedelta(hours=25))
    assert context(late).joined == 0


def test_old_posts_that_come_in_together_are_judged_by_when_they_were_written(desk: Desk) -> None:
    files = [
        desk.receive(Post(text, author=f"@{n}", posted_at=NOON - timedelta(days=10 - 2 * n)), NOON).file
        for n, text in enumerate(OUTAGE)
    ]
    assert [context(file).joined for file in files] == [0, 0, 0, 0]


@pytest.mark.row(27)
def test_who_comes_back_is_known_with_what_was_promised(desk: Desk) -> None:
    first = desk.receive(Post(OTHERS[0], author="@Marieke", platform="x"), NOON).file
    promise = Wish("promise", "Anna", NOON, (NOON + timedelta(days=1)).isoformat(), "We bellen de bezorger")
    desk.decide(first.case.id, promise)
    later = NOON + timedelta(days=2)
    again = desk.receive(Post("Nog steeds niets gehoord", author="@marieke", platform="x"), later).file
    assert again.proposal is not None
    assert context(again).owed is not None
    assert "came_back" in again.proposal.advice.extras
    assert "follow-up" in [reason.guideline for reason in again.proposal.advice.reasons]
    number = first.case.id[:4]
    assert desk.card(again, later).notes == (
        f"Deze klant schreef op 18-11 ook over een bezorging (zaak {number}); beloofd vóór 19-11 12:00: “We bellen de bezorger”.",
    )
    desk.decide(first.case.id, Wish("close", "Anna", later))  # from now on nothing is owed any more
    assert desk.card(again, later).notes == (
        f"Deze klant schreef op 18-11 ook over een bezorging (zaak {number}, afgesloten).",
    )


def test_what_is_still_owed_is_shown_before_what_came_later(desk: Desk) -> None:
    def write(text: str, days: int) -> CaseFile:
        return desk.receive(Post(text, author="@els", platform="x"), NOON + timedelta(days=days)).file

    owed = write("pakket een", 0)
    for day in range(1, 5):
        closed = write(f"doos {day}", day)
        desk.decide(closed.case.id, Wish("close", "Anna", NOON + timedelta(days=day)))
    last = write("en nu?", 6)
    assert [one.case for one in context(last).earlier][:1] == [owed.case.id]
    assert len(context(last).earlier) == 3


@pytest.mark.parametrize(
    ("text", "verbs", "days", "owed"),
    [
        ("Mijn pakket is weg", (), 1, True),
        ("Mijn pakket is weg", (), 0, False),  # the second half of one story
        ("Mijn pakket is weg", ("sent",), 5, True),
        ("Mijn pakket is weg", ("sent",), 90, False),
        ("Mijn pakket is weg", ("sent", "solved"), 5, False),
        ("Mijn pakket is weg", ("no-reply",), 5, False),
        ("bedankt hoor", ("sent",), 5, False),
    ],
)
def test_something_is_owed_for_an_open_complaint_only(
    desk: Desk, table_nlu: TableNlu, text: str, verbs: tuple[str, ...], days: int, owed: bool
) -> None:
    table_nlu.table["bedankt"] = ("praise", "low")
    first = desk.receive(Post(text, author="@els", platform="x"), NOON).file
    for verb in verbs:
        desk.decide(first.case.id, Wish(verb, "Anna", NOON))
    again = desk.receive(
        Post("En nu dit weer", author="@els", platform="x"), NOON + timedelta(days=days, minutes=9)
    ).file
    assert (context(again).owed is not None) is owed
    assert len(context(again).earlier) == 1


@pytest.mark.parametrize(
    ("author", "platform", "known"),
    [("@els", "other", "handle"), ("els88", "x", "handle"), ("els.b", "instagram", "handle"), ("Els de Wit", "facebook", "name"),
     ("Els", "facebook", ""), ("Een Google-gebruiker", "google_review", ""), ("Facebook User", "facebook", ""),
     ("Anonieme klant", "other", ""), (" ", "x", ""), (None, "x", "")],
)  # fmt: skip
def test_an_author_is_known_by_a_handle_perhaps_by_a_name_or_not_at_all(
    author: str | None, platform: str, known: str
) -> None:
    assert known_by(author, platform) == known


def test_a_name_that_others_may_have_is_told_as_such_without_what_was_promised(desk: Desk) -> None:
    first = desk.receive(Post(OTHERS[0], author="Els de Wit", platform="facebook"), NOON).file
    desk.decide(first.case.id, Wish("promise", "Anna", NOON, "", "We maken 340 euro over"))
    later = NOON + timedelta(days=2)
    again = desk.receive(Post(OTHERS[1], author="Els de Wit", platform="facebook"), later).file
    assert again.proposal is not None
    assert "came_back" not in again.proposal.advice.extras
    assert desk.card(again, later).notes == (
        f"Iemand met deze naam schreef op 18-11 ook over een bezorging (zaak {first.case.id[:4]}, wacht op een antwoord).",
    )


@pytest.mark.parametrize(
    "second",
    [Post(OTHERS[1], author=None, platform="x"), Post(OTHERS[1], author="@jan", platform="facebook"),
     Post(OTHERS[1], author="@janneke", platform="x")],
    ids=["unnamed", "elsewhere", "another"],
)  # fmt: skip
def test_nobody_is_taken_for_somebody_else(desk: Desk, second: Post) -> None:
    desk.receive(Post(OTHERS[0], author="@jan", platform="x"), NOON)
    assert context(desk.receive(second, NOON + timedelta(hours=1)).file).earlier == ()


def test_posts_that_come_in_together_are_earlier_by_when_they_were_written_and_in_their_order(desk: Desk) -> None:
    texts = [Post(text, author="@els", platform="x") for text in OTHERS]
    files = [done.file for done in desk.receive_all(texts, NOON)]
    assert [[one.case for one in context(file).earlier] for file in files] == [
        [], [files[0].case.id], [files[1].case.id, files[0].case.id],
    ]  # fmt: skip
    old = Post("Veel ouder", author="@els", platform="x", posted_at=NOON - timedelta(days=9))
    assert context(desk.receive(old, NOON).file).earlier == ()


def test_a_case_never_counts_itself_although_the_ledger_holds_it_masked(desk: Desk, table_nlu: TableNlu) -> None:
    table_nlu.away = True
    case = desk.receive(Post("Bel mij op 0612345678, mijn lamp is stuk", author="@jan", platform="x"), NOON).file.case
    table_nlu.away = False
    desk.catch_up(NOON)
    assert context(desk.ledger.file(case.id)) == Context()
    file, _ = desk.decide(case.id, Wish("correct", "Anna", NOON + timedelta(days=1), "severity=high"))
    assert context(file) == Context()


def test_the_team_says_from_how_many_on_it_is_warned(desk: Desk) -> None:
    desk.settings = Settings(pile_on_from=1)
    files = posts(desk, *OUTAGE[:2])
    (note,) = desk.card(files[1], NOON).notes
    assert note.startswith("Nog iemand schreef dit binnen een dag.")


def test_a_question_about_a_post_that_is_no_case_knows_its_author_too(desk: Desk) -> None:
    desk.receive(Post(OTHERS[0], author="@els", platform="x"), NOON)
    said = desk.proposal_for(Post(OTHERS[1], author="@els", platform="x"), NOON + timedelta(days=1))
    assert said.context.owed is not None


@pytest.fixture
def older(tmp_path: Path, desk: Desk) -> Path:
    """A ledger from before anything was known besides the words, and before the second clock."""
    path = tmp_path / "older.db"
    desk.ledger = SqliteLedger(path)
    desk.receive(Post(OTHERS[0]), NOON)
    desk.ledger.close()
    db = Database(path)
    for index in ("cases_by_author", "cases_by_writing"):
        db.execute(f"drop index {index}")
    advice = json.loads(db.execute("select advice from proposals").fetchone()[0])
    older = {name: value for name, value in advice.items() if name not in ("solve_by", "beneath")}
    db.execute("update proposals set advice = ?", [json.dumps(older)])
    db.table("proposals").transform(drop={"context"})
    db.execute("delete from _sqlite_migrations where name = 'm003_context'")
    db.conn.commit()
    db.close()
    return path


def test_a_ledger_from_before_is_still_read(older: Path) -> None:
    ledger = SqliteLedger(older)
    (file,) = ledger.files()
    assert file.proposal is not None
    assert context(file) == Context()
    assert file.proposal.advice.solve_by is None
    assert ledger.propose(file.case.id, file.proposal, first=False).proposals[1].context == Context()
    ledger.close()


def test_two_bots_that_start_at_once_on_a_ledger_from_before_both_open_it(older: Path) -> None:
    code = f"from pathlib import Path; from bot.adapters.ledger import SqliteLedger; SqliteLedger(Path({str(older)!r})).close()"
    both = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE) for _ in range(2)]
    assert [process.communicate()[1] for process in both] == [b"", b""]


def test_an_author_and_a_day_are_found_by_an_index(desk: Desk) -> None:
    assert isinstance(desk.ledger, SqliteLedger)
    db = Database(desk.ledger.path)
    for condition, index in (
        ("author = 'a' collate nocase and platform = 'x'", "cases_by_author"),
        ("coalesce(posted_at, received_at) between 'a' and 'b'", "cases_by_writing"),
    ):
        plan = str(db.execute(f"explain query plan select id from cases where {condition}").fetchall())
        assert index in plan
    db.close()
