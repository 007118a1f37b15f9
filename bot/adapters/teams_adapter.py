"""Hearing Teams: the SDK's adapter and handler, and what is mended in them.

As measured with 4.17.1: its adapter reads a body of any size before it looks at the token, answers a forged token with 500, and
serialises the answer to an invoke twice, so that every button fails; its models drop what they do not know of an activity. So a
request is looked at here, in the order in which it may be trusted; the turn itself is the SDK's, with the activity as Teams told it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from botbuilder.core import ActivityHandler, Bot, InvokeResponse, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount
from botframework.connector.auth import AuthenticateRequestResult

from bot.adapters.teams_auth import CHANNEL, Gate, KeysAway, Unproven
from bot.adapters.teams_secrets import is_loopback

Hear = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any] | None]]
"""What takes an activity and gives the body of an invoke's answer, or None."""

_MOST_BYTES = 1_000_000


class TurnedAway(Exception):
    """A request that is not heard, and the status that says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Told(Activity):
    """An activity with what the SDK needs of it; `whole` is all that Teams told."""

    def __init__(self, whole: Mapping[str, Any]) -> None:
        super().__init__(
            type=whole["type"],
            channel_id=CHANNEL,
            service_url=whole["serviceUrl"],
            conversation=ConversationAccount(id=whole["conversation"]["id"]),
            from_property=ChannelAccount(id=table(whole.get("from")).get("id")),
            recipient=ChannelAccount(id=table(whole.get("recipient")).get("id")),
        )
        self.whole = whole


class Listener(ActivityHandler):
    """What is heard of each turn."""

    def __init__(self, hear: Hear, failed: Callable[[Mapping[str, Any], Exception], Mapping[str, Any]]) -> None:
        """`failed` gives what who pressed a button is told of an error; all other errors are raised."""
        self._hear, self._failed = hear, failed

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Hear a message."""
        await self._hear(turn_context.activity.whole)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """Hear who came and went."""
        await self._hear(turn_context.activity.whole)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        """Hear where Meelezer was added."""
        await self._hear(turn_context.activity.whole)

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """Hear a button or a form; the answer. The SDK itself would refuse what is no card's."""
        whole = turn_context.activity.whole
        try:
            return InvokeResponse(status=200, body=await self._hear(whole))
        except Exception as error:
            return InvokeResponse(status=200, body=self._failed(whole, error))


class Adapter(CloudAdapter):
    """Lets in what Teams sends."""

    def __init__(self, gate: Gate, tenants: frozenset[str], local: bool) -> None:
        """`local`: nobody shows a token, and nobody but this machine is heard or answered."""
        super().__init__(gate)
        self._gate, self._tenants, self._local = gate, tenants, local
        self.origins: set[str] = set()
        """Where requests came from that proved to be of Teams."""

    async def process(self, request: web.Request, bot: Bot, ws_response: None = None) -> web.Response:
        """Let the bot take its turn, and answer. Nothing of a body is read before its token is good. Raises TurnedAway, and
        what the bot raises."""
        proven = await self._proven(request)
        if request.content_type != "application/json":
            raise TurnedAway(415, "no JSON")
        activity = activity_in(await _content(request))
        self._check(activity, proven.claims_identity.claims)
        self.origins.add(origin_of(activity["serviceUrl"]))
        answer = await self.process_activity(proven, Told(activity), bot.on_turn)
        if answer is None or answer.body is None:
            return web.Response()
        return web.json_response(answer.body, status=answer.status)

    async def _proven(self, request: web.Request) -> AuthenticateRequestResult:
        if self._local and not (is_loopback(request.remote) and is_loopback(request.url.host)):
            raise TurnedAway(401, "not from this machine")
        try:
            header = request.headers.get("Authorization", "")
            return await self._gate.authenticate_request(Activity(channel_id=CHANNEL), header)
        except Unproven as error:
            raise TurnedAway(401, f"no good token ({error})") from None
        except KeysAway:
            raise TurnedAway(503, "the keys of Teams are away") from None

    def _check(self, activity: Mapping[str, Any], claims: Mapping[str, Any]) -> None:
        service = activity["serviceUrl"]
        if self._local and not is_loopback(urlsplit(service).hostname):
            raise TurnedAway(403, "a service URL elsewhere")
        if not self._local and service != claims.get("serviceurl"):
            raise TurnedAway(401, "another service URL than the token's")
        if activity.get("channelId") != CHANNEL:
            raise TurnedAway(403, "another channel than Teams")
        named = tenants_of(activity, claims)
        if self._tenants and not (named and named <= self._tenants):
            raise TurnedAway(403, "another tenant")


async def _content(request: web.Request) -> bytes:
    """The body, up to what an activity can be; packed ones are counted as they come out."""
    content = bytearray()
    too_large = (request.content_length or 0) > _MOST_BYTES
    try:
        while not too_large and (piece := await request.content.readany()):
            content += piece
            too_large = len(content) > _MOST_BYTES
    except (web.RequestPayloadError, OSError):
        raise TurnedAway(400, "cut off, or packed wrongly") from None
    if too_large:
        raise TurnedAway(413, "too large")
    return bytes(content)


def activity_in(content: bytes) -> dict[str, Any]:
    """The activity in a body: what every activity has is there, and is text; the rest is for whoever hears it.

    Raises TurnedAway."""
    try:
        activity = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
        # Half an emoji, as where a preview was cut, could be neither stored nor sent on.
        text = json.dumps(activity, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        activity = json.loads(text)
    except (ValueError, RecursionError):
        raise TurnedAway(400, "no JSON") from None
    if not isinstance(activity, dict):
        raise TurnedAway(400, "no activity")
    wanted = (activity.get("type"), activity.get("serviceUrl"), table(activity.get("conversation")).get("id"))
    if not all(isinstance(one, str) and one for one in wanted) or not origin_of(str(wanted[1])):
        raise TurnedAway(400, "no activity")
    return activity


def _no_number(name: str) -> float:
    raise ValueError(name)


def table(value: Any) -> Mapping[str, Any]:
    """A value that should be a table; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def origin_of(address: str) -> str:
    """Scheme, host and port; nothing for what is no web address."""
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.username is None and parts.port != 0
    except ValueError:
        return ""
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin if good and address.startswith(origin) else ""  # urlsplit overlooks line ends within


def tenants_of(activity: Mapping[str, Any], claims: Mapping[str, Any]) -> set[str]:
    """Every tenant that is named anywhere."""
    named = (
        table(activity.get("conversation")).get("tenantId"),
        table(table(activity.get("channelData")).get("tenant")).get("id"),
        claims.get("tid"),
    )
    return {str(one).lower() for one in named if one}
