"""The Slack door from end to end, through the stand-in for Slack: what colleagues do, and what everybody sees then."""

from __future__ import annotations

import asyncio
import json
import random
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from bot.adapters.chat_ledger import ChatLedger
from bot.adapters.desks import Desks
from bot.adapters.door_clock import DoorClock
from bot.adapters.inbound import Inbound
from bot.adapters.ledger import SqliteLedger
from bot.adapters.lingua import language_of
from bot.adapters.slack_blocks import Message
from bot.adapters.slack_door import SlackDoor
from bot.adapters.slack_manifest import TRIAGE_FORM, TRIAGE_MESSAGE
from bot.adapters.slack_serve import Secrets, SlackServer
from bot.decision import Decision, Wish, decided
from bot.desk import Desk
from bot.guidelines import Handbook
from bot.phrases import Phrases
from bot.settings import ChatSettings, Settings
from tests.builders import TableNlu
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
    in_background,
    link,
    message,
    needs_slack_stand,
    preview_of,
    stay_open,
    until,
)

pytestmark = [pytest.mark.slow, needs_slack_stand]

SETTINGS = Settings(
    brand="Voorbeeld",
    signer="Anna",
    approvers=("Carol de Baas",),
    two_people=True,
    slack=ChatSettings(workspaces=(TEAM,), approvals=APPROVALS, digest=DIGEST, people={CAROL: "Carol de Baas"}),
)
LATE = "Mijn pakket is al een week te laat en niemand reageert. Wat nu?"
AGAIN = "Pakket een week te laat, en reageert er iemand? Niemand."
FIRE = "Jullie oplader vloog in brand, mijn dochter heeft brandwonden!"

Json = dict[str, Any]


@dataclass
class Open:
    """An open door: the stand-in, the NLU that answers from a table, the ledger's file, and the clock."""

    stand: SlackStand
    nlu: TableNlu
    path: Path
    door: SlackDoor
    loop: asyncio.AbstractEventLoop
    parts: tuple[Handbook, dict[str, Phrases]]
    bolt: AsyncApp
    clock: DoorClock[Message]
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(SETTINGS.zone) + self.ahead

    def run(self, work: Any) -> None:
        """Let a clock of the door strike, on the door's own loop."""
        asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def ledger(self) -> SqliteLedger:
        return SqliteLedger(self.path)

    def cards(self, channel: str = CARE) -> list[Json]:
        return [one for one in self.stand.messages(channel) if case_of(one)]

    def card(self, channel: str = CARE, having: str = "") -> Json:
        return self.stand.wait_for(
            channel, lambda one: bool(case_of(one)) and having.lower() in words_of(one).lower(), 30
        )

    def press(self, verb: str, user: str = ALICE, channel: str = CARE, having: str = "") -> None:
        """Press the first button of a verb on a case's card."""
        card = self.card(channel, having)
        action = next(name for name in actions_of(card) if name.startswith(f"case.{verb}"))
        self.stand.click(channel, card["ts"], user, action)

    def whispered(self, user: str, having: str, channel: str = CARE) -> Json:
        return self.stand.wait_for(
            channel, lambda one: one.get("ephemeral_to") == user and having.lower() in words_of(one).lower(), 30
        )


def walk(value: Any) -> Iterator[Json]:
    if isinstance(value, Mapping):
        yield dict(value)
        for one in value.values():
            yield from walk(one)
    elif isinstance(value, list):
        for one in value:
            yield from walk(one)


def words_of(shown: Json) -> str:
    """Every text in a message or view, as one string."""
    parts = [str(one["text"]) for one in walk(shown.get("blocks") or []) if isinstance(one.get("text"), str)]
    return " ".join([str(shown.get("text") or ""), *parts])


def actions_of(shown: Json) -> list[str]:
    return [str(one["action_id"]) for one in walk(shown.get("blocks") or []) if "action_id" in one]


