"""The digest of a real ledger: every figure equal to a plain recount of its rows, and the same when the texts are gone."""

from __future__ import annotations

import random
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.ledger import SqliteLedger
from bot.case import Post
from bot.decision import VERBS, Wish
from bot.desk import Desk
from bot.errors import MeelezerError
from bot.settings import HouseRule, Settings
from tests.builders import NOON
from tests.recount import figures, recount

TEAM = Settings(
    brand="Voorbeeld",
    signer="Anna",
    house_rules=(HouseRule("rustig", "no_reply", "Niet antwoorden.", types=("praise",)),),
    timezone="America/New_York",
)
TEXTS = ("Mijn pakket is er niet.", "De oplader vloog in brand!", "Sukkels!", "Mijn factuur klopt niet.", "Dank jullie wel",
         "@voorbeeld waar blijft mijn pakket?")  # fmt: skip
REPLIES = ("Stuur ons een DM.", "Hoi, we zoeken het nu voor je uit en je hoort het hier vóór 17.00 uur. – Anna",
           "Dat is je eigen schuld.")  # fmt: skip
STARTS = ("2026-10-19T00:00:00+00:00", "2026-03-02T00:00:00+00:00", "2026-12-14T00:00:00+00:00")
"""Weeks in which the clocks change on one side of the ocean or the other, and the turn of the year."""


VERBS_OFTEN = (*VERBS, "use", "edit", "sent", "sent", "solved", "not-solved", "promise", "promise", "kept")


def live(desk: Desk, rng: random.Random, start: datetime, cases: int = 12) -> None:
    """Let posts come in over five weeks, and colleagues do this and that with them, late or out of order too."""
    for number in range(cases):
        at = start + timedelta(minutes=rng.randrange(5 * 7 * 24 * 60))
        posted = at - timedelta(minutes=rng.choice([0, 5, 90, 3000])) if rng.random() < 0.5 else None
        post = Post(
            f"{rng.choice(TEXTS)} {number}", id=f"p{number}", platform=rng.choice(["x", "facebook"]), posted_at=posted
        )
        unread = rng.random() < 0.1
        case = desk.ledger.receive(post, at)[0].case.id if unread else desk.receive(post, at).file.case.id
        for verb in rng.choice([(), ("use", "sent"), ("edit", "sent")]):
            _did(desk, rng, case, at := at + timedelta(minutes=rng.choice([1, 30, 90])), verb)
        for _ in range(rng.randrange(9)):
            at += timedelta(minutes=rng.choice([1, 20, 300, 9000]))
            _did(desk, rng, case, at, rng.choice(VERBS_OFTEN))
        if rng.random() < 0.4:
            desk.ledger.note_question(at, case if rng.random() < 0.5 else None, "sorry zeggen?", "apology")


def _did(desk: Desk, rng: random.Random, case: str, at: datetime, verb: str) -> None:
    value = {"use": "1", "correct": rng.choice(["type=billing", "severity=high"])}.get(verb, "")
    text = rng.choice(REPLIES) if verb == "edit" or (verb == "sent" and rng.random() < 0.2) else ""
    text = f"We bellen je {rng.randrange(2)}" if verb == "promise" else text
    try:
        file = desk.ledger.file(case)
        if verb == "edit" and file.proposal and file.proposal.drafts and rng.random() < 0.5:
            text = f"{file.proposal.drafts[0].text} Fijne dag!"
        desk.decide(case, Wish(verb, rng.choice(["Anna", "Wim"]), at, value, text, rng.choice(["", "daarom"])))
    except MeelezerError:
        pass


@pytest.mark.parametrize("seed", range(9))
def test_every_figure_is_the_same_when_recounted(desk: Desk, ledger: SqliteLedger, seed: int) -> None:
    desk.settings, rng = TEAM, random.Random(seed)
    start = datetime.fromisoformat(STARTS[seed % 3])
    live(desk, rng, start)
    for week in range(7):
        now = start + timedelta(days=7 * week + rng.randrange(7), hours=5)
        digest = desk.digest("this", now)
        assert figures(digest.as_json()) == recount(ledger.path, digest.week, TEAM, now)


def test_the_figures_stay_when_the_texts_go(desk: Desk, ledger: SqliteLedger) -> None:
    live(desk, random.Random(3), NOON - timedelta(days=20), 8)
    before = [figures(desk.digest(f"2026-W{week}", NOON).as_json()) for week in range(44, 52)]
    assert sum(week["cases"] for week in before) > 3
    with sqlite3.connect(ledger.path) as other:
        other.execute("drop trigger decisions_no_update")
        other.execute("update decisions set text = '', reason = ''")
        other.execute("update cases set text = '–', author = null, url = null")
        other.execute("update proposals set drafts = '[]'")
    assert [figures(desk.digest(f"2026-W{week}", NOON).as_json()) for week in range(44, 52)] == before


def test_a_ledger_from_before_gets_its_facts_when_it_is_opened(desk: Desk, ledger: SqliteLedger) -> None:
    live(desk, random.Random(5), NOON - timedelta(days=20), 8)
    before = figures(desk.digest("2026-W46", NOON).as_json())
    with ledger.writing() as db:
        db.execute("delete from case_facts")
    again = SqliteLedger(Path(ledger.path))
    desk.ledger = again
    assert figures(desk.digest("2026-W46", NOON).as_json()) == before
    again.close()


def test_what_the_reviewer_found_counts_once_for_a_text(desk: Desk) -> None:
    case = desk.receive(Post("Mijn pakket is er niet."), NOON).file
    for _ in range(2):
        desk.review_in_case(case, "Stuur ons een DM.", NOON)
    desk.decide(case.case.id, Wish("edit", "Anna", NOON, text="Stuur ons een DM.", reason="de klant vroeg erom"))
    desk.decide(case.case.id, Wish("sent", "Anna", NOON))
    digest = desk.digest("2026-W47", NOON)
    assert digest.findings_by_rule["dm_first"] == 1
    assert (digest.private_first, digest.public_first, digest.overruled) == (1, 0, 1)
    desk.decide(case.case.id, Wish("withdraw", "Anna", NOON))
    assert desk.digest("2026-W47", NOON).findings == 0
