"""What a post says: type, severity, signals, and whether Meelezer is sure of it.

The NLU's reply (Rasa's `/model/parse` format with `severity`) becomes a Reading; a colleague's own reading counts
instead of the NLU's. Confidences are probabilities between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot import alarms
from bot.case import Post
from bot.errors import NluAway
from bot.labels import KINDS, NOT_COMPLAINTS, SEVERITIES, SIGNALS, TOPICS, TROUBLES, TYPES
from bot.signals import Signal, merged, signals_of

DetectLanguage = Callable[[str], str]  # text → "nl", "en", "mixed" (both), "other"


_LIKELY = 0.5
_NO_PRAISE = ("churn_threat", "mass_impact", "legal_threat", "discrimination")
_NO_MERE_ABUSE = ("legal_threat", "media_threat")


@dataclass(frozen=True, slots=True)
class Guess:
    """A label, how probable it is, and all labels by probability, the best first."""

    name: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What Meelezer reads in a post.

    `alarm`: it may well be critical although the label does not say so. `trouble`: what went wrong (a key of TROUBLES), ""
    where that is not clear enough. `mocking`: praise that names something gone wrong, with sarcasm in it.
    """

    lang: str
    type: Guess
    severity: Guess
    signals: tuple[Signal, ...]
    unsure: bool
    alarm: bool = False
    corrected: bool = False
    trouble: str = ""
    mocking: bool = False

    def has(self, *names: str) -> bool:
        """Whether one of the signals `names` is there."""
        return any(signal.name in names for signal in self.signals)

    @property
    def cautious(self) -> Reading:
        """The reading as advice and drafts take it: for a complaint where praise or abuse is not likely enough.

        Of unread writers' posts read as praise or abuse with less than .5, four in ten and one in three were; of those
        read as praise with one of the signals, less than half. To thank or to drop a customer who complains is worse than
        to ask a happy one what is wrong. Who scolds and threatens with a court or the press is not just told off.
        """
        mixed = self.type.name == "praise" and (self.has(*_NO_PRAISE) or self.mocking) and self.type.confidence < 1
        mixed = mixed or (self.type.name == "abuse" and self.has(*_NO_MERE_ABUSE) and self.type.confidence < 1)
        threat = self.type.name == "abuse" and self.severity.name == "critical"
        if self.type.name not in ("praise", "abuse") or threat or (self.type.confidence >= _LIKELY and not mixed):
            return self
        name, chance = next((pair for pair in self.type.ranking if pair[0] not in NOT_COMPLAINTS), ("service", 0.0))
        return replace(self, type=replace(self.type, name=name, confidence=chance))

    def reply_lang(self, team: str) -> str:
        """The language to answer in: the post's own where Meelezer writes it, Dutch where it mixes both; else the `team`'s.

        Whoever writes French is not helped with English, and a colleague who puts the reply into French is helped most
        with a draft in the team's own language."""
        return {"nl": "nl", "en": "en", "mixed": "nl"}.get(self.lang, team)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a reading counts as unsure (probability of the type) and when the alarm goes (of `critical`).

    The alarm's .1 finds 89 % of the critical posts of writers that were left out, and is right in half of its alarms.
    A question is declined below `topic_below`; below `topic_sure` the answer says what it takes the question to be about. At
    .2 3 % of what is ours is declined, at .35 it was 8 %, and of the rest 95 % either way (writers left out).
    From `point_below` on one thing that is asked about a topic is answered instead of the topic as a whole: two thirds of
    the questions, of which three in four are about that very point (writers left out; neighbouring points agree).
    """

    unsure_below: float = 0.5
    alarm_from: float = 0.1
    topic_below: float = 0.2
    topic_sure: float = 0.5
    point_below: float = 0.6
    trouble_below: float = 0.35


def reading_of(
    reply: Mapping[str, Any], post: Post, lang: str, thresholds: Thresholds, handles: Iterable[str] = ()
) -> Reading:
    """Make the Reading of `post` from the NLU's reply; raises NluAway when the reply is not what Rasa sends."""
    if _blank(reply):
        kind, severity = _no_idea("question", TYPES), _no_idea("low", SEVERITIES)  # only a link, say: nothing to read
    else:
        kind = _guess(reply.get("intent_ranking"), TYPES)
        severity = _severity(reply)
    sure_enough = dict(severity.ranking).get("critical", 0.0) >= thresholds.alarm_from
    alarm = sure_enough and severity.name != "critical" and not _blank(reply)
    signals = signals_in(reply, post, handles)
    names = {signal.name for signal in signals}
    double_edged = kind.name == "praise" and bool(names & {"sarcasm", *_NO_PRAISE})
    rung = _alarming(kind.name, names) or alarms.rings(post.text, kind.name)
    alarm = (alarm or (severity.name != "critical" and rung)) and not _blank(reply)
    reading = Reading(
        lang=post.lang or lang,
        type=kind,
        severity=severity,
        signals=signals,
        unsure=kind.confidence < thresholds.unsure_below or (post.lang or lang) == "other" or double_edged,
        alarm=alarm,
        trouble=_trouble(reply, thresholds),
        mocking="sarcasm" in names and alarms.names_trouble(post.text),
    )
    return corrected(reading, post.type, post.severity)


