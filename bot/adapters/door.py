"""A chat door, whichever service it stands in: it hears what colleagues say, and keeps the cards that it shows as the
cases stand.

What is heard is kept in the ledger before the service is told that it came in (`keep`), and worked on afterwards
(`work`); what was not finished when the plug was pulled is taken up again (`door_clock.py`). What the buttons do is in
`door_clicks.py`. A service's own door says how things are posted, changed and whispered there, and how they look.
"""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Generic
from weakref import WeakValueDictionary

from bot import chat
from bot.adapters.chat_ledger import UNCLAIMED, ChatLedger, Place, Shown
from bot.adapters.desks import Desks
from bot.adapters.door_approvals import Approvals
from bot.adapters.door_looks import Failure, Looks, M
from bot.adapters.door_verdict import tell_verdict
from bot.adapters.home import Home, Viewer, home_of
from bot.adapters.inbound import Inbound, Speaking
from bot.answers import Answer
from bot.card import Card
from bot.case import post_from
from bot.chat_search import Found
from bot.clocks import urgency
from bot.decision import CaseFile
from bot.desk import Desk
from bot.digest import Digest
from bot.digest_advice import linked
from bot.errors import UNFORESEEN, MeelezerError, NluAway, PartMissing, Refused
from bot.settings import ChatSettings, Settings
from bot.similar import Before
from bot.words import Words

_ANSWERS_REMEMBERED = 1000
_MOST_TRIES = 5


_NO_PREVIEW = Words(
    "Achter deze link kan ik niet kijken. Plak de tekst van het bericht erbij, dan lees ik mee.",
    "I cannot see behind this link. Paste the text of the post and I'll read along.",
)
_READER_AWAY = Words(
    "De lezer (NLU) is er even niet. Ik heb je bericht bewaard en kom erop terug zodra hij er weer is.",
    "The reader (NLU) is away. I have kept your message and will come back to it as soon as the reader is there again.",
)

log = logging.getLogger(__name__)

__all__ = ["Door", "Failure", "Looks", "M", "drawn_of"]


