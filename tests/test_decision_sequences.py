"""Whatever colleagues do in whatever order: no illegal state, nothing critical out unapproved, every refusal a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.card import card_of
from bot.clocks import due
from bot.decision import VERBS, CaseFile, Decision, Wish, decided
from bot.errors import MeelezerError
from bot.guidelines import Handbook
from bot.labels import SEVERITIES, TYPES
from bot.reading import Reading, corrected
from bot.settings import Settings
from tests.builders import NOON, case_file, proposal, reading

TEAM = Settings(approvers=("Noor", "Wim"))
WAITS = {
    "received": {"nlu"}, "advised": {"reply", "approval"}, "chosen": {"sent"}, "waiting_for_approval": {"approval"},
    "approved": {"sent", "reply"}, "answered": {"solved-check"}, "promised": {"solved-check"},
    "sent_back": {"reply"}, "not_solved": {"reply"}, "reopened": {"reply", "approval"}, "solved": {"nothing"},
    "no_reply": {"nothing"}, "closed": {"nothing"},
    "withdrawn": {"nothing"},
}  # fmt: skip

TEXTS = st.sampled_from(["Dag Anna", "Dag Marie", ""])
VALUES = {
    "use": st.sampled_from(["1", "2", "3", "4"]),
    "correct": st.sampled_from(["type=abuse", "type=delivery", "severity=critical", "severity=low", "weer"]),
    "promise": st.sampled_from(["", "2026-11-20T12:00"]),
}


def wishes(verb: str) -> st.SearchStrategy[Wish]:
    """Anything that somebody could ask with `verb`, allowed or not."""
    return st.builds(
        Wish,
        verb=st.just(verb),
        by=st.sampled_from(["Noor", "Wim", "Piet"]),
        at=st.integers(1, 5000).map(lambda minutes: NOON + timedelta(minutes=minutes)),
        value=VALUES.get(verb, st.just("")),
        text=TEXTS if verb in ("edit", "promise", "sent") else st.just(""),
    )


WISHES = st.sampled_from(VERBS).flatmap(wishes)


def approved_text(decisions: Sequence[Decision]) -> str | None:
    """Told apart from the code under test: the text that the last approval was about, if it still stands."""
    text, approved = "", None
    for one in decisions:
        if one.verb in ("use", "edit"):
            text = one.text
            approved = approved if approved == text else None
        elif one.verb == "approve":
            approved = text
        elif one.verb in ("request-approval", "send-back"):
            approved = None
        elif one.verb in ("not-solved", "reopen"):
            text, approved = "", None
    return approved


def chosen_text(decisions: Sequence[Decision]) -> str:
    texts = [one.text for one in decisions if one.verb in ("use", "edit")]
    return texts[-1] if texts else ""


def done(file: CaseFile, decision: Decision, handbook: Handbook) -> CaseFile:
    """The case with the decision in it; after a correction with new advice too, as the desk gives it."""
    file = replace(file, decisions=(*file.decisions, decision))
    if decision.verb != "correct" or file.proposal is None:
        return file
    name, _, value = decision.value.partition("=")
    read = corrected(file.proposal.reading, **{"type_" if name == "type" else name: value})
    return replace(file, proposals=(*file.proposals, proposal(file.case.post, read, handbook, TEAM)))


def told(error: MeelezerError) -> bool:
    return all(sentence.endswith(".") and len(sentence.split()) > 3 for sentence in (error.words.nl, error.words.en))


def tried(file: CaseFile, wish: Wish) -> Decision | None:
    """The decision; None where nothing changes or a sentence says why not."""
    try:
        return decided(file, wish, TEAM)
    except MeelezerError as error:
        if not told(error):
            pytest.fail(f"no sentence for {wish}: {error.words}")
        return None


@settings(max_examples=200)
@given(
    st.builds(
        reading, st.sampled_from([*TYPES]), st.sampled_from([*SEVERITIES]), confidence=st.sampled_from([0.3, 0.9])
    ),
    st.booleans(),
    st.lists(WISHES, max_size=14),
)
def test_no_sequence_of_clicks_breaks_a_case(
    handbook: Handbook, read: Reading, unread: bool, steps: list[Wish]
) -> None:
    file = case_file(read, handbook, settings=TEAM)
    if unread:
        file = CaseFile(file.case)
    for wish in steps:
        decision = tried(file, wish)
        if decision is None:
            continue
        if decision.verb == "sent" and file.proposal and file.proposal.advice.approval:
            out = decision.text or chosen_text(file.decisions)
            assert out
            assert out == approved_text(file.decisions)
        if decision.verb in ("approve", "send-back"):
            assert decision.by in TEAM.approvers
        file = done(file, decision, handbook)
        state = file.standing
        assert state.waits_for in WAITS[state.status]
        assert state.open == (state.waits_for != "nothing")
        assert not state.promises or state.open
        assert tried(file, replace(wish, at=wish.at + timedelta(seconds=1))) is None
        card_of(file, TEAM, wish.at)
        due([file], NOON, wish.at, TEAM)


@given(st.lists(WISHES, max_size=14))
def test_every_button_that_a_card_shows_can_be_pressed(handbook: Handbook, steps: list[Wish]) -> None:
    file = case_file(reading("safety", "critical", confidence=0.3), handbook, settings=TEAM)
    for wish in steps:
        if decision := tried(file, wish):
            file = done(file, decision, handbook)
    card = card_of(file, TEAM, NOON)
    for button in card.buttons:
        text = "Dag Anna, we bellen je." if button.verb in ("edit", "promise") else ""
        decided(file, Wish(button.verb, "Noor", NOON + timedelta(days=9), button.value, text), TEAM)
        assert button.verb != "use" or len(card.drafts) >= int(button.value)
