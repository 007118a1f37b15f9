"""The door in Teams: what colleagues see and press there, with signed activities, a ledger and a connector on this machine."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.chat_ledger import ChatLedger, Place
from bot.adapters.chat_ledger import Shown as ShownCard
from bot.adapters.desks import Desks
from bot.adapters.door_clock import TAKE_UP_AFTER, DoorClock
from bot.adapters.ledger import SqliteLedger
from bot.adapters.lingua import language_of
from bot.adapters.teams_cards import Message
from bot.adapters.teams_connector import Outside
from bot.adapters.teams_door import TeamsDoor
from bot.adapters.teams_line import Secrets, TeamsLine
from bot.adapters.teams_serve import MESSAGES, TeamsServer
from bot.case import MAX_CHARACTERS, post_from
from bot.decision import Decision, Wish, decided
from bot.desk import Desk
from bot.errors import PartMissing
from bot.guidelines import Handbook
from bot.phrases import Phrases
from bot.serve import reached
from bot.settings import ChatSettings, Settings
from tests.builders import TableNlu
from tests.slack_stand import free_port, in_background, stay_open, until
from tests.teams_activities import (
    ALICE,
    APP_ID,
    APPROVALS,
    BOB,
    CARE,
    CAROL,
    ENTRA,
    EVE,
    GROUP,
    PERSONAL,
    TENANT,
    Shown,
    added,
    forwarded,
    message,
    payload,
    thread_of,
)
from tests.teams_signed import SignedTeams

SETTINGS = Settings(
    brand="Voorbeeld",
    signer="Anna",
    approvers=("Carol de Baas",),
    two_people=True,
    teams=ChatSettings(workspaces=(TENANT,), approvals=APPROVALS, digest=GROUP, people={ENTRA[CAROL]: "Carol de Baas"}),
)
QUESTION = "moet ik dit privé doen?"
LATE = "Mijn pakket is al een week te laat en niemand reageert. Wat nu?"
AGAIN = "Pakket een week te laat, en reageert er iemand? Niemand."
FIRE = "Jullie oplader vloog in brand, mijn dochter heeft brandwonden!"
BAD = "Dat is uw eigen schuld, u had maar thuis moeten zijn. – Anna"

Json = dict[str, Any]


def words_of(shown: Shown | Json) -> str:
    """Everything that can be read in a message or a card."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            found.extend(str(value[name]) for name in ("text", "title", "value") if isinstance(value.get(name), str))
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    walk([shown.card, {"text": shown.text}] if isinstance(shown, Shown) else shown)
    return " ".join(found)


def buttons_of(card: Json) -> list[Json]:
    """Every Action.Execute in a card, those of its forms among them."""
    found: list[Json] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("type") == "Action.Execute":
                found.append(value)
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    walk(card.get("body"))
    return found


def verbs_of(card: Json) -> list[str]:
    return [button["verb"] for button in buttons_of(card)]


def sent_by(card: Json, verb: str, **fields: str) -> Json:
    """What the first button of a verb sends, with what was filled in: `edit__text` is the field edit.text."""
    button = next(one for one in buttons_of(card) if one["verb"] == verb)
    return {**button.get("data", {}), **{name.replace("__", "."): text for name, text in fields.items()}}


