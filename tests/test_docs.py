"""The documents cannot rot: every command, setting, verb and folder that they name is there, and the other way round."""

from __future__ import annotations

import re
import subprocess
import tomllib

from bot.__main__ import cli
from bot.decision import VERBS
from bot.labels import SEVERITIES, SIGNALS, TYPES
from bot.settings import _CHECKS, settings_from
from tests.builders import ROOT

README = (ROOT / "README.md").read_text()


def test_every_command_is_in_the_readme_and_none_besides() -> None:
    named = set(re.findall(r"\| `meelezer (\w+)", README))
    assert named == set(cli.commands)


def test_every_option_of_a_command_is_in_its_row() -> None:
    rows = dict(re.findall(r"\| `meelezer (\w+)([^|]*)", README))
    for name, command in cli.commands.items():
        options = {word for parameter in command.params for word in parameter.opts if word.startswith("--")}
        missing = {option for option in options if option not in rows[name]}
        assert not missing, f"{name}: {missing}"


def test_every_verb_of_decide_is_in_the_readme() -> None:
    assert not [verb for verb in VERBS if f"`{verb}" not in README]


def test_the_sample_profile_of_the_readme_is_valid_and_names_every_setting() -> None:
    (profile,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    table = tomllib.loads(profile)
    assert settings_from(table).signer == "Anna"
    assert set(table) == set(_CHECKS)


def test_the_labelling_guide_names_every_label() -> None:
    guide = (ROOT / "data" / "labels.md").read_text()
    assert not [name for name in (*TYPES, *SEVERITIES, *SIGNALS) if f"`{name}`" not in guide]


def test_every_make_target_of_the_readme_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|    )make ([a-z]+)", README)) <= targets


def test_the_tables_of_files_name_what_is_there() -> None:
    for name in re.findall(r"\| `([\w./*]+)`", README):
        assert list(ROOT.glob(name.rstrip("/"))), name


def test_the_pictures_of_the_readme_are_there() -> None:
    assert all((ROOT / path).exists() for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README))


def test_no_tracked_file_names_a_registry_or_a_path_of_one_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    registries = re.compile("pypi" + r"\.org|python" + r"hosted|npm" + r"js\.org")
    machine = re.compile(r"(?:^|[^A-Za-z0-9_.])/(?:work|root|home|tmp)/[A-Za-z0-9]")
    for name in listed.stdout.splitlines():
        text = (ROOT / name).read_text(errors="replace") if (ROOT / name).exists() else ""
        assert not registries.search(text), name
        assert not machine.search(text), name


def test_what_the_doors_can_do_alike_is_tested_in_both() -> None:
    rows = re.findall(
        r"^\|.*\| `(test_\w+)` \| `(test_\w+)` \|$", (ROOT / "docs" / "doors.md").read_text(), re.MULTILINE
    )
    assert len(rows) > 20
    for door, names in zip(("slack", "teams"), zip(*rows, strict=True), strict=True):
        files = "\n".join(path.read_text() for path in (ROOT / "tests").glob(f"test_{door}*.py"))
        assert not [name for name in names if f"def {name}(" not in files], door
