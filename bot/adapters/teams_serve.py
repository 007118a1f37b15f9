"""Starts the Teams door: Teams brings its activities to /api/messages; its clocks go by themselves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from aiohttp import web

from bot.adapters.door_clock import DoorClock
from bot.adapters.teams_app import TeamsApp
from bot.adapters.teams_connector import Outside
from bot.adapters.teams_door import TeamsDoor
from bot.adapters.teams_line import LineDown, Secrets, TeamsLine
from bot.settings import Settings
from bot.words import Words

MESSAGES = "/api/messages"
_ASK_AGAIN_SECONDS = 30.0
_STOP_SECONDS = 10.0  # for what is being worked on

_AWAY = Words(" Microsoft is er nu niet; ik probeer het elke halve minuut opnieuw.",
              " Microsoft is away now; I try again every half minute.")  # fmt: skip

log = logging.getLogger(__name__)

MakeDoor = Callable[[TeamsLine], TeamsDoor]
"""What gives a line → a door that speaks through it."""


class TeamsServer:
    """The door, open from `start` to `stop`."""

    def __init__(self, secrets: Secrets, settings: Settings, make: MakeDoor, outside: Outside | None = None) -> None:
        """`outside`: where Microsoft's services are. Raises WrongUse where anybody's tenant could use the bot."""
        self._secrets, self._outside = secrets, outside or Outside()
        self._asking: asyncio.Task[None] | None = None
        self.app = TeamsApp()
        self.line = TeamsLine(secrets, settings.teams.workspaces, self.app.hear, settings.language, self._outside)
        self.door = make(self.line)
        if secrets.tenant and not self.door.wanted.workspaces:  # as the line does it
            self.door.wanted = replace(self.door.wanted, workspaces=(secrets.tenant,))
        self.app.opens(self.door)
        self.clock = DoorClock(self.door)

    async def start(self) -> None:
        """Ask Microsoft for a token, and begin to catch up and to tick. Raises PartMissing when Microsoft refuses.

        Where it is away, it is asked again and again: what comes in meanwhile is kept, once the keys are there."""
        await self.door.warm_up()
        if self._secrets.app_id:
            try:
                await self.line.examined()
            except LineDown as down:
                if self.line.reached:
                    raise
                log.warning("Microsoft is away (%s)", down)
            self._asking = asyncio.create_task(self._ask_again())
        self.clock.start()

    async def _ask_again(self) -> None:
        while True:
            await self._outside.sleep(_ASK_AGAIN_SECONDS)
            if not self.line.reached:
                with suppress(LineDown):
                    await self.line.examined()

    async def stop(self) -> None:
        """Leave Teams; what was kept is done after the next start."""
        if self._asking is not None:
            self._asking.cancel()
        await self.clock.stop()
        await self.door.idle(_STOP_SECONDS)
        await self.line.close()

    def add_routes(self, site: web.Application) -> None:
        """Take Teams' requests on a web server, which the doors share."""
        site.router.add_post(MESSAGES, self.line.answer)

    def announced(self, where: str) -> Words:
        """What to tell whoever starts it; `where` is the web server's address."""
        away = Words("", "") if self.line.reached else _AWAY
        return Words(
            f"Meelezer luistert voor Teams op {where}{MESSAGES}.{away.nl}",
            f"Meelezer listens for Teams at {where}{MESSAGES}.{away.en}",
        )
