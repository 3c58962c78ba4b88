"""From an edition, a document of a reader or the frame of one to the book that templates see: sections, chunks, contents."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from markupsafe import Markup

from postil.model.course_reader import CitedEdition, Document
from postil.model.edition import Edition
from postil.model.manifest import ProjectManifest, ReaderManifest
from postil.model.text import Block, Flow, Gap
from postil.render.book import (
    Book,
    Chunk,
    ColophonSection,
    ContentsEntry,
    MediumName,
    OpenerSection,
    Section,
)
from postil.render.cuts import paragraphs
from postil.render.documents import Contribution, NoteRecord
from postil.render.facts import (
    Facts,
    colophon_facts,
    credits_of,
    imprint_facts,
    people_of,
    rights_of,
    source_line,
)
from postil.render.figures import listed_figures, listed_tables
from postil.render.front import front_lists, front_pages
from postil.render.matter import DocumentMatter, contributed, settled, with_matter
from postil.render.notes import NoteMaker, series_views
from postil.render.pictures import picture_names, shown_in_reader
from postil.render.questions import questions_of
from postil.render.reader import (
    reference_target,
)
from postil.render.sections import FURNITURE, Composer
from postil.render.terms import entries_of
from postil.render.texts import texts_of, titles_of
from postil.vocabulary import words_for

__all__ = ["compose_document", "compose_edition", "contribution_of"]


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
        colophon_facts(
            titles_of(edition.key, manifest.short_title or manifest.title, document.texts), facts, words
        ),
        make.free("h-colophon"),
    )
    lists = front_lists(cited, prose, make, ids)
    chunks: list[Chunk] = []
    if lists:
        chunks.append(Chunk("lists", tuple(lists), "front", "roman", False))
    if front:
        chunks.append(Chunk("matter", front, "front", "roman", False))
    chunks.append(Chunk("text", (document, *back, colophon), "body", "arabic", True))
    entries = [make.entry(s) for s in (*lists, *front)]
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
        how_to=series_views(cited.woven.notes, medium, words, bool(document.texts)),
        has_paragraphs=any(b.number is not None for b in edition.text.blocks),
        chunks=tuple(chunks),
        words=words,
        ids=ids,
        taken=frozenset(make.taken),
        texts=document.texts,
        front=front_pages(cited, prose, project),
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
        how_to=series_views(cited.woven.notes, medium, make.words, bool(texts_of(cited.woven.edition))),
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
    shown = shown_in_reader(edition)
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
        rights=rights_of(edition, words_for(language, project.words)),
        notes={
            woven.prefix + n.id: NoteRecord(n.label, n.annotation.heading_span.within(edition.home))
            for n in woven.notes
        },
        pictures=tuple(
            (name, path) for path, name in picture_names(edition, woven.prefix).items() if path in shown
        ),
        account=document.account if woven.resolved.audience == "instructors" else None,
        ranges=_ranges(edition) if _is_cut(edition.text.root.content) else (),
        level=document.level,
        matter=contributed(
            edition.manifest.matter, cited.citations.rendered, prose.target, prose.absent, prose.absent_words
        ),
        entries=entries_of(cited, number, words_for(language, project.words)),
        figures=listed_figures(cited),
        tables=listed_tables(cited),
        abbreviations=settled(
            edition.manifest.front.abbreviations,
            cited.citations.rendered,
            prose.target,
            prose.absent,
            prose.absent_words,
        ),
        questions=questions_of(cited, make),
        source=source_line(edition, words_for(language, project.words)),
        texts=texts_of(edition),
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
        if block.number is None or (found and found[-1][1] == block.number):
            continue
        if found and found[-1][1] + 1 == block.number:
            found[-1] = (found[-1][0], block.number)
        else:
            found.append((block.number, block.number))
    first, *rest = [paragraphs(each) for each in found] or [""]
    return tuple(part for part in (first, *(r.removeprefix("¶ ") for r in rest)) if part)


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
