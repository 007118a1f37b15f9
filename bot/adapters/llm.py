"""A language model behind any address that speaks OpenAI's protocol, through OpenAI's own client.

A card never waits longer for it than the team allows: one request, no second try, and an end to it however slowly the
answer trickles in. A model that failed is left alone for a minute, so that a dead one costs a pile of posts no more than
that. Neither the key nor anybody's text is written anywhere.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import time
from collections.abc import Callable
from threading import Thread
from urllib.parse import urlsplit

import openai

from bot.errors import PartMissing
from bot.llm_brief import Assignment
from bot.settings import ModelSettings

_REST_SECONDS = 60.0
_MOST_BYTES = 200_000  # a hundred replies; a server that sends more has something else in mind


class LanguageModel:
    """The model of `[llm]`, with its key ("" where it needs none). `close` it in the end."""

    def __init__(self, settings: ModelSettings, key: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock, self._rests_until = settings, clock, clock()
        # A loop of its own, so that waiting can end at any moment, whichever thread asks and whatever runs there.
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="language-model", daemon=True)
        self._thread.start()
        self._client = openai.AsyncOpenAI(
            base_url=settings.address,
            api_key=key.strip() or "none",  # the client wants one; a model without keys does not look
            timeout=settings.timeout_seconds,
            max_retries=0,
            # A post goes to the address that the team named, not to where it points on, nor round by a proxy when it is here.
            http_client=openai.DefaultAsyncHttpxClient(
                follow_redirects=False, trust_env=not _is_here(settings.address)
            ),
        )

    def write(self, assignment: Assignment) -> str | None:
        """Return what the model writes; None where it cannot or not in time, or failed within the last minute."""
        if self._clock() < self._rests_until:
            return None
        try:
            return self._answer(assignment)
        except PartMissing:
            self._rests_until = self._clock() + _REST_SECONDS
            return None

    def check(self) -> None:
        """See whether the model answers. Raises PartMissing with what is wrong."""
        if self._answer(Assignment("Zeg alleen: ja", "ja?"), whole=False) is None:
            raise PartMissing(
                "Op dat adres antwoordt iets, maar niet met een tekst; laat [llm] address wijzen naar een model dat chat.",
                "Something answers at that address, but not with a text; point [llm] address at a model that chats.",
            )

    def close(self) -> None:
        """Close the connection and end the waiting thread."""
        asyncio.run_coroutine_threadsafe(self._client.close(), self._loop).result(self._settings.timeout_seconds)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _answer(self, assignment: Assignment, whole: bool = True) -> str | None:
        asked = asyncio.run_coroutine_threadsafe(self._ask(assignment), self._loop)
        try:
            return _text_in(asked.result(self._settings.timeout_seconds), whole)
        except Exception as error:  # whatever a server or a library comes up with: a card goes on without it
            raise self._away(error) from None
        finally:
            asked.cancel()

    async def _ask(self, assignment: Assignment) -> bytes:
        """One request; returns the answer's bytes, as many as make sense."""
        chosen = self._settings.temperature
        async with self._client.chat.completions.with_streaming_response.create(
            model=self._settings.model,
            messages=[{"role": "system", "content": assignment.rules}, {"role": "user", "content": assignment.post}],
            temperature=openai.omit if chosen is None else chosen,
        ) as answer:
            received = b""
            async for part in answer.iter_bytes():
                received += part
                if len(received) > _MOST_BYTES:
                    break
            return received

    def _away(self, error: Exception) -> PartMissing:
        """What to tell of a failure, without a word of what was asked."""
        address, model, status = self._settings.address, self._settings.model, getattr(error, "status_code", None)
        if isinstance(error, TimeoutError | openai.APITimeoutError):
            seconds = self._settings.timeout_seconds
            return PartMissing(f"Het model antwoordt niet binnen {seconds} seconden; kies een sneller model of meer timeout_seconds.",
                               f"The model does not answer within {seconds} seconds; choose a faster one, or more timeout_seconds.")  # fmt: skip
        if status in (401, 403):
            return PartMissing(f"{address} weigert de sleutel; zet de juiste in MEELEZER_LLM_KEY.",
                               f"{address} refuses the key; put the right one into MEELEZER_LLM_KEY.")  # fmt: skip
        if status == 404:
            return PartMissing(f"{address} kent “{model}” niet; controleer [llm] model en address, dat meestal eindigt op /v1.",
                               f"{address} does not know “{model}”; check [llm] model and address, which mostly ends in /v1.")  # fmt: skip
        if status is not None:
            return PartMissing(f"{address} antwoordt met fout {status}; kijk in het logboek van die server.",
                               f"{address} answers with error {status}; look at that server's log.")  # fmt: skip
        return PartMissing(f"Op {address} antwoordt niets; controleer [llm] address, en of de server draait.",
                           f"Nothing answers at {address}; check [llm] address, and whether the server runs.")  # fmt: skip


def _text_in(answer: bytes, whole: bool) -> str | None:
    """The text in an answer; None where there is none, or where the `whole` of it is asked and the model was cut off."""
    try:
        choice = json.loads(answer)["choices"][0]
        text, cut = choice["message"]["content"], choice.get("finish_reason") in ("length", "content_filter")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    return text if isinstance(text, str) and not (whole and cut) else None


def _is_here(address: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