@dataclass
class Open:
    """An open door: Teams, the NLU that answers from a table, the ledger's file, and the clock."""

    teams: SignedTeams
    nlu: TableNlu
    path: Path
    door: TeamsDoor
    clock: DoorClock[Message]
    loop: asyncio.AbstractEventLoop
    server: TeamsServer
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(SETTINGS.zone) + self.ahead

    def run(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def ledger(self) -> SqliteLedger:
        return SqliteLedger(self.path)

    def places(self, card: Shown) -> list[ShownCard]:
        """Where the case of a card stands, as the ledger knows it."""
        return ChatLedger(self.ledger(), "teams").shown(case_of(card))

    def card(self, conversation: str = CARE, having: str = "") -> Shown:
        """The first card of a case there in which something is to be read."""
        return self.teams.wait_for(
            conversation,
            lambda one: "card.refresh" in json.dumps(one.card) and having.lower() in words_of(one).lower(),
        )

    def press(self, verb: str, user: str = ALICE, conversation: str = CARE, having: str = "", **fields: str) -> Json:
        """Press the first button of a verb on a case's card, with what was filled in; the answer to whoever pressed."""
        shown = self.card(conversation, having)
        return self.again(shown, verb, user, **fields)

    def again(self, shown: Shown, verb: str, user: str = ALICE, card: Any = None, **fields: str) -> Json:
        return self.teams.execute(shown.conversation, shown.id, verb, sent_by(card or shown.card, verb, **fields), user)


def case_of(card: Shown) -> str:
    """The case that a card is of."""
    return str(card.card["refresh"]["action"]["data"]["case"])


@contextmanager
def opened(
    teams: SignedTeams, folder: Path, nlu: TableNlu, handbook: Handbook, phrases: dict[str, Phrases]
) -> Iterator[Open]:
    path, ready, kept = folder / "ledger.db", threading.Event(), {}
    environment = {"MicrosoftAppId": APP_ID, "MicrosoftAppPassword": "geheim"}

    async def main() -> None:
        ledgers = [SqliteLedger(path), SqliteLedger(path)]
        reader, clerk = (
            Desk(ledger, nlu, handbook, phrases, SETTINGS, language_of, random.Random(7)) for ledger in ledgers
        )
        desks = Desks(reader, clerk)
        here = Open(teams, nlu, path, None, None, asyncio.get_running_loop(), None)  # type: ignore[arg-type]

        def make(line: TeamsLine) -> TeamsDoor:
            return TeamsDoor(desks, ChatLedger(ledgers[1], "teams"), line, SETTINGS, here.now)

        secrets = Secrets.of(environment, local=False, host="127.0.0.1")
        outside = Outside(keys=teams.keys, login=teams.login, sleep=lambda _: asyncio.sleep(0.05))
        server = here.server = TeamsServer(secrets, SETTINGS, make, outside)
        here.door, here.clock = server.door, server.clock
        kept["open"] = here
        try:
            await stay_open(server, int(teams.endpoint.split(":")[2].split("/")[0]), ready.set)
        finally:
            desks.close()

    with in_background(main):
        assert ready.wait(20)
        yield kept["open"]


@pytest.fixture
def signed() -> Iterator[SignedTeams]:
    with SignedTeams(f"http://127.0.0.1:{free_port()}{MESSAGES}") as running:
        yield running


@pytest.fixture
def teams(
    signed: SignedTeams, tmp_path: Path, table_nlu: TableNlu, handbook: Handbook, phrases: dict[str, Phrases]
) -> Iterator[Open]:
    with opened(signed, tmp_path, table_nlu, handbook, phrases) as running:
        yield running


def test_a_pasted_post_gets_a_card_that_follows_what_the_team_does(teams: Open) -> None:
    teams.teams.say(PERSONAL, LATE)
    first = teams.card(PERSONAL)
    assert LATE in words_of(first)
    answer = teams.press("case.use", conversation=PERSONAL)
    assert "Alice" in words_of(answer["value"])
    chosen = teams.card(PERSONAL, "Alice")
    assert (chosen.id, chosen.edits) == (first.id, 1)
    teams.press("case.sent", conversation=PERSONAL)
    assert "case.solved" in verbs_of(teams.card(PERSONAL, "opgelost").card)
    teams.press("case.solved", conversation=PERSONAL)
    until(lambda: "case.reopen" in verbs_of(teams.card(PERSONAL).card))
    (file,) = teams.ledger().files()
    assert [decision.verb for decision in file.decisions] == ["use", "sent", "solved"]
    assert {decision.by for decision in file.decisions} == {"Alice"}


def test_a_mention_in_a_channel_is_answered_in_its_thread_and_so_are_questions_there(teams: Open) -> None:
    said = teams.teams.say(CARE, LATE, mention=True)
    card = teams.card()
    assert card.conversation == said.conversation
    teams.teams.say(said.conversation, "moet ik dit privé doen?", BOB)
    answer = teams.teams.wait_for(CARE, lambda one: "answer.more" in verbs_of(one.card))
    assert answer.conversation == said.conversation
    told = teams.again(answer, "answer.more", BOB)
    assert "richtlijnen" in words_of(told["value"]).lower()


def test_in_a_chat_a_reply_is_about_the_case_of_the_message_that_it_replies_to(teams: Open) -> None:
    def asked(id_: str) -> str | None:
        quote = f'<blockquote itemtype="http://schema.skype.com/Reply" itemid="{id_}"><p>…</p></blockquote><p>{QUESTION}</p>'
        told = len(answers())
        html = {"contentType": "text/html", "content": quote}
        assert teams.teams.post(message(QUESTION, GROUP, BOB, attachments=[html], mention=True)).status == 200
        until(lambda: len(answers()) > told, 10)
        with sqlite3.connect(teams.path) as ledger:
            (case,) = ledger.execute("select case_id from questions order by rowid desc limit 1").fetchone()
        return str(case)

    def answers() -> list[Shown]:
        return [one for one in teams.teams.messages(GROUP) if "answer.more" in verbs_of(one.card)]

    first = message(LATE, GROUP, mention=True)
    assert teams.teams.post(first).status == 200
    card = teams.card(GROUP)
    teams.teams.say(GROUP, FIRE, mention=True)
    teams.card(GROUP, "brand")
    by_words = {file.case.post.text: file.case.id for file in teams.ledger().files()}
    assert asked(card.id) == by_words[LATE]
    assert asked(first["id"]) == by_words[LATE]
    assert asked("1626") == by_words[FIRE]  # a message that is nobody's: the last case there


def test_what_colleagues_say_among_themselves_is_left_alone(teams: Open) -> None:
    teams.teams.say(CARE, "Wie haalt er koffie?")
    said = teams.teams.say(CARE, LATE, mention=True)
    teams.card()
    teams.teams.say(said.conversation, "ik bel hem zo even", BOB)
    teams.teams.say(said.conversation, "moet ik dit privé doen?", BOB)
    teams.teams.wait_for(CARE, lambda one: "answer.more" in verbs_of(one.card))
    assert len(teams.teams.messages(CARE)) == 2


def test_the_message_extension_asks_and_takes_in_the_post_it_was_used_on(teams: Open) -> None:
    thread = thread_of(CARE, "17")
    dialog = teams.teams.fetch_task(thread, "triage", payload(LATE))["task"]
    form = dialog["value"]["card"]["content"]
    assert dialog["type"] == "continue"
    assert LATE in words_of(form)
    filled = {"verb": "triage", "text": LATE, "platform": "x", "author": "@jan", "url": "https://x.com/jan/status/1"}
    done = teams.teams.submit_task(thread, "triage", filled, payload(LATE))
    assert done["task"]["type"] == "message"
    card = teams.card()
    assert card.conversation == thread
    assert "@jan" in words_of(card)


def test_a_forwarded_post_with_a_question_is_read_once_whatever_teams_repeats(teams: Open) -> None:
    activity = forwarded(LATE, "moet ik dit privé doen?", PERSONAL)
    for _ in range(3):
        assert teams.teams.post(activity).status in (200, 201, 202)
    teams.teams.wait_for(PERSONAL, lambda one: "answer.more" in verbs_of(one.card))
    (file,) = teams.ledger().files()
    assert file.case.post.text == LATE
    assert len([one for one in teams.teams.messages(PERSONAL) if "card.refresh" in json.dumps(one.card)]) == 1


def test_a_critical_reply_goes_to_the_approvers_and_only_they_decide(teams: Open) -> None:
    teams.teams.say(CARE, FIRE, mention=True)
    teams.press("case.use")
    there = teams.card(APPROVALS, "goedkeuring")
    bell = teams.teams.wait_for(APPROVALS, lambda one: "Carol" in words_of(one) and one.id != there.id)
    assert bell.card["msteams"]["entities"][0]["mentioned"]["id"] == ENTRA[CAROL]
    refused = teams.again(there, "case.approve", BOB)
    assert "mag niet goedkeuren" in refused["value"]
    teams.again(there, "case.approve", CAROL)
    teams.teams.wait_for(CARE, lambda one: "Goedgekeurd door Carol de Baas" in words_of(one))
    teams.card(CARE, "goedgekeurd")
    (file,) = teams.ledger().files()
    assert file.standing.status == "approved"


def test_an_approver_never_approves_a_text_that_has_changed_nor_their_own(teams: Open) -> None:
    teams.teams.say(CARE, FIRE, mention=True)
    teams.press("case.use", CAROL)
    there = teams.card(APPROVALS, "goedkeuring")
    assert "eigen antwoord" in teams.again(there, "case.approve", CAROL)["value"]
    text = "Wat vreselijk. We bellen je vandaag nog en horen graag hoe het met je dochter gaat. – Anna"
    again = teams.press("case.edit", edit__text=text)
    if "form" in json.dumps(again) and not teams.teams.messages(APPROVALS)[-1].text:  # a warning is shown once
        teams.again(teams.card(), "case.edit", card=again["value"], edit__text=text)
    teams.teams.wait_for(APPROVALS, lambda one: "nieuwe tekst" in words_of(one))
    assert "intussen veranderd" in teams.again(there, "case.approve", CAROL)["value"]


def test_an_edit_is_checked_in_the_form_and_goes_through_with_a_reason_only(teams: Open) -> None:
    teams.teams.say(PERSONAL, LATE)
    card = teams.card(PERSONAL)
    first = teams.again(card, "case.edit", edit__text=BAD)["value"]
    assert "⛔" in words_of(first)
    second = teams.again(card, "case.edit", card=first, edit__text=BAD, edit__reason=" ")["value"]
    assert BAD in words_of(second)
    assert "waarom" in words_of(second)
    assert not next(iter(teams.ledger().files())).decisions
    teams.again(card, "case.edit", card=first, edit__text=BAD, edit__reason="De klant vroeg er zelf om")
    assert BAD in words_of(teams.card(PERSONAL, "Alice"))
    (file,) = teams.ledger().files()
    assert (file.decisions[0].verb, file.decisions[0].reason) == ("edit", "De klant vroeg er zelf om")


def test_a_promise_is_kept_with_who_and_when(teams: Open) -> None:
    teams.teams.say(PERSONAL, LATE)
    teams.press("case.use", conversation=PERSONAL)
    chosen = teams.card(PERSONAL, "Alice")
    day = (teams.now() + timedelta(days=1)).date().isoformat()
    wrong = teams.again(chosen, "case.promise", promise__text="We bellen je", promise__due="", promise__time="")
    assert "Kies een dag" in words_of(wrong["value"])
    fields = {
        "promise__text": "We bellen morgen",
        "promise__due": day,
        "promise__time": "10:30",
        "promise__owner": "Bob",
    }
    for _ in range(2):
        teams.again(chosen, "case.promise", **fields)
    (file,) = teams.ledger().files()
    ((text, due),) = file.standing.promises
    assert text == "We bellen morgen (Bob)"
    assert f"{due.astimezone(SETTINGS.zone):%Y-%m-%dT%H:%M}" == f"{day}T10:30"


def test_a_promise_in_the_reply_is_taken_with_one_click_and_the_customer_is_told_once_it_is_kept(teams: Open) -> None:
    teams.teams.say(PERSONAL, LATE)
    case = case_of(teams.card(PERSONAL))
    for verb, text in (("edit", "Hoi, wat vervelend. Morgen hoor je van ons. – Alice"), ("sent", "")):
        wish = Wish(verb, "Alice", teams.now(), text=text)
        teams.ledger().decide(case, lambda file, wish=wish: decided(file, wish, Settings()))  # type: ignore[misc]
    teams.run(teams.clock.catch_up())
    taken = teams.press("case.promise", conversation=PERSONAL, having="staat een belofte")
    assert "er is iets beloofd" in words_of(taken["value"])
    ((text, _),) = teams.ledger().file(case).standing.promises
    assert text == "Morgen hoor je van ons. (Alice)"
    kept = teams.press("case.kept", conversation=PERSONAL, having="er is iets beloofd")
    assert "Zeg het ook openbaar:" in words_of(kept["value"])
    teams.ahead = timedelta(days=4)
    teams.run(teams.clock.tick())
    teams.teams.wait_for(
        PERSONAL, lambda one: "🔎" in words_of(one) and "Zo kun je het de klant vragen" in words_of(one)
    )


def test_the_day_of_a_promise_is_the_one_that_its_words_name_unless_another_was_chosen(teams: Open) -> None:
    def due_of(given: dict[str, str]) -> str:
        teams.again(teams.card(PERSONAL, "Alice"), "case.promise", **given)
        (file,) = teams.ledger().files()
        return f"{file.standing.promises[-1][1].astimezone(SETTINGS.zone):%Y-%m-%dT%H:%M}"

    day = teams.now().date()
    tomorrow, later = day + timedelta(days=1), day + timedelta(days=3)
    teams.teams.say(PERSONAL, LATE)
    teams.press(
        "case.edit",
        conversation=PERSONAL,
        edit__text="Dag Jan, wat vervelend. Ik bel je morgen voor 11.00 uur. – Alice",
    )
    form = words_of(teams.card(PERSONAL, "Alice"))
    named = {"promise__due": f"{tomorrow}", "promise__time": "11:00"}
    assert f"{tomorrow}" in form
    assert due_of({"promise__text": "Ik bel je", **named}) == f"{tomorrow}T11:00"
    assert due_of({"promise__text": "Ik bel je morgen voor 14.30 uur", **named}) == f"{tomorrow}T14:30"
    assert (
        due_of({"promise__text": "Ik bel morgen", "promise__due": f"{later}", "promise__time": "09:00"})
        == f"{later}T09:00"
    )
    assert (
        due_of({"promise__text": "Ik mail je morgen voor 16.00 uur", "promise__due": "", "promise__time": "17:00"})
        == f"{tomorrow}T16:00"
    )


def test_a_reading_is_corrected_and_other_drafts_come(teams: Open) -> None:
    teams.teams.say(PERSONAL, LATE)
    answer = teams.press("case.correct", conversation=PERSONAL, correct__type="billing", correct__severity="medium")
    assert "gelezen door een collega" in words_of(answer["value"])
    before = words_of(teams.card(PERSONAL, "gelezen door een collega"))
    teams.press("case.others", conversation=PERSONAL)
    until(lambda: words_of(teams.card(PERSONAL)) != before)
    assert [len(file.proposals) for file in teams.ledger().files()] == [3]


def test_pressing_twice_and_a_refresh_change_nothing(teams: Open) -> None:
    teams.teams.say(PERSONAL, LATE)
    card = teams.card(PERSONAL)
    for _ in range(2):
        teams.again(card, "case.use")
    again = teams.teams.execute(
        PERSONAL, card.id, "card.refresh", card.card["refresh"]["action"]["data"], trigger="automatic"
    )
    assert "Alice" in words_of(again["value"])
    (file,) = teams.ledger().files()
    assert [decision.verb for decision in file.decisions] == ["use"]


def test_a_test_is_taken_back(teams: Open) -> None:
    teams.teams.say(PERSONAL, LATE)
    teams.press("case.withdraw", conversation=PERSONAL)
    (file,) = teams.ledger().files()
    assert (file.decisions[-1].verb, file.standing.open) == ("withdraw", False)
    until(lambda: "case.reopen" in verbs_of(teams.card(PERSONAL).card))


def test_what_is_decided_elsewhere_shows_on_the_card(teams: Open) -> None:
    teams.teams.say(PERSONAL, LATE)
    before = teams.card(PERSONAL)
    (file,) = teams.ledger().files()
    ledger = teams.ledger()
    wish = Wish("no-reply", "Bob in Slack", teams.now())
    ledger.decide(file.case.id, lambda current: decided(current, wish, SETTINGS))
    teams.run(teams.clock.catch_up())
    after = teams.card(PERSONAL)
    assert (after.id, after.edits) == (before.id, before.edits + 1)
    assert "case.reopen" in verbs_of(after.card)


def test_a_link_without_words_is_asked_for_in_words(teams: Open) -> None:
    teams.teams.say(PERSONAL, "https://x.com/jan/status/1")
    teams.teams.wait_for(PERSONAL, lambda one: "kan ik niet kijken" in words_of(one))
    assert not list(teams.ledger().files())


def test_with_the_reader_away_the_post_is_kept_and_completed_later(teams: Open) -> None:
    teams.nlu.away = True
    teams.teams.submit_task(PERSONAL, "triage", {"verb": "triage", "text": LATE, "platform": "other"})
    waiting = teams.card(PERSONAL)
    assert "case.use" not in verbs_of(waiting.card)
    teams.nlu.away = False
    teams.run(teams.clock.catch_up())
    until(lambda: "case.use" in verbs_of(teams.card(PERSONAL).card))
    assert teams.card(PERSONAL).id == waiting.id


def test_a_question_while_the_reader_is_away_is_answered_when_it_is_back(teams: Open) -> None:
    teams.nlu.away = True
    teams.teams.say(PERSONAL, "moet ik dit privé doen?")
    teams.teams.wait_for(PERSONAL, lambda one: "bewaard" in words_of(one), 30)
    teams.nlu.away = False
    teams.ahead = timedelta(minutes=5)
    for _ in range(2):
        teams.run(teams.clock.catch_up())
    answers = [one for one in teams.teams.messages(PERSONAL) if "answer.more" in verbs_of(one.card)]
    assert len(answers) == 1


def test_reminders_come_in_the_thread_once(teams: Open) -> None:
    said = teams.teams.say(CARE, LATE, mention=True)
    teams.card()
    teams.ahead = timedelta(days=8)
    for _ in range(2):
        teams.run(teams.clock.tick())
    late = [
        one
        for one in teams.teams.messages(CARE)
        if "termijn" in words_of(one) and "card.refresh" not in json.dumps(one.card)
    ]
    assert [one.conversation for one in late] == [said.conversation]


def test_the_digest_comes_once_in_its_chat_with_the_chart_in_the_card(teams: Open) -> None:
    teams.teams.say(CARE, LATE, mention=True)
    teams.card()
    now = teams.now()
    monday = (now + timedelta(days=7 - now.weekday())).replace(hour=12)
    teams.ahead = monday - now
    for _ in range(2):
        teams.run(teams.clock.tick())
    (digest,) = teams.teams.messages(GROUP)
    (image,) = _parts(digest.card, "Image")
    assert image["url"].startswith("data:image/png;base64,")
    assert image["altText"]
    assert len(json.dumps(digest.card).encode()) < 28_000


def test_lists_are_shown_to_who_asks_for_them(teams: Open) -> None:
    teams.teams.say(PERSONAL, LATE)
    teams.card(PERSONAL)
    for words, having in [
        ("zaken", "1 open zaak"),
        ("hulp", "weekoverzicht"),
        ("weekoverzicht", "week"),
        ("mijn", "mijn open zaken"),
    ]:
        seen = len(teams.teams.messages(PERSONAL))
        teams.teams.say(PERSONAL, words)
        until(lambda seen=seen: len(teams.teams.messages(PERSONAL)) > seen)  # type: ignore[misc]
        assert having in words_of(teams.teams.messages(PERSONAL)[-1]).lower(), words


def test_earlier_cases_are_found_by_words_by_a_question_and_on_the_card(teams: Open) -> None:
    teams.teams.say(CARE, LATE, ALICE, mention=True)
    teams.card()
    ledger = teams.ledger()
    (old,) = ledger.files()
    for made in (
        Decision(teams.now(), "Anna", "edit", text="Hoi, gevonden. – Anna"),
        Decision(teams.now(), "Anna", "sent"),
        Decision(teams.now(), "Anna", "solved"),
    ):
        ledger.decide(old.case.id, lambda _, made=made: made)  # type: ignore[misc]
    teams.teams.say(PERSONAL, AGAIN)
    card = words_of(teams.card(PERSONAL))
    assert "Dit hadden we één keer eerder" in card
    assert "Hoi, gevonden" in card
    for words, having in [
        ("hebben we dit eerder gehad?", "Ja, één keer eerder"),
        ("zoek reageren paket", "Gevonden met: reageren paket"),
        ("search olifant", "Geen zaak gevonden"),
        ("zoek", "Zet er woorden achter"),
    ]:
        teams.teams.say(PERSONAL, words)
        teams.teams.wait_for(PERSONAL, lambda one, having=having: having in words_of(one))  # type: ignore[misc]


def test_who_adds_meelezer_is_greeted_once(teams: Open) -> None:
    for _ in range(2):
        teams.teams.post(added(CARE))
    teams.teams.post(added(CARE, members=[BOB]))
    assert len([one for one in teams.teams.messages(CARE) if "Meelezer" in words_of(one)]) == 1


def test_another_organisation_and_a_guest_are_not_heard(teams: Open) -> None:
    assert teams.teams.post(message(LATE, PERSONAL, tenant="bbbbbbbb-0000-0000-0000-000000000001")).status == 403
    teams.door._members[ENTRA[EVE]] = {"id": EVE, "userRole": "guest", "tenantId": TENANT}
    teams.teams.say(CARE, LATE, EVE, mention=True)
    teams.teams.say(CARE, FIRE, ALICE, mention=True)
    card = teams.card()
    assert "brand" in words_of(card)
    assert "Alleen collega's" in teams.again(card, "case.use", EVE)["value"]
    (file,) = teams.ledger().files()
    assert not file.decisions


def test_a_locked_ledger_lets_teams_send_it_again(teams: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.errors import LedgerAway

    def away(*_: object) -> None:
        raise LedgerAway("Het logboek is op slot.", "The ledger is locked.")

    activity = message(LATE, PERSONAL)
    with monkeypatch.context() as patched:
        patched.setattr(ChatLedger, "keep", away)
        assert teams.teams.post(activity).status == 500
    assert teams.teams.post(activity).status == 200
    teams.card(PERSONAL)


def test_a_channel_that_lost_meelezer_keeps_nothing_else_up(teams: Open) -> None:
    teams.teams.fail(403, 40)
    teams.teams.say(CARE, LATE, mention=True)
    until(lambda: len(teams.teams.asked) > 3)
    teams.teams._ill.clear()
    teams.teams.say(PERSONAL, LATE)
    teams.card(PERSONAL)


def test_who_cannot_be_looked_up_now_is_heard_later(teams: Open) -> None:
    teams.teams.fail(503, 40)
    teams.teams.say(PERSONAL, LATE)
    until(lambda: any("/members/" in path for _, path in teams.teams.asked))
    until(lambda: not teams.door._working, 30)
    assert not list(teams.ledger().files())
    teams.teams._ill.clear()
    teams.ahead = timedelta(minutes=5)
    teams.run(teams.clock.catch_up())
    assert LATE in words_of(teams.card(PERSONAL))


def test_an_approvers_room_that_refuses_is_told_to_who_asked_and_not_again_by_the_clock(teams: Open) -> None:
    teams.door.wanted = replace(teams.door.wanted, approvals="19:elsewhere@thread.tacv2")
    teams.teams.say(CARE, FIRE, mention=True)
    card = teams.card()
    teams.teams.refused.add("19:elsewhere@thread.tacv2")
    teams.again(card, "case.use")
    for _ in range(3):
        teams.run(teams.clock.catch_up())
    told = [one for one in teams.teams.messages(CARE) if "goedkeuring laat me niet toe" in words_of(one)]
    assert len(told) == 1


def test_the_clock_and_a_click_together_ask_the_approvers_once(teams: Open) -> None:
    teams.teams.say(CARE, FIRE, mention=True)
    card = teams.card()
    clicked = threading.Thread(target=teams.again, args=(card, "case.use"))
    clicked.start()
    for _ in range(6):
        teams.run(teams.clock.catch_up())
    clicked.join()
    teams.run(teams.clock.catch_up())
    assert len(teams.teams.messages(APPROVALS)) == 2  # the card, and the bell


def test_while_the_reader_is_away_what_was_decided_elsewhere_still_shows(teams: Open) -> None:
    teams.teams.say(PERSONAL, LATE)
    teams.card(PERSONAL)
    teams.nlu.away = True
    teams.teams.submit_task(CARE, "triage", {"verb": "triage", "text": FIRE, "platform": "other"})
    teams.card(CARE)
    (file,) = [one for one in teams.ledger().files() if one.proposal]
    wish = Wish("no-reply", "Bob in Slack", teams.now())
    teams.ledger().decide(file.case.id, lambda current: decided(current, wish, SETTINGS))
    teams.run(teams.clock.catch_up())
    assert "case.reopen" in verbs_of(teams.card(PERSONAL).card)


@pytest.mark.parametrize(
    ("verb", "words"),
    [("approve", "Goedgekeurd door Carol de Baas"), ("send-back", "Teruggestuurd door Carol de Baas: Te kort.")],
)
def test_what_an_approver_decides_elsewhere_is_said_once_where_the_case_began(
    teams: Open, verb: str, words: str
) -> None:
    said = teams.teams.say(CARE, FIRE, mention=True)
    teams.press("case.use")
    teams.card(APPROVALS, "goedkeuring")
    (file,) = teams.ledger().files()
    wish = Wish(verb, "Carol de Baas", teams.now(), reason="Te kort.")
    teams.ledger().decide(file.case.id, lambda current: decided(current, wish, SETTINGS))
    for _ in range(2):
        teams.run(teams.clock.catch_up())
    teams.ahead = timedelta(hours=1)
    teams.run(teams.door.refresh(file.case.id))
    (told,) = [one for one in teams.teams.messages(CARE) if words in one.text]
    assert told.conversation == said.conversation


def test_what_an_approver_decides_here_is_left_to_the_door_in_which_the_case_began(teams: Open) -> None:
    teams.teams.say(PERSONAL, LATE)
    teams.card(PERSONAL)
    slack = ChatLedger(teams.ledger(), "slack")
    case = teams.ledger().receive(post_from({"text": FIRE}), teams.now())[0].case.id
    slack.show(ShownCard(case, Place("slack", "T1", "C1", "17", "17"), "U1"), "0/0", teams.now() - timedelta(minutes=1))
    teams.run(teams.clock.catch_up())
    submit = Wish("use", "Alice", teams.now(), "1")
    teams.ledger().decide(case, lambda current: decided(current, submit, SETTINGS))
    teams.run(teams.clock.catch_up())
    shown = teams.card(APPROVALS, "goedkeuring")
    teams.again(shown, "case.approve", CAROL)
    teams.run(teams.clock.catch_up())
    assert "Goedgekeurd" not in "".join(one.text for one in teams.teams.messages(APPROVALS))
    assert [one.place.channel for one in (slack.began(case),) if one] == ["C1"]
    assert slack.stale() == [case]  # so that the clock of that door comes to it


def test_a_word_for_the_writer_waits_while_the_way_is_down(teams: Open) -> None:
    teams.teams.say(CARE, FIRE, mention=True)
    teams.press("case.use")
    teams.card(APPROVALS, "goedkeuring")
    (file,) = teams.ledger().files()
    wish = Wish("approve", "Carol de Baas", teams.now())
    teams.ledger().decide(file.case.id, lambda current: decided(current, wish, SETTINGS))

    def told() -> int:
        return sum("Goedgekeurd" in one.text for one in teams.teams.messages(CARE))

    teams.teams.away = True
    teams.run(teams.clock.catch_up())
    assert told() == 0
    teams.teams.away = False
    teams.run(teams.clock.catch_up())
    assert told() == 1


HOSTILE = (
    "**vet** [klik](http://kwaad.example) <at>Carol</at> `x` ![](http://kwaad.example/p.png) \u202etxet\u202c 😡 "
    + "x" * 3000
)


def test_a_start_without_microsoft_is_told_and_goes_well_once_it_is_back(
    signed: SignedTeams, tmp_path: Path, table_nlu: TableNlu, handbook: Handbook, phrases: dict[str, Phrases]
) -> None:
    signed.away = True
    with opened(signed, tmp_path, table_nlu, handbook, phrases) as begun:
        assert "Microsoft is er nu niet" in begun.server.announced("http://127.0.0.1").nl
        assert reached([begun.server]) == {"teams": False}
        assert signed.post(message(LATE, CARE, ALICE)).status == 503  # so Teams brings it again
        signed.away = False
        until(lambda: reached([begun.server])["teams"], 10)
        assert "nu niet" not in begun.server.announced("http://127.0.0.1").nl
        signed.away = True
        with pytest.raises(PartMissing):
            begun.run(begun.server.line.examined())
        assert reached([begun.server]) == {"teams": False}


def test_a_start_with_a_password_that_microsoft_refuses_ends_with_what_to_do(
    signed: SignedTeams, tmp_path: Path, table_nlu: TableNlu, handbook: Handbook, phrases: dict[str, Phrases]
) -> None:
    with opened(signed, tmp_path, table_nlu, handbook, phrases) as begun:
        signed.password = "another"
        with pytest.raises(PartMissing, match="MicrosoftAppPassword is wrong"):
            begun.run(begun.server.start())
        assert reached([begun.server]) == {"teams": True}


def test_a_card_whose_answer_was_lost_is_not_posted_again_once_it_has_been_seen(teams: Open) -> None:
    teams.teams.lost = 1
    teams.teams.say(CARE, LATE, mention=True)
    card = teams.card()
    refresh = {"case": case_of(card)}
    for _ in range(2):
        teams.teams.execute(card.conversation, card.id, "card.refresh", refresh, BOB, trigger="automatic")
    teams.ahead = TAKE_UP_AFTER + timedelta(seconds=1)
    teams.run(teams.clock.catch_up())
    assert [one.id for one in teams.teams.messages(CARE)] == [card.id]
    teams.press("case.use")
    assert teams.card(CARE, "Alice").id == card.id
    assert [one.heard.endswith(card.conversation.partition("=")[2]) for one in teams.places(card)] == [True]


def test_a_card_that_is_seen_after_it_was_posted_again_changes_with_the_other(teams: Open) -> None:
    teams.teams.lost = 1
    teams.teams.say(CARE, LATE, mention=True)
    first = teams.card()
    teams.ahead = TAKE_UP_AFTER + timedelta(seconds=1)
    teams.run(teams.clock.catch_up())
    _, second = teams.teams.messages(CARE)
    teams.teams.execute(
        first.conversation, first.id, "card.refresh", {"case": case_of(first)}, BOB, trigger="automatic"
    )
    teams.again(second, "case.use")
    until(lambda: all("Alice" in words_of(one) for one in teams.teams.messages(CARE)), 10)
    pressed = {"case": "ZZZZ"}
    answer = teams.teams.execute(first.conversation, first.id, "card.refresh", pressed, BOB, trigger="automatic")
    assert answer["type"].endswith("activity.message")


def test_hostile_words_stay_words_and_every_card_fits(teams: Open) -> None:
    teams.teams.say(PERSONAL, f"“{HOSTILE[:MAX_CHARACTERS]}”")
    card = teams.card(PERSONAL)
    assert len(json.dumps(card.card, ensure_ascii=False).encode()) < 28_000
    for block in _parts(card.card, "TextBlock"):
        assert "kwaad" not in block["text"]


def _parts(value: Any, kind: str) -> Iterator[Json]:
    if isinstance(value, dict):
        if value.get("type") == kind:
            yield value
        for one in value.values():
            yield from _parts(one, kind)
    elif isinstance(value, list):
        for one in value:
            yield from _parts(one, kind)


def test_after_a_restart_reminders_still_find_their_way(
    signed: SignedTeams, tmp_path: Path, table_nlu: TableNlu, handbook: Handbook, phrases: dict[str, Phrases]
) -> None:
    with opened(signed, tmp_path, table_nlu, handbook, phrases) as here:
        said = signed.say(CARE, LATE, mention=True)
        old = here.card()
    with opened(signed, tmp_path, table_nlu, handbook, phrases) as here:
        here.ahead = timedelta(days=8)
        here.run(here.clock.tick())  # where Teams is was told by nobody since the start: it is tried again
        signed.say(PERSONAL, "hulp", BOB)
        here.run(here.clock.tick())
        late = signed.wait_for(CARE, lambda one: "termijn" in words_of(one) and one.id != old.id)
        assert late.conversation == said.conversation
        assert "Alice" in words_of(here.again(old, "case.use")["value"])
