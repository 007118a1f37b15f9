"""Starts the Teams door: Teams brings its activities to /api/messages; its clocks go by themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from aiohttp import web

from bot.adapters.door_clock import DoorClock
from bot.adapters.teams_app import TeamsApp
from bot.adapters.teams_connector import Outside
from bot.adapters.teams_door import TeamsDoor
from bot.adapters.teams_line import Secrets, TeamsLine
from bot.settings import Settings
from bot.words import Words

MESSAGES = "/api/messages"
_STOP_SECONDS = 10.0  # for what is being worked on

MakeDoor = Callable[[TeamsLine], TeamsDoor]
"""What gives a line → a door that speaks through it."""


class TeamsServer:
    """The door, open from `start` to `stop`."""

    def __init__(self, secrets: Secrets, settings: Settings, make: MakeDoor, outside: Outside | None = None) -> None:
        """`outside`: where Microsoft's services are. Raises WrongUse where anybody's tenant could use the bot."""
        self._secrets = secrets
        self.app = TeamsApp()
        self.line = TeamsLine(secrets, settings.teams.workspaces, self.app.hear, settings.language, outside)
        self.door = make(self.line)
        if secrets.tenant and not self.door.wanted.workspaces:  # as the line does it
            self.door.wanted = replace(self.door.wanted, workspaces=(secrets.tenant,))
        self.app.opens(self.door)
        self.clock = DoorClock(self.door)

    async def start(self) -> None:
        """Ask Microsoft for a token, and begin to catch up and to tick. Raises PartMissing when Microsoft refuses."""
        await self.door.warm_up()
        if self._secrets.app_id:
            await self.line.examined()
        self.clock.start()

    async def stop(self) -> None:
        """Leave Teams; what was kept is done after the next start."""
        await self.clock.stop()
        await self.door.idle(_STOP_SECONDS)
        await self.line.close()

    def add_routes(self, site: web.Application) -> None:
        """Take Teams' requests on a web server, which the doors share."""
        site.router.add_post(MESSAGES, self.line.answer)

    def announced(self, where: str) -> Words:
        """What to tell whoever starts it; `where` is the web server's address."""
        return Words(
            f"Meelezer luistert voor Teams op {where}{MESSAGES}.", f"Meelezer listens for Teams at {where}{MESSAGES}."
        )
