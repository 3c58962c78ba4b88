"""Back matter is checked: heads that an index refers to are there, items of several documents agree.

What is looked at of an edition are small values, its marked terms and its items, so that a reader is checked without reading
its documents again.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias, TypeVar

from postil.diagnostics import Checked, Collector, Label, code
from postil.frozen import dataclass
from postil.model.edition import Edition
from postil.model.manifest import ReaderManifest
from postil.model.matter import (
    BackMatter,
    GlossaryItem,
    MarkedTerm,
    PersonItem,
    SeeReference,
    merge_glossary,
    merge_persons,
)
from postil.model.prose import ProseBlock

__all__ = ["Declared", "check_edition", "check_reader", "check_readers", "declared"]

Item: TypeAlias = PersonItem | GlossaryItem
_Placed = TypeVar("_Placed", MarkedTerm, PersonItem, GlossaryItem, SeeReference)


@dataclass(frozen=True, slots=True)
class Declared:
    """What an edition declares for the back of a book: its marked terms, and its items."""

    terms: tuple[MarkedTerm, ...]
    matter: BackMatter

    def within(self, home: str) -> Declared:
        """Return the same with places in the files of a project that lies at `home`."""
        if not home:
            return self
        index = replace(self.matter.index, see=_within(self.matter.index.see, home))
        persons, glossary = _within(self.matter.persons, home), _within(self.matter.glossary, home)
        matter = replace(self.matter, persons=persons, glossary=glossary, index=index)
        return Declared(_within(self.terms, home), matter)


def _within(items: tuple[_Placed, ...], home: str) -> tuple[_Placed, ...]:
    return tuple(replace(each, span=each.span.within(home)) for each in items)


def declared(edition: Edition) -> Declared:
    """Return what an edition declares, whomever it is for."""
    terms = [MarkedTerm.of(term) for block in edition.text.blocks for term in block.terms]
    for part in edition.parts:
        terms += MarkedTerm.within(part.blocks)
    for note in edition.annotations:
        terms += MarkedTerm.within((*note.body, *note.answer))
    return Declared(tuple(terms), edition.manifest.matter)


def check_edition(found: Declared) -> Checked[None]:
    """Check the index of an edition. Reports D030 (a reference to a head that there is not), D032 (two sorting forms)."""
    out = Collector()
    _check_references(found.matter.index.see, found.terms, "the edition", out)
    _check_sorts(found.terms, out)
    return out.done(None)


def check_readers(
    readers: Iterable[ReaderManifest],
    prose: Mapping[tuple[str, int], tuple[ProseBlock, ...]],
    editions: Mapping[str, Declared],
) -> Checked[None]:
    """Check the back matter of readers; `prose` is theirs by reader and number of entry. Reports what `check_reader` does."""
    out = Collector()
    for manifest in readers:
        numbers = range(len(manifest.entries))
        own = [term for n in numbers for term in MarkedTerm.within(prose.get((manifest.id, n), ()))]
        keys = dict.fromkeys(manifest.key_of(e) for e in manifest.entries if e.edition)
        found = [editions[key] for key in keys if key in editions]
        out.take(check_reader(manifest.index.see, own, found, manifest.language))
    return out.done(None)


def check_reader(
    see: Iterable[SeeReference], own: Iterable[MarkedTerm], found: Sequence[Declared], language: str
) -> Checked[None]:
    """Check the back matter of a reader: `see` are its own references, `own` the terms in its prose, `found` what its
    documents declare.

    Reports D030, D031 (two editions tell differently of a person or a word), D032.
    """
    out = Collector()
    terms = (*own, *(term for each in found for term in each.terms))
    _check_references(see, terms, "the reader", out)
    _check_sorts(terms, out)
    numbered = dict(enumerate(each.matter for each in found))
    persons = merge_persons({n: matter.persons for n, matter in numbered.items()})
    glossary = merge_glossary({n: matter.glossary for n, matter in numbered.items()}, language)
    clashes: tuple[tuple[Item, Item], ...] = (*persons.clashes, *glossary.clashes)
    for first, other in clashes:
        if first.span.file != other.span.file:
            _differs(_name(first), first, other, out)
    return out.done(None)


def _name(item: Item) -> str:
    return item.name if isinstance(item, PersonItem) else item.term


def _differs(name: str, first: Item, other: Item, out: Collector) -> None:
    out.report(
        code("D031"),
        f"“{name}” is told differently in another edition of a reader",
        other.span,
        labels=[Label(first.span, "this is the one that is printed")],
        hint="make both the same, or give one of the two another name",
    )


def _check_references(
    see: Iterable[SeeReference], terms: Iterable[MarkedTerm], where: str, out: Collector
) -> None:
    heads = {term.head[:depth] for term in terms for depth in range(1, len(term.head) + 1)}
    known = {"!".join(head): head for head in sorted(heads)}
    for reference in see:
        target = "!".join(reference.to)
        if reference.head == reference.to:
            out.report(
                code("D030"),
                f"“{target}” refers to itself",
                reference.span,
                hint="name another head of the index",
            )
        elif reference.to not in heads:
            near = difflib.get_close_matches(target, known, n=1, cutoff=0.6)
            out.report(
                code("D030"),
                f"nothing in {where} is indexed under “{target}”",
                reference.span,
                hint=f"did you mean “{near[0]}”?" if near else 'mark words for it: [words]{index="…"}',
            )


def _check_sorts(terms: Iterable[MarkedTerm], out: Collector) -> None:
    first: dict[tuple[str, tuple[str, ...]], MarkedTerm] = {}
    for term in terms:
        if not term.sort:
            continue
        known = first.setdefault((term.kind, term.head), term)
        if known.sort != term.sort:
            out.report(
                code("D032"),
                f"“{'!'.join(term.head)}” is filed in two ways",
                term.span,
                labels=[Label(known.span, f"here it is filed as “{'!'.join(known.sort)}”, which stands")],
                hint="give sort= at one of the places, or the same at all",
            )
