"""What the reviewer finds in replies of hands that its rules have never seen: part of `make bench`."""

from __future__ import annotations

from collections import Counter

from rich.console import Console

from bot import review
from bot.adapters.lingua import language_of
from bot.adapters.rasa import RasaNlu
from bot.case import Post
from bot.deeds import reader
from bot.review import LEVELS, Brief
from tests.builders import dev

CONSOLE = Console()


def judging(nlu: RasaNlu) -> None:
    """Precision and recall, per level and language and per rule; and how many clean replies were stopped."""
    hits: Counter[tuple[str, str]] = Counter()
    reads = reader(nlu.parse)
    clean = stopped = 0
    for line in dev("replies_d02.jsonl"):
        post = Post(line["post"], platform=line["platform"], author=line["author"])
        brief = Brief(post, is_complaint=line["kind"] == "complaint", lang=line["lang"], reads=reads)
        found = {one.rule for one in review.review(line["reply"], brief, language_of)}
        wanted = set(line["rules"])
        clean += not wanted
        stopped += not wanted and any(LEVELS[rule] == "block" for rule in found)
        for rule in found | wanted:
            outcome = "right" if rule in found & wanted else "wrong" if rule in found else "missed"
            for group in (rule, f"{LEVELS[rule]}, {line['lang']}"):
                hits[group, outcome] += 1
    for group in (*(f"{level}, {lang}" for level in ("block", "warn") for lang in ("nl", "en")), *LEVELS):
        right, wrong, missed = (hits[group, outcome] for outcome in ("right", "wrong", "missed"))
        if right + missed:
            CONSOLE.print(
                f"reviewer, {group}: precision {right / max(1, right + wrong):.2f}, recall {right / (right + missed):.2f} (n={right + missed})"
            )
    CONSOLE.print(f"reviewer: {stopped} of {clean} clean replies stopped")
