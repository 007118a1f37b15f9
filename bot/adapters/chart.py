"""The digest's chart, by matplotlib: one picture made to be read on a phone."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO

import matplotlib as mpl

from bot.digest import Digest
from bot.digest_words import length, sentences, usual
from bot.labels import SEVERITIES, TYPES
from bot.words import Words

mpl.use("agg")
from matplotlib import pyplot as plt  # the backend has to be chosen first

_COLOURS = {"bars": "#2f6f8f", "before": "#b9c7cf", "text": "#222222", "muted": "#666666",
            "low": "#9bbfaf", "medium": "#e3b95b", "high": "#d9793b", "critical": "#b3262e"}  # fmt: skip
_ROW = 0.42  # inches for a type
_TOP = 2.9


def drawn(digest: Digest, lang: str) -> bytes:
    """The week's chart as a PNG."""
    picture = io.BytesIO()
    draw(digest, picture, lang)
    return picture.getvalue()


def draw(digest: Digest, path: Path | IO[bytes], lang: str) -> None:
    """Write the week's chart as a PNG: two lines of words, the severities, the posts by type and the weeks before."""
    shown = sorted(((n, kind) for kind, n in digest.by_type.items() if n), reverse=True)
    heights = [0.7, max(1, len(shown)) * _ROW, *([1.2] if digest.weeks_before else [])]
    figure, axes = plt.subplots(
        len(heights), 1, figsize=(5.4, sum(heights) + _TOP - 0.7), dpi=200, height_ratios=heights, squeeze=False,
        layout="constrained",
    )  # fmt: skip
    try:
        figure.suptitle(_title(digest, lang), fontsize=17, fontweight="bold", x=0.03, ha="left", color=_COLOURS["text"])
        _severities(axes[0][0], digest, lang)
        _types(axes[1][0], digest, shown, lang)
        if digest.weeks_before:
            _weeks(axes[2][0], digest, lang)
        figure.savefig(path, format="png", metadata={"Description": " ".join(sentences(digest, lang))})
    finally:
        plt.close(figure)


def _title(digest: Digest, lang: str) -> str:
    """How many, and how fast: what somebody wants to know who sees nothing else."""
    first = digest.first_reply
    posts = (
        Words("1 bericht", "1 post")
        if digest.cases == 1
        else Words(f"{digest.cases} berichten", f"{digest.cases} posts")
    )
    title = f"{digest.week} · {posts.said(lang)}"
    if first.median_minutes is None:
        return title
    took = length(first.median_minutes)
    speed = Words(f"antwoord na {took.nl}; {first.within_deadline} van {first.replied} op tijd",
                  f"reply after {took.en}; {first.within_deadline} of {first.replied} in time")  # fmt: skip
    return f"{title}\n{speed.said(lang)}"


def _heading(axes: mpl.axes.Axes, words: str) -> None:
    axes.set_title(words, loc="left", fontsize=12, color=_COLOURS["muted"], pad=8)


def _plain(axes: mpl.axes.Axes) -> None:
    axes.tick_params(length=0, labelsize=13, labelcolor=_COLOURS["text"])
    for side in axes.spines.values():
        side.set_visible(False)


def _types(axes: mpl.axes.Axes, digest: Digest, shown: list[tuple[int, str]], lang: str) -> None:
    """A bar for each type, and a mark where it usually is."""
    names = [TYPES[kind].said(lang) for _, kind in reversed(shown)]
    bars = axes.barh(names, [n for n, _ in reversed(shown)], color=_COLOURS["bars"], height=0.66)
    axes.bar_label(bars, padding=5, fontsize=13, fontweight="bold", color=_COLOURS["text"])
    heading = Words("Waarover", "What about").said(lang)
    if digest.weeks_before and not digest.so_far:
        means = [usual(digest.weeks_before, kind) or 0 for _, kind in reversed(shown)]
        axes.vlines(
            means, [n - 0.42 for n in range(len(means))], [n + 0.42 for n in range(len(means))], lw=3, color="#111111"
        )
        heading += Words(" (streep: gemiddeld in de weken ervoor)", " (mark: average of the weeks before)").said(lang)
        axes.set_xlim(0, 1.12 * max([1, *means, *(n for n, _ in shown)]))
    _heading(axes, heading)
    axes.set_xticks([])
    _plain(axes)


def _weeks(axes: mpl.axes.Axes, digest: Digest, lang: str) -> None:
    """The posts a week, this one last."""
    weeks = [*((one.week, one.cases) for one in digest.weeks_before), (digest.week, digest.cases)]
    colours = [*[_COLOURS["before"]] * len(digest.weeks_before), _COLOURS["bars"]]
    bars = axes.bar([name.partition("-")[2] for name, _ in weeks], [n for _, n in weeks], color=colours, width=0.7)
    axes.bar_label(bars, padding=2, fontsize=13, color=_COLOURS["text"])
    axes.set_yticks([])
    axes.set_ylim(0, 1.3 * max(1, *(n for _, n in weeks)))
    _heading(axes, Words("Berichten per week", "Posts a week").said(lang))
    _plain(axes)


def _severities(axes: mpl.axes.Axes, digest: Digest, lang: str) -> None:
    """One bar with the severities, and what each colour means beside it, so that a narrow part needs no words in it."""
    left, parts = 0, []
    for name, words in SEVERITIES.items():
        if n := digest.by_severity[name]:
            axes.barh([0], [n], left=left, color=_COLOURS[name], height=0.8, label=f"{words.said(lang)} {n}")
            left += n
            parts.append(name)
    axes.set_xlim(0, max(left, 1))  # without a bar it has no width, and nothing can be laid out
    axes.set_axis_off()
    if parts:
        axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 0.95), ncols=len(parts), fontsize=12, frameon=False,
                    handlelength=0.8, handleheight=0.8, handletextpad=0.4, columnspacing=1.1, borderpad=0)  # fmt: skip
