"""A card shows earlier cases that are like its own, with what was answered and how it ended; rather none than a poor one."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from rich.console import Console

from bot import chat
from bot.adapters import screen
from bot.adapters.terminal import Talk
from bot.case import Post
from bot.context import Rarity
from bot.decision import CaseFile, Wish
from bot.desk import Desk
from bot.guidelines import Handbook
from bot.similar import similar
from tests.builders import NOON, case_file, dev, reading

OLD = "Twee keer vrij genomen voor de wasmachine en twee keer niemand gezien. De bezorger zegt dat ik niet thuis was."
NEW = "Al twee keer vrij genomen voor mijn wasmachine, niemand gezien, en volgens de bezorger was ik niet thuis!"
RARITY = Rarity.load()


def answered(desk: Desk, text: str = OLD, author: str = "@kees", days: int = 30, end: str = "solved") -> CaseFile:
    """An earlier post that was answered, and what came of it."""
    at = NOON - timedelta(days=days)
    case = desk.receive(Post(text, author=author, platform="x"), at).file.case.id
    for minutes, (verb, value) in enumerate((("use", "1"), ("sent", ""), (end, "")), 10):
        file, _ = desk.decide(case, Wish(verb, "Anna", at + timedelta(minutes=minutes), value))
    return file


def new(desk: Desk, text: str = NEW, author: str = "@ria") -> CaseFile:
    return desk.receive(Post(text, author=author, platform="x"), NOON).file


def earlier(desk: Desk, file: CaseFile) -> list[str]:
    return [one.case for one in desk.card(file, NOON).before]


def test_a_card_shows_what_was_answered_to_a_case_like_it_and_how_that_ended(desk: Desk) -> None:
    old = answered(desk)
    answered(desk, "De hoes was na een week al stuk en niemand neemt op", "@jo")
    file = new(desk)
    (before,) = desk.card(file, NOON).before
    assert (before.case, before.when, before.ended, before.reply) == (old.case.id, "19-10", "opgelost", old.posted[-1])
    case = file.case.id
    desk.decide(case, Wish("use", "Anna", NOON, "1"))
    assert earlier(desk, desk.ledger.file(case)) == []  # it helped to choose; that is done
    assert len(desk.similar(desk.ledger.file(case))) == 1


def test_the_most_alike_comes_first_and_three_are_enough(desk: Desk) -> None:
    cases = [answered(desk, OLD + " Erg." * n, f"@k{n}", 30 + n).case.id for n in range(4)]
    exact = answered(desk, NEW, "@els", 400)
    shown = earlier(desk, new(desk))
    assert shown[0] == exact.case.id
    assert set(shown[1:]) < set(cases)
    assert len(shown) == 3
    assert desk.card(new(desk), NOON).before[0].when == "14-10-2025"


def test_how_it_ended_tells_of_a_promise_and_of_what_was_not_solved(desk: Desk) -> None:
    old = answered(desk, end="not-solved")
    assert earlier(desk, new(desk)) == []  # still under way: nothing to go by
    found = chat.hear(desk, chat.Heard("have we had this before?"), chat.Thread(new(desk).case.id), NOON)[0]
    assert isinstance(found, chat.ShowFound)
    assert [(one.ended, one.reply) for one in found.found.lines] == [
        ("niet opgelost, wacht op een antwoord", old.posted[-1])
    ]
    at = NOON - timedelta(days=30)
    promised = answered(desk, f"{OLD} Zucht.", "@jo", end="sent")
    promise = Wish("promise", "Anna", at, (at + timedelta(hours=5)).isoformat(), "De planner belt")
    desk.decide(promised.case.id, promise)
    (before,) = desk.card(new(desk, f"{NEW} Hallo?", "@els"), NOON).before
    assert before.ended == "beantwoord · beloofd vóór 19-10 18:00: “De planner belt”"


@pytest.mark.parametrize(
    ("old", "author"),
    [
        ("Wasmachine kapot", "@kees"),
        ("Jullie bezorger was vriendelijk maar het pakket is nat", "@kees"),
        (
            "Voorbeeld, de factuur van mijn wasmachine klopt niet, twee keer betaald en niemand thuis bij jullie",
            "@kees",
        ),
        (OLD, "@Ria"),
    ],
    ids=["one word", "another matter", "another type", "the same author"],
)
def test_what_is_not_the_same_is_not_shown(desk: Desk, old: str, author: str) -> None:
    answered(desk, old, author)
    assert earlier(desk, new(desk)) == []


def test_what_was_withdrawn_or_came_later_or_needs_no_example_is_not_shown(desk: Desk) -> None:
    old = answered(desk)
    file = new(desk)
    assert earlier(desk, file) == [old.case.id]
    assert desk.similar(old) == []
    desk.decide(old.case.id, Wish("withdraw", "Anna", NOON))
    assert earlier(desk, file) == []
    answered(desk, "Heel veel dank voor de snelle hulp met mijn wasmachine gisteren", "@x1")
    assert earlier(desk, new(desk, "Dank voor de snelle hulp met mijn wasmachine gisteren", "@x2")) == []


def test_another_trouble_of_the_same_type_is_another_case(handbook: Handbook) -> None:
    late, broken, unknown = (
        case_file(reading(trouble=one), handbook, post=Post(NEW)) for one in ("late", "broken", "")
    )
    assert similar(late, [broken, unknown, late], RARITY) == [unknown, late]


def test_on_posts_of_all_kinds_few_pairs_pass_and_those_are_of_one_subject(handbook: Handbook) -> None:
    posts = [line for line in dev("posts_d01.jsonl") if line["type"] not in ("praise", "abuse")]
    files = [case_file(reading(line["type"], lang=line["lang"]), handbook, post=Post(line["text"])) for line in posts]
    pairs = sum(len(similar(file, files[:n], RARITY)) for n, file in enumerate(files))
    assert pairs <= 3  # of some seven thousand; writers of many brands hardly ever tell the same


def test_colleagues_ask_in_the_thread_of_a_case_and_search_by_words(desk: Desk) -> None:
    old = answered(desk)
    case = new(desk).case.id
    for addressed in (True, False):
        heard = chat.Heard("hebben we dit eerder gehad?", addressed=addressed)
        (said,) = chat.hear(desk, heard, chat.Thread(case), NOON)
        assert isinstance(said, chat.ShowFound)
        assert said.found.title.nl == "Ja, één keer eerder:"
        assert [one.case for one in said.found.lines] == [old.case.id]
    (none,) = chat.hear(desk, chat.Heard("hebben we dit eerder gehad?"), chat.Thread(), NOON)
    assert none == chat.Tell(chat.NO_CASE)
    assert chat.hear(desk, chat.Heard("zoek wasmachine", addressed=False), chat.Thread(case), NOON) == []
    (found,) = chat.hear(desk, chat.Heard("zoek wasmachine thuis"), chat.Thread(), NOON)
    assert isinstance(found, chat.ShowFound)
    assert [one.case for one in found.found.lines] == [case, old.case.id]
    (partly,) = chat.hear(desk, chat.Heard("zoek wasmachine bezorger olifant"), chat.Thread(), NOON)
    assert isinstance(partly, chat.ShowFound)
    assert "meeste" in partly.found.title.nl
    (nothing,) = chat.hear(desk, chat.Heard("zoek olifant"), chat.Thread(), NOON)
    assert isinstance(nothing, chat.ShowFound)
    assert nothing.found.title.nl.startswith("Geen zaak gevonden met: olifant.")
    assert nothing.found.lines == ()


def test_the_terminal_shows_earlier_cases_on_a_card_and_those_that_were_looked_for(desk: Desk) -> None:
    old = answered(desk)
    console = Console(width=90, file=io.StringIO())
    talk = Talk(desk, console, lambda: NOON, "Anna")
    for words in (NEW, "search wasmachine", "have we had this before?", "search"):
        talk.hear(words)
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert "Zoiets hadden we eerder:" in shown
    assert f"19-10 opgelost: “{old.posted[-1][:30]}" in shown
    assert "Gevonden met: wasmachine" in shown
    assert "Ja, één keer eerder:" in shown
    assert "Zet er woorden achter" in shown
    assert max(map(len, shown.splitlines())) <= 96


def test_a_customers_text_is_never_markup_in_a_list(desk: Desk) -> None:
    answered(desk, "[bold]wasmachine[/bold] [link=http://evil.example]klik[/link]")
    console = Console(width=90, file=io.StringIO())
    (found,) = chat.hear(desk, chat.Heard("zoek wasmachine"), chat.Thread(), NOON)
    assert isinstance(found, chat.ShowFound)
    screen.show_found(console, "[bold]x", found.found.lines)
    assert isinstance(console.file, io.StringIO)
    assert "[bold]wasmachine[/bold]" in console.file.getvalue()