def case_of(shown: Json) -> str | None:
    cards = [one for one in walk(shown.get("blocks") or []) if str(one.get("action_id", "")).startswith("case.")]
    return str(cards[0]["value"]) if cards else None


@pytest.fixture(scope="module", params=["http", "socket"])
def stand(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackStand]:
    url = f"http://127.0.0.1:{free_port()}/slack/events" if request.param == "http" else None
    with SlackStand(tmp_path_factory.mktemp("slack"), url) as running:
        yield running


def opened(
    stand: SlackStand, folder: Path, nlu: TableNlu, handbook: Handbook, phrases: dict[str, Phrases], settings: Settings
) -> Iterator[Open]:
    path, ready, kept = folder / "ledger.db", threading.Event(), {}

    async def main() -> None:
        clerk_ledger = SqliteLedger(path)
        reader, clerk = (
            Desk(ledger, nlu, handbook, phrases, settings, language_of, random.Random(7))
            for ledger in (SqliteLedger(path), clerk_ledger)
        )
        desks = Desks(reader, clerk)
        here = Open(stand, nlu, path, None, asyncio.get_running_loop(), (handbook, phrases), None, None)  # type: ignore[arg-type]
        server = SlackServer(
            Secrets.of(stand.environment),
            folder,
            lambda clients: SlackDoor(desks, ChatLedger(clerk_ledger, "slack"), clients, settings, here.now),
        )
        here.door, here.bolt, here.clock = server.door, server.bolt, server.clock
        kept["open"] = here
        port = int(stand.request_url.split(":")[2].split("/")[0]) if stand.request_url else None
        try:
            await stay_open(server, port, ready.set)
        finally:
            desks.close()

    with in_background(main):
        assert ready.wait(20)
        stand.wait_for_app()
        yield kept["open"]


@pytest.fixture
def slack(
    stand: SlackStand, tmp_path: Path, table_nlu: TableNlu, handbook: Handbook, phrases: dict[str, Phrases]
) -> Iterator[Open]:
    stand.reset()
    yield from opened(stand, tmp_path, table_nlu, handbook, phrases, SETTINGS)


over_http = pytest.mark.parametrize("stand", ["http"], indirect=True)
"""Only over HTTP can the stand-in send what local-slack does not know; the handlers are the same."""


def test_a_pasted_post_gets_a_card_that_follows_what_the_team_does(slack: Open) -> None:
    stand = slack.stand
    channel = stand.dm(ALICE)
    stand.say(channel, ALICE, LATE)
    first = slack.card(channel)
    assert LATE in words_of(first)
    slack.press("use.1", channel=channel)
    chosen = slack.card(channel, "Alice")
    assert chosen["ts"] == first["ts"]
    slack.press("sent", channel=channel)
    stand.wait_for_modal(lambda view: view.get("callback_id") == "sent")
    assert stand.submit(ALICE, {}) == {}
    assert "case.solved." in actions_of(slack.card(channel, "opgelost"))
    slack.press("solved", channel=channel)
    stand.wait_for(channel, lambda one: "case.reopen." in actions_of(one))
    (file,) = slack.ledger().files()
    assert [decision.verb for decision in file.decisions] == ["use", "sent", "solved"]
    assert {decision.by for decision in file.decisions} == {"Alice"}


def test_a_mention_in_a_channel_is_answered_in_its_thread_and_so_are_questions_there(slack: Open) -> None:
    stand = slack.stand
    ts = stand.say(CARE, ALICE, f"<@U0MEE> {LATE}")
    card = slack.card()
    assert card["thread_ts"] == ts
    stand.say(CARE, BOB, "moet ik dit privé doen?", thread_ts=ts)
    answer = stand.wait_for(CARE, lambda one: any(name.startswith("answer.more") for name in actions_of(one)))
    assert answer["thread_ts"] == ts
    more = next(name for name in actions_of(answer) if name.startswith("answer.more"))
    stand.click(CARE, answer["ts"], BOB, more)
    stand.wait_for(CARE, lambda one: "richtlijnen" in words_of(one).lower() and one["ts"] > answer["ts"])


