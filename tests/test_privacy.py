"""Texts go, after a set time or because somebody asks; figures stay. Real SQLite files, searched to the last byte."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from bot.adapters import ledger, slack_blocks, teams_cards
from bot.adapters.chat_ledger import ChatLedger, Place, Shown
from bot.adapters.ledger import SqliteLedger
from bot.adapters.ledger_privacy import PrivateLedger
from bot.adapters.migrations import migrations
from bot.adapters.privacy_clock import keep_purging, purged_today
from bot.case import Post, Turn
from bot.decision import Decision, Wish
from bot.desk import Desk
from bot.errors import BadInput, LedgerAway, Refused, WrongUse
from bot.privacy import GONE, Removed, naming, person, purged_before, told_of_forgetting, told_of_purge
from bot.privacy_export import EXPLAINED, export_of
from bot.settings import PrivacySettings, Settings
from tests.builders import NOON

MARK = "zeekomkommer"
"""Stands in every text of a case that is to go, and is searched for in the bytes of the file."""

YEAR = timedelta(days=365)
SALT = b"0123456789abcdef"


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def marked(n: int = 1, author: str = "@Zee_Komkommer") -> Post:
    return Post(
        f"Mijn {MARK} {n} is niet bezorgd, waar blijft hij", id=f"{MARK}-{n}", platform="x", author=author,
        url=f"https://x.com/{MARK}/{n}", followers=12, posted_at=NOON,
        history=(Turn("customer", f"waar is mijn {MARK}"), Turn("brand", f"Dag, we zoeken je {MARK}")),
        extra={"note": MARK},
    )  # fmt: skip


def lived(desk: Desk, post: Post, *wishes: tuple[str, dict[str, str]], at: datetime = NOON) -> str:
    """A case with its life: received, asked about, decided; its number."""
    case = desk.receive(post, at).file.case.id
    desk.ask(f"moet die {MARK} privé?", at, desk.ledger.file(case))
    for minute, (verb, more) in enumerate(wishes, 1):
        desk.decide(case, Wish(verb, "Anna", at + timedelta(minutes=minute), **more))
    return case


OVER: tuple[tuple[str, dict[str, str]], ...] = (
    ("edit", {"text": f"Hoi, we zoeken je {MARK} vandaag nog. – Anna", "reason": f"om de {MARK}"}),
    ("promise", {"text": f"We bellen over je {MARK}", "value": "2026-11-19T12:00:00+01:00"}),
    ("sent", {}),
    ("solved", {"reason": f"de {MARK} is terecht"}),
)


def own(desk: Desk) -> SqliteLedger:
    assert isinstance(desk.ledger, SqliteLedger)
    return desk.ledger


def private(desk: Desk) -> PrivateLedger:
    return PrivateLedger(own(desk), desk.settings)


def figures(desk: Desk, case: str) -> dict[str, Any]:
    """What the statistics are made of."""
    file = desk.ledger.file(case)
    return {
        "week": desk.digest("2026-W47", NOON + YEAR).as_json(),
        "received": (file.case.received_at, file.case.post.posted_at, file.case.post.platform, file.case.post.mention),
        "read": [(p.at, p.reading.type, p.reading.severity, [s.name for s in p.reading.signals]) for p in file.proposals],
        "advised": [p.advice for p in file.proposals],
        "done": [(d.at, d.by, d.verb, d.proposed, bool(d.text), bool(d.reason)) for d in file.decisions],
        "stands": (file.standing.status, file.standing.waits_for),
        "rounds": file.case.post.public_rounds,
    }  # fmt: skip


# --- purge --------------------------------------------------------------------------------------------------------


def test_a_purge_takes_every_text_out_of_the_file_and_leaves_every_figure(desk: Desk, tmp_path: Path) -> None:
    case = lived(desk, marked(), *OVER)
    before = figures(desk, case)
    assert MARK.encode() in bytes_of(tmp_path)
    removed = private(desk).purge(NOON + YEAR, NOON + YEAR, "Anna")
    private(desk).wipe()
    assert MARK.encode() not in bytes_of(tmp_path).lower()
    assert ledger._loaded.cache_info().currsize == 0
    assert removed == Removed(cases=1, posts=3, proposals=1, decisions=3, questions=1)
    assert figures(desk, case) == before


def test_without_writing_the_file_anew_texts_are_wiped_as_well(desk: Desk, tmp_path: Path) -> None:
    for n in range(30):
        lived(desk, marked(n), *OVER)
    private(desk).purge(NOON + YEAR, NOON + YEAR, "Anna")
    private(desk).wipe(whole=False)
    assert MARK.encode() not in bytes_of(tmp_path).lower()


def test_search_indexes_lose_the_words_too(desk: Desk, tmp_path: Path) -> None:
    """A full-text index is kept in step by triggers, and keeps what was taken out of it until it is put in order."""
    assert isinstance(desk.ledger, SqliteLedger)
    with desk.ledger.reading() as db:
        db.table("cases").enable_fts(["text"], create_triggers=True)
    lived(desk, marked(), *OVER)
    private(desk).purge(NOON + YEAR, NOON + YEAR, "Anna")
    private(desk).wipe()
    assert MARK.encode() not in bytes_of(tmp_path).lower()


def test_a_purged_case_still_has_a_card_and_stands_in_lists(desk: Desk) -> None:
    case = lived(desk, marked(), *OVER)
    private(desk).purge(NOON + YEAR, NOON + YEAR, "Anna")
    card = desk.card(desk.ledger.file(case), NOON + YEAR)
    assert card.quote == "[verwijderd op 18 november 2027]"
    assert (card.buttons, card.drafts, card.reply, card.author) == ((), (), None, "X")
    assert card.title.startswith("Bezorging")
    assert desk.cards([desk.ledger.file(case)], NOON + YEAR)[0].quote == card.quote


def test_the_doors_draw_a_case_whose_texts_were_removed(desk: Desk) -> None:
    case = lived(desk, marked(), *OVER)
    private(desk).purge(NOON + YEAR, NOON + YEAR, "Anna")
    card = desk.card(desk.ledger.file(case), NOON + YEAR)
    for drawn in (slack_blocks.card_message(card, "nl"), teams_cards.card_message(card, "nl", None)):
        text = str(drawn)
        assert "verwijderd op 18 november 2027" in text
        assert MARK not in text
        assert "Heropen" not in text


def test_why_a_case_changed_goes_too_where_that_is_kept(tmp_path: Path) -> None:
    """Another table that is only added to, with its own trigger, from before there was a purge."""
    path = tmp_path / "older.db"
    older = Database(path)
    migrations.apply(older, stop_before="m009_privacy")
    if "transitions" not in older.table_names():
        older.table("transitions").create({"id": int, "case_id": str, "why": str}, pk="id")
        older.execute("create trigger transitions_no_update before update on transitions "
                      "begin select raise(abort, 'transitions are only ever added'); end")  # fmt: skip
    older.close()
    ledger = SqliteLedger(path)
    case = ledger.receive(marked(), NOON)[0].case.id
    ledger.decide(case, lambda _: Decision(NOON, "Anna", "close", reason=MARK))
    with ledger.writing() as db:
        if not db.table("transitions").count:
            db.table("transitions").insert({"case_id": case, "why": MARK})
    with sqlite3.connect(path) as other, pytest.raises(sqlite3.IntegrityError, match="only ever added"):
        other.execute("update transitions set why = 'iets anders'")
    PrivateLedger(ledger, Settings()).purge(NOON + YEAR, NOON + YEAR, "Anna")
    PrivateLedger(ledger, Settings()).wipe()
    assert MARK.encode() not in bytes_of(tmp_path).lower()


def test_a_purge_that_is_stopped_half_way_goes_on_the_next_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.ledger_privacy._PART", 2)
    for n in range(5):
        lived(desk, marked(n), *OVER)
    settings, asked = Settings(privacy=PrivacySettings(keep_days=30)), iter([True, False, False])
    assert isinstance(desk.ledger, SqliteLedger)
    half = purged_today(desk.ledger, settings, NOON + YEAR, lambda: next(asked))
    rest = purged_today(desk.ledger, settings, NOON + YEAR)
    assert (half and half.cases, rest and rest.cases) == (2, 3)


def test_what_was_removed_is_not_decided_about_nor_read_again(desk: Desk) -> None:
    case = lived(desk, marked(), *OVER)
    private(desk).purge(NOON + YEAR, NOON + YEAR, "Anna")
    with pytest.raises(Refused, match=r"removed on 18 November 2027"):
        desk.decide(case, Wish("reopen", "Anna", NOON + YEAR))
    again = desk.receive(marked(2), NOON + YEAR)
    assert again.new
    came_back = desk.receive(marked(), NOON + YEAR)
    assert (came_back.file.case.id, came_back.new, came_back.file.case.post.text) == (case, False, "")


def test_only_what_is_over_for_long_enough_goes(desk: Desk) -> None:
    over, late = (lived(desk, marked(n), *OVER, at=NOON + timedelta(days=days)) for n, days in ((1, 0), (2, 20)))
    waiting = lived(desk, marked(3))
    answered = lived(desk, marked(4), ("use", {"value": "1"}), ("sent", {}))
    owing = lived(desk, marked(5), ("use", {"value": "1"}), ("sent", {}), ("promise", {"text": "We bellen"}))
    withdrawn = lived(desk, marked(6), ("withdraw", {}))
    limit, now = NOON + timedelta(days=10), NOON + timedelta(days=30)
    removed = private(desk).purge(limit, now, "Anna")
    gone = {file.case.id for file in own(desk).files() if file.case.removed_at}
    assert gone == {over, answered, withdrawn}
    assert desk.ledger.file(answered).standing.status == "closed"
    assert (removed.cases, removed.closed, removed.left) == (3, 1, 2)
    assert {waiting, late, owing}.isdisjoint(gone)


def test_a_dry_run_tells_the_same_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    lived(desk, marked(1), *OVER)
    lived(desk, marked(2), ("use", {"value": "1"}), ("sent", {}))
    lived(desk, marked(3))
    rows = dump(tmp_path)
    dry = private(desk).purge(NOON + YEAR, NOON + YEAR, "Anna", dry_run=True)
    assert dump(tmp_path) == rows
    assert private(desk).purge(NOON + YEAR, NOON + YEAR, "Anna") == dry
    assert private(desk).purge(NOON + YEAR, NOON + YEAR, "Anna") == Removed(left=1)


def dump(tmp_path: Path) -> list[str]:
    with sqlite3.connect(tmp_path / "ledger.db") as db:
        return list(db.iterdump())


def test_nothing_but_a_removal_changes_a_decision(desk: Desk, tmp_path: Path) -> None:
    kept, gone = lived(desk, marked(1), *OVER), lived(desk, marked(2), *OVER)
    with sqlite3.connect(tmp_path / "ledger.db") as other:
        other.execute("update cases set removed_at = '2027-01-01T00:00:00+00:00', text = '', author = null, url = null "
                      "where id = ?", [gone])  # fmt: skip
    tries = [
        ("update decisions set text = '…' where case_id = ?", kept),
        ("update decisions set text = 'iets anders' where case_id = ? and verb = 'edit'", gone),
        ("update decisions set text = '…', verb = 'close' where case_id = ? and verb = 'edit'", gone),
        ("update decisions set reason = '…', decided_by = 'Wim' where case_id = ? and verb = 'edit'", gone),
        ("update decisions set text = '…' where case_id = ? and verb = 'sent'", gone),  # there was none
        ("update decisions set decided_at = '' where case_id = ?", gone),
        ("delete from decisions where case_id = ?", gone),
        ("update cases set removed_at = null where id = ?", gone),
        ("update cases set text = 'toch weer' where id = ?", gone),
    ]
    with sqlite3.connect(tmp_path / "ledger.db") as other:
        for change, case in tries:
            with pytest.raises(sqlite3.IntegrityError, match=r"only ever added|stays removed"):
                other.execute(change, [case])
        other.execute("update decisions set text = '…', reason = '…' where case_id = ? and verb = 'edit'", [gone])


def test_erasures_are_only_ever_added(desk: Desk, tmp_path: Path) -> None:
    lived(desk, marked(), *OVER)
    private(desk).purge(NOON + YEAR, NOON + YEAR, "Anna")
    with sqlite3.connect(tmp_path / "ledger.db") as other:
        rows = other.execute("select kind, erased_by, cases, posts, author_hash from erasures").fetchall()
        assert rows == [("purge", "Anna", 1, 3, None)]
        for change in ("update erasures set cases = 0", "delete from erasures"):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
                other.execute(change)


def test_what_the_clocks_said_and_messages_left_behind_lose_their_words(desk: Desk, tmp_path: Path) -> None:
    case = lived(desk, marked(), *OVER[:3])
    assert [one.kind for one in desk.tick(NOON + timedelta(days=9))].count("promise") == 1
    desk.decide(case, Wish("solved", "Anna", NOON + timedelta(days=9)))
    assert isinstance(desk.ledger, SqliteLedger)
    chat = ChatLedger(desk.ledger, "slack")
    chat.keep("slack/1", {"text": MARK}, NOON)
    chat.keep("slack/2", {"text": "van vandaag"}, NOON + YEAR)
    desk.ledger.note_question(NOON, None, f"wat is een {MARK}?", "out_of_scope")
    removed = private(desk).purge(NOON + YEAR, NOON + YEAR, "Anna")
    private(desk).wipe()
    assert (removed.messages, removed.questions) == (1, 2)
    assert [key for key, _ in chat.undone(NOON + YEAR + YEAR)] == ["slack/2"]
    assert MARK.encode() not in bytes_of(tmp_path).lower()


def test_cards_of_what_was_removed_are_drawn_anew(desk: Desk) -> None:
    case = lived(desk, marked(), *OVER)
    assert isinstance(desk.ledger, SqliteLedger)
    chat = ChatLedger(desk.ledger, "slack")
    chat.show(Shown(case, Place("slack", "T1", "C1", "1", "1"), "U1"), "1/4", NOON)
    assert chat.stale() == []
    private(desk).purge(NOON + YEAR, NOON + YEAR, "Anna")
    assert chat.stale() == [case]


def test_the_daily_purge_is_done_once_also_by_two_bots(tmp_path: Path, desk: Desk) -> None:
    for n in range(5):
        lived(desk, marked(n), *OVER)
    settings = Settings(privacy=PrivacySettings(keep_days=30))
    done: list[Removed | None] = []

    def work() -> None:
        own = SqliteLedger(tmp_path / "ledger.db")
        done.append(purged_today(own, settings, NOON + YEAR))
        own.close()

    bots = [threading.Thread(target=work) for _ in range(3)]
    for bot in bots:
        bot.start()
    for bot in bots:
        bot.join()
    assert sorted(one.cases for one in done if one) == [5]
    assert done.count(None) == 2


def test_a_purge_that_could_not_be_done_is_tried_again(
    tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(desk, marked(), *OVER)
    settings = Settings(privacy=PrivacySettings(keep_days=30))
    assert isinstance(desk.ledger, SqliteLedger)
    with desk.ledger.reading() as db:
        db.execute("pragma busy_timeout = 100")
    reader = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    reader.execute("begin")
    reader.execute("select * from cases").fetchall()  # a program that reads on holds the journal
    with pytest.raises(LedgerAway, match="in use by another program"):
        purged_today(desk.ledger, settings, NOON + YEAR)
    reader.rollback()
    assert purged_today(desk.ledger, settings, NOON + YEAR) == Removed()
    assert purged_today(desk.ledger, settings, NOON + YEAR) is None
    assert MARK.encode() not in bytes_of(tmp_path).lower()
    reader.close()


def test_without_a_term_nothing_goes_by_itself(desk: Desk) -> None:
    case = lived(desk, marked(), *OVER)
    assert isinstance(desk.ledger, SqliteLedger)
    assert purged_today(desk.ledger, Settings(), NOON + 10 * YEAR) is None
    assert desk.ledger.file(case).case.removed_at is None


def test_a_bot_that_serves_purges_by_itself(desk: Desk, tmp_path: Path) -> None:
    case = lived(desk, marked(), *OVER)
    settings = Settings(privacy=PrivacySettings(keep_days=30))

    async def served() -> None:
        task = asyncio.create_task(
            keep_purging(lambda: SqliteLedger(tmp_path / "ledger.db"), settings, lambda: NOON + YEAR)
        )
        while desk.ledger.file(case).case.removed_at is None:
            await asyncio.sleep(0.02)
        task.cancel()

    asyncio.run(asyncio.wait_for(served(), 20))


_FULL = """
import resource, signal, sys
from datetime import timedelta
from pathlib import Path
from bot.adapters.ledger import SqliteLedger
from bot.adapters.ledger_privacy import PrivateLedger
from bot.errors import LedgerAway
from bot.settings import Settings
from tests.builders import NOON
ledger = PrivateLedger(SqliteLedger(Path(sys.argv[1])), Settings())
size = Path(sys.argv[1]).stat().st_size
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, size // 2))
try:
    print(ledger.purge(NOON + timedelta(days=365), NOON + timedelta(days=365), "Anna"))
