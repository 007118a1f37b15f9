"""What Teams tells a bot, as activities: who is there, and what they say, press and forward."""

from __future__ import annotations

import html
import itertools
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

APP_ID = "11111111-2222-3333-4444-555555555555"
BOT = f"28:{APP_ID}"
TENANT = "aaaaaaaa-0000-0000-0000-000000000001"
TEAM_GROUP = "aaaaaaaa-0000-0000-0000-0000000000b1"
ALICE, BOB, CAROL, DAN, EVE, FAY = (f"29:{name}" for name in ("alice", "bob", "carol", "dan", "eve", "fay"))
PEOPLE = {ALICE: "Alice", BOB: "Bob", CAROL: "Carol", DAN: "Dan", EVE: "Eve", FAY: "Fay"}
ENTRA = {id_: f"aaaaaaaa-0000-0000-0000-0000000000a{number}" for number, id_ in enumerate(PEOPLE, 1)}
"""Each person's object id in Entra, by which a profile knows them."""

PERSONAL, GROUP = "a:1alice", "19:digest@thread.v2"
CARE, APPROVALS = "19:care@thread.tacv2", "19:approvals@thread.tacv2"
CHANNELS = {CARE: "webcare", APPROVALS: "approvals"}
"""The team's channels; the first is the one that every team has, whose id is the team's own."""

PATIENCE = 5.0
"""Seconds that Teams waits for the answer to a button or a command; then it tells of an error, or asks again."""

CARD = "application/vnd.microsoft.card.adaptive"
_count = itertools.count()


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it stands in a conversation; `card` is {} where it has none, `edits` how often it was changed."""

    id: str
    conversation: str
    text: str
    card: Json
    edits: int
    activity: Json


def thread_of(channel: str, message_id: str) -> str:
    """The conversation below a message of a channel."""
    return f"{channel};messageid={message_id}"


def channel_of(conversation: str) -> str:
    """The channel or chat of a conversation."""
    return conversation.partition(";")[0]


def fresh_id() -> str:
    """A message's id that no message had before, as Teams makes them: a time."""
    return str(int(time.time() * 1000) + next(_count))


def card_of(activity: Json) -> Json:
    """The Adaptive Card of an activity, {} where it has none."""
    return next((one["content"] for one in activity.get("attachments") or [] if one["contentType"] == CARD), {})


def in_time(seconds: float) -> None:
    """Raise TimeoutError where an answer took longer than Teams waits."""
    if seconds > PATIENCE:
        raise TimeoutError(f"not answered within {PATIENCE} seconds: Teams would show an error, or ask again")


def activity(kind: str, conversation: str = CARE, user: str = ALICE, tenant: str = TENANT) -> Json:
    """What all activities have. `conversation`: a chat, or a channel's thread; `kind`: the activity's type.

    Whoever delivers it fills in its own service URL.
    """
    where = channel_of(conversation)
    channel = where.endswith("tacv2")
    talk: Json = {"id": conversation, "tenantId": tenant, "conversationType": "personal"}
    if conversation.startswith("19:"):
        talk |= {"isGroup": True, "conversationType": "channel" if channel else "groupChat"}
    team = {
        "team": {"id": CARE, "aadGroupId": TEAM_GROUP},
        "channel": {"id": where},
        "teamsTeamId": CARE,
        "teamsChannelId": where,
    }
    now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    return {
        "type": kind,
        "id": str(uuid.uuid4()),
        "timestamp": now,
        "localTimestamp": now,
        "channelId": "msteams",
        "serviceUrl": "",
        "from": {"id": user, "name": PEOPLE.get(user, "Somebody"), "aadObjectId": ENTRA.get(user, user)},
        "recipient": {"id": BOT, "name": "Meelezer"},
        "conversation": talk,
        "locale": "nl-NL",
        "entities": [{"type": "clientInfo", "locale": "nl-NL", "country": "NL", "platform": "Windows", "timezone": "Europe/Amsterdam"}],
        "channelData": {"tenant": {"id": tenant}, **(team if channel else {})},
    }  # fmt: skip


def message(
    text: str,
    conversation: str = CARE,
    user: str = ALICE,
    mention: bool = False,
    attachments: Iterable[Json] = (),
    id_: str = "",
    tenant: str = TENANT,
) -> Json:
    """Somebody says something. In a channel it begins a thread of its own, unless `conversation` is a thread.

    Teams adds the same text as HTML; with `attachments` that is theirs to bring (see `forwarded`).
    """
    id_ = id_ or fresh_id()
    if conversation in CHANNELS:
        conversation = thread_of(conversation, id_)
    brought = list(attachments) or [{"contentType": "text/html", "content": f"<p>{_html(text)}</p>"}]
    said = activity("message", conversation, user, tenant)
    said |= {"id": id_, "text": text, "textFormat": "plain", "attachments": brought}
    if mention:
        said["text"] = f"<at>Meelezer</at> {text}"
        said["entities"].append(
            {"type": "mention", "text": "<at>Meelezer</at>", "mentioned": {"id": BOT, "name": "Meelezer"}}
        )
    return said


def forwarded(text: str, comment: str = "", conversation: str = CARE, user: str = ALICE, mention: bool = False) -> Json:
    """Somebody forwards a message: the comment and the text in one, told apart only in the HTML. Teams names no author."""
    held = f'{f"<p>{_html(comment)}</p>" if comment else ""}\n<blockquote itemtype="http://schema.skype.com/Forward">\n<p>{_html(text)}</p>\n</blockquote>'
    together = "\r\n\r\n".join(filter(None, [comment, text]))
    return message(together, conversation, user, mention, [{"contentType": "text/html", "content": held}])


def invoke(name: str, value: Json, conversation: str = CARE, user: str = ALICE, reply_to: str = "") -> Json:
    """Somebody presses a button or chooses a command, and waits for the answer."""
    return {**activity("invoke", conversation, user), "name": name, "value": value, **({"replyToId": reply_to} if reply_to else {})}  # fmt: skip


def executed(verb: str, data: Json, trigger: str = "manual") -> Json:
    """What an Action.Execute of a card brings; `trigger` is automatic where the card refreshes itself."""
    return {"action": {"type": "Action.Execute", "id": "", "verb": verb, "data": data}, "trigger": trigger}


def command(id_: str, about: Json | None = None, data: Json | None = None) -> Json:
    """What a command of the message extension brings: `about` the message that it was chosen on, and what was filled in."""
    value: Json = {
        "commandId": id_,
        "commandContext": "message" if about else "compose",
        "context": {"theme": "default"},
    }
    if about:
        value["messagePayload"] = about
    return value if data is None else {**value, "data": data}


def payload(text: str, author: str = "Bob", link: str = "https://teams.microsoft.com/l/message/19:x/1") -> Json:
    """A message as the message extension tells of it."""
    return {
        "id": fresh_id(),
        "createdDateTime": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
        "messageType": "message",
        "importance": "normal",
        "locale": "nl-nl",
        "linkToMessage": link,
        "from": {"user": {"id": ENTRA[BOB], "displayName": author, "userIdentityType": "aadUser"}},
        "body": {"contentType": "html", "content": f"<p>{_html(text)}</p>"},
        "attachments": [],
        "mentions": [],
        "reactions": [],
    }


def added(conversation: str = CARE, user: str = ALICE, members: Iterable[str] = (BOT,)) -> Json:
    """Somebody adds members to a conversation, the bot itself if nobody is named."""
    return {**activity("conversationUpdate", conversation, user), "membersAdded": [{"id": one} for one in members]}


def _html(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>\n")
