"""The story, told on a real ledger with a table for an NLU: nothing lost, nothing twice, every step in the ledger."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import drafts
from bot.case import Post
from bot.decision import Wish
from bot.desk import Desk
from bot.errors import BadInput, Refused
from bot.phrases import Phrases
from bot.review import ok
from tests.builders import NOON, TableNlu, proposal, reading


def test_a_post_is_stored_read_advised_and_drafted(desk: Desk) -> None:
    done = desk.receive(Post("Mijn pakket is er nog niet"), NOON)
    assert done.new
    assert done.file.proposal is not None
    assert done.file.proposal.advice.action == "reply_public"
    assert len(done.file.proposal.drafts) == 3
    assert done.file.standing.status == "advised"


def test_the_same_post_again_changes_nothing(desk: Desk, table_nlu: TableNlu) -> None:
    first = desk.receive(Post("Mijn pakket is er nog niet"), NOON)
    again = desk.receive(Post("Mijn pakket is er nog niet"), NOON + timedelta(hours=2))
    assert not again.new
    assert again.file == first.file
    assert len(table_nlu.asked) == 1


def test_with_the_nlu_away_the_case_stays_and_is_completed_later(desk: Desk, table_nlu: TableNlu) -> None:
    table_nlu.away = True
    done = desk.receive(Post("Mijn pakket is er nog niet"), NOON)
    assert done.away is not None
    assert done.file.standing.status == "received"
    assert "bewaard" in desk.card(done.file, NOON).advice
    table_nlu.away = False
    assert desk.catch_up(NOON) == 1
    assert desk.catch_up(NOON) == 0
    assert desk.ledger.file(done.file.case.id).standing.status == "advised"


def test_posts_are_all_stored_before_the_first_is_read(desk: Desk, table_nlu: TableNlu) -> None:
    table_nlu.away = True
    desk.receive_all([Post(f"Bericht {n}") for n in range(5)], NOON)
    assert len(desk.ledger.unread()) == 5


def test_a_reply_that_was_sent_back_gets_other_drafts_and_shows_why_until_there_is_another_text(desk: Desk) -> None:
    case = desk.receive(Post("er kwam brand uit de lader"), NOON).file.case.id
    file, _ = desk.decide(case, Wish("use", "Anna", NOON, "1"))
    before = desk.card(desk.ledger.file(case), NOON)
    shown = [draft.text for draft in file.proposal.drafts] if file.proposal else []
    file, _ = desk.decide(case, Wish("send-back", "Wim", NOON, reason="Noem de brandwonden niet."))
    card = desk.card(file, NOON)
    assert len(card.drafts) == 3
    assert not set(card.drafts) & set(shown)
    assert card.notes[1] == "Teruggestuurd door Wim: “Noem de brandwonden niet.”"
    assert not any("Gekozen antwoord" in note for note in card.notes)
    assert any("Gekozen antwoord" in note for note in before.notes)
    desk.decide(case, Wish("promise", "Anna", NOON, text="We bellen"))
    file, _ = desk.decide(case, Wish("correct", "Wim", NOON, "severity=high"))
    assert any("Teruggestuurd" in note for note in desk.card(file, NOON).notes)
    file, _ = desk.decide(
        case, Wish("edit", "Anna", NOON, text="Wat naar. We bellen je vandaag vóór 16.00 uur. – Anna")
    )
    assert not any("Teruggestuurd" in note for note in desk.card(file, NOON).notes)


def test_a_post_that_does_not_belong_here_leaves_no_trace_in_what_comes_later(desk: Desk) -> None:
    post = Post("Mijn pakket is er nog steeds niet, sinds maandag", author="@els", platform="x")
    reply = "Hoi Els, wat vervelend. Ik zoek het uit en je hoort het vandaag vóór 16.00 uur. – Anna"
    case = desk.receive(post, NOON).file.case.id
    desk.decide(case, Wish("edit", "Anna", NOON, text=reply))
    desk.ask("hoe lang heb ik nog?", NOON, desk.ledger.file(case))
    other = Post("Mijn pakket is er nog steeds niet, sinds dinsdag", author="@jan", platform="x")
    later = Post("En nu is het de verkeerde doos", author="@els", platform="x")

    def traces() -> list[bool]:
        earlier = desk.receive(
            replace(later, text=f"{later.text} {len(seen)}"), NOON + timedelta(hours=2)
        ).file.proposal
        assert earlier
        rules = [one.rule for one in desk.review(other, reply, NOON)]
        known = any(one.case == case for one in earlier.context.earlier)
        same = bool(desk.ledger.others(other, "x", NOON - timedelta(1), NOON + timedelta(minutes=1)))
        asked = bool(desk.ledger.questions(NOON, NOON + timedelta(1)))
        return [known, "near_duplicate" in rules, same, asked]

    seen: list[list[bool]] = []
    seen.append(traces())
    desk.decide(case, Wish("withdraw", "Anna", NOON, reason="een test"))
    own = {one.sentences for one in desk.ledger.file(case).proposals[0].drafts}
    seen.append(traces())
    assert seen == [[True] * 4, [False] * 4]
    assert not own & set(desk.ledger.drafts_since(0)[1])
    sentence = next(iter(own))[0]
    assert sentence not in desk._remembered()
    assert case not in [file.case.id for file in desk.ledger.open_files()]
    desk.decide(case, Wish("reopen", "Anna", NOON))
    assert own & set(desk.ledger.drafts_since(0)[1])
    assert sentence in desk._remembered()
    assert [one.verb for one in desk.ledger.file(case).decisions] == ["edit", "withdraw", "reopen"]


def test_no_drafts_for_abuse_and_three_for_everything_else(desk: Desk) -> None:
    assert desk.receive(Post("stelletje sukkels"), NOON).file.proposal.drafts == ()  # type: ignore[union-attr]
    for text in ("dank jullie wel", "mijn factuur klopt niet", "er kwam brand uit de lader"):
        proposal = desk.receive(Post(text), NOON).file.proposal
        assert proposal is not None
        assert len(proposal.drafts) == 3
        assert all(ok(desk.review_draft(Post(text), proposal, draft.text)) for draft in proposal.drafts)


def test_where_a_post_may_be_critical_the_first_draft_says_nothing_that_one_could_regret(
    desk: Desk, phrases: dict[str, Phrases]
) -> None:
    holding = {"holding.informal": ("We nemen dit ernstig en kijken nu wat er speelt.",)}
    known = replace(phrases["nl"], moves={**phrases["nl"].moves, **holding})
    read, post = replace(reading("product", "medium"), alarm=True), Post("Het ding kwam van de muur")
    advice = proposal(post, read, desk.handbook).advice
    offered = drafts.propose(post, read, advice, drafts.Desk(known, desk.settings, NOON, random.Random(1)))
    assert ["nemen dit ernstig" in one.text for one in offered] == [True, False, False]


def test_using_a_draft_is_a_decision_and_a_double_click_is_none(desk: Desk) -> None:
    case = desk.receive(Post("Mijn pakket is er nog niet"), NOON).file.case.id
    file, changed = desk.decide(case, Wish("use", "Anna", NOON, "2"))
    again, changed_again = desk.decide(case, Wish("use", "Wim", NOON, "2"))
    assert (changed, changed_again) == (True, False)
    assert again.decisions == file.decisions
    assert file.standing.text == file.proposal.drafts[1].text  # type: ignore[union-attr]


def test_a_correction_gives_new_advice_and_new_drafts_and_keeps_the_old(desk: Desk) -> None:
    before = desk.receive(Post("Mijn pakket is er nog niet"), NOON).file
    after, _ = desk.decide(before.case.id, Wish("correct", "Anna", NOON, "severity=critical"))
    assert after.proposals[0] == before.proposal
    assert after.proposal is not None
    assert after.proposal.advice.action == "hold_for_approval"
    assert after.proposal.reading.corrected
    assert {d.text for d in after.proposal.drafts}.isdisjoint(d.text for d in before.proposal.drafts)


def test_an_edit_with_a_blocking_finding_needs_a_reason(desk: Desk) -> None:
    case = desk.receive(Post("Mijn pakket is er nog niet"), NOON).file.case.id
    bad = "Hoi, stuur ons even een DM. – Anna"
    with pytest.raises(Refused, match="reason"):
        desk.decide(case, Wish("edit", "Anna", NOON, text=bad))
    assert desk.ledger.file(case).decisions == ()
    file, _ = desk.decide(case, Wish("edit", "Anna", NOON, text=bad, reason="klant vroeg er zelf om"))
    assert file.decisions[-1].reason == "klant vroeg er zelf om"


@pytest.mark.row(24)
def test_a_critical_case_goes_out_only_after_approval(desk: Desk) -> None:
    case = desk.receive(Post("er kwam brand uit de lader"), NOON).file.case.id
    desk.decide(case, Wish("use", "Anna", NOON, "1"))
    with pytest.raises(Refused, match="approve"):
        desk.decide(case, Wish("sent", "Anna", NOON))
    desk.decide(case, Wish("approve", "Wim", NOON))
    file, _ = desk.decide(case, Wish("sent", "Anna", NOON))
    assert file.standing.status == "answered"


def test_a_question_about_a_case_is_answered_about_that_case(desk: Desk) -> None:
    plain = desk.receive(Post("Mijn pakket is er nog niet"), NOON).file
    private = desk.receive(Post("Mijn rekening NL91 ABNA 0417 1643 00 is leeg, factuur klopt niet"), NOON).file
    about_plain = desk.ask("moet dit privé?", NOON, plain)
    about_private = desk.ask("moet dit privé?", NOON, private)
    assert about_plain.text.startswith("Hier: antwoord gewoon openbaar")
    assert "details privé" in about_private.text
    assert about_plain.sources


def test_a_question_that_goes_on_keeps_its_topic(desk: Desk) -> None:
    file = desk.receive(Post("Mijn pakket is er nog niet"), NOON).file
    first = desk.ask("moet dit privé?", NOON, file)
    second = desk.ask("en als hij boos blijft?", NOON, file, first)
    assert second.topic == first.topic == "go_private"
    assert second.text.startswith("Kom je er na twee openbare rondes niet uit")
    assert desk.ask("en moet ik dan sorry zeggen?", NOON, file, first).topic == "apology"  # plainly something else
    assert desk.ask("hoe is het weer in Gent", NOON, file, first).abstained
    long = "en " + "dat is een heel verhaal " * 5
    assert desk.ask(long, NOON, file, first).text != second.text


def test_where_no_reply_is_advised_a_question_that_goes_on_brings_none_either(desk: Desk, table_nlu: TableNlu) -> None:
    table_nlu.table["idioten"] = ("abuse", "low")
    table_nlu.topics["boos"] = "angry_customer"
    file = desk.receive(Post("stelletje idioten"), NOON).file
    first = desk.ask("hoe reageer ik op een boos iemand?", NOON, file)
    again = desk.ask("en als hij boos blijft?", NOON, file, first)
    assert first.text == again.text
    assert again.text.startswith("Hier: niet antwoorden, ook niet privé.")


def test_who_asks_the_same_again_hears_it_in_other_words(desk: Desk) -> None:
    texts = [desk.ask("moet dit privé?", NOON).text for _ in range(3)]
    strange = [desk.ask("hoe is het weer in Gent", NOON).text for _ in range(3)]
    assert len(set(texts)) == len(set(strange)) == 3


def test_an_empty_question_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput):
        desk.ask("  ", NOON)


def test_the_clocks_say_each_thing_once(desk: Desk) -> None:
    desk.receive(Post("Mijn pakket is er nog niet", platform="x"), NOON)
    later = NOON + timedelta(minutes=61)
    assert [one.kind for one in desk.tick(later)] == ["reminder", "escalation"]
    assert desk.tick(later) == []


@pytest.mark.row(25, 26)
def test_two_hundred_cases_of_one_kind_never_share_two_sentences(desk: Desk) -> None:
    """The hardest case: 600 drafts for the same complaint. At most one sentence of a draft was ever used before."""
    seen: set[str] = set()
    again = 0
    for n in range(200):
        proposal = desk.receive(Post(f"Mijn pakket nummer zoveel is er nog niet, poging {n}"), NOON).file.proposal
        assert proposal is not None
        assert len(proposal.drafts) == 3
        for draft in proposal.drafts:
            used = sum(sentence in seen for sentence in draft.sentences)
            assert used <= 1, draft.text
            again += used
            seen.update(draft.sentences)
    assert again < 300


def test_drafts_for_mixed_cases_share_no_sentence_at_all(desk: Desk) -> None:
    seen: set[str] = set()
    texts = (
        "pakket {n} is er niet",
        "factuur {n} klopt niet",
        "dank voor hulp {n}",
        "er kwam brand uit lader {n}",
        "the parcel {n} never came",
    )
    for n in range(200):
        proposal = desk.receive(Post(texts[n % 5].format(n=n), platform=("x", "facebook")[n % 2]), NOON).file.proposal
        assert proposal is not None
        assert len(proposal.drafts) == 3
        for draft in proposal.drafts:
            assert seen.isdisjoint(draft.sentences), draft.text
            seen.update(draft.sentences)


def test_a_reply_to_praise_is_not_asked_for_empathy_and_the_nlu_is_asked_only_where_it_matters(
    desk: Desk, table_nlu: TableNlu
) -> None:
    praise, reply = Post("Dank voor de hulp aan de balie!"), "Wat leuk om te lezen, dank je wel! – Anna"
    assert not {"missing_empathy", "missing_next_step"} & {one.rule for one in desk.review(praise, reply, NOON)}
    assert "missing_empathy" in {one.rule for one in desk.review(Post("Mijn pakket is weg."), reply, NOON)}
    table_nlu.away = True
    assert "missing_empathy" in {one.rule for one in desk.review(praise, reply, NOON)}
    table_nlu.asked.clear()
    desk.review(
        praise,
        "Wat vervelend dat je moest wachten, het spijt me. Ik zoek het vandaag vóór 16.00 uur uit en laat het hier weten. – Anna",
        NOON,
    )
    assert table_nlu.asked == []
