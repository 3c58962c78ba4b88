"""Persons, chronology and glossary: what a document contributes, and the sections that are composed from all of it."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeVar

from postil.frozen import dataclass
from postil.model.matter import (
    NO_MATTER,
    BackMatter,
    ChronologyItem,
    GlossaryItem,
    IndexEntry,
    IndexForm,
    IndexRules,
    PersonItem,
    SeeReference,
    merge_chronology,
    merge_glossary,
    merge_persons,
    said,
)
from postil.model.prose import Citation, CrossReference, Inline, Styled, Text
from postil.render.back_matter import (
    DocumentLink,
    IndexSection,
    ItemsSection,
    ItemView,
)
from postil.render.book import Section
from postil.render.dates import date_words, machine_date
from postil.render.index import indexes
from postil.render.prose import Prose
from postil.render.sections import Composer
from postil.spans import Places, Span

__all__ = ["DocumentMatter", "back_sections", "contributed", "index_sections", "settled", "with_matter"]

_NOWHERE = Span("", 0, 0)
Item = TypeVar("Item", PersonItem, ChronologyItem, GlossaryItem)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DocumentMatter:
    """What a document contributes to the back of the book: its items, with citations and cross-references in words, and the
    places that it marks for the index. `id` is that of its head in the book, for links to it."""

    number: int
    id: str
    items: BackMatter = NO_MATTER
    entries: tuple[IndexEntry, ...] = ()


def settled(
    value: T,
    citations: Mapping[Span, tuple[Inline, ...]],
    target: Callable[[str], tuple[str, str]],
    absent: frozenset[str] = frozenset(),
    absent_words: str = "",
) -> T:
    """Return values with prose in them as a document contributes them: nothing in them is looked up any more, and no place in
    a file is told. What refers to one of `absent` says so in `absent_words`."""

    def settle(value: Any) -> Any:
        match value:
            case Text(text=text):
                return Text(text, Places(), _NOWHERE)
            case Citation(span=span) if span in citations:
                return Styled("span", settle(citations[span]), _NOWHERE)
            case CrossReference(target=name, children=children):
                href, words = target(name)
                inner = settle(children) if children else (Text(words, Places(), _NOWHERE),)
                if name in absent:
                    inner = (*inner, Text(absent_words, Places(), _NOWHERE))
                return CrossReference(href, inner, _NOWHERE) if href else Styled("span", inner, _NOWHERE)
            case Span():
                return _NOWHERE
            case tuple():
                return tuple(settle(each) for each in value)
            case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
                changed = {f.name: settle(getattr(value, f.name)) for f in dataclasses.fields(value)}
                return dataclasses.replace(value, **changed)
            case _:
                return value

    found: T = settle(value)
    return found


def contributed(
    matter: BackMatter,
    citations: Mapping[Span, tuple[Inline, ...]],
    target: Callable[[str], tuple[str, str]],
    absent: frozenset[str] = frozenset(),
    absent_words: str = "",
) -> BackMatter:
    """Return items as a document contributes them: see `settled`."""

    def items(found: Sequence[Item]) -> tuple[Item, ...]:
        return tuple(
            dataclasses.replace(
                item,
                text=settled(item.text, citations, target, absent, absent_words),
                span=_NOWHERE,
                said=said(item.text),
            )
            for item in found
        )

    see = tuple(dataclasses.replace(r, span=_NOWHERE) for r in matter.index.see)
    rules = dataclasses.replace(matter.index, see=see)
    return BackMatter(items(matter.persons), items(matter.chronology), items(matter.glossary), rules)


def with_matter(
    back: Sequence[Section],
    documents: Sequence[DocumentMatter],
    entries: Sequence[IndexEntry],
    rules: IndexRules,
    prose: Prose,
    make: Composer,
    level: int,
) -> list[Section]:
    """Return what stands behind a text in the order of the trade: chronology and persons, then `back` with the glossary before
    the works cited, then the index."""
    works = [s for s in back if s.type == "bibliography"]
    others = [s for s in back if s.type != "bibliography"]
    found = back_sections(documents, prose, make.words, make.language, make.free, level)
    index = index_sections(
        entries, rules.see, rules.form or "one", make.words, make.language, make.free, level
    )
    before = [section for section in found if section.type != "glossary"]
    glossary = [section for section in found if section.type == "glossary"]
    return [*before, *others, *glossary, *works, *index]


def back_sections(
    documents: Sequence[DocumentMatter],
    prose: Prose,
    words: Mapping[str, str],
    language: str,
    free: Callable[[str], str],
    level: int,
) -> list[ItemsSection]:
    """Return chronology, persons and glossary over all documents, those that hold anything, in this order."""
    links = {d.number: DocumentLink(d.id, words["doc"].format(n=d.number)) for d in documents if d.number}
    prose = dataclasses.replace(prose, target=lambda href: (href, ""))

    def of(numbers: tuple[int, ...]) -> tuple[DocumentLink, ...]:
        return tuple(links[n] for n in numbers if n in links)

    events = merge_chronology({d.number: d.items.chronology for d in documents}).items
    persons = merge_persons({d.number: d.items.persons for d in documents}).items
    glossary = merge_glossary({d.number: d.items.glossary for d in documents}, language).items
    found: dict[Literal["chronology", "persons", "glossary"], list[ItemView]] = {
        "chronology": [
            ItemView(date_words(e.date, words), "", prose.inline(e.text), of(n), machine_date(e.date))
            for e, n in events
        ],
        "persons": [
            ItemView(p.name, date_words(p.dates, words), prose.inline(p.text), of(n)) for p, n in persons
        ],
        "glossary": [ItemView(g.term, "", prose.inline(g.text), of(n)) for g, n in glossary],
    }
    out = []
    for name, items in found.items():
        if items:
            id_ = free(name)
            out.append(ItemsSection(id_, words[name], level, tuple(items), free(f"h-{id_}"), name))
    return out


def index_sections(
    entries: Sequence[IndexEntry],
    see: Sequence[SeeReference],
    form: IndexForm,
    words: Mapping[str, str],
    language: str,
    free: Callable[[str], str],
    level: int,
) -> list[IndexSection]:
    """Return the index, or one for each kind."""
    ids = (free(f"index-head-{number}") for number in itertools.count(1))
    out = []
    for plan in indexes(entries, see, form, language, words, ids):
        id_ = free(plan.name.replace("_", "-"))
        out.append(IndexSection(id_, words[plan.name], level, plan.lead, plan.groups, free(f"h-{id_}")))
    return out
