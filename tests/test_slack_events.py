"""What Slack sends → what was said and which posts came along: by example, in the shapes that Slack really uses."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.inbound import Inbound
from bot.adapters.slack_events import heard_in, plain, posts_in, shortcut_in
from bot.errors import BadInput
from bot.platforms import platform_of

BOT = "U0MEE"


def body(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "team_id": "T01ACME",
        "event": {"type": "message", "user": "U01ALICE", "channel": "C01CARE", "ts": "1.1", **event},
    }


def share(text: str, **more: Any) -> dict[str, Any]:
    return {"is_share": True, "text": text, "author_name": "alice", "author_id": "U01ALICE", **more}


def heard(event: dict[str, Any]) -> Inbound:
    found = heard_in(body(event), BOT, "T01ACME")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("markup", "typed"),
    [
        ("Pakket &lt;kwijt&gt; &amp; boos", "Pakket <kwijt> & boos"),
        ("kijk <https://x.com/a/status/1>", "kijk https://x.com/a/status/1"),
        ("kijk <https://x.com/a|x.com/a>", "kijk https://x.com/a"),
        ("kijk <https://x.com/a|hier>", "kijk hier"),
        ("<!channel> help", "@channel help"),
        ("hoi <@U02BOB> en <#C01CARE|webcare>", "hoi @U02BOB en #webcare"),
        ("<!date^1795295646^{date}|21 november>", "21 november"),
        ("3 < 4 en 5 > 2", "3 < 4 en 5 > 2"),
        ("mail <mailto:jan@voorbeeld.nl|jan@voorbeeld.nl>", "mail jan@voorbeeld.nl"),
    ],
)
def test_slacks_markup_becomes_what_was_typed(markup: str, typed: str) -> None:
    assert plain(markup) == typed


def test_a_forwarded_post_comes_along_with_the_comment() -> None:
    found = heard({"text": "wat vinden we hiervan?", "attachments": [share("Waar blijft mijn pakket?")]})
    assert (found.text, found.posts) == ("wat vinden we hiervan?", ({"text": "Waar blijft mijn pakket?"},))
    assert found.addressed
    assert not found.links


def test_the_colleague_who_passed_a_post_on_is_not_its_author() -> None:
    assert "author" not in next(posts_in([share("Waar blijft mijn pakket?")]))


def test_a_forwarded_message_without_text_is_read_from_its_blocks() -> None:
    inside = {"type": "rich_text_section", "elements": [{"type": "text", "text": "Al drie dagen storing!"}]}
    blocks = [{"message": {"blocks": [{"type": "rich_text", "elements": [inside]}]}}]
    assert list(posts_in([share("", message_blocks=blocks)])) == [{"text": "Al drie dagen storing!"}]


def test_a_link_waits_for_its_preview_which_is_heard_apart() -> None:
    link = heard({"text": "<https://x.com/jan/status/1>", "channel": "D1", "channel_type": "im"})
    assert link.links
    preview = {
        "text": "Alweer geen trein @NS", "original_url": "https://x.com/jan/status/1", "service_name": "X",
        "author_name": "Jan de Vries", "author_subname": "@jan", "ts": 1795295646,
    }  # fmt: skip
    changed = {"type": "message", "user": "U01ALICE", "ts": "1.1", "text": "<https://x.com/jan/status/1>",
               "attachments": [preview]}  # fmt: skip
    later = heard({"subtype": "message_changed", "message": changed, "ts": "2.2", "channel": "D1"})
    assert (later.key, later.message, later.text) == (f"{link.key}/preview", "1.1", "")
    (post,) = later.posts
    assert (post["platform"], post["author"], post["url"]) == ("x", "@jan", "https://x.com/jan/status/1")
    assert post["posted_at"].startswith("2026-")


def test_what_colleagues_link_to_among_themselves_is_not_for_meelezer() -> None:
    preview = {"text": "Nieuws", "title": "Nieuws van vandaag", "original_url": "https://nieuws.example/1"}
    message = {"type": "message", "user": "U01ALICE", "ts": "1.1", "text": "<https://nieuws.example/1>",
               "attachments": [preview]}  # fmt: skip
    found = heard_in(body({"subtype": "message_changed", "message": message}), BOT, "T01ACME")
    assert found is not None
    assert (found.addressed, found.posts) == (False, ())
    before = {"subtype": "message_changed", "message": message, "previous_message": message}
    assert heard_in(body(before), BOT, "T01ACME") is None


def test_words_with_a_link_wait_for_the_post_and_a_whole_post_with_a_link_does_not() -> None:
    asked = heard({"text": "moet ik hier privé op reageren? <https://x.com/jan/status/1>", "channel": "D1"})
    assert (asked.links, asked.words) == (True, True)
    post = "Al drie weken wacht ik op mijn bestelling en niemand van jullie die iets laat horen, zie <https://t.co/x>"
    assert not heard({"text": post, "channel": "D1"}).links
    changed = {
        "type": "message",
        "user": "U01ALICE",
        "ts": "1.1",
        "text": post,
        "attachments": [{"text": "Iets anders"}],
    }
    assert heard_in(body({"subtype": "message_changed", "message": changed, "channel": "D1"}), BOT, "T1") is None
    assert not heard({"text": "<https://x.com/jan/status/1>", "thread_ts": "0.9"}).links


def test_a_preview_without_a_name_gives_the_handle_in_its_title() -> None:
    one = {"text": "Nooit meer", "title": "Piet (@pietje) on X", "original_url": "https://twitter.com/pietje/status/2"}
    assert next(posts_in([one]))["author"] == "@pietje"


@pytest.mark.parametrize(
    "event",
    [
        {"text": "hoi", "bot_id": "B1"},
        {"text": "hoi", "user": BOT},
        {"text": "hoi", "user": None},
        {"subtype": "channel_join", "text": "kwam erbij"},
        {"subtype": "message_deleted", "ts": "3"},
        {"subtype": "message_changed", "message": {"user": "U01ALICE", "text": "beter gezegd", "ts": "1.1"}},
        {"subtype": "message_changed", "message": "?"},
        {"type": "reaction_added"},
        {"text": "hoi", "channel": ""},
        {"text": "hoi", "ts": ""},
    ],
)
def test_what_nobody_said_is_not_heard(event: dict[str, Any]) -> None:
    assert heard_in(body(event), BOT, "T01ACME") is None


def test_a_mention_is_for_meelezer_and_is_no_part_of_what_was_said() -> None:
    found = heard({"text": f"<@{BOT}> moet ik dit privé doen?", "thread_ts": "0.9"})
    assert (found.text, found.addressed, found.thread) == ("moet ik dit privé doen?", True, "0.9")
    assert not heard({"text": "moet ik dit privé doen?"}).addressed


def test_mention_and_message_of_the_same_words_have_one_key() -> None:
    words = {"text": f"<@{BOT}> hoi"}
    assert heard(words).key == heard({**words, "type": "app_mention"}).key


def test_what_was_kept_comes_back_the_same() -> None:
    found = heard({"text": "kijk", "attachments": [share("Waar blijft het?")]})
    assert Inbound.from_json(found.as_json()) == found


@pytest.mark.parametrize(
    ("url", "platform"),
    [
        ("https://x.com/a/status/1", "x"), ("https://mobile.twitter.com/a", "x"), ("https://www.facebook.com/p/1", "facebook"),
        ("https://nl.trustpilot.com/reviews/1", "trustpilot"), ("https://maps.app.goo.gl/abc", "google_review"),
        ("https://www.google.be/maps/place", "google_review"), ("https://www.instagram.com/p/1", "instagram"),
        ("https://nl.linkedin.com/posts/1", "linkedin"), ("https://evil-x.com/a", "other"), ("", "other"), ("http://[", "other"),
    ],
)  # fmt: skip
def test_the_platform_is_known_by_its_host(url: str, platform: str) -> None:
    assert platform_of(url) == platform


def test_a_shortcut_makes_a_post_of_any_message() -> None:
    message = {"ts": "5.5", "text": "is dit nog te redden?", "user": "U02BOB"}
    found = shortcut_in({"message": message, "channel": {"id": "C01CARE"}, "user": {"id": "U01ALICE"}, "team": {"id": "T1"},
                         "action_ts": "9.9"}, "T1")  # fmt: skip
    assert (found.posts, found.thread, found.user) == (({"text": "is dit nog te redden?"},), "5.5", "U01ALICE")


def test_a_shortcut_on_a_picture_says_that_there_is_no_text() -> None:
    with pytest.raises(BadInput):
        shortcut_in({"message": {"ts": "5.5"}, "channel": {"id": "C1"}, "user": {"id": "U1"}}, "T1")
