"""The stand-ins for Teams do what Teams does: what a colleague does reaches a bot, and what the bot says comes back."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import httpx
import jwt
import pytest
from aiohttp import web

from tests.slack_stand import free_port, in_background, until
from tests.teams_activities import (
    ALICE,
    APP_ID,
    APPROVALS,
    BOB,
    CARD,
    CARE,
    CAROL,
    DAN,
    ENTRA,
    GROUP,
    PERSONAL,
    TENANT,
    Json,
    added,
    channel_of,
    forwarded,
    payload,
)
from tests.teams_keys import new_key
from tests.teams_page import TeamsPage, needs_teams_page
from tests.teams_signed import MOST_BYTES, SignedTeams
from tests.teams_stand import TeamsStand, needs_teams_stand

pytestmark = pytest.mark.slow


def card(words: str, dialog: bool = False) -> Json:
    """A card with a field and a button; that of a dialog sends what is filled in only by Action.Submit."""
    press = {"type": "Action.Execute", "title": "Use this", "verb": "use", "data": {"case": "z1"}}
    send = {"type": "Action.Submit", "title": "Send", "data": {"from": "dialog"}}
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [
            {"type": "TextBlock", "text": words, "wrap": True},
            {"type": "Input.Text", "id": "reason", "label": "Reason"},
        ],
        "actions": [send if dialog else press],
    }


class SmallBot:
    """A bot that repeats what it hears, with a card, over Teams' own REST interface."""

    def __init__(self, login: str = "") -> None:
        self._login, self._token = login, ""

    async def serve(self, port: int) -> None:
        app = web.Application()
        app.router.add_post("/api/messages", self._hear)
        runner = web.AppRunner(app)
        await runner.setup()
        async with aiohttp.ClientSession() as self._session:
            if self._login:
                async with self._session.post(f"{self._login}/t/oauth2/v2.0/token", data={"client_id": "x"}) as answer:
                    self._token = (await answer.json())["access_token"]
            await web.TCPSite(runner, "127.0.0.1", port).start()
            try:
                await asyncio.Event().wait()
            finally:
                await runner.cleanup()

    async def _hear(self, request: web.Request) -> web.Response:
        heard = await request.json()
        if heard["type"] == "message":
            await self._answer(heard)
        elif heard["type"] == "invoke":
            return web.json_response(_invoked(heard))
        elif heard["type"] == "conversationUpdate":
            await self._send(heard, "hello, all")
        return web.Response()

    async def _answer(self, heard: Json) -> None:
        who, text = heard["from"], heard["text"]
        if "fail" in text:
            raise RuntimeError("a bot that fails")
        if "approve" in text:
            said = {"type": "message", "text": f"for approval, from {who['name']}"}
            post = {"isGroup": True, "channelData": {"channel": {"id": APPROVALS}}, "activity": said}
            await self._call("POST", f"{heard['serviceUrl'].rstrip('/')}/v3/conversations", post)
            return
        held = " ".join(one["content"] for one in heard.get("attachments", []) if one["contentType"] == "text/html")
        words = (
            f"{heard['conversation']['conversationType']}: {who['name']} {who['aadObjectId']}: {text} {held}".strip()
        )
        sent = await self._send(heard, words)
        shown = await self._send(heard, "", card(words))
        if "change" in text:
            await self._send(heard, "changed", id_=sent)
            await self._send(heard, "", card("changed"), shown)

    async def _send(self, heard: Json, text: str, shown: Json | None = None, id_: str = "") -> str:
        where = f"{heard['serviceUrl'].rstrip('/')}/v3/conversations/{quote(heard['conversation']['id'], safe='')}/activities"
        said: Json = {"type": "message", **({"text": text} if text else {})}
        if shown:
            said["attachments"] = [{"contentType": CARD, "content": shown}]
        if id_:
            return await self._call("PUT", f"{where}/{id_}", said)
        return await self._call("POST", where, said)

    async def _call(self, method: str, where: str, body: Json) -> str:
        proof = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        async with self._session.request(method, where, json=body, headers=proof) as answer:
            assert answer.status < 300, await answer.text()
            return str((await answer.json()).get("id", ""))


def _invoked(heard: Json) -> Json:
    value, who = heard["value"], heard["from"]["name"]
    if heard["name"] == "adaptiveCard/action":
        told = f"{value['action']['verb']} {json.dumps(value['action']['data'])} by {who}"
        return {"statusCode": 200, "type": CARD, "value": card(told)}
    if heard["name"] == "composeExtension/fetchTask":
        about = value.get("messagePayload", {}).get("body", {}).get("content", "nothing")
        task = {"title": "Triage", "card": {"contentType": CARD, "content": card(f"about {about}", dialog=True)}}
        return {"task": {"type": "continue", "value": task}}
    return {"task": {"type": "message", "value": f"{who} filled in {json.dumps(value['data'])}"}}


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TeamsStand]:
    port = free_port()
    with (
        in_background(lambda: SmallBot().serve(port)),
        TeamsStand(tmp_path_factory.mktemp("teams"), f"http://127.0.0.1:{port}/api/messages") as stand,
    ):
        yield stand


