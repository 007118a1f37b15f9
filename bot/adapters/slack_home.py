"""What a colleague finds on Meelezer's home in Slack: their own cases, what waits for them, and how the week goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.slack_views import Home, HomeLine
from bot.clocks import urgency, week_name
from bot.decision import CaseFile
from bot.desk import Desk
from bot.digest import sentences
from bot.labels import PLATFORMS
from bot.settings import Settings
from bot.words import Words

if TYPE_CHECKING:
    from bot.adapters.slack_door import SlackDoor


def home_of(desk: Desk, door: SlackDoor, user: str, name: str) -> Home:
    """Gather a colleague's home by their id and the name under which they decide; on the desk's own thread."""
    now, settings = door.now(), desk.settings
    files = sorted(desk.ledger.open_files(), key=lambda file: urgency(file, settings))
    brought = door.ledger.brought(user)

    def line(file: CaseFile, note: str = "") -> HomeLine:
        return HomeLine(desk.cards([file], now)[0], door.address(file.case.id), note)

    mine = [one for one in files if one.case.id in brought or any(d.by == name for d in one.decisions)]
    waiting = [one for one in files if one.standing.status == "waiting_for_approval"]
    promises = [line(one, f"{text} · {settings.moment(due)}") for one in mine for text, due in one.standing.promises]
    week = sentences(desk.digest(week_name(now.astimezone(settings.zone)), now), settings.language)
    return Home(
        tuple(line(one) for one in mine),
        tuple(line(one) for one in waiting) if door.may_approve(user) else (),
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
