"""Where a case stands after what the team did: conversations as tables, and random ones that never reach a bad state."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.decision import VERBS, CaseFile, Decision, Wish, decided, mark_of
from bot.errors import BadInput, Refused
from bot.guidelines import Handbook
from bot.settings import ChatSettings, HouseRule, Settings
from tests.builders import NOON, case_file, reading

TEAM = Settings(approvers=("Noor", "Wim"))
LATER = NOON + timedelta(minutes=5)


def wish(verb: str, value: str = "", text: str = "", by: str = "Noor", at: datetime = LATER) -> Wish:
    return Wish(verb, by, at, value, text)


def wishes(words: str) -> Wish:
    """ "use 2", "edit: Dag Anna", "Piet approve": a name first where it is not Noor (who may approve)."""
    words, _, text = words.partition(": ")
    parts = words.split()
    by = parts.pop(0) if parts[0] not in VERBS else "Noor"
    return wish(parts[0], " ".join(parts[1:]), text, by)


def after(file: CaseFile, *steps: Wish, settings: Settings = TEAM) -> CaseFile:
    for step in steps:
        decision = decided(file, step, settings)
        assert decision is not None, step
        file = replace(file, decisions=(*file.decisions, decision))
    return file


@pytest.fixture
def ordinary(handbook: Handbook) -> CaseFile:
    return case_file(reading(), handbook)


@pytest.fixture
def critical(handbook: Handbook) -> CaseFile:
    return case_file(reading("safety", "critical"), handbook)


@pytest.fixture
def threat(handbook: Handbook) -> CaseFile:
    return case_file(reading("abuse", "critical"), handbook)


@pytest.fixture
def unread(ordinary: CaseFile) -> CaseFile:
    return CaseFile(ordinary.case)


# the case, then each step with where the case stands after it: status / what it waits for
TABLE = [
    ("ordinary", [("", "advised/reply"), ("use 1", "chosen/sent"), ("sent", "answered/solved-check"), ("solved", "solved/nothing")]),
    ("ordinary", [("edit: Dag Anna", "chosen/sent"), ("edit: Dag Marie", "chosen/sent"), ("sent", "answered/solved-check")]),
    ("ordinary", [("sent: Zelf geschreven", "answered/solved-check"), ("close", "closed/nothing"), ("reopen", "reopened/reply")]),
    ("ordinary", [("withdraw", "withdrawn/nothing"), ("reopen", "reopened/reply"), ("use 1", "chosen/sent"), ("sent", "answered/solved-check"),
                  ("promise: Morgen", "promised/solved-check"), ("kept", "answered/solved-check"), ("withdraw", "withdrawn/nothing")]),
    ("ordinary", [("close", "closed/nothing"), ("withdraw", "withdrawn/nothing"), ("reopen", "reopened/reply")]),
    ("unread", [("withdraw", "withdrawn/nothing"), ("reopen", "received/nlu")]),
    ("ordinary", [("no-reply", "no_reply/nothing"), ("reopen", "reopened/reply"), ("use 3", "chosen/sent")]),
    ("ordinary", [("request-approval", "waiting_for_approval/approval"), ("send-back", "sent_back/reply")]),
    ("ordinary", [("use 1", "chosen/sent"), ("promise: We bellen", "chosen/sent"), ("sent", "promised/solved-check"),
                  ("promise: We mailen", "promised/solved-check"), ("kept", "promised/solved-check"),
                  ("not-solved", "not_solved/reply"), ("use 2", "chosen/sent")]),
    ("ordinary", [("sent", "answered/solved-check"), ("solved", "solved/nothing"), ("not-solved", "not_solved/reply")]),
    ("ordinary", [("correct type=billing", "advised/reply"), ("correct severity=high", "advised/reply")]),
    ("critical", [("", "advised/reply"), ("use 1", "waiting_for_approval/approval"), ("approve", "approved/sent"),
                  ("sent", "answered/solved-check")]),
    ("critical", [("use 1", "waiting_for_approval/approval"), ("send-back", "sent_back/reply"),
                  ("use 1", "waiting_for_approval/approval"), ("Wim approve", "approved/sent")]),
    ("critical", [("use 1", "waiting_for_approval/approval"), ("approve", "approved/sent"),
                  ("edit: Anders", "waiting_for_approval/approval"), ("approve", "approved/sent"), ("sent", "answered/solved-check")]),
    ("critical", [("edit: Zo", "waiting_for_approval/approval"), ("approve", "approved/sent"), ("edit: Zo", "chosen/sent"),
                  ("sent", "answered/solved-check")]),
    ("critical", [("request-approval", "waiting_for_approval/approval"), ("approve", "approved/reply"),
                  ("use 2", "waiting_for_approval/approval"), ("approve", "approved/sent"), ("sent", "answered/solved-check")]),
    ("critical", [("use 1", "waiting_for_approval/approval"), ("approve", "approved/sent"), ("sent", "answered/solved-check"),
                  ("not-solved", "not_solved/reply"), ("use 2", "waiting_for_approval/approval")]),
    ("threat", [("", "advised/approval"), ("request-approval", "waiting_for_approval/approval"), ("approve", "approved/reply"),
                ("no-reply", "no_reply/nothing")]),
    ("unread", [("", "received/nlu"), ("edit: Dag", "chosen/sent"), ("sent", "answered/solved-check"), ("close", "closed/nothing"),
                ("reopen", "received/nlu")]),
]  # fmt: skip


@pytest.mark.parametrize(("case", "steps"), TABLE, ids=[f"{case} {len(steps)}" for case, steps in TABLE])
def test_a_case_stands_where_the_team_has_brought_it(
    case: str, steps: list[tuple[str, str]], request: pytest.FixtureRequest
) -> None:
    file: CaseFile = request.getfixturevalue(case)
    for words, stands in steps:
        file = after(file, wishes(words)) if words else file
        assert f"{file.standing.status}/{file.standing.waits_for}" == stands, words


# what went before, and what is refused then, with words of the refusal
REFUSED = [
    ("critical", [], "sent", "Nothing goes out here before somebody approves"),
    ("critical", [], "sent: Toch maar", "Nothing goes out here before somebody approves"),
    ("critical", ["use 1"], "sent", "Nothing goes out here before somebody approves"),
    ("critical", ["request-approval", "approve"], "sent", "Nothing goes out here before somebody approves"),
    ("critical", ["use 1", "approve"], "sent: Iets anders", "not the one that was approved"),
    ("critical", ["use 1", "approve", "edit: Anders"], "sent", "Nothing goes out here before somebody approves"),
    ("critical", ["use 1", "approve", "request-approval"], "sent", "Nothing goes out here before somebody approves"),
    ("critical", ["use 1", "approve", "send-back"], "sent", "Nothing goes out here before somebody approves"),
    ("critical", ["use 1", "approve", "close", "reopen"], "sent", "Nothing goes out here before somebody approves"),
    ("critical", ["use 1", "approve", "sent", "not-solved"], "sent", "Nothing goes out here before somebody approves"),
    ("critical", ["use 1"], "Piet approve", "Piet may not approve; ask Noor, Wim."),
    ("critical", ["use 1"], "Piet send-back", "Piet may not approve; ask Noor, Wim."),
    ("critical", ["use 1", "approve", "sent"], "approve", "already been sent"),
    ("threat", ["request-approval", "approve"], "sent", "Nothing goes out here before somebody approves"),
    ("ordinary", [], "not-solved", "No reply has been posted yet"),
    ("ordinary", ["use 1"], "not-solved", "No reply has been posted yet"),
    ("ordinary", [], "reopen", "still open"),
    ("ordinary", ["sent"], "reopen", "still open"),
    *(("ordinary", ["use 1", "sent"], words, "say not-solved first") for words in ("use 1", "edit: Dag", "request-approval")),
    *(("ordinary", ["close"], words, "reopen it first") for words in (
        "use 1", "edit: Dag", "request-approval", "approve", "send-back", "sent", "no-reply", "not-solved", "promise: Morgen")),
    *(("ordinary", ["no-reply"], words, "reopen it first") for words in ("sent", "promise: Morgen", "not-solved")),
    ("ordinary", ["sent", "solved"], "sent", "reopen it first"),
    *(("ordinary", ["sent", "withdraw"], words, "reopen it first") for words in (
        "solved", "not-solved", "close", "correct type=billing", "sent", "use 1")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "before", "words", "sentence"), REFUSED, ids=[f"{r[0]} {' '.join(r[1])} {r[2]}" for r in REFUSED]
)
def test_what_the_case_does_not_allow_is_refused(
    case: str, before: list[str], words: str, sentence: str, request: pytest.FixtureRequest
) -> None:
    file = after(request.getfixturevalue(case), *map(wishes, before))
    with pytest.raises(Refused) as refused:
        decided(file, wishes(words), TEAM)
    assert sentence in refused.value.words.en
    assert refused.value.words.nl.endswith(".")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        *((f"use {value}", "Choose a draft from 1 to 3") for value in ("0", "4", "-1", "²", "een", "1" * 5000)),
        ("use", "Choose a draft from 1 to 3"),
        ("edit", "Give the text too"),
        ("edit:  ", "Give the text too"),
        ("promise", "Give the text too"),
        *((f"promise {when}: We bellen", "Write when the promise is due")
          for when in ("morgen", "2026-13-01", "0001-01-01", "9999-12-31T23:59", "2062-11-23")),
        *((f"correct {what}", "Write correct with one of") for what in ("", "type", "type=weer", "ernst=hoog", "severity=", "=high")),
    ],
)  # fmt: skip
def test_what_is_missing_or_unreadable_is_told(ordinary: CaseFile, words: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        decided(ordinary, wishes(words), TEAM)
    assert sentence in refused.value.words.en
    assert refused.value.words.nl.endswith(".")


def test_without_drafts_there_is_nothing_to_use(unread: CaseFile) -> None:
    with pytest.raises(BadInput, match="no drafts"):
        decided(unread, wishes("use 1"), TEAM)


@pytest.mark.parametrize(
    "words",
    ["use 1", "edit: Dag", "correct type=billing", "request-approval", "sent", "sent: Zelf", "no-reply", "promise: We bellen",
     "promise 2026-11-20T12:00: We bellen", "solved", "close", "withdraw"],
)  # fmt: skip
def test_a_double_click_changes_nothing_whoever_clicks(ordinary: CaseFile, words: str) -> None:
    file = after(ordinary, wishes(words))
    again = replace(wishes(words), by="Wim", at=LATER + timedelta(seconds=1))
    assert decided(file, again, TEAM) is None


@pytest.mark.parametrize("words", ["approve", "send-back", "sent", "not-solved", "reopen"])
def test_a_double_click_later_in_a_case_changes_nothing_either(critical: CaseFile, words: str) -> None:
    story = ["use 1", "send-back", "use 1", "approve", "sent", "not-solved", "close", "reopen"]
    file = after(critical, *(wishes(step) for step in story[: story.index(words) + 1]))
    assert decided(file, replace(wishes(words), at=LATER + timedelta(seconds=1)), TEAM) is None


def test_posting_is_counted_once_also_with_a_promise_in_between(ordinary: CaseFile) -> None:
    file = after(ordinary, wishes("sent"), wishes("promise: We bellen"))
    assert decided(file, wishes("sent"), TEAM) is None


def test_another_promise_is_no_double_click(ordinary: CaseFile) -> None:
    file = after(
        ordinary, wishes("promise: We bellen"), wishes("promise: We mailen"), wishes("promise 2026-11-20: We bellen")
    )
    assert [text for text, _ in file.standing.promises] == ["We bellen", "We mailen", "We bellen"]


def test_a_promise_without_a_time_is_for_the_same_time_tomorrow(ordinary: CaseFile) -> None:
    file = after(ordinary, wishes("promise: We bellen"))
    assert file.standing.promises == (("We bellen", LATER + timedelta(days=1)),)


def test_a_case_that_begins_again_begins_without_the_old_reply_and_promises(ordinary: CaseFile) -> None:
    story = [wishes(words) for words in ("use 1", "sent", "promise: We bellen")]
    assert after(ordinary, *story, wishes("close")).standing.promises == ()
    again = after(ordinary, *story, wishes("close"), wishes("reopen")).standing
    assert (again.text, again.sent_at, again.promises, again.approved) == ("", None, (), False)
    assert after(ordinary, *story, wishes("not-solved")).standing.text == ""


def test_a_decision_keeps_who_when_what_lay_there_and_why(ordinary: CaseFile) -> None:
    decision = decided(ordinary, Wish("edit", "Anna", LATER, text=" Dag ", reason="korter"), TEAM)
    assert decision == Decision(LATER, "Anna", "edit", "", "Dag", "korter", "reply_public: 3 drafts")


def test_a_reading_that_turns_critical_needs_an_approval_after_all(handbook: Handbook) -> None:
    before = after(case_file(reading(), handbook), wishes("use 1"))
    now = case_file(reading(severity="critical"), handbook, *before.decisions)
    assert now.standing.status == "waiting_for_approval"
    with pytest.raises(Refused):
        decided(now, wishes("sent"), TEAM)


def test_a_house_rule_can_ask_for_approval_and_is_kept_to(handbook: Handbook) -> None:
    rule = HouseRule("press-first", "reply_public", "Eerst de woordvoerder.", signals=("media_threat",), approval=True)
    file = case_file(reading(signals=["media_threat"]), handbook, settings=Settings(house_rules=(rule,)))
    assert after(file, wishes("use 1")).standing.status == "waiting_for_approval"
    with pytest.raises(Refused):
        decided(file, wishes("sent"), TEAM)


def test_approval_that_a_colleague_asked_for_binds_although_the_advice_does_not(ordinary: CaseFile) -> None:
    chosen = after(ordinary, wish("request-approval"), wish("use", "1"))
    assert chosen.standing.status == "waiting_for_approval"
    with pytest.raises(Refused):
        decided(chosen, wish("sent"), TEAM)
    assert after(chosen, wish("approve"), wish("sent")).standing.status == "answered"
    again = after(chosen, wish("approve"), wish("sent"), wish("not-solved"), wish("use", "2"))
    assert again.standing.status == "chosen"


def test_who_approves_approves_the_text_that_they_saw(critical: CaseFile) -> None:
    first = after(critical, wish("use", "1"))
    seen = mark_of(first.standing.text)
    assert after(first, wish("approve", seen)).standing.approved
    second = after(first, wish("edit", text="Dag Anna, we bellen je vandaag. – Noor"))
    for verb in ("approve", "send-back"):
        with pytest.raises(Refused, match="changed"):
            decided(second, wish(verb, seen), TEAM)
    approved = after(second, wish("approve", mark_of(second.standing.text)))
    assert decided(approved, wish("approve"), TEAM) is None


def test_where_two_people_are_wanted_nobody_approves_their_own_reply(critical: CaseFile) -> None:
    two = replace(TEAM, two_people=True)
    mine = after(critical, wish("use", "1", by="Noor"), settings=two)
    with pytest.raises(Refused, match="own"):
        decided(mine, wish("approve", by="Noor"), two)
    assert decided(mine, wish("send-back", by="Noor"), two)
    others = after(critical, wish("use", "1", by="Piet"), settings=two)
    assert decided(others, wish("approve", by="Noor"), two)


@pytest.mark.parametrize(
    ("by", "writer", "refused"),
    [("Noor", " noor", "own"), ("Noor", "N. de Wit", None), ("Wim", "Noor", None), ("Wim", "N. de Wit", "put both ids of Wim"),
     ("Wim", "Fatma", None), ("Piet", "N. de Wit", "put both ids of Piet"), ("Piet", "Noor", None)],
)  # fmt: skip
def test_in_two_services_a_colleague_has_two_names_until_the_profile_gives_them_one(
    critical: CaseFile, by: str, writer: str, refused: str | None
) -> None:
    slack, teams = {"U1": "Noor", "U2": "Fatma"}, {"a": "Noor", "b": "Wim"}
    two = Settings(two_people=True, slack=ChatSettings(people=slack), teams=ChatSettings(people=teams))
    file = after(critical, wish("use", "1", by=writer), settings=two)
    if refused is None:
        assert decided(file, wish("approve", by=by), two)
    else:
        with pytest.raises(Refused, match=refused):
            decided(file, wish("approve", by=by), two)
    one = replace(two, teams=ChatSettings())
    assert decided(file, wish("approve", by="Wim"), one)  # in one service each name is somebody else's


def test_a_milder_reading_does_not_let_a_submitted_reply_slip_out(handbook: Handbook, critical: CaseFile) -> None:
    submitted = after(critical, wish("use", "1"), wish("correct", "severity=low"))
    milder = replace(
        submitted, proposals=(*submitted.proposals, case_file(reading("delivery", "low"), handbook).proposals[0])
    )
    assert milder.standing.status == "waiting_for_approval"
    with pytest.raises(Refused):
        decided(milder, wish("sent"), TEAM)
    again = after(milder, wish("use", "2"))
    assert again.standing.status == "waiting_for_approval"
    assert after(again, wish("approve"), wish("sent")).standing.status == "answered"


def test_a_draft_is_taken_only_as_it_was_seen(ordinary: CaseFile) -> None:
    assert ordinary.proposal
    seen = mark_of(ordinary.proposal.drafts[0].text)
    assert after(ordinary, wish("use", f"1:{seen}")).decisions[-1].value == "1"
    with pytest.raises(Refused, match="other drafts"):
        decided(ordinary, wish("use", f"2:{seen}"), TEAM)


def test_a_correction_lifts_an_approval_only_by_the_hand_of_who_may_approve(
    handbook: Handbook, critical: CaseFile
) -> None:
    mild = case_file(reading("delivery", "low"), handbook).proposals[0]
    for by, status in (("Piet", "waiting_for_approval"), ("Noor", "chosen")):
        read_anew = after(critical, wish("correct", "severity=low", by=by))
        read_anew = replace(read_anew, proposals=(*read_anew.proposals, mild))
        assert after(read_anew, wish("use", "1", by="Piet")).standing.status == status


def test_a_case_knows_the_replies_that_were_posted(ordinary: CaseFile) -> None:
    twice = after(
        ordinary, wish("use", "1"), wish("sent"), wish("not-solved"), wish("edit", text="Tweede. – Noor"), wish("sent")
    )
    assert twice.proposal
    assert twice.posted == (twice.proposal.drafts[0].text, "Tweede. – Noor")
    assert ordinary.posted == ()


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("promise: We bellen u morgen voor 12 uur", "2026-11-19T12:00:00+01:00"),
        ("promise: You will hear from us by Friday noon", "2026-11-20T12:00:00+01:00"),
        ("promise 2026-11-21T09:00: We bellen morgen", "2026-11-21T09:00:00+00:00"),
    ],
)
def test_a_promise_is_due_when_its_words_say_so_unless_a_time_is_given(
    ordinary: CaseFile, words: str, due: str
) -> None:
    made = decided(ordinary, wishes(words), TEAM)
    assert made is not None
    assert made.value == due


def test_a_promise_that_names_no_time_is_due_a_day_later(ordinary: CaseFile) -> None:
    made = decided(ordinary, wishes("promise: We bellen"), TEAM)
    assert made is not None
    assert datetime.fromisoformat(made.value) == LATER + timedelta(days=1)
