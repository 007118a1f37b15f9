"""The Slack door: hears what colleagues say, and keeps the cards that it shows as the cases stand.

What is heard is kept in the ledger before Slack is told that it came in (`keep`), and worked on afterwards (`work`);
what was not finished when the plug was pulled is taken up again (`catch_up`). How things look is in `slack_blocks.py`,
what the buttons do in `slack_clicks.py`, and Bolt's part in `slack_app.py`.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot import chat
from bot.adapters import slack_blocks as blocks
from bot.adapters import slack_lists as lists
from bot.adapters.chat_ledger import ChatLedger, Place, Shown
from bot.adapters.desks import Desks
from bot.adapters.slack_blocks import Message
from bot.adapters.slack_events import Inbound, post_of
from bot.adapters.slack_people import People
from bot.answers import Answer
from bot.card import Card
from bot.clocks import Due, urgency
from bot.decision import CaseFile
from bot.desk import Desk
from bot.digest import Digest
from bot.errors import MeelezerError, NluAway, PartMissing, Refused
from bot.settings import Settings
from bot.words import Words

DOOR = "slack"
PREVIEW_SECONDS = 12.0
"""How long the preview of a link is waited for; Slack adds most within five seconds, and some never."""

TAKE_UP_AFTER = timedelta(seconds=30)
"""What has been kept for so long without being done was left behind, by this bot or another one."""

_ANSWERS_REMEMBERED = 1000
_TRIES_WITH_CHART, _CHART_SECONDS = 4, 3.0
_LINE_DOWN = (aiohttp.ClientError, asyncio.TimeoutError, OSError)
_UNREACHABLE = (SlackClientError, *_LINE_DOWN)
_PASSING = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""What Slack says when trying again later may help."""

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
        except _LINE_DOWN as error:
            log.warning("Slack cannot be reached (%s); the message stays for later", type(error).__name__)
        except Exception as error:
            self._tries[inbound.key] += 1
            for_good = isinstance(error, SlackApiError) and error.response.get("error") not in _PASSING
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
        if inbound.addressed:
            await self._busy(inbound, speaking)
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

    async def _busy(self, inbound: Inbound, speaking: Speaking) -> None:
        """In a talk with an agent: show that Meelezer reads. Where Slack refuses it, that does no harm."""
        if inbound.direct:
            status = Words("leest mee …", "is reading along …").said(self.lang)
            try:
                await speaking.client.assistant_threads_setStatus(
                    channel_id=speaking.channel, thread_ts=speaking.thread, status=status
                )
            except _UNREACHABLE:
                log.debug("no talk with an agent")

    async def _title(self, title: str, speaking: Speaking) -> None:
        """Name a talk with an agent after its case, so that it is found again."""
        if speaking.channel.startswith("D"):
            try:
                await speaking.client.assistant_threads_setTitle(
                    channel_id=speaking.channel, thread_ts=speaking.thread, title=title
                )
            except _UNREACHABLE:
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
        """What was asked for by its name: "cases", "digest" or "help"."""
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
        shown = await self._shown(case)
        if heard and any(one.heard == heard for one in shown):
            return
        async with self._lock(case):
            message, file = await self._card(case)
            sent, spoken = await self._post_or_whisper(speaking, message)
            place = Place(DOOR, speaking.team, spoken.channel, spoken.thread or sent, sent)
            card = Shown(case, place, speaking.user, heard)
            await self.desks.decide(lambda _: self.ledger.show(card, drawn_of(file), self.now()))
        await self._title(message.text[:250], speaking)

    async def _post_or_whisper(self, speaking: Speaking, message: Message) -> tuple[str, Speaking]:
        """Post where it was asked; in a talk with the colleague where Meelezer may not write in that channel."""
        try:
            return await self.say(speaking, message), speaking
        except SlackApiError as error:
            if error.response.get("error") not in ("not_in_channel", "channel_not_found", "is_archived"):
                raise
        opened = await speaking.client.conversations_open(users=speaking.user)
        alone = replace(speaking, channel=str(opened["channel"]["id"]), thread="")
        await self.say(alone, blocks.told(_NOT_HERE.said(self.lang)))
        return await self.say(alone, message), alone

    async def _card(self, case: str) -> tuple[Message, CaseFile]:
        def drawn(desk: Desk) -> tuple[Message, CaseFile]:
            file = desk.ledger.file(case)
            return blocks.card_message(desk.card(file, self.now()), self.lang, file.case.post.url), file

        return await self.desks.decide(drawn)

    async def refresh(self, case: str) -> None:
        """Bring all cards of a case up to date, for everybody who sees one; what cannot be reached now is tried later."""
        async with self._lock(case):
            message, file = await self._card(case)
            for shown in await self._shown(case):
                place, drawn = shown.place, drawn_of(file)
                try:
                    client = await self.clients(place.team)
                    await client.chat_update(
                        channel=place.channel, ts=place.message, text=message.text, blocks=list(message.blocks)
                    )
                except SlackApiError as error:
                    if (why := error.response.get("error")) in _PASSING:
                        continue
                    log.warning("a card cannot be brought up to date (%s)", why)
                except (PartMissing, *_LINE_DOWN) as error:
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
            opened = await speaking.client.conversations_open(users=speaking.user)
            await self.say(replace(speaking, channel=str(opened["channel"]["id"]), thread=""), message)

    async def went_wrong(self, speaking: Speaking, error: BaseException) -> None:
        """Tell who clicked or asked what to do; what nobody foresaw is logged without anybody's words."""
        if isinstance(error, MeelezerError):
            words = error.words
        else:
            log.error("unforeseen: %s", type(error).__name__, exc_info=error)
            words = _WENT_WRONG
        try:
            await self.whisper(speaking, words)
        except _UNREACHABLE:
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
        shown = await self._shown(case)
        there = next((one.place for one in shown if one.place.channel == room), None)
        team = self._home_team(speaking.team)
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

    def _home_team(self, otherwise: str) -> str:
        """The workspace to which the channels in the settings belong: the first one named there."""
        return next(iter(self.settings.slack.workspaces), otherwise)

    async def _show_approvers(self, case: str, approvers: Speaking, asking: Speaking) -> None:
        """Show a card in the approvers' channel too; where Meelezer may not write there, who asked is told."""
        try:
            async with self._lock(case):
                message, file = await self._card(case)
                sent = await self.say(approvers, message)
                place = Place(DOOR, approvers.team, approvers.channel, sent, sent)
                card = Shown(case, place, asking.user)
                await self.desks.decide(lambda _: self.ledger.show(card, drawn_of(file), self.now()))
            await self._call(replace(approvers, thread=sent), _PLEASE_READ)
        except SlackApiError as error:
            log.warning("the approvers' channel refuses a card (%s)", error.response.get("error"))
            words = Words("Het kanaal voor goedkeuring laat me niet toe; nodig me daar uit, of zet approvals in [slack] goed.",
                          "The channel for approvals does not let me in; invite me there, or mend approvals in [slack].")  # fmt: skip
            await self.whisper(asking, words)

    # --- clocks --------------------------------------------------------------------------------------------------

    async def catch_up(self) -> None:
        """Read what was left unread while the NLU was away, draw what has changed, and take up what was left behind."""
        if await self.desks.decide(lambda desk: bool(desk.ledger.unread())):
            try:
                await self.desks.read(lambda desk: desk.catch_up(self.now()))
            except NluAway:
                return
        for case in await self.desks.decide(lambda _: self.ledger.stale()):
            await self.refresh(case)
        await self._ask_approvals()
        before = self.now() - TAKE_UP_AFTER
        for _, fields in await self.desks.decide(lambda _: self.ledger.undone(before)):
            try:
                await self.work(Inbound.from_json(fields))
            except Exception as error:
                log.warning("a message that was left behind could not be done (%s)", type(error).__name__)

    async def _ask_approvals(self) -> None:
        """Show the approvers what waits for them and has not been shown there: after a stop, or by another door."""
        room = self.settings.slack.approvals
        if not room:
            return
        for case in await self.desks.decide(lambda desk: self.ledger.not_shown_in(room, desk.ledger.waiting())):
            first = await self._shown(case)
            if first:
                team = first[0].place.team
                speaking = Speaking(await self.clients(team), team, first[0].place.channel, "", first[0].brought_by)
                await self.ask_approval(case, speaking)

    async def idle(self, seconds: float) -> None:
        """Wait until nothing is being worked on, but no longer than that."""
        end = asyncio.get_running_loop().time() + seconds
        while self._working and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.05)

    async def tick(self) -> None:
        """Say what the clocks say now: in the case's thread, and the digest in its channel."""
        for due in await self.desks.decide(lambda desk: desk.due(self.now())):
            if not await self._begins_to_say(due):
                continue
            try:
                await self._remind(due)
            except SlackApiError as error:
                log.warning("Slack refuses a reminder (%s)", error.response.get("error"))
                if error.response.get("error") in _PASSING:
                    await self._take_back(due)
            except (MeelezerError, *_LINE_DOWN) as error:
                log.warning("a reminder could not be said (%s)", type(error).__name__)
                await self._take_back(due)

    async def _begins_to_say(self, due: Due) -> bool:
        """Note that a thing is being said, unless it was, or this door does not show what it is about."""

        def noted(desk: Desk) -> bool:
            here = self.ledger.shown(due.case) if due.case else self.settings.slack.digest
            return bool(here) and desk.ledger.say_once(due.key, self.now())

        return await self.desks.decide(noted)

    async def _shown(self, case: str) -> list[Shown]:
        return await self.desks.decide(lambda _: self.ledger.shown(case))

    async def _take_back(self, due: Due) -> None:
        await self.desks.decide(lambda desk: desk.ledger.unsay(due.key))

    async def _remind(self, due: Due) -> None:
        if due.case is None:
            await self._post_digest()
            return
        case = due.case
        shown = await self._shown(case)
        if not shown:
            return
        card = await self.desks.decide(lambda desk: desk.card(desk.ledger.file(case), self.now()))
        await self.refresh(case)
        place = shown[0].place
        speaking = Speaking(
            await self.clients(place.team), place.team, place.channel, place.thread, shown[0].brought_by
        )
        await self.say(speaking, blocks.due_message(due, card, self.lang))

    async def _post_digest(self) -> None:
        room = self.settings.slack.digest
        digest: Digest = await self.desks.decide(lambda desk: desk.digest(None, self.now()))
        team = self._home_team("")
        speaking = Speaking(await self.clients(team), team, room, "", "")
        sent = await self.say(speaking, lists.digest_message(digest, self.lang, None))
        if picture := await self._chart(digest, speaking):
            await self._add_chart(speaking, sent, lists.digest_message(digest, self.lang, picture))

    async def _add_chart(self, speaking: Speaking, sent: str, message: Message) -> None:
        """Put the chart into the digest that stands there; Slack takes a while to know a file that it was just given."""
        for _ in range(_TRIES_WITH_CHART):
            try:
                await speaking.client.chat_update(
                    channel=speaking.channel, ts=sent, text=message.text, blocks=list(message.blocks)
                )
                return
            except _UNREACHABLE as error:
                log.debug("the chart is not there yet (%s)", type(error).__name__)
                await asyncio.sleep(_CHART_SECONDS)

    async def _chart(self, digest: Digest, speaking: Speaking) -> str | None:
        """Bring the chart to Slack; without it the digest has its table all the same."""
        from bot.adapters.chart import drawn  # noqa: PLC0415 — a heavy library, once a week

        try:
            png = await asyncio.to_thread(drawn, digest, self.lang)
            sent = await speaking.client.files_upload_v2(filename=f"{digest.week}.png", file=png, title=digest.week)
            return str(sent["file"]["id"])
        except (*_UNREACHABLE, KeyError) as error:
            log.warning("the chart could not be brought to Slack (%s)", type(error).__name__)
            return None


def drawn_of(file: CaseFile) -> str:
    """What a case was drawn from: how much had been proposed and decided by then, as `ChatLedger.stale` counts it."""
    return f"{len(file.proposals)}/{len(file.decisions)}"
