"""The terminal door, driven through a pseudo-terminal as a colleague types, and its understanding of words as a table."""

from __future__ import annotations

import io
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest
from rich.console import Console

from bot.adapters.terminal import Talk, understood
from bot.card import card_of
from bot.desk import Desk
from bot.guidelines import Handbook
from bot.settings import Settings
from tests.builders import NOON, case_file, reading

COMPLAINT = "Mijn pakket zou dinsdag komen en het is nu vrijdag"


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("severity", ["medium", "critical"])
def test_every_button_of_a_card_can_be_typed(handbook: Handbook, lang: str, severity: str) -> None:
    file = case_file(reading("safety", severity), handbook)
    for button in card_of(file, Settings(language=lang), NOON).buttons:
        assert understood(button.label) == (button.verb, button.value)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gebruik 2", ("use", "2")),
        ("Use 2", ("use", "2")),
        ("waarom", ("why", "")),
        ("Waarom?", None),
        ("waarom moet dit openbaar", None),
        ("voorbeeld 3", ("sample", "3")),
        ("voorbeeld van een slechte service is dit, al drie weken wachten", None),
        ("corrigeer severity=critical", ("correct", "severity=critical")),
        ("geen antwoord", ("no-reply", "")),
        ("geen antwoord gekregen op mijn mail van vorige week", None),
        ("opgelost", ("solved", "")),
        ("opgelost is het nog lang niet hoor", None),
        ("check Hoi Anna, ik kijk het na.", ("check", "Hoi Anna, ik kijk het na.")),
        ("stop", ("stop", "")),
        ("stop met die reclame", None),
        ("moet dit privé?", None),
    ],
)
def test_buttons_are_understood_and_sentences_are_left_alone(typed: str, meant: tuple[str, str] | None) -> None:
    assert understood(typed) == meant


@pytest.fixture
def talk(desk: Desk) -> Talk:
    return Talk(desk, Console(file=io.StringIO(), width=100), lambda: NOON, "Anna")


def said(talk: Talk, *messages: str) -> str:
    """What the conversation prints after `messages`."""
    for message in messages:
        assert talk.hear(message)
    assert isinstance(talk.console.file, io.StringIO)
    return talk.console.file.getvalue()


def test_a_conversation_from_post_to_decision(talk: Talk) -> None:
    out = said(talk, COMPLAINT, "moet dit privé?", "meer", "waarom", "gebruik 2")
    for words in (
        "Antwoord openbaar",
        "Hier: antwoord gewoon openbaar",
        "liebrecht-2025",
        "Wat niet gevolgd is",
        "antwoord gekozen",
    ):
        assert words in out
    assert talk.case is not None
    assert [d.verb for d in talk.desk.ledger.file(talk.case).decisions] == ["use"]


def test_known_failures_are_told_and_the_conversation_goes_on(talk: Talk) -> None:
    out = said(talk, "gebruik 1", "meer", "check", COMPLAINT, "gebruik 9", "corrigeer kleur=rood", "heropen")
    for words in ("nog geen bericht", "Stel eerst een vraag", "van 1 tot 3", "type=", "nog open"):
        assert words in out


def test_a_blocked_edit_goes_through_with_a_reason(talk: Talk) -> None:
    out = said(talk, COMPLAINT, "bewerk Hoi, stuur ons een DM. – Anna")
    assert "reden" in out
    said(talk, "bewerk Hoi, stuur ons een DM. – Anna reden: klant vroeg erom")
    assert talk.case is not None
    assert talk.desk.ledger.file(talk.case).decisions[-1].reason == "klant vroeg erom"


def test_text_of_a_customer_is_never_markup(talk: Talk) -> None:
    out = said(talk, "[bold red]pakket weg[/] [link=https://x.example]klik[/link] \x1b[31mrood")
    assert "[bold red]" in out
    assert "\x1b[31m" not in out


def test_samples_are_all_read(talk: Talk) -> None:
    said(talk, *["voorbeeld"] * 6)
    assert len(talk.desk.ledger.open_files()) == 6


@pytest.fixture
def child(environment: dict[str, str], model: Path) -> Iterator[pexpect.spawn[str]]:
    assert model.exists()
    command = str(Path(sys.executable).parent / "meelezer")
    spawned = pexpect.spawn(
        command,
        ["try"],
        env={**environment, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
        encoding="utf-8",
        dimensions=(50, 110),
        timeout=60,
    )
    yield spawned
    spawned.close(force=True)


@pytest.mark.slow
def test_a_colleague_talks_with_it_in_a_terminal(child: pexpect.spawn[str]) -> None:
    child.expect("plak een bericht")
    child.expect("meelezer>")
    time.sleep(1)  # nobody pastes within the millisecond in which the prompt takes over the terminal
    child.send(f"\x1b[200~{COMPLAINT},\nen niemand die iets laat weten\x1b[201~\r")  # a paste of two lines is one post
    child.expect("Bezorging")
    child.expect("Antwoord openbaar")
    child.expect("liebrecht-2025")
    child.expect("Gebruik 1")
    child.send("moet ik dit privé doen?\r")
    child.expect("Hier: antwoord gewoon openbaar")
    child.send("gebruik 2\r")
    child.expect("antwoord gekozen")
    child.send("geplaatst\r")
    child.expect("beantwoord")
    child.send("stop\r")
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0


@pytest.mark.slow
def test_control_c_empties_the_line_and_control_d_leaves(child: pexpect.spawn[str]) -> None:
    child.expect("meelezer>")
    time.sleep(1)  # nobody types within the millisecond in which the prompt takes over the terminal
    child.send("half een zin")
    child.expect("half een zin")
    child.sendintr()
    child.expect("meelezer>")
    time.sleep(1)  # the same, for the new prompt
    child.sendeof()
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0
    assert not re.search("Traceback", child.before or "")


def test_the_running_week_can_be_asked_for_in_the_conversation(talk: Talk, desk: Desk) -> None:
    first, second = said(talk, "digest deze week", "digest").splitlines()[-2:]
    assert "tot nu toe niets binnen" in first
    assert "tot nu toe" not in second
