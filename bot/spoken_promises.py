"""What a reply promises, read from its sentences: "morgen hoor je van ons", "I'll get back to you".

A promise is something that we say we will still do. A question is none, nor is what we do only once the customer has done
something first ("stuur ons je ordernummer, dan zoeken we het uit").
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.office import Office
from bot.promises import due_in

_WE = r"(?:ik|we|wij|wij zelf|mijn collega(?:'s)?|het team|ons team|onze \w+)"
_YOU = r"(?:je|jou|jullie|u)"
_LATER = (
    r"(?:morgen|overmorgen|vandaag|vanmiddag|vanavond|straks|later|snel|zo snel mogelijk|maandag|dinsdag|woensdag|donderdag"
    r"|vrijdag|volgende week|deze week)"
)
_DO = (
    r"(?:bel(?:len|t)?|mail(?:en|t)?|app(?:en|t)?|stu(?:ur|urt|ren)|kom(?:t|en)?|laat|laten|geef|geeft|geven|zoek(?:en|t)?|kijk(?:en|t)?"
    r"|vraag|vraagt|vragen|ga|gaat|gaan|zorg(?:en|t)?|houd|houdt|houden|hou|neem|neemt|nemen|regel(?:en|t)?|betaal(?:t)?|betalen|pak|pakt|pakken"
    r"|zal|zullen|meld(?:en|t)?|los|lost|lossen|herstel(?:len|t)?|vervang(?:en|t)?|bespreek(?:t)?|bespreken|schrijf|schrijven|vertel(?:len)?|zet|zetten)"
)
_DUTCH = (
    rf"{_YOU} hoort?\b.{{0,60}}?\b(?:van|nog|meer|vandaag|morgen|snel|uiterlijk|voor|binnen)\b",
    rf"\bhoor(?:t|en)? {_YOU}\b",
    rf"\blees(?:t)? {_YOU}\b|\b{_YOU} leest\b",
    r"\blaat\b.{0,50}?\bweten\b|\blaten\b.{0,50}?\bweten\b",
    r"\bkom(?:en)?\b.{0,50}?\bterug\b",
    rf"\bhoud?(?:en)? {_YOU}.{{0,20}}\bop de hoogte\b",
    rf"\b(?:bel|bellen|mail|mailen|app|appen) {_YOU}\b",
    r"\bneem(?:t)?\b.{0,40}\bcontact\b.{0,30}\bop\b|\bnemen\b.{0,40}\bcontact\b.{0,30}\bop\b",
    r"\b(?:geef|geven)\b.{0,50}?\bdoor\b",
    r"\b(?:zoek|zoeken)\b.{0,50}?\buit\b",
    r"\b(?:kijk|kijken)\b.{0,50}?\bna\b|\bga(?:an)?\b.{0,60}?\b(?:uitzoeken|nakijken|navragen|nagaan|bellen|mailen|regelen|herstellen|oplossen)\b",
    r"\b(?:vraag|vragen)\b.{0,50}?\bna\b",
    rf"\b(?:stuur|sturen) {_YOU}\b",
    r"\b(?:zorg|zorgen) (?:ervoor|dat|voor)\b",
    r"\b(?:zal|zullen)\b",
    rf"\b{_LATER} {_DO} {_WE}\b",
)  # fmt: skip
_NAMES_US = re.compile(rf"\b(?:{_WE}|ons|mij|me)\b")
_DUTCH_PROMISE = re.compile("|".join(_DUTCH))
_ENGLISH_PROMISE = re.compile(
    r"\b(?:i|we|my colleague|our team|the team|somebody|someone)(?:'ll| will| shall| am going to| are going to|'m going to|'re going to)\b"
    r"|\byou(?:'ll| will) (?:\w+ )?(?:hear|get|receive|have|read)\b"
    r"|\b(?:get|come|be) back to you\b|\bkeep you (?:posted|updated|informed)\b|\blet you know\b"
    r"|\b(?:i am|i'm|we are|we're) (?:passing|sending|looking into|checking|finding out)\b"
)
_FIRST_YOU = re.compile(
    rf"\b(?:als|zodra|wanneer|mocht|mochten) {_YOU}\b|\b(?:if|once|when|as soon as|should|unless) you\b"
    r"|^(?:en |maar |wil je |wilt u )?(?:stuur|mail|app|geef|laat|vertel|reageer|deel|bel|neem|check|kijk|zet)\b(?! (?:ik|we|wij)\b)"
    r"|^(?:and |but |please )*(?:send|dm|message|email|mail|give|tell|let us|share|reply|call|drop|check)\b"
)
_MORE_COMES = re.compile(
    r"\b(?:updates?|antwoord\w*|reacties?|bericht\w*|nieuws|stand|meer|reage(?:er|ert|ren)|schrij(?:f|ft|ven)|meld\w*|praat|praten|spreken"
    r"|vertel\w*|vind\w*|lees|leest|lezen|hoor\w*|plaats\w*|kom|komt|komen|zet|zetten|uitkomst|afloop"
    r"|repl(?:y|ies)|answers?|news|more|messages?|latest|outcome|know|hear|word|posted|write|tell|read|back)\b"
)
_OVER = re.compile(
    r"\b(?:heb|hebt|heeft|hebben|had|hadden|was|waren|kreeg|kregen|zag|zagen|las|lazen|stond|stonden"
    r"|has|have|were|got|received|saw)\b"
)
"""Where more is said to come, and a time is named, it is promised, whoever brings it; but not what is over."""

_MONDAY = datetime(2026, 1, 5, 0, 1, tzinfo=UTC)  # any time will do to see whether one is named
_MOST_CHARACTERS = 300


def promised_in(reply: str) -> str:
    """What `reply` promises, in its own words; "" for nothing. Raises nothing, whatever it is given."""
    found = [one for one in _sentences(reply) if _promises(" ".join(one.lower().replace("’", "'").split()))]
    text = " ".join(found)
    return text if len(text) <= _MOST_CHARACTERS else text[:_MOST_CHARACTERS].rsplit(" ", 1)[0] + " …"


def _sentences(reply: str) -> list[str]:
    """The sentences of a reply without its greeting's comma in front: "Hoi Anna, we bellen je" is one that begins with "we"."""
    parts = [" ".join(one.split()) for one in re.split(r"(?<=[.!?])\s+|\n+", reply)]
    return [
        re.sub(r"^(?:hoi|hallo|hi|hey|dag|beste|hello|dear|goedendag)\b[^,.!?]{0,40},\s*", "", one, flags=re.IGNORECASE)
        for one in parts
        if one
    ]


def _promises(sentence: str) -> bool:
    if sentence.endswith("?") or _FIRST_YOU.search(sentence):
        return False
    if _ENGLISH_PROMISE.search(sentence) or (_DUTCH_PROMISE.search(sentence) and _NAMES_US.search(sentence)):
        return True
    comes = _MORE_COMES.search(sentence) and not _OVER.search(sentence)
    return bool(comes and (re.search(r"\bstraks\b", sentence) or due_in(sentence, _MONDAY, Office())))
