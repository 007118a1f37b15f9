"""The team's guidelines: the real folder is whole and known to the code; a wrong file is told with file, line and reason."""

from __future__ import annotations

import importlib
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from bot.direct_answers import Point
from bot.errors import BadFile
from bot.guidelines import Handbook, load
from bot.labels import TOPICS
from bot.rules import RULES
from tests import rows
from tests.builders import ROOT

FOLDER = ROOT / "guidelines"
PARTS = {"short": 22, "do": 35, "why": 55, "mind": 45}  # words, as guidelines/README.md says


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The real folder, to spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "guidelines"))


def test_the_29_pieces_of_advice_are_there_once_each(handbook: Handbook) -> None:
    assert sorted(one.row or 0 for one in handbook.guidelines.values()) == list(range(1, 30))


def test_every_topic_has_an_answer_and_a_guideline_that_is_first_of_all_about_it(handbook: Handbook) -> None:
    assert set(handbook.answers) == set(TOPICS)
    firsts = {one.topics[0] for one in handbook.guidelines.values()}
    assert firsts == set(TOPICS) - {"out_of_scope"}


@pytest.mark.parametrize("more", ["'one text'", "['good', 3]", "['']"])
def test_other_wordings_that_are_no_list_of_texts_are_refused_with_their_place(tmp_path: Path, more: str) -> None:
    folder = tmp_path / "guidelines"
    shutil.copytree(FOLDER, folder)
    path = folder / "answers.toml"
    text = re.sub(
        r"^more_en = \[\n(?:  .*\n)*\]", f"more_en = {more}", path.read_text(encoding="utf-8"), count=1, flags=re.M
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match=r"answers\.toml.*go_private.*more_en"):
        load(folder)


def test_every_answer_but_the_last_names_its_guidelines_and_what_follows(handbook: Handbook) -> None:
    for topic, answer in handbook.answers.items():
        if topic == "out_of_scope":
            assert (answer.guidelines, answer.follow.nl, answer.follow.en) == ((), "", "")
        else:
            assert 2 <= len(answer.guidelines) <= 3, topic
            assert answer.follow.nl, topic
            assert answer.follow.en, topic


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_text_keeps_to_the_limits_of_the_readme(handbook: Handbook, lang: str) -> None:
    too_long = [f"{one.id}: title" for one in handbook.guidelines.values() if len(one.title.said(lang)) > 60]
    for one in handbook.guidelines.values():
        for part, limit in PARTS.items():
            if len(getattr(one, part).said(lang).split()) > limit:
                too_long.append(f"{one.id}: {part}")
    for topic, answer in handbook.answers.items():
        too_long += [topic for one in (answer.text.said(lang), *answer.more[lang]) if len(one.split()) > 45]
    assert not too_long


def points(handbook: Handbook) -> list[tuple[str, str, Point]]:
    return [(topic, name, one) for topic, answer in handbook.answers.items() for name, one in answer.points.items()]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_point_opens_with_a_verdict_that_fits_any_way_of_asking(handbook: Handbook, lang: str) -> None:
    wrong = []
    for topic, name, point in points(handbook):
        texts = point.wordings[lang]
        assert len(set(texts)) >= 2, (topic, name)
        for text in texts:
            first = re.split(r"(?<=[.?!])['’\")]?\s", text)[0]
            yes_or_no = re.match(r"(?i)(?:ja|nee|yes|no)\b(?! more| doubt)", text)
            if not 20 <= len(text.split()) <= 45 or len(first.split()) > 14 or yes_or_no:
                wrong.append((topic, name, text))
    assert not wrong


def test_every_point_has_questions_to_learn_it_from_and_every_question_its_answer(handbook: Handbook) -> None:
    asked: Counter[tuple[str, str]] = Counter()
    for path in (ROOT / "data" / "nlu").glob("questions_*.yml"):
        topic = ""
        for line in path.read_text(encoding="utf-8").split("\n"):
            topic = line.removeprefix("- intent: ask/").strip() if line.startswith("- intent:") else topic
            if point := re.search(r"asked: (\w+)", line):
                asked[topic, point[1]] += 1
    assert set(asked) == {(topic, name) for topic, name, _ in points(handbook)}
    assert min(asked.values()) >= 8


def test_the_limits_of_the_readme_are_the_ones_that_are_tested() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\| (\d+) words \|", text) == [str(limit) for limit in PARTS.values()]


def test_a_conflict_stands_in_both_files(handbook: Handbook) -> None:
    for one in handbook.guidelines.values():
        for other in one.conflicts:
            assert one.id in handbook.guidelines[other].conflicts, f"{one.id} and {other}"


def test_no_abstract_carries_a_guideline_and_only_abstracts_support_one(handbook: Handbook) -> None:
    for one in handbook.guidelines.values():
        assert "abstract" not in {handbook.sources[key].weight for key in one.sources}, one.id
        assert {handbook.sources[key].weight for key in one.supports} <= {"abstract"}, one.id


