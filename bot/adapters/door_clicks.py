"""What the buttons and forms on a case's card do, in every chat door: the desk decides, all cards of the case change for
everybody, and those whom it concerns hear of it. Whoever clicked is told when something is refused.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

from bot.adapters.door import Door, M
from bot.adapters.inbound import Inbound, Speaking
from bot.card import Card
from bot.case import clean, post_from
from bot.decision import CaseFile, Wish, mark_of
from bot.desk import Desk
from bot.errors import BadInput, Refused
from bot.review import Finding, ok
from bot.words import Words

_REASON_NEEDED = Words(
    "Zeg in één zin waarom het toch zo weg mag.", "Say in a sentence why it may go out like this all the same."
)

log = logging.getLogger(__name__)


class FieldMissing(BadInput):
    """Something is missing in one field of a form."""

    def __init__(self, field: str, words: Words) -> None:
        super().__init__(words.nl, words.en)
        self.field = field


@dataclass(frozen=True, slots=True)
class Looked:
    """What the reviewer finds in a text that somebody wants to use, before it is used; the form shows it once.

    `reason`: it goes out only with a reason."""

    card: Card
    text: str
    findings: tuple[Finding, ...]
    reason: bool


class DoorClicks(Generic[M]):
    """The half of a door that decides."""

    def __init__(self, door: Door[M]) -> None:
        self.door, self.lang = door, door.lang
        self._background: set[asyncio.Future[Any]] = set()  # asyncio forgets tasks that nobody holds

    # --- decisions -----------------------------------------------------------------------------------------------

    async def decide(self, speaking: Speaking, case: str, verb: str, value: str = "", **more: str) -> None:
        """Let the desk decide, show it on all cards, and tell those whom it concerns. `more`: text, reason.

        Raises MeelezerError."""
        await self.wished(speaking, case, Wish(verb, await self.door.called(speaking), self.door.now(), value, **more))

    async def wished(self, speaking: Speaking, case: str, wish: Wish) -> None:
        """Do what somebody wishes for a case. Raises MeelezerError."""
        # A reading that is corrected, or a reply sent back, takes new drafts: more than a click may wait for.
        do = self.door.desks.read if wish.verb in ("correct", "send-back") else self.door.desks.decide
        try:
            file, changed = await do(lambda desk: desk.decide(case, wish))
        finally:
            await self.door.refresh(case)  # also where nothing changes: what was clicked on may be old
        if not changed:
            return
        if file.standing.status == "waiting_for_approval" and wish.verb in ("use", "edit", "request-approval"):
            await self.door.ask_approval(case, speaking)

    async def others(self, case: str) -> None:
        """Show other drafts. Raises Refused where none are to be chosen."""
        await self.door.desks.read(lambda desk: desk.others(case, self.door.now()))
        await self.door.refresh(case)

    async def edited(self, case: str, text: str, reason: str, seen: str, speaking: Speaking) -> Looked | None:
        """Use a text that somebody wrote; or return what the reviewer finds in it, to be shown first.

        Findings are shown once (`seen`: the mark of the text that they were shown for); after that a warning passes, and
        what blocks passes with a reason. Raises FieldMissing without one, and MeelezerError."""
        text = clean(text)

        def looked(desk: Desk) -> tuple[tuple[Finding, ...], Card]:
            file = desk.ledger.file(case)
            return desk.review_in_case(file, text, self.door.now()), desk.card(file, self.door.now())

        findings, card = await self.door.desks.decide(looked)
        blocked = not ok(findings)
        if findings and seen != mark_of(text):
            return Looked(card, text, findings, reason=blocked)
        if blocked and not reason.strip():
            raise FieldMissing("reason", _REASON_NEEDED)
        await self.decide(speaking, case, "edit", text=text, reason=reason.strip())
        return None

    async def corrected(self, case: str, values: Mapping[str, str], speaking: Speaking) -> None:
        """Only what was changed is a correction; who changes nothing confirms what was read. Raises MeelezerError."""
        file: CaseFile = await self.door.desks.decide(lambda desk: desk.ledger.file(case))
        read = file.proposal.reading if file.proposal else None
        was = {"type": read.type.name, "severity": read.severity.name} if read else {}
        changed = [name for name in ("type", "severity") if values.get(name) and values[name] != was.get(name)]
        for name in changed or ["type"]:
            if value := values.get(name) or was.get(name):
                await self.decide(speaking, case, "correct", f"{name}={value}")

    async def posted(self, case: str, at: datetime, speaking: Speaking) -> None:
        """The reply was posted, at a time; what lies ahead counts as now. Raises MeelezerError."""
        by = await self.door.called(speaking)
        await self.wished(speaking, case, Wish("sent", by, min(at, self.door.now())))

    async def promised(self, case: str, text: str, due: datetime, speaking: Speaking) -> None:
        """Something was promised, by a time. Raises MeelezerError."""
        by = await self.door.called(speaking)
        await self.wished(speaking, case, Wish("promise", by, self.door.now(), due.isoformat(), clean(text)))

    async def check(self, post: str, reply: str) -> tuple[Finding, ...]:
        """Check a reply without a case: under a post where one is given. Raises BadInput."""

        def looked(desk: Desk) -> tuple[Finding, ...]:
            answered = post_from({"text": post or "…"}, self.door.settings.timezone)
            found = desk.review(answered, reply, self.door.now())
            desk.note_findings("", reply, found, self.door.now())
            return found

        return await self.door.desks.read(looked)

    # --- posts that come by a form -------------------------------------------------------------------------------

    async def take_in(self, posts: tuple[dict[str, Any], ...], speaking: Speaking, key: str) -> None:
        """Keep posts that came by a form, a command or a shortcut, and begin to work on them. Raises BadInput, Refused."""
        for post in posts:
            clean(str(post.get("text", "")))
        inbound = Inbound(
            key=key, team=speaking.team, channel=speaking.channel, thread=speaking.thread, message=speaking.thread,
            user=speaking.user, text="", posts=posts, addressed=True, direct=speaking.direct,
        )  # fmt: skip
        await self.begin(inbound, speaking)

    async def begin(self, inbound: Inbound, speaking: Speaking) -> None:
        """Keep a message and work on it in the background; a failure reaches the colleague. Raises Refused elsewhere."""
        if not self.door.allowed(inbound.team, inbound.channel, inbound.direct):
            raise Refused(f"In dit kanaal lees ik niet mee: het staat niet in de instellingen ([{self.door.name}], channels).",
                          f"I do not read along in this channel: it is not in the settings ([{self.door.name}], channels).")  # fmt: skip
        if await self.door.keep(inbound):
            self.start(inbound, speaking)

    def start(self, inbound: Inbound, speaking: Speaking) -> None:
        """Begin to work on a message that was kept; a failure reaches the colleague."""
        self.hold(asyncio.ensure_future(self._worked(inbound, speaking)))

    def hold(self, work: asyncio.Future[Any]) -> None:
        """Let something go on in the background."""
        self._background.add(work)
        work.add_done_callback(self._let_go)

    def _let_go(self, work: asyncio.Future[Any]) -> None:
        self._background.discard(work)
        if not work.cancelled() and (error := work.exception()):
            log.warning("what went on in the background failed (%s)", type(error).__name__)

    async def _worked(self, inbound: Inbound, speaking: Speaking) -> None:
        try:
            await self.door.work(inbound)
        except Exception as error:
            await self.door.went_wrong(speaking, error)


def first_draft(file: CaseFile) -> str:
    """The text that a form for a reply begins with: the one that was chosen, else the first draft."""
    return file.standing.text or (file.proposal.drafts[0].text if file.proposal and file.proposal.drafts else "")
