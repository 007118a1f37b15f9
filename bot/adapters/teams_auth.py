"""Who asks: only Teams, with a token of Microsoft's for this very bot.

The SDK reads and checks the token. Its own fetching of keys holds up the event loop without a time limit and finds no key that is
younger than a day, and most forged tokens make it fail in a way that looks like our own fault. So it is handed the keys, and
everything that goes wrong here is either Unproven or KeysAway.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import aiohttp
from botbuilder.integration.aiohttp import ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity
from botframework.connector.auth import (
    AuthenticateRequestResult,
    AuthenticationConstants,
    ClaimsIdentity,
    ConnectorFactory,
    JwtTokenExtractor,
    PasswordServiceClientCredentialFactory,
)
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import PyJWTError

from bot.adapters.teams_connector import NOT_THERE, Outside

CHANNEL = "msteams"
_ISSUER = AuthenticationConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER
_FRESH_SECONDS = 24 * 3600.0
_OLDEST_SECONDS = 5 * 24 * 3600.0  # Microsoft announces a new key so long before it signs with it
_PAUSE_SECONDS = 300.0  # before an unknown key id makes us ask again
_PAUSE_AFTER_FAILURE_SECONDS = 5.0

log = logging.getLogger(__name__)


class Unproven(Exception):
    """The request does not come from Teams, or nothing shows that it does; the text says what is wrong with it."""


class KeysAway(Exception):
    """Microsoft's keys cannot be fetched now, so nothing can be proven."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of Microsoft's, and the channels that may sign with it."""

    public_key: Any
    endorsements: list[str]


class Keys:
    """Microsoft's keys, fetched once a day, and for an unknown key id at most every five minutes."""

    def __init__(self, outside: Outside, session: Callable[[], aiohttp.ClientSession]) -> None:
        self._outside, self._session = outside, session
        self._keys: Mapping[str, Key] = {}
        self._since = self._not_before = float("-inf")
        self._fetching = asyncio.Lock()

    async def get(self, key_id: Any) -> Key:
        """The key of an id, as the SDK asks for it. Raises Unproven for an unknown one, KeysAway when there are none."""
        key_id = str(key_id)
        if key_id not in self._keys or self._age() > _FRESH_SECONDS:
            async with self._fetching:  # who waited here finds that it was asked a moment ago
                if self._outside.clock() >= self._not_before:
                    await self._refresh()
        if not self._keys or self._age() > _OLDEST_SECONDS:
            raise KeysAway("no keys")
        if key_id not in self._keys:
            raise Unproven("unknown key id")
        return self._keys[key_id]

    def _age(self) -> float:
        return self._outside.clock() - self._since

    async def _refresh(self) -> None:
        try:
            async with asyncio.timeout(self._outside.patience):
                self._keys = await self._fetched()
        except (*NOT_THERE, ValueError, KeyError, TypeError, AttributeError, PyJWTError) as error:
            log.warning("the keys of Teams cannot be fetched (%s)", type(error).__name__)
            self._not_before = self._outside.clock() + _PAUSE_AFTER_FAILURE_SECONDS
        else:
            self._since = self._outside.clock()
            self._not_before = self._since + _PAUSE_SECONDS

    async def _fetched(self) -> Mapping[str, Key]:
        listed = await self._json((await self._json(self._outside.keys))["jwks_uri"])
        return {
            one["kid"]: Key(RSAAlgorithm.from_jwk(one), list(one.get("endorsements", ())) or ["none"])
            for one in listed["keys"]
            if one["kty"] == "RSA"
        }  # with no endorsements at all the SDK would let every channel in

    async def _json(self, address: str) -> Any:
        async with self._session().get(address) as response:
            response.raise_for_status()
            return await response.json(content_type=None)


class Gate(ConfigurationBotFrameworkAuthentication):
    """Tells whether a request comes from Teams and is meant for this bot. Without an app id it lets everybody in."""

    def __init__(self, app_id: str, keys: Keys, outside: Outside, connector: ConnectorFactory) -> None:
        """`connector` gives what the SDK sends with."""
        self._app_id, self._connector = app_id, connector
        JwtTokenExtractor.metadataCache[outside.keys] = keys  # where the SDK looks for them before it fetches any
        where = SimpleNamespace(
            TO_BOT_FROM_CHANNEL_TOKEN_ISSUER=_ISSUER,
            TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL=outside.keys,
            TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL=outside.keys,
        )
        super().__init__(where, credentials_factory=PasswordServiceClientCredentialFactory(app_id))

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        """Whom the token in a request's header proves to ask, for an activity. Raises Unproven, or KeysAway."""
        try:
            proven = await super().authenticate_request(activity, auth_header if self._app_id else None)
        except (Unproven, KeysAway):
            raise
        except Exception as error:  # the SDK lets errors of every kind through for a token that is forged
            raise Unproven(type(error).__name__) from None
        claims = proven.claims_identity.claims
        if self._app_id and claims.get("iss") != _ISSUER:  # emulators and skills of Microsoft's are no colleagues
            raise Unproven("another issuer")
        if self._app_id and "exp" not in claims:  # it takes a token without an end
            raise Unproven("no expiry")
        proven.connector_factory = self._connector
        return proven

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        """Nobody signs in through Meelezer; the SDK would make a client for that on every turn."""
