"""Everything that is held of one author, as they may read it: with what each part is, in Dutch and in English. Pure.

Names of colleagues are left out: they are data of others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.decision import CaseFile, Decision, Proposal
from bot.labels import ACTIONS, SEVERITIES, SIGNALS, TYPES
from bot.privacy import Erasure
from bot.words import Words

EXPLAINED = {
    "about": Words("Van wie deze gegevens zijn.", "Whose data these are."),
    "made_at": Words("Wanneer dit overzicht is gemaakt.", "When this overview was made."),
    "cases": Words(
        "Elk openbaar bericht dat dit team van je bewaart, met wat ermee gedaan is. Nummers, adressen en andere "
        "persoonsgegevens in de tekst zijn vóór het bewaren vervangen door hun naam tussen haken, tenzij het team anders koos.",
        "Every public post of yours that this team keeps, with what was done about it. Numbers, addresses and other personal "
        "data in the text were replaced by their name in brackets before it was kept, unless the team chose otherwise.",
    ),
    "cases.post": Words("Je bericht zoals het is bewaard, met eerdere berichten in dezelfde draad.",
                        "Your post as it is kept, with earlier messages of the same thread."),
    "cases.read_as": Words(
        "Wat de computer in je bericht las, hoe zeker hij was, en welke woorden opvielen; en de antwoorden die hij voorstelde. "
        "Een collega beslist altijd zelf.",
        "What the computer read in your post, how sure it was and which words stood out; and the replies that it proposed. "
        "A colleague always decides.",
    ),
    "cases.decisions": Words("Wat collega's besloten, wanneer en waarom. Hun namen staan er niet bij.",
                             "What colleagues decided, when and why. Their names are left out."),
    "cases.questions": Words("Wat collega's onderling over je bericht vroegen.",
                             "What colleagues asked among themselves about your post."),
    "named_in_cases": Words("Nummers van berichten van anderen waarin je naam voorkomt; de teksten zijn van die anderen.",
                            "Numbers of posts by others that name you; the texts are theirs."),
    "erased_before": Words("Wanneer er eerder gegevens van je zijn gewist.", "When data of yours were erased before."),
}  # fmt: skip


def export_of(
    author: str,
    files: Sequence[CaseFile],
    questions: Mapping[str, Sequence[tuple[datetime, str]]],
    named_in: Sequence[str],
    erased: Sequence[Erasure],
    at: datetime,
) -> dict[str, Any]:
    """Everything that is held of an author, ready for JSON; `explained` says of each part what it is."""
    return {
        "about": author,
        "made_at": _time(at),
        "explained": {name: {"nl": words.nl, "en": words.en} for name, words in EXPLAINED.items()},
        "cases": [_case(file, questions.get(file.case.id, ())) for file in files],
        "named_in_cases": list(named_in),
        "erased_before": [{"at": _time(one.at), "cases": one.cases} for one in erased],
    }


def _case(file: CaseFile, questions: Sequence[tuple[datetime, str]]) -> dict[str, Any]:
    post = file.case.post
    return {
        "case": file.case.id,
        "received_at": _time(file.case.received_at),
        "status": file.standing.status,
        "post": {
            "text": post.text,
            "platform": post.platform,
            "author": post.author,
            "url": post.url,
            "id": post.id,
            "posted_at": _time(post.posted_at),
            "followers": post.followers,
            "language": post.lang,
            "earlier_in_the_thread": [{"by": one.by, "text": one.text, "public": one.public} for one in post.history],
            "besides": dict(post.extra),
        },
        "read_as": [_proposal(one) for one in file.proposals],
        "decisions": [_decision(one) for one in file.decisions],
        "questions": [{"asked_at": _time(when), "question": text} for when, text in questions],
    }


def _proposal(one: Proposal) -> dict[str, Any]:
    reading = one.reading
    return {
        "at": _time(one.at),
        "language": reading.lang,
        "type": _said(TYPES[reading.type.name], reading.type.confidence),
        "severity": _said(SEVERITIES[reading.severity.name], reading.severity.confidence),
        "what_stood_out": [{**_said(SIGNALS[signal.name]), "words": signal.text} for signal in reading.signals],
        "read_by_a_colleague": reading.corrected,
        "advice": _said(ACTIONS[one.advice.action]),
        "replies_proposed": [draft.text for draft in one.drafts],
        "earlier_cases_known": [earlier.case for earlier in one.context.earlier],
    }


def _decision(one: Decision) -> dict[str, Any]:
    return {"at": _time(one.at), "what": one.verb, "value": one.value, "text": one.text, "reason": one.reason}


def _said(words: Words, sure: float | None = None) -> dict[str, Any]:
    return {"nl": words.nl, "en": words.en} | ({} if sure is None else {"sure": round(sure, 2)})


def _time(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
