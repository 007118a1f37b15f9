"""The digest's chart, by matplotlib: one picture made to be read on a phone."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import matplotlib as mpl
import matplotlib.axes
import matplotlib.figure

from bot.digest import Digest
from bot.digest_words import length, sentences, usual
from bot.labels import SEVERITIES, TYPES
from bot.words import Words

mpl.use("agg")
from matplotlib import pyplot as plt  # the backend has to be chosen first

_COLOURS = {"bars": "#2f6f8f", "before": "#b9c7cf", "mark": "#111111", "text": "#222222", "muted": "#666666",
            "low": "#9bbfaf", "medium": "#e3b95b", "high": "#d9793b", "critical": "#b3262e"}  # fmt: skip
_WIDTH = 5.4  # inches; everything is measured from the top
_LEFT, _RIGHT = 0.2, 0.25
_NAMES = 1.75  # room for the names of the types
_TITLE, _HEADING, _ROW, _LEVELS, _WEEKS = 0.95, 0.42, 0.4, 0.4, 1.25


def drawn(digest: Digest, lang: str) -> bytes:
    """The week's chart as a PNG."""
    picture = io.BytesIO()
    draw(digest, picture, lang)
    return picture.getvalue()


def draw(digest: Digest, path: Path | IO[bytes], lang: str) -> None:
    """Write the week's chart as a PNG: two lines of words, the severities, the posts by type and the weeks before."""
    shown = sorted(((n, kind) for kind, n in digest.by_type.items() if n), reverse=True)
    rows = max(1, len(shown)) * _ROW
    height = _TITLE + 2 * _HEADING + _LEVELS + rows + (_HEADING + _WEEKS + 0.4 if digest.weeks_before else 0.15)
    sheet = _Sheet(plt.figure(figsize=(_WIDTH, height), dpi=200), height)
    try:
        for line, size, weight in _title(digest, lang):
            sheet.words(line, size, weight)
        sheet.down = _TITLE
        _severities(sheet, digest, lang)
        _types(sheet, digest, shown, lang)
        if digest.weeks_before:
            _weeks(sheet, digest, lang)
        sheet.figure.savefig(path, format="png", metadata={"Description": " ".join(sentences(digest, lang))})
    finally:
        plt.close(sheet.figure)


@dataclass
class _Sheet:
    """A picture that is filled from the top: `down` inches of its height are taken."""

    figure: mpl.figure.Figure
    height: float
    down: float = 0.12

    def words(self, line: str, size: float, weight: str = "normal", colour: str = "text") -> None:
        """A line across the whole width."""
        self.figure.text(_LEFT / _WIDTH, 1 - self.down / self.height, line, fontsize=size, fontweight=weight, va="top",
                         color=_COLOURS[colour])  # fmt: skip
        self.down += 0.4

    def axes(self, inches: float, left: float = _LEFT) -> mpl.axes.Axes:
        """Room of that height, without a frame."""
        self.down += inches
        width = _WIDTH - left - _RIGHT
        place = (left / _WIDTH, 1 - self.down / self.height, width / _WIDTH, inches / self.height)
        made = self.figure.add_axes(place)
        made.tick_params(length=0, labelsize=13, labelcolor=_COLOURS["text"])
        made.spines[:].set_visible(False)
        return made


def _title(digest: Digest, lang: str) -> list[tuple[str, float, str]]:
    """How many, and how fast: what somebody wants to know who sees nothing else."""
    first = digest.first_reply
    posts = (
        Words("1 bericht", "1 post")
        if digest.cases == 1
        else Words(f"{digest.cases} berichten", f"{digest.cases} posts")
    )
    lines = [(f"{digest.week} · {posts.said(lang)}", 19.0, "bold")]
    if first.median_minutes is not None:
        took = length(first.median_minutes)
        speed = Words(f"Antwoord na {took.nl}, {first.within_deadline} van {first.replied} op tijd",
                      f"Reply after {took.en}, {first.within_deadline} of {first.replied} in time")  # fmt: skip
        lines.append((speed.said(lang), 14.0, "normal"))
    return lines


def _severities(sheet: _Sheet, digest: Digest, lang: str) -> None:
    """One bar with the severities, and what each colour means above it, so that a narrow part needs no words in it."""
    sheet.down += _HEADING
    axes, left = sheet.axes(_LEVELS), 0
    for name, words in SEVERITIES.items():
        if n := digest.by_severity[name]:
            axes.barh([0], [n], left=left, color=_COLOURS[name], height=1, label=f"{words.said(lang)} {n}")
            left += n
    axes.set(xlim=(0, max(left, 1)), ylim=(-0.5, 0.5))
    axes.set_axis_off()
    if left:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.06), ncols=len(SEVERITIES), fontsize=11.5, frameon=False,
                    handlelength=0.8, handleheight=0.8, handletextpad=0.35, columnspacing=0.9, borderpad=0,
                    borderaxespad=0)  # fmt: skip


def _types(sheet: _Sheet, digest: Digest, shown: list[tuple[int, str]], lang: str) -> None:
    """A bar for each type, and a mark where it usually is."""
    compared = digest.weeks_before and not digest.so_far
    sheet.down += 0.12
    sheet.words(Words("Waarover (streep: de weken ervoor)", "What about (mark: the weeks before)").said(lang) if compared
                else Words("Waarover", "What about").said(lang), 12, colour="muted")  # fmt: skip
    axes = sheet.axes(max(1, len(shown)) * _ROW, left=_NAMES)
    bars = axes.barh(
        [TYPES[kind].said(lang) for _, kind in shown], [n for n, _ in shown], color=_COLOURS["bars"], height=0.66
    )
    means = [usual(digest.weeks_before, kind) or 0 if compared else 0 for _, kind in shown]
    widest = max([1, *means, *(n for n, _ in shown)])
    for row, ((n, _), mean) in enumerate(zip(shown, means, strict=True)):
        if mean:
            axes.plot([mean, mean], [row - 0.42, row + 0.42], lw=3, color=_COLOURS["mark"])
        beside = mean if n <= mean < n + 0.12 * widest else n  # the number stands clear of the mark
        axes.annotate(str(n), (beside, row), (7, 0), textcoords="offset points", va="center", fontsize=13, fontweight="bold",
                      color=_COLOURS["text"])  # fmt: skip
    axes.set(xlim=(0, 1.15 * widest), xticks=[])
    axes.set_ylim(max(1, len(bars)) - 0.5, -0.5)


def _weeks(sheet: _Sheet, digest: Digest, lang: str) -> None:
    """The posts a week, this one last."""
    sheet.down += 0.12
    sheet.words(Words("Berichten per week", "Posts a week").said(lang), 12, colour="muted")
    weeks = [*((one.week, one.cases) for one in digest.weeks_before), (digest.week, digest.cases)]
    colours = [*[_COLOURS["before"]] * len(digest.weeks_before), _COLOURS["bars"]]
    axes = sheet.axes(_WEEKS)
    bars = axes.bar([name.partition("-")[2] for name, _ in weeks], [n for _, n in weeks], color=colours, width=0.7)
    axes.bar_label(bars, padding=2, fontsize=13, color=_COLOURS["text"])
    axes.set(yticks=[], ylim=(0, 1.25 * max(1, *(n for _, n in weeks))))
