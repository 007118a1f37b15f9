"""The training data on disk: what stands in them, and the team's feedback written beside them in their own format.

The feedback is written anew from the ledger for each training, so that what was purged there is not learnt from again.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.errors import BadFile
from bot.feedback import Lesson, by_type

DECISION_SET = ("posts_d01.jsonl", "advice_d02.jsonl", "advice_d03.jsonl")
"""The posts of `data/dev` by which it is decided whether a new model is taken; never trained on."""

BATCH = "team"
"""The writer under which the team's posts stand: what is measured on them is measured with all of them left out."""

_EXAMPLE = re.compile(r"^ *- text: \|\n(?P<text>(?: {6,}.*\n|\n)+)", re.MULTILINE)
_TEXTS = frozenset({"text", "post", "question"})


def as_yaml(lessons: Iterable[Lesson]) -> str:
    """The lessons as a file of `data/nlu`; each text a JSON string, which is YAML as well."""
    lines = ['version: "3.1"', "nlu:"]
    for kind, own in by_type(lessons).items():
        lines += [f"- intent: {kind}", "  examples:"]
        for one in own:
            lines += [f"  - text: {json.dumps(one.text, ensure_ascii=False)}", f"    metadata: {_metadata(one)}"]
    return "\n".join(lines) + "\n"


def _metadata(lesson: Lesson) -> str:
    more = {"trouble": lesson.trouble} if lesson.trouble else {}
    return json.dumps({"severity": lesson.severity, "lang": lesson.lang, "platform": lesson.platform,
                       "signals": list(lesson.signals), "batch": BATCH, **more})  # fmt: skip


def as_line(lesson: Lesson) -> dict[str, Any]:
    """A lesson as a line of JSON, which `meelezer evaluate` takes as well."""
    return {"id": lesson.case, "text": lesson.text, "type": lesson.type, "severity": lesson.severity, "lang": lesson.lang,
            "platform": lesson.platform, "signals": list(lesson.signals), "trouble": lesson.trouble,
            "at": lesson.at.isoformat(timespec="seconds")}  # fmt: skip


def known_texts(root: Path) -> list[str]:
    """The texts of the training data and of the development sets under `root`."""
    posts = [
        " ".join(hit["text"].split())
        for path in sorted((root / "data" / "nlu").glob("*.yml"))
        for hit in _EXAMPLE.finditer(path.read_text(encoding="utf-8"))
    ]
    lines = (line for path in sorted((root / "data" / "dev").glob("*.jsonl")) for line in _lines(path))
    return posts + [text for line in lines for text in _texts(line)]


def decision_posts(root: Path) -> list[dict[str, Any]]:
    """The labelled posts by which models are compared. Raises BadFile where there are none."""
    paths = [root / "data" / "dev" / name for name in DECISION_SET]
    posts = [line for path in paths if path.exists() for line in _lines(path) if line.get("type")]
    if not posts:
        names = ", ".join(f"data/dev/{name}" for name in DECISION_SET)
        raise BadFile(f"Er zijn geen berichten om modellen mee te vergelijken: zet {names} terug.",
                      f"There are no posts to compare models with: put back {names}.")  # fmt: skip
    return posts


def beside(root: Path, folder: Path, feedback: str) -> Path:
    """Make `folder` hold the training data of `root` and a file with the `feedback`; return it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    for path in sorted((root / "data" / "nlu").glob("*.yml")):
        shutil.copyfile(path, folder / path.name)
    (folder / "team.yml").write_text(feedback, encoding="utf-8")
    return folder


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def _texts(line: Mapping[str, Any]) -> Iterator[str]:
    for name in _TEXTS & line.keys():
        value = line[name]
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from _texts(value)
