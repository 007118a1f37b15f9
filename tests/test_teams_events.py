"""What Teams sends → what was said and which posts came along: by example, in the shapes that Teams uses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.adapters.inbound import Inbound
from bot.adapters.teams_events import heard_in, place_of, post_in_extension, speaking_in, words_in
from bot.errors import BadInput
from tests.teams_activities import (
    ALICE,
    BOB,
    CARE,
    ENTRA,
    GROUP,
    PERSONAL,
    TENANT,
    forwarded,
    message,
    payload,
    thread_of,
)

LATE = "Mijn pakket is al een week te laat en niemand reageert."
REPLY = (
    '<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="1626">'
    '<strong itemprop="mri" itemid="8:orgid:x">Bob</strong><span itemprop="time" itemid="1626"></span>'
    '<p itemprop="preview">{quoted}</p></blockquote><p>{typed}</p>'
)

Json = dict[str, Any]


def heard(activity: Json) -> Inbound:
    found = heard_in(activity)
    assert found is not None
    return found


def html(content: str) -> Json:
    return {"contentType": "text/html", "content": content}


def test_where_and_who_are_told_by_ids_that_last() -> None:
    where = speaking_in(message("hallo", thread_of(CARE, "17"), BOB))
    assert (where.team, where.channel, where.thread, where.user, where.direct) == (
        TENANT,
        CARE,
        "17",
        ENTRA[BOB],
        False,
    )
    assert speaking_in(message("hallo", PERSONAL)).direct
    assert place_of({"conversation": {"id": "a:1"}}) == ("a:1", "")


def test_a_message_to_meelezer_alone_is_for_meelezer_and_one_in_a_room_when_it_is_named() -> None:
    assert heard(message(LATE, PERSONAL)).addressed
    assert not heard(message(LATE, CARE)).addressed
    named = heard(message(LATE, CARE, mention=True))
    assert (named.addressed, named.text) == (True, LATE)
    assert named.thread == named.message


def test_colleagues_who_are_named_stay_in_what_was_said() -> None:
    said = message("vraag het <at>Bob</at>", PERSONAL)
    assert heard(said).text == "vraag het @Bob"
    xml = {**message("ik <b>weet</b> het &lt;3", PERSONAL), "textFormat": "xml"}
    assert heard(xml).text == "ik weet het <3"


def test_a_forwarded_post_comes_along_with_the_comment() -> None:
    found = heard(forwarded(LATE, "moet dit privé?", CARE))
    assert found.addressed
    assert (found.posts, found.text) == (({"text": LATE},), "moet dit privé?")
    reference = {"contentType": "forwardedMessageReference",
                 "content": json.dumps({"originalMessageContent": f"<p>{LATE}</p>"})}  # fmt: skip
    assert heard(message("kijk", PERSONAL, attachments=[reference])).posts == ({"text": LATE},)
    broken = {"contentType": "forwardedMessageReference", "content": "{"}
    assert heard(message("kijk", PERSONAL, attachments=[broken])).posts == ()


def test_a_bare_mention_below_a_message_means_that_message_and_a_question_does_not() -> None:
    bare = message(
        "", GROUP, mention=True, attachments=[html(REPLY.format(quoted=LATE, typed="<at>Meelezer</at>&nbsp;"))]
    )
    assert heard(bare).posts == ({"text": LATE},)
    asked = message("", GROUP, mention=True, attachments=[
        html(REPLY.format(quoted="Zal ik hem bellen?", typed="<at>Meelezer</at> moet dit privé?"))])  # fmt: skip
    found = heard(asked)
    assert (found.posts, found.text) == ((), "moet dit privé?")


def test_in_a_chat_the_message_that_is_replied_to_is_the_thread() -> None:
    reference = {"contentType": "messageReference", "content": json.dumps({"messageId": "99"})}
    assert heard(message("en nu?", PERSONAL, attachments=[reference])).thread == "99"
    quoted = html(REPLY.format(quoted=LATE, typed="en nu?"))
    assert heard(message("", GROUP, attachments=[quoted])).thread == "1626"
    assert heard(message("en nu?", thread_of(CARE, "17"), attachments=[quoted])).thread == "17"


def test_a_link_with_few_words_waits_for_words_and_a_whole_post_with_a_link_does_not() -> None:
    assert heard(message("https://x.com/jan/1", PERSONAL)).links
    assert not heard(message(f"{LATE} {LATE} https://x.com/jan/1", PERSONAL)).links


@pytest.mark.parametrize("activity", [
    {"type": "typing"}, {"type": "message"}, {**message("", PERSONAL), "attachments": []},
    {**message("hallo", PERSONAL), "conversation": {}}, {**message("hallo", PERSONAL), "from": {}},
])  # fmt: skip
def test_what_nobody_said_is_not_heard(activity: Json) -> None:
    assert heard_in(activity) is None


def test_html_is_read_as_a_person_reads_it() -> None:
    read = words_in('<div>Een<br>twee <img alt="😡" src="x"> &amp; drie</div><p>vier</p><script>x</script>')
    assert read.typed.splitlines()[:2] == ["Een", "twee 😡 & drie"]
    nested = words_in(REPLY.format(quoted=LATE, typed="kijk"))
    assert (nested.typed, nested.replied_to) == ("kijk", (LATE,))


def test_the_message_extension_gives_the_words_and_the_address_of_a_post() -> None:
    assert post_in_extension({"messagePayload": payload(f"{LATE} https://x.com/jan/status/1")}) == {
        "text": f"{LATE} https://x.com/jan/status/1", "platform": "x", "url": "https://x.com/jan/status/1"}  # fmt: skip
    assert post_in_extension({"commandContext": "compose"}) == {}
    with pytest.raises(BadInput):
        post_in_extension({"messagePayload": {**payload(""), "body": {"contentType": "text", "content": " "}}})


def test_what_was_kept_comes_back_the_same() -> None:
    found = heard(forwarded(LATE, "kijk", PERSONAL, ALICE))
    assert Inbound.from_json(json.loads(json.dumps(found.as_json()))) == found
