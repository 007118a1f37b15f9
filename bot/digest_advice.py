"""What the figures of a week ask for: at most three suggestions for the week that comes, and two cases worth talking about.

Rules over the figures. A rule speaks only where enough cases stand behind it; where nothing is wrong nothing is suggested.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.case_facts import CaseFacts
from bot.digest import Digest, Discussed, Suggestion, rank, reply_due
from bot.digest_words import length, rounded, usual
from bot.labels import PLATFORMS, SEVERITIES, TYPES
from bot.office import DAYS
from bot.review_words import MESSAGES
from bot.settings import Settings
from bot.words import Words

MOST_SUGGESTIONS = 3
MOST_DISCUSSED = 2
FEWEST = 3
"""Cases behind a suggestion; fewer may be chance."""

_DAYS_NL = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")

Weighed = tuple[float, Suggestion]
"""A suggestion with how many customers or colleagues it touches, the grave ones counted more."""


def advised(digest: Digest, facts: Sequence[CaseFacts], now: datetime, settings: Settings) -> Digest:
    """The digest with its suggestions and the cases to talk about. `facts`: of the week's cases."""
    files = [one for one in facts if one.belongs]
    found = [*_slow(files, now, settings), *(one for rule in _RULES for one in rule(digest))]
    found.sort(key=lambda one: -one[0])
    told: list[Suggestion] = []
    for _, one in found:
        if len(told) < MOST_SUGGESTIONS and one.kind not in {other.kind for other in told}:
            told.append(one)
    return replace(digest, suggestions=tuple(told), discuss=_discussed(files, now, settings))


def linked(digest: Digest, address: Callable[[str], str | None]) -> Digest:
    """The digest with, for the cases to talk about, where their cards can be seen."""
    return replace(digest, discuss=tuple(replace(one, url=address(one.case)) for one in digest.discuss))


def _late(one: CaseFacts, now: datetime, settings: Settings) -> bool:
    """Whether the first reply came too late, or has not come and is too late."""
    at = one.first_replied_at or (now if one.open else None)
    return at is not None and at > reply_due(one, settings)


def _slow(files: Sequence[CaseFacts], now: datetime, settings: Settings) -> Iterator[Weighed]:
    """Where and when first replies are late: on a platform, or on one day of the week there."""
    spots: dict[tuple[str, int | None], list[CaseFacts]] = defaultdict(list)
    for one in files:
        if one.first_replied_at or one.open:
            spots[one.platform, None].append(one)
            spots[one.platform, one.written_at.astimezone(settings.zone).weekday()].append(one)
    for (platform, day), cases in spots.items():
        late = [one for one in cases if _late(one, now, settings)]
        everywhere = [one for one in spots[platform, None] if _late(one, now, settings)]
        if len(late) < FEWEST or 3 * len(late) < len(cases) or (day is not None and 2 * len(late) < len(everywhere)):
            continue  # a day is named where most of what was late came on it
        yield len(late) + 0.5 * (day is not None), _slow_words(platform, day, late, len(cases))


def _slow_words(platform: str, day: int | None, late: Sequence[CaseFacts], cases: int) -> Suggestion:
    where = PLATFORMS[platform]
    minutes = rank([one.reply_minutes for one in late if one.reply_minutes is not None], 0.5)
    nl, en = f"Op {where.nl}", f"On {where.en}"
    if day is not None:
        nl, en = f"{nl} op {_DAYS_NL[day]}", f"{en} on {DAYS[day].capitalize()}"
    took = length(minutes) if minutes is not None else None
    after = Words(f", meestal pas na {took.nl}", f", mostly only after {took.en}") if took else Words("", "")
    who = Words("spreek af wie er dan kijkt", "agree on who looks then")
    if day is None:
        who = Words("kijk wie er vaker kan kijken", "see who can look more often")
    return Suggestion("late_first_reply", Words(
        f"{nl} kwam het eerste antwoord bij {len(late)} van {cases} te laat{after.nl}: {who.nl}.",
        f"{en} the first reply was late for {len(late)} of {cases}{after.en}: {who.en}."))  # fmt: skip


def _promises(d: Digest) -> Iterator[Weighed]:
    missed = d.promises.broken + d.promises.overdue
    if missed:
        yield 3 * missed, Suggestion("promises", Words(
            f"Beloften niet op tijd nagekomen: {missed} van {d.promises.made}. Loop ze langs en laat de klant openbaar "
            "weten hoe het staat.",
            f"Promises not kept in time: {missed} of {d.promises.made}. Go through them and tell the customers in "
            "public how things stand."))  # fmt: skip


def _rising(d: Digest) -> Iterator[Weighed]:
    for kind, number in d.by_type.items() if not d.so_far else ():
        mean = usual(d.weeks_before, kind)
        if mean is not None and number >= 5 and number >= 2 * mean and kind != "praise":
            said = rounded(mean)
            weeks = Words(f"de {len(d.weeks_before)} weken ervoor gemiddeld {said.nl}",
                          f"{said.en} on average in the {len(d.weeks_before)} weeks before")  # fmt: skip
            yield number - mean, Suggestion("more_of_a_type", Words(
                f"Over {TYPES[kind].nl} kwamen {number} berichten, {weeks.nl}: zoek met de afdeling uit wat erachter zit.",
                f"{number} posts were about {TYPES[kind].en}, {weeks.en}: find out with the department what is behind it."))  # fmt: skip


