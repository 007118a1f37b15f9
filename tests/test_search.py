"""A colleague finds earlier cases by words typed carelessly, whatever signs are in them, and nothing that was taken out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from bot.adapters import ledger_search
from bot.adapters.ledger import SqliteLedger
from bot.adapters.migrations import migrations
from bot.case import Post
from bot.chat_search import asks_before, words_asked
from bot.context import Rarity
from bot.decision import Decision, Wish
from bot.desk import Desk
from bot.errors import BadInput
from bot.search import MOST_FOUND, forms, near, wanted_of, words_of
from tests.builders import NOON
from tests.conftest import Run

RARITY = Rarity.load()
POSTS = (
    "Mijn wasmachine lekt, de hele keuken staat blank",
    "Al drie facturen dubbel betaald, waar is mijn geld?",
    "De bezorger gooide twee pakketten over de schutting",
    "Geen énkele brief gehad over de storing in Overijssel",
    "The delivery driver left my parcel in the rain",
    "Charged twice for one refund, brilliant",
)


def fill(ledger: SqliteLedger, texts: tuple[str, ...] = POSTS, start: datetime = NOON) -> list[str]:
    """A case for each text, a minute apart."""
    return [
        ledger.receive(Post(text, author=f"Klant Nummer{n}"), start + timedelta(minutes=n))[0].case.id
        for n, text in enumerate(texts)
    ]


def found(ledger: SqliteLedger, words: str, **more: Any) -> list[str]:
    return [file.case.id for file in ledger.search(wanted_of(words, RARITY), MOST_FOUND, **more)[0]]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("wasmachine lekt", 0), ("WASMACHINE", 0), ("wasmachien", 0), ("waschmachine lekken", 0), ("wasm lekt", 0),
        ("factuur", 1), ("dubbele factuur", 1), ("waar is mijn geld", 1), ("betalen", 1),
        ("pakket schutting", 2), ("bezorgers", 2), ("pakketje", 2), ("bezorgt pakket", 2),
        ("brieven", 3), ("enkele", 3), ("storingen overijsel", 3),
        ("deliveries", 4), ("parcels rain", 4), ("refunds charged", 5), ("nummer4", 4),
    ],
)  # fmt: skip
def test_carelessly_typed_words_find_the_case(ledger: SqliteLedger, words: str, place: int) -> None:
    cases = fill(ledger)
    assert found(ledger, words) == [cases[place]]


def test_all_words_count_and_where_no_case_has_all_those_with_most_come(ledger: SqliteLedger) -> None:
    cases = fill(ledger, (*POSTS, "Mijn droger lekt"))
    assert found(ledger, "lekt") == [cases[6], cases[0]]  # the newest first
    files, partly = ledger.search(wanted_of("wasmachine keuken lekt fornuis", RARITY), 5)
    assert ([file.case.id for file in files], partly) == ([cases[0]], True)
    assert ledger.search(wanted_of("wasmachine fornuis zeepaard", RARITY), 5) == ([], False)
    assert ledger.search(wanted_of("zeepaard lekt", RARITY), 5) == ([], False)


@pytest.mark.parametrize(
    "words",
    ['"wasmachine', 'wasmachine"" lekt', "wasmachine AND lekt*", "NEAR(wasmachine lekt, 2)", "-wasmachine", "post:wasmachine",
     "wasmachine OR NOT lekt", "^wasmachine +lekt", "{wasmachine}", "(wasmachine", "wasmachine'; drop table cases; --", "wasmachine\\"],
)  # fmt: skip
def test_the_language_of_queries_is_only_words(ledger: SqliteLedger, words: str) -> None:
    cases = fill(ledger, (*POSTS, "near and or not post drop table cases"))
    files, _ = ledger.search(wanted_of(words, RARITY), 5)
    assert {file.case.id for file in files} <= {cases[0], cases[6]}
    assert cases == [file.case.id for file in ledger.files()]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteLedger]:
    """One ledger for everything that is only tried."""
    ledger = SqliteLedger(tmp_path_factory.mktemp("search") / "ledger.db")
    fill(ledger)
    yield ledger
    ledger.close()


@given(words=st.text(max_size=60))
def test_nothing_that_can_be_typed_makes_the_search_fail(filled: SqliteLedger, words: str) -> None:
    try:
        wanted = wanted_of(words, RARITY)
    except BadInput:
        assert not words_of(words)
        return
    filled.search(wanted, 5)


def test_without_words_it_is_said_what_to_do() -> None:
    with pytest.raises(BadInput, match="search washing machine leaks"):
        wanted_of("?! … “”", RARITY)


def test_only_what_was_typed_is_mended_by_a_slip_and_figures_never() -> None:
    assert near("wasmachien", ["wasmachine", "wasmachines", "wasmand"]) == ("wasmachine", "wasmachines")
    assert near("bus", ["bos"]) == near("12345", ["12346"]) == ()
    assert forms("34") == ("34",)
    assert forms("brieven") == ("briev", "brief")


def test_the_index_follows_replies_withdrawals_and_purges_by_itself(desk: Desk, tmp_path: Path) -> None:
    ledger = desk.ledger
    assert isinstance(ledger, SqliteLedger)
    file = desk.receive(Post("Mijn pakket is zoek, hofleverancier niks", author="@piet", platform="x"), NOON).file
    case = file.case.id
    desk.decide(
        case,
        Wish("edit", "Anna", NOON, text="Hoi Piet, de trampoline komt donderdag vóór 17.00 uur. – Anna", reason="zo"),
    )
    assert found(ledger, "trampoline") == found(ledger, "hofleverancier") == found(ledger, "piet") == [case]
    desk.decide(
        case, Wish("edit", "Anna", NOON, text="Hoi Piet, de glijbaan komt vrijdag vóór 17.00 uur. – Anna", reason="zo")
    )
    assert (found(ledger, "glijbaan"), found(ledger, "trampoline")) == ([case], [])
    desk.decide(case, Wish("withdraw", "Anna", NOON))
    assert found(ledger, "hofleverancier") == []
    desk.decide(case, Wish("reopen", "Anna", NOON))
    assert found(ledger, "hofleverancier") == [case]
    with sqlite3.connect(tmp_path / "ledger.db") as other:  # whoever changes the file
        other.execute("update cases set text = '', author = null where id = ?", [case])
        other.execute("drop trigger decisions_no_update")
        other.execute("update decisions set text = ''")
    assert found(ledger, "hofleverancier") == found(ledger, "piet") == found(ledger, "glijbaan") == []


def test_after_a_purge_nothing_of_a_text_is_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger = SqliteLedger(path)
    fill(ledger, ("Geheimwoordje staat hier", *POSTS))
    with ledger.writing() as db:
        db.execute("update cases set text = '' where text like 'Geheim%'")
        ledger_search.merge(db)
    ledger.close()
    with sqlite3.connect(path) as other:
        other.execute("vacuum")
        other.execute("pragma wal_checkpoint(truncate)")
    other.close()
    raw = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert b"eheimwoordje" not in raw
    assert b"wasmachine" in raw


def test_a_file_made_smaller_still_finds_the_right_cases(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger = SqliteLedger(path)
    cases = fill(ledger)
    ledger.close()
    with sqlite3.connect(path) as other:
        other.execute("delete from cases where id = ?", [cases[1]])
    with sqlite3.connect(path) as other:
        other.execute("vacuum")
    other.close()
    again = SqliteLedger(path)
    assert [found(again, word) for word in ("wasmachine", "facturen", "schutting")] == [[cases[0]], [], [cases[2]]]
    again.close()


def test_an_older_ledger_is_indexed_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    older = Database(path)
    migrations.apply(older, stop_before="m008_search")
    older.execute("insert into cases (id, received_at, status, waits_for, platform, text, history, extra) values "
                  "('abcd', ?, 'received', 'nlu', 'x', 'Wasmachine lekt', '[]', '{}')", [NOON.isoformat()])  # fmt: skip
    older.execute("insert into decisions (case_id, decided_at, decided_by, verb, value, text, reason, proposed) values "
                  "('abcd', ?, 'Anna', 'edit', '', 'Een loodgieter komt', '', '')", [NOON.isoformat()])  # fmt: skip
    older.conn.commit()
    older.close()
    ledger = SqliteLedger(path)
    assert found(ledger, "wasmachine") == found(ledger, "loodgieter") == ["abcd"]
    ledger.close()


def test_only_open_cases_where_that_is_asked(ledger: SqliteLedger) -> None:
    first, *_ = fill(ledger, ("wasmachine lekt", "wasmachine piept"))
    ledger.decide(first, lambda _: Decision(NOON, "Anna", "close"))
    assert len(found(ledger, "wasmachine")) == 2
    assert first not in found(ledger, "wasmachine", only_open=True)


def test_the_command_finds_cases_in_the_shape_of_the_list(
    run: Run, home: Path, fits: Callable[[str, Any], None]
) -> None:
    ledger = SqliteLedger(home / "ledger.db")
    cases = fill(ledger, (*POSTS, "De wasmachine piept"))
    ledger.decide(cases[6], lambda _: Decision(NOON, "Anna", "close"))
    ledger.close()
    lines = run("cases", "--search", 'wasmachien"', "--json").lines
    assert [line["case"] for line in lines] == [cases[6], cases[0]]
    for line in lines:
        fits("cases", line)
    assert [line["case"] for line in run("cases", "--open", "--search", "wasmachine", "--json").lines] == [cases[0]]
    shown = run("cases", "--search", "bezorger schutting")
    assert (shown.status, shown.err) == (0, "")
    assert "“De bezorger gooide twee pakketten" in shown.out
    none = run("cases", "--search", "olifant")
    assert (none.status, none.out.split(".")[0]) == (0, "Geen zaak gevonden met: olifant")
    assert run("cases", "--search", "olifant", "--json").out == ""
    wrong = run("cases", "--search", "?!")
    assert (wrong.status, wrong.out, len(wrong.err.splitlines())) == (1, "", 1)


@pytest.mark.parametrize(
    "question",
    ["hebben we dit eerder gehad?", "Hebben we dit al eens eerder gehad", "have we had this before?", "has this happened before?",
     "is dit vaker voorgekomen?", "vergelijkbare zaken", "any similar cases?", "wat hebben we de vorige keer geantwoord?",
     "what did we answer last time?", "Have we ever seen something like this before?", "komt dit vaker voor?",
     "hadden we dit niet al eens?", "is hier eerder over geklaagd?", "Krijgen we dit vaker?", "do we get this a lot?"],
)  # fmt: skip
def test_the_question_for_earlier_cases_is_known_in_many_wordings(question: str) -> None:
    assert asks_before(question)
    assert words_asked(question) is None


@pytest.mark.parametrize(
    "text",
    ["hebben we deze klant eerder gehad?", "have we had this customer before?", "we had this before and it broke again",
     "dit hebben jullie eerder beloofd", "al " * 3000 + "?", "hebben we dit " + "al eens eerder " * 700 + "x"],
)  # fmt: skip
def test_what_asks_something_else_is_left_alone(text: str) -> None:
    assert not asks_before(text)
    assert words_asked(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("zoek wasmachine lekt", "wasmachine lekt"), ("Zoek op factuur", "factuur"), ("search refund", "refund"), ("zoek", ""),
     ("hebben we al iets over wasmachines gehad?", "wasmachines"), ("have we had complaints about the app before?", "the app"),
     ("Zoek al weken naar een oplossing voor mijn wasmachine die maar blijft lekken", None), ("zoekt u nog mensen?", None)],
)  # fmt: skip
def test_a_search_is_an_order_and_a_customers_post_is_not(text: str, words: str | None) -> None:
    assert words_asked(text) == words
