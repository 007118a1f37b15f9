"""The reviewer: reads a reply before it goes out and says what breaks the guidelines, where, and what would be better.

It looks at meaning as far as words show it: every rule is a function from the reply to the places that break it.
Drafts, a colleague's edits and replies written elsewhere all go through it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot import review_checks as checks
from bot import review_whole as whole
from bot.review_checks import Hit
from bot.review_read import doubted, read
from bot.review_text import Brief, Look, look_at
from bot.review_words import GUIDELINES, MESSAGES
from bot.words import Words

__all__ = ["GUIDELINES", "LEVELS", "Brief", "Finding", "ok", "review"]

LEVELS: dict[str, str] = {
    "robot_phrase": "warn",
    "dm_first": "block",
    "overpromise": "warn",
    "near_duplicate": "block",
    "wrong_name": "block",
    "missing_signature": "warn",
    "missing_empathy": "warn",
    "missing_next_step": "warn",
    "missing_time": "warn",
    "defensive": "warn",
    "angry": "block",
    "blames_customer": "block",
    "belittling_humour": "block",
    "asks_personal_data": "block",
    "repeats_personal_data": "block",
    "public_compensation": "warn",
    "too_long": "warn",  # "block" where the platform refuses the text
    "too_dry": "warn",
    "wrong_language": "block",
    "placeholder_left": "block",
    "announces_deletion": "block",
}

_RULES: dict[str, Callable[[Look], Iterator[Hit]]] = {
    "robot_phrase": checks.robot_phrase,
    "dm_first": checks.dm_first,
    "overpromise": checks.overpromise,
    "near_duplicate": whole.near_duplicate,
    "wrong_name": checks.wrong_name,
    "missing_signature": whole.missing_signature,
    "missing_empathy": whole.missing_empathy,
    "missing_next_step": whole.missing_next_step,
    "missing_time": whole.missing_time,
    "defensive": checks.defensive,
    "angry": checks.angry,
    "blames_customer": checks.blames_customer,
    "belittling_humour": checks.belittling_humour,
    "asks_personal_data": checks.asks_personal_data,
    "repeats_personal_data": checks.repeats_personal_data,
    "public_compensation": checks.public_compensation,
    "too_long": whole.too_long,
    "too_dry": whole.too_dry,
    "wrong_language": whole.wrong_language,
    "placeholder_left": checks.placeholder_left,
    "announces_deletion": checks.announces_deletion,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What breaks a rule: the words reply[start:end] (nothing where something is missing) and what to do about it."""

    rule: str
    level: str
    start: int
    end: int
    message: Words
    guideline: str


def review(reply: str, brief: Brief, language_of: Callable[[str], str]) -> tuple[Finding, ...]:
    """Return what is wrong with `reply`, in the order of the text; nothing when it is fine.

    `language_of(text)` gives "nl", "en", "mixed" or "other". The level is the team's where it has set one.
    """
    look = look_at(reply, brief, language_of)
    found: list[Finding] = []
    for rule, places in _RULES.items():
        if brief.levels.get(rule) == "off":
            continue
        for hit in _apart(_places(rule, places, look)):
            message = hit.message or MESSAGES[rule]
            found.append(Finding(rule, _level(rule, look), hit.start, hit.end, message, GUIDELINES[rule]))
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.end)))


def _places(rule: str, places: Callable[[Look], Iterator[Hit]], look: Look) -> Iterator[Hit]:
    """What the patterns of a rule find, and what the NLU reads."""
    yield from (hit for hit in places(look) if not doubted(rule, hit, look))
    yield from read(rule, look)


def ok(findings: Iterable[Finding]) -> bool:
    """Whether nothing among `findings` blocks the reply."""
    return all(finding.level != "block" for finding in findings)


def _level(rule: str, look: Look) -> str:
    limit = look.brief.limits.get(look.brief.post.platform)
    refused = rule == "too_long" and limit is not None and len(look.reply) > limit
    return look.brief.levels.get(rule, "block" if refused else LEVELS[rule])


def _apart(hits: Iterable[Hit]) -> Iterator[Hit]:
    """The hits of one rule in order, of those that overlap the shortest: it points best at what is wrong."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.end - hit.start, hit.start)):
        if all(hit.end <= one.start or hit.start >= max(one.end, one.start + 1) for one in kept):
            kept.append(hit)
    yield from sorted(kept, key=lambda hit: hit.start)
