"""Paths of a content stream, as far as they are lines: thin boxes that are filled (ISO 32000-1 § 8.5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from .matrices import Matrix

__all__ = ["Path", "Sides"]

Sides: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right, top of what a path or a clip covers on the page."""

_THIN = 3.0  # points: a filled box no thicker than this is a line
_LEAST = 0.01


class Path:
    """A path while it is made: the points of its pieces, on the page; whether it has curves, and is to be a clip."""

    def __init__(self) -> None:
        self.pieces: list[list[tuple[float, float]]] = []
        self.curved = False
        self.clips = False

    def move(self, x: float, y: float, matrix: Matrix) -> None:
        """Begin a piece."""
        self.pieces.append([])
        self.line(x, y, matrix)

    def line(self, x: float, y: float, matrix: Matrix) -> None:
        """Go on to a point."""
        a, b, c, d, e, f = matrix
        if not self.pieces:
            self.pieces.append([])
        self.pieces[-1].append((a * x + c * y + e, b * x + d * y + f))

    def curve(self, points: Sequence[float], matrix: Matrix) -> None:
        """Go on by a curve, which lies within its points."""
        self.curved = True
        for at in range(0, len(points) - 1, 2):
            self.line(points[at], points[at + 1], matrix)

    def box(self, x: float, y: float, width: float, height: float, matrix: Matrix) -> None:
        """Add a box."""
        self.move(x, y, matrix)
        for right, up in ((width, 0.0), (width, height), (0.0, height)):
            self.line(x + right, y + up, matrix)

    def thin(self, clip: Sides | None) -> Iterator[float]:
        """Yield how thick those pieces are that are lines. A border is painted as a large box of which the clip leaves a strip."""
        for points in self.pieces if not self.curved else ():
            left, bottom, right, top = _common(_sides(points), clip)
            side = min(right - left, top - bottom)
            if _LEAST < side < _THIN:
                yield side

    def clipped(self, clip: Sides | None) -> Sides | None:
        """Return the clip that holds behind this path."""
        if not self.clips or not self.pieces:
            return clip
        return _common(_sides([point for points in self.pieces for point in points]), clip)


def _sides(points: Sequence[tuple[float, float]]) -> Sides:
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across), min(up), max(across), max(up)


def _common(one: Sides, other: Sides | None) -> Sides:
    if other is None:
        return one
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
