"""What Slack would refuse: the checks of its own library, and those that it leaves to Slack."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeVar

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.adapters.slack_blocks import Message

Shown = Message | dict[str, Any]
_Any = TypeVar("_Any", bound=Shown)
MOST_BYTES = 13_000  # of a message's blocks; Slack was seen to refuse 13,300
_RICH = {
    "rich_text": {"rich_text_section", "rich_text_list", "rich_text_quote"},
    "rich_text_list": {"rich_text_section"},
    "rich_text_section": {"text", "link"},
    "rich_text_quote": {"text", "link"},
}
_LONGEST = {"header": 150, "button": 75, "section": 3000, "context": 3000, "input": 2000}
"""How long a text directly within may be."""


def checked(one: _Any) -> _Any:
    """Assert that Slack takes a message, a window or a home page; return it."""
    blocks = blocks_of(one)
    assert 0 < len(blocks) <= (50 if isinstance(one, Message) else 100)
    for block in blocks:
        parsed = Block.parse(block)
        assert parsed is not None, block
        assert type(parsed) is not Block, block
        parsed.validate_json()
        assert parsed.to_dict() == block, "a key that Slack does not know"
    parts = list(_parts(blocks, ""))
    _check_names(blocks, parts)
    for part, within in parts:
        _check_texts(part, within)
        _check_elements(part)
    _check_message(one) if isinstance(one, Message) else _check_view(one)
    return one


def blocks_of(one: Shown) -> list[dict[str, Any]]:
    """The blocks of a message or view, as they go over the wire."""
    blocks: list[dict[str, Any]] = json.loads(
        json.dumps(list(one.blocks) if isinstance(one, Message) else one["blocks"])
    )
    return blocks


def alive(one: Shown) -> list[str]:
    """Every text that Slack parses: its markup, and what a notification shows."""
    parsed = [part["text"] for part, _ in _parts(blocks_of(one), "") if part.get("type") == "mrkdwn"]
    return [*parsed, one.text] if isinstance(one, Message) else parsed


def words(one: Shown) -> str:
    """Everything that can be read in a message or view, a line each."""
    return "\n".join(part["text"] for part, _ in _parts(blocks_of(one), "") if isinstance(part.get("text"), str))


def actions(one: Shown) -> list[str]:
    """The ids of all buttons, in their order."""
    return [part["action_id"] for part, _ in _parts(blocks_of(one), "") if part.get("type") == "button"]


def field(view: dict[str, Any], name: str) -> dict[str, Any]:
    """The element of a view's field."""
    (element,) = [block["element"] for block in view["blocks"] if block.get("block_id") == name]
    assert element["action_id"] == "value"
    return dict(element)


def _parts(value: Any, within: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Every object in `value` with the type of what it stands in."""
    if isinstance(value, dict):
        yield value, within
        for child in value.values():
            yield from _parts(child, value.get("type", within))
    elif isinstance(value, list):
        for child in value:
            yield from _parts(child, within)


def _check_names(blocks: list[dict[str, Any]], parts: list[tuple[dict[str, Any], str]]) -> None:
    named = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(named) == len(set(named))
    fields = {id(block["element"]) for block in blocks if block["type"] == "input"}
    buttons = [part["action_id"] for part, _ in parts if "action_id" in part and id(part) not in fields]
    assert len(buttons) == len(set(buttons)), "an action twice"
    assert all(0 < len(name) <= 255 for name in (*named, *buttons))


def _check_texts(part: dict[str, Any], within: str) -> None:
    text = part.get("text")
    if isinstance(text, str):
        assert text.strip() or within.startswith("rich_text"), "an empty text"
        assert text
        assert len(text) <= _LONGEST.get(within, 4000), f"{within}: {len(text)}"
        assert not any(mark in text for mark in "\u202e\u2066\u200f\x00"), "a text that turns what follows"
    if part.get("type") == "plain_text" and within != "header":
        assert part["emoji"] is False
    for one in part.get("fields", []):
        assert len(one["text"]) <= 2000


def _check_elements(part: dict[str, Any]) -> None:
    if part.get("type") == "actions":
        assert 0 < len(part["elements"]) <= 25
    if part.get("type") == "context":
        assert 0 < len(part["elements"]) <= 10
    if part.get("type") == "link":
        assert part["url"].startswith(("http://", "https://"))
    if part.get("type") in _RICH:
        assert part["elements"]
        assert {one["type"] for one in part["elements"]} <= _RICH[part["type"]]
    for option in part.get("options", []):
        assert 0 < len(option["value"]) <= 150
    if "initial_option" in part:
        assert part["initial_option"] in part["options"]
    if "initial_value" in part:
        assert 0 < len(part["initial_value"]) <= part["max_length"]


def _check_message(message: Message) -> None:
    assert message.text.strip()
    assert len(message.text.encode()) <= 4000
    assert len(json.dumps(message.blocks, ensure_ascii=False).encode()) <= MOST_BYTES
    assert sum(block["type"] == "table" for block in message.blocks) <= 1


def _check_view(view: dict[str, Any]) -> None:
    View(**view).validate_json()
    assert len(json.dumps(view)) <= 250_000
    if view["type"] == "modal":
        inputs = [block for block in view["blocks"] if block["type"] == "input"]
        assert ("submit" in view) == bool(inputs)
        assert ("callback_id" in view) == bool(inputs)
        assert view["title"]["text"].strip()
