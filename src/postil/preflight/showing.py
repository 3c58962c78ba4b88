"""What shows on a page when it is painted: where there is ink, where there are letters. PDFium paints it."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from typing import Any

from postil.frozen import dataclass

from .facts import Area

__all__ = ["Shown", "shown"]

_alone = threading.Lock()  # PDFium does one thing at a time in a process
_SCALE = 3.0  # pixels to a point: a third of a point is measured
_PIXELS = 12_000_000  # a page that has more is painted smaller
_PAPER = 8  # of 255: what is lighter is not seen in print
_PLACEHOLDER = re.compile(
    r"lorem ipsum|insert (?:text|title|image) here|\bTKTK\b|\[placeholder\]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Shown:
    """The part of a page that has ink on it, as far as its bleed goes, and whether there is some outside of that; the part that letters
    cover and their pieces, words that stand for others, how much of the place of the barcode is white (0 to 1)."""

    painted: Area | None = None
    outside: bool = False
    words: Area | None = None
    texts: tuple[Area, ...] = ()
    placeholders: tuple[str, ...] = ()
    barcode: float | None = None
    faults: tuple[str, ...] = ()


def shown(data: bytes, pages: Sequence[int], *, texts: bool, barcode: Area | None) -> dict[int, Shown]:
    """Return what shows on pages, by their index; the pieces of text only where `texts` are wanted."""
    import pypdfium2

    with _alone:
        document = pypdfium2.PdfDocument(data)
        try:
            return {index: _shown(document, index, texts, barcode) for index in pages}
        finally:
            document.close()


def _shown(document: Any, index: int, texts: bool, barcode: Area | None) -> Shown:
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return Shown(faults=("it cannot be painted",))
    try:
        pieces, words = _texts(page)
        painted, outside, white = _painted(page, barcode)
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        return Shown(faults=("it cannot be painted",))
    finally:
        page.close()
    return Shown(
        painted,
        outside,
        _around(pieces),
        tuple(pieces) if texts else (),
        tuple(dict.fromkeys(found[0] for found in _PLACEHOLDER.finditer(words))),
        white,
    )


def _painted(page: Any, barcode: Area | None) -> tuple[Area | None, bool, float | None]:
    """Return the part of a page with ink on it, in its own space whatever way it is turned, and whether there is ink beyond its bleed.

    Media box and crop box may differ: PDFium paints the crop box (ISO 32000-1 § 14.11.2), so it is made as large as the other.
    """
    from PIL import ImageChops

    left, bottom, right, top = (float(side) for side in page.get_mediabox())
    bleed = page.get_bleedbox(fallback_ok=False) or page.get_cropbox()
    page.set_cropbox(left, bottom, right, top)
    page.set_rotation(0)
    width, height = max(right - left, 1.0), max(top - bottom, 1.0)
    scale = min(_SCALE, (_PIXELS / (width * height)) ** 0.5, 16_000 / max(width, height))
    bitmap = page.render(scale=scale, grayscale=True)
    image = bitmap.to_pil()
    dark = ImageChops.invert(image)
    across, up = width / image.width, height / image.height

    def pixels(area: Area) -> tuple[int, int, int, int]:
        x, x2 = round((area.left - left) / across), round((area.right - left) / across)
        y, y2 = round((top - area.top) / up), round((top - area.bottom) / up)
        return max(x, 0), max(y, 0), min(x2, image.width), min(y2, image.height)

    white = None
    if barcode is not None:
        counts = dark.crop(pixels(barcode)).histogram()
        white = sum(counts[:_PAPER]) / max(sum(counts), 1)
    within = pixels(Area(*(float(side) for side in bleed)))
    whole = (0, 0, image.width, image.height)
    outside = False
    if within == whole or within[0] >= within[2] or within[1] >= within[3]:  # or a bleed box somewhere else
        within = whole
        found = dark.getbbox()
    else:
        found = dark.crop(within).getbbox()
        dark.paste(0, within)
        outside = dark.getbbox() is not None
    bitmap.close()
    if found is None:
        return None, outside, white
    x, y, x2, y2 = (side + within[index % 2] for index, side in enumerate(found))
    return Area(left + x * across, top - y2 * up, left + x2 * across, top - y * up), outside, white


def _texts(page: Any) -> tuple[list[Area], str]:
    """Return where letters stand, in pieces of lines, and their words."""
    text = page.get_textpage()
    try:
        found = []
        for index in range(min(text.count_rects(), 20_000)):
            left, bottom, right, top = text.get_rect(index)
            if right > left and top > bottom:
                found.append(Area(left, bottom, right, top))
        return found, text.get_text_bounded()
    finally:
        text.close()


def _around(areas: list[Area]) -> Area | None:
    if not areas:
        return None
    return Area(
        min(a.left for a in areas),
        min(a.bottom for a in areas),
        max(a.right for a in areas),
        max(a.top for a in areas),
    )
