"""The line to Microsoft Teams: lets in what Teams sends, and sends what Meelezer says. Dicts and strings on both sides.

It stands on Microsoft's SDK (botbuilder), which is archived: who comes after it has to mend this file and the three that it brings
together, `teams_auth.py`, `teams_adapter.py` and `teams_connector.py`, and no other.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from botframework.connector.aio.operations_async import ConversationsOperations

from bot.adapters.teams_adapter import Adapter, Hear, Listener, TurnedAway, origin_of, table
from bot.adapters.teams_auth import CHANNEL, Gate, Keys
from bot.adapters.teams_connector import Connector, LineDown, Outside, RefusedByTeams, Sender
from bot.adapters.teams_secrets import Secrets, is_loopback, no_app_id
from bot.errors import UNFORESEEN, MeelezerError, WrongUse
from bot.words import Words

__all__ = ["LineDown", "Outside", "RefusedByTeams", "Secrets", "TeamsLine"]

UNKNOWN_SERVICE = "unknownServiceUrl"
"""The code of a refusal of our own: nobody has proven yet that Teams is there."""

_PAGES, _A_PAGE = 20, 500
_TEAMS = frozenset({"https://smba.trafficmanager.net", "https://smba.infra.gcc.teams.microsoft.com"})
"""Where Teams' own connectors are, so that reminders can go out after a start, before anybody has spoken."""

log = logging.getLogger(__name__)


