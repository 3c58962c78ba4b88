"""Front matter: what a manifest says of the book before its text begins, besides titles, names and rights."""

from __future__ import annotations

from collections.abc import Iterable

from postil.filing import filing_key
from postil.frozen import dataclass
from postil.model.isbn import Isbn
from postil.model.prose import Inline, Paragraph, ProseBlock
from postil.spans import Span

__all__ = [
    "NO_FRONT",
    "Abbreviation",
    "Epigraph",
    "Facsimile",
    "FrontMatter",
    "Frontispiece",
    "Volume",
    "merge_abbreviations",
]


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume of the series of books."""

    number: str
    title: str
    by: str
    year: str
    span: Span


@dataclass(frozen=True, slots=True)
class Epigraph:
    """Words that stand over a book, and where they are from."""

    text: tuple[ProseBlock, ...]
    source: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Frontispiece:
    """The picture that faces the title page: a path in the edition's folder, what is to be seen, and its caption; whether it fills
    its page to the edges, and goes on beyond the cut."""

    image: str
    alt: str
    caption: tuple[Inline, ...]
    span: Span
    bleeds: bool = False


@dataclass(frozen=True, slots=True)
class Facsimile:
    """A picture of a page of the copy-text: its number, a path in the edition's folder, what is to be seen (empty: made from
    the number)."""

    page: str
    image: str
    alt: str
    span: Span


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and what it stands for."""

    short: str
    text: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a manifest says of the front of the book. `edition` is the statement of edition, `cip` the cataloguing data with
    their lines as they are."""

    edition: str = ""
    isbns: tuple[Isbn, ...] = ()
    cip: str = ""
    dedication: tuple[ProseBlock, ...] = ()
    epigraphs: tuple[Epigraph, ...] = ()
    frontispiece: Frontispiece | None = None
    abbreviations: tuple[Abbreviation, ...] = ()

    @property
    def bodies(self) -> tuple[tuple[ProseBlock, ...], ...]:
        """All its words as prose, in the order of the book."""
        return (*self.of_the_book, *((Paragraph(each.text, each.span),) for each in self.abbreviations))

    @property
    def of_the_book(self) -> tuple[tuple[ProseBlock, ...], ...]:
        """What stands in a book of the edition's own, and in no reader that takes it: all but abbreviations."""
        found: list[tuple[ProseBlock, ...]] = []
        if self.frontispiece is not None and self.frontispiece.caption:
            found.append((Paragraph(self.frontispiece.caption, self.frontispiece.span),))
        if self.dedication:
            found.append(self.dedication)
        found += [
            (*each.text, *((Paragraph(each.source, each.span),) if each.source else ()))
            for each in self.epigraphs
        ]
        return tuple(found)


NO_FRONT = FrontMatter()


def merge_abbreviations(lists: Iterable[Iterable[Abbreviation]]) -> tuple[Abbreviation, ...]:
    """Return the abbreviations of several lists as one, filed by their letters; of two that are short for the same the first
    stands."""
    found: dict[str, Abbreviation] = {}
    for each in (item for some in lists for item in some):
        found.setdefault(each.short, each)
    return tuple(sorted(found.values(), key=lambda a: (filing_key(a.short), a.short)))
