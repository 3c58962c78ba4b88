"""Targets: the printed books that are made of one edition or reader, each on a trim of its own and for a use of its own.

Lengths on the page are in millimetres; type is in points, size and leading.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from postil.frozen import dataclass

__all__ = ["DEFAULT", "LARGE_PRINT", "TRIMS", "US_TRADE", "Finish", "Target", "Trim", "Type"]

Finish: TypeAlias = Literal["screen", "print", "archive"]
"""What a printed book is for: to be read on a screen (cover first, no blank pages, equal margins, links), to be printed (one
ink, blanks, nothing but the pages), to be kept (PDF/A)."""


@dataclass(frozen=True, slots=True)
class Type:
    """Size and leading of type, in points."""

    size: float
    leading: float


@dataclass(frozen=True, slots=True)
class Trim:
    """A page as it is cut: its size, its margins, its type.

    `inside` is the margin at the spine. With a `column` so many millimetres beside the text, `gutter` away from it, are left
    for notes. `large` pages are set for readers who see badly: no smaller type, no hyphens, ragged, notes after each document.
    """

    id: str
    width: float
    height: float
    inside: float
    outside: float
    top: float
    bottom: float
    text: Type
    notes: Type
    column: float = 0
    gutter: float = 0
    face: Literal["serif", "sans"] = "serif"
    ragged: bool = False
    large: bool = False

    @property
    def measure(self) -> float:
        """The width of the text, in millimetres."""
        return self.width - self.inside - self.outside - self.column - self.gutter

    @property
    def depth(self) -> float:
        """The height of text and foot notes together, in millimetres."""
        return self.height - self.top - self.bottom


_INCH = 25.4
_SMALL = Type(8.8, 10.8)
_NOTES = Type(9.2, 11.4)
LARGE_PRINT = Trim(
    "large-print",
    8.5 * _INCH,
    11 * _INCH,
    30,
    22,
    28,
    25,
    Type(18, 25),
    Type(18, 25),
    ragged=True,
    large=True,
)
US_TRADE = Trim("us-trade", 6 * _INCH, 9 * _INCH, 23, 21, 21, 24, Type(11.4, 14.4), _NOTES)

# Sizes after the trade's own names: Royal and Demy octavo as in J. Mitchell and S. Wightman, Book Typography (2005), A5 and A4 by
# ISO 216, letter by ANSI/ASME Y14.1.
TRIMS: Mapping[str, Trim] = {
    trim.id: trim
    for trim in (
        US_TRADE,
        Trim("a5", 148, 210, 20, 17, 18, 21, Type(10.8, 13.8), _SMALL),
        Trim("royal", 156, 234, 24, 22, 22, 26, Type(11.6, 14.8), _NOTES),
        Trim("demy", 138, 216, 20, 17, 19, 22, Type(10.6, 13.6), _SMALL),
        Trim(
            "letter-course-pack",
            8.5 * _INCH,
            11 * _INCH,
            26,
            24,
            24,
            22,
            Type(11.6, 15),
            Type(9, 11.4),
            50,
            8,
        ),
        Trim("a4-course-pack", 210, 297, 24, 22, 24, 24, Type(11.6, 15), Type(9, 11.4), 48, 8),
        LARGE_PRINT,
    )
}


@dataclass(frozen=True, slots=True)
class Target:
    """A printed book to be made. `bleed` is in millimetres, at the spine where `bleeds_at_spine` says so; `marks` are crop marks,
    outside of the bleed; with `lines` every so many lines of the text are numbered in the margin, anew on each page or through
    the document. `parallel` is how parallel texts are laid out on its pages (nothing: as their edition has it)."""

    id: str
    trim: Trim = US_TRADE
    finish: Finish = "screen"
    bleed: float = 0
    marks: bool = False
    lines: int = 0
    lines_by: Literal["page", "document"] = "page"
    parallel: Literal["", "columns", "alternate"] = ""
    bleeds_at_spine: bool = True


DEFAULT = Target("screen")
