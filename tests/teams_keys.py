"""What Microsoft signs with, by keys of the test's own: tokens for a bot, and the keys by which it checks them."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

Json = dict[str, Any]

ISSUER = "https://api.botframework.com"


def new_key() -> rsa.RSAPrivateKey:
    """A key to sign with: Microsoft's, or a forger's."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def token(key: Any, key_id: str | None, audience: str, service_url: str, alg: str = "RS256", **claims: Any) -> str:
    """A token for a bot, good unless the key or `claims` (aud, iss, exp, serviceurl …) say otherwise; None leaves one out."""
    now = int(time.time())
    good = {"iss": ISSUER, "aud": audience, "nbf": now - 10, "exp": now + 3600, "serviceurl": service_url}
    kept = {name: one for name, one in (good | claims).items() if one is not None}
    return jwt.encode(kept, key, algorithm=alg, headers={"kid": key_id} if key_id else None)


def public(key: rsa.RSAPrivateKey, key_id: str, endorsements: Sequence[str] = ("msteams",)) -> Json:
    """A key as Microsoft makes it known, with the channels that may sign with it."""
    told = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return {**told, "kid": key_id, "use": "sig", "endorsements": list(endorsements)}
