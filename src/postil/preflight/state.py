"""The graphics state, as far as it decides what is put on paper (ISO 32000-1 § 8.4)."""

from __future__ import annotations

from typing import TypeAlias

from .facts import Space
from .matrices import IDENTITY, Matrix
from .paths import Sides

__all__ = ["Colour", "Named", "State", "shows"]

Colour: TypeAlias = tuple[Space, tuple[float, ...], tuple[str, ...]]
Named: TypeAlias = tuple[
    Space, tuple[str, ...], bool
]  # a space, its spot colours, whether it is a table of colours
BLACK: Colour = ("Gray", (0.0,), ())
GRAY: Named = ("Gray", (), False)


class State:
    """The graphics state."""

    __slots__ = (
        "clip",
        "fill",
        "fill_space",
        "font_size",
        "line",
        "matrix",
        "render",
        "stroke",
        "stroke_space",
        "wide",
    )

    def __init__(self) -> None:
        self.matrix: Matrix = IDENTITY
        self.clip: Sides | None = None
        self.fill: Colour | None = BLACK  # none: a pattern, whose inks are told apart
        self.stroke: Colour | None = BLACK
        self.fill_space: Named = GRAY
        self.stroke_space: Named = GRAY
        self.line = 1.0
        self.font_size = 0.0
        self.render = 0
        self.wide = False


def shows(colour: Colour | None) -> bool:
    """Tell whether a colour is more than the paper's."""
    if colour is None or not colour[1]:
        return True
    space, values, _ = colour
    if space in {"Gray", "RGB"}:
        return min(values) < 1
    return max(values) > 0 if space in {"CMYK", "Spot"} else True
