"""What Meelezer shows in Teams: every card is one that Teams takes, and nothing that somebody wrote comes alive in it."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.adapters.chart import drawn
from bot.adapters.chat_cards import cited_of
from bot.adapters.home import Home, HomeLine
from bot.adapters.teams_cards import (
    Mention,
    answer_message,
    card_message,
    due_message,
    findings_message,
    full_message,
    help_message,
    more_message,
    told,
    welcome_message,
)
from bot.adapters.teams_forms import FORMS, Form, triage_form, values_of
from bot.adapters.teams_lists import cases_message, digest_message, found_message, home_message
from bot.adapters.teams_text import escaped, plain, summary
from bot.answers import Answer, Cited, more
from bot.card import Card
from bot.case import Post
from bot.clocks import Due
from bot.decision import Decision, mark_of
from bot.guidelines import Handbook
from bot.labels import PLATFORMS, SEVERITIES, TYPES
from bot.settings import HouseRule, Settings
from bot.words import LANGS, Words
from tests.builders import NOON, case_file, reading
from tests.cards import (
    ALIVE,
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
from tests.photos import needs_pictures
from tests.teams_checks import button, buttons, checked, field, fits, of_type, parts, sent, words
from tests.teams_pictures import picture, rendered
from tests.weeks import counted

NL = Settings()
THREAD = "https://teams.microsoft.com/l/message/19%3Aabc%40thread.tacv2/1763463600000"
CHOSEN = did("use", "1", "Hoi. – Anna")


# --- the card -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("severity", "mark"), [("low", "🟢"), ("medium", "🟡"), ("high", "🟠"), ("critical", "🔴")])
def test_the_heading_tells_how_grave_it_is(handbook: Handbook, severity: str, mark: str) -> None:
    message = checked(card_message(card(handbook, reading("safety", severity)), "nl"))
    heading = message.card["body"][0]
    assert (heading["style"], heading["text"].partition(" · ")[0]) == ("heading", f"{mark} Veiligheid")
    assert message.summary.startswith(f"{mark} Veiligheid")


def test_a_card_says_what_to_do_and_by_when_before_the_post(handbook: Handbook) -> None:
    post = Post("Mijn pakket is er niet.", platform="x", author="@jan")
    message = checked(card_message(card(handbook, post=post), "nl", "https://x.example/1"))
    shown = [line for line in words(message).splitlines() if line in buttons(message.card) or ":" not in line[:8]]
    read = ["🟡 Bezorging · gemiddeld", "Antwoord openbaar", "⏰ Antwoord vóór 13:00", "Mijn pakket is er niet.",
            "@jan, X · origineel", "Zekerheid: 90 %", "Waarom?", "1  Hoi, voorstel 1. – Anna",
            "Gebruik 1", f"Wacht op een antwoord · zaak {post.key}"]  # fmt: skip
    assert [line for line in shown if line in read] == read
    assert of_type(message.card, "Action.OpenUrl")[0]["url"] == "https://x.example/1"
    assert message.summary == "🟡 Bezorging · gemiddeld · Antwoord vóór 13:00: “Mijn pakket is er niet.”"


def test_the_buttons_of_a_card_and_what_they_carry(handbook: Handbook) -> None:
    one = card(handbook)
    made = card_message(one, "nl").card
    assert buttons(made) == ["Waarom?", "Klopt niet?", "Gebruik 1", "Gebruik 2", "Gebruik 3", "Bewerk", "Geen antwoord nodig",
                             "Andere voorstellen", "Hoort hier niet"]  # fmt: skip
    use = button(made, "Gebruik 1")
    assert (use["verb"], use["style"], use["associatedInputs"]) == ("case.use", "positive", "none")
    assert use["data"] == {"case": one.case, "value": f"1:{mark_of(one.drafts[0])}"}
    assert made["refresh"]["action"]["verb"] == "card.refresh"
    assert made["refresh"]["action"]["data"] == {"case": one.case}


def test_approval_carries_the_text_that_was_seen(handbook: Handbook) -> None:
    made = card_message(card(handbook, reading("delivery", "critical"), CHOSEN), "nl").card
    assert words(card_message(card(handbook, reading("delivery", "critical"), CHOSEN), "nl")).count("Lees het na") == 1
    assert button(made, "Keur goed")["data"]["value"] == mark_of(CHOSEN.text)
    back = sent(made, "Terugsturen", {"send-back.reason": "Korter graag"})
    assert back["value"] == mark_of(CHOSEN.text)
    assert values_of(back) == {"reason": "Korter graag"}


def test_further_buttons_than_teams_shows_are_behind_the_dots(handbook: Handbook) -> None:
    one = card(handbook)
    more = replace(
        one, buttons=(*one.buttons, *(replace(one.buttons[-1], verb="close", label=f"Extra {n}") for n in "123"))
    )
    rows = [element["actions"] for element in card_message(more, "nl").card["body"] if element["type"] == "ActionSet"][
        1:
    ]
    assert [[action["title"] for action in row] for row in rows] == [
        ["Gebruik 1", "Gebruik 2", "Gebruik 3"], ["Bewerk", "Geen antwoord nodig"],
        ["Extra 1", "Extra 2", "Extra 3", "Andere voorstellen", "Hoort hier niet"],
    ]  # fmt: skip
    assert [action.get("mode", "primary") for action in rows[-1]] == ["primary", *["secondary"] * 4]


def test_why_is_in_the_card_and_hidden_until_it_is_asked(handbook: Handbook) -> None:
    one = card(handbook)
    made = card_message(one, "nl")
    (why,) = [part for part in parts(made.card) if part.get("id") == "why"]
    assert why["isVisible"] is False
    assert button(made.card, "Waarom?")["targetElements"] == ["why"]
    for line in (*one.chain, one.why[0].text, f" {one.why[0].source} ({one.why[0].weight})", one.overruled[0].text):
        assert line in words(made)


def test_a_long_post_is_cut_and_can_be_unfolded(handbook: Handbook) -> None:
    wait = "Al drie weken wacht ik. " * 80
    made = card_message(card(handbook, post=Post(wait)), "nl").card
    short, whole = (
        next(part for part in parts(made) if part.get("id") == f"post.{name}") for name in ("short", "whole")
    )
    assert (short.get("isVisible", True), whole["isVisible"]) == (True, False)
    assert button(made, "Hele bericht")["targetElements"] == ["post.short", "post.whole"]
    assert whole["items"][0]["inlines"][0]["text"] == wait.strip()
    asked = card_message(card(handbook, post=Post("字" * 9000)), "nl").card
    assert button(asked, "Hele bericht")["verb"] == "case.full"
    assert "字" * 5000 in words(checked(full_message(card(handbook, post=Post("字" * 9000)), "nl")))


def test_two_readings_in_doubt_come_before_the_drafts(handbook: Handbook) -> None:
    made = checked(card_message(card(handbook, UNSURE), "nl"))
    assert buttons(made.card)[2:5] == ["Bezorging", "Product", "Gebruik 1"]
    assert button(made.card, "Product")["data"]["value"] == "type=product"
    assert "Welke lezing klopt?" in words(made)


def test_a_case_that_is_closed_or_not_read_asks_for_nothing(handbook: Handbook) -> None:
    assert buttons(card_message(card(handbook, None, did("close")), "nl").card) == [
        "Waarom?",
        "Heropen",
        "Hoort hier niet",
    ]
    waiting = checked(card_message(unread(), "nl"))
    assert waiting.summary.startswith("⚪ Wacht op de lezer")
    assert "Waarom?" not in buttons(waiting.card)


def test_the_chosen_reply_stays_in_sight_as_it_is(handbook: Handbook) -> None:
    reply = "Hoi *Jan*, <3 van ons & tot [morgen](x) :) – Anna"
    made = checked(card_message(card(handbook, None, did("edit", text=reply)), "nl"))
    assert f"Antwoord van Anna:\n{reply}\n" in words(made)
    assert field(made.card, "edit.text")["value"] == reply


def test_the_lines_of_a_text_are_kept(handbook: Handbook) -> None:
    made = card_message(card(handbook, post=Post("Een\ntwee\n\ndrie")), "nl").card
    (quote,) = [part for part in made["body"] if part.get("style") == "emphasis" and part.get("isVisible", True)]
    assert [(row["inlines"][0]["text"], row["spacing"]) for row in quote["items"]] == [
        ("Een", "small"), ("twee", "none"), ("drie", "small"),
    ]  # fmt: skip


def test_an_address_that_is_none_is_no_link(handbook: Handbook) -> None:
    for url in ("javascript:alert(1)", "https://", "x.example", "https://a b/", None):
        assert of_type(checked(card_message(card(handbook), "nl", url)).card, "Action.OpenUrl") == []


def test_the_longest_card_still_fits(handbook: Handbook) -> None:
    for letters in ("woorden en nog eens woorden ", "字", "🔥", '"\n'):
        story = [did("promise", NOON.isoformat(), letters * 900, by=letters * 90) for _ in range(20)]
        full = card(handbook, UNSURE, *story, post=Post(letters * 3000, author=letters * 500))
        full = replace(full, drafts=((letters * 3000)[:3000],) * 3)
        form = Form("edit", (letters * 3000)[:3000], FINDINGS * 8, reason=True)
        checked(card_message(full, "nl", "https://x.example/" + "a" * 450, form))


# --- forms ----------------------------------------------------------------------------------------------------------


def test_each_form_has_its_own_fields_and_only_where_the_case_needs_it(handbook: Handbook) -> None:
    def asked(*story: Decision, severity: str = "medium") -> dict[str, list[str]]:
        made = card_message(card(handbook, reading("delivery", severity), *story), "nl").card
        forms = of_type(made, "Action.ShowCard")
        return {
            one["title"]: [i["id"] for i in parts(one["card"]) if str(i.get("type")).startswith("Input.")]
            for one in forms
        }

    wrong = {"Klopt niet?": ["correct.type", "correct.severity"]}
    edit, none = {"Bewerk": ["edit.text"]}, {"Geen antwoord nodig": ["no-reply.reason"]}
    stray = {"Hoort hier niet": ["withdraw.reason"]}
    promise = {"Belofte": ["promise.text", "promise.due", "promise.time", "promise.owner"]}
    assert asked() == wrong | edit | none | stray
    assert asked(CHOSEN) == wrong | {"Geplaatst": ["sent.at", "sent.time"]} | edit | promise | none | stray
    assert asked(CHOSEN, severity="critical") == wrong | {"Stuur terug": ["send-back.reason"]} | edit | stray
    assert asked(CHOSEN, did("sent")) == wrong | promise | stray
    assert asked(did("close")) == stray
    assert asked(did("withdraw")) == {}


def test_a_form_starts_with_what_is_known(handbook: Handbook) -> None:
    made = card_message(card(handbook, reading("billing", "high")), "en").card
    assert field(made, "edit.text")["value"] == "Hoi, voorstel 1. – Anna"
    assert (field(made, "correct.type")["value"], field(made, "correct.severity")["value"]) == ("billing", "high")
    assert [one["value"] for one in field(made, "correct.type")["choices"]] == list(TYPES)
    assert [one["value"] for one in field(made, "correct.severity")["choices"]] == list(SEVERITIES)


def test_only_what_a_form_is_for_comes_back_by_its_fields_names(handbook: Handbook) -> None:
    form = Form("edit", "Stuur een DM.", FINDINGS, reason=True)
    made = card_message(card(handbook, None, CHOSEN), "nl", None, form).card
    data = sent(made, "Onthoud dit", {"promise.text": "We bellen", "promise.due": "2026-11-20", "promise.owner": "Bob"})
    assert "edit.text" in data  # Teams sends the fields around a form too
    assert values_of(data) == {"text": "We bellen", "due": "2026-11-20", "time": "17:00", "owner": "Bob"}
    again = sent(made, "Gebruik dit", {"edit.reason": "De klant vroeg erom"})
    assert values_of(again) == {"text": "Stuur een DM.", "reason": "De klant vroeg erom"}
    assert again["seen"] == mark_of("Stuur een DM.")
    unexplained = card_message(
        card(handbook), "nl", None, Form("edit", "Stuur een DM.\r\n", reason=True, wrong="Zeg waarom.")
    )
    assert sent(unexplained.card, "Gebruik dit")["seen"] == mark_of("Stuur een DM.")
    assert values_of({"verb": "triage", "text": "Boos", "author": None}) == {"text": "Boos", "author": ""}


def test_a_form_that_comes_back_stands_open_with_what_blocks_first(handbook: Handbook) -> None:
    form = Form("edit", REPLY, FINDINGS, reason=True, wrong="Zeg in één zin waarom het toch zo weg mag.")
    made = checked(card_message(card(handbook), "nl", None, form))
    (open_,) = [part for part in parts(made.card) if part.get("id") == "form"]
    assert open_.get("isVisible", True)
    lines = [line for line in words(replace(made, card=open_)).splitlines()]
    assert lines[:6] == ["Antwoord bewerken", "Zo kan dit nog niet weg.", "⛔ “Stuur ons een DM” Help eerst hier.",
                         "💡 “gegarandeerd” Dat beloof je te veel.", "💡 Er staat geen naam onder.",
                         "Zeg in één zin waarom het toch zo weg mag."]  # fmt: skip
    assert field(open_, "edit.text")["value"] == REPLY
    assert "isRequired" not in field(open_, "edit.reason")
    assert buttons(open_) == ["Gebruik dit", "Annuleer"]
    assert "Bewerk" not in buttons(made.card)
    assert "style" not in button(made.card, "Gebruik 1")  # one button stands out


def test_a_form_is_gone_once_somebody_else_has_decided(handbook: Handbook) -> None:
    for verb in FORMS:
        ended = did("withdraw" if verb == "withdraw" else "close")
        made = card_message(card(handbook, None, ended), "nl", None, Form(verb, "Te laat")).card
        assert not [part for part in parts(made) if part.get("id") == "form"]


def test_the_dialog_asks_for_a_post(handbook: Handbook) -> None:
    made = fits(triage_form("nl", "Mijn pakket is *weg*"))
    assert [one["id"] for one in made["body"]] == ["text", "platform", "author", "url"]
    assert made["body"][0]["value"] == "Mijn pakket is *weg*"
    assert [one["value"] for one in made["body"][1]["choices"]] == list(PLATFORMS)
    assert made["actions"][0]["data"] == {"verb": "triage"}


# --- answers, findings, lists, what the clocks say, the week -----------------------------------------------------------


def test_an_answer_tells_what_it_rests_on_and_has_a_button_for_more(handbook: Handbook) -> None:
    cited = (Cited("public-first", "liebrecht-2025", "A"), Cited("private-where-needed", "reageren-2017", "C"))
    message = checked(answer_message(Answer("go_private", 0.9, False, "en", "Reply in public.", cited), "nl"))
    assert words(message).splitlines() == [
        "Reply in public.", "Bronnen: liebrecht-2025 (A), reageren-2017 (C)", "Lees de richtlijnen",
    ]  # fmt: skip
    asked = button(message.card, "Lees de richtlijnen")
    assert asked["verb"] == "answer.more"
    assert cited_of(asked["data"]["value"]) == ("en", cited)
    assert handbook.guidelines["public-first"].why.en in words(checked(more_message(more(cited, handbook, "en"), "en")))


def test_one_sentence_is_no_card_and_rings_only_for_who_is_named() -> None:
    message = checked(told("Daar ben ik niet voor: zie https://evil.example <at>Anna</at>."))
    assert (message.card, message.text) == ({}, "Daar ben ik niet voor: zie evil.example ‹at›Anna‹/at›.")
    carol = Mention("29:carol", "Carol <at>*Smit*")
    rung = checked(told("Wil je dit nalezen?", [carol, Mention("29:dan", "Dan")]))
    assert rung.card["body"][0]["text"] == "<at>Carol atSmit</at> <at>Dan</at>"
    assert rung.card["msteams"]["entities"][0] == {
        "type": "mention", "text": "<at>Carol atSmit</at>", "mentioned": {"id": "29:carol", "name": "Carol atSmit"},
    }  # fmt: skip


def test_findings_say_what_blocks_first_with_the_words_concerned() -> None:
    lines = words(checked(findings_message(REPLY, FINDINGS, "nl"))).splitlines()
    assert lines == ["Zo kan dit nog niet weg.", "⛔ “Stuur ons een DM” Help eerst hier.",
                     "💡 “gegarandeerd” Dat beloof je te veel.", "💡 Er staat geen naam onder."]  # fmt: skip
    approved = words(findings_message(REPLY, FINDINGS[:1], "en", approval=True))
    assert approved.startswith("This can go out")
    assert approved.endswith("It goes out only after approval.")
    assert findings_message(REPLY, (), "nl").text == "Goed zo: niets op aan te merken."


def test_a_list_of_cases_shows_the_deadline_and_leads_to_the_thread(handbook: Handbook) -> None:
    one = card(handbook)
    message = checked(cases_message([(one, THREAD), (one, None)], "nl"))
    assert words(message).splitlines()[:3] == ["2 open zaken", "🟡 Bezorging · gemiddeld · Antwoord vóór 14:00",
                                               "“Mijn pakket is er niet.”"]  # fmt: skip
    assert [link["url"] for link in of_type(message.card, "Action.OpenUrl")] == [THREAD]
    assert words(checked(cases_message([(one, THREAD)] * 40, "nl"))).endswith("… en nog 25.")
    assert cases_message([], "en").text == "There are no open cases. Well done."


@pytest.mark.parametrize(
    ("kind", "story", "shown"),
    [
        ("approval", (did("request-approval"),), ["Keur goed", "Stuur terug"]),
        ("solved-check", (CHOSEN, did("sent")), ["Opgelost", "Niet opgelost"]),
        ("reminder", (), ["Schrijf het antwoord", "Geen antwoord nodig"]),
        ("escalation", (CHOSEN,), ["Geplaatst", "Bewerk", "Geen antwoord nodig"]),
        ("solved-check", (did("close"),), []),
    ],
)
def test_a_reminder_has_the_buttons_that_it_asks_for(
    handbook: Handbook, kind: str, story: tuple[Decision, ...], shown: list[str]
) -> None:
    due = Due(kind, "abc", NOON, Words("Denk eraan.", "Mind this."))
    message = checked(due_message(due, card(handbook, None, *story), "nl"))
    assert buttons(message.card) == shown
    assert "Denk eraan." in message.summary
    assert "🟡 Bezorging · gemiddeld\nMijn pakket is er niet." in words(message)


def test_the_week_is_told_drawn_and_counted(handbook: Handbook) -> None:
    files = [case_file(reading(), handbook), case_file(reading("safety", "critical"), handbook)]
    digest = counted(files, ["apology"], NL)
    message = checked(digest_message(digest, "nl", drawn(digest, "nl")))
    (image,) = of_type(message.card, "Image")
    assert "bezorging 1, veiligheid 1" in image["altText"]
    with Image.open(io.BytesIO(base64.b64decode(image["url"].partition(",")[2]))) as chart:
        assert chart.width >= 540  # to be read on a phone
    (facts,) = of_type(message.card, "FactSet")
    assert facts["facts"] == [{"title": "Vragen van collega's", "value": "1 (sorry zeggen 1)"}]  # the rest is drawn
    assert words(message).startswith("📊 Week 47 van 2026\n• 2 berichten, de meeste over bezorging (1)")
    for nothing in (None, b"no picture"):
        (facts,) = of_type(digest_message(digest, "nl", nothing).card, "FactSet")
        assert [one["title"] for one in facts["facts"]][:3] == ["Bezorging", "Veiligheid", "Ernst: gemiddeld"]
    empty = checked(digest_message(counted([], [], NL), "nl", None))
    assert of_type(empty.card, "FactSet") == []


def test_a_chart_too_large_for_a_message_is_left_out(handbook: Handbook) -> None:
    noise = Image.effect_noise((1200, 1200), 100)
    made = io.BytesIO()
    noise.save(made, "PNG")
    digest = counted([case_file(reading(), handbook)], [], NL)
    message = checked(digest_message(digest, "nl", made.getvalue()))
    assert of_type(message.card, "Image") == []
    assert {"title": "Bezorging", "value": "1"} in of_type(message.card, "FactSet")[0]["facts"]


def test_home_lists_what_waits_and_is_friendly_where_nothing_does(handbook: Handbook) -> None:
    empty = checked(home_message(Home((), (), (), (), ()), "nl"))
    assert words(empty).splitlines() == ["Voor jou", "Er wacht niets op je. Mooi zo."]
    line = HomeLine(card(handbook), THREAD, "vóór 20-11 11:00: We bellen je")
    mine = (*[replace(line, card=replace(line.card, case="other"))] * 40, line)
    home = Home(mine, (line,), (line,), ("2026-W47: 12 berichten.",), (("Merk", "Acme"),))
    full = checked(home_message(home, "nl"))
    headings = [block["text"] for block in of_type(full.card, "TextBlock")]
    assert headings == [
        "Voor jou",
        "Wacht op mijn goedkeuring",
        "Mijn open zaken",
        "Beloften",
        "Deze week",
        "Instellingen",
    ]
    assert "\n• 12 berichten.\n" in words(full)
    assert words(full).count("We bellen je") == 17  # what waits for my approval is not said twice
    assert "… en nog 25." in words(full)


@pytest.mark.parametrize("lang", LANGS)
def test_help_names_what_can_be_typed_and_welcome_is_three_lines(lang: str) -> None:
    said = words(checked(help_message(lang)))
    typed = (
        ("check", "zaken", "mijn", "weekoverzicht", "hulp")
        if lang == "nl"
        else ("check", "cases", "mine", "digest", "help")
    )
    assert all(f"**{one}**" in said for one in typed)
    assert len(words(checked(welcome_message(lang))).splitlines()) == 3


# --- words ----------------------------------------------------------------------------------------------------------


def test_what_is_written_in_markdown_is_escaped() -> None:
    assert escaped("**dik** [klik](http://x) <at>A</at>") == r"\*\*dik\*\* \[klik\](http://x) \<at\>A\</at\>"
    assert (escaped("1. een"), escaped("- een"), escaped("A-1 2,5 (x)")) == (r"1\. een", r"\- een", "A-1 2,5 (x)")


@given(wild)
def test_a_notification_and_plain_words_hold_nothing_to_parse(text: str) -> None:
    assert len(summary(text)) <= 150
    for said in (summary(text), plain(text)):
        assert not [mark for mark in ("<", ">", "://", "](", "\u202e") if mark in said]
    assert not [piece for piece in (*HOSTILE, *ALIVE[:3]) if piece in summary(text).replace(":fire:", "")]


# --- nothing comes alive ------------------------------------------------------------------------------------------------


def forms(text: str, reason: bool) -> st.SearchStrategy[Form | None]:
    findings = tuple(replace(found, message=Words(text, text)) for found in FINDINGS)
    made = [Form(verb, text[:3000], (), wrong=text) for verb in FORMS if verb != "edit"]
    return st.sampled_from([None, *made, Form("edit", text[:3000], findings * 8, reason, "", {"reason": text})])


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.data(), st.sampled_from(LANGS))
def test_any_card_makes_messages_that_teams_takes(handbook: Handbook, data: st.DataObject, lang: str) -> None:
    one, text = data.draw(cards(handbook, lang)), data.draw(long)
    url = data.draw(st.sampled_from([None, "https://x.example/*vet*:fire:`code`", text]))
    findings = [replace(found, message=Words(text, text), end=data.draw(st.integers(0, 40))) for found in FINDINGS]
    line = HomeLine(one, url, data.draw(wild))
    home = Home((line,) * data.draw(st.integers(0, 20)), (line,), (), (text,), ((text, text),) * 3)
    for message in (
        card_message(one, lang, url, data.draw(forms(text, data.draw(st.booleans()))), data.draw(wild)),
        full_message(one, lang),
        cases_message([(one, url)] * data.draw(st.integers(0, 20)), lang),
        found_message(text, [(before, url) for before in one.before * 3], lang),
        findings_message(text, findings * data.draw(st.integers(0, 8)), lang),
        due_message(due_of(data.draw(st.sampled_from(["promise", "approval", "reminder"])), text), one, lang),
        told(text),
        told(text, [Mention("29:x", text)], lang),
        more_message(text, lang),
        answer_message(Answer("apology", 0.9, False, lang, text, (Cited("a", "b", "A"),) * 3), lang),
        home_message(home, lang),
    ):
        checked(message)
    fits(triage_form(lang, text))


def test_a_card_says_that_there_were_such_cases_and_shows_them_in_place(handbook: Handbook) -> None:
    one = replace(card(handbook), before=EARLIER)
    message = checked(card_message(one, "nl"))
    assert "🗂️ Dit hadden we 2 keer eerder, zoals op 12-11, opgelost." in words(message)
    (hidden,) = [part for part in of_type(message.card, "Container") if part.get("id") == "earlier"]
    assert hidden["isVisible"] is False
    assert "Pakket weg" in str(hidden)
    assert "↳ “Hoi Jo, gevonden!”" in str(hidden)
    assert ["earlier"] in [part["targetElements"] for part in of_type(message.card, "Action.ToggleVisibility")]
    assert "earlier" not in str(card_message(replace(one, before=()), "nl").card)
    lines = words(checked(found_message("Gevonden met: *weg*", [(EARLIER[0], THREAD)], "nl"))).splitlines()
    assert lines[1:] == ["🟡 Bezorging · gemiddeld · 12-11 · Opgelost", "“Pakket weg”", "↳ “Hoi Jo, gevonden!”"]
    assert found_message("Geen zaak gevonden.", [], "nl").text == "Geen zaak gevonden."


def test_hostile_words_are_shown_as_they_are_and_parsed_nowhere(handbook: Handbook) -> None:
    hostile = f"{HOSTILE_TEXT} {' '.join(ALIVE)}"
    one = card(handbook, None, did("promise", NOON.isoformat(), hostile), post=Post(hostile, author=hostile))
    one = replace(one, drafts=(hostile,))
    written = hostile.replace(TURNED, "gnorts")
    message = checked(card_message(one, "nl", None, None, hostile))
    shown = words(message).replace("{ {", "{{")
    assert shown.count(written) == 4  # the post, the promise, the draft and the same in its form


@given(wild, st.integers(0, 3), st.datetimes(datetime(2026, 11, 16), datetime(2026, 11, 22)))
@settings(max_examples=20, deadline=None)
def test_any_week_makes_a_message_that_teams_takes(handbook: Handbook, name: str, cases: int, now: datetime) -> None:
    rule = HouseRule(name, "no_reply", name, types=("delivery",))
    team = Settings(house_rules=(rule,))
    files = [case_file(reading(type_), handbook, settings=team) for type_ in list(TYPES)[:cases]]
    digest = counted(files, ["apology"] * cases, team)
    picture = io.BytesIO()
    Image.new("RGB", (960, 700), (now.day, 200, 100)).save(picture, "PNG")
    for lang in LANGS:
        checked(digest_message(digest, lang, picture.getvalue() if now.day % 2 else None))


def test_a_card_of_a_case_holds_its_own_case_only(handbook: Handbook) -> None:
    one: Card = card(handbook, UNSURE)
    cases = {part["data"]["case"] for part in of_type(card_message(one, "nl").card, "Action.Execute")}
    assert cases == {one.case}


# --- by Microsoft's own renderer -----------------------------------------------------------------------------------------


@needs_pictures
def test_what_is_missing_in_one_form_holds_up_no_other_button(handbook: Handbook) -> None:
    made = card_message(card(handbook, None, CHOSEN), "nl").card
    steps = [("Bewerk", ""), ("edit.text", ""), ("Belofte", ""), ("Onthoud dit", "")]
    html, nothing = rendered(made, steps)
    assert ("Schrijf op wat er beloofd is." in html, "Schrijf hier je antwoord." in html, nothing) == (True, False, [])
    _, sent_now = rendered(
        made, [*steps, ("promise.text", "We bellen"), ("promise.due", "2026-11-20"), ("Onthoud dit", "")]
    )
    (promise,) = sent_now
    assert (promise["verb"], promise["data"]["form"]) == ("case.promise", "promise")
    assert values_of(promise["data"])["text"] == "We bellen"


@needs_pictures
def test_hostile_words_come_alive_in_no_renderer_of_markdown(handbook: Handbook) -> None:
    hostile = f"{HOSTILE_TEXT} {' '.join(ALIVE)}"
    one = card(handbook, None, post=Post(hostile, author=hostile))
    one = replace(one, drafts=(hostile,), title=hostile)
    html, _ = rendered(card_message(one, "nl", "https://x.example/1", Form("edit", hostile, FINDINGS)).card)
    assert "no field" not in html
    assert not [
        tag
        for tag in ("<strong", "<em", "<code", "<h1", "<at", 'href="http://evil', 'href="https://evil')
        if tag in html
    ]
    assert 'href="https://x.example/1"' in html
    assert "{ {DATE(2026-11-18T11:00:00Z)}}" in html


@needs_pictures
def test_a_card_can_be_looked_at(handbook: Handbook, tmp_path: Path) -> None:
    drawn_card = picture(
        card_message(card(handbook), "nl").card, tmp_path / "card.png", dark=True, steps=[("Waarom?", "")]
    )
    with Image.open(drawn_card) as shot:
        assert shot.width == 840
        assert shot.height > 1200
