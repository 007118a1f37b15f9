"""Slack's windows and Meelezer's own page there. What is filled in comes back under the name of its field.

Every window says in `callback_id` what it is for, and carries what the sender needs to know again in `private_metadata`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    DateTimePickerElement,
    HeaderBlock,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    SectionBlock,
    StaticSelectElement,
    UrlInputElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot.adapters import chat_cards as says
from bot.adapters.chat_forms import ASKED, CHOOSE, EXAMPLES, MOST_CHARACTERS, SUBMITS, TITLES
from bot.adapters.chat_lists import in_the_week
from bot.adapters.chat_text import capital, cut, shown
from bot.adapters.home import NOTHING_WAITS, SETTINGS, THIS_WEEK, Home
from bot.adapters.slack_blocks import button, finding_blocks, heading
from bot.adapters.slack_found import found_blocks
from bot.adapters.slack_lists import case_list
from bot.adapters.slack_text import Part, listed, paragraph, plain, quoted, said, small
from bot.card import Card, Why
from bot.labels import PLATFORMS, SEVERITIES, TYPES
from bot.review import Finding
from bot.similar import Before
from bot.words import Words

_MOST_PIECES = 10


def loading_view(lang: str, title: str) -> dict[str, Any]:
    """Return the window that opens at once, to be filled when the rest is known."""
    return note_view(lang, title, Words("Momentje …", "One moment …").said(lang))


def note_view(lang: str, title: str, sentence: str) -> dict[str, Any]:
    """Return a window with one sentence: how it went, or what went wrong."""
    return _reading_view(lang, title, [paragraph(said(shown(sentence)))])


def why_view(card: Card, lang: str) -> dict[str, Any]:
    """Return how Meelezer came to its advice, what speaks for it, and what was set aside."""
    parts: list[Block] = []
    for title, lines, style in (
        (says.HOW.said(lang), [[said(shown(step))] for step in card.chain], "ordered"),
        *((title, [_reason(one) for one in lines], "bullet") for _, title, lines in says.reasons(card, lang)),
    ):
        parts += [heading(title), listed(lines[:30], style)] if lines else []
    if card.why:
        parts.append(small(plain(says.WEIGHTS.said(lang))))
    return _reading_view(lang, TITLES["why"].said(lang), parts or [paragraph(said(says.NOT_READ.said(lang)))])


def _reason(one: Why) -> list[Part]:
    return [said(shown(one.text), 1000), said(f" {one.source} ({one.weight})", 200, italic=True)]


def earlier_view(lines: Sequence[tuple[Before, str | None]], lang: str) -> dict[str, Any]:
    """Return earlier cases, each with the address of its thread where that is known."""
    return _reading_view(lang, TITLES["earlier"].said(lang), found_blocks(lines, lang))


def full_view(card: Card, lang: str) -> dict[str, Any]:
    """Return the whole post."""
    blocks: list[Block] = [quoted(piece) for piece in _pieces(shown(card.quote))[:_MOST_PIECES]]
    return _reading_view(lang, TITLES["full"].said(lang), [*blocks, _author(card)])


def _pieces(text: str) -> list[str]:
    """`text` in pieces that a block can hold, each ending with a word where that is possible."""
    pieces = []
    while text:
        whole = cut(text, MOST_CHARACTERS)
        piece = text if whole == text else whole.removesuffix(" …")
        pieces.append(piece)
        text = text[len(piece) :].lstrip()
    return pieces


def _author(card: Card) -> Block:
    return small(plain(card.author, 150))


def edit_view(
    card: Card,
    lang: str,
    text: str,
    meta: Mapping[str, Any],
    findings: Sequence[Finding] = (),
    reason: bool = False,
) -> dict[str, Any]:
    """Return the window in which a reply is written: field "text", above it what the reviewer says of `text`.

    With `reason` there is a field "reason" too: for sending it in spite of that. It may stay empty, for who mends the text."""
    blocks: list[Block] = [quoted(cut(shown(card.quote), 120 if findings else 300)), _author(card)]
    if findings:
        blocks += finding_blocks(text, findings, lang)
    blocks.append(_input("text", ASKED["edit.text"].said(lang), _lines(text)))
    if reason:
        example = EXAMPLES["edit.reason"].said(lang)
        blocks.append(_input("reason", ASKED["edit.reason"].said(lang), _lines(example=example), optional=True))
    return _asking_view("edit", lang, blocks, meta)


def correct_view(card: Card, lang: str, type_: str, severity: str, meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return the window in which the reading is corrected: fields "type" and "severity", as they are read now."""
    blocks = [
        quoted(cut(shown(card.quote), 300)),
        _input("type", ASKED["correct.type"].said(lang), _choice(TYPES, type_, lang)),
        _input("severity", ASKED["correct.severity"].said(lang), _choice(SEVERITIES, severity, lang)),
    ]  # fmt: skip
    return _asking_view("correct", lang, blocks, meta)