def test_what_colleagues_say_among_themselves_is_left_alone(slack: Open) -> None:
    stand = slack.stand
    stand.say(CARE, ALICE, "Wie haalt er koffie?")
    ts = stand.say(CARE, ALICE, f"<@U0MEE> {LATE}")
    slack.card()
    stand.say(CARE, BOB, "ik bel hem zo even", thread_ts=ts)
    stand.say(CARE, BOB, "moet ik dit privé doen?", thread_ts=ts)
    stand.wait_for(CARE, lambda one: any(name.startswith("answer.more") for name in actions_of(one)))
    bots = [one for one in stand.messages(CARE) if one.get("user") not in (ALICE, BOB)]
    assert len(bots) == 2


def test_a_critical_reply_goes_to_the_approvers_and_only_they_decide(slack: Open) -> None:
    stand = slack.stand
    stand.say(CARE, ALICE, f"<@U0MEE> {FIRE}")
    slack.card()
    slack.press("use.1")
    there = slack.card(APPROVALS, "goedkeuring")
    approve = next(name for name in actions_of(there) if name.startswith("case.approve"))
    stand.click(APPROVALS, there["ts"], BOB, approve)
    slack.whispered(BOB, "mag niet goedkeuren", APPROVALS)
    stand.click(APPROVALS, there["ts"], CAROL, approve)
    stand.wait_for(CARE, lambda one: "Goedgekeurd door Carol de Baas" in words_of(one))
    slack.card(CARE, "goedgekeurd")
    (file,) = slack.ledger().files()
    assert file.standing.status == "approved"


def test_an_approver_never_approves_a_text_that_has_changed_nor_their_own(slack: Open) -> None:
    stand = slack.stand
    stand.say(CARE, ALICE, f"<@U0MEE> {FIRE}")
    slack.card()
    slack.press("use.1", CAROL)
    there = slack.card(APPROVALS, "goedkeuring")
    old = next(name for name in actions_of(there) if name.startswith("case.approve"))
    stand.click(APPROVALS, there["ts"], CAROL, old)
    slack.whispered(CAROL, "eigen antwoord", APPROVALS)
    slack.press("edit")
    stand.wait_for_modal(lambda view: view.get("callback_id") == "edit")
    stand.submit(
        ALICE, {"text": "Wat vreselijk. We bellen je vandaag nog en horen graag hoe het met je dochter gaat. – Anna"}
    )
    if stand.modal():  # a warning is shown once
        stand.submit(ALICE, {})
    stand.wait_for(APPROVALS, lambda one: "nieuwe tekst" in words_of(one))
    stand.click(APPROVALS, there["ts"], CAROL, old, value=case_of(there), gone=True)
    slack.whispered(CAROL, "intussen veranderd", APPROVALS)


def test_an_edit_is_checked_in_the_form_and_goes_through_with_a_reason_only(slack: Open) -> None:
    stand = slack.stand
    channel = stand.dm(ALICE)
    stand.say(channel, ALICE, LATE)
    slack.card(channel)
    slack.press("edit", channel=channel)
    stand.wait_for_modal(lambda view: view.get("callback_id") == "edit")
    bad = "Dat is uw eigen schuld, u had maar thuis moeten zijn. – Anna"
    assert stand.submit(ALICE, {"text": bad}) == {}
    shown = stand.wait_for_modal(lambda view: "⛔" in words_of(view))
    assert any(block.get("block_id") == "reason" for block in shown["blocks"])
    assert not next(iter(slack.ledger().files())).decisions
    stand.submit(ALICE, {"reason": "De klant vroeg er zelf om"})
    stand.wait_for(channel, lambda one: bad in words_of(one) and bool(case_of(one)))
    (file,) = slack.ledger().files()
    assert (file.decisions[0].verb, file.decisions[0].reason) == ("edit", "De klant vroeg er zelf om")


