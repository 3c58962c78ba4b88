"""The frame of a course reader: a book in which documents have only their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TypeGuard

from postil.model.course_reader import ReaderOpener, ReaderProse
from postil.model.matter import IndexEntry, IndexRules
from postil.render.book import (
    BibliographySection,
    Book,
    Chunk,
    ColophonSection,
    ContentsEntry,
    DocumentSlot,
    MediumName,
    Section,
)
from postil.render.documents import BoundReader, Contribution, DocumentMarkup, merged_series
from postil.render.facts import Facts, colophon_facts, credits_of, reader_imprint
from postil.render.front import front_of_reader, lists_of
from postil.render.matter import DocumentMatter, with_matter
from postil.render.reader import (
    back_sections,
    nested,
    opener,
    own_anchors,
    own_prose,
    prose_section,
    syllabus,
)
from postil.render.reader_book import PartSection
from postil.render.sections import FURNITURE, Composer
from postil.render.terms import entries_in_prose

__all__ = ["compose_frame"]


def compose_frame(
    reader: BoundReader,
    medium: MediumName,
    facts: Facts,
    documents: Mapping[int, DocumentMarkup],
) -> Book:
    """Return a reader as a book in which `documents`, by number, have only their places."""
    lines = {number: document.entry for number, document in documents.items()}
    manifest, project = reader.manifest, reader.project
    language = reader.language
    make = Composer(medium, project, language, frozenset())
    words = make.words
    ids = MappingProxyType({name: make.free(name) for name in FURNITURE})
    chunks: list[Chunk | DocumentSlot] = []
    entries: list[tuple[int, ContentsEntry]] = []
    openers: dict[str, PartSection] = {}
    for index, item in enumerate(reader.items):
        if isinstance(item, ReaderProse | ReaderOpener):
            section = (
                prose_section(item, reader, make)
                if isinstance(item, ReaderProse)
                else opener(item, reader, make)
            )
            line = section.name if isinstance(section, PartSection) else section.title
            entries.append((item.level, ContentsEntry(line, "", section.id)))
            last = chunks[-1] if chunks else None
            if isinstance(item, ReaderOpener) and item.kind == "week" and _is_part(last):
                chunks[-1] = replace(last, sections=(*last.sections, section))
            else:
                name = f"item-{index + 1}"
                chunks.append(Chunk(name, (section,), "body", "arabic", index == 0, item.level))
            if isinstance(section, PartSection):
                openers[item.id] = section
        else:
            entries.append((item.level, lines[item.number]))
            chunks.append(DocumentSlot(item.number, item.level))
    titles = tuple({each.id: each.short_title for each in reversed(reader.documents)}.items())[::-1]
    colophon = ColophonSection(
        ids["colophon"], words["colophon"], 2, colophon_facts(titles, facts, words), make.free("h-colophon")
    )
    lists = lists_of(
        [item for each in reader.documents for item in each.figures],
        [item for each in reader.documents for item in each.tables],
        (*manifest.front.abbreviations, *(item for each in reader.documents for item in each.abbreviations)),
        (),
        own_prose(reader, {}, make),
        make,
    )
    back = (*_reader_back(reader, lines, make), *back_sections(reader, lines, make))
    entries += [(0, make.entry(section)) for section in back]
    # the colophon names what the book was made from, and so changes with every change: it is set by itself
    chunks.append(Chunk("back", back, "back", "arabic", False))
    chunks.append(Chunk("colophon", (colophon,), "back", "arabic", False))
    if (plan := syllabus(reader, openers, lines, make)) is not None:
        chunks.insert(0, Chunk("syllabus", (plan,), "front", "roman", False))
        entries.insert(0, (0, make.entry(plan)))
    if lists:
        chunks.insert(0, Chunk("lists", tuple(lists), "front", "roman", False))
        entries[:0] = [(0, make.entry(section)) for section in lists]
    return Book(
        id=manifest.id,
        medium=medium,
        title=manifest.title,
        subtitle=manifest.subtitle,
        short_title=manifest.short_title or manifest.title,
        date=manifest.term,
        language=language,
        series_line=manifest.course,
        publisher=project.imprint.publisher,
        place=", ".join(x for x in (project.imprint.place, facts.published[:4]) if x),
        credits=credits_of(reader, words),
        imprint=reader_imprint(reader, facts, words),
        contents=nested(entries),
        how_to=merged_series(document.series for document in documents.values()),
        has_paragraphs=any(each.has_paragraphs for each in reader.documents),
        chunks=tuple(chunks),
        words=words,
        ids=ids,
        taken=frozenset(make.taken),
        cite_words=words["cite_reader"],
        front=front_of_reader(manifest.front, own_prose(reader, {}, make)),
    )


def _reader_back(
    reader: BoundReader, lines: Mapping[int, ContentsEntry], make: Composer
) -> Sequence[Section]:
    """Return what stands behind all documents: chronology, persons, glossary, works cited, index."""
    entries: list[IndexEntry] = []
    for item in reader.items:
        if isinstance(item, Contribution):
            entries += item.entries
        else:
            entries += entries_in_prose(item.blocks, own_anchors(item), item.title, 0)
    documents = [DocumentMatter(d.number, lines[d.number].id, d.matter, d.entries) for d in reader.documents]
    see = (*reader.manifest.index.see, *(r for d in reader.documents for r in d.matter.index.see))
    rules = IndexRules(reader.manifest.index.form, see)
    prose = own_prose(reader, {}, make)
    return with_matter(_reader_works(reader, make), documents, entries, rules, prose, make, 2)


def _is_part(chunk: Chunk | DocumentSlot | None) -> TypeGuard[Chunk]:
    """Tell whether a chunk is the head of a part: the first week of a part is set with it."""
    sections = chunk.sections if isinstance(chunk, Chunk) else ()
    return len(sections) == 1 and isinstance(sections[0], PartSection) and sections[0].kind == "part"


def _reader_works(reader: BoundReader, make: Composer) -> tuple[Section, ...]:
    """Return the works that a reader's own prose cites, as a section if there are any."""
    if not reader.citations.works:
        return ()
    prose = own_prose(reader, {}, make)
    id_ = make.free("bibliography")
    works = tuple(prose.inline(work) for work in reader.citations.works)
    return (BibliographySection(id_, make.words["bibliography"], 2, works, make.free(f"h-{id_}")),)