except LedgerAway as error:
    print(error)
"""


def test_a_full_disk_says_so_and_the_purge_can_be_done_later(desk: Desk, tmp_path: Path) -> None:
    for n in range(40):
        lived(desk, marked(n), *OVER)
    private(desk).wipe()
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(tmp_path / "ledger.db")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "disk" in done.stdout
    assert private(desk).purge(NOON + YEAR, NOON + YEAR, "Anna").cases == 40


def test_a_locked_ledger_says_so_and_nothing_is_gone(desk: Desk, tmp_path: Path) -> None:
    case = lived(desk, marked(), *OVER)
    assert isinstance(desk.ledger, SqliteLedger)
    with desk.ledger.reading() as db:
        db.execute("pragma busy_timeout = 100")
    other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(LedgerAway, match="in use by another program"):
        private(desk).purge(NOON + YEAR, NOON + YEAR, "Anna")
    other.rollback()
    other.close()
    assert MARK in desk.ledger.file(case).case.post.text


# --- forget -------------------------------------------------------------------------------------------------------


def test_everything_of_an_author_goes_and_a_hash_remains_as_proof(desk: Desk, tmp_path: Path) -> None:
    done = lived(desk, marked(1), *OVER)
    waiting = lived(desk, marked(2, author="zee_komkommer "))
    other = lived(desk, Post("Ook mijn pakket is er niet", platform="x", author="@iemand"), *OVER[2:2])
    removed = private(desk).forget("ZEE_KOMKOMMER", None, NOON + timedelta(hours=1), "Wim", SALT)
    private(desk).wipe()
    assert (removed.cases, removed.posts, removed.closed) == (2, 6, 1)
    assert {done, waiting} == {one.case.id for one in own(desk).files() if one.case.removed_at}
    ended = desk.ledger.file(waiting).decisions[-1]
    assert (ended.verb, ended.by, ended.reason) == ("close", "Wim", "gewist op verzoek van de schrijver")
    raw = bytes_of(tmp_path).lower()
    assert b"zee_komkommer" not in raw
    assert desk.ledger.file(other).case.post.author == "@iemand"
    (erased,) = private(desk).erasures_of("@zee_komkommer")
    assert (erased.by, erased.kind, erased.cases) == ("Wim", "forget", 2)
    assert private(desk).erasures_of("@iemand") == []


def test_on_one_platform_only(desk: Desk) -> None:
    lived(desk, marked(1), *OVER)
    elsewhere = lived(desk, Post("Mijn stoel is stuk", platform="instagram", author="zee_komkommer"))
    assert private(desk).forget("@zee_komkommer", "x", NOON, "Wim", SALT).cases == 1
    assert desk.ledger.file(elsewhere).case.removed_at is None


def test_their_name_goes_from_what_others_wrote(desk: Desk) -> None:
    assert isinstance(desk.ledger, SqliteLedger)
    theirs = Post("Net als @Zee_Komkommer zegt: niks bezorgd. zee_komkommers zijn lekker", author="@iemand", platform="x",
                  history=(Turn("customer", "hé @zee_komkommer!"),), extra={"thread": ["@ZEE_komkommer"]})  # fmt: skip
    case = lived(desk, theirs, ("edit", {"text": "Hoi, jij en @zee_komkommer hebben gelijk. – Anna", "reason": "toch"}))
    desk.ledger.note_question(NOON, None, "wie is @zee_komkommer?", "out_of_scope")
    removed = private(desk).forget("zee_komkommer", None, NOON, "Wim", SALT)
    post = desk.ledger.file(case).case.post
    assert post.text == "Net als [naam] zegt: niks bezorgd. zee_komkommers zijn lekker"
    assert (post.history[0].text, post.extra) == ("hé [naam]!", {"thread": ["[naam]"]})
    assert (removed.cases, removed.others, removed.left) == (0, 2, 1)
    assert "1 besluiten" in told_of_forgetting(removed, False, [], desk.settings)


def test_a_message_that_was_kept_with_their_post_goes(desk: Desk) -> None:
    assert isinstance(desk.ledger, SqliteLedger)
    chat = ChatLedger(desk.ledger, "slack")
    chat.keep("1", {"text": "", "posts": [{"text": "waar blijft het", "author": "Zee_Komkommer"}]}, NOON)
    chat.keep("2", {"text": "", "posts": [{"text": "waar blijft het", "author": "@"}]}, NOON)
    assert private(desk).forget("@zee_komkommer", None, NOON, "Wim", SALT).messages == 1
    assert [key for key, _ in chat.undone(NOON + YEAR)] == ["2"]


def test_forgetting_is_all_or_nothing_and_a_dry_run_is_nothing(desk: Desk, tmp_path: Path) -> None:
    lived(desk, marked(1), *OVER)
    lived(desk, marked(2))
    rows = dump(tmp_path)
    dry = private(desk).forget("@zee_komkommer", None, NOON, "Wim", SALT, dry_run=True)
    assert dump(tmp_path) == rows
    assert private(desk).forget("@zee_komkommer", None, NOON, "Wim", SALT) == dry
    assert private(desk).forget("@zee_komkommer", None, NOON, "Wim", SALT) == Removed()


def test_a_post_forgotten_before_it_was_read_is_never_read(desk: Desk, table_nlu: Any) -> None:
    table_nlu.away = True
    case = desk.receive(marked(), NOON).file.case.id
    private(desk).forget("@zee_komkommer", None, NOON, "Wim", SALT)
    table_nlu.away = False
    assert desk.catch_up(NOON) == 0
    again = desk.receive(marked(), NOON)
    assert (again.file.proposal, again.away, again.new) == (None, None, False)
    card = desk.card(desk.ledger.file(case), NOON)
    assert card.advice == card.quote == "[verwijderd op 18 november 2026]"


def test_a_reading_that_comes_after_the_erasure_is_not_kept(desk: Desk) -> None:
    case = lived(desk, marked(1))
    said = desk.ledger.file(case).proposal
    assert said is not None
    private(desk).forget("@zee_komkommer", None, NOON, "Wim", SALT)
    assert len(desk.ledger.propose(case, said, first=False).proposals) == 1
    assert desk.ledger.file(case).proposals[0].drafts == ()


def test_two_people_with_the_same_first_name_are_not_taken_for_one() -> None:
    assert person("  @Jan_DW ") == person("jan_dw") == "jan_dw"
    assert person("Jan  de Wit") == person("jan de wit")
    assert naming("Jan de Wit").search("volgens JAN  de Wit klopt het")
    assert not naming("Jan").search("Jan en Piet wachten al weken")
    assert naming("Jan").search("zeg @jan, en nu?")
    assert not naming("@jan").search("mail jan@jan.nl of @janneke")
    assert not naming("a.*").search("@abc")
    for nobody in ("", " @ ", "@@"):
        with pytest.raises(BadInput):
            person(nobody)


# --- export -------------------------------------------------------------------------------------------------------


def test_an_author_sees_all_that_is_held_and_nothing_of_others(desk: Desk) -> None:
    lived(desk, marked(1), *OVER)
    naming_case = lived(desk, Post("Net als @zee_komkommer zegt", author="@iemand", platform="x"))
    own = private(desk)
    files, questions, named = own.held("zee_komkommer", None)
    held = export_of("zee_komkommer", files, questions, named, own.erasures_of("zee_komkommer"), NOON)
    text = json.dumps(held, ensure_ascii=False)
    (case,) = held["cases"]
    assert (case["post"]["text"], case["post"]["url"]) == (marked(1).text, marked(1).url)
    assert [one["what"] for one in case["decisions"]] == [verb for verb, _ in OVER]
    assert case["questions"][0]["question"] == f"moet die {MARK} privé?"
    assert len(case["read_as"][0]["replies_proposed"]) == 3
    assert held["named_in_cases"] == [naming_case]
    assert '"Anna"' not in text  # the colleague who decided; replies are signed with a name, as they went out
    assert "iemand" not in text
    assert set(held["explained"]) == set(EXPLAINED)
    assert all(set(one) == {"nl", "en"} and all(one.values()) for one in held["explained"].values())


def test_after_forgetting_only_the_proof_is_left_to_show(desk: Desk) -> None:
    lived(desk, marked(1), *OVER)
    own = private(desk)
    own.forget("zee_komkommer", None, NOON, "Wim", SALT)
    held = export_of("zee_komkommer", *own.held("zee_komkommer", None), own.erasures_of("zee_komkommer"), NOON)
    assert held["cases"] == []
    assert held["erased_before"] == [{"at": "2026-11-18T11:00:00+00:00", "cases": 1}]


# --- told ---------------------------------------------------------------------------------------------------------


def test_since_when_texts_are_kept() -> None:
    kept = Settings(privacy=PrivacySettings(keep_days=100))
    assert purged_before(None, None, kept, NOON) == NOON - timedelta(days=100)
    assert purged_before(None, 0, kept, NOON) == NOON
    assert purged_before(NOON - YEAR, None, Settings(), NOON) == NOON - YEAR
    wrong: list[tuple[datetime | None, int | None]] = [(None, None), (NOON - YEAR, 3), (NOON + YEAR, None)]
    for before, older in wrong:
        with pytest.raises(WrongUse):
            purged_before(before, older, Settings(), NOON)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_what_went_is_told_in_figures(lang: str) -> None:
    settings = Settings(language=lang)
    told = told_of_purge(Removed(2, 3, 2, 1, 0, 0, 0, 1, 4), NOON, False, settings)
    assert ("2 zaken" if lang == "nl" else "2 cases") in told
    assert "meelezer cases --open" in told
    for removed in (Removed(), Removed(questions=1), Removed(cases=1, posts=1)):
        for dry in (True, False):
            assert told_of_purge(removed, NOON, dry, settings)
            assert told_of_forgetting(removed, dry, [], settings)


def test_the_mark_of_a_text_that_is_gone_is_not_a_text(desk: Desk) -> None:
    lived(desk, marked(), *OVER)
    private(desk).purge(NOON + timedelta(days=1), NOON + timedelta(days=2), "Anna")
    assert GONE not in desk.ledger.recent_replies(NOON - YEAR)
    assert desk.ledger.drafts_since(0)[1] == []
