"""The purge that needs nobody: once a day, where the team has set how long texts are kept."""

from __future__ import annotations

import asyncio
import logging
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


def purged_today(ledger: SqliteLedger, settings: Settings, now: datetime) -> Removed | None:
    """Do the purge of the day, unless it was done, also by another bot on the same ledger; None then, or without a term.

    Raises LedgerAway; then it counts as not done."""
    days = settings.privacy.keep_days
    key = f"purge {now.astimezone(settings.zone):%Y-%m-%d}"
    if days is None or not ledger.say_once(key, now):
        return None
    private = PrivateLedger(ledger, settings)
    try:
        removed = private.purge(now - timedelta(days=days), now, BY_ITSELF)
        private.wipe(whole=False)
    except BaseException:
        ledger.unsay(key)
        raise
    return removed


async def keep_purging(opened: Callable[[], SqliteLedger], settings: Settings, now: Callable[[], datetime]) -> None:
    """Do the purge of each day, until cancelled. `opened`: a ledger for it alone, so that nobody waits for it."""

    def done() -> Removed | None:
        with closing(opened()) as ledger:
            return purged_today(ledger, settings, now())

    while settings.privacy.keep_days is not None:
        try:
            removed = await asyncio.to_thread(done)
            if removed and removed.anything:
                log.warning("texts that were kept long enough were removed: %s", removed.as_json())
        except LedgerAway as error:
            log.warning("today's purge could not be done (%s)", error)
        await asyncio.sleep(LOOKS_AFTER)
