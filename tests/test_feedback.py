"""The team's corrections as examples: whose word counts, what is left out, and that nobody is in them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.ledger import SqliteLedger
from bot.adapters.ledger_feedback import colleagues, taught, taught_since
from bot.adapters.models import Models
from bot.adapters.training_data import as_line, as_yaml, beside, known_texts
from bot.case import Post
from bot.decision import Wish
from bot.desk import Desk
from bot.feedback import Feedback, Lesson, feedback_of, same_text
from bot.nameless import nameless
from bot.personal_data import find
from tests.builders import NOON, ROOT, TableNlu, dev
from tests.conftest import Run

TEXT = "De klep van mijn vaatwasser hangt er nu al scheef bij en niemand zegt wanneer hij gemaakt wordt"


def corrected(desk: Desk, text: str, *words: tuple[str, str], author: str | None = None) -> str:
    """A case for `text` on which colleagues said this, a minute apart: (who, "type=…"), or (who, another verb)."""
    case = desk.receive(Post(text, author=author), NOON).file.case.id
    for minute, (by, what) in enumerate(words, 1):
        verb, value = ("correct", what) if "=" in what else (what, "1" if what == "use" else "")
        desk.decide(case, Wish(verb, by, NOON + timedelta(minutes=minute), value))
    return case


def learnt(ledger: SqliteLedger, known: Sequence[str] = ()) -> Feedback:
    return feedback_of(taught(ledger), lambda: known, colleagues(ledger))


def test_a_correction_teaches_the_post_with_both_halves_of_its_reading(desk: Desk, ledger: SqliteLedger) -> None:
    case = corrected(desk, TEXT, ("Anna", "type=returns"))
    corrected(desk, "Wat een mooie winkel is dat", ("Anna", "severity=low"))
    corrected(desk, "Niemand heeft dit bericht verbeterd, het telt dus niet")
    found = learnt(ledger)
    assert [(one.text, one.type, one.severity) for one in found.lessons] == [
        (TEXT, "returns", "medium"),
        ("Wat een mooie winkel is dat", "delivery", "low"),
    ]
    assert (found.lessons[0].case, found.lessons[0].at) == (case, NOON + timedelta(minutes=1))


def test_who_confirms_what_was_read_teaches_it_too(desk: Desk, ledger: SqliteLedger) -> None:
    corrected(desk, "Dank voor de snelle hulp aan de balie", ("Anna", "type=praise"))
    assert [one.type for one in learnt(ledger).lessons] == ["praise"]


def test_the_last_word_counts_also_when_the_same_post_came_in_twice(desk: Desk, ledger: SqliteLedger) -> None:
    corrected(desk, TEXT, ("Anna", "type=service"), ("Anna", "type=returns"), ("Anna", "severity=high"))
    corrected(desk, TEXT + "!!", ("Anna", "type=billing"), ("Anna", "type=product"))
    (lesson,) = learnt(ledger).lessons
    assert (lesson.type, lesson.severity) == ("product", "high")


def test_colleagues_who_do_not_agree_teach_nothing_and_are_told(desk: Desk, ledger: SqliteLedger) -> None:
    case = corrected(desk, TEXT, ("Anna", "type=returns"), ("Wim", "type=product"))
    found = learnt(ledger)
    assert found.lessons == ()
    (dispute,) = found.disputes
    assert (dispute.cases, dispute.about, dispute.readings) == ((case,), "type", ("product", "returns"))
    assert case in dispute.told.nl
    assert "Anna" not in dispute.told.nl + dispute.told.en


@pytest.mark.parametrize(
    "then", [[("Anna", "use")], [("Wim", "type=returns")], [("Anna", "severity=high"), ("Anna", "no-reply")]]
)
def test_who_gives_way_ends_the_dispute(desk: Desk, ledger: SqliteLedger, then: list[tuple[str, str]]) -> None:
    corrected(desk, TEXT, ("Anna", "type=returns"), ("Wim", "type=product"), *then)
    found = learnt(ledger)
    assert (len(found.lessons), found.disputes) == (1, ())


def test_work_before_the_other_ones_word_is_no_giving_way(desk: Desk, ledger: SqliteLedger) -> None:
    corrected(desk, TEXT, ("Anna", "type=returns"), ("Anna", "use"), ("Wim", "type=product"))
    assert len(learnt(ledger).disputes) == 1


def test_a_reading_that_came_with_the_post_counts_until_a_colleague_says_otherwise(
    desk: Desk, ledger: SqliteLedger
) -> None:
    case = desk.receive(Post(TEXT, type="conduct", severity="low"), NOON).file.case.id
    assert [(one.type, one.severity) for one in learnt(ledger).lessons] == [("conduct", "low")]
    desk.decide(case, Wish("correct", "Anna", NOON, "type=product"))
    assert [(one.type, one.severity) for one in learnt(ledger).lessons] == [("product", "low")]


def test_what_was_said_before_the_reader_came_back_is_not_lost(
    desk: Desk, ledger: SqliteLedger, table_nlu: TableNlu
) -> None:
    table_nlu.away = True
    corrected(desk, TEXT, ("Anna", "type=returns"))
    assert learnt(ledger).lessons == ()
    table_nlu.away = False
    desk.catch_up(NOON)
    assert [one.type for one in learnt(ledger).lessons] == ["returns"]


def test_withdrawn_posts_and_those_that_are_known_are_left_out(desk: Desk, ledger: SqliteLedger) -> None:
    corrected(desk, "Dit is maar een proef van mij hoor", ("Anna", "type=abuse"), ("Anna", "withdraw"))
    corrected(desk, TEXT + ", bel 06-12345678", ("Anna", "type=returns"))
    corrected(desk, dev("advice_d02.jsonl")[0]["text"], ("Anna", "type=service"))
    found = learnt(ledger, [TEXT.upper() + ", bel 06-87654321.", *known_texts(ROOT)])
    assert (found.lessons, found.known) == ((), 2)


def test_a_text_that_was_emptied_teaches_nothing(desk: Desk, ledger: SqliteLedger) -> None:
    case = corrected(desk, TEXT, ("Anna", "type=returns"))
    with ledger.writing() as db:
        db.execute("update cases set text = '' where id = ?", [case])
    assert learnt(ledger) == Feedback(())


def test_only_what_was_said_since_a_date(desk: Desk, ledger: SqliteLedger) -> None:
    corrected(desk, TEXT, ("Anna", "type=returns"))
    for minutes, count in ((0, 1), (1, 1), (2, 0)):
        found = feedback_of(taught(ledger), list, since=NOON + timedelta(minutes=minutes))
        assert len(found.lessons) == count
    assert (taught_since(ledger, None), taught_since(ledger, NOON + timedelta(minutes=1))) == (1, 0)


def test_half_a_reading_beside_a_doubtful_guess_is_not_enough(desk: Desk, ledger: SqliteLedger) -> None:
    """The other half would be the reader's own, of which it is not sure itself."""
    french = "Bonjour, mon lave-vaisselle ne marche plus depuis trois semaines et personne ne répond à mes appels"
    corrected(desk, french, ("Anna", "severity=high"))
    assert (learnt(ledger).lessons, learnt(ledger).unclear) == ((), 1)
    corrected(desk, french, ("Anna", "type=product"))
    assert len(learnt(ledger).lessons) == 1


