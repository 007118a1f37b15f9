"""Which of Teams' activities goes where. `TeamsLine` has let them in already; here nothing knows Microsoft's SDK."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from bot.adapters.inbound import Speaking
from bot.adapters.teams_clicks import TeamsClicks
from bot.adapters.teams_door import TeamsDoor
from bot.adapters.teams_events import heard_in, speaking_in

Activity = Mapping[str, Any]

log = logging.getLogger(__name__)


class TeamsApp:
    """What hears Teams. `door` is set before the first request."""

    def __init__(self) -> None:
        self._door: TeamsDoor | None = None
        self._clicks: TeamsClicks | None = None

    def opens(self, door: TeamsDoor) -> None:
        """From now on what comes in goes through this door."""
        self._door, self._clicks = door, TeamsClicks(door)

    async def hear(self, activity: Activity) -> Mapping[str, Any] | None:
        """Do what an activity asks for; the body of an invoke's answer. Raises LedgerAway where nothing could be kept."""
        assert self._door is not None
        where = speaking_in(activity)
        if where.team and self._door.wanted.workspaces and where.team not in self._door.wanted.workspaces:
            return None
        await self._door.remember(activity)
        kind = activity.get("type")
        if kind == "message":
            await self._message(activity, where)
        elif kind == "invoke":
            return await self._invoked(activity, where)
        elif kind in ("conversationUpdate", "installationUpdate"):
            await self._added(activity, where)
        return None

    async def _message(self, activity: Activity, where: Speaking) -> None:
        """Keep a message before Teams hears that it came in, and work on it afterwards."""
        assert self._door is not None
        assert self._clicks is not None
        inbound = heard_in(activity)
        if inbound is not None and await self._door.keep(inbound):
            self._clicks.start(inbound, where)

    async def _invoked(self, activity: Activity, where: Speaking) -> Mapping[str, Any] | None:
        assert self._clicks is not None
        name, value = activity.get("name"), activity.get("value")
        value = value if isinstance(value, Mapping) else {}
        if name == "adaptiveCard/action":
            return await self._clicks.executed(value, where, str(activity.get("replyToId") or ""))
        if name == "composeExtension/fetchTask":
            return await self._clicks.asked(value, where)
        if name == "composeExtension/submitAction":
            return await self._clicks.submitted(value, where, f"teams/form/{where.team}/{activity.get('id')}")
        log.info("an invoke that Meelezer does not know")
        return {}

    async def _added(self, activity: Activity, where: Speaking) -> None:
        """Say who is here, once, where Meelezer was added."""
        assert self._door is not None
        bot = (activity.get("recipient") or {}).get("id")
        added = [one.get("id") for one in activity.get("membersAdded") or () if isinstance(one, Mapping)]
        if bot not in added and activity.get("action") != "add":
            return
        key, now = f"teams/welcome/{where.channel}", self._door.now()
        if not self._door.allowed(where.team, where.channel, where.direct):
            return
        if await self._door.desks.decide(lambda desk: desk.ledger.say_once(key, now)):
            try:
                await self._door.greet(where)
                await self._door.desks.decide(lambda desk: desk.ledger.was_told(key, now))
            except Exception:
                await self._door.desks.decide(lambda desk: desk.ledger.unsay(key))
                raise
