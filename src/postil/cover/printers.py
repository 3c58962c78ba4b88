"""What printers ask of a cover, as each publishes it, and the width of a spine.

As of 2026-11: KDP help pages G201857950 and G201953020; Lulu's book creation guide; IngramSpark help 5338636202637,
5293923433229; where they are silent, what several third parties agree on. docs/covers.md says where sources differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from postil.frozen import dataclass
from postil.model.trade import CoverManifest, Printer

__all__ = ["INCH", "POINT", "PRINTER_RULES", "PrinterRules", "Spine", "even", "spine_of"]

INCH = 25.4
POINT = INCH / 72


@dataclass(frozen=True, slots=True)
class PrinterRules:
    """The rules of one printer; lengths in mm.

    `bleed` beyond the trim; `safe`: no words nearer to trim or fold; `clear`: free on each side of the words on a spine;
    `spine_pages`: from how many pages a spine may have words (with an ISBN, `spine_pages_sold`); `barcode_box`: the white
    box, and `barcode_inset` its distance from trim and fold; `barcode_room` the box within it that bars may fill;
    `standard`: the form of the file.
    """

    name: str
    bleed: float
    safe: float
    safe_case: float
    clear: float
    spine_pages: int
    spine_pages_sold: int
    barcode_inset: float
    barcode_padding: float
    barcode_room: tuple[float, float] | None
    standard: Literal["", "x-1a"]


PRINTER_RULES: Mapping[Printer, PrinterRules] = {
    "kdp": PrinterRules("KDP", 3.175, 6.35, 9.525, 1.5875, 79, 79, 6.35, 0.0, (2 * INCH, 1.2 * INCH), ""),
    "lulu": PrinterRules("Lulu", 3.175, 12.7, 19.05, 3.175, 81, 100, 6.35, 6.35, (2 * INCH, 1.2 * INCH), ""),
    "ingram": PrinterRules("IngramSpark", 3.175, 6.35, 6.35, 1.5875, 48, 48, 9.525, 0.0, None, "x-1a"),
    "press": PrinterRules("the press", 3.0, 6.0, 8.0, 1.6, 2, 2, 8.0, 0.0, None, "x-1a"),
}
_KDP = {"white": 0.002252, "cream": 0.0025, "colour": 0.002252, "premium": 0.002347}
# Pages to the inch; nobody publishes IngramSpark's, and the estimates differ.
_INGRAM = {"white": (472, 400), "cream": (472, 400), "colour": (472, 340), "premium": (340, 300)}
_PRESS = {"white": (430, 380), "cream": (400, 350), "colour": (430, 340), "premium": (340, 300)}


@dataclass(frozen=True, slots=True)
class Spine:
    """The width of a spine in mm, where it is from, and by how much it may be wrong: sources disagree, or it is an estimate."""

    width: float
    origin: Literal["given", "rule", "estimate"]
    doubt: float = 0.0


def even(pages: int) -> int:
    """Return how many pages are bound: a leaf has two."""
    return pages + pages % 2


def spine_of(printer: Printer, pages: int, cover: CoverManifest) -> Spine:
    """Return the spine of a book of so many pages: as given, else by the printer's rule, else an estimate."""
    given = cover.width_of(printer)
    if given is not None:
        return Spine(given, "given")
    count = even(pages)
    if printer == "kdp":
        doubt = count * (_KDP["premium"] - _KDP["colour"]) if cover.paper == "colour" else 0.0
        return Spine(count * _KDP[cover.paper] * INCH, "rule", doubt * INCH)
    if printer == "lulu":
        return Spine((count / 444 + 0.06) * INCH, "rule")
    if cover.bulk is not None and printer == "press":
        return Spine(count / cover.bulk * INCH, "rule")
    many, few = (_INGRAM if printer == "ingram" else _PRESS)[cover.paper]
    glue = 0.002 if printer == "ingram" else 0.02
    return Spine((count / many + glue) * INCH, "estimate", (count / few - count / many) * INCH)
