"""What Teams is told of the app fits Microsoft's own schema, its mark is drawn as Teams asks, and the page that sets it up is true."""

from __future__ import annotations

import io
import json
import re
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import ValidationError
from PIL import Image

from bot.adapters.teams_package import COMMANDS, PERMISSIONS, manifest, package, translation
from bot.chat_search import words_asked
from bot.chat_words import list_named
from bot.settings import settings_from
from bot.words import LANGS
from tests.builders import ROOT
from tests.conftest import Run

PAGE = (ROOT / "docs" / "teams.md").read_text(encoding="utf-8")
APP = "11111111-2222-3333-4444-555555555555"
Fits = Callable[[str, Any], None]
both = pytest.mark.parametrize("lang", ["nl", "en"])


def files(zipped: bytes) -> dict[str, bytes]:
    """What is in the package, by name."""
    with zipfile.ZipFile(io.BytesIO(zipped)) as folder:
        assert folder.testzip() is None
        return {name: folder.read(name) for name in folder.namelist()}


def rows(heading: str) -> list[list[str]]:
    """The cells of the page's table under a head that begins with `heading`, a list a row."""
    table = PAGE.partition(f"\n| {heading} |")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in table.splitlines()[2:]]


def pictures(zipped: bytes) -> dict[str, np.ndarray]:
    """The package's pictures as rows of pixels of red, green, blue and opacity."""
    return {
        name: np.asarray(Image.open(io.BytesIO(content)).convert("RGBA"))
        for name, content in files(zipped).items()
        if name.endswith(".png")
    }


@both
def test_the_manifest_and_its_translation_fit_microsofts_schemas(lang: str, fits: Fits) -> None:
    made = files(package(APP, lang, "www.example.org"))
    fits("teams_manifest", json.loads(made["manifest.json"]))
    (other,) = json.loads(made["manifest.json"])["localizationInfo"]["additionalLanguages"]
    assert {lang, other["languageTag"]} == {"nl", "en"}
    fits("teams_localization", json.loads(made[other["file"]]))


def test_the_schema_minds_what_teams_does_not_know(fits: Fits) -> None:
    with pytest.raises(ValidationError):
        fits("teams_manifest", {**manifest(APP, "nl"), "colour": "blue"})
    with pytest.raises(ValidationError):
        fits("teams_manifest", manifest("no-id", "nl"))
    long = manifest(APP, "nl")
    long["composeExtensions"][0]["commands"][0]["title"] = "Leg dit bericht nu eerst even voor aan Meelezer"
    with pytest.raises(ValidationError):
        fits("teams_manifest", long)


@both
def test_every_file_that_the_manifest_names_is_in_the_package_and_none_besides(lang: str) -> None:
    zipped = package(APP, lang)
    made = json.loads(files(zipped)["manifest.json"])
    named = {*made["icons"].values(), *(one["file"] for one in made["localizationInfo"]["additionalLanguages"])}
    assert set(files(zipped)) == {"manifest.json", *named}
    assert zipped == package(APP, lang)


def test_each_translated_word_takes_the_place_of_one_in_the_other_language() -> None:
    def at(path: str) -> Any:
        found: Any = manifest(APP, "nl")
        for step in re.findall(r"\w+", path):
            found = found[int(step) if step.isdigit() else step]
        return found

    dutch, english = translation("nl"), translation("en")
    assert dutch.keys() == english.keys()
    for path in dutch.keys() - {"$schema"}:
        assert at(path) == dutch[path], path
    assert len({path for path in dutch if dutch[path] != english[path]}) == 2 + 2 * len(COMMANDS) + 1


def test_the_mark_has_the_sizes_that_teams_asks_for() -> None:
    drawn = pictures(package(APP, "nl"))
    assert {name: one.shape[:2] for name, one in drawn.items()} == {
        "color.png": (192, 192),
        "outline.png": (32, 32),
    }
    assert drawn["color.png"][..., 3].min() == 255, "no ground behind the mark"
    outline = drawn["outline.png"]
    assert outline[outline[..., 3] > 0][..., :3].min() == 255, "an outline is white"
    shown = (outline[..., 3] > 127).mean()
    assert 0.15 < shown < 0.5, "a mark in lines: neither lost nor filled"


