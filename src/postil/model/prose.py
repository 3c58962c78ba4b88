"""Prose: what Markdown becomes. Inline nodes and blocks, each with the span it was written at.

Note bodies, introductions and other prose parts are made of these; the transcription is made of them too, but
is then flattened (`postil.model.text`), because notes are anchored in its characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from postil.frozen import dataclass
from postil.spans import Places, Span

__all__ = [
    "Attributes",
    "Citation",
    "CitedWork",
    "Code",
    "CodeBlock",
    "CrossReference",
    "Div",
    "Heading",
    "Image",
    "IndexTerm",
    "Inline",
    "LineBreak",
    "Link",
    "ListItem",
    "Listing",
    "PageBreak",
    "Paragraph",
    "ProseBlock",
    "Quotation",
    "Rule",
    "StyleKind",
    "Styled",
    "Table",
    "Text",
    "picture_alone",
    "plain",
    "walk",
    "walk_blocks",
]


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stands in braces: `{#id .class key=value}`."""

    id: str = ""
    classes: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    span: Span | None = None
    id_span: Span | None = None

    def get(self, key: str, default: str = "") -> str:
        """Return the value of `key`, or `default`."""
        return dict(self.pairs).get(key, default)


StyleKind: TypeAlias = Literal[
    "emphasis",
    "strong",
    "superscript",
    "subscript",
    "small-caps",
    "deleted",
    "added",
    "gap",
    "unclear",
    "sic",
    "speaker",
    "stage",
    "seal",
    "ruby",
    "span",
]


@dataclass(frozen=True, slots=True)
class Text:
    """Characters; `at` is the place of each in the file."""

    text: str
    at: Places
    span: Span


@dataclass(frozen=True, slots=True)
class Styled:
    """Words set apart; `annotation` is the reading of ruby, `language` what `lang=` says."""

    kind: StyleKind
    children: tuple[Inline, ...]
    span: Span
    language: str = ""
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to the outside: http, https or mailto."""

    href: str
    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class CrossReference:
    """A reference to a note or an address of the edition; without children it prints the target's own label."""

    target: str
    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class CitedWork:
    """One work in a citation: `see @key, p. 12`."""

    key: str
    prefix: str
    suffix: str
    suppress_author: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Citation:
    """One pair of brackets with one or more works."""

    works: tuple[CitedWork, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Code:
    """Words quoted as they are typed."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line end that is kept."""

    span: Span


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Where page `number` of the copy-text begins; `image` is a picture of it, `alt` what is to be seen there."""

    number: str
    span: Span
    image: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: a path in the edition's folder, what it shows, in words, and the editors' caption."""

    path: str
    alt: str
    span: Span
    caption: str = ""


@dataclass(frozen=True, slots=True)
class IndexTerm:
    """Words that belong in an index: under `head` (a head and its subheads), filed as `sort` says where it says so.

    `kind` is person, place, term or index. Without children it stands for the place alone."""

    kind: str
    head: tuple[str, ...]
    children: tuple[Inline, ...]
    span: Span
    sort: tuple[str, ...] = ()


Inline: TypeAlias = (
    Text | Styled | Link | CrossReference | Citation | Code | LineBreak | PageBreak | Image | IndexTerm
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    inlines: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    inlines: tuple[Inline, ...]
    attributes: Attributes
    span: Span


@dataclass(frozen=True, slots=True)
class ListItem:
    """`marker` is what is printed before the item in an ordered list (`1.`), empty in others."""

    marker: str
    blocks: tuple[ProseBlock, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Listing:
    ordered: bool
    items: tuple[ListItem, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Quotation:
    blocks: tuple[ProseBlock, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class CodeBlock:
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""

    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first `heads` rows are heads. `aligns` tells how each column is set: left, center, right, or nothing."""

    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    heads: int
    span: Span
    aligns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Div:
    """A fenced div: its class says what it is."""

    attributes: Attributes
    blocks: tuple[ProseBlock, ...]
    span: Span


ProseBlock: TypeAlias = Paragraph | Heading | Listing | Quotation | CodeBlock | Rule | Table | Div


def walk(nodes: tuple[Inline, ...]) -> Iterator[Inline]:
    """Yield every inline node, outer before inner."""
    for node in nodes:
        yield node
        if isinstance(node, Styled | Link | CrossReference | IndexTerm):
            yield from walk(node.children)


def walk_blocks(blocks: tuple[ProseBlock, ...]) -> Iterator[Inline]:
    """Yield every inline node of these blocks, in order."""
    for block in blocks:
        match block:
            case Paragraph(inlines=inlines) | Heading(inlines=inlines):
                yield from walk(inlines)
            case Listing(items=items):
                for item in items:
                    yield from walk_blocks(item.blocks)
            case Quotation(blocks=inner) | Div(blocks=inner):
                yield from walk_blocks(inner)
            case Table(rows=rows):
                for row in rows:
                    for cell in row:
                        yield from walk(cell)
            case CodeBlock() | Rule():
                pass


def picture_alone(nodes: tuple[Inline, ...]) -> Image | None:
    """Return the picture of a paragraph in which nothing else stands."""
    pictures = [node for node in nodes if isinstance(node, Image)]
    rest = (node for node in nodes if not isinstance(node, Image))
    alone = len(pictures) == 1 and all(isinstance(node, Text) and not node.text.strip() for node in rest)
    return pictures[0] if alone else None


def plain(nodes: tuple[Inline, ...]) -> str:
    """Return the characters of these nodes: no ruby, no marks, a line break as a space."""
    out = []
    for node in walk(nodes):
        if isinstance(node, Text | Code):
            out.append(node.text)
        elif isinstance(node, LineBreak):
            out.append(" ")
    return "".join(out)
