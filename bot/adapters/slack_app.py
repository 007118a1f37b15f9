"""Bolt's part of the Slack door: which request goes where, in Socket Mode or over HTTP.

Bolt checks signatures and acknowledges; it does not drop what Slack sends twice. So a message is kept in the ledger by a
gate, which stands before Bolt acknowledges it, and what was kept before goes no further.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
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
from bot.adapters.inbound import Speaking
from bot.adapters.slack_clicks import Click, SlackClicks
from bot.adapters.slack_door import SlackDoor
from bot.adapters.slack_events import heard_in, plain, shortcut_in
from bot.adapters.slack_manifest import COMMAND, TRIAGE_FORM, TRIAGE_MESSAGE
from bot.case import clean
from bot.chat_search import found_by, words_asked
from bot.chat_words import list_named, spelt
from bot.errors import MeelezerError

Body = Mapping[str, Any]
Next = Callable[[], Awaitable[BoltResponse]]

_WORDS = {
    word: name
    for name, words in spelt("triage", "ask", "check", "cases", "mine", "search", "digest", "help").items()
    for word in words
}
"""What can stand behind /meelezer, in Dutch and English."""

log = logging.getLogger(__name__)


def client_for(token: str | None, base_url: str) -> AsyncWebClient:
    """A client that waits and tries again where Slack says that it is asked too much, or the line drops."""
    client = AsyncWebClient(token=token, base_url=base_url)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=3))
    client.retry_handlers.append(AsyncConnectionErrorRetryHandler(max_retry_count=2))
    return client


class Gate:
    """What every request passes before Bolt looks whose it is: messages are kept here, strangers go no further.

    It comes first because Bolt answers 200 where it cannot tell whose a request is, and Slack would not send it again.
    """

    def __init__(self) -> None:
        self.door: SlackDoor | None = None

    async def __call__(self, body: Body, context: AsyncBoltContext, next_: Next) -> BoltResponse:
        """Keep a message before Slack hears that it came in; raises LedgerAway, so that Slack sends it again."""
        door = self.door
        assert door is not None  # `register` comes before the first request
        team, wanted = context.team_id or "", door.settings.slack.workspaces
        if wanted and team and team not in wanted:
            log.warning("a workspace that is not in the settings was ignored")
            return BoltResponse(status=200, body="")
        if body.get("type") == "event_callback":
            bot = str((body.get("authorizations") or [{}])[0].get("user_id") or "")
            inbound = heard_in(body, bot, team)
            if inbound is not None:
                if not await door.keep(inbound):
                    return BoltResponse(status=200, body="")
                context["inbound"] = inbound
        return await next_()


def register(bolt: AsyncApp, gate: Gate, door: SlackDoor) -> None:
    """Tell Bolt what Meelezer listens to."""
    clicks = SlackClicks(door)
    gate.door = door
    _messages(bolt, door)
    _buttons_and_forms(bolt, door, clicks)
    _shortcuts(bolt, door, clicks)
    _commands(bolt, door, clicks)
    _places(bolt, door, clicks)


def _messages(bolt: AsyncApp, door: SlackDoor) -> None:
    async def heard(context: AsyncBoltContext) -> None:
        inbound = context.get("inbound")
        if inbound is not None:
            where = _at(inbound.team, inbound.channel, inbound.user)
            await _told(door, where, door.work(inbound))

    for event in ("message", "app_mention"):
        bolt.event(event)(heard)


def _buttons_and_forms(bolt: AsyncApp, door: SlackDoor, clicks: SlackClicks) -> None:
    async def on_card(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        await ack()
        speaking = _speaking(body, context)
        action = body["actions"][0]
        verb, _, value = str(action["action_id"]).removeprefix("case.").partition(".")
        click = Click(verb, value, str(action.get("value") or ""), str(body.get("trigger_id") or ""), speaking)
        await _told(door, speaking, clicks.clicked(click))

    async def on_more(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        await ack()
        speaking = _speaking(body, context)
        await _told(door, speaking, clicks.told_more(str(body["actions"][0].get("value") or ""), speaking))

    async def on_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        speaking = _speaking(body, context)
        try:
            await clicks.submitted(ack, body, speaking)
        except Exception as error:
            await ack()
            await door.went_wrong(speaking, error)

    bolt.action(re.compile(r"^case\."))(on_card)
    bolt.action(re.compile(r"^answer\.more"))(on_more)
    bolt.action(re.compile(r"^home\.triage"))(_opens_form(door))
    bolt.action(re.compile(r".*"))(_nothing)  # a link's button: Slack opens it, and wants to hear so
    bolt.view(re.compile(r".*"))(on_form)


async def _nothing(ack: AsyncAck) -> None:
    await ack()


def _opens_form(door: SlackDoor) -> Callable[..., Awaitable[None]]:
    """What opens the form for a post that somebody pastes: the shortcut, and the button on the home."""

    async def opens(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        await ack()
        speaking = _speaking(body, context)
        view = views.triage_view(door.lang, {})
        client = await door.clients(speaking.team)
        await _told(door, speaking, client.views_open(trigger_id=str(body["trigger_id"]), view=view))

    return opens


def _shortcuts(bolt: AsyncApp, door: SlackDoor, clicks: SlackClicks) -> None:
    async def on_message(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        speaking = _speaking(body, context)
        try:
            await clicks.begin(shortcut_in(body, speaking.team), speaking)
        except MeelezerError as error:
            await ack()
            await door.went_wrong(speaking, error)
        else:
            await ack()

    bolt.message_shortcut(TRIAGE_MESSAGE)(on_message)
    bolt.global_shortcut(TRIAGE_FORM)(_opens_form(door))


def _commands(bolt: AsyncApp, door: SlackDoor, clicks: SlackClicks) -> None:
    async def on_command(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        team, user = context.team_id or "", str(body.get("user_id") or "")
        speaking = _at(team, str(body.get("channel_id") or ""), user)
        word, rest = [*plain(str(body.get("text") or "")).split(maxsplit=1), "", ""][:2]
        trigger = str(body.get("trigger_id") or "")
        word = _WORDS.get(word.lower(), word.lower())
        if word == "triage" and rest:
            await _told(door, speaking, clicks.take_in(({"text": rest},), speaking, f"slack/command/{trigger}"))
            await ack()
            return
        await ack()
        if word not in _WORDS.values() and rest and not list_named(f"{word} {rest}"):
            word, rest = "ask", f"{word} {rest}"  # whoever just types a question gets an answer
        await _told(door, speaking, _commanded(door, word, rest, speaking, trigger))

    bolt.command(COMMAND)(on_command)


async def _commanded(door: SlackDoor, word: str, rest: str, speaking: Speaking, trigger: str) -> None:
    """Do what stands behind /meelezer; what only one colleague asked only they see."""
    await door.colleague(speaking)
    meta = {"channel": speaking.channel}
    forms = {
        "triage": lambda: views.triage_view(door.lang, meta),
        "ask": lambda: views.question_view(door.lang, meta),
        "check": lambda: views.check_view(door.lang, meta, rest),
    }
    looked_for = rest if word == "search" else words_asked(rest) if word == "ask" else None
    if looked_for is not None:
        message = await door.found(lambda desk: found_by(desk, looked_for, door.now()))
    elif word == "ask" and rest:
        answer = await door.desks.read(lambda desk: desk.ask(clean(rest), door.now()))
        message = blocks.answer_message(answer, answer.lang)
    elif word in forms:
        client = await door.clients(speaking.team)
        await client.views_open(trigger_id=trigger, view=forms[word]())
        return
    else:
        name, week = list_named(f"{word} {rest}") or (word, None)
        message = await door.list_of(name, speaking, week)
    await door.show_to(speaking, message)


def _places(bolt: AsyncApp, door: SlackDoor, clicks: SlackClicks) -> None:
    async def home(body: Body, context: AsyncBoltContext) -> None:
        event, team = body["event"], context.team_id or ""
        user, channel = str(event["user"]), str(event.get("channel") or "")
        if event.get("tab") != "messages":
            await _told(door, _at(team, channel, user), clicks.home(user, team))
            return
        key = f"slack/welcome/{team}/{user}"
        if await door.desks.decide(lambda desk: desk.ledger.say_once(key, door.now())):
            await door.welcome(team, channel)
            await door.desks.decide(lambda desk: desk.ledger.was_told(key, door.now()))

    async def joined(body: Body, context: AsyncBoltContext) -> None:
        if body["event"].get("user") == context.bot_user_id:
            await door.welcome(context.team_id or "", str(body["event"]["channel"]))

    bolt.event("app_home_opened")(home)
    bolt.event("member_joined_channel")(joined)


def _at(team: str, channel: str, user: str) -> Speaking:
    return Speaking(team, channel, "", user, direct=channel.startswith("D"))


def _speaking(body: Body, context: AsyncBoltContext) -> Speaking:
    """Where an interaction happened: the thread of the message that the button stands on.

    The team is the one in which Meelezer is installed: in a channel that is shared the body may name another one.
    """
    container, message = body.get("container") or {}, body.get("message") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    aside = str(message.get("thread_ts") or container.get("thread_ts") or "")
    user = str((body.get("user") or {}).get("id") or "")
    where = _at(context.team_id or "", channel, user)
    return replace(where, thread=aside or str(message.get("ts") or ""), aside=aside)


async def _told(door: SlackDoor, speaking: Speaking, work: Awaitable[Any]) -> None:
    """Do something; what goes wrong is told to whoever asked for it."""
    try:
        await work
    except Exception as error:
        await door.went_wrong(speaking, error)
