"""Who is who in Slack: the names under which colleagues decide. A name that counts belongs to one member's id only."""

from __future__ import annotations

from collections.abc import Mapping

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack_failures import UNREACHABLE
from bot.settings import Settings


class People:
    """Names by member id: the team's own from the settings, else the one that the member has in Slack."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._members: dict[str, Mapping[str, object]] = {}  # as Slack told
        self._taken = {name.casefold() for name in (*settings.approving, *settings.slack.people.values())}

    async def name(self, user: str, client: AsyncWebClient) -> str:
        """What a member is called here; their id where Slack does not tell.

        Anybody can change their own name in Slack, so a name that the settings give to somebody is not believed.
        """
        given = self._settings.slack.people.get(user)
        return given or self._trusted(_called(user, await self._member(user, client)), user)

    async def belongs(self, user: str, client: AsyncWebClient, team: str) -> bool:
        """Whether somebody is of the team: no guest, and nobody of another company in a channel that is shared."""
        member = await self._member(user, client)
        if not member:
            return user in self._settings.slack.people
        outside = any(member.get(sign) for sign in ("is_restricted", "is_ultra_restricted", "is_stranger", "deleted"))
        return not outside and str(member.get("team_id") or team) == team

    async def _member(self, user: str, client: AsyncWebClient) -> Mapping[str, object]:
        """What Slack says of a member, asked once; nothing where it does not tell."""
        if user not in self._members:
            try:
                told = (await client.users_info(user=user)).get("user")
            except UNREACHABLE:
                told = None
            if not told:
                return {}
            self._members[user] = told
        return self._members[user]

    def _trusted(self, name: str, user: str) -> str:
        return f"{name} ({user})" if name.casefold() in self._taken else name


def _called(user: str, member: Mapping[str, object]) -> str:
    profile = member.get("profile")
    shown = profile.get("display_name") if isinstance(profile, Mapping) else None
    found = next((name for name in (member.get("real_name"), shown, member.get("name")) if name), user)
    return " ".join(str(found).split())[:80]
