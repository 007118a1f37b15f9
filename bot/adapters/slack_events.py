"""What comes in from Slack → what was said, where, by whom, and which customers' posts came along. Pure.

A post can come as a forwarded message, as the preview of a link (which Slack may add seconds later), or as the message
that a shortcut was used on. Slack's own markup in it (`<https://…|words>`, `&amp;`) becomes the plain text again that
the customer wrote.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.adapters.inbound import Inbound
from bot.case import clean, post_from
from bot.errors import BadInput
from bot.platforms import platform_of

Event = Mapping[str, Any]

_MARKUP = re.compile(r"<(?P<inside>[^<>\s][^<>]*)>")
_SAID_BY_PEOPLE = (None, "file_share", "thread_broadcast", "me_message")
"""Subtypes of messages that somebody wrote; all others are Slack's own notes, or changes."""

_HANDLE = re.compile(r"@\w{2,30}")
_WITH_A_LINK = 12
"""Words that a colleague writes with a link at most; what is longer is itself the post."""


def heard_in(body: Event, bot_user: str, team: str) -> Inbound | None:
    """The message in the body of an Events API request; None for what nobody said, or Meelezer itself did.

    `team`: the workspace in which Meelezer hears it; in a channel that is shared the body may name another one.
    """
    event = body.get("event") or {}
    changed = event.get("subtype") == "message_changed"
    said = event.get("message") if changed else event
    if not isinstance(said, Mapping) or event.get("type") not in ("message", "app_mention"):
        return None
    own = said.get("bot_id") or said.get("user") in (None, "", bot_user)
    if own or said.get("subtype") not in _SAID_BY_PEOPLE or (changed and not _new_preview(event)):
        return None
    channel, ts = str(event.get("channel") or ""), str(said.get("ts") or "")
    if not channel or not ts:
        return None
    text = plain(str(said.get("text") or ""))
    mention = f"@{bot_user}"
    attachments = said.get("attachments") or ()
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    # What colleagues link to among themselves is theirs; a message that is passed on in full is for Meelezer.
    passed_on = not changed and any(isinstance(one, Mapping) and one.get("is_share") for one in attachments)
    addressed = direct or mention in text or passed_on
    posts = tuple(posts_in(attachments)) if addressed else ()
    own_words = text.replace(mention, " ")
    words = _without_links(own_words)
    if changed and len(words.split()) > _WITH_A_LINK:
        return None  # a whole post with a link in it: it was heard already
    thread = str(said.get("thread_ts") or ts)
    return Inbound(
        # A preview that is added later makes the same message worth hearing once more.
        key=f"slack/{team}/{channel}/{ts}" + ("/preview" if changed else ""),
        team=team,
        channel=channel,
        thread=thread,
        message=ts,
        user=str(said["user"]),
        text="" if posts and not words else " ".join(own_words.split(" ")).strip(),
        posts=posts,
        addressed=addressed,
        direct=direct,
        links=addressed and not posts and "://" in text and len(words.split()) <= _WITH_A_LINK,
        words=bool(words),
    )


def _new_preview(event: Event) -> bool:
    """Whether a change to a message is a preview that Slack added, not an edit of its words."""
    before = (event.get("previous_message") or {}).get("attachments")
    return bool(event["message"].get("attachments")) and not before


def shortcut_in(body: Event, team: str) -> Inbound:
    """The message that the shortcut "Triage with Meelezer" was used on: it is a post whatever it looks like.

    Raises BadInput when there is no text in it.
    """
    message = body.get("message") or {}
    channel, ts = str((body.get("channel") or {}).get("id") or ""), str(message.get("ts") or "")
    posts = list(posts_in(message.get("attachments") or ()))
    text = plain(str(message.get("text") or "")) or _words_of(message.get("blocks") or ())
    if not posts:
        posts = [{"text": clean(text)}]
    return Inbound(
        key=f"slack/{team}/{channel}/{ts}/{body.get('action_ts')}",
        team=team,
        channel=channel,
        thread=str(message.get("thread_ts") or ts),
        message=ts,
        user=str((body.get("user") or {}).get("id") or ""),
        text="",
        posts=tuple(posts),
        addressed=True,
        direct=channel.startswith("D"),
    )


def posts_in(attachments: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """The customers' posts among a message's attachments: messages passed on, and previews of links."""
    for one in attachments:
        if not isinstance(one, Mapping):
            continue
        inner = list(posts_in(one.get("attachments") or ()))
        if inner:  # a message that was passed on, with a preview in it: the preview is the post
            yield from inner
            continue
        text = plain(str(one.get("text") or "")) or _words_of(
            block
            for part in one.get("message_blocks") or ()
            for block in ((part.get("message") or {}).get("blocks") or ())
        )
        shared = one.get("is_share") or one.get("is_msg_unfurl")
        if not shared and one.get("title"):
            text = text or plain(str(one["title"]))
        try:
            post_from({"text": text})
        except BadInput:
            continue
        yield {"text": text} | ({} if shared else _source(one))


def _source(one: Event) -> dict[str, Any]:
    """Author, address, platform and time of a post behind a link, as far as its preview tells."""
    url = str(one.get("original_url") or one.get("from_url") or one.get("title_link") or "")
    named = plain(str(one.get("author_name") or ""))
    handle = _HANDLE.search(f"{one.get('author_subname') or ''} {named} {one.get('title') or ''}")
    fields: dict[str, Any] = {"url": url[:2000], "platform": platform_of(url)}
    if author := handle.group() if handle and fields["platform"] == "x" else named:
        fields["author"] = author[:200]
    if isinstance(when := one.get("ts"), int | float | str) and re.fullmatch(r"\d{9,10}(\.\d+)?", str(when)):
        fields["posted_at"] = datetime.fromtimestamp(float(when), UTC).isoformat()
    return fields


def plain(text: str) -> str:
    """Slack's markup → the text as it was typed: links as their address or words, everything else by its name."""
    return html.unescape(_MARKUP.sub(_typed, text)).strip()


def _typed(match: re.Match[str]) -> str:
    inside, _, label = match["inside"].partition("|")
    inside = inside.removeprefix("mailto:").removeprefix("tel:")
    if inside.startswith(("@", "#")):
        return f"{inside[0]}{label.lstrip('@#')}" if label and inside[0] == "#" else inside
    if inside.startswith("!"):
        return label or "@" + re.split(r"[\^|]", inside[1:])[0]
    return label if label and not label.startswith(("http:", "https:")) and "." not in label else inside


def _without_links(text: str) -> str:
    return re.sub(r"https?://\S+", " ", text).strip(" \n.,:")


def _words_of(blocks: Any) -> str:
    """The text in Block Kit blocks, for messages that have no other."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, Mapping):
            if isinstance(value.get("text"), str):
                found.append(value["text"])
            elif value.get("type") == "link" and value.get("url"):
                found.append(str(value["url"]))
            for one in value.values():
                if isinstance(one, Mapping | list):
                    walk(one)
        elif isinstance(value, list | tuple):
            for one in value:
                walk(one)

    walk(list(blocks))
    return plain(" ".join(found))
