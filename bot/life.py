"""A case's life: the states it can be in, and what leads from one to another. `docs/cases.md` draws it.

"Answered" is not "solved": a reply is out, and whether it helped is another question. A case that was answered stays open
until somebody says how it ended.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.labels import STATUSES

RECEIVED, WITHDRAWN = "received", "withdrawn"

TO_REPLY = ("advised", "sent_back", "not_solved", "reopened")
"""States in which somebody has to choose or write a reply (or to decide that there will be none)."""

REPLIED = ("answered", "promised")
"""States in which a reply is out and the outcome is not known."""

_BEFORE_REPLY = (RECEIVED, *TO_REPLY, "chosen", "waiting_for_approval", "approved")
OPEN = (*_BEFORE_REPLY, *REPLIED)
ENDED = ("solved", "no_reply", "closed")

Rule = tuple[tuple[str, ...], str, tuple[str, ...]]
"""From which states something leads to which others; where there are several, the case decides."""

RULES: tuple[Rule, ...] = (
    ((RECEIVED,), "read", ("advised", "not_solved", "reopened")),  # the last two where that was done unread
    (_BEFORE_REPLY, "use", ("chosen", "waiting_for_approval")),
    (_BEFORE_REPLY, "edit", ("chosen", "waiting_for_approval")),
    (_BEFORE_REPLY, "request-approval", ("waiting_for_approval",)),
    (_BEFORE_REPLY, "approve", ("approved",)),
    (_BEFORE_REPLY, "send-back", ("sent_back",)),
    (OPEN, "sent", ("answered", "promised")),
    (REPLIED, "promise", ("promised",)),
    (("promised",), "kept", ("answered", "promised")),
    (("promised",), "broken", ("answered", "promised")),
    ((*OPEN, *ENDED), "solved", ("solved",)),
    ((*REPLIED, "solved"), "not-solved", ("not_solved", RECEIVED)),
    (OPEN, "no-reply", ("no_reply",)),
    ((*OPEN, *ENDED), "close", ("closed",)),
    ((*ENDED, WITHDRAWN), "reopen", ("reopened", RECEIVED)),
    ((*OPEN, *ENDED), "withdraw", (WITHDRAWN,)),
    # A graver reading asks for approval of what was chosen; a milder one by who may approve lets it go.
    (("chosen",), "correct", ("waiting_for_approval",)),
    (("waiting_for_approval",), "correct", ("chosen",)),
    # Somebody wrote a reply before the post was read, and the reading asks for approval.
    (("chosen",), "read", ("waiting_for_approval",)),
)

_STAYS = {
    "correct": (*OPEN, *ENDED), "read": OPEN, "promise": _BEFORE_REPLY, "kept": _BEFORE_REPLY, "broken": _BEFORE_REPLY,
}  # fmt: skip
"""What may happen in which states without leading to another one."""


def _table(rules: Iterable[Rule]) -> dict[tuple[str, str], frozenset[str]]:
    table: dict[tuple[str, str], frozenset[str]] = {}
    for states, event, after in rules:
        for state in states:
            table[state, event] = table.get((state, event), frozenset()) | frozenset(after)
    for event, states in _STAYS.items():
        for state in states:
            table[state, event] = table.get((state, event), frozenset()) | {state}
    return table


TRANSITIONS = _table(RULES)
"""The states that may follow, by the state and what happens in it; what is not here cannot happen."""


def may(state: str, event: str) -> bool:
    """Whether `event` (a verb of VERBS, or "read") can happen in `state`."""
    return (state, event) in TRANSITIONS


def diagram() -> str:
    """The drawing, as Mermaid: what leads to another state. Withdrawing, which everything but a withdrawn case allows, is left out."""
    edges: dict[tuple[str, str], list[str]] = {}
    for states, event, afters in RULES:
        for before in states if event != "withdraw" else ():
            for after in afters:
                if before != after:
                    edges.setdefault((before, after), []).append(event)
    lines = ["stateDiagram-v2", "    direction TB", *(f"    {name}: {words.en}" for name, words in STATUSES.items())]
    lines += [f"    [*] --> {RECEIVED}"]
    lines += [
        f"    {before} --> {after}: {', '.join(dict.fromkeys(events))}" for (before, after), events in edges.items()
    ]
    return "\n".join([*lines, *(f"    {name} --> [*]" for name in ("solved", "no_reply", "closed"))])
