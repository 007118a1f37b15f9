"""The JSON of the command line, as others read it: names and shapes are fixed (README, "For programs")."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.advice import Reason
from bot.answers import Answer
from bot.clocks import Due
from bot.decision import CaseFile
from bot.privacy import quote
from bot.reading import Guess
from bot.review import Finding, ok
from bot.settings import Settings


def triaged(file: CaseFile, post_id: str | None, extra: dict[str, Any], findings: Sequence[Sequence[Finding]],
            settings: Settings) -> dict[str, Any]:  # fmt: skip
    """One line of `triage`: what was read in a post, the advice and the drafts with their `findings`."""
    assert file.proposal is not None
    reading, advice, lang = file.proposal.reading, file.proposal.advice, settings.language
    line: dict[str, Any] = {
        "id": post_id or file.case.id,
        "lang": reading.lang,
        "type": {
            **_guess(reading.type),
            "ranking": [[name, round(p, 4)] for name, p in reading.type.ranking],
        },
        "severity": _guess(reading.severity),
        "unsure": reading.unsure,
        "signals": [{"name": s.name, "text": s.text} for s in reading.signals],
        "advice": {
            "action": advice.action,
            "reply_by": advice.reply_by.isoformat(timespec="seconds"),
            "approval": advice.approval,
            "reasons": [{**_named(r), "text": r.text.said(lang)} for r in advice.reasons],
            "overruled": [{**_named(r), "why": r.text.said(lang)} for r in advice.overruled],
        },
        "drafts": [
            {"text": draft.text, "findings": [finding(one, lang) for one in found]}
            for draft, found in zip(file.proposal.drafts, findings, strict=True)
        ],
    }
    return {**line, "input": extra} if extra else line


def _guess(guess: Guess) -> dict[str, Any]:
    return {"name": guess.name, "confidence": round(guess.confidence, 4)}


def _named(reason: Reason) -> dict[str, str]:
    return {"guideline": reason.guideline, "source": reason.source, "weight": reason.weight}


def finding(one: Finding, lang: str) -> dict[str, Any]:
    """One finding of the reviewer; `start` and `end` count characters of the reply."""
    return {"rule": one.rule, "level": one.level, "start": one.start, "end": one.end, "message": one.message.said(lang),
            "guideline": one.guideline}  # fmt: skip


def reviewed(line_id: str | None, findings: Sequence[Finding], lang: str) -> dict[str, Any]:
    """One line of `review`."""
    return {"id": line_id, "ok": ok(findings), "findings": [finding(one, lang) for one in findings]}


def answered(answer: Answer, line_id: str | None = None) -> dict[str, Any]:
    """One line of `ask`; lines of an input file keep their id."""
    sources = [{"guideline": c.guideline, "source": c.source, "weight": c.weight} for c in answer.sources]
    line = {"topic": answer.topic, "confidence": answer.confidence, "abstained": answer.abstained, "lang": answer.lang,
            "answer": answer.text, "sources": sources}  # fmt: skip
    return {"id": line_id, **line} if line_id is not None else line


def listed(file: CaseFile, settings: Settings) -> dict[str, Any]:
    """One line of `cases`; what was not read yet is null."""
    proposal, state = file.proposal, file.standing
    return {
        "case": file.case.id,
        "status": state.status,
        "type": proposal.reading.type.name if proposal else None,
        "severity": proposal.reading.severity.name if proposal else None,
        "platform": file.case.post.platform,
        "received_at": _local(file.case.received_at, settings),
        "reply_by": _local(proposal.advice.reply_by, settings) if proposal else None,
        "waits_for": state.waits_for,
        "text": quote(file.case, settings),
    }


def due(one: Due, settings: Settings) -> dict[str, Any]:
    """One line of `due`."""
    return {
        "kind": one.kind,
        "case": one.case,
        "at": _local(one.at, settings),
        "text": one.text.said(settings.language),
    }


def failed(line_id: str | None, message: str) -> dict[str, Any]:
    """The line of an input that could not be done."""
    return {"id": line_id, "error": message}


def _local(time: datetime, settings: Settings) -> str:
    return time.astimezone(settings.zone).isoformat(timespec="seconds")
