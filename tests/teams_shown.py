"""What every stand-in for Teams has: what the bot said is to be seen there, and its buttons and commands can be used."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace

from tests.slack_stand import until
from tests.teams_activities import ALICE, Json, Shown, command, executed


class Conversations(ABC):
    """The conversations of a stand-in, in which colleagues see and press what the bot said."""

    def __init__(self) -> None:
        self._shown: dict[str, Shown] = {}

    @abstractmethod
    def invoke(self, name: str, value: Json, conversation: str, user: str, reply_to: str = "") -> Json:
        """Tell the bot of an invoke; its answer, {} for none. RuntimeError where the bot does not take it, TimeoutError
        where it takes longer than Teams waits."""

    @abstractmethod
    def trouble(self) -> str:
        """What may have gone wrong where a message does not come."""

    def execute(
        self, conversation: str, message_id: str, verb: str, data: Json, user: str = ALICE, trigger: str = "manual"
    ) -> Json:
        """Press an Action.Execute of the bot's message; its answer, as `invoke` gives it."""
        return self.invoke("adaptiveCard/action", executed(verb, data, trigger), conversation, user, message_id)

    def fetch_task(self, conversation: str, id_: str, about: Json | None = None, user: str = ALICE) -> Json:
        """Choose a command of the message extension, on the message `about` (see `payload`); the dialog that opens."""
        return self.invoke("composeExtension/fetchTask", command(id_, about), conversation, user)

    def submit_task(
        self, conversation: str, id_: str, data: Json, about: Json | None = None, user: str = ALICE
    ) -> Json:
        """Send what was filled in in that dialog; what comes of it, {} where it just closes."""
        return self.invoke("composeExtension/submitAction", command(id_, about, data), conversation, user)

    def messages(self, conversation: str) -> list[Shown]:
        """What the bot said there, oldest first; in a channel, in all its threads."""
        return [one for one in list(self._shown.values()) if f"{one.conversation};".startswith(f"{conversation};")]

    def wait_for(self, conversation: str, predicate: Callable[[Shown], bool], seconds: float = 10) -> Shown:
        """The first message of the bot there for which `predicate` holds; TimeoutError tells what is there instead."""
        try:
            return until(lambda: next(filter(predicate, self.messages(conversation)), None), seconds)
        except TimeoutError:
            there = [one.text or json.dumps(one.card)[:200] for one in self.messages(conversation)]
            raise TimeoutError(
                f"no such message in {conversation} within {seconds} seconds, only {there}; {self.trouble()}"
            ) from None

    def _keep(self, shown: Shown) -> None:
        """Note what the bot said, or what it put in the place of that, which stays where it stood."""
        if before := self._shown.get(shown.id):
            shown = replace(shown, conversation=before.conversation, edits=before.edits + 1)
        self._shown[shown.id] = shown
