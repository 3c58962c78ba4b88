"""Sheaves become one file: pages in order, one tree of tags, one outline, links from sheaf to sheaf, page labels.

Nothing is laid out, painted or compressed again but the small objects; the fonts were cut to the glyphs of all sheaves.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from postil.frozen import dataclass
from postil.model.rendition import PrintRendition
from postil.model.targets import Target

from . import faces
from .archive import attach, write_intent
from .faces import Cut, Font
from .file import File
from .folios import COVER, Sheet, labels
from .metadata import information, pdf_date, xmp
from .objects import Hole, Kind, Objects, Strip, encoded, reference, text
from .page_boxes import crop_marks, cut_off, page_boxes, shift
from .sheaf import Furniture, Item, Sheaf, XObject

__all__ = ["Binding", "join"]

_FLATE = b"<</Filter/FlateDecode"


@dataclass(frozen=True, slots=True)
class Binding:
    """What is joined: sheaves, the pages in order, heads and folios by what they are, and the fonts of all."""

    sheaves: Sequence[Sheaf]
    sheets: Sequence[Sheet]
    furniture: Sequence[Furniture]
    strips: Mapping[Item, tuple[Strip, float]]
    fonts: Sequence[tuple[Font, Cut]]


@dataclass(slots=True)
class _Numbers:
    """The numbers of what concerns the whole book, and of its pages."""

    document: int
    fonts: int
    pages: list[int] = field(default_factory=list)
    by_sheaf: list[list[int]] = field(default_factory=list)  # the page objects of each sheaf
    drawn: dict[str, int] = field(default_factory=dict)
    keys: int = 0
    level: int = 0
    leaves: list[tuple[int, int, int]] = field(
        default_factory=list
    )  # of the parent tree: first key, last key, object
    roots: list[bytes] = field(default_factory=list)
    notes: list[tuple[bytes, bytes]] = field(default_factory=list)


def join(rendition: PrintRendition, binding: Binding) -> bytes:
    """Return the finished PDF; equal bindings give equal bytes."""
    out = File()
    catalog, pages, info, metadata, tree = (out.take() for _ in range(5))
    known = _Numbers(out.take(), out.take())
    known.pages = [out.take() for _ in binding.sheets]
    known.by_sheaf = _pages_of(binding, known.pages)
    _write_fonts(out, binding.fonts, known.fonts)
    furniture: dict[str, dict[str, bytes]] = {}
    for each in binding.furniture:
        table = _place(out, each.objects, each.drawn, [], known)
        _merge(furniture, _resources(each, table))
    named: list[tuple[int, bytes]] = []
    groups: list[
        tuple[list[bytes], int, int]
    ] = []  # by sheaf: references to its objects, its resources, its first key
    for sheaf, own in zip(binding.sheaves, known.by_sheaf, strict=True):
        first = known.keys
        table = _place(out, sheaf.objects, sheaf.drawn, own, known, sheaf)
        resources = out.take()
        merged = {name: dict(entries) for name, entries in furniture.items()}
        _merge(merged, _resources(sheaf, table))
        named.append((resources, _dictionary(merged, known.fonts)))
        groups.append((table, resources, first))
    out.add_objects([*named, *_pages(out, binding, known, groups, pages, rendition.target)])
    out.add_stream(metadata, b"<</Type/Metadata/Subtype/XML", xmp(rendition))
    outline, objects = _outline(out, binding, known, [chunk.depth for chunk in rendition.chunks])
    destinations = out.take()
    objects.append((destinations, _destinations(binding, known)))
    objects += _tree(out, tree, known)
    objects.append((info, information(rendition)))
    intent = embedded = associated = b""
    if rendition.target.finish == "archive":
        intent = write_intent(out)
        date = pdf_date(rendition.date)
        embedded, associated, specifications = attach(out, rendition.attachments, date)
        objects += specifications
    entries = [
        b"<</Type/Catalog/Pages %b/Lang%b" % (reference(pages), text(rendition.language)),
        b"/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true",
        # a recto on the left: the book is read from right to left
        b"/Direction/R2L" if binding.sheets[0].leaf.left else b"",
        b">>/StructTreeRoot %b/Metadata %b" % (reference(tree), reference(metadata)),
        b"/PageLabels<</Nums[%b]>>" % _labels(binding.sheets),
        b"/Names<</Dests %b%b>>" % (reference(destinations), embedded),
        intent + associated,
        b"/Outlines " + reference(outline) if outline else b"",
        b">>",
    ]
    objects.append((catalog, b"".join(entries)))
    out.add_objects(objects)
    return out.finished(catalog, info)


def _pages_of(binding: Binding, pages: Sequence[int]) -> list[list[int]]:
    """Return the page objects of each sheaf, one for each leaf; a blank one that is left out has that of the page before."""
    found: list[list[int]] = [[] for _ in binding.sheaves]
    for sheet, index in zip(binding.sheets, pages, strict=True):
        if sheet.page is not None:
            own = found[sheet.sheaf]
            own += [own[-1] if own else index] * (sheet.page - len(own))
            own.append(index)
    return [
        own + own[-1:] * (len(sheaf.leaves) - len(own))
        for own, sheaf in zip(found, binding.sheaves, strict=True)
    ]


def _write_fonts(out: File, fonts: Sequence[tuple[Font, Cut]], dictionary: int) -> None:
    objects: list[tuple[int, bytes]] = []
    names = []
    for font, cut in fonts:
        composite, descendant, descriptor, file, words = (out.take() for _ in range(5))
        encoding = out.take() if font.missing else None
        extra = b"/Subtype/OpenType" if cut.outlines == "otf" else b"/Length1 %d" % cut.length
        out.add_stream(file, _FLATE + extra, cut.data)
        out.add_stream(words, _FLATE, zlib.compress(faces.to_unicode(font), 9))
        if encoding is not None:
            out.add_stream(
                encoding, faces.ENCODING + b"/Filter/FlateDecode", zlib.compress(faces.encoding(font), 9)
            )
        objects += (
            (composite, faces.composite(font, descendant, words, encoding)),
            (descendant, faces.descendant(font, cut, descriptor)),
            (descriptor, faces.descriptor(font, cut, file)),
        )
        names.append(b"/%b %b" % (font.use.key.encode(), reference(composite)))
    objects.append((dictionary, b"<<" + b"".join(names) + b">>"))
    out.add_objects(objects)


def _place(
    out: File,
    objects: Objects,
    drawn: Sequence[XObject],
    pages: Sequence[int],
    known: _Numbers,
    sheaf: Sheaf | None = None,
) -> list[bytes]:
    """Write the objects of a sheaf; return the references to them. A stream that another sheaf has too is written once."""
    count = objects.counts[Kind.OBJECT]
    start = out.take(count)
    references = [reference(index) for index in range(start, start + count)]
    streams = {each.place: each for each in drawn}
    for each in drawn:
        if each.digest in known.drawn:
            references[each.place] = reference(known.drawn[each.digest])
    headings = []
    for level in sheaf.levels if sheaf is not None else ():
        known.level = min(level, known.level + 1)
        headings.append(b"/H%d" % known.level)
    keys = range(known.keys, known.keys + objects.counts[Kind.KEY])
    known.keys = keys.stop
    placed = objects.placed(
        (
            references,
            [reference(index) for index in pages],
            headings,
            [b"%d" % key for key in keys],
            (reference(known.document), reference(known.fonts)),
        )
    )
    plain: list[tuple[int, bytes]] = []
    for place, data in enumerate(placed):
        stream = streams.get(place)
        if stream is None:
            plain.append((start + place, data))
        elif stream.digest not in known.drawn:
            known.drawn[stream.digest] = start + place
            out.add_made_stream(start + place, data, stream.data)
    if plain:
        out.add_objects(plain)
    if sheaf is not None:
        known.roots += (references[root] for root in sheaf.roots)
        known.notes += ((encoded(name), text(name) + references[place]) for name, place in sheaf.notes)
        if sheaf.tree is not None:
            known.leaves.append((keys.start, keys.stop - 1, start + sheaf.tree))
    return references


def _resources(of: Sheaf | Furniture, table: Sequence[bytes]) -> dict[str, dict[str, bytes]]:
    return {
        category: {
            name: b" " + table[value] if isinstance(value, Hole) else value for name, value in entries.items()
        }
        for category, entries in of.resources.items()
    }


def _merge(into: dict[str, dict[str, bytes]], other: Mapping[str, Mapping[str, bytes]]) -> None:
    for category, entries in other.items():
        into.setdefault(category, {}).update(entries)


def _dictionary(resources: Mapping[str, Mapping[str, bytes]], fonts: int) -> bytes:
    found = b"<</Font " + reference(fonts)
    for category in sorted(resources):
        entries = (b"/%b%b" % (name.encode(), value) for name, value in sorted(resources[category].items()))
        found += b"/%b<<%b>>" % (category.encode(), b"".join(entries))
    return found + b">>"


def _pages(
    out: File,
    binding: Binding,
    known: _Numbers,
    groups: Sequence[tuple[list[bytes], int, int]],
    pages: int,
    target: Target,
) -> list[tuple[int, bytes]]:
    """Return the pages; write their content: that of the sheaf with the folio behind it, then the head, which many pages
    share."""
    heads: dict[tuple[Item, float, bool], bytes] = {}
    objects: list[tuple[int, bytes]] = []
    for sheet, index in zip(binding.sheets, known.pages, strict=True):
        table, resources, first = groups[sheet.sheaf]
        leaf = sheet.leaf
        content, contents = cut_off(leaf.strip, leaf, target), b""
        for item in sheet.items:
            strip, height = binding.strips[item]
            # on a screen one set on the right stands on a page on the left, whose text is that much to the left
            aside = 2 * shift(leaf, target) if sheet.left != leaf.left else 0
            moved = _moved(strip, aside, (leaf.height - height) * 0.75)
            if item.kind == "folio":
                content += moved
                continue
            key = item, leaf.height, leaf.left
            if key not in heads:
                number = out.take()
                out.add_stream(number, _FLATE, moved.stream())
                heads[key] = reference(number)
            contents += b" " + heads[key]
        if (marks := crop_marks(leaf, target)) is not None:
            content += marks
        number = out.take()
        out.add_stream(number, _FLATE, content.stream())
        contents = b"[" + reference(number) + contents + b"]" if contents else b" " + reference(number)
        entries = [
            b"<</Type/Page/Parent ",
            reference(pages),
            page_boxes(leaf, target, moved=sheet.style != COVER),
            b"/Contents",
            contents,
        ]
        entries += (b"/Resources ", reference(resources), b"/Tabs/S")
        if sheet.page is not None:
            entries.append(b"/StructParents %d" % (first + sheet.page))
        if leaf.annotations:
            entries.append(b"/Annots[" + b" ".join(table[place] for place in leaf.annotations) + b"]")
        objects.append((index, b"".join((*entries, b">>"))))
    kids = b" ".join(reference(index) for index in known.pages)
    objects.append((pages, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(known.pages), kids)))
    return objects


def _moved(strip: Strip, right: float, up: float) -> Strip:
    """Return a strip that was set on a page of another height, or of the other side."""
    if abs(up) < 0.01 and abs(right) < 0.01:  # points
        return strip
    return Strip.of(b"q 1 0 0 1 %.2f %.2f cm\n" % (right, up)) + strip + Strip.of(b"Q\n")


def _label(style: str, start: int) -> bytes:
    """Return a label dictionary (ISO 32000-1 § 12.4.2)."""
    if style == COVER:
        return b"/P(Cover)"
    return b"/S/%b%b" % (style.encode(), b"/St %d" % start if start != 1 else b"")


def _labels(sheets: Sequence[Sheet]) -> bytes:
    return b"".join(b"%d<<%b>>" % (first, _label(style, start)) for first, style, start in labels(sheets))


def _destinations(binding: Binding, known: _Numbers) -> bytes:
    """Return the named destinations in the order of their bytes, as readers look them up (§ 7.9.6)."""
    found: dict[bytes, bytes] = {}
    for sheaf, pages in zip(binding.sheaves, known.by_sheaf, strict=True):
        for name, page, place in sheaf.anchors:
            found.setdefault(encoded(name), b"%b[%b%b]" % (text(name), reference(pages[page]), place))
    return b"<</Names[" + b"".join(found[name] for name in sorted(found)) + b"]>>"


def _tree(out: File, root: int, known: _Numbers) -> Iterator[tuple[int, bytes]]:
    """Yield the root of the structure tree, its one Document, and the root of the parent tree (§ 14.7)."""
    parents = out.take()
    kids = b" ".join(known.roots)
    yield known.document, b"<</S/Document/P %b/K[%b]>>" % (reference(root), kids)
    leaves = b" ".join(reference(leaf) for _first, _last, leaf in known.leaves)
    yield parents, b"<</Kids[%b]>>" % leaves
    ids = b"/IDTree<</Names[%b]>>" % b"".join(pair for _, pair in sorted(known.notes)) if known.notes else b""
    yield (
        root,
        b"<</Type/StructTreeRoot/K[%b]/ParentTree %b/ParentTreeNextKey %d%b>>"
        % (reference(known.document), reference(parents), known.keys, ids),
    )


@dataclass(slots=True)
class _Entry:
    """An entry of the outline."""

    index: int
    level: int
    title: bytes
    place: bytes
    closed: bool
    kids: list[_Entry] = field(default_factory=list)

    def open_kids(self) -> int:
        return sum(1 + (0 if kid.closed else kid.open_kids()) for kid in self.kids)


def _outline(
    out: File, binding: Binding, known: _Numbers, depths: Sequence[int]
) -> tuple[int, list[tuple[int, bytes]]]:
    """Return the outline's number, 0 for none, and its objects. An entry stands below the last one of a lower level."""
    top = _Entry(out.take(), 0, b"", b"", closed=False)
    stack = [top]
    for sheaf, pages, depth in zip(binding.sheaves, known.by_sheaf, depths, strict=True):
        for own, words, page, place, closed in sheaf.bookmarks:
            level = own + depth
            while stack[-1].level >= level:
                stack.pop()
            entry = _Entry(
                out.take(), level, text(words), b"[%b%b]" % (reference(pages[page]), place), closed
            )
            stack[-1].kids.append(entry)
            stack.append(entry)
    if not top.kids:
        return 0, []
    objects: list[tuple[int, bytes]] = []
    _write_entries(top, objects)
    head = b"<</Type/Outlines/First %b/Last %b/Count %d>>"
    first, last = reference(top.kids[0].index), reference(top.kids[-1].index)
    objects.append((top.index, head % (first, last, top.open_kids())))
    return top.index, objects


def _write_entries(parent: _Entry, objects: list[tuple[int, bytes]]) -> None:
    for place, entry in enumerate(parent.kids):
        parts = [b"<</Title%b/Parent %b/Dest%b" % (entry.title, reference(parent.index), entry.place)]
        if place:
            parts.append(b"/Prev " + reference(parent.kids[place - 1].index))
        if place + 1 < len(parent.kids):
            parts.append(b"/Next " + reference(parent.kids[place + 1].index))
        if entry.kids:
            count = entry.open_kids()
            first, last = reference(entry.kids[0].index), reference(entry.kids[-1].index)
            parts.append(b"/First %b/Last %b/Count %d" % (first, last, -count if entry.closed else count))
        objects.append((entry.index, b"".join((*parts, b">>"))))
        _write_entries(entry, objects)
