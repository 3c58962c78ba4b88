"""From an edition, a document of a reader or the frame of one to the book that templates see: sections, chunks, contents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TypeGuard

from markupsafe import Markup

from postil.model.course_reader import CitedEdition, Document, ReaderOpener, ReaderProse
from postil.model.edition import Edition
from postil.model.manifest import ProjectManifest, ReaderManifest
from postil.model.matter import IndexEntry, IndexRules
from postil.model.text import Block, Flow, Gap
from postil.render.book import (
    BibliographySection,
    Book,
    Chunk,
    ColophonSection,
    ContentsEntry,
    DocumentSlot,
    MediumName,
    OpenerSection,
    Section,
)
from postil.render.cuts import paragraphs
from postil.render.documents import BoundReader, Contribution, DocumentMarkup, NoteRecord, merged_series
from postil.render.facts import (
    Facts,
    colophon_facts,
    credits_of,
    imprint_facts,
    people_of,
    reader_imprint,
    rights_of,
    source_line,
)
from postil.render.matter import DocumentMatter, contributed, with_matter
from postil.render.notes import NoteMaker, series_views
from postil.render.pictures import picture_names
from postil.render.questions import questions_of
from postil.render.reader import (
    back_sections,
    nested,
    opener,
    own_anchors,
    own_prose,
    prose_section,
    reference_target,
    syllabus,
)
from postil.render.reader_book import PartSection
from postil.render.sections import FURNITURE, Composer
from postil.render.terms import entries_in_prose, entries_of
from postil.render.words import words_for

__all__ = ["compose_document", "compose_edition", "compose_frame", "contribution_of"]


def compose_edition(cited: CitedEdition, medium: MediumName, moved: frozenset[str], facts: Facts) -> Book:
    """Return the book that an edition is in `medium`; `moved` are the ids of notes too tall for their page."""
    edition = cited.woven.edition
    manifest, project = edition.manifest, edition.project
    make = Composer(medium, project, project.language, moved)
    make.reserve(cited)
    words = make.words
    ids = MappingProxyType({name: make.free(name) for name in FURNITURE})
    prose = make.prose_for(cited)
    notes = NoteMaker(cited.woven, medium, prose, words, moved, project.language).views()
    front = tuple(make.part(p, prose, "", 2) for p in edition.parts if p.manifest.place == "front")
    document = make.document(cited, notes, 2, words["document"])
    own = DocumentMatter(
        0,
        "",
        contributed(manifest.matter, cited.citations.rendered, prose.target),
        entries_of(cited, 0, words),
    )
    back = with_matter(make.back(cited, notes, 2), (own,), own.entries, manifest.matter.index, prose, make, 2)
    colophon = ColophonSection(
        ids["colophon"],
        words["colophon"],
        2,
        colophon_facts(((edition.key, manifest.short_title or manifest.title),), facts, words),
        make.free("h-colophon"),
    )
    chunks: list[Chunk] = []
    if front:
        chunks.append(Chunk("matter", front, "front", "roman", False))
    chunks.append(Chunk("text", (document, *back, colophon), "body", "arabic", True))
    entries = [make.entry(s) for s in front]
    entries.append(make.entry(document, words["document"]))
    entries += [make.entry(s) for s in back]
    number = f" · {manifest.number}" if manifest.number and project.imprint.series else manifest.number
    return Book(
        id=edition.id,
        medium=medium,
        title=manifest.title,
        subtitle=manifest.subtitle,
        short_title=manifest.short_title or manifest.title,
        date=manifest.date_text or manifest.date,
        language=project.language,
        series_line=f"{project.imprint.series}{number}",
        publisher=project.imprint.publisher,
        place=", ".join(x for x in (project.imprint.place, facts.published[:4]) if x),
        credits=credits_of(edition, words),
        imprint=imprint_facts(edition, facts, words),
        contents=tuple(entries),
        how_to=series_views(cited.woven.notes, medium, words),
        has_paragraphs=any(b.number is not None for b in edition.text.blocks),
        chunks=tuple(chunks),
        words=words,
        ids=ids,
        taken=frozenset(make.taken),
    )


def compose_document(
    cited: CitedEdition,
    number: int,
    manifest: ReaderManifest,
    project: ProjectManifest,
    medium: MediumName,
    moved: frozenset[str],
) -> tuple[Book, ContentsEntry]:
    """Return document `number` of a reader as a book with one chunk, and its line in the contents."""
    language = manifest.language or project.language
    make = Composer(medium, project, language, moved)
    make.reserve(cited)
    sections, entry = _reader_document(cited, make, number)
    book = Book(
        id=manifest.id,
        medium=medium,
        title=manifest.title,
        subtitle=manifest.subtitle,
        short_title=manifest.short_title or manifest.title,
        date="",
        language=language,
        series_line="",
        publisher="",
        place="",
        credits=(),
        imprint=(),
        contents=(),
        how_to=series_views(cited.woven.notes, medium, make.words),
        has_paragraphs=False,
        chunks=(Chunk(f"document-{number}", sections, "body", "arabic", False),),
        words=make.words,
        ids=MappingProxyType({}),
        taken=frozenset(make.taken),
    )
    return book, entry


def contribution_of(
    cited: CitedEdition, number: int, manifest: ReaderManifest, project: ProjectManifest
) -> Contribution:
    """Return what document `number` contributes to a reader, whatever the medium."""
    woven, edition = cited.woven, cited.woven.edition
    language = manifest.language or project.language
    document = cited.document or Document(number)
    make = Composer("epub", project, language, frozenset())
    prose = make.prose_for(cited)
    return Contribution(
        id=edition.key,
        prefix=woven.prefix,
        number=number,
        title=document.title or edition.manifest.title,
        short_title=document.title or edition.manifest.short_title or edition.manifest.title,
        audience=woven.resolved.audience,
        has_paragraphs=any(b.number is not None for b in edition.text.blocks),
        people=people_of(woven),
        languages=edition.manifest.languages,
        rights=rights_of(edition, words_for(language)),
        notes={woven.prefix + n.id: NoteRecord(n.label, n.annotation.heading_span) for n in woven.notes},
        pictures=tuple((name, path) for path, name in picture_names(edition, woven.prefix).items()),
        account=document.account if woven.resolved.audience == "instructors" else None,
        ranges=_ranges(edition) if _is_cut(edition.text.root.content) else (),
        level=document.level,
        matter=contributed(
            edition.manifest.matter, cited.citations.rendered, prose.target, prose.absent, prose.absent_words
        ),
        entries=entries_of(cited, number, words_for(language)),
        questions=questions_of(cited, make),
        source=source_line(edition, words_for(language)),
    )


def _is_cut(content: tuple[Flow, ...]) -> bool:
    """Tell whether something is left out of a text."""
    return any(
        isinstance(item, Gap) or (not isinstance(item, Block) and _is_cut(item.content)) for item in content
    )


def _ranges(edition: Edition) -> tuple[str, ...]:
    """Return the ¶ numbers of an excerpt as ranges, in words."""
    found: list[tuple[int, int]] = []
    for block in edition.text.blocks:
        if block.number is None:
            continue
        if found and found[-1][1] + 1 == block.number:
            found[-1] = (found[-1][0], block.number)
        else:
            found.append((block.number, block.number))
    first, *rest = [paragraphs(each) for each in found] or [""]
    return tuple(part for part in (first, *(r.removeprefix("¶ ") for r in rest)) if part)


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
    back = (*_reader_back(reader, lines, make), *back_sections(reader, lines, make))
    entries += [(0, make.entry(section)) for section in back]
    chunks.append(Chunk("back", (*back, colophon), "back", "arabic", False))
    if (plan := syllabus(reader, openers, lines, make)) is not None:
        chunks.insert(0, Chunk("syllabus", (plan,), "front", "roman", False))
        entries.insert(0, (0, make.entry(plan)))
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


def _reader_document(
    item: CitedEdition, make: Composer, number: int
) -> tuple[tuple[Section, ...], ContentsEntry]:
    woven, words = item.woven, make.words
    manifest = woven.edition.manifest
    document = item.document or Document(number)
    kicker = words["document_n"].format(n=number)
    prose = make.prose_for(item)
    notes = NoteMaker(woven, make.medium, prose, words, make.moved, make.language, kicker).views()
    parts = woven.edition.parts
    headnote = next((prose.blocks(p.blocks, level=4) for p in parts if not p.manifest.file), Markup(""))
    front = [
        make.part(p, prose, woven.prefix, 3, woven.edition.project)
        for p in parts
        if p.manifest.place == "front" and p.manifest.file
    ]
    title = document.title or manifest.title
    short = document.title or manifest.short_title or manifest.title
    teaching = _teaching(item, make)
    printed = " ".join(woven.root.heading.block.text.split()) if woven.root.heading is not None else ""
    # a title that is the one printed, and nothing between: it need not be said twice
    alone = not (front or headnote or teaching) and printed.casefold() in {"", title.casefold()}
    text = make.document(item, notes, 2 if alone else 3, kicker if alone else "")
    back = make.back(item, notes, 3)
    inner = [*map(make.entry, front), *make.entry(text).children, *map(make.entry, back)]
    owner = make.free(f"{woven.prefix}number")
    date = manifest.date_text or manifest.date
    source = source_line(woven.edition, words)
    running = f"{words['doc'].format(n=number)} · {short}"
    first: Section
    if alone:
        first = replace(text, owner=owner, date=date, source=source, running=running)
    else:
        id_ = make.free(f"{woven.prefix}opener")
        first = OpenerSection(
            id_,
            title,
            2,
            kicker,
            date,
            make.free(f"h-{id_}"),
            source,
            running,
            headnote,
            teaching,
            words["teaching"],
            make.free(f"{woven.prefix}h-teaching"),
            owner,
        )
    # in a file of its own (EPUB) a section cannot be named by words that stand in another
    shared = owner if make.medium == "web" else ""
    rest = (*front, *(() if alone else (replace(text, running=running),)), *back)
    sections = (first, *(replace(s, owner=shared) for s in rest))
    return sections, ContentsEntry(f"{number}. {title}", "", first.id, tuple(inner))


def _teaching(item: CitedEdition, make: Composer) -> Markup:
    """Return teaching notes, for instructors alone."""
    document = item.document
    if document is None or not document.teaching or item.woven.resolved.audience != "instructors":
        return Markup("")
    prose = replace(
        make.prose_for(item),
        target=reference_target(document.references, make.words),
        absent=frozenset(name for name, found in document.references.items() if found.absent),
        citations=document.citations,
    )
    return prose.blocks(document.teaching, level=4)
