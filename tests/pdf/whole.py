"""The same book typeset as a whole, for comparison: all chunks laid out in one process, painted and written by WeasyPrint.

It shares with the writer what is laid out and where a page stands, and nothing of how a file is made: WeasyPrint writes the
objects, subsets the fonts and compresses the streams, heads and folios are a document with a page for each page of the book,
and the structure tree is written from all pages at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from html import escape
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.matrix import Matrix
from weasyprint.pdf.metadata import DocumentMetadata

from postil.model.rendition import PrintRendition
from postil.model.steps import perform_here
from postil.writers.pdf.book import Shop
from postil.writers.pdf.chunks import Images, open_chunk, press_for
from postil.writers.pdf.folios import Sheet, filled, labels, places, slots_of
from postil.writers.pdf.objects import Hole
from postil.writers.pdf.roles import HEADINGS
from postil.writers.pdf.tags import Annotation, Node, PageReader, Tree


def whole(rendition: PrintRendition) -> bytes:
    """Return the book as one document."""
    shop = Shop(rendition, perform_here)
    sheaves, sheets, _ = shop.settle()
    known = places(sheets, sheaves)
    images = Images(shop.images, [])
    press = press_for(shop.faces, rendition.stylesheet)
    documents = []
    parents: dict[Any, Any] = {}
    for chunk in rendition.chunks:
        opened = open_chunk(chunk.html, filled(slots_of(chunk), known), images, [])
        documents.append(press.render(opened.tree, images))
        parents |= {child: outer for outer in opened.tree.etree_element.iter() for child in outer}
    furniture = _furniture(rendition, shop, sheets)
    pages = []
    for sheet, margins in zip(sheets, furniture, strict=True):
        laid = documents[sheet.sheaf].pages
        page = _blank(laid[-1]) if sheet.page is None else laid[sheet.page]
        pages.append(page if margins is None else _stamped(page, margins))
    document = documents[0].copy(pages)
    document.metadata = DocumentMetadata(title=rendition.title, lang=rendition.language)

    def add_tags(pdf: Any, document: Any, _version: Any, streams: Any) -> None:
        _add_tags(pdf, document, streams, Tree(parents, rendition.language))

    def finish(_: Any, pdf: Any) -> None:
        numbers = pydyf.Array()
        for first, style, start in labels(sheets):
            numbers.extend((first, pydyf.Dictionary({"S": f"/{style}", "St": start})))
        pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbers})

    original = weasyprint.pdf.add_tags
    weasyprint.pdf.add_tags = add_tags
    try:
        data: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=True, finisher=finish)
    finally:
        weasyprint.pdf.add_tags = original
    return data


def _furniture(rendition: PrintRendition, shop: Shop, sheets: Sequence[Sheet]) -> list[Any]:
    wanted = [sheet for sheet in sheets if sheet.shown or sheet.head]
    parts = []
    for sheet in wanted:
        side = f"{'recto' if sheet.recto else 'verso'} {'left' if sheet.left else 'right'}"
        head = f'<div class="head">{escape(sheet.head)}</div>' if sheet.head else ""
        drop = " drop" if sheet.drop else ""
        folio = f'<div class="folio{drop}">{escape(sheet.shown)}</div>' if sheet.shown else ""
        parts.append(f'<section class="sheet {side}">{head}{folio}</section>')
    html = f'<html lang="{escape(rendition.language)}"><title>-</title><body>{"".join(parts)}</body></html>'
    press = press_for(shop.faces, rendition.furniture_stylesheet)
    pages = iter(press.render(html, Images({}, [])).pages) if wanted else iter(())
    return [next(pages) if sheet.shown or sheet.head else None for sheet in sheets]


def _stamped(page: Any, furniture: Any) -> Any:
    both = copy(page)

    def paint(stream: Any, scale: float = 1) -> None:
        page.paint(stream, scale)
        tags, stream._tags = stream._tags, None
        pydyf.Stream.begin_marked_content(stream, "Artifact", pydyf.Dictionary({"Type": "/Pagination"}))
        furniture.paint(stream, scale)
        pydyf.Stream.end_marked_content(stream)
        stream._tags = tags

    both.paint = paint
    return both


def _blank(page: Any) -> Any:
    empty = copy(page)
    empty._page_box = page._page_box.copy_with_children(())
    empty.anchors, empty.links, empty.bookmarks, empty.forms = {}, [], [], {None: []}
    return empty


def _add_tags(pdf: Any, document: Any, streams: Any, tree: Tree) -> None:
    numbers = pydyf.Array()
    readers = []
    for number, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
        written: dict[int, Any] = {}
        matrix = Matrix(0.75, 0, 0, -0.75, 0, page.height * 0.75)
        for kind, target, area, box in page.links:
            if box.link_annotation is None:
                continue
            written[len(written)] = box.link_annotation
            corners = (*matrix.transform_point(*area[:2]), *matrix.transform_point(*area[2:]))
            place = Hole(len(written) - 1)
            box.link_annotation = Annotation(number, place, corners, target, kind == "internal", target)
        reader = PageReader(tree, number, page.height, stream._tags)
        reader.read(page._page_box)
        reader.bury(stream.stream)
        stream._tags.clear()
        readers.append((reader, written))
    references = pdf.page_references
    root, parents = pydyf.Dictionary({"Type": "/StructTreeRoot"}), pydyf.Dictionary({})
    pdf.add_object(root)
    pdf.add_object(parents)
    made: dict[int, Any] = {}
    objects = {id(link): written[link.place] for reader, written in readers for _, link in reader.links}
    level = [0]
    root["K"] = pydyf.Array([_write(pdf, tree.root, root.reference, references, level, made, objects)])
    key = len(readers)
    for number, (reader, _) in enumerate(readers):
        owners = (b"null" if owner is None else made[id(owner)] for owner in reader.owners)
        numbers.extend((number, pydyf.Array(owners)))
    for reader, written in readers:
        for node, link in reader.links:
            written[link.place]["StructParent"] = key
            written[link.place]["Contents"] = pydyf.String(link.words)
            numbers.extend((key, made[id(node)]))
            key += 1
    parents["Nums"] = numbers
    root["ParentTree"], root["ParentTreeNextKey"] = parents.reference, key
    pdf.catalog["StructTreeRoot"] = root.reference


def _write(
    pdf: Any,
    node: Node,
    parent: Any,
    pages: Any,
    level: list[int],
    made: dict[int, Any],
    objects: dict[int, Any],
) -> Any:
    kind = node.type
    if kind in HEADINGS.values():
        level[0] = min(int(kind[1]), level[0] + 1)
        kind = f"H{level[0]}"
    out = pydyf.Dictionary({"S": f"/{kind}", "P": parent, **node.extra})
    pdf.add_object(out)
    made[id(node)] = out.reference
    if node.page is not None:
        out["Pg"] = pages[node.page]
    kids = out["K"] = pydyf.Array()
    for kid in node.ordered():
        if isinstance(kid, Node):
            kids.append(_write(pdf, kid, out.reference, pages, level, made, objects))
        elif isinstance(kid, Annotation):
            reference = objects[id(kid)].reference
            kids.append(pydyf.Dictionary({"Type": "/OBJR", "Obj": reference, "Pg": pages[kid.page]}))
        elif kid.page == node.page:
            kids.append(kid.mcid)
        else:
            kids.append(pydyf.Dictionary({"Type": "/MCR", "Pg": pages[kid.page], "MCID": kid.mcid}))
    return out.reference
