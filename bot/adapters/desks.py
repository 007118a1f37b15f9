"""Two desks on one ledger, each with a thread of its own: a click never waits for a post that is being read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.desk import Desk

T = TypeVar("T")


class Desks:
    """The desk that reads (and may have to wait for the NLU) and the desk that only decides and looks things up.

    A desk is used by its own thread alone: nothing of what it is made of minds more than one.
    """

    def __init__(self, reader: Desk, clerk: Desk) -> None:
        """`clerk` needs no NLU; both have their own connection to the same ledger."""
        self._reader, self._clerk = reader, clerk
        self._reading, self._deciding = (
            ThreadPoolExecutor(1, thread_name_prefix=name) for name in ("reading", "deciding")
        )

    async def read(self, work: Callable[[Desk], T]) -> T:
        """Do something that takes the NLU, after what was asked before."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, work, self._reader)

    async def decide(self, work: Callable[[Desk], T]) -> T:
        """Do something that takes the ledger only; milliseconds."""
        return await asyncio.get_running_loop().run_in_executor(self._deciding, work, self._clerk)

    def close(self) -> None:
        """Finish what is being done, and begin nothing more."""
        for pool in (self._reading, self._deciding):
            pool.shutdown(cancel_futures=True)
