"""A post is cleaned, keyed and checked; hostile text never gets through as anything but text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.case import MAX_CHARACTERS, Post, clean, post_from
from bot.errors import BadInput


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("  hallo \r\n daar ", "hallo \n daar"),
        ("on\u200bzicht\u202ebaar", "onzichtbaar"),
        ("rood\x1b[31m", "rood [31m"),
        ("familie 👨\u200d👩\u200d👧", "familie 👨\u200d👩\u200d👧"),
        ("cafe\u0301", "café"),
    ],
)
def test_cleaning_takes_away_only_what_nobody_can_see(raw: str, tidy: str) -> None:
    assert clean(raw) == tidy


@pytest.mark.parametrize("raw", ["", "   \n", "\u200b", "x" * (MAX_CHARACTERS + 1), "PK\x00\x03", "\ufffd" * 20])
def test_what_is_no_post_is_refused_with_a_sentence(raw: str) -> None:
    with pytest.raises(BadInput) as refused:
        clean(raw)
    assert refused.value.words.nl.endswith(".")
    assert refused.value.words.en.endswith(".")


@given(st.text())
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    try:
        once = clean(raw)
    except BadInput:
        return
    assert clean(once) == once


def test_the_same_post_has_the_same_key_whatever_the_white_space() -> None:
    assert Post("Waar blijft  mijn\npakket?").key == Post("Waar blijft mijn pakket?").key


@pytest.mark.parametrize(
    "other",
    [{"author": "Wim"}, {"platform": "x"}, {"id": "2"}, {"text": "Iets anders"}, {"url": "https://x.example/1"}],
)
def test_another_post_has_another_key(other: dict[str, Any]) -> None:
    assert Post(**{"text": "Waar blijft mijn pakket?", **other}).key != Post("Waar blijft mijn pakket?").key


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Marieke Jansen", "Marieke"),
        ("@marieke", None),
        ("marieke88", None),
        ("J. Peeters", None),
        (None, None),
        ("Đức", "Đức"),
    ],
)
def test_a_customer_is_greeted_by_what_looks_like_a_first_name(author: str | None, name: str | None) -> None:
    assert Post("tekst", author=author).first_name == name


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"text": 3},
        {"text": "ok", "platform": "tiktok"},
        {"text": "ok", "posted_at": "gisteren"},
        {"text": "ok", "followers": "veel"},
        {"text": "ok", "followers": -1},
        {"text": "ok", "lang": "fr"},
        {"text": "ok", "history": "eerder"},
        {"text": "ok", "history": [{"by": "bot", "text": "x"}]},
        {"text": "ok", "history": [{"by": "brand", "text": "x", "public": "ja"}]},
        {"text": "ok", "type": "weather"},
        {"text": "ok", "severity": "huge"},
        {"text": "ok", "mention": "misschien"},
        {"text": "ok", "author": ["a"]},
    ],
)
def test_a_wrong_field_is_named(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as refused:
        post_from(wrong)
    field = list(wrong)[-1] if wrong else "text"
    assert field in refused.value.words.nl


def test_a_full_line_becomes_a_post_and_unknown_fields_are_kept() -> None:
    post = post_from(
        {
            "id": 7, "text": "Hoi", "platform": "x", "author": "Anna", "mention": "true", "posted_at": "2026-11-18T10:00",
            "followers": "12", "lang": "nl", "history": [{"by": "brand", "text": "Dag", "public": False}], "team": "west",
        }
    )  # fmt: skip
    assert (post.id, post.mention, post.followers, post.public_rounds) == ("7", True, 12, 0)
    assert post.posted_at is not None
    assert post.posted_at.isoformat() == "2026-11-18T10:00:00+01:00"
    assert post.extra == {"team": "west"}
