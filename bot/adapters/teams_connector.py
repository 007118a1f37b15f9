"""Sending to Teams: the SDK's connector client, with a sender of our own below it, and the token for that.

The client knows the calls of the Bot Connector. What is mended, as measured with 4.17.1: of an activity with a mention its models send
neither whom it means nor its text, so JSON passes through as it is; its credentials ask Microsoft for a new token on every turn and
wait for it inside the event loop; and its sender does not hear how long Teams asks to be left alone.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from botframework.connector.aio import ConnectorClient
from botframework.connector.aio.operations_async import ConversationsOperations
from botframework.connector.auth import ConnectorFactory, MicrosoftAppCredentials
from msrest import Serializer
from msrest.pipeline import AsyncHTTPSender, AsyncPipeline, Request, Response
from msrest.universal_http import ClientRequest
from yarl import URL

from bot.adapters.teams_secrets import Secrets
from bot.errors import MeelezerError, PartMissing
from bot.words import Words

_TRIES_AGAIN = 3
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0
_SECONDS = aiohttp.ClientTimeout(total=15)
_TOKEN_MARGIN_SECONDS = 300.0
_SCOPE = "https://api.botframework.com/.default"
_PASSING = frozenset({401, 408, 412, 429, 500, 502, 503, 504})  # a token that was taken back (401) is fetched anew

log = logging.getLogger(__name__)

NOT_THERE = (aiohttp.ClientError, TimeoutError, OSError)
"""Microsoft, or the way to it, is not there now."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Microsoft's addresses and the passing of time. Others are given by tests only, never by the environment.

    `patience`: how many seconds the keys may take; whoever sent a message waits meanwhile.
    """

    keys: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    login: str = "https://login.microsoftonline.com"
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    patience: float = 5.0


class LineDown(PartMissing):
    """Teams cannot be reached, asks to wait or gives no token. `status`: what it answered, None where it did not."""

    again = True

    def __init__(self, nl: str, en: str, status: int | None = None) -> None:
        super().__init__(nl, en)
        self.status = status


class RefusedByTeams(MeelezerError):
    """Teams will never take this; `status` and `code` are its own."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(
            f"Teams weigert dit ({status} {code}); kijk of Meelezer nog in dat gesprek zit.",
            f"Teams refuses this ({status} {code}); see whether Meelezer is still in that conversation.",
        )
        self.status, self.code = status, code


class Connector(ConnectorFactory):
    """Gives the SDK's client of the Bot Connector at each service URL, all on one sender."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._clients: dict[str, ConnectorClient] = {}

    async def create(self, service_url: str, audience: str | None = None) -> ConnectorClient:
        """The client for a service URL, as the SDK asks for it; whom its token is for is always Teams."""
        if service_url not in self._clients:
            self._clients[service_url] = _Client(service_url, self._sender)
        return self._clients[service_url]


class _Client(ConnectorClient):
    """The SDK's client, which takes and gives JSON as it is."""

    def __init__(self, service_url: str, sender: Sender) -> None:
        none = MicrosoftAppCredentials.empty()  # the sender shows the token
        super().__init__(none, service_url, pipeline_type=lambda _: AsyncPipeline([], sender))
        self.conversations = ConversationsOperations(self._client, self.config, _AsItIs(), _body_of)


class _AsItIs(Serializer):
    def body(self, data: Any, data_type: str, **_: Any) -> Any:
        """What is sent: all of it."""
        return data


def _body_of(_: str, answer: _Answer) -> Mapping[str, Any]:
    return answer.body


@dataclass(slots=True)
class _Answer:
    status_code: int
    body: Mapping[str, Any]
    pause: float | None
    context: Any = None  # the SDK's


