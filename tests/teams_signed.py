"""Teams as a bot with an app id knows it: activities with a signed token, Microsoft's keys and login, and its connector.

All on this machine, with keys of the test's own. `SignedTeams` says what the playground cannot (`tests.teams_stand`): a message of
anybody's in any chat, the same one twice, another tenant, a forged token; and it can be told to be ill. What the bot says is kept.

As Teams does, the connector takes no request without the token that the login gave out, no activity above 28 kB, and no change to a
message that the bot did not post; it knows the members of each conversation. Unlike Teams, it takes any card, and shows nothing.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from tests import teams_keys as keys
from tests.slack_stand import free_port
from tests.teams_activities import (
    ALICE,
    APP_ID,
    ENTRA,
    PEOPLE,
    TENANT,
    Json,
    Shown,
    card_of,
    channel_of,
    fresh_id,
    in_time,
    invoke,
    message,
    thread_of,
)
from tests.teams_keys import ISSUER, new_key
from tests.teams_shown import Conversations

MOST_BYTES = 28 * 1024
KEY_ID = "the-key"
_BOT_TOKEN = "a-token-that-the-login-gave"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Delivered:
    """How the bot answered: its status, what it said (None for nothing), and the seconds that it took."""

    status: int
    body: Any
    seconds: float


class SignedTeams(Conversations):
    """Teams for one bot, at `endpoint`, for the length of a `with` block. It starts before the bot does, which needs its addresses.

    `keys` is where the bot finds Microsoft's keys, `login` where it fetches its own token (login + "/TENANT/oauth2/v2.0/token").
    """

    def __init__(self, endpoint: str, app_id: str = APP_ID) -> None:
        super().__init__()
        self.endpoint, self.app_id = endpoint, app_id
        self.base = f"http://127.0.0.1:{free_port()}"
        self.keys, self.login = f"{self.base}/openid", f"{self.base}/login"
        self.service_url = f"{self.base}/emea/"
        self.key = new_key()
        self.asked: list[tuple[str, str]] = []
        """Each request that the bot made, as its method and path, those that were refused among them."""
        self.refused: set[str] = set()
        """Conversations that the bot is not in."""
        self.password: str | None = None
        """The bot's, where another one is refused."""
        self.lost = 0
        """How many of the next messages the connector takes without its answer coming back."""
        self.away = False
        """Whether everything of Microsoft's answers that it is not available."""
        self._ill: deque[tuple[int, dict[str, str]]] = deque()
        self._client = httpx.Client(timeout=30, trust_env=False)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._runner: web.AppRunner | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()
        if self._runner:
            asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # What Teams tells the bot

    def token(self, key: rsa.RSAPrivateKey | None = None, **claims: Any) -> str:
        """A token for the bot, good unless `claims` say otherwise (aud, iss, exp, serviceurl …) or `key` is a forger's."""
        return keys.token(
            key or self.key, KEY_ID, **{"audience": self.app_id, "service_url": self.service_url, **claims}
        )

    def post(self, activity: Json, token: str | None = None) -> Delivered:
        """Tell the bot of an activity (see `tests.teams_activities`), with a good token unless another is given; "" for none.

        An activity that names no service URL gets this one's.
        """
        proof = {"Authorization": f"Bearer {token or self.token()}"} if token != "" else {}
        body = {**activity, "serviceUrl": activity["serviceUrl"] or self.service_url}
        begun = time.monotonic()
        answer = self._client.post(self.endpoint, json=body, headers=proof)
        try:
            told = answer.json() if answer.content else None
        except ValueError:
            told = answer.text
        return Delivered(answer.status_code, told, time.monotonic() - begun)

    def say(self, conversation: str, text: str, user: str = ALICE, mention: bool = False) -> Shown:
        """Say something in a chat, a channel or a thread; where it stands. RuntimeError where the bot does not take it."""
        said = message(text, conversation, user, mention)
        self._taken(said)
        return Shown(said["id"], said["conversation"]["id"], text, {}, 0, said)

    def invoke(self, name: str, value: Json, conversation: str, user: str, reply_to: str = "") -> Json:
        """Tell the bot of an invoke; its answer."""
        done = self._taken(invoke(name, value, conversation, user, reply_to))
        in_time(done.seconds)
        return done.body if isinstance(done.body, dict) else {}

    def _taken(self, activity: Json) -> Delivered:
        done = self.post(activity)
        if done.status >= 300:
            raise RuntimeError(f"the bot refused: {done.status} {done.body}")
        return done

    # What is to be seen then

    def trouble(self) -> str:
        """What the bot asked for last."""
        return f"asked: {self.asked[-9:]}"

    def fail(self, status: int, times: int = 1, **headers: str) -> None:
        """Answer the connector's next requests so; `headers` such as Retry_After="1"."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._ill.extend([(status, named)] * times)

    # Microsoft's side

    async def _start(self) -> None:
        app = web.Application(middlewares=[self._guarded])
        talk = "/emea/v3/conversations"
        app.add_routes([
            web.get("/openid", self._openid),
            web.get("/keys", self._public_keys),
            web.post("/login/{tenant}/oauth2/v2.0/token", self._give_token),
            web.post(talk, self._begin),
            web.post(talk + "/{talk}/activities", self._say),
            web.post(talk + "/{talk}/activities/{id}", self._say),
            web.put(talk + "/{talk}/activities/{id}", self._change),
            web.delete(talk + "/{talk}/activities/{id}", self._take_away),
            web.get(talk + "/{talk}/members", self._members),
            web.get(talk + "/{talk}/pagedmembers", self._members),
            web.get(talk + "/{talk}/members/{id}", self._member),
        ])  # fmt: skip
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", int(self.base.rpartition(":")[2])).start()

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.asked.append((request.method, request.path))
        if self.away:
            return _refused(503, "ServiceUnavailable")
        if not request.path.startswith("/emea/"):
            return await handler(request)
        if self._ill:
            status, headers = self._ill.popleft()
            return _refused(status, "Ill", headers)
        if request.headers.get("Authorization") != f"Bearer {_BOT_TOKEN}":
            return _refused(401, "Unauthorized")
        if channel_of(request.match_info.get("talk", "")) in self.refused:
            return _refused(403, "BotNotInConversationRoster")
        if request.can_read_body and len(await request.read()) > MOST_BYTES:
            return _refused(413, "MessageSizeTooBig")
        return await handler(request)

    async def _openid(self, request: web.Request) -> web.Response:
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.base}/keys"})

    async def _public_keys(self, request: web.Request) -> web.Response:
        return web.json_response({"keys": [keys.public(self.key, KEY_ID)]})

    async def _give_token(self, request: web.Request) -> web.Response:
        if self.password not in (None, (await request.post()).get("client_secret")):
            return web.json_response({"error": "invalid_client", "error_codes": [7000215]}, status=401)
        return web.json_response({"token_type": "Bearer", "expires_in": 3600, "access_token": _BOT_TOKEN})

    async def _begin(self, request: web.Request) -> web.Response:
        """A post in a channel, or a chat with one colleague."""
        asked = await request.json()
        if channel := asked.get("channelData", {}).get("channel"):
            id_ = fresh_id()
            talk = thread_of(channel["id"], id_)
            self._heard(id_, talk, asked["activity"])
            return web.json_response({"id": talk, "activityId": id_}, status=201)
        return web.json_response({"id": f"a:1{asked['members'][0]['id'].removeprefix('29:')}"}, status=201)

    async def _say(self, request: web.Request) -> web.Response:
        said, talk, id_ = await request.json(), request.match_info["talk"], fresh_id()
        if said.get("type") != "message":  # typing is seen for a moment, and kept nowhere
            return web.json_response({"id": id_}, status=201)
        begins = talk == channel_of(talk) and talk.endswith("tacv2")
        self._heard(id_, thread_of(talk, id_) if begins else talk, said)
        if self.lost and request.transport is not None:
            self.lost -= 1
            request.transport.close()
        return web.json_response({"id": id_}, status=201)

    async def _change(self, request: web.Request) -> web.Response:
        id_ = request.match_info["id"]
        if id_ not in self._shown:
            return _refused(404, "ActivityNotFoundInConversation")
        self._heard(id_, self._shown[id_].conversation, await request.json())
        return web.json_response({"id": id_})

    async def _take_away(self, request: web.Request) -> web.Response:
        if self._shown.pop(request.match_info["id"], None) is None:
            return _refused(404, "ActivityNotFoundInConversation")
        return web.Response()

    async def _members(self, request: web.Request) -> web.Response:
        people = [_member(id_) for id_ in PEOPLE if _within(request.match_info["talk"], id_)]
        return web.json_response(people if request.path.endswith("/members") else {"members": people})

    async def _member(self, request: web.Request) -> web.Response:
        id_ = next((one for one in PEOPLE if request.match_info["id"] in (one, ENTRA[one])), "")
        if not id_ or not _within(request.match_info["talk"], id_):
            return _refused(404, "MemberNotFoundInConversation")
        return web.json_response(_member(id_))

    def _heard(self, id_: str, conversation: str, said: Json) -> None:
        self._keep(Shown(id_, conversation, said.get("text") or "", card_of(said), 0, said))


def _within(conversation: str, user: str) -> bool:
    """Whether somebody is in a conversation: everybody is in the team and in the group chats."""
    return not conversation.startswith("a:") or conversation == f"a:1{user.removeprefix('29:')}"


def _member(user: str) -> Json:
    email = f"{PEOPLE[user].lower()}@example.org"
    who = {"id": user, "name": PEOPLE[user], "aadObjectId": ENTRA[user], "email": email, "userPrincipalName": email}
    return {**who, "givenName": PEOPLE[user], "surname": "Acme", "tenantId": TENANT, "userRole": "user"}


def _refused(status: int, code: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": {"code": code, "message": code}}, status=status, headers=headers)
