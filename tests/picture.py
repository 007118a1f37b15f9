"""`make picture`: draws the README's pictures: its card (docs/card.svg) with the trained model, so that it shows what people
get, and what Slack and Teams show (docs/slack-*.png, docs/teams-*.png). `python -m tests.picture chat` draws the latter alone,
without a model.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from rich.console import Console
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters import teams_cards, teams_lists
from bot.adapters.chart import drawn
from bot.adapters.chat_ledger import ChatLedger, Place, Shown
from bot.adapters.desks import Desks
from bot.adapters.home import Viewer, home_of
from bot.adapters.ledger import SqliteLedger
from bot.adapters.lingua import language_of
from bot.adapters.models import Models
from bot.adapters.rasa import OwnRasa, RasaNlu
from bot.adapters.screen import card_panel
from bot.adapters.slack_blocks import card_message
from bot.adapters.slack_door import DOOR, SlackDoor
from bot.adapters.slack_lists import digest_message
from bot.adapters.slack_views import edit_view, home_view
from bot.adapters.teams_forms import Form
from bot.case import Post
from bot.clocks import week_name
from bot.decision import Wish
from bot.desk import Desk
from bot.guidelines import load
from bot.phrases import load_phrases
from bot.ports import Nlu
from bot.settings import ChatSettings, Settings
from tests.builders import NOON, ROOT, TableNlu
from tests.photos import Json, needs_pictures
from tests.slack_pictures import picture
from tests.teams_pictures import picture as teams_picture

DOCS = ROOT / "docs"
POST = Post(
    "Al sinds dinsdag zou mijn wasmachine geleverd worden. Twee keer vrij genomen, twee keer niemand gezien. Volgens de "
    "bezorger was ik niet thuis, maar ik zat gewoon aan tafel. Hoe gaan jullie dit oplossen?",
    platform="facebook",
    author="Marieke Jansen",
)
_ADDRESS = "https://www.facebook.com/voorbeeld/posts/1"
_HASTY = (
    "Beste Marieke, wat vervelend voor je. Stuur ons een DM, dan zorg ik dat hij gegarandeerd morgen komt. Groet, Anna"
)
_CAROL = "UCAROL"
_TEAM = Settings(
    brand="Voorbeeld",
    signer="Anna",
    approvers=("Carol",),
    slack=ChatSettings(people={"UANNA": "Anna", _CAROL: "Carol"}),
)
_READ = {
    "waterkoker": ("safety", "critical"), "factuur": ("billing", "medium"), "dank": ("praise", "low"),
    "app": ("technical", "high"), "retour": ("returns", "medium"), "open op": ("question", "low"), "winkel": ("service", "medium"),
}  # fmt: skip
_WEEK: tuple[tuple[float, str, str, str, tuple[str, ...]], ...] = (
    (51, "De app loopt sinds de update vast, ik kan niet meer inloggen.", "x", "@linda_werkt", ("use", "sent", "solved")),
    (49, "Wat een fijne hulp vandaag aan de telefoon, dank jullie wel!", "facebook", "Sanne de Wit", ("use", "sent", "close")),
    (47, "Mijn bank is nu voor de derde keer verzet. Wie belt mij?", "facebook", "Kees Vos", ("use", "sent", "promise")),
    (29, "Op mijn factuur staat twee keer verzendkosten. Klopt dat?", "google_review", "P. Smit", ("use", "sent", "solved")),
    (27, "Zijn jullie zaterdag open op de Dorpsstraat?", "instagram", "@jip", ("use", "sent", "close")),
    (26, "Het pakket stond bij de verkeerde buren, drie straten verder.", "x", "@tom_h", ("use", "sent", "solved")),
    (5, "Mijn retour is al vier weken binnen en nog steeds geen geld.", "facebook", "Ria Bos", ("use", "sent")),
    (1.7, "In de winkel liet iedereen me staan, ik ben maar weggegaan.", "facebook", "Ben Kok", ("use",)),
    (0.6, "Het handvat van de waterkoker brak af, mijn hand is verbrand.", "x", "@mo_b", ("use",)),
    (0.3, "Besteld als cadeau, en de avond zelf nog niets in huis.", "x", "@evelien", ()),
)  # fmt: skip
"""Hours before noon, the post with where and by whom, and what the team did with it."""


class _Reader(TableNlu):
    """Reads from the table, and what went wrong with a delivery too, as the trained model does."""

    def _reply(self, text: str) -> dict[str, Any]:
        reply = super()._reply(text)
        late = reply["intent"]["name"] == "delivery"
        return {**reply, "trouble": {"name": "not_arrived" if late else "", "confidence": 0.9}}


def main(wanted: Sequence[str]) -> None:
    """Draw the pictures that are wanted, "card" or "chat"; both where nothing is said."""
    if not wanted or "card" in wanted:
        draw_card()
    if not wanted or "chat" in wanted:
        draw_chat()


def draw_card() -> None:
    """Triage a post and write its card as a picture."""
    settings = Settings(signer="Anna")
    now = datetime(2026, 11, 18, 12, 0, tzinfo=settings.zone)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        models = Models(ROOT, home)
        with RasaNlu(OwnRasa(models.python, ROOT / "nlu", models.train(lambda _: None), home / "nlu.log")) as nlu:
            desk = _desk(SqliteLedger(home / "ledger.db"), nlu, settings)
            file = desk.receive(POST, now).file
    console = Console(record=True, width=100, file=io.StringIO())
    console.print(card_panel(desk.card(file, now + timedelta(minutes=12)), "nl", why=True))
    DOCS.mkdir(exist_ok=True)
    (DOCS / "card.svg").write_text(console.export_svg(title="meelezer"), encoding="utf-8")


def draw_chat() -> None:
    """Draw a card, a reply that is edited, somebody's home and the week as they look in Slack and in Teams."""
    missing, why = needs_pictures.args[0], needs_pictures.kwargs["reason"]
    if missing:
        print(f"Nothing of Slack and Teams is drawn anew: {why}.")
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ledger = SqliteLedger(home / "ledger.db")
        desk = _desk(ledger, _Reader(_READ), _TEAM)
        _live_through(desk, ChatLedger(ledger, DOOR))
        file = desk.receive(POST, NOON).file
        card = desk.card(file, NOON)
        findings = desk.review_in_case(file, _HASTY, NOON)
        digest = desk.digest(week_name(NOON), NOON)
        chart = drawn(digest, "nl")
        _save("card", card_message(card, "nl", _ADDRESS).blocks)
        _save("form", edit_view(card, "nl", _HASTY, {}, findings, reason=True))
        door = _door(desk, ledger)
        carol = Viewer("Carol", door.ledger.brought(_CAROL), door.may_approve(_CAROL))
        _save("home", home_view(home_of(desk, carol, door.address, NOON), "nl"))
        (home / "chart.png").write_bytes(chart)
        _save("digest", digest_message(digest, "nl", "F1").blocks, {"F1": home / "chart.png"})
        _save_teams("card", teams_cards.card_message(card, "nl", _ADDRESS))
        form = Form("edit", _HASTY, findings, reason=True)
        _save_teams("form", teams_cards.card_message(card, "nl", _ADDRESS, form), dark=True)
        _save_teams("digest", teams_lists.digest_message(digest, "nl", chart))


