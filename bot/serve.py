"""`meelezer serve`: the chat doors, open until somebody stops them. Part of the wiring, as `app.py` is."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime

import click
from aiohttp import web

from bot.adapters.chat_ledger import ChatLedger
from bot.adapters.desks import Desks
from bot.adapters.ledger import SqliteLedger
from bot.adapters.slack_door import DOOR, Clients, SlackDoor
from bot.adapters.slack_serve import Secrets, SlackServer
from bot.app import App
from bot.errors import MeelezerError, PartMissing, WrongUse
from bot.words import Words

SLACK_PORT = 3000
_HEALTH_SECONDS = 2.0
_AWAKE_SECONDS = 10.0


def serve(app: App, doors: Sequence[str], host: str, port: int | None) -> None:
    """Open the doors and stay until SIGINT or SIGTERM. Raises MeelezerError when one cannot be opened."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("slack_bolt", "slack_sdk"):  # at lower levels they write what people said
        logging.getLogger(noisy).setLevel(logging.ERROR)
    secrets = Secrets.of(os.environ)
    if not secrets.bot_token and not app.settings.slack.workspaces:
        raise WrongUse(
            "Met SLACK_CLIENT_ID kan iedereen de app installeren: noem in [slack] bij workspaces wie erin mag.",
            "With SLACK_CLIENT_ID anybody can install the app: name under workspaces in [slack] who may.",
        )
    if app.models.current() is None and not os.environ.get("NLU_URL"):
        raise PartMissing("Er is nog geen getraind model; maak het met: meelezer train.",
                          "There is no trained model yet; make one with: meelezer train.")  # fmt: skip
    asyncio.run(_served(app, secrets, host, port or SLACK_PORT))


async def _served(app: App, secrets: Secrets, host: str, port: int) -> None:
    clerk = app.second_desk()
    assert isinstance(clerk.ledger, SqliteLedger)
    desks, ledger = Desks(app.desk, clerk), ChatLedger(clerk.ledger, DOOR)

    def make(clients: Clients) -> SlackDoor:
        return SlackDoor(desks, ledger, clients, app.settings, lambda: datetime.now(app.settings.zone))

    slack = SlackServer(secrets, app.home, make)
    site = web.Application()
    site.router.add_get("/healthz", _health(app, desks))
    slack.add_routes(site)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        await _listen(runner, host, port)
        await slack.start()
        awake = asyncio.create_task(_keep_awake(app, desks))
        _say(app, slack.over_http, host, port)
        await _until_stopped()
        awake.cancel()
    finally:
        await slack.stop()
        await runner.cleanup()
        await asyncio.to_thread(desks.close)


async def _keep_awake(app: App, desks: Desks) -> None:
    """Start the reader before the first post, and again when it has died while nobody asked it anything."""
    while True:
        if not app.nlu.where.running():
            with suppress(MeelezerError):
                await desks.read(lambda desk: desk.nlu.parse(["Hallo"]))
        await asyncio.sleep(_AWAKE_SECONDS)


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise WrongUse(f"Op {host}:{port} kan ik niet luisteren ({error.strerror}); kies een ander met --port.",
                       f"I cannot listen on {host}:{port} ({error.strerror}); choose another with --port.") from None  # fmt: skip


def _health(app: App, desks: Desks) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Whether the bot, the NLU and the ledger live: 200 when all do, else 503."""

    async def alive(work: Awaitable[object]) -> bool:
        try:
            return await asyncio.wait_for(work, 2 * _HEALTH_SECONDS) is not False
        except (MeelezerError, TimeoutError):
            return False

    async def health(_: web.Request) -> web.Response:
        parts = {
            "bot": True,
            "nlu": await alive(asyncio.to_thread(app.nlu.answers, _HEALTH_SECONDS)),
            "ledger": await alive(desks.decide(lambda desk: desk.ledger.first_received())),
        }
        return web.json_response(parts, status=200 if all(parts.values()) else 503)

    return health


def _say(app: App, over_http: bool, host: str, port: int) -> None:
    where = f"http://{host}:{port}"
    words = Words(f"Meelezer is er in Slack (Socket Mode). Gezondheid: {where}/healthz. Stoppen met Ctrl-C.",
                  f"Meelezer is there in Slack (Socket Mode). Health: {where}/healthz. Stop with Ctrl-C.")  # fmt: skip
    if over_http:
        words = Words(f"Meelezer luistert voor Slack op {where}/slack/events. Gezondheid: {where}/healthz. Stoppen met Ctrl-C.",
                      f"Meelezer listens for Slack at {where}/slack/events. Health: {where}/healthz. Stop with Ctrl-C.")  # fmt: skip
    click.echo(words.said(app.settings.language), err=True)


async def _until_stopped() -> None:
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await stopped.wait()