def test_a_promise_is_kept_with_who_and_when(slack: Open) -> None:
    stand = slack.stand
    channel = stand.dm(ALICE)
    stand.say(channel, ALICE, LATE)
    slack.card(channel)
    slack.press("use.1", channel=channel)
    slack.press("promise", channel=channel, having="Alice")
    stand.wait_for_modal(lambda view: view.get("callback_id") == "promise")
    stand.submit(ALICE, {"text": "We bellen morgen", "owner": BOB})
    stand.wait_for(channel, lambda one: bool(case_of(one)))
    (file,) = slack.ledger().files()
    ((text, due),) = file.standing.promises
    assert text == "We bellen morgen (Bob)"
    assert due.astimezone(SETTINGS.zone) == (slack.now() + timedelta(days=1)).replace(
        hour=17, minute=0, second=0, microsecond=0
    )


def test_a_reading_is_corrected_and_other_drafts_come(slack: Open) -> None:
    stand = slack.stand
    channel = stand.dm(ALICE)
    stand.say(channel, ALICE, LATE)
    slack.card(channel)
    slack.press("correct.", channel=channel)
    stand.wait_for_modal(lambda view: view.get("callback_id") == "correct")
    stand.submit(ALICE, {"type": "billing"})
    slack.card(channel, "gelezen door een collega")
    slack.press("others", channel=channel)
    until(lambda: [len(file.proposals) for file in slack.ledger().files()] == [3])
    slack.press("why", channel=channel)
    stand.wait_for_modal(lambda view: "Waarom" in json.dumps(view))


def test_a_test_is_taken_back_and_counts_nowhere(slack: Open) -> None:
    stand = slack.stand
    stand.say(CARE, ALICE, f"<@U0MEE> {LATE}")
    slack.card()
    slack.press("withdraw")
    stand.wait_for_modal(lambda view: view.get("callback_id") == "withdraw")
    stand.submit(ALICE, {"reason": "een test"})
    slack.card(having="hoort hier niet")
    (file,) = slack.ledger().files()
    assert file.withdrawn
    assert file.decisions[-1].reason == "een test"


def test_other_drafts_come_when_they_are_asked_for_in_the_thread(slack: Open) -> None:
    stand = slack.stand
    ts = stand.say(CARE, ALICE, f"<@U0MEE> {LATE}")
    slack.card()
    stand.say(CARE, ALICE, "<@U0MEE> andere voorstellen", thread_ts=ts)
    until(lambda: len(slack.cards()) == 2, 30)
    (file,) = slack.ledger().files()
    assert len(file.proposals) == 2
    drafts = file.proposals[-1].drafts
    until(lambda: all(draft.text[:40] in words_of(shown) for shown in slack.cards() for draft in drafts), 30)


def test_commands_show_what_was_asked_to_who_asked(slack: Open) -> None:
    stand = slack.stand
    stand.command(CARE, ALICE, "/meelezer", f"triage {LATE}")
    slack.card()
    for words, having in [
        ("help", "/meelezer"),
        ("cases", "zaak"),
        ("mine", "wacht niets"),
        ("ask moet ik sorry zeggen?", ""),
        ("digest", "kwam er niets"),
        ("digest deze week", "tot nu toe: 1 bericht"),
    ]:
        stand.command(CARE, BOB, "/meelezer", words)
        slack.whispered(BOB, having)
    stand.command(CARE, BOB, "/meelezer", "check")
    stand.wait_for_modal(lambda view: view.get("callback_id") == "check")


