"""Three replies that a colleague can send as they are: built from moves, varied, never the same sentence again.

What a reply must do follows from the advice; how it is said comes from `data/phrases`. Chance is passed in, and so are
the sentences of earlier cases: a draft avoids them all, and every draft passes the reviewer before anybody sees it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.advice import Advice
from bot.case import Post
from bot.phrases import GROUPS, Phrases, expand, fill
from bot.reading import Reading
from bot.settings import Settings

DRAFTS = 3
_TRIES_A_MOVE = 120
_TRIES_A_DRAFT = 60
_TRIES_A_PLAN = 20  # then another draft's plan is tried, where this one does not come clean
_STRICT_TRIES = 30
_NO_LIMIT = 100_000  # characters; platforms without a length of their own


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply, and its sentences without greeting and signature (as `sentence_key` writes them)."""

    text: str
    sentences: tuple[str, ...]


@dataclass(slots=True)
class Desk:
    """What drafting needs besides the advice: wordings, settings, the time, chance, and what was said before.

    `faults(text)` is the reviewer: 0 when it has nothing to say, 1 for warnings only, 2 when something is blocking.
    """

    phrases: Phrases
    settings: Settings
    now: datetime
    rng: random.Random
    used: Container[str] = field(default_factory=frozenset)
    faults: Callable[[str], int] = lambda text: 0


def sentence_key(sentence: str) -> str:
    """A sentence as compared with others: letters only, lower case."""
    return " ".join(re.sub(r"[\W_]+", " ", sentence.lower()).split())


def propose(post: Post, reading: Reading, advice: Advice, desk: Desk) -> tuple[Draft, ...]:
    """Return three drafts that follow `advice` (none when it is not to reply), each clean and unlike the others."""
    if advice.action == "no_reply":
        return ()
    reading = reading.cautious
    drafts: list[Draft] = []
    said: set[str] = set()
    for number in range(DRAFTS):
        if draft := _one(post, reading, advice, desk, number, said):
            drafts.append(draft)
            said.update(draft.sentences)
    return tuple(drafts)