def promise_view(card: Card, lang: str, due: datetime, meta: Mapping[str, Any], text: str = "") -> dict[str, Any]:
    """Return the window in which a promise is noted: fields "text", "due" (at first `due`) and "owner"."""
    owner = UserSelectElement(
        action_id="value", placeholder=plain(Words("Kies een collega", "Choose a colleague").said(lang))
    )
    blocks = [
        quoted(cut(shown(card.quote), 300)),
        _input("text", ASKED["promise.text"].said(lang), _lines(text, EXAMPLES["promise.text"].said(lang))),
        _input("due", ASKED["promise.due"].said(lang), _moment(due)),
        _input("owner", ASKED["promise.owner"].said(lang), owner, optional=True),
    ]  # fmt: skip
    return _asking_view("promise", lang, blocks, meta)


def sent_view(card: Card, lang: str, at: datetime, meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return the window in which is said when the reply was posted: field "at", at first `at`."""
    blocks = [quoted(cut(shown(card.quote), 300)), _input("at", ASKED["sent.at"].said(lang), _moment(at))]
    return _asking_view("sent", lang, blocks, meta)


def send_back_view(card: Card, lang: str, meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return the window in which a reply is sent back instead of approved: field "reason"."""
    return _reason_view("send-back", card, lang, meta)


def no_reply_view(card: Card, lang: str, meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return the window in which is said why a post needs no reply: field "reason", which may stay empty."""
    return _reason_view("no-reply", card, lang, meta, optional=True)


def withdraw_view(card: Card, lang: str, meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return the window in which is said why a post does not belong here: field "reason", which may stay empty."""
    return _reason_view("withdraw", card, lang, meta, optional=True)


def _reason_view(verb: str, card: Card, lang: str, meta: Mapping[str, Any], optional: bool = False) -> dict[str, Any]:
    label = ASKED[f"{verb}.reason"].said(lang)
    return _asking_view(
        verb, lang, [quoted(cut(shown(card.quote), 300)), _input("reason", label, _lines(), optional)], meta
    )


def triage_view(lang: str, meta: Mapping[str, Any], text: str = "") -> dict[str, Any]:
    """Return the window in which a post is submitted: fields "text", "platform", "author" and "url"."""
    address = UrlInputElement(action_id="value")
    blocks = [
        _input("text", ASKED["triage.text"].said(lang), _lines(text)),
        _input("platform", ASKED["triage.platform"].said(lang), _choice(PLATFORMS, "", lang)),
        _input("author", ASKED["triage.author"].said(lang), _line(), True),
        _input("url", ASKED["triage.url"].said(lang), address, True),
    ]  # fmt: skip
    return _asking_view("triage", lang, blocks, meta)


def question_view(lang: str, meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return the window in which a colleague asks something: field "question"."""
    blocks = [_input("question", Words("Wat wil je weten?", "What would you like to know?").said(lang), _lines())]
    return _asking_view("ask", lang, blocks, meta)


def check_view(lang: str, meta: Mapping[str, Any], text: str = "") -> dict[str, Any]:
    """Return the window in which a reply is put before the reviewer: fields "post" and "reply" (at first `text`)."""
    blocks = [
        _input("post", ASKED["triage.text"].said(lang), _lines(), True),
        _input("reply", Words("Wat wil je antwoorden?", "What would you reply?").said(lang), _lines(text)),
    ]
    return _asking_view("check", lang, blocks, meta)


def home_view(home: Home, lang: str) -> dict[str, Any]:
    """Return Meelezer's page for one colleague: what waits for them, what was promised, the week, the settings."""
    submit = button(TITLES["triage"].said(lang), "home.triage.", "home", "primary")
    blocks: list[Block] = [ActionsBlock(elements=[submit])]
    for title, lines in home.parts:
        blocks += [_part(title, lang), *case_list([(line.card, line.url, line.note) for line in lines], lang)]
    if not home.parts:
        blocks.append(SectionBlock(text=plain(NOTHING_WAITS.said(lang))))
    if home.week:
        week = [[said(in_the_week(shown(line)), 500)] for line in home.week[:12]]
        blocks += [_part(THIS_WEEK, lang), listed(week)]
    if home.settings:
        rows = [
            [said(f"{shown(name)}: ", 200, bold=True), said(shown(value), 500)] for name, value in home.settings[:40]
        ]
        blocks += [_part(SETTINGS, lang), listed(rows)]
    return View(type="home", blocks=blocks).to_dict()


def _part(title: Words, lang: str) -> HeaderBlock:
    return heading(title.said(lang))


def _input(name: str, label: str, element: InputInteractiveElement, optional: bool = False) -> InputBlock:
    return InputBlock(block_id=name, label=plain(label), element=element, optional=optional)


def _lines(text: str = "", example: str = "") -> PlainTextInputElement:
    """A field of several lines, with `text` in it at first; while it is empty it shows `example`."""
    return PlainTextInputElement(
        action_id="value",
        multiline=True,
        max_length=MOST_CHARACTERS,
        initial_value=cut(shown(text), MOST_CHARACTERS) if text.strip() else None,
        placeholder=plain(example, 150) if example else None,
    )


def _line() -> PlainTextInputElement:
    return PlainTextInputElement(action_id="value", max_length=200)


def _choice(names: Mapping[str, Words], chosen: str, lang: str) -> StaticSelectElement:
    """A list to choose one of `names` from; `chosen` is chosen already where it is among them."""
    options = {name: Option(text=plain(capital(words.said(lang)), 75), value=name) for name, words in names.items()}
    return StaticSelectElement(
        action_id="value",
        placeholder=plain(CHOOSE.said(lang)),
        options=list(options.values()),
        initial_option=options.get(chosen),
    )


def _moment(at: datetime) -> DateTimePickerElement:
    return DateTimePickerElement(action_id="value", initial_date_time=int(at.timestamp()))


def _reading_view(lang: str, title: str, blocks: Sequence[Block]) -> dict[str, Any]:
    """A window that is only read."""
    close = plain(Words("Sluit", "Close").said(lang))
    return View(type="modal", title=plain(title, 24), close=close, blocks=blocks).to_dict()


def _asking_view(verb: str, lang: str, blocks: Sequence[Block], meta: Mapping[str, Any]) -> dict[str, Any]:
    """A window that is filled in, of which `verb` says what for. Slack takes 3,000 characters of `meta`."""
    return View(
        type="modal",
        callback_id=verb,
        title=plain(TITLES[verb].said(lang), 24),
        submit=plain(SUBMITS[verb].said(lang), 24),
        close=plain(Words("Annuleer", "Cancel").said(lang)),
        blocks=blocks,
        private_metadata=json.dumps(dict(meta), ensure_ascii=False),
    ).to_dict()
