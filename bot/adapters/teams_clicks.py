"""What the buttons and forms on Teams' cards ask for. What is decided is every door's (`door_clicks.py`); the answer to a
click is the card as it stands then, with the form open again where something is to be mended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.adapters import teams_cards as cards
from bot.adapters.chat_cards import cited_of
from bot.adapters.door_clicks import DoorClicks, FieldMissing
from bot.adapters.inbound import Speaking
from bot.adapters.teams_cards import Message
from bot.adapters.teams_door import CARD, TeamsDoor, attachment_of
from bot.adapters.teams_events import post_in_extension
from bot.adapters.teams_forms import Form, triage_form, values_of
from bot.answers import more
from bot.desk import Desk
from bot.errors import BadInput, MeelezerError
from bot.promises import due_in
from bot.words import Words

Answer = dict[str, Any]

_ANSWER_SECONDS = 4.0
"""Teams asks again after five seconds; what takes longer goes on and shows on the card afterwards."""

_BUSY = Words(
    "Een ogenblik, ik ben ermee bezig. De kaart verandert zo.", "One moment, I am working on it. The card will change."
)
_TAKEN_IN = Words(
    "Ik lees mee. De kaart komt in dit gesprek.", "I'm reading along. The card comes in this conversation."
)
_NO_DATE = Words("Kies een dag en een tijd.", "Choose a day and a time.")
_TITLE = Words("Bericht voorleggen", "Submit a post")


class TeamsClicks(DoorClicks[Message]):
    """The interactive half of the door."""

    door: TeamsDoor

    def __init__(self, door: TeamsDoor) -> None:
        super().__init__(door)

    # --- buttons and forms on a card -----------------------------------------------------------------------------

    async def executed(self, value: Mapping[str, Any], speaking: Speaking, message_id: str = "") -> Answer:
        """Do what a button of a card says; the answer to whoever pressed it, and to nobody else.

        `message_id`: of the message with the card."""
        action = _table(value.get("action"))
        verb, data = str(action.get("verb") or ""), _table(action.get("data"))
        by_itself = message_id if value.get("trigger") == "automatic" else ""
        work = asyncio.ensure_future(self._executed(verb, data, speaking, by_itself))
        done, _ = await asyncio.wait({work}, timeout=_ANSWER_SECONDS)
        if not done:
            self.hold(asyncio.ensure_future(self._afterwards(work, verb, speaking)))
            return sentence(_BUSY.said(self.lang))
        try:
            return shown(work.result())
        except MeelezerError as error:
            form = await self._wrong(verb, data, error)
            return shown(form) if form else sentence(error.words.said(self.lang))

    async def _afterwards(self, work: asyncio.Future[Message], verb: str, speaking: Speaking) -> None:
        """What took longer than a click may: the cards show what was decided; the rest is said where it was asked."""
        try:
            message = await work
            if verb in ("answer.more", "case.full", "case.edit"):
                await self.door.say(speaking, message)
        except Exception as error:
            await self.door.went_wrong(speaking, error)

    async def _executed(self, verb: str, data: Mapping[str, Any], speaking: Speaking, by_itself: str) -> Message:
        await self.door.colleague(speaking)
        if verb == "answer.more":
            return await self._more(str(data.get("value") or ""))
        case, value = str(data.get("case") or ""), str(data.get("value") or "")
        doing = verb.removeprefix("case.")
        if doing == "full":
            return await self._full(case)
        form = None
        if doing == "others":
            await self.others(case)
        elif doing == "card.refresh":
            if by_itself:
                await self.door.seen(case, by_itself, speaking)
        else:
            form = await self._decided(doing, case, value, data, speaking)
        return await self.card(case, form)

    async def _decided(
        self, verb: str, case: str, value: str, data: Mapping[str, Any], speaking: Speaking
    ) -> Form | None:
        """Decide; a form that has to be shown again, if any. Raises MeelezerError."""
        filled, seen = values_of(data) if data.get("form") else {}, str(data.get("seen") or "")
        if verb == "edit":
            found = await self.edited(case, filled.get("text", ""), filled.get("reason", ""), seen, speaking)
            return Form("edit", found.text, found.findings, found.reason) if found else None
        if verb == "correct" and not value:
            await self.corrected(case, filled, speaking)
        elif verb == "sent":
            await self.posted(case, self._moment(filled.get("at"), filled.get("time")) or self.door.now(), speaking)
        elif verb == "promise" and data.get("form"):
            await self._promised(case, value, filled, speaking)
        else:
            await self.decide(speaking, case, verb, value, reason=filled.get("reason", "").strip())
        return None

    async def _promised(self, case: str, drawn: str, filled: Mapping[str, str], speaking: Speaking) -> None:
        """Keep a promise; where no day was chosen, or the one that was `drawn` in was left, what its words name comes first."""
        owner, text = filled.get("owner", "").strip(), filled.get("text", "")
        chosen = self._moment(filled.get("due"), filled.get("time"))
        untouched = chosen is None or f"{filled.get('due')}T{filled.get('time')}" == drawn
        due = (due_in(text, self.door.now(), self.door.settings.office) if untouched else None) or chosen
        if due is None:
            raise BadInput(_NO_DATE.nl, _NO_DATE.en)
        await self.promised(case, f"{text} ({owner})" if owner else text, due, speaking)

    async def card(self, case: str, form: Form | None = None) -> Message:
        """The card of a case as it stands, with a form open in it."""

        def drawn(desk: Desk) -> Message:
            file = desk.ledger.file(case)
            return cards.card_message(desk.card(file, self.door.now()), self.lang, file.case.post.url, form)

        return await self.door.desks.decide(drawn)

    async def _full(self, case: str) -> Message:
        return await self.door.desks.decide(
            lambda desk: cards.full_message(desk.card(desk.ledger.file(case), self.door.now()), self.lang)
        )

    async def _more(self, value: str) -> Message:
        lang, cited = cited_of(value)
        text = await self.door.desks.decide(lambda desk: more(cited, desk.handbook, lang))
        return cards.more_message(text, lang)

    async def _wrong(self, verb: str, data: Mapping[str, Any], error: MeelezerError) -> Message | None:
        """The card with the form that could not be taken, what was typed still in it; None for what is no form."""
        name, case = str(data.get("form") or ""), str(data.get("case") or "")
        if not name or not isinstance(error, BadInput):
            return None
        filled = values_of(data)
        text = filled.get("text") or (filled.get("reason", "") if name != "edit" else "")
        form = Form(
            name, text, reason=isinstance(error, FieldMissing), wrong=error.words.said(self.lang), values=filled
        )
        return await self.card(case, form)

    def _moment(self, day: str | None, time: str | None) -> datetime | None:
        """A day and a time as Teams gives them, in the team's zone; None where there is none, or no such time."""
        try:
            return datetime.fromisoformat(f"{day}T{time or '12:00'}").replace(tzinfo=self.door.settings.zone)
        except ValueError:
            return None

    # --- the message extension -----------------------------------------------------------------------------------

    async def asked(self, value: Mapping[str, Any], speaking: Speaking) -> Answer:
        """The form of the message extension, with the message that it was used on. Raises MeelezerError."""
        await self.door.colleague(speaking)
        post = post_in_extension(value)
        card = triage_form(self.lang, post.get("text", ""))
        dialog = {"title": _TITLE.said(self.lang), "height": "large", "width": "medium", "card": attachment_of(card)}
        return {"task": {"type": "continue", "value": dialog}}

    async def submitted(self, value: Mapping[str, Any], speaking: Speaking, key: str) -> Answer:
        """Take in a post that was submitted in the message extension's form. Raises MeelezerError."""
        await self.door.colleague(speaking)
        filled = values_of(_table(value.get("data")))
        post = {name: filled[name] for name in ("text", "platform", "author", "url") if filled.get(name)}
        await self.take_in((post,), speaking, key)
        return {"task": {"type": "message", "value": _TAKEN_IN.said(self.lang)}}


def shown(message: Message) -> Answer:
    """A card that comes in the place of the one that was clicked on; a sentence where the message has none."""
    return {"statusCode": 200, "type": CARD, "value": message.card} if message.card else sentence(message.text)


def sentence(words: str) -> Answer:
    """A sentence for whoever clicked."""
    return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": words}


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
