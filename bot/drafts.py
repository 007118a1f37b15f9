"""Three replies that a colleague can send as they are: built from moves, varied, never the same sentence again.

What a reply must do follows from the advice; how it is said comes from `data/phrases`. Chance is passed in, and so are
the sentences of earlier cases: a draft avoids them all, and every draft passes the reviewer before anybody sees it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.advice import Advice
from bot.case import Post
from bot.come_back import at_work, time_of, time_of_live
from bot.fact_rules import FACTS
from bot.facts import Facts, asked_in, facts_of
from bot.happened import Address, Happened, happened_in
from bot.labels import NOT_COMPLAINTS
from bot.memory import Memory
from bot.phrases import GENERAL, GROUPS, Phrases, expand, fill
from bot.reading import Reading
from bot.retell import Retold, retold
from bot.settings import Settings

DRAFTS = 3
_TRIES_A_MOVE = 120
_TRIES_A_DRAFT = 60
_TRIES_A_PLAN = 20  # then another draft's plan is tried, where this one does not come clean
_STRICT_TRIES = 12
_TRIES_TO_DIFFER = 30
_TRIES_IN_ONE = (
    4  # sentences that say at once who is asked and when more is read; then these come as two, of which there are more
)
MOST_ALIKE = 0.6
"""The share of words in common, greeting and signature aside, that no two drafts should reach."""

NO_LIMIT = 100_000  # characters; platforms without a length of their own


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply, and its sentences without greeting and signature (as `sentence_key` writes them).

    `source`: "built" from the project's wordings, or "model" where the team's language model wrote it.
    """

    text: str
    sentences: tuple[str, ...]
    source: str = "built"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reply has to do, for whoever puts it into words of their own.

    Its moves in order; when the customer hears more, where they find the team in private, how to greet them, and the
    signatures that will do, the one to use first.
    """

    moves: tuple[str, ...]
    time: str
    way: str
    greeting: str
    signatures: tuple[str, ...]


@dataclass(slots=True)
class Desk:
    """What drafting needs besides the advice: wordings, settings, the time, chance, and what was said before.

    `faults(text)` is the reviewer: 0 when it has nothing to say, 1 for warnings only, 2 when something is blocking.
    `at_most`: characters, where a colleague wants less than the platform takes.
    """

    phrases: Phrases
    settings: Settings
    now: datetime
    rng: random.Random
    used: Memory = field(default_factory=Memory)
    faults: Callable[[str], int] = lambda text: 0
    at_most: int = NO_LIMIT


def sentence_key(sentence: str) -> str:
    """A sentence as compared with others: letters only, lower case."""
    return " ".join(re.sub(r"[\W_]+", " ", sentence.lower()).split())


def propose(post: Post, reading: Reading, advice: Advice, desk: Desk) -> tuple[Draft, ...]:
    """Return three drafts that follow `advice` (none when it is not to reply), each clean and unlike the others."""
    if advice.action == "no_reply":
        return ()
    work = _work(post, reading, advice, desk)
    drafts: list[Draft] = []
    for number in range(DRAFTS):
        if draft := work.draft(number):
            drafts.append(draft)
            work.said.add(draft.sentences)
    return tuple(drafts)


def plan_of(post: Post, reading: Reading, advice: Advice, desk: Desk, number: int) -> Plan:
    """Return what the draft with this number (0, 1, 2) has to do, as `propose` would build it."""
    return _work(post, reading, advice, desk).plan(number)


def _work(post: Post, reading: Reading, advice: Advice, desk: Desk) -> _Work:
    reading, lang = reading.cautious, reading.reply_lang(desk.settings.language)
    facts, address = facts_of(post.text, lang), Address(lang, desk.settings.voice == "formal")
    told = _Told(facts, facts.vehicle or desk.phrases.thing_in(post.text), address,
                 happened_in(post.text, reading, facts, address, desk.phrases),
                 retold(post.text, lang, address.formal) if reading.type.name in _TOLD_BACK else None)  # fmt: skip
    return _Work(post, reading, advice, told, desk)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a post tells, in the language of the reply: `thing` is what it names, in the words of the phrases."""

    facts: Facts
    thing: str | None
    address: Address
    happened: Happened
    retold: Retold | None

    @property
    def close_thing(self) -> str:
        """A thing that is more than "the service"."""
        return self.thing if self.thing and not GENERAL.search(self.thing) else ""


