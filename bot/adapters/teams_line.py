"""The line to Microsoft Teams: lets in what Teams sends, and sends what Meelezer says. Dicts and strings on both sides.

What knows Microsoft's SDK is in `teams_auth.py`; the rest is HTTP and JSON as Microsoft documents them (Bot Connector, REST).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
from aiohttp import web

from bot.adapters.teams_auth import CHANNEL, Authentication, Keys, KeysAway, Unproven
from bot.adapters.teams_connector import Connector, LineDown, Outside, RefusedByTeams
from bot.adapters.teams_secrets import Secrets, is_loopback
from bot.errors import MeelezerError, PartMissing, WrongUse
from bot.words import Words

__all__ = ["LineDown", "Outside", "RefusedByTeams", "Secrets", "TeamsLine"]

Hear = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any] | None]]
"""What takes an activity and gives the body of an invoke's answer, or None."""

UNKNOWN_SERVICE = "unknownServiceUrl"
"""The code of a refusal of our own: nobody has proven yet that Teams is there."""

_MOST_BYTES = 1_000_000
_PAGES = 20
_TEAMS = frozenset({"https://smba.trafficmanager.net", "https://smba.infra.gcc.teams.microsoft.com"})
"""Where Teams' own connectors are, so that reminders can go out after a start, before anybody has spoken."""

_WENT_WRONG = Words("Dat ging mis, en niet door jou. Probeer het zo nog eens, of vraag je beheerder om meelezer doctor.",
                    "That went wrong, and not through you. Try again in a moment, or ask your administrator for meelezer doctor.")  # fmt: skip

log = logging.getLogger(__name__)


