"""The Slack door: how Meelezer posts, changes and whispers in Slack. What it hears and keeps is every door's (`door.py`);
how things look is in `slack_blocks.py`, what the buttons do in `slack_clicks.py`, and Bolt's part in `slack_app.py`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters import slack_blocks as blocks
from bot.adapters import slack_lists as lists
from bot.adapters.chat_ledger import ChatLedger, Place
from bot.adapters.desks import Desks
from bot.adapters.door import Door, Failure, Looks
from bot.adapters.inbound import Inbound, Speaking
from bot.adapters.slack_blocks import Message
from bot.adapters.slack_failures import LINE_DOWN, UNREACHABLE, passes, reason
from bot.adapters.slack_found import found_message
from bot.adapters.slack_people import People
from bot.digest import Digest
from bot.digest_advice import linked
from bot.settings import Settings
from bot.words import Words

DOOR = "slack"
PREVIEW_SECONDS = 12.0
"""How long the preview of a link is waited for; Slack adds most within five seconds, and some never."""

_TRIES_WITH_CHART, _CHART_SECONDS = 4, 3.0

_NOT_HERE = Words(
    "In dat kanaal mag ik niet schrijven, dus hier is de kaart. Nodig me daar uit met /invite.",
    "I may not write in that channel, so here is the card. Invite me there with /invite.",
)

log = logging.getLogger(__name__)

Clients = Callable[[str], Awaitable[AsyncWebClient]]
"""A workspace's id → a client that may speak in it."""


