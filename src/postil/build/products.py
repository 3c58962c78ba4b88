"""Products: what is made of an edition or a reader, from woven text to finished files."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from postil.build.checking import CheckedProject
from postil.build.faces import Typecase, words_of
from postil.citations import cite, cite_prose, engine_version
from postil.diagnostics import Checked, Collector, code
from postil.model.edition import (
    AnchoredEdition,
    Bibliography,
    Citations,
    CitedEdition,
    CourseReader,
    Edition,
)
from postil.model.manifest import BuildAudience, Medium
from postil.model.notes import Note
from postil.model.rendition import Artifact, Fault, PrintRendition
from postil.reader import assemble, prefixes
from postil.resolve import resolve, visible
from postil.spans import Span
from postil.validate import judge, labels
from postil.weave import weave
from postil.writers.pdf.press import Press

if TYPE_CHECKING:
    from postil.render import Facts, Renderer

__all__ = ["Builder", "Product", "Result"]

_ROUNDS = 8
_EPOCH = "1980-01-01T00:00:00Z"
_ENGINES = {
    "pdf": (("WeasyPrint", "weasyprint"), ("pikepdf", "pikepdf")),
    "epub": (("EbookLib", "EbookLib"),),
    "html": (),
}
Book = CitedEdition | CourseReader


@dataclass(frozen=True, slots=True)
class Product:
    """Something that is built: an edition or a reader, by its name, for one audience, in some formats."""

    id: str
    kind: str
    audience: BuildAudience
    formats: tuple[Medium, ...]

    @property
    def folder(self) -> str:
        """Where its files lie below `build/`: instructors' files never share a folder with students'."""
        return self.id if self.audience == "students" else f"{self.id}-instructors"


@dataclass(frozen=True, slots=True)
class Result:
    """What was made: artifacts with paths below `build/`, and the seconds each took."""

    product: Product
    artifacts: tuple[Artifact, ...]
    seconds: Mapping[str, float]
    manifest: bytes


class Builder:
    """Builds products of one checked project."""

    def __init__(
        self,
        checked: CheckedProject,
        typecase: Typecase,
        templates: Mapping[str, str],
        style: str | None,
        input_digests: Mapping[str, str],
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.checked, self.templates = checked, templates
        self.project = checked.project
        self.typecase = typecase.with_faces(self.project.fonts, self.project.manifest, Collector())
        self.style = self.project.style or style
        self.input_digests = input_digests
        self.progress = progress

    @cached_property
    def renderer(self) -> Renderer:
        """The renderer of this project's templates."""
        from postil.render import Renderer

        return Renderer(self.project.templates, self.templates)

    def _warm(self) -> None:
        self.renderer.warm()

    def build(self, product: Product, press: Press) -> Checked[Result | None]:
        """Return the finished files of a product, or nothing where something stands against publication.

        The printed book is set on the press while the other media are made here.

        Reports R006, R007, W002–W008, W012, V001, V002.
        """
        out = Collector()
        started = time.perf_counter()
        # templates are compiled while the citation engine, a process of its own, is waited for
        warming = threading.Thread(target=self._warm)
        warming.start()
        book = self._book(product, out)
        warming.join()
        if book is None or any(d.is_error for d in out.found):
            return out.done(None)
        prepared = time.perf_counter() - started
        made: dict[str, tuple[Artifact | None, float]] = {}
        ordered: PrintRendition | None = None
        began = time.perf_counter()
        if "pdf" in product.formats:
            self.progress(f"{product.folder}: pdf")
            ordered = self._rendition(book, frozenset(), out)
            if ordered is not None:
                press.order(ordered)
        for medium in product.formats:
            if medium != "pdf":
                begin = time.perf_counter()
                made[medium] = self._artifact(product, book, medium, out), time.perf_counter() - begin
        if "pdf" in product.formats:
            artifact = self._printed(product, book, ordered, press, out) if ordered is not None else None
            made["pdf"] = artifact, time.perf_counter() - began
        checked = out.done(None)
        artifacts = [made[m][0] for m in product.formats]
        found = [a for a in artifacts if a is not None]
        if not checked.ok or len(found) != len(artifacts):
            return Checked(None, checked.diagnostics)
        seconds: dict[str, float] = {m: made[m][1] for m in product.formats}
        seconds[product.formats[0]] += prepared
        manifest = self._manifest(product, book, found)
        return Checked(Result(product, tuple(found), seconds, manifest), checked.diagnostics)

    # from anchored edition to book ----------------------------------------------------------------------------------

    def _book(self, product: Product, out: Collector) -> Book | None:
        if product.kind == "edition":
            return self._cited(self.checked.editions[product.id], product.audience, "", out)
        manifest = next(r for r in self.project.readers if r.id == product.id)
        prose = self.project.reader_prose
        cited: dict[int, CitedEdition] = {}
        for number, (entry, prefix) in enumerate(zip(manifest.entries, prefixes(manifest), strict=True)):
            if entry.edition in self.checked.editions:
                cited[number] = self._cited(
                    self.checked.editions[entry.edition], product.audience, prefix, out
                )
        own = [prose.get((manifest.id, number), ()) for number in range(len(manifest.entries))]
        citations = Citations({}, ())
        if cited:
            bibliography = next(iter(cited.values())).woven.edition.bibliography
            citations = self._citations(
                lambda: cite_prose(own, bibliography, self.style, self.project.manifest), bibliography, out
            )
        return out.take(assemble(manifest, self.project.manifest, cited, prose, citations))

    def _cited(
        self, anchored: AnchoredEdition, audience: BuildAudience, prefix: str, out: Collector
    ) -> CitedEdition:
        resolved = out.take(resolve(anchored, audience))
        woven = out.take(weave(resolved, prefix))
        bibliography = woven.edition.bibliography
        return CitedEdition(woven, self._citations(lambda: cite(woven, self.style), bibliography, out))

    def _citations(
        self, ask: Callable[[], Checked[Citations]], bibliography: Bibliography, out: Collector
    ) -> Citations:
        try:
            citations = out.take(ask())
        except FileNotFoundError as error:
            out.report(code("R007"), str(error), None, hint="pip install pypandoc_binary")
            return Citations({}, ())
        place = Span(bibliography.path, 0, 0) if bibliography.path else None
        self.typecase.check_works(citations, place, out)
        return citations

    # from book to file ------------------------------------------------------------------------------------------------

    def _renderer(self, medium: Medium, book: Book) -> tuple[Renderer, Facts, dict[str, str]]:
        """Return what every medium is rendered with: templates, facts for the colophon, style sheets."""
        sheets = {k: v for k, v in {**self.templates, **self.project.templates}.items() if k.endswith(".css")}
        return self.renderer, self._facts(book, medium), sheets

    def _artifact(self, product: Product, book: Book, medium: Medium, out: Collector) -> Artifact | None:
        """Return the e-book or the web page."""
        self.progress(f"{product.folder}: {medium}")
        renderer, facts, sheets = self._renderer(medium, book)
        faces = self.typecase.faces
        if medium == "epub":
            from postil.writers import epub

            e_book = out.take(renderer.render_epub(book, faces=faces, stylesheets=sheets, facts=facts))
            if e_book is None:
                return None
            data, faults = epub.write(e_book)
            return self._judged(product, f"{product.folder}.epub", data, medium, None, faults, _notes(book), out)
        from postil.writers import site

        page = out.take(renderer.render_site(book, faces=faces, stylesheets=sheets, facts=facts))
        if page is None:
            return None
        data, faults = site.write(page)
        return self._judged(product, "web/index.html", data, medium, None, faults, _notes(book), out)

    def _rendition(self, book: Book, moved: frozenset[str], out: Collector) -> PrintRendition | None:
        """Return the book for the press, with those faces that have a character of it."""
        renderer, facts, sheets = self._renderer("pdf", book)
        found = out.take(renderer.render_print(book, moved=moved, stylesheets=sheets, facts=facts))
        if found is None:
            return None
        return replace(found, faces=self.typecase.needed("".join(c.html for c in found.chunks)))

    def _printed(
        self, product: Product, book: Book, rendition: PrintRendition, press: Press, out: Collector
    ) -> Artifact | None:
        """Return the printed book. A note too tall for its page is moved to the end and the book is set again."""
        notes = _notes(book)
        moved: frozenset[str] = frozenset()
        typeset = press.typeset(rendition)
        for _ in range(_ROUNDS):
            fresh = frozenset(typeset.too_tall) - moved
            again = self._rendition(book, moved | fresh, out) if fresh else None
            if again is None:
                break
            moved |= fresh
            typeset = press.typeset(again)
        if left := frozenset(typeset.too_tall) - moved:
            out.take(judge((Fault("note-too-tall", "notes are too tall for their page", min(left)),), "pdf", notes))
            return None
        if typeset.pdf is None:
            out.take(judge(typeset.faults or (Fault("layout", "the book could not be set"),), "pdf", notes))
            return None
        return self._judged(
            product, f"{product.folder}.pdf", typeset.pdf, "pdf", typeset.pages, typeset.faults, notes, out
        )

    def _judged(
        self,
        product: Product,
        name: str,
        data: bytes,
        medium: Medium,
        pages: int | None,
        faults: tuple[Fault, ...],
        notes: Mapping[str, Note],
        out: Collector,
    ) -> Artifact | None:
        if medium != "pdf":  # the PDF's own audit compares labels too
            faults = (*faults, *labels(data, medium, notes))
        verdict = judge(faults, medium, notes)
        out.take(verdict)
        return Artifact(f"{product.folder}/{name}", data, medium, pages, len(notes)) if verdict.ok else None

    # what is told of a build -----------------------------------------------------------------------------------------

    def _facts(self, book: Book, medium: Medium) -> Facts:
        """Return what a colophon says: of this medium alone, so that a page is the same whatever is made beside it."""
        from postil.render import Facts

        editions = _editions(book)
        return Facts(
            engines=self._engines((medium,), _cites(book)),
            families=self.typecase.families(_characters(editions)),
            checksums={
                c.woven.id: _normalised_digest(c.woven.edition.copy_text.text)
                for c in editions
                if c.woven.edition.copy_text is not None
            },
            modified=_modified(_published(book)),
            published=_published(book),
        )

    def _engines(self, formats: tuple[Medium, ...], cited: bool) -> tuple[tuple[str, str], ...]:
        found = [("postil", _version("postil"))]
        for medium in formats:
            found += [(name, _version(package)) for name, package in _ENGINES[medium]]
        if cited:
            name, _, number = engine_version().partition(" ")
            found.append((name, number))
        return tuple(found)

    def _digests_without_hidden(self, edition: Edition, audience: BuildAudience) -> dict[str, str | None]:
        """Return the sha256 of what this audience may see of files that hold more; nothing for a file of which it may
        see nothing. The sha256 of the whole file would let somebody prove a guessed answer."""
        if audience == "instructors":
            return {}
        found: dict[str, str | None] = {}
        for path in dict.fromkeys(a.file for a in edition.annotations):
            own = [a for a in edition.annotations if a.file == path]
            hidden = [a.span for a in own if not visible(a.audience, audience)]
            if len(hidden) == len(own):
                found[path] = None
                continue
            hidden += [b.span for a in own if visible(a.audience, audience) for b in a.answer]
            if hidden:
                text = self.project.texts[path].text
                for span in sorted(hidden, reverse=True):
                    text = text[: span.start] + text[span.end :]
                found[path] = hashlib.sha256(text.encode()).hexdigest()
        return found

    def _manifest(self, product: Product, book: Book, artifacts: list[Artifact]) -> bytes:
        editions = _editions(book)
        originals = [self.checked.editions[c.woven.id].edition for c in editions]
        digests = dict(self.input_digests)
        inputs = {p for e in originals for p in e.inputs} | {"postil.yaml"}
        for edition in originals:
            for path, digest in self._digests_without_hidden(edition, product.audience).items():
                if digest is None:
                    inputs.discard(path)
                else:
                    digests[path] = digest
        inputs |= {f"templates/{name}" for name in self.project.templates}
        inputs |= {path for path, _ in self.project.fonts}
        if product.kind == "reader":
            inputs |= {p for p in self.input_digests if p.startswith("readers/") and p.endswith((".yaml", ".yml"))
                       and p.rpartition("/")[2].rpartition(".")[0] == product.id}
            manifest = next(r for r in self.project.readers if r.id == product.id)
            inputs |= {f"readers/{e.file}" for e in manifest.entries if e.file}
        content: dict[str, Any] = {
            product.kind: product.id,
            "audience": product.audience,
            "files": {
                a.path.removeprefix(product.folder + "/"): {
                    "sha256": hashlib.sha256(a.data).hexdigest(),
                    "bytes": len(a.data),
                    **({"pages": a.pages} if a.pages is not None else {}),
                    "notes": a.notes,
                }
                for a in artifacts
            },
            "inputs": {p: digests[p] for p in sorted(inputs) if p in digests},
            "engines": dict(self._engines(product.formats, _cites(book))),
        }
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _cites(book: Book) -> bool:
    own = isinstance(book, CourseReader) and bool(book.citations.works)
    return own or any(c.citations.works for c in _editions(book))


def _editions(book: Book) -> tuple[CitedEdition, ...]:
    if isinstance(book, CitedEdition):
        return (book,)
    return tuple(i for i in book.items if isinstance(i, CitedEdition))


def _notes(book: Book) -> dict[str, Note]:
    """Return every note by the id its markup has (with the reader's prefix)."""
    return {c.woven.prefix + n.id: n for c in _editions(book) for n in c.woven.notes}


def _characters(editions: tuple[CitedEdition, ...]) -> str:
    found: set[str] = set()
    for cited in editions:
        for words, _ in words_of(cited.woven.edition):
            found.update(words)
    return "".join(sorted(found))


def _normalised_digest(text: str) -> str:
    """Return the sha256 of a text in NFC with LF, so that line ends do not change a book."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def _published(book: Book) -> str:
    return book.woven.edition.manifest.published if isinstance(book, CitedEdition) else book.manifest.published


def _modified(published: str) -> str:
    """Return the instant that outputs carry: SOURCE_DATE_EPOCH, else the day of publication, else a fixed one.

    There is no clock here (https://reproducible-builds.org/specs/source-date-epoch/).
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit() and len(epoch) < 12:
        return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{published}T00:00:00Z" if published else _EPOCH


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
