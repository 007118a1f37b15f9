"""Our own NLU on the model that reads now: where another model is taken meanwhile, a second server loads it and takes over."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from bot.adapters.rasa import OwnRasa
from bot.errors import MeelezerError

_LOOK_SECONDS = 20.0
_GRACE_SECONDS = 65.0
"""How long the old server stays for whoever has asked it something: longer than anybody waits for an answer."""

_END_SECONDS = 5.0


class RenewedRasa:
    """A `rasa.Where` that asks now and then which model is the current one. Nobody waits for the change, and none fails by it."""

    def __init__(
        self,
        make: Callable[[Path], OwnRasa],
        current: Callable[[], Path | None],
        model: Path,
        look_seconds: float = _LOOK_SECONDS,
        grace_seconds: float = _GRACE_SECONDS,
    ) -> None:
        """`make` a server for a model; `current` says which model is the one to read with now. Raises PartMissing."""
        self._make, self._current, self._model = make, current, model
        self._look_seconds, self._grace_seconds = look_seconds, grace_seconds
        self._looked, self._looking = time.monotonic(), threading.Lock()
        self._ended = threading.Event()
        self._change: threading.Thread | None = None
        self._own = make(model)
        self._own.begin()

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._own.pid

    def address(self) -> tuple[str, dict[str, str], dict[str, str]]:
        """The server's address; starts it where it does not run and waits until it is ready."""
        self._look()
        return self._own.address()

    def revive(self) -> bool:
        """Start the server again where it has died."""
        return self._own.revive()

    def running(self) -> bool:
        """Whether the server has said that it is ready, and has not died since."""
        self._look()
        return self._own.running()

    def close(self) -> None:
        """Stop the server, and the change to another where one is under way."""
        self._ended.set()
        if self._change:
            self._change.join(_END_SECONDS)  # one that still loads ends with the bot
        self._own.close()

    def _look(self) -> None:
        """See whether there is another model, once in a while and by one thread at a time."""
        if time.monotonic() - self._looked < self._look_seconds or not self._looking.acquire(blocking=False):
            return
        try:
            self._looked = time.monotonic()
            changing = self._change is not None and self._change.is_alive()
            model = None if changing else self._current()
            if model and model != self._model:
                self._model = model  # one that does not load is not tried again and again
                self._change = threading.Thread(target=self._change_to, args=(model,), daemon=True)
                self._change.start()
        except MeelezerError as error:
            logging.getLogger(__name__).error("%s", error)
        finally:
            self._looking.release()

    def _change_to(self, model: Path) -> None:
        new = self._make(model)
        try:
            new.begin()
            new.address()
        except MeelezerError as error:
            new.close()
            logging.getLogger(__name__).error("The old model goes on: %s", error)
            return
        if self._ended.is_set():
            new.close()
            return
        old, self._own = self._own, new
        self._ended.wait(self._grace_seconds)
        old.close()
