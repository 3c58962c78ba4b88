"""Products: what is made of an edition or a reader, from woven text to finished files."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from postil.build.checking import CheckedProject
from postil.build.faces import Typecase
from postil.build.record import Book, Product, facts_of, manifest_of, notes_of
from postil.citations import Citing, cite, cite_reader, contexts, contexts_of
from postil.diagnostics import Checked, Collector, code
from postil.model.edition import (
    AnchoredEdition,
    Bibliography,
    Citations,
    CitedEdition,
    WovenEdition,
)
from postil.model.manifest import BuildAudience, Medium
from postil.model.notes import Note
from postil.model.rendition import Artifact, Fault, PrintRendition
from postil.model.steps import perform_here
from postil.reader import assemble, prefixes
from postil.resolve import resolve
from postil.spans import Span
from postil.validate import judge, labels
from postil.weave import weave
from postil.writers.pdf.press import Press

if TYPE_CHECKING:
    from postil.render import Facts, Renderer

__all__ = ["Builder", "Product", "Result"]

_ROUNDS = 8


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
        manifest = manifest_of(
            product,
            book,
            found,
            self.project,
            {name: anchored.edition for name, anchored in self.checked.editions.items()},
            self.input_digests,
        )
        return Checked(Result(product, tuple(found), seconds, manifest), checked.diagnostics)

    # from anchored edition to book ----------------------------------------------------------------------------------

    def _book(self, product: Product, out: Collector) -> Book | None:
        if product.kind == "edition":
            return self._cited(self.checked.editions[product.id], product.audience, "", out)
        manifest = next(r for r in self.project.readers if r.id == product.id)
        prose = self.project.reader_prose
        woven: dict[int, WovenEdition] = {}
        for number, (entry, prefix) in enumerate(zip(manifest.entries, prefixes(manifest), strict=True)):
            if entry.edition in self.checked.editions:
                resolved = out.take(resolve(self.checked.editions[entry.edition], product.audience))
                woven[number] = out.take(weave(resolved, prefix))
        if not woven:
            return out.take(assemble(manifest, self.project.manifest, {}, prose))
        own = [prose.get((manifest.id, number), ()) for number in range(len(manifest.entries))]
        citing = [Citing(contexts_of(each), each.edition.bibliography) for each in woven.values()]
        found = tuple(context for blocks in own for context in contexts(blocks))
        citing.insert(0, Citing(found, citing[0].bibliography))
        language = manifest.language or self.project.manifest.language
        (own_citations, *others), works = self._reader_citations(citing, language, out)
        pairs = zip(woven.items(), others, strict=True)
        cited = {number: CitedEdition(each, citations) for (number, each), citations in pairs}
        citations = Citations(own_citations.rendered, works.works)
        return out.take(assemble(manifest, self.project.manifest, cited, prose, citations))

    def _reader_citations(
        self, citing: list[Citing], language: str, out: Collector
    ) -> tuple[tuple[Citations, ...], Citations]:
        """Return the citations of everything that cites in a reader, and the bibliography over all."""
        nothing = Citations({}, ())
        try:
            asked = cite_reader(citing, self.style, self.project.manifest, language, perform_here)
        except FileNotFoundError as error:
            out.report(code("R007"), str(error), None, hint="pip install pypandoc_binary")
            return tuple(nothing for _ in citing), nothing
        documents, works = out.take(asked)
        for each, found in zip(citing, documents, strict=True):
            path = each.bibliography.path
            self.typecase.check_works(found, Span(path, 0, 0) if path else None, out)
        self.typecase.check_works(works, None, out)
        return documents, works

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
        return self.renderer, facts_of(book, medium, self.typecase), sheets

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
            return self._judged(
                product, f"{product.folder}.epub", data, medium, None, faults, notes_of(book), out
            )
        from postil.writers import site

        page = out.take(renderer.render_site(book, faces=faces, stylesheets=sheets, facts=facts))
        if page is None:
            return None
        data, faults = site.write(page)
        return self._judged(product, "web/index.html", data, medium, None, faults, notes_of(book), out)

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
        notes = notes_of(book)
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
            out.take(
                judge((Fault("note-too-tall", "notes are too tall for their page", min(left)),), "pdf", notes)
            )
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
