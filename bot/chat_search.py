"""When a colleague looks for earlier cases, by words or by "have we had this before?", and what is shown then.

Part of the conversation (`chat.py`). A question counts only where all of it is one of these: what customers write goes on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.chat_words import COMMANDS
from bot.desk import Desk
from bot.search import MOST_FOUND
from bot.similar import Before, before_of
from bot.sure_questions import plain
from bot.words import Words

_MOST_WORDS = 8
"""Behind "zoek": a longer message that begins with it is a customer's."""

_SEARCH = re.compile(
    rf"(?:{'|'.join(COMMANDS['search'])})(?:[: ]+(?:(?:op|naar|for) )?(?P<words>\S.*))?", re.IGNORECASE
)

_MOST_SHOWN = 80
"""Characters of the words that a list repeats."""

_LONGEST = 120
"""Characters of a question for cases like the one at hand."""

_OFTEN = r"(?:\b(?:al|eens|eerder|vaker|nog|ooit|before|ever|already|earlier)\b ?)*"
_KIND = "(?:dingen|klachten|berichten|zaken|gedoe)"
_SO = (
    rf"(?:dit|dat|zoiets|zo iets|(?:zoiets|iets) als dit|iets dergelijks|(?:dit soort|zulke) {_KIND}"
    "|zo n (?:klacht|bericht|geval|zaak))"
)
_THIS = (
    "(?:this|that|it|(?:something|anything|one) like (?:this|that)|such a (?:case|complaint|post)"
    "|this (?:kind|sort) of (?:thing|complaint|case|post))"
)
_ABOUT = (
    "(?:iets|(?:een )?(?:klacht|zaak|bericht)|klachten|berichten|zaken|meldingen"
    "|(?:some|any)thing|(?:a )?(?:complaint|post|case)|complaints|posts|cases)"
)
_WE = "(?:hebben|hadden|heb|had) (?:we|wij|jullie|je)"
_HAVE_WE = "(?:have|did|had) (?:we|you)"
_LIKE_THIS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_WE} {_SO} {_OFTEN}(?:gehad|gezien|meegemaakt|langs zien komen) ?{_OFTEN}",
        rf"(?:is|was) {_SO} {_OFTEN}(?:gebeurd|voorgekomen|gemeld|geweest|langsgekomen)",
        rf"(?:hebben|hadden) (?:we|wij|jullie) {_SO} (?:niet )?(?:al|eerder|vaker) ?{_OFTEN}",
        rf"(?:is|werd) (?:hier|hierover|daar|daarover) {_OFTEN}(?:over )?{_OFTEN}(?:geklaagd|geschreven|gemeld)",
        rf"krijgen (?:we|wij|jullie) {_SO} (?:vaker|vaak)",
        rf"(?:komt|kwam) {_SO} {_OFTEN}voor",
        r"(?:wat|hoe) hebben (?:we|wij) (?:toen|(?:de )?(?:vorige|laatste) keer|eerder|vroeger) (?:geantwoord|gezegd|gereageerd|gedaan)",
        r"(?:(?:zijn er|hebben we|toon|geef|laat|zoek) )?(?:al )?(?:vergelijkbare|soortgelijke|gelijkaardige|eerdere) "
        r"(?:zaken|gevallen|klachten|berichten)(?: (?:zien|geweest|gehad))?",
        rf"{_HAVE_WE} {_OFTEN}(?:had|seen|have|get|see|got) {_THIS} ?{_OFTEN}",
        rf"do (?:we|you) (?:often )?(?:get|have|see) {_THIS}(?: a lot| often| more often)?",
        rf"(?:has|did) {_THIS} {_OFTEN}(?:happened|happen|come up|come in) ?{_OFTEN}",
        r"(?:what|how) did we (?:answer|reply|say|respond|do) (?:last time|the last time|before|back then|earlier)",
        r"(?:(?:are there|do we have|show|show me|give|find|search) )?(?:any )?(?:similar|earlier|previous|comparable) "
        r"(?:cases|complaints|posts)",
    )
)
_WITH_WORDS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_WE} {_OFTEN}{_ABOUT} {_OFTEN}(?:over|met|van) (?P<words>.+?) {_OFTEN}(?:gehad|gezien|gekregen|binnengekregen)",
        rf"{_HAVE_WE} {_OFTEN}(?:had|have|seen|got|get) {_ABOUT} (?:about|with|on) (?P<words>.+?) (?:before|earlier|already)",
    )
)

NOT_READ = Words(
    "Dit bericht is nog niet gelezen; vraag het zo nog eens.", "This post has not been read yet; ask again in a moment."
)

NONE_LIKE = Words(
    "Nee, ik vind geen eerdere zaak die hier genoeg op lijkt. Op woorden zoeken kan ook: zoek wasmachine lekt.",
    "No, I find no earlier case that is enough like this one. You can search by words, too: search washing machine leaks.",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A list of earlier cases under its title; where there are none, the title says so."""

    title: Words
    lines: tuple[Before, ...] = ()


def words_asked(text: str) -> str | None:
    """The words that a colleague wants cases for; "" where the message is the order without words, None for anything else."""
    typed = " ".join(text.split())
    found = _SEARCH.fullmatch(typed)
    if found and len((found["words"] or "").split()) <= _MOST_WORDS:
        return found["words"] or ""
    asked = plain(text) if len(text) <= _LONGEST else ""
    return next((match["words"] for one in _WITH_WORDS if (match := one.fullmatch(asked))), None)


def asks_before(text: str) -> bool:
    """Whether a colleague asks for earlier cases like the one at hand: "hebben we dit eerder gehad?"."""
    asked = plain(text) if len(text) <= _LONGEST else ""
    return any(one.fullmatch(asked) for one in _LIKE_THIS)


def found_by(desk: Desk, words: str, now: datetime, only_open: bool = False) -> Found:
    """The cases that have some words, the newest first. Raises BadInput where there are none to look for."""
    files, partly = desk.search(words, MOST_FOUND, only_open)
    words = words if len(words) <= _MOST_SHOWN else f"{words[:_MOST_SHOWN]}…"
    lines = tuple(before_of(file, desk.settings, now) for file in files)
    if not lines:
        return Found(Words(f"Geen zaak gevonden met: {words}. Probeer minder woorden, of een ander woord.",
                           f"No case found with: {words}. Try fewer words, or another one."))  # fmt: skip
    if partly:
        return Found(Words(f"Geen zaak heeft al deze woorden ({words}); hier staan de meeste in:",
                           f"No case has all of these words ({words}); these have most of them:"), lines)  # fmt: skip
    return Found(Words(f"Gevonden met: {words}", f"Found with: {words}"), lines)


def found_like(desk: Desk, case: str, now: datetime) -> Found:
    """Earlier cases that are like a case."""
    file = desk.ledger.file(case)
    if file.proposal is None:
        return Found(NOT_READ)
    lines = tuple(before_of(one, desk.settings, now) for one in desk.similar(file)[:MOST_FOUND])
    if not lines:
        return Found(NONE_LIKE)
    if len(lines) == 1:
        return Found(Words("Ja, één keer eerder:", "Yes, once before:"), lines)
    return Found(Words("Ja, dit hadden we eerder:", "Yes, we have had this before:"), lines)
