"""Letting go of what customers wrote: when it is over, whose it is, and what remains of it. Pure.

Texts go and figures stay: of a case whose texts were removed everybody still sees when it came in, what it was about,
how grave it was, what was advised and done; nobody sees who wrote, what, where, or what was answered.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from bot.case import Case
from bot.errors import BadInput, WrongUse
from bot.settings import Settings
from bot.words import Words

GONE = "…"
"""Stands where a text was, so that one still sees that there was one."""

KEPT_VALUES = ("use", "correct", "promise")
"""The verbs whose value is a number, a label or a time; the value of any other may hold words."""

NAME = Words("naam", "name")
"""What a name that was taken out of a text was, in brackets, as `personal_data.mask` writes it."""

_MONTHS = Words(
    "januari februari maart april mei juni juli augustus september oktober november december",
    "January February March April May June July August September October November December",
)


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed, in numbers: cases; posts with the earlier turns in their threads; proposals with their drafts;
    decisions with a text or reason; colleagues' questions; chat messages that were kept; texts of others that named
    the author. `closed`: cases that were open until then.

    `left`: purging: cases as old that are still open, and stay. Forgetting: decisions in others' cases that name the
    author, which nobody may change.
    """

    cases: int = 0
    posts: int = 0
    proposals: int = 0
    decisions: int = 0
    questions: int = 0
    messages: int = 0
    others: int = 0
    closed: int = 0
    left: int = 0

    def __add__(self, more: Removed) -> Removed:
        return Removed(*(getattr(self, one.name) + getattr(more, one.name) for one in fields(Removed)))

    @property
    def anything(self) -> bool:
        """Whether there was anything to remove."""
        return any(getattr(self, one.name) for one in fields(Removed) if one.name != "left")

    def as_json(self) -> dict[str, int]:
        """The numbers by their names."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Erasure:
    """That something was removed: when, by whom, what kind ("purge", "forget") and how much."""

    at: datetime
    by: str
    kind: str
    cases: int


def day_of(at: datetime, settings: Settings) -> Words:
    """A day as people write it: "3 mei 2026", "3 May 2026"."""
    day = at.astimezone(settings.zone)
    return Words(*(f"{day.day} {names.split()[day.month - 1]} {day.year}" for names in (_MONTHS.nl, _MONTHS.en)))


def removed_words(at: datetime, settings: Settings) -> Words:
    """What stands in the place of texts that were removed at a time."""
    day = day_of(at, settings)
    return Words(f"[verwijderd op {day.nl}]", f"[removed on {day.en}]")


def quote(case: Case, settings: Settings) -> str:
    """The text of a case's post as it is shown: its words, or that these were removed and when."""
    return removed_words(case.removed_at, settings).said(settings.language) if case.removed_at else case.post.text


def nothing_left(case: Case, settings: Settings) -> Words:
    """What to tell whoever brings a post that was removed, or wants to go on with it."""
    assert case.removed_at is not None
    day = day_of(case.removed_at, settings)
    return Words(f"De teksten van zaak {case.id} zijn op {day.nl} verwijderd; er valt niets meer te beslissen.",
                 f"The texts of case {case.id} were removed on {day.en}; there is nothing left to decide.")  # fmt: skip


def purged_before(before: datetime | None, older_than: int | None, settings: Settings, now: datetime) -> datetime:
    """Since when texts are kept: as asked, else by the setting. Raises WrongUse when neither tells, or both ways do."""
    if before and older_than is not None:
        raise WrongUse("Geef --before of --older-than, niet allebei.", "Give --before or --older-than, not both.")
    days = older_than if older_than is not None else settings.privacy.keep_days
    if before is None and days is None:
        raise WrongUse("Zeg wat weg mag met --before 2026-01-01 of --older-than 365, of zet keep_days onder [privacy].",
                       "Say what may go with --before 2026-01-01 or --older-than 365, or set keep_days under [privacy].")  # fmt: skip
    limit = before or now - timedelta(days=days or 0)
    if limit > now:
        raise WrongUse("Deze dag moet nog komen; geef er een die voorbij is.", "That day is still to come; give one that is past.")  # fmt: skip
    return limit


# --- whose it is --------------------------------------------------------------------------------------------------


def person(author: str) -> str:
    """An author's name or handle, so that the same one is the same text: without @, in lower case.

    Raises BadInput for a name of which nothing is left."""
    if not (same := _bare(author)):
        raise BadInput("Geef de naam of de @naam van de schrijver.", "Give the author's name or @name.")
    return same


