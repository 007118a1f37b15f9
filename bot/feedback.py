"""What the team taught Meelezer: the posts whose reading a colleague corrected or confirmed, as examples to learn from.

The last word counts. Where two colleagues read one post differently and neither gave way, it is left out, and told: an
example that a team is not agreed about teaches nothing. Who works on with the reading that stands has given way. Nobody and
nothing that identifies somebody is in an example (`nameless.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz, process

from bot.decision import CaseFile, Decision
from bot.labels import NOT_COMPLAINTS, TYPES
from bot.nameless import nameless
from bot.personal_data import mask
from bot.words import Words

_ALIKE = 90
"""From this on (of 100) two texts are the same one, retyped or masked otherwise."""

_FEWEST_LETTERS = 3
_WORD = re.compile(r"[^\W\d_]+")
_IN_BRACKETS = re.compile(r"\[[^\]]*\]|@\w+")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A post without names, and the reading that the team gave it. `at`: when a colleague last said so."""

    case: str
    at: datetime
    text: str
    type: str
    severity: str
    lang: str
    platform: str
    signals: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A post that colleagues read differently: its cases, what they differ about (type or severity), and their readings."""

    cases: tuple[str, ...]
    about: str
    readings: tuple[str, ...]

    @property
    def told(self) -> Words:
        """The dispute as a sentence, without the colleagues' names."""
        cases, nl = ", ".join(self.cases), " of ".join(self.readings)
        about = Words("soort", "type") if self.about == "type" else Words("ernst", "severity")
        return Words(
            f"Zaak {cases}: collega's zijn het niet eens ({about.nl}: {nl}), dus hier leer ik niet van. Wie het met de laatste "
            "lezing eens is, werkt ermee verder; wie niet, corrigeert haar nog eens.",
            f"Case {cases}: colleagues do not agree ({about.en}: {' or '.join(self.readings)}), so I learn nothing from it. "
            "Who agrees with the last reading works on with it; who does not, corrects it once more.",
        )


@dataclass(frozen=True, slots=True)
class Feedback:
    """What there is to learn, oldest first; what is disputed; and how many posts are left out for other reasons.

    `known`: they stand in the training data or in a development set. `unclear`: nothing readable is left without the
    names, or only half of the reading was a colleague's and Meelezer was not sure of the other."""

    lessons: tuple[Lesson, ...]
    disputes: tuple[Dispute, ...] = ()
    known: int = 0
    unclear: int = 0

    @property
    def told(self) -> Words:
        """How many there are, and what is left out, in a sentence."""
        n = len(self.lessons)
        nl, en = [f"{n} {_count(n, 'bericht', 'berichten')} om van te leren"], [f"{n} {_count(n, 'post', 'posts')} to learn from"]  # fmt: skip
        for count, left in (
            (len(self.disputes), Words("waarover collega's het niet eens zijn", "that colleagues do not agree about")),
            (self.known, Words("die ik al kende", "that I knew already")),
            (self.unclear, Words("die zonder namen of met een halve lezing te weinig zeggen",
                                 "that say too little without names or with half a reading")),
        ):  # fmt: skip
            if count:
                nl.append(f"{count} niet, {left.nl}")
                en.append(f"not {count} {left.en}")
        return Words("; ".join(nl) + ".", "; ".join(en) + ".")


def feedback_of(
    files: Iterable[CaseFile],
    known: Callable[[], Sequence[str]],
    colleagues: Iterable[str] = (),
    since: datetime | None = None,
) -> Feedback:
    """What the team taught in these cases, said `since` where that is given; withdrawn and emptied ones count nowhere.

    `known` gives the texts of the training data and the development sets, asked only when there is something to compare;
    `colleagues`: names to leave out besides those of the authors and of whoever decided."""
    groups: dict[str, list[CaseFile]] = {}
    names = set(colleagues)
    for file in files:
        names.update(one.by for one in file.decisions)
        if _teaches(file):
            groups.setdefault(same_text(mask(file.case.post.text)), []).append(file)
    lessons: list[tuple[str, Lesson]] = []
    disputes: list[Dispute] = []
    unclear = 0
    for text, group in groups.items():
        said = _Said.of(group)
        if since and said.at < since:
            continue
        if found := said.disputes(group):
            disputes.append(found)
        elif lesson := _lesson(group, said, names):
            lessons.append((text, lesson))
        else:
            unclear += 1
    fresh = _unknown(lessons, known)
    return Feedback(
        tuple(sorted(fresh, key=lambda one: (one.at, one.case))), tuple(disputes), len(lessons) - len(fresh), unclear
    )


