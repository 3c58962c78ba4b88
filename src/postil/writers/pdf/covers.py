"""A cover as a PDF for a printer: one page of outlines in process inks, with its boxes.

Where a printer wants it the file is made to the rules of PDF/X-1a:2001 (ISO 15930-1): PDF 1.3, grey and CMYK alone, no
transparency, a printing condition by its registered name, boxes, dates, an identifier. No checker of that standard is at hand;
the tests look at each rule.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from postil.frozen import dataclass
from postil.model.drawing import Area, Box, Drawing, Frame, Glyph, Ink, Letters

from .metadata import pdf_date

__all__ = ["CoverFile", "trim_of", "write_cover"]

_POINT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class CoverFile:
    """What a cover's file says besides the drawing: trim and bleed in mm on the sheet, the form, the title, the instant of its
    making (ISO 8601) and the printing condition by its name in the registry of the ICC."""

    trim: Box
    bleed: Box
    standard: Literal["", "x-1a"]
    title: str
    modified: str
    condition: str = "CGATS TR 001"


def write_cover(drawing: Drawing, file: CoverFile) -> bytes:
    """Return a PDF of one page. Its bytes depend on nothing but what is given."""
    pdf = pikepdf.new()
    content = pdf.make_stream("\n".join(_content(drawing)).encode("ascii") + b"\n")
    page = Dictionary(
        Type=Name.Page,
        MediaBox=_box(Box(0, 0, drawing.width, drawing.height), drawing),
        BleedBox=_box(file.bleed, drawing),
        TrimBox=_box(file.trim, drawing),
        Resources=Dictionary(ProcSet=Array([Name.PDF])),
        Contents=content,
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    if file.standard:
        _declare(pdf, file)
    out = io.BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        force_version="1.3",
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=True,
    )
    return out.getvalue()


def trim_of(data: bytes) -> tuple[float, float]:
    """Return width and height in mm of what is left of the first page of a PDF when it is cut."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        left, low, right, high = (float(each) for each in pdf.pages[0].trimbox)
    return (right - left) * _POINT, (high - low) * _POINT


def _declare(pdf: pikepdf.Pdf, file: CoverFile) -> None:
    """Say what PDF/X-1a:2001 wants said (ISO 15930-1 § 6.2, 6.13, 6.15)."""
    date = String(pdf_date(file.modified))
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=String(file.title),
            Creator=String("postil"),
            Producer=String("postil"),
            CreationDate=date,
            ModDate=date,
            Trapped=Name("/False"),
            GTS_PDFXVersion=String("PDF/X-1:2001"),
            GTS_PDFXConformance=String("PDF/X-1a:2001"),
        )
    )
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(file.condition),
        RegistryName=String("http://www.color.org"),
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def _box(box: Box, drawing: Drawing) -> Array:
    edges = (box.left, drawing.height - box.bottom, box.right, drawing.height - box.top)
    return Array([round(edge / _POINT, 4) for edge in edges])


def _content(drawing: Drawing) -> Iterator[str]:
    """Yield the operators of the page (ISO 32000-1 § 8.5); y runs upward there."""
    filling: Ink | None = None
    for shape in drawing.shapes:
        if isinstance(shape, Frame):
            yield f"{_ink(shape.ink, stroke=True)} {_n(shape.rule / _POINT)} w {_rectangle(shape.box, drawing)} S"
            continue
        if shape.ink != filling:
            filling = shape.ink
            yield _ink(filling)
        if isinstance(shape, Area):
            yield f"{_rectangle(shape.box, drawing)} f"
        elif isinstance(shape, Letters):
            for glyph in shape.glyphs:
                yield from _glyph(glyph, drawing)


def _ink(ink: Ink, *, stroke: bool = False) -> str:
    """Return the operator for an ink: grey where there is black alone."""
    *coloured, black = ink.cmyk
    if not any(coloured):
        return f"{_n(1 - black)} {'G' if stroke else 'g'}"
    return f"{' '.join(map(_n, ink.cmyk))} {'K' if stroke else 'k'}"


def _rectangle(box: Box, drawing: Drawing) -> str:
    left, low = box.left / _POINT, (drawing.height - box.bottom) / _POINT
    return f"{_n(left)} {_n(low)} {_n(box.width / _POINT)} {_n(box.height / _POINT)} re"


def _glyph(glyph: Glyph, drawing: Drawing) -> Iterator[str]:
    a, b, c, d, e, f = glyph.matrix

    def at(x: float, y: float) -> tuple[float, float]:
        return (a * x + c * y + e) / _POINT, (drawing.height - (b * x + d * y + f)) / _POINT

    here = (0.0, 0.0)
    drawn = False
    for letter, numbers in glyph.outline:
        points = [at(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        if letter == "Q":
            # a quadratic curve is a cubic one whose handles are two thirds of the way to its own
            (qx, qy), (x, y) = points
            points = [
                (here[0] + 2 / 3 * (qx - here[0]), here[1] + 2 / 3 * (qy - here[1])),
                (x + 2 / 3 * (qx - x), y + 2 / 3 * (qy - y)),
                (x, y),
            ]
        operator = {"M": "m", "L": "l", "Q": "c", "C": "c", "Z": "h"}[letter]
        yield " ".join([*(f"{_n(x)} {_n(y)}" for x, y in points), operator])
        if points:
            here = points[-1]
        drawn = True
    if drawn:
        yield "f"


def _n(value: float) -> str:
    """Return a number to a thousandth of a point."""
    return f"{round(value, 3) + 0.0:.3f}".rstrip("0").rstrip(".")
