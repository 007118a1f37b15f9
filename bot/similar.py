"""Earlier cases as a colleague sees them in a list, and which of them are so much like a new one that they help.

Pure. Rather none than a poor one: a card with the wrong example takes time instead of saving it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.context import TELLING_FROM, Rarity, alike
from bot.decision import CaseFile
from bot.labels import NOT_COMPLAINTS, SEVERITIES, STATUSES, TYPES
from bot.search import words_of
from bot.settings import Settings
from bot.words import Words

MOST_SIMILAR = 3
"""On a card."""

LIKE_FROM = ((3, 0.30), (2, 0.40))
"""So many telling words that two posts share, and how much alike they must be then (`context.alike`).

Measured on 800 posts, those of the development set among them, each against 10,574 of other writers and brands. Of the
pairs from 0.30 up with three such words in common 94 of 100 are about the same type, with two only 73; with two it takes
0.40 for 94. Of pairs of one type that were read one by one four in five are of use from 0.30 on, below that three in five.
Words that only two brands share make most of the rest, so that within one team's cases it is better.
"""

TYPES_WITHOUT = NOT_COMPLAINTS - {"question"}
"""What needs no example: a compliment, and abuse."""


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier case in a list, in the colleagues' language: what it was and when, the post, what was answered ("" for
    nothing yet) and how it ended. `tone`: how grave it was, "" where nobody has read it."""

    case: str
    title: str
    tone: str
    when: str
    quote: str
    reply: str
    ended: str


def before_of(file: CaseFile, settings: Settings, now: datetime) -> Before:
    """An earlier case as it stands at `now`."""
    lang, post = settings.language, file.case.post
    reading = file.proposal.reading if file.proposal else None
    title = STATUSES["received"].said(lang)
    if reading:
        title = f"{TYPES[reading.type.name].said(lang).capitalize()} · {SEVERITIES[reading.severity.name].said(lang)}"
    at = file.case.written_at.astimezone(settings.zone)
    when = f"{at:%d-%m}" if at.year == now.astimezone(settings.zone).year else f"{at:%d-%m-%Y}"
    reply = file.posted[-1] if file.posted else file.standing.text
    tone = reading.severity.name if reading else ""
    return Before(file.case.id, title, tone, when, post.text, reply, _ended(file, settings))


def _ended(file: CaseFile, settings: Settings) -> str:
    """How a case ended, or where it stands, and what was promised last."""
    state, lang = file.standing, settings.language
    ended = STATUSES["answered" if state.status == "promised" else state.status].said(lang)
    if not state.promises:
        return ended
    text, due = state.promises[-1]
    until = settings.moment(due)
    return f"{ended} · " + Words(f"beloofd vóór {until}: “{text}”", f"promised by {until}: “{text}”").said(lang)


def telling_words(text: str, rarity: Rarity, names: Iterable[str] = ()) -> list[str]:
    """The words that tell what a post is about; `names` of the brand, which all may use, tell nothing."""
    return [word for word, weight in rarity.weights(text, _but(names)).items() if weight >= TELLING_FROM]


def similar(file: CaseFile, others: Sequence[CaseFile], rarity: Rarity, names: Iterable[str] = ()) -> list[CaseFile]:
    """Those of some cases whose post is about the same trouble in much the same words, the most alike first."""
    but = _but(names)
    mine = rarity.weights(file.case.post.text, but)
    found: list[tuple[float, int]] = []
    for place, other in enumerate(others):
        theirs = rarity.weights(other.case.post.text, but)
        shared = sum(mine[word] >= TELLING_FROM for word in mine.keys() & theirs.keys())
        likeness = alike(mine, theirs)
        if _same_trouble(file, other) and any(shared >= words and likeness >= least for words, least in LIKE_FROM):
            found.append((-likeness, place))
    return [others[place] for _, place in sorted(found)]


def _but(names: Iterable[str]) -> frozenset[str]:
    return frozenset(word for name in names for word in words_of(name))


def _same_trouble(first: CaseFile, second: CaseFile) -> bool:
    """Whether both are of one type, and of one trouble where that is known of both."""
    if first.proposal is None or second.proposal is None:
        return False
    mine, theirs = first.proposal.reading, second.proposal.reading
    troubles = {mine.trouble, theirs.trouble} - {""}
    return mine.type.name == theirs.type.name and len(troubles) < 2
