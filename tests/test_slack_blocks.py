"""What Meelezer shows in Slack: every message and window is one that Slack takes, and no post comes alive in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters import slack_blocks as messages
from bot.adapters import slack_lists as lists
from bot.adapters import slack_views as views
from bot.adapters.chat_cards import cited_of
from bot.adapters.chat_text import address, cut, length, shown
from bot.adapters.home import Home, HomeLine
from bot.adapters.slack_blocks import Message
from bot.adapters.slack_found import found_message
from bot.adapters.slack_text import glimpse
from bot.answers import Answer, Cited, more
from bot.card import Card, Why
from bot.case import Post
from bot.clocks import Due
from bot.decision import Decision
from bot.guidelines import Handbook
from bot.labels import PLATFORMS, SEVERITIES, TYPES
from bot.settings import HouseRule, Settings
from bot.words import LANGS, Words
from tests.builders import NOON, case_file, reading
from tests.cards import (
    EARLIER,
    FINDINGS,
    HOSTILE,
    HOSTILE_TEXT,
    REPLY,
    TURNED,
    UNSURE,
    card,
    cards,
    did,
    due_of,
    long,
    unread,
    wild,
)
from tests.slack_checks import Shown, actions, alive, blocks_of, checked, field, words
from tests.weeks import counted

NL, EN = Settings(), Settings(language="en")
THREAD = "https://acme.slack.com/archives/C1/p1763463600000100"


def types(one: Shown) -> list[str]:
    return [block["type"] for block in blocks_of(one)]


# --- the card -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("severity", "mark"), [("low", "🟢"), ("medium", "🟡"), ("high", "🟠"), ("critical", "🔴")])
def test_the_first_line_tells_how_grave_it_is(handbook: Handbook, severity: str, mark: str) -> None:
    message = messages.card_message(card(handbook, reading("safety", severity)), "nl")
    assert blocks_of(message)[0]["text"]["text"].startswith(f"{mark} Veiligheid")
    assert message.text.startswith(f"{mark} Veiligheid")


def unmarked(message: messages.Message) -> list[str]:
    """The actions of a message, those that take a draft without the mark of its text."""
    return [one.partition(":")[0] for one in actions(message)]


def test_a_card_says_what_to_do_and_by_when_before_the_post(handbook: Handbook) -> None:
    post = Post("Mijn pakket is er niet.", platform="x", author="@jan")
    message = checked(messages.card_message(card(handbook, post=post), "nl", "https://x.example/1", "Bob"))
    assert types(message) == [
        "section",
        "section",
        "rich_text",
        "context",
        "context",
        *["rich_text"] * 3,
        "actions",
        "context",
    ]
    blocks = blocks_of(message)
    assert blocks[0]["text"]["text"] == "🟡 Bezorging · gemiddeld"
    assert blocks[1]["text"]["text"] == "*Antwoord openbaar*\n⏰ Antwoord vóór 13:00"
    assert blocks[2]["elements"][0] == {
        "type": "rich_text_quote", "elements": [{"type": "text", "text": "Mijn pakket is er niet."}],
    }  # fmt: skip
    assert [one["text"] for one in blocks[3]["elements"]] == ["@jan, X", "<https://x.example/1|origineel>"]
    assert blocks[4]["elements"][0]["text"] == "Zekerheid: 90 %"
    assert blocks[5]["elements"][0]["elements"][1]["text"] == "Hoi, voorstel 1. – Anna"
    assert blocks[-1]["elements"][0]["text"] == f"Wacht op een antwoord · zaak {post.key} · opgepakt door Bob"
    assert unmarked(message) == ["case.correct.", "case.why.", "case.use.1", "case.use.2", "case.use.3", "case.edit.",
                                "case.no-reply.", "case.others.", "case.withdraw."]  # fmt: skip
    assert {one["value"] for one in blocks[-2]["elements"]} == {post.key}
    assert [one.get("style") for one in blocks[-2]["elements"]] == ["primary", *[None] * 6]
    assert message.text == "🟡 Bezorging · gemiddeld · Antwoord vóór 13:00: “Mijn pakket is er niet.”"


def test_how_long_is_left_is_not_on_a_card_that_stays_as_it_is(handbook: Handbook) -> None:
    one = card(handbook)
    assert any("nog 2 uur" in value for _, value in one.facts)
    assert "nog 2 uur" not in words(messages.card_message(one, "nl"))
    assert "nog 2 uur" not in words(lists.cases_message([(one, None)], "nl"))


@pytest.mark.parametrize(
    ("severity", "story", "first", "then"),
    [
        (
            "medium",
            ("use",),
            "*Plaats het antwoord en klik dan op Geplaatst.*",
            "\nAntwoord openbaar\n⏰ Antwoord vóór",
        ),
        ("critical", ("use",), "*Lees het na en keur het goed, of stuur het terug.*", "\nEerst goedkeuring"),
        ("medium", ("use", "sent"), "*Er is geantwoord. Is het echt opgelost?*", "\n⏰ Oplossen vóór 23-11"),
        ("medium", ("no-reply",), "Geen antwoord nodig · Anna, 12:05", ""),
    ],
)
def test_a_card_says_what_comes_next(
    handbook: Handbook, severity: str, story: tuple[str, ...], first: str, then: str
) -> None:
    done = [did(verb, text="Hoi. – Anna" if verb == "use" else "") for verb in story]
    message = checked(messages.card_message(card(handbook, reading("delivery", severity), *done), "nl"))
    assert blocks_of(message)[1]["text"]["text"].startswith(first + then)


def test_a_long_post_is_cut_and_has_a_button_for_the_rest(handbook: Handbook) -> None:
    long = "Al drie weken wacht ik. " * 80
    message = messages.card_message(card(handbook, post=Post(long)), "nl")
    quote = blocks_of(message)[2]["elements"][0]["elements"][0]["text"]
    assert len(quote) <= 500
    assert quote.endswith(" …")
    assert long.startswith(quote[:-2])
    assert "case.full." in actions(message)
    assert "case.full." not in actions(messages.card_message(card(handbook), "nl"))


def test_two_readings_in_doubt_come_before_the_drafts(handbook: Handbook) -> None:
    message = messages.card_message(card(handbook, UNSURE), "nl")
    assert unmarked(message)[:5] == ["case.correct.", "case.why.", "case.correct.type=delivery",
                                    "case.correct.type=product", "case.use.1"]  # fmt: skip
    assert "Welke lezing klopt?" in words(message)
    assert "Welke lezing klopt?" not in words(messages.card_message(card(handbook), "nl"))


def test_other_drafts_can_be_had_only_where_there_are_drafts(handbook: Handbook) -> None:
    chosen = card(handbook, None, did("use", "1", "Hoi. – Anna"))
    assert "case.others." in actions(messages.card_message(card(handbook), "nl"))
    assert "case.others." not in actions(messages.card_message(chosen, "nl"))
    assert "case.others." not in actions(messages.card_message(card(handbook, reading("abuse", "low")), "nl"))


def test_only_a_case_that_is_open_and_read_can_be_corrected(handbook: Handbook) -> None:
    closed = card(handbook, None, did("close"))
    assert actions(messages.card_message(closed, "nl")) == ["case.why.", "case.reopen.", "case.withdraw."]
    waiting = checked(messages.card_message(unread(), "nl"))
    assert not {"case.correct.", "case.why."} & set(actions(waiting))
    assert words(waiting).startswith("⚪ Wacht op de lezer")


def test_the_chosen_reply_stays_in_sight_as_it_is(handbook: Handbook) -> None:
    reply = "Hoi *Jan*, <3 van ons & tot morgen :) – Anna"
    message = messages.card_message(card(handbook, None, did("edit", text=reply)), "nl")
    assert f"Antwoord van Anna:\n\n{reply}" in words(message)
    assert words(message).count(reply) == 1


def test_the_longest_card_still_fits(handbook: Handbook) -> None:
    for letters in ("woorden en nog eens woorden ", "字", "🔥", '"\n'):
        story = [did("promise", NOON.isoformat(), letters * 900, by=letters * 90) for _ in range(20)]
        full = card(handbook, UNSURE, *story, post=Post(letters * 3000, author=letters * 500))
        full = replace(full, drafts=(letters * 3000,) * 3)
        checked(messages.card_message(full, "nl", "https://x.example/" + "a" * 950, letters * 100))


def test_an_address_that_is_none_is_no_link(handbook: Handbook) -> None:
    for url in (
        "javascript:alert(1)",
        "https://",
        "x.example",
        "https://a b/",
        "https://<!channel>",
        "https://x\n|y",
        None,
    ):
        assert address(url) is None
        assert len(blocks_of(messages.card_message(card(handbook), "nl", url))[3]["elements"]) == 1
    assert address(" https://x.example/a|b>*c*:d:?e=1&f=%20 ") == "https://x.example/a%7Cb%3E%2Ac%2A%3Ad%3A?e=1&f=%20"


# --- answers, findings, lists, what the clocks say, the week -----------------------------------------------------------


def test_an_answer_tells_what_it_rests_on_and_has_a_button_for_more(handbook: Handbook) -> None:
    cited = (Cited("public-first", "liebrecht-2025", "A"), Cited("private-where-needed", "reageren-2017", "C"))
    message = checked(messages.answer_message(Answer("go_private", 0.9, False, "en", "Reply in public.", cited), "nl"))
    assert words(message).splitlines() == [
        "Reply in public.", "Bronnen: liebrecht-2025 (A), reageren-2017 (C)", "Lees de richtlijnen",
    ]  # fmt: skip
    value = blocks_of(message)[-1]["elements"][0]["value"]
    assert value == "en|public-first:liebrecht-2025:A,private-where-needed:reageren-2017:C"
    assert cited_of(value) == ("en", cited)
    full = checked(messages.more_message(more(cited, handbook, "en"), "en"))
    assert types(full) == ["header", "rich_text", "rich_text"]
    assert handbook.guidelines["public-first"].why.en in words(full)


def test_an_answer_that_is_none_has_no_button() -> None:
    message = checked(
        messages.answer_message(Answer("out_of_scope", 0.2, True, "nl", "Daar ben ik niet voor.", ()), "nl")
    )
    assert types(message) == ["rich_text"]


def test_findings_say_what_blocks_first_with_the_words_concerned() -> None:
    lines = words(checked(messages.findings_message(REPLY, FINDINGS, "nl"))).splitlines()
    assert lines == ["Zo kan dit nog niet weg.", "⛔ ", "“Stuur ons een DM” ", "Help eerst hier.", "💡 ", "“gegarandeerd” ",
                     "Dat beloof je te veel.", "💡 ", "Er staat geen naam onder."]  # fmt: skip
    assert words(messages.findings_message(REPLY, FINDINGS[:1], "en")).startswith("This can go out")
    assert messages.findings_message(REPLY, (), "nl").text == "Goed zo: niets op aan te merken."


def test_a_list_of_cases_shows_the_deadline_and_leads_to_the_thread(handbook: Handbook) -> None:
    one = card(handbook)
    message = checked(lists.cases_message([(one, THREAD), (one, None)], "nl"))
    linked, bold = (block["elements"][0]["elements"] for block in blocks_of(message)[1:])
    assert linked[1] == {"type": "link", "url": THREAD, "text": "Bezorging · gemiddeld"}
    assert bold[1] == {"type": "text", "text": "Bezorging · gemiddeld", "style": {"bold": True}}
    assert [part["text"] for part in linked[2:]] == [" · Antwoord vóór 14:00", "\n“Mijn pakket is er niet.”"]
    chosen = card(handbook, None, did("use", "1", "Hoi. – Anna"))
    assert "\nAntwoord gekozen, nog niet geplaatst · Anna, 12:05 · “Mijn" in words(
        lists.cases_message([(chosen, None)], "nl")
    )
    many = checked(lists.cases_message([(one, THREAD)] * 40, "nl"))
    assert len(blocks_of(many)) == 1 + 15 + 1
    assert words(many).endswith("… en nog 25.")
    assert lists.cases_message([], "en").text == "There are no open cases. Well done."


@pytest.mark.parametrize(
    ("kind", "story", "buttons"),
    [
        ("approval", (did("request-approval"),), ["case.approve", "case.send-back"]),
        ("solved-check", (did("use", "1", "Hoi"), did("sent")), ["case.solved", "case.not-solved"]),
        ("reminder", (), ["case.edit", "case.no-reply"]),
        ("escalation", (did("use", "1", "Hoi"),), ["case.sent", "case.edit", "case.no-reply"]),
        ("promise", (did("use", "1", "Hoi"), did("sent")), ["case.solved", "case.not-solved"]),
        ("solved-check", (did("close"),), []),
    ],
)
def test_a_reminder_has_the_buttons_that_it_asks_for(
    handbook: Handbook, kind: str, story: tuple[Decision, ...], buttons: list[str]
) -> None:
    due = Due(kind, "abc", NOON, Words("Denk eraan.", "Mind this."))
    message = checked(messages.due_message(due, card(handbook, None, *story), "nl"))
    assert [action.rsplit(".", 1)[0] for action in actions(message)] == buttons
    assert "Denk eraan." in message.text
    assert "Bezorging · gemiddeld\nMijn pakket is er niet." in words(message)
    assert ("Schrijf het antwoord" in words(message)) == (kind == "reminder")


def test_the_week_is_told_drawn_and_counted(handbook: Handbook) -> None:
    files = [case_file(reading(), handbook), case_file(reading("safety", "critical"), handbook)]
    digest = counted(files, ["apology"], NL)
    message = checked(lists.digest_message(digest, "nl", "F123"))
    assert types(message) == ["header", "rich_text", "rich_text", "rich_text", "image", "table"]
    image, table = blocks_of(message)[4:]
    assert image["slack_file"] == {"id": "F123"}
    assert "bezorging 1, veiligheid 1" in image["alt_text"]
    assert rows_of(table) == [["Wat", "Aantal"], ["Vragen van collega's", "1 (sorry zeggen 1)"]]  # the rest is drawn
    assert words(message).startswith("📊 Week 47 van 2026\n2 berichten, de meeste over bezorging (1)")
    assert message.text.startswith("📊 2026-W47: 2 berichten")
    table = blocks_of(lists.digest_message(digest, "nl", None))[-1]
    assert rows_of(table) == [
        ["Wat", "Aantal"], ["Bezorging", "1"], ["Veiligheid", "1"], ["Ernst: gemiddeld", "1"], ["Ernst: kritiek", "1"],
        ["Vragen van collega's", "1 (sorry zeggen 1)"],
    ]  # fmt: skip
    assert types(lists.digest_message(counted([], [], NL), "nl", None)) == ["header", "rich_text"]


def rows_of(table: dict[str, Any]) -> list[list[str]]:
    return [[cell["text"] for cell in row] for row in table["rows"]]


@pytest.mark.parametrize("lang", LANGS)
def test_help_names_every_command_and_welcome_is_three_lines(lang: str) -> None:
    said = words(checked(messages.help_message(lang)))
    assert all(f"/meelezer {one}" in said for one in ("triage", "ask", "check", "cases", "digest", "help"))
    assert len(words(checked(messages.welcome_message(lang))).splitlines()) == 3


# --- windows and the home page ------------------------------------------------------------------------------------------


def every_view(one: Card, lang: str, text: str) -> Iterator[dict[str, Any]]:
    meta = {"case": one.case, "channel": "C1"}
    yield views.loading_view(lang, text)
    yield views.note_view(lang, text, text)
    yield views.why_view(one, lang)
    yield views.full_view(one, lang)
    yield views.earlier_view([(before, text) for before in one.before], lang)
    yield views.edit_view(one, lang, text, meta)
    yield views.edit_view(one, lang, REPLY + text, meta, FINDINGS, reason=True)
    yield views.correct_view(one, lang, "delivery", "high", meta)
    yield views.promise_view(one, lang, NOON, meta, text)
    yield views.sent_view(one, lang, NOON, meta)
    yield views.send_back_view(one, lang, meta)
    yield views.no_reply_view(one, lang, meta)
    yield views.withdraw_view(one, lang, meta)
    yield views.triage_view(lang, meta, text)
    yield views.question_view(lang, meta)
    yield views.check_view(lang, meta, text)


def test_a_window_says_what_it_is_for_and_which_fields_it_has(handbook: Handbook) -> None:
    fields = {
        view["callback_id"]: [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
        for view in every_view(card(handbook), "nl", "")
        if "callback_id" in view
    }
    assert fields == {
        "edit": ["text", "reason"], "correct": ["type", "severity"], "promise": ["text", "due", "owner"], "sent": ["at"],
        "send-back": ["reason"], "no-reply": ["reason"], "withdraw": ["reason"], "triage": ["text", "platform", "author", "url"],
        "ask": ["question"], "check": ["post", "reply"],
    }  # fmt: skip


def test_a_window_carries_what_was_given_and_starts_with_what_is_known(handbook: Handbook) -> None:
    one, meta = card(handbook), {"case": "abc", "channel": "C1"}
    edit = views.edit_view(one, "nl", "Hoi *Jan*", meta)
    assert json.loads(edit["private_metadata"]) == meta
    assert field(edit, "text")["initial_value"] == "Hoi *Jan*"
    assert field(views.sent_view(one, "nl", NOON, meta), "at")["initial_date_time"] == int(NOON.timestamp())
    correct = views.correct_view(one, "nl", "billing", "", meta)
    assert field(correct, "type")["initial_option"]["text"]["text"] == "Facturatie"
    assert "initial_option" not in field(correct, "severity")
    assert [one["value"] for one in field(correct, "type")["options"]] == list(TYPES)
    assert [one["value"] for one in field(correct, "severity")["options"]] == list(SEVERITIES)
    assert [one["value"] for one in field(views.triage_view("nl", meta), "platform")["options"]] == list(PLATFORMS)


def test_findings_stand_above_the_reply_where_they_are_seen(handbook: Handbook) -> None:
    view = views.edit_view(card(handbook), "nl", REPLY, {}, FINDINGS, reason=True)
    assert [block.get("block_id", block["type"]) for block in view["blocks"]] == [
        "rich_text", "context", *["rich_text"] * 4, "text", "reason",
    ]  # fmt: skip
    assert words(view).index("“Stuur ons een DM”") < words(view).index("“gegarandeerd”")
    assert "Zo kan dit nog niet weg." in words(view)
    assert "Toch zo versturen? Zeg waarom." in words(view)


def test_a_reason_may_stay_empty_where_there_is_another_way_out(handbook: Handbook) -> None:
    one = card(handbook)
    mended, none = views.edit_view(one, "nl", REPLY, {}, FINDINGS, reason=True), views.no_reply_view(one, "nl", {})
    back = views.send_back_view(one, "nl", {})
    assert [view["blocks"][-1]["optional"] for view in (mended, none, back)] == [True, True, False]


def test_why_tells_the_chain_the_reasons_and_what_was_set_aside(handbook: Handbook) -> None:
    one = card(handbook)
    view = views.why_view(one, "nl")
    assert [block["elements"][0].get("style") for block in view["blocks"] if block["type"] == "rich_text"] == [
        "ordered", "bullet", "bullet",
    ]  # fmt: skip
    for line in (*one.chain, one.why[0].text, f" {one.why[0].source} ({one.why[0].weight})", one.overruled[0].text):
        assert line in words(view)
    assert "nog niet gelezen" in words(checked(views.why_view(unread(), "nl")))


def test_the_whole_post_is_there_in_pieces(handbook: Handbook) -> None:
    for text in ("Al drie weken wacht ik nu. " * 370, "x" * 10_000, "🔥" * 10_000):
        view = checked(views.full_view(replace(card(handbook), quote=text), "nl"))
        pieces = [block["elements"][0]["elements"][0]["text"] for block in blocks_of(view)[:-1]]
        assert "".join("".join(pieces).split()) == "".join(text.split())
        assert all(len(piece) <= 3000 for piece in pieces)


def test_home_lists_what_waits_and_is_friendly_where_nothing_does(handbook: Handbook) -> None:
    empty = checked(views.home_view(Home((), (), (), (), ()), "nl"))
    assert "Er wacht niets op je. Mooi zo." in words(empty)
    assert types(empty) == ["actions", "section"]
    assert actions(empty) == ["home.triage."]
    line = HomeLine(card(handbook), THREAD, "vóór 20-11 11:00: We bellen je")
    mine = (*[replace(line, card=replace(line.card, case="other"))] * 40, line)
    full = checked(
        views.home_view(Home(mine, (line,), (line,), ("2026-W47: 12 berichten.",), (("Merk", "Acme"),)), "nl")
    )
    headings = [block["text"]["text"] for block in blocks_of(full) if block["type"] == "header"]
    assert headings == ["Wacht op mijn goedkeuring", "Mijn open zaken", "Beloften", "Deze week", "Instellingen"]
    assert "\n12 berichten.\n" in words(full)
    assert words(full).count("We bellen je") == 17  # what waits for my approval is not said twice
    assert "… en nog 25." in words(full)


# --- words --------------------------------------------------------------------------------------------------------------


def test_a_text_is_cut_at_the_end_of_a_word() -> None:
    assert cut("een twee drie", 13) == "een twee drie"
    assert cut("een twee drie", 12) == "een twee …"
    assert cut("eentweedrievier", 10) == "eentweed …"
    assert cut("🔥" * 10, 9) == "🔥🔥🔥 …"


@given(st.text(), st.integers(3, 60))
def test_a_cut_text_is_its_own_beginning_and_never_too_long(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert length(short) <= max(limit, length(text) if short == text else 0)
    assert short == text or (short.endswith(" …") and text.startswith(short[:-2]))


def test_a_glimpse_leaves_nothing_to_parse() -> None:
    assert (
        glimpse("*Let\nop* <!channel> https://evil.example :fire: a_b & c")
        == "Let op &lt;!channel&gt; evil.example : fire: ab &amp; c"
    )
    assert glimpse("ht_tps://evil.example :fi*re:") == "evil.example : fire:"
    assert glimpse("*_*") == "…"


def test_what_turns_or_hides_a_text_is_left_out() -> None:
    assert shown(f" {TURNED}\x00 ") == "gnorts"
    assert shown("\u202e \u200f") == "…"
    assert shown("👩\u200d🚒") == "👩\u200d🚒"


# --- nothing comes alive ------------------------------------------------------------------------------------------------


def dead(one: Shown) -> Shown:
    """Assert that none of the hostile pieces stands in a text that Slack parses."""
    for text in alive(one):
        assert not [piece for piece in HOSTILE if piece in text], text
    return one


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data(), st.sampled_from(LANGS))
def test_any_card_makes_messages_and_windows_that_slack_takes(
    handbook: Handbook, data: st.DataObject, lang: str
) -> None:
    one, text = data.draw(cards(handbook, lang)), data.draw(long)
    url = data.draw(st.sampled_from([None, "https://x.example/*vet*:fire:`code`", text]))
    findings = [replace(found, message=Words(text, text), end=data.draw(st.integers(0, 40))) for found in FINDINGS]
    line = HomeLine(one, url, data.draw(wild))
    home = Home((line,) * data.draw(st.integers(0, 20)), (line,), (), (text,), ((text, text),) * 3)
    everything: list[Shown] = [
        messages.card_message(one, lang, url, data.draw(wild)),
        lists.cases_message([(one, url)] * data.draw(st.integers(0, 20)), lang),
        found_message(text, [(before, url) for before in one.before * 3], lang),
        messages.findings_message(text, findings * data.draw(st.integers(0, 8)), lang),
        messages.due_message(due_of(data.draw(st.sampled_from(["promise", "approval", "reminder"])), text), one, lang),
        messages.told(text),
        messages.more_message(text, lang),
        messages.answer_message(Answer("apology", 0.9, False, lang, text, (Cited("a", "b", "A"),) * 3), lang),
        views.home_view(home, lang),
        *every_view(one, lang, text),
    ]
    for shown_now in everything:
        dead(checked(shown_now))


def test_a_card_says_that_there_were_such_cases_and_a_button_shows_them(handbook: Handbook) -> None:
    one = replace(card(handbook), before=EARLIER)
    assert "🗂️ Dit hadden we 2 keer eerder, zoals op 12-11, opgelost." in words(
        checked(messages.card_message(one, "nl"))
    )
    assert "once before: on 12-11, opgelost." in words(messages.card_message(replace(one, before=EARLIER[:1]), "en"))
    assert "case.earlier" in str(actions(messages.card_message(one, "nl")))
    assert "earlier" not in str(actions(messages.card_message(replace(one, before=()), "nl")))
    view = checked(views.earlier_view([(EARLIER[0], THREAD), (EARLIER[1], None)], "nl"))
    linked, bare = (block["elements"][0]["elements"] for block in view["blocks"])
    assert linked[1] == {"type": "link", "url": THREAD, "text": "Bezorging · gemiddeld · 12-11"}
    assert [part["text"] for part in linked[2:]] == [" · Opgelost", "\n“Pakket weg”", "\n↳ “Hoi Jo, gevonden!”"]
    assert [part["text"] for part in bare[2:]] == [" · Wacht op een antwoord", "\n“Weer weg”"]
    assert "geen eerdere zaken" in words(checked(views.earlier_view([], "nl")))


def test_hostile_words_are_shown_as_they_are_and_parsed_nowhere(handbook: Handbook) -> None:
    post = Post(HOSTILE_TEXT, author=HOSTILE_TEXT)
    one = card(handbook, None, did("promise", NOON.isoformat(), HOSTILE_TEXT), post=post)
    one = replace(one, drafts=(HOSTILE_TEXT,), why=(Why(HOSTILE_TEXT, HOSTILE_TEXT, "team", HOSTILE_TEXT),))
    written = shown(HOSTILE_TEXT)
    message = messages.card_message(one, "nl", None, HOSTILE_TEXT)
    assert isinstance(dead(checked(message)), Message)
    assert (
        words(message).count(written) == 3
    )  # the post, the promise, the draft; the author is longer than a name may be
    assert written in words(dead(views.why_view(one, "nl")))
    assert field(views.edit_view(one, "nl", HOSTILE_TEXT, {}), "text")["initial_value"] == written
    settings_shown = views.home_view(Home((), (), (), (), (("Ondertekening", HOSTILE_TEXT),)), "nl")
    assert written in words(dead(settings_shown))


@given(wild, st.integers(0, 3), st.datetimes(datetime(2026, 11, 16), datetime(2026, 11, 22)))
def test_any_week_makes_a_message_that_slack_takes(handbook: Handbook, name: str, cases: int, now: datetime) -> None:
    rule = HouseRule(name, "no_reply", name, types=("delivery",))
    team = Settings(house_rules=(rule,))
    files = [case_file(reading(type_), handbook, settings=team) for type_ in list(TYPES)[:cases]]
    digest = counted(files, ["apology"] * cases, team)
    for lang in LANGS:
        dead(checked(lists.digest_message(digest, lang, "F1" if now.day % 2 else None)))
