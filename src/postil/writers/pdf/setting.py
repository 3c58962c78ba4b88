"""The steps that need the typesetter: a chunk becomes a sheaf, and heads and folios become strips to be stamped on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from functools import partial
from html import escape
from typing import Any

from weasyprint.matrix import Matrix

from postil.garbage import give_back, uncollected
from postil.model.rendition import Fault
from postil.model.steps import blob, key_of
from postil.writers.direction import is_rtl

from .boxes import at_top, is_blank, misfits, overruns, pictures, tall_notes
from .chunks import Chunk, Images, Press, open_chunk, press_for
from .fitting import fitted
from .heads import ROUNDS, shortened
from .ink import pen
from .log import listening
from .measures import flaws
from .objects import Draft, Kind, Strip, numbers, text
from .objects import number as written
from .painting import SCALE, Canvas, fonts_of
from .sheaf import Furniture, FurnitureOrder, Item, Leaf, Mark, Sheaf, SheafOrder
from .tags import Annotation, PageReader, Tree, write_tree
from .trees import blocks

# WeasyPrint ends in an exception on some layouts and markup; that is a fault of the book's, not a traceback.
_STUMBLES = (
    AssertionError,
    AttributeError,
    ArithmeticError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


_LARGE = 20  # pages; a contents of seventy takes a hundred megabytes


def set_sheaf(order: SheafOrder) -> Sheaf:
    """Return a chunk typeset, painted and tagged."""
    for face in order.faces:
        blob(face.digest)
    with uncollected(then_collect=True):
        press = press_for(order.faces, order.stylesheet)
        faults = list(press.heard)
        with listening(faults), pen(one_ink=order.one_ink) as own:
            images = Images(dict(order.images), faults)
            try:
                sheaf = _laid_out(order, press, images, faults)
            except _STUMBLES as error:
                words = f"the book could not be set: {type(error).__name__}: {error}"
                sheaf = Sheaf((), (*faults, Fault("layout", words)))
    if own.coloured:
        sheaf = replace(sheaf, coloured=True)
    if len(sheaf.leaves) > _LARGE:
        give_back()
    return sheaf


def _laid_out(order: SheafOrder, press: Press, images: Images, faults: list[Fault]) -> Sheaf:
    chunk = open_chunk(order.html, order.slots, images, faults)
    return _sheaf(chunk, fitted(chunk.tree, partial(press.render, chunk.tree, images)), order, faults)


def _sheaf(chunk: Chunk, document: Any, order: SheafOrder, faults: list[Fault]) -> Sheaf:
    root = chunk.tree.etree_element
    pages = document.pages
    draft, canvas = Draft(), Canvas(document)
    tree = Tree({child: outer for outer in root.iter() for child in outer}, order.language)
    readers: list[PageReader] = []
    leaves: list[Leaf] = []
    anchors: dict[str, tuple[str, int, bytes]] = {}
    links: dict[str, None] = {}
    annotations: list[Annotation] = []
    bookmarks = []
    for number, page in enumerate(pages):
        matrix = Matrix(SCALE, 0, 0, -SCALE, 0, page.height * SCALE)
        clickable = list(_annotations(page, number, matrix, draft, faults))
        strip, reader = _painted(page, canvas, tree, number)
        readers.append(reader)
        leaves.append(_leaf(page, strip, clickable, _marks(chunk, page, anchors)))
        annotations += clickable
        links.update((each.target, None) for each in clickable if each.internal)
        for name, (x, y, _right, _bottom) in page.anchors.items():
            if name not in anchors:
                anchors[name] = (name, number, _place(*matrix.transform_point(x, y)))
        for level, label, place, state in page.bookmarks:
            where = _place(*matrix.transform_point(*place))
            bookmarks.append((level, label, number, where, state == "closed"))
    draft.counts[Kind.PAGE] = len(pages)
    roots, levels, leaf = write_tree(draft, tree, readers)
    for each in annotations:
        _write_annotation(draft, each)
    verso = None
    if len(pages) % 2:
        empty = _verso(pages[-1])
        stream = canvas.stream(empty, {})
        empty.paint(stream, SCALE)
        verso = _leaf(empty, canvas.strip(stream))
    resources, drawn = canvas.finish(draft)
    return Sheaf(
        leaves=tuple(leaves),
        faults=tuple(faults),
        verso=verso,
        anchors=tuple(anchors.values()),
        links=tuple(links),
        bookmarks=tuple(bookmarks),
        objects=draft.finished(),
        roots=tuple(roots),
        levels=tuple(levels),
        tree=leaf,
        notes=tuple(
            (note.element.get("id", ""), note.place) for note in tree.notes if note.element is not None
        ),
        resources=resources,
        drawn=drawn,
        fonts=fonts_of(canvas.fonts.values(), order.faces),
        misfits=(wrong := tuple(misfits(pages))),
        overruns=tuple(overruns(pages)) if wrong else (),
        heights=tuple(tall_notes(pages).items()),
        lines=tuple(
            (name, first, last, number - back, number)
            for number, page in enumerate(pages)
            for name, (first, last, back) in page._page_box.__dict__.get("postil_lines", {}).items()
        ),
        flaws=tuple(flaws(pages)),
        blocks=tuple(blocks(root)),
        pictures=tuple(pictures(pages)) if order.images else (),
    )


def _place(x: float, y: float) -> bytes:
    """Return a place on a page as a destination has it (ISO 32000-1 § 12.3.2.2)."""
    return b"/XYZ " + written(x) + b" " + written(y) + b" 0"


def _annotations(
    page: Any, number: int, matrix: Any, draft: Draft, faults: list[Fault]
) -> Iterator[Annotation]:
    for kind, target, area, box in page.links:
        if kind == "attachment":
            faults.append(Fault("resource", f"{target} is to be attached; nothing is", box.element.get("id")))
            continue
        corners = (*matrix.transform_point(*area[:2]), *matrix.transform_point(*area[2:]))
        box.link_annotation = Annotation(number, draft.reserve(), corners, target, kind == "internal", target)
        yield box.link_annotation


def _write_annotation(draft: Draft, link: Annotation) -> None:
    """A link leads to a name, also within its chunk: where that is, is known when the book is joined."""
    leads = b"/Dest" + text(link.target) if link.internal else b"/A<</S/URI/URI" + text(link.target) + b">>"
    start = b"<</Type/Annot/Subtype/Link/F 4/Rect" + numbers(link.area) + b"/BS<</W 0>>"
    rest = b"/Contents" + text(link.words) + leads
    if link.key is None:
        draft.write(link.place, start + rest + b">>")
    else:
        draft.write(link.place, start + rest + b"/StructParent ", link.key, b">>")


def _painted(page: Any, canvas: Canvas, tree: Tree, number: int) -> tuple[Strip, PageReader]:
    tags: dict[Any, Any] = {}
    stream = canvas.stream(page, tags)
    page.paint(stream, SCALE)
    reader = PageReader(tree, number, page.height, tags)
    reader.read(page._page_box)
    reader.bury(stream.stream)
    return canvas.strip(stream), reader


def _leaf(
    page: Any,
    strip: Strip,
    annotations: Sequence[Annotation] = (),
    marks: tuple[tuple[Mark, ...], str | None] = ((), None),
) -> Leaf:
    kind = page._page_box.page_type
    return Leaf(
        width=page.width,
        height=page.height,
        bleed=tuple(page.bleed[side] for side in ("left", "top", "right", "bottom")),
        strip=strip,
        left=kind.side == "left",
        blank=is_blank(page),
        annotations=tuple(each.place for each in annotations),
        marks=marks[0],
        opening=marks[1],
    )


def _marks(chunk: Chunk, page: Any, seen: dict[str, Any]) -> tuple[tuple[Mark, ...], str | None]:
    """Return what the elements that begin on `page` say about it."""
    marks: list[Mark] = []
    openings: list[str] = []
    for name, (recto, verso, opening) in chunk.marks.items():
        if name in page.anchors and name not in seen:
            if recto is not None or verso is not None:
                marks.append(Mark(recto, verso))
            if opening is not None and at_top(page, name):
                openings.append(opening)
    return tuple(marks), openings[0] if openings else None


def _verso(page: Any) -> Any:
    """Return an empty page of the size of `page`, to stand behind it."""
    empty = copy(page)
    box = empty._page_box = page._page_box.copy_with_children(())
    side = "left" if box.page_type.side == "right" else "right"
    box.page_type = box.page_type._replace(side=side, blank=True)
    return empty


# heads and folios -----------------------------------------------------------------------------------------------------

# All are set on one page, each as large as the page: 0.3 ms an item where a page of its own takes 4 ms.
_TOGETHER = (
    ".sheet{position:absolute!important;top:0!important;left:0!important;right:0!important;margin:0!important;"
    "break-before:auto!important;break-after:auto!important}"
)


def set_furniture(order: FurnitureOrder) -> Furniture:
    """Return heads and folios, each set as if it stood alone on its page."""
    with uncollected(then_collect=True):
        press = press_for(order.faces, order.stylesheet + _TOGETHER)
        faults = list(press.heard)
        with listening(faults), pen(one_ink=order.one_ink) as own:
            try:
                document = _headed(order, press, faults)
                return replace(_furniture(order, document, faults), coloured=own.coloured)
            except _STUMBLES as error:
                words = f"heads and folios could not be set: {type(error).__name__}: {error}"
                return Furniture(0, (), (*faults, Fault("layout", words)))


def _headed(order: FurnitureOrder, press: Press, faults: list[Fault]) -> Any:
    """Return heads and folios laid out; a head that is too long is cut, and all are laid out again."""
    items, images = order.items, Images(dict(order.images), faults)
    way = "rtl" if is_rtl(order.language) else "ltr"
    root = f'<html lang="{escape(order.language)}" dir="{way}">'
    rounds = 0
    while True:
        rounds += 1
        body = "".join(map(_section, items))
        document = press.render(f"{root}<title>-</title><body>{body}</body></html>", images)
        sections = list(_sheets(document.pages[0]._page_box.children[0]))
        if rounds == ROUNDS or len(sections) != len(items) or (cut := shortened(items, sections)) == items:
            return document
        items = cut


def _section(item: Item) -> str:
    side = f"{'recto' if item.recto else 'verso'} {'left' if item.left else 'right'}"
    name = f"{item.kind} drop" if item.drop else item.kind
    return f'<section class="sheet {side}"><div class="{name}">{escape(item.text)}</div></section>'


def _furniture(order: FurnitureOrder, document: Any, faults: list[Fault]) -> Furniture:
    page = document.pages[0]
    root = page._page_box.children[0]
    sections = list(_sheets(root))
    if len(sections) != len(order.items) or len(document.pages) != 1:
        raise ValueError("the style sheet of heads and folios takes `.sheet` off the page")
    draft = Draft()
    canvas = Canvas(document, start=_start(order))
    strips = []
    for section in sections:
        alone = copy(page)
        alone._page_box = page._page_box.copy_with_children([root.copy_with_children([section])])
        stream = canvas.stream(alone, None)
        alone.paint(stream, SCALE)
        stream.stream.insert(0, b"/Artifact<</Type/Pagination>>BDC")
        strips.append(canvas.strip(stream) + _END)
    resources, drawn = canvas.finish(draft)
    fonts = fonts_of(canvas.fonts.values(), order.faces)
    return Furniture(page.height, tuple(strips), tuple(faults), resources, draft.finished(), drawn, fonts)


_END = Strip.of(b"EMC\n")


def _start(order: FurnitureOrder) -> int:
    """Return a number so that names of resources in one set of heads are not those of another."""
    return 1_000_000 + int(key_of("names", order)[:8], 16)


def _sheets(box: Any) -> Iterator[Any]:
    """Yield the boxes of the sections in `box`, in order."""
    for child in getattr(box, "children", ()):
        element = child.element
        if element is not None and element.tag == "section" and "sheet" in element.get("class", "").split():
            yield child
        else:
            yield from _sheets(child)