def _approvals(d: Digest) -> Iterator[Weighed]:
    waiting = d.approvals_waiting + d.from_before.approvals_waiting
    if waiting:
        are = Words("1 antwoord wacht", "1 reply is still waiting")
        if waiting > 1:
            are = Words(f"{waiting} antwoorden wachten", f"{waiting} replies are still waiting")
        yield 3 * waiting, Suggestion("approvals", Words(
            f"{are.nl} nog op goedkeuring: spreek af wie dat vandaag doet.",
            f"{are.en} for approval: agree on who does that today."))  # fmt: skip


def _untagged(d: Digest) -> Iterator[Weighed]:
    silent = d.untagged - d.untagged_answered
    if silent >= FEWEST and 2 * silent > d.untagged and not d.so_far:
        yield silent, Suggestion("untagged", Words(
            f"{silent} van {d.untagged} berichten zonder tag kregen geen antwoord; wie niet op antwoord rekent, is er het meest "
            "door verrast: begin daar elke dag mee.",
            f"{silent} of {d.untagged} untagged posts got no reply; who does not count on one is surprised most: start each "
            "day with those."))  # fmt: skip


def _outcomes(d: Digest) -> Iterator[Weighed]:
    unknown, replied = d.solution.unknown, d.first_reply.replied
    if unknown >= 5 and 2 * unknown > replied and not d.so_far:
        yield 0.4 * unknown, Suggestion("outcomes", Words(
            f"Van {unknown} van {replied} beantwoorde zaken is niet bekend of ze zijn opgelost: vraag het de klant, en zeg het dan "
            "ook openbaar.",
            f"Of {unknown} of {replied} answered cases nobody knows whether they are solved: ask the customer, and then say so "
            "in public."))  # fmt: skip


def _findings(d: Digest) -> Iterator[Weighed]:
    for rule, times in d.findings_by_rule.items():
        if times >= FEWEST and rule in MESSAGES:
            yield 0.8 * times, Suggestion("findings", Words(
                f"De reviewer vond in {times} teksten hetzelfde ({rule}): “{MESSAGES[rule].nl}”",
                f"The reviewer found the same in {times} texts ({rule}): “{MESSAGES[rule].en}”"))  # fmt: skip


def _readings(d: Digest) -> Iterator[Weighed]:
    for one in d.corrections:
        if one.times >= FEWEST:
            labels = TYPES if one.of == "type" else SEVERITIES
            was, became = labels[one.was], labels[one.became]
            yield 0.6 * one.times, Suggestion("readings", Words(
                f"Ik las {one.times} keer “{was.nl}” waar het “{became.nl}” was: geef die zaken als voorbeelden aan wie mij traint.",
                f"I read “{was.en}” {one.times} times where it was “{became.en}”: pass those cases as examples to who trains me."))  # fmt: skip


def _drafts(d: Digest) -> Iterator[Weighed]:
    known = d.replies.as_drafted + d.replies.edited + d.replies.another
    if known >= 8 and 2 * d.replies.another > known:
        yield 0.5 * d.replies.another, Suggestion("drafts", Words(
            f"{d.replies.another} van {known} antwoorden waren een andere tekst dan ik voorstelde: kijk samen of aanspreekvorm, "
            "ondertekening en toon in de instellingen kloppen.",
            f"{d.replies.another} of {known} replies were another text than I drafted: see together whether voice, signature and "
            "tone in the settings are right."))  # fmt: skip


_RULES: tuple[Callable[[Digest], Iterator[Weighed]], ...] = (
    _promises, _rising, _approvals, _untagged, _outcomes, _findings, _readings, _drafts,
)  # fmt: skip


def _discussed(files: Sequence[CaseFacts], now: datetime, settings: Settings) -> tuple[Discussed, ...]:
    """The cases with the most to learn from; the earliest where two are alike."""
    weighed = [(sum(points for points, _ in why), one, why) for one in files if (why := _why(one, now, settings))]
    weighed.sort(key=lambda each: (-each[0], each[1].received_at, each[1].case_id))
    return tuple(
        Discussed(one.case_id, tuple(words for _, words in why)) for points, one, why in weighed[:MOST_DISCUSSED]
    )


def _why(one: CaseFacts, now: datetime, settings: Settings) -> list[tuple[int, Words]]:
    """What there is to learn from a case, each thing with its points."""
    grave = {"critical": 4, "high": 2}.get(one.severity, 0)
    found = []
    if one.overruled:
        found.append((3, Words("het advies is niet gevolgd", "the advice was not followed")))
    if one.came_back:
        found.append((3, Words("de klant kwam terug", "the customer came back")))
    if one.promises_broken or any(due < now for due in one.promises_due):
        found.append((4, Words("een belofte is niet op tijd nagekomen", "a promise was not kept in time")))
    if grave and _late(one, now, settings):
        level = SEVERITIES[one.severity]
        took = length(one.reply_minutes) if one.reply_minutes is not None else None
        late = Words(f"eerste antwoord pas na {took.nl}", f"first reply only after {took.en}") if took else None
        late = late or Words("nog zonder antwoord", "still without a reply")
        found.append((grave, Words(f"{level.nl}, {late.nl}", f"{level.en}, {late.en}")))
    if one.private_first:
        found.append((2, Words("het antwoord ging eerst naar privé", "the reply went to private first")))
    return found
