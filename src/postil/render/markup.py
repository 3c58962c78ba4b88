"""Markup of one document of a reader in each medium, and what rendering an edition and a frame share with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal, TypeAlias

from markupsafe import Markup

from postil.diagnostics import Checked, Collector, code
from postil.model.course_reader import CitedEdition
from postil.model.manifest import ProjectManifest, ReaderManifest
from postil.model.rendition import NotePlacement, PrintChunk
from postil.render.book import Book, Chunk, DocumentSlot
from postil.render.compose import compose_document, contribution_of
from postil.render.documents import Contribution, EpubMarkup, FileMarkup, PageMarkup, PrintMarkup
from postil.render.environment import Templates
from postil.render.epub import FilePlan, fault_in_xml, home_of, linked, page_points, plan
from postil.render.site import note_rules, pair_rules
from postil.render.words import is_rtl

__all__ = ["NO_STYLES", "Documents", "epub_files", "placements", "rendered", "result", "sheet"]

NO_STYLES: Mapping[str, str] = {}
_Place: TypeAlias = Literal["foot", "back", "end"]
_PLACES: Mapping[str, Mapping[str, _Place]] = {
    "print": {"here": "foot", "back": "back", "moved": "end"},
    "epub": {"here": "end", "back": "back", "moved": "end"},
    "web": {"here": "foot", "back": "back", "moved": "end"},
}


class Documents:
    """Renders documents of readers one by one: each depends on itself, its number and the reader's own facts alone."""

    def __init__(self, templates: Templates) -> None:
        self.templates = templates

    def contribution(
        self, cited: CitedEdition, number: int, manifest: ReaderManifest, project: ProjectManifest
    ) -> Contribution:
        """Return what document `number` contributes to the whole."""
        return contribution_of(cited, number, manifest, project)

    def print(
        self,
        cited: CitedEdition,
        number: int,
        manifest: ReaderManifest,
        project: ProjectManifest,
        moved: frozenset[str] = frozenset(),
    ) -> Checked[PrintMarkup]:
        """Return a document for the press. Reports W002, W003."""
        out = Collector()
        book, entry = compose_document(cited, number, manifest, project, "print", moved)
        [chunk] = (chunk for chunk in book.chunks if isinstance(chunk, Chunk))
        html = rendered(self.templates, "print.html.j2", {"book": book, "chunk": chunk}, out)
        made = PrintChunk(chunk.name, html, chunk.folios, chunk.restart)
        return out.done(PrintMarkup(entry, book.how_to, placements(book), made))

    def epub(
        self, cited: CitedEdition, number: int, manifest: ReaderManifest, project: ProjectManifest
    ) -> Checked[EpubMarkup]:
        """Return a document for an e-book. Reports W002, W003."""
        out = Collector()
        book, entry = compose_document(cited, number, manifest, project, "epub", frozenset())
        files, home = epub_files(self.templates, book, plan(book, number), out)
        doc = book.words["doc"].format(n=number)
        pages = tuple(replace(each, title=f"{doc}, {each.title}") for each in page_points(book, home))
        return out.done(EpubMarkup(entry, book.how_to, placements(book), tuple(files), home, pages))

    def page(
        self, cited: CitedEdition, number: int, manifest: ReaderManifest, project: ProjectManifest
    ) -> Checked[PageMarkup]:
        """Return a document for the web. Reports W002, W003."""
        out = Collector()
        book, entry = compose_document(cited, number, manifest, project, "web", frozenset())
        html = rendered(self.templates, "web-document.html.j2", {"book": book}, out)
        found = PageMarkup(
            entry,
            book.how_to,
            placements(book),
            Markup(html),  # noqa: S704  a template's own output
            tuple(note_rules(book, number)),
            tuple(pair_rules(book)),
        )
        return out.done(found)


def epub_files(
    templates: Templates, book: Book, order: Iterable[FilePlan | DocumentSlot], out: Collector
) -> tuple[list[FileMarkup], dict[str, str]]:
    """Return the files of a book with the links between them put right, and the path of every id."""
    finished: list[tuple[FilePlan, str]] = []
    for file in order:
        if isinstance(file, DocumentSlot):
            continue
        context = {
            "book": book,
            "page": file.page,
            "sections": file.sections,
            "matter": file.matter,
            "title": file.title,
        }
        text = rendered(templates, "epub.xhtml.j2", context, out)
        if text and (fault := fault_in_xml(text)):
            message = f"epub.xhtml.j2 gives XHTML that is not well-formed: {fault[0]} (line {fault[1]} of {file.path})"
            out.report(code("W002"), message, None, hint="close every element, and write & as &amp;")
        finished.append((file, text))
    home = home_of((file.path, text) for file, text in finished)
    files = []
    for file, text in finished:
        right, leads_out = linked(file.path, text, home)
        files.append(FileMarkup(file.path, file.title, file.matter, file.landmark, right, leads_out))
    return files, home


def rendered(templates: Templates, name: str, context: Mapping[str, Any], out: Collector) -> str:
    """Return what a template gives, and nothing where it fails."""
    return templates.render(name, context, out) or ""


def result(out: Collector, rendition: Any) -> Checked[Any]:
    """Return a rendition, or nothing where something is wrong."""
    checked = out.done(rendition)
    return checked if checked.ok else Checked(None, checked.diagnostics)


def sheet(stylesheets: Mapping[str, str], name: str) -> str:
    """Return a style sheet with the shared one before it (not for print, which shares nothing with screens)."""
    shared = stylesheets.get("book.css", "") if not name.startswith("print") else ""
    return shared + stylesheets.get(name, "")


def placements(book: Book) -> tuple[NotePlacement, ...]:
    """Return what the audit must find of each note."""
    places = _PLACES[book.medium]
    return tuple(
        NotePlacement(note.id, note.label, note.text, places[note.place], is_rtl(note.language))
        for note in book.notes
    )
