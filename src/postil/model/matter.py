"""Back matter: persons, chronology, glossary and index, as an edition declares them and as documents contribute to them.

A book's back matter is composed of what its documents contribute and of nothing else, so that a change in one document
touches that document's contribution alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from postil.filing import FilingKey, date_key, filing_key, name_key
from postil.frozen import dataclass
from postil.model.prose import IndexTerm, Inline, Paragraph, ProseBlock, Text, walk_blocks
from postil.model.text import TermRange
from postil.spans import Span

__all__ = [
    "NO_MATTER",
    "NO_RULES",
    "BackMatter",
    "ChronologyItem",
    "GlossaryItem",
    "IndexEntry",
    "IndexForm",
    "IndexRules",
    "MarkedTerm",
    "Merged",
    "PersonItem",
    "SeeReference",
    "merge_chronology",
    "merge_glossary",
    "merge_persons",
    "said",
]

_SPACE = re.compile(r"\s+")
IndexForm: TypeAlias = Literal["one", "separate", "none"]


@dataclass(frozen=True, slots=True)
class PersonItem:
    """Somebody of whom a document speaks. `sort` is how the name is filed where that is said; `said` tells what the text said
    before its citations and references were put into words."""

    name: str
    dates: str
    text: tuple[Inline, ...]
    span: Span
    sort: str = ""
    said: str = ""

    @property
    def key(self) -> FilingKey:
        return filing_key(self.sort) if self.sort else name_key(self.name)


@dataclass(frozen=True, slots=True)
class ChronologyItem:
    """Something that happened. `date` is a date as ISO 8601 writes it, or words; `sort` a date where these have none."""

    date: str
    text: tuple[Inline, ...]
    span: Span
    sort: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class GlossaryItem:
    """A word that is explained."""

    term: str
    text: tuple[Inline, ...]
    span: Span
    sort: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class SeeReference:
    """`MST`, see `Security Treaty`: heads with their subheads. With `also` the first has places of its own."""

    head: tuple[str, ...]
    to: tuple[str, ...]
    also: bool
    span: Span


@dataclass(frozen=True, slots=True)
class IndexRules:
    """What a manifest says of the index: one, one for each kind, or none; and where to look instead."""

    form: IndexForm | Literal[""] = ""
    see: tuple[SeeReference, ...] = ()


NO_RULES = IndexRules()


@dataclass(frozen=True, slots=True)
class BackMatter:
    """What a manifest declares for the back of the book."""

    persons: tuple[PersonItem, ...] = ()
    chronology: tuple[ChronologyItem, ...] = ()
    glossary: tuple[GlossaryItem, ...] = ()
    index: IndexRules = NO_RULES

    @property
    def bodies(self) -> tuple[tuple[Paragraph, ...], ...]:
        """Return the words of every item as prose: chronology, persons, glossary."""
        return (*self.before_notes, *self.behind_notes)

    @property
    def before_notes(self) -> tuple[tuple[Paragraph, ...], ...]:
        """Return the words of chronology and persons, which stand before notes at the back of the book."""
        return _as_prose((*self.chronology, *self.persons))

    @property
    def behind_notes(self) -> tuple[tuple[Paragraph, ...], ...]:
        """Return the words of the glossary, which stands behind them."""
        return _as_prose(self.glossary)


def _as_prose(
    items: Iterable[PersonItem | ChronologyItem | GlossaryItem],
) -> tuple[tuple[Paragraph, ...], ...]:
    return tuple((Paragraph(item.text, item.span),) for item in items if item.text)


NO_MATTER = BackMatter()


@dataclass(frozen=True, slots=True)
class MarkedTerm:
    """A head that something in a document is marked for, at its place in the files."""

    kind: str
    head: tuple[str, ...]
    sort: tuple[str, ...]
    span: Span

    @classmethod
    def of(cls, term: IndexTerm | TermRange) -> MarkedTerm:
        return cls(term.kind, term.head, term.sort, term.span)

    @classmethod
    def within(cls, blocks: Iterable[ProseBlock]) -> tuple[MarkedTerm, ...]:
        """Return the terms marked in prose."""
        return tuple(cls.of(node) for node in walk_blocks(tuple(blocks)) if isinstance(node, IndexTerm))


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One place that the index names, as a document contributes it.

    `anchor` is the id of the place in print, `target` that of the block, note or words which other media link to.
    `document` is the number of the document in a reader (0: none); `place` what the place is called (`¶ 7`, Introduction),
    `paragraph` its ¶ number; `note` the label of the note whose words are meant, `mark` how print writes it behind a folio.
    """

    kind: str
    head: tuple[str, ...]
    sort: tuple[str, ...]
    anchor: str
    target: str
    document: int
    place: str
    paragraph: int | None = None
    note: str = ""
    mark: str = ""


