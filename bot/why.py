"""Why? The chain from the customer's words to the advice, told in the order in which Meelezer thought."""

from __future__ import annotations

from collections.abc import Iterator

from bot.decision import CaseFile
from bot.labels import ACTIONS, PLATFORMS, SEVERITIES, SIGNALS, TYPES
from bot.reading import Reading
from bot.rules import RULES
from bot.settings import Settings
from bot.words import Words


def chain_of(file: CaseFile, settings: Settings) -> tuple[str, ...]:
    """One sentence a step: what was read, what stood out, what was known, which rule decided, by when. () while unread."""
    if file.proposal is None:
        return ()
    steps = (*_read(file.proposal.reading), *_known(file), *_decided(file), *_clocks(file, settings))
    return tuple(step.said(settings.language) for step in steps)


def _read(reading: Reading) -> Iterator[Words]:
    kind, level = TYPES[reading.type.name], SEVERITIES[reading.severity.name]
    if reading.corrected:
        yield Words(f"Een collega las: {kind.nl}, {level.nl}.", f"A colleague read: {kind.en}, {level.en}.")
    else:
        sure, grave = round(100 * reading.type.confidence), round(100 * reading.severity.confidence)
        yield Words(f"Ik lees: {kind.nl} ({sure} %), ernst {level.nl} ({grave} %).",
                    f"I read: {kind.en} ({sure} %), severity {level.en} ({grave} %).")  # fmt: skip
    shown = [(SIGNALS[signal.name], f" (“{signal.text}”)" if signal.text else "") for signal in reading.signals]
    if shown:
        yield Words(f"Het valt op: {', '.join(name.nl + text for name, text in shown)}.",
                    f"It stands out: {', '.join(name.en + text for name, text in shown)}.")  # fmt: skip


def _known(file: CaseFile) -> Iterator[Words]:
    """What counted besides the words: the thread, the author's earlier cases, others who said the same."""
    assert file.proposal is not None
    rounds, context = file.case.post.public_rounds, file.proposal.context
    if rounds:
        yield Words(f"In deze draad is al {rounds} keer openbaar geantwoord.",
                    f"This thread has had {rounds} public {'reply' if rounds == 1 else 'replies'}.")  # fmt: skip
    if context.earlier:
        count = len(context.earlier)
        yield Words(f"Deze klant had al {'een zaak' if count == 1 else f'{count} zaken'}.",
                    f"This customer has had {'a case' if count == 1 else f'{count} cases'} before.")  # fmt: skip
    if context.joined:
        others = context.joined
        yield Words(f"{others} {'ander schreef' if others == 1 else 'anderen schreven'} binnen een dag ongeveer hetzelfde.",
                    f"{others} {'other' if others == 1 else 'others'} wrote about the same within a day.")  # fmt: skip


def _decided(file: CaseFile) -> Iterator[Words]:
    """The rules in their order up to the one that held; a house rule comes on top."""
    assert file.proposal is not None
    advice = file.proposal.advice
    asked = advice.beneath or advice.rule
    number = next((n for n, rule in enumerate(RULES) if rule.id == asked), None)
    if number is not None:
        rule = RULES[number]
        not_so = [one.about for one in RULES[:number]]
        if not_so:
            yield Words(f"Nagegaan, en hier niet het geval: {'; '.join(w.nl for w in not_so)}.",
                        f"Looked for, and not the case here: {'; '.join(w.en for w in not_so)}.")  # fmt: skip
        action = ACTIONS[advice.action if not advice.beneath else rule.action]
        yield Words(f"Wat hier telt: {rule.about.nl} → {_small(action.nl)}.",
                    f"What counts here: {rule.about.en} → {_small(action.en)}.")  # fmt: skip
    if advice.beneath:
        action = ACTIONS[advice.action]
        yield Words(f"Jullie huisregel “{advice.rule}” gaat voor → {_small(action.nl)}.",
                    f"Your house rule “{advice.rule}” comes first → {_small(action.en)}.")  # fmt: skip


def _clocks(file: CaseFile, settings: Settings) -> Iterator[Words]:
    assert file.proposal is not None
    advice, post = file.proposal.advice, file.case.post
    start = (post.posted_at or file.case.received_at).astimezone(settings.zone)
    by = advice.reply_by.astimezone(settings.zone)
    minutes = int(settings.deadline(post.platform).total_seconds() // 60)
    where, hours = PLATFORMS[post.platform], Words("", "")
    if settings.office_hours:
        hours = Words(" van jullie werktijd", " of your working hours")
    yield Words(f"Geschreven {start:%d-%m %H:%M}; {where.nl}: {minutes} minuten{hours.nl} → vóór {by:%d-%m %H:%M}.",
                f"Written {start:%d-%m %H:%M}; {where.en}: {minutes} minutes{hours.en} → by {by:%d-%m %H:%M}.")  # fmt: skip
    if advice.solve_by:
        end = advice.solve_by.astimezone(settings.zone)
        yield Words(f"Opgelost graag vóór {end:%d-%m %H:%M}.", f"To be solved by {end:%d-%m %H:%M}.")


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