class TeamsLine:
    """One bot in Teams. Without an app id (Secrets lets that pass on loopback only) nobody is checked, and only loopback is
    spoken with."""

    def __init__(
        self, secrets: Secrets, tenants: Sequence[str], hear: Hear, lang: str = "nl", outside: Outside | None = None
    ) -> None:
        """`hear` gets the activities of allowed tenants only; `lang` is for telling an error to whoever pressed a button.

        Raises WrongUse where anybody's tenant could use the bot.
        """
        self._secrets, self._lang = secrets, lang
        allowed = frozenset(tenants) or frozenset(filter(None, [secrets.tenant]))
        if secrets.app_id and not allowed:
            raise WrongUse(
                "Iedereen kan deze bot in zijn eigen Teams zetten: noem in [teams] bij tenants wie erin mag.",
                "Anybody can add this bot to their own Teams: name under tenants in [teams] who may.",
            )
        for noisy in ("botbuilder", "botframework", "msrest", "msal", "urllib3"):  # lower levels write what people said
            logging.getLogger(noisy).setLevel(logging.ERROR)
        outside = outside or Outside()
        self._kept_session: aiohttp.ClientSession | None = None
        self._sender = Sender(secrets, outside, self._session)
        self._connector = Connector(self._sender)
        gate = Gate(secrets.app_id, Keys(outside, self._session), outside, self._connector)
        self._adapter = Adapter(gate, allowed, local=not secrets.app_id)
        self._listener = Listener(hear, self._failed)

    def _session(self) -> aiohttp.ClientSession:
        if self._kept_session is None:
            self._kept_session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self._kept_session

    async def close(self) -> None:
        """Hang up; afterwards nothing can be sent."""
        if self._kept_session is not None:
            await self._kept_session.close()

    @property
    def reached(self) -> bool:
        """Whether Microsoft was there when it was last asked; nobody is asked without an app id."""
        return self._sender.reached or not self._secrets.app_id

    async def examined(self) -> str:
        """Ask Microsoft for a token, as `doctor` does; the app id. Raises PartMissing, or WrongUse without one."""
        if not self._secrets.app_id:
            raise no_app_id()
        await self._sender.token(anew=True)
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
            return await self._adapter.process(request, self._listener)
        except TurnedAway as away:
            log.log(logging.WARNING if away.status in (403, 503) else logging.INFO, "turned away: %s", away)
            return web.Response(status=away.status)
        except Exception as error:
            self._words_for(error)
            return web.Response(status=500)

    def _failed(self, activity: Mapping[str, Any], error: Exception) -> Mapping[str, Any]:
        """How an invoke is told that something went wrong."""
        name, words = str(activity.get("name")), self._words_for(error).said(self._lang)
        if name == "adaptiveCard/action":
            told = {"code": "500", "message": words}
            return {"statusCode": 500, "type": "application/vnd.microsoft.error", "value": told}
        if name.startswith(("composeExtension/", "task/")):
            return {"task": {"type": "message", "value": words}}
        return {}

    def _words_for(self, error: Exception) -> Words:
        """What to tell of an error, which is logged."""
        if isinstance(error, MeelezerError):
            log.warning("an activity was not taken: %s", error)
            return error.words
        log.error("an activity was not taken", exc_info=error)
        return UNFORESEEN

    # --- speaking ------------------------------------------------------------------------------------------------
    # Each raises LineDown when trying later may help, and RefusedByTeams when it never will.

    @staticmethod
    def reference_of(activity: Mapping[str, Any]) -> dict[str, Any]:
        """What is needed to speak in an activity's conversation later; JSON, and without anybody's name."""
        conversation, data = activity["conversation"], table(activity.get("channelData"))
        team, room = table(data.get("team")).get("id"), table(data.get("channel")).get("id")
        return {
            "serviceUrl": activity["serviceUrl"],
            "conversation": {name: one for name, one in conversation.items() if name != "name"},
            "bot": {"id": table(activity.get("recipient")).get("id")},
            "user": {"id": table(activity.get("from")).get("id")},
            **({"team": team} if team else {}),
            **({"channel": room} if room else {}),
        }

    @staticmethod
    def elsewhere(reference: Mapping[str, Any], conversation_id: str) -> dict[str, Any]:
        """A reference to another conversation in the same Teams, such as a channel, or a thread in it: `19:…;messageid=1`."""
        tenant = table(reference["conversation"]).get("tenantId")
        conversation = {"id": conversation_id, **({"tenantId": tenant} if tenant else {})}
        return {"serviceUrl": reference["serviceUrl"], "conversation": conversation, "bot": reference["bot"]}

    async def send(self, reference: Mapping[str, Any], activity: Mapping[str, Any]) -> str:
        """Post into a conversation, to one message where the activity has a `replyToId`; the new activity's id.

        Not text and a card at once: Microsoft's stand-in for Teams makes two messages of that, and tells the id of neither.
        """
        talk, talks = await self._talk(reference)
        body, to = _addressed(reference, activity), activity.get("replyToId")
        answer = await (talks.reply_to_activity(talk, to, body) if to else talks.send_to_conversation(talk, body))
        return str(answer.get("id") or "")

    async def update(self, reference: Mapping[str, Any], activity_id: str, activity: Mapping[str, Any]) -> None:
        """Put an activity in the place of one that was sent."""
        talk, talks = await self._talk(reference)
        await talks.update_activity(talk, activity_id, {**_addressed(reference, activity), "id": activity_id})

    async def delete(self, reference: Mapping[str, Any], activity_id: str) -> None:
        """Take back what was sent."""
        talk, talks = await self._talk(reference)
        await talks.delete_activity(talk, activity_id)

    async def members(self, reference: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Who is in a conversation, each as Teams tells: `id`, `name`, `aadObjectId`, `tenantId`, `userRole` …"""
        talk, talks = await self._talk(reference)
        found: list[Mapping[str, Any]] = []
        page = None
        for _ in range(_PAGES):
            told = await talks.get_conversation_paged_members(_room(talk), _A_PAGE, page)
            found += [one for one in told.get("members") or () if isinstance(one, dict)]
            page = told.get("continuationToken")
            if not page:
                break
        return found

    async def member(self, reference: Mapping[str, Any], user_id: str) -> Mapping[str, Any]:
        """One member of a conversation, as `members` tells of them."""
        talk, talks = await self._talk(reference)
        return dict(await talks.get_conversation_member(_room(talk), user_id))

    async def _talk(self, reference: Mapping[str, Any]) -> tuple[str, ConversationsOperations]:
        """A conversation's id, and what to call Teams with. The bot's token goes to Teams' own hosts only, and to where a
        proven request came from."""
        service = str(reference["serviceUrl"])
        origin = origin_of(service)
        own = origin in _TEAMS if self._secrets.app_id else is_loopback(urlsplit(origin).hostname)
        if not own and origin not in self._adapter.origins:
            raise RefusedByTeams(0, UNKNOWN_SERVICE)
        client = await self._connector.create(service)
        return str(reference["conversation"]["id"]), client.conversations


def _room(conversation: str) -> str:
    """The conversation without its thread: a thread has no members of its own."""
    return conversation.split(";messageid=", 1)[0]


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
