"""The line to Slack: it waits where Slack asks for that, and forgets a workspace that took Meelezer off."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.signature import SignatureVerifier

from bot.adapters.chat_ledger import ChatLedger
from bot.adapters.desks import Desks
from bot.adapters.ledger import SqliteLedger
from bot.adapters.lingua import language_of
from bot.adapters.slack_app import client_for
from bot.adapters.slack_door import SlackDoor
from bot.adapters.slack_serve import Secrets, SlackServer
from bot.desk import Desk
from bot.errors import PartMissing
from bot.guidelines import Handbook
from bot.phrases import Phrases
from bot.settings import ChatSettings, Settings
from tests.builders import TableNlu
from tests.slack_stand import free_port

TEAM, SECRET = "T01ACME", "5e1dc4a0"
Answers = list[tuple[int, dict[str, str], dict[str, Any]]]


async def asked(answers: Answers) -> tuple[int, float, dict[str, Any]]:
    """Post a message to a Slack that answers one thing after the other: how often it was asked, the seconds, the answer."""
    times = 0

    async def answer(_: web.Request) -> web.Response:
        nonlocal times
        status, headers, body = answers[min(times, len(answers) - 1)]
        times += 1
        return web.json_response(body, status=status, headers=headers)

    site = web.Application()
    site.router.add_post("/api/chat.postMessage", answer)
    runner = web.AppRunner(site)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    began = time.monotonic()
    try:
        client = client_for("xoxb-1", f"http://127.0.0.1:{port}/api/")
        told = await client.chat_postMessage(channel="C1", text="Hallo")
        return times, time.monotonic() - began, dict(told.data)  # type: ignore[arg-type]
    except SlackApiError as error:
        return times, time.monotonic() - began, dict(error.response.data)
    finally:
        await runner.cleanup()


BUSY = (429, {"Retry-After": "1"}, {"ok": False, "error": "ratelimited"})
FINE: tuple[int, dict[str, str], dict[str, Any]] = (200, {}, {"ok": True, "ts": "1.1"})


def test_where_slack_asks_to_wait_the_message_comes_later_and_once() -> None:
    times, seconds, told = asyncio.run(asked([BUSY, BUSY, FINE]))
    assert (times, told["ok"]) == (3, True)
    assert seconds >= 2


def test_a_slack_that_never_has_time_is_not_asked_for_ever() -> None:
    times, _, told = asyncio.run(asked([BUSY]))
    assert (times, told["error"]) == (4, "ratelimited")


def signed(body: dict[str, Any]) -> AsyncBoltRequest:
    text, now = json.dumps(body), str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=now, body=text)
    headers: dict[str, str | Sequence[str]] = {
        "content-type": "application/json",
        "x-slack-signature": signature or "",
        "x-slack-request-timestamp": now,
    }
    return AsyncBoltRequest(body=text, headers=headers)


@pytest.mark.parametrize(
    "event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0MEE"]}}]
)
def test_a_workspace_that_took_meelezer_off_is_spoken_to_no_more(
    event: dict[str, Any], tmp_path: Path, table_nlu: TableNlu, handbook: Handbook, phrases: dict[str, Phrases]
) -> None:
    settings = Settings(slack=ChatSettings(workspaces=(TEAM,)))
    environment = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x", "SLACK_SIGNING_SECRET": SECRET}

    async def go() -> None:
        ledger = SqliteLedger(tmp_path / "ledger.db")
        desk = Desk(ledger, table_nlu, handbook, phrases, settings, language_of, random.Random(7))
        desks = Desks(desk, desk)
        server = SlackServer(
            Secrets.of(environment),
            tmp_path,
            lambda clients: SlackDoor(
                desks, ChatLedger(ledger, "slack"), clients, settings, lambda: pytest.fail("no clock")
            ),
        )
        store = server._installed
        assert store is not None
        store.save(
            Installation(app_id="A1", team_id=TEAM, user_id="U1", bot_id="B1", bot_token="xoxb-1", bot_user_id="U0MEE")
        )
        assert (await server.door.clients(TEAM)).token == "xoxb-1"
        body = {"type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event": event, "event_id": "E1"}
        assert (await server.bolt.async_dispatch(signed(body))).status == 200
        for _ in range(50):  # Bolt acknowledges first
            await asyncio.sleep(0.05)
            if store.find_bot(enterprise_id=None, team_id=TEAM) is None:
                break
        with pytest.raises(PartMissing):
            await server.door.clients(TEAM)
        await asyncio.to_thread(desks.close)

    asyncio.run(go())
