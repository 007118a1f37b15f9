"""The Slack door: hears what colleagues say, and keeps the cards that it shows as the cases stand.

What is heard is kept in the ledger before Slack is told that it came in (`keep`), and worked on afterwards (`work`);
what was not finished when the plug was pulled is taken up again (`slack_clock.py`). How things look is in
`slack_blocks.py`, what the buttons do in `slack_clicks.py`, and Bolt's part in `slack_app.py`.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from weakref import WeakValueDictionary

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import chat
from bot.adapters import slack_blocks as blocks
from bot.adapters import slack_lists as lists
from bot.adapters.chat_ledger import ChatLedger, Place, Shown
from bot.adapters.desks import Desks
from bot.adapters.slack_blocks import Message
from bot.adapters.slack_events import Inbound, post_of
from bot.adapters.slack_failures import LINE_DOWN, UNREACHABLE, passes, reason
from bot.adapters.slack_people import People
from bot.answers import Answer
from bot.card import Card
from bot.clocks import urgency
from bot.decision import CaseFile
from bot.desk import Desk
from bot.errors import MeelezerError, NluAway, PartMissing, Refused
from bot.settings import Settings
from bot.words import Words

DOOR = "slack"
PREVIEW_SECONDS = 12.0
"""How long the preview of a link is waited for; Slack adds most within five seconds, and some never."""

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
_WENT_WRONG = Words(
    "Dat ging mis, en niet door jou. Je bericht is bewaard; probeer het zo nog eens, of vraag je beheerder om meelezer doctor.",
    "That went wrong, and not through you. Your message is kept; try again in a moment, or ask your administrator for meelezer doctor.",
)
_NOT_HERE = Words(
    "In dat kanaal mag ik niet schrijven, dus hier is de kaart. Nodig me daar uit met /invite.",
    "I may not write in that channel, so here is the card. Invite me there with /invite.",
)

_PLEASE_READ = Words("Wil je dit nalezen en beslissen?", "Would you read this and decide?")
_NEW_TEXT = Words("Hier ligt een nieuwe tekst om goed te keuren.", "There is a new text to approve here.")

log = logging.getLogger(__name__)

Clients = Callable[[str], Awaitable[AsyncWebClient]]
"""A workspace's id → a client that may speak in it."""


@dataclass(frozen=True, slots=True)
class Speaking:
    """Where something is said: by which client, in which channel and thread ("" for none), to whom.

    `aside`: the thread for what only that colleague sees, "" where Slack would not show it: in a thread without a reply.
    """

    client: AsyncWebClient
    team: str
    channel: str
    thread: str
    user: str
    aside: str = ""


Posting = Callable[[Speaking, Message], Awaitable[Place]]
"""How a message is posted somewhere; where it stands then."""


