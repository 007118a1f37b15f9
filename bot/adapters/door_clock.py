"""What a chat door does without being asked: it catches up after a stop, reminds, and posts the digest."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Generic

from bot import clocks
from bot.adapters.door import Door
from bot.adapters.door_looks import Failure, M
from bot.adapters.home import HomeLine
from bot.adapters.inbound import Inbound, Speaking
from bot.clocks import Due
from bot.desk import Desk
from bot.errors import MeelezerError, NluAway
from bot.words import Words

TAKE_UP_AFTER = timedelta(seconds=30)
"""What has been kept for so long without being done was left behind, by this bot or another one."""

CATCH_UP_SECONDS, TICK_SECONDS = 10.0, 30.0

_MEANWHILE = Words("Termijnen die intussen voorbijgingen", "Deadlines that passed meanwhile")

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
        """Show the approvers what waits for them and has not been told there: after a stop, or by another door."""
        room = self._door.wanted.approvals
        if not room:
            return
        for case in await self._door.desks.decide(lambda desk: desk.ledger.waiting()):
            first = next(iter(await self._door.shown(case)), None)
            team, by = (first.place.team, first.brought_by) if first else (self._door.home_team(""), "")
            await self._door.ask_approval(case, Speaking(team, room, "", by), clicked=False)

    async def tick(self) -> None:
        """Say what the clocks say now: in the case's thread, and the digest in its channel; what they missed in one summary."""
        things = await self._door.desks.decide(lambda desk: desk.due(self._door.now()))
        late = clocks.summed_up(things, self._door.now())
        begun = [due for due in late if await self._begins_to_say(due)]
        if len(begun) == 1:
            await self._said(begun, partial(self._remind, begun[0]))
        elif begun:
            await self._said(begun, partial(self._sum_up, begun))
        for due in things:
            if due not in late and await self._begins_to_say(due):
                await self._said([due], partial(self._remind, due))

    async def _said(self, things: Sequence[Due], say: Callable[[], Awaitable[None]]) -> None:
        """Say something; it counts as said once it is, or where it is refused for good."""
        try:
            await say()
        except Exception as error:
            failure = self._door.failure(error)
            if failure is None and not isinstance(error, MeelezerError):
                raise
            log.warning("a reminder could not be said (%s)", type(error).__name__)
            if failure is not Failure.REFUSED:
                await self._take_back(things)
                return

        def told(desk: Desk) -> None:
            for one in things:
                desk.ledger.was_told(one.key, self._door.now())

        await self._door.desks.decide(told)

    async def _begins_to_say(self, due: Due) -> bool:
        """Note that a thing is being said, unless it was, or this door does not show what it is about."""

        def noted(desk: Desk) -> bool:
            here = self._door.ledger.shown(due.case) if due.case else self._door.wanted.digest
            return bool(here) and desk.ledger.say_once(due.key, self._door.now())

        return await self._door.desks.decide(noted)

    async def _take_back(self, things: Sequence[Due]) -> None:
        def unsaid(desk: Desk) -> None:
            for one in things:
                desk.ledger.unsay(one.key)

        await self._door.desks.decide(unsaid)

    async def _sum_up(self, things: Sequence[Due]) -> None:
        """Tell at once which deadlines passed while nobody was told, where the digest is read, else where the first case is."""
        first = (await self._door.shown(things[0].case or ""))[0]
        room = self._door.wanted.digest or first.place.channel
        team = self._door.home_team(first.place.team)

        def gathered(desk: Desk) -> list[HomeLine]:
            last = {due.case: due for due in things}  # of a reminder and an escalation the later one
            files = {case: desk.ledger.file(case) for case in last if case}
            cards = {card.case: card for card in desk.cards(list(files.values()), self._door.now())}
            lang = self._door.lang
            return [
                HomeLine(cards[case], self._door.address(case), last[case].text.said(lang))
                for case in files
                if files[case].standing.open
            ]

        lines = await self._door.desks.decide(gathered)
        for case in {due.case for due in things if due.case}:
            await self._door.refresh(case)
        if lines:
            await self._door.say(
                Speaking(team, room, "", ""), self._door.looks.parts([(_MEANWHILE, lines)], self._door.lang)
            )

    async def _remind(self, due: Due) -> None:
        if due.case is None:
            digest = await self._door.desks.decide(lambda desk: desk.digest(due.week, self._door.now()))
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
