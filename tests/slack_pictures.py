"""Looking at what Meelezer shows in Slack: pictures of messages and views, and a check against Slack's own types.

The pictures come from slack-blocks-to-jsx in a headless Chromium that reaches no network; they are close to Slack, not Slack.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from tests.builders import NOON
from tests.slack_stand import CHANNELS, CHAT_TOOLS, PEOPLE

Json = Mapping[str, Any]

_CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_TOOLS = CHAT_TOOLS / ".bin"
_HERE = shutil.which("node") is not None and (_TOOLS / "tsc").exists()
needs_types = pytest.mark.skipif(
    not _HERE, reason="Slack's types are not here: `make test` fetches them where Node.js is"
)
needs_pictures = pytest.mark.skipif(
    not (_HERE and _CHROMIUM), reason="pictures need Node.js and Chromium (Debian: apt install nodejs npm chromium)"
)

_SCALE = 2
_USUAL, _TALLEST = 1600, 8000  # heights; the tallest that can be drawn has 16,384 pixels
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
        "logo": _data_url(_LOGO.encode(), "svg+xml"),
        "time": NOON.timestamp(),
        "optional": "(optioneel)",
    }
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "page.html").write_text(_page(page), encoding="utf-8")
        shot = _photograph(home, width, _USUAL)
        if _content(shot) == shot.height:
            shot = _photograph(home, width, _TALLEST)
        shot.crop((0, 0, shot.width, min(shot.height, _content(shot) + 12 * _SCALE))).save(path)
    return path


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
            [_TOOLS / "tsc", *words], cwd=folder, capture_output=True, text=True, timeout=120, check=False
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
    return {**rest, "image_url": _data_url(drawn.read_bytes(), "png")}


def _data_url(content: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def _page(shown: Json) -> str:
    script, style = _bundle()
    data = json.dumps(shown).replace("<", "\\u003c")  # or a post could end the script
    return (
        f"<!doctype html><html lang=nl><meta charset=utf-8><style>{style}</style><body><div id=root></div>"
        f"<script>window.shown = {data}</script><script>{script}</script>"
    )


@cache
def _bundle() -> tuple[str, str]:
    """The script and the style that draw, made once."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["picture.jsx", "--bundle", "--minify", "--jsx=automatic", f"--outdir={folder}", "--log-level=error"]
        words.append('--define:process.env.NODE_ENV="production"')
        subprocess.run([_TOOLS / "esbuild", *words], cwd=CHAT_TOOLS.parent, check=True, timeout=120)
        script = (Path(folder) / "picture.js").read_text(encoding="utf-8")
        return script.replace("</script", "<\\/script"), (Path(folder) / "picture.css").read_text(encoding="utf-8")


def _photograph(home: Path, width: int, height: int) -> Image.Image:
    words = [
        "--headless",
        "--disable-gpu",
        "--disable-dev-shm-usage",  # small in containers
        "--hide-scrollbars",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={home / 'profile'}",
        f"--force-device-scale-factor={_SCALE}",
        f"--window-size={width},{height}",
        f"--screenshot={home / 'shot.png'}",
    ]
    if os.geteuid() == 0:  # where Chromium's own fence does not work; the page is ours and it reaches nothing
        words.append("--no-sandbox")
    (home / "shot.png").unlink(missing_ok=True)
    place = {**os.environ, "TZ": "Europe/Amsterdam"}
    done = subprocess.run(
        [_CHROMIUM or "chromium", *words, (home / "page.html").as_uri()],
        capture_output=True, text=True, timeout=120, check=False, env=place,
    )  # fmt: skip
    if not (home / "shot.png").exists():
        raise RuntimeError(f"Chromium drew nothing: {done.stderr}")
    with Image.open(home / "shot.png") as shot:
        return shot.convert("RGB")


def _content(shot: Image.Image) -> int:
    """How far down something is drawn, in pixels."""
    ground = Image.new("RGB", shot.size, shot.getpixel((0, 0)))
    box = ImageChops.difference(shot, ground).getbbox()
    return box[3] if box else 0
