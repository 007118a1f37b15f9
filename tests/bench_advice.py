"""What Meelezer advises and answers, against what several hands say it should: parts of `make bench`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.adapters.lingua import language_of
from bot.adapters.rasa import RasaNlu
from bot.advice import Advice, advise
from bot.case import post_from
from bot.guidelines import load
from bot.reading import reading_of
from bot.settings import Settings
from tests.builders import NOON, ROOT, dev

CONSOLE = Console()
OUT = "out_of_scope"
SETS = ("d02", "d03")
"""Three hands, by whose cases rules were mended; and two others, who came after."""


def said(advice: Advice) -> dict[str, Any]:
    """An advice in the words of the development set."""
    return {
        "action": advice.action,
        "approval": advice.approval,
        "senior": advice.senior,
        "reply_within_minutes": int((advice.reply_by - NOON).total_seconds()) // 60,
        "ask_removal": "ask_removal" in advice.extras,
        "close_in_public": bool({"close_public", "offer_private"} & set(advice.extras)),
    }


def disagreements(nlu: RasaNlu, cases: Sequence[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The cases that are advised otherwise than their writers say, each with what was said instead."""
    handbook, settings = load(ROOT / "guidelines"), Settings()
    wrong = []
    for case, reply in zip(cases, nlu.parse([case["text"] for case in cases]), strict=True):
        post = post_from({**case, "posted_at": None})
        reading = reading_of(reply, post, language_of(post.text), settings.thresholds)
        found = said(advise(post, NOON, reading, handbook, settings))
        differing = {name: value for name, value in found.items() if value != case["expect"][name]}
        if differing:
            wrong.append((case, differing))
    return wrong


def advising(nlu: RasaNlu) -> None:
    """How often each part of the advice agrees; types and severities are given, signals are found."""
    sets = {name: dev(f"advice_{name}.jsonl") for name in SETS}
    wrong = {name: disagreements(nlu, cases) for name, cases in sets.items()}
    table = Table(title="Advice that agrees with what its writers say")
    table.add_column("")
    for name, cases in sets.items():
        table.add_column(f"{name}: {len(cases)} cases")
    for part in sets["d02"][0]["expect"]:
        missed = {name: sum(part in differing for _, differing in wrong[name]) for name in sets}
        table.add_row(part, *(f"{100 * (1 - missed[name] / len(cases)):.1f} %" for name, cases in sets.items()))
    CONSOLE.print(table)
    for case, differing in (one for own in wrong.values() for one in own):
        if "action" in differing:
            CONSOLE.print(f"  {case['id']}: {differing['action']} for {case['expect']['action']}", markup=False)


def asking(nlu: RasaNlu) -> None:
    """How often the topic is right, strangers are declined, and colleagues are not."""
    for name in SETS:
        _asking(nlu, name, dev(f"questions_{name}.jsonl"))


def _asking(nlu: RasaNlu, name: str, lines: Sequence[dict[str, Any]]) -> None:
    least = Settings().thresholds.topic_below
    found = [reply["topic"] for reply in nlu.parse([line["question"] for line in lines])]
    topics = [one["name"] if one["confidence"] >= least else OUT for one in found]
    ours = [(line, topic) for line, topic in zip(lines, topics, strict=True) if line["topic"] != OUT]
    strange = [topic for line, topic in zip(lines, topics, strict=True) if line["topic"] == OUT]
    right = sum(line["topic"] == topic for line, topic in ours) / len(ours)
    nearly = sum(topic in (line["topic"], line.get("second")) for line, topic in ours) / len(ours)
    CONSOLE.print(
        f"{name}, {len(lines)} questions: topic {100 * right:.1f} % ({100 * nearly:.1f} % with the second best), "
        f"out of scope declined {100 * strange.count(OUT) / len(strange):.1f} %, "
        f"ours declined {100 * sum(topic == OUT for _, topic in ours) / len(ours):.1f} %"
    )
