"""What Meelezer advises and answers, against what several hands say it should: parts of `make bench`."""

from __future__ import annotations

from collections import Counter
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


def disagreements(nlu: RasaNlu) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The cases that are advised otherwise than their writers say, each with what was said instead."""
    cases, handbook, settings = dev("advice_d02.jsonl"), load(ROOT / "guidelines"), Settings()
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
    cases, wrong = dev("advice_d02.jsonl"), disagreements(nlu)
    missed = Counter(name for _, differing in wrong for name in differing)
    table = Table(title=f"Advice: {len(cases)} cases by three hands")
    for column in ("", "agrees"):
        table.add_column(column)
    for name in cases[0]["expect"]:
        table.add_row(name, f"{100 * (1 - missed[name] / len(cases)):.1f} %")
    CONSOLE.print(table)
    for case, differing in wrong:
        if "action" in differing:
            CONSOLE.print(f"  {case['id']}: {differing['action']} for {case['expect']['action']}", markup=False)


def asking(nlu: RasaNlu) -> None:
    """How often the topic is right, strangers are declined, and colleagues are not."""
    lines, least = dev("questions_d02.jsonl"), Settings().thresholds.topic_below
    found = [reply["topic"] for reply in nlu.parse([line["question"] for line in lines])]
    topics = [one["name"] if one["confidence"] >= least else OUT for one in found]
    ours = [(line, name) for line, name in zip(lines, topics, strict=True) if line["topic"] != OUT]
    strange = [name for line, name in zip(lines, topics, strict=True) if line["topic"] == OUT]
    right = sum(line["topic"] == name for line, name in ours) / len(ours)
    nearly = sum(name in (line["topic"], line.get("second")) for line, name in ours) / len(ours)
    CONSOLE.print(
        f"questions of {len(lines)} by three hands: topic {100 * right:.1f} % ({100 * nearly:.1f} % with the second best), "
        f"out of scope declined {100 * strange.count(OUT) / len(strange):.1f} %, "
        f"ours declined {100 * sum(name == OUT for _, name in ours) / len(ours):.1f} %"
    )
