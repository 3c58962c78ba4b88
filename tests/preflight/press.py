"""Small PDFs for the preflight: a good book, and what is done to it so that one rule is broken."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from postil.preflight import PRINTERS, Case, FileFacts, Finding, judge, read_file

ROOT = Path(__file__).resolve().parents[2]
INCH = 72.0
TEXT = b"BT /F 10 Tf %g %g Td (Words that stand on the page.) Tj ET\n"
LINE = b"1 w %g %g m %g %g l S\n"
"""A line of one point."""

Change = Callable[[pikepdf.Pdf], None]


@cache
def _face() -> bytes:
    """The bundled face with the letters of ASCII."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    face = TTFont(ROOT / "templates/fonts/EBGaramond-Regular.ttf")
    cut = subset.Subsetter(subset.Options(layout_features=[], notdef_outline=True))
    cut.populate(unicodes=range(32, 127))
    cut.subset(face)
    out = BytesIO()
    face.save(out)
    return out.getvalue()


def font(pdf: pikepdf.Pdf, name: str = "ABCDEF+EBGaramond", *, embedded: bool = True) -> Any:
    """A simple font with the bundled face in it, or without."""
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/" + name),
        Flags=32,
        FontBBox=[-500, -300, 1500, 1000],
        ItalicAngle=0,
        Ascent=900,
        Descent=-300,
        CapHeight=650,
        StemV=80,
    )
    if embedded:
        descriptor.FontFile2 = pdf.make_stream(_face())
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name("/" + name),
            Encoding=Name.WinAnsiEncoding,
            FirstChar=32,
            LastChar=126,
            Widths=[500] * 95,
            FontDescriptor=pdf.make_indirect(descriptor),
        )
    )


def book(
    pages: int = 32, width: float = 6, height: float = 9, *, bleed: tuple[float, float] = (0, 0)
) -> pikepdf.Pdf:
    """A book that every printer takes: words in black alone, an inch from every edge, the last page blank.

    With `bleed` the page is larger by so much outside, and at top and bottom together.
    """
    pdf = pikepdf.new()
    resources = pdf.make_indirect(Dictionary(Font=Dictionary(F=font(pdf))))
    w, h, more, up = width * INCH, height * INCH, bleed[0] * INCH, bleed[1] * INCH / 2
    for number in range(1, pages + 1):
        recto = number % 2 == 1
        left = 0 if recto else more
        x, y = left + INCH, up + INCH
        content = (
            b""
            if number == pages
            else TEXT % (x, h + up - INCH) + TEXT % (x, y) + LINE % (x, y + 20, x + 200, y + 20)
        )
        leaf = pdf.add_blank_page(page_size=(w + more, h + 2 * up))
        leaf.obj.Contents = pdf.make_stream(content)
        leaf.obj.Resources = resources
        leaf.obj.TrimBox = Array([left, up, left + w, up + h])
    pdf.Root.PageLabels = Dictionary(Nums=[0, Dictionary(S=Name.r), 4, Dictionary(S=Name.D)])
    return pdf


def cover(
    pages: int, spine: float, *, text: bytes = b"", width: float = 6, height: float = 9, extra: float = 0
) -> pikepdf.Pdf:
    """The cover of a book with so many pages, whose spine is so many inches wide."""
    pdf = pikepdf.new()
    w, h = (2 * width + spine + 0.25 + extra) * INCH, (height + 0.25) * INCH
    leaf = pdf.add_blank_page(page_size=(w, h))
    front = w - (width + 0.125) * INCH
    content = (
        b"0.8 g 0 0 %g %g re f 0 g\n" % (front - spine * INCH - 180, h) + TEXT % (front + 60, h / 2) + text
    )
    leaf.obj.Contents = pdf.make_stream(content)
    leaf.obj.Resources = Dictionary(Font=Dictionary(F=font(pdf)))
    return pdf


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    out = BytesIO()
    pdf.save(out, static_id=True, **options)
    return out.getvalue()


def facts(pdf: pikepdf.Pdf | bytes, name: str = "build/book/book.pdf", **options: Any) -> FileFacts:
    found = read_file(name, pdf if isinstance(pdf, bytes) else saved(pdf, **options))
    assert isinstance(found, FileFacts), found
    return found


def said(
    file: FileFacts, printer: str, interior: FileFacts | None = None, *, hardcover: bool = False
) -> dict[str, Finding]:
    """What every rule of a printer says, by its name."""
    found = judge(Case(file, PRINTERS[printer], hardcover, interior))
    assert len({finding.rule for finding in found}) == len(found)
    return {finding.rule: finding for finding in found}


def write(pdf: pikepdf.Pdf, page: int, content: bytes, **resources: Any) -> None:
    """Put something more on a page, by its number."""
    leaf = pdf.pages[page - 1].obj
    own = Dictionary(leaf.Resources)
    for category, entries in resources.items():
        held = Dictionary(own.get("/" + category, Dictionary()))
        for key, value in entries.items():
            held["/" + key] = value
        own["/" + category] = held
    leaf.Resources = own
    leaf.Contents = Array([leaf.Contents, pdf.make_stream(b"\nq " + content + b" Q\n")])


def image(
    pdf: pikepdf.Pdf, width: int, height: int, space: Any = Name.DeviceGray, bits: int = 8, **more: Any
) -> Any:
    """An image of one dark colour."""
    components = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}[str(space)]
    row = (width * components * bits + 7) // 8
    value = more.pop("value", 0x40)
    return pdf.make_stream(
        bytes([value]) * row * height,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        ColorSpace=space,
        BitsPerComponent=bits,
        **more,
    )
