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
from postil.build.others import relocated
from postil.build.profiles import at_the_end, sheets_of
from postil.build.readers import take
from postil.build.record import Book, Product, account_of, facts_of, manifest_of, notes_of
from postil.citations import cite, cite_prose
from postil.diagnostics import Checked, Collector, code
from postil.model.edition import (
    Bibliography,
    Citations,
    CitedEdition,
    ResolvedEdition,
)
from postil.model.manifest import Medium
from postil.model.notes import Note
from postil.model.rendition import Artifact, Fault, PrintRendition
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
    """What was made: artifacts with paths below `build/`, and the seconds each took; for instructors the account of
    what a reader leaves out."""

    product: Product
    artifacts: tuple[Artifact, ...]
    seconds: Mapping[str, float]
    manifest: bytes
    account: bytes | None = None


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
            ordered = self._rendition(book, frozenset(), product.large, out)
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
            {key: anchored.edition for key, anchored in self.checked.editions.items()},
            self.input_digests,
        )
        account = account_of(book) if product.audience == "instructors" else None
        return Checked(Result(product, tuple(found), seconds, manifest, account), checked.diagnostics)

    # from anchored edition to book ----------------------------------------------------------------------------------

    def _book(self, product: Product, out: Collector) -> Book | None:
        if product.kind == "edition":
            anchored = self.checked.editions[product.id]
            return self._cited(product, out.take(resolve(anchored, product.audience)), "", out)
        manifest = next(r for r in self.project.readers if r.id == product.id)
        prose = self.project.reader_prose
        wanted = dict.fromkeys(manifest.key_of(entry) for entry in manifest.entries if entry.edition)
        resolved: dict[str, ResolvedEdition] = {}
        for key in wanted:
            if (found := self.checked.editions.get(key)) is not None:
                own = resolve(found, product.audience)
                out.found += relocated(own.diagnostics, found.edition.home)
                resolved[key] = own.value
        taken = out.take(take(manifest, self.project, resolved))
        named = prefixes(manifest)
        cited = {
            number: self._cited(product, edition, named[number], out)
            for number, edition in taken.editions.items()
        }
        told = product.audience == "instructors"
        teaching = self.project.teaching_notes if told else {}
        own_prose = [
            (*prose.get((manifest.id, number), ()), *teaching.get((manifest.id, number), ()))
            for number in range(len(manifest.entries))
        ]
        citations = Citations({}, ())
        if own_bibliography := self._bibliography():
            citations = self._citations(
                lambda: cite_prose(own_prose, own_bibliography, self.style, self.project.manifest),
                own_bibliography,
                out,
            )
        accounts = taken.accounts if told else {}
        return out.take(
            assemble(manifest, self.project.manifest, cited, prose, citations, teaching, accounts)
        )

    def _bibliography(self) -> Bibliography | None:
        """Return this project's bibliography: that of any of its editions."""
        return self.project.editions[0].bibliography if self.project.editions else None

    def _cited(
        self, product: Product, resolved: ResolvedEdition, prefix: str, out: Collector
    ) -> CitedEdition:
        own = Collector()
        if product.large:
            resolved = at_the_end(resolved)
        woven = own.take(weave(resolved, prefix))
        bibliography = woven.edition.bibliography
        found = CitedEdition(woven, self._citations(lambda: cite(woven, self.style), bibliography, own))
        out.found += relocated(own.found, resolved.edition.home)
        return found

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

    def _rendition(
        self, book: Book, moved: frozenset[str], large: bool, out: Collector
    ) -> PrintRendition | None:
        """Return the book for the press, with those faces that have a character of it."""
        renderer, facts, sheets = self._renderer("pdf", book)
        sheets = sheets_of(sheets, large)
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
            again = self._rendition(book, moved | fresh, product.large, out) if fresh else None
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