class _TurnedAway(Exception):
    """A request that is not heard, and the status that says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class TeamsLine:
    """One bot in Teams. Without an app id (Secrets lets that pass on loopback only) nobody is checked, and only loopback is
    spoken with."""

    def __init__(
        self, secrets: Secrets, tenants: Sequence[str], hear: Hear, lang: str = "nl", outside: Outside | None = None
    ) -> None:
        """`hear` gets the activities of allowed tenants only; `lang` is for telling an error to whoever pressed a button.

        Raises WrongUse where anybody's tenant could use the bot.
        """
        self._secrets, self._hear, self._lang = secrets, hear, lang
        self._tenants = frozenset(tenants) or frozenset(filter(None, [secrets.tenant]))
        if secrets.app_id and not self._tenants:
            raise WrongUse(
                "Iedereen kan deze bot in zijn eigen Teams zetten: noem in [teams] bij tenants wie erin mag.",
                "Anybody can add this bot to their own Teams: name under tenants in [teams] who may.",
            )
        for noisy in ("botbuilder", "botframework", "msrest", "msal", "urllib3"):  # lower levels write what people said
            logging.getLogger(noisy).setLevel(logging.ERROR)
        outside = outside or Outside()
        self._proven: set[str] = set()
        self._kept_session: aiohttp.ClientSession | None = None
        self._connector = Connector(secrets, outside, self._session)
        self._authentication = Authentication(secrets.app_id, Keys(outside, self._session)) if secrets.app_id else None

    def _session(self) -> aiohttp.ClientSession:
        if self._kept_session is None:
            self._kept_session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self._kept_session

    async def close(self) -> None:
        """Hang up; afterwards nothing can be sent."""
        if self._kept_session is not None:
            await self._kept_session.close()

    async def examined(self) -> str:
        """Ask Microsoft for a token, as `doctor` does; the app id. Raises PartMissing with what to do."""
        if not self._secrets.app_id:
            raise PartMissing("Er is geen MicrosoftAppId; zet het in de omgeving.",
                              "There is no MicrosoftAppId; put it into the environment.")  # fmt: skip
        await self._connector.token()
        return self._secrets.app_id

    # --- hearing -------------------------------------------------------------------------------------------------

    async def answer(self, request: web.Request) -> web.Response:
        """Answer a POST to /api/messages; whatever comes in, a response goes out.

        401: no token, or not one of Teams for this bot and this service URL. 403: another tenant or channel than Teams.
        400, 413, 415: no activity. 503: Microsoft's keys are away, so nobody can be told apart; Teams comes back.
        When `hear` fails, a message gets 500: it was not kept, so Teams has to deliver it again, or to tell its sender. Who
        pressed a button waits for the answer: they get 200 with the error where a card's or a form's answer goes.
        """
        try:
            activity = await self._admitted(request)
        except _TurnedAway as away:
            log.log(logging.WARNING if away.status in (403, 503) else logging.INFO, "turned away: %s", away)
            return web.Response(status=away.status)
        invoked = activity["type"] == "invoke"
        try:
            body = await self._hear(activity)
            return web.json_response(body) if invoked and body is not None else web.Response()
        except Exception as error:
            if isinstance(error, MeelezerError):
                words = error.words
                log.warning("an activity was not taken: %s", error)
            else:
                words = _WENT_WRONG
                log.error("an activity was not taken", exc_info=error)
            return web.json_response(_failed(activity, words.said(self._lang))) if invoked else web.Response(status=500)

    async def _admitted(self, request: web.Request) -> dict[str, Any]:
        """The activity of a request that may be heard. Nothing of a body is read before its token is good."""
        claims = await self._claims(request)
        if request.content_type != "application/json":
            raise _TurnedAway(415, "no JSON")
        activity = _activity(await _content(request))
        service = activity["serviceUrl"]
        if self._authentication is None and not is_loopback(urlsplit(service).hostname):
            raise _TurnedAway(403, "a service URL elsewhere")
        if self._authentication is not None and service != claims.get("serviceurl"):
            raise _TurnedAway(401, "another service URL than the token's")
        if activity.get("channelId") != CHANNEL:
            raise _TurnedAway(403, "another channel than Teams")
        named = _tenants_of(activity, claims)
        if self._tenants and not (named and named <= self._tenants):
            raise _TurnedAway(403, "another tenant")
        self._proven.add(_origin(service))
        return activity

    async def _claims(self, request: web.Request) -> Mapping[str, Any]:
        if self._authentication is None:
            if not is_loopback(request.remote) or not is_loopback(request.url.host):
                raise _TurnedAway(401, "not from this machine")
            return {}
        try:
            return await self._authentication.claims(request.headers.get("Authorization", ""))
        except Unproven as error:
            raise _TurnedAway(401, f"no good token ({error})") from None
        except KeysAway:
            raise _TurnedAway(503, "the keys of Teams are away") from None

    # --- speaking ------------------------------------------------------------------------------------------------
    # Each raises LineDown when trying later may help, and RefusedByTeams when it never will.

    @staticmethod
    def reference_of(activity: Mapping[str, Any]) -> dict[str, Any]:
        """What is needed to speak in an activity's conversation later; JSON, and without anybody's name."""
        conversation, data = activity["conversation"], _table(activity.get("channelData"))
        team, room = _table(data.get("team")).get("id"), _table(data.get("channel")).get("id")
        return {
            "serviceUrl": activity["serviceUrl"],
            "conversation": {name: one for name, one in conversation.items() if name != "name"},
            "bot": {"id": _table(activity.get("recipient")).get("id")},
            "user": {"id": _table(activity.get("from")).get("id")},
            **({"team": team} if team else {}),
            **({"channel": room} if room else {}),
        }

    @staticmethod
    def elsewhere(reference: Mapping[str, Any], conversation_id: str) -> dict[str, Any]:
        """A reference to another conversation in the same Teams, such as a channel, or a thread in it: `19:…;messageid=1`."""
        tenant = _table(reference["conversation"]).get("tenantId")
        conversation = {"id": conversation_id, **({"tenantId": tenant} if tenant else {})}
        return {"serviceUrl": reference["serviceUrl"], "conversation": conversation, "bot": reference["bot"]}

    async def send(self, reference: Mapping[str, Any], activity: Mapping[str, Any]) -> str:
        """Post into a conversation, to one message where the activity has a `replyToId`; the new activity's id.

        Not text and a card at once: Microsoft's stand-in for Teams makes two messages of that, and tells the id of neither.
        """
        to = activity.get("replyToId")
        address = self._address(reference, "activities", *([to] if to else []))
        return str((await self._connector.call("POST", address, _addressed(reference, activity))).get("id") or "")

    async def update(self, reference: Mapping[str, Any], activity_id: str, activity: Mapping[str, Any]) -> None:
        """Put an activity in the place of one that was sent."""
        body = {**_addressed(reference, activity), "id": activity_id}
        await self._connector.call("PUT", self._address(reference, "activities", activity_id), body)

    async def delete(self, reference: Mapping[str, Any], activity_id: str) -> None:
        """Take back what was sent."""
        await self._connector.call("DELETE", self._address(reference, "activities", activity_id))

    async def members(self, reference: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Who is in a conversation, each as Teams tells: `id`, `name`, `aadObjectId`, `tenantId`, `userRole` …"""
        found: list[Mapping[str, Any]] = []
        page = ""
        for _ in range(_PAGES):
            more = f"&continuationToken={quote(page, safe='')}" if page else ""
            told = await self._connector.call(
                "GET", f"{self._address(_room(reference), 'pagedmembers')}?pageSize=500{more}"
            )
            found += [one for one in told.get("members") or () if isinstance(one, dict)]
            page = str(told.get("continuationToken") or "")
            if not page:
                break
        return found

    async def member(self, reference: Mapping[str, Any], user_id: str) -> Mapping[str, Any]:
        """One member of a conversation, as `members` tells of them."""
        return await self._connector.call("GET", self._address(_room(reference), "members", user_id))

    def _address(self, reference: Mapping[str, Any], *path: str) -> str:
        """Where to call. The bot's token goes to Teams' own hosts only, and to where a proven request came from."""
        service = str(reference["serviceUrl"])
        origin = _origin(service)
        own = is_loopback(urlsplit(origin).hostname) if self._authentication is None else origin in _TEAMS
        if not own and origin not in self._proven:
            raise RefusedByTeams(0, UNKNOWN_SERVICE)
        parts = ("v3", "conversations", str(reference["conversation"]["id"]), *path)
        return "/".join((service.rstrip("/"), *(quote(one, safe="") for one in parts)))


