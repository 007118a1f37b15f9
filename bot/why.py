"""Why? The chain from the customer's words to the advice, told in the order in which Meelezer thought."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.clocks import again_since, reply_due, solution_due
from bot.decision import CaseFile
from bot.drafts import Draft
from bot.labels import ACTIONS, PLATFORMS, SEVERITIES, SIGNALS, TYPES
from bot.reading import Reading, percent
from bot.rules import RULES, Situation
from bot.settings import Settings
from bot.words import Words


def chain_of(file: CaseFile, settings: Settings) -> tuple[str, ...]:
    """One sentence a step: what was read, what stood out, what was known, which rule decided, by when. () while unread."""
    if file.proposal is None:
        return ()
    drafted = _drafted(file.proposal.drafts)
    steps = (
        *_read(file.proposal.reading),
        *_known(file),
        *_decided(file, settings),
        *drafted,
        *_clocks(file, settings),
        *_approved(file, settings),
    )
    return tuple(step.said(settings.language) for step in steps)


def _approved(file: CaseFile, settings: Settings) -> Iterator[Words]:
    """Who approved which text, word for word."""
    for one, text in file.approvals:
        day = settings.moment(one.at)
        yield Words(f"Goedgekeurd door {one.by} op {day}: “{text}”" if text else f"Goedgekeurd door {one.by} op {day}.",
                    f"Approved by {one.by} on {day}: “{text}”" if text else f"Approved by {one.by} on {day}.")  # fmt: skip


def _read(reading: Reading) -> Iterator[Words]:
    kind, level = TYPES[reading.type.name], SEVERITIES[reading.severity.name]
    if reading.corrected:
        yield Words(f"Een collega maakte hiervan: {kind.nl}, ernst {level.nl}.",
                    f"A colleague set this to: {kind.en}, severity {level.en}.")  # fmt: skip
    else:
        sure = percent(reading.type.confidence)
        yield Words(
            f"Ik lees: {kind.nl} ({sure}), ernst {level.nl}.", f"I read: {kind.en} ({sure}), severity {level.en}."
        )
        if reading.cautious is not reading:
            safer = TYPES[reading.cautious.type.name]
            yield Words(f"Dat is te onzeker om op te bouwen: ik behandel het als klacht, {safer.nl}.",
                        f"That is too unsure to build on: I treat it as a complaint, {safer.en}.")  # fmt: skip
    shown = [(SIGNALS[signal.name], _words(signal.text)) for signal in reading.signals]
    if shown:
        yield Words(f"Wat opvalt: {', '.join(name.nl + text for name, text in shown)}.",
                    f"What stands out: {', '.join(name.en + text for name, text in shown)}.")  # fmt: skip


def _known(file: CaseFile) -> Iterator[Words]:
    """What counted besides the words: the thread, the author's earlier cases, others who said the same."""
    assert file.proposal is not None
    rounds, context = file.case.post.public_rounds, file.proposal.context
    if rounds:
        yield Words(f"In deze draad is al {rounds} keer openbaar geantwoord.",
                    f"This thread has had {rounds} public {'reply' if rounds == 1 else 'replies'}.")  # fmt: skip
    if context.earlier:
        count, sure = len(context.earlier), all(one.sure for one in context.earlier)
        who = Words("Deze klant", "This customer") if sure else Words("Iemand met deze naam", "Somebody of this name")
        yield Words(f"{who.nl} had al {'een zaak' if count == 1 else f'{count} zaken'}.",
                    f"{who.en} has had {'a case' if count == 1 else f'{count} cases'} before.")  # fmt: skip
    if context.joined:
        others = context.joined
        yield Words(f"{'Eén ander schreef' if others == 1 else f'{others} anderen schreven'} binnen een dag ongeveer hetzelfde.",
                    f"{'One other person' if others == 1 else f'{others} others'} said much the same within a day.")  # fmt: skip


def _decided(file: CaseFile, settings: Settings) -> Iterator[Words]:
    """The rules that nearly held, in their order, and the one that did; a house rule comes on top."""
    assert file.proposal is not None
    advice, situation = file.proposal.advice, Situation(file.case.post, file.proposal.reading.cautious, settings)
    asked = advice.beneath or advice.rule
    number = next((n for n, rule in enumerate(RULES) if rule.id == asked), None)
    if number is not None:
        for rule in RULES[:number]:
            if rule.nearly and rule.nearly[0](situation):
                why = rule.nearly[1]
                yield Words(
                    f"Ook bekeken: {rule.about.nl} ({why.nl}).", f"Also considered: {rule.about.en} ({why.en})."
                )
        rule = RULES[number]
        action = ACTIONS[rule.action]
        yield Words(f"Wat hier telt: {rule.about.nl} → {_small(action.nl)}.",
                    f"What counts here: {rule.about.en} → {_small(action.en)}.")  # fmt: skip
    if advice.by_house_rule:
        action = ACTIONS[advice.action]
        yield Words(f"Jullie huisregel “{advice.rule}” gaat voor → {_small(action.nl)}.",
                    f"Your house rule “{advice.rule}” comes first → {_small(action.en)}.")  # fmt: skip


def _drafted(drafts: Sequence[Draft]) -> Iterator[Words]:
    """Which draft is not in the project's own wordings."""
    for number, draft in enumerate(drafts, 1):
        if draft.source == "model":
            yield Words(f"Voorstel {number} schreef jullie taalmodel; ik vond er niets op aan te merken.",
                        f"Draft {number} was written by your language model; I found nothing against it.")  # fmt: skip


def _clocks(file: CaseFile, settings: Settings) -> Iterator[Words]:
    """Since when the clocks run, and until when."""
    by, again, post = reply_due(file, settings), again_since(file), file.case.post
    assert by is not None
    start = again or file.case.written_at
    begun = Words("Geschreven", "Written") if post.posted_at else Words("Binnengekomen", "Came in")
    begun = Words("Opnieuw begonnen", "Begun anew") if again else begun
    end = settings.moment(by)
    allowed = _allowed(post.platform, settings) if settings.due(start, post.platform) == by else Words("", "")
    none = file.proposal is not None and file.proposal.advice.action == "no_reply"
    what = Words("besluit", "decision") if none else Words("eerste antwoord", "first reply")
    yield Words(f"{begun.nl} op {settings.moment(start)}; {what.nl}{allowed.nl} vóór {end}.",
                f"{begun.en} on {settings.moment(start)}; {what.en}{allowed.en} by {end}.")  # fmt: skip
    if solved_by := solution_due(file, settings):
        end = settings.moment(solved_by)
        yield Words(f"Oplossen vóór {end}.", f"To be solved by {end}.")


def _allowed(platform: str, settings: Settings) -> Words:
    """How long the team gives itself on a platform; not told where it has been changed since."""
    minutes, where = int(settings.deadline(platform).total_seconds() // 60), PLATFORMS[platform]
    length = Words(f"{minutes} minuten", f"{minutes} minutes")
    if minutes % 60 == 0:
        length = Words(f"{minutes // 60} uur", f"{minutes // 60} hour{'s' if minutes > 60 else ''}")
    hours = Words(" in jullie werktijd", " of your working hours") if settings.office_hours else Words("", "")
    return Words(f" ({where.nl}: {length.nl}{hours.nl})", f" ({where.en}: {length.en}{hours.en})")


def _words(shown: str) -> str:
    """The words that show a signal, where they say more than its name."""
    return f" (“{shown}”)" if len(re.findall(r"[^\W\d_]", shown)) > 1 and not re.fullmatch(r"\[.*\]", shown) else ""


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
