"""Starts the Slack door: Socket Mode when there is a token for it, else HTTP; and keeps its clocks going."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore
from slack_sdk.oauth.state_store.sqlite3 import SQLite3OAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.door_clock import DoorClock
from bot.adapters.slack_app import Gate, client_for, register
from bot.adapters.slack_door import Clients, SlackDoor
from bot.adapters.slack_failures import LINE_DOWN, reason
from bot.adapters.slack_manifest import BOT_SCOPES
from bot.errors import PartMissing, WrongUse
from bot.words import Words

EVENTS = "/slack/events"
_EXAMINE_SECONDS = 5
_STOP_SECONDS = 10.0  # for what is being worked on
_SLACK = "https://slack.com/api/"

log = logging.getLogger(__name__)

MakeDoor = Callable[[Clients], SlackDoor]
"""What gives a workspace's client → a door that speaks through it."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the environment says, under Slack's own names; never printed, never stored."""

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    client_id: str
    client_secret: str = field(repr=False)
    base_url: str

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Secrets:
        """Read and check them. Raises WrongUse with what is missing."""

        def given(name: str) -> str:
            return environment.get(f"SLACK_{name}", "").strip()

        secrets = cls(
            given("BOT_TOKEN"), given("APP_TOKEN"), given("SIGNING_SECRET"), given("CLIENT_ID"), given("CLIENT_SECRET"),
            _address(given("API_URL") or _SLACK),
        )  # fmt: skip
        if not secrets.bot_token and not secrets.client_id:
            raise WrongUse(
                "SLACK_BOT_TOKEN ontbreekt. Zet het token dat met xoxb- begint in de omgeving (Slack: OAuth & Permissions).",
                "SLACK_BOT_TOKEN is missing. Put the token that begins with xoxb- into the environment (Slack: OAuth & Permissions).",
            )
        if secrets.bot_token and secrets.client_id:
            raise WrongUse(
                "SLACK_BOT_TOKEN is voor één werkruimte, SLACK_CLIENT_ID voor meer. Haal een van de twee uit de omgeving.",
                "SLACK_BOT_TOKEN is for one workspace, SLACK_CLIENT_ID for several. Take one of them out of the environment.",
            )
        if not secrets.app_token and not secrets.signing_secret:
            raise WrongUse(
                "Zet SLACK_APP_TOKEN (Socket Mode, begint met xapp-) in de omgeving, of SLACK_SIGNING_SECRET voor HTTP.",
                "Put SLACK_APP_TOKEN (Socket Mode, begins with xapp-) into the environment, or SLACK_SIGNING_SECRET for HTTP.",
            )
        if secrets.client_id and not secrets.bot_token and (secrets.app_token or not secrets.client_secret):
            raise WrongUse(
                "Installeren in meer werkruimten gaat over HTTP: zet SLACK_CLIENT_SECRET en SLACK_SIGNING_SECRET, zonder SLACK_APP_TOKEN.",
                "Installing in several workspaces goes over HTTP: set SLACK_CLIENT_SECRET and SLACK_SIGNING_SECRET, without SLACK_APP_TOKEN.",
            )
        return secrets


def _address(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"


async def examined(secrets: Secrets) -> str:
    """Ask Slack whether it takes the tokens; the workspace's name. Raises PartMissing with what to do."""
    client = client_for(secrets.bot_token, secrets.base_url)
    client.timeout = _EXAMINE_SECONDS
    with _told_plainly():
        known = await client.auth_test()
        if secrets.app_token:
            await client.apps_connections_open(app_token=secrets.app_token)
    return str(known.get("team") or known.get("team_id") or "?")


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn what Slack refuses, or that it is not there, into PartMissing."""
    try:
        yield
    except SlackApiError as error:
        raise _refused(reason(error)) from None
    except LINE_DOWN as error:
        raise PartMissing(
            f"Slack is niet te bereiken ({type(error).__name__}); controleer de verbinding en SLACK_API_URL.",
            f"Slack cannot be reached ({type(error).__name__}); check the connection and SLACK_API_URL.",
        ) from None


class SlackServer:
    """The door, open: `async with` it, or `start` and `stop`."""

    def __init__(self, secrets: Secrets, home: Path, make: MakeDoor) -> None:
        """`home` keeps the installations where there are several workspaces."""
        self._secrets = secrets
        oauth = None
        self._installed: SQLite3InstallationStore | None = None
        if not secrets.bot_token:
            file = str(home / "slack-installations.db")
            Path(file).touch(mode=0o600)  # it holds tokens
            self._installed = SQLite3InstallationStore(database=file, client_id=secrets.client_id)
            oauth = AsyncOAuthSettings(
                client_id=secrets.client_id, client_secret=secrets.client_secret, scopes=list(BOT_SCOPES),
                installation_store=self._installed,
                state_store=SQLite3OAuthStateStore(database=file, expiration_seconds=600),
            )  # fmt: skip
        self._client = client_for(secrets.bot_token or None, secrets.base_url)
        gate = Gate()
        self.bolt = AsyncApp(
            client=self._client,
            before_authorize=gate,
            signing_secret=secrets.signing_secret or None,
            oauth_settings=oauth,
            request_verification_enabled=not secrets.app_token,
            raise_error_for_unhandled_request=False,
        )
        if self._installed is not None:
            for event in ("app_uninstalled", "tokens_revoked"):
                self.bolt.event(event)(self._forgets)
        self.door = make(self._client_of)
        self.clock = DoorClock(self.door)
        register(self.bolt, gate, self.door)
        self._socket: AsyncSocketModeHandler | None = None

    async def _client_of(self, team: str) -> AsyncWebClient:
        if self._installed is None:
            return self._client
        bot = await self._installed.async_find_bot(enterprise_id=None, team_id=team or None)
        if bot is None:
            raise PartMissing("Meelezer is in die werkruimte niet (meer) geïnstalleerd.",
                              "Meelezer is not installed in that workspace (any more).")  # fmt: skip
        return client_for(bot.bot_token, self._secrets.base_url)

    async def _forgets(self, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        """Forget the tokens of a workspace that took the app off. (Bolt's own listeners cannot: the store of slack_sdk has
        no asynchronous deletion.)"""
        event = body["event"]
        if self._installed is not None and (event["type"] == "app_uninstalled" or event["tokens"].get("bot")):
            teams = {"enterprise_id": context.enterprise_id, "team_id": context.team_id}
            await asyncio.to_thread(self._installed.delete_all, **teams)

    async def start(self) -> None:
        """Connect, and begin to catch up and to tick. Raises PartMissing when Slack refuses, or is not there."""
        await self.door.warm_up()
        with _told_plainly():
            if self._installed is None:
                await self._client.auth_test()
            if self._secrets.app_token:
                app_client = client_for(self._secrets.app_token, self._secrets.base_url)
                self._socket = AsyncSocketModeHandler(self.bolt, self._secrets.app_token, web_client=app_client)
                await self._socket.connect_async()  # type: ignore[no-untyped-call]
        self.clock.start()

    async def stop(self) -> None:
        """Leave Slack; what was kept is done after the next start."""
        await self.clock.stop()
        await self.door.idle(_STOP_SECONDS)
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]

    @property
    def over_http(self) -> bool:
        """Whether Slack brings its events to us, instead of us fetching them."""
        return not self._secrets.app_token

    def announced(self, where: str) -> Words:
        """What to tell whoever starts it; `where` is the web server's address."""
        if self.over_http:
            return Words(
                f"Meelezer luistert voor Slack op {where}{EVENTS}.", f"Meelezer listens for Slack at {where}{EVENTS}."
            )
        return Words("Meelezer is er in Slack (Socket Mode).", "Meelezer is there in Slack (Socket Mode).")

    def add_routes(self, site: web.Application) -> None:
        """Take Slack's requests on a web server, which the doors share."""

        async def dispatched(request: web.Request) -> web.StreamResponse:
            answer = await self.bolt.async_dispatch(await to_bolt_request(request))
            return await to_aiohttp_response(answer)

        if self.over_http:
            site.router.add_post(EVENTS, dispatched)
        if self._installed is not None:
            site.router.add_get("/slack/install", dispatched)
            site.router.add_get("/slack/oauth_redirect", dispatched)


def _refused(error: str) -> PartMissing:
    known = {
        "invalid_auth": ("dit token is ongeldig; kopieer het opnieuw uit de app-instellingen",
                         "this token is not valid; copy it anew from the app's settings"),
        "token_revoked": ("dit token is ingetrokken; installeer de app opnieuw", "this token was revoked; install the app again"),
        "token_expired": ("dit token is verlopen; installeer de app opnieuw", "this token has expired; install the app again"),
        "account_inactive": ("de app is verwijderd of de werkruimte is gesloten", "the app was removed or the workspace closed"),
        "not_allowed_token_type": ("SLACK_BOT_TOKEN begint met xoxb- en SLACK_APP_TOKEN met xapp-; misschien zijn ze verwisseld",
                                   "SLACK_BOT_TOKEN begins with xoxb- and SLACK_APP_TOKEN with xapp-; perhaps they were swapped"),
    }  # fmt: skip
    nl, en = known.get(error, (f"fout {error}", f"error {error}"))
    return PartMissing(f"Slack weigert: {nl}.", f"Slack refuses: {en}.")