def _alarming(kind: str, signals: set[str]) -> bool:
    """Whether signals alone make a critical post likely enough to look at.

    On unread writers' posts that were not read as critical, one in six to one in two of such posts were.
    """
    danger = "safety_risk" in signals and ("vulnerable_person" in signals or kind in ("praise", "question"))
    return danger or bool(signals & {"discrimination", "data_leak"})


def corrected(reading: Reading, type_: str | None = None, severity: str | None = None) -> Reading:
    """Return `reading` with a colleague's type or severity in it, which is then certain."""
    if type_:
        reading = replace(reading, type=_certain(type_, reading.type), unsure=False, corrected=True, trouble="")
    if severity:
        reading = replace(reading, severity=_certain(severity, reading.severity), alarm=False, corrected=True)
    return reading


def percent(chance: float) -> str:
    """A probability as colleagues read it; nothing is quite certain."""
    return f"{min(99, round(100 * chance))} %"


def _trouble(reply: Mapping[str, Any], thresholds: Thresholds) -> str:
    """What went wrong, where the NLU is sure enough; "" otherwise, and from a Rasa that does not read that."""
    name, chance = _named(reply.get("trouble"))
    return name if name in TROUBLES and chance >= thresholds.trouble_below else ""


def _named(found: Any) -> tuple[str, float]:
    """A label and its probability; "" and 0 from a Rasa that sends something else there."""
    name, chance = (found.get("name"), found.get("confidence")) if isinstance(found, Mapping) else (None, None)
    return (name, float(chance)) if isinstance(name, str) and isinstance(chance, int | float) else ("", 0.0)


def topic_of(reply: Mapping[str, Any]) -> Guess:
    """The topic of a colleague's question in the NLU's reply; raises NluAway when it is not there."""
    topic = reply.get("topic") or {}
    if "name" in topic and topic["name"] is None:
        return _no_idea("out_of_scope", TOPICS)  # only a link, say
    return _guess(topic.get("ranking"), TOPICS)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of its topic's points a question is about ("" for none of them), and how probable that is given the topic."""

    point: str
    confidence: float


def asked_of(reply: Mapping[str, Any]) -> Asked | None:
    """What is asked in a question, in the NLU's reply; None from a Rasa that does not read that."""
    asked = reply.get("asked")
    return Asked(*_named(asked)) if isinstance(asked, Mapping) and asked.get("name") is not None else None


def kinds_of(reply: Mapping[str, Any]) -> dict[str, float]:
    """How probable each kind of message is (`labels.KINDS`); raises NluAway when the reply is not what Rasa sends.

    A text with nothing to read in it, only a link say, is a forwarded post.
    """
    kind = reply.get("kind") or {}
    if isinstance(kind, Mapping) and "name" in kind and kind["name"] is None:
        return {"post": 1.0}
    return dict(_guess(kind.get("ranking") if isinstance(kind, Mapping) else None, KINDS).ranking)


def _guess(ranking: Any, allowed: Iterable[str]) -> Guess:
    try:
        pairs = [(str(one["name"]), float(one["confidence"])) for one in ranking if one["name"] in set(allowed)]
        pairs.sort(key=lambda pair: -pair[1])
        return Guess(pairs[0][0], pairs[0][1], tuple(pairs))
    except (TypeError, KeyError, ValueError, IndexError):
        raise _not_ours() from None


def _not_ours() -> NluAway:
    """What to say of a reply that Meelezer's own model would not give."""
    return NluAway(
        "De NLU geeft een antwoord zonder type, ernst of onderwerp; laat NLU_URL naar een Rasa met het model van "
        "Meelezer wijzen, of maak NLU_URL leeg.",
        "The NLU answers without a type, severity or topic; point NLU_URL at a Rasa that serves Meelezer's model, or unset it.",
    )


def _severity(reply: Mapping[str, Any]) -> Guess:
    """The severity with its ranking; the one that is named is the ranking's median, not always its first."""
    found = reply.get("severity") or {}
    guess = _guess(found.get("ranking"), SEVERITIES)
    name = found.get("name")
    return replace(guess, name=name, confidence=dict(guess.ranking)[name]) if name in dict(guess.ranking) else guess


def signals_in(reply: Mapping[str, Any], post: Post, handles: Iterable[str] = ()) -> tuple[Signal, ...]:
    """The signals that rules find in `post` and those that the NLU read, each with the words that show it.

    A Rasa that reads no signals gives none; raises NluAway when they are not what Meelezer's model sends."""
    try:
        found = [(str(one["name"]), str(one.get("text") or "…")) for one in reply.get("signals") or []]
        faint = [str(name) for name in reply["faint_signals"]] if "faint_signals" in reply else None
    except (TypeError, KeyError, AttributeError):
        raise _not_ours() from None
    read = [Signal(name, text) for name, text in found if name in SIGNALS]
    return merged(post, signals_of(post, handles), read, faint)


def _blank(reply: Mapping[str, Any]) -> bool:
    """Whether the NLU found nothing to read: only a link, or only handles."""
    return "intent" in reply and (reply["intent"] or {}).get("name") is None


def _no_idea(name: str, names: Iterable[str]) -> Guess:
    """Every label equally probable, `name` first."""
    others = [other for other in names if other != name]
    share = 1 / (len(others) + 1)
    return Guess(name, share, ((name, share), *((other, share) for other in others)))


def _certain(name: str, guess: Guess) -> Guess:
    rest = tuple((other, p) for other, p in guess.ranking if other != name)
    return Guess(name, 1.0, ((name, 1.0), *rest))
