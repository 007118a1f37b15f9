"""The short warnings above a card's drafts: what a colleague must know before choosing a reply."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.context import Earlier
from bot.decision import CaseFile, Decision, promise_offered
from bot.labels import ABOUT, NOT_COMPLAINTS, STATUSES
from bot.languages import foreign_language
from bot.settings import Settings
from bot.words import Words


def notes_of(file: CaseFile, settings: Settings, now: datetime) -> tuple[str, ...]:
    """The notes of a case that has been read, as it stands at `now`, in the colleagues' language, the gravest first."""
    some = (
        *_while_closed(file, settings, now),
        *_before_posting(file, settings),
        *_about_the_customer(file, settings),
        *_about_the_reading(file, settings),
    )
    return tuple(note.said(settings.language) for note in (*some, *_under_way(file, settings)))


def _while_closed(file: CaseFile, settings: Settings, now: datetime) -> Iterator[Words]:
    """A critical post does not wait for Monday, although its deadline does."""
    assert file.proposal is not None
    back = settings.office.closed_until(now)
    waits = file.standing.open and not file.standing.replied
    if back and waits and file.proposal.reading.severity.name == "critical":
        until, ring = settings.moment(back), on_call(settings)
        yield Words(f"Kritiek, en buiten kantooruren (tot {until}). {ring.nl}",
                    f"Critical, and outside office hours (until {until}). {ring.en}")  # fmt: skip


def on_call(settings: Settings) -> Words:
    """Whom to ring when nobody is at work."""
    if settings.on_call:
        return Words(
            f"Bel nu wie er dienst heeft: {settings.on_call}", f"Ring whoever is on call now: {settings.on_call}"
        )
    return Words("Bel nu wie er dienst heeft; wacht niet op de termijn.",
                 "Ring whoever is on call now; do not wait for the deadline.")  # fmt: skip


def _before_posting(file: CaseFile, settings: Settings) -> Iterator[Words]:
    """Who must see it first, and what must not stay in sight."""
    assert file.proposal is not None
    advice = file.proposal.advice
    if advice.approval and not file.standing.approved:
        either, any_of = " of ".join(settings.approvers), " or ".join(settings.approvers)  # one of them will do
        yield Words(f"Er gaat niets uit vóór {either or 'een bevoegde collega'} het goedkeurt.",
                    f"Nothing goes out before {any_of or 'an authorised colleague'} approves it.")  # fmt: skip
    if back := file.sent_back:
        yield sent_back_with(back)
    if file.proposal.reading.alarm:
        yield Words("Dit kan kritiek zijn: lees het zelf eerst.", "This may be critical: read it yourself first.")
    if advice.senior:
        yield Words("Vraag een ervaren collega om vandaag mee te lezen.", "Ask a senior colleague to read along today.")
    if file.proposal.reading.cautious.type.name == "abuse" and advice.action == "no_reply":
        yield Words("Gaat het door: blokkeer of meld het. Bewaar een schermafdruk.",
                    "If it goes on: block or report it. Keep a screenshot.")  # fmt: skip
    if "ask_removal" in advice.extras:
        yield Words("Er staan persoonsgegevens in: herhaal ze niet, en verberg het bericht tot ze weg zijn, als dat kan.",
                    "It holds personal data: do not repeat them, and hide the post until they are gone, where you can.")  # fmt: skip
    if file.proposal.reading.has("discrimination"):
        yield Words("Hier wordt discriminatie gemeld: spreek het niet tegen en laat het echt uitzoeken.",
                    "Discrimination is reported here: do not contradict it, and have it truly looked into.")  # fmt: skip


def sent_back_with(back: Decision) -> Words:
    """Who sent a reply back, and what they want to see changed."""
    end = "" if back.reason.endswith((".", "!", "?")) else "."
    why = f": “{back.reason}”{end}" if back.reason else "."
    return Words(f"Teruggestuurd door {back.by}{why}", f"Sent back by {back.by}{why}")