def has(words: str) -> Any:
    """Whether a message's text has these words."""
    return lambda one: words in one.text


@needs_teams_stand
def test_a_message_in_the_personal_chat_reaches_the_bot_and_is_answered(stand: TeamsStand) -> None:
    stand.say(PERSONAL, "My parcel is late")
    assert stand.wait_for(PERSONAL, has(f"personal: Alice {ENTRA[ALICE]}: My parcel is late"))
    assert stand.wait_for(PERSONAL, lambda one: "My parcel is late" in json.dumps(one.card))
    with pytest.raises(ValueError, match=r"Alice"):
        stand.say(PERSONAL, "only us", BOB)


@needs_teams_stand
def test_a_mention_in_a_channel_is_answered_in_its_thread(stand: TeamsStand) -> None:
    post = stand.say(CARE, "where is my parcel", mention=True)
    assert post.conversation.startswith(f"{CARE};messageid=")
    answer = stand.wait_for(CARE, has("channel: Alice"))
    assert answer.conversation == post.conversation
    assert "<at>Meelezer</at> where is my parcel" in answer.text
    stand.say(post.conversation, "in private, then?", CAROL)
    follow_up = stand.wait_for(post.conversation, has(f"channel: Carol {ENTRA[CAROL]}: in private, then?"))
    assert follow_up.conversation == post.conversation
    stand.say(GROUP, "hi", DAN, mention=True)
    assert stand.wait_for(GROUP, has("groupChat: Dan"))


@needs_teams_stand
def test_a_forwarded_message_arrives_with_the_text_in_its_html(stand: TeamsStand) -> None:
    told = forwarded("Late & <broken>", "look")
    post = stand.say(CARE, told["text"], BOB, attachments=told["attachments"])
    heard = stand.wait_for(post.conversation, has("schema.skype.com/Forward"))
    assert "<p>look</p>" in heard.text
    assert "<p>Late &amp; &lt;broken&gt;</p>" in heard.text


@needs_teams_stand
def test_a_button_is_answered_with_a_card_that_takes_the_place_of_the_old_one(stand: TeamsStand) -> None:
    post = stand.say(CARE, "press", mention=True)
    shown = stand.wait_for(post.conversation, lambda one: bool(one.card))
    answer = stand.execute(post.conversation, shown.id, "use", {"case": "z1", "reason": "late"}, CAROL)
    assert answer["type"] == CARD
    assert answer["value"]["body"][0]["text"] == 'use {"case": "z1", "reason": "late"} by Carol'
    with pytest.raises(RuntimeError, match=r"NotFound"):
        stand.execute(post.conversation, "1", "use", {})


@needs_teams_stand
def test_what_the_bot_changes_is_changed(stand: TeamsStand) -> None:
    stand.say(PERSONAL, "change this")
    text = stand.wait_for(PERSONAL, lambda one: one.text == "changed")
    assert text.edits == 1
    changed = stand.wait_for(PERSONAL, lambda one: one.edits == 1 and "changed" in json.dumps(one.card))
    assert changed.id != text.id


@needs_teams_stand
def test_a_command_on_a_message_opens_a_dialog_and_takes_what_is_filled_in(stand: TeamsStand) -> None:
    about = payload("My parcel is late")
    opened = stand.fetch_task(CARE, "triage", about, BOB)
    assert opened["task"]["value"]["card"]["content"]["body"][0]["text"] == "about <p>My parcel is late</p>"
    assert "about nothing" in json.dumps(stand.fetch_task(PERSONAL, "triage"))
    taken = stand.submit_task(CARE, "triage", {"text": "x"}, about, BOB)
    assert taken["task"]["value"] == 'Bob filled in {"text": "x"}'


@needs_teams_stand
def test_the_bot_begins_by_itself_where_it_was_added(stand: TeamsStand) -> None:
    stand.install(CARE)
    greeting = stand.wait_for(CARE, has("hello, all"))
    assert greeting.conversation.startswith(f"{CARE};messageid=")
    stand.say(PERSONAL, "approve this")
    asked = stand.wait_for(APPROVALS, has("for approval, from Alice"))
    assert channel_of(asked.conversation) == APPROVALS
    assert asked.conversation != APPROVALS


@needs_teams_stand
def test_what_fails_is_told(stand: TeamsStand) -> None:
    stand.say(PERSONAL, "fail")
    with pytest.raises(TimeoutError, match=r"500"):
        stand.wait_for(PERSONAL, has("never said"), 1)
    assert stand.failures()[-1]["response"]["statusCode"] == 500