class SlackDoor(Door[Message]):
    """One door for all workspaces that it is installed in."""

    name = DOOR
    looks = Looks(
        card=blocks.card_message,
        answer=blocks.answer_message,
        findings=blocks.findings_message,
        cases=lists.cases_message,
        found=found_message,
        home=lists.home_message,
        parts=lists.parts_message,
        digest=lambda digest, lang: lists.digest_message(digest, lang, None),
        due=blocks.due_message,
        help=blocks.help_message,
        welcome=blocks.welcome_message,
        told=blocks.told,
        calling=blocks.calling,
    )

    def __init__(
        self, desks: Desks, ledger: ChatLedger, clients: Clients, settings: Settings, now: Callable[[], datetime]
    ) -> None:
        """`ledger` is used on the thread of the desk that decides."""
        super().__init__(desks, ledger, settings, settings.slack, now)
        self.clients = clients
        self.people = People(settings)

    # --- posting -------------------------------------------------------------------------------------------------

    async def say(self, speaking: Speaking, message: Message) -> str:
        """Say something where everybody sees it; returns its time stamp."""
        client = await self.clients(speaking.team)
        answer = await client.chat_postMessage(
            channel=speaking.channel, thread_ts=speaking.thread or None, text=message.text,
            blocks=list(message.blocks), unfurl_links=False, unfurl_media=False,
        )  # fmt: skip
        return str(answer["ts"])

    async def put(self, speaking: Speaking, message: Message) -> tuple[Speaking, str]:
        """Post where it was asked; in a talk with the colleague where Meelezer may not write in that channel."""
        try:
            return speaking, await self.say(speaking, message)
        except SlackApiError as error:
            if reason(error) not in ("not_in_channel", "channel_not_found", "is_archived"):
                raise
        alone = await self.alone(speaking)
        await self.say(alone, blocks.told(_NOT_HERE.said(self.lang)))
        return alone, await self.say(alone, message)

    async def alone(self, speaking: Speaking) -> Speaking:
        """The talk between Meelezer and one colleague."""
        client = await self.clients(speaking.team)
        opened = await client.conversations_open(users=speaking.user)
        return replace(speaking, channel=str(opened["channel"]["id"]), thread="", direct=True)

    async def redraw(self, place: Place, message: Message) -> None:
        """Put a message in the place of one that stands there."""
        client = await self.clients(place.team)
        await client.chat_update(
            channel=place.channel, ts=place.message, text=message.text, blocks=list(message.blocks)
        )

    async def show_to(self, speaking: Speaking, message: Message) -> None:
        """Show something to one colleague only; between two that is an ordinary message."""
        if speaking.direct:
            await self.say(speaking, message)
            return
        client = await self.clients(speaking.team)
        try:
            await client.chat_postEphemeral(
                channel=speaking.channel, user=speaking.user, thread_ts=speaking.aside or None,
                text=message.text, blocks=list(message.blocks),
            )  # fmt: skip
        except SlackApiError:  # not a member of that channel: say it between the two of us
            await self.say(await self.alone(speaking), message)

    def failure(self, error: BaseException) -> Failure | None:
        """How Slack failed; None for what is no failure of Slack."""
        if isinstance(error, LINE_DOWN):
            return Failure.LINE_DOWN
        if isinstance(error, SlackApiError):
            return Failure.PASSING if passes(error) else Failure.REFUSED
        return None

    def address_of(self, place: Place) -> str | None:
        """A link that opens a thread in Slack."""
        return f"https://app.slack.com/client/{place.team}/{place.channel}/thread/{place.channel}-{place.thread}"

    # --- colleagues ----------------------------------------------------------------------------------------------

    async def belongs(self, speaking: Speaking) -> bool:
        """Whether who speaks is of the team: no guest, and nobody of another company in a channel that is shared."""
        return await self.people.belongs(speaking.user, await self.clients(speaking.team), speaking.team)

    async def called(self, speaking: Speaking) -> str:
        """The name under which who speaks decides."""
        return await self.people.name(speaking.user, await self.clients(speaking.team))

    # --- what only Slack has -------------------------------------------------------------------------------------

    async def begins(self, inbound: Inbound, speaking: Speaking) -> None:
        """Show in a talk with the agent that a message is being read."""
        if not inbound.direct:
            return
        status = Words("leest mee …", "is reading along …").said(self.lang)
        client = await self.clients(speaking.team)
        await self._as_agent(
            client.assistant_threads_setStatus(channel_id=speaking.channel, thread_ts=speaking.thread, status=status)
        )

    async def titled(self, message: Message, speaking: Speaking) -> None:
        """Give a talk with the agent its title."""
        if not speaking.direct:
            return
        client = await self.clients(speaking.team)
        await self._as_agent(
            client.assistant_threads_setTitle(
                channel_id=speaking.channel, thread_ts=speaking.thread, title=message.text[:250]
            )
        )

    async def _as_agent(self, doing: Awaitable[object]) -> None:
        """Do what Slack knows in a talk with an agent only; where it refuses, that does no harm."""
        try:
            await doing
        except UNREACHABLE:
            log.debug("no talk with an agent")

    async def previewed(self, inbound: Inbound) -> bool:
        """Whether Slack added the preview of a message's link, which then came in as a message of its own."""
        await asyncio.sleep(PREVIEW_SECONDS)
        return await self.desks.decide(lambda _: self.ledger.was_heard(f"{inbound.key}/preview"))

    async def welcome(self, team: str, channel: str) -> None:
        """Say who is here, in a channel or a talk that begins."""
        await self.greet(Speaking(team, channel, "", "", direct=channel.startswith("D")))

    # --- the digest ----------------------------------------------------------------------------------------------

    async def post_digest(self, digest: Digest, speaking: Speaking) -> None:
        """Post the week in the channel for it; the chart follows once Slack has it."""
        digest = await self.desks.decide(lambda _: linked(digest, self.address))
        sent = await self.say(speaking, lists.digest_message(digest, self.lang, None))
        if picture := await self._chart(digest, await self.clients(speaking.team)):
            place = Place(DOOR, speaking.team, speaking.channel, "", sent)
            await self._add_chart(place, lists.digest_message(digest, self.lang, picture))

    async def _add_chart(self, place: Place, message: Message) -> None:
        """Put the chart into the digest that stands there; Slack takes a while to know a file that it was just given."""
        for _ in range(_TRIES_WITH_CHART):
            try:
                await self.redraw(place, message)
                return
            except UNREACHABLE as error:
                log.debug("the chart is not there yet (%s)", type(error).__name__)
                await asyncio.sleep(_CHART_SECONDS)

    async def _chart(self, digest: Digest, client: AsyncWebClient) -> str | None:
        """Bring the chart to Slack; without it the digest has its table all the same."""
        from bot.adapters.chart import drawn  # noqa: PLC0415 — a heavy library, once a week

        try:
            png = await asyncio.to_thread(drawn, digest, self.lang)
            sent = await client.files_upload_v2(filename=f"{digest.week}.png", file=png, title=digest.week)
            return str(sent["file"]["id"])
        except (*UNREACHABLE, KeyError) as error:
            log.warning("the chart could not be brought to Slack (%s)", type(error).__name__)
            return None