# items of several documents ---------------------------------------------------------------------------------------------


T = TypeVar("T", PersonItem, ChronologyItem, GlossaryItem)


@dataclass(frozen=True, slots=True)
class Merged(Generic[T]):
    """Items in order, each once, with the number of the documents that have it; and pairs that differ in their words."""

    items: tuple[tuple[T, tuple[int, ...]], ...]
    clashes: tuple[tuple[T, T], ...]


def _bare(value: Any) -> Hashable:
    """Return a node without its places."""
    if isinstance(value, Text):
        return _SPACE.sub(" ", value.text)
    if isinstance(value, tuple):
        return tuple(_bare(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = [f.name for f in fields(value) if f.name not in {"span", "at"}]
        return (type(value).__name__, *(_bare(getattr(value, name)) for name in kept))
    return value  # type: ignore[no-any-return]


def said(text: tuple[Inline, ...]) -> str:
    """Return a digest of what a text says, wherever it is written: equal for equal words."""
    return hashlib.sha256(repr(_bare(text)).encode("utf-8", "surrogatepass")).hexdigest()


def _said(item: PersonItem | ChronologyItem | GlossaryItem) -> str:
    return item.said or said(item.text)


def _merged(
    found: Mapping[int, Iterable[T]], name: Callable[[T], Hashable], said: Callable[[T], Hashable]
) -> tuple[list[tuple[T, tuple[int, ...]]], list[tuple[T, T]]]:
    first: dict[Hashable, T] = {}
    numbers: dict[Hashable, list[int]] = {}
    clashes: list[tuple[T, T]] = []
    for number, items in found.items():
        for item in items:
            own = name(item)
            if own not in first:
                first[own] = item
            elif said(first[own]) != said(item):
                clashes.append((first[own], item))
            numbers.setdefault(own, []).append(number)
    return [(item, tuple(dict.fromkeys(numbers[own]))) for own, item in first.items()], clashes


def merge_persons(found: Mapping[int, Iterable[PersonItem]]) -> Merged[PersonItem]:
    """Return the persons of documents (by number) in the order of their family names; of two that are told differently the
    first stands."""
    items, clashes = _merged(found, lambda p: p.name, lambda p: (p.dates, p.sort, _said(p)))
    return Merged(tuple(sorted(items, key=lambda pair: pair[0].key)), tuple(clashes))


def merge_glossary(found: Mapping[int, Iterable[GlossaryItem]], language: str) -> Merged[GlossaryItem]:
    """Return the glossary of documents in the order of the alphabet; of two explanations of a word the first stands."""
    items, clashes = _merged(found, lambda g: g.term, lambda g: (g.sort, _said(g)))
    ordered = sorted(
        items, key=lambda pair: (filing_key(pair[0].sort or pair[0].term, language), pair[0].term)
    )
    return Merged(tuple(ordered), tuple(clashes))


def merge_chronology(found: Mapping[int, Iterable[ChronologyItem]]) -> Merged[ChronologyItem]:
    """Return what happened in the order of time, the same once; what has no date that can be read stands last."""
    items, _ = _merged(found, lambda c: (c.date, _said(c)), lambda _: 0)

    def order(pair: tuple[ChronologyItem, tuple[int, ...]]) -> tuple[bool, Any]:
        key = date_key(pair[0].sort or pair[0].date)
        return key is None, key or ()

    return Merged(tuple(sorted(items, key=order)), ())
