"""The back of a cover: the blurb on a label of its own, the bar code in the corner at the spine, the publisher beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from postil.cover.barcode import Symbol, bars, symbol_size
from postil.cover.front import ORNAMENT, Plate, label_of, ruled
from postil.cover.inks import BLACK, LETTERING, WHITE
from postil.cover.letters import Setter, Style
from postil.cover.paragraphs import Paragraph, set_paragraph
from postil.cover.printers import POINT, PrinterRules
from postil.cover.sheets import Sheet
from postil.frozen import dataclass
from postil.model.drawing import Area, Box, Shape
from postil.model.rendition import BookMetadata, Face
from postil.model.trade import Run

__all__ = ["BackMatter", "BlurbTooLong", "back", "barcode_boxes"]

_SIZES = tuple(size / 4 for size in range(72, 30, -1))
"""Sizes of the blurb in points, the largest of them for large trims alone."""
_GOOD = 10.0
"""Down to this size the label of the back is as high as that of the front."""
_USUAL_ROOM = 2 * 25.4, 1.2 * 25.4
_LEAST_AIR, _AIR = 0.6, 1.5
"""White around a bar code beyond its quiet zones, in mm: in a box of a printer's, and where none is prescribed."""


class BlurbTooLong(Exception):
    """The blurb does not fit on the back, however small. `share` is how much of it would."""

    def __init__(self, share: float) -> None:
        super().__init__(share)
        self.share = share


@dataclass(frozen=True, slots=True)
class BackMatter:
    """What stands on the back: the paragraphs of the blurb, the bar code, the price in words."""

    blurb: tuple[tuple[Run, ...], ...] = ()
    symbol: Symbol | None = None
    price: str = ""


def barcode_boxes(sheet: Sheet, rules: PrinterRules, symbol: Symbol | None) -> tuple[Box, Box, float]:
    """Return the white box of the bar code, where the bar code lies in it, and its scale.

    It lies at the foot, on the side of the spine. Where a printer gives the bars a room, they are made to fit; without a bar
    code the room is kept free all the same: the printer puts one there.
    """
    p = rules.barcode_padding
    inset = max(rules.barcode_inset, 0.0 if sheet.fold <= sheet.safe else sheet.fold)
    scale = 1.0
    if rules.barcode_room is None:
        inner_width, inner_height = symbol_size(symbol) if symbol is not None else _USUAL_ROOM
        inner_width, inner_height = inner_width + 2 * _AIR, inner_height + 2 * _AIR
    else:
        inner_width, inner_height = rules.barcode_room
    width, height = inner_width, inner_height
    if symbol is not None:
        width, height = symbol_size(symbol)
        spare = 2 * _LEAST_AIR if rules.barcode_room is not None else 0.0
        scale = max(0.8, min(1.0, (inner_width - spare) / width, (inner_height - spare) / height))
        width, height = width * scale, height * scale
    panel = sheet.back
    left = panel.left + inset if sheet.leftward else panel.right - inset - inner_width - 2 * p
    box = Box(
        left,
        panel.bottom - rules.barcode_inset - inner_height - 2 * p,
        inner_width + 2 * p,
        inner_height + 2 * p,
    )
    inner = Box(box.middle - width / 2, box.top + (box.height - height) / 2, width, height)
    return box, inner, scale


def back(
    metadata: BookMetadata,
    matter: BackMatter,
    faces: Sequence[Face],
    sheet: Sheet,
    rules: PrinterRules,
    hairline: float,
) -> Iterator[Shape]:
    """Yield the shapes of the back. Raises `BlurbTooLong`."""
    plate = Plate(sheet.back, max(sheet.safe, sheet.fold), hairline)
    roman = Setter.of(faces, metadata.language)
    italic = Setter.of(faces, metadata.language, italic=True)
    box, inner, scale = barcode_boxes(sheet, rules, matter.symbol)
    if roman is None or italic is None:
        return
    if matter.blurb:
        yield from _blurb(matter, roman, italic, plate, box.top - 80 * plate.unit)
    elif ORNAMENT in roman:
        line = roman.line(ORNAMENT, Style(150 * plate.unit))
        y = sheet.back.top + sheet.back.height * 0.4
        yield line.at(sheet.back.middle - line.width / 2, y, LETTERING)
    if matter.symbol is not None:
        yield Area(box, WHITE)
        yield from bars(matter.symbol, roman.in_family("Source Sans 3"), inner.left, inner.top, scale)
    yield from _imprint(metadata, matter, roman, plate, sheet, box)


def _blurb(matter: BackMatter, roman: Setter, italic: Setter, plate: Plate, lowest: float) -> Iterator[Shape]:
    """Yield the label with the blurb, the text as large as it may be; where it is long, the label reaches further down."""
    usual = label_of(plate)
    tall = Box(usual.left, usual.top, usual.width, max(usual.height, lowest - usual.top))
    usual = usual if usual.bottom <= lowest else tall
    u = plate.unit
    fitting: tuple[Box, list[Paragraph], float] | None = None
    high = 0.0
    wanted = [s for s in _SIZES if s <= max(12.0, 128 * u)]  # 12 pt on 6 × 9 inches
    for label, sizes in ((usual, [s for s in wanted if s >= _GOOD]), (tall, wanted)):
        inner = label.within(100 * u)
        for points in sizes:
            style = Style(points * POINT)
            set_ = [set_paragraph(roman, italic, runs, style, inner.width) for runs in matter.blurb]
            high = _height(set_, style.size)
            if high <= inner.height:
                fitting = label, set_, style.size
                break
        if fitting is not None:
            break
    if fitting is None:
        raise BlurbTooLong(max(0.0, tall.within(100 * u).height) / high)
    label, set_, size = fitting
    yield from ruled(label, plate)
    inner = label.within(100 * u)
    y = inner.top + max(0.0, inner.height - high) * 0.38
    for paragraph in set_:
        step = size * paragraph.leading
        for line in paragraph.lines:
            y += step
            left = inner.right - line.width if paragraph.leftward else inner.left
            for stretch, x in line.stretches:
                yield stretch.at(left + x, y - step + (step - size) / 2 + 0.76 * size, BLACK)
        y += size * 0.55


def _height(paragraphs: Sequence[Paragraph], size: float) -> float:
    lines = sum(len(paragraph.lines) * paragraph.leading for paragraph in paragraphs)
    return size * (lines + 0.55 * (len(paragraphs) - 1))


def _imprint(
    metadata: BookMetadata, matter: BackMatter, roman: Setter, plate: Plate, sheet: Sheet, box: Box
) -> Iterator[Shape]:
    """Yield publisher and price in what the bar code leaves of the foot."""
    words = sheet.words(sheet.back)
    gap = 6.0
    if sheet.leftward:
        left, right = box.right + gap, words.right
    else:
        left, right = words.left, box.left - gap
    u = plate.unit
    label = label_of(plate)  # words begin where it does
    left, right = (left, min(right, label.right)) if sheet.leftward else (max(left, label.left), right)
    room = right - left
    if room < 18:
        return
    y = min(plate.panel.bottom - max(150 * u, plate.safe + 30 * u), words.bottom - 30 * u)
    rows = []
    if matter.price:
        rows.append(roman.fitted(matter.price, Style(40 * u, 1 * u), room))
    if metadata.publisher:
        rows.append(roman.fitted(metadata.publisher, Style(42 * u, 7 * u, True), room))
    for line in rows:
        x = right - line.width if sheet.leftward else left
        yield line.at(x, y, LETTERING)
        y -= 64 * u
