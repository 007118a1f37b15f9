"""What the NLU says that each sentence of a reply does, for the reviewer: patterns know words, this knows manners.

A sentence is handed to the NLU with an invisible mark before it, since Rasa's interface has no other place to say that it
is no customer's post. A Rasa that was not trained on sentences of replies says nothing of them; then the patterns decide
alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from bot.errors import NluAway

MARK = "\u2063"
"""As in the NLU's `components/labels.py`."""

Deeds = Mapping[str, float]
"""What a sentence may do → how likely it does."""

Reader = Callable[[Sequence[str]], Sequence[Deeds]]
"""Sentences → what each does."""


def marked(sentence: str) -> str:
    """A sentence as the NLU is asked about it."""
    return MARK + " ".join(sentence.split())


def deeds_of(reply: Mapping[str, Any]) -> Deeds:
    """What the NLU's reply to a marked sentence says; nothing where it does not know of replies."""
    return {str(one["name"]): float(one["confidence"]) for one in reply.get("deeds") or ()}


def reader(parse: Callable[[Sequence[str]], Sequence[Mapping[str, Any]]]) -> Reader:
    """What tells of sentences what they do, by way of `parse`: each is asked for once; nothing while the NLU is away."""
    known: dict[str, Deeds] = {}

    def reads(sentences: Sequence[str]) -> list[Deeds]:
        asked = [one for one in dict.fromkeys(sentences) if one not in known]
        if asked:
            with suppress(NluAway):
                known.update(zip(asked, map(deeds_of, parse([marked(one) for one in asked])), strict=True))
        return [known.get(one, {}) for one in sentences]

    return reads
