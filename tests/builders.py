"""Small builders for tests: readings, proposals and a stand-in NLU that keeps state."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.advice import advise
from bot.case import Case, Post
from bot.decision import CaseFile, Decision, Proposal
from bot.drafts import Draft
from bot.errors import NluAway
from bot.guidelines import Handbook
from bot.labels import KINDS, SEVERITIES, TOPICS, TYPES
from bot.reading import Guess, Reading
from bot.settings import Settings
from bot.signals import Signal

ROOT = Path(__file__).resolve().parent.parent
REAL_POSTS = "REAL_POSTS"  # names the file with real customers' posts, which may be read but not shipped
NOON = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Amsterdam


def real_posts() -> list[dict[str, Any]] | None:
    """Real customers' posts with the labels in `data/dev/real_labels.tsv`; None where the posts are not on this machine."""
    path = Path(os.environ.get(REAL_POSTS) or ROOT.parent / "shared" / "real" / "posts.jsonl")
    if not path.exists():
        return None
    posts = {post["id"]: post for post in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    rows = [row.split("\t") for row in (ROOT / "data" / "dev" / "real_labels.tsv").read_text().splitlines()[1:]]
    return [
        {"text": posts[id_]["text"], "lang": posts[id_]["lang"], "type": type_, "severity": severity,
         "signals": [] if signals == "-" else signals.split(",")}
        for id_, type_, severity, signals, *_ in rows
    ]  # fmt: skip


def dev(name: str) -> list[dict[str, Any]]:
    """The lines of a development set."""
    return [json.loads(line) for line in (ROOT / "data" / "dev" / name).read_text(encoding="utf-8").splitlines()]


def guess(name: str, confidence: float, names: Sequence[str]) -> Guess:
    rest = (1 - confidence) / max(1, len(names) - 1)
    return Guess(name, confidence, ((name, confidence), *((other, rest) for other in names if other != name)))


def reading(
    type_: str = "delivery",
    severity: str = "medium",
    signals: Sequence[str] = (),
    confidence: float = 0.9,
    lang: str = "nl",
    trouble: str = "",
) -> Reading:
    return Reading(
        lang=lang,
        type=guess(type_, confidence, list(TYPES)),
        severity=guess(severity, 0.8, list(SEVERITIES)),
        signals=tuple(Signal(name, "[telefoonnummer]" if name == "personal_data" else "…") for name in signals),
        unsure=confidence < 0.5,
        trouble=trouble,
    )


def proposal(
    post: Post, read: Reading, handbook: Handbook, settings: Settings | None = None, at: datetime = NOON
) -> Proposal:
    advice = advise(post, at, read, handbook, settings or Settings())
    drafts = (
        ()
        if advice.action == "no_reply"
        else tuple(Draft(f"Hoi, voorstel {n}. – Anna", (f"voorstel {n}",)) for n in (1, 2, 3))
    )
    return Proposal(at, read, advice, drafts)


def case_file(
    read: Reading, handbook: Handbook, *decisions: Decision, post: Post | None = None, settings: Settings | None = None
) -> CaseFile:
    post = post or Post("Mijn pakket is er niet.")
    return CaseFile(Case(post.key, post, NOON), (proposal(post, read, handbook, settings),), decisions)


class TableNlu:
    """An NLU that answers from a table of words, counts what it was asked, and can be switched off."""

    def __init__(self, table: dict[str, tuple[str, str]] | None = None, topics: dict[str, str] | None = None) -> None:
        self.table, self.topics = table or {}, topics or {}
        self.away = False
        self.asked: list[str] = []

    def parse(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        if self.away:
            raise NluAway("De lezer is weg.", "The reader is away.")
        self.asked += texts
        return [self._reply(text) for text in texts]

    def _reply(self, text: str) -> dict[str, Any]:
        kind, severity = next(
            (found for word, found in self.table.items() if word in text.lower()), ("delivery", "medium")
        )
        topic = next((found for word, found in self.topics.items() if word in text.lower()), "")
        kind_of = "question" if topic else "post"
        return {
            "intent": {"name": kind, "confidence": 0.9},
            "intent_ranking": _ranking(guess(kind, 0.9, list(TYPES))),
            "severity": {
                "name": severity,
                "confidence": 0.8,
                "ranking": _ranking(guess(severity, 0.8, list(SEVERITIES))),
            },
            "topic": {
                "name": topic or "out_of_scope",
                "confidence": 0.9,
                "ranking": _ranking(guess(topic or "out_of_scope", 0.9, TOPICS)),
            },
            "kind": {"name": kind_of, "confidence": 0.9, "ranking": _ranking(guess(kind_of, 0.9, KINDS))},
        }


def _ranking(one: Guess) -> list[dict[str, Any]]:
    return [{"name": name, "confidence": p} for name, p in one.ranking]
