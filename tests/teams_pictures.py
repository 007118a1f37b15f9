"""Looking at what Meelezer shows in Teams: cards drawn by Microsoft's own renderer, in colours close to Teams'.

A step is a field's id with what is filled in, or the words of a button with "" for a click.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.photos import Json, page, photograph

Steps = Sequence[tuple[str, str]]


def picture(card: Json, path: Path, width: int = 420, dark: bool = False, steps: Steps = ()) -> Path:
    """Draw a card as a PNG at `path`, after some steps; gives the path.

    `width` is in CSS pixels; the picture has twice as many. What the renderer has against a card stands at its top."""
    return photograph("teams.js", {"card": card, "dark": dark, "steps": list(steps)}, path, width)


def rendered(card: Json, steps: Steps = ()) -> tuple[str, list[dict[str, Any]]]:
    """The card as HTML after some steps, and what was sent by then: the verb and the data of each button."""
    html = page("teams.js", {"card": card, "dark": False, "steps": list(steps)})
    drawn, _, after = html.rpartition('<script type="application/json">')
    sent: list[dict[str, Any]] = json.loads(after.partition("</script>")[0])
    return re.sub(r"(?s)<(script|style)\b.*?</\1>", "", drawn), sent
