"""A sheaf's part of the structure tree, built from the document that was laid out.

WeasyPrint makes one structure element for every box. Here every element of the document has one structure element,
however many pages it is on (Kozea/WeasyPrint#2903); a note is a Note with an /ID, beside the paragraph that calls it, in
whichever order the pages were drawn; passages have their language; what no element holds is an artifact (#2482).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from .line_numbers import LineNumbersBox
from .objects import DOCUMENT, Draft, Hole, Kind, numbers, text
from .roles import (
    GROUPING,
    HEADINGS,
    HOSTS,
    INLINE,
    INLINE_TYPES,
    is_contents,
    label_of,
    type_of,
    wrappers_of,
)


class Shown(NamedTuple):
    """Marked content: where an element shows something."""

    page: int
    mcid: int


@dataclass(slots=True, eq=False)
class Annotation:
    """A place to click on a page; `words` say where it leads."""

    page: int
    place: Hole
    area: tuple[float, float, float, float]
    target: str
    internal: bool
    words: str = ""
    key: Hole | None = None


class Node:
    """A structure element to be: its type, its kids in order, and what else its dictionary holds."""

    __slots__ = ("after", "element", "extra", "kids", "page", "parent", "place", "type")

    def __init__(self, kind: str, parent: Node | None, element: Element | None = None) -> None:
        self.type = kind
        self.parent = parent
        self.element = element
        self.kids: list[Node | Shown | Annotation] = []
        self.after: list[Node] = []  # notes, which stand after the paragraph that calls them
        self.extra: dict[str, bytes] = {}
        self.page: int | None = None
        self.place = Hole(0)

    def child(self, kind: str, element: Element | None = None) -> Node:
        """Add a kid of type `kind` and return it."""
        node = Node(kind, self, element)
        self.kids.append(node)
        return node

    def ordered(self) -> Iterator[Node | Shown | Annotation]:
        """Yield the kids, each with the notes that belong after it."""
        for kid in self.kids:
            yield kid
            if isinstance(kid, Node):
                yield from kid.after


class Tree:
    """Builds nodes on demand, as the boxes of the pages are met in order."""

    def __init__(self, parents: dict[Element, Element], language: str) -> None:
        self.parents = parents
        self.language = language
        self.root = Node("Document", None)
        self.nodes: dict[tuple[int, str], Node] = {}
        self.repeated: set[int] = set()
        self.notes: list[Node] = []

    def holder(self, element: Element, pseudo: str) -> Node:
        """Return the node that text in `element` belongs to, inside a paragraph where its place asks for one."""
        if pseudo == "li::marker" and not self.in_contents(element):
            key = id(element), "marker"
            if key not in self.nodes:
                self.nodes[key] = self.node(element).child("Lbl")
            return self.nodes[key]
        return self.inline_place(element)

    def inline_place(self, element: Element) -> Node:
        block: Element | None = element
        while block is not None and block.tag in INLINE and not self.own_type(block):
            block = self.parents.get(block)
        if block is None:
            return self.root
        node = self.body(block)
        if node.type not in GROUPING:
            return node
        key = id(block), "text"
        if key not in self.nodes or node.kids[-1:] != [self.nodes[key]]:
            self.nodes[key] = node.child("Reference" if node.type == "TOCI" else "P")
        return self.nodes[key]

    def in_contents(self, element: Element | None) -> bool:
        while element is not None:
            if is_contents(element):
                return True
            element = self.parents.get(element)
        return False

    def own_type(self, element: Element) -> str:
        """Return the type of `element`; one in another language has a type even if it needs none otherwise."""
        contents = element.tag in ("ol", "ul", "li") and self.in_contents(element)
        kind = type_of(element, contents)
        if not kind and element.get("lang") and element.get("lang") != self.outer_language(element):
            kind = "Span" if element.tag in INLINE else "Div"
        return kind

    def outer_language(self, element: Element) -> str:
        outer = self.parents.get(element)
        while outer is not None:
            if outer.get("lang"):
                return outer.get("lang", "")
            outer = self.parents.get(outer)
        return self.language

    def body(self, element: Element) -> Node:
        """Return the node for what is inside `element`: in a list item that is its LBody."""
        node = self.node(element)
        if node.type == "LI":
            key = id(element), "body"
            if key not in self.nodes:
                self.nodes[key] = node.child("LBody")
            return self.nodes[key]
        return node

    def node(self, element: Element) -> Node:
        """Return the node of `element`, or of the nearest element around it that has one."""
        key = id(element), ""
        node = self.nodes.get(key)
        if node is None:
            node = self.nodes[key] = self.make(element)
        return node

    def make(self, element: Element) -> Node:
        outer = self.parents.get(element)
        if outer is None:
            return self.root
        kind = self.own_type(element)
        if not kind:
            return self.body(outer)
        if kind in ("Lbl", "LBody"):
            node = self.item_of(outer, kind).child(kind, element)
        elif kind in INLINE_TYPES:
            parent = self.inline_place(outer)
            for wrapper in wrappers_of(element):
                parent = parent.child(wrapper)
            node = parent.child(kind, element)
        elif kind == "Note":
            node = self.make_note(element, outer)
        else:
            parent = self.node(outer) if kind == "LI" else self.body(outer)
            node = parent.child(kind, element)
        if element.get("lang") and element.get("lang") != self.outer_language(element):
            node.extra["Lang"] = text(element.get("lang", ""))
        if kind in ("TH", "TD"):
            node.extra["A"] = _cell(element, kind, self.parents)
        return node

    def item_of(self, outer: Element, kind: str) -> Node:
        """Return the LI for a ``dt`` or ``dd``: the ``div`` around it, or one for each ``dt`` with its ``dd``."""
        listing = self.node(outer)
        if outer.tag == "div":
            key = id(outer), "item"
            if key not in self.nodes:
                self.nodes[key] = listing.child("LI")
            return self.nodes[key]
        last = listing.kids[-1] if listing.kids else None
        if not isinstance(last, Node) or kind == "Lbl":
            return listing.child("LI")
        return last

    def make_note(self, element: Element, outer: Element) -> Node:
        if element.tag not in INLINE:  # in a list: it stands where it is written
            return self.keep_note(self.body(outer).child("Note", element), element)
        host: Node = self.node(outer)
        while host.type in INLINE_TYPES and host.parent is not None:
            host = host.parent
        if host.type in GROUPING:
            host = self.inline_place(outer)
        if host.type in HOSTS:
            note = Node("Note", host.parent, element)
            host.after.append(note)
        else:
            note = host.child("Note", element)
        return self.keep_note(note, element)

    def keep_note(self, note: Node, element: Element) -> Node:
        note.extra["ID"] = text(element.get("id", ""))
        self.notes.append(note)
        return note


def _cell(element: Element, kind: str, parents: dict[Element, Element]) -> bytes:
    attributes = b"<</O/Table"
    for name, key in (("colspan", b"/ColSpan"), ("rowspan", b"/RowSpan")):
        value = element.get(name, "1")
        if value.isdecimal() and value.isascii() and value != "1":
            attributes += key + b" %d" % int(value)
    if kind == "TH":
        row = parents.get(element)
        group = parents.get(row) if row is not None else None
        head = group is not None and group.tag == "thead"
        by_row = element.get("scope") == "row" or (not head and element.get("scope") != "col")
        attributes += b"/Scope/Row" if by_row else b"/Scope/Column"
    return attributes + b">>"


class PageReader:
    """One page being read: its boxes, and the marked content that WeasyPrint drew for them."""

    def __init__(self, tree: Tree, number: int, height: float, tags: dict[Any, Any]) -> None:
        self.tree = tree
        self.number = number
        self.height = height
        self.tags = tags
        self.owners: list[Node | None] = [None] * len(tags)
        self.links: list[tuple[Node, Annotation]] = []
        self.repeats: set[int] = set()

    def read(self, box: Any, dead: bool = False) -> None:
        """Give what `box` and all in it shows to the elements they come from; with `dead` they are artifacts."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.MarginBox):
            return
        dead = dead or box.is_leader or isinstance(box, LineNumbersBox) or self.is_repeated(box)
        annotation = box.link_annotation
        if annotation is not None and box.element_tag == "a":
            # also a repeated one: no annotation may be without an element
            node = self.tree.node(box.element)
            annotation.words = label_of(box.element)
            self.mark(node)
            node.kids.append(annotation)
            self.links.append((node, annotation))
        tag = self.tags.pop(box, None)
        if tag is not None and not dead:
            if isinstance(box, boxes.TextBox):
                node = self.tree.holder(box.element, box.element_tag or "")
            else:
                node = self.figure(box)
            self.mark(node)
            node.kids.append(Shown(self.number, tag["mcid"]))
            self.owners[tag["mcid"]] = node
        for child in getattr(box, "children", ()):
            self.read(child, dead)

    def is_repeated(self, box: Any) -> bool:
        """Say whether `box` is a table's head or foot that an earlier page showed already."""
        if not isinstance(box, boxes.TableRowGroupBox) or not (box.is_header or box.is_footer):
            return False
        key = id(box.element)
        if key in self.tree.repeated and key not in self.repeats:
            return True
        self.tree.repeated.add(key)
        self.repeats.add(key)
        return False

    def mark(self, node: Node) -> None:
        if node.page is None:
            node.page = self.number

    def figure(self, box: Any) -> Node:
        node = self.tree.node(box.element)
        if node.type != "Figure":  # a picture that stands for an element without a role of its own
            node = node.child("Figure", box.element)
        x, y = box.content_box_x() * 0.75, (self.height - box.content_box_y() - box.height) * 0.75
        area = numbers((x, y, x + box.width * 0.75, y + box.height * 0.75))
        node.extra["A"] = b"<</O/Layout/BBox" + area + b">>"
        title = box.element.find("{http://www.w3.org/2000/svg}title")
        node.extra["Alt"] = text((title.text if title is not None else box.element.get("alt")) or "")
        return node

    def bury(self, stream: list[Any]) -> None:
        """Turn the marked content of `stream` that no element holds into artifacts (#2482)."""
        dead = {mcid for mcid, owner in enumerate(self.owners) if owner is None}
        if not dead:
            return
        for index, item in enumerate(stream):
            if isinstance(item, dict) and item.get("MCID") in dead:
                stream[index - 1], stream[index], stream[index + 1] = b"/Artifact", b"", b"BMC"


