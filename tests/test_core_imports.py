"""The core is values in, values out: it imports without any vendor's library."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.builders import ROOT

# What touches the outside. Pure libraries (phone numbers, check digits, text distance) are no vendors.
VENDORS = ("sqlite_utils", "sqlite3", "httpx", "prompt_toolkit", "rich", "click", "lingua", "matplotlib", "sklearn", "cattrs",
           "slack_bolt", "slack_sdk", "aiohttp", "openai", "botbuilder", "botframework", "msrest", "jwt", "rasa")  # fmt: skip
WIRING = {"__main__", "app", "commands", "learn", "privacy_commands", "serve", "doctor", "__init__"}

_SCRIPT = """
import importlib, sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {vendors!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
for name in {modules!r}:
    importlib.import_module("bot." + name)
"""


def core_modules() -> list[str]:
    return sorted(path.stem for path in (ROOT / "bot").glob("*.py") if path.stem not in WIRING)


def test_the_core_imports_with_no_vendor_library_installed() -> None:
    script = _SCRIPT.format(vendors=set(VENDORS), modules=core_modules())
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_archived_sdk_of_teams_is_known_to_the_teams_files_only() -> None:
    imports = re.compile(r"^\s*(?:from|import) (?:botbuilder|botframework|msrest)\b", re.MULTILINE)
    known = {path.name for path in (ROOT / "bot").rglob("*.py") if imports.search(path.read_text())}
    assert "teams_adapter.py" in known
    assert all(name.startswith("teams") for name in known)


def test_every_step_of_the_story_is_in_the_core() -> None:
    story = {
        "case",
        "reading",
        "guidelines",
        "advice",
        "answers",
        "drafts",
        "review",
        "card",
        "desk",
        "digest",
        "settings",
        "errors",
    }
    assert story <= set(core_modules())


def test_only_adapters_and_wiring_read_a_clock_or_the_environment() -> None:
    for name in core_modules():
        text = (ROOT / "bot" / f"{name}.py").read_text()
        for forbidden in ("datetime.now", "time.time", "os.environ", "random.random(", "date.today"):
            assert forbidden not in text, f"{name}.py uses {forbidden}"


def _functions(path: Path) -> list[tuple[str, int]]:
    import ast

    tree = ast.parse(path.read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [(node.name, (node.end_lineno or 0) - node.lineno + 1) for node in ast.walk(tree) if isinstance(node, kinds)]


def test_no_function_is_longer_than_sixty_lines() -> None:
    files = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "nlu").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    long = [f"{path.name}:{name} {lines}" for path in files for name, lines in _functions(path) if lines > 60]
    assert long == []
