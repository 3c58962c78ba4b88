"""A book to be printed: its pages and nothing else. Print houses refuse links, bookmarks, metadata and all else that does not
print (Kindle Direct Publishing, “Paperback submission guidelines”)."""

from __future__ import annotations

from io import BytesIO

import pikepdf

from postil.model.rendition import Fault

__all__ = ["bare"]

_OF_THE_BOOK = (
    "/Outlines",
    "/Metadata",
    "/StructTreeRoot",
    "/MarkInfo",
    "/Names",
    "/ViewerPreferences",
    "/AF",
)
_OF_A_PAGE = ("/Annots", "/StructParents", "/Tabs")


def bare(data: bytes) -> tuple[bytes, list[Fault]]:
    """Return a finished, audited book without what does not print, and a fault where its pages are not the same after it."""
    with pikepdf.open(BytesIO(data)) as pdf:
        before = [_content(page) for page in pdf.pages]
        # from which side the pages are read is no ornament: printers' own tools show and impose them by it
        way = pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/Direction")
        for key in _OF_THE_BOOK:
            if key in pdf.Root:
                del pdf.Root[key]
        for page in pdf.pages:
            for key in _OF_A_PAGE:
                if key in page.obj:
                    del page.obj[key]
        if way is not None:
            pdf.Root.ViewerPreferences = pikepdf.Dictionary(Direction=way)
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        out = BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
    with pikepdf.open(BytesIO(out.getvalue())) as pdf:
        after = [_content(page) for page in pdf.pages]
    changed = [
        number for number, (one, other) in enumerate(zip(before, after, strict=True), 1) if one != other
    ]
    faults = [Fault("pages-changed", f"page {number} is not the page that was audited") for number in changed]
    return out.getvalue(), faults


def _content(page: pikepdf.Page) -> bytes:
    """Return what is painted on a page, as it is stored."""
    contents = page.obj.Contents
    pieces = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(piece.read_raw_bytes() for piece in pieces)
