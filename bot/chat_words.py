"""The words that a colleague types to get something, in Dutch and English: the same in every door."""

from __future__ import annotations

import re

from bot.digest import THIS_WEEK
from bot.sure_questions import plain

COMMANDS: dict[str, tuple[str, ...]] = {
    "triage": ("bericht", "triage"),
    "ask": ("vraag", "ask"),
    "check": ("check", "controleer", "kijk na", "review"),
    "mine": ("mijn", "mijn zaken", "mine", "my cases"),
    "cases": ("zaken", "cases", "open zaken", "open cases"),
    "case": ("zaak", "case"),
    "search": ("zoek", "zoeken", "search"),
    "digest": ("digest", "weekoverzicht", "overzicht"),
    "why": ("waarom", "why"),
    "more": ("meer", "more"),
    "sample": ("voorbeeld", "sample"),
    "help": ("help", "hulp", "?"),
    "stop": ("stop", "quit", "exit"),
}
"""How each command is spelt. A door takes those that it knows."""

_LISTS = ("help", "mine", "cases", "digest")
_OF_A_WEEK = re.compile(
    rf"(?:(?:{'|'.join(COMMANDS['digest'])})\s+)?(?:(?:van|voor|of|for|tot nu toe)\s+)?(?:de |the )?"
    r"(?:(?P<this>deze week|this week|lopende week|running week|week so far)|(?P<last>vorige week|last week)"
    r"|(?P<named>\d{4}-?w\d{1,2}))(?: tot nu toe| so far)?"
)


def spelt(*names: str) -> dict[str, tuple[str, ...]]:
    """The commands of these names, with their spellings."""
    return {name: COMMANDS[name] for name in names}


def list_named(text: str) -> tuple[str, str | None] | None:
    """Which list a message asks for by its name, and of which week (as `digest.week_of` takes it); None for anything else."""
    typed = " ".join(text.lower().split()).rstrip("!. ")
    if name := next((name for name in _LISTS if typed in COMMANDS[name]), None):
        return name, None
    found = _OF_A_WEEK.fullmatch(typed.rstrip("? "))
    if not found:
        return None
    return "digest", THIS_WEEK if found["this"] else found["named"]


_LANGUAGES = {
    "nl": "nederlands|engels|frans|duits|spaans|italiaans|pools|turks|arabisch|oekraiens",
    "en": "dutch|english|french|german|spanish|italian|polish|turkish|arabic|ukrainian",
}
_MAKE_IT = (
    "(?:(?:kan|kun|mag|maak|zet|schrijf|doe|graag|geef|je|jij|het|dit|dat|ze|die|wat|iets|veel|nog|een|beetje|stuk|stukje"
    "|can|could|make|write|put|give|me|you|it|them|this|that|be|do|a|bit|little|much|something) )*"
)
_ORDERS = {
    "others": re.compile(
        r"(?:(?:geef|toon|maak|doe|show|give|make|mag ik|can i have|i want|ik wil|kan je|can you)(?: (?:me|mij|ons|us|make|give))* )?"
        r"(?:nog )?(?:drie |three |some )?(?:andere|nieuwe|other|new|different) "
        r"(?:voorstellen|antwoorden|opties|versies|drafts|suggestions|replies|options|versions)(?: (?:graag|maken|geven|tonen))?"
    ),
    "shorter": re.compile(
        rf"{_MAKE_IT}(?:korter|korte|bondiger|beknopter|shorter|briefer)(?: (?:maken|zijn|graag|voorstellen|drafts|replies))*"
        r"|(?:te|veel te|too|much too) (?:lang|long)"
    ),
    "language": re.compile(
        rf"{_MAKE_IT}(?:(?:in|naar) (?:het )?(?:{_LANGUAGES['nl']})|(?:in|into|to) (?:{_LANGUAGES['en']}))"
        r"(?: (?:graag|schrijven|zetten))?"
    ),
    "style": re.compile(
        rf"{_MAKE_IT}(?:formeler|informeler|vriendelijker|zakelijker|warmer|persoonlijker|beleefder|losser|speelser|langer|empathischer"
        r"|(?:more )?(?:formal|informal|friendly|friendlier|personal|polite|business like|playful|empathic)|longer)(?: (?:maken|zijn|graag))*"
    ),
}


def order_named(text: str) -> str | None:
    """What a colleague wants of the drafts of a case: "others", "shorter", "language" or "style"; None for anything else."""
    typed = plain(text)
    return next((name for name, pattern in _ORDERS.items() if pattern.fullmatch(typed)), None)
