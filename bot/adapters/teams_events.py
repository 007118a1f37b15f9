"""What comes in from Teams → what was said, where, by whom, and which customers' posts came along. Pure.

A post can come as a forwarded message, as one that somebody replies to, pasted, or as the message that the message
extension was used on. Teams gives the words of a message as text and, beside it, as HTML; what was forwarded or quoted
stands in the HTML only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from bot.adapters.inbound import Inbound, Speaking
from bot.case import clean, post_from
from bot.errors import BadInput
from bot.platforms import platform_of

Activity = Mapping[str, Any]

_WITH_A_LINK = 12
"""Words that a colleague writes with a link at most; what is longer is itself the post."""

_LINES = frozenset({"p", "div", "br", "li", "blockquote", "h1", "h2", "h3", "tr"})
_FORWARD, _REPLY = "http://schema.skype.com/forward", "http://schema.skype.com/reply"
_AT = re.compile(r"<at[^<>]*>([^<>]*)</at>")
_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a message in HTML: what was typed, and what it passes on or replies to."""

    typed: str
    passed_on: tuple[str, ...] = ()
    replied_to: tuple[str, ...] = ()
    reply_id: str = ""
    """The id of the message that it replies to."""


def speaking_in(activity: Activity) -> Speaking:
    """Where an activity happened and who did it; people by their Entra object id, where Teams tells it."""
    channel, thread = place_of(activity)
    sender = activity.get("from") or {}
    user = str(sender.get("aadObjectId") or sender.get("id") or "")
    return Speaking(tenant_of(activity), channel, thread, user, thread, _personal(activity))


def place_of(activity: Activity) -> tuple[str, str]:
    """The conversation's id and the thread in it: in a channel the message that it began with, else "" (there are none)."""
    conversation = str((activity.get("conversation") or {}).get("id") or "")
    channel, _, thread = conversation.partition(";messageid=")
    return channel, thread


def tenant_of(activity: Activity) -> str:
    """The organisation that an activity comes from."""
    told = (activity.get("channelData") or {}).get("tenant") or {}
    return str((activity.get("conversation") or {}).get("tenantId") or told.get("id") or "")


def _personal(activity: Activity) -> bool:
    """Whether it is a talk with Meelezer; two people who talk with one another are no such thing."""
    conversation = activity.get("conversation") or {}
    between_people = "@unq.gbl.spaces" in str(conversation.get("id") or "")
    return conversation.get("conversationType") == "personal" and not between_people


def heard_in(activity: Activity) -> Inbound | None:
    """The message in an activity; None for what nobody said. A form that was sent is none: it is an invoke."""
    if activity.get("type") != "message" or not activity.get("id"):
        return None
    where = speaking_in(activity)
    if not where.channel or not where.user:
        return None
    attachments = [one for one in activity.get("attachments") or () if isinstance(one, Mapping)]
    inside = [words_in(str(one.get("content") or "")) for one in attachments if one.get("contentType") == "text/html"]
    passed_on = [text for words in inside for text in words.passed_on] + list(_references(attachments, "forwarded"))
    mentioned, typed = _said(activity, inside)
    addressed = where.direct or mentioned or bool(passed_on)
    if mentioned:  # "@Meelezer" below somebody's message: that message is meant, where nothing else is
        passed_on += [text for words in inside for text in words.replied_to] if not typed.strip("? ") else []
    posts = tuple(_posts(passed_on)) if addressed else ()
    words = _LINK.sub(" ", typed).strip(" \n.,:")
    if not typed and not posts:
        return None
    return Inbound(
        key=f"teams/{where.team}/{where.channel}/{activity['id']}",
        team=where.team,
        channel=where.channel,
        thread=where.thread or _replied_message(attachments, inside) or str(activity.get("replyToId") or ""),
        message=str(activity["id"]),
        user=where.user,
        text="" if posts and not words else typed,
        posts=posts,
        addressed=addressed,
        direct=where.direct,
        links=addressed and not posts and bool(_LINK.search(typed)) and len(words.split()) <= _WITH_A_LINK,
        words=bool(words),
    )