def _in_advice() -> set[str]:
    """All guidelines that bot/advice.py names: in its rules, and in what it adds to them."""
    added = re.findall(r'more\.append\("([a-z-]+)"\)', (ROOT / "bot" / "advice.py").read_text(encoding="utf-8"))
    assert added
    return {name for rule in RULES for name in (*rule.because, *rule.against)} | set(added)


def _in_review() -> set[str]:
    """All guidelines that the reviewer names."""
    modules = [importlib.import_module(f"bot.{path.stem}") for path in sorted((ROOT / "bot").glob("review*.py"))]
    named = {name for module in modules for name in getattr(module, "GUIDELINES", {}).values()}
    assert named
    return named


def test_every_guideline_that_the_code_names_exists(handbook: Handbook) -> None:
    assert _in_advice() <= set(handbook.guidelines)
    assert _in_review() <= set(handbook.guidelines)


def test_a_guideline_works_where_it_says_that_it_does(handbook: Handbook) -> None:
    answers = {name for answer in handbook.answers.values() for name in answer.guidelines}
    answers |= {name for rule in RULES for name in rule.against}  # a question about a case names the side that lost
    places = {"advice": _in_advice(), "review": _in_review(), "answers": answers}
    idle = [
        f"{one.id} in {place}"
        for one in handbook.guidelines.values()
        for place in one.used_in
        if place in places and one.id not in places[place]
    ]
    assert not idle


def test_every_piece_of_advice_is_at_work_and_proven(handbook: Handbook) -> None:
    proven, at_work = rows.proofs(), rows.places(handbook)
    numbered = {one.row: one.id for one in handbook.guidelines.values() if one.row is not None}
    assert not [name for row, name in numbered.items() if not proven[row] or not at_work[name]]
    assert set(proven) == set(numbered)


def test_the_readme_has_the_table_as_it_is_now() -> None:
    text = rows.README.read_text(encoding="utf-8")
    assert rows.START in text, "write the table with `python -m tests.rows`"
    assert rows.written(text) == text, "write the table anew with `python -m tests.rows`"


# file, what stands there, what to put instead, at which text the error is ("": the last line), the reason
WRONG = [
    ("trolls.md", "+++\nid", "id", "id", "start the header with a line +++"),
    ("trolls.md", "\n+++\n", "\n", "", "close the header with a line +++"),
    ("trolls.md", 'topics = ["trolls"', 'topics = ["trolls', "topics", "the header is not TOML"),
    ("trolls.md", "row = 22", "row = ", "row", "the header is not TOML"),
    ("trolls.md", "row = 22", 'row = "22"', "row", "row does not belong here or has a wrong value"),
    ("trolls.md", "row = 22", "row = true", "row", "row does not belong here or has a wrong value"),
    ("trolls.md", "row = 22", "rang = 22", "rang", "rang does not belong here or has a wrong value"),
    ("trolls.md", '["diplomatiek"]', '"diplomatiek"', "sources", "sources does not belong here or has a wrong value"),
    ("trolls.md", '["diplomatiek"]', '[["diplomatiek"]]', "sources", "sources does not belong here or has a wrong value"),
    ("trolls.md", '["diplomatiek"]', "[]", "sources", "name at least one source"),
    ("trolls.md", 'sources = ["diplomatiek"]\n', "", "id", "name at least one source"),
    ("trolls.md", '["diplomatiek"]', '["de-buurvrouw"]', "sources", "sources does not know “de-buurvrouw”"),
    ("trolls.md", '["diplomatiek"]', '["li-2018"]', "sources", "an abstract alone carries no rule"),
    ("trolls.md", "supports = []", 'supports = ["de-krant"]', "supports", "supports does not know “de-krant”"),
    ("trolls.md", 'topics = ["trolls"', 'topics = ["trollen"', "topics", "topics does not know “trollen”"),
    ("trolls.md", "conflicts = []", 'conflicts = ["geen"]', "conflicts", "conflicts does not know “geen”"),
    ("trolls.md", 'id = "trolls"', 'id = "trollen"', "id", "id must be the file's name"),
    ("trolls.md", 'id = "trolls"\n', "", "row", "id must be the file's name"),
    ("trolls.md", "## Kort", "## Korter", "## Korter", "the heading “Korter” is not known here"),
    ("trolls.md", "## Short", "## Kort", "## Kort\nSome", "the heading “Kort” is not known here"),
    ("trolls.md", "# nl\n", "", "## Titel", "the heading “Titel"),
    ("trolls.md", "# nl\n", "# nl\nZomaar een zin.\n", "Zomaar", "this text stands under no heading"),
    ("trolls.md", "## Doen", "## Kort", "## Kort\nKijk", "“## Kort” is there already"),
    ("trolls.md", "## Mind\n", "", "", "under “# en” the part “## Mind” is missing"),
    ("sources.toml", '[sobuzzy]\ntitle = "', "[sobuzzy]\ntitle = ", "title = C", "this is not TOML"),
    ("sources.toml", "[sobuzzy]\ntitle", "[sobuzzy]\ntitel", "[sobuzzy]", "[sobuzzy] lacks the text title"),
    ("sources.toml", 'author = "So Buzzy"', "author = 3", "[sobuzzy]", "[sobuzzy] lacks the text author"),
    ("sources.toml", "[sobuzzy]\n", "[sobuzzy]\nnote_nl = 3\n", "note_nl = \"Artikel van een bureau", "this is not TOML"),
    ("sources.toml", 'weight = "A"', 'weight = "D"', "[liebrecht-2025]", "[liebrecht-2025] weight is one of A, B, C, abs"),
    ("sources.toml", "[liebrecht-2025]", "krant = 3\n[liebrecht-2025]", "#", "[krant] lacks the text weight"),
    ("answers.toml", 'nl = "Antwoord niet op', "nl = Antwoord niet op", "nl = Antwoord niet", "this is not TOML"),
    ("answers.toml", 'nl = "Antwoord niet op', 'fr = "Antwoord niet op', "[topic.trolls]", "[topic.trolls] lacks the text nl"),
    ("answers.toml", 'about_en = "people who only', 'about = "people who only', "[topic.trolls]", "[topic.trolls] lacks the text about_en"),
    ("answers.toml", "[topic.trolls]", "[topic.trollen]", "[topic.trollen]", "there is no topic trollen"),
    ("answers.toml", "[topic.trolls]", "[onderwerp.trolls]", "", "lacks trolls"),
    ("answers.toml", '["trolls", "never', '["trollen", "never', "[topic.trolls]", "[topic.trolls] does not know trollen"),
    ("answers.toml", '["trolls", "never-ignore-or-delete"]', '"eens"', "[topic.trolls]", "[topic.trolls] does not know eens"),
    ("answers.toml", '["trolls", "never-ignore-or-delete"]', "[3]", "[topic.trolls]", "[topic.trolls] does not know 3"),
    ("asked.toml", "[apology.how_often]", "[apologies.how_often]", "[apologies.how_often]", "there is no topic apologies"),
    ("asked.toml", "[apology.how_often]\nabout_nl", "[apology.how_often]\nabout", "[apology.how_often]",
     "[apology.how_often] lacks the text about_nl"),
    ("asked.toml", "[apology.how_often]\n", "[apology.how_often]\nnl = []\n[apology.often]\n", "[apology.how_often]",
     "[apology.how_often] lacks the texts nl"),
    ("answers.toml", 'follow_nl = "Wordt', 'follow_nl = 3 # "', "[topic.trolls]", "[topic.trolls] lacks the text follow_nl"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "right", "wrong", "at", "reason"), WRONG, ids=[f"{w[2]} {w[4]}"[:40] for w in WRONG])
