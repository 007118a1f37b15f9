"""What the reviewer takes from the NLU's reading of each sentence: by example, and with the trained model."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bot.adapters.lingua import language_of
from bot.adapters.rasa import RasaAtOnce, RasaNlu
from bot.case import Post
from bot.deeds import MARK, Deeds, deeds_of, marked, reader
from bot.errors import NluAway
from bot.review import Brief, review
from tests.builders import ROOT, TableNlu

POST = Post("Twintig minuten in de kou voor een dichte balie. Schandalig.", author="Ria")
SLY = "Wie onze openingstijden leest, staat nooit voor een dichte deur."
WARM = "Wat naar dat je daar zo lang hebt staan wachten, sorry."


def read_as(said: Mapping[str, Deeds], reply: str, *, complaint: bool = True) -> set[str]:
    """The rules that a reply breaks, with sentences read as `said` tells by their beginnings."""

    def reads(sentences: Sequence[str]) -> list[Deeds]:
        return [next((deeds for words, deeds in said.items() if words in one), {}) for one in sentences]

    brief = Brief(POST, signer="Anna", is_complaint=complaint, lang="nl", reads=reads)
    return {finding.rule for finding in review(reply, brief, language_of)}


def test_a_sly_sentence_that_no_pattern_knows_is_pointed_at() -> None:
    reply = f"Dag Ria, {WARM} {SLY} Ik vraag vandaag voor vijf uur na wat er gebeurde. Groet, Anna"
    assert "blames_customer" not in read_as({}, reply)
    assert "blames_customer" in read_as({SLY: {"blames_customer": 0.95}}, reply)
    assert "blames_customer" not in read_as({SLY: {"blames_customer": 0.3}}, reply)
    assert "blames_customer" not in read_as({SLY: {"blames_customer": 0.95}}, reply, complaint=False)

    found = review(reply, Brief(POST, signer="Anna", lang="nl", reads=lambda many: [
        {"blames_customer": 0.95 if SLY in one else 0.0} for one in many]), language_of)  # fmt: skip
    (blame,) = [one for one in found if one.rule == "blames_customer"]
    assert reply[blame.start : blame.end] == SLY


def test_a_broad_pattern_gives_way_where_nothing_is_seen_but_an_insult_does_not() -> None:
    lucky = "Dag Ria, dat spijt me. Daar kon jij niks aan doen. Ik kijk het vandaag voor vijf uur na. Groet, Anna"
    assert "defensive" in read_as({}, lucky)
    assert "defensive" not in read_as({"niks aan": {"defensive": 0.01, "empathy": 0.9}}, lucky)
    swearing = "Dag Ria, verdomme zeg, wij doen ons best. Groet, Anna"
    assert "angry" in read_as({"verdomme": {"angry": 0.0, "step": 0.1}}, swearing)


def test_what_is_read_as_made_is_not_missing() -> None:
    reply = "Ria, wat moet dat een nacht geweest zijn, met die deur op slot. Groet, Anna"
    assert {"missing_empathy", "missing_next_step"} <= read_as({}, reply)
    assert "missing_empathy" not in read_as({"nacht": {"empathy": 0.9}}, reply)
    assert "missing_next_step" not in read_as({"nacht": {"empathy": 0.9, "step": 0.8}}, reply)


def test_who_is_only_sent_away_is_sent_away_whatever_the_words() -> None:
    away = "Dag Ria, het loket in de hal staat op werkdagen voor zulke dingen klaar. Groet, Anna"
    helped = away.replace("Groet", "De balie gaat morgen om acht uur open. Groet")
    said: dict[str, Deeds] = {"loket": {"points_private": 0.9}, "morgen": {"step": 0.9, "time": 0.9}}
    assert "dm_first" in read_as(said, away)
    assert "dm_first" not in read_as(said, helped)


def test_what_will_follow_wants_a_time() -> None:
    reply = "Dag Ria, dat spijt me echt. Daar ben ik nog niet klaar mee en jij dus ook niet. Groet, Anna"
    assert "missing_time" not in read_as({}, reply)
    assert "missing_time" in read_as({"nog niet klaar": {"open_end": 0.9}}, reply)
    assert "missing_time" not in read_as({"nog niet klaar": {"open_end": 0.9, "time": 0.8}}, reply)


def test_each_sentence_is_asked_for_once_and_an_nlu_that_is_away_leaves_the_patterns() -> None:
    nlu = TableNlu()
    reads = reader(nlu.parse)
    assert reads(["Een zin.", "Een zin."]) == [{}, {}]
    assert nlu.asked == [marked("Een zin.")]
    assert nlu.asked[0].startswith(MARK)
    nlu.away = True
    assert reads(["Een andere zin."]) == [{}]
    assert deeds_of({"deeds": [{"name": "step", "confidence": 0.75}]}) == {"step": 0.75}


def test_who_cannot_wait_for_a_reader_does_not() -> None:
    for absent in (lambda: None, lambda: RasaNlu(Silent())):
        began = time.monotonic()
        with pytest.raises(NluAway):
            RasaAtOnce(absent, seconds=0.3).parse(["hallo"])
        assert time.monotonic() - began < 5


class Silent:
    """A Rasa that runs, they say, at an address where nobody answers."""

    def address(self) -> tuple[str, dict[str, str], dict[str, str]]:
        return "http://127.0.0.1:9", {}, {}

    def revive(self) -> bool:
        pytest.fail("nothing is started for whoever cannot wait")

    def running(self) -> bool:
        return True

    def close(self) -> None:
        """Nothing was started."""


@pytest.mark.slow
def test_the_trained_model_reads_sentences_of_replies_and_says_nothing_of_them_in_posts(nlu: RasaNlu) -> None:
    blame, kind, post = nlu.parse([
        marked("Had u de bevestigingsmail gelezen, dan had u hier niet voor niets gestaan."),
        marked("Wat ontzettend vervelend dat u zo lang hebt moeten wachten, onze excuses."), POST.text,
    ])  # fmt: skip
    assert deeds_of(blame)["blames_customer"] > 0.5
    assert deeds_of(kind)["empathy"] > 0.8
    assert deeds_of(kind)["blames_customer"] < 0.1
    assert deeds_of(post) == {}
    assert post["intent"]["name"]


INSULTS = (
    "Dag Ria, je bent een idioot. Groet, Anna", "Dag Ria, rot op met je gezeur. Groet, Anna",
    "Dag Ria, hou je bek eens dicht. Groet, Anna", "Dag Ria, wat een zielig mens bent u. Groet, Anna",
    "Dag Ria, u had gewoon de voorwaarden moeten lezen. Groet, Anna", "Dag Ria, dat is je eigen schuld. Groet, Anna",
    "Hi Ria, you are pathetic. Best, Anna", "Hi Ria, you should have read the terms. Best, Anna",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("reply", INSULTS)
def test_what_is_plainly_rude_is_stopped_whatever_the_trained_model_makes_of_it(nlu: RasaNlu, reply: str) -> None:
    brief = Brief(POST, signer="Anna", reads=reader(nlu.parse))
    assert {"angry", "blames_customer"} & {
        one.rule for one in review(reply, brief, language_of) if one.level == "block"
    }


@pytest.mark.slow
def test_the_bot_and_the_nlu_agree_on_the_mark(nlu: RasaNlu) -> None:
    source = (Path(ROOT) / "nlu" / "components" / "labels.py").read_text(encoding="utf-8")
    assert f'REPLY_MARK = "{MARK.encode("unicode_escape").decode()}"' in source
    assert not deeds_of(nlu.parse(["Onze excuses daarvoor."])[0])