def _desk(ledger: SqliteLedger, nlu: Nlu, settings: Settings) -> Desk:
    handbook, phrases = load(ROOT / "guidelines"), load_phrases(ROOT / "data" / "phrases")
    return Desk(ledger, nlu, handbook, phrases, settings, language_of, random.Random(4))


def _live_through(desk: Desk, chat: ChatLedger) -> None:
    """Let the week's posts come in through Carol, and the team do what it did."""
    for hours, text, platform, author, verbs in _WEEK:
        at = NOON - timedelta(hours=hours)
        case = desk.receive(Post(text, platform=platform, author=author), at).file.case.id
        stamp = f"{at.timestamp():.6f}"
        place = Place(DOOR, "T1", "C1", stamp, stamp)
        chat.show(Shown(case, place, _CAROL), "", at)
        for number, verb in enumerate(verbs, 1):
            later = at + timedelta(minutes=13 * number)
            value = {"use": "1", "promise": (NOON + timedelta(hours=4)).isoformat()}.get(verb, "")
            desk.decide(case, Wish(verb, "Anna", later, value, "De planner belt Kees" if verb == "promise" else ""))


def _door(desk: Desk, ledger: SqliteLedger) -> SlackDoor:
    """A door that knows where the cards stand; it says nothing to anybody."""

    async def nobody(team: str) -> AsyncWebClient:
        raise NotImplementedError(team)

    desks = Desks(desk, desk)
    desks.close()
    return SlackDoor(desks, ChatLedger(ledger, DOOR), nobody, desk.settings, lambda: NOON)


def _save_teams(name: str, message: teams_cards.Message, dark: bool = False) -> None:
    """Draw a card of Teams."""
    _small(teams_picture(message.card, DOCS / f"teams-{name}.png", dark=dark))


def _save(name: str, shown: Sequence[Json] | Json, files: dict[str, Path] | None = None) -> None:
    """Draw a message or a view of Slack."""
    _small(picture(list(shown) if isinstance(shown, tuple) else shown, DOCS / f"slack-{name}.png", files=files))


def _small(path: Path) -> None:
    """Give a picture few colours, so that it is small."""
    with Image.open(path) as drawing:
        drawing.quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
