"""The stand-in for Slack does what Slack does: what a colleague does reaches an app, and what the app says comes back."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from tests.photos import needs_pictures
from tests.slack_pictures import needs_types, picture, types_hold
from tests.slack_stand import (
    ALICE,
    APP_TOKEN,
    BOB,
    BOT_TOKEN,
    CARE,
    SECRET,
    SlackStand,
    forwarded,
    free_port,
    fresh_event_id,
    in_background,
    link,
    message,
    needs_slack_stand,
    preview_of,
)

pytestmark = pytest.mark.slow
by_http = pytest.mark.parametrize("stand", ["http"], indirect=True)  # what local-slack itself cannot say

HELP: dict[str, Any] = {
    "type": "button",
    "action_id": "help",
    "value": "now",
    "text": {"type": "plain_text", "text": "Help"},
}
HOME: dict[str, Any] = {"type": "home", "blocks": [{"type": "actions", "elements": [HELP]}]}
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "note",
    "title": {"type": "plain_text", "text": "A note"},
    "submit": {"type": "plain_text", "text": "Keep"},
    "blocks": [
        {
            "type": "input",
            "block_id": "text",
            "label": {"type": "plain_text", "text": "Text"},
            "element": {"type": "plain_text_input", "action_id": "value", "max_length": 20, "initial_value": "short"},
        },
        {
            "type": "input",
            "block_id": "kind",
            "label": {"type": "plain_text", "text": "Kind"},
            "element": {
                "type": "static_select",
                "action_id": "value",
                "options": [{"text": {"type": "plain_text", "text": kind}, "value": kind} for kind in ("one", "two")],
            },
        },
    ],
}


def small_app(stand: SlackStand) -> AsyncApp:
    """An app that repeats what it hears and opens a modal when a button is pressed."""
    app = AsyncApp(client=AsyncWebClient(token=BOT_TOKEN, base_url=stand.api_url), signing_secret=SECRET)

    @app.event("message")
    async def on_message(event: dict[str, Any], say: AsyncSay) -> None:
        post = event.get("message", event)
        heard = [post["text"], *(one["text"] for one in post.get("attachments", []))]
        blocks = [{"type": "actions", "block_id": "ask", "elements": [HELP]}]
        words = f"{event['channel_type']}: {' / '.join(heard)}"
        await say(text=words, blocks=blocks, thread_ts=post["ts"])

    @app.action("help")
    async def on_help(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("note")
    async def on_note(ack: AsyncAck, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        values = {name: field["value"] for name, field in view["state"]["values"].items()}
        if values["text"]["value"] == "bad":
            await ack(response_action="errors", errors={"text": "not this"})
            return
        await ack()
        told = f"{body['user']['id']}: {values['text']['value']}, {values['kind']['selected_option']['value']}"
        await client.chat_postMessage(channel=CARE, text=told)

    @app.shortcut("read")
    async def on_shortcut(ack: AsyncAck, shortcut: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        told = shortcut["message"]["text"] if "message" in shortcut else "from anywhere"
        title = {"type": "plain_text", "text": told[:24]}
        await client.views_open(trigger_id=shortcut["trigger_id"], view={"type": "modal", "title": title, "blocks": []})

    @app.command("/meelezer")
    async def on_command(ack: AsyncAck, command: dict[str, Any], say: AsyncSay) -> None:
        await ack()
        await say(f"you typed {command['text']}")

    @app.event("app_home_opened")
    async def on_home(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=HOME)

    return app


async def serve(stand: SlackStand, port: int) -> None:
    if stand.request_url:
        runner = web.AppRunner(small_app(stand).server(port, "/slack/events").web_app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        ended = runner.cleanup
    else:
        door = AsyncWebClient(token=APP_TOKEN, base_url=stand.api_url)
        handler = AsyncSocketModeHandler(small_app(stand), APP_TOKEN, web_client=door)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        ended = handler.close_async
    try:
        await asyncio.Event().wait()
    finally:
        await ended()


@pytest.fixture(scope="module", params=["socket", "http"])
def stand(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackStand]:
    port = free_port()
    url = f"http://127.0.0.1:{port}/slack/events" if request.param == "http" else None
    with (
        SlackStand(tmp_path_factory.mktemp("slack"), url) as stand,
        in_background(lambda: serve(stand, port)),
    ):
        stand.wait_for_app()
        yield stand


@pytest.fixture(autouse=True)
def empty(request: pytest.FixtureRequest) -> None:
    if "stand" in request.fixturenames:
        request.getfixturevalue("stand").reset()


def heard(stand: SlackStand, words: str, channel: str = CARE) -> dict[str, Any]:
    """The app's message with these words."""
    return stand.wait_for(channel, lambda one: words in one["text"] and one.get("app_id") == "A01MEE")


@needs_slack_stand
def test_a_message_reaches_the_app_and_its_answer_stands_in_the_thread(stand: SlackStand) -> None:
    ts = stand.say(CARE, ALICE, "My parcel is late")
    assert heard(stand, "channel: My parcel is late")["thread_ts"] == ts


@needs_slack_stand
def test_a_conversation_with_the_bot_has_events_of_its_own(stand: SlackStand) -> None:
    channel = stand.dm(BOB)
    assert channel.startswith("D")
    assert channel == stand.dm(BOB)
    stand.say(channel, BOB, "only us")
    assert heard(stand, "im: only us", channel)


