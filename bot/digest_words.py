"""The week in words: the sentences that come first, the figures below them, and what to do and talk about."""

from __future__ import annotations

from bot.digest import Digest, WeekBefore
from bot.digest_names import RULES, TOPICS
from bot.labels import SEVERITIES, TYPES
from bot.words import Words

TO_DO = Words("Voor deze week", "For this week")
TO_DISCUSS = Words("Om te bespreken", "To talk about")


def length(minutes: int) -> Words:
    """A length of time as one says it: "45 minuten", "3,5 uur", "4 dagen"."""
    if minutes < 120:
        return Words("1 minuut", "1 minute") if minutes == 1 else Words(f"{minutes} minuten", f"{minutes} minutes")
    if minutes < 48 * 60:
        hours = f"{minutes / 60:.1f}".removesuffix(".0")
        return Words(f"{hours.replace('.', ',')} uur", f"{hours} hours")
    days = f"{minutes / 1440:.1f}".removesuffix(".0")
    return Words(f"{days.replace('.', ',')} dagen", f"{days} days")


def usual(before: tuple[WeekBefore, ...], kind: str = "") -> float | None:
    """How many posts (of a type) there were a week before, on average; None without weeks before."""
    if not before:
        return None
    return sum(one.by_type[kind] if kind else one.cases for one in before) / len(before)


def rounded(number: float) -> Words:
    """An average as one says it, with a decimal only where it is small."""
    text = f"{number:.0f}" if number >= 10 else f"{number:.1f}".removesuffix(".0")
    return Words(text.replace(".", ","), text)


def sentences(d: Digest, lang: str) -> list[str]:
    """The digest as a colleague would tell it, a few lines long."""
    running = Words(" tot nu toe", " so far") if d.so_far else Words("", "")
    if d.cases == 0:
        nothing = Words(
            f"In {d.week} kwam er{running.nl} niets binnen.", f"Nothing came in during {d.week}{running.en}."
        )
        return [one.said(lang) for one in [nothing, *_from_before(d)]]
    heavy = d.by_severity["high"] + d.by_severity["critical"]
    posts = Words("1 bericht", "1 post") if d.cases == 1 else Words(f"{d.cases} berichten", f"{d.cases} posts")
    trend, most = _trend(d), _most_about(d)
    lines = [
        Words(f"{d.week}{running.nl}: {posts.nl}{trend.nl}{most.nl}; {heavy} hoog of kritiek.",
              f"{d.week}{running.en}: {posts.en}{trend.en}{most.en}; {heavy} high or critical."),
        *_speed(d),
        _still_open(d),
        *_from_before(d),
    ]  # fmt: skip
    if d.untagged:
        lines.append(Words(f"Zonder tag, toch beantwoord: {d.untagged_answered} van {d.untagged}.",
                           f"Untagged, answered all the same: {d.untagged_answered} of {d.untagged}."))  # fmt: skip
    for rule, times in d.house_rules.items():
        often = {1: "once", 2: "twice"}.get(times, f"{times} times")
        lines.append(Words(f"Huisregel “{rule}” kreeg {times} keer voorrang op het advies.",
                           f"House rule “{rule}” took precedence over the advice {often}."))  # fmt: skip
    return [line.said(lang) for line in lines]


def _trend(d: Digest) -> Words:
    """A week that is not over is compared with nothing."""
    mean = usual(d.weeks_before)
    if mean is None or d.so_far:
        return Words("", "")
    said, weeks = rounded(mean), len(d.weeks_before)
    if weeks == 1:
        return Words(f" (de week ervoor {said.nl})", f" (the week before {said.en})")
    return Words(
        f" (de {weeks} weken ervoor gemiddeld {said.nl})", f" ({said.en} on average in the {weeks} weeks before)"
    )


def _most_about(d: Digest) -> Words:
    """What most were about; not where nothing is read yet, or nothing is to be compared."""
    top = max(d.by_type, key=lambda name: d.by_type[name])
    if not d.by_type[top] or d.cases == 1:
        return Words("", "")
    return Words(
        f", de meeste over {TYPES[top].nl} ({d.by_type[top]})", f", most about {TYPES[top].en} ({d.by_type[top]})"
    )


def _speed(d: Digest) -> list[Words]:
    lines, first, solution = [], d.first_reply, d.solution
    if first.median_minutes is not None and first.p90_minutes is not None:
        median, most = length(first.median_minutes), length(first.p90_minutes)
        lines.append(Words(
            f"Eerste antwoord: mediaan {median.nl}, 9 van de 10 binnen {most.nl}; "
            f"{first.within_deadline} van {first.replied} op tijd.",
            f"First reply: median {median.en}, 9 out of 10 within {most.en}; "
            f"{first.within_deadline} of {first.replied} in time."))  # fmt: skip
    if solution.median_minutes is not None and solution.p90_minutes is not None:
        median, most = length(solution.median_minutes), length(solution.p90_minutes)
        in_time = Words("", "")
        if solution.with_deadline:
            of = f"{solution.within_deadline} van {solution.with_deadline}"
            in_time = Words(f"; {of} op tijd", f"; {of.replace('van', 'of')} in time")
        lines.append(Words(
            f"Opgelost: {solution.solved}, mediaan {median.nl}, 9 van de 10 binnen {most.nl}{in_time.nl}.",
            f"Solved: {solution.solved}, median {median.en}, 9 out of 10 within {most.en}{in_time.en}."))  # fmt: skip
    return lines


