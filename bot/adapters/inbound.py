"""A message that came in by a chat, and where something is said there: the same for every service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message of a colleague. `thread` is where an answer belongs: the thread it stands in, or one under the message.

    `links`: it holds links and few words, so that their previews are waited for; `words`: it holds some besides links.
    `posts` as fields that `case.post_from` reads. `direct`: in a talk between the colleague and Meelezer.
    """

    key: str
    team: str
    channel: str
    thread: str
    message: str
    user: str
    text: str
    posts: tuple[dict[str, Any], ...]
    addressed: bool
    direct: bool
    links: bool = False
    words: bool = True

    def as_json(self) -> dict[str, Any]:
        """Everything as values that JSON has."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Inbound:
        """What `as_json` gave."""
        return cls(**{**fields, "posts": tuple(fields["posts"])})


@dataclass(frozen=True, slots=True)
class Speaking:
    """Where something is said: in which team, channel and thread ("" for none), to whom.

    `aside`: the thread for what only that colleague sees, "" where the service would not show it. `direct`: in a talk
    between the two.
    """

    team: str
    channel: str
    thread: str
    user: str
    aside: str = ""
    direct: bool = False
