"""`make bench`: what Meelezer reads, drafts and reviews, in figures. Speed only as ratios measured in one run.

Every figure is on texts that were not trained on: the development set, and each writer left out in turn.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot import review
from bot.adapters.ledger import SqliteLedger
from bot.adapters.lingua import language_of
from bot.adapters.models import Models
from bot.adapters.rasa import OwnRasa, RasaNlu
from bot.adapters.scikit_learn import labelled, report
from bot.case import Post, post_from
from bot.desk import Desk
from bot.guidelines import load
from bot.memory import Memory
from bot.phrases import expand, load_phrases
from bot.reading import signals_in
from bot.review import Brief
from bot.settings import Settings
from tests.bench_advice import advising, asking
from tests.bench_digest import digesting
from tests.bench_replies import judging
from tests.bench_search import searching
from tests.builders import NOON, REAL_POSTS, ROOT, dev, real_posts

CONSOLE = Console()
FIGURES: dict[str, Callable[[dict[str, Any]], float]] = {
    "type accuracy": lambda part: part["type"]["accuracy"],
    "of the surest 80 %": lambda part: part["type"]["accuracy_of_surest_80"],
    "macro-F1": lambda part: part["type"]["macro_f1"],
    "calibration error": lambda part: part["type"]["calibration_error"],
    "severity κ quadratic": lambda part: part["severity"]["kappa_quadratic"],
    "alarm finds": lambda part: part["severity"]["alarm_recall"],
    "alarm precision": lambda part: part["severity"]["alarm_precision"],
    "signals F1": lambda part: part["signals"]["micro_f1"],
}
FAINT = 0.1  # as in the NLU's own replies
CASES = 300  # posts that are all of one kind: the hardest case


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        models = Models(ROOT, home)
        with RasaNlu(OwnRasa(models.python, ROOT / "nlu", models.train(lambda _: None), home / "nlu.log")) as nlu:
            reading(nlu)
            real(nlu)
            robust(nlu)
            advising(nlu)
            asking(nlu)
            speed(nlu)
            drafting(nlu, home)
            judging(nlu)
        reviewing()
        searching(home)
        digesting(home, CONSOLE)
        writers_left_out(models)


def reading(nlu: RasaNlu) -> None:
    """Types, severities and topics on the development set, per language and per class."""
    lines = [*dev("posts_d01.jsonl"), *dev("questions_d01.jsonl")]
    replies = nlu.parse([line.get("text") or line["question"] for line in lines])
    figures = report(labelled(lines, replies))["languages"]
    table = Table(title="Reading: writers that were never trained on")
    for column in ("", "n", *FIGURES, "topic accuracy"):
        table.add_column(column)
    for lang, part in figures.items():
        shown = [*(get(part) for get in FIGURES.values()), part["topic"]["accuracy"]]
        table.add_row(lang, str(part["n"]), *(f"{x:.3f}" for x in shown))
    CONSOLE.print(table)
    for task in ("type", "severity", "topic"):
        rows = figures["all"][task]["classes"].items()
        CONSOLE.print(f"{task}: " + ", ".join(f"{name} F1 {row['f1']:.2f} (n={row['n']})" for name, row in rows))
    kinds = [
        ("question" if "question" in line else "post") == reply["kind"]["name"]
        for line, reply in zip(lines, replies, strict=True)
    ]
    CONSOLE.print(f"post or question: {sum(kinds) / len(kinds):.3f}")


def real(nlu: RasaNlu) -> None:
    """The same on real customers' posts, where they are on this machine."""
    lines = real_posts()
    if lines is None:
        CONSOLE.print(f"real posts: skipped, they are not on this machine ({REAL_POSTS} names their file)")
        return
    table = Table(title="Reading: real customers' posts")
    for column in ("", "n", *FIGURES):
        table.add_column(column)
    found = report(labelled(lines, nlu.parse([line["text"] for line in lines])))["languages"]
    for lang, part in found.items():
        table.add_row(lang, str(part["n"]), *(f"{get(part):.3f}" for get in FIGURES.values()))
    CONSOLE.print(table)


