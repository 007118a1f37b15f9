"""What a colleague finds on Meelezer's own page: their cases, what waits for them, and how the week goes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from bot.card import Card
from bot.clocks import urgency, week_name
from bot.decision import CaseFile
from bot.desk import Desk
from bot.digest_words import sentences
from bot.labels import PLATFORMS
from bot.settings import Settings
from bot.words import Words

NOTHING_WAITS = Words("Er wacht niets op je. Mooi zo.", "Nothing is waiting for you. Well done.")
THIS_WEEK = Words("Deze week", "This week")
SETTINGS = Words("Instellingen", "Settings")


@dataclass(frozen=True, slots=True)
class HomeLine:
    """A case on Meelezer's page: its card, the address of its thread, and a note such as what was promised and when."""

    card: Card
    url: str | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """What Meelezer's page shows one colleague. `week`: sentences; `settings`: the name and the value of each."""

    mine: tuple[HomeLine, ...]
    approvals: tuple[HomeLine, ...]
    promises: tuple[HomeLine, ...]
    week: tuple[str, ...]
    settings: tuple[tuple[str, str], ...]

    @property
    def parts(self) -> list[tuple[Words, tuple[HomeLine, ...]]]:
        """The lists of cases with their titles, none of them empty; what waits for approval is not said twice."""
        waiting = {line.card.case for line in self.approvals}
        mine = tuple(line for line in self.mine if line.card.case not in waiting)
        parts = [
            (Words("Wacht op mijn goedkeuring", "Waiting for my approval"), self.approvals),
            (Words("Mijn open zaken", "My open cases"), mine),
            (Words("Beloften", "Promises"), self.promises),
        ]
        return [(title, lines) for title, lines in parts if lines]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose page it is: the name under which they decide, the cases that they brought, whether they may approve."""

    name: str
    brought: Collection[str]
    approver: bool


def home_of(desk: Desk, viewer: Viewer, address: Callable[[str], str | None], now: datetime) -> Home:
    """Gather a colleague's page; on the desk's own thread. `address`: where a case's card can be seen."""
    settings = desk.settings
    files = sorted(desk.ledger.open_files(), key=lambda file: urgency(file, settings))

    def line(file: CaseFile, note: str = "") -> HomeLine:
        return HomeLine(desk.cards([file], now)[0], address(file.case.id), note)

    mine = [one for one in files if one.case.id in viewer.brought or any(d.by == viewer.name for d in one.decisions)]
    waiting = [one for one in files if one.standing.status == "waiting_for_approval"]
    promises = [line(one, f"{text} · {settings.moment(due)}") for one in mine for text, due in one.standing.promises]
    week = sentences(desk.digest(week_name(now.astimezone(settings.zone)), now), settings.language)
    return Home(
        tuple(line(one) for one in mine),
        tuple(line(one) for one in waiting) if viewer.approver else (),
        tuple(promises),
        tuple(week),
        tuple(_settings(settings)),
    )


def _settings(settings: Settings) -> list[tuple[str, str]]:
    """The settings that colleagues ask about, as pairs of words."""
    lang = settings.language
    everybody = Words("iedereen in het team", "everybody in the team").said(lang)
    minutes = ", ".join(
        f"{PLATFORMS[name].said(lang)} {number} min" for name, number in settings.deadlines.items() if name != "other"
    )
    voice = Words("je", "informal") if settings.voice == "informal" else Words("u", "formal")
    return [
        (Words("Merk", "Brand").said(lang), settings.brand or "–"),
        (Words("Aanspreekvorm", "Voice").said(lang), voice.said(lang)),
        (Words("Mag goedkeuren", "May approve").said(lang), ", ".join(settings.approvers) or everybody),
        (Words("Eerste antwoord binnen", "First reply within").said(lang), minutes),
    ]
