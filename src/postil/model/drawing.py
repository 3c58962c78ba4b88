"""A drawing: areas, frames and letters as outlines on a sheet, for whichever writer puts it into a file.

Lengths are in one unit of the drawing's own (millimetres where it is printed), y runs downward. Nothing in it needs a font.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from postil.frozen import dataclass

__all__ = ["Area", "Box", "Drawing", "Frame", "Glyph", "Ink", "Letters", "Outline", "Shape"]

Outline: TypeAlias = tuple[tuple[str, tuple[int, ...]], ...]
"""Path commands (M, L, Q, C, Z) with absolute coordinates in units of the font, y upward."""


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour: for screens as `#rrggbb`, for the press as shares (0–1) of cyan, magenta, yellow and black."""

    rgb: str
    cmyk: tuple[float, float, float, float]

    @property
    def coverage(self) -> float:
        """The sum of its inks: 2.4 is 240 %."""
        return sum(self.cmyk)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def middle(self) -> float:
        """Half way from left to right."""
        return self.left + self.width / 2

    def within(self, distance: float) -> Box:
        """Return the box that lies so far inside on each side (outside where it is less than nothing)."""
        return Box(
            self.left + distance, self.top + distance, self.width - 2 * distance, self.height - 2 * distance
        )

    def holds(self, other: Box, slack: float = 1e-6) -> bool:
        """Tell whether `other` lies in it."""
        return (
            self.left <= other.left + slack
            and self.top <= other.top + slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )


@dataclass(frozen=True, slots=True)
class Area:
    """A filled rectangle."""

    box: Box
    ink: Ink


@dataclass(frozen=True, slots=True)
class Frame:
    """A ruled rectangle; half of the `rule` lies on each side of its edge."""

    box: Box
    rule: float
    ink: Ink


@dataclass(frozen=True, slots=True)
class Glyph:
    """An outline with the matrix that puts it on the sheet: x′ = a·x + c·y + e, y′ = b·x + d·y + f."""

    outline: Outline
    matrix: tuple[float, float, float, float, float, float]

    def points(self) -> Iterable[tuple[float, float]]:
        """Yield its points on the sheet, those that only steer a curve among them."""
        a, b, c, d, e, f = self.matrix
        for _, numbers in self.outline:
            for x, y in zip(numbers[::2], numbers[1::2], strict=True):
                yield a * x + c * y + e, b * x + d * y + f


@dataclass(frozen=True, slots=True)
class Letters:
    """A line of words: its glyphs in the order they are drawn, their ink, and what they say."""

    glyphs: tuple[Glyph, ...]
    ink: Ink
    text: str

    @property
    def box(self) -> Box | None:
        """Where there is ink; nothing for a line of spaces."""
        points = [point for glyph in self.glyphs for point in glyph.points()]
        if not points:
            return None
        left, top = min(x for x, _ in points), min(y for _, y in points)
        return Box(left, top, max(x for x, _ in points) - left, max(y for _, y in points) - top)


Shape: TypeAlias = Area | Frame | Letters


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a sheet, the lowest first; `says` is its alternative text in `language`."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    says: str
    language: str
