"""The pages of all chunks become one file: one tree of tags, one outline, links from chunk to chunk, page labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pydyf
from weasyprint.pdf.metadata import DocumentMetadata

from postil.model.rendition import PrintRendition

from .chunks import Chunk
from .folios import Sheet, labels
from .furniture import stamped


def join(
    rendition: PrintRendition, chunks: Sequence[Chunk], sheets: Sequence[Sheet], furniture: Sequence[Any]
) -> bytes:
    """Return the finished PDF.

    Chunks are joined before they are painted, so that fonts are embedded once and a link finds its place in whichever
    chunk that is.
    """
    pages = [
        sheet.page if margins is None else stamped(sheet.page, margins)
        for sheet, margins in zip(sheets, furniture, strict=True)
    ]
    document = chunks[0].document.copy(pages)
    document.metadata = DocumentMetadata(
        title=rendition.title,
        authors=list(rendition.authors),
        description=rendition.subject or None,
        keywords=list(rendition.keywords),
        generator="postil",
        created=rendition.date,
        modified=rendition.date,
        lang=rendition.language,
    )
    document.postil_parents = {
        child: outer for chunk in chunks for outer in chunk.tree.etree_element.iter() for child in outer
    }

    def finish(_: Any, pdf: Any) -> None:
        pdf.catalog["PageLabels"] = _labels(sheets)
        if sheets[0].left:  # a recto on the left: the book is read from right to left
            pdf.catalog["ViewerPreferences"]["Direction"] = "/R2L"
        dests = pdf.catalog.get("Names", {}).get("Dests")
        if dests is not None:  # 70.0 sorts by code point, readers look up by byte
            names = dests["Names"]
            pairs = sorted(zip(names[::2], names[1::2], strict=True), key=lambda pair: _bytes(pair[0]))
            dests["Names"] = pydyf.Array(part for pair in pairs for part in pair)

    data: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=True, finisher=finish)
    return data


def _bytes(name: Any) -> bytes:
    text = str(name.string)
    return text.encode("ascii") if text.isascii() else b"\xfe\xff" + text.encode("utf-16-be")


def _labels(sheets: Sequence[Sheet]) -> Any:
    numbers = pydyf.Array()
    for first, style, start in labels(sheets):
        label = pydyf.Dictionary({"S": f"/{style}"})
        if start != 1:
            label["St"] = start
        numbers.extend((first, label))
    return pydyf.Dictionary({"Nums": numbers})
