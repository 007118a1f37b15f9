"""What Teams would refuse or parse: Microsoft's schema of Adaptive Cards 1.5, and what it leaves to Teams."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft6Validator

from bot.adapters.teams_cards import Message
from tests.builders import ROOT

Json = dict[str, Any]
MOST_BYTES = 28_000
_HOSTILE = ("*vet*", "_schuin_", "~weg~", "~~weg~~", "`code`", "```", "**dik**", "[klik](http://evil.example)", "<@U1>",
            "<https://evil.example|klik>", "<!channel>", "<at>Anna</at>", "{{DATE(")  # fmt: skip
_ESCAPED = re.compile(r"\\[^\w\s]")
_TURNING = "\u202e\u2066\u200f\x00"
_BEFORE_A_CASE = "case."


@cache
def _schema() -> Draft6Validator:
    return Draft6Validator(json.loads((ROOT / "tests/schemas/adaptive_card_1_5.json").read_text(encoding="utf-8")))


def checked(message: Message) -> Message:
    """Assert that Teams takes a message and parses nothing in it that somebody wrote; return it."""
    assert message.summary.strip()
    assert len(message.summary) <= 150
    assert bool(message.card) != bool(message.text.strip())
    for told in (message.summary, message.text):
        assert not [mark for mark in ("<", "://", "](", *_TURNING) if mark in told], told
    if message.card:
        fits(message.card)
    return message


def fits(card: Json) -> Json:
    """Assert that Teams takes a card; return it."""
    mentions = {one["text"]: one for one in card.get("msteams", {}).get("entities", [])}
    plain = {name: value for name, value in card.items() if name != "msteams"}  # Teams' own addition
    assert [error.message[:300] for error in _schema().iter_errors(plain)] == []
    assert plain["version"] == "1.5"
    assert len(json.dumps(card, ensure_ascii=False).encode()) < MOST_BYTES
    everything = list(parts(plain))
    ids = [part["id"] for part in everything if "id" in part]
    assert len(ids) == len(set(ids)), ids
    for part in everything:
        _check_texts(part, mentions)
        _check_input(part)
        _check_action(part, set(ids))
    return card


def parts(value: Any) -> Iterator[Json]:
    """Every object in `value`, in the order in which it is read."""
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from parts(child)
    elif isinstance(value, list):
        for child in value:
            yield from parts(child)


def of_type(value: Any, *types: str) -> list[Json]:
    """The elements and actions of some types."""
    return [part for part in parts(value) if part.get("type") in types]


def words(message: Message) -> str:
    """Everything that can be read in a message, a line for each block of text, button and field."""
    return "\n".join(line for line in map(_words, parts(message.card)) if line) or message.text


def _words(part: Json) -> str:
    if part.get("type") == "RichTextBlock":
        return "".join(one["text"] for one in part["inlines"])
    own = part.get("text", "") if part.get("type") == "TextBlock" else part.get("title", part.get("label", ""))
    value = part.get("value", "")
    return f"{own}: {value}" if isinstance(value, str) and value and own else str(own)


def buttons(value: Any) -> list[str]:
    """What is on the buttons, in their order; without those within forms that are closed."""
    return [one["title"] for one in _outer(value) if str(one.get("type", "")).startswith("Action.") and "title" in one]


def _outer(value: Any) -> Iterator[Json]:
    yield from parts(_without_forms(value))


def _without_forms(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {name: child for name, child in value.items() if name != "card"}
        return {name: _without_forms(child) for name, child in kept.items()}
    return [_without_forms(child) for child in value] if isinstance(value, list) else value


def button(value: Any, title: str) -> Json:
    """The button with these words."""
    (one,) = [
        one for one in parts(value) if str(one.get("type", "")).startswith("Action.") and one.get("title") == title
    ]
    return one


def field(value: Any, name: str) -> Json:
    """The field with this id."""
    (one,) = [one for one in parts(value) if str(one.get("type", "")).startswith("Input.") and one["id"] == name]
    return one


def sent(value: Any, title: str, filled: dict[str, str] | None = None) -> Json:
    """What reaches the bot when a form's button is clicked: its data, and the fields of its own card and of those around."""
    form = next((one["card"] for one in of_type(value, "Action.ShowCard") if title in buttons(one["card"])), value)
    action = button(form, title)
    outer = [one for one in _outer(value) if str(one.get("type", "")).startswith("Input.")]
    own = [one for one in _outer(form) if str(one.get("type", "")).startswith("Input.")]
    inputs = {one["id"]: one.get("value", "") for one in (*outer, *own)} if action["associatedInputs"] == "auto" else {}
    return {**action["data"], **inputs, **(filled or {})}


def _check_texts(part: Json, mentions: dict[str, Json]) -> None:
    kind = part.get("type")
    if kind == "TextRun":
        assert part["text"]
        assert "{{" not in part["text"]
    if kind == "TextBlock" and part["text"] not in (" ".join(mentions), *mentions):
        _check_dead(part["text"])
    for name in ("title", "value", "label", "placeholder", "errorMessage", "altText", "fallbackText"):
        if isinstance(part.get(name), str) and kind != "Input.Text":
            _check_dead(part[name])
    for text in part.values():
        assert not (isinstance(text, str) and any(mark in text for mark in _TURNING)), "a text that turns what follows"


def _check_dead(text: str) -> None:
    bare = _ESCAPED.sub("", text)
    assert not [piece for piece in _HOSTILE if piece in bare], text


def _check_input(part: Json) -> None:
    if not str(part.get("type", "")).startswith("Input."):
        return
    assert part["id"]
    assert part["label"].strip()
    if part.get("isRequired"):
        assert part["errorMessage"].strip()
    if "maxLength" in part:
        assert len(part.get("value", "").encode("utf-16-le")) // 2 <= part["maxLength"]
    if part["type"] == "Input.ChoiceSet" and "value" in part:
        assert part["value"] in [one["value"] for one in part["choices"]]


def _check_action(part: Json, ids: set[str]) -> None:
    kind = part.get("type")
    if kind == "Action.Execute":
        assert part["verb"]
        assert part["data"].get("case") or not part["verb"].startswith((_BEFORE_A_CASE, "card."))
        if "form" in part["data"]:
            assert part["associatedInputs"] == "auto"
    if kind == "Action.OpenUrl":
        assert part["url"].startswith(("http://", "https://"))
    if kind == "Action.ToggleVisibility":
        assert set(part["targetElements"]) <= ids
    if kind in ("ActionSet", "AdaptiveCard") and "actions" in part:
        shown = [one for one in part["actions"] if one.get("mode") != "secondary"]
        assert 0 < len(shown) <= 6
        assert all(one["title"].strip() for one in part["actions"])
    if kind in ("Container", "RichTextBlock"):
        assert part.get("items") or part.get("inlines"), "an empty block"