class SlackDoor:
    """One door for all workspaces that it is installed in."""

    def __init__(
        self, desks: Desks, ledger: ChatLedger, clients: Clients, settings: Settings, now: Callable[[], datetime]
    ) -> None:
        """`ledger` is used on the thread of the desk that decides."""
        self.desks, self.ledger, self.clients, self.settings, self.now = desks, ledger, clients, settings, now
        self.people = People(settings)
        self.lang = settings.language
        self._answers: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self._case_locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._working: set[str] = set()
        self._tries: Counter[str] = Counter()

    async def warm_up(self) -> None:
        """Load what is loaded at first use, so that the first message after a start is acknowledged in time too."""
        example = "Bel 020 123 45 67, kenmerk 4412."
        await self.desks.decide(lambda desk: (self.ledger.safe({"text": example}), desk.ledger.open_files()))
        await self.desks.read(lambda desk: desk.language_of(example))

    # --- hearing -------------------------------------------------------------------------------------------------

    def allowed(self, team: str, channel: str, direct: bool) -> bool:
        """Whether the settings let Meelezer listen there."""
        wanted = self.settings.slack
        here = not wanted.workspaces or team in wanted.workspaces
        known = {*wanted.channels, wanted.approvals, wanted.digest}
        return here and (direct or not wanted.channels or channel in known)

    async def colleague(self, speaking: Speaking) -> None:
        """Raises Refused for a guest, or somebody of another company in a channel that is shared."""
        if not await self.people.belongs(speaking.user, speaking.client, speaking.team):
            raise Refused("Alleen collega's van deze werkruimte kunnen dit; gasten lezen mee.",
                          "Only colleagues of this workspace can do this; guests read along.")  # fmt: skip

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
        """Do what a kept message asks for, and forget it; when the NLU or Slack is away it stays for later.

        What Slack will never take, and what fails again and again, is given up, or it would stand in the way of the rest.
        """
        if inbound.key in self._working:
            return
        self._working.add(inbound.key)
        try:
            if await self._heard_out(inbound):
                await self.desks.decide(lambda _: self.ledger.done(inbound.key, self.now()))
                self._tries.pop(inbound.key, None)
        except LINE_DOWN as error:
            log.warning("Slack cannot be reached (%s); the message stays for later", type(error).__name__)
        except Exception as error:
            self._tries[inbound.key] += 1
            for_good = isinstance(error, SlackApiError) and not passes(error)
            if for_good or self._tries[inbound.key] >= _MOST_TRIES:
                log.warning("a message was given up (%s)", type(error).__name__)
                await self.desks.decide(lambda _: self.ledger.done(inbound.key, self.now()))
            raise
        finally:
            self._working.discard(inbound.key)

    async def _heard_out(self, inbound: Inbound) -> bool:
        """Whether a message has been done, or is to be heard once the NLU is back."""
        speaking = await self._speaking(inbound)
        if not await self.people.belongs(speaking.user, speaking.client, speaking.team):
            return True
        if inbound.links:
            if await self._previewed(inbound):
                return True  # it comes again, with the post
            if not inbound.words:
                await self.say(speaking, blocks.told(_NO_PREVIEW.said(self.lang)))
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

    async def _speaking(self, inbound: Inbound) -> Speaking:
        aside = inbound.thread if inbound.thread != inbound.message else ""
        client = await self.clients(inbound.team)
        return Speaking(client, inbound.team, inbound.channel, inbound.thread, inbound.user, aside)

    async def _previewed(self, inbound: Inbound) -> bool:
        await asyncio.sleep(PREVIEW_SECONDS)
        return await self.desks.decide(lambda _: self.ledger.was_heard(f"{inbound.key}/preview"))

    async def _hear(self, inbound: Inbound, speaking: Speaking) -> None:
        if inbound.addressed and inbound.direct:
            status = Words("leest mee …", "is reading along …").said(self.lang)
            await self._as_agent(
                speaking.client.assistant_threads_setStatus(
                    channel_id=speaking.channel, thread_ts=speaking.thread, status=status
                )
            )
        place = (inbound.channel, inbound.thread)
        try:
            posts = tuple(post_of(fields, self.settings.timezone) for fields in inbound.posts)
            case = await self.desks.decide(lambda _: self._about(inbound))
            thread = chat.Thread(case, self._answers.get(place))
            heard = chat.Heard(inbound.text, posts, inbound.addressed)
            said = await self.desks.read(lambda desk: chat.hear(desk, heard, thread, self.now()))
        except NluAway:
            raise
        except MeelezerError as error:
            if inbound.addressed:
                await self.whisper(speaking, error.words)
            return
        for one in said:
            await self._show(one, speaking, inbound.key, place)

    def _about(self, inbound: Inbound) -> str | None:
        """The case that is spoken of: that of the thread, or in a talk between two the last one."""
        found = self.ledger.in_thread(inbound.channel, inbound.thread)
        return found or (self.ledger.last_in(inbound.channel) if inbound.direct else None)

    async def _as_agent(self, doing: Awaitable[object]) -> None:
        """Do what Slack knows in a talk with an agent only; where it refuses, that does no harm."""
        try:
            await doing
        except UNREACHABLE:
            log.debug("no talk with an agent")

    # --- speaking ------------------------------------------------------------------------------------------------

    async def _show(self, said: chat.Said, speaking: Speaking, heard: str, place: tuple[str, str]) -> None:
        if isinstance(said, chat.ShowCase):
            await self.show_case(said.case, speaking, heard)
        elif isinstance(said, chat.ShowAnswer):
            self._remember(place, said.answer)
            await self.say(speaking, blocks.answer_message(said.answer, said.answer.lang))
        elif isinstance(said, chat.ShowFindings):
            await self.say(speaking, blocks.findings_message(said.reply, said.findings, self.lang, said.approval))
        elif isinstance(said, chat.ShowList):
            await self.say(speaking, await self.list_of(said.name))
        else:
            await self.say(speaking, blocks.told(said.words.said(self.lang)))

    def _remember(self, place: tuple[str, str], answer: Answer) -> None:
        self._answers[place] = answer
        self._answers.move_to_end(place)
        if len(self._answers) > _ANSWERS_REMEMBERED:
            self._answers.popitem(last=False)

    async def list_of(self, name: str) -> Message:
        """What was asked for by its name: "cases", "digest", or else "help"."""
        if name == "cases":
            return lists.cases_message(await self.desks.decide(self._open_cases), self.lang)
        if name == "digest":
            digest = await self.desks.decide(lambda desk: desk.digest(None, self.now()))
            return lists.digest_message(digest, self.lang, None)
        return blocks.help_message(self.lang)

    def _open_cases(self, desk: Desk) -> list[tuple[Card, str | None]]:
        files = sorted(desk.ledger.open_files(), key=lambda file: urgency(file, self.settings))
        return [(card, self.address(card.case)) for card in desk.cards(files, self.now())]

    def address(self, case: str) -> str | None:
        """Where a case's card can be seen, as a link; on the thread of the desk that decides."""
        shown = self.ledger.shown(case)
        if not shown:
            return None
        place = shown[0].place
        return f"https://app.slack.com/client/{place.team}/{place.channel}/thread/{place.channel}-{place.thread}"

    async def show_case(self, case: str, speaking: Speaking, heard: str = "") -> None:
        """Show a case's card; once for each message that brought it."""
        shown = await self.shown(case)
        if heard and any(one.heard == heard for one in shown):
            return
        _, message = await self._put_card(case, speaking, self._post_or_whisper, heard)
        if speaking.channel.startswith("D"):
            await self._as_agent(
                speaking.client.assistant_threads_setTitle(
                    channel_id=speaking.channel, thread_ts=speaking.thread, title=message.text[:250]
                )
            )

    async def _put_card(self, case: str, speaking: Speaking, post: Posting, heard: str = "") -> tuple[Place, Message]:
        """Draw a case's card, post it and remember where it stands; returns both."""
        async with self._lock(case):
            message, file = await self._card(case)
            place = await post(speaking, message)
            card = Shown(case, place, speaking.user, heard)
            await self.desks.decide(lambda _: self.ledger.show(card, drawn_of(file), self.now()))
        return place, message

    async def _post(self, speaking: Speaking, message: Message) -> Place:
        """Post where it was asked; the place of the message."""
        sent = await self.say(speaking, message)
        return Place(DOOR, speaking.team, speaking.channel, speaking.thread or sent, sent)

    async def _post_or_whisper(self, speaking: Speaking, message: Message) -> Place:
        """Post where it was asked; in a talk with the colleague where Meelezer may not write in that channel."""
        try:
            return await self._post(speaking, message)
        except SlackApiError as error:
            if reason(error) not in ("not_in_channel", "channel_not_found", "is_archived"):
                raise
        alone = await self.alone(speaking)
        await self.say(alone, blocks.told(_NOT_HERE.said(self.lang)))
        return await self._post(alone, message)

    async def alone(self, speaking: Speaking) -> Speaking:
        """The talk between Meelezer and one colleague."""
        opened = await speaking.client.conversations_open(users=speaking.user)
        return replace(speaking, channel=str(opened["channel"]["id"]), thread="")

    async def _card(self, case: str) -> tuple[Message, CaseFile]:
        def drawn(desk: Desk) -> tuple[Message, CaseFile]:
            file = desk.ledger.file(case)
            return blocks.card_message(desk.card(file, self.now()), self.lang, file.case.post.url), file

        return await self.desks.decide(drawn)

    async def refresh(self, case: str) -> None:
        """Bring all cards of a case up to date, for everybody who sees one; what cannot be reached now is tried later."""
        async with self._lock(case):
            message, file = await self._card(case)
            for shown in await self.shown(case):
                place, drawn = shown.place, drawn_of(file)
                try:
                    client = await self.clients(place.team)
                    await client.chat_update(
                        channel=place.channel, ts=place.message, text=message.text, blocks=list(message.blocks)
                    )
                except SlackApiError as error:
                    if passes(error):
                        continue
                    log.warning("a card cannot be brought up to date (%s)", reason(error))
                except (PartMissing, *LINE_DOWN) as error:
                    log.warning("a card could not be brought up to date (%s)", type(error).__name__)
                    continue
                await self._note_drawn(place, drawn)

    async def _note_drawn(self, place: Place, drawn: str) -> None:
        await self.desks.decide(lambda _: self.ledger.redrawn(place, drawn))

    def _lock(self, case: str) -> asyncio.Lock:
        """One at a time draws a case, so that the last to draw it saw it last."""
        return self._case_locks.setdefault(case, asyncio.Lock())

    async def say(self, speaking: Speaking, message: Message) -> str:
        """Say something where everybody sees it; returns its time stamp."""
        answer = await speaking.client.chat_postMessage(
            channel=speaking.channel, thread_ts=speaking.thread or None, text=message.text,
            blocks=list(message.blocks), unfurl_links=False, unfurl_media=False,
        )  # fmt: skip
        return str(answer["ts"])

    async def whisper(self, speaking: Speaking, words: Words) -> None:
        """Tell one colleague something, where they are."""
        await self.show_to(speaking, blocks.told(words.said(self.lang)))

    async def show_to(self, speaking: Speaking, message: Message) -> None:
        """Show something to one colleague only; between two that is an ordinary message."""
        if speaking.channel.startswith("D"):
            await self.say(speaking, message)
            return
        try:
            await speaking.client.chat_postEphemeral(
                channel=speaking.channel, user=speaking.user, thread_ts=speaking.aside or None,
                text=message.text, blocks=list(message.blocks),
            )  # fmt: skip
        except SlackApiError:  # not a member of that channel: say it between the two of us
            await self.say(await self.alone(speaking), message)

    async def went_wrong(self, speaking: Speaking, error: BaseException) -> None:
        """Tell who clicked or asked what to do; what nobody foresaw is logged without anybody's words."""
        if isinstance(error, MeelezerError):
            words = error.words
        else:
            log.error("unforeseen: %s", type(error).__name__, exc_info=error)
            words = _WENT_WRONG
        try:
            await self.whisper(speaking, words)
        except UNREACHABLE:
            log.warning("could not tell a colleague what went wrong")

    async def welcome(self, team: str, channel: str) -> None:
        """Say who is here, in a channel or a talk that begins."""
        if self.allowed(team, channel, channel.startswith("D")):
            speaking = Speaking(await self.clients(team), team, channel, "", "")
            await self.say(speaking, blocks.welcome_message(self.lang))

    # --- approvals -----------------------------------------------------------------------------------------------

    async def ask_approval(self, case: str, speaking: Speaking) -> None:
        """Show a case that waits for approval where the approvers are, or say there that its text is another now."""
        room = self.settings.slack.approvals
        if not room:
            return
        shown = await self.shown(case)
        there = next((one.place for one in shown if one.place.channel == room), None)
        team = self.home_team(speaking.team)
        approvers = replace(speaking, client=await self.clients(team), team=team, channel=room)
        if there is None:
            await self._show_approvers(case, replace(approvers, thread=""), speaking)
        else:
            await self._call(replace(approvers, thread=there.thread), _NEW_TEXT)

    async def _call(self, where: Speaking, words: Words) -> None:
        """Ring a bell for the approvers whose ids the settings name."""
        wanted = self.settings.slack.people
        members = [id_ for id_, name in wanted.items() if self.settings.approvers and self.settings.may_approve(name)]
        await self.say(where, blocks.calling(members, words.said(self.lang)))

    def home_team(self, otherwise: str) -> str:
        """The workspace to which the channels in the settings belong: the first one named there."""
        return next(iter(self.settings.slack.workspaces), otherwise)

    async def _show_approvers(self, case: str, approvers: Speaking, asking: Speaking) -> None:
        """Show a card in the approvers' channel too; where Meelezer may not write there, who asked is told."""
        try:
            place, _ = await self._put_card(case, approvers, self._post)
            await self._call(replace(approvers, thread=place.thread), _PLEASE_READ)
        except SlackApiError as error:
            log.warning("the approvers' channel refuses a card (%s)", reason(error))
            words = Words("Het kanaal voor goedkeuring laat me niet toe; nodig me daar uit, of zet approvals in [slack] goed.",
                          "The channel for approvals does not let me in; invite me there, or mend approvals in [slack].")  # fmt: skip
            await self.whisper(asking, words)

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
