"""What is read in a message: the labels of each task, and how its scores become probabilities."""

from __future__ import annotations

from dataclasses import dataclass

from components.labels import ASKED, DEEDS, KINDS, READ_SIGNALS, SEVERITIES, TOPICS, TROUBLES, TYPES

SEVERAL = "several"
"""The mix of a task whose texts may have several labels, or none."""


@dataclass(frozen=True)
class Task:
    """What is to be read: its labels in order, and how scores are mixed (`estimator.MIXERS`, or SEVERAL)."""

    name: str
    order: tuple[str, ...]
    mix: str


OF_POSTS = (
    Task("type", TYPES, "temperature"),
    Task("severity", SEVERITIES, "regression"),
    Task("signals", READ_SIGNALS, SEVERAL),
    Task("trouble", TROUBLES, "temperature"),
)
OF_QUESTIONS = (Task("topic", TOPICS, "temperature"), Task("asked", ASKED, "temperature"))
OF_REPLIES = (Task("deeds", DEEDS, SEVERAL),)
OF_MESSAGES = (Task("kind", KINDS, "regression"),)
