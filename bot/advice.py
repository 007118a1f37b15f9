"""Public or private, and why: from a reading to one advice with its reasons and the side that lost.

The table of `rules.py` decides; a house rule of the team wins from it. Here what was decided gets its reasons, its
deadlines, and what the reply must do besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot import personal_data
from bot.case import Post
from bot.context import Context
from bot.guidelines import Handbook
from bot.labels import REVIEW_PLATFORMS
from bot.reading import Reading
from bot.rules import RULES, Rule, Situation
from bot.settings import HouseRule, Settings
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a guideline with its main source and weight, in one sentence. A house rule has the weight "team"."""

    guideline: str
    source: str
    weight: str
    text: Words


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do with a post, by when it is answered and, if it is a complaint, solved.

    `extras` are things that the reply must do besides, by name (see `_extras`); `beneath` is the rule that would have
    decided had a house rule not come first.
    """

    rule: str
    action: str
    reply_by: datetime
    approval: bool
    senior: bool
    reasons: tuple[Reason, ...]
    overruled: tuple[Reason, ...]
    extras: tuple[str, ...] = ()
    solve_by: datetime | None = None
    beneath: str = ""

    @property
    def by_house_rule(self) -> bool:
        """Whether a rule of the team itself decided."""
        return any(reason.weight == "team" for reason in self.reasons)


_HAVE_DETAILS = ("delivery", "product", "returns", "technical")
"""Types of which a model, a shop or a place can be asked in public; of a driver's conduct or a bill there is none."""


def advise(
    post: Post,
    received_at: datetime,
    reading: Reading,
    handbook: Handbook,
    settings: Settings,
    context: Context | None = None,
) -> Advice:
    """Return the advice for `post`, received at `received_at` (aware): exactly one action, with reasons.

    The deadline counts from `post.posted_at`, else from `received_at`, and is given in the team's time zone.
    """
    reading = reading.cautious
    situation = Situation(post, reading, settings, context or Context())
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
        solve_by=_solve_by(situation, rule, start),
    )
    house = next((house for house in settings.house_rules if _fits(house, situation)), None)
    return _with_house_rule(advice, house) if house else advice


def _solve_by(s: Situation, rule: Rule, start: datetime) -> datetime | None:
    """The second clock runs for complaints that get an answer."""
    if not s.complaint or rule.action == "no_reply":
        return None
    return s.settings.solve_by(start, s.reading.severity.name).astimezone(s.settings.zone)


def _besides(s: Situation, rule: Rule) -> list[str]:
    """Guidelines that refine the rule's own: a tag, real harm, strong feelings, a promise of when."""
    more = []
    if s.complaint and rule.id in ("public-first", "confidential", "account", "sector", "already-private"):
        if s.reading.has("mention"):
            more.append("mention-expected")
        elif s.post.platform not in REVIEW_PLATFORMS and not s.post.history:  # else they are talking with us already
            more.append("no-mention-bonus")
    if rule.id == "public-first" and s.reading.type.name in _HAVE_DETAILS:
        more.append("ask-harmless-details")
    if s.complaint and s.reading.severity.name == "high":
        more.append("real-empathy")
    if s.reading.has("mass_impact") or s.pile_on():
        more.append("never-the-same-answer")
    if s.complaint and s.came_back():
        more.append("follow-up")
    return more


def _extras(s: Situation, rule: Rule) -> tuple[str, ...]:
    """What the reply must do besides its action: ask for removal of personal data (item 3), close in public (4),
    offer a private talk after rounds (5); own that the customer had to come back (row 27). That many say the same is for
    the colleague to know (row 26). Praise and questions stay light."""
    extras = []
    if s.reading.has("personal_data") and rule.action != "no_reply" and _in_clear(s):
        extras.append("ask_removal")
    if s.complaint and s.was_private() and rule.action.startswith("reply_public"):
        extras.append("close_public")
    if rule.id == "rounds":
        extras.append("offer_private")
    if s.pile_on() and rule.action != "no_reply":
        extras.append("pile_on")
    if s.complaint and s.came_back():
        extras.append("came_back")
    return tuple(extras)


def _in_clear(s: Situation) -> bool:
    """Whether numbers, addresses or names stand in the post; a told illness cannot be taken out of it."""
    shown = " ".join(one.text for one in s.reading.signals if one.name == "personal_data")
    return bool(personal_data.find(f"{s.post.text} {shown}") or personal_data.NAMED_PERSON.search(s.post.text))


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
        solve_by=advice.solve_by if house.action != "no_reply" else None, beneath=advice.rule,
    )  # fmt: skip


def _reason(handbook: Handbook, guideline: str, text: Words | None = None) -> Reason:
    one, source = handbook.guidelines[guideline], handbook.source(guideline)
    return Reason(guideline, source.key, source.weight, text or one.short)
