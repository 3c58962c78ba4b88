"""The stage: a book and its templates to finished markup for one medium.

An edition is rendered as a whole. Of a reader each document is rendered on its own (`Documents`), then the frame around
them, which is given what they contribute.

Renditions have neither faces nor pictures: whoever has them puts in what a book needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from postil.diagnostics import Checked, Collector
from postil.model.course_reader import CitedEdition
from postil.model.rendition import (
    BookMetadata,
    EpubDocument,
    EpubRendition,
    NotePlacement,
    PrintChunk,
    PrintRendition,
    SiteRendition,
)
from postil.model.targets import Finish
from postil.render.book import Book, Chunk, DocumentSlot
from postil.render.compose import compose_edition
from postil.render.documents import BoundReader, DocumentMarkup, EpubMarkup, PageMarkup, PrintMarkup
from postil.render.environment import Kept, Templates
from postil.render.epub import epub_words, linked, nav_points, page_points, plan, with_landmarks
from postil.render.facts import Facts, full_title, metadata_of
from postil.render.frame import compose_frame
from postil.render.markup import (
    NO_STYLES,
    Documents,
    epub_files,
    placements,
    rendered,
    result,
    sheet,
)
from postil.render.site import note_rules, page_head, pair_rules, stylesheet_of

__all__ = ["Renderer"]

_NAMES = (
    "print.html.j2",
    "epub.xhtml.j2",
    "web.html.j2",
    "web-document.html.j2",
    "edition.j2",
    "macros.j2",
    "front.j2",
    *(f"placement/{medium}.j2" for medium in ("print", "epub", "web")),
)


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

    # an edition ----------------------------------------------------------------------------------------------------------

    def render_print(
        self,
        cited: CitedEdition,
        *,
        moved: frozenset[str] = frozenset(),
        stylesheets: Mapping[str, str] = NO_STYLES,
        facts: Facts = Facts(),  # noqa: B008  frozen
        finish: Finish = "screen",
        column: bool = False,
        large: bool = False,
    ) -> Checked[PrintRendition | None]:
        """Return an edition for the press, or nothing where a template failed (W002, W003).

        `finish` is what it is for: a book to be printed has a half-title; `column` says that its pages have one for notes,
        `large` that it is in large print. `moved` are the ids (as in `NotePlacement`) of notes that are too tall for a page:
        they stand in a section of their own, and the foot of their page says where. Pictures are named by their whole address.
        """
        out = Collector()
        view = replace(
            compose_edition(cited, "print", moved, facts), finish=finish, column=column, large=large
        )
        metadata = metadata_of(cited, facts, view.words)
        chunks = [self._front(view, out)]
        chunks += [self._chunk(view, c, c.restart, out) for c in view.chunks if isinstance(c, Chunk)]
        return result(out, _print_rendition(view, metadata, chunks, stylesheets, facts, placements(view)))

    def render_epub(
        self,
        cited: CitedEdition,
        *,
        stylesheets: Mapping[str, str] = NO_STYLES,
        facts: Facts = Facts(),  # noqa: B008  frozen
    ) -> Checked[EpubRendition | None]:
        """Return an edition as an e-book, or nothing where a template failed or gave no well-formed XML (W002, W003)."""
        out = Collector()
        view = compose_edition(cited, "epub", frozenset(), facts)
        files, home = epub_files(self.templates, view, plan(view), out)
        pages = page_points(view, home)
        source = cited.woven.edition.manifest.copy_text
        rendition = EpubRendition(
            metadata=metadata_of(cited, facts, view.words),
            documents=with_landmarks(EpubDocument(f.path, f.title, f.text, f.landmark) for f in files),
            stylesheet=sheet(stylesheets, "epub.css"),
            contents=nav_points(view.contents, home),
            page_list=pages,
            page_source=source.name if source is not None and pages else "",
            faces=(),
            images={},
            notes=placements(view),
            words=epub_words(view.words),
        )
        return result(out, rendition)

    def render_site(
        self,
        cited: CitedEdition,
        *,
        stylesheets: Mapping[str, str] = NO_STYLES,
        facts: Facts = Facts(),  # noqa: B008  frozen
    ) -> Checked[SiteRendition | None]:
        """Return an edition as a page, or nothing where a template failed (W002, W003).

        In the page `POSTIL-CSP` and `POSTIL-STYLE` stand once each, first of all in its head, where the writer puts
        policy and style sheet.
        """
        out = Collector()
        view = compose_edition(cited, "web", frozenset(), facts)
        metadata = metadata_of(cited, facts, view.words)
        head = page_head(cited, metadata, view.words)
        html = rendered(self.templates, "web.html.j2", {"book": view, "head": head, "documents": {}}, out)
        rendition = SiteRendition(
            metadata=metadata,
            html=html,
            stylesheet=sheet(stylesheets, "web.css")
            + stylesheet_of(view.how_to, note_rules(view), pair_rules(view), view.texts),
            faces=(),
            images={},
            notes=placements(view),
        )
        return result(out, rendition)

    # the frame of a reader, around documents that were rendered somewhere ------------------------------------------------

    def frame_print(
        self,
        reader: BoundReader,
        documents: Mapping[int, PrintMarkup],
        *,
        stylesheets: Mapping[str, str] = NO_STYLES,
        facts: Facts = Facts(),  # noqa: B008  frozen
        finish: Finish = "screen",
        column: bool = False,
        large: bool = False,
    ) -> Checked[PrintRendition | None]:
        """Return a reader for the press, its documents as they were rendered (W002, W003)."""
        out = Collector()
        view = replace(
            compose_frame(reader, "print", facts, documents), finish=finish, column=column, large=large
        )
        metadata = metadata_of(reader, facts, view.words)
        chunks = [self._front(view, out)]
        begun = False
        for chunk in view.chunks:
            restart = not begun and (isinstance(chunk, DocumentSlot) or chunk.matter != "front")
            begun = begun or restart
            if isinstance(chunk, DocumentSlot):
                own = documents[chunk.number].chunk
                chunks.append(PrintChunk(own.name, own.html, own.folios, restart, chunk.depth))
            else:
                chunks.append(self._chunk(view, chunk, restart, out))
        notes = tuple(_placements(documents))
        return result(out, _print_rendition(view, metadata, chunks, stylesheets, facts, notes))

    def frame_epub(
        self,
        reader: BoundReader,
        documents: Mapping[int, EpubMarkup],
        *,
        stylesheets: Mapping[str, str] = NO_STYLES,
        facts: Facts = Facts(),  # noqa: B008  frozen
    ) -> Checked[EpubRendition | None]:
        """Return a reader as an e-book, its documents as they were rendered (W002, W003)."""
        out = Collector()
        view = compose_frame(reader, "epub", facts, documents)
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
            page_list=tuple(page for document in documents.values() for page in document.pages),
            page_source="",
            faces=(),
            images={},
            notes=tuple(_placements(documents)),
            words=epub_words(view.words),
        )
        return result(out, rendition)

    def frame_site(
        self,
        reader: BoundReader,
        documents: Mapping[int, PageMarkup],
        *,
        stylesheets: Mapping[str, str] = NO_STYLES,
        facts: Facts = Facts(),  # noqa: B008  frozen
    ) -> Checked[SiteRendition | None]:
        """Return a reader as a page, its documents as they were rendered (W002, W003)."""
        out = Collector()
        view = compose_frame(reader, "web", facts, documents)
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
            stylesheet=sheet(stylesheets, "web.css") + stylesheet_of(view.how_to, rules, pairs, view.texts),
            faces=(),
            images={},
            notes=tuple(_placements(documents)),
        )
        return result(out, rendition)

    # chunks of a printed book --------------------------------------------------------------------------------------------

    def _front(self, view: Book, out: Collector) -> PrintChunk:
        """Return title page, imprint and contents."""
        html = rendered(self.templates, "print.html.j2", {"book": view, "chunk": None}, out)
        return PrintChunk("front", html, "roman", True)

    def _chunk(self, view: Book, chunk: Chunk, restart: bool, out: Collector) -> PrintChunk:
        html = rendered(self.templates, "print.html.j2", {"book": view, "chunk": chunk}, out)
        return PrintChunk(chunk.name, html, chunk.folios, restart, chunk.depth)


def _print_rendition(
    view: Book,
    metadata: BookMetadata,
    chunks: Sequence[PrintChunk],
    stylesheets: Mapping[str, str],
    facts: Facts,
    notes: tuple[NotePlacement, ...],
) -> PrintRendition:
    return PrintRendition(
        title=full_title(view.title, view.subtitle),
        authors=tuple(person.name for person in metadata.people),
        language=view.language,
        subject=metadata.description,
        keywords=metadata.subjects,
        date=facts.published or None,
        chunks=tuple(chunks),
        stylesheet=sheet(stylesheets, "print.css"),
        furniture_stylesheet=sheet(stylesheets, "print-furniture.css"),
        faces=(),
        images={},
        notes=notes,
        cover=metadata,
    )


def _placements(documents: Mapping[int, DocumentMarkup]) -> Iterator[NotePlacement]:
    """Yield where the notes of all documents stand."""
    return (place for document in documents.values() for place in document.placements)