def write_tree(draft: Draft, tree: Tree, pages: Sequence[PageReader]) -> tuple[list[Hole], list[int], Hole]:
    """Write the elements of `tree` and its leaf of the parent tree; return the elements below Document, the levels of
    the headings in order, and the leaf."""
    levels: list[int] = []
    roots = [_write(draft, kid, DOCUMENT, levels) for kid in tree.root.ordered() if isinstance(kid, Node)]
    keys: list[bytes | Hole] = []
    numbered: list[Hole] = []
    for reader in pages:
        numbered.append(draft.another(Kind.KEY))
        keys += (numbered[-1], b"[")
        for owner in reader.owners:
            keys += (b"null ",) if owner is None else (owner.place, b" ")
        keys.append(b"]")
    for reader in pages:
        for node, annotation in reader.links:
            annotation.key = draft.another(Kind.KEY)
            numbered.append(annotation.key)
            keys += (annotation.key, b" ", node.place, b" ")
    leaf = draft.add(b"<</Limits[", numbered[0], b" ", numbered[-1], b"]/Nums[", *keys, b"]>>")
    return roots, levels, leaf


def _write(draft: Draft, node: Node, parent: Hole, levels: list[int]) -> Hole:
    """Write `node` and all below it. Which level a heading has is known only in the book: heading levels never skip one
    (PDF/UA-1 7.4.2)."""
    node.place = draft.reserve()
    parts: list[bytes | Hole] = [b"<</S"]
    if node.type in HEADINGS.values():
        levels.append(int(node.type[1]))
        parts.append(draft.another(Kind.HEADING))
    else:
        parts.append(b"/" + node.type.encode())
    parts += (b"/P ", parent)
    parts += (b"/" + name.encode() + b" " + value for name, value in node.extra.items())
    if node.page is not None:
        parts += (b"/Pg ", Hole.of(Kind.PAGE, node.page))
    parts.append(b"/K[")
    between = b""
    for kid in node.ordered():
        parts.append(between)
        between = b" "
        if isinstance(kid, Node):
            parts.append(_write(draft, kid, node.place, levels))
        elif isinstance(kid, Annotation):
            parts += (b"<</Type/OBJR/Obj ", kid.place, b"/Pg ", Hole.of(Kind.PAGE, kid.page), b">>")
        elif kid.page == node.page:
            parts.append(b"%d" % kid.mcid)
        else:
            parts += (b"<</Type/MCR/Pg ", Hole.of(Kind.PAGE, kid.page), b"/MCID %d>>" % kid.mcid)
    parts.append(b"]>>")
    draft.write(node.place, *parts)
    return node.place
