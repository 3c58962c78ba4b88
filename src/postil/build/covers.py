"""The covers of a printed book, one for each printer: a step each, from the pages of the finished book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from postil.build.faces import Typecase
from postil.build.judging import Performer
from postil.build.record import Product
from postil.build.reports import Rendition
from postil.diagnostics import Checked, Collector, code
from postil.frozen import dataclass
from postil.model.drawing import Box
from postil.model.isbn import isbn_for
from postil.model.manifest import EditionManifest, ReaderManifest
from postil.model.rendition import Artifact, BookMetadata, Face, PrintChunk, PrintRendition
from postil.model.steps import Step, blob, key_of
from postil.model.targets import Trim
from postil.model.trade import NO_TRADE, PRINTERS, CoverManifest, Price, Printer, Run, Trade
from postil.spans import Span

if TYPE_CHECKING:
    from postil.cover import Sheet

__all__ = ["cover_page", "covers"]

_FRONT = "postil:img/cover.svg"
_NEAR = 10.0
"""How many mm boards may be narrower than pages: what templates count as board differs by the hinge."""
_FaceName: TypeAlias = tuple[str, int, bool, str, str]
"""Family, weight, whether italic, file and digest."""


@dataclass(frozen=True, slots=True)
class CoverOrder:
    """All that a cover is made from. `trim` is the size of the printed book in mm, `pages` how many it has; `faces` are given by
    family, weight, whether italic, file and digest; `isbn` are the thirteen digits, or nothing."""

    metadata: BookMetadata
    blurb: tuple[tuple[Run, ...], ...]
    isbn: str
    price: Price | None
    cover: CoverManifest
    printer: Printer
    pages: int
    trim: tuple[float, float]
    faces: tuple[_FaceName, ...]

    @property
    def key(self) -> str:
        """A digest of everything here."""
        return key_of("cover", self)


@dataclass(frozen=True, slots=True)
class FrontOrder:
    """All that the front is drawn from; its size is in mm."""

    metadata: BookMetadata
    size: tuple[float, float]
    faces: tuple[_FaceName, ...]


@dataclass(frozen=True, slots=True)
class CoverMade:
    """A cover as a file; where there is none, how much of the blurb fits. `faults` say what stands where it must not; `doubt` is by
    how many mm the width of the spine may be wrong where it is an estimate."""

    data: bytes
    faults: tuple[str, ...] = ()
    share: float = 1.0
    spine: float = 0.0
    doubt: float | None = None


def cover_page(
    metadata: BookMetadata, typecase: Typecase, trim: Trim, workers: Performer
) -> tuple[PrintChunk, dict[str, bytes]]:
    """Return the front of the cover as the first page of a book on this trim, and the picture that it shows."""
    faces = typecase.needed("".join(_words(metadata, NO_TRADE)))
    workers.lay_out({face.digest: face.data for face in faces})
    order = FrontOrder(metadata, (trim.width, trim.height), _named(faces))
    blobs = tuple(dict.fromkeys(digest for *_, digest in order.faces))
    step = Step(make_front, (order,), key_of("front", order), "front of the cover", blobs, light=True)
    [(html, drawn)] = workers([step])
    return PrintChunk("cover", html, "cover", True), {_FRONT: drawn}


def make_front(order: FrontOrder) -> tuple[str, bytes]:
    """Return a page that shows the front of a cover, and the picture on it."""
    from postil.cover import front, page, svg
    from postil.writers.direction import is_rtl

    drawing = front(order.metadata, _faces(order.faces), *order.size)
    html = page(drawing, _FRONT, right_to_left=is_rtl(order.metadata.language))
    return html, svg(drawing).encode()


def _named(faces: Iterable[Face]) -> tuple[_FaceName, ...]:
    return tuple((f.family, f.weight, f.italic, f.file, f.digest) for f in faces)


def _faces(names: Iterable[_FaceName]) -> list[Face]:
    return [
        Face(family, weight, italic, file, blob(digest)) for family, weight, italic, file, digest in names
    ]


def covers(
    product: Product,
    rendition: Rendition,
    inside: Artifact,
    manifest: EditionManifest | ReaderManifest,
    typecase: Typecase,
    workers: Performer,
) -> Checked[tuple[Artifact, ...]]:
    """Return the covers of the printed book `inside`: for the printers that the manifest names, else for all.

    Reports W040 (the width of a spine is an estimate), W041 (the blurb does not fit), W042 (something stands too near to an edge).
    """
    from postil.writers.pdf.covers import trim_of

    assert isinstance(rendition, PrintRendition)  # noqa: S101
    assert rendition.cover is not None  # noqa: S101  every book has one
    assert inside.pages is not None  # noqa: S101  it is a printed book
    out = Collector()
    trade = manifest.trade
    sold = product.audience == "students" and not product.large
    isbn = isbn_for(manifest.front.isbns, trade.cover.binding) if sold else None
    faces = typecase.needed("".join(_words(rendition.cover, trade)))
    workers.lay_out({face.digest: face.data for face in faces})
    orders = [
        CoverOrder(
            rendition.cover,
            trade.blurb,
            isbn.number if isbn is not None else "",
            trade.price if isbn is not None else None,
            replace(trade.cover, span=None, printers=()),
            printer,
            inside.pages,
            trim_of(inside.data),
            _named(faces),
        )
        for printer in trade.cover.printers or PRINTERS
    ]
    made = []
    for order, found in zip(orders, workers([_step(order) for order in orders]), strict=True):
        _tell(order, found, trade, trade.cover.span or manifest.span, out)
        if found.data and not found.faults:
            path = f"{product.folder}/{product.folder}-cover-{order.printer}.pdf"
            made.append(Artifact(path, found.data, "cover", 1, 0))
    return out.done(tuple(made))


def _words(metadata: BookMetadata, trade: Trade) -> Iterator[str]:
    words = metadata.cover
    yield from (metadata.title, metadata.subtitle, metadata.series, metadata.number, metadata.publisher)
    yield from (person.name for person in metadata.people)
    yield from (words.short_title, words.date, words.kind, *(title for _, title in words.original_titles))
    yield trade.blurb_text
    yield "❦"


def _tell(order: CoverOrder, made: CoverMade, trade: Trade, span: Span, out: Collector) -> None:
    if made.doubt is not None:
        width = f"{made.spine:.1f} mm ± {made.doubt:.1f}"
        source = "its template" if order.printer == "ingram" else "the printer"
        hint = f"take the width from {source}: cover: {{spine: {{{order.printer}: {made.spine:.1f} mm}}}}"
        out.report(
            code("W040"),
            f"the width of the spine for {order.printer} is an estimate for {order.pages} pages: {width}",
            span,
            hint=hint,
        )
    if not made.data:
        out.report(
            code("W041"),
            f"the blurb does not fit on the back of the cover for {order.printer}, in the smallest type: "
            f"there is room for {made.share:.0%} of it",
            trade.blurb_span or span,
            hint="shorten it",
        )
    for fault in made.faults:
        out.report(
            code("W042"),
            f"cover for {order.printer}: {fault}",
            span,
            hint="take a larger trim: this one leaves too little room; if it is not small, report it",
        )


def _too_small(sheet: Sheet, trim: tuple[float, float]) -> Iterator[str]:
    """Yield what is wrong with a case that does not go round its book: its measures are those that somebody typed."""
    width, height = trim
    if sheet.front.width < width - _NEAR or sheet.front.height < height - _NEAR:
        yield (
            f"a board is {sheet.front.width:.0f} × {sheet.front.height:.0f} mm, the pages are {width:.0f} × {height:.0f} mm; look "
            "at width:, height: and turn-in: of the case"
        )


def _step(order: CoverOrder) -> Step[CoverMade]:
    blobs = tuple(dict.fromkeys(digest for *_, digest in order.faces))
    return Step(make_cover, (order,), "cover " + order.key, f"cover for {order.printer}", blobs, light=True)


def make_cover(order: CoverOrder) -> CoverMade:
    """Return a cover."""
    from postil.cover import (
        PRINTER_RULES,
        BackMatter,
        BlurbTooLong,
        Symbol,
        add_on_of,
        case_sheet,
        faults_of,
        hyphenated,
        spine_of,
        wrap,
        wrap_sheet,
    )
    from postil.writers.direction import is_rtl
    from postil.writers.pdf.covers import CoverFile, write_cover

    faces = _faces(order.faces)
    spine = spine_of(order.printer, order.pages, order.cover)
    leftward, sold = is_rtl(order.metadata.language), bool(order.isbn)
    case = order.cover.case if order.cover.binding == "hardcover" else None
    if case is not None:
        sheet = case_sheet(order.printer, case, spine, order.pages, leftward=leftward, sold=sold)
    else:
        sheet = wrap_sheet(order.printer, order.trim, spine, order.pages, leftward=leftward, sold=sold)
    symbol = Symbol(hyphenated(order.isbn), order.isbn, add_on_of(order.price)) if order.isbn else None
    price = f"{order.price.currency} {order.price.amount}" if order.price and order.price.amount else ""
    matter = BackMatter(order.blurb, symbol, price)
    doubt = spine.doubt if spine.origin == "estimate" else None
    try:
        drawing = wrap(order.metadata, matter, faces, sheet, order.printer)
    except BlurbTooLong as fault:
        return CoverMade(b"", share=fault.share, spine=spine.width, doubt=doubt)
    file = CoverFile(
        sheet.trim,
        Box(0, 0, sheet.width, sheet.height),
        PRINTER_RULES[order.printer].standard,
        order.metadata.title,
        order.metadata.modified,
    )
    faults = tuple(
        dict.fromkeys((*_too_small(sheet, order.trim), *faults_of(drawing, matter, sheet, order.printer)))
    )
    return CoverMade(write_cover(drawing, file), faults, spine=spine.width, doubt=doubt)