def test_earlier_cases_are_found_by_words_by_a_question_and_on_the_card(slack: Open) -> None:
    stand = slack.stand
    stand.say(CARE, ALICE, f"<@U0MEE> {LATE}")
    slack.card()
    ledger = slack.ledger()
    (old,) = ledger.files()
    for made in (
        Decision(slack.now(), "Anna", "edit", text="Hoi, gevonden. – Anna"),
        Decision(slack.now(), "Anna", "sent"),
        Decision(slack.now(), "Anna", "solved"),
    ):
        ledger.decide(old.case.id, lambda _, made=made: made)  # type: ignore[misc]
    channel = stand.dm(BOB)
    ts = stand.say(channel, BOB, AGAIN)
    assert "Dit hadden we één keer eerder" in words_of(slack.card(channel))
    slack.press("earlier", BOB, channel)
    stand.wait_for_modal(lambda view: "Hoi, gevonden" in json.dumps(view) and "Opgelost" in json.dumps(view))
    stand.say(channel, BOB, "hebben we dit eerder gehad?", thread_ts=ts)
    stand.wait_for(channel, lambda one: "Ja, één keer eerder" in words_of(one), 30)
    stand.say(channel, BOB, "zoek reageren paket")
    stand.wait_for(channel, lambda one: "Gevonden met: reageren paket" in words_of(one), 30)
    for words, having in [
        ("zoek pakket laat", "gevonden met"),
        ("search olifant", "geen zaak"),
        ("zoek", "woorden achter"),
    ]:
        stand.command(CARE, BOB, "/meelezer", words)
        slack.whispered(BOB, having)


def test_the_home_shows_my_cases_and_what_waits_for_me(slack: Open) -> None:
    stand = slack.stand
    stand.say(CARE, ALICE, f"<@U0MEE> {FIRE}")
    slack.card()
    slack.press("use.1")
    slack.card(APPROVALS)
    stand.open_home(ALICE)
    mine = words_of(stand.home(ALICE))
    stand.open_home(CAROL)
    boss = words_of(stand.home(CAROL))
    assert "brand" in mine
    assert "brand" in boss


def test_with_the_reader_away_the_post_is_kept_and_completed_later(slack: Open) -> None:
    slack.nlu.away = True
    stand = slack.stand
    stand.command(CARE, ALICE, "/meelezer", f"triage {LATE}")
    waiting = slack.card() if slack.cards() else stand.wait_for(CARE, lambda one: "lezer" in words_of(one))
    slack.nlu.away = False
    slack.run(slack.clock.catch_up())
    complete = stand.wait_for(CARE, lambda one: any(name.startswith("case.use.1") for name in actions_of(one)))
    assert complete["ts"] == waiting["ts"]


def test_a_question_while_the_reader_is_away_is_answered_when_it_is_back(slack: Open) -> None:
    slack.nlu.away = True
    stand = slack.stand
    channel = stand.dm(ALICE)
    stand.say(channel, ALICE, "moet ik dit privé doen?")
    stand.wait_for(channel, lambda one: "bewaard" in words_of(one), 30)
    slack.nlu.away = False
    slack.ahead = timedelta(minutes=5)
    slack.run(slack.clock.catch_up())
    stand.wait_for(channel, lambda one: any(name.startswith("answer.more") for name in actions_of(one)))
    slack.run(slack.clock.catch_up())
    answers = [one for one in stand.messages(channel) if any(n.startswith("answer.more") for n in actions_of(one))]
    assert len(answers) == 1


def test_reminders_come_in_the_thread_and_the_digest_once_in_its_channel(slack: Open) -> None:
    stand = slack.stand
    ts = stand.say(CARE, ALICE, f"<@U0MEE> {LATE}")
    slack.card()
    slack.ahead = timedelta(days=8)
    slack.run(slack.clock.tick())
    slack.run(slack.clock.tick())
    late = [one for one in stand.messages(CARE) if "termijn" in words_of(one)]
    assert [one["thread_ts"] for one in late] == [ts]
    assert len([one for one in stand.messages(DIGEST) if "-W" in words_of(one)]) == 1