def _about_the_customer(file: CaseFile, settings: Settings) -> Iterator[Words]:
    """What the ledger knows: others who say the same, and what this customer wrote before."""
    assert file.proposal is not None
    context, reading = file.proposal.context, file.proposal.reading.cautious
    if context.joined >= settings.pile_on_from and reading.type.name not in NOT_COMPLAINTS:
        yield joined_in(context.joined, "Laat niemand zonder antwoord, en geef niet iedereen hetzelfde antwoord.",
                        "Leave nobody without a reply, and do not give everybody the same one.")  # fmt: skip
    for earlier in context.earlier[:2]:
        yield wrote_before(earlier, settings)


def joined_in(others: int, nl: str, en: str) -> Words:
    """How many others say the same, and what to do about it."""
    if others == 1:
        return Words(f"Nog iemand schreef dit binnen een dag. {nl}", f"Somebody else wrote this within a day. {en}")
    return Words(f"Nog {others} mensen schreven ongeveer hetzelfde binnen een dag. {nl}",
                 f"Another {others} people said much the same within a day. {en}")  # fmt: skip


def wrote_before(one: Earlier, settings: Settings) -> Words:
    """An earlier case of the same author: when, about what, how it stood, and what was promised."""
    day = f"{one.at.astimezone(settings.zone):%d-%m}"
    about = ABOUT[one.type] if one.type else Words("", "")
    nl, en = f"schreef op {day} ook {about.nl}".strip(), f"also wrote on {day} {about.en}".strip()
    status, number = STATUSES[one.status], one.case[:4]
    if not one.sure:
        return Words(f"Iemand met deze naam {nl} (zaak {number}, {status.nl}).",
                     f"Somebody of this name {en} (case {number}, {status.en}).")  # fmt: skip
    if not one.promised:
        return Words(f"Deze klant {nl} (zaak {number}, {status.nl}).",
                     f"This customer {en} (case {number}, {status.en}).")  # fmt: skip
    text, by = one.promised[-1]
    until = settings.moment(by)
    return Words(f"Deze klant {nl} (zaak {number}); beloofd vóór {until}: “{text}”.",
                 f"This customer {en} (case {number}); promised by {until}: “{text}”.")  # fmt: skip


def _about_the_reading(file: CaseFile, settings: Settings) -> Iterator[Words]:
    assert file.proposal is not None
    if file.proposal.reading.lang == "other":
        yield _in_another_language(file, settings)
    if file.proposal.reading.lang == "mixed":
        yield Words("Nederlands en Engels door elkaar; de voorstellen zijn in het Nederlands.",
                    "Dutch and English together; the drafts are in Dutch.")  # fmt: skip


def _in_another_language(file: CaseFile, settings: Settings) -> Words:
    """That the drafts are for a colleague to put into the customer's language, and that the reading may be off."""
    assert file.proposal is not None
    name = foreign_language(file.case.post.text)
    nl = f"De post lijkt {name.nl}" if name else "Dit lijkt geen Nederlands of Engels"
    en = f"The post seems to be {name.en}" if name else "This does not look like Dutch or English"
    if not file.proposal.drafts:
        return Words(f"{nl}; controleer de lezing.", f"{en}; check the reading.")
    own = {"nl": Words("het Nederlands", "Dutch"), "en": Words("het Engels", "English")}[settings.language]
    which = f"een collega die {name.nl} schrijft" if name else "een collega die de taal schrijft"
    who = f"a colleague who writes {name.en}" if name else "a colleague who writes the language"
    return Words(f"{nl}; controleer de lezing. De voorstellen zijn in {own.nl}: laat {which} het antwoord schrijven.",
                 f"{en}; check the reading. The drafts are in {own.en}: let {who} write the reply.")  # fmt: skip


def _under_way(file: CaseFile, settings: Settings) -> Iterator[Words]:
    """The reply that was chosen and not posted yet, and what was promised."""
    state = file.standing
    if state.text and state.open and not state.replied and not file.sent_back:
        yield Words(f"Gekozen antwoord: {state.text}", f"Chosen reply: {state.text}")
    if found := promise_offered(file, settings):
        day = settings.moment(found[1])
        yield Words(f"In het antwoord staat een belofte, voor {day}: “{found[0]}”",
                    f"The reply promises something, for {day}: “{found[0]}”")  # fmt: skip
    for text, at in state.promises:
        day = settings.moment(at)
        yield Words(f"Beloofd vóór {day}: {text}", f"Promised by {day}: {text}")
