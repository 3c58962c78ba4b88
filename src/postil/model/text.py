"""The transcription: divisions and blocks with addresses, and the characters that notes are anchored in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, TypeAlias

from postil.frozen import dataclass
from postil.model.prose import Attributes, StyleKind
from postil.spans import Places, Span

__all__ = [
    "BaseText",
    "Block",
    "Cut",
    "CutDivision",
    "Division",
    "Flow",
    "Gap",
    "Group",
    "Milestone",
    "StyleRange",
    "TermRange",
    "TextRange",
    "walk_flow",
]


@dataclass(frozen=True, slots=True)
class StyleRange:
    """Characters `start` to `end` of a block are set apart; ranges of one block nest, outer ones first."""

    start: int
    end: int
    kind: StyleKind | str
    language: str = ""
    annotation: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A point before character `offset`: page `number` of the copy-text begins here. `image` is a picture of that page, `alt`
    what is to be seen there."""

    offset: int
    number: str
    span: Span
    image: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class TermRange:
    """Characters `start` to `end` of a block belong in an index under `head`, a head and its subheads; `sort` is how these
    are filed where that is said. Where both are equal a place is meant and no words."""

    start: int
    end: int
    kind: str
    head: tuple[str, ...]
    sort: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, stanza, heading, table, dateline …

    `text` holds its characters as printed (a kept line end is LF; cells of a table are parted by TAB, its rows
    by LF); `at` the place of each in the file. `number` is its ¶ number, if it has one; `marker` what an
    ordered list prints before it. `caption` are the editors' words under a picture; `aligns` tells how the columns of a table
    are set; `line` is the number of the first line of a stanza in its poem.
    """

    address: str
    kind: str
    number: int | None
    text: str
    at: Places
    styles: tuple[StyleRange, ...]
    milestones: tuple[Milestone, ...]
    span: Span
    marker: str = ""
    language: str = ""
    heads: int = 0
    image: str = ""
    terms: tuple[TermRange, ...] = ()
    caption: str = ""
    aligns: tuple[str, ...] = ()
    line: int = 0

    @property
    def images(self) -> tuple[str, ...]:
        """The paths of all pictures that are shown with it: its own, and those of pages of the copy-text."""
        own = (self.image,) if self.image else ()
        return (*own, *(mile.image for mile in self.milestones if mile.image))

    def span_of(self, start: int, end: int) -> Span:
        """Return the place in the file of characters `start` to `end`."""
        if not self.at:
            return self.span
        first = self.at[min(start, len(self.at) - 1)]
        last = self.at[end - 1] + 1 if end > start else first
        return Span(self.span.file, first, max(first, last))


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that belong together without an address of their own: list, item, quote, party, verse, figure …

    `width` is how wide a figure is to be printed, as it is written: `60%`, `80mm`."""

    kind: str
    content: tuple[Flow, ...]
    span: Span
    ordered: bool = False
    language: str = ""
    width: str = ""


@dataclass(frozen=True, slots=True)
class CutDivision:
    """A division that is left out whole: `heading` are the words of its heading, if it has one."""

    id: str
    kind: str
    heading: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Blocks next to each other that are left out of an excerpt: the addresses of the first and the last, the outermost
    divisions that are gone whole, the first and last ¶ number, and how much it is. `scattered` says that there is more in it than
    these divisions."""

    first: str
    last: str
    divisions: tuple[CutDivision, ...]
    paragraphs: tuple[int, int] | None
    blocks: int
    words: int
    scattered: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """The place of a cut in the flow. It is no part of the text: there is nothing in it."""

    cut: Cut
    span: Span
    kind: str = "ellipsis"
    content: tuple[Flow, ...] = ()


@dataclass(frozen=True, slots=True)
class Division:
    """A part of the document with an id; `heading` is the block of its printed heading, if there is one."""

    id: str
    kind: str
    number: str
    heading: Block | None
    content: tuple[Flow, ...]
    attributes: Attributes
    span: Span
    level: int = 2

    def label(self, gloss: str = "") -> str:
        """Return what the division is called in contents and references: its printed heading, else its kind."""
        if self.heading is not None:
            return " ".join(self.heading.text.split())
        return gloss or self.kind.capitalize()


Flow: TypeAlias = Block | Group | Division | Gap


def walk_flow(content: tuple[Flow, ...]) -> Iterator[Block | Division]:
    """Yield divisions and blocks (headings too) in the order of the document."""
    for item in content:
        if isinstance(item, Block):
            yield item
        elif isinstance(item, Division):
            yield item
            if item.heading is not None:
                yield item.heading
            yield from walk_flow(item.content)
        else:
            yield from walk_flow(item.content)


@dataclass(frozen=True, slots=True, order=True)
class TextRange:
    """From character `start` of block `first` to character `end` of block `last` (numbers of blocks in `BaseText`)."""

    first: int
    start: int
    last: int
    end: int


@dataclass(frozen=True)
class BaseText:
    """One transcription. `root` is the whole document: its heading is the title as printed."""

    root: Division
    language: str
    file: str

    def __reduce__(self) -> tuple[Any, ...]:
        # what was worked out from the divisions is not carried along: equal texts have equal pickles
        return BaseText, (self.root, self.language, self.file)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks, headings included, in the order of the document."""
        return tuple(x for x in walk_flow((self.root,)) if isinstance(x, Block))

    @cached_property
    def divisions(self) -> tuple[Division, ...]:
        """All divisions in the order of the document, the root first."""
        return tuple(x for x in walk_flow((self.root,)) if isinstance(x, Division))

    @cached_property
    def index_of(self) -> dict[str, int]:
        """Return the number of each block by its address."""
        return {b.address: i for i, b in enumerate(self.blocks)}

    @cached_property
    def extent_of(self) -> dict[str, tuple[int, int]]:
        """Return for each address (block or division) the half-open range of its blocks' numbers."""
        out: dict[str, tuple[int, int]] = {a: (i, i + 1) for a, i in self.index_of.items()}
        position = 0

        def visit(division: Division) -> None:
            nonlocal position
            begin = position
            if division.heading is not None:
                position += 1
            descend(division.content)
            out[division.id] = (begin, position)

        def descend(content: tuple[Flow, ...]) -> None:
            nonlocal position
            for item in content:
                if isinstance(item, Block):
                    position += 1
                elif isinstance(item, Division):
                    visit(item)
                else:
                    descend(item.content)

        visit(self.root)
        if self.root.heading is not None:
            out["title"] = (0, 1)
        return out

    @cached_property
    def division_of(self) -> tuple[str, ...]:
        """Return for each block the id of the innermost division it stands in."""
        out: list[str] = []

        def visit(division: Division) -> None:
            if division.heading is not None:
                out.append(division.id)
            descend(division.content, division)

        def descend(content: tuple[Flow, ...], division: Division) -> None:
            for item in content:
                if isinstance(item, Block):
                    out.append(division.id)
                elif isinstance(item, Division):
                    visit(item)
                else:
                    descend(item.content, division)

        visit(self.root)
        return tuple(out)

    def range_text(self, where: TextRange) -> str:
        """Return the characters of a range; blocks are parted by LF LF."""
        if where.first == where.last:
            return self.blocks[where.first].text[where.start : where.end]
        parts = [self.blocks[where.first].text[where.start :]]
        parts += [b.text for b in self.blocks[where.first + 1 : where.last]]
        parts.append(self.blocks[where.last].text[: where.end])
        return "\n\n".join(parts)
