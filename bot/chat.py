"""What is said in a chat when a colleague says something: the same conversation in every door.

A door hears a message and hands on the colleague's own words and the posts that came with them; what comes back are
things to show, in order. Buttons are another matter: they go to the desk at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.answers import Answer
from bot.case import Post, clean, post_from
from bot.desk import Desk
from bot.errors import BadInput
from bot.review import Finding
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Heard:
    """A colleague's message. `addressed`: it was said to Meelezer, not just where Meelezer reads along."""

    text: str
    posts: tuple[Post, ...] = ()
    addressed: bool = True


@dataclass(frozen=True, slots=True)
class Thread:
    """What a conversation was about until now: its case, and the last answer given in it."""

    case: str | None = None
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class ShowCase:
    """A case came in, or came up again: show its card."""

    case: str


@dataclass(frozen=True, slots=True)
class ShowAnswer:
    """An answer to a question."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class ShowFindings:
    """What the reviewer found in a colleague's reply."""

    reply: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ShowList:
    """A list that was asked for by its name: "cases", "digest" or "help"."""

    name: str


@dataclass(frozen=True, slots=True)
class Tell:
    """One sentence."""

    words: Words


Said = ShowCase | ShowAnswer | ShowFindings | ShowList | Tell

SMALL_TALK = Words(
    "Ik lees mee! Plak een bericht van een klant, of vraag me hoe je het aanpakt.",
    "I'm reading along! Paste a customer's post, or ask me how to handle one.",
)
NO_CASE = Words(
    "Er is hier nog geen bericht; plak er eerst een of stuur er een door.",
    "There is no post here yet; paste or forward one first.",
)
WHICH_ORDER = Words(
    "Dat klinkt als een opdracht, maar ik herken hem niet. Typ help voor wat ik kan.",
    "That sounds like an order, but I don't recognise it. Type help to see what I can do.",
)

_LISTS = {
    "help": ("help", "hulp", "?"),
    "cases": ("zaken", "cases", "open zaken", "open cases"),
    "digest": ("digest", "weekoverzicht", "overzicht"),
}
_CHECK = re.compile(r"(?:check|controleer|kijk na|review)\b[:\s]+(?P<reply>\S.*)", re.IGNORECASE | re.DOTALL)
_BETWEEN = re.compile(r"\n\s*(?:-{3,}|_{3,}|\*{3,}|={3,}|—{2,})\s*\n")
"""A line that keeps several pasted posts apart."""


def hear(desk: Desk, heard: Heard, thread: Thread, now: datetime) -> list[Said]:
    """Do what a colleague's message asks for, and return what to show.

    Posts that came along are received whatever is said with them. Without any, the message itself is a post, a question,
    an order, or talk among colleagues, on which Meelezer keeps quiet. Raises NluAway when that cannot be told, and
    BadInput.
    """
    if heard.posts:
        return _received(desk, heard.posts, lambda: _comment(desk, heard.text), now)
    text = clean(heard.text)
    if heard.addressed:
        plain = text.lower().rstrip("!. ")
        if name := next((name for name, spelt in _LISTS.items() if plain in spelt), None):
            return [ShowList(name)]
        if check := _CHECK.fullmatch(text):
            return [check_reply(desk, check["reply"], thread.case, now)]
        if len(parts := [part for part in _BETWEEN.split(text) if part.strip()]) > 1:
            return _received(desk, [_post(desk, part) for part in parts], str, now)
    return _routed(desk, text, heard.addressed, thread, now)


def check_reply(desk: Desk, reply: str, case: str | None, now: datetime) -> ShowFindings:
    """Review a colleague's reply to the post of a case. Raises BadInput where there is no case."""
    if case is None:
        raise BadInput(NO_CASE.nl, NO_CASE.en)
    return ShowFindings(clean(reply), desk.review_in_case(desk.ledger.file(case), reply, now))


def _routed(desk: Desk, text: str, addressed: bool, thread: Thread, now: datetime) -> list[Said]:
    about = desk.ledger.file(thread.case) if thread.case else None
    found = desk.route(text, about)
    if not addressed:
        # Colleagues talk with each other here; only a question about our field is for Meelezer.
        if found.kind != "question":
            return []
        answer = desk.ask(found.question, now, about, thread.answer, overheard=True)
        return [] if answer.abstained else [ShowAnswer(answer)]
    if found.post:
        return _received(desk, [_post(desk, found.post)], lambda: found.question, now)
    if found.question:
        return [ShowAnswer(desk.ask(found.question, now, about, thread.answer))]
    return [Tell(SMALL_TALK if found.kind == "small_talk" else WHICH_ORDER)]


def _received(desk: Desk, posts: Sequence[Post], question: Callable[[], str], now: datetime) -> list[Said]:
    """The cases of some posts, and the answer to a question about the first; while the NLU is away there is none."""
    files = [triaged.file for triaged in desk.receive_all(posts, now)]
    shown: list[Said] = [ShowCase(case) for case in dict.fromkeys(file.case.id for file in files)]
    if files[0].proposal is not None and (asked := question()):
        shown.append(ShowAnswer(desk.ask(asked, now, files[0])))
    return shown


def _comment(desk: Desk, text: str) -> str:
    """The question in what a colleague wrote with a post that was passed on; "" for any other remark."""
    if not text.strip():
        return ""
    return desk.route(clean(text), None).question


def _post(desk: Desk, text: str) -> Post:
    return post_from({"text": text}, desk.settings.timezone)
