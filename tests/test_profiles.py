"""The sample profiles are complete and right, and each setting of a profile is at work."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from bot import drafts
from bot.adapters.lingua import language_of
from bot.advice import advise
from bot.case import Post
from bot.errors import BadFile
from bot.guidelines import Handbook
from bot.phrases import Phrases
from bot.review import Brief, review
from bot.settings import Settings, load_settings, settings_from
from tests.builders import NOON, ROOT, reading

SAMPLES = sorted((ROOT / "data" / "samples").glob("profile_*.toml"))


def texts(
    settings: Settings, kind: str, handbook: Handbook, phrases: dict[str, Phrases], platform: str = "x"
) -> list[str]:
    """Drafts for a post of that type."""
    post = Post("Het pakket is er nog steeds niet en niemand belt", platform=platform, author="Els de Wit")
    read = reading(kind)
    advice = advise(post, NOON, read, handbook, settings)
    tools = drafts.Desk(phrases["nl"], settings, NOON, random.Random(2))
    return [draft.text for draft in drafts.propose(post, read, advice, tools)]


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_a_sample_profile_is_complete_and_right(path: Path) -> None:
    settings = load_settings(path)
    assert all((settings.brand, settings.handles, settings.signatures, settings.never_say, settings.approvers))
    assert all((settings.contact, settings.lengths, settings.deadlines, settings.house_rules))
    assert settings.emoji is not None


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_a_sample_profile_drafts_three_clean_replies_in_both_languages(
    path: Path, lang: str, handbook: Handbook, phrases: dict[str, Phrases]
) -> None:
    settings = load_settings(path)
    post = Post({"nl": "Weer fout, ik wil mijn geld terug", "en": "Wrong again, I want my money back"}[lang])
    read = reading("billing", lang=lang)
    advice = advise(post, NOON, read, handbook, settings)
    brief = Brief(post, signer=settings.signer, lang=lang, private_details=True, levels=settings.review_levels,
                  never_say=settings.never_say, emoji=settings.emoji is not False)  # fmt: skip
    tools = drafts.Desk(
        phrases[lang], settings, NOON, random.Random(4), faults=lambda text: len(review(text, brief, language_of))
    )
    drafted = drafts.propose(post, read, advice, tools)
    assert len(drafted) == drafts.DRAFTS
    # Without the signature: a brand may have a name of another language.
    assert all(language_of(" ".join(draft.sentences)) == lang for draft in drafted)
    assert not [one for draft in drafted for one in review(draft.text, brief, language_of) if one.level == "block"]


def test_there_are_a_webshop_a_bank_and_a_municipality() -> None:
    assert [path.stem for path in SAMPLES] == ["profile_bank", "profile_municipality", "profile_webshop"]


@pytest.mark.parametrize("signatures", ["Groet", ["Groet"], ["<name>"], [3], ["Groet {, <signer>"], ["<signer> | x"]])
def test_a_signature_without_a_signer_is_refused(signatures: Any) -> None:
    with pytest.raises(BadFile, match="signatures"):
        settings_from({"signatures": signatures})


def test_drafts_end_as_the_team_signs(handbook: Handbook, phrases: dict[str, Phrases]) -> None:
    settings = Settings(signer="Anna", brand="Zwaluw", signatures=("Met groet, <signer> (<brand>)",))
    assert all(text.endswith("Met groet, Anna (Zwaluw)") for text in texts(settings, "delivery", handbook, phrases))


def test_drafts_name_the_teams_own_way_to_private(handbook: Handbook, phrases: dict[str, Phrases]) -> None:
    settings = Settings(signer="Anna", contact={"trustpilot": "hulp@zwaluw.example"})
    drafted = texts(settings, "privacy", handbook, phrases, "trustpilot")
    assert len(drafted) == drafts.DRAFTS
    assert all("hulp@zwaluw.example" in text for text in drafted)


def test_praise_is_answered_with_an_emoji_only_where_the_brand_wants_them(
    handbook: Handbook, phrases: dict[str, Phrases]
) -> None:
    for emoji, expected in ((True, True), (False, False), (None, False)):
        drafted = texts(Settings(signer="Anna", emoji=emoji), "praise", handbook, phrases)
        assert len(drafted) == drafts.DRAFTS
        assert all(any(ord(letter) > 0x2600 for letter in text) == expected for text in drafted)


@pytest.mark.parametrize(
    ("brief", "reply", "rule"),
    [({"emoji": False}, "Hoi Els, fijn om te lezen 😊 Groet, Anna", "robot_phrase"),
     ({"humour": False}, "Hoi Els, fijn om te lezen haha, dank je wel. Groet, Anna", "belittling_humour")],
)  # fmt: skip
def test_what_the_brand_does_not_want_is_found(brief: dict[str, bool], reply: str, rule: str) -> None:
    post = Post("Super geholpen, dank jullie wel!", author="Els")

    def rules(**more: Any) -> set[str]:
        return {one.rule for one in review(reply, Brief(post, is_complaint=False, **more), language_of)}

    assert rule not in rules()
    assert rule in rules(**brief)
