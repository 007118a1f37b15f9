"""What the environment says about the bot in Microsoft Teams, under Microsoft's own names."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.errors import WrongUse

APP_ID = "MicrosoftAppId"
"""The environment variable with the app's id, named by Microsoft."""

_ENTRA_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_KINDS = ("MultiTenant", "SingleTenant")
_EVERY_TENANT = "botframework.com"  # where a bot for several tenants fetches its token


@dataclass(frozen=True, slots=True)
class Secrets:
    """The app registration behind the bot; never printed, never stored. No `app_id`: trying out on this machine only."""

    app_id: str
    password: str = field(repr=False)
    kind: str
    tenant: str

    @classmethod
    def of(cls, environment: Mapping[str, str], local: bool, host: str) -> Secrets:
        """Read and check them; `host` is where the bot will listen. Raises WrongUse with what to do."""

        def given(name: str) -> str:
            return environment.get(f"MicrosoftApp{name}", "").strip()

        app_id, password, kind, tenant = given("Id"), given("Password"), given("Type") or _KINDS[0], given("TenantId")
        if local:
            _check_local(host, given_too=bool(app_id or password or tenant))
        else:
            _check_account(app_id, password)
            kind = _checked_kind(kind, tenant)
        return cls(app_id.lower(), password, kind, tenant.lower())

    @property
    def token_tenant(self) -> str:
        """Which tenant gives the bot its token."""
        return self.tenant if self.kind == "SingleTenant" else _EVERY_TENANT


def is_loopback(host: str | None) -> bool:
    """Whether nobody but this very machine can be there."""
    if (host or "").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address((host or "").strip("[]")).is_loopback
    except ValueError:
        return False


def no_app_id() -> WrongUse:
    """What to tell where the bot has to have an app id and has none."""
    return WrongUse(
        f"{APP_ID} ontbreekt. Zet het in de omgeving (Azure Bot: Configuration), of probeer het met serve teams --local op deze machine.",
        f"{APP_ID} is missing. Put it into the environment (Azure Bot: Configuration), or try it with serve teams --local on this machine.",
    )


def checked_app_id(given: str) -> str:
    """An app id in small letters. Raises WrongUse where it is not there, or is none."""
    if not given:
        raise no_app_id()
    if not _ENTRA_ID.fullmatch(given):
        raise WrongUse(
            f"{APP_ID} is geen id zoals 6b7e1a52-0c1d-4f7e-9a35-2f6f0a1c9d10; kopieer het uit Azure Bot: Configuration.",
            f"{APP_ID} is no id such as 6b7e1a52-0c1d-4f7e-9a35-2f6f0a1c9d10; copy it from Azure Bot: Configuration.",
        )
    return given.lower()


def _check_local(host: str, given_too: bool) -> None:
    if given_too:
        raise WrongUse(
            "--local is om zonder Azure te proberen: haal MicrosoftAppId, MicrosoftAppPassword en MicrosoftAppTenantId "
            "uit de omgeving, of laat --local weg.",
            "--local is for trying out without Azure: take MicrosoftAppId, MicrosoftAppPassword and MicrosoftAppTenantId "
            "out of the environment, or leave --local out.",
        )
    if not is_loopback(host):
        raise WrongUse(
            f"Met --local wordt niemand gecontroleerd, dus dat mag alleen op deze machine: kies --host 127.0.0.1, niet {host}.",
            f"With --local nobody is checked, so it is for this machine only: choose --host 127.0.0.1, not {host}.",
        )


def _check_account(app_id: str, password: str) -> None:
    checked_app_id(app_id)
    if not password:
        raise WrongUse(
            "MicrosoftAppPassword ontbreekt. Zet de waarde van het clientgeheim in de omgeving (app-registratie: Certificates & secrets).",
            "MicrosoftAppPassword is missing. Put the client secret's value into the environment "
            "(app registration: Certificates & secrets).",
        )


def _checked_kind(kind: str, tenant: str) -> str:
    known = {name.lower(): name for name in _KINDS}
    if kind.lower() not in known:
        raise WrongUse(
            "MicrosoftAppType kan ik niet gebruiken; kies SingleTenant of MultiTenant.",
            "I cannot use that MicrosoftAppType; choose SingleTenant or MultiTenant.",
        )
    if known[kind.lower()] == "SingleTenant" and not tenant:
        raise WrongUse(
            "MicrosoftAppTenantId ontbreekt; een bot van het type SingleTenant heeft het nodig (app-registratie: Overview).",
            "MicrosoftAppTenantId is missing; a bot of the type SingleTenant needs it (app registration: Overview).",
        )
    if tenant and not _ENTRA_ID.fullmatch(tenant):
        raise WrongUse(
            "MicrosoftAppTenantId is geen id zoals 6b7e1a52-0c1d-4f7e-9a35-2f6f0a1c9d10; kopieer het uit de app-registratie: Overview.",
            "MicrosoftAppTenantId is no id such as 6b7e1a52-0c1d-4f7e-9a35-2f6f0a1c9d10; copy it from the app registration: Overview.",
        )
    return known[kind.lower()]
