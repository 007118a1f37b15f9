"""What the Slack door does without being asked: it catches up after a stop, reminds, and posts the digest."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from slack_sdk.errors import SlackApiError

from bot.adapters import slack_blocks as blocks
from bot.adapters import slack_lists as lists
from bot.adapters.slack_blocks import Message
from bot.adapters.slack_door import SlackDoor, Speaking
from bot.adapters.slack_events import Inbound
from bot.adapters.slack_failures import LINE_DOWN, UNREACHABLE, passes, reason
from bot.clocks import Due
from bot.desk import Desk
from bot.digest import Digest
from bot.errors import MeelezerError, NluAway

TAKE_UP_AFTER = timedelta(seconds=30)
"""What has been kept for so long without being done was left behind, by this bot or another one."""

_TRIES_WITH_CHART, _CHART_SECONDS = 4, 3.0

log = logging.getLogger(__name__)


class SlackClock:
    """The door's clocks; whoever opens the door lets them strike again and again."""

    def __init__(self, door: SlackDoor) -> None:
        self._door = door

    async def catch_up(self) -> None:
        """Read what was left unread while the NLU was away, draw what has changed, and take up what was left behind."""
        if await self._door.desks.decide(lambda desk: bool(desk.ledger.unread())):
            try:
                await self._door.desks.read(lambda desk: desk.catch_up(self._door.now()))
            except NluAway:
                return
        for case in await self._door.desks.decide(lambda _: self._door.ledger.stale()):
            await self._door.refresh(case)
        await self._ask_approvals()
        before = self._door.now() - TAKE_UP_AFTER
        for _, fields in await self._door.desks.decide(lambda _: self._door.ledger.undone(before)):
            try:
                await self._door.work(Inbound.from_json(fields))
            except Exception as error:
                log.warning("a message that was left behind could not be done (%s)", type(error).__name__)

    async def _ask_approvals(self) -> None:
        """Show the approvers what waits for them and has not been shown there: after a stop, or by another door."""
        room = self._door.settings.slack.approvals
        if not room:
            return
        for case in await self._door.desks.decide(
            lambda desk: self._door.ledger.not_shown_in(room, desk.ledger.waiting())
        ):
            first = await self._door.shown(case)
            if first:
                team = first[0].place.team
                speaking = Speaking(
                    await self._door.clients(team), team, first[0].place.channel, "", first[0].brought_by
                )
                await self._door.ask_approval(case, speaking)

    async def tick(self) -> None:
        """Say what the clocks say now: in the case's thread, and the digest in its channel."""
        for due in await self._door.desks.decide(lambda desk: desk.due(self._door.now())):
            if not await self._begins_to_say(due):
                continue
            try:
                await self._remind(due)
            except SlackApiError as error:
                log.warning("Slack refuses a reminder (%s)", reason(error))
                if passes(error):
                    await self._take_back(due)
            except (MeelezerError, *LINE_DOWN) as error:
                log.warning("a reminder could not be said (%s)", type(error).__name__)
                await self._take_back(due)

    async def _begins_to_say(self, due: Due) -> bool:
        """Note that a thing is being said, unless it was, or this door does not show what it is about."""

        def noted(desk: Desk) -> bool:
            here = self._door.ledger.shown(due.case) if due.case else self._door.settings.slack.digest
            return bool(here) and desk.ledger.say_once(due.key, self._door.now())

        return await self._door.desks.decide(noted)

    async def _take_back(self, due: Due) -> None:
        await self._door.desks.decide(lambda desk: desk.ledger.unsay(due.key))

    async def _remind(self, due: Due) -> None:
        if due.case is None:
            await self._post_digest()
            return
        case = due.case
        shown = await self._door.shown(case)
        card = await self._door.desks.decide(lambda desk: desk.card(desk.ledger.file(case), self._door.now()))
        await self._door.refresh(case)
        place = shown[0].place
        speaking = Speaking(
            await self._door.clients(place.team), place.team, place.channel, place.thread, shown[0].brought_by
        )
        await self._door.say(speaking, blocks.due_message(due, card, self._door.lang))

    async def _post_digest(self) -> None:
        room = self._door.settings.slack.digest
        digest: Digest = await self._door.desks.decide(lambda desk: desk.digest(None, self._door.now()))
        team = self._door.home_team("")
        speaking = Speaking(await self._door.clients(team), team, room, "", "")
        sent = await self._door.say(speaking, lists.digest_message(digest, self._door.lang, None))
        if picture := await self._chart(digest, speaking):
            await self._add_chart(speaking, sent, lists.digest_message(digest, self._door.lang, picture))

    async def _add_chart(self, speaking: Speaking, sent: str, message: Message) -> None:
        """Put the chart into the digest that stands there; Slack takes a while to know a file that it was just given."""
        for _ in range(_TRIES_WITH_CHART):
            try:
                await speaking.client.chat_update(
                    channel=speaking.channel, ts=sent, text=message.text, blocks=list(message.blocks)
                )
                return
            except UNREACHABLE as error:
                log.debug("the chart is not there yet (%s)", type(error).__name__)
                await asyncio.sleep(_CHART_SECONDS)

    async def _chart(self, digest: Digest, speaking: Speaking) -> str | None:
        """Bring the chart to Slack; without it the digest has its table all the same."""
        from bot.adapters.chart import drawn  # noqa: PLC0415 — a heavy library, once a week

        try:
            png = await asyncio.to_thread(drawn, digest, self._door.lang)
            sent = await speaking.client.files_upload_v2(filename=f"{digest.week}.png", file=png, title=digest.week)
            return str(sent["file"]["id"])
        except (*UNREACHABLE, KeyError) as error:
            log.warning("the chart could not be brought to Slack (%s)", type(error).__name__)
            return None
