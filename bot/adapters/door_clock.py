"""What a chat door does without being asked: it catches up after a stop, reminds, and posts the digest."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Generic

from bot.adapters.door import Door, Failure, M
from bot.adapters.inbound import Inbound, Speaking
from bot.clocks import Due
from bot.desk import Desk
from bot.errors import MeelezerError, NluAway

TAKE_UP_AFTER = timedelta(seconds=30)
"""What has been kept for so long without being done was left behind, by this bot or another one."""

CATCH_UP_SECONDS, TICK_SECONDS = 10.0, 30.0

log = logging.getLogger(__name__)


class DoorClock(Generic[M]):
    """A door's clocks; whoever opens the door starts and stops them."""

    def __init__(self, door: Door[M]) -> None:
        self._door = door
        self._loops: list[asyncio.Task[None]] = []
        self._stopping = asyncio.Event()

    def start(self) -> None:
        """Let them strike, again and again."""
        self._stopping.clear()
        self._loops = [
            asyncio.create_task(self._again(self.catch_up, CATCH_UP_SECONDS)),
            asyncio.create_task(self._again(self.tick, TICK_SECONDS)),
        ]

    async def stop(self, seconds: float = 10.0) -> None:
        """Let them strike no more; a stroke that has begun gets so many seconds, so that nothing is said by halves."""
        self._stopping.set()
        if self._loops:
            _, late = await asyncio.wait(self._loops, timeout=seconds)
            for loop in late:
                loop.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _again(self, work: Callable[[], Awaitable[None]], seconds: float) -> None:
        """Do something again and again; what goes wrong once may go well the next time."""
        while not self._stopping.is_set():
            await self._tried(work)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _tried(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do something whose failing must hold up nothing else."""
        try:
            await work()
        except NluAway:
            log.debug("the reader is away")
        except Exception as error:
            known = isinstance(error, MeelezerError) or self._door.failure(error)
            log.log(logging.WARNING if known else logging.ERROR, "a clock failed (%s)", type(error).__name__,
                    exc_info=None if known else error)  # fmt: skip

    async def catch_up(self) -> None:
        """Read what was left unread while the NLU was away, draw what has changed, ask for approvals, take up what was left
        behind; each by itself."""
        for step in (self._read, self._redraw, self._ask_approvals, self._take_up):
            await self._tried(step)

    async def _read(self) -> None:
        if await self._door.desks.decide(lambda desk: bool(desk.ledger.unread())):
            await self._door.desks.read(lambda desk: desk.catch_up(self._door.now()))

    async def _redraw(self) -> None:
        for case in await self._door.desks.decide(lambda _: self._door.ledger.stale()):
            await self._door.refresh(case)

    async def _take_up(self) -> None:
        before = self._door.now() - TAKE_UP_AFTER
        for _, fields in await self._door.desks.decide(lambda _: self._door.ledger.undone(before)):
            try:
                await self._door.work(Inbound.from_json(fields))
            except Exception as error:
                log.warning("a message that was left behind could not be done (%s)", type(error).__name__)

    async def _ask_approvals(self) -> None:
        """Show the approvers what waits for them and has not been shown there: after a stop, or by another door."""
        room = self._door.wanted.approvals
        if not room:
            return
        for case in await self._door.desks.decide(
            lambda desk: self._door.ledger.not_shown_in(room, desk.ledger.waiting())
        ):
            first = next(iter(await self._door.shown(case)), None)
            team, by = (first.place.team, first.brought_by) if first else (self._door.home_team(""), "")
            await self._door.ask_approval(case, Speaking(team, room, "", by), clicked=False)

    async def tick(self) -> None:
        """Say what the clocks say now: in the case's thread, and the digest in its channel."""
        for due in await self._door.desks.decide(lambda desk: desk.due(self._door.now())):
            if not await self._begins_to_say(due):
                continue
            try:
                await self._remind(due)
            except Exception as error:
                failure = self._door.failure(error)
                if failure is None and not isinstance(error, MeelezerError):
                    raise
                log.warning("a reminder could not be said (%s)", type(error).__name__)
                if failure is not Failure.REFUSED:
                    await self._take_back(due)

    async def _begins_to_say(self, due: Due) -> bool:
        """Note that a thing is being said, unless it was, or this door does not show what it is about."""

        def noted(desk: Desk) -> bool:
            here = self._door.ledger.shown(due.case) if due.case else self._door.wanted.digest
            return bool(here) and desk.ledger.say_once(due.key, self._door.now())

        return await self._door.desks.decide(noted)

    async def _take_back(self, due: Due) -> None:
        await self._door.desks.decide(lambda desk: desk.ledger.unsay(due.key))

    async def _remind(self, due: Due) -> None:
        if due.case is None:
            digest = await self._door.desks.decide(lambda desk: desk.digest(None, self._door.now()))
            await self._door.post_digest(digest, Speaking(self._door.home_team(""), self._door.wanted.digest, "", ""))
            return
        case = due.case
        shown = await self._door.shown(case)
        card = await self._door.desks.decide(lambda desk: desk.card(desk.ledger.file(case), self._door.now()))
        await self._door.refresh(case)
        message = self._door.looks.due(due, card, self._door.lang)
        for n, one in enumerate(shown, 1):
            try:
                place = one.place
                await self._door.say(Speaking(place.team, place.channel, place.thread, one.brought_by), message)
                return
            except Exception as error:  # a place that refuses for good; perhaps the next one does not
                if self._door.failure(error) is not Failure.REFUSED or n == len(shown):
                    raise
