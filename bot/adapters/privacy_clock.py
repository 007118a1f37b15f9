"""The purge that needs nobody: once a day, where the team has set how long texts are kept."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta

from bot.adapters.ledger import SqliteLedger
from bot.adapters.ledger_privacy import BY_ITSELF, PrivateLedger
from bot.errors import LedgerAway
from bot.privacy import Removed
from bot.settings import Settings

LOOKS_AFTER = 3600.0
"""Seconds between two looks whether today's purge has been done; one that failed is tried again by then."""

log = logging.getLogger(__name__)


def purged_today(
    ledger: SqliteLedger, settings: Settings, now: datetime, goes_on: Callable[[], bool] = lambda: True
) -> Removed | None:
    """Do the purge of the day, unless it was done, also by another bot on the same ledger; None then, or without a term.

    Raises LedgerAway; then it counts as not done, and so it does where it stopped because `goes_on` said so."""
    days = settings.privacy.keep_days
    key = f"purge {now.astimezone(settings.zone):%Y-%m-%d}"
    if days is None or not ledger.say_once(key, now):
        return None
    private = PrivateLedger(ledger, settings)
    try:
        removed = private.purge(now - timedelta(days=days), now, BY_ITSELF, goes_on=goes_on)
        private.wipe(whole=False)
    except BaseException:
        ledger.unsay(key)
        raise
    if not goes_on():
        ledger.unsay(key)
    return removed


async def keep_purging(opened: Callable[[], SqliteLedger], settings: Settings, now: Callable[[], datetime]) -> None:
    """Do the purge of each day, until cancelled. `opened`: a ledger for it alone, so that nobody waits for it."""

    stopped = threading.Event()

    def done() -> Removed | None:
        with closing(opened()) as ledger:
            return purged_today(ledger, settings, now(), lambda: not stopped.is_set())

    try:
        while settings.privacy.keep_days is not None:
            await _tried(done)
            await asyncio.sleep(LOOKS_AFTER)
    finally:
        stopped.set()  # a thread cannot be cancelled


async def _tried(purge: Callable[[], Removed | None]) -> None:
    """Purge in a thread; a ledger that is away now may be there at the next look."""
    try:
        removed = await asyncio.to_thread(purge)
    except LedgerAway as error:
        log.warning("today's purge could not be done (%s)", error)
        return
    if removed and removed.anything:
        log.warning("texts that were kept long enough were removed: %s", removed.as_json())