def test_the_app_asks_for_no_more_than_it_gives_a_reason_for() -> None:
    made = manifest(APP, "nl")
    asked = [*made["permissions"], *(one["name"] for one in made["authorization"]["permissions"]["resourceSpecific"])]
    assert asked == list(PERMISSIONS)
    assert made["validDomains"] == []
    (bot,) = made["bots"]
    assert not [name for name in bot if name.startswith("supports") and bot[name]]
    assert {name.strip("`"): why for name, why in rows("permission")} == {
        name: why.said("en") for name, why in PERMISSIONS.items()
    }


def test_the_command_writes_the_package_in_the_colleagues_language(run: Run, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "app.zip"
    done = run("teams", "package", "--out", str(out), MicrosoftAppId=APP.upper())
    assert (done.status, done.out) == (0, f"{out}\n")
    assert out.read_bytes() == package(APP, "nl")
    home.mkdir(exist_ok=True)
    (home / "meelezer.toml").write_text('language = "en"\n')
    run("teams", "package", "--out", str(out), "--host", "www.acme.example", MicrosoftAppId=APP)
    assert out.read_bytes() == package(APP, "en", "www.acme.example")


@pytest.mark.parametrize(
    ("words", "id_", "told"),
    [
        ((), "", "MicrosoftAppId"),
        ((), "meelezer", "6b7e1a52-0c1d-4f7e-9a35-2f6f0a1c9d10"),
        (("--host", "https://www.acme.example/privacy"), APP, "--host"),
        (("--host", "localhost"), APP, "--host"),
        (("--out", "no/such/folder/app.zip"), APP, "--out"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(
    run: Run, tmp_path: Path, words: tuple[str, ...], id_: str, told: str
) -> None:
    out = tmp_path / "app.zip"
    done = run("teams", "package", "--out", str(out), *words, MicrosoftAppId=id_)
    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert len(done.err.splitlines()) == 1
    assert not out.exists()


def test_every_command_that_teams_proposes_is_understood() -> None:
    assert [words_asked(COMMANDS["search"][0].said(lang)) for lang in LANGS] == [""] * 2
    for name, (word, _) in COMMANDS.items():
        if name == "search":
            continue
        assert [list_named(word.nl), list_named(word.en)] == [(name, None)] * 2


def test_the_page_tells_every_command_in_both_languages() -> None:
    told = " ".join(row[0] for row in rows("how"))
    for word, _ in COMMANDS.values():
        assert f"`{word.nl}` or `{word.en}`" in told
    assert f"**{manifest(APP, 'en')['composeExtensions'][0]['commands'][0]['title']}**" in told


def test_the_page_names_every_secret_and_what_it_says_to_take_out_is_there(fits: Fits) -> None:
    names = {"MicrosoftAppId", "MicrosoftAppPassword", "MicrosoftAppType", "MicrosoftAppTenantId"}
    assert set(re.findall(r"\bMicrosoftApp\w+", PAGE)) == names
    out = {"authorization", "webApplicationInfo"}
    assert all(f'`"{name}"`' in PAGE for name in out)
    fits("teams_manifest", {name: value for name, value in manifest(APP, "nl").items() if name not in out})


def test_the_profile_of_the_page_is_right_and_ties_each_approver_to_an_id() -> None:
    (profile,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    settings = settings_from(tomllib.loads(profile))
    assert set(settings.approvers) == set(settings.teams.people.values())


def test_there_are_ten_steps_and_every_link_leads_somewhere() -> None:
    assert re.findall(r"^### (\d+)\. ", PAGE, re.MULTILINE) == [str(n) for n in range(1, 11)]
    for file, anchor in re.findall(r"\]\(([\w./]*)#([^)]+)\)", PAGE):
        there = (ROOT / "docs" / file).read_text(encoding="utf-8") if file else PAGE
        headings = re.findall(r"^#+ (.+)$", there, re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}, anchor