NAMED = [
    ("Hoi Sanne, bedankt!", "Sanne"),
    ("Complimenten voor jullie collega Xiomara Baptista van de balie", "Xiomara Baptista"),
    ("mevrouw Vanderstappen hing gewoon op", "Vanderstappen"),
    ("Ik wacht al weken. Groeten, Jan-Willem van der Heijden", "Heijden"),
    ("mijn naam is Okonkwo en ik wacht nog", "Okonkwo"),
    ("al drie keer met koen gebeld, ook met KOEN zelf", "koen"),
    ("zeg maar dat boze_bakker_88 belde, bakker dus", "boze_bakker_88"),
    ("@piet.de.boer zie https://voorbeeld.nl/piet-de-boer", "piet"),
    ("bel 06-12345678 of 0470 12 34 56, NL91 ABNA 0417 1643 00, mail jan@voorbeeld.nl", "0417"),
    ("polis 12345678, geboren op 12-03-1980, kenmerk 2026/0099/17", "0099"),
    ("Prinsengracht 123 bus 4, 1015 DX Amsterdam", "1015"),
    ("fatima van de webshop zei dat ook", "fatima"),
]


@pytest.mark.parametrize(("text", "secret"), NAMED)
def test_no_name_or_number_is_left(text: str, secret: str) -> None:
    plain = nameless(text, "nl", ["boze_bakker_88"])
    assert secret.casefold() not in plain.casefold()
    assert all(text[one.start : one.end] not in plain for one in find(text))


