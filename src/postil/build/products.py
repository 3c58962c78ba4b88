"""Products: what is made of an edition or a reader, from woven text to finished files."""

from __future__ import annotations

import hashlib
import json
import os
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from postil.build.beside import Beside, warm
from postil.build.checking import CheckedProject
from postil.build.faces import Typecase
from postil.citations import cite, engine_version
from postil.diagnostics import Checked, Collector, code
from postil.model.edition import (
    AnchoredEdition,
    CitedEdition,
    Citations,
    CourseReader,
    WovenEdition,
)
from postil.model.manifest import BuildAudience, Medium
from postil.model.notes import Note
from postil.model.rendition import Artifact, Fault, PrintRendition, Typeset
from postil.reader import assemble, prefixes
from postil.resolve import resolve
from postil.validate import judge
from postil.weave import weave

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

    def build(self, product: Product) -> Checked[Result | None]:
        """Return the finished files of a product, or nothing where something stands against publication.

        Reports R006, R007, W002–W008, W012, V001, V002.
        """
        out = Collector()
        started = time.perf_counter()
        if "pdf" in product.formats:
            # the typesetter is loaded while the citation engine, another process, is waited for
            warming = warm("postil.writers.pdf.book")
            book = self._book(product, out)
            warming.join()
        else:
            book = self._book(product, out)
        if book is None or any(d.is_error for d in out.found):
            return out.done(None)
        prepared = time.perf_counter() - started
        made: dict[str, tuple[Artifact | None, float]] = {}
        others = tuple(m for m in product.formats if m != "pdf")
        with Beside(
            lambda: self._media(product, book, others), parallel=bool(others) and "pdf" in product.formats
        ) as beside:
            if "pdf" in product.formats:
                made |= out.take(self._media(product, book, ("pdf",)))
            if others:
                made |= out.take(beside.result())
        checked = out.done(None)
        artifacts = [made[m][0] for m in product.formats]
        found = [a for a in artifacts if a is not None]
        if not checked.ok or len(found) != len(artifacts):
            return Checked(None, checked.diagnostics)
        seconds = {m: made[m][1] for m in product.formats}
        seconds[product.formats[0]] += prepared
        manifest = self._manifest(product, book, found)
        return Checked(Result(product, tuple(found), seconds, manifest), checked.diagnostics)

    def _media(
        self, product: Product, book: Book, media: tuple[Medium, ...]
    ) -> Checked[dict[str, tuple[Artifact | None, float]]]:
        """Return the artifact of each medium with the seconds it took."""
        out = Collector()
        made: dict[str, tuple[Artifact | None, float]] = {}
        for medium in media:
            self.progress(f"{product.folder}: {medium}")
            begin = time.perf_counter()
            artifact = self._artifact(product, book, medium, out)
            made[medium] = artifact, time.perf_counter() - begin
        return out.done(made)

    # from anchored edition to book ----------------------------------------------------------------------------------

    def _book(self, product: Product, out: Collector) -> Book | None:
        if product.kind == "edition":
            return self._cited(self.checked.editions[product.id], product.audience, "", out)
        manifest = next(r for r in self.project.readers if r.id == product.id)
        cited: dict[int, CitedEdition] = {}
        for number, (entry, prefix) in enumerate(zip(manifest.entries, prefixes(manifest), strict=True)):
            if entry.edition in self.checked.editions:
                cited[number] = self._cited(
                    self.checked.editions[entry.edition], product.audience, prefix, out
                )
        return out.take(assemble(manifest, self.project.manifest, cited, self.project.reader_prose))

    def _cited(
        self, anchored: AnchoredEdition, audience: BuildAudience, prefix: str, out: Collector
    ) -> CitedEdition:
        resolved = out.take(resolve(anchored, audience))
        woven = out.take(weave(resolved, prefix))
        return CitedEdition(woven, self._citations(woven, out))

    def _citations(self, woven: WovenEdition, out: Collector) -> Citations:
        try:
            return out.take(cite(woven, self.style))
        except FileNotFoundError as error:
            out.report(code("R007"), str(error), None, hint="pip install pypandoc_binary")
            return Citations({}, ())

    # from book to file ------------------------------------------------------------------------------------------------

    def _artifact(self, product: Product, book: Book, medium: Medium, out: Collector) -> Artifact | None:
        from postil.render import Renderer

        renderer = Renderer(self.project.templates, self.templates)
        facts = self._facts(book, product.formats)
        sheets = {k: v for k, v in {**self.templates, **self.project.templates}.items() if k.endswith(".css")}
        notes = _notes(book)
        if medium == "pdf":
            return self._pdf(product, book, renderer, sheets, facts, notes, out)
        if medium == "epub":
            from postil.writers import epub

            e_book = out.take(renderer.render_epub(book, faces=self.typecase.faces, stylesheets=sheets, facts=facts))
            if e_book is None:
                return None
            data, faults = epub.write(e_book)
            return self._judged(product, f"{product.folder}.epub", data, medium, None, faults, notes, out)
        from postil.writers import site

        page = out.take(renderer.render_site(book, faces=self.typecase.faces, stylesheets=sheets, facts=facts))
        if page is None:
            return None
        data, faults = site.write(page)
        return self._judged(product, "web/index.html", data, medium, None, faults, notes, out)

    def _pdf(
        self,
        product: Product,
        book: Book,
        renderer: Renderer,
        sheets: Mapping[str, str],
        facts: Facts,
        notes: Mapping[str, Note],
        out: Collector,
    ) -> Artifact | None:
        """Return the printed book. A note too tall for its page is moved to the end and the book is set again."""
        from postil.writers import pdf

        moved: frozenset[str] = frozenset()
        typeset: Typeset | None = None
        rendition: PrintRendition | None = None
        for _ in range(_ROUNDS):
            rendition = out.take(
                renderer.render_print(
                    book, moved=moved, faces=self.typecase.faces, stylesheets=sheets, facts=facts
                )
            )
            if rendition is None:
                return None
            typeset = pdf.typeset(rendition)
            fresh = frozenset(typeset.too_tall) - moved
            if not fresh:
                break
            moved |= fresh
        if typeset is None or typeset.pdf is None:
            faults = typeset.faults if typeset else ()
            out.take(judge(faults or (Fault("layout", "the book could not be set"),), "pdf", notes))
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
        verdict = judge(faults, medium, notes)
        out.take(verdict)
        return Artifact(f"{product.folder}/{name}", data, medium, pages, len(notes)) if verdict.ok else None

    # what is told of a build -----------------------------------------------------------------------------------------

    def _facts(self, book: Book, formats: tuple[Medium, ...]) -> Facts:
        from postil.render import Facts

        editions = _editions(book)
        return Facts(
            engines=self._engines(formats, any(c.citations.works for c in editions)),
            families=self.typecase.families(_characters(editions)),
            checksums={
                c.woven.id: _normalised_digest(c.woven.edition.copy_text.text)
                for c in editions
                if c.woven.edition.copy_text is not None
            },
            modified=_modified(),
        )

    def _engines(self, formats: tuple[Medium, ...], cited: bool) -> tuple[tuple[str, str], ...]:
        found = [("postil", _version("postil"))]
        for medium in formats:
            found += [(name, _version(package)) for name, package in _ENGINES[medium]]
        if cited:
            name, _, number = engine_version().partition(" ")
            found.append((name, number))
        return tuple(found)

    def _manifest(self, product: Product, book: Book, artifacts: list[Artifact]) -> bytes:
        editions = _editions(book)
        inputs = {p for c in editions for p in c.woven.edition.inputs} | {"postil.yaml"}
        inputs -= _hidden_inputs(editions, product.audience)
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
            "inputs": {p: self.input_digests[p] for p in sorted(inputs) if p in self.input_digests},
            "engines": dict(self._engines(product.formats, any(c.citations.works for c in editions))),
        }
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _editions(book: Book) -> tuple[CitedEdition, ...]:
    if isinstance(book, CitedEdition):
        return (book,)
    return tuple(i for i in book.items if isinstance(i, CitedEdition))


def _notes(book: Book) -> dict[str, Note]:
    """Return every note by the id its markup has (with the reader's prefix)."""
    return {c.woven.prefix + n.id: n for c in _editions(book) for n in c.woven.notes}


def _hidden_inputs(editions: tuple[CitedEdition, ...], audience: BuildAudience) -> set[str]:
    """Return the annotation files of which nothing is in this output: not even their names are told."""
    if audience == "instructors":
        return set()
    hidden: set[str] = set()
    for cited in editions:
        shown = {n.annotation.file for n in cited.woven.notes}
        hidden |= {a.file for a in cited.woven.edition.annotations} - shown
    return hidden


def _characters(editions: tuple[CitedEdition, ...]) -> str:
    from postil.build.faces import _words

    found: set[str] = set()
    for cited in editions:
        for words, _ in _words(cited.woven.edition):
            found.update(words)
    return "".join(sorted(found))


def _normalised_digest(text: str) -> str:
    """Return the sha256 of a text in NFC with LF, so that line ends do not change a book."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def _modified() -> str:
    """Return the instant that outputs carry: SOURCE_DATE_EPOCH, or a fixed one (there is no clock here)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _EPOCH


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
