"""`meelezer serve teams` as a process, with the trained model, in Microsoft's own playground: from a post to the digest, with
the plug pulled in between; and one process with both doors open."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from bot.adapters.ledger import SqliteLedger
from bot.adapters.teams_serve import MESSAGES
from bot.case import post_from
from bot.decision import CaseFile
from bot.settings import Settings
from tests import slack_stand
from tests.slack_stand import SlackStand, free_port, needs_slack_stand
from tests.teams_activities import ALICE, BOB, CARE, CAROL, ENTRA, GROUP, PERSONAL, TENANT, Json, Shown, payload
from tests.teams_stand import TeamsStand, needs_teams_stand
from tests.test_slack import actions_of, case_of
from tests.test_slack import words_of as slack_words_of
from tests.test_slack_real import serving
from tests.test_teams import BAD, LATE, sent_by, verbs_of, words_of

pytestmark = [pytest.mark.slow, needs_teams_stand]

PROFILE = f"""
brand = "Voorbeeld"
signer = "Anna"
[teams]
tenants = ["{TENANT}"]
digest = "{GROUP}"
[teams.people]
{ENTRA[CAROL]} = "Carol de Baas"
"""
URL = "https://x.com/jan/status/1"
REASON = "De klant vroeg er zelf om"
QUOTED = f"“{LATE}”"  # so that it is a customer's for certain
WAIT = 90
CLOCK = 15  # the door looks every ten seconds for what was decided elsewhere

Serving = Callable[..., AbstractContextManager[Popen[bytes]]]


@pytest.fixture
def port() -> str:
    return str(free_port())


@pytest.fixture
def stand(tmp_path: Path, port: str) -> Iterator[TeamsStand]:
    with TeamsStand(tmp_path / "teams", f"http://127.0.0.1:{port}{MESSAGES}") as running:
        yield running


@pytest.fixture
def bot(port: str, home: Path, environment: dict[str, str], model: Path) -> Serving:
    """Start Meelezer with `with bot("teams") as process:`; it is waited for until it is well, and ended when the block ends."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "meelezer.toml").write_text(PROFILE)

    def started(*doors: str, **more: str) -> AbstractContextManager[Popen[bytes]]:
        return serving(*doors, "--local", port=port, environment={**environment, **more})

    return started


def press(stand: TeamsStand, shown: Shown, verb: str, user: str = ALICE, card: Any = None, **fields: str) -> Json:
    """Press a button of a message as it was seen, or of a `card` that came in its place; the answer to whoever pressed."""
    data = sent_by(card or shown.card, verb, **fields)
    return stand.execute(shown.conversation, shown.id, verb, data, user)


def case_shown(stand: TeamsStand, conversation: str, having: str = "", seconds: float = WAIT) -> Shown:
    """The first card of a case there that has these words, or a button of this verb."""

    def fits(one: Shown) -> bool:
        card = json.dumps(one.card, ensure_ascii=False)
        return "card.refresh" in card and having in card

    return stand.wait_for(conversation, fits, seconds)


def filled_in(dialog: Json, **more: str) -> Json:
    """What the dialog sends as it opened, with what was filled in besides."""
    card = dialog["task"]["value"]["card"]["content"]
    (send,) = card["actions"]
    return {**{one["id"]: one["value"] for one in card["body"] if "value" in one}, **more, **send["data"]}


def files_in(home: Path) -> list[CaseFile]:
    ledger = SqliteLedger(home / "ledger.db")
    files = list(ledger.files())
    ledger.close()
    return files


def last_digest() -> datetime:
    """A time in the week that the last digest is about, which comes on Mondays at nine."""
    return datetime.now(Settings().zone) - timedelta(days=7, hours=9)


def receive_in_week(home: Path, day: datetime, posts: Sequence[str]) -> None:
    """Put posts into the ledger that came in in the week of a day, and that nobody has read yet."""
    monday = (day - timedelta(days=day.weekday())).replace(hour=12)
    ledger = SqliteLedger(home / "ledger.db")
    for days, text in enumerate(posts):
        ledger.receive(post_from({"text": text}), monday + timedelta(days=days))
    ledger.close()


def is_digest(shown: Shown) -> bool:
    return '"Image"' in json.dumps(shown.card)


