"""Facts are read from a finished PDF: its structure and content by pikepdf, what shows of its pages by PDFium.

Files may come from anybody. What is read here is bounded, but the libraries may stumble over what was made to make them
stumble: `postil.apart` runs this in a process of its own that has so much time and memory and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import pikepdf

from postil.frozen import dataclass

from .colours import Colours
from .content import Content
from .document import fonts_of, read_document, read_fonts
from .facts import Area, FileFacts, FontFact, PageFacts
from .showing import Shown, shown

__all__ = ["MOST_PAGES", "Unreadable", "count_pages", "put_together", "read_file", "read_pages"]

MOST_PAGES = 5000


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a file cannot be read."""

    reason: str


@dataclass(frozen=True, slots=True)
class PageRun:
    """Pages that were read together, with their fonts."""

    pages: tuple[PageFacts, ...]
    fonts: tuple[FontFact, ...]


def _open(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(data), suppress_warnings=True)


def count_pages(data: bytes) -> int | Unreadable:
    """Return how many pages a file has."""
    if data.lstrip()[:4] != b"%PDF" and b"%PDF-" not in data[:1024]:
        return Unreadable("it is no PDF")
    try:
        with _open(data) as pdf:
            return len(pdf.pages)
    except pikepdf.PasswordError:
        return Unreadable("it is locked with a password")
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, MemoryError) as error:
        return Unreadable(f"it is damaged: {_words(error)}")


def read_pages(data: bytes, first: int, count: int, barcode: Area | None = None) -> PageRun | Unreadable:
    """Return `count` pages from the one with index `first`, with their fonts. `barcode` is a part of a cover of which is told how
    much is white."""
    try:
        with _open(data) as pdf:
            pages = list(pdf.pages)[first : first + count]
            found: list[PageFacts] = []
            fonts: dict[tuple[str, str, bool], FontFact] = {}
            contents = []
            for page in pages:
                contents.append(Content(Colours()))
                contents[-1].read(page.obj)
            # what has no end is not painted
            wanted = [first + index for index, content in enumerate(contents) if not content.endless]
            sights = shown(data, wanted, texts=len(pdf.pages) == 1, barcode=barcode)
            for index, (page, content) in enumerate(zip(pages, contents, strict=True)):
                sight = sights.get(first + index, Shown())
                found.append(_page(page, first + index + 1, content, sight))
                for font in fonts_of(content.fonts.values(), first + index + 1):
                    fonts.setdefault((font.name, font.kind, font.embedded), font)
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, MemoryError, LookupError) as error:
        return Unreadable(f"page {first + 1} or one behind it cannot be read: {_words(error)}")
    return PageRun(tuple(found), tuple(fonts.values()))


def put_together(name: str, data: bytes, runs: Sequence[PageRun]) -> FileFacts | Unreadable:
    """Return the facts of a file whose pages were read."""
    try:
        with _open(data) as pdf:
            pages = tuple(page for run in runs for page in run.pages)
            return read_document(name, data, pdf, pages, read_fonts(run.fonts for run in runs))
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, MemoryError, LookupError) as error:
        return Unreadable(f"it is damaged: {_words(error)}")


def read_file(name: str, data: bytes, barcode: Area | None = None) -> FileFacts | Unreadable:
    """Return the facts of a file, read here and now."""
    count = count_pages(data)
    if isinstance(count, Unreadable):
        return count
    if not 0 < count <= MOST_PAGES:
        return Unreadable(
            "it has no page" if not count else f"it has {count} pages; {MOST_PAGES} are read at most"
        )
    run = read_pages(data, 0, count, barcode)
    return run if isinstance(run, Unreadable) else put_together(name, data, [run])


def _words(error: BaseException) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:200]


# pages ----------------------------------------------------------------------------------------------------------------


def _page(page: pikepdf.Page, number: int, content: Content, sight: Shown) -> PageFacts:
    obj = page.obj
    media = _area(_inherited(obj, "/MediaBox")) or Area(0, 0, 612, 792)
    crop = _area(_inherited(obj, "/CropBox")) or media
    unit = float(obj.get("/UserUnit", 1))
    boxes = [media, crop, _area(obj.get("/BleedBox")), _area(obj.get("/TrimBox") or obj.get("/ArtBox"))]
    whole, shown_, bleed, trim = (_times(box, unit) for box in boxes)
    assert whole is not None and shown_ is not None  # noqa: S101, PT018  both are there
    return PageFacts(
        number=number,
        label=_label(page, number),
        media=whole,
        crop=shown_,
        bleed=bleed,
        trim=trim,
        rotated=int(_inherited(obj, "/Rotate") or 0) % 360,
        painted=_times(sight.painted, unit),
        outside=sight.outside,
        words=_times(sight.words, unit),
        texts=tuple(area for each in sight.texts if (area := _times(each, unit)) is not None),
        inks=tuple(content.inks),
        pictures=tuple(content.pictures),
        text=_rounded(content.text, unit),
        sign=_rounded(content.sign, unit),
        line=_rounded(content.line, unit),
        invisible=content.invisible,
        transparency=tuple(content.transparency),
        annotations=tuple(_annotations(obj)),
        placeholders=sight.placeholders,
        barcode=sight.barcode,
        faults=(*content.faults, *sight.faults),
    )


def _label(page: pikepdf.Page, number: int) -> str:
    try:
        return page.label[:20]
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError):
        return str(number)


def _inherited(obj: Any, key: str) -> Any:
    """Return an attribute of a page, its own or that of a node above it (ISO 32000-1 § 7.7.3.4)."""
    for _ in range(64):
        if not isinstance(obj, pikepdf.Dictionary):
            return None
        if key in obj:
            return obj[key]
        obj = obj.get("/Parent")
    return None


def _area(found: Any) -> Area | None:
    if not isinstance(found, pikepdf.Array) or len(found) != 4:
        return None
    left, bottom, right, top = (float(side) for side in found)
    return Area(min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def _times(area: Area | None, unit: float) -> Area | None:
    if area is None or unit == 1:
        return area
    return Area(area.left * unit, area.bottom * unit, area.right * unit, area.top * unit)


def _rounded(value: float | None, unit: float) -> float | None:
    return None if value is None else round(value * unit, 3)


def _annotations(obj: Any) -> Iterator[str]:
    found = obj.get("/Annots")
    for each in list(found)[:5000] if isinstance(found, pikepdf.Array) else ():
        if isinstance(each, pikepdf.Dictionary):
            kind = str(each.get("/Subtype", "/unknown"))[1:]
            if kind != "TrapNet":
                yield kind
