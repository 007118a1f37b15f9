"""What a colleague says in a chat and what comes of it: conversations with the real desk and an NLU that answers from a table."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.chat_ledger import ChatLedger, Place, Shown
from bot.adapters.ledger import SqliteLedger
from bot.case import Post
from bot.chat import IS_IT_A_POST, ON_THE_CARD, Heard, ShowAnswer, ShowCase, ShowFindings, ShowList, Tell, Thread, hear
from bot.chat_words import list_named, order_named
from bot.decision import Wish
from bot.desk import Desk
from bot.digest_words import sentences
from bot.errors import BadInput, NluAway, Refused
from tests.builders import NOON, TableNlu

LATE = "Mijn pakket is al een week te laat."
QUESTION = "moet ik dit privé doen?"


def heard(
    desk: Desk, text: str, case: str | None = None, addressed: bool = True, posts: tuple[Post, ...] = ()
) -> list[object]:
    return list(hear(desk, Heard(text, posts, addressed), Thread(case), NOON))


@pytest.fixture
def case(desk: Desk) -> str:
    return desk.receive(Post(LATE), NOON).file.case.id


@pytest.mark.parametrize(
    ("text", "name", "week"),
    [
        ("help", "help", None), ("Hulp!", "help", None), ("?", "help", None), ("zaken", "cases", None),
        ("Open cases", "cases", None), ("digest", "digest", None), ("Weekoverzicht", "digest", None),
        ("digest van vorige week", "digest", None), ("digest deze week", "digest", "this"), ("weekoverzicht van deze week?", "digest", "this"),
        ("this week", "digest", "this"), ("digest for this week so far", "digest", "this"), ("digest 2026-W46", "digest", "2026-w46"),
    ],
)  # fmt: skip
def test_lists_are_asked_for_by_their_names(desk: Desk, text: str, name: str, week: str | None) -> None:
    assert heard(desk, text) == [ShowList(name, week)]


@pytest.mark.parametrize(
    "text", ["digest van mijn maag", "wat is er deze week misgegaan?", "overzicht van de klachten over bezorging"]
)
def test_words_of_a_list_in_a_longer_sentence_ask_for_no_list(text: str) -> None:
    assert list_named(text) is None


def test_the_digest_of_a_week_that_is_not_over_says_so(desk: Desk, case: str) -> None:
    running, whole = desk.digest("this", NOON), desk.digest("2026-W47", NOON + timedelta(days=7))
    assert sentences(running, "nl")[0].startswith("2026-W47 tot nu toe: 1 bericht;")
    assert sentences(running, "en")[0].startswith("2026-W47 so far: 1 post;")
    assert running.as_json()["so_far"]
    assert sentences(whole, "nl")[0].startswith("2026-W47: 1 bericht;")
    assert sentences(desk.digest("this", NOON + timedelta(days=7)), "nl") == [
        "In 2026-W48 kwam er tot nu toe niets binnen.",
        "Uit eerdere weken staat nog open: 1 zonder antwoord.",
    ]
    assert desk.digest(None, NOON).cases == 0


def test_a_pasted_post_becomes_a_case_and_a_question_gets_an_answer_about_it(desk: Desk) -> None:
    (shown,) = heard(desk, LATE)
    assert isinstance(shown, ShowCase)
    (answer,) = heard(desk, QUESTION, shown.case)
    assert isinstance(answer, ShowAnswer)
    assert answer.answer.topic == "go_private"


def test_posts_that_are_passed_on_become_cases_with_an_answer_to_the_comment(desk: Desk) -> None:
    shown = heard(desk, QUESTION, posts=(Post(LATE), Post("Alweer een verkeerde factuur van jullie.")))
    assert [type(one) for one in shown] == [ShowCase, ShowCase, ShowAnswer]
    assert [type(one) for one in heard(desk, "kijk eens", posts=(Post(LATE),))] == [ShowCase]


def test_several_posts_in_one_message_become_several_cases(desk: Desk) -> None:
    shown = heard(desk, f"{LATE}\n---\nAlweer een verkeerde factuur.\n\n-----\nEn niemand die opneemt.")
    assert len({one.case for one in shown if isinstance(one, ShowCase)}) == 3


def test_while_the_reader_is_away_a_post_that_is_passed_on_is_kept_all_the_same(
    desk: Desk, table_nlu: TableNlu
) -> None:
    table_nlu.away = True
    (shown,) = heard(desk, QUESTION, posts=(Post(LATE),))
    assert isinstance(shown, ShowCase)
    assert desk.ledger.file(shown.case).proposal is None
    with pytest.raises(NluAway):
        heard(desk, LATE)


def test_a_reply_is_checked_against_the_case_at_hand(desk: Desk, case: str) -> None:
    (shown,) = heard(desk, "check Dat is uw eigen schuld.", case)
    assert isinstance(shown, ShowFindings)
    assert shown.reply == "Dat is uw eigen schuld."
    assert "blames_customer" in {one.rule for one in shown.findings}
    with pytest.raises(BadInput):
        heard(desk, "check Dat is uw eigen schuld.")


def test_what_is_said_to_somebody_else_is_neither_answered_nor_remembered(
    desk: Desk, case: str, table_nlu: TableNlu
) -> None:
    table_nlu.topics["pakken"] = "out_of_scope"
    assert heard(desk, "kun jij dit oppakken?", case, addressed=False) == []
    assert heard(desk, LATE, case, addressed=False) == []
    assert heard(desk, "check Dat is uw eigen schuld.", case, addressed=False) == []
    assert desk.ledger.questions(NOON - timedelta(1), NOON + timedelta(1)) == []
    assert len(heard(desk, QUESTION, case, addressed=False)) == 1


def test_an_order_that_is_not_known_is_told(desk: Desk, table_nlu: TableNlu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.routing.kinds_of", lambda reply: {"command": 0.9})
    (told,) = heard(desk, "maak even een zaak aan")
    assert isinstance(told, Tell)


@pytest.mark.parametrize("text", ["ok", "bedankt!", "stomme bot", "plaats maar", "en waarom dan"])
def test_a_few_words_of_a_colleague_are_no_customers_post(desk: Desk, text: str) -> None:
    (told,) = heard(desk, text)
    assert told == Tell(IS_IT_A_POST)
    assert desk.ledger.open_files() == []


def test_buttons_are_pressed_on_the_card(desk: Desk, case: str) -> None:
    assert heard(desk, "Opgelost!", case) == heard(desk, "gebruik 1", case) == [Tell(ON_THE_CARD)]
    assert heard(desk, "wat een zooi zeg", case) == [Tell(IS_IT_A_POST)]
    assert len(desk.ledger.open_files()) == 1


def test_what_stands_in_quotes_is_a_post_however_short(desk: Desk) -> None:
    (shown,) = heard(desk, "“Waardeloos!”")
    assert isinstance(shown, ShowCase)
    assert desk.ledger.file(shown.case).case.post.text == "Waardeloos!"


def test_posts_with_their_writers_before_them_become_cases_of_these_writers(desk: Desk) -> None:
    shown = heard(
        desk,
        "hier staan er twee:\n\n@piet_vdb: waar blijft bus 48??? al 25 min\n\n@els.dm: weer geen airco in dit weer",
    )
    posts = [desk.ledger.file(one.case).case.post for one in shown if isinstance(one, ShowCase)]
    assert [(post.author, post.text[:14]) for post in posts] == [
        ("@piet_vdb", "waar blijft bu"),
        ("@els.dm", "weer geen airc"),
    ]


def test_a_remark_to_a_colleague_with_a_forwarded_post_is_not_answered(desk: Desk, table_nlu: TableNlu) -> None:
    table_nlu.topics["fatma"] = "out_of_scope"
    assert [type(one) for one in heard(desk, "amai, fatma doe jij deze?", posts=(Post(LATE),))] == [ShowCase]


def test_a_check_says_that_approval_comes_first(desk: Desk) -> None:
    case = desk.receive(Post("De lader vloog in brand, mijn hand is verbrand."), NOON).file.case.id
    (shown,) = heard(desk, "check Wat vreselijk. We bellen je vandaag nog vóór 16.00 uur. – Anna", case)
    assert isinstance(shown, ShowFindings)
    assert shown.approval


@pytest.mark.parametrize(
    ("question", "lang"),
    [("is dees een trol?", "nl"), ("should I say sorry?", "en"), ("moet ik sorry zeggen?", "nl"), ("sorry?", "nl")],
)
def test_an_answer_is_in_the_teams_language_unless_the_question_is_plainly_not(
    desk: Desk, question: str, lang: str
) -> None:
    assert desk.ask(question, NOON).lang == lang


def test_after_a_reply_that_did_not_help_come_other_drafts_for_a_second_round(desk: Desk, case: str) -> None:
    desk.decide(case, Wish("use", "Anna", NOON, "1"))
    desk.decide(case, Wish("sent", "Anna", NOON))
    file, _ = desk.decide(case, Wish("not-solved", "Anna", NOON + timedelta(days=1)))
    assert file.proposal
    assert file.posted[0] not in [draft.text for draft in file.proposal.drafts]
    due = dict(desk.card(file, NOON + timedelta(days=1)).facts)["Antwoord vóór"]
    assert "verstreken" not in due


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("andere voorstellen", "others"), ("Geef me nog andere voorstellen aub", "others"), ("other drafts!", "others"),
        ("can you make new suggestions", "others"), ("nieuwe versies graag", "others"), ("show me three other replies", "others"),
        ("korter", "shorter"), ("kan het korter?", "shorter"), ("Kan dit wat korter aub", "shorter"), ("maak het een stuk korter", "shorter"),
        ("shorter please", "shorter"), ("can you make it a bit shorter?", "shorter"), ("te lang", "shorter"),
        ("in het Frans", "language"), ("kan het in het frans?", "language"), ("can you write this in German", "language"),
        ("in English please", "language"), ("formeler", "style"), ("kan het wat vriendelijker", "style"), ("more formal", "style"),
        ("het antwoord moet korter dan 280 tekens, waarom?", None), ("hoe lang mag een antwoord zijn", None), ("te lang gewacht", None),
        ("de klant schrijft in het Frans", None), ("korte vraag", None), ("moet ik formeler schrijven dan de klant", None), ("anders", None),
    ],
)  # fmt: skip
def test_what_is_wanted_of_the_drafts_is_understood(text: str, order: str | None) -> None:
    assert order_named(text) == order


def test_other_and_shorter_drafts_come_when_they_are_asked_for(desk: Desk, case: str) -> None:
    def texts() -> list[str]:
        return list(desk.card(desk.ledger.file(case), NOON).drafts)

    first = texts()
    assert heard(desk, "andere voorstellen", case) == [ShowCase(case, changed=True)]
    second = texts()
    assert not set(first) & set(second)
    assert heard(desk, "kan het korter?", case) == [ShowCase(case, changed=True)]
    assert texts()
    assert max(len(text) for text in texts()) <= 0.9 * sum(len(text) for text in second) / len(second)
    for text in ("in het Frans", "kan het formeler?"):
        (told,) = heard(desk, text, case)
        assert isinstance(told, Tell)
    desk.decide(case, Wish("use", "Anna", NOON, "1"))
    for text in ("andere voorstellen", "korter"):
        with pytest.raises(Refused):
            heard(desk, text, case)


def test_where_there_is_no_case_nobody_can_want_other_drafts(desk: Desk) -> None:
    assert heard(desk, "korter") == [Tell(IS_IT_A_POST)]


# --- where it is kept


@pytest.fixture
def chats(ledger: SqliteLedger) -> ChatLedger:
    return ChatLedger(ledger, "slack")


def test_a_message_is_kept_once_masked_and_forgotten_when_it_is_done(chats: ChatLedger, ledger: SqliteLedger) -> None:
    message = {
        "key": "a",
        "thread": "1724952300.110719",
        "text": "bel 06-12345678",
        "posts": [{"text": "mail jan@voorbeeld.nl"}],
    }
    assert chats.keep("a", message, NOON)
    assert not chats.keep("a", message, NOON)
    ((key, kept),) = chats.undone(NOON + timedelta(1))
    assert key == "a"
    assert kept["thread"] == "1724952300.110719"
    assert "12345678" not in str(kept)
    assert "jan@" not in str(kept)
    assert chats.undone(NOON) == []
    assert ChatLedger(ledger, "teams").undone(NOON + timedelta(1)) == []
    chats.done("a", NOON)
    assert chats.undone(NOON + timedelta(1)) == []
    assert chats.was_heard("a")
    assert not chats.keep("a", message, NOON)
    with ledger.reading() as db:
        assert list(db.query("select message from chat_messages")) == [{"message": ""}]


def test_a_case_is_found_by_the_places_where_it_is_shown(chats: ChatLedger, desk: Desk) -> None:
    first, second = (desk.receive(Post(text), NOON).file.case.id for text in (LATE, "Niemand neemt op."))
    care, talk = Place("slack", "T1", "C1", "1.0", "1.1"), Place("slack", "T1", "D1", "2.0", "2.0")
    chats.show(Shown(first, care, "U1", "key"), "0/0", NOON)
    chats.show(Shown(first, talk, "U2"), "0/0", NOON + timedelta(1))
    chats.show(Shown(second, Place("slack", "T1", "C1", "1.0", "1.2"), "U1"), "0/0", NOON + timedelta(2))
    assert [one.place for one in chats.shown(first)] == [care, talk]
    assert chats.in_thread("C1", "1.0") == second
    assert chats.in_thread("C1", "9.9") is None
    assert chats.last_in("D1") == first
    assert chats.brought("U1") == {first, second}
    chats.show(Shown(first, care, "U1", "key"), "0/0", NOON + timedelta(3))
    assert len(chats.shown(first)) == 2


def test_an_older_ledger_gets_the_tables(tmp_path: Path) -> None:
    SqliteLedger(tmp_path / "ledger.db").close()
    with SqliteLedger(tmp_path / "ledger.db").reading() as db:
        assert {"chat_cards", "chat_messages"} <= set(db.table_names())


def test_a_card_is_stale_when_the_ledger_knows_more_than_it_shows(chats: ChatLedger, desk: Desk) -> None:
    case = desk.receive(Post(LATE), NOON).file.case.id
    place = Place("slack", "T1", "C1", "1.0", "1.1")
    chats.show(Shown(case, place, "U1"), "1/0", NOON)
    assert chats.stale() == []
    desk.decide(case, Wish("use", "Anna", NOON, "1"))
    assert chats.stale() == [case]
    chats.redrawn(place, "1/1")
    assert chats.stale() == []
    assert chats.not_shown_in("C1", [case]) == []
    assert chats.not_shown_in("C2", [case]) == [case]


def test_a_post_keeps_its_case_when_it_comes_again_masked(desk: Desk, chats: ChatLedger) -> None:
    fields = {"text": "Bel me op 06-12345678, mijn pakket is weg."}
    first = desk.receive(Post(fields["text"]), NOON).file.case.id
    chats.keep("a", {"posts": [fields]}, NOON)
    ((_, kept),) = chats.undone(NOON + timedelta(1))
    assert "12345678" not in kept["posts"][0]["text"]
    assert desk.receive(Post(kept["posts"][0]["text"]), NOON).file.case.id == first