def same_text(text: str) -> str:
    """What is the same for the same post, masked, retyped or with other marks: its words, in small letters."""
    return " ".join(_WORD.findall(_IN_BRACKETS.sub(" ", text).casefold()))


def _teaches(file: CaseFile) -> bool:
    """Whether a colleague said how this post is to be read, and it still stands there and belongs here."""
    post = file.case.post
    said = bool(post.type or post.severity) or any(one.verb == "correct" for one in file.decisions)
    return said and bool(file.proposals) and not file.withdrawn and bool(same_text(post.text))


@dataclass(frozen=True, slots=True)
class _Said:
    """What colleagues said of one post, in all its cases: of each field who said what when, the earliest first."""

    fields: Mapping[str, list[tuple[datetime, str, str]]]
    at: datetime
    worked: Mapping[str, datetime]  # who last went on with the case as it stood, and when

    @classmethod
    def of(cls, group: Sequence[CaseFile]) -> _Said:
        fields: dict[str, list[tuple[datetime, str, str]]] = {"type": [], "severity": []}
        worked: dict[str, datetime] = {}
        for file in group:
            post, received = file.case.post, file.case.received_at
            for name, value in (("type", post.type), ("severity", post.severity)):
                fields[name] += [(received, "", value)] if value else []
            for one in file.decisions:
                if one.verb == "correct":
                    fields[_field(one)].append((one.at, one.by, one.value.partition("=")[2]))
                else:
                    worked[one.by] = max(one.at, worked.get(one.by, one.at))
        ordered = {name: sorted(said, key=lambda one: one[0]) for name, said in fields.items()}
        return cls(ordered, max(said[-1][0] for said in ordered.values() if said), worked)

    def last(self, field: str) -> str | None:
        """The last word about a field."""
        return self.fields[field][-1][2] if self.fields[field] else None

    def disputes(self, group: Sequence[CaseFile]) -> Dispute | None:
        """What colleagues differ about, if anything. What came with the post was nobody's word in particular."""
        for name, said in self.fields.items():
            own = {by: value for _, by, value in said if by}
            newest = said[-1][0] if said else self.at
            standing = {value for by, value in own.items() if by == said[-1][1] or not self._gave_way(by, newest)}
            if len(standing) > 1:
                return Dispute(tuple(file.case.id for file in group), name, tuple(sorted(standing)))
        return None

    def _gave_way(self, by: str, newest: datetime) -> bool:
        return by in self.worked and self.worked[by] > newest


def _field(decision: Decision) -> str:
    return decision.value.partition("=")[0]


def _lesson(group: Sequence[CaseFile], said: _Said, names: set[str]) -> Lesson | None:
    """The example that a post makes; None where too little is left of it, or half of its reading is a doubtful guess."""
    file = max(group, key=lambda one: one.case.received_at)
    assert file.proposal is not None
    reading, post = file.proposal.reading, file.case.post
    if reading.unsure and not said.last("type"):
        return None
    authors = [one.case.post.author or "" for one in group]
    text = nameless(post.text, reading.lang, [*names, *authors])
    if mask(text, reading.lang) != text or sum(len(word) for word in _WORD.findall(same_text(text))) < _FEWEST_LETTERS:
        return None
    kind = said.last("type") or reading.type.name
    return Lesson(
        file.case.id, said.at, text, kind, said.last("severity") or reading.severity.name, reading.lang, post.platform,
        tuple(signal.name for signal in reading.signals), "" if kind in NOT_COMPLAINTS else reading.trouble,
    )  # fmt: skip


def _unknown(lessons: Sequence[tuple[str, Lesson]], known: Callable[[], Sequence[str]]) -> list[Lesson]:
    """Of lessons and what is the same of their posts, those that are not in the data already, or nearly so."""
    texts = [same_text(text) for text in known()] if lessons else []
    return [
        lesson
        for text, lesson in lessons
        if process.extractOne(text, texts, scorer=fuzz.ratio, score_cutoff=_ALIKE) is None
    ]


def by_type(lessons: Iterable[Lesson]) -> dict[str, list[Lesson]]:
    """The lessons of each type, in the order of the guide; types without any are left out."""
    found: dict[str, list[Lesson]] = {name: [] for name in TYPES}
    for one in lessons:
        found[one.type].append(one)
    return {name: own for name, own in found.items() if own}


def _count(n: int, one: str, more: str) -> str:
    return one if n == 1 else more
