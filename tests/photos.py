"""Pictures of what a chat shows: a page made by a script of `tests/chat` in a headless Chromium that reaches no network."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from tests.slack_stand import CHAT_TOOLS

Json = Mapping[str, Any]

_CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
TOOLS = CHAT_TOOLS / ".bin"
HERE = shutil.which("node") is not None and (TOOLS / "tsc").exists()
needs_pictures = pytest.mark.skipif(
    not (HERE and _CHROMIUM), reason="pictures need Node.js and Chromium (Debian: apt install nodejs npm chromium)"
)

_SCALE = 2
_USUAL, _TALLEST = 1600, 8000  # heights; the tallest that can be drawn has 16,384 pixels


def photograph(script: str, shown: Json, path: Path, width: int) -> Path:
    """Draw what `script` (its name in `tests/chat`) makes of `shown`, as a PNG at `path`; gives the path.

    `width` is in CSS pixels; the picture has twice as many."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "page.html").write_text(_page(script, shown), encoding="utf-8")
        shot = _photograph(home, width, _USUAL)
        if _content(shot) == shot.height:
            shot = _photograph(home, width, _TALLEST)
        shot.crop((0, 0, shot.width, min(shot.height, _content(shot) + 12 * _SCALE))).save(path)
    return path


def page(script: str, shown: Json) -> str:
    """The page that `script` (its name in `tests/chat`) makes of `shown`, as HTML."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "page.html").write_text(_page(script, shown), encoding="utf-8")
        done = _chromium(home, "--dump-dom", "--enable-logging=stderr")
    if "Uncaught" in done.stderr:
        raise RuntimeError(done.stderr[done.stderr.index("Uncaught") :])
    return done.stdout


def data_url(content: bytes, kind: str) -> str:
    """A picture of that kind as an address that holds it."""
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def _page(name: str, shown: Json) -> str:
    script, style = _bundle(name)
    data = json.dumps(shown).replace("<", "\\u003c")  # or a post could end the script
    return (
        f"<!doctype html><html lang=nl><meta charset=utf-8><style>{style}</style><body><div id=root></div>"
        f"<script>window.shown = {data}</script><script>{script}</script>"
    )


@cache
def _bundle(name: str) -> tuple[str, str]:
    """The script and the style that draw, made once."""
    with tempfile.TemporaryDirectory() as folder:
        words = [name, "--bundle", "--minify", "--jsx=automatic", f"--outdir={folder}", "--log-level=error"]
        words.append('--define:process.env.NODE_ENV="production"')
        subprocess.run([TOOLS / "esbuild", *words], cwd=CHAT_TOOLS.parent, check=True, timeout=120)
        made = Path(folder) / name
        script = made.with_suffix(".js").read_text(encoding="utf-8")
        return script.replace("</script", "<\\/script"), made.with_suffix(".css").read_text(encoding="utf-8")


def _photograph(home: Path, width: int, height: int) -> Image.Image:
    (home / "shot.png").unlink(missing_ok=True)
    done = _chromium(
        home,
        f"--force-device-scale-factor={_SCALE}",
        f"--window-size={width},{height}",
        f"--screenshot={home / 'shot.png'}",
    )
    if not (home / "shot.png").exists():
        raise RuntimeError(f"Chromium drew nothing: {done.stderr}")
    with Image.open(home / "shot.png") as shot:
        return shot.convert("RGB")


def _chromium(home: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Open the page in `home`."""
    words = [
        "--headless",
        "--disable-gpu",
        "--disable-dev-shm-usage",  # small in containers
        "--hide-scrollbars",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={home / 'profile'}",
        *more,
    ]
    if os.geteuid() == 0:  # where Chromium's own fence does not work; the page is ours and it reaches nothing
        words.append("--no-sandbox")
    place = {**os.environ, "TZ": "Europe/Amsterdam"}
    return subprocess.run(
        [_CHROMIUM or "chromium", *words, (home / "page.html").as_uri()],
        capture_output=True, text=True, timeout=120, check=False, env=place,
    )  # fmt: skip


def _content(shot: Image.Image) -> int:
    """How far down something is drawn, in pixels."""
    ground = Image.new("RGB", shot.size, shot.getpixel((0, 0)))
    box = ImageChops.difference(shot, ground).getbbox()
    return box[3] if box else 0
