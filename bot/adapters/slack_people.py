"""Who is who in Slack: the names under which colleagues decide. A name that counts belongs to one member's id only."""

from __future__ import annotations

from collections.abc import Mapping

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings


class People:
    """Names by member id: the team's own from the settings, else the one that the member has in Slack."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._known = settings, dict(settings.slack.people)
        self._taken = {name.casefold() for name in (*settings.approvers, *settings.slack.people.values())}

    async def name(self, user: str, client: AsyncWebClient) -> str:
        """What a member is called here; their id where Slack does not tell.

        Anybody can change their own name in Slack, so a name that the settings give to somebody is not believed.
        """
        if user not in self._known:
            self._known[user] = self._trusted(await _called(user, client), user)
        return self._known[user]

    def _trusted(self, name: str, user: str) -> str:
        return f"{name} ({user})" if name.casefold() in self._taken else name

    def may_approve(self, user: str) -> bool:
        """Whether a member may approve: by the name that the settings give them, or by their id."""
        return self._settings.may_approve(self._known.get(user)) or self._settings.may_approve(user)


async def _called(user: str, client: AsyncWebClient) -> str:
    try:
        answer = await client.users_info(user=user)
    except SlackApiError:
        return user
    member: Mapping[str, object] = answer.get("user") or {}
    profile = member.get("profile")
    shown = profile.get("display_name") if isinstance(profile, Mapping) else None
    found = next((name for name in (member.get("real_name"), shown, member.get("name")) if name), user)
    return " ".join(str(found).split())[:80]
