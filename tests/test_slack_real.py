"""`meelezer serve slack` as a process, with the trained model: from a post to the digest, with the plug pulled in between."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.adapters.ledger import SqliteLedger
from bot.settings import Settings
from tests.slack_stand import (
    ALICE,
    APPROVALS,
    BOB,
    CARE,
    CAROL,
    DIGEST,
    TEAM,
    SlackStand,
    forwarded,
    free_port,
    fresh_event_id,
    needs_slack_stand,
    until,
)
from tests.test_kill import children, command_of
from tests.test_slack import actions_of, case_of, words_of

pytestmark = [pytest.mark.slow, needs_slack_stand]

PROFILE = f"""
brand = "Voorbeeld"
signer = "Anna"
approvers = ["Carol"]
[slack]
workspaces = ["{TEAM}"]
approvals = "{APPROVALS}"
digest = "{DIGEST}"
[slack.people]
{CAROL} = "Carol"
"""
BURNT = "Jullie oplader vloog vannacht in brand, mijn dochter heeft brandwonden aan haar hand. Ik wil dat iemand belt!"
WAIT = 90

Json = dict[str, Any]


@pytest.fixture(params=["http", "socket"])
def stand(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SlackStand]:
    url = f"http://127.0.0.1:{free_port()}/slack/events" if request.param == "http" else None
    with SlackStand(tmp_path / "slack", url) as running:
        yield running


@pytest.fixture
def bot(stand: SlackStand, home: Path, environment: dict[str, str], model: Path) -> Callable[[], Any]:
    """Start Meelezer with `with bot() as process:`; it is ended when the block ends, and waited for until it is well."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "meelezer.toml").write_text(PROFILE)
    port = stand.request_url.split(":")[2].split("/")[0] if stand.request_url else str(free_port())

    @contextmanager
    def started() -> Iterator[subprocess.Popen[bytes]]:
        stand.log.touch()
        with serving("slack", port=port, environment={**environment, **stand.environment}) as process:
            stand.wait_for_app()
            yield process

    return started


@contextmanager
def serving(*words: str, port: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """`meelezer serve` with these words, from when it is well until the block ends."""
    command = [str(Path(sys.executable).parent / "meelezer"), "serve", *words, "--port", port]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    try:
        until(lambda: well(port) or process.poll() is not None, WAIT)
        assert process.poll() is None, process.communicate()[1].decode()
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


def well(port: str) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def shown(stand: SlackStand, channel: str, holds: Callable[[Json], bool]) -> Json:
    return stand.wait_for(channel, lambda one: bool(case_of(one)) and holds(one), WAIT)


def press(stand: SlackStand, channel: str, verb: str, user: str) -> None:
    card = shown(stand, channel, lambda one: any(name.startswith(f"case.{verb}") for name in actions_of(one)))
    action = next(name for name in actions_of(card) if name.startswith(f"case.{verb}"))
    stand.click(channel, card["ts"], user, action)


def test_from_a_post_to_the_digest_with_the_plug_pulled_in_between(
    stand: SlackStand, bot: Callable[[], Any], home: Path, run: Callable[..., Any]
) -> None:
    with bot() as process:
        if stand.request_url:
            stand.inject_event(stand.kept(forwarded(BURNT, "Bob", comment="wat doen we hiermee?")))
        else:
            stand.say(CARE, ALICE, f"<@U0MEE> {BURNT}")
        card = shown(stand, CARE, lambda one: any(name.startswith("case.use.1") for name in actions_of(one)))
        assert "Veiligheid" in words_of(card)
        press(stand, CARE, "use.1", ALICE)
        shown(stand, APPROVALS, lambda one: any(name.startswith("case.approve") for name in actions_of(one)))
        process.kill()  # between a card and the click on it
    with bot():
        press(stand, APPROVALS, "approve", BOB)
        stand.wait_for(APPROVALS, lambda one: one.get("ephemeral_to") == BOB, WAIT)
        press(stand, APPROVALS, "approve", CAROL)
        stand.wait_for(CARE, lambda one: "Goedgekeurd door Carol" in words_of(one), WAIT)
        press(stand, CARE, "sent", ALICE)
        stand.wait_for_modal(lambda view: view.get("callback_id") == "sent")
        stand.submit(ALICE, {})
        press(stand, CARE, "solved", ALICE)
        shown(stand, CARE, lambda one: "case.reopen." in actions_of(one))
    ledger = SqliteLedger(home / "ledger.db")
    (file,) = ledger.files()
    assert [one.verb for one in file.decisions] == ["use", "approve", "sent", "solved"]
    ledger.close()
    week = datetime.now(Settings().zone).isocalendar()
    done = run("digest", "--week", f"{week[0]}-W{week[1]:02d}", "--json")
    assert json.loads(done.out)["solved"] == 1


@pytest.mark.parametrize("stand", ["http"], indirect=True)
def test_a_hundred_posts_that_come_twice_are_each_answered_once_also_when_the_reader_dies(
    stand: SlackStand, bot: Callable[[], Any], home: Path
) -> None:
    posts = [
        f"Pakket {n} zou dinsdag komen maar is er nog steeds niet, en niemand belt terug. Kenmerk {n}."
        for n in range(100)
    ]
    events = [(forwarded(text, "Bob"), fresh_event_id()) for text in posts]
    begun = time.monotonic()
    with bot() as process, ThreadPoolExecutor(8) as pool:

        def send(number: int) -> list[tuple[int, float]]:
            event, event_id = events[number]
            time.sleep(max(0.0, begun + number * 0.1 - time.monotonic()))
            return [stand.inject_event(event, event_id, retry) for retry in (None, 1)]

        begun = time.monotonic()
        sent = pool.map(send, range(100))
        time.sleep(4)
        (reader,) = (pid for pid in children(process.pid) if "serve.py" in command_of(pid))
        os.kill(reader, signal.SIGKILL)
        answers = [one for pair in sent for one in pair]
        assert {status for status, _ in answers} == {200}
        assert max(seconds for _, seconds in answers) < 3.0  # Slack's own limit; make bench has the figures
        until(
            lambda: (
                sum(any(name.startswith("case.use.1") for name in actions_of(one)) for one in stand.messages(CARE))
                >= 100
            ),
            240,
        )
    cards = [case_of(one) for one in stand.messages(CARE) if case_of(one)]
    assert len(cards) == len(set(cards)) == 100
    ledger = SqliteLedger(home / "ledger.db")
    assert len(list(ledger.files())) == 100
    with ledger.reading() as db:
        assert db.execute("select count(*) from chat_messages where done_at is null").fetchone()[0] == 0
    ledger.close()


def test_doctor_tries_the_tokens(stand: SlackStand, run: Callable[..., Any]) -> None:
    done = run("doctor", **stand.environment)
    assert "✓ Slack: neemt de tokens aan" in done.out


def test_what_is_missing_or_wrong_is_told_in_a_sentence(run: Callable[..., Any]) -> None:
    done = run("serve", "slack")
    assert (done.status, done.out) == (2, "")
    assert "SLACK_BOT_TOKEN" in done.err
    done = run("serve", "slack", SLACK_BOT_TOKEN="xoxb-1")
    assert done.status == 2
    assert "SLACK_APP_TOKEN" in done.err
    done = run(
        "serve", "slack", SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s", NLU_URL="http://127.0.0.1:9",
        SLACK_API_URL="http://127.0.0.1:9/api/",
    )  # fmt: skip
    assert done.status == 3
    assert "Slack" in done.err
    assert "xoxb" not in done.err
