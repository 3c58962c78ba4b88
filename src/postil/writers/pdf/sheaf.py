"""Sheaves: what a chunk of a book is once it is typeset, in a form that can be kept and sent. No engine is needed to read it.

A sheaf holds all that joining needs: finished pages, the chunk's part of the structure tree, ids and links, running titles,
the glyphs used of each face, and what was found wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from postil.frozen import dataclass
from postil.model.rendition import Fault, Flaw

from .objects import Hole, Objects, Strip, nothing

__all__ = [
    "PLATE",
    "FaceName",
    "FontUse",
    "Furniture",
    "FurnitureOrder",
    "Item",
    "Leaf",
    "Mark",
    "Resources",
    "Sheaf",
    "SheafOrder",
    "Slot",
    "XObject",
]

PLATE = "plate"
"""The opening of a page that a picture fills to its edges."""


@dataclass(frozen=True, slots=True)
class FaceName:
    """A face by the sha256 of its file."""

    family: str
    weight: int
    italic: bool
    file: str
    digest: str


@dataclass(frozen=True, slots=True)
class Slot:
    """An element to be filled by the typesetter: `attribute` is `data-folio`, `data-folios` or `data-line` and `value` what it says.

    `pieces` are the words that go in, each with the id it leads to; they are separated by commas.
    """

    attribute: str
    value: str
    pieces: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SheafOrder:
    """All that the typesetting of a chunk depends on. Images are (address, sha256)."""

    html: str
    stylesheet: str
    faces: tuple[FaceName, ...]
    images: tuple[tuple[str, str], ...]
    language: str
    slots: tuple[Slot, ...]
    one_ink: bool = False


@dataclass(frozen=True, slots=True)
class FontUse:
    """The glyphs of a face that were used: (glyph, width, words or `None`), and what a font's dictionaries say of it.

    `key` is the name by which content streams call it.
    """

    key: str
    digest: str
    index: int
    name: str
    family: str
    flags: int
    ascent: int
    descent: int
    style: int
    weight: int
    size: float
    variations: tuple[tuple[str, float], ...]
    missing: tuple[int, ...]
    glyphs: tuple[tuple[int, int, str | None], ...]


@dataclass(frozen=True, slots=True)
class XObject:
    """The data of a stream that pages draw; its dictionary is the object at `place`. Equal streams have one `digest`."""

    place: int
    digest: str
    data: bytes


Resources = Mapping[str, Mapping[str, bytes | Hole]]
"""Resources by category and name, written out or as the hole for an object."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What an element says about its page: running titles that hold from there."""

    recto: str | None
    verso: str | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A finished page without head and folio. Width, height and what bleeds (left, top, right, bottom) are in CSS pixels; `left`
    says that it lies on the left; `opening` is the kind of opening that begins the page, a `PLATE` for a picture that fills it."""

    width: float
    height: float
    bleed: tuple[float, float, float, float]
    strip: Strip
    left: bool
    blank: bool
    annotations: tuple[Hole, ...] = ()
    marks: tuple[Mark, ...] = ()
    opening: str | None = None


@dataclass(frozen=True, slots=True)
class Sheaf:
    """A typeset chunk. Pages are counted from 0 in it; places are as a destination has them.

    `anchors` are (id, page, place); `bookmarks` (level, words, page, place, closed); `links` the ids that are led to;
    `roots` the elements right below Document; `levels` those of its headings; `tree` its leaf of the parent tree;
    `notes` the Note elements by id; `misfits` (kind, words, id, page) what does not fit on a page; `overruns` (page, part of the
    text block) where text runs into the notes; `heights` how much of a text block each note takes; `lines` (id of a call, first
    line, last line, the pages on which these are) where lines are numbered; `flaws` what a
    designer would mark; `blocks` the words of every block, in pieces; `pictures` address, pixels, width in millimetres and
    page of every picture; `coloured` tells of more inks than one. `verso` is an empty page to fill its last
    leaf with. Without leaves the chunk could not be laid out.
    """

    leaves: tuple[Leaf, ...]
    faults: tuple[Fault, ...]
    verso: Leaf | None = None
    anchors: tuple[tuple[str, int, bytes], ...] = ()
    links: tuple[str, ...] = ()
    bookmarks: tuple[tuple[int, str, int, bytes, bool], ...] = ()
    objects: Objects = field(default_factory=nothing)
    roots: tuple[Hole, ...] = ()
    levels: tuple[int, ...] = ()
    tree: Hole | None = None
    notes: tuple[tuple[str, Hole], ...] = ()
    resources: Resources = field(default_factory=dict)
    drawn: tuple[XObject, ...] = ()
    fonts: tuple[FontUse, ...] = ()
    misfits: tuple[tuple[str, str, str | None, int], ...] = ()
    overruns: tuple[tuple[int, float], ...] = ()
    heights: tuple[tuple[str, float], ...] = ()
    lines: tuple[tuple[str, int, int, int, int], ...] = ()
    flaws: tuple[Flaw, ...] = ()
    blocks: tuple[tuple[str, tuple[str, ...], bool], ...] = ()
    pictures: tuple[tuple[str, int, float, int], ...] = ()
    coloured: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """A head or a folio: its words, the side it is on, and whether a folio stands at the foot."""

    kind: str  # "head" or "folio"
    text: str
    recto: bool
    left: bool
    drop: bool = False


@dataclass(frozen=True, slots=True)
class FurnitureOrder:
    """Heads and folios to be set together."""

    items: tuple[Item, ...]
    stylesheet: str
    faces: tuple[FaceName, ...]
    images: tuple[tuple[str, str], ...]
    language: str
    one_ink: bool = False


@dataclass(frozen=True, slots=True)
class Furniture:
    """Heads and folios, set for pages of `height`: a strip for each item of the order."""

    height: float
    strips: tuple[Strip, ...]
    faults: tuple[Fault, ...]
    resources: Resources = field(default_factory=dict)
    objects: Objects = field(default_factory=nothing)
    drawn: tuple[XObject, ...] = ()
    fonts: tuple[FontUse, ...] = ()
    coloured: bool = False
