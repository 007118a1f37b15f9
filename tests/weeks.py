"""A week of case files as a digest, for tests that need no ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.case_facts import facts_of
from bot.decision import CaseFile
from bot.digest import Counted, Digest, digest_of, week_of
from bot.digest_advice import advised
from bot.settings import Settings
from tests.builders import NOON


def counted(files: Sequence[CaseFile], topics: Iterable[str] = (), settings: Settings | None = None) -> Digest:
    """The digest of week 47 of 2026, in which `NOON` is, when it was just over."""
    settings = settings or Settings()
    week, facts = week_of("2026-W47", NOON, settings), [facts_of(file) for file in files]
    after = week.end + timedelta(hours=9)
    return advised(digest_of(week, Counted(facts, Counter(topics)), after, settings), facts, after, settings)
