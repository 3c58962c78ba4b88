"""From an edition, a document of a reader or the frame of one to the book that templates see: sections, chunks, contents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from postil.model.edition import CitedEdition, ReaderProse
from postil.model.manifest import ProjectManifest, ReaderManifest
from postil.render.book import (
    BibliographySection,
    Book,
    Chunk,
    ColophonSection,
    ContentsEntry,
    DocumentSlot,
    MediumName,
    OpenerSection,
    ProseSection,
    Section,
    SeriesView,
)
from postil.render.documents import BoundReader, Contribution, NoteRecord
from postil.render.facts import (
    Facts,
    colophon_facts,
    credits_of,
    imprint_facts,
    people_of,
    reader_imprint,
    rights_of,
)
from postil.render.notes import NoteMaker, series_views
from postil.render.pictures import picture_names
from postil.render.prose import Prose
from postil.render.sections import FURNITURE, Composer
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
    back = make.back(cited, notes, 2)
    colophon = ColophonSection(
        ids["colophon"],
        words["colophon"],
        2,
        colophon_facts(((edition.id, manifest.short_title or manifest.title),), facts, words),
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
        short_title=manifest.title,
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
    make = Composer("print", project, language, frozenset())
    target = make.prose_for(cited).target
    return Contribution(
        id=edition.id,
        prefix=woven.prefix,
        number=number,
        title=edition.manifest.title,
        short_title=edition.manifest.short_title or edition.manifest.title,
        audience=woven.resolved.audience,
        has_paragraphs=any(b.number is not None for b in edition.text.blocks),
        people=people_of(woven),
        languages=edition.manifest.languages,
        rights=rights_of(edition, words_for(language)),
        notes={woven.prefix + n.id: NoteRecord(n.label, n.annotation.heading_span) for n in woven.notes},
        targets={name: target(name) for name in woven.resolved.targets},
        pictures=tuple((name, path) for path, name in picture_names(edition, woven.prefix).items()),
    )


def compose_frame(
    reader: BoundReader,
    medium: MediumName,
    facts: Facts,
    lines: Mapping[int, ContentsEntry],
    series: tuple[SeriesView, ...],
) -> Book:
    """Return a reader as a book in which documents have only their places.

    `lines` are the documents' lines in the contents, by number; `series` are those of all documents.
    """
    manifest, project = reader.manifest, reader.project
    language = reader.language
    make = Composer(medium, project, language, frozenset())
    words = make.words
    ids = MappingProxyType({name: make.free(name) for name in FURNITURE})
    chunks: list[Chunk | DocumentSlot] = []
    entries: list[ContentsEntry] = []
    target = _reader_targets(reader.documents, words)
    for index, item in enumerate(reader.items):
        if isinstance(item, ReaderProse):
            sections, entry = _reader_prose(item, reader, target, make)
            chunks.append(Chunk(f"item-{index + 1}", sections, "body", "arabic", index == 0))
        else:
            entry = lines[item.number]
            chunks.append(DocumentSlot(item.number))
        entries.append(entry)
    titles = tuple((each.id, each.short_title) for each in reader.documents)
    colophon = ColophonSection(
        ids["colophon"], words["colophon"], 2, colophon_facts(titles, facts, words), make.free("h-colophon")
    )
    works = _reader_works(reader, make)
    entries += [make.entry(section) for section in works]
    chunks.append(Chunk("back", (*works, colophon), "back", "arabic", False))
    return Book(
        id=manifest.id,
        medium=medium,
        title=manifest.title,
        subtitle=manifest.subtitle,
        short_title=manifest.title,
        date=manifest.term,
        language=language,
        series_line=manifest.course,
        publisher=project.imprint.publisher,
        place=", ".join(x for x in (project.imprint.place, facts.published[:4]) if x),
        credits=credits_of(reader, words),
        imprint=reader_imprint(reader, facts, words),
        contents=tuple(entries),
        how_to=series,
        has_paragraphs=any(each.has_paragraphs for each in reader.documents),
        chunks=tuple(chunks),
        words=words,
        ids=ids,
        taken=frozenset(make.taken),
    )


def _reader_targets(
    documents: tuple[Contribution, ...], words: Mapping[str, str]
) -> Callable[[tuple[str, str]], tuple[str, str]]:
    """Return what gives the address and the words of a cross-reference into a document of a reader."""
    by_prefix = {each.prefix: each for each in documents}

    def target(place: tuple[str, str]) -> tuple[str, str]:
        document = by_prefix[place[0]]
        href, said = document.targets[place[1]]
        return href, f"{words['document_n'].format(n=document.number)}, {said}"

    return target


def _reader_works(reader: BoundReader, make: Composer) -> tuple[Section, ...]:
    """Return the works that a reader's own prose cites, as a section if there are any."""
    if not reader.citations.works:
        return ()
    prose = _prose(make, lambda name: ("", name), reader)
    id_ = make.free("bibliography")
    works = tuple(prose.inline(work) for work in reader.citations.works)
    return (BibliographySection(id_, make.words["bibliography"], 2, works, make.free(f"h-{id_}")),)


def _prose(make: Composer, target: Callable[[str], tuple[str, str]], reader: BoundReader) -> Prose:
    return Prose(
        target=target,
        citations=reader.citations.rendered,
        image=lambda path: f"postil:img/{path}",
        page_word=make.words["page"],
        xml=make.medium == "epub",
        printed=make.medium == "print",
    )


def _reader_prose(
    item: ReaderProse,
    reader: BoundReader,
    target: Callable[[tuple[str, str]], tuple[str, str]],
    make: Composer,
) -> tuple[tuple[Section, ...], ContentsEntry]:
    def place(name: str) -> tuple[str, str]:
        return target(item.references[name]) if name in item.references else ("", name)

    prose = _prose(make, place, reader)
    id_ = make.free(item.id)
    section = ProseSection(
        id_, item.title, 2, prose.blocks(item.blocks, level=3), "", "", make.free(f"h-{id_}")
    )
    return (section,), ContentsEntry(item.title, "", id_)


def _reader_document(
    item: CitedEdition, make: Composer, number: int
) -> tuple[tuple[Section, ...], ContentsEntry]:
    woven = item.woven
    manifest = woven.edition.manifest
    kicker = make.words["document_n"].format(n=number)
    prose = make.prose_for(item)
    notes = NoteMaker(woven, make.medium, prose, make.words, make.moved, make.language, kicker).views()
    parts = [p for p in woven.edition.parts if p.manifest.place == "front"]
    front = [make.part(p, prose, woven.prefix, 3) for p in parts]
    document = make.document(item, notes, 3 if parts else 2, "" if parts else kicker)
    back = make.back(item, notes, 3)
    inner = [make.entry(s) for s in front]
    inner += make.entry(document).children
    inner += [make.entry(s) for s in back]
    owner = make.free(f"{woven.prefix}number")
    first: Section = document
    rest: list[Section] = back
    if parts:
        id_ = make.free(f"{woven.prefix}opener")
        date = manifest.date_text or manifest.date
        first = OpenerSection(id_, manifest.title, 2, kicker, date, make.free(f"h-{id_}"))
        rest = [*front, document, *back]
    # in a file of its own (EPUB) a section cannot be named by words that stand in another
    shared = owner if make.medium == "web" else ""
    sections = (replace(first, owner=owner), *(replace(s, owner=shared) for s in rest))
    return sections, ContentsEntry(f"{number}. {manifest.title}", "", first.id, tuple(inner))