@pytest.mark.parametrize(
    "text",
    [
        "Dan maar niet. Elke dag hetzelfde, ben er klaar mee.",
        "Waarom zegt jullie Klantenservice NS en DHL door elkaar?",
        "He said the Website was down. Again!",
        "8 maart om 12.30 uur, 31 euro kwijt en 2 keer gebeld",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert nameless(text, "nl") == text


@given(text=st.text(max_size=200), lang=st.sampled_from(["nl", "en"]))
def test_whatever_comes_in_comes_out_on_one_line_and_masked(text: str, lang: str) -> None:
    plain = nameless(text, lang)
    assert "](" not in plain
    assert len(plain.splitlines()) < 2
    assert all(plain[one.start : one.end][0] == "[" for one in find(plain))


def test_names_cost_few_words() -> None:
    """Two posts in three keep nine words in ten."""
    lines = [line["text"] for name in ("posts_d01.jsonl", "advice_d02.jsonl") for line in dev(name)]
    kept = [len(same_text(nameless(text, "nl")).split()) / max(1, len(same_text(text).split())) for text in lines]
    assert sum(share >= 0.9 for share in kept) / len(kept) > 0.66


HOSTILE = [
    '"; drop table cases; --',
    "regel\u2028twee\nintent: abuse",
    "[a](b) {c: d} # e: f",
    "- text: |",
    "emoji 😀 \\u0000 %TAG",
]


def test_the_export_is_what_the_nlus_own_reader_takes(tmp_path: Path) -> None:
    """Whatever customers wrote: read by the file that reads data/nlu, in the NLU's own environment."""
    texts = [nameless(text, "en") for text in HOSTILE] + [f"{TEXT} {'x' * n}" for n in range(1, 12)]
    lessons = [
        Lesson(f"c{n}", NOON, text, "abuse" if n % 2 else "product", "low" if n % 3 else "high", "nl", "x", ("sarcasm",), "late")
        for n, text in enumerate(texts)
    ]  # fmt: skip
    folder = beside(tmp_path, tmp_path / "data", as_yaml(lessons))
    program = (
        "import json, sys; from pathlib import Path; from examples import read_examples; "
        "print(json.dumps([[e.text, e.label, e.severity, e.lang, e.batch, e.signals, e.trouble] "
        "for e in read_examples(Path(sys.argv[1]))]))"
    )
    command = [str(Models(ROOT, tmp_path).python), "-c", program, str(folder)]
    done = subprocess.run(command, cwd=ROOT / "nlu", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    read = sorted(json.loads(done.stdout))
    assert read == sorted(
        [one.text.strip(), one.type, one.severity, "nl", "team", ["sarcasm"], "late"] for one in lessons
    )


def test_every_text_of_the_data_is_known() -> None:
    known = {same_text(text) for text in known_texts(ROOT)}
    for name in ("posts_d01.jsonl", "advice_d03.jsonl"):
        assert not [line["id"] for line in dev(name) if same_text(line["text"]) not in known]
    examples = sum(path.read_text().count("  - text: ") for path in (ROOT / "data" / "nlu").glob("*.yml"))
    lines = sum(len(dev(path.name)) for path in (ROOT / "data" / "dev").glob("*.jsonl"))
    assert len(known_texts(ROOT)) >= examples + lines - 1


def test_the_command_prints_yaml_or_json_and_tells_what_is_left_out(
    desk: Desk, ledger: SqliteLedger, run: Run, home: Path, tmp_path: Path
) -> None:
    corrected(desk, f"Hallo Sanne! {TEXT}. Groet, Xiomara, 06-12345678", ("Fatma", "type=returns"), author="Xiomara B.")
    case = corrected(
        desk, "Nog een bericht waarover men twist vandaag", ("Wim", "type=abuse"), ("Fatma", "type=praise")
    )
    ledger.close()
    home.mkdir()
    (tmp_path / "ledger.db").rename(home / "ledger.db")
    done = run("feedback", "export")
    assert done.status == 0, done.err
    assert "- intent: returns" in done.out
    assert not [name for name in ("Sanne", "Xiomara", "Fatma", "12345678") if name in done.out]
    assert "1 bericht om van te leren; 1 niet" in done.err
    assert case in done.err
    written = run("feedback", "export", str(tmp_path / "team.jsonl"), "--json", "--since", "2026-01-01")
    assert (written.status, written.out) == (0, "")
    (line,) = map(json.loads, (tmp_path / "team.jsonl").read_text().splitlines())
    assert (line["type"], line["severity"], line["lang"]) == ("returns", "medium", "nl")
    assert run("feedback", "export", "--since", "2099-01-01", "--json").out == ""
    assert run("feedback", "export", "--since", "gisteren").status == 1
    assert run("feedback", "export", str(tmp_path / "nergens" / "x.yml")).status == 2


def test_a_line_of_json_fits_its_schema(fits: Callable[[str, Any], None]) -> None:
    fits("feedback", as_line(Lesson("c1", NOON, TEXT, "product", "low", "nl", "x", ("sarcasm",), "broken")))
