"""Fixtures: the team's files, a home of its own for every test, the trained model, and the command line."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from bot.adapters.ledger import SqliteLedger
from bot.adapters.lingua import language_of
from bot.adapters.models import Models
from bot.adapters.rasa import OwnRasa, RasaNlu
from bot.desk import Desk
from bot.guidelines import Handbook, load
from bot.phrases import Phrases, load_phrases
from bot.settings import Settings
from tests.builders import REAL_POSTS, ROOT, TableNlu

hypothesis.settings.register_profile("meelezer", hypothesis.settings(deadline=None))  # a busy machine is no fault
hypothesis.settings.load_profile("meelezer")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first: a slip shows within seconds."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Where everything must be there, a skipped test is a failure; only the posts that may not be shipped may lack."""
    if (
        report.skipped
        and REAL_POSTS not in str(report.longrepr)
        and os.environ.get("CI") == "true"
        and not hasattr(report, "wasxfail")
    ):
        report.outcome = "failed"


@pytest.fixture(scope="session")
def handbook() -> Handbook:
    return load(ROOT / "guidelines")


@pytest.fixture(scope="session")
def phrases() -> dict[str, Phrases]:
    return load_phrases(ROOT / "data" / "phrases")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    opened = SqliteLedger(tmp_path / "ledger.db")
    yield opened
    opened.close()


@pytest.fixture
def table_nlu() -> TableNlu:
    return TableNlu(
        {
            "brand": ("safety", "critical"),
            "dank": ("praise", "low"),
            "sukkels": ("abuse", "low"),
            "factuur": ("billing", "medium"),
        },
        {"privé": "go_private", "private": "go_private", "sorry": "apology", "hoe snel": "response_time"},
    )


@pytest.fixture
def desk(ledger: SqliteLedger, table_nlu: TableNlu, handbook: Handbook, phrases: dict[str, Phrases]) -> Desk:
    """The real desk, on a real ledger, with an NLU that answers from a table."""
    settings = Settings(brand="Voorbeeld", signer="Anna")
    return Desk(ledger, table_nlu, handbook, phrases, settings, language_of, random.Random(7))


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trained model for the present data (trained now where there is none)."""
    return Models(ROOT, tmp_path_factory.mktemp("home")).train(lambda step: None)


@pytest.fixture(scope="session")
def nlu(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RasaNlu]:
    """A running NLU with the trained model, for all tests that only read."""
    own = OwnRasa(Models(ROOT, ROOT).python, ROOT / "nlu", model, tmp_path_factory.mktemp("nlu") / "nlu.log")
    with RasaNlu(own) as running:
        yield running


@dataclass(frozen=True, slots=True)
class Done:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Done]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """The environment of a colleague who has set nothing but where Meelezer lives."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "MEELEZER_HOME": str(home), "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Run the command line as a colleague would: `run("cases", "--json")`."""

    def running(*words: str, stdin: bytes | str = b"", timeout: float = 120, **more: str) -> Done:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        command = [str(Path(sys.executable).parent / "meelezer"), *words]
        done = subprocess.run(
            command, input=given, capture_output=True, env={**environment, **more}, timeout=timeout, check=False
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return running


@pytest.fixture(scope="session")
def fits() -> Callable[[str, Any], None]:
    """Assert that a JSON value fits a schema of tests/schemas: `fits("triage", line)`."""
    files = {path.stem: json.loads(path.read_text()) for path in (ROOT / "tests" / "schemas").glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (f"{name}.json", Resource.from_contents(schema)) for name, schema in files.items()
    )

    def check(name: str, value: Any) -> None:
        checker = Draft202012Validator(
            files[name], registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        checker.validate(value)

    return check
