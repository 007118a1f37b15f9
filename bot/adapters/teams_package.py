"""The app package for Microsoft Teams: what Teams has to know of the app, its permissions with their reasons, its icons."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from bot.adapters.teams_icons import COLOUR, color_icon, outline_icon
from bot.adapters.teams_secrets import APP_ID, checked_app_id
from bot.errors import WrongUse
from bot.words import LANGS, Words

TRIAGE = "triage"
"""The id of the command of the message extension."""
NO_HOST = "www.example.com"
"""Whose page the app's own page leads to where nobody names one."""

COMMANDS: Mapping[str, tuple[Words, Words]] = {
    "cases": (Words("zaken", "cases"), Words("Wat er openstaat", "What is open")),
    "digest": (Words("weekoverzicht", "digest"), Words("De week in cijfers", "The week in figures")),
    "mine": (Words("mijn", "mine"), Words("Wat op jou wacht", "What waits for you")),
    "search": (Words("zoek", "search"), Words("Eerdere zaken, op woorden", "Earlier cases, by words")),
    "help": (Words("hulp", "help"), Words("Wat Meelezer voor je kan doen", "What Meelezer can do for you")),
}
"""What Teams proposes to a colleague who writes to Meelezer: the word that is typed, and what comes of it."""

PERMISSIONS = {
    "identity": Words("weten wie er schrijft of op een knop drukt, voor het logboek",
                      "know who writes or presses a button, for the ledger"),
    "messageTeamMembers": Words("een collega rechtstreeks antwoorden", "answer a colleague directly"),
    "ChannelMessage.Read.Group": Words("vragen in het gesprek onder een zaak horen zonder dat Meelezer genoemd wordt, en doorgestuurde berichten",
                                       "hear questions in the thread of a case without being mentioned, and forwarded posts"),
    "ChatMessage.Read.Chat": Words("hetzelfde in een groepschat", "the same in a group chat"),
}  # fmt: skip
"""What the app asks for, the least that does, and what each is for."""

_BY_RESOURCE = [name for name in PERMISSIONS if "." in name]
_HOST = re.compile(r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)+[a-zA-Z]{2,}")
_SCHEMA = "1.25"  # Teams takes a new one months after it is published; this is the first that knows private channels
_SCHEMAS = f"https://developer.microsoft.com/json-schemas/teams/v{_SCHEMA}/MicrosoftTeams"
_SHORT = Words("Leest mee voordat het antwoord de deur uitgaat", "Reads along before the reply goes out")
_FULL = Words(
    "Stuur een bericht van een klant door en Meelezer zegt wat voor klacht het is, hoe ernstig, en of je openbaar of privé antwoordt. "
    "Het stelt antwoorden voor, kijkt na wat je zelf schrijft, bewaakt afspraken en geeft elke week de cijfers. "
    "Er gaat nooit iets naar een klant: dat doet een mens.",
    "Forward a customer's post and Meelezer says what kind of complaint it is, how serious, and whether to reply in public or private. "
    "It proposes replies, checks what you write yourself, minds promises and gives the figures every week. "
    "Nothing ever goes to a customer: a person does that.",
)  # fmt: skip
_TRIAGE_TITLE = "Triage with Meelezer"
_TRIAGE_SAYS = Words("Leg dit bericht voor aan Meelezer", "Submit this post to Meelezer")


def app_id(environment: Mapping[str, str]) -> str:
    """The app's id from the environment. Raises WrongUse where it is not there or is no id."""
    return checked_app_id(environment.get(APP_ID, "").strip())


def manifest(id_: str, lang: str, host: str = NO_HOST) -> dict[str, Any]:
    """The app's manifest with its own words in `lang`; `host` is where the app's page in Teams leads to.

    Raises WrongUse where `host` is not just a name.
    """
    if not _HOST.fullmatch(host):
        raise WrongUse(
            "Geef met --host alleen een naam, zoals www.voorbeeld.nl, zonder https:// en zonder pad.",
            "Give only a name with --host, such as www.example.org, without https:// and without a path.",
        )
    site = f"https://{host}"
    return {
        "$schema": f"{_SCHEMAS}.schema.json",
        "manifestVersion": _SCHEMA,
        "version": version("meelezer"),
        "id": id_,
        "developer": {"name": "Meelezer", "websiteUrl": site, "privacyUrl": site, "termsOfUseUrl": site},
        "name": {"short": "Meelezer"},
        "description": {"short": _SHORT.said(lang), "full": _FULL.said(lang)},
        "localizationInfo": {
            "defaultLanguageTag": lang,
            "additionalLanguages": [{"languageTag": other, "file": f"{other}.json"} for other in LANGS if other != lang],
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": COLOUR,
        "defaultInstallScope": "team",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        "supportsChannelFeatures": "tier1",  # private channels too, such as one for approvals
        "bots": [_bot(id_, lang)],
        "composeExtensions": [_extension(id_, lang)],
        "permissions": [name for name in PERMISSIONS if name not in _BY_RESOURCE],
        "validDomains": [],
        # Without a resource Teams refuses permissions of this kind; what it says does not matter there.
        "webApplicationInfo": {"id": id_, "resource": "https://RscBasedStoreApp"},
        "authorization": {
            "permissions": {"resourceSpecific": [{"name": name, "type": "Application"} for name in _BY_RESOURCE]}
        },
    }  # fmt: skip


def _bot(id_: str, lang: str) -> dict[str, Any]:
    """Where the bot speaks, and what it offers to be told."""
    scopes = ["personal", "team", "groupChat"]
    commands = [{"title": word.said(lang), "description": says.said(lang)} for word, says in COMMANDS.values()]
    return {
        "botId": id_,
        "scopes": scopes,
        "isNotificationOnly": False,
        "supportsFiles": False,
        "supportsCalling": False,
        "supportsVideo": False,
        "commandLists": [{"scopes": scopes, "commands": commands}],
    }


def _extension(id_: str, lang: str) -> dict[str, Any]:
    """What can be done with a message, and from where one is written."""
    triage = {
        "id": TRIAGE,
        "type": "action",
        "context": ["message", "compose"],
        "title": _TRIAGE_TITLE,
        "description": _TRIAGE_SAYS.said(lang),
        "fetchTask": True,
    }
    return {"botId": id_, "commands": [triage]}


def translation(lang: str) -> dict[str, str]:
    """The manifest's own words in `lang`, for colleagues whose Teams speaks it."""
    words = {"name.short": "Meelezer", "description.short": _SHORT.said(lang), "description.full": _FULL.said(lang)}
    for number, (word, says) in enumerate(COMMANDS.values()):
        here = f"bots[0].commandLists[0].commands[{number}]"
        words |= {f"{here}.title": word.said(lang), f"{here}.description": says.said(lang)}
    here = "composeExtensions[0].commands[0]"
    words |= {f"{here}.title": _TRIAGE_TITLE, f"{here}.description": _TRIAGE_SAYS.said(lang)}
    return {"$schema": f"{_SCHEMAS}.Localization.schema.json", **words}


def package(id_: str, lang: str, host: str = NO_HOST) -> bytes:
    """The app package as a zip, the same bytes each time. Raises WrongUse where `host` is not just a name."""
    made = manifest(id_, lang, host)
    files = {"manifest.json": _json(made), "color.png": color_icon(), "outline.png": outline_icon()}
    for other in made["localizationInfo"]["additionalLanguages"]:
        files[other["file"]] = _json(translation(other["languageTag"]))
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in files.items():
            folder.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return zipped.getvalue()


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()
