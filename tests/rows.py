"""The table in `guidelines/README.md`: each piece of advice, its file, where it is at work, and the tests that prove it.

`python -m tests.rows` writes it anew. A test says which pieces of advice it proves with `@pytest.mark.row(1, 14)`.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from bot.guidelines import Handbook, load
from bot.review import GUIDELINES
from bot.rules import RULES
from tests.builders import ROOT

README = ROOT / "guidelines" / "README.md"
START, END = "<!-- rows: written by `python -m tests.rows` -->\n", "<!-- end of rows -->\n"


def proofs() -> dict[int, list[str]]:
    """The names of the tests of each row."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for row in _rows_of(node):
                    found[row].append(node.name)
    return found


def _rows_of(test: ast.FunctionDef) -> list[int]:
    """The numbers in a test's `@pytest.mark.row(…)`."""
    calls = [
        one for one in test.decorator_list if isinstance(one, ast.Call) and ast.unparse(one.func) == "pytest.mark.row"
    ]
    return [ast.literal_eval(number) for call in calls for number in call.args]


def places(handbook: Handbook) -> dict[str, list[str]]:
    """Where the code names each guideline: rules of the advice, of the reviewer, and answers; and what its file says besides."""
    found: dict[str, list[str]] = defaultdict(list)
    for rule in RULES:
        for name in dict.fromkeys((*rule.because, *rule.against)):
            found[name].append(f"advice `{rule.id}`")
    for finding, name in GUIDELINES.items():
        found[name].append(f"review `{finding}`")
    for topic, answer in handbook.answers.items():
        for name in answer.guidelines:
            found[name].append(f"answer `{topic}`")
    for one in handbook.guidelines.values():
        named = {place.split()[0] for place in found[one.id]} | {"answers"}
        found[one.id] += [place for place in one.used_in if place not in named]
    return found


def table() -> str:
    """The table in Markdown, a line a row."""
    handbook, proven = load(ROOT / "guidelines"), proofs()
    at_work = places(handbook)
    lines = ["| # | advice | file | at work in | proven by |", "|---|---|---|---|---|"]
    numbered = {one.row: one for one in handbook.guidelines.values() if one.row is not None}
    for row, one in sorted(numbered.items()):
        tests = ", ".join(f"`{name}`" for name in proven[row])
        lines.append(f"| {row} | {one.title.en} | `{one.id}.md` | {', '.join(at_work[one.id])} | {tests} |")
    return "\n".join(lines) + "\n"


def written(text: str) -> str:
    """The README with the table as it is now."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return before + START + table() + END + after


def main(path: Path = README) -> None:
    """Write the table."""
    path.write_text(written(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
