"""What Slack is told of the app fits Slack's own schema, and the page that sets Meelezer up in Slack tells the truth."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from jsonschema import ValidationError

from bot.adapters.slack_manifest import BOT_SCOPES, manifest
from bot.adapters.slack_serve import EVENTS, Secrets
from bot.card import _LABELS
from bot.settings import settings_from
from tests.builders import ROOT
from tests.conftest import Run

PAGE = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
ADDRESS = "https://meelezer.example.org"
NEEDED = {
    "app_home_opened": (),
    "app_uninstalled": (),
    "tokens_revoked": (),
    "app_mention": ("app_mentions:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
}
"""The scopes without which Slack refuses to tell of an event."""

Fits = Callable[[str, Any], None]
every_manifest = pytest.mark.parametrize(
    "made", [manifest(lang, address) for lang in ("nl", "en") for address in (None, ADDRESS)]
)


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a head that begins with `heading`, a list a row."""
    table = PAGE.partition(f"\n| {heading} |")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in table.splitlines()[2:]]


@every_manifest
def test_the_manifest_fits_slacks_schema(made: dict[str, Any], fits: Fits) -> None:
    fits("slack_manifest", made)


def test_the_schema_minds_what_slack_does_not_know(fits: Fits) -> None:
    wrong = manifest("nl")
    wrong["features"]["shortcuts"][0]["name"] = "Leg dit bericht voor aan Meelezer"
    with pytest.raises(ValidationError):
        fits("slack_manifest", wrong)
    with pytest.raises(ValidationError):
        fits("slack_manifest", {**manifest("nl"), "colour": "blue"})


@every_manifest
def test_every_event_comes_with_its_scopes_and_the_conversation_with_its_own(made: dict[str, Any]) -> None:
    scopes = set(made["oauth_config"]["scopes"]["bot"])
    for event in made["settings"]["event_subscriptions"]["bot_events"]:
        assert scopes >= set(NEEDED[event]), event
    # Slack takes the one only with the other, and no new app with what came before agent_view.
    assert ("agent_view" in made["features"]) == ("assistant:write" in scopes)
    assert "assistant_view" not in made["features"]


def test_socket_mode_names_no_address_and_http_names_one_everywhere() -> None:
    def addresses(value: Any) -> list[str]:
        if isinstance(value, dict | list):
            inner = value.values() if isinstance(value, dict) else value
            return [found for one in inner for found in addresses(one)]
        return [value] if isinstance(value, str) and "://" in value else []

    assert not addresses(manifest("nl"))
    assert manifest("nl")["settings"]["socket_mode_enabled"]
    for given in (ADDRESS, f"{ADDRESS}/"):
        made = manifest("nl", given)
        assert sorted(addresses(made)) == [f"{ADDRESS}{EVENTS}"] * 3 + [f"{ADDRESS}/slack/oauth_redirect"]
        assert not made["settings"]["socket_mode_enabled"]


def test_the_command_prints_the_manifest_in_the_colleagues_language(run: Run, home: Path) -> None:
    assert json.loads(run("slack", "manifest").out) == manifest("nl")
    home.mkdir(exist_ok=True)
    (home / "meelezer.toml").write_text('language = "en"\n')
    assert json.loads(run("slack", "manifest", "--url", ADDRESS).out) == manifest("en", ADDRESS)


def test_an_address_that_slack_does_not_take_is_refused_with_a_sentence(run: Run) -> None:
    done = run("slack", "manifest", "--url", "http://meelezer.example.org")
    assert (done.status, done.out) == (2, "")
    assert "https://" in done.err
    assert len(done.err.splitlines()) == 1


def test_without_what_the_page_says_to_take_out_the_manifest_still_fits(fits: Fits) -> None:
    printed = json.dumps(manifest("nl"), ensure_ascii=False, indent=2)
    start, end = printed.index('"agent_view"'), printed.index('"bot_user"')
    less = json.loads((printed[:start] + printed[end:]).replace('"assistant:write",', ""))
    fits("slack_manifest", less)
    assert set(BOT_SCOPES) - set(less["oauth_config"]["scopes"]["bot"]) == {"assistant:write"}


def test_the_page_tells_every_scope_with_its_reason_and_none_besides() -> None:
    assert {name.strip("`"): why for name, why in rows("scope")} == {
        name: why.said("en") for name, why in BOT_SCOPES.items()
    }


def test_the_page_tells_every_event_and_none_besides() -> None:
    told = re.findall(r"`([\w.]+)`", " ".join(row[0] for row in rows("event")))
    events = manifest("nl", ADDRESS)["settings"]["event_subscriptions"]["bot_events"]
    assert sorted(told) == sorted(events)
    assert set(manifest("nl")["settings"]["event_subscriptions"]["bot_events"]) < set(events)


def test_the_page_tells_every_button_in_both_languages() -> None:
    told = " ".join(row[0] for row in rows("button"))
    for verb, label in _LABELS.items():
        for text in (label.nl, label.en):
            assert f"**{text.format(value=1)}**" in told or verb == "correct", text


def test_the_page_tells_every_word_of_the_command_and_every_shortcut() -> None:
    made = manifest("en")["features"]
    told = " ".join(row[0] for row in rows("how"))
    for word in made["slash_commands"][0]["usage_hint"].split(" | "):
        assert f"`/meelezer {word}`" in told, word
    for shortcut in (*made["shortcuts"], *manifest("nl")["features"]["shortcuts"]):
        assert f"**{shortcut['name']}**" in told, shortcut["name"]


def test_the_page_names_every_secret_and_its_example_of_a_profile_is_right() -> None:
    names = {f"SLACK_{field.name.upper()}" for field in fields(Secrets)} - {"SLACK_BASE_URL"}
    assert set(re.findall(r"\bSLACK_[A-Z_]+", PAGE)) == names
    (profile,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    settings = settings_from(tomllib.loads(profile))
    assert set(settings.approvers) == set(settings.slack.people.values())


def test_there_are_ten_steps_and_every_link_within_the_page_leads_somewhere() -> None:
    assert re.findall(r"^### (\d+)\. ", PAGE, re.MULTILINE) == [str(n) for n in range(1, 11)]
    headings = re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= anchors