class Door(ABC, Generic[M]):
    """One door, for all teams (workspaces, tenants) that it is installed in."""

    name: str
    """As the ledger knows it."""

    looks: Looks[M]

    def __init__(
        self, desks: Desks, ledger: ChatLedger, settings: Settings, chat_settings: ChatSettings, now: Callable[[], datetime]
    ) -> None:  # fmt: skip
        """`ledger` is used on the thread of the desk that decides."""
        self.desks, self.ledger, self.settings, self.now = desks, ledger, settings, now
        self.wanted = chat_settings
        self.lang = settings.language
        self._answers: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self._case_locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._approvals: Approvals[M] = Approvals(self)
        self._working: set[str] = set()
        self._tries: Counter[str] = Counter()

    # --- what a service does in its own way ----------------------------------------------------------------------

    @abstractmethod
    async def say(self, speaking: Speaking, message: M) -> str:
        """Say something where everybody sees it; returns the message's id there."""

    @abstractmethod
    async def show_to(self, speaking: Speaking, message: M) -> None:
        """Show something to one colleague only."""

    @abstractmethod
    async def redraw(self, place: Place, message: M) -> None:
        """Put a message in the place of one that stands there."""

    @abstractmethod
    async def belongs(self, speaking: Speaking) -> bool:
        """Whether who speaks is of the team: no guest, and nobody of another company."""

    @abstractmethod
    async def called(self, speaking: Speaking) -> str:
        """The name under which who speaks decides. A name that the settings give to somebody is not another's."""

    @abstractmethod
    def failure(self, error: BaseException) -> Failure | None:
        """How the service failed; None for what is no failure of the service."""

    @abstractmethod
    def address_of(self, place: Place) -> str | None:
        """A link to a place; None where the service has none."""

    @abstractmethod
    async def post_digest(self, digest: Digest, speaking: Speaking) -> None:
        """Post the week, with its chart, in the channel for it."""

    async def begins(self, inbound: Inbound, speaking: Speaking) -> None:
        """Show that a message is being read, where the service has a sign for that."""

    async def titled(self, message: M, speaking: Speaking) -> None:
        """Give the talk that a card is shown in its title, where the service has titles."""

    def has_threads(self, channel: str) -> bool:
        """Whether talk in a channel goes in threads; where not, a thread's id is the message that somebody replied to."""
        return True

    async def previewed(self, inbound: Inbound) -> bool:
        """Whether what stands behind a message's links came in by itself, as another message."""
        return False

    async def put(self, speaking: Speaking, message: M) -> tuple[Speaking, str]:
        """Post where it was asked, or where the colleague sees it if that cannot be; where it stands, and its id there."""
        return speaking, await self.say(speaking, message)

    # --- hearing -------------------------------------------------------------------------------------------------

    async def warm_up(self) -> None:
        """Load what is loaded at first use, so that the first message after a start is acknowledged in time too."""
        example = "Bel 020 123 45 67, kenmerk 4412."
        await self.desks.decide(lambda desk: (self.ledger.safe({"text": example}), desk.ledger.open_files()))
        await self.desks.read(lambda desk: desk.language_of(example))

    def allowed(self, team: str, channel: str, direct: bool) -> bool:
        """Whether the settings let Meelezer listen there."""
        wanted = self.wanted
        here = not wanted.workspaces or team in wanted.workspaces
        known = {*wanted.channels, wanted.approvals, wanted.digest}
        return here and (direct or not wanted.channels or channel in known)

    def may_approve(self, user: str) -> bool:
        """Whether a member may approve, by the name that the settings give them."""
        return self.settings.may_approve(self.wanted.people.get(user), self.now())

    async def colleague(self, speaking: Speaking) -> None:
        """Raises Refused for a guest, or somebody of another company in a channel that is shared."""
        if not await self.belongs(speaking):
            raise Refused("Alleen collega's van dit team kunnen dit; gasten lezen mee.",
                          "Only colleagues of this team can do this; guests read along.")  # fmt: skip

    async def keep(self, inbound: Inbound) -> bool:
        """Keep a message for `work`; False for one that is not for Meelezer, or was kept before. Raises LedgerAway."""
        if not self.allowed(inbound.team, inbound.channel, inbound.direct):
            return False
        if not inbound.addressed:
            about = await self.desks.decide(lambda _: self.ledger.in_thread(inbound.channel, inbound.thread))
            if about is None or not inbound.text:
                return False
        return await self.desks.decide(lambda _: self.ledger.keep(inbound.key, inbound.as_json(), self.now()))

    async def work(self, inbound: Inbound) -> None:
        """Do what a kept message asks for, and forget it; when the NLU or the service is away it stays for later.

        What the service will never take, and what fails again and again, is given up, or it would stand in the way of
        the rest.
        """
        if inbound.key in self._working:
            return
        self._working.add(inbound.key)
        try:
            if await self._heard_out(inbound):
                await self.desks.decide(lambda _: self.ledger.done(inbound.key, self.now()))
                self._tries.pop(inbound.key, None)
        except Exception as error:
            failure = self.failure(error)
            if failure is Failure.LINE_DOWN or getattr(error, "again", False):
                log.warning("a message stays for later (%s)", type(error).__name__)
                return
            self._tries[inbound.key] += 1
            if failure is Failure.REFUSED or self._tries[inbound.key] >= _MOST_TRIES:
                log.warning("a message was given up (%s)", type(error).__name__)
                await self.desks.decide(lambda _: self.ledger.done(inbound.key, self.now()))
            raise
        finally:
            self._working.discard(inbound.key)

    async def _heard_out(self, inbound: Inbound) -> bool:
        """Whether a message has been done, or is to be heard once the NLU is back."""
        aside = inbound.thread if inbound.thread != inbound.message else ""
        speaking = Speaking(inbound.team, inbound.channel, inbound.thread, inbound.user, aside, inbound.direct)
        if not await self.belongs(speaking):
            return True
        if inbound.links:
            if await self.previewed(inbound):
                return True  # it comes again, with the post
            if not inbound.words:
                await self.say(speaking, self.looks.told(_NO_PREVIEW.said(self.lang)))
                return True
        try:
            await self._hear(inbound, speaking)
        except NluAway:
            if not inbound.addressed:
                return True
            if inbound.key not in self._tries:  # said once
                self._tries[inbound.key] = 0
                await self.whisper(speaking, _READER_AWAY)
            return False
        return True

    async def _hear(self, inbound: Inbound, speaking: Speaking) -> None:
        if inbound.addressed:
            await self.begins(inbound, speaking)
        place = (inbound.channel, inbound.thread)
        try:
            posts = tuple(post_from(dict(fields), self.settings.timezone) for fields in inbound.posts)
            case = await self.desks.decide(lambda _: self._about(inbound))
            thread = chat.Thread(case, self._answers.get(place))
            heard = chat.Heard(inbound.text, posts, inbound.addressed)
            said = await self.desks.read(lambda desk: chat.hear(desk, heard, thread, self.now()))
        except MeelezerError as error:
            if error.again:  # such as NluAway
                raise
            if inbound.addressed:
                await self.whisper(speaking, error.words)
            return
        for one in said:
            await self._show(one, speaking, inbound.key, place)

    def _about(self, inbound: Inbound) -> str | None:
        """The case that is spoken of: that of the thread; in a talk between two, and where there are no threads, the last."""
        found = self.ledger.in_thread(inbound.channel, inbound.thread)
        no_threads = inbound.direct or not inbound.thread or not self.has_threads(inbound.channel)
        return found or (self.ledger.last_in(inbound.channel) if no_threads else None)

    # --- speaking ------------------------------------------------------------------------------------------------

    async def _show(self, said: chat.Said, speaking: Speaking, heard: str, place: tuple[str, str]) -> None:
        if isinstance(said, chat.ShowCase):
            await self.show_case(said.case, speaking, heard)
            if said.changed:
                await self.refresh(said.case)
        elif isinstance(said, chat.ShowAnswer):
            self._remember(place, said.answer)
            await self.say(speaking, self.looks.answer(said.answer, said.answer.lang))
        elif isinstance(said, chat.ShowFindings):
            await self.say(speaking, self.looks.findings(said.reply, said.findings, self.lang, said.approval))
        elif isinstance(said, chat.ShowList):
            await self.say(speaking, await self.list_of(said.name, speaking, said.week))
        elif isinstance(said, chat.ShowFound):
            await self.say(speaking, await self.found(lambda _: said.found))
        else:
            await self.say(speaking, self.looks.told(said.words.said(self.lang)))

    def _remember(self, place: tuple[str, str], answer: Answer) -> None:
        self._answers[place] = answer
        self._answers.move_to_end(place)
        if len(self._answers) > _ANSWERS_REMEMBERED:
            self._answers.popitem(last=False)

    async def list_of(self, name: str, speaking: Speaking, week: str | None = None) -> M:
        """What was asked for by its name: "cases", "mine", "digest" (of that week), or else "help"."""
        if name == "mine":
            return self.looks.home(await self.home_of(speaking), self.lang)
        if name == "cases":
            return self.looks.cases(await self.desks.decide(self._open_cases), self.lang)
        if name == "digest":
            digest = await self.desks.decide(lambda desk: linked(desk.digest(week, self.now()), self.address))
            return self.looks.digest(digest, self.lang)
        return self.looks.help(self.lang)

    async def found(self, look: Callable[[Desk], Found]) -> M:
        """The earlier cases that `look` finds, each with where its card can be seen. Raises BadInput as that does."""
        title, lines = await self.desks.decide(lambda desk: self._with_addresses(look(desk)))
        return self.looks.found(title.said(self.lang), lines, self.lang)

    def _with_addresses(self, found: Found) -> tuple[Words, list[tuple[Before, str | None]]]:
        return found.title, [(one, self.address(one.case)) for one in found.lines]

    async def home_of(self, speaking: Speaking) -> Home:
        """What a colleague's own page shows: their cases, what waits for them, and how the week goes."""
        name = await self.called(speaking)

        def gathered(desk: Desk) -> Home:
            viewer = Viewer(name, self.ledger.brought(speaking.user), self.may_approve(speaking.user))
            return home_of(desk, viewer, self.address, self.now())

        return await self.desks.decide(gathered)

    def _open_cases(self, desk: Desk) -> list[tuple[Card, str | None]]:
        files = sorted(desk.ledger.open_files(), key=lambda file: urgency(file, self.settings))
        return [(card, self.address(card.case)) for card in desk.cards(files, self.now())]

    def address(self, case: str) -> str | None:
        """Where a case's card can be seen, as a link; on the thread of the desk that decides."""
        shown = self.ledger.shown(case)
        return self.address_of(shown[0].place) if shown else None

    async def show_case(self, case: str, speaking: Speaking, heard: str = "") -> None:
        """Show a case's card; once for each message that brought it."""
        known: bool = await self.desks.decide(lambda _: self._shown_for(case, speaking, heard))
        if known:
            return
        _, message = await self.put_card(case, speaking, heard)
        await self.titled(message, speaking)

    def _shown_for(self, case: str, speaking: Speaking, heard: str) -> bool:
        """Whether a case's card stands there for a message; one that was found there is taken for its card."""
        shown = self.ledger.shown(case) if heard else []
        if any(one.heard == heard for one in shown):
            return True
        found = next((one for one in shown if one.heard == UNCLAIMED and one.place.channel == speaking.channel), None)
        if found is not None:
            self.ledger.show(replace(found, brought_by=speaking.user, heard=heard), "", self.now())
        return found is not None

    async def put_card(self, case: str, speaking: Speaking, heard: str = "", there: bool = False) -> tuple[Place, M]:
        """Draw a case's card, post it and remember where it stands; returns both. `there`: nowhere else."""
        async with self._lock(case):
            message, file = await self._card(case)
            where, sent = (speaking, await self.say(speaking, message)) if there else await self.put(speaking, message)
            place = Place(self.name, where.team, where.channel, where.thread or sent, sent)
            card = Shown(case, place, speaking.user, heard)
            await self.desks.decide(lambda _: self.ledger.show(card, drawn_of(file), self.now()))
        return place, message

    async def _card(self, case: str) -> tuple[M, CaseFile]:
        def drawn(desk: Desk) -> tuple[M, CaseFile]:
            file = desk.ledger.file(case)
            return self.looks.card(desk.card(file, self.now()), self.lang, file.case.post.url), file

        return await self.desks.decide(drawn)

    async def refresh(self, case: str) -> None:
        """Bring all cards of a case up to date, for everybody who sees one, and say what an approver decided; what cannot be
        reached now is tried later."""
        async with self._lock(case):
            message, file = await self._card(case)
            for shown in await self.shown(case):
                place, drawn = shown.place, drawn_of(file)
                try:
                    await self.redraw(place, message)
                except Exception as error:
                    failure = self.failure(error)
                    if failure is None and not isinstance(error, PartMissing):
                        raise
                    log.warning("a card cannot be brought up to date (%s)", type(error).__name__)
                    if failure is not Failure.REFUSED:
                        continue
                await self._note_drawn(place, drawn)
        await tell_verdict(self, file)

    async def _note_drawn(self, place: Place, drawn: str) -> None:
        await self.desks.decide(lambda _: self.ledger.redrawn(place, drawn))

    def _lock(self, case: str) -> asyncio.Lock:
        """One at a time draws a case, so that the last to draw it saw it last."""
        return self._case_locks.setdefault(case, asyncio.Lock())

    async def whisper(self, speaking: Speaking, words: Words) -> None:
        """Tell one colleague something, where they are."""
        await self.show_to(speaking, self.looks.told(words.said(self.lang)))

    async def went_wrong(self, speaking: Speaking, error: BaseException) -> None:
        """Tell who clicked or asked what to do; what nobody foresaw is logged without anybody's words."""
        try:
            await self.whisper(speaking, self.words_for(error))
        except Exception as again:
            if self.failure(again) is None:
                raise
            log.warning("could not tell a colleague what went wrong")

    def words_for(self, error: BaseException) -> Words:
        """What to tell a colleague of an error; what nobody foresaw is logged without anybody's words."""
        if isinstance(error, MeelezerError):
            return error.words
        log.error("unforeseen: %s", type(error).__name__, exc_info=error)
        return UNFORESEEN

    async def greet(self, speaking: Speaking) -> None:
        """Say who is here, in a channel or a talk that begins."""
        if self.allowed(speaking.team, speaking.channel, speaking.direct):
            await self.say(speaking, self.looks.welcome(self.lang))

    async def ask_approval(self, case: str, speaking: Speaking, clicked: bool = True) -> None:
        """Show a case that waits for approval where the approvers are (see `door_approvals.py`)."""
        await self._approvals.ask(case, speaking, clicked)

    def home_team(self, otherwise: str) -> str:
        """The team to which the channels in the settings belong: the first one named there."""
        return next(iter(self.wanted.workspaces), otherwise)

    async def idle(self, seconds: float) -> None:
        """Wait until nothing is being worked on, but no longer than that."""
        end = asyncio.get_running_loop().time() + seconds
        while self._working and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.05)

    async def shown(self, case: str) -> list[Shown]:
        """Where a case's cards stand, the first one first."""
        return await self.desks.decide(lambda _: self.ledger.shown(case))


def drawn_of(file: CaseFile) -> str:
    """What a case was drawn from: how much had been proposed and decided by then, as `ChatLedger.stale` counts it."""
    return f"{len(file.proposals)}/{len(file.decisions)}"
