"""Approvals in a chat door: what waits for them is shown once where the approvers are, and a bell rings for them."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Generic
from weakref import WeakValueDictionary

from bot.adapters.door_looks import Failure, M
from bot.adapters.inbound import Speaking
from bot.words import Words

if TYPE_CHECKING:
    from bot.adapters.door import Door

_ASKING = ("use", "edit", "request-approval")
"""The decisions after which an approval is asked for."""

_ROOM_RESTS = 600.0  # seconds, before the clock tries a room again that refused

_PLEASE_READ = Words("Wil je dit nalezen en beslissen?", "Would you read this and decide?")
_NEW_TEXT = Words("Hier ligt een nieuwe tekst om goed te keuren.", "There is a new text to approve here.")

log = logging.getLogger(__name__)


class Approvals(Generic[M]):
    """The approvers' side of a door."""

    def __init__(self, door: Door[M]) -> None:
        self._door = door
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._room_closed_until = 0.0

    async def ask(self, case: str, speaking: Speaking, clicked: bool = True) -> None:
        """Show a case that waits for approval where the approvers are, or say there that its text is another now.

        Once for each time that it is asked for, also when the clock and a click come together. `clicked`: somebody waits
        for it, and is told where it cannot be; the clock leaves a room that refuses alone for a while.
        """
        room = self._door.wanted.approvals
        if not room or (not clicked and asyncio.get_running_loop().time() < self._room_closed_until):
            return
        async with self._asking.setdefault(case, asyncio.Lock()):
            file = await self._door.desks.decide(lambda desk: desk.ledger.file(case))
            if file.standing.status != "waiting_for_approval":
                return
            key = f"asked/{self._door.name}/{case}/{sum(one.verb in _ASKING for one in file.decisions)}"
            if not await self._door.desks.decide(lambda desk: desk.ledger.say_once(key, self._door.now())):
                return
            try:
                await self._ask(case, room, speaking)
                await self._door.desks.decide(lambda desk: desk.ledger.was_told(key, self._door.now()))
            except Exception as error:
                await self._door.desks.decide(lambda desk: desk.ledger.unsay(key))
                if self._door.failure(error) in (None, Failure.LINE_DOWN):
                    raise
                await self._not_let_in(speaking, clicked, error)

    async def _ask(self, case: str, room: str, speaking: Speaking) -> None:
        shown = await self._door.shown(case)
        there = next((one.place for one in shown if one.place.channel == room), None)
        team = self._door.home_team(speaking.team)
        approvers = replace(speaking, team=team, channel=room, thread=there.thread if there else "", direct=False)
        if there is None:
            there, _ = await self._door.put_card(case, approvers, there=True)
            await self._call(replace(approvers, thread=there.thread), _PLEASE_READ)
        else:
            await self._call(approvers, _NEW_TEXT)

    async def _not_let_in(self, asking: Speaking, clicked: bool, error: BaseException) -> None:
        """The approvers' room refuses: whoever asked is told."""
        self._room_closed_until = asyncio.get_running_loop().time() + _ROOM_RESTS
        log.warning("the approvers' channel refuses a card (%s)", type(error).__name__)
        if clicked:
            words = Words(f"Het kanaal voor goedkeuring laat me niet toe; nodig me daar uit, of zet approvals in [{self._door.name}] goed.",
                          f"The channel for approvals does not let me in; invite me there, or mend approvals in [{self._door.name}].")  # fmt: skip
            await self._door.whisper(asking, words)

    async def _call(self, where: Speaking, words: Words) -> None:
        """Ring a bell for the approvers whose ids the settings name."""
        people = self._door.wanted.people
        members = [
            id_
            for id_, name in people.items()
            if self._door.settings.approvers and self._door.settings.may_approve(name, self._door.now())
        ]
        await self._door.say(where, self._door.looks.calling(members, words.said(self._door.lang)))