def _said(activity: Activity, inside: Sequence[Said]) -> tuple[bool, str]:
    """Whether Meelezer was mentioned, and what was typed without that; from the HTML where it quotes something."""
    bot = str((activity.get("recipient") or {}).get("id") or "")
    names = [
        str(one.get("text") or "")
        for one in activity.get("entities") or ()
        if isinstance(one, Mapping) and one.get("type") == "mention" and (one.get("mentioned") or {}).get("id") == bot
    ]
    text = str(activity.get("text") or "")
    for name in names:
        text = text.replace(name, " ")
    quoting = next((one for one in inside if one.passed_on or one.replied_to), None)
    if quoting:
        text = quoting.typed
        for name in names:
            text = text.replace("@" + words_in(name).typed.lstrip("@"), " ")
    else:
        text = words_in(text).typed if activity.get("textFormat") == "xml" else _AT.sub(r"@\1", text)
    return bool(names), "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()


def _references(attachments: Sequence[Activity], kind: str) -> Iterator[str]:
    """What Teams attaches of messages that were passed on: a reference with the message in it, as JSON."""
    for one in attachments:
        if one.get("contentType") == f"{kind}MessageReference":
            content = _json(one.get("content"))
            yield words_in(str(content.get("originalMessageContent") or content.get("messagePreview") or "")).typed


def _replied_message(attachments: Sequence[Activity], inside: Sequence[Said]) -> str:
    """The id of the message that is replied to, in chats that have no threads; "" for none."""
    told = next((_json(one.get("content")) for one in attachments if one.get("contentType") == "messageReference"), {})
    return str(told.get("messageId") or next((one.reply_id for one in inside if one.reply_id), ""))


def _json(content: Any) -> Mapping[str, Any]:
    if isinstance(content, str):
        try:
            content = json.loads(content)
        except ValueError:
            return {}
    return content if isinstance(content, Mapping) else {}


def _posts(texts: Sequence[str]) -> Iterator[dict[str, Any]]:
    for text in dict.fromkeys(texts):
        try:
            post_from({"text": text})
        except BadInput:
            continue
        yield {"text": text}


def post_in_extension(value: Mapping[str, Any]) -> dict[str, str]:
    """The post that the message extension was used on, as fields of a post; {} from the compose box.

    Raises BadInput when there is no text in that message."""
    payload = value.get("messagePayload")
    if not isinstance(payload, Mapping):
        return {}
    body = payload.get("body") or {}
    words = words_in(str(body.get("content") or "")) if body.get("contentType") == "html" else None
    text = str(body.get("content") or "") if words is None else "\n".join((*words.passed_on, words.typed))
    found = {"text": clean(text)}
    if link := _LINK.search(found["text"]):
        platform = platform_of(link.group())
        found |= {"platform": platform, "url": link.group()} if platform != "other" else {}
    return found


@dataclass(slots=True)
class _Part:
    """A stretch of a message: typed, passed on, or replied to."""

    kind: str
    words: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Reads a message as Teams writes it; unknown tags are passed over, their words stay."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts = [_Part("typed")]
        self.reply_id = ""
        self._quotes: list[str] = []
        self._silent = 0  # inside what is not the message's words: who is quoted, and when

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a quote, or a word that stands for something."""
        told = {name: (value or "") for name, value in attrs}
        if tag == "blockquote":
            kind = {_FORWARD: "passed_on", _REPLY: "replied_to"}.get(told.get("itemtype", "").lower(), "typed")
            self._quotes.append(kind)
            if kind == "replied_to":
                self.reply_id = self.reply_id or told.get("itemid", "")
            self.parts.append(_Part(kind))
        elif tag in ("strong", "span") and told.get("itemprop") in ("mri", "time"):
            self._silent += 1
        elif tag == "at":
            self._add("@")
        elif tag in ("img", "emoji"):
            self._add(told.get("alt", ""))
        if tag in _LINES:
            self._add("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a line, or a quote."""
        if self._silent and tag in ("strong", "span"):
            self._silent -= 1
        if tag == "blockquote" and self._quotes:
            self._quotes.pop()
            self.parts.append(_Part(self._quotes[-1] if self._quotes else "typed"))
        elif tag in _LINES:
            self._add("\n")

    def handle_data(self, data: str) -> None:
        """Take words."""
        self._add(data)

    def _add(self, words: str) -> None:
        if not self._silent:
            self.parts[-1].words.append(words)


def words_in(markup: str) -> Said:
    """The words of a message that Teams gives as HTML."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()

    def of(kind: str) -> list[str]:
        texts = ["".join(part.words).replace("\xa0", " ") for part in reader.parts if part.kind == kind]
        lines = (re.sub(r"\n\s*\n+", "\n", text).strip() for text in texts)
        return [text for text in lines if text]

    return Said("\n".join(of("typed")), tuple(of("passed_on")), tuple(of("replied_to")), reader.reply_id)