@needs_teams_stand
def test_nobody_on_the_network_can_listen_in(stand: TeamsStand) -> None:
    port = int(stand.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=2):
        pass
    with pytest.raises(ConnectionRefusedError):  # as from outside, but reachable on every machine
        socket.create_connection(("127.0.0.2", port), timeout=2)


@needs_teams_stand
@needs_teams_page
def test_a_colleague_writes_presses_and_fills_in_on_the_page(stand: TeamsStand, tmp_path: Path) -> None:
    with TeamsPage(stand.url) as page:
        page.say("in the browser")
        page.see(f"personal: Alice {ENTRA[ALICE]}: in the browser")
        page.fill("Reason", "late")
        page.click("Use this")
        page.see('use {"case": "z1", "reason": "late"} by Alice')
        page.go(CARE)
        page.say("a fridge", mention=True, post=True)
        page.see("Meelezer a fridge")
        page.say("and an oven", mention=True)
        page.see("Meelezer and an oven")
        shown = [one for one in stand.messages(CARE) if "a fridge" in one.text or "an oven" in one.text]
        assert len({one.conversation for one in shown}) == 1
        page.go(GROUP)
        page.command("triage")
        page.see("about nothing")
        page.fill("Reason", "a form")
        page.click("Send")
        page.see('Alice filled in {"from": "dialog", "reason": "a form"}')
        page.gone("about nothing")
        assert page.shot(tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")
        with pytest.raises(AssertionError, match=r"nowhere"):
            page.see("nowhere to be seen", 0.1)
        assert "Acme" in page.text()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def signed() -> Iterator[SignedTeams]:
    port = free_port()
    with (
        SignedTeams(f"http://127.0.0.1:{port}/api/messages") as teams,
        in_background(lambda: SmallBot(teams.login).serve(port)),
    ):
        until(lambda: listens(port))
        yield teams


def test_anybody_can_say_anything_anywhere_and_the_bot_answers_with_its_token(signed: SignedTeams) -> None:
    post = signed.say(CARE, "no mention", BOB)
    assert signed.wait_for(post.conversation, has(f"channel: Bob {ENTRA[BOB]}: no mention <p>no mention</p>"))
    signed.say("a:1carol", "change this", CAROL)
    assert signed.wait_for("a:1carol", lambda one: one.text == "changed" and one.edits == 1)
    shown = signed.wait_for(post.conversation, lambda one: bool(one.card))
    assert "by Dan" in json.dumps(signed.execute(post.conversation, shown.id, "use", {}, DAN))
    assert signed.fetch_task(CARE, "triage", payload("late"))["task"]["type"] == "continue"
    assert "filled in" in signed.submit_task(CARE, "triage", {"text": "x"})["task"]["value"]
    assert signed.post(added(CARE)).status == 200
    assert signed.wait_for(CARE, has("hello, all"))


def test_what_the_tokens_say_holds_by_the_keys_that_are_given_out(signed: SignedTeams) -> None:
    (told,) = httpx.get(httpx.get(signed.keys).json()["jwks_uri"]).json()["keys"]
    key = jwt.PyJWK(told).key
    claims = jwt.decode(signed.token(), key, algorithms=["RS256"], audience=APP_ID)
    assert claims["serviceurl"] == signed.service_url
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(signed.token(new_key()), key, algorithms=["RS256"], audience=APP_ID)
    with pytest.raises(jwt.ExpiredSignatureError):
        jwt.decode(signed.token(exp=1), key, algorithms=["RS256"], audience=APP_ID)


def test_the_connector_refuses_what_teams_refuses(signed: SignedTeams) -> None:
    where = f"{signed.service_url}v3/conversations/{quote(CARE, safe='')}/"
    assert httpx.post(f"{where}activities", json={"type": "message"}).status_code == 401
    token = httpx.post(f"{signed.login}/{TENANT}/oauth2/v2.0/token").json()["access_token"]
    with httpx.Client(base_url=where, headers={"Authorization": f"Bearer {token}"}) as bot:
        said = {"type": "message", "text": "hi"}
        assert bot.post("activities", json=said).status_code == 201
        assert bot.post("activities", json={**said, "text": "x" * MOST_BYTES}).status_code == 413
        assert bot.put("activities/1", json=said).status_code == 404
        (shown,) = signed.messages(CARE)
        assert bot.delete(f"activities/{shown.id}").status_code == 200
        assert signed.messages(CARE) == []
        assert bot.get(f"members/{BOB}").json()["aadObjectId"] == ENTRA[BOB]
        assert bot.get("members/29:nobody").status_code == 404
        signed.fail(429, times=2, Retry_After="3")
        assert [bot.post("activities", json=said).headers.get("Retry-After") for _ in range(3)] == ["3", "3", None]