def _one(post: Post, reading: Reading, advice: Advice, desk: Desk, number: int, said: set[str]) -> Draft | None:
    """One draft; tries other wordings until it fits the platform and the reviewer has nothing against it.

    Later tries put up with a warning, and with one sentence that was used before: two drafts never share two.
    None where nothing unblocked comes out, which `make test` shows not to happen with the project's own phrases."""
    limit = desk.settings.lengths.get(post.platform, _NO_LIMIT)
    for attempt in range(_TRIES_A_DRAFT):
        lenient = int(attempt >= _STRICT_TRIES)
        moves = _plan(reading, advice, (number + attempt // _TRIES_A_PLAN) % DRAFTS)
        draft = _build(post, reading, desk, moves, said)
        while len(draft.text) > limit and (shorter := _without_optional(moves)):
            moves = shorter
            draft = _build(post, reading, desk, moves, said)
        again = sum(key in said or key in desk.used for key in draft.sentences)
        if len(draft.text) <= limit and again <= lenient and desk.faults(draft.text) <= lenient:
            return draft
    return None


def _build(post: Post, reading: Reading, desk: Desk, moves: list[str], said: set[str]) -> Draft:
    voice, moved = desk.settings.voice, desk.phrases.moves
    slots = _slots(post, reading, desk)
    sentences: list[str] = []
    for move in moves:
        named_already = any(slots["thing"] in sentence for sentence in sentences)
        sentences.append(_say(desk, moved[f"{move.rstrip('?')}.{voice}"], slots, said, named_already))
    named = "_named" if post.first_name else ""
    greeting = fill(expand(desk.rng.choice(moved[f"greeting.{voice}{named}"]), desk.rng), slots)
    signatures = [one for one in moved["signature"] if desk.settings.brand or "<brand>" not in one]
    signature = fill(expand(desk.rng.choice(signatures), desk.rng), slots)
    body = " ".join(sentences)
    return Draft(f"{greeting} {_after_comma(body)} {signature}", tuple(sentence_key(s) for s in sentences))


def _after_comma(body: str) -> str:
    """The first sentence goes on after the greeting's comma, in lower case; the English "I" stays as it is."""
    return body if re.match(r"I\b|[A-Z]{2}", body) else body[:1].lower() + body[1:]


def _say(desk: Desk, templates: tuple[str, ...], slots: dict[str, str], said: set[str], named_already: bool) -> str:
    """A wording that was not used before, here or in earlier cases, as far as there is one.

    Where the thing has been named already, wordings that do not name it again come first."""
    sentence = ""
    plain = [one for one in templates if "<thing>" not in one] if named_already else []
    for attempt in range(_TRIES_A_MOVE):
        choices = plain if plain and attempt < _TRIES_A_MOVE // 2 else templates
        sentence = fill(expand(desk.rng.choice(choices), desk.rng), slots)
        key = sentence_key(sentence)
        if key not in said and key not in desk.used:
            break
    return sentence


def _plan(reading: Reading, advice: Advice, number: int) -> list[str]:
    """The moves of the draft with this number (0, 1, 2); those with a question mark go when it gets too long."""
    kind = reading.type.name
    group = kind if kind in GROUPS else "service"
    remove = ["remove"] if "ask_removal" in advice.extras else []
    neutral = reading.alarm and number == 0  # half of the alarms are right
    if advice.action == "hold_for_approval" or neutral:
        return ["holding", *remove, "when"]
    if advice.action == "reply_once":
        return ["once"]
    if kind == "praise":
        return ["thanks", *remove, "thanks_more?"]
    if kind == "question":
        return ["question", *remove, *([["when"], ["question_more", "when?"], ["question_more"]][number])]
    recognition = [f"recognition.{group}"] if number != 1 else ["apology.general"]
    if "came_back" in advice.extras:
        recognition.append("came_back?")
    if "offer_private" in advice.extras:
        return [*recognition, "rounds", *remove, "when?"]
    if advice.action == "reply_public_details_private":
        return [*recognition, f"now.{group}?", *remove, "private", "when?"]
    if "close_public" in advice.extras:
        return [*recognition, f"now.{group}?", "close_public", "when?"]
    middle = [[f"now.{group}?", f"ask.{group}"], [f"ask.{group}"], [f"now.{group}"]][number]
    return [*recognition, *remove, *middle, "when"]


def _without_optional(moves: list[str]) -> list[str]:
    """The plan without its last optional move; empty when there is none left."""
    optional = [n for n, move in enumerate(moves) if move.endswith("?")]
    return moves[: optional[-1]] + moves[optional[-1] + 1 :] if optional else []


def _slots(post: Post, reading: Reading, desk: Desk) -> dict[str, str]:
    thing = desk.phrases.thing_in(post.text, reading.type.name)
    if desk.settings.voice == "formal" and reading.reply_lang == "nl":
        thing = re.sub(r"\bje\b", "uw", thing)
    team = "het webcareteam" if reading.reply_lang == "nl" else "the webcare team"
    return {
        "thing": thing,
        "time": _come_back(reading, desk),
        "way": desk.phrases.private_way[post.platform],
        "name": post.first_name or "",
        "brand": desk.settings.brand,
        "signer": desk.settings.signer or team,
    }


_DUTCH_DAYS = (
    "{day} vóór {hour}.00 uur",
    "{day} voor {hour} uur",
    "{day}, uiterlijk om {hour}.00 uur",
    "uiterlijk {day} om {hour} uur",
)
_ENGLISH_DAYS = ("by {hour} {day}", "before {hour} {day}", "{day} by {hour}", "no later than {hour} {day}")


def _come_back(reading: Reading, desk: Desk) -> str:
    """When the customer hears more: two hours on for a serious matter, otherwise this or the next half-day."""
    local = desk.now.astimezone(desk.settings.zone)
    if reading.severity.name in ("high", "critical") and local.hour < 20:
        due = local + timedelta(hours=3)
    elif local.hour < 14:
        due = local.replace(hour=17)
    else:
        due = (local + timedelta(days=1)).replace(hour=12)
    if reading.reply_lang == "nl":
        day = "vandaag" if due.date() == local.date() else "morgen"
        return desk.rng.choice(_DUTCH_DAYS).format(day=day, hour=due.hour)
    day = "today" if due.date() == local.date() else "tomorrow"
    hour = "noon" if due.hour == 12 else f"{due.hour % 12 or 12} {'am' if due.hour < 12 else 'pm'}"
    return desk.rng.choice(_ENGLISH_DAYS).format(day=day, hour=hour)
