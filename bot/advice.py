"""Public or private, and why: from a reading to one advice with its reasons and the side that lost.

The decision is a table of rules with an order: the first whose condition holds gives the action. The rules follow
the project's decision 'Public or private' (numbers in the table are its items), made from five sources that disagree;
a house rule of the team wins from all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot import personal_data
from bot.case import Post
from bot.guidelines import Handbook
from bot.labels import NOT_COMPLAINTS, REVIEW_PLATFORMS
from bot.reading import Reading
from bot.settings import SECTORS, HouseRule, Settings
from bot.words import Words

_ACCOUNT = re.compile(
    r"\b(?:afgeschreven|afschrijving\w*|incasso\w*|domicili\w+|\w*afrekening|factu(?:ur|ren)|voorschot\w*|termijnbedrag|aanmaning\w*"
    r"|(?:van|op) mijn (?:bank)?rekening|gaat? (?:\S+ ){1,6}af|(?:account|rekening|kaart|pas) (?:\S+ ){0,3}(?:ge|gede|de)?blok\w+"
    r"|direct debit\w*|debited|(?:over|double )?charged|(?:my|first|last|next|final) (?:bill|invoice)|invoices?|out of my account"
    r"|stop (?:the |taking )?payments?|(?:account|card) (?:\S+ ){0,3}(?:locked|blocked|suspended|frozen|closed))\b",
    re.IGNORECASE,
)
"""Words for money that was taken or an account that is shut. Three hands judged such cases alike, the rest as public."""

_NAMED = re.compile(
    r"\b(?i:mevrouw|meneer|mevr\.?|dhr\.?|mrs?\.?|ms\.?|dr\.?|dokter|doctor|conducteur|chauffeur|verpleegkundige|juf|meester|"
    r"surname|achternaam|t\.?n\.?v\.?|named?|heet) (?:[A-Z]\. )?[A-ZÀ-Ý][\w'’-]+|\b(?:onze|mijn|our|my) [A-Z][\w'’-]+ [A-Z][\w'’-]+"
)
"""A person by name, told as something that identifies them; together with the signal `personal_data` only."""

DOUBTFUL_ABUSE = 0.6  # below this probability an insult may hide a real complaint: answer once (item 7)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a guideline with its main source and weight, in one sentence. A house rule has the weight "team"."""

    guideline: str
    source: str
    weight: str
    text: Words


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do with a post. `extras` are things that the reply must do besides, by name (see `_extras`)."""

    rule: str
    action: str
    reply_by: datetime
    approval: bool
    senior: bool
    reasons: tuple[Reason, ...]
    overruled: tuple[Reason, ...]
    extras: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the rules may look at."""

    post: Post
    reading: Reading
    settings: Settings

    @property
    def complaint(self) -> bool:
        """Whether the post is a complaint: not praise, a question or abuse."""
        return self.reading.type.name not in NOT_COMPLAINTS

    @property
    def rounds(self) -> int:
        """Public answers of the brand so far."""
        return self.post.public_rounds

    def confidential(self) -> bool:
        """Item 2: only confidentiality moves the details to private. An opinion on privacy holds nothing confidential."""
        r = self.reading
        hurt = r.type.name == "safety" and r.severity.name == "high" and r.has("vulnerable_person")
        private = r.type.name == "privacy" and r.severity.name != "low"
        return private or r.has("personal_data", "data_leak", "legal_threat") or hurt

    def needs_account(self) -> bool:
        """Item 2: what was debited, billed or blocked can only be looked into in the customer's own account."""
        return self.reading.severity.name != "low" and bool(_ACCOUNT.search(self.post.text))

    def sensitive_sector(self) -> bool:
        """Row 18: in health and finance the details of nearly every complaint are somebody's health or money."""
        own = SECTORS.get(self.settings.sector, ())
        return self.reading.severity.name != "low" and self.reading.type.name in own

    def was_private(self) -> bool:
        """Item 4: whether the customer was in private already, or was asked to go there."""
        return self.reading.has("dm_mentioned") or any(not turn.public for turn in self.post.history)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the decision: when it holds, what it says, with which guidelines, and what it sets aside."""

    id: str
    item: int
    when: Callable[[Situation], bool]
    action: str
    because: tuple[str, ...]
    against: dict[str, Words] = field(default_factory=dict)


_PRIVATE_ASAP_LOST = Words(
    "Snel naar privé is een mening uit de praktijk; experimenten laten zien dat meelezers een openbare eerste reactie beter vinden.",
    "Moving to private quickly is a practitioner's opinion; experiments show that onlookers prefer a public first reply.",
)
_ONLY_DETAILS = Words(
    "Alleen het vertrouwelijke deel gaat privé; de eerste reactie en de afloop blijven openbaar.",
    "Only the confidential part goes private; the first reply and the outcome stay public.",
)
_NOT_FOR_TROLLS = Words(
    "Nooit negeren geldt voor klachten; hier staat niets in waarop je kunt antwoorden.",
    "Never ignoring holds for complaints; there is nothing here that can be answered.",
)
_FAST_BUT_SAFE = Words(
    "Snelheid wijkt voor zorg: eerst akkoord, dan een korte openbare reactie, wel binnen de termijn.",
    "Speed gives way to care: approval first, then a short public statement, still within the deadline.",
)
_HELP_IN_ROUNDS = Words(
    "Alles openbaar blijven doen maakt een lang gesprek bekender zonder dat het helpt; de afloop blijft openbaar.",
    "Keeping it all public makes a long exchange better known without helping; the outcome stays public.",
)

RULES: tuple[Rule, ...] = (
    Rule("abuse-critical", 7, lambda s: s.reading.type.name == "abuse" and s.reading.severity.name == "critical",
         "no_reply", ("team-approval", "trolls"), {"never-ignore-or-delete": _NOT_FOR_TROLLS}),
    Rule("abuse-doubtful", 7, lambda s: s.reading.type.name == "abuse" and _doubtful(s) and s.rounds == 0,
         "reply_once", ("trolls", "cool-head")),
    Rule("abuse", 7, lambda s: s.reading.type.name == "abuse",
         "no_reply", ("trolls",), {"never-ignore-or-delete": _NOT_FOR_TROLLS}),
    Rule("critical", 6, lambda s: s.reading.severity.name == "critical",
         "hold_for_approval", ("team-approval", "say-no-answer-yet"), {"answer-fast": _FAST_BUT_SAFE}),
    Rule("confidential", 2, lambda s: s.complaint and s.confidential(),
         "reply_public_details_private", ("private-where-needed", "public-first"), {"private-asap": _ONLY_DETAILS}),
    Rule("account", 2, lambda s: s.complaint and s.needs_account(),
         "reply_public_details_private", ("private-where-needed", "public-first"), {"private-asap": _ONLY_DETAILS}),
    Rule("sector", 2, lambda s: s.complaint and s.sensitive_sector(),
         "reply_public_details_private", ("private-where-needed", "real-empathy"), {"private-asap": _ONLY_DETAILS}),
    Rule("rounds", 5, lambda s: s.complaint and s.rounds >= s.settings.public_rounds_limit,
         "reply_public_details_private", ("private-where-needed", "show-the-solving"), {"public-first": _HELP_IN_ROUNDS}),
    Rule("already-private", 4, lambda s: s.complaint and s.was_private(),
         "reply_public", ("order-counts", "follow-up"), {"private-asap": _PRIVATE_ASAP_LOST}),
    Rule("light", 8, lambda s: s.reading.type.name in ("praise", "question"),
         "reply_public", ("personal-clear-timely", "own-voice")),
    Rule("public-first", 1, lambda s: True,
         "reply_public", ("public-first",), {"private-asap": _PRIVATE_ASAP_LOST}),
)  # fmt: skip


def _doubtful(s: Situation) -> bool:
    return s.reading.unsure or s.reading.type.confidence < DOUBTFUL_ABUSE


def advise(post: Post, received_at: datetime, reading: Reading, handbook: Handbook, settings: Settings) -> Advice:
    """Return the advice for `post`, received at `received_at` (aware): exactly one action, with reasons.

    The deadline counts from `post.posted_at`, else from `received_at`, and is given in the team's time zone.
    """
    situation = Situation(post, reading, settings)
    rule = next(rule for rule in RULES if rule.when(situation))
    start = post.posted_at or received_at
    advice = Advice(
        rule=rule.id,
        action=rule.action,
        reply_by=settings.due(start, post.platform).astimezone(settings.zone),
        approval=reading.severity.name == "critical",
        senior=reading.severity.name == "high",
        reasons=tuple(_reason(handbook, one) for one in dict.fromkeys((*rule.because, *_besides(situation, rule)))),
        overruled=tuple(_reason(handbook, one, why) for one, why in rule.against.items()),
        extras=_extras(situation, rule),
    )
    house = next((house for house in settings.house_rules if _fits(house, situation)), None)
    return _with_house_rule(advice, house) if house else advice


def _besides(s: Situation, rule: Rule) -> list[str]:
    """Guidelines that refine the rule's own: a tag, real harm, strong feelings, a promise of when."""
    more = []
    if s.complaint and rule.id in ("public-first", "confidential", "account", "sector", "already-private"):
        if s.reading.has("mention"):
            more.append("mention-expected")
        elif s.post.platform not in REVIEW_PLATFORMS:
            more.append("no-mention-bonus")
    if rule.id == "public-first":
        more.append("ask-harmless-details")
    if s.complaint and s.reading.severity.name == "high":
        more.append("real-empathy")
    if s.reading.has("mass_impact"):
        more.append("never-the-same-answer")
    return more


