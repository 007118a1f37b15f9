"""Serve a model over HTTP on loopback: `NLU_TOKEN=… python serve.py --model MODEL.tar.gz`, from this folder.

Speaks Rasa's `POST /model/parse`, so that a stock `rasa run` can take its place; adds `POST
/model/parse_batch`. Prints one JSON line when it is ready. Ends when its standard input ends (its parent is
gone) and on SIGTERM or SIGINT. The text of a post is never logged.
"""

from __future__ import annotations

import argparse
import asyncio
import hmac
import ipaddress
import json
import logging
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from batching import Batcher
from model import Model, NoModel, check_exists

TOKEN = "NLU_TOKEN"
MOST_CHARACTERS = 5_000
MOST_TEXTS = 256
LARGEST_BODY = 16 * 2**20
"""Bytes: 256 texts of 5,000 characters, each written as an escape of up to twelve bytes."""
SECONDS_TO_FINISH = 3.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
logger = logging.getLogger("meelezer.nlu")


class TooLarge(web.HTTPClientError):
    """The text or the batch is over the limit; aiohttp's own class for 413 is about bytes."""

    status_code = 413


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0 ended on request, 1 no model, 2 wrong use."""
    started = time.monotonic()
    options = parse(arguments)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when numpy is loaded; for `train.py`'s reason
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until `serve` takes over
    try:
        check_exists(options.model)
        threading.Thread(target=end_with_input, daemon=True).start()
        model = Model(options.model)
    except NoModel as missing:
        print(missing, file=sys.stderr)
        return 1
    asyncio.run(serve(model, options, started))
    return 0


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read arguments and environment; ends the program with status 2 when they are wrong."""
    parser = argparse.ArgumentParser(
        description="Serve Meelezer's reader of posts and questions on loopback."
    )
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0, help="0: any free one; the ready line tells which")
    parser.add_argument(
        "--host", default="127.0.0.1", help="an address of this machine that no other can reach"
    )
    options = parser.parse_args(arguments)
    options.token = os.environ.get(TOKEN, "")
    if not options.token:
        parser.error(f"set {TOKEN} to the secret that callers must show")
    if not is_loopback(options.host):
        parser.error(f"--host {options.host}: only a loopback address, such as 127.0.0.1, ::1 or localhost")
    return options


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def end_with_input() -> None:
    """Wait for the end of standard input, then ask our own process to end."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


async def serve(model: Model, options: argparse.Namespace, started: float) -> None:
    """Serve until asked to end."""
    ended = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, ended.set)
    batcher = Batcher(model.read)
    await batcher.one("wake up")
    runner = web.AppRunner(
        application(model, batcher, options.token), access_log=None, shutdown_timeout=SECONDS_TO_FINISH
    )
    await runner.setup()
    await web.TCPSite(runner, options.host, options.port).start()
    seconds = round(time.monotonic() - started, 1)
    ready = {"ready": True, "port": runner.addresses[0][1], "model": model.id, "seconds": seconds}
    print(json.dumps(ready), flush=True)
    await ended.wait()
    await runner.cleanup()
    batcher.close()


def application(model: Model, batcher: Batcher, token: str) -> web.Application:
    """The HTTP interface, as a value: tests can serve it without a process."""

    async def parse_one(request: web.Request) -> web.Response:
        text = (await body(request)).get("text")
        check_text(text)
        return web.json_response(await batcher.one(text))

    async def parse_batch(request: web.Request) -> web.Response:
        texts = (await body(request)).get("texts")
        if not isinstance(texts, list) or not texts:
            raise refusal(web.HTTPBadRequest, 'The body must be {"texts": ["…", …]}.')
        if len(texts) > MOST_TEXTS:
            raise refusal(TooLarge, f"A batch holds at most {MOST_TEXTS} texts, this one has {len(texts)}.")
        for text in texts:
            check_text(text)
        return web.json_response(await batcher.many(texts))

    async def status(_: web.Request) -> web.Response:
        return web.json_response(
            {
                "model_id": model.id,
                "model_file": model.file,
                "encoders": model.encoders,
                "num_active_training_jobs": 0,
            }
        )

    async def health(_: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    app = web.Application(middlewares=[errors, guard(token)], client_max_size=LARGEST_BODY)
    app.router.add_post("/model/parse", parse_one)
    app.router.add_post("/model/parse_batch", parse_batch)
    app.router.add_get("/status", status)
    app.router.add_get("/health", health)
    return app


def guard(token: str) -> Any:
    """Let nobody but the holder of the token past, except to /health."""
    expected = token.encode()

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer":
            shown = request.query.get("token", "")  # the stock server's way
        if request.path != "/health" and not hmac.compare_digest(shown.encode(errors="replace"), expected):
            raise refusal(web.HTTPUnauthorized, "This token is not the one in NLU_TOKEN.")
        return await handler(request)

    return middleware


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give every error as JSON with a sentence; log a fault of ours by its place, never by its words."""
    try:
        return await handler(request)
    except web.HTTPRequestEntityTooLarge:
        return error(413, f"The body is larger than {LARGEST_BODY} bytes.")
    except web.HTTPException as refused:
        return error(refused.status, refused.text or refused.reason)
    except Exception as fault:
        place = traceback.extract_tb(fault.__traceback__)[-1]
        logger.error("%s in %s, line %s", type(fault).__name__, place.filename, place.lineno)
        return error(500, f"The text could not be read ({type(fault).__name__}); the log has the place.")


async def body(request: web.Request) -> Any:
    """The request's JSON object."""
    try:
        content = json.loads(await request.read())
    except ValueError as broken:  # not JSON, or not UTF-8
        raise refusal(web.HTTPBadRequest, "The body is not JSON.") from broken
    except RecursionError as broken:
        raise refusal(web.HTTPBadRequest, "The body is nested too deeply.") from broken
    if not isinstance(content, dict):
        raise refusal(web.HTTPBadRequest, "The body must be a JSON object.")
    return content


def check_text(text: Any) -> None:
    """Refuse what is not a text, and one that is too long."""
    if not isinstance(text, str):
        raise refusal(web.HTTPBadRequest, 'A text must be a string, as in {"text": "…"}.')
    if len(text) > MOST_CHARACTERS:
        raise refusal(
            TooLarge, f"A text holds at most {MOST_CHARACTERS} characters, this one has {len(text)}."
        )


def refusal(kind: Any, sentence: str) -> web.HTTPException:
    """An HTTP error with a sentence for its body."""
    refused: web.HTTPException = kind(text=sentence)
    return refused


def error(status: int, sentence: str) -> web.Response:
    """An error in JSON."""
    return web.json_response({"error": sentence}, status=status)


if __name__ == "__main__":
    sys.exit(main())