async def _content(request: web.Request) -> bytes:
    """The body, up to what an activity can be; packed ones are counted as they come out."""
    content = bytearray()
    too_large = (request.content_length or 0) > _MOST_BYTES
    try:
        while not too_large and (piece := await request.content.readany()):
            content += piece
            too_large = len(content) > _MOST_BYTES
    except (web.RequestPayloadError, OSError):
        raise _TurnedAway(400, "cut off, or packed wrongly") from None
    if too_large:
        raise _TurnedAway(413, "too large")
    return bytes(content)


def _activity(content: bytes) -> dict[str, Any]:
    """What every activity has is there, and is text; the rest is for whoever hears it."""
    try:
        activity = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
        # Half an emoji, as where a preview was cut, could be neither stored nor sent on.
        text = json.dumps(activity, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        activity = json.loads(text)
    except (ValueError, RecursionError):
        raise _TurnedAway(400, "no JSON") from None
    if not isinstance(activity, dict):
        raise _TurnedAway(400, "no activity")
    wanted = (activity.get("type"), activity.get("serviceUrl"), _table(activity.get("conversation")).get("id"))
    if not all(isinstance(one, str) and one for one in wanted) or not _origin(str(wanted[1])):
        raise _TurnedAway(400, "no activity")
    return activity


def _no_number(name: str) -> float:
    raise ValueError(name)


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _origin(address: str) -> str:
    """Scheme, host and port; nothing for what is no web address."""
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.username is None and parts.port != 0
    except ValueError:
        return ""
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin if good and address.startswith(origin) else ""  # urlsplit overlooks line ends within


def _tenants_of(activity: Mapping[str, Any], claims: Mapping[str, Any]) -> set[str]:
    """Every tenant that is named anywhere."""
    named = (
        _table(activity.get("conversation")).get("tenantId"),
        _table(_table(activity.get("channelData")).get("tenant")).get("id"),
        claims.get("tid"),
    )
    return {str(one).lower() for one in named if one}


def _room(reference: Mapping[str, Any]) -> dict[str, Any]:
    """The conversation without its thread: a thread has no members of its own."""
    conversation = reference["conversation"]
    return {**reference, "conversation": {**conversation, "id": str(conversation["id"]).split(";messageid=", 1)[0]}}


def _addressed(reference: Mapping[str, Any], activity: Mapping[str, Any]) -> dict[str, Any]:
    """An activity with who says it where, unless it tells that itself."""
    to = {"recipient": reference["user"]} if "user" in reference else {}
    return {
        "type": "message",
        "channelId": CHANNEL,
        "serviceUrl": reference["serviceUrl"],
        "from": reference["bot"],
        "conversation": reference["conversation"],
        **to,
        **activity,
    }


def _failed(activity: Mapping[str, Any], words: str) -> Mapping[str, Any]:
    """How an invoke is told that something went wrong."""
    name = str(activity.get("name"))
    if name == "adaptiveCard/action":
        error = {"code": "500", "message": words}
        return {"statusCode": 500, "type": "application/vnd.microsoft.error", "value": error}
    if name.startswith(("composeExtension/", "task/")):
        return {"task": {"type": "message", "value": words}}
    return {}
