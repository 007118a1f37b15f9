"""Bolt's part of the Slack door: which request goes where, in Socket Mode or over HTTP.

Bolt checks signatures and acknowledges; it does not drop what Slack sends twice. So a message is kept in the ledger by a
middleware, which runs before Bolt acknowledges it, and what was kept before goes no further.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters import slack_blocks as blocks
from bot.adapters import slack_views as views
from bot.adapters.slack_clicks import Click, SlackClicks
from bot.adapters.slack_door import SlackDoor, Speaking
from bot.adapters.slack_events import heard_in, plain, shortcut_in
from bot.adapters.slack_manifest import COMMAND, TRIAGE_FORM, TRIAGE_MESSAGE
from bot.case import clean
from bot.errors import BadInput, Refused

Body = Mapping[str, Any]
Next = Callable[[], Awaitable[BoltResponse]]

log = logging.getLogger(__name__)


def client_for(token: str | None, base_url: str) -> AsyncWebClient:
    """A client that waits and tries again where Slack says that it is asked too much, or the line drops."""
    client = AsyncWebClient(token=token, base_url=base_url)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=3))
    client.retry_handlers.append(AsyncConnectionErrorRetryHandler(max_retry_count=2))
    return client


def register(bolt: AsyncApp, door: SlackDoor) -> None:
    """Tell Bolt what Meelezer listens to."""
    clicks = SlackClicks(door)
    _messages(bolt, door)
    _buttons_and_forms(bolt, door, clicks)
    _shortcuts(bolt, door, clicks)
    _commands(bolt, door, clicks)
    _places(bolt, door, clicks)


def _messages(bolt: AsyncApp, door: SlackDoor) -> None:
    async def kept(body: Body, context: AsyncBoltContext, next_: Next) -> BoltResponse:
        """Keep a message before Slack hears that it came in; raises LedgerAway, so that Slack sends it again."""
        team = str(body.get("team_id") or (body.get("team") or {}).get("id") or "")
        wanted = door.settings.slack.workspaces
        if wanted and team not in wanted:
            log.warning("a workspace that is not in the settings was ignored")
            return BoltResponse(status=200, body="")
        inbound = heard_in(body, context.bot_user_id or "") if body.get("type") == "event_callback" else None
        if inbound is not None:
            if not await door.keep(inbound):
                return BoltResponse(status=200, body="")
            context["inbound"] = inbound
        return await next_()

    async def heard(context: AsyncBoltContext) -> None:
        inbound = context.get("inbound")
        if inbound is None:
            return
        try:
            await door.work(inbound)
        except Exception as error:
            speaking = Speaking(await door.clients(inbound.team), inbound.team, inbound.channel, "", inbound.user)
            await door.went_wrong(speaking, error)

    bolt.middleware(kept)
    for event in ("message", "app_mention"):
        bolt.event(event)(heard)


def _buttons_and_forms(bolt: AsyncApp, door: SlackDoor, clicks: SlackClicks) -> None:
    async def on_card(ack: AsyncAck, body: Body) -> None:
        await ack()
        speaking = await _speaking(body, door)
        action = body["actions"][0]
        verb, _, value = str(action["action_id"]).removeprefix("case.").partition(".")
        click = Click(verb, value, str(action.get("value") or ""), str(body.get("trigger_id") or ""), speaking)
        await _told(door, speaking, clicks.clicked(click))

    async def on_more(ack: AsyncAck, body: Body) -> None:
        await ack()
        speaking = await _speaking(body, door)
        await _told(door, speaking, clicks.told_more(str(body["actions"][0].get("value") or ""), speaking))

    async def on_new(ack: AsyncAck, body: Body) -> None:
        await ack()
        client = await door.clients(_team(body))
        await client.views_open(trigger_id=str(body["trigger_id"]), view=views.triage_view(door.lang, {}))

    async def on_form(ack: AsyncAck, body: Body) -> None:
        speaking = await _speaking(body, door)
        try:
            await clicks.submitted(ack, body, speaking)
        except Exception as error:
            await ack()
            await door.went_wrong(speaking, error)

    bolt.action(re.compile(r"^case\."))(on_card)
    bolt.action(re.compile(r"^answer\.more"))(on_more)
    bolt.action(re.compile(r"^home\.triage"))(on_new)
    bolt.action(re.compile(r".*"))(_nothing)  # a link's button: Slack opens it, and wants to hear so
    bolt.view(re.compile(r".*"))(on_form)


async def _nothing(ack: AsyncAck) -> None:
    await ack()


def _shortcuts(bolt: AsyncApp, door: SlackDoor, clicks: SlackClicks) -> None:
    async def on_message(ack: AsyncAck, body: Body) -> None:
        speaking = await _speaking(body, door)
        try:
            await clicks.begin(shortcut_in(body), speaking)
        except (BadInput, Refused) as error:
            await ack()
            await door.went_wrong(speaking, error)
        else:
            await ack()

    async def on_form(ack: AsyncAck, body: Body) -> None:
        await ack()
        client = await door.clients(_team(body))
        await client.views_open(trigger_id=str(body["trigger_id"]), view=views.triage_view(door.lang, {}))

    bolt.message_shortcut(TRIAGE_MESSAGE)(on_message)
    bolt.global_shortcut(TRIAGE_FORM)(on_form)


def _commands(bolt: AsyncApp, door: SlackDoor, clicks: SlackClicks) -> None:
    async def on_command(ack: AsyncAck, body: Body) -> None:
        channel = str(body.get("channel_id") or "")
        speaking = Speaking(await door.clients(_team(body)), _team(body), channel, "", str(body.get("user_id") or ""))
        word, _, rest = plain(str(body.get("text") or "")).partition(" ")
        rest = rest.strip()
        if word == "triage" and rest:
            key = f"slack/command/{body.get('trigger_id')}"
            await _told(door, speaking, clicks.take_in(({"text": clean(rest)},), speaking, key))
            await ack()
            return
        await ack()
        await _told(door, speaking, _commanded(door, clicks, word, rest, speaking, str(body.get("trigger_id") or "")))

    bolt.command(COMMAND)(on_command)


async def _commanded(
    door: SlackDoor, clicks: SlackClicks, word: str, rest: str, speaking: Speaking, trigger: str
) -> None:
    """Do what stands behind /meelezer; what only one colleague asked only they see."""
    meta = {"channel": speaking.channel}
    forms = {
        "triage": lambda: views.triage_view(door.lang, meta),
        "ask": lambda: views.question_view(door.lang, meta),
        "check": lambda: views.check_view(door.lang, meta, rest),
    }
    if word == "ask" and rest:
        answer = await door.desks.read(lambda desk: desk.ask(clean(rest), door.now()))
        message = blocks.answer_message(answer, answer.lang)
    elif word in forms:
        await speaking.client.views_open(trigger_id=trigger, view=forms[word]())
        return
    else:
        message = await door.list_of(word if word in ("cases", "digest") else "help")
    await door.show_to(speaking, message)


def _places(bolt: AsyncApp, door: SlackDoor, clicks: SlackClicks) -> None:
    async def home(body: Body) -> None:
        event = body["event"]
        if event.get("tab") != "messages":
            await clicks.home(str(event["user"]), _team(body))
        elif await door.desks.decide(lambda _: door.ledger.keep(f"slack/welcome/{event['user']}", {}, door.now())):
            await door.welcome(_team(body), str(event["channel"]))

    async def joined(body: Body, context: AsyncBoltContext) -> None:
        if body["event"].get("user") == context.bot_user_id:
            await door.welcome(_team(body), str(body["event"]["channel"]))

    bolt.event("app_home_opened")(home)
    bolt.event("member_joined_channel")(joined)


def _team(body: Body) -> str:
    return str(body.get("team_id") or (body.get("team") or {}).get("id") or "")


async def _speaking(body: Body, door: SlackDoor) -> Speaking:
    """Where an interaction happened: the thread of the message that the button stands on."""
    container, message = body.get("container") or {}, body.get("message") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    thread = str(message.get("thread_ts") or container.get("thread_ts") or message.get("ts") or "")
    user = str((body.get("user") or {}).get("id") or "")
    return Speaking(await door.clients(_team(body)), _team(body), channel, thread, user)


async def _told(door: SlackDoor, speaking: Speaking, work: Awaitable[None]) -> None:
    """Do something; what goes wrong is told to whoever clicked."""
    try:
        await work
    except Exception as error:
        await door.went_wrong(speaking, error)
