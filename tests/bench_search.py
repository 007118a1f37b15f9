"""Finding earlier cases among 100,000, and how well what a card shows of them fits: part of `make bench`."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median

from rich.console import Console

from bot.adapters.ledger import SqliteLedger
from bot.adapters.ledger_search import found, like
from bot.context import TELLING_FROM, Rarity, alike
from bot.search import MOST_FOUND, wanted_of
from bot.similar import LIKE_FROM, telling_words
from tests.builders import NOON, ROOT, dev

CONSOLE = Console()
CASES = 100_000
SEARCHES = ("wasmachine kapot", "pakket", "waar is mijn pakket", "dubbele facturen", "waschmachine", "parcel thrown gate",
            "bezorger gooide pakket over schutting hond", "app inloggen", "geld terug", "koffiemachine fornuis zeepaard trombone")  # fmt: skip


def searching(home: Path) -> None:
    """Searches and cases like one, as a part of a plain scan for two words in the same run; and what the bounds let through."""
    posts = list(_posts())
    ledger = SqliteLedger(home / "many.db")
    with ledger.writing() as db:
        for n in range(CASES):
            type_, words = posts[n % len(posts)]
            others = posts[(n * 7919 + n // len(posts)) % len(posts)][1]
            text = " ".join(words if n < len(posts) else words[: len(words) // 2] + others[len(others) // 2 :])
            at = (NOON - timedelta(minutes=CASES - n)).isoformat()
            db.execute("insert into cases (id, received_at, status, waits_for, is_open, platform, text, history, extra) "
                       "values (?, ?, 'solved', 'nothing', 0, 'x', ?, '[]', '{}')", [f"c{n}", at, text])  # fmt: skip
            db.execute("insert into proposals (case_id, type) values (?, ?)", [f"c{n}", type_])
    rarity = Rarity.load()
    with ledger.reading() as db:
        scan = "select id from cases where text like '%wasmachine%' and text like '%kapot%' order by received_at desc"
        plain = min(_seconds(lambda: db.execute(scan).fetchall()) for _ in range(5))
        wanted = [wanted_of(one, rarity) for one in SEARCHES]
        times = [min(_seconds(partial(found, db, one, MOST_FOUND)) for _ in range(3)) for one in wanted]
        cards = []
        for n, (type_, words) in enumerate(posts[:100]):
            telling = telling_words(" ".join(words), rarity)
            cards.append(_seconds(partial(like, db, f"c{CASES - 1 - n}", telling, type_, True)))
    ledger.close()
    CONSOLE.print(
        f"among {CASES:,} cases, as a part of a scan with LIKE ({1000 * plain:.0f} ms): a search {median(times) / plain:.2f}, the "
        f"slowest {max(times) / plain:.2f}; cases like one {median(cards) / plain:.2f}, the slowest {max(cards) / plain:.2f}"
    )
    _fitting(posts, rarity)


def _fitting(posts: list[tuple[str, list[str]]], rarity: Rarity) -> None:
    """Of the pairs of a development post and a training post that pass as alike by their words: how many are of one type."""
    weighed = [(type_, rarity.weights(" ".join(words))) for type_, words in posts]
    same = pairs = 0
    for line in dev("posts_d01.jsonl"):
        mine = rarity.weights(line["text"])
        for type_, theirs in weighed:
            shared = sum(mine[word] >= TELLING_FROM for word in mine.keys() & theirs.keys())
            if shared > 1 and any(shared >= words and alike(mine, theirs) >= least for words, least in LIKE_FROM):
                pairs, same = pairs + 1, same + (type_ == line["type"])
    CONSOLE.print(
        f"cases like one: of {pairs} pairs that are alike in words {100 * same / max(1, pairs):.0f} % are of one type"
    )


def _posts() -> Iterator[tuple[str, list[str]]]:
    """The training posts: type and words of each."""
    for path in sorted((ROOT / "data" / "nlu").glob("posts_*.yml")):
        for part in re.split(r"^- intent: ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            for text in re.findall(r"- text: \|\n(.*?)\n    metadata:", part, re.DOTALL):
                yield part.split()[0], text.split()


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
