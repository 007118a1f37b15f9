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

from bot.adapters import slack_door, teams_door
from bot.adapters.chat_ledger import ChatLedger
from bot.adapters.desks import Desks
from bot.adapters.ledger import SqliteLedger
from bot.adapters.privacy_clock import keep_purging
from bot.adapters.slack_door import Clients, SlackDoor
from bot.adapters.slack_serve import Secrets as SlackSecrets
from bot.adapters.slack_serve import SlackServer
from bot.adapters.teams_door import TeamsDoor
from bot.adapters.teams_line import Secrets as TeamsSecrets
from bot.adapters.teams_line import TeamsLine
from bot.adapters.teams_secrets import APP_ID as TEAMS_ID
from bot.adapters.teams_serve import TeamsServer
from bot.app import App
from bot.errors import MeelezerError, PartMissing, WrongUse
from bot.words import Words

PORTS = {"slack": 3000, "teams": 3978}
"""Where each door listens by default; with both open they share the one of Teams."""

_HEALTH_SECONDS = 2.0
_AWAKE_SECONDS = 10.0

Server = SlackServer | TeamsServer
Opening = Callable[[Desks, SqliteLedger], Server]
"""What makes a door on these desks and the ledger of the one that decides."""


def given(local: bool) -> tuple[str, ...]:
    """The doors that the environment has secrets for; Slack where it has none at all, which is told then."""
    teams = local or bool(os.environ.get(TEAMS_ID))
    slack = any(os.environ.get(f"SLACK_{name}") for name in ("BOT_TOKEN", "CLIENT_ID"))
    return (*(["slack"] if slack or not teams else []), *(["teams"] if teams else []))


def serve(app: App, doors: Sequence[str], host: str, port: int | None, local: bool = False) -> None:
    """Open the doors and stay until SIGINT or SIGTERM. Raises MeelezerError when one cannot be opened.

    `local`: Teams without credentials, on loopback."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("slack_bolt", "slack_sdk"):  # at lower levels they write what people said
        logging.getLogger(noisy).setLevel(logging.ERROR)
    openings = [_slack(app) if door == "slack" else _teams(app, local, host) for door in dict.fromkeys(doors)]
    if app.models.current() is None and not os.environ.get("NLU_URL"):
        raise PartMissing("Er is nog geen getraind model; maak het met: meelezer train.",
                          "There is no trained model yet; make one with: meelezer train.")  # fmt: skip
    asyncio.run(_served(app, openings, host, port or max(PORTS[door] for door in doors)))


def _slack(app: App) -> Opening:
    """Check what Slack takes; raises WrongUse."""
    secrets = SlackSecrets.of(os.environ)
    if not secrets.bot_token and not app.settings.slack.workspaces:
        raise WrongUse(
            "Met SLACK_CLIENT_ID kan iedereen de app installeren: noem in [slack] bij workspaces wie erin mag.",
            "With SLACK_CLIENT_ID anybody can install the app: name under workspaces in [slack] who may.",
        )

    def opened(desks: Desks, ledger: SqliteLedger) -> SlackServer:
        def make(clients: Clients) -> SlackDoor:
            return SlackDoor(desks, ChatLedger(ledger, slack_door.DOOR), clients, app.settings, _clock(app))

        return SlackServer(secrets, app.home, make)

    return opened


def _teams(app: App, local: bool, host: str) -> Opening:
    """Check what Teams takes; raises WrongUse."""
    secrets = TeamsSecrets.of(os.environ, local, host)

    def opened(desks: Desks, ledger: SqliteLedger) -> TeamsServer:
        def make(line: TeamsLine) -> TeamsDoor:
            return TeamsDoor(desks, ChatLedger(ledger, teams_door.DOOR), line, app.settings, _clock(app))

        return TeamsServer(secrets, app.settings, make)

    return opened


def _clock(app: App) -> Callable[[], datetime]:
    return lambda: datetime.now(app.settings.zone)


async def _served(app: App, openings: Sequence[Opening], host: str, port: int) -> None:
    clerk = app.second_desk()
    assert isinstance(clerk.ledger, SqliteLedger)
    desks = Desks(app.desk, clerk)
    servers = [opening(desks, clerk.ledger) for opening in openings]
    site = web.Application()
    site.router.add_get("/healthz", _health(app, desks, servers))
    for server in servers:
        server.add_routes(site)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        await _listen(runner, host, port)
        for server in servers:
            await server.start()
        awake = asyncio.create_task(_keep_awake(app, desks))
        purging = asyncio.create_task(keep_purging(app.new_ledger, app.settings, _clock(app)))
        _say(app, servers, host, port)
        await _until_stopped()
        awake.cancel()
        purging.cancel()
    finally:
        await runner.cleanup()  # nobody is heard any more
        for left in await asyncio.gather(*(server.stop() for server in servers), return_exceptions=True):
            if isinstance(left, Exception):
                logging.getLogger(__name__).error("a door did not close well (%s)", type(left).__name__)
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


def reached(servers: Sequence[Server]) -> dict[str, bool]:
    """By door, whether its service is there; of Slack nothing is known but by using it."""
    return {one.door.name: one.line.reached for one in servers if isinstance(one, TeamsServer)}


def _health(app: App, desks: Desks, servers: Sequence[Server]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Whether the bot, the NLU, the ledger and Teams (where it is open) live: 200 when all do, else 503."""

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
            **reached(servers),
        }
        return web.json_response(parts, status=200 if all(parts.values()) else 503)

    return health


def _say(app: App, servers: Sequence[Server], host: str, port: int) -> None:
    where, lang = f"http://{host}:{port}", app.settings.language
    health = Words(f"Gezondheid: {where}/healthz. Stoppen met Ctrl-C.", f"Health: {where}/healthz. Stop with Ctrl-C.")
    click.echo(" ".join([*(server.announced(where).said(lang) for server in servers), health.said(lang)]), err=True)


async def _until_stopped() -> None:
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await stopped.wait()