def mistyped(text: str, dice: random.Random) -> str:
    """Neighbours swapped, letters lost or doubled."""
    letters = list(text)
    for _ in range(max(1, len(letters) // 35)):
        place = dice.randrange(len(letters))
        letters[place] = dice.choice((letters[place] * 2, "", letters[place]))
        if not letters[place] and place + 1 < len(letters):
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
    return "".join(letters)


NOISE: dict[str, Callable[[str, random.Random], str]] = {
    "as written": lambda text, _: text,
    "ALL CAPS": lambda text, _: text.upper(),
    "no capitals, no punctuation": lambda text, _: re.sub(r"[.,!?;:]", "", text.lower()),
    "a typo in every 35 letters": mistyped,
    "emoji": lambda text, _: f"😡 {text} 🙄😡",
    "handles and hashtags": lambda text, _: f"@merk @klantenservice {text} #fail #merk",
}


def robust(nlu: RasaNlu) -> None:
    """The type of the development set's posts, and of real ones where they are here, as they would come in by a thumb."""
    lines = [*dev("posts_d01.jsonl"), *(real_posts() or ())]
    table = Table(title=f"Reading: {len(lines)} posts of unread writers, typed otherwise")
    for column in ("", "type accuracy", "points lost"):
        table.add_column(column)
    plain = 0.0
    for name, change in NOISE.items():
        dice = random.Random(7)
        replies = nlu.parse([change(line["text"], dice) for line in lines])
        right = sum(line["type"] == reply["intent"]["name"] for line, reply in zip(lines, replies, strict=True))
        share = 100 * right / len(lines)
        plain = plain or share
        table.add_row(name, f"{share:.1f} %", f"{plain - share:+.1f}")
    CONSOLE.print(table)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def speed(nlu: RasaNlu) -> None:
    """Together against one by one, in one run."""
    texts = [line["text"] for line in dev("posts_d01.jsonl")]
    nlu.parse(texts[:8])
    single = sorted(_seconds(lambda text=text: nlu.parse([text])) for text in texts)  # type: ignore[misc]
    together = _seconds(lambda: nlu.parse(texts))
    CONSOLE.print(
        f"one post over HTTP: {_milliseconds(single)}; "
        f"{len(texts)} together are {sum(single) / together:.1f} times as fast as one by one ({len(texts) / together:.0f} a second)"
    )
    server = nlu.where.pid if isinstance(nlu.where, OwnRasa) else None
    if server and hasattr(os, "sched_setaffinity"):
        every = os.sched_getaffinity(server)
        _hold(server, {min(every)})
        alone = sorted(_seconds(lambda text=text: nlu.parse([text])) for text in texts)  # type: ignore[misc]
        _hold(server, every)
        memory = next(row for row in Path(f"/proc/{server}/status").read_text().splitlines() if row.startswith("VmRSS"))
        CONSOLE.print(f"held to one core: {_milliseconds(alone)}; {int(memory.split()[1]) / 1000:.0f} MB")


def _milliseconds(seconds: list[float]) -> str:
    """Median and 95th percentile of a sorted list."""
    return f"median {1000 * seconds[len(seconds) // 2]:.0f} ms, p95 {1000 * seconds[len(seconds) * 95 // 100]:.0f} ms"


def _hold(process: int, cores: set[int]) -> None:
    """Let all threads of a process run on these cores only."""
    for thread in os.listdir(f"/proc/{process}/task"):
        os.sched_setaffinity(int(thread), cores)


def drafting(nlu: RasaNlu, home: Path) -> None:
    """Sentences shared by drafts of the last cases: posts of one type only, and mixed ones."""
    mixed = [{"text": line["text"], "platform": line["platform"]} for line in dev("posts_d01.jsonl")]
    alike = [
        {"text": f"Mijn pakket is er nog niet, dag {n}", "type": "delivery", "severity": "medium"} for n in range(CASES)
    ]
    for name, posts in (("mixed", mixed), ("all alike", alike)):
        ledger = SqliteLedger(home / f"{name}.db")
        desk = Desk(ledger, nlu, load(ROOT / "guidelines"), load_phrases(ROOT / "data" / "phrases"), Settings(signer="Anna"),
                    language_of, random.Random(3))  # fmt: skip
        made = [desk.receive(post_from(post), NOON + timedelta(minutes=n)).file for n, post in enumerate(posts)]
        all_drafts = [draft for file in made if file.proposal for draft in file.proposal.drafts]
        sentences = [s for draft in all_drafts for s in draft.sentences]
        before, closest = Memory(most=len(all_drafts)), 0.0
        for draft in all_drafts:
            closest = max(closest, before.alike(draft.sentences))
            before.add(draft.sentences)
        warned = sum(
            bool(desk.review_draft(f.case.post, f.proposal, d.text))
            for f in made
            if f.proposal
            for d in f.proposal.drafts
        )
        CONSOLE.print(
            f"drafts, {name}: {len(all_drafts)} drafts, {len(sentences) - len(set(sentences))} sentences used twice, the closest "
            f"two have {100 * closest:.0f} % of their words in common, {warned} with a warning"
        )


def reviewing() -> None:
    """A review against 10,000 earlier replies, as a multiple of one against none."""
    phrases, rng = load_phrases(ROOT / "data" / "phrases")["nl"], random.Random(5)
    moves = [name for name in phrases.moves if "greeting" not in name]
    earlier = [
        " ".join(expand(rng.choice(phrases.moves[rng.choice(moves)]), rng) for _ in range(3)) for _ in range(10_000)
    ]
    post = Post("Mijn pakket is er nog niet, al drie dagen te laat")
    reply = "Hoi Anna, drie dagen wachten op je pakket is te lang. Ik zoek nu uit waar het ligt en laat het je hier vóór 17.00 uur weten. – Wim"
    few, many = Brief(post, lang="nl"), Brief(post, earlier=earlier, lang="nl")
    review.review(reply, few, language_of)
    first = _seconds(lambda: review.review(reply, many, language_of))
    short = _seconds(lambda: [review.review(reply, few, language_of) for _ in range(20)])
    long = _seconds(lambda: [review.review(reply, many, language_of) for _ in range(20)])
    CONSOLE.print(
        f"a review against 10,000 earlier replies takes {long / short:.1f} times one against none ({50 * long:.0f} ms); "
        f"the first one after a start, which lays them open, {first:.1f} s"
    )


def writers_left_out(models: Models) -> None:
    """Sixths of the writers left out in turn, through the same components; signals also with the rules beside them."""
    with tempfile.TemporaryDirectory() as folder:
        guesses = Path(folder) / "guesses.jsonl"
        command = [str(models.python), "measure.py", "--data", str(ROOT / "data" / "nlu"), "--vectors",
                   str(ROOT / ".cache" / "vectors"), "--groups", "6", "--guesses", str(guesses)]  # fmt: skip
        done = subprocess.run(command, cwd=ROOT / "nlu", stdout=subprocess.PIPE, check=True, text=True)
        posts = [line for line in map(json.loads, guesses.read_text().splitlines()) if "signals" in line]
    truth = [set(post["labels"][2]) for post in posts]
    both = [
        {signal.name for signal in signals_in(
            {"signals": [{"name": name} for name in post["found"]["signals"]],
             "faint_signals": [name for name, chance in post["signals"].items() if chance >= FAINT]}, Post(post["text"])
        )} for post in posts
    ]  # fmt: skip
    hits = sum(len(own & found) for own, found in zip(truth, both, strict=True))
    CONSOLE.print(
        f"writers left out, signals with rules: micro-F1 {2 * hits / (sum(map(len, truth)) + sum(map(len, both))):.3f}"
    )
    for task, found in json.loads(done.stdout).items():
        shown = {name: value for name, value in found.items() if isinstance(value, (int, float))}
        CONSOLE.print(f"writers left out, {task}: " + ", ".join(f"{name} {value}" for name, value in shown.items()))
        CONSOLE.print(
            "   " + ", ".join(f"{name} F1 {row['f1']} (n={row['n']})" for name, row in found["classes"].items())
        )


if __name__ == "__main__":
    main()
