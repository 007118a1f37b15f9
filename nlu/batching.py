"""One model, many callers: what waits is read together, in slices short enough to let others in between."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from model import Reply

MOST_TEXTS = 16
MOST_CHARACTERS = 10_000
"""Limits of a slice: half a second to a second of work."""

Read = Callable[[Sequence[str]], list[Reply]]


class Batcher:
    """Reads texts in a thread of its own, one slice at a time, in the order in which they came."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")
        self._turn = asyncio.Lock()
        self._waiting: deque[tuple[str, asyncio.Future[Reply]]] = deque()
        self._worker: asyncio.Task[None] | None = None

    async def one(self, text: str) -> Reply:
        """Read one text, together with what other callers are waiting for."""
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting.append((text, future))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._empty())
        return await future

    async def many(self, texts: Sequence[str]) -> list[Reply]:
        """Read many texts, a slice at a time; single ones get their turn in between."""
        replies: list[Reply] = []
        while len(replies) < len(texts):
            slice_ = texts[len(replies) : len(replies) + slice_length(texts[len(replies) :])]
            replies += await self._take_turn(slice_)
        return replies

    def close(self) -> None:
        """Stop the thread after its present slice."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _empty(self) -> None:
        """Read slices of what waits until nothing does."""
        while self._waiting:
            count = slice_length([text for text, _ in self._waiting])
            taken = [self._waiting.popleft() for _ in range(count)]
            await self._answer(taken)

    async def _answer(self, taken: list[tuple[str, asyncio.Future[Reply]]]) -> None:
        """Read a slice; when that fails, each text alone, so that one bad text fails its own caller only."""
        try:
            replies = await self._take_turn([text for text, _ in taken])
        except Exception as error:  # handed on to the caller that waits for it
            if len(taken) == 1:
                _settle(taken[0][1], error)
                return
            for pair in taken:
                await self._answer([pair])
            return
        for (_, future), reply in zip(taken, replies, strict=True):
            _settle(future, reply)

    async def _take_turn(self, texts: Sequence[str]) -> list[Reply]:
        async with self._turn:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._read, texts)


def slice_length(texts: Sequence[str]) -> int:
    """How many of the first texts make a slice: at least one."""
    characters = 0
    for count, text in enumerate(texts[:MOST_TEXTS]):
        characters += len(text)
        if count and characters > MOST_CHARACTERS:
            return count
    return min(len(texts), MOST_TEXTS)


def _settle(future: asyncio.Future[Reply], result: object) -> None:
    """Give a waiting caller its reply or its error, unless it has gone."""
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)  # type: ignore[arg-type]  # the other half of the union