def test_a_wrong_file_is_told_with_its_line_and_reason(
    folder: Path, name: str, right: str, wrong: str, at: str, reason: str
) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert right in text
    spoiled = text.replace(right, wrong, 1)
    (folder / name).write_text(spoiled, encoding="utf-8")
    line = spoiled[: spoiled.index(at) if at else None].count("\n") + 1
    with pytest.raises(BadFile) as refused:
        load(folder)
    assert str(refused.value).startswith(f"guidelines/{name}, line {line}: {reason}")
    assert refused.value.words.nl.startswith(f"guidelines/{name}, regel {line}: ")
    assert refused.value.words.nl.endswith(".")


@pytest.mark.parametrize("answers", ["", "topic = 3", "[topic]", "[topic]\ntrolls = 3"])
def test_an_answers_file_without_answers_is_told(folder: Path, answers: str) -> None:
    (folder / "answers.toml").write_text(answers, encoding="utf-8")
    with pytest.raises(BadFile, match=r"guidelines/answers\.toml, line 1: (lacks|\[topic\.trolls\] lacks)"):
        load(folder)


@pytest.mark.parametrize("name", ["trolls.md", "sources.toml", "answers.toml"])
def test_a_file_that_is_no_text_is_told(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"caf\xe9")
    with pytest.raises(BadFile, match=rf"guidelines/{name} cannot be read"):
        load(folder)


@pytest.mark.parametrize("name", ["sources.toml", "answers.toml"])
def test_a_missing_file_is_told(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(BadFile, match=rf"guidelines/{name} cannot be read"):
        load(folder)


def test_what_an_editor_adds_at_the_edges_of_lines_is_no_mistake(folder: Path, handbook: Handbook) -> None:
    for path in folder.iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(folder) == handbook


def test_a_team_can_add_a_guideline_of_its_own(folder: Path) -> None:
    text = (folder / "trolls.md").read_text(encoding="utf-8")
    own = (
        text.replace('id = "trolls"', 'id = "our-own"')
        .replace("row = 22", "row = 30")
        .replace('["diplomatiek"]', '["sobuzzy"]')
    )
    (folder / "our-own.md").write_text(own, encoding="utf-8")
    whole = load(folder)
    assert whole.guidelines["our-own"].row == 30
    assert whole.source("our-own").key == "sobuzzy"
