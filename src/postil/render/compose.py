"""From an edition or a course reader to the book that templates see: sections in order, chunks, contents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from postil.model.edition import CitedEdition, CourseReader, ReaderProse
from postil.render.book import (
    BibliographySection,
    Book,
    Chunk,
    ColophonSection,
    ContentsEntry,
    MediumName,
    OpenerSection,
    ProseSection,
    Section,
)
from postil.render.facts import Facts, colophon_facts, credits_of, imprint_facts, reader_imprint
from postil.render.notes import NoteMaker, series_views
from postil.render.prose import Prose
from postil.render.sections import FURNITURE, Composer

__all__ = ["compose"]


def compose(
    source: CitedEdition | CourseReader, medium: MediumName, moved: frozenset[str], facts: Facts
) -> Book:
    """Return the book that `source` is in `medium`; `moved` are the ids of notes too tall for their page."""
    if isinstance(source, CitedEdition):
        return _edition(source, medium, moved, facts)
    return _reader(source, medium, moved, facts)


def _edition(cited: CitedEdition, medium: MediumName, moved: frozenset[str], facts: Facts) -> Book:
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
        colophon_facts((edition,), facts, words),
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


def _reader(reader: CourseReader, medium: MediumName, moved: frozenset[str], facts: Facts) -> Book:
    manifest, project = reader.manifest, reader.project
    language = manifest.language or project.language
    make = Composer(medium, project, language, moved)
    cited = [item for item in reader.items if isinstance(item, CitedEdition)]
    for each in cited:
        make.reserve(each)
    words = make.words
    ids = MappingProxyType({name: make.free(name) for name in FURNITURE})
    chunks: list[Chunk] = []
    entries: list[ContentsEntry] = []
    number = 0
    target = _reader_targets(cited, make)
    for index, item in enumerate(reader.items):
        if isinstance(item, ReaderProse):
            sections, entry = _reader_prose(item, reader, target, make)
        else:
            number += 1
            sections, entry = _reader_document(item, make, number)
        entries.append(entry)
        chunks.append(Chunk(f"item-{index + 1}", sections, "body", "arabic", index == 0))
    editions = tuple(each.woven.edition for each in cited)
    colophon = ColophonSection(
        ids["colophon"], words["colophon"], 2, colophon_facts(editions, facts, words), make.free("h-colophon")
    )
    works = _reader_works(reader, make)
    entries += [make.entry(section) for section in works]
    chunks.append(Chunk("back", (*works, colophon), "back", "arabic", False))
    everything = [note for each in cited for note in each.woven.notes]
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
        imprint=reader_imprint(reader, editions, facts, words),
        contents=tuple(entries),
        how_to=series_views(everything, medium, words),
        has_paragraphs=any(b.number is not None for e in editions for b in e.text.blocks),
        chunks=tuple(chunks),
        words=words,
        ids=ids,
        taken=frozenset(make.taken),
    )


def _reader_targets(
    cited: list[CitedEdition], make: Composer
) -> Callable[[tuple[str, str]], tuple[str, str]]:
    """Return what gives the address and the words of a cross-reference into a document of a reader."""
    ways = {each.woven.prefix: make.prose_for(each).target for each in cited}
    numbers = {each.woven.prefix: number for number, each in enumerate(cited, 1)}

    def target(place: tuple[str, str]) -> tuple[str, str]:
        href, words = ways[place[0]](place[1])
        return href, f"{make.words['document_n'].format(n=numbers[place[0]])}, {words}"

    return target


def _reader_works(reader: CourseReader, make: Composer) -> tuple[Section, ...]:
    """Return the works that a reader's own prose cites, as a section if there are any."""
    if not reader.citations.works:
        return ()
    prose = _prose(make, lambda name: ("", name), reader)
    id_ = make.free("bibliography")
    works = tuple(prose.inline(work) for work in reader.citations.works)
    return (BibliographySection(id_, make.words["bibliography"], 2, works, make.free(f"h-{id_}")),)


def _prose(make: Composer, target: Callable[[str], tuple[str, str]], reader: CourseReader) -> Prose:
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
    reader: CourseReader,
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
