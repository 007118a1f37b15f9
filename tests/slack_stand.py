"""A stand-in for Slack: a workspace that remembers, in which tests speak, press buttons and fill modals as colleagues do.

`SlackStand` starts local-slack (another's program, see tests/chat) and steers it. The app under test connects as it would to
Slack: by Socket Mode, or by signed HTTP requests to an address of its own. Calls block until the app has acknowledged, so an
app in the same process runs in a thread of its own (`in_background`).

Where local-slack differs from Slack:
- It only says what a colleague can say: no forwarded posts, previews of links, shortcuts, retries, or buttons outside messages.
  `inject_event`, `shortcut`, `global_shortcut` and `click_in_view` sign these themselves and send them to the app, in HTTP mode only:
  a Socket Mode app has nobody but local-slack to hear them from (its control interface takes no attachments, and what
  `chat.postMessage` puts in a channel is told to nobody, whatever the token).
- A conversation with the bot exists once somebody opens it (`dm`); its id begins with D, its events say `channel_type: im`.
- Every token, block and length is accepted: block checks and `tests.slack_pictures.types_hold` are for that.
- There is one stack of modals for all people; a submit without a `response_action` closes the whole stack; `views.update` with
  an id that is gone changes the modal on top. Triggers live for half an hour and serve every app.
- `chat.update` without blocks removes them. The bot's own messages come back to nobody as events.
- Nothing is repeated and nothing is rate limited. An acknowledgement that takes longer than Slack waits fails the test.
"""

from __future__ import annotations

import asyncio
import html
import itertools
import json
import os
import queue
import re
import socket
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

import aiohttp
import httpx
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from tests.builders import ROOT

TEAM, APP, BOT = "T01ACME", "A01MEE", "U0MEE"
BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-meelezer", "xapp-meelezer", "the-signing-secret"
ALICE, BOB, CAROL = "U01ALICE", "U02BOB", "U03CAROL"
CARE, APPROVALS, DIGEST = "C01CARE", "C02APPR", "C03DIG"
PEOPLE = {ALICE: "Alice", BOB: "Bob", CAROL: "Carol"}
CHANNELS = {CARE: "webcare", APPROVALS: "approvals", DIGEST: "digest"}
PATIENCE = 3.0
"""Seconds that Slack waits for an acknowledgement."""

CHAT_TOOLS = ROOT / "tests" / "chat" / "node_modules"
_PROGRAM = CHAT_TOOLS / "local-slack-linux-x64" / "bin" / "local-slack"
needs_slack_stand = pytest.mark.skipif(
    not _PROGRAM.exists(),
    reason="the stand-in for Slack is not here: `make test` fetches it where Node.js is (Linux, x64)",
)

_DRIVER, _DRIVER_BOT, _DRIVER_TOKEN = "A02DRIVER", "U0DRIVER", "xoxb-driver"
_LOOPBACK = """const serve = Bun.serve;
Bun.serve = (options) => serve({ hostname: "127.0.0.1", ...options });
"""  # read by local-slack before it starts; by itself it would listen on every interface

Json = dict[str, Any]
Delivered = tuple[int, float]
"""The app's HTTP status and the seconds that it took."""
T = TypeVar("T")


def until(probe: Callable[[], T | None], seconds: float = 10) -> T:
    """Give the first answer of `probe` that is true; TimeoutError when there is none within `seconds`."""
    end = time.monotonic() + seconds
    while True:
        if answer := probe():
            return answer
        if time.monotonic() > end:
            raise TimeoutError(f"nothing within {seconds} seconds")
        time.sleep(0.05)


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def in_background(main: Callable[[], Coroutine[Any, Any, None]]) -> Iterator[None]:
    """Run a coroutine (an app that serves for ever) in a thread of its own; it is cancelled when the block ends."""
    loop = asyncio.new_event_loop()
    task = loop.create_task(main())

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(_ended(task))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        with suppress(RuntimeError):  # the loop is closed where the app ended by itself
            loop.call_soon_threadsafe(task.cancel)
        thread.join()
        if not task.cancelled() and task.exception():
            raise RuntimeError("the app under test ended by itself") from task.exception()


async def _ended(task: asyncio.Task[None]) -> None:
    await asyncio.wait([task])


def ended(process: subprocess.Popen[bytes] | None) -> None:
    """End a process that was started here, if any: kindly, and if need be not."""
    if process is None:
        return
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Opening(Protocol):
    """A door of ours that can be opened and closed."""

    def add_routes(self, site: web.Application) -> None:
        """Take its requests on a web server."""

    async def start(self) -> None:
        """Open it."""

    async def stop(self) -> None:
        """Close it."""