@dataclass(frozen=True, slots=True)
class _Work:
    """The drafts of one case in the making; `said` is what the drafts before have used."""

    post: Post
    reading: Reading
    advice: Advice
    told: _Told
    desk: Desk
    said: Memory = field(default_factory=Memory)

    @property
    def facts(self) -> Facts:
        """What the post tells."""
        return self.told.facts

    @property
    def lang(self) -> str:
        """The language of the reply."""
        return self.told.address.lang

    def draft(self, number: int) -> Draft | None:
        """One draft; tries other wordings until it fits the platform and the reviewer has nothing against it.

        Later tries put up with a warning, and with one sentence that was used before: two drafts never share two. The
        last ones put up with a draft that has more words in common with an earlier one than a reader would miss.
        None where nothing unblocked comes out, which `make test` shows not to happen with the project's own phrases."""
        limit = min(self.desk.at_most, self.desk.settings.lengths.get(self.post.platform, NO_LIMIT))
        for attempt in range(_TRIES_A_DRAFT):
            lenient = int(attempt >= _STRICT_TRIES)
            moves = self._plan((number + attempt // _TRIES_A_PLAN) % DRAFTS)
            if attempt >= _TRIES_IN_ONE:
                moves = [plain for move in moves for plain in _in_two(move)]
            draft = self._build(moves)
            while len(draft.text) > limit and (shorter := _without_optional(moves)):
                moves = shorter
                draft = self._build(moves)
            again = sum(key in self.said or key in self.desk.used for key in draft.sentences)
            if len(draft.text) > limit or again > lenient or self.desk.faults(draft.text) > lenient:
                continue
            if attempt >= _TRIES_TO_DIFFER or self._differs(draft):
                return draft
        return None

    def _differs(self, draft: Draft) -> bool:
        """Whether nobody would say that this draft and another one come from the same mould."""
        return max(memory.alike(draft.sentences) for memory in (self.said, self.desk.used)) < MOST_ALIKE

    def plan(self, number: int) -> Plan:
        """The plan for the draft with this number; what can be left out where room is short is in it, too."""
        slots, rng = self._slots(), self.desk.rng
        moves = [move.rstrip("?") for move in self._plan(number) if self._leaves_to_ask or not move.startswith("ask.")]
        signatures = [fill(expand(one, rng), slots) for one in self._signatures]
        return Plan(tuple(moves), slots["time"], slots["way"], self._greeting(slots),
                    tuple(rng.sample(signatures, len(signatures))))  # fmt: skip

    def _plan(self, number: int) -> list[str]:
        """The moves of the draft with this number (0, 1, 2); those with a question mark go when it gets too long."""
        kind, advice = self.reading.type.name, self.advice
        remove = ["remove"] if "ask_removal" in advice.extras else []
        neutral = self.reading.alarm and number == 0  # half of the alarms are right
        if advice.action == "hold_for_approval" or neutral:
            return [HOLDING.get(self.reading.trouble, "holding"), *remove, "when"]
        if advice.action == "reply_once":
            return ["once"]
        if kind == "praise":
            more = "person" if self.facts.person and number != 1 else ("next.praise", "thanks_more")[number == 2]
            return ["thanks", *remove, f"{more}?"]
        if kind == "question":
            return [*remove, "next.question"] if number != 1 else ["question", *remove, "when"]
        if self._tells_nothing and number != 1:  # whoever says only that it is bad is asked what happened
            return ["apology.general", "tell"]
        return [*self._opening(number), *self._middle(remove, number)]

    def _opening(self, number: int) -> list[str]:
        """What shows that the post was read: each draft begins with another thing that it says, the plainest first."""
        facts, group = self.facts, self._group
        named = [f"named{'_sober' if self._is_grave else ''}"] if self.told.happened.clauses else []
        told = named + [move for move, fact in OPENINGS.items() if getattr(facts, fact)][:1]
        trouble = [f"trouble.{self.reading.trouble}"] if self.reading.trouble else []
        told = told + trouble if named else trouble + told
        # Annoyance is the wrong word where somebody is hurt, ill or looked down on: then there is only sorry.
        recognition = "apology.general" if self.reading.has(*_NO_ANNOYANCE) else f"recognition.{group}"
        if self._is_remark and (not told or self.reading.trouble in _OF_CONSCIENCE):
            return ["remark"]
        told = [*self._told_back, *told]
        again = named or ([] if self.told.close_thing else trouble)
        opening = [*told[:2], *again, recognition, "apology.general", recognition][number]
        return [opening, *(["came_back?"] if "came_back" in self.advice.extras else [])]

    @property
    def _told_back(self) -> list[str]:
        """The move that takes up the customer's own words, where there are some that a brand may say."""
        back = self.told.retold
        if back is None or self._is_grave or self._is_remark:
            return []
        return ["retold" if back.wrong else "retold_before"]

    def _middle(self, remove: list[str], number: int) -> list[str]:
        """What happens now, what we ask, when we are back; in which way depends on the advice."""
        extras = self.advice.extras
        now = f"wish.{self.facts.wish}" if self.facts.wish else f"now.{self._group}"
        if "offer_private" in extras:
            return ["rounds", *remove, "when?"]
        if self.advice.action == "reply_public_details_private":
            return [f"{now}?", *remove, "private", "when?"]
        if "close_public" in extras:
            return [f"{now}?", "close_public", "when?"]
        away = self._is_live and not at_work(self.desk.now, self.desk.settings)
        if self._is_live and not away:
            return [*remove, "live"]
        if self._is_remark:
            return [*remove, "next.remark"] if number == 0 else [*remove, "light", "when?"]
        sector = self.facts.sector
        fits = sector and not self._is_grave and (sector != "digital" or self.reading.type.name == "technical")
        ask = [f"ask.{sector}"] if fits else []
        elsewhere = away and self._own_language and self.post.platform in self.desk.settings.contact
        last = ["when", "urgent?"] if elsewhere else ["when"]
        if number != 1 and not self.facts.wish and not elsewhere:
            return [*remove, f"next.{self._group}"]
        return [*remove, *[[now], [f"{now}?", *ask], [f"now.{self._group}"]][number], *last]

    @property
    def _is_live(self) -> bool:
        """Whether it happens as they write, and a reply in public can help: there a short time counts."""
        return (
            self.facts.live
            and self.reading.severity.name != "low"
            and self.reading.type.name not in NOT_COMPLAINTS
            and self.advice.action == "reply_public"
        )

    @property
    def _is_remark(self) -> bool:
        """Whether somebody only remarks that something could be better: that wants no investigation."""
        return self.reading.severity.name == "low" and not (self.reading.has("repeat_contact") or self.facts.wish)

    @property
    def _tells_nothing(self) -> bool:
        """Whether a post scolds and says not a word about what went wrong."""
        facts, short = self.facts, len(self.post.text.split()) <= _SAYS_NOTHING
        told = (
            self.told.happened.clauses
            or self.reading.trouble
            or facts.told
            or facts.live
            or facts.wish
            or self._is_remark
        )
        told = told or any(getattr(facts, name) for name in (*FACTS, "vehicle"))
        mild = {signal.name for signal in self.reading.signals} <= _SAY_NOTHING
        return short and mild and not (told or self.told.close_thing) and self.advice.action == "reply_public"

    @property
    def _group(self) -> str:
        """Whose wordings fit: those of the type, but at a table or a counter those of service, not of a purchase."""
        kind = self.reading.type.name
        served = self.reading.trouble in _AT_A_COUNTER and kind in ("delivery", "product", "returns")
        return "service" if served or kind not in GROUPS else kind

    def _build(self, moves: list[str]) -> Draft:
        voice, moved, rng = self.desk.settings.voice, self.desk.phrases.moves, self.desk.rng
        slots = self._slots()
        if any(move.startswith("next.") for move in moves):  # there the time stands within the sentence
            slots["time"] = slots["time"].replace(",", "")
        sentences: list[str] = []
        for move in moves:
            if move.startswith("when") and any(slots["time"] in sentence for sentence in sentences):
                continue  # it was said already
            named_already = not self.told.thing or any(slots["thing"] in sentence for sentence in sentences)
            sentence = self._say(moved[f"{move.rstrip('?')}.{voice}"], slots, named_already, move.startswith("ask."))
            if move.startswith("ask.") and not self._may_ask(sentence):  # there is nothing to ask
                if _says_what_happens(moves):
                    continue
                sentence = self._say(moved[f"now.{self._group}.{voice}"], slots, named_already)
            sentences.append(sentence)
        greeting = self._greeting(slots)
        signature = fill(expand(rng.choice(self._signatures), rng), slots)
        body = " ".join(sentences)
        if self.desk.settings.emoji and self.reading.type.name == "praise":
            body += f" {rng.choice(_EMOJI)}"
        return Draft(f"{greeting} {_after_comma(body)} {signature}", tuple(sentence_key(s) for s in sentences))

    def _greeting(self, slots: dict[str, str]) -> str:
        named, rng = "_named" if self.post.first_name else "", self.desk.rng
        sober = "sober_" if self._is_grave else ""
        greetings = self.desk.phrases.moves[f"greeting.{sober}{self.desk.settings.voice}{named}"]
        return fill(expand(rng.choice(greetings), rng), slots)

    @property
    def _is_grave(self) -> bool:
        """Whether a "hi" would be out of place: somebody is hurt, looked down on, dead, or their data lie in the street."""
        reading = self.reading
        grave = reading.severity.name == "critical" or reading.has("discrimination", "data_leak", "vulnerable_person")
        return grave or self.facts.grave or reading.alarm or reading.trouble in HOLDING

    @property
    def _signatures(self) -> list[str]:
        """The brand's own where they are in this language, else the project's; none with a brand that has no name."""
        settings = self.desk.settings
        own = settings.signatures if self._own_language else ()
        known = [[one for one in some if settings.brand or "<brand>" not in one]
                 for some in (own, self.desk.phrases.moves["signature"])]  # fmt: skip
        return known[0] or known[1]

    def _say(self, templates: tuple[str, ...], slots: dict[str, str], named_already: bool, asks: bool = False) -> str:
        """A wording that was not used before, here or in earlier cases, as far as there is one.

        Where the thing has been named already, or the post names none, wordings that do not name it come first."""
        rng, sentence = self.desk.rng, ""
        plain = [one for one in templates if "<thing>" not in one] if named_already else []
        for attempt in range(_TRIES_A_MOVE):
            choices = plain if plain and attempt < _TRIES_A_MOVE // 2 else templates
            sentence = fill(expand(rng.choice(choices), rng), {**slots, "event": self.told.happened.said(rng)})
            key = sentence_key(sentence)
            fresh = key not in self.said and key not in self.desk.used
            if fresh and (not asks or self._may_ask(sentence)):
                break
        return sentence

    def _may_ask(self, sentence: str) -> bool:
        """Whether a question is harmless: it asks when, where or how often, of a post that is short and tells none of it.

        A colleague who read a hundred and twenty drafts with questions under longer posts would have posted next to none."""
        asked = asked_in(sentence)
        return self._leaves_to_ask and bool(asked) and "what" not in asked

    @property
    def _leaves_to_ask(self) -> bool:
        return len(self.post.text.split()) <= _SHORT_POST and not self.facts.told

    @property
    def _own_language(self) -> bool:
        """Whether the draft is in the language that the team wrote its profile in."""
        return self.lang == self.desk.settings.language

    def _slots(self) -> dict[str, str]:
        desk, lang = self.desk, self.lang
        thing = self.told.address.of(self.told.thing or desk.phrases.thing_default[self.reading.type.name])
        team = "het webcareteam" if lang == "nl" else "the webcare team"
        return {
            "thing": thing,
            "time": self._come_back(),
            "way": (desk.settings.contact if self._own_language else {}).get(
                self.post.platform, desk.phrases.private_way[self.post.platform]
            ),
            "name": self.post.first_name or "",
            "brand": desk.settings.brand,
            "signer": desk.settings.signer or team,
            "person": self.facts.person,
            "event": "",
            "told": self.told.retold.clause if self.told.retold else "",
            **{name: getattr(self.facts, name) for name in FACTS},
        }

    def _come_back(self) -> str:
        """When the customer hears more: so that it is never over by then, and within the hour where it happens now."""
        desk, lang = self.desk, self.lang
        if self._is_live:
            return time_of_live(desk.now, desk.settings, lang, desk.rng)
        hours = 2 if self.reading.severity.name in ("high", "critical") else 4
        return time_of(self.advice.reply_by, desk.now, hours, desk.settings, lang, desk.rng)


_TOLD_BACK = ("delivery", "product", "service", "billing", "returns", "technical")
"""Types of posts whose own words a brand may take up: what hurt somebody, or who did it, is not for it to repeat."""

_NO_ANNOYANCE = ("safety_risk", "vulnerable_person", "discrimination", "data_leak")
_SAY_NOTHING = {"churn_threat", "profanity", "sarcasm", "mention", "mass_impact"}
_OF_CONSCIENCE = ("wrong_deed", "data_misuse")
_AT_A_COUNTER = ("bad_food", "dirty", "crowded", "closed", "rude", "on_hold")

HOLDING = {
    "hurt": "holding_hurt",
    "danger": "holding_danger",
    "strangers_data": "holding_data",
    "data_misuse": "holding_data",
}
"""What a critical case is told first, by what went wrong: who is robbed wants something else than who is hurt."""

_SHORT_POST = 14
"""Words of a post that leaves something to ask."""

_SAYS_NOTHING = 12
"""Words of a post that may say nothing but that it is bad."""

OPENINGS = {"chased": "chased", "nth": "nth", "lasting": "lasting"}
"""The moves that open with a fact, and which, the most telling first."""

_EMOJI = ("😊", "🙌", "🎉", "💛", "🙏")
"""For praise, where the brand allows them."""


def _says_what_happens(moves: list[str]) -> bool:
    return any(move.startswith(("now.", "wish.")) for move in moves)


def _after_comma(body: str) -> str:
    """The first sentence goes on after the greeting's comma, in lower case; the English "I" stays as it is."""
    return body if re.match(r"I\b|[A-Z]{2}", body) else body[:1].lower() + body[1:]


def _in_two(move: str) -> list[str]:
    """The move or moves of which there are more wordings, for one that says what is done and when in one sentence."""
    if not move.startswith("next."):
        return [move]
    what = move.removeprefix("next.").rstrip("?")
    plain = {"praise": ["thanks_more?"], "question": ["question", "when"], "remark": ["light", "when?"]}
    return plain.get(what, [f"now.{what}", "when"])


def _without_optional(moves: list[str]) -> list[str]:
    """The plan without its last optional move; empty when there is none left."""
    optional = [n for n, move in enumerate(moves) if move.endswith("?")]
    return moves[: optional[-1]] + moves[optional[-1] + 1 :] if optional else []
