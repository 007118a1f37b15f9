"""What Slack's buttons and windows ask for. A window opens at once and is filled after; what is decided then is every
door's (`door_clicks.py`). Whoever clicked is told when something is refused.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.adapters import slack_blocks as blocks
from bot.adapters import slack_views as views
from bot.adapters.chat_cards import cited_of
from bot.adapters.chat_forms import TITLES
from bot.adapters.door_clicks import DoorClicks, first_draft
from bot.adapters.inbound import Speaking
from bot.adapters.slack_blocks import Message
from bot.adapters.slack_door import SlackDoor
from bot.answers import more
from bot.card import Card
from bot.case import clean
from bot.decision import mark_of
from bot.desk import Desk
from bot.errors import MeelezerError
from bot.promises import due_in
from bot.words import Words

Ack = Callable[..., Awaitable[Any]]
View = dict[str, Any]

_ACK_SECONDS = 2.2
"""Slack gives up on a form after three seconds; what takes longer goes on and is shown afterwards."""

_IN_A_FORM = frozenset(
    {"edit", "promise", "sent", "send-back", "no-reply", "withdraw", "why", "full", "correct", "earlier"}
)
_BUSY = Words("Een ogenblik, ik ben ermee bezig …", "One moment, I am working on it …")
_DONE = Words("Gedaan. Je kunt dit venster sluiten.", "Done. You can close this window.")


@dataclass(frozen=True, slots=True)
class Click:
    """Who clicked what, where: the verb and value of a button, its case, and where an answer goes."""

    verb: str
    value: str
    case: str
    trigger: str
    speaking: Speaking


class SlackClicks(DoorClicks[Message]):
    """The interactive half of the door."""

    door: SlackDoor

    def __init__(self, door: SlackDoor) -> None:
        super().__init__(door)

    # --- buttons -------------------------------------------------------------------------------------------------

    async def clicked(self, click: Click) -> None:
        """Do what a button on a card says. Raises MeelezerError."""
        await self.door.colleague(click.speaking)
        if click.verb in _IN_A_FORM and not (click.verb in ("correct", "promise") and click.value):
            await self._open(click)
        elif click.verb == "others":
            await self.others(click.case)
        else:
            await self.decide(click.speaking, click.case, click.verb, click.value)

    async def _open(self, click: Click) -> None:
        """Open a form within the moment that Slack gives for it, and fill it with what the ledger knows."""
        client = await self.door.clients(click.speaking.team)
        title = TITLES[click.verb].said(self.lang)
        opened = await client.views_open(trigger_id=click.trigger, view=views.loading_view(self.lang, title))
        view_id = str(opened["view"]["id"])
        try:
            filled = await self.door.desks.decide(lambda desk: self._form(desk, click))
        except MeelezerError as error:
            filled = views.note_view(self.lang, title, error.words.said(self.lang))
        await client.views_update(view_id=view_id, view=filled)

    def _form(self, desk: Desk, click: Click) -> View:
        now = self.door.now()
        file = desk.ledger.file(click.case)
        card: Card = desk.card(file, now)
        meta = {"case": click.case, "channel": click.speaking.channel, "thread": click.speaking.thread}
        lang = self.lang
        if click.verb == "why":
            return views.why_view(card, lang)
        if click.verb == "earlier":
            lines = [(one, self.door.address(one.case)) for one in desk.before(file, now)]
            return views.earlier_view(lines, lang)
        if click.verb == "full":
            return views.full_view(card, lang)
        if click.verb == "edit":
            return views.edit_view(card, lang, first_draft(file), meta)
        if click.verb == "correct":
            reading = file.proposal.reading if file.proposal else None
            names = (reading.type.name, reading.severity.name) if reading else ("service", "medium")
            return views.correct_view(card, lang, names[0], names[1], meta)
        if click.verb == "promise":
            due = due_in(file.standing.text, now, desk.settings.office) or now + timedelta(days=1)
            return views.promise_view(card, lang, due, {**meta, "due": str(int(due.timestamp()))})
        if click.verb == "sent":
            return views.sent_view(card, lang, now, meta)
        if click.verb == "send-back":
            return views.send_back_view(card, lang, {**meta, "seen": click.value})
        if click.verb == "withdraw":
            return views.withdraw_view(card, lang, meta)
        return views.no_reply_view(card, lang, meta)

    # --- forms ---------------------------------------------------------------------------------------------------

    async def submitted(self, ack: Ack, body: Mapping[str, Any], speaking: Speaking) -> None:
        """A form was sent: check it while the form stands, then do it."""
        view = body["view"]
        meta: dict[str, Any] = json.loads(view.get("private_metadata") or "{}")
        channel = meta.get("channel") or speaking.channel
        speaking = replace(speaking, channel=channel, thread=meta.get("thread") or "", direct=channel.startswith("D"))
        values = values_of(view)
        verb = str(view["callback_id"])
        work = asyncio.ensure_future(self._take(verb, meta, values, speaking, str(view["id"])))
        done, _ = await asyncio.wait({work}, timeout=_ACK_SECONDS)
        if done:
            await self._settle(ack, work, view)
            return
        title = view["title"]["text"]
        await ack(response_action="update", view=views.note_view(self.lang, title, _BUSY.said(self.lang)))
        try:
            after = await work or views.note_view(self.lang, title, _DONE.said(self.lang))
        except MeelezerError as error:
            after = views.note_view(self.lang, title, error.words.said(self.lang))
        client = await self.door.clients(speaking.team)
        await client.views_update(view_id=view["id"], view=after)

    async def _settle(self, ack: Ack, work: asyncio.Future[View | None], view: Mapping[str, Any]) -> None:
        """Close the form, show another one, or show beside a field what is wrong with it."""
        try:
            after = work.result()
        except MeelezerError as error:
            fields = [one["block_id"] for one in view["blocks"] if one["type"] == "input"]
            wrong = getattr(error, "field", None) or fields[0]
            await ack(response_action="errors", errors={wrong: error.words.said(self.lang)[:2000]})
            return
        await (ack(response_action="update", view=after) if after else ack())

    async def _take(
        self, verb: str, meta: dict[str, Any], values: Mapping[str, str], speaking: Speaking, view_id: str
    ) -> View | None:
        """Do what a form asks for; returns the form that comes next, if any. Raises MeelezerError."""
        await self.door.colleague(speaking)
        case = str(meta.get("case") or "")
        if verb == "triage":
            await self._forwarded(values, speaking, view_id)
        elif verb == "ask":
            return await self._asked(values["question"], speaking)
        elif verb == "check":
            return await self._checked(values)
        elif verb == "edit":
            return await self._edited(case, meta, values, speaking)
        elif verb == "correct":
            await self.corrected(case, values, speaking)
        elif verb == "sent":
            await self.posted(case, self._moment(values["at"]), speaking)
        elif verb == "promise":
            await self._promised(case, meta, values, speaking)
        else:
            reason = values.get("reason", "").strip()
            await self.decide(speaking, case, verb, str(meta.get("seen") or ""), reason=reason)
        return None

    async def _promised(
        self, case: str, meta: Mapping[str, Any], values: Mapping[str, str], speaking: Speaking
    ) -> None:
        """Keep a promise; where the time was left as it stood, what the words of the promise name comes first."""
        text = clean(values.get("text", ""))
        if owner := values.get("owner"):
            text += f" ({await self.door.called(replace(speaking, user=owner))})"
        untouched = values["due"] == meta.get("due")
        named = due_in(text, self.door.now(), self.door.settings.office) if untouched else None
        await self.promised(case, text, named or self._moment(values["due"]), speaking)

    async def _edited(
        self, case: str, meta: dict[str, Any], values: Mapping[str, str], speaking: Speaking
    ) -> View | None:
        """Use a text that was written, or show the window again with what the reviewer finds in it."""
        seen = str(meta.get("seen") or "")
        found = await self.edited(case, values.get("text", ""), values.get("reason", ""), seen, speaking)
        if found is None:
            return None
        shown = {**meta, "seen": mark_of(found.text)}
        return views.edit_view(found.card, self.lang, found.text, shown, found.findings, reason=found.reason)

    async def _forwarded(self, values: Mapping[str, str], speaking: Speaking, view_id: str) -> None:
        """A post that was typed into the form is taken in like any other message."""
        post = {name: values[name] for name in ("text", "platform", "author", "url") if values.get(name)}
        where = speaking if speaking.channel else await self.door.alone(speaking)
        await self.take_in((post,), where, f"slack/form/{view_id}")

    async def _asked(self, question: str, speaking: Speaking) -> View:
        answer = await self.door.desks.read(lambda desk: desk.ask(question, self.door.now()))
        title = Words("Antwoord", "Answer").said(self.lang)
        return views.note_view(self.lang, title, answer.text)

    async def _checked(self, values: Mapping[str, str]) -> View:
        """Check a reply without a case: under a post where one is given."""
        findings = await self.check(values.get("post", ""), values["reply"])
        message = blocks.findings_message(clean(values["reply"]), findings, self.lang)
        view = views.note_view(self.lang, Words("Nagekeken", "Checked").said(self.lang), "…")
        return {**view, "blocks": list(message.blocks)}

    # --- the rest ------------------------------------------------------------------------------------------------

    async def told_more(self, value: str, speaking: Speaking) -> None:
        """Show the guidelines behind an answer in full, to whoever asks for them."""
        lang, cited = cited_of(value)
        text = await self.door.desks.decide(lambda desk: more(cited, desk.handbook, lang))
        await self.door.show_to(speaking, blocks.more_message(text, lang))

    async def home(self, user: str, team: str) -> None:
        """Publish a colleague's home: what is theirs, and how the week goes."""
        speaking = Speaking(team, "", "", user)
        await self.door.colleague(speaking)
        home = await self.door.home_of(speaking)
        client = await self.door.clients(team)
        await client.views_publish(user_id=user, view=views.home_view(home, self.lang))

    def _moment(self, seconds: str) -> datetime:
        return datetime.fromtimestamp(int(seconds), UTC).astimezone(self.door.settings.zone)


def values_of(view: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in: each field's name with its text, its choice, its time in seconds or its member's id."""
    found: dict[str, str] = {}
    for name, elements in ((view.get("state") or {}).get("values") or {}).items():
        for element in elements.values():
            option = element.get("selected_option") or {}
            value = next(
                (element[key] for key in ("value", "selected_date_time", "selected_user") if element.get(key)),
                option.get("value"),
            )
            found[name] = "" if value is None else str(value)
    return found
