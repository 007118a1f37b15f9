"""Looking at what Meelezer shows in Slack: pictures of messages and views, and a check against Slack's own types.

The pictures come from slack-blocks-to-jsx in a headless Chromium that reaches no network; they are close to Slack, not Slack.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.builders import NOON
from tests.photos import HERE, TOOLS, Json, data_url, photograph
from tests.slack_stand import CHANNELS, CHAT_TOOLS, PEOPLE

needs_types = pytest.mark.skipif(
    not HERE, reason="Slack's types are not here: `make test` fetches them where Node.js is"
)

_LOGO = """<svg xmlns="http://www.w3.org/2000/svg" width="36" height="36"><rect width="36" height="36" fill="#e0a82e"/>
<text x="18" y="25" font-size="20" font-family="sans-serif" font-weight="bold" text-anchor="middle" fill="#fff">M</text></svg>"""


def picture(
    shown: Sequence[Json] | Json,
    path: Path,
    width: int = 420,
    dark: bool = False,
    files: Mapping[str, Path] | None = None,
) -> Path:
    """Draw a message's blocks, or a view (modal or home), as a PNG at `path`; gives the path.

    `width` is in CSS pixels; the picture has twice as many. `files` tells where the pictures are that image blocks name by their
    Slack file's id.
    """
    view, blocks = (shown, shown["blocks"]) if isinstance(shown, Mapping) else (None, shown)
    page = {
        "blocks": [_with_picture(block, files or {}) for block in blocks],
        "view": view,
        "dark": dark,
        "people": [{"id": id_, "name": name} for id_, name in PEOPLE.items()],
        "channels": [{"id": id_, "name": name} for id_, name in CHANNELS.items()],
        "logo": data_url(_LOGO.encode(), "svg+xml"),
        "time": NOON.timestamp(),
        "optional": "(optioneel)",
    }
    return photograph("picture.jsx", page, path, width)


def types_hold(messages: Sequence[Sequence[Json]], views: Sequence[Json]) -> str:
    """What the TypeScript compiler has against messages (lists of blocks) and views, by Slack's own types; "" when nothing.

    Each error names the message or view by its place in the list, and shows the JSON where it is wrong.
    """
    named = [(f"message {n}", "KnownBlock[]", blocks) for n, blocks in enumerate(messages)]
    named += [(f"view {n}", "View", [view]) for n, view in enumerate(views)]
    lines = ['import type { KnownBlock, View } from "@slack/types";']
    for name, kind, value in named:
        shown = value[0] if kind == "View" else list(value)
        lines.append(f"export const {name.replace(' ', '')}: {kind} = {json.dumps(shown)};")
    with tempfile.TemporaryDirectory(dir=CHAT_TOOLS, prefix=".types-") as folder:
        (Path(folder) / "shown.ts").write_text("\n".join(lines), encoding="utf-8")
        words = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--pretty", "false", "shown.ts"]
        done = subprocess.run(
            [TOOLS / "tsc", *words], cwd=folder, capture_output=True, text=True, timeout=120, check=False
        )
    return "" if done.returncode == 0 else _explained(done.stdout + done.stderr, lines, [name for name, _, _ in named])


def _explained(said: str, lines: Sequence[str], names: Sequence[str]) -> str:
    def told(place: re.Match[str]) -> str:
        line, column = int(place[1]) - 1, int(place[2]) - 1
        return f"{names[line - 1]} at {lines[line][column : column + 80]}" if line else place[0]

    return re.sub(r"shown\.ts\((\d+),(\d+)\)", told, said)


def _with_picture(block: Json, files: Mapping[str, Path]) -> Json:
    drawn = files.get(block.get("slack_file", {}).get("id", ""))
    if drawn is None:
        return block
    rest = {name: value for name, value in block.items() if name != "slack_file"}
    return {**rest, "image_url": data_url(drawn.read_bytes(), "png")}