def _still_open(d: Digest) -> Words:
    waiting, late = d.first_reply.still_waiting, d.first_reply.overdue
    too_late = Words(f" ({late} te laat)", f" ({late} too late)") if late else Words("", "")
    return Words(
        f"Nog zonder antwoord: {waiting}{too_late.nl}. Wacht op goedkeuring: {d.approvals_waiting}. "
        f"Open beloften: {d.promises_open}.",
        f"Still without a reply: {waiting}{too_late.en}. Waiting for approval: {d.approvals_waiting}. "
        f"Open promises: {d.promises_open}.",
    )


def _from_before(d: Digest) -> list[Words]:
    old = d.from_before
    parts = [
        (old.still_waiting, Words("zonder antwoord", "without a reply")),
        (old.approvals_waiting, Words("wacht op goedkeuring", "waiting for approval")),
        (old.promises_open, Words("open beloften", "open promises")),
    ]
    if not any(number for number, _ in parts):
        return []
    nl, en = (", ".join(f"{number} {words.said(one)}" for number, words in parts if number) for one in ("nl", "en"))
    return [Words(f"Uit eerdere weken staat nog open: {nl}.", f"Still open from earlier weeks: {en}.")]


def figures(d: Digest, lang: str) -> list[tuple[str, str]]:
    """The other figures of the week, without the noughts: a name, and a number out of which."""
    replied = d.first_reply.replied

    def of(number: int, whole: int) -> str:
        return Words(f"{number} van {whole}", f"{number} of {whole}").said(lang) if number else ""

    then, replies, promises = d.overruled_then, d.replies, d.promises
    rows = [
        (Words("Eerst openbaar beantwoord", "Replied in public first"), of(d.public_first, replied)),
        (Words("Eerst naar privé gestuurd", "Sent to private first"), of(d.private_first, replied)),
        (Words("Openbaar, details privé", "In public, details in private"), of(sum(d.details_private.values()), replied)),
        (Words("Voorstel gebruikt zoals het was", "Draft used as it was"), of(replies.as_drafted, replied)),
        (Words("Voorstel bewerkt", "Draft edited"), of(replies.edited, replied)),
        (Words("Andere tekst dan voorgesteld", "Another text than drafted"), of(replies.another, replied)),
        (Words("Advies niet gevolgd", "Advice not followed"), of(d.overruled, d.cases)),
        (Words("– daarna opgelost", "– then solved"), of(then.solved, d.overruled)),
        (Words("– kwam terug", "– came back"), of(then.came_back, d.overruled)),
        (Words("Beloften gehouden", "Promises kept"), of(promises.kept, promises.made)),
        (Words("Beloften gebroken", "Promises broken"), of(promises.broken, promises.made)),
        (Words("Beloften over tijd", "Promises overdue"), of(promises.overdue, promises.made)),
        (Words("Opgelost, bevestigd", "Solved, confirmed"), of(d.solved, d.cases)),
        (Words("Afloop nog niet bekend", "Outcome not known yet"), of(d.solution.unknown, d.cases)),
        (Words("Lezing verbeterd", "Reading corrected"), of(d.corrected, d.cases)),
        *((Words(f"– {_label(one.was).nl} → {_label(one.became).nl}", f"– {_label(one.was).en} → {_label(one.became).en}"),
           str(one.times)) for one in d.corrections[:3]),
        (Words("Lezing onzeker", "Reading unsure"), of(d.unsure, d.cases)),
        (Words("Opmerkingen van de reviewer", "The reviewer's remarks"), _listed(d.findings, d.findings_by_rule, RULES, lang)),
        (Words("Vragen van collega's", "Questions from colleagues"), _listed(d.questions, d.questions_by_topic, TOPICS, lang)),
    ]  # fmt: skip
    return [(words.said(lang), value) for words, value in rows if value]


def _label(name: str) -> Words:
    return TYPES.get(name) or SEVERITIES[name]


def _listed(number: int, names: dict[str, int], known: dict[str, Words], lang: str) -> str:
    """How many, and the three most frequent."""
    most = ", ".join(f"{known[name].said(lang)} {n}" for name, n in list(names.items())[:3])
    return f"{number} ({most})" if number else ""


def to_do(d: Digest, lang: str) -> list[str]:
    """What to do in the week that comes."""
    return [one.words.said(lang) for one in d.suggestions]


def to_discuss(d: Digest, lang: str) -> list[tuple[str, str, str | None]]:
    """The cases worth talking about: the number, why, and where its card can be seen."""
    return [(one.case, "; ".join(why.said(lang) for why in one.why), one.url) for one in d.discuss]


def told(d: Digest, lang: str) -> str:
    """All of it as plain text, for a terminal."""
    lines = sentences(d, lang)
    if done := to_do(d, lang):
        lines += ["", TO_DO.said(lang), *(f"• {one}" for one in done)]
    if talked := to_discuss(d, lang):
        lines += ["", TO_DISCUSS.said(lang), *(f"• {case}: {why}" for case, why, _ in talked)]
    if rows := figures(d, lang):
        widest = max(len(name) for name, _ in rows)
        lines += ["", *(f"{name:<{widest}}  {value}" for name, value in rows)]
    return "\n".join(lines)
