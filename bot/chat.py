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
from bot.chat_search import Found, asks_before, found_by, found_like, words_asked
from bot.chat_words import COMMANDS, list_named, order_named
from bot.decision import needs_approval
from bot.desk import Desk
from bot.errors import BadInput
from bot.review import Finding
from bot.sure_questions import sure_question
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
    """A case came in, or came up again: show its card. `changed`: what is shown of it elsewhere is old."""

    case: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class ShowAnswer:
    """An answer to a question."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class ShowFindings:
    """What the reviewer found in a colleague's reply."""

    reply: str
    findings: tuple[Finding, ...]
    approval: bool = False  # whether it goes out only after somebody approved it


@dataclass(frozen=True, slots=True)
class ShowList:
    """A list that was asked for by its name: "cases", "mine", "digest" or "help". `week`: of a digest, as `Desk.digest` takes it."""

    name: str
    week: str | None = None


@dataclass(frozen=True, slots=True)
class ShowFound:
    """Earlier cases that were looked for."""

    found: Found


@dataclass(frozen=True, slots=True)
class Tell:
    """One sentence."""

    words: Words


Said = ShowCase | ShowAnswer | ShowFindings | ShowList | ShowFound | Tell

SMALL_TALK = Words(
    "Ik lees mee! Plak een bericht van een klant, of vraag me hoe je het aanpakt.",
    "I'm reading along! Paste a customer's post, or ask me how to handle one.",
)
ON_THE_CARD = Words(
    "Dat doe je met de knoppen op de kaart; dan staat het ook in het logboek.",
    "You do that with the buttons on the card; then it is in the ledger as well.",
)
IS_IT_A_POST = Words(
    "Is dit van een klant? Zet het dan tussen aanhalingstekens, of stuur het bericht door. Een vraag aan mij mag altijd.",
    "Is this a customer's? Then put it between quotes, or forward the post. You can always ask me a question.",
)
NO_CASE = Words(
    "Er is hier nog geen bericht; plak er eerst een of stuur er een door.",
    "There is no post here yet; paste or forward one first.",
)
WHICH_ORDER = Words(
    "Dat klinkt als een opdracht, maar ik herken hem niet. Typ help voor wat ik kan.",
    "That sounds like an order, but I don't recognise it. Type help to see what I can do.",
)

_NOT_ON_ORDER = {
    "language": Words(
        "Voorstellen schrijf ik alleen in het Nederlands of Engels, zoals het bericht; vraag voor een andere taal een collega die haar kent.",
        "I write drafts in Dutch or English only, as the post is; for another language ask a colleague who knows it.",
    ),
    "style": Words(
        "Toon en aanspreekvorm (voice) staan in jullie instellingen, niet per antwoord. Bewerk een voorstel, of typ: andere voorstellen, of: korter.",
        "Tone and voice are in your settings, not set for each reply. Edit a draft, or type: other drafts, or: shorter.",
    ),
}

_CHECK = re.compile(rf"(?:{'|'.join(COMMANDS['check'])})\b[:\s]+(?P<reply>\S.*)", re.IGNORECASE | re.DOTALL)
_NAMED = re.compile(r"(?:^|\n)\s*(@[\w.]{2,30}|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}):\s+")
"""A name at the beginning of a line, before what that person wrote."""

_IN_QUOTES = re.compile(r"[\"“„«](?P<post>[^\"“”„«»]+)[\"“”»]", re.DOTALL)
_FEW_WORDS, _FEW_WORDS_IN_A_CASE = 4, 8
"""What has fewer words and was typed by a colleague is seldom a customer's post, least of all under a case."""