def _bare(author: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", author).casefold().split()).lstrip("@").strip()


def is_by(written: Any, author: str) -> bool:
    """Whether what stands where an author is named means this author."""
    return isinstance(written, str) and _bare(written) == person(author)


def naming(author: str) -> re.Pattern[str]:
    """Where a text names an author: by handle with its @, and by a name of two words or more.

    A first name alone, or a word that happens to be somebody's handle, is anybody's."""
    same = person(author)
    words = r"\s+".join(re.escape(word) for word in same.split())
    return re.compile(rf"(?<!\w){words if ' ' in same else '@' + words}(?!\w)", re.IGNORECASE)


def unnamed(value: Any, names: re.Pattern[str], instead: str) -> Any:
    """A JSON value with a name taken out of all its texts."""
    if isinstance(value, str):
        return names.sub(lambda _: instead, value)
    if isinstance(value, Mapping):
        return {name: unnamed(one, names, instead) for name, one in value.items()}
    return [unnamed(one, names, instead) for one in value] if isinstance(value, list) else value


def wrote(message: Any, author: str) -> bool:
    """Whether a chat message that was kept brings a post of this author."""
    posts = message.get("posts") if isinstance(message, Mapping) else None
    return any(is_by(post.get("author"), author) for post in posts or () if isinstance(post, Mapping))


def hash_of(author: str, salt: bytes) -> str:
    """What the ledger keeps of somebody who was forgotten: the same for the same name, and slow to guess from."""
    return hashlib.scrypt(person(author).encode(), salt=salt, n=2**14, r=8, p=1, dklen=16).hex()


# --- what remains -------------------------------------------------------------------------------------------------


def turns_without_texts(turns: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The turns of a thread: who spoke and whether in public, without what they said."""
    return [{**turn, "text": GONE} for turn in turns]


def reading_without_texts(reading: Mapping[str, Any]) -> dict[str, Any]:
    """A reading: its labels and signals, without the customer's words that showed them."""
    return {**reading, "signals": [{**one, "text": ""} for one in reading.get("signals", ())]}


def context_without_texts(context: Mapping[str, Any]) -> dict[str, Any]:
    """What was known besides: how many others said the same, without what ties the author's cases together."""
    return {**context, "earlier": []}


# --- told ---------------------------------------------------------------------------------------------------------


def told_of_purge(removed: Removed, before: datetime, dry_run: bool, settings: Settings) -> str:
    """What a purge removed, or would remove, in a sentence or two."""
    day, r = day_of(before, settings), removed
    if not r.anything:
        said = Words(
            f"Er is niets te verwijderen van vóór {day.nl}.", f"There is nothing to remove from before {day.en}."
        )
    else:
        went = Words("gaan weg", "would go") if dry_run else Words("zijn weg", "are gone")
        parts = _parts(r)
        said = Words(f"{_cases_nl(r.cases)} van vóór {day.nl}: deze teksten {went.nl}: {parts.nl}.",
                     f"{_cases_en(r.cases)} from before {day.en}: these texts {went.en}: {parts.en}.")  # fmt: skip
    if r.left:
        said = Words(f"{said.nl} Ouder en nog open, dus gebleven: {_cases_nl(r.left)}; meelezer cases --open laat ze zien.",
                     f"{said.en} Older and still open, so they stay: {_cases_en(r.left)}; meelezer cases --open shows them.")  # fmt: skip
    return said.said(settings.language)


def told_of_forgetting(removed: Removed, dry_run: bool, earlier: Sequence[Erasure], settings: Settings) -> str:
    """What is gone of an author, or would be, what was not looked at, and what was erased of them before."""
    r = removed
    parts = _parts(r)
    if not r.anything:
        said = Words("Van deze schrijver staat hier niets.", "Nothing of this author is kept here.")
    elif dry_run:
        said = Words(f"Dit zou weggaan: {_cases_nl(r.cases)}, met {parts.nl}.",
                     f"This would go: {_cases_en(r.cases)}, with {parts.en}.")  # fmt: skip
    else:
        said = Words(f"Gewist: {_cases_nl(r.cases)}, met {parts.nl}. {_NOT_LOOKED_AT.nl}",
                     f"Erased: {_cases_en(r.cases)}, with {parts.en}. {_NOT_LOOKED_AT.en}")  # fmt: skip
    lines = [said]
    if r.left:
        lines.append(Words(f"In {r.left} besluiten over zaken van anderen staat de naam ook; besluiten verandert niemand.",
                           f"The name also stands in {r.left} decisions on others' cases; nobody changes decisions."))  # fmt: skip
    for one in earlier:
        day = day_of(one.at, settings)
        lines.append(Words(f"Op {day.nl} wiste {one.by} al {_cases_nl(one.cases)} van deze schrijver.",
                           f"On {day.en} {one.by} erased {_cases_en(one.cases)} of this author."))  # fmt: skip
    return "\n".join(line.said(settings.language) for line in lines)


_NOT_LOOKED_AT = Words(
    "Niet gezien: wat collega's zelf in Slack of Teams plakten, kopieën van het logboek, en bestanden die je eruit maakte.",
    "Not looked at: what colleagues themselves pasted in Slack or Teams, copies of the ledger, and files made from it.",
)


def _cases_nl(number: int) -> str:
    return "1 zaak" if number == 1 else f"{number} zaken"


def _cases_en(number: int) -> str:
    return "1 case" if number == 1 else f"{number} cases"


def _parts(r: Removed) -> Words:
    """Everything that was removed, each kind with its number; what is not among it is left out."""
    kinds = [
        (r.posts, Words("bericht|berichten uit de draad", "post|posts from the thread")),
        (r.proposals, Words("keer voorstellen|keer voorstellen", "set of drafts|sets of drafts")),
        (r.decisions, Words("tekst of reden van een besluit|teksten en redenen van besluiten",
                            "text or reason of a decision|texts and reasons of decisions")),
        (r.questions, Words("vraag|vragen", "question|questions")),
        (r.messages, Words("bewaard chatbericht|bewaarde chatberichten", "kept chat message|kept chat messages")),
        (r.others, Words("vermelding bij anderen|vermeldingen bij anderen", "mention in others' texts|mentions in others' texts")),
        (r.closed, Words("open zaak gesloten|open zaken gesloten", "open case closed|open cases closed")),
    ]  # fmt: skip

    def said(lang: str) -> str:
        some = [f"{n} {words.said(lang).split('|')[n != 1]}" for n, words in kinds if n]
        return ", ".join(some) or Words("niets meer", "nothing else").said(lang)

    return Words(said("nl"), said("en"))