@needs_slack_stand
def test_a_button_opens_a_modal_and_what_is_filled_in_comes_back(stand: SlackStand) -> None:
    stand.say(CARE, ALICE, "hello")
    ts = heard(stand, "hello")["ts"]
    with pytest.raises(LookupError, match="no other"):
        stand.click(CARE, ts, ALICE, "other")
    stand.click(CARE, ts, BOB, "help", "now", "ask")
    assert stand.wait_for_modal()["title"]["text"] == "A note"
    for values in ({"kind": ""}, {"kind": "one", "text": "x" * 21}, {"kind": "one", "name": "x"}):
        with pytest.raises(ValueError, match=r"kind|text|name"):
            stand.submit(BOB, values)
    assert stand.submit(BOB, {"text": "bad", "kind": "two"}) == {"text": "not this"}
    assert stand.modal() is not None
    assert stand.submit(BOB, {"kind": "two"}) == {}
    assert stand.modal() is None
    assert heard(stand, f"{BOB}: short, two")
    stand.click(CARE, ts, BOB, "help", "of yesterday", "ask", gone=True)
    assert stand.wait_for_modal()
    stand.close_modal(BOB)
    assert stand.modal() is None


@needs_slack_stand
def test_a_command_and_the_home_tab_are_answered(stand: SlackStand) -> None:
    stand.command(CARE, ALICE, "/meelezer", "help")
    assert heard(stand, "you typed help")
    stand.open_home(ALICE)
    assert stand.home(ALICE)["blocks"][0]["type"] == "actions"


@needs_slack_stand
@by_http
def test_a_shortcut_and_a_button_at_home_arrive_with_a_trigger_that_works(stand: SlackStand) -> None:
    stand.say(CARE, ALICE, "My parcel is late")
    status, seconds = stand.shortcut("read", stand.messages(CARE)[0])
    assert status == 200
    assert seconds < 3
    assert stand.wait_for_modal(lambda view: view["title"]["text"] == "My parcel is late")
    assert stand.global_shortcut("read")[0] == 200
    assert stand.wait_for_modal(lambda view: view["title"]["text"] == "from anywhere")
    stand.open_home(ALICE)
    assert stand.click_in_view(stand.home(ALICE), ALICE, "help")[0] == 200
    assert stand.wait_for_modal(lambda view: view["title"]["text"] == "A note")


@needs_slack_stand
@by_http
def test_only_what_was_signed_just_now_with_the_secret_is_believed(stand: SlackStand) -> None:
    event, event_id = message("signed"), fresh_event_id()
    assert stand.inject_event(event, event_id, secret="a guess")[0] == 401
    assert stand.inject_event(event, event_id, age=600)[0] == 401
    assert not stand.messages(CARE)
    assert stand.inject_event(event, event_id)[0] == 200
    assert stand.inject_event(event, event_id, retry=1)[0] == 200
    assert heard(stand, "signed")


@needs_slack_stand
@by_http
def test_a_forwarded_post_and_a_preview_bring_the_post_in_an_attachment(stand: SlackStand) -> None:
    event = stand.kept(forwarded("Late & <broken>", "Bob", comment="look"))
    stand.inject_event(event)
    assert heard(stand, "channel: look / Late &amp; &lt;broken&gt;")["thread_ts"] == event["ts"]
    assert event["ts"] in {one["ts"] for one in stand.messages(CARE)}
    posted = link("https://x.com/jan/status/1?a=1&b=2")
    changed = preview_of(posted, "Jan on X", "Where is my parcel?", author="Jan")
    assert changed["message"]["attachments"][0]["original_url"] == "https://x.com/jan/status/1?a=1&b=2"
    stand.inject_event(posted)
    stand.inject_event(changed)
    assert heard(stand, "Where is my parcel?")["thread_ts"] == posted["ts"]


@needs_slack_stand
@by_http
def test_nobody_on_the_network_can_listen_in(stand: SlackStand) -> None:
    port = int(stand.api_url.split(":")[2].split("/")[0])
    with socket.create_connection(("127.0.0.1", port), timeout=2):
        pass
    with pytest.raises(ConnectionRefusedError):  # as from outside, but reachable on every machine
        socket.create_connection(("127.0.0.2", port), timeout=2)


@needs_types
def test_slacks_own_types_tell_a_wrong_key_and_a_wrong_text() -> None:
    good = {"type": "section", "text": {"type": "mrkdwn", "text": "hi"}}
    assert types_hold([[good], [good, {"type": "divider"}]], [MODAL, HOME]) == ""
    wrong_key = {"type": "divider", "colour": "red"}
    wrong_text = {"type": "header", "text": {"type": "mrkdwn", "text": "hi"}}
    errors = types_hold([[good], [wrong_key]], [{**HOME, "blocks": [wrong_text]}])
    assert "message 1" in errors
    assert "view 0" in errors
    assert "message 0" not in errors


@needs_pictures
def test_a_message_and_a_modal_can_be_looked_at(tmp_path: Path) -> None:
    hostile = {"type": "section", "text": {"type": "plain_text", "text": "</script><b>hi"}}
    pages: dict[str, Any] = {"message": [hostile, HOME["blocks"][0]], "modal": MODAL}
    for name, shown in pages.items():
        drawn = picture(shown, tmp_path / f"{name}.png")
        assert drawn.read_bytes().startswith(b"\x89PNG")
        assert drawn.stat().st_size > 4000
