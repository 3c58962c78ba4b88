"""The full wrap: back, spine and front on one sheet, and the look at what was drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from postil.cover.back import BackMatter, back, barcode_boxes
from postil.cover.front import Plate, panel, said_of
from postil.cover.inks import CLOTHS, WHITE
from postil.cover.printers import POINT, PRINTER_RULES
from postil.cover.sheets import Sheet
from postil.cover.spine import spine
from postil.model.drawing import Area, Box, Drawing, Frame, Letters
from postil.model.rendition import BookMetadata, Face
from postil.model.trade import Printer

__all__ = ["faults_of", "wrap"]

_HAIRLINE = 0.75 * POINT
"""The thinnest rule that printers accept (KDP)."""


def wrap(
    metadata: BookMetadata, matter: BackMatter, faces: Sequence[Face], sheet: Sheet, printer: Printer
) -> Drawing:
    """Return the cover on its sheet, in mm. Raises `BlurbTooLong`.

    The cloth runs over the folds, so that a spine that is off by a little does not show.
    """
    rules = PRINTER_RULES[printer]
    ground = Area(Box(0, 0, sheet.width, sheet.height), CLOTHS[metadata.cover.cloth])
    front = Plate(sheet.front, max(sheet.safe, sheet.fold), _HAIRLINE)
    shapes = (
        ground,
        *back(metadata, matter, faces, sheet, rules, _HAIRLINE),
        *spine(metadata, faces, sheet),
        *panel(metadata, faces, front),
    )
    return Drawing(sheet.width, sheet.height, shapes, said_of(metadata), metadata.language)


def faults_of(drawing: Drawing, matter: BackMatter, sheet: Sheet, printer: Printer) -> Iterator[str]:
    """Yield what stands where it must not: words too near to an edge or over a fold, rules across a fold, anything but the bar
    code in its box."""
    box, _, _ = barcode_boxes(sheet, PRINTER_RULES[printer], matter.symbol)
    panels = (sheet.back, sheet.front)
    allowed = [*map(sheet.words, panels), *([sheet.lettering] if sheet.lettering is not None else [])]
    inside = False
    for shape in drawing.shapes:
        match shape:
            case Letters(text=text):
                place = shape.box
                if place is None:
                    continue
                if box.holds(place):
                    if matter.symbol is None:
                        yield f"“{text}” stands where the printer puts the bar code"
                elif not any(each.holds(place, 0.01) for each in allowed):
                    yield f"“{text}” stands too near to an edge or a fold"
                elif _meets(place, box):
                    yield f"“{text}” stands in the bar code"
            case Area(box=place, ink=ink) | Frame(box=place, ink=ink):
                inside = inside or (ink == WHITE and place == box)
                if place.width >= sheet.width:
                    continue
                if not any(each.holds(place) for each in panels):
                    yield "the edge of an area lies on a fold"
                elif _meets(place, box) and not box.holds(place):
                    yield "an area lies in the bar code"
    if matter.symbol is not None and not inside:
        yield "the bar code is missing"


def _meets(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )
