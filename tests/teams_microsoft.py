"""A Microsoft of our own on loopback: the keys of Teams, tokens for bots, and a Bot Connector that keeps what it is sent."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from bot.adapters.teams_line import Outside, Secrets, TeamsLine
from tests import teams_keys as keys

APP = "11111111-2222-4333-8444-555555555555"
PASSWORD = "het-geheime-wachtwoord"
TENANT, STRANGERS = "6b7e1a52-0c1d-4f7e-9a35-2f6f0a1c9d10", "99999999-0c1d-4f7e-9a35-2f6f0a1c9d10"
SECRETS = Secrets(APP, PASSWORD, "SingleTenant", TENANT)
LOCAL = Secrets("", "", "MultiTenant", "")
ROOM = "19:webcare@thread.tacv2"
KEY, EVIL = keys.new_key(), keys.new_key()

Json = dict[str, Any]


@dataclass
class Clock:
    """Time that passes when somebody waits, or is told to."""

    now: float = 1000.0
    waited: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds


@dataclass
class Microsoft:
    """What it was asked, and how it answers."""

    base: str = ""
    keys: dict[str, Any] = field(default_factory=lambda: {"k1": (KEY, ["msteams"])})
    key_fetches: int = 0
    key_status: int = 200
    key_answer: Any = None
    key_gate: asyncio.Event | None = None
    """Where there is one, the keys wait until it is set."""
    tokens: list[Mapping[str, Any]] = field(default_factory=list)
    token_answer: tuple[int, Json] | None = None
    calls: list[tuple[str, str, Any]] = field(default_factory=list)
    authorizations: list[str] = field(default_factory=list)
    answers: list[tuple[int, Mapping[str, str], Any]] = field(default_factory=list)
    """What the connector answers next; afterwards it takes everything."""

    @property
    def service(self) -> str:
        return f"{self.base}/emea/{TENANT}/"

    def outside(self, clock: Clock) -> Outside:
        return Outside(f"{self.base}/openid", self.base, lambda: clock.now, clock.sleep, patience=0.5)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/openid", self._openid)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_route("*", "/emea/{rest:.*}", self._connector)
        return app

    async def _openid(self, _: web.Request) -> web.Response:
        self.key_fetches += 1
        if self.key_gate is not None:
            await self.key_gate.wait()
        told = {"issuer": keys.ISSUER, "jwks_uri": f"{self.base}/keys"} if self.key_answer is None else self.key_answer
        return web.json_response(told, status=self.key_status)

    async def _keys(self, _: web.Request) -> web.Response:
        listed = [keys.public(key, name, endorsements) for name, (key, endorsements) in self.keys.items()]
        return web.json_response({"keys": listed})

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.tokens.append({"tenant": request.match_info["tenant"], **form})
        status, body = self.token_answer or (200, {"access_token": f"token-{len(self.tokens)}", "expires_in": 3600})
        return web.json_response(body, status=status)

    async def _connector(self, request: web.Request) -> web.Response:
        content = await request.read()
        self.calls.append((request.method, request.raw_path, json.loads(content) if content else None))
        self.authorizations.append(request.headers.get("Authorization", ""))
        status, headers, body = self.answers.pop(0) if self.answers else (200, {}, {"id": "1700000000001"})
        return web.json_response(body, status=status, headers=dict(headers))


@dataclass
class Site:
    """A line that is open, the Microsoft behind it, and what was heard."""

    line: TeamsLine
    microsoft: Microsoft
    clock: Clock
    heard: list[Mapping[str, Any]]
    web: aiohttp.ClientSession
    base: str

    def activity(self, **more: Any) -> Json:
        return {
            "type": "message", "id": "1", "text": "Mijn pakket is zoek", "channelId": "msteams", "serviceUrl": self.microsoft.service,
            "from": {"id": "29:alice", "name": "Alice", "aadObjectId": "a"}, "recipient": {"id": "28:bot", "name": "Meelezer"},
            "conversation": {"id": ROOM, "conversationType": "channel", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}, "team": {"id": "19:team"}, "channel": {"id": ROOM}},
            **more,
        }  # fmt: skip

    def token(self, key: Any = KEY, kid: str | None = "k1", alg: str = "RS256", **claims: Any) -> str:
        return keys.token(key, kid, **{"audience": APP, "service_url": self.microsoft.service, "alg": alg, **claims})

    async def post(
        self, body: Any = None, header: str | None = None, data: Any = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        """Send an activity (or, as `data`, anything) with a good token, or with another header; the status and the answer."""
        shown = {
            "Authorization": f"Bearer {self.token()}" if header is None else header,
            "Content-Type": "application/json",
        }
        content = data or io.BytesIO(json.dumps(body or self.activity()).encode())
        async with self.web.post(
            f"{self.base}/api/messages", headers={**shown, **(headers or {})}, data=content
        ) as response:
            answer = await response.read()
            return response.status, json.loads(answer) if answer else None

    def reference(self) -> Json:
        return TeamsLine.reference_of(self.activity())


Hear = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def teams(
    secrets: Secrets = SECRETS, tenants: tuple[str, ...] = (TENANT,), hear: Hear = lambda _: None, lang: str = "en"
) -> AsyncIterator[Site]:
    """An open line and its Microsoft; `hear` is called with each activity that gets through."""
    heard: list[Mapping[str, Any]] = []

    async def listen(activity: Mapping[str, Any]) -> Mapping[str, Any] | None:
        heard.append(activity)
        return hear(activity)

    async def fine(_: web.Request) -> web.Response:
        return web.Response()

    microsoft, clock = Microsoft(), Clock()
    async with serving(microsoft.app()) as microsoft.base, aiohttp.ClientSession() as client:
        line = TeamsLine(secrets, tenants, listen, lang, microsoft.outside(clock))
        app = web.Application(client_max_size=2**24)
        app.router.add_post("/api/messages", line.answer)
        app.router.add_get("/fine", fine)
        async with serving(app) as base:
            try:
                yield Site(line, microsoft, clock, heard, client, base)
            finally:
                await line.close()


def started_again(site: Site) -> TeamsLine:
    """The same bot after a start: it knows nothing but what was stored."""

    async def listen(_: Mapping[str, Any]) -> None:
        """Nobody speaks."""

    return TeamsLine(SECRETS, (TENANT,), listen, "en", site.microsoft.outside(site.clock))