def test_from_a_post_to_the_digest_with_the_plug_pulled_in_between(
    stand: TeamsStand, bot: Serving, home: Path, run: Callable[..., Any]
) -> None:
    receive_in_week(home, last_digest(), ["Waar blijft mijn bestelling?", "De factuur van maart klopt niet."])
    with bot("teams") as process:
        stand.install(GROUP)
        stand.wait_for(GROUP, lambda one: "Meelezer" in words_of(one))
        thread = stand.say(CARE, LATE, BOB).conversation
        form = filled_in(stand.fetch_task(thread, "triage", payload(LATE)), platform="x", author="@jan", url=URL)
        assert form["text"] == LATE
        assert "Ik lees mee" in stand.submit_task(thread, "triage", form, payload(LATE))["task"]["value"]
        first = case_shown(stand, thread, "@jan")
        stand.say(thread, "moet ik dit privé doen?", mention=True)
        answer = stand.wait_for(thread, lambda one: "answer.more" in verbs_of(one.card), WAIT)
        press(stand, first, "case.use")
        chosen = case_shown(stand, thread, "Antwoord van Alice")
        found = press(stand, chosen, "case.edit", CAROL, edit__text=BAD)["value"]
        assert "⛔" in words_of(found)
        refused = press(stand, chosen, "case.edit", CAROL, found, edit__text=BAD, edit__reason=" ")["value"]
        assert "waarom" in words_of(refused)
        process.kill()  # between a form and what is filled in there
    with bot("teams"):
        week = last_digest().isocalendar()
        assert f"Week {week[1]} van {week[0]}" in words_of(stand.wait_for(GROUP, is_digest, CLOCK))
        press(stand, chosen, "case.edit", CAROL, refused, edit__text=BAD, edit__reason=REASON)
        edited = case_shown(stand, thread, "Antwoord van Carol de Baas")
        assert (edited.id, BAD in words_of(edited)) == (first.id, True)
        press(stand, edited, "case.sent", sent__at="", sent__time="")
        press(stand, case_shown(stand, thread, "case.solved"), "case.solved", BOB)
        case_shown(stand, thread, "case.reopen")
        assert "richtlijnen" in words_of(press(stand, answer, "answer.more", BOB)["value"]).lower()
        assert len([one for one in stand.messages(GROUP) if is_digest(one)]) == 1
    assert stand.failures() == []
    (file,) = (one for one in files_in(home) if one.case.post.url == URL)
    decisions = [(one.verb, one.by, one.reason) for one in file.decisions]
    assert decisions == [
        ("use", "Alice", ""),
        ("edit", "Carol de Baas", REASON),
        ("sent", "Alice", ""),
        ("solved", "Bob", ""),
    ]
    assert json.loads(run("digest", "--week", "this", "--json").out)["solved"] == 1


@needs_slack_stand
def test_a_case_in_both_doors_follows_what_is_decided_in_the_other_and_on_the_command_line(
    stand: TeamsStand, bot: Serving, home: Path, tmp_path: Path, run: Callable[..., Any]
) -> None:
    with SlackStand(tmp_path / "slack") as slack, bot("slack", "teams", **slack.environment):
        slack.wait_for_app()
        slack.say(slack_stand.CARE, slack_stand.BOB, f"<@{slack_stand.BOT}> {QUOTED}")
        there = slack.wait_for(
            slack_stand.CARE, lambda one: bool(case_of(one)) and "case.use" in str(actions_of(one)), WAIT
        )
        stand.say(PERSONAL, QUOTED)
        here = case_shown(stand, PERSONAL)
        use = next(name for name in actions_of(there) if name.startswith("case.use"))
        slack.click(slack_stand.CARE, there["ts"], slack_stand.BOB, use)
        assert case_shown(stand, PERSONAL, "Antwoord van Bob", CLOCK).id == here.id
        (file,) = files_in(home)
        assert run("decide", file.case.id, "sent", "--by", "Dan").status == 0
        case_shown(stand, PERSONAL, "· Dan", CLOCK)
        slack.wait_for(slack_stand.CARE, lambda one: one["ts"] == there["ts"] and "· Dan" in slack_words_of(one), CLOCK)
    assert stand.failures() == []
