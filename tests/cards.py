"""Cards and hostile words for the tests of what chat doors show: a few by hand, and any kind by chance."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from bot.card import Card, card_of
from bot.case import Case, Post
from bot.clocks import Due
from bot.decision import VERBS, CaseFile, Decision
from bot.guidelines import Handbook
from bot.labels import PLATFORMS, SEVERITIES, TYPES
from bot.reading import Reading
from bot.review import Finding
from bot.settings import HouseRule, Settings
from bot.similar import Before
from bot.words import Words
from tests.builders import NOON, case_file, reading

UNSURE = reading("delivery", "medium", confidence=0.3)
HOSTILE = (
    "<!channel>",
    "<@U1>",
    "<https://evil.example|klik>",
    "*vet*",
    "_schuin_",
    "~weg~",
    "`code`",
    ":fire:",
    "```",
)
TURNED = "\u202egnorts\u2066"
ALIVE = (
    "**dik**",
    "[klik](http://evil.example)",
    "<at>Anna</at>",
    "{{DATE(2026-11-18T11:00:00Z)}}",
    "# kop",
    "- ",
    "~~weg~~",
)
"""What comes alive in Teams; the pieces above do so in Slack."""


def did(verb: str, value: str = "", text: str = "", by: str = "Anna", reason: str = "") -> Decision:
    return Decision(NOON + timedelta(minutes=5), by, verb, value, text, reason)


def card(
    handbook: Handbook, read: Reading | None = None, *decisions: Decision, post: Post | None = None, lang: str = "nl"
) -> Card:
    return card_of(case_file(read or reading(), handbook, *decisions, post=post), Settings(language=lang), NOON)


def unread(text: str = "Mijn pakket is er niet.") -> Card:
    post = Post(text)
    return card_of(CaseFile(Case(post.key, post, NOON)), Settings(), NOON)


REPLY = "Stuur ons een DM. We lossen het gegarandeerd op."
FINDINGS = (
    Finding("overpromise", "warn", 32, 44, Words("Dat beloof je te veel.", "Too much."), "promise-little"),
    Finding("dm_first", "block", 0, 16, Words("Help eerst hier.", "Help here first."), "public-first"),
    Finding("missing_signature", "warn", 0, 0, Words("Er staat geen naam onder.", "No name."), "names-both-ways"),
)

HOSTILE_TEXT = " ".join([*HOSTILE, TURNED, "&amp; *_~`"])
pieces = st.one_of(
    st.sampled_from([*HOSTILE, *ALIVE, TURNED, "مرحبا", "🔥👩\u200d🚒", "\n\n", "* ", "woord ", "字" * 50]),
    st.text(max_size=40),
)
wild = st.lists(pieces, min_size=1, max_size=12).map("".join)
long = st.one_of(wild, st.builds(lambda text, most: (text * most)[:most], wild, st.sampled_from([500, 3000, 10_000])))
earlier = st.lists(
    st.builds(Before, st.just("abcdefghij"), wild, st.sampled_from(["", "high"]), st.just("12-11"), long, long, wild),
    max_size=3,
).map(tuple)
EARLIER = (
    Before("abcdefghij", "Bezorging · gemiddeld", "medium", "12-11", "Pakket weg", "Hoi Jo, gevonden!", "opgelost"),
    Before("bcdefghijk", "Bezorging · gemiddeld", "", "03-02-2025", "Weer weg", "", "wacht op een antwoord"),
)
drafts = st.lists(long.map(lambda text: text[:3000]), max_size=3).map(tuple)


@st.composite
def cards(draw: st.DrawFn, handbook: Handbook, lang: str) -> Card:
    """A card of any kind, with hostile words wherever somebody can write."""
    rule = HouseRule(draw(wild), "reply_public", draw(wild), types=(draw(st.sampled_from(list(TYPES))),))
    team = Settings(language=lang, approvers=(draw(wild),), house_rules=draw(st.sampled_from([(), (rule,)])))
    read = reading(
        draw(st.sampled_from(list(TYPES))), draw(st.sampled_from(list(SEVERITIES))),
        draw(st.lists(st.sampled_from(["mention", "legal_threat", "personal_data"]), unique=True)),
        draw(st.sampled_from([0.3, 0.9])),
    )  # fmt: skip
    story = [
        did(verb, NOON.isoformat() if verb == "promise" else "", draw(long), draw(wild), draw(wild))
        for verb in draw(st.lists(st.sampled_from(VERBS), max_size=4))
    ]
    post = Post(draw(long), platform=draw(st.sampled_from(list(PLATFORMS))), author=draw(st.none() | wild))
    made = card_of(case_file(read, handbook, *story, post=post, settings=team), team, NOON)
    made = replace(made, before=draw(earlier))
    return replace(made, drafts=draw(drafts)) if draw(st.booleans()) else made


def due_of(kind: str, text: str) -> Due:
    return Due(kind, "abc", NOON, Words(f"Beloofd: “{text}”.", f"Promised: “{text}”."))
