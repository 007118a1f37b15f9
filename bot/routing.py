"""What a message in the team's chat is: a customer's post, a colleague's question, both, an order, or small talk.

The NLU says which kind the whole is. Where it is both, the parts are read as well, and the cut is made where one side
reads most like a post and the other most like a question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.labels import KINDS
from bot.reading import kinds_of

Parse = Callable[[Sequence[str]], list[dict[str, Any]]]

_QUOTED = re.compile(r"[\"“„«](?P<inside>[^\"“”„«»]{15,5000})[\"”“»]")
_SEAM = re.compile(r"\n+|(?<=[.!?…:]) +")
_CUTS_AT_EACH_END = 12
_SURE_NO_POST = 0.95
"""How sure the NLU must be that a text is no post where everything around it says that it is one."""

_FITS, _SURELY_FITS = 0.1, 0.8
"""The product of the halves' probabilities from which a cut is made: where the whole reads as both, and as a question."""

_SURELY_POST = 0.9
"""From which chance on the sentences before a last question make a post of it ("niemand reageert. Wat nu?")."""

_FEWEST_WORDS = 4
"""Of a post that has a question about it."""


@dataclass(frozen=True, slots=True)
class Route:
    """A message's kind (one of KINDS), and the post and the question in it where there are any."""

    kind: str
    post: str = ""
    question: str = ""


def route(text: str, parse: Parse, expects_post: bool) -> Route:
    """Decide what `text` is. `expects_post`: it is most likely a paste, so that it takes more to be anything else.

    `parse` reads texts with the NLU. Raises NluAway when it cannot.
    """
    chances = kinds_of(parse([text])[0])
    kind = max(KINDS, key=lambda name: chances.get(name, 0.0))
    if expects_post and not _asks(text) and chances.get("post", 0.0) > 1 - _SURE_NO_POST:
        kind = "post"
    if kind in ("both", "question"):
        if found := _cut(text, parse, _FITS if kind == "both" else _SURELY_FITS):
            return found
        kind = "post" if kind == "both" or (expects_post and _ends_in_a_question(text, parse)) else kind
    return Route(kind, post=text if kind == "post" else "", question=text if kind == "question" else "")


def _ends_in_a_question(text: str, parse: Parse) -> bool:
    """Whether a customer tells something and then asks what to do now: what stands before the last sentence is surely a post."""
    seams = list(_SEAM.finditer(text.strip()))
    told = text.strip()[: seams[-1].start()] if seams else ""
    return len(told.split()) >= _FEWEST_WORDS and kinds_of(parse([told])[0]).get("post", 0.0) >= _SURELY_POST


def _asks(text: str) -> bool:
    """Whether the message ends, or its first line does, as a question."""
    lines = [line for line in text.splitlines() if line.strip()]
    return any(line.rstrip(' )"”').endswith("?") for line in (*lines[:1], *lines[-1:]))


def _cut(text: str, parse: Parse, at_least: float) -> Route | None:
    """The post and the question in a message, where the best cut is good enough."""
    cuts = [cut for cut in dict.fromkeys(_cuts(text)) if len(cut[0].split()) >= _FEWEST_WORDS]
    if not cuts:
        return None
    texts = list(dict.fromkeys(part for cut in cuts for part in cut))
    chances = dict(zip(texts, map(kinds_of, parse(texts)), strict=True))

    def fit(cut: tuple[str, str]) -> float:
        post, question = (chances[part] for part in cut)
        return post.get("post", 0.0) * question.get("question", 0.0)

    # Where a blank line parts them, nothing of the post is lost by cutting elsewhere.
    apart = [cut for cut in cuts if _parted(text, cut)]
    for some in (apart, cuts):
        if some and fit(best := max(some, key=fit)) >= at_least:
            return Route("both", post=best[0], question=best[1])
    return None


def _parted(text: str, cut: tuple[str, str]) -> bool:
    """Whether a blank line stands between the two halves of a message."""
    first, second = sorted(cut, key=text.find)
    return bool(re.fullmatch(re.escape(first) + r"\s*\n\s*\n\s*" + re.escape(second), text.strip()))


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """Sensible (post, question) pairs: what stands in quotes and what does not; before and after a line or a sentence."""
    if quoted := _QUOTED.search(text):
        around = f"{text[: quoted.start()]} {text[quoted.end() :]}".strip(" \n:–-")
        if around:
            yield quoted["inside"].strip(), around
    seams = list(_SEAM.finditer(text))
    for seam in dict.fromkeys([*seams[:_CUTS_AT_EACH_END], *seams[-_CUTS_AT_EACH_END:]]):
        head, tail = text[: seam.start()].strip(), text[seam.end() :].strip()
        if head and tail:
            yield head, tail
            yield tail, head
