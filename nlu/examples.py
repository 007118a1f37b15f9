"""The training data as they stand in the YAML files, checked; an error names the place where it is written.

Rasa skips what it does not understand, with a warning; here it is an error that names the file and the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from components.labels import (
    ASK,
    BOTH,
    CHAT,
    COMMAND,
    DEEDS,
    POINTS,
    POST,
    QUESTION,
    REPLY,
    SEVERITIES,
    SIGNALS,
    SMALL_TALK,
    TOPICS,
    TROUBLES,
    TYPES,
)

FEWEST_POSTS = 10
"""With fewer there is nothing to learn from, nor to calibrate on."""

ENTITY_MARK = "]("
"""Rasa reads `[words](name)` inside an example as an entity and drops the name from the text."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadData(Exception):
    """The training data cannot be used; the message is a sentence that says where and why."""


@dataclass(frozen=True)
class Example:
    """A post (label: its type), a question (label: its topic, without the `ask/`), another message or a sentence of a reply
    (label: "")."""

    text: str
    kind: str
    label: str
    severity: str  # "" for what is no post
    signals: tuple[str, ...]
    lang: str
    batch: str
    asked: str = ""  # of a question: which of its topic's points it is about
    trouble: str = ""  # of a complaint: what went wrong
    deeds: tuple[str, ...] = ()  # of a sentence of a reply: what it does


def read_examples(folder: Path) -> list[Example]:
    """All examples of the .yml and .yaml files in `folder`, in the order of their names; raises BadData."""
    if not folder.is_dir():
        raise BadData(f"There is no folder {folder}.")
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".yml", ".yaml"))
    examples = [example for path in files for example in _read_file(path)]
    posts = [example for example in examples if example.kind == POST]
    if len(posts) < FEWEST_POSTS:
        raise BadData(f"{folder} has {len(posts)} posts to train on: at least {FEWEST_POSTS} are needed.")
    for what, found in (
        ("type", {post.label for post in posts}),
        ("severity", {post.severity for post in posts}),
    ):
        if len(found) < 2:
            raise BadData(
                f"All posts in {folder} have the {what} {found.pop()}: there is nothing to tell apart."
            )
    return examples


def _read_file(path: Path) -> Iterator[Example]:
    """The examples of one file."""
    try:
        with path.open(encoding="utf-8") as stream:
            root = yaml.compose(stream, Loader=_LOADER)
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        raise BadData(f"{path}, line {line}: this is not YAML ({broken.problem}).") from broken
    except (yaml.YAMLError, UnicodeDecodeError) as broken:
        raise BadData(f"{path}: this is not YAML in UTF-8 ({broken}).") from broken
    if root is None:
        return
    groups = _fields(root, path, "the file").get("nlu")
    for group in _items(groups, path, "nlu") if groups is not None else ():
        fields = _fields(group, path, "this entry of nlu")
        if "intent" not in fields:
            raise BadData(f"{path}, line {_line(group)}: this entry of nlu has no intent.")
        intent = fields["intent"]
        for node in _items(fields.get("examples", intent), path, f"examples of {intent.value}"):
            yield _example(node, intent, path)


def _example(node: yaml.Node, intent: yaml.Node, path: Path) -> Example:
    """One entry of `examples`, checked."""
    kind, label = _label(intent, path)
    fields = _fields(node, path, "this example")
    text = str(fields["text"].value).strip() if "text" in fields else ""
    if not text or isinstance(fields["text"], yaml.CollectionNode):
        raise BadData(f"{path}, line {_line(node)}: this example has no text.")
    if ENTITY_MARK in text:
        raise BadData(
            f'{path}, line {_line(node)}: write "] (" for "{ENTITY_MARK}", which Rasa takes for an entity.'
        )
    metadata = _fields(fields["metadata"], path, "metadata") if "metadata" in fields else {}
    values = {name: str(value.value) for name, value in metadata.items()}
    severity = values.get("severity", "")
    if kind == POST and severity not in SEVERITIES:
        found = f"the severity {severity!r}" if severity else "no severity"
        raise BadData(
            f"{path}, line {_line(node)}: this post has {found}; it must be one of {', '.join(SEVERITIES)}."
        )
    asked = values.get("asked", "")
    if asked and asked not in POINTS.get(label, ()):
        names = ", ".join(POINTS.get(label, ())) or "nothing here"
        raise BadData(
            f"{path}, line {_line(metadata['asked'])}: there is no point {asked!r}; it must be one of {names}."
        )
    trouble = values.get("trouble", "")
    if trouble and trouble not in TROUBLES:
        where, all_names = _line(metadata["trouble"]), ", ".join(TROUBLES)
        raise BadData(
            f"{path}, line {where}: there is no trouble {trouble!r}; it must be one of {all_names}."
        )
    lang, batch = values.get("lang", ""), values.get("batch", "")
    signals, deeds = (
        _names(metadata, name, allowed, path) for name, allowed in (("signals", SIGNALS), ("deeds", DEEDS))
    )
    return Example(text, kind, label, severity, signals, lang, batch, asked, trouble, deeds)


def _names(
    metadata: dict[str, yaml.Node], name: str, allowed: tuple[str, ...], path: Path
) -> tuple[str, ...]:
    """The list `name` ("signals", "deeds") of the metadata."""
    if name not in metadata:
        return ()
    names = tuple(str(item.value) for item in _items(metadata[name], path, name))
    if unknown := sorted(set(names) - set(allowed)):
        where, all_names = _line(metadata[name]), ", ".join(allowed)
        raise BadData(
            f"{path}, line {where}: there is no {name[:-1]} {unknown[0]!r}; it must be one of {all_names}."
        )
    return names


def _label(intent: yaml.Node, path: Path) -> tuple[str, str]:
    """An intent → the kind of message and its type or topic."""
    name = str(intent.value)
    retrieval, slash, topic = name.partition("/")
    if name in TYPES:
        return POST, name
    if name == REPLY:
        return REPLY, ""
    if slash and retrieval == ASK and topic in TOPICS:
        return QUESTION, topic
    others = (BOTH, SMALL_TALK, COMMAND)
    if slash and retrieval == CHAT and topic in others:
        return topic, ""
    names = f"{', '.join(TYPES)}, or {ASK}/ and a topic ({', '.join(TOPICS)}), or {CHAT}/ and {' or '.join(others)}, or {REPLY}"
    raise BadData(f"{path}, line {_line(intent)}: there is no intent {name!r}; it must be one of {names}.")


def _fields(node: yaml.Node, path: Path, what: str) -> dict[str, yaml.Node]:
    """A YAML mapping → its values by name."""
    if not isinstance(node, yaml.MappingNode):
        raise BadData(f"{path}, line {_line(node)}: {what} must be names with values.")
    return {str(name.value): value for name, value in node.value}


def _items(node: yaml.Node, path: Path, what: str) -> list[yaml.Node]:
    """A YAML list → its items."""
    if not isinstance(node, yaml.SequenceNode):
        raise BadData(f"{path}, line {_line(node)}: {what} must be a list.")
    return list(node.value)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
