"""Meelezer's mark, a speech bubble that looks: drawn in the two sizes that Teams asks for."""

from __future__ import annotations

import io
from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.patches import Circle, Patch, PathPatch, Rectangle
from matplotlib.path import Path

COLOUR = "#1f4e5f"
"""Meelezer's colour, the ground of the mark."""

_Point = tuple[float, float]
_STRAIGHT, _BENT = [Path.LINETO], [Path.CURVE3, Path.CURVE3]
_POINTS_AN_INCH = 72
_EYE = (0.5, 0.545)
"""Where the eye is, in a square of one by one with the origin below at the left."""


def color_icon() -> bytes:
    """The mark on its ground as a PNG of 192 by 192; Teams cuts off what is outside the middle."""
    shapes = (
        (Rectangle((0, 0), 1, 1), COLOUR),
        (PathPatch(_bubble(0.16, 0.84, 0.31, 0.8, 0.13)), "white"),
        (PathPatch(_lid(0.25, 0.29)), COLOUR),
        (Circle(_EYE, 0.1), "white"),
        (Circle(_EYE, 0.052), COLOUR),
    )
    for shape, colour in shapes:
        shape.set(facecolor=colour, linewidth=0)
    return _png(192, [shape for shape, _ in shapes])


def outline_icon() -> bytes:
    """The mark in white lines on nothing as a PNG of 32 by 32."""
    bubble = PathPatch(_bubble(0.06, 0.94, 0.24, 0.9, 0.16), fill=False, edgecolor="white", linewidth=2)
    lid = PathPatch(_lid(0.27, 0.33), fill=False, edgecolor="white", linewidth=1.6)
    return _png(32, [bubble, lid, Circle(_EYE, 0.075, facecolor="white")])


def _png(pixels: int, shapes: Sequence[Patch]) -> bytes:
    figure = Figure(figsize=(pixels / _POINTS_AN_INCH, pixels / _POINTS_AN_INCH), dpi=_POINTS_AN_INCH)
    figure.patch.set_alpha(0)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    for shape in shapes:
        axes.add_patch(shape)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=_POINTS_AN_INCH, metadata={"Software": None})  # the same bytes each time
    return picture.getvalue()


def _bubble(left: float, right: float, low: float, high: float, round_: float) -> Path:
    """A box with round corners whose tail points down at the left."""
    tail = left + 1.3 * round_
    return _closed(
        ((left + round_, high),),
        ((right - round_, high),),
        ((right, high), (right, high - round_)),
        ((right, low + round_),),
        ((right, low), (right - round_, low)),
        ((tail + 0.2, low),),
        ((tail, low - 0.17),),
        ((tail, low),),
        ((left + round_, low),),
        ((left, low), (left, low + round_)),
        ((left, high - round_),),
        ((left, high), (left + round_, high)),
    )


def _lid(half: float, height: float) -> Path:
    """An eye's outline, `half` as wide to each side; the curves reach half of `height`."""
    x, y = _EYE
    return _closed(((x - half, y),), ((x, y + height), (x + half, y)), ((x, y - height), (x - half, y)))


def _closed(*steps: tuple[_Point, ...]) -> Path:
    """A line from step to step and back: straight to a single point, in a curve where the point to bend towards comes first."""
    codes = [code for points in steps for code in (_STRAIGHT if len(points) == 1 else _BENT)]
    return Path(
        [*(point for points in steps for point in points), steps[0][0]], [Path.MOVETO, *codes[1:], Path.CLOSEPOLY]
    )
