"""The Teams door: how Meelezer posts, changes and speaks in Teams. What it hears and keeps is every door's (`door.py`);
how things look is in `teams_cards.py`, what the buttons do in `teams_clicks.py`, and the SDK's part below `teams_line.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.adapters import teams_cards as cards
from bot.adapters import teams_lists as lists
from bot.adapters.chat_ledger import UNCLAIMED, ChatLedger, Place, Shown
from bot.adapters.desks import Desks
from bot.adapters.door import Door, Failure, Looks
from bot.adapters.inbound import Speaking
from bot.adapters.teams_cards import Mention, Message
from bot.adapters.teams_events import speaking_in
from bot.adapters.teams_line import UNKNOWN_SERVICE, LineDown, RefusedByTeams, TeamsLine
from bot.desk import Desk
from bot.digest import Digest
from bot.digest_advice import linked
from bot.errors import PartMissing
from bot.settings import Settings
from bot.words import Words

DOOR = "teams"

_CHANNELS = ("@thread.tacv2", "@thread.skype")
"""What the ids of channels have and those of chats have not."""

CARD = "application/vnd.microsoft.card.adaptive"

_NOT_HERE = Words(
    "In die chat mag ik niet schrijven, dus hier is de kaart. Voeg Meelezer daar toe als app.",
    "I may not write in that chat, so here is the card. Add Meelezer there as an app.",
)
_UNKNOWN_CHANNEL = Words(
    "Ik weet nog niet hoe ik dat kanaal bereik. Voeg Meelezer daar toe, of noem me er één keer.",
    "I do not know yet how to reach that channel. Add Meelezer there, or mention me there once.",
)


class TeamsDoor(Door[Message]):
    """One door for all organisations that may use it."""

    name = DOOR
    looks = Looks(
        card=cards.card_message,
        answer=cards.answer_message,
        findings=cards.findings_message,
        cases=lists.cases_message,
        found=lists.found_message,
        home=lists.home_message,
        parts=lists.parts_message,
        digest=lambda digest, lang: lists.digest_message(digest, lang, None),
        due=cards.due_message,
        help=cards.help_message,
        welcome=cards.welcome_message,
        told=cards.told,
        calling=lambda _, words: cards.told(words),
    )

    def __init__(
        self, desks: Desks, ledger: ChatLedger, line: TeamsLine, settings: Settings, now: Callable[[], datetime]
    ) -> None:
        """`ledger` is used on the thread of the desk that decides."""
        super().__init__(desks, ledger, settings, settings.teams, now)
        self.line = line
        self.looks = replace(self.looks, calling=self._calling)
        self._members: dict[str, Mapping[str, Any]] = {}  # as Teams told, by their Entra object id
        self._names: dict[str, str] = {}
        self._ids: dict[str, str] = {}  # by which Teams itself knows them; it takes the object id as well
        self._taken = {name.casefold() for name in (*settings.approving, *settings.teams.people.values())}

    # --- posting -------------------------------------------------------------------------------------------------

    async def remember(self, activity: Mapping[str, Any]) -> None:
        """Keep how the conversation of an activity is reached, and whose it is where it is between two. Raises LedgerAway."""
        where, reference = speaking_in(activity), self.line.reference_of(activity)
        if not where.direct:
            reference.pop("user", None)  # whoever spoke last is not whom the next message is for
        names = [where.channel, *([_alone(where.user)] if where.direct and where.user else [])]

        def kept(_: Desk) -> None:
            for name in filter(None, names):
                self.ledger.remember(where.team, name, reference, self.now())

        await self.desks.decide(kept)
        sender = activity.get("from") or {}
        if where.user:
            self._ids[where.user] = str(sender.get("id") or where.user)
            if sender.get("name"):
                self._names[where.user] = str(sender["name"])

    async def say(self, speaking: Speaking, message: Message) -> str:
        """Say something where everybody sees it; returns the message's id."""
        return await self.line.send(
            await self._reference(speaking.team, speaking.channel, speaking.thread), activity_of(message)
        )

    async def put(self, speaking: Speaking, message: Message) -> tuple[Speaking, str]:
        """Post where it was asked; in the talk with the colleague where Meelezer is not in that conversation."""
        try:
            return speaking, await self.say(speaking, message)
        except RefusedByTeams:
            alone = await self.alone(speaking)
            if alone is None:
                raise
        await self.say(alone, cards.told(_NOT_HERE.said(self.lang)))
        return alone, await self.say(alone, message)

    async def alone(self, speaking: Speaking) -> Speaking | None:
        """The talk between Meelezer and one colleague, where there is one."""
        kept = await self.desks.decide(lambda _: self.ledger.reference(_alone(speaking.user)))
        if kept is None or kept["conversation"]["id"] == speaking.channel:
            return None
        return replace(speaking, channel=kept["conversation"]["id"], thread="", direct=True)

    async def show_to(self, speaking: Speaking, message: Message) -> None:
        """Say it where the colleague asked: in Teams a bot shows nothing to one person in a room of many."""
        await self.say(speaking, message)

    async def redraw(self, place: Place, message: Message) -> None:
        """Put a message in the place of one that stands there."""
        reference = await self._reference(place.team, place.channel, place.thread)
        await self.line.update(reference, place.message, activity_of(message))

    async def seen(self, case: str, message_id: str, speaking: Speaking) -> None:
        """Remember a card of a case that refreshed itself; most are known.

        Teams may have taken a card although its answer was lost on the way, and has no way to ask for it; but a card that
        somebody sees refreshes itself, and so tells where it stands. Raises BadInput for a case that there is not."""
        place = Place(self.name, speaking.team, speaking.channel, speaking.thread or message_id, message_id)

        def kept(desk: Desk) -> None:
            desk.ledger.file(case)
            known = {(one.place.channel, one.place.message) for one in self.ledger.shown(case)}
            if message_id and (place.channel, message_id) not in known:
                self.ledger.show(Shown(case, place, "", UNCLAIMED), "", self.now())

        async with self._lock(case):  # who posts it just now has noted it by then
            await self.desks.decide(kept)

    async def _reference(self, team: str, channel: str, thread: str) -> dict[str, Any]:
        """How a place is reached; a channel of which nothing was told yet by the way to another one of the same team."""
        own = await self.desks.decide(lambda _: self.ledger.reference(channel))
        other = own or await self.desks.decide(lambda _: self.ledger.reference_in(team))
        if other is None:
            raise PartMissing(_UNKNOWN_CHANNEL.nl, _UNKNOWN_CHANNEL.en)
        id_ = f"{channel};messageid={thread}" if thread and self.has_threads(channel) else channel
        return (
            {**other, "conversation": {**other["conversation"], "id": id_}} if own else self.line.elsewhere(other, id_)
        )

    def has_threads(self, channel: str) -> bool:
        """Only channels have threads; chats have not."""
        return any(kind in channel for kind in _CHANNELS)

    def failure(self, error: BaseException) -> Failure | None:
        """How Teams failed; None for what is no failure of Teams."""
        if isinstance(error, LineDown):
            return Failure.LINE_DOWN
        if isinstance(error, RefusedByTeams):  # where Teams is has to be told by Teams once after a start
            return Failure.LINE_DOWN if error.code == UNKNOWN_SERVICE else Failure.REFUSED
        return None

    def address_of(self, place: Place) -> str | None:
        """A link that opens a message in Teams; None for a talk between two, which has none."""
        if "@thread" not in place.channel:
            return None
        tenant = f"?tenantId={place.team}" if place.team else ""
        return f"https://teams.microsoft.com/l/message/{quote(place.channel, safe='')}/{place.message}{tenant}"

    def _calling(self, members: Sequence[str], words: str) -> Message:
        """A sentence that rings a bell for colleagues."""
        return cards.told(words, [Mention(one, self.wanted.people[one]) for one in members], self.lang)

    # --- colleagues ----------------------------------------------------------------------------------------------

    async def belongs(self, speaking: Speaking) -> bool:
        """Whether who speaks is of the team: no guest, and nobody of another organisation."""
        if speaking.user in self.wanted.people:
            return True
        member = await self._member(speaking)
        outside = str(member.get("userRole") or "user").lower() in ("guest", "anonymous")
        return bool(member) and not outside and str(member.get("tenantId") or speaking.team) == speaking.team

    async def called(self, speaking: Speaking) -> str:
        """The name under which who speaks decides; a name that the settings give to somebody is not another's."""
        given = self.wanted.people.get(speaking.user)
        if given:
            return given
        told = self._names.get(speaking.user) or str((await self._member(speaking)).get("name") or speaking.user)
        name = " ".join(told.split())[:80]
        return f"{name} ({speaking.user})" if name.casefold() in self._taken else name

    async def _member(self, speaking: Speaking) -> Mapping[str, Any]:
        """What Teams tells of a member, asked once; nothing of one whom it does not know.

        Where Meelezer is not in that conversation, it asks in its talk with them. Raises LineDown, and RefusedByTeams where
        nobody has proven yet where Teams is: not to know is no answer.
        """
        if speaking.user not in self._members:
            told = await self._told_of(speaking, await self._reference(speaking.team, speaking.channel, ""))
            if not told:
                kept = await self.desks.decide(lambda _: self.ledger.reference(_alone(speaking.user)))
                told = await self._told_of(speaking, kept) if kept else {}
            if not told:
                return {}
            self._members[speaking.user] = told
        return self._members[speaking.user]

    async def _told_of(self, speaking: Speaking, reference: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            return await self.line.member(reference, self._ids.get(speaking.user, speaking.user))
        except RefusedByTeams as error:
            if error.code == UNKNOWN_SERVICE:
                raise
            return {}

    # --- the digest ----------------------------------------------------------------------------------------------

    async def post_digest(self, digest: Digest, speaking: Speaking) -> None:
        """Post the week in the channel for it, with the chart inside the card."""
        from bot.adapters.chart import drawn  # noqa: PLC0415 — a heavy library, once a week

        digest = await self.desks.decide(lambda _: linked(digest, self.address))
        png = await asyncio.to_thread(drawn, digest, self.lang)
        await self.say(speaking, lists.digest_message(digest, self.lang, png))


def _alone(user: str) -> str:
    """Under which name the talk with a colleague is remembered."""
    return f"user/{user}"


def activity_of(message: Message) -> dict[str, Any]:
    """A message as an activity."""
    if not message.card:
        return {"type": "message", "text": message.text, "textFormat": "plain", "summary": message.summary}
    return {"type": "message", "summary": message.summary, "attachments": [attachment_of(message.card)]}


def attachment_of(card: Mapping[str, Any]) -> dict[str, Any]:
    """A card as Teams takes it along with an activity."""
    return {"contentType": CARD, "content": dict(card)}