async def stay_open(server: Opening, port: int | None, opened: Callable[[], None]) -> None:
    """Open a door, at `port` where it is brought its requests, tell so, and keep it open until this is cancelled."""
    site = web.Application()
    server.add_routes(site)
    runner = web.AppRunner(site)
    await runner.setup()
    if port:
        await web.TCPSite(runner, "127.0.0.1", port).start()
    await server.start()
    opened()
    try:
        await asyncio.Event().wait()
    finally:
        await server.stop()
        await runner.cleanup()


class SlackStand:
    """A workspace with Meelezer in it, for the length of a `with` block.

    `folder` takes its files, the log among them. With `request_url` Slack speaks to the app there by signed HTTP requests, without
    it by Socket Mode.
    """

    def __init__(self, folder: Path, request_url: str | None = None) -> None:
        self.folder = folder
        self.request_url = request_url
        self.log = folder / "slack.log"
        self._driver = _Driver()
        self._process: subprocess.Popen[bytes] | None = None
        self._client = httpx.Client(timeout=20, trust_env=False)
        self._base = ""

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._driver.start()
        (self.folder / "slack.json").write_text(json.dumps(self._workspace()))
        (self.folder / "loopback.js").write_text(_LOOPBACK)
        (self.folder / "bunfig.toml").write_text('preload = ["./loopback.js"]\n')
        words = ["--config", "slack.json", "--port", "0", "--base-host", "127.0.0.1", "--files-dir", "files"]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [str(_PROGRAM), *words], cwd=self.folder, env={"PATH": os.environ["PATH"], "HOME": str(self.folder)},
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            self._base = until(self._address)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        self._client.close()
        self._driver.stop()
        ended(self._process)

    def _address(self) -> str | None:
        assert self._process is not None
        said = self.log.read_text(encoding="utf-8")
        if self._process.poll() is not None:
            raise RuntimeError(f"the stand-in for Slack did not start: {said}")
        found = re.search(r"(http://127\.0\.0\.1:\d+)/api/", said)
        return found[1] if found else None

    def _workspace(self) -> Json:
        how = {"mode": "events", "requestUrl": self.request_url} if self.request_url else {"mode": "socket"}
        meelezer = {
            "appId": APP,
            "botUserId": BOT,
            "botName": "meelezer",
            "botToken": BOT_TOKEN,
            "appToken": APP_TOKEN,
            "signingSecret": SECRET,
            **how,
        }
        driver = {
            "appId": _DRIVER,
            "botUserId": _DRIVER_BOT,
            "botName": "driver",
            "botToken": _DRIVER_TOKEN,
            "appToken": "xapp-driver",
            "signingSecret": "the-secret-of-the-driver",
            "mode": "events",
            "requestUrl": self._driver.url,
        }
        return {
            "workspace": {"name": "Acme", "domain": "acme", "teamId": TEAM},
            "apps": [meelezer, driver],
            "users": [
                {"id": id_, "name": name.lower(), "real_name": name, "email": f"{name.lower()}@example.org"}
                for id_, name in PEOPLE.items()
            ],
            "channels": [{"id": id_, "name": name, "members": [*PEOPLE, BOT]} for id_, name in CHANNELS.items()],
        }

    @property
    def api_url(self) -> str:
        """The address that takes the place of Slack's own."""
        return f"{self._base}/api/"

    @property
    def environment(self) -> dict[str, str]:
        """What `meelezer serve slack` needs in its environment to work here."""
        common = {"SLACK_API_URL": self.api_url, "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SECRET}
        return common if self.request_url else {**common, "SLACK_APP_TOKEN": APP_TOKEN}

    def reset(self) -> None:
        """Forget all messages, views, files and conversations with the bot (those get new ids)."""
        self._control("/reset", {})
        self._driver.forget()

    def wait_for_app(self, seconds: float = 20) -> None:
        """Wait until the app can be reached: until its socket is connected, or until somebody listens at its address."""
        until(self._reachable, seconds)

    def _reachable(self) -> bool:
        if not self.request_url:
            return any(app["connected"] for app in self._snapshot()["apps"] if app["appId"] == APP)
        where = urlsplit(self.request_url)
        try:
            socket.create_connection((where.hostname or "127.0.0.1", where.port or 80), timeout=1).close()
        except OSError:
            return False
        return True

    # What a colleague does, and what is to be seen then

    def say(self, channel: str, user: str, text: str, thread_ts: str | None = None) -> str:
        """Post `text` (as Slack would send it, `&`, `<` and `>` escaped) for `user`; its ts, once the app has acknowledged."""
        said = self._deliver(
            "/message",
            {"channel": channel, "user": user, "text": text, **({"thread_ts": thread_ts} if thread_ts else {})},
        )
        return str(said["message"]["ts"])

    def edit(self, channel: str, ts: str, user: str, text: str) -> None:
        """Change the text of one's own message: a `message_changed` event."""
        self._deliver("/edit-message", {"channel": channel, "ts": ts, "user": user, "text": text})

    def dm(self, user: str) -> str:
        """The id of the conversation between `user` and Meelezer (D…), which is opened if need be."""
        return str(self._api("conversations.open", BOT_TOKEN, {"users": user})["channel"]["id"])

    def messages(self, channel: str) -> list[Json]:
        """All messages of a channel, oldest first, those in threads (with `thread_ts`) and those for one pair of eyes
        (`subtype: ephemeral`, `ephemeral_to`) among them.
        """  # fmt: skip
        return list(self._client.get(f"{self._base}/_control/messages/{channel}").raise_for_status().json()["messages"])

    def wait_for(self, channel: str, predicate: Callable[[Json], bool], seconds: float = 10) -> Json:
        """The first message of the channel for which `predicate` holds; TimeoutError tells what is there instead."""
        try:
            return until(lambda: next(filter(predicate, self.messages(channel)), None), seconds)
        except TimeoutError:
            there = [one.get("text") for one in self.messages(channel)]
            raise TimeoutError(f"no such message in {channel} within {seconds} seconds, only {there}") from None

    def click(
        self,
        channel: str,
        ts: str,
        user: str,
        action_id: str,
        value: str | None = None,
        block_id: str | None = None,
        gone: bool = False,
    ) -> None:
        """Press a button of a message, or choose `value` from its menu; LookupError where the message has no such thing.

        With `gone` a button is pressed that is there no more, on a screen that was not drawn anew.
        """
        action: Json = {"type": "button", "action_id": action_id, "block_id": block_id or "", "value": value or ""}
        if not gone:
            shown = next((one for one in self.messages(channel) if one["ts"] == ts), None)
            if shown is None:
                raise LookupError(f"no message {ts} in {channel}")
            action = _action(shown.get("blocks") or [], action_id, value, block_id)
        self._deliver("/interact", {"channel": channel, "messageTs": ts, "user": user, "action": action})

    def command(self, channel: str, user: str, command: str, text: str = "") -> None:
        """Type a slash command."""
        self._deliver("/command", {"channel": channel, "user": user, "command": command, "text": text, "appId": APP})

    def open_home(self, user: str) -> None:
        """Open Meelezer's home tab: an `app_home_opened` event."""
        self._deliver("/open-home", {"user": user, "appId": APP})

    def home(self, user: str, predicate: Callable[[Json], bool] = bool, seconds: float = 10) -> Json:
        """The view that was published for `user`, as soon as there is one for which `predicate` holds."""

        def found() -> Json | None:
            view = self._snapshot()["homeViews"].get(user, {}).get(APP)
            return view if view and predicate(view) else None

        return until(found, seconds)

    def modal(self) -> Json | None:
        """The modal on top, if one is open."""
        stack = self._snapshot()["modalStack"]
        return stack[-1] if stack else None

    def wait_for_modal(self, predicate: Callable[[Json], bool] = bool, seconds: float = 10) -> Json:
        """The modal on top, as soon as there is one for which `predicate` holds."""

        def found() -> Json | None:
            view = self.modal()
            return view if view and predicate(view) else None

        return until(found, seconds)

    def submit(self, user: str, values: Mapping[str, Any]) -> dict[str, str]:
        """Send the modal on top, with `values` by block_id over what it held at first; gives the errors beside its fields.

        A value is a text, an option's value (or several, for fields that take several), a date, a user's id, or seconds for a
        datetimepicker. ValueError for what Slack's own client would not send: an unknown field, one left empty or too long.
        """
        view = self.modal()
        if view is None or "submit" not in view:
            raise LookupError("there is no modal to send")
        state = filled(view, values)
        return asyncio.run(self._act({"t": "view_submit", "user": user, "values": state}))

    def close_modal(self, user: str) -> None:
        """Close all modals, as the cross does; the app hears of it where the view has `notify_on_close`."""
        asyncio.run(self._act({"t": "view_close", "user": user}))

    # What local-slack cannot say

    def mint(self, channel: str = CARE, user: str = ALICE) -> tuple[str, str]:
        """A trigger_id and a response_url that work."""
        self._control("/command", {"channel": channel, "user": user, "command": "/mint", "appId": _DRIVER})
        form = self._driver.heard()
        return form["trigger_id"], form["response_url"]

    def kept(self, event: Json) -> Json:
        """The message event with its message put in the channel's history (by another app), under the ts that it gets there.

        Only then can the app react to it, read it back or link to it.
        """
        told = ("channel", "text", "blocks", "attachments", "thread_ts")
        shown: Json = {name: event[name] for name in told if name in event}
        ts = self._api("chat.postMessage", _DRIVER_TOKEN, shown)["ts"]
        return {**event, "ts": ts, "event_ts": ts}

    def inject_event(
        self, event: Json, event_id: str | None = None, retry: int | None = None, secret: str = SECRET, age: float = 0
    ) -> Delivered:
        """Send an event to the app, as the `retry`th repeat of `event_id` if given, signed with `secret`, `age` seconds ago."""
        body = {
            "token": "unused",
            "team_id": TEAM,
            "api_app_id": APP,
            "event": event,
            "type": "event_callback",
            "event_id": event_id or fresh_event_id(),
            "event_time": int(time.time() - age),
            "authorizations": [
                {"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True, "is_enterprise_install": False}
            ],
            "is_ext_shared_channel": False,
        }
        repeat = {} if retry is None else {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        return self._signed(json.dumps(body), "application/json", repeat, secret, age)

    def inject_interaction(self, payload: Json, secret: str = SECRET, age: float = 0) -> Delivered:
        """Send what somebody did (a payload as Slack's) to the app, signed with `secret`, `age` seconds ago."""
        body = urlencode({"payload": json.dumps(payload)})
        return self._signed(body, "application/x-www-form-urlencoded", {}, secret, age)

    def shortcut(
        self,
        callback_id: str,
        message: Json,
        channel: str = CARE,
        user: str = ALICE,
        secret: str = SECRET,
        age: float = 0,
    ) -> Delivered:
        """Choose Meelezer's shortcut in the menu of `message` (one of `messages`, or an event's)."""
        trigger, response_url = self.mint(channel, user)
        payload = {
            **_from_person(user),
            "type": "message_action",
            "action_ts": fresh_ts(),
            "callback_id": callback_id,
            "trigger_id": trigger,
            "response_url": response_url,
            "channel": {"id": channel, "name": CHANNELS.get(channel, "directmessage")},
            "message_ts": message["ts"],
            "message": message,
        }
        return self.inject_interaction(payload, secret, age)

    def global_shortcut(self, callback_id: str, user: str = ALICE, secret: str = SECRET, age: float = 0) -> Delivered:
        """Choose Meelezer's shortcut from the search or the plus beside the message field."""
        payload = {
            **_from_person(user),
            "type": "shortcut",
            "action_ts": fresh_ts(),
            "callback_id": callback_id,
            "trigger_id": self.mint(user=user)[0],
        }
        return self.inject_interaction(payload, secret, age)

    def click_in_view(self, view: Json, user: str, action_id: str, value: str | None = None) -> Delivered:
        """Press a button, or choose `value` from a menu, in the home tab or in a modal."""
        payload = {
            **_from_person(user),
            "type": "block_actions",
            "trigger_id": self.mint(user=user)[0],
            "container": {"type": "view", "view_id": view["id"]},
            "view": view,
            "actions": [{**_action(view["blocks"], action_id, value, None), "action_ts": fresh_ts()}],
        }
        return self.inject_interaction(payload)

    # The ways to local-slack and to the app

    def _control(self, path: str, body: Json) -> Json:
        answer = self._client.post(f"{self._base}/_control{path}", json=body).raise_for_status()
        return dict(answer.json())

    def _deliver(self, path: str, body: Json) -> Json:
        begun = time.monotonic()
        answer = self._control(path, body)
        _in_time(begun)
        return answer

    def _api(self, method: str, token: str, body: Json) -> Json:
        headers = {"Authorization": f"Bearer {token}"}
        answer = dict(self._client.post(self.api_url + method, json=body, headers=headers).raise_for_status().json())
        if not answer["ok"]:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer

    def _signed(self, body: str, kind: str, headers: dict[str, str], secret: str, age: float) -> Delivered:
        if not self.request_url:
            raise RuntimeError("only an app that listens by HTTP can be sent what local-slack cannot say")
        stamp = str(int(time.time() - age))
        signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
        proof = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature or "", "Content-Type": kind}
        begun = time.monotonic()
        answer = self._client.post(self.request_url, content=body.encode(), headers={**proof, **headers})
        return answer.status_code, time.monotonic() - begun

    def _snapshot(self) -> Json:
        return asyncio.run(_state(self._base))

    async def _act(self, act: Json) -> dict[str, str]:
        """Do something with the modals as the browser would, and wait for what becomes of it."""
        async with _screen(self._base) as screen:
            await screen.receive_json()
            begun = time.monotonic()
            await screen.send_json(act)
            while True:
                told = await screen.receive_json(timeout=20)
                if told["t"] == "log":
                    _refused(told["entry"])
                if told["t"] in ("view", "view_errors"):
                    _in_time(begun)
                    return dict(told.get("errors", {}))


@asynccontextmanager
async def _screen(base: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """What the browser page listens to: first how everything stands, then each change."""
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{base}/ui", max_msg_size=0) as screen:
        yield screen


async def _state(base: str) -> Json:
    async with _screen(base) as screen:
        return dict((await screen.receive_json())["state"])


def _in_time(begun: float) -> None:
    if time.monotonic() - begun > PATIENCE:
        raise TimeoutError(f"not acknowledged within {PATIENCE} seconds: Slack would show an error, or send it again")


def _refused(entry: Json) -> None:
    """Raise when the app answered an interaction with anything but 200: local-slack would take it for consent."""
    if entry["kind"] == "interactive" and re.match("HTTP (?!200)", entry["summary"]):
        raise RuntimeError(f"the app refused: {entry['summary']} {entry.get('detail')}")


class _Driver:
    """A second app, whose slash command is answered by nobody but who hears its trigger and address."""

    def __init__(self) -> None:
        heard: queue.SimpleQueue[dict[str, str]] = queue.SimpleQueue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if self.headers["Content-Type"] == "application/x-www-form-urlencoded":
                    heard.put(dict(parse_qsl(body)))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._heard = heard
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def heard(self) -> dict[str, str]:
        return self._heard.get(timeout=5)

    def forget(self) -> None:
        while not self._heard.empty():
            self._heard.get()


# Buttons and fields


def _action(blocks: list[Json], action_id: str, value: str | None, block_id: str | None) -> Json:
    """What Slack tells of a press: from the element with this id (and value), which has to be there."""
    for block in blocks:
        for element in [*block.get("elements", []), block.get("accessory") or {}, block.get("element") or {}]:
            if element.get("action_id") == action_id and block_id in (None, block.get("block_id")):
                common = {"type": element["type"], "action_id": action_id, "block_id": block.get("block_id", "")}
                if element["type"] != "button":
                    return {**common, "selected_option": _option(element, str(value))}
                if value in (None, element.get("value")):
                    return {**common, "value": element.get("value"), "text": element["text"]}
    there = [one.get("action_id") for block in blocks for one in block.get("elements", [])]
    raise LookupError(f"no {action_id} with value {value} here, only {there}")


_HELD = {
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
}
"""Under which name a view's state tells what a field holds; the others: `value`."""


def filled(view: Json, values: Mapping[str, Any]) -> dict[str, dict[str, Json]]:
    """The state of a modal's fields: `values` by block_id (see `SlackStand.submit`), the others as they were at first."""
    fields = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    if unknown := set(values) - set(fields):
        raise ValueError(f"no field {sorted(unknown)} in this modal, only {sorted(fields)}")
    return {
        name: {block["element"]["action_id"]: _field(block, values[name] if name in values else _initial(block))}
        for name, block in fields.items()
    }


def _initial(block: Json) -> Any:
    element = block["element"]
    held = element.get(
        _HELD.get(element["type"], "value").replace("selected", "initial").replace("value", "initial_value")
    )
    if isinstance(held, list):
        return [one["value"] for one in held]
    return held["value"] if isinstance(held, dict) else held


def _field(block: Json, value: Any) -> Json:
    element = block["element"]
    held = _HELD.get(element["type"], "value")
    if value in (None, "", []):
        if not block.get("optional"):
            raise ValueError(f"{block['block_id']} may not be empty")
        return {"type": element["type"], held: [] if held == "selected_options" else None}
    if held == "value" and not element.get("min_length", 0) <= len(value) <= element.get("max_length", 3000):
        raise ValueError(f"{block['block_id']} is too short or too long")
    if held == "selected_option":
        value = _option(element, value)
    elif held == "selected_options":
        value = [_option(element, one) for one in value]
    return {"type": element["type"], held: value}


def _option(element: Json, value: str) -> Json:
    groups = [element.get("options") or [], *(group["options"] for group in element.get("option_groups") or [])]
    for option in itertools.chain(*groups):
        if option["value"] == value:
            return dict(option)
    raise LookupError(f"{value} cannot be chosen in {element['action_id']}")


# Events and payloads

_counter = itertools.count(1)


def fresh_ts() -> str:
    """A message's ts, as unique as Slack's."""
    return f"{int(time.time())}.{900_000 + next(_counter):06d}"


def fresh_event_id() -> str:
    """An event's id that no event had before."""
    return f"Ev{next(_counter):09d}"


def _from_person(user: str) -> Json:
    name = PEOPLE[user].lower()
    return {
        "token": "unused",
        "api_app_id": APP,
        "team": {"id": TEAM, "domain": "acme"},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user, "username": name, "name": name, "team_id": TEAM},
    }


def message(text: str, channel: str = CARE, user: str = ALICE, thread_ts: str | None = None) -> Json:
    """The event of a message: what was typed, as Slack tells it."""
    ts = fresh_ts()
    return {
        "type": "message",
        "channel": channel,
        "channel_type": "im" if channel.startswith("D") else "channel",
        "user": user,
        "team": TEAM,
        "text": _escaped(text),
        "blocks": [_typed(text)] if text else [],
        "ts": ts,
        "event_ts": ts,
        **({"thread_ts": thread_ts} if thread_ts else {}),
    }


def forwarded(
    text: str,
    author: str,
    comment: str = "",
    url: str | None = None,
    channel: str = CARE,
    user: str = ALICE,
) -> Json:
    """The event of a forwarded post: an ordinary message with the forwarder's comment, the post in its attachment.

    `author` wrote the post in Slack (a person, or an app that brings posts in); `url` is where it stands there.
    """
    ts = fresh_ts()
    where = url or f"https://acme.slack.com/archives/C09POSTS/p{ts.replace('.', '')}"
    attachment = {
        "ts": ts,
        "channel_id": "C09POSTS",
        "channel_team": TEAM,
        "is_msg_unfurl": True,
        "is_share": True,
        "author_name": author,
        "author_subname": author,
        "from_url": where,
        "color": "D0D0D0",
        "fallback": f"[November 18th, 2026 12:00 PM] {author}: {_escaped(text)}",
        "text": _escaped(text),
        "mrkdwn_in": ["text"],
        "message_blocks": [
            {"team": TEAM, "channel": "C09POSTS", "ts": ts, "message": {"blocks": [_typed(text)]}},
        ],
        "footer": "Slack Conversation",
    }
    return {**message(comment, channel, user), "attachments": [attachment]}


def link(url: str, channel: str = CARE, user: str = ALICE) -> Json:
    """The event of a message that is nothing but a link, before Slack has fetched its preview."""
    linked = {"type": "rich_text", "block_id": "Link1", "elements": [
        {"type": "rich_text_section", "elements": [{"type": "link", "url": url}]}]}  # fmt: skip
    return {**message("", channel, user), "text": f"<{_escaped(url)}>", "blocks": [linked]}


def preview_of(
    event: Json,
    title: str,
    text: str,
    author: str | None = None,
    handle: str | None = None,
    service: str = "X (formerly Twitter)",
) -> Json:
    """The event that follows `event` (made by `link`) when its preview is there: `message_changed`, from nobody.

    Older previews name the `author` and the `handle`; newer ones have neither.
    """
    url = html.unescape(event["text"]).strip("<>")
    names = {"author_name": author, "author_subname": handle}
    attachment = {
        "id": 1,
        "from_url": url,
        "original_url": url,
        "title": _escaped(title),
        "title_link": url,
        "text": _escaped(text),
        "fallback": f"{service}: {_escaped(title)}",
        "service_name": service,
        **{name: _escaped(value) for name, value in names.items() if value},
    }
    before = {name: event[name] for name in ("type", "user", "team", "text", "blocks", "ts")}
    ts = fresh_ts()
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": event["channel"],
        "channel_type": event["channel_type"],
        "message": {**before, "attachments": [attachment]},
        "previous_message": before,
        "ts": ts,
        "event_ts": ts,
    }


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _typed(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "block_id": "Text1", "elements": [section]}
