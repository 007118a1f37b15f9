"""The digest's chart, by matplotlib: one picture made to be read on a phone."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO

import matplotlib as mpl

from bot.digest import Digest, sentences
from bot.labels import SEVERITIES, TYPES
from bot.words import Words

mpl.use("agg")
from matplotlib import pyplot as plt  # the backend has to be chosen first

_COLOURS = {"bars": "#2f6f8f", "text": "#222222", "muted": "#777777",
            "low": "#9bbfaf", "medium": "#e3b95b", "high": "#d9793b", "critical": "#b3262e"}  # fmt: skip


def drawn(digest: Digest, lang: str) -> bytes:
    """The week's chart as a PNG."""
    picture = io.BytesIO()
    draw(digest, picture, lang)
    return picture.getvalue()


def draw(digest: Digest, path: Path | IO[bytes], lang: str) -> None:
    """Write the week's chart as a PNG: posts by type, with the severities as one bar above."""
    shown = sorted(((n, kind) for kind, n in digest.by_type.items() if n), reverse=True)
    figure, (top, main) = plt.subplots(
        2,
        1,
        figsize=(6, 3.2 + 0.34 * max(1, len(shown))),
        dpi=160,
        height_ratios=(1, max(2.0, 0.7 * len(shown))),
        layout="constrained",
    )
    try:
        figure.suptitle(_title(digest, lang), fontsize=13, fontweight="bold", x=0.02, ha="left", color=_COLOURS["text"])
        _severities(top, digest, lang)
        main.barh(
            [TYPES[kind].said(lang) for _, kind in reversed(shown)],
            [n for n, _ in reversed(shown)],
            color=_COLOURS["bars"],
        )
        main.bar_label(main.containers[0], padding=3, fontsize=11)
        main.set_xticks([])
        main.tick_params(length=0, labelsize=11)
        for side in main.spines.values():
            side.set_visible(False)
        figure.supxlabel("\n".join(sentences(digest, lang)[1:3]), fontsize=8.5, color=_COLOURS["muted"])
        figure.savefig(path, format="png", metadata={"Description": " ".join(sentences(digest, lang))})
    finally:
        plt.close(figure)


def _title(digest: Digest, lang: str) -> str:
    return Words(f"{digest.week} · {digest.cases} berichten", f"{digest.week} · {digest.cases} posts").said(lang)


def _severities(axes: mpl.axes.Axes, digest: Digest, lang: str) -> None:
    left = 0
    for name, words in SEVERITIES.items():
        n = digest.by_severity[name]
        if n:
            axes.barh([0], [n], left=left, color=_COLOURS[name], height=0.7)
            axes.text(left + n / 2, 0, str(n), ha="center", va="center", fontsize=11)
            axes.text(
                left + n / 2,
                0.52,
                words.said(lang),
                ha="center",
                va="bottom",
                fontsize=8.5,
                color=_COLOURS["muted"],
            )
            left += n
    axes.set_xlim(0, max(left, 1))  # without a bar it has no width, and nothing can be laid out
    axes.set_axis_off()