def test_deadlines_that_passed_meanwhile_are_told_in_one_list(slack: Open) -> None:
    stand = slack.stand
    for number, who in enumerate((ALICE, BOB, CAROL)):
        stand.say(CARE, who, f"<@U0MEE> {LATE} Dat is bericht {number}.")
    stand.wait_for(CARE, lambda _: len(slack.cards()) == 3)
    slack.ahead = timedelta(days=2)
    for _ in range(2):
        slack.run(slack.clock.tick())
    missed = [one for one in stand.messages(DIGEST) if "intussen voorbij" in words_of(one)]
    assert len(missed) == 1
    assert words_of(missed[0]).count("is voorbij zonder antwoord") == 3
    assert not [one for one in stand.messages(CARE) if "voorbij zonder" in words_of(one)]


def test_each_missed_week_has_its_own_digest(slack: Open) -> None:
    slack.stand.say(CARE, ALICE, f"<@U0MEE> {LATE}")
    slack.card()
    slack.ahead = timedelta(days=15)
    for _ in range(2):
        slack.run(slack.clock.tick())
    weeks = [re.search(r"[Ww]eek (\d+)", words_of(one)) for one in slack.stand.messages(DIGEST)]
    numbers = [int(week[1]) for week in weeks if week]
    assert len(numbers) == len(set(numbers)) == 2


def test_who_promised_is_asked_and_says_that_it_is_done(slack: Open) -> None:
    ts = slack.stand.say(CARE, ALICE, f"<@U0MEE> {LATE}")
    case = case_of(slack.card()) or ""
    for verb, value, text in (("use", "1", ""), ("sent", "", ""), ("promise", "", "We bellen je morgen")):
        wish = Wish(verb, "Alice", slack.now(), value, text)
        slack.ledger().decide(case, lambda file, wish=wish: decided(file, wish, Settings()))  # type: ignore[misc]
    slack.ahead = timedelta(days=2)
    slack.run(slack.clock.tick())
    asked = slack.stand.wait_for(CARE, lambda one: "Is het gebeurd?" in words_of(one))
    assert asked["thread_ts"] == ts
    kept = next(name for name in actions_of(asked) if name.startswith("case.kept"))
    slack.stand.click(CARE, asked["ts"], BOB, kept)
    slack.card(having="beantwoord ·")
    file = slack.ledger().file(case)
    assert file.standing.status == "answered"
    assert (file.decisions[-1].verb, file.decisions[-1].text, file.decisions[-1].by) == (
        "kept",
        "We bellen je morgen",
        "Bob",
    )


def test_a_promise_in_the_reply_is_taken_with_one_click_and_the_customer_is_told_once_it_is_kept(slack: Open) -> None:
    slack.stand.say(CARE, ALICE, f"<@U0MEE> {LATE}")
    case = case_of(slack.card()) or ""
    for verb, text in (("edit", "Hoi, wat vervelend. Morgen hoor je van ons. – Alice"), ("sent", "")):
        wish = Wish(verb, "Alice", slack.now(), text=text)
        slack.ledger().decide(case, lambda file, wish=wish: decided(file, wish, Settings()))  # type: ignore[misc]
    slack.run(slack.clock.catch_up())
    offered = slack.card(having="Onthoud belofte")
    take = next(name for name in actions_of(offered) if name.startswith("case.promise.") and name != "case.promise.")
    slack.stand.click(CARE, offered["ts"], BOB, take)
    slack.card(having="er is iets beloofd")
    ((text, _),) = slack.ledger().file(case).standing.promises
    assert text == "Morgen hoor je van ons. (Alice)"
    slack.press("kept")
    assert "Zeg het ook openbaar" in words_of(slack.card(having="openbaar:"))
    slack.ahead = timedelta(days=4)
    slack.run(slack.clock.tick())
    slack.stand.wait_for(CARE, lambda one: "Zo kun je het de klant vragen" in words_of(one) and "🔎" in words_of(one))


@over_http
def test_a_forwarded_post_is_read_once_whatever_slack_repeats(slack: Open) -> None:
    stand = slack.stand
    event, event_id = forwarded(LATE, "Bob", comment="moet ik dit privé doen?"), fresh_event_id()
    for retry in (None, 1, 2):
        status, _ = stand.inject_event(event, event_id, retry)
        assert status == 200
    stand.wait_for(CARE, lambda one: any(name.startswith("answer.more") for name in actions_of(one)))
    assert len(slack.cards()) == 1
    assert len(list(slack.ledger().files())) == 1


