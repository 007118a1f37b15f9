"""A case's life: one table of states, drawn in the documents, that every click keeps to and the ledger writes down."""

from __future__ import annotations

import random
import re
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.ledger import SqliteLedger
from bot.adapters.ledger_steps import Step, steps_of
from bot.case import Post
from bot.decision import Wish, decided
from bot.errors import MeelezerError
from bot.guidelines import Handbook
from bot.labels import STATUSES
from bot.life import ENDED, OPEN, TRANSITIONS, WITHDRAWN, diagram
from bot.reading import Reading, corrected
from tests.builders import NOON, case_file, proposal, reading
from tests.test_decision_sequences import TEAM, WISHES, done, tried

ROOT = Path(__file__).parents[1]
READINGS = st.builds(reading, st.sampled_from(["delivery", "abuse", "safety"]), st.sampled_from(["low", "critical"]))


def test_the_documents_draw_the_states_as_they_are() -> None:
    drawn = re.search(r"```mermaid\n(.*?)\n```", (ROOT / "docs/cases.md").read_text(encoding="utf-8"), re.DOTALL)
    assert drawn is not None
    assert drawn[1] == diagram()


def test_every_state_can_be_reached_and_left_and_has_a_name() -> None:
    reached = {"received"} | {state for (before, _), after in TRANSITIONS.items() for state in after if state != before}
    left = {state for (state, _), after in TRANSITIONS.items() if after - {state}}
    assert reached == left == {*OPEN, *ENDED, WITHDRAWN} == set(STATUSES)


@settings(max_examples=200)
@given(READINGS, st.booleans(), st.lists(WISHES, max_size=12))
def test_whatever_colleagues_do_the_table_has_it(
    handbook: Handbook, read: Reading, unread: bool, steps: list[Wish]
) -> None:
    file = case_file(read, handbook, settings=TEAM)
    later = file.proposals
    file = type(file)(file.case, () if unread else later)
    for wish in steps:
        before = file.standing.status
        if decision := tried(file, wish):
            file = done(file, decision, handbook)
            assert file.standing.status in TRANSITIONS[before, decision.verb], (before, decision.verb)
    if unread:
        before = file.standing.status
        after = type(file)(file.case, later, file.decisions).standing.status
        assert after == before or after in TRANSITIONS[before, "read"]


def chained(steps: list[Step], status: str) -> bool:
    """Whether each step begins where the last one ended, the last one where the case stands, and the table has them all."""
    ends = ["", *(one.after for one in steps)]
    kept = all(one.after in TRANSITIONS[one.before, one.event] for one in steps[1:])
    return [one.before for one in steps] == ends[:-1] and ends[-1] == status and kept


def lived(ledger: SqliteLedger, handbook: Handbook, seed: int) -> str:
    """A case in `ledger` in which colleagues did this and that; its id."""
    rng, post = random.Random(seed), Post(f"Waar blijft mijn pakket? {seed}", id=f"p{seed}")
    case = ledger.receive(post, NOON)[0].case.id
    read = reading(rng.choice(["delivery", "safety"]), rng.choice(["low", "critical"]))
    for minute in range(1, rng.randrange(2, 20)):
        at = NOON + timedelta(minutes=minute)
        if minute == 1:
            ledger.propose(case, proposal(post, read, handbook, TEAM, at), first=True)
            continue
        verb = rng.choice(["use", "edit", "approve", "send-back", "sent", "promise", "kept", "broken", "solved", "not-solved",
                           "close", "reopen", "no-reply", "withdraw", "request-approval", "correct"])  # fmt: skip
        value = {"use": "1", "correct": "severity=critical"}.get(verb, "")
        wish = Wish(
            verb, rng.choice(["Noor", "Piet"]), at, value, "Dag Anna" if verb in ("edit", "promise") else "", "daarom"
        )
        try:
            _, decision = ledger.decide(case, lambda file, wish=wish: decided(file, wish, TEAM))  # type: ignore[misc]
        except MeelezerError:
            continue
        if decision and verb == "correct":
            read = corrected(read, severity="critical")
            ledger.propose(case, proposal(post, read, handbook, TEAM, at), first=False)
    return case


@pytest.mark.parametrize("seed", range(40))
def test_the_ledger_holds_every_step_and_they_chain(ledger: SqliteLedger, handbook: Handbook, seed: int) -> None:
    case = lived(ledger, handbook, seed)
    with ledger.reading() as db:
        steps = steps_of(db, case)
        (status,) = db.execute("select status from cases where id = ?", [case]).fetchone()
    assert status == ledger.file(case).standing.status
    assert chained(steps, status), steps
    assert [one.at for one in steps] == sorted(one.at for one in steps)
    assert all(one.by for one in steps if one.event not in ("receive", "read"))


def test_a_step_cannot_be_changed_or_removed(ledger: SqliteLedger, handbook: Handbook) -> None:
    lived(ledger, handbook, 1)
    for what in ("update transitions set by = 'x'", "delete from transitions"):
        with ledger.reading() as db, pytest.raises(sqlite3.IntegrityError, match="only ever added"):
            db.execute(what)


@pytest.mark.parametrize("seed", range(20))
def test_a_ledger_from_before_gets_its_steps_when_it_is_opened(
    ledger: SqliteLedger, handbook: Handbook, seed: int
) -> None:
    case = lived(ledger, handbook, seed)
    with ledger.writing() as db:
        db.execute("drop trigger transitions_no_delete")
        db.execute("delete from transitions")
    again = SqliteLedger(ledger.path)
    with again.reading() as db:
        steps = steps_of(db, case)
    again.close()
    assert chained(steps, ledger.file(case).standing.status), steps
