"""What the buttons, forms and commands in Slack do. A form opens at once and is filled after; a click that only decides
changes the case's cards for everybody. Whoever clicked is told when something is refused.
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
from bot.adapters.slack_door import SlackDoor, Speaking
from bot.adapters.slack_events import Inbound
from bot.adapters.slack_home import home_of
from bot.answers import more
from bot.card import Card
from bot.case import clean, post_from
from bot.decision import CaseFile, Wish, mark_of
from bot.desk import Desk
from bot.errors import BadInput, MeelezerError, Refused
from bot.review import Finding, ok
from bot.words import Words

Ack = Callable[..., Awaitable[Any]]
View = dict[str, Any]

_ACK_SECONDS = 2.2
"""Slack gives up on a form after three seconds; what takes longer goes on and is shown afterwards."""

_IN_A_FORM = frozenset({"edit", "promise", "sent", "send-back", "no-reply", "why", "full", "correct"})
_BUSY = Words("Een ogenblik, ik ben ermee bezig …", "One moment, I am working on it …")
_DONE = Words("Gedaan. Je kunt dit venster sluiten.", "Done. You can close this window.")
_REASON_NEEDED = Words(
    "Zeg in één zin waarom het toch zo weg mag.", "Say in a sentence why it may go out like this all the same."
)


@dataclass(frozen=True, slots=True)
class Click:
    """Who clicked what, where: the verb and value of a button, its case, and where an answer goes."""

    verb: str
    value: str
    case: str
    trigger: str
    speaking: Speaking


class SlackClicks:
    """The interactive half of the door."""

    def __init__(self, door: SlackDoor) -> None:
        self.door, self.lang = door, door.lang
        self._background: set[asyncio.Future[None]] = set()  # asyncio forgets tasks that nobody holds

    # --- buttons -------------------------------------------------------------------------------------------------

    async def clicked(self, click: Click) -> None:
        """Do what a button on a card says. Raises MeelezerError."""
        await self.door.colleague(click.speaking)
        if click.verb in _IN_A_FORM and not (click.verb == "correct" and click.value):
            await self._open(click)
        elif click.verb == "others":
            await self.door.desks.read(lambda desk: desk.others(click.case, self.door.now()))
            await self.door.refresh(click.case)
        else:
            await self._decide(click.speaking, click.case, click.verb, click.value)

    async def _open(self, click: Click) -> None:
        """Open a form within the moment that Slack gives for it, and fill it with what the ledger knows."""
        client = click.speaking.client
        title = views.TITLES[click.verb].said(self.lang)
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
        if click.verb == "full":
            return views.full_view(card, lang)
        if click.verb == "edit":
            return views.edit_view(card, lang, file.standing.text or _first_draft(file), meta)
        if click.verb == "correct":
            reading = file.proposal.reading if file.proposal else None
            names = (reading.type.name, reading.severity.name) if reading else ("service", "medium")
            return views.correct_view(card, lang, names[0], names[1], meta)
        if click.verb == "promise":
            return views.promise_view(card, lang, now + timedelta(days=1), meta)
        if click.verb == "sent":
            return views.sent_view(card, lang, now, meta)
        if click.verb == "send-back":
            return views.send_back_view(card, lang, {**meta, "seen": click.value})
        return views.no_reply_view(card, lang, meta)

    async def _decide(
        self, speaking: Speaking, case: str, verb: str, value: str = "", text: str = "", reason: str = ""
    ) -> None:
        """Let the desk decide, show it on all cards, and tell those whom it concerns. Raises MeelezerError."""
        by = await self.door.people.name(speaking.user, speaking.client)
        wish = Wish(verb, by, self.door.now(), value, text, reason)
        await self._wished(speaking, case, wish)

    async def _wished(self, speaking: Speaking, case: str, wish: Wish) -> None:
        # A reading that is corrected takes new drafts, which is more than a click may wait for.
        do = self.door.desks.read if wish.verb == "correct" else self.door.desks.decide
        try:
            file, changed = await do(lambda desk: desk.decide(case, wish))
        finally:
            await self.door.refresh(case)  # also where nothing changes: what was clicked on may be old
        if not changed:
            return
        if file.standing.status == "waiting_for_approval" and wish.verb in ("use", "edit", "request-approval"):
            await self.door.ask_approval(case, speaking)
        if wish.verb in ("approve", "send-back"):
            await self._tell_writer(case, wish, speaking)

    async def _tell_writer(self, case: str, wish: Wish, speaking: Speaking) -> None:
        """A card that changes rings no bell: say in the case's thread that it was approved or sent back."""
        shown = await self.door.shown(case)
        if not shown:
            return
        place = shown[0].place
        words = (
            Words(f"✅ Goedgekeurd door {wish.by}. Plaats het antwoord en klik dan op Geplaatst.",
                  f"✅ Approved by {wish.by}. Post the reply and then click Replied.")
            if wish.verb == "approve"
            else Words(f"↩️ Teruggestuurd door {wish.by}" + (f": {wish.reason}" if wish.reason else "."),
                       f"↩️ Sent back by {wish.by}" + (f": {wish.reason}" if wish.reason else "."))
        )  # fmt: skip
        there = replace(speaking, channel=place.channel, thread=place.thread)
        await self.door.say(there, blocks.told(words.said(self.lang)))

    # --- forms ---------------------------------------------------------------------------------------------------

    async def submitted(self, ack: Ack, body: Mapping[str, Any], speaking: Speaking) -> None:
        """A form was sent: check it while the form stands, then do it."""
        view = body["view"]
        meta: dict[str, Any] = json.loads(view.get("private_metadata") or "{}")
        speaking = replace(speaking, channel=meta.get("channel") or speaking.channel, thread=meta.get("thread") or "")
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
        await speaking.client.views_update(view_id=view["id"], view=after)

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
            await self._corrected(case, values, speaking)
        else:
            await self._wished(speaking, case, await self._wish(verb, meta, values, speaking))
        return None

    async def _wish(self, verb: str, meta: Mapping[str, Any], values: Mapping[str, str], speaking: Speaking) -> Wish:
        """What the form of a decision asks the desk for."""
        by, now = await self.door.people.name(speaking.user, speaking.client), self.door.now()
        if verb == "sent":
            return Wish(verb, by, min(self._moment(values["at"]), now))
        if verb == "promise":
            text = clean(values.get("text", ""))
            if owner := values.get("owner"):
                text += f" ({await self.door.people.name(owner, speaking.client)})"
            return Wish(verb, by, now, self._moment(values["due"]).isoformat(), text)
        return Wish(verb, by, now, str(meta.get("seen") or ""), reason=values.get("reason", "").strip())

    async def _edited(
        self, case: str, meta: dict[str, Any], values: Mapping[str, str], speaking: Speaking
    ) -> View | None:
        """Findings are shown once, under the text; after that a warning passes, and what blocks passes with a reason."""
        text, reason = clean(values.get("text", "")), values.get("reason", "").strip()

        def looked(desk: Desk) -> tuple[tuple[Finding, ...], Card]:
            file = desk.ledger.file(case)
            return desk.review_in_case(file, text, self.door.now()), desk.card(file, self.door.now())

        findings, card = await self.door.desks.decide(looked)
        blocked, seen = not ok(findings), meta.get("seen") == mark_of(text)
        if findings and not seen:
            shown = {**meta, "seen": mark_of(text)}
            return views.edit_view(card, self.lang, text, shown, findings, reason=blocked)
        if blocked and not reason:
            raise FieldMissing("reason", _REASON_NEEDED)
        await self._decide(speaking, case, "edit", text=text, reason=reason)
        return None

    async def _corrected(self, case: str, values: Mapping[str, str], speaking: Speaking) -> None:
        """Only what was changed is a correction; who changes nothing confirms what was read."""
        file: CaseFile = await self.door.desks.decide(lambda desk: desk.ledger.file(case))
        read = file.proposal.reading if file.proposal else None
        was = {"type": read.type.name, "severity": read.severity.name} if read else {}
        changed = [name for name in ("type", "severity") if values.get(name) and values[name] != was.get(name)]
        for name in changed or ["type"]:
            await self._decide(speaking, case, "correct", f"{name}={values[name]}")

    async def _forwarded(self, values: Mapping[str, str], speaking: Speaking, view_id: str) -> None:
        """A post that was typed into the form is taken in like any other message."""
        post = {name: values[name] for name in ("text", "platform", "author", "url") if values.get(name)}
        where = speaking if speaking.channel else await self.door.alone(speaking)
        await self.take_in((post,), where, f"slack/form/{view_id}")

    async def take_in(self, posts: tuple[dict[str, Any], ...], speaking: Speaking, key: str) -> None:
        """Keep posts that came by a form, a command or a shortcut, and begin to work on them."""
        for post in posts:
            clean(str(post.get("text", "")))
        inbound = Inbound(
            key=key, team=speaking.team, channel=speaking.channel, thread=speaking.thread, message=speaking.thread,
            user=speaking.user, text="", posts=posts, addressed=True, direct=speaking.channel.startswith("D"),
        )  # fmt: skip
        await self.begin(inbound, speaking)

    async def begin(self, inbound: Inbound, speaking: Speaking) -> None:
        """Keep a message and work on it in the background; a failure reaches the colleague. Raises Refused elsewhere."""
        if not self.door.allowed(inbound.team, inbound.channel, inbound.direct):
            raise Refused("In dit kanaal lees ik niet mee: het staat niet in de instellingen ([slack], channels).",
                          "I do not read along in this channel: it is not in the settings ([slack], channels).")  # fmt: skip
        if not await self.door.keep(inbound):
            return
        task = asyncio.ensure_future(self._worked(inbound, speaking))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _worked(self, inbound: Inbound, speaking: Speaking) -> None:
        try:
            await self.door.work(inbound)
        except Exception as error:
            await self.door.went_wrong(speaking, error)

    async def _asked(self, question: str, speaking: Speaking) -> View:
        answer = await self.door.desks.read(lambda desk: desk.ask(question, self.door.now()))
        title = Words("Antwoord", "Answer").said(self.lang)
        return views.note_view(self.lang, title, answer.text)

    async def _checked(self, values: Mapping[str, str]) -> View:
        """Check a reply without a case: under a post where one is given."""

        def looked(desk: Desk) -> tuple[Finding, ...]:
            post = post_from({"text": values.get("post") or "…"}, self.door.settings.timezone)
            return desk.review(post, values["reply"], self.door.now())

        findings = await self.door.desks.read(looked)
        message = blocks.findings_message(clean(values["reply"]), findings, self.lang)
        view = views.note_view(self.lang, Words("Nagekeken", "Checked").said(self.lang), "…")
        return {**view, "blocks": list(message.blocks)}

    # --- the rest ------------------------------------------------------------------------------------------------

    async def told_more(self, value: str, speaking: Speaking) -> None:
        """Show the guidelines behind an answer in full, to whoever asks for them."""
        lang, cited = blocks.cited_of(value)
        text = await self.door.desks.decide(lambda desk: more(cited, desk.handbook, lang))
        await self.door.show_to(speaking, blocks.more_message(text, lang))

    async def home(self, user: str, team: str) -> None:
        """Publish a colleague's home: what is theirs, and how the week goes."""
        client = await self.door.clients(team)
        await self.door.colleague(Speaking(client, team, "", "", user))
        name = await self.door.people.name(user, client)
        home = await self.door.desks.decide(lambda desk: home_of(desk, self.door, user, name))
        await client.views_publish(user_id=user, view=views.home_view(home, self.lang))

    def _moment(self, seconds: str) -> datetime:
        return datetime.fromtimestamp(int(seconds), UTC).astimezone(self.door.settings.zone)


class FieldMissing(BadInput):
    """Something is missing in one field of a form."""

    def __init__(self, field: str, words: Words) -> None:
        super().__init__(words.nl, words.en)
        self.field = field


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


def _first_draft(file: CaseFile) -> str:
    return file.proposal.drafts[0].text if file.proposal and file.proposal.drafts else ""
