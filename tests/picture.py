"""`make picture`: draws the README's card (docs/card.svg) with the trained model, so that it shows what people get."""

from __future__ import annotations

import io
import random
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console

from bot.adapters.ledger import SqliteLedger
from bot.adapters.lingua import language_of
from bot.adapters.models import Models
from bot.adapters.rasa import OwnRasa, RasaNlu
from bot.adapters.screen import card_panel
from bot.case import Post
from bot.desk import Desk
from bot.guidelines import load
from bot.phrases import load_phrases
from bot.settings import Settings
from tests.builders import ROOT

POST = Post(
    "Al sinds dinsdag zou mijn wasmachine geleverd worden. Twee keer vrij genomen, twee keer niemand gezien. Volgens de "
    "bezorger was ik niet thuis, maar ik zat gewoon aan tafel. Hoe gaan jullie dit oplossen?",
    platform="facebook",
    author="Marieke Jansen",
)


def main() -> None:
    """Triage a post and write its card as a picture."""
    settings = Settings(signer="Anna")
    now = datetime(2026, 11, 18, 12, 0, tzinfo=settings.zone)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        models = Models(ROOT, home)
        with RasaNlu(OwnRasa(models.python, ROOT / "nlu", models.train(lambda _: None), home / "nlu.log")) as nlu:
            handbook, phrases = load(ROOT / "guidelines"), load_phrases(ROOT / "data" / "phrases")
            desk = Desk(
                SqliteLedger(home / "ledger.db"), nlu, handbook, phrases, settings, language_of, random.Random(4)
            )
            file = desk.receive(POST, now).file
    console = Console(record=True, width=100, file=io.StringIO())
    console.print(card_panel(desk.card(file, now + timedelta(minutes=12)), "nl", why=True))
    target = ROOT / "docs" / "card.svg"
    target.parent.mkdir(exist_ok=True)
    target.write_text(console.export_svg(title="meelezer"), encoding="utf-8")


if __name__ == "__main__":
    main()