@over_http
def test_a_link_is_read_when_its_preview_comes(slack: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.slack_door.PREVIEW_SECONDS", 0.3)
    stand = slack.stand
    channel = stand.dm(ALICE)
    event = {**link("https://x.com/jan/status/1", channel, ALICE), "channel_type": "im"}
    stand.inject_event(event)
    stand.inject_event({**preview_of(event, "Jan (@jan) on X", LATE), "channel_type": "im"})
    assert "@jan" in words_of(slack.card(channel))
    alone = {**link("https://example.com/geen-voorvertoning", channel, ALICE), "channel_type": "im"}
    stand.inject_event(alone)
    stand.wait_for(channel, lambda one: "Achter deze link" in words_of(one))


@over_http
def test_shortcuts_take_a_message_and_open_a_form(slack: Open) -> None:
    stand = slack.stand
    ts = stand.say(CARE, BOB, LATE)
    status, _ = stand.shortcut(TRIAGE_MESSAGE, message(LATE) | {"ts": ts, "user": BOB})
    assert status == 200
    assert slack.card()["thread_ts"] == ts
    stand.global_shortcut(TRIAGE_FORM, ALICE)
    stand.wait_for_modal(lambda view: view.get("callback_id") == "triage")
    stand.submit(ALICE, {"text": "De trein reed weer niet, wat een zooi.", "platform": "x", "author": "Jan de Vries"})
    assert "Jan de Vries" in words_of(slack.card(stand.dm(ALICE)))


@over_http
def test_forged_and_stale_requests_and_strange_workspaces_are_refused(slack: Open) -> None:
    stand = slack.stand
    event = forwarded(LATE, "Bob")
    assert stand.inject_event(event, secret="wrong")[0] == 401
    assert stand.inject_event(event, age=600)[0] == 401
    slack.door.wanted = replace(SETTINGS.slack, workspaces=("T99OTHER",))
    assert stand.inject_event(event)[0] == 200
    slack.door.wanted = replace(SETTINGS.slack, channels=("C99OTHER",))
    assert stand.inject_event(forwarded(LATE, "Bob"))[0] == 200
    assert not list(slack.ledger().files())
    stand.command(CARE, ALICE, "/meelezer", f"triage {LATE}")
    slack.whispered(ALICE, "niet in de instellingen")


def test_a_double_click_and_two_people_on_one_button_change_nothing(slack: Open) -> None:
    stand = slack.stand
    channel = stand.dm(ALICE)
    stand.say(channel, ALICE, LATE)
    card = slack.card(channel)
    use = next(name for name in actions_of(card) if name.startswith("case.use.1"))
    for user in (ALICE, ALICE, BOB):
        stand.click(channel, card["ts"], user, use, value=case_of(card), gone=True)
    slack.card(channel, "Alice")
    (file,) = slack.ledger().files()
    assert len(file.decisions) == 1


def test_hostile_text_stays_text(slack: Open) -> None:
    stand = slack.stand
    channel = stand.dm(ALICE)
    stand.say(channel, ALICE, "&lt;!channel&gt; pakket weg <https://evil.example|klik> *boos* `code` &lt;@U1&gt;")
    card = slack.card(channel)
    marked = [one["text"] for one in walk(card["blocks"]) if one.get("type") == "mrkdwn"]
    assert not [text for text in marked if "<!channel>" in text or "<@U1>" in text or "evil" in text]
    assert any(one.get("type") == "text" and "<!channel>" in one["text"] for one in walk(card["blocks"]))


def test_a_name_that_belongs_to_an_approver_is_believed_of_their_id_only(slack: Open) -> None:
    settings = replace(SETTINGS, approvers=("Alice",), slack=replace(SETTINGS.slack, people={}))
    from bot.adapters.slack_people import People

    people = People(settings)

    async def name() -> str:
        return await people.name(ALICE, await slack.door.clients(TEAM))

    assert asyncio.run_coroutine_threadsafe(name(), slack.loop).result(10) == f"Alice ({ALICE})"
    slack.door.settings, slack.door.wanted = settings, settings.slack
    assert not slack.door.may_approve(ALICE)


def test_what_was_kept_is_done_after_a_stop_and_one_that_cannot_be_done_is_no_hindrance(slack: Open) -> None:
    stand, channel = slack.stand, slack.stand.dm(ALICE)
    ledger = ChatLedger(slack.ledger(), "slack")
    left = Inbound("slack/T/x", TEAM, channel, "1.1", "1.1", ALICE, LATE, (), addressed=True, direct=True)
    gone = replace(left, key="slack/T/gone", channel="C99GONE", direct=False, user=BOB)
    for one in (gone, left):
        ledger.keep(one.key, one.as_json(), slack.now() - timedelta(minutes=5))
    ledger.keep("slack/T/odd", {"?": 1}, slack.now() - timedelta(minutes=5))
    for _ in range(2):
        slack.run(slack.clock.catch_up())
    assert len([one for one in stand.messages(channel) if case_of(one)]) == 1
    assert [key for key, _ in ledger.undone(slack.now())] in ([], ["slack/T/odd"])


def test_what_is_decided_elsewhere_shows_on_the_card_and_reaches_the_approvers(slack: Open) -> None:
    stand = slack.stand
    stand.say(CARE, ALICE, f"<@U0MEE> {FIRE}")
    card = slack.card()
    elsewhere = Desk(slack.ledger(), slack.nlu, *slack.parts, SETTINGS, language_of, random.Random(1))
    elsewhere.decide(str(case_of(card)), Wish("use", "Bob", slack.now(), "1"))
    slack.run(slack.clock.catch_up())
    slack.card(CARE, "Bob")
    slack.card(APPROVALS, "Bob")
    slack.run(slack.clock.catch_up())
    assert len(slack.cards(APPROVALS)) == 1
    elsewhere.decide(str(case_of(card)), Wish("approve", "Carol de Baas", slack.now()))
    for _ in range(2):
        slack.run(slack.clock.catch_up())
    (told,) = [one for one in stand.messages(CARE) if "Goedgekeurd door Carol de Baas" in words_of(one)]
    assert told["thread_ts"] == card["thread_ts"]


def test_guests_neither_decide_nor_ask(slack: Open) -> None:
    stand = slack.stand
    stand.say(CARE, ALICE, f"<@U0MEE> {LATE}")
    slack.card()
    slack.door.people._members[BOB] = {"is_restricted": True}
    slack.press("use.1", BOB)
    slack.whispered(BOB, "gasten")
    stand.say(CARE, BOB, f"<@U0MEE> {FIRE}")
    stand.command(CARE, BOB, "/meelezer", "cases")
    stand.wait_for(CARE, lambda one: one.get("ephemeral_to") == BOB, 10)
    assert [len(file.decisions) for file in slack.ledger().files()] == [0]


def test_the_welcome_is_said_once_and_is_no_message_to_work_on(slack: Open) -> None:
    async def opened_messages() -> None:
        body = {"type": "event_callback", "team_id": TEAM, "event": {"type": "app_home_opened", "user": ALICE, "tab": "messages",
                                                                      "channel": slack.stand.dm(ALICE)}}  # fmt: skip
        for _ in range(2):
            await slack.bolt.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))

    channel = slack.stand.dm(ALICE)
    slack.run(opened_messages())
    slack.stand.wait_for(channel, lambda one: "Meelezer" in words_of(one))
    slack.run(asyncio.sleep(0.5))
    assert len(slack.stand.messages(channel)) == 1
    assert ChatLedger(slack.ledger(), "slack").undone(slack.now() + timedelta(1)) == []
