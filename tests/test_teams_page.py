"""The door in Microsoft's own playground, in a browser: what a colleague sees, types and presses, without an app id."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.adapters.chat_ledger import ChatLedger
from bot.adapters.desks import Desks
from bot.adapters.ledger import SqliteLedger
from bot.adapters.lingua import language_of
from bot.adapters.teams_door import TeamsDoor
from bot.adapters.teams_line import Secrets, TeamsLine
from bot.adapters.teams_serve import MESSAGES, TeamsServer
from bot.desk import Desk
from bot.guidelines import Handbook
from bot.phrases import Phrases
from bot.settings import Settings
from tests.builders import TableNlu
from tests.slack_stand import free_port, in_background, stay_open
from tests.teams_activities import CARE, CAROL, PERSONAL
from tests.teams_page import TeamsPage, needs_teams_page
from tests.teams_stand import TeamsStand, needs_teams_stand

pytestmark = [pytest.mark.slow, needs_teams_stand, needs_teams_page]
SETTINGS = Settings(brand="Voorbeeld", signer="Anna")
LATE = "Mijn pakket is al een week te laat en niemand reageert. Wat nu?"


@pytest.fixture
def stand(tmp_path: Path, table_nlu: TableNlu, handbook: Handbook, phrases: dict[str, Phrases]) -> Iterator[TeamsStand]:
    """The playground with an open door behind it."""
    port, ready = free_port(), threading.Event()

    async def main() -> None:
        ledgers = [SqliteLedger(tmp_path / "ledger.db") for _ in range(2)]
        desks = Desks(
            *(Desk(one, table_nlu, handbook, phrases, SETTINGS, language_of, random.Random(7)) for one in ledgers)
        )

        def make(line: TeamsLine) -> TeamsDoor:
            return TeamsDoor(
                desks, ChatLedger(ledgers[1], "teams"), line, SETTINGS, lambda: datetime.now(SETTINGS.zone)
            )

        server = TeamsServer(Secrets.of({}, local=True, host="127.0.0.1"), SETTINGS, make)
        try:
            await stay_open(server, port, ready.set)
        finally:
            desks.close()

    with in_background(main):
        assert ready.wait(20)
        with TeamsStand(tmp_path / "teams", f"http://127.0.0.1:{port}{MESSAGES}") as running:
            yield running


def test_a_colleague_pastes_a_post_chooses_a_draft_and_asks_about_it(stand: TeamsStand) -> None:
    with TeamsPage(stand.url) as page:
        page.go(CARE)
        page.see("Hoi, ik ben Meelezer.")
        page.say(LATE, mention=True, post=True)
        page.see("Gebruik 1")
        page.click("Gebruik 1", 0)
        page.see("Antwoord gekozen, nog niet geplaatst · Alice")
        page.say("moet ik dit privé doen?", mention=True)
        page.see("Lees de richtlijnen")
        page.go(PERSONAL)
        page.say("mijn")
        page.see("Mijn open zaken")
    assert stand.failures() == []


def test_a_post_comes_in_by_a_form_and_by_the_mention_of_another_colleague(stand: TeamsStand) -> None:
    with TeamsPage(stand.url) as page:
        page.command("triage")
        page.see("Wat schreef de klant?")
        page.fill("Wat schreef de klant?", LATE)
        page.choose("Waar staat het?", "Facebook")
        page.click("Leg voor")
        page.see("Ik lees mee.")
    shown = stand.wait_for(PERSONAL, lambda one: "card.refresh" in str(one.card))
    assert "Facebook" in str(shown.card)
    stand.say(CARE, LATE, CAROL, mention=True)
    assert stand.wait_for(CARE, lambda one: "card.refresh" in str(one.card))
    assert stand.failures() == []
