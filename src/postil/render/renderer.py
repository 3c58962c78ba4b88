"""The stage: a book and its templates to finished markup for one medium."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from postil.diagnostics import Checked, Collector, code
from postil.model.edition import CitedEdition, CourseReader
from postil.model.rendition import (
    EpubRendition,
    Face,
    NotePlacement,
    PrintChunk,
    PrintRendition,
    SiteRendition,
)
from postil.render.book import Book
from postil.render.compose import compose
from postil.render.environment import Templates
from postil.render.epub import documents_linked, fault_in_xml, nav_points, page_points, plan
from postil.render.facts import Facts, full_title, metadata_of
from postil.render.pictures import pictures_of
from postil.render.site import note_rules, page_head

__all__ = ["BookSource", "Renderer"]

BookSource: TypeAlias = CitedEdition | CourseReader
_NO_STYLES: Mapping[str, str] = {}


class Renderer:
    """Renders books with one set of templates: the package's, or a project's of the same name.

    Templates and style sheets come as texts by name (`edition.j2`, `placement/print.j2`, `print.css`); `folder` is
    where the project's templates lie, for diagnostics.
    """

    def __init__(
        self, overrides: Mapping[str, str], package: Mapping[str, str], *, folder: str = "templates"
    ) -> None:
        self.templates = Templates(package, overrides, folder)

    def warm(self) -> None:
        """Compile the templates, so that the first book need not wait; what is wrong in one is told where it is used."""
        self.templates.compile(("print.html.j2", "epub.xhtml.j2", "web.html.j2", "edition.j2", "macros.j2"))

    def render_print(
        self,
        book: BookSource,
        *,
        moved: frozenset[str] = frozenset(),
        faces: Sequence[Face] = (),
        stylesheets: Mapping[str, str] = _NO_STYLES,
        facts: Facts = Facts(),  # noqa: B008  frozen
    ) -> Checked[PrintRendition | None]:
        """Return the book for the press, or nothing where a template failed (W002, W003).

        `moved` are the ids (as in `NotePlacement`) of notes that are too tall for a page: they stand in a section
        of their own, and the foot of their page says where. Pictures are named by their whole address.
        """
        out = Collector()
        view = compose(book, "print", moved, facts)
        metadata = metadata_of(book, facts, view.words)
        front = PrintChunk(
            "front", self._render("print.html.j2", {"book": view, "chunk": None}, out), "roman", True
        )
        chunks = [front]
        for chunk in view.chunks:
            html = self._render("print.html.j2", {"book": view, "chunk": chunk}, out)
            chunks.append(PrintChunk(chunk.name, html, chunk.folios, chunk.restart))
        rendition = PrintRendition(
            title=full_title(view.title, view.subtitle),
            authors=tuple(person.name for person in metadata.people),
            language=view.language,
            subject=metadata.description,
            keywords=metadata.subjects,
            date=facts.published or None,
            chunks=tuple(chunks),
            stylesheet=_sheet(stylesheets, "print.css"),
            furniture_stylesheet=_sheet(stylesheets, "print-furniture.css"),
            faces=tuple(faces),
            images={f"postil:img/{name}": data for name, data in pictures_of(book).items()},
            notes=_placements(view, {"here": "foot", "back": "back", "moved": "end"}),
        )
        return _result(out, rendition)

    def render_epub(
        self,
        book: BookSource,
        *,
        faces: Sequence[Face] = (),
        stylesheets: Mapping[str, str] = _NO_STYLES,
        cover_svg: str = "",
        facts: Facts = Facts(),  # noqa: B008  frozen
    ) -> Checked[EpubRendition | None]:
        """Return the e-book, or nothing where a template failed or gave no well-formed XML (W002, W003)."""
        out = Collector()
        view = compose(book, "epub", frozenset(), facts)
        finished = []
        for file in plan(view):
            context = {
                "book": view,
                "page": file.page,
                "sections": file.sections,
                "matter": file.matter,
                "title": file.title,
            }
            text = self._render("epub.xhtml.j2", context, out)
            if text and (fault := fault_in_xml(text)):
                message = f"epub.xhtml.j2 gives XHTML that is not well-formed: {fault[0]} (line {fault[1]} of {file.path})"
                out.report(code("W002"), message, None, hint="close every element, and write & as &amp;")
            finished.append((file, text))
        documents, home = documents_linked(finished)
        pages = page_points(view, home)
        source = book.woven.edition.manifest.copy_text if isinstance(book, CitedEdition) else None
        rendition = EpubRendition(
            metadata=metadata_of(book, facts, view.words),
            documents=documents,
            stylesheet=_sheet(stylesheets, "epub.css"),
            contents=nav_points(view.contents, home),
            page_list=pages,
            page_source=source.name if source is not None and pages else "",
            faces=tuple(faces),
            images=pictures_of(book),
            cover_svg=cover_svg,
            notes=_placements(view, {"here": "end", "back": "back", "moved": "end"}),
        )
        return _result(out, rendition)

    def render_site(
        self,
        book: BookSource,
        *,
        faces: Sequence[Face] = (),
        stylesheets: Mapping[str, str] = _NO_STYLES,
        facts: Facts = Facts(),  # noqa: B008  frozen
    ) -> Checked[SiteRendition | None]:
        """Return the web page, or nothing where a template failed (W002, W003).

        In the page `POSTIL-CSP` and `POSTIL-STYLE` stand once each, first of all in its head, where the writer puts
        policy and style sheet.
        """
        out = Collector()
        view = compose(book, "web", frozenset(), facts)
        metadata = metadata_of(book, facts, view.words)
        head = page_head(book, metadata, view.words)
        html = self._render("web.html.j2", {"book": view, "head": head}, out)
        rendition = SiteRendition(
            metadata=metadata,
            html=html,
            stylesheet=_sheet(stylesheets, "web.css") + note_rules(view),
            faces=tuple(faces),
            images=pictures_of(book),
            notes=_placements(view, {"here": "foot", "back": "back", "moved": "end"}),
        )
        return _result(out, rendition)

    def _render(self, name: str, context: Mapping[str, Any], out: Collector) -> str:
        return self.templates.render(name, context, out) or ""


def _result(out: Collector, rendition: Any) -> Checked[Any]:
    checked = out.done(rendition)
    return checked if checked.ok else Checked(None, checked.diagnostics)


def _sheet(stylesheets: Mapping[str, str], name: str) -> str:
    """Return a style sheet with the shared one before it (not for print, which shares nothing with screens)."""
    shared = stylesheets.get("book.css", "") if not name.startswith("print") else ""
    return shared + stylesheets.get(name, "")


def _placements(book: Book, places: Mapping[str, Any]) -> tuple[NotePlacement, ...]:
    return tuple(NotePlacement(note.id, note.label, note.text, places[note.place]) for note in book.notes)