def _extras(s: Situation, rule: Rule) -> tuple[str, ...]:
    """What the reply must do besides its action: ask for removal of personal data (item 3), close in public (4),
    offer a private talk after rounds (5); praise and questions stay light."""
    extras = []
    if s.reading.has("personal_data") and rule.action != "no_reply" and _in_clear(s):
        extras.append("ask_removal")
    if s.complaint and s.was_private() and rule.action.startswith("reply_public"):
        extras.append("close_public")
    if rule.id == "rounds":
        extras.append("offer_private")
    return tuple(extras)


def _in_clear(s: Situation) -> bool:
    """Whether numbers, addresses or names stand in the post; a told illness cannot be taken out of it."""
    shown = " ".join(one.text for one in s.reading.signals if one.name == "personal_data")
    return bool(personal_data.find(f"{s.post.text} {shown}") or _NAMED.search(s.post.text))


def _fits(house: HouseRule, s: Situation) -> bool:
    return (
        (not house.types or s.reading.type.name in house.types)
        and (not house.severities or s.reading.severity.name in house.severities)
        and (not house.signals or s.reading.has(*house.signals))
        and (not house.platforms or s.post.platform in house.platforms)
    )


def _with_house_rule(advice: Advice, house: HouseRule) -> Advice:
    """Put the team's own rule on top; what Meelezer would have said becomes the overruled side.

    An approval that a critical post needs stays needed: a house rule can add one, never take it away."""
    why = Words(f"De huisregel “{house.id}” gaat voor.", f"The house rule “{house.id}” comes first.")
    lost = tuple(Reason(r.guideline, r.source, r.weight, why) for r in advice.reasons)
    own = Reason(house.id, "house-rule", "team", Words(house.text, house.text))
    return Advice(
        rule=house.id, action=house.action, reply_by=advice.reply_by, approval=advice.approval or house.approval,
        senior=advice.senior, reasons=(own,), overruled=lost, extras=advice.extras if house.action != "no_reply" else (),
    )  # fmt: skip


def _reason(handbook: Handbook, guideline: str, text: Words | None = None) -> Reason:
    one, source = handbook.guidelines[guideline], handbook.source(guideline)
    return Reason(guideline, source.key, source.weight, text or one.short)