class Sender(AsyncHTTPSender):
    """Calls the Bot Connector as the bot; without an app id it shows no token."""

    def __init__(self, secrets: Secrets, outside: Outside, session: Callable[[], aiohttp.ClientSession]) -> None:
        self._secrets, self._outside, self._session = secrets, outside, session
        self._token, self._until = "", 0.0
        self._fetching = asyncio.Lock()
        self.reached = True
        """Whether Microsoft was there when it was last asked for anything."""

    async def __aexit__(self, *_: object) -> None:
        """The session is closed by whoever opened it."""

    async def send(self, request: Request, **_: Any) -> Response:
        """The answer to a request of the SDK's client. When Teams asks to wait, or is ill, this tries again, three times.

        Raises LineDown, also when nothing comes back: Teams may have taken it then, so that is not simply done again.
        Raises RefusedByTeams for what will never be taken.
        """
        for pause in (*(_FIRST_PAUSE_SECONDS * 2**n for n in range(_TRIES_AGAIN)), None):
            answer = await self._asked(request.http_request)
            if answer.status_code < 300:
                return Response(request, answer)
            if answer.status_code not in _PASSING:
                raise RefusedByTeams(answer.status_code, _code(answer.body))
            wait = pause if answer.pause is None else answer.pause
            if pause is None or wait is None or wait > _LONGEST_PAUSE_SECONDS:
                break
            if answer.status_code == 401:
                self._token = ""
            await self._outside.sleep(wait)
        status = answer.status_code
        raise _down(Words(f"antwoord {status}", f"answer {status}"), status)

    async def _asked(self, asked: ClientRequest) -> _Answer:
        token = await self.token() if self._secrets.app_id else ""
        shown = {"Authorization": f"Bearer {token}"} if token else {}
        return await self._sent(asked.method, asked.url, headers={**asked.headers, **shown}, data=asked.data)

    async def token(self, anew: bool = False) -> str:
        """What Microsoft gives for the app id and its password, kept until shortly before it expires. Raises LineDown."""
        async with self._fetching:
            if anew or not self._token or self._outside.clock() > self._until:
                secrets = self._secrets
                form = {
                    "grant_type": "client_credentials", "client_id": secrets.app_id, "client_secret": secrets.password,
                    "scope": _SCOPE,
                }  # fmt: skip
                address = f"{self._outside.login}/{secrets.token_tenant}/oauth2/v2.0/token"
                answer = await self._sent("POST", address, data=form)
                if not isinstance(answer.body.get("access_token"), str):
                    raise _no_token(answer)
                self._token = answer.body["access_token"]
                lasts = answer.body.get("expires_in")
                lasts = float(lasts) if isinstance(lasts, int | float) else _TOKEN_MARGIN_SECONDS
                self._until = self._outside.clock() + lasts - _TOKEN_MARGIN_SECONDS
            return self._token

    async def _sent(self, method: str, address: str, **more: Any) -> _Answer:
        url = URL(address, encoded=True)  # ids hold slashes and colons, which are quoted already
        try:
            asked = self._session().request(method, url, timeout=_SECONDS, allow_redirects=False, **more)
            async with asked as response:
                content = await response.read()
        except NOT_THERE as error:
            self.reached = False
            raise _down(Words(type(error).__name__, type(error).__name__)) from None
        self.reached = response.status < 500
        return _Answer(response.status, _table(content), _seconds(response.headers.get("Retry-After", "")))


def _table(content: bytes) -> Mapping[str, Any]:
    try:
        body = json.loads(content or b"{}")
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _seconds(text: str) -> float | None:
    return float(text) if text.strip().isdecimal() else None


def _code(body: Mapping[str, Any]) -> str:
    """Only what is a code: Teams' explanation may repeat what somebody said."""
    error = body.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and code.isalnum() and len(code) < 60 else "?"


def _down(why: Words, status: int | None = None) -> LineDown:
    return LineDown(
        f"Teams is niet te bereiken ({why.nl}); controleer de verbinding en probeer het straks nog eens.",
        f"Teams cannot be reached ({why.en}); check the connection and try again in a while.",
        status,
    )


_NO_TOKEN = {
    7000215: Words("MicrosoftAppPassword klopt niet; zet de waarde van het clientgeheim erin, niet het id ervan",
                   "MicrosoftAppPassword is wrong; put the client secret's value there, not its id"),
    7000222: Words("MicrosoftAppPassword is verlopen; maak een nieuw clientgeheim in de app-registratie",
                   "MicrosoftAppPassword has expired; make a new client secret in the app registration"),
    700016: Words("MicrosoftAppId is daar onbekend; controleer het, en MicrosoftAppType en MicrosoftAppTenantId",
                  "MicrosoftAppId is unknown there; check it, and MicrosoftAppType and MicrosoftAppTenantId"),
    90002: Words("MicrosoftAppTenantId is onbekend; kopieer het uit de app-registratie",
                 "MicrosoftAppTenantId is unknown; copy it from the app registration"),
}  # fmt: skip
"""By the number of Microsoft's error (AADSTS…)."""


def _no_token(answer: _Answer) -> LineDown:
    codes = answer.body.get("error_codes")
    numbers = [one for one in codes if isinstance(one, int)] if isinstance(codes, list) else []
    number = numbers[0] if numbers else answer.status_code
    why = _NO_TOKEN.get(number, Words(f"fout {number}", f"error {number}"))
    return LineDown(
        f"Microsoft geeft geen token: {why.nl}.", f"Microsoft gives no token: {why.en}.", answer.status_code
    )
