"""What Slack has to know of the app: its scopes, each with its reason, and where it listens."""

from __future__ import annotations

from typing import Any

from bot.words import Words

COMMAND = "/meelezer"
TRIAGE_MESSAGE, TRIAGE_FORM = "triage_message", "triage_form"
"""The callback ids of the message shortcut and of the global one."""

_PROMPTS = (
    Words("Moet ik dit privé doen?", "Should I go private?"),
    Words("Hoe snel moeten we antwoorden?", "How fast should we reply?"),
    Words("Moeten we sorry zeggen als het niet onze fout is?", "Should we apologise if it was not our fault?"),
    Words("Mag ik een negatieve reactie verwijderen?", "May I delete a negative comment?"),
)

BOT_SCOPES = {
    "app_mentions:read": Words("lezen waar Meelezer genoemd wordt", "read where Meelezer is mentioned"),
    "assistant:write": Words("voorbeeldvragen, en “leest mee …”, in een gesprek met een collega",
                             "example questions, and “is reading along …”, in a conversation with a colleague"),
    "channels:history": Words("doorgestuurde berichten, voorvertoningen van links en vragen bij een zaak, in kanalen waar hij is uitgenodigd",
                              "forwarded posts, previews of links and questions about a case, in channels that it was invited to"),
    "channels:read": Words("merken dat hij in een kanaal is uitgenodigd, en zich voorstellen",
                           "notice that it was invited to a channel, and say who it is"),
    "chat:write": Words("kaarten en antwoorden plaatsen binnen het team", "post cards and answers within the team"),
    "commands": Words("/meelezer en de snelkoppelingen", "/meelezer and the shortcuts"),
    "files:write": Words("de grafiek van het weekoverzicht", "the chart of the weekly digest"),
    "groups:history": Words("berichten lezen zoals met channels:history, in besloten kanalen", "read as with channels:history, in private channels"),
    "groups:read": Words("een uitnodiging merken zoals met channels:read, in besloten kanalen",
                         "notice an invitation as with channels:read, in private channels"),
    "im:history": Words("berichten die een collega rechtstreeks stuurt", "messages that a colleague sends directly"),
    "im:write": Words("een collega rechtstreeks antwoorden", "answer a colleague directly"),
    "users:read": Words("de naam van wie beslist, voor het logboek", "the name of who decides, for the ledger"),
}  # fmt: skip
"""The scopes of the bot, the fewest that do, and what each is for."""

_EVENTS = (
    "app_home_opened", "app_mention", "member_joined_channel", "message.channels", "message.groups", "message.im",
)  # fmt: skip


_WHEN_INSTALLED = ("app_uninstalled", "tokens_revoked")
"""What Slack tells besides where an app can be installed in several workspaces: then its tokens are to be forgotten."""


def manifest(lang: str, address: str | None = None) -> dict[str, Any]:
    """The app's manifest, to be pasted into api.slack.com/apps; with `address` (https://…) for HTTP, else for Socket Mode."""
    events = f"{address.rstrip('/')}/slack/events" if address else None
    at = {"request_url": events} if events else {}

    def word(nl: str, en: str) -> str:
        return Words(nl, en).said(lang)

    return {
        "display_information": {
            "name": "Meelezer",
            "description": word("Leest mee voordat het antwoord de deur uitgaat", "Reads along before the reply goes out"),
            "background_color": "#1f4e5f",
        },
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
            "agent_view": {
                "agent_description": word(
                    "Zegt wat voor klacht het is, of je openbaar of privé antwoordt, en stelt antwoorden voor.",
                    "Says what kind of complaint it is, whether to reply in public or private, and proposes replies.",
                ),
                "suggested_prompts": [{"title": one.said(lang), "message": one.said(lang)} for one in _PROMPTS],
            },
            "bot_user": {"display_name": "Meelezer", "always_online": True},
            "shortcuts": [
                {"name": "Triage with Meelezer", "type": "message", "callback_id": TRIAGE_MESSAGE,
                 "description": word("Leg dit bericht voor aan Meelezer", "Submit this post to Meelezer")},
                {"name": word("Bericht voorleggen", "Submit a post"), "type": "global", "callback_id": TRIAGE_FORM,
                 "description": word("Plak een bericht van een klant", "Paste a customer's post")},
            ],
            "slash_commands": [
                {"command": COMMAND, "description": word("Meelezer: voorleggen, vragen, nakijken", "Meelezer: triage, ask, check"),
                 "usage_hint": "triage | ask | check | cases | mine | search | digest | help",
                 "should_escape": False, **({"url": events} if events else {})},
            ],
        },
        "oauth_config": {
            "scopes": {"bot": list(BOT_SCOPES)},
            **({"redirect_urls": [f"{address.rstrip('/')}/slack/oauth_redirect"]} if address else {}),
        },
        "settings": {
            "event_subscriptions": {"bot_events": [*_EVENTS, *(_WHEN_INSTALLED if address else ())], **at},
            "interactivity": {"is_enabled": True, **at},
            "org_deploy_enabled": False,
            "socket_mode_enabled": events is None,
            "token_rotation_enabled": False,
        },
    }  # fmt: skip
