"""The stage: a book and its templates to finished markup for one medium.

An edition is rendered as a whole. Of a reader each document is rendered on its own (`Documents`), then the frame around
them, which is given what they contribute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from postil.diagnostics import Checked, Collector
from postil.model.course_reader import CitedEdition, CourseReader
from postil.model.rendition import (
    EpubDocument,
    EpubRendition,
    Face,
    PrintChunk,
    PrintRendition,
    SiteRendition,
)
from postil.render.book import DocumentSlot
from postil.render.compose import compose_edition, compose_frame
from postil.render.documents import BoundReader, EpubMarkup, PageMarkup, PrintMarkup, merged_series
from postil.render.environment import Kept, Templates
from postil.render.epub import linked, nav_points, page_points, plan, with_landmarks
from postil.render.facts import Facts, full_title, metadata_of
from postil.render.markup import (
    NO_STYLES,
    Documents,
    epub_files,
    placements,
    rendered,
    result,
    sheet,
)
from postil.render.pictures import pictures_of
from postil.render.site import note_rules, page_head, pair_rules, stylesheet_of

__all__ = ["Renderer"]

_NAMES = (
    "print.html.j2",
    "epub.xhtml.j2",
    "web.html.j2",
    "web-document.html.j2",
    "edition.j2",
    "macros.j2",
    *(f"placement/{medium}.j2" for medium in ("print", "epub", "web")),
)
NONE: Mapping[str, bytes] = {}


class Renderer:
    """Renders books with one set of templates: the package's, or a project's of the same name.

    Templates and style sheets come as texts by name (`edition.j2`, `placement/print.j2`, `print.css`); `folder` is
    where the project's templates lie, for diagnostics; `kept` keeps what is compiled of the package's.
    """

    def __init__(
        self,
        overrides: Mapping[str, str],
        package: Mapping[str, str],
        *,
        folder: str = "templates",
        kept: Kept | None = None,
    ) -> None:
        self.templates = Templates(package, overrides, folder, kept)
        self.documents = Documents(self.templates)

    def warm(self) -> None:
        """Compile the templates, so that the first book need not wait; what is wrong in one is told where it is used."""
        self.templates.compile(_NAMES)

    # a book as a whole: a reader's documents are rendered here, one after the other -------------------------------------

    def render_print(
        self,
        book: CitedEdition | CourseReader,
        *,
        moved: frozenset[str] = frozenset(),
        faces: Sequence[Face] = (),
        stylesheets: Mapping[str, str] = NO_STYLES,
        facts: Facts = Facts(),  # noqa: B008  frozen
    ) -> Checked[PrintRendition | None]:
        """Return the book for the press, or nothing where a template failed (W002, W003).

        `moved` are the ids (as in `NotePlacement`) of notes that are too tall for a page: they stand in a section
        of their own, and the foot of their page says where. Pictures are named by their whole address.
        """
        out = Collector()
        if isinstance(book, CourseReader):
            bound, documents = self.documents.bound(book), self.documents.printed(book, moved, out)
            return result(
                out,
                out.take(
                    self.frame_print(
                        bound,
                        documents,
                        faces=faces,
                        stylesheets=stylesheets,
                        facts=facts,
                        images=self.documents.pictures(book),
                    )
                ),
            )
        view = compose_edition(book, "print", moved, facts)
        metadata = metadata_of(book, facts, view.words)
        chunks = [
            PrintChunk(
                "front",
                rendered(self.templates, "print.html.j2", {"book": view, "chunk": None}, out),
                "roman",
                True,
            )
        ]
        for chunk in view.chunks:
            if not isinstance(chunk, DocumentSlot):
                html = rendered(self.templates, "print.html.j2", {"book": view, "chunk": chunk}, out)
                chunks.append(PrintChunk(chunk.name, html, chunk.folios, chunk.restart))
        rendition = PrintRendition(
            title=full_title(view.title, view.subtitle),
            authors=tuple(person.name for person in metadata.people),
            language=view.language,
            subject=metadata.description,
            keywords=metadata.subjects,
            date=facts.published or None,
            chunks=tuple(chunks),
            stylesheet=sheet(stylesheets, "print.css"),
            furniture_stylesheet=sheet(stylesheets, "print-furniture.css"),
            faces=tuple(faces),
            images={f"postil:img/{name}": data for name, data in pictures_of(book).items()},
            notes=placements(view),
        )
        return result(out, rendition)

    def render_epub(
        self,
        book: CitedEdition | CourseReader,
        *,
        faces: Sequence[Face] = (),
        stylesheets: Mapping[str, str] = NO_STYLES,
        cover_svg: str = "",
        facts: Facts = Facts(),  # noqa: B008  frozen
    ) -> Checked[EpubRendition | None]:
        """Return the e-book, or nothing where a template failed or gave no well-formed XML (W002, W003)."""
        out = Collector()
        if isinstance(book, CourseReader):
            bound, documents = self.documents.bound(book), self.documents.electronic(book, out)
            return result(
                out,
                out.take(
                    self.frame_epub(
                        bound,
                        documents,
                        faces=faces,
                        stylesheets=stylesheets,
                        facts=facts,
                        images=self.documents.pictures(book),
                        cover_svg=cover_svg,
                    )
                ),
            )
        view = compose_edition(book, "epub", frozenset(), facts)
        files, home = epub_files(self.templates, view, plan(view), out)
        pages = page_points(view, home)
        source = book.woven.edition.manifest.copy_text
        rendition = EpubRendition(
            metadata=metadata_of(book, facts, view.words),
            documents=with_landmarks(EpubDocument(f.path, f.title, f.text, f.landmark) for f in files),
            stylesheet=sheet(stylesheets, "epub.css"),
            contents=nav_points(view.contents, home),
            page_list=pages,
            page_source=source.name if source is not None and pages else "",
            faces=tuple(faces),
            images=pictures_of(book),
            cover_svg=cover_svg,
            notes=placements(view),
        )
        return result(out, rendition)

    def render_site(
        self,
        book: CitedEdition | CourseReader,
        *,
        faces: Sequence[Face] = (),
        stylesheets: Mapping[str, str] = NO_STYLES,
        facts: Facts = Facts(),  # noqa: B008  frozen
    ) -> Checked[SiteRendition | None]:
        """Return the web page, or nothing where a template failed (W002, W003).

        In the page `POSTIL-CSP` and `POSTIL-STYLE` stand once each, first of all in its head, where the writer puts
        policy and style sheet.
        """
        out = Collector()
        if isinstance(book, CourseReader):
            bound, documents = self.documents.bound(book), self.documents.paged(book, out)
            return result(
                out,
                out.take(
                    self.frame_site(
                        bound,
                        documents,
                        faces=faces,
                        stylesheets=stylesheets,
                        facts=facts,
                        images=self.documents.pictures(book),
                    )
                ),
            )
        view = compose_edition(book, "web", frozenset(), facts)
        metadata = metadata_of(book, facts, view.words)
        head = page_head(book, metadata, view.words)
        html = rendered(self.templates, "web.html.j2", {"book": view, "head": head, "documents": {}}, out)
        rendition = SiteRendition(
            metadata=metadata,
            html=html,
            stylesheet=sheet(stylesheets, "web.css")
            + stylesheet_of(view.how_to, note_rules(view), pair_rules(view), view.texts),
            faces=tuple(faces),
            images=pictures_of(book),
            notes=placements(view),
        )
        return result(out, rendition)

    # the frame of a reader, around documents that were rendered somewhere ------------------------------------------------

    def frame_print(
        self,
        reader: BoundReader,
        documents: Mapping[int, PrintMarkup],
        *,
        faces: Sequence[Face] = (),
        stylesheets: Mapping[str, str] = NO_STYLES,
        facts: Facts = Facts(),  # noqa: B008  frozen
        images: Mapping[str, bytes] = NONE,
    ) -> Checked[PrintRendition | None]:
        """Return a reader for the press, its documents as they were rendered (W002, W003)."""
        out = Collector()
        lines = {number: document.entry for number, document in documents.items()}
        series = merged_series(tuple(document.series for document in documents.values()))
        view = compose_frame(reader, "print", facts, lines, series)
        metadata = metadata_of(reader, facts, view.words)
        front = rendered(self.templates, "print.html.j2", {"book": view, "chunk": None}, out)
        chunks = [PrintChunk("front", front, "roman", True)]
        begun = False
        for chunk in view.chunks:
            restart = not begun and (isinstance(chunk, DocumentSlot) or chunk.matter != "front")
            begun = begun or restart
            if isinstance(chunk, DocumentSlot):
                own = documents[chunk.number].chunk
                chunks.append(PrintChunk(own.name, own.html, own.folios, restart, chunk.depth))
            else:
                html = rendered(self.templates, "print.html.j2", {"book": view, "chunk": chunk}, out)
                chunks.append(PrintChunk(chunk.name, html, chunk.folios, restart, chunk.depth))
        rendition = PrintRendition(
            title=full_title(view.title, view.subtitle),
            authors=tuple(person.name for person in metadata.people),
            language=view.language,
            subject=metadata.description,
            keywords=metadata.subjects,
            date=facts.published or None,
            chunks=tuple(chunks),
            stylesheet=sheet(stylesheets, "print.css"),
            furniture_stylesheet=sheet(stylesheets, "print-furniture.css"),
            faces=tuple(faces),
            images={f"postil:img/{name}": data for name, data in images.items()},
            notes=tuple(place for each in documents.values() for place in each.placements),
        )
        return result(out, rendition)

    def frame_epub(
        self,
        reader: BoundReader,
        documents: Mapping[int, EpubMarkup],
        *,
        faces: Sequence[Face] = (),
        stylesheets: Mapping[str, str] = NO_STYLES,
        facts: Facts = Facts(),  # noqa: B008  frozen
        images: Mapping[str, bytes] = NONE,
        cover_svg: str = "",
    ) -> Checked[EpubRendition | None]:
        """Return a reader as an e-book, its documents as they were rendered (W002, W003)."""
        out = Collector()
        lines = {number: document.entry for number, document in documents.items()}
        series = merged_series(tuple(document.series for document in documents.values()))
        view = compose_frame(reader, "epub", facts, lines, series)
        order = plan(view)
        own, home = epub_files(self.templates, view, order, out)
        by_path = {file.path: file for file in own}
        for document in documents.values():
            home.update(document.home)
        files: list[EpubDocument] = []
        for item in order:
            found = documents[item.number].files if isinstance(item, DocumentSlot) else (by_path[item.path],)
            for file in found:
                text = linked(file.path, file.text, home)[0] if file.leads_out else file.text
                files.append(EpubDocument(file.path, file.title, text, file.landmark))
        rendition = EpubRendition(
            metadata=metadata_of(reader, facts, view.words),
            documents=with_landmarks(files),
            stylesheet=sheet(stylesheets, "epub.css"),
            contents=nav_points(view.contents, home),
            page_list=(),
            page_source="",
            faces=tuple(faces),
            images=images,
            cover_svg=cover_svg,
            notes=tuple(place for each in documents.values() for place in each.placements),
        )
        return result(out, rendition)

    def frame_site(
        self,
        reader: BoundReader,
        documents: Mapping[int, PageMarkup],
        *,
        faces: Sequence[Face] = (),
        stylesheets: Mapping[str, str] = NO_STYLES,
        facts: Facts = Facts(),  # noqa: B008  frozen
        images: Mapping[str, bytes] = NONE,
    ) -> Checked[SiteRendition | None]:
        """Return a reader as a page, its documents as they were rendered (W002, W003)."""
        out = Collector()
        lines = {number: document.entry for number, document in documents.items()}
        series = merged_series(tuple(document.series for document in documents.values()))
        view = compose_frame(reader, "web", facts, lines, series)
        metadata = metadata_of(reader, facts, view.words)
        head = page_head(reader, metadata, view.words)
        context: dict[str, Any] = {
            "book": view,
            "head": head,
            "documents": {number: document.html for number, document in documents.items()},
        }
        html = rendered(self.templates, "web.html.j2", context, out)
        rules = [rule for document in documents.values() for rule in document.rules]
        pairs = [rule for document in documents.values() for rule in document.pairs]
        rendition = SiteRendition(
            metadata=metadata,
            html=html,
            stylesheet=sheet(stylesheets, "web.css") + stylesheet_of(series, rules, pairs, view.texts),
            faces=tuple(faces),
            images=images,
            notes=tuple(place for each in documents.values() for place in each.placements),
        )
        return result(out, rendition)
