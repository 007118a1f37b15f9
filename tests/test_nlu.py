"""The NLU as a service: who may ask, what it answers, and that it reads what it has never seen well enough to be useful."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from bot.adapters.rasa import RasaNlu
from bot.adapters.scikit_learn import report
from bot.labels import SEVERITIES, TOPICS, TYPES
from tests.builders import ROOT

pytestmark = pytest.mark.slow


def test_it_answers_as_rasa_does_with_severity_topic_and_kind(nlu: RasaNlu) -> None:
    (reply,) = nlu.parse(["Waar blijft mijn pakket?"])
    assert {one["name"] for one in reply["intent_ranking"]} == set(TYPES)
    assert {one["name"] for one in reply["severity"]["ranking"]} == set(SEVERITIES)
    assert {one["name"] for one in reply["topic"]["ranking"]} == set(TOPICS)
    assert reply["kind"]["name"] in ("post", "question")
    for ranking in (reply["intent_ranking"], reply["severity"]["ranking"], reply["topic"]["ranking"]):
        assert sum(one["confidence"] for one in ranking) == pytest.approx(1, abs=1e-3)


def test_nobody_reads_without_the_token(nlu: RasaNlu) -> None:
    url, headers, _ = nlu.where.address()
    assert url.startswith("http://127.0.0.1:")
    for wrong in ({}, {"Authorization": "Bearer nope"}, {"Authorization": headers["Authorization"][:-1]}):
        for path in ("/model/parse", "/model/parse_batch"):
            assert httpx.post(url + path, json={"text": "hallo", "texts": ["hallo"]}, headers=wrong).status_code == 401
        assert httpx.get(f"{url}/status", headers=wrong).status_code == 401


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"text": 3}', b'{"texts": "x"}', b"\x00\xff"])
def test_a_malformed_request_is_refused_and_the_server_lives(nlu: RasaNlu, body: bytes) -> None:
    url, headers, _ = nlu.where.address()
    for path in ("/model/parse", "/model/parse_batch"):
        answer = httpx.post(url + path, content=body, headers=headers)
        assert answer.status_code == 400
    assert nlu.parse(["hallo"])


def test_a_text_over_the_cap_is_refused_by_the_server_and_cut_by_the_bot(nlu: RasaNlu) -> None:
    url, headers, _ = nlu.where.address()
    assert httpx.post(f"{url}/model/parse", json={"text": "x" * 5001}, headers=headers).status_code == 413
    assert nlu.parse(["Waar blijft mijn pakket? " * 1000])[0]["intent"]["name"]


def test_one_by_one_and_together_read_the_same(nlu: RasaNlu) -> None:
    texts = [
        "Waar blijft mijn pakket?",
        "/restart",
        "AMAI ZO SLECHT!!!",
        "👍",
        "ok",
        "Thanks @brand https://x.example #fail",
    ]
    together = nlu.parse(texts)
    for text, reply in zip(texts, together, strict=True):
        alone = nlu.parse([text])[0]
        assert alone["intent"]["name"] == reply["intent"]["name"]
        assert alone["intent"]["confidence"] == pytest.approx(reply["intent"]["confidence"], abs=1e-4)
        assert alone["severity"]["name"] == reply["severity"]["name"]


def dev(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (ROOT / "data" / "dev" / name).read_text().splitlines()]


def test_posts_of_a_hand_it_never_saw_are_read_well_enough(nlu: RasaNlu) -> None:
    """A floor under regressions, not the goal: the figures themselves come from `make bench`."""
    lines = dev("posts_d01.jsonl")
    figures = report(list(zip(lines, nlu.parse([line["text"] for line in lines]), strict=True)))["languages"]["all"]
    assert figures["type"]["accuracy"] > 0.6
    assert figures["severity"]["kappa_quadratic"] > 0.55


def test_questions_of_a_hand_it_never_saw_are_understood_well_enough(nlu: RasaNlu) -> None:
    lines = dev("questions_d01.jsonl")
    replies = nlu.parse([line["question"] for line in lines])
    figures = report(list(zip(lines, replies, strict=True)))["languages"]["all"]
    assert figures["topic"]["accuracy"] > 0.55
    kinds = [reply["kind"]["name"] for reply in replies]
    assert kinds.count("question") / len(kinds) > 0.9


def test_nothing_that_is_tested_on_was_trained_on() -> None:
    trained = "".join(path.read_text() for path in (ROOT / "data" / "nlu").glob("*.yml"))
    flat = " ".join(trained.split())
    for name, field in (("posts_d01.jsonl", "text"), ("questions_d01.jsonl", "question")):
        for line in dev(name):
            text = " ".join(line[field].split())
            assert len(text) < 25 or text not in flat
