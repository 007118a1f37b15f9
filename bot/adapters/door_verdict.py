"""A card that changes rings no bell: what an approver decided is said in the thread where the case began, once.

The approver may have decided in another door, or on the command line; then the door in which the case began says it as soon
as its clock finds that the card has to be drawn anew.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.adapters.door_looks import Failure, M
from bot.adapters.inbound import Speaking
from bot.decision import CaseFile
from bot.words import Words

if TYPE_CHECKING:
    from bot.adapters.door import Door

log = logging.getLogger(__name__)


def verdict_of(file: CaseFile) -> Words | None:
    """What to say where an approver had the last word on a case; None where somebody else had it."""
    last = file.decisions[-1] if file.decisions else None
    if last and last.verb == "approve":
        return Words(f"✅ Goedgekeurd door {last.by}. Plaats het antwoord en klik dan op Geplaatst.",
                     f"✅ Approved by {last.by}. Post the reply and then click Replied.")  # fmt: skip
    if last and last.verb == "send-back":
        why = f": {last.reason}" if last.reason else "."
        return Words(f"↩️ Teruggestuurd door {last.by}{why}", f"↩️ Sent back by {last.by}{why}")
    return None


async def tell_verdict(door: Door[M], file: CaseFile) -> None:
    """Say in the thread where a case began what an approver decided, if it began in this door and was not told yet.

    Where the way there is down, its card counts as not drawn, so that the clock comes back to it."""
    words, case = verdict_of(file), file.case.id
    if words is None:
        return
    key = f"verdict/{case}/{len(file.decisions)}"
    began = await door.desks.decide(lambda _: door.ledger.began(case))
    if began is None or not await door.desks.decide(lambda desk: desk.ledger.say_once(key, door.now())):
        return
    place = began.place
    try:
        there = Speaking(place.team, place.channel, place.thread, began.brought_by)
        await door.say(there, door.looks.told(words.said(door.lang)))
    except Exception as error:
        log.warning("what an approver decided could not be told (%s)", type(error).__name__)
        if door.failure(error) is not Failure.REFUSED:
            await door.desks.decide(lambda desk: desk.ledger.unsay(key))
            await door.desks.decide(lambda _: door.ledger.redrawn(place, ""))
            if door.failure(error) is None:
                raise
            return
    await door.desks.decide(lambda desk: desk.ledger.was_told(key, door.now()))
