"""Who asks: only Teams, with a token of Microsoft's for this very bot. The one file that knows Microsoft's SDK (botbuilder).

The SDK reads and checks the token. Its own fetching of keys holds up the event loop without a time limit and finds no key that is
younger than a day, and most forged tokens make it fail in a way that looks like our own fault. So it is handed the keys, and
everything that goes wrong here is either Unproven or KeysAway.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from botframework.connector.auth import ChannelValidation, SimpleCredentialProvider
from botframework.connector.auth.authentication_constants import AuthenticationConstants
from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import PyJWTError

from bot.adapters.teams_connector import NOT_THERE, Outside

CHANNEL = "msteams"
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


class Authentication:
    """Tells whether a request comes from Teams and is meant for this bot."""

    def __init__(self, app_id: str, keys: Keys) -> None:
        self._bot = SimpleCredentialProvider(app_id, "")
        self._extractor = JwtTokenExtractor(
            ChannelValidation.TO_BOT_FROM_CHANNEL_TOKEN_VALIDATION_PARAMETERS,
            AuthenticationConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL,
            AuthenticationConstants.ALLOWED_SIGNING_ALGORITHMS,
        )
        self._extractor.open_id_metadata = keys

    async def claims(self, header: str) -> Mapping[str, Any]:
        """What the token in an Authorization header states. Raises Unproven, or KeysAway."""
        try:
            identity = await self._extractor.get_identity_from_auth_header(header, CHANNEL)
            claims = (await ChannelValidation.validate_identity(identity, self._bot)).claims
        except (Unproven, KeysAway):
            raise
        except Exception as error:  # the SDK lets errors of every kind through for a token that is forged
            raise Unproven(type(error).__name__) from None
        if "exp" not in claims:  # it takes a token without an end
            raise Unproven("no expiry")
        return dict(claims)