_BUTTONS = frozenset({
    "ok", "oké", "akkoord", "goed", "top", "prima", "ja", "nee", "plaats maar", "geplaatst", "opgelost", "niet opgelost", "keur goed",
    "goedgekeurd", "stuur terug", "gebruik 1", "gebruik 2", "gebruik 3", "heropen", "sluit af", "bewerk", "hoort hier niet", "verwijder",
    "verwijder dit", "verwijder deze", "verwijder deze test", "dit was een test", "delete this", "remove this", "withdraw", "this was a test",
    "use 1", "use 2", "use 3",
    "posted", "replied", "solved", "not solved", "approve", "approved", "send back", "reopen", "close", "edit", "yes", "no", "fine",
})  # fmt: skip
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
    if looked := _looked_up(desk, text, heard.addressed, thread, now):
        return [looked]
    if heard.addressed:
        plain = text.lower().rstrip("!. ")
        if quoted := _IN_QUOTES.fullmatch(text):
            return _received(desk, [_post(desk, quoted["post"])], str, now)
        if thread.case and plain in _BUTTONS:
            return [Tell(ON_THE_CARD)]
        if check := _CHECK.fullmatch(text):
            return [check_reply(desk, check["reply"], thread.case, now)]
        if sure_question(text, thread.answer.topic if thread.answer else ""):
            about = desk.ledger.file(thread.case) if thread.case else None
            return [ShowAnswer(desk.ask(text, now, about, thread.answer))]
        if thread.case and (order := order_named(text)):
            return [_ordered(desk, order, thread.case, now)]
        if len(parts := _parts(text)) > 1:
            return _received(desk, [_post(desk, *part) for part in parts], str, now)
    return _routed(desk, text, heard.addressed, thread, now)


def _looked_up(desk: Desk, text: str, addressed: bool, thread: Thread, now: datetime) -> Said | None:
    """The cases or the list that a colleague asks for; among colleagues only cases like the one that they talk about."""
    if (addressed or thread.case) and asks_before(text):
        return ShowFound(found_like(desk, thread.case, now)) if thread.case else Tell(NO_CASE)
    if not addressed:
        return None
    if (words := words_asked(text)) is not None:
        return ShowFound(found_by(desk, words, now))
    named = list_named(text)
    return ShowList(*named) if named else None


def _ordered(desk: Desk, order: str, case: str, now: datetime) -> Said:
    """Do what a colleague wants of the drafts of a case, or say why that cannot be. Raises Refused where there are none."""
    if order in _NOT_ON_ORDER:
        return Tell(_NOT_ON_ORDER[order])
    if order == "shorter":
        desk.shorter(case, now)
    else:
        desk.others(case, now)
    return ShowCase(case, changed=True)


def check_reply(desk: Desk, reply: str, case: str | None, now: datetime) -> ShowFindings:
    """Review a colleague's reply to the post of a case. Raises BadInput where there is no case."""
    if case is None:
        raise BadInput(NO_CASE.nl, NO_CASE.en)
    file = desk.ledger.file(case)
    approval = needs_approval(file.proposal, file.standing) and not file.standing.approved
    return ShowFindings(clean(reply), desk.review_in_case(file, reply, now), approval)


def _routed(desk: Desk, text: str, addressed: bool, thread: Thread, now: datetime) -> list[Said]:
    about = desk.ledger.file(thread.case) if thread.case else None
    found = desk.route(text, about)
    if not addressed:
        # Colleagues talk with each other here; only a clear question about our field is for Meelezer.
        if found.kind != "question" or "?" not in found.question:
            return []
        answer = desk.ask(found.question, now, about, thread.answer, overheard=True)
        sure = not answer.abstained and answer.confidence >= desk.settings.thresholds.topic_sure
        return [ShowAnswer(answer)] if sure else []
    if found.post and len(found.post.split()) < (_FEW_WORDS_IN_A_CASE if about else _FEW_WORDS):
        return [Tell(IS_IT_A_POST)]
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
        answer = desk.ask(asked, now, files[0], overheard=True)
        if not answer.abstained:  # "can you take this one?" was said to a colleague
            shown.append(ShowAnswer(answer))
    return shown


def _comment(desk: Desk, text: str) -> str:
    """The question in what a colleague wrote with a post that was passed on; "" for any other remark."""
    if not text.strip():
        return ""
    said = clean(text)
    return said if sure_question(said) else desk.route(said, None).question


def _parts(text: str) -> list[tuple[str, str]]:
    """The posts in one message, each with its author where that is told: a line of dashes between them, or "@name:" before."""
    named = _NAMED.split(text)
    if len(named) > 4:  # what stands before the first name, then name and post in turn
        return [(post.strip(), author) for author, post in zip(named[1::2], named[2::2], strict=True) if post.strip()]
    return [(part.strip(), "") for part in _BETWEEN.split(text) if part.strip()]


def _post(desk: Desk, text: str, author: str = "") -> Post:
    return post_from({"text": text, "author": author or None}, desk.settings.timezone)
