"""What is read in a message: the labels of each task, and how its scores become probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.labels import KINDS, READ_SIGNALS, SEVERITIES, TOPICS, TROUBLES, TYPES

SEVERAL = "several"
"""The mix of a task whose texts may have several labels, or none."""


@dataclass(frozen=True)
class Task:
    """What is to be read: its labels in order, and how scores are mixed (`estimator.MIXERS`, or SEVERAL).

    Without an order the labels are those that the data name.
    """

    name: str
    order: tuple[str, ...]
    mix: str

    def order_in(self, labels: Sequence[str]) -> tuple[str, ...]:
        """The labels in order, where need be those that occur in `labels`."""
        return self.order or tuple(sorted(set(labels)))


POINT = "/"


def point_of(topic: str, asked: str) -> str:
    """The label of a point of a topic ("" for none): the names of points differ within their topic only."""
    return topic + POINT + asked


OF_POSTS = (
    Task("type", TYPES, "temperature"),
    Task("severity", SEVERITIES, "regression"),
    Task("signals", READ_SIGNALS, SEVERAL),
    Task("trouble", TROUBLES, "temperature"),
)
OF_QUESTIONS = (Task("topic", TOPICS, "temperature"), Task("asked", (), "temperature"))
OF_MESSAGES = (Task("kind", KINDS, "regression"),)
