"""After the reply: the promise that stands in it is offered, a kept one is told to the customer, and they are asked whether it is solved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.card import card_of
from bot.closing import closing_of
from bot.decision import CaseFile, Decision, Wish, decided, mark_of
from bot.desk import Desk
from bot.errors import BadInput
from bot.guidelines import Handbook
from bot.settings import Settings
from tests.builders import NOON, case_file, reading

ANSWER = "Hoi Anna, wat vervelend. Morgen voor 12 uur hoor je van ons. – Joris"
WORDS = "Morgen voor 12 uur hoor je van ons. (Joris)"
SENT = (Decision(NOON, "Joris", "edit", "", ANSWER), Decision(NOON, "Joris", "sent"))


def after(handbook: Handbook, *decisions: Decision, lang: str = "nl", settings: Settings | None = None) -> CaseFile:
    file = case_file(reading(lang=lang), handbook, settings=settings or Settings())
    return replace(file, decisions=(*SENT, *decisions))


def buttons(file: CaseFile) -> list[tuple[str, str]]:
    card = card_of(file, Settings(), NOON)
    return [(one.verb, one.value) for one in card.buttons if one.verb in ("promise", "kept")]


def wish(value: str = "", text: str = "", verb: str = "promise") -> Wish:
    return Wish(verb, "Fatma", NOON + timedelta(hours=1), value, text)


def test_a_promise_in_the_reply_is_offered_with_who_posted_it_and_when_and_taken_with_one_click(
    handbook: Handbook,
) -> None:
    file = after(handbook)
    assert buttons(file) == [("promise", mark_of(WORDS)), ("promise", "")]
    assert any("19-11 12:00" in note and WORDS in note for note in card_of(file, Settings(), NOON).notes)
    decision = decided(file, wish(mark_of(WORDS)), Settings())
    assert decision
    assert (decision.verb, decision.text, decision.by) == ("promise", WORDS, "Fatma")
    taken = after(handbook, decision)
    assert taken.standing.promises == ((WORDS, NOON + timedelta(days=1)),)
    assert ("promise", mark_of(WORDS)) not in buttons(taken)
    assert decided(taken, wish(mark_of(WORDS)), Settings()) is None  # clicked twice
    kept = after(handbook, decision, Decision(NOON, "Joris", "kept", "", WORDS))
    assert decided(kept, wish(mark_of(WORDS)), Settings()) is None  # an old card


def test_a_promise_without_words_is_the_one_in_the_reply(handbook: Handbook) -> None:
    plain, dated = (decided(after(handbook), wish(value), Settings()) for value in ("", "2026-11-20T10:00:00+01:00"))
    assert plain
    assert dated
    assert (plain.text, plain.value) == (WORDS, (NOON + timedelta(days=1)).astimezone(Settings().zone).isoformat())
    assert (dated.text, dated.value) == (WORDS, "2026-11-20T10:00:00+01:00")


@pytest.mark.parametrize(
    "decisions",
    [
        (),
        (Decision(NOON, "Joris", "edit", "", ANSWER),),  # not posted yet
        (Decision(NOON, "Joris", "edit", "", "Dank je wel!"), Decision(NOON, "Joris", "sent")),
        (*SENT, Decision(NOON, "Joris", "close")),
    ],
)
def test_where_nothing_was_promised_nothing_is_offered(handbook: Handbook, decisions: Sequence[Decision]) -> None:
    file = replace(case_file(reading(), handbook), decisions=tuple(decisions))
    assert not [one for one in buttons(file) if one[1]]
    if file.standing.open:
        with pytest.raises(BadInput):
            decided(file, wish(), Settings())


def test_the_mark_of_another_promise_takes_none(handbook: Handbook) -> None:
    with pytest.raises(BadInput):
        decided(after(handbook), wish("00000000"), Settings())


def test_a_kept_promise_and_a_check_each_have_something_to_say_to_the_customer(handbook: Handbook) -> None:
    promise = Decision(NOON, "Joris", "promise", "2026-11-20T10:00:00+01:00", "We bellen")
    later = NOON + timedelta(days=Settings().solved_check_days)
    assert closing_of(after(handbook, promise), Settings(), NOON) is None
    done = closing_of(after(handbook, promise, Decision(NOON, "J", "kept", "", "We bellen")), Settings(), NOON)
    assert done
    assert done[0] == "Zeg het ook openbaar:"
    asked = closing_of(after(handbook, promise), Settings(), later)
    assert asked
    assert asked[0] == "Zo kun je het de klant vragen:"
    assert closing_of(after(handbook, Decision(NOON, "J", "solved")), Settings(), later) is None


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("voice", ["informal", "formal"])
@pytest.mark.parametrize("verb", ["kept", "check"])
@pytest.mark.parametrize("case", ["a", "b"])
def test_the_reviewer_has_nothing_against_what_is_offered(
    desk: Desk, handbook: Handbook, lang: str, voice: str, verb: str, case: str
) -> None:
    settings = Settings(voice=voice, signer="Anna")
    file = after(handbook, *([Decision(NOON, "J", "kept", "", "x")] if verb == "kept" else []), lang=lang)
    file = replace(file, case=replace(file.case, id=case))
    later = NOON + timedelta(days=settings.solved_check_days)
    offered = closing_of(file, settings, later if verb == "check" else NOON)
    assert offered
    found = {one.rule for one in desk.review(replace(file.case.post, lang=lang), offered[1], later)}
    assert found <= {"missing_empathy"}  # that was in the reply; who comes back with news has shown it
    assert len(offered[1]) <= settings.lengths["x"]
