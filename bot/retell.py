"""What a customer wrote, told back to them in one clause: "you ordered two burgers and got one".

A reply that takes up what only this post says shows that somebody read it. The clause is the customer's own, with the
persons turned round; whatever is not certain to come out right, or should not stand in a brand's mouth, is left out.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.personal_data import mask
from bot.retell_words import (
    BEFORE_IT,
    DUTCH_PAST,
    DUTCH_PRESENT,
    ENDS_OPEN,
    ENGLISH_TURNED,
    FEELING,
    NOT_OURS_TO_SAY,
    OPENS_WITHOUT,
    SUBORDINATE,
    TELLING,
    WEIGHT,
    WEIGHT_BEFORE,
    WRONG,
)  # fmt: skip
from bot.review_names import FIRST_NAMES
from bot.review_text import plain

FEWEST, MOST = 4, 17
"""Words of a clause: fewer say nothing, more are not taken in at a glance."""

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|[\n;]+|\s[-–—]\s|\s(?=[😀-🙏🤦🤷])|\.{2,}")
_MARKUP = re.compile(r"https?://\S+|www\.\S+|(?<!\w)[@#]\w+|[^\w\s.,:;!?'’%€£$()/&+-]")
_WORD = re.compile(r"[€£]?\d+(?:[.,:]\d+)*\w*%?|\w+(?:['-]\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Retold:
    """A clause in lower case and without a full stop; `wrong`: it says by itself that something is not as it should be."""

    clause: str
    wrong: bool


def retold(text: str, lang: str, formal: bool) -> Retold | None:
    """The most telling clause of `text` (in `lang`, "nl" or "en"), told back to who wrote it; None where none is certain.

    It stands by itself: "je zat gewoon thuis en toch lag er een kaartje"."""
    for _, clause in sorted(_candidates(text, lang), reverse=True):
        if turned := _turned(clause, lang, formal):
            return Retold(turned, bool(WRONG[lang].search(clause)))
    return None


def _candidates(text: str, lang: str) -> Iterator[tuple[float, str]]:
    """Clauses that may be told back, each with how telling it is."""
    for number, sentence in enumerate(part for whole in _SENTENCE.split(text) for part in _parts(whole)):
        clause = BEFORE_IT[lang].sub(
            "", " ".join(_MARKUP.sub(" ", sentence.replace("’", "'")).split()).strip(" ,.:;!-")
        )
        words = clause.split()
        if not FEWEST <= len(words) <= MOST or "?" in sentence or not _may_be_said(clause, sentence, lang):
            continue
        telling = sum(weight for rule, weight in TELLING[lang] if rule.search(clause))
        if telling >= (WEIGHT if WRONG[lang].search(clause) else WEIGHT_BEFORE):
            yield telling - number * 0.1 - abs(len(words) - 9) * 0.05, clause


def _parts(sentence: str) -> Iterator[str]:
    """A sentence; where it is too long the runs of its parts between commas that are not."""
    if len(sentence.split()) <= MOST:
        yield sentence
        return
    parts = re.split(r"(?<=,) ", sentence)
    for first in range(len(parts)):
        for last in range(first + 1, len(parts) + 1):
            run = " ".join(parts[first:last])
            if FEWEST <= len(run.split()) <= MOST:
                yield run


def _may_be_said(clause: str, sentence: str, lang: str) -> bool:
    """Whether a brand may take these words into its mouth: no names, scolding, threats, private matters, nor "you" for the brand."""
    if (
        OPENS_WITHOUT[lang].match(clause)
        or ENDS_OPEN[lang].search(clause)
        or NOT_OURS_TO_SAY[lang].search(clause)
        or FEELING[lang].search(clause)
    ):
        return False
    if mask(sentence, lang) != sentence or re.search(r"[()/&+$:]|(?<!\w)'|'(?!\w)|\b[A-Z]{3,}\b", clause):
        return False
    if plain(clause.split(maxsplit=1)[0]) in FIRST_NAMES and clause[0].isupper():
        return False
    names = re.findall(r"(?<=[\w,] )(?!I\b|I'|%)[A-Z][\w']+" if lang == "en" else r"(?<=[\w,] )[A-Z][\w']+", clause)
    return all(name in _DAYS[lang] for name in names)


_DAYS: dict[str, frozenset[str]] = {
    "nl": frozenset(),
    "en": frozenset([*calendar.day_name, *calendar.month_name[1:], "Christmas", "Easter"]),
}
"""What has a capital and is no name."""


def _turned(clause: str, lang: str, formal: bool) -> str:
    """The clause with the persons turned round; "" where that is not certain."""
    clause = clause if re.match(r"I\b", clause) else clause[:1].lower() + clause[1:]
    words = _WORD.findall(clause)
    turned = _turned_english(words) if lang == "en" else _turned_dutch(words, formal)
    return re.sub(r" ([.,;:!%])", r"\1", " ".join(turned))


def _turned_english(words: list[str]) -> list[str]:
    turned: list[str] = []
    about_me = False
    for word in words:
        low = word.lower()
        about_me = about_me or low in ("i", "we") or low.startswith(("i'", "we'"))
        if low in ("was", "am") and (turned[-1:] == ["you"] or (about_me and turned[-1:] == ["and"])):
            turned.append("were" if low == "was" else "are")
        elif low in ("ain't", "wasn't") and turned[-1:] == ["you"]:
            turned.append("weren't" if low == "wasn't" else "aren't")
        else:
            turned.append(ENGLISH_TURNED.get(low, word))
    return turned


def _turned_dutch(words: list[str], formal: bool) -> list[str]:
    """Turn "ik" and its verb; nothing where the verb of an "ik" is not known."""
    low = [word.lower() for word in words]
    if formal and {"we", "wij", "ons", "onze"} & set(low):
        return []
    you, your, yours = ("u", "uw", "u") if formal else ("je", "je", "je")
    of = {"ik": you, "'k": you, "mijn": your, "m'n": your, "mn": your, "mij": yours, "me": yours, "we": "jullie", "wij": "jullie",
          "ons": "jullie", "onze": "jullie"}  # fmt: skip
    turned = [of.get(word, original) for word, original in zip(low, words, strict=True)]
    for place in (n for n, word in enumerate(low) if word in ("ik", "'k")):
        verb = _verb_of(low, place)
        if verb is None or (verb == 0 and place == 1):  # "kon ik weer terug" tells half of it
            return []
        if low[verb] in DUTCH_PRESENT:
            inverted = verb == place - 1
            turned[verb] = low[verb] if inverted and not formal else DUTCH_PRESENT[low[verb]]
    # Who stands for whom is plain only while "ik" is named: "en sta nu hier" wants another form, too.
    loose = any(
        word in DUTCH_PRESENT and turned[n] == words[n] and not _stands_with(low, n) for n, word in enumerate(low)
    )
    return [] if loose else turned


def _verb_of(low: list[str], place: int) -> int | None:
    """Where the verb of the "ik" at `place` stands: beside it, or at the end of a subordinate clause."""
    known = DUTCH_PAST.fullmatch
    near = [n for n in (place + 1, place - 1) if 0 <= n < len(low)]
    for n in near:
        if low[n] in DUTCH_PRESENT or known(low[n]):
            return n
    if place and low[place - 1] in SUBORDINATE:
        return next((n for n in range(place + 1, len(low)) if low[n] in DUTCH_PRESENT or known(low[n])), None)
    return None


def _stands_with(low: list[str], n: int) -> bool:
    return low[n - 1 : n] in (["ik"], ["'k"]) or low[n + 1 : n + 2] in (["ik"], ["'k"])
