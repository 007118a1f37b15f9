"""A chat message is a post, a question, both, an order or small talk; of both, each half is found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot.errors import NluAway
from bot.labels import KINDS
from bot.routing import Route, route


def ranking(**chances: float) -> list[dict[str, Any]]:
    return [{"name": kind, "confidence": chances.get(kind, 0.0)} for kind in KINDS]


class ByWords:
    """Reads a text by words of ours in it: a post has "pakket", a question "dm", all else is small talk."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def parse(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        self.asked += texts
        return [{"kind": {"name": "", "ranking": self._ranking(text.lower())}} for text in texts]

    @staticmethod
    def _ranking(text: str) -> list[dict[str, Any]]:
        post, question = "pakket" in text, "dm" in text
        if post and question:
            return ranking(both=0.9, post=0.1)
        if question:
            return ranking(question=0.7, post=0.3)
        return ranking(post=0.9, question=0.1) if post else ranking(small_talk=0.95, post=0.05)


def routed(text: str, expects_post: bool = False) -> Route:
    return route(text, ByWords().parse, expects_post)


def test_a_post_and_a_question_go_their_own_way() -> None:
    assert routed("mijn pakket is weg") == Route("post", post="mijn pakket is weg")
    assert routed("moet dit via dm") == Route("question", question="moet dit via dm")


def test_small_talk_has_neither() -> None:
    assert routed("hoi") == Route("small_talk")


@pytest.mark.parametrize(
    "text",
    [
        "Mijn pakket is al weken weg.\nmoet dit via dm?",
        "moet dit via dm?\nMijn pakket is al weken weg.",
        'klant schrijft: "Mijn pakket is al weken weg." moet dit via dm?',
        "Mijn pakket is al weken weg. moet dit via dm?",
    ],
)
def test_of_both_each_half_is_found(text: str) -> None:
    found = routed(text)
    assert found.kind == "both"
    assert found.post == "Mijn pakket is al weken weg."
    assert "dm" in found.question
    assert "pakket" not in found.question


def test_a_long_post_with_a_question_under_it_is_cut_where_the_question_begins() -> None:
    post = "\n".join(f"regel {n} over mijn pakket" for n in range(40))
    found = routed(post + "\nmag dit via dm?")
    assert (found.post, found.question) == (post, "mag dit via dm?")


def test_both_without_any_seam_is_taken_for_a_post() -> None:
    assert routed("pakket weg dm gestuurd") == Route("post", post="pakket weg dm gestuurd")


def test_before_any_case_a_doubtful_text_is_a_post_unless_it_asks() -> None:
    assert routed("dm gestuurd en niks gehoord", expects_post=True).kind == "post"
    assert routed("moet dit via dm?", expects_post=True).kind == "question"
    assert routed("dm gestuurd en niks gehoord").kind == "question"


@pytest.mark.parametrize(("told", "kind"), [(0.95, "post"), (0.7, "question")])
def test_a_customer_who_tells_something_and_asks_what_now_is_no_colleague(told: float, kind: str) -> None:
    text = "Mijn pakket is al een week te laat. Wat nu?"

    def parse(texts: Sequence[str]) -> list[dict[str, Any]]:
        chances = {text: ranking(question=0.9, post=0.1), "Wat nu?": ranking(small_talk=0.9)}
        return [{"kind": {"ranking": chances.get(one, ranking(post=told, question=1 - told))}} for one in texts]

    assert route(text, parse, expects_post=True) == Route(kind, **{kind: text})
    assert route(text, parse, expects_post=False) == Route("question", question=text)


def test_a_paste_that_reads_like_small_talk_is_not_lost() -> None:
    def parse(texts: Sequence[str]) -> list[dict[str, Any]]:
        return [{"kind": {"ranking": ranking(small_talk=0.5, post=0.45)}} for _ in texts]

    assert route("Top geholpen!\nBedankt", parse, expects_post=True).kind == "post"
    assert route("Top geholpen!", parse, expects_post=False).kind == "small_talk"


@pytest.mark.parametrize("kind", ["post", [], {"name": "post"}, {"ranking": [{"name": "post"}]}, {"ranking": 3}])
def test_a_reply_that_is_not_our_rasas_says_what_to_check(kind: Any) -> None:
    with pytest.raises(NluAway, match="NLU_URL"):
        route("moet dit via dm?", lambda texts: [{"kind": kind} for _ in texts], expects_post=False)


def test_a_quote_inside_a_complaint_is_not_the_post() -> None:
    text = 'Jullie zeiden "wij bellen u snel terug" maar mijn pakket is weg.\nmoet dit via dm?'
    assert routed(text).post.endswith("mijn pakket is weg.")


def test_a_greeting_under_the_question_stays_out_of_the_post() -> None:
    found = routed("Mijn pakket is weg. moet dit via dm?\nGroet, Anna")
    assert (found.post, found.question) == ("Mijn pakket is weg.", "moet dit via dm?\nGroet, Anna")


@pytest.mark.parametrize("text", ["«" * 10_000, " " * 10_000 + "x", "." * 10_000, "\n" * 10_000 + "dm pakket"])
def test_odd_text_is_routed_without_delay(text: str) -> None:
    assert routed(text).kind in KINDS


def test_a_text_with_nothing_to_read_is_a_forwarded_post() -> None:
    found = route("https://x.example/1", lambda texts: [{"kind": {"name": None}} for _ in texts], expects_post=False)
    assert found == Route("post", post="https://x.example/1")
