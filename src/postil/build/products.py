"""Products: what is made of an edition or a reader, from checked editions to finished files."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from postil.build.binding import BoundBook, bind_edition, bind_reader
from postil.build.courses import ClassBook, cartridge, worksheets
from postil.build.covers import cover_page, covers
from postil.build.faces import Typecase
from postil.build.judging import Judged, Performer
from postil.build.keeping import sources_of
from postil.build.record import Product, account_of, manifest_of
from postil.build.steps import stylesheets
from postil.diagnostics import Checked, Collector, Diagnostic
from postil.frozen import dataclass
from postil.garbage import give_back
from postil.model.manifest import EditionManifest, Medium, ReaderManifest
from postil.model.rendition import Artifact, EpubRendition, Fault, PrintRendition, SiteRendition
from postil.model.steps import digest_of
from postil.model.targets import Target
from postil.validate import judge, labels

__all__ = ["Builder", "Product", "Result"]

_ROUNDS = 8
_PAGES: tuple[Medium, ...] = ("pdf", "epub", "html")


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
        judged: Judged,
        typecase: Typecase,
        style: str | None,
        input_digests: Mapping[str, str],
        printed_digests: Mapping[str, str],
        workers: Performer,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.judged = judged
        self.project = judged.frame.project
        self.typecase = typecase.with_faces(self.project.fonts, self.project.manifest, Collector())
        self.style = self.project.style or style
        self.input_digests = input_digests
        self.printed_digests = printed_digests
        self.workers = workers
        self.progress = progress

    def build(self, product: Product) -> Checked[Result | None]:
        """Return the finished files of a product, or nothing where something stands against publication.

        The e-book and the page are written while the printed book is set.

        Reports what binding does, and W002, W004–W008, W012, W013, V001–V003, V010–V019.
        """
        out = Collector()
        started = time.perf_counter()
        self.progress(f"{product.folder}: documents")
        first, *others = _to_be_printed(product)
        book = out.take(self._bound(product, first, frozenset()))
        if book is None or any(d.is_error for d in out.found):
            return out.done(None)
        prepared = time.perf_counter() - started
        made: dict[str, tuple[tuple[Artifact, ...], float]] = {}
        with ThreadPoolExecutor(1) as aside:
            beside = {
                medium: aside.submit(self._written, product, book, medium)
                for medium in product.formats
                if medium in {"epub", "html"}
            }
            if {"pdf", "cover"} & set(product.formats):
                begin = time.perf_counter()
                printed = self._printed(product, first, book, out)
                for target in others:
                    again = out.take(self._bound(product, target, frozenset(), ("pdf",)))
                    printed += self._printed(product, target, again, out) if again is not None else ()
                made["pdf"] = printed, time.perf_counter() - begin
            for medium, future in beside.items():
                found, told, took = future.result()
                out.found += told
                made[medium] = found, took
        if not any(d.is_error for d in out.found):
            self._for_class(product, book, made, out)
            self._covered(product, book, made, out)
        checked = out.done(None)
        if not checked.ok or any(not made[f][0] for f in product.formats if f != "worksheets"):
            return Checked(None, checked.diagnostics)
        artifacts = tuple(artifact for medium in product.formats for artifact in made[medium][0])
        seconds: dict[str, float] = {medium: made[medium][1] for medium in product.formats}
        seconds[product.formats[0]] += prepared
        manifest = manifest_of(
            product,
            [self.judged.reports[key] for key in book.editions],
            artifacts,
            self.project,
            book.cites,
            self.input_digests,
        )
        for_teachers = product.kind == "reader" and product.audience == "instructors"
        account = account_of(product.id, book.documents) if for_teachers else None
        return Checked(Result(product, artifacts, seconds, manifest, account), checked.diagnostics)

    def _for_class(
        self,
        product: Product,
        book: BoundBook,
        made: dict[str, tuple[tuple[Artifact, ...], float]],
        out: Collector,
    ) -> None:
        """Make worksheets, then the cartridge, which holds what else was made."""
        if book.reader is None:
            return
        templates = tuple(sorted(self.project.templates.items()))
        rendition = book.renditions.get("epub")
        documents = {d.contribution.number: d.markup["epub"] for d in book.documents if "epub" in d.markup}
        given = ClassBook(
            book.reader,
            replace(rendition, images=book.images) if isinstance(rendition, EpubRendition) else None,
            documents,  # type: ignore[arg-type]  # of this medium
            book.modified,
            stylesheets(templates).get("worksheet.css", ""),
        )
        if "worksheets" in product.formats:
            begin = time.perf_counter()
            self.progress(f"{product.folder}: worksheets")
            sheets = out.take(worksheets(product, given, self.typecase, self.workers))
            made["worksheets"] = sheets, time.perf_counter() - begin
        if "cartridge" in product.formats:
            begin = time.perf_counter()
            self.progress(f"{product.folder}: cartridge")
            files = [artifact for found, _ in made.values() for artifact in found]
            options = book.reader.manifest.cartridge
            found = out.take(cartridge(product, given, options, files))
            made["cartridge"] = found, time.perf_counter() - begin

    def _covered(
        self,
        product: Product,
        book: BoundBook,
        made: dict[str, tuple[tuple[Artifact, ...], float]],
        out: Collector,
    ) -> None:
        """Make the covers: their spines follow from the pages of the printed book."""
        if "cover" not in product.formats:
            return
        begin = time.perf_counter()
        self.progress(f"{product.folder}: cover")
        name = f"{product.folder}/{product.file_of(_bound_in_cover(product))}.pdf"
        inside = next(artifact for artifact in made["pdf"][0] if artifact.path == name)
        manifest = self._manifest(product)
        made["cover"] = (
            out.take(covers(product, book.renditions["pdf"], inside, manifest, self.typecase, self.workers)),
            time.perf_counter() - begin,
        )

    def _manifest(self, product: Product) -> EditionManifest | ReaderManifest:
        if product.kind == "reader":
            return next(r for r in self.project.readers if r.id == product.id)
        manifest = self.judged.reports[product.id].manifest
        assert manifest is not None  # noqa: S101  only what was checked is built
        return manifest

    def _bound(
        self, product: Product, target: Target, moved: frozenset[str], media: tuple[Medium, ...] = ()
    ) -> Checked[BoundBook | None]:
        bind = bind_edition if product.kind == "edition" else bind_reader
        wanted = {*product.formats, *(["epub"] if "cartridge" in product.formats else [])}
        wanted |= {"pdf"} if "cover" in product.formats else set()
        media = media or tuple(medium for medium in _PAGES if medium in wanted)
        if target.parallel and "pdf" in media and len(media) > 1:
            return self._bound_apart(product, target, moved, media)
        return bind(
            product,
            target,
            media,
            moved,
            self.judged,
            self.typecase,
            self.style,
            self.workers,
            self.printed_digests,
        )

    def _bound_apart(
        self, product: Product, target: Target, moved: frozenset[str], media: tuple[Medium, ...]
    ) -> Checked[BoundBook | None]:
        """Return a book whose parallel texts are laid out in print as its target says, in the other media as they are."""
        out = Collector()
        others = tuple(medium for medium in media if medium != "pdf")
        screens = out.take(self._bound(product, replace(target, parallel=""), moved, others))
        printed = out.take(self._bound(product, target, moved, ("pdf",)))
        if screens is None or printed is None:
            return out.done(None)
        renditions = {
            medium: (printed if medium == "pdf" else screens).renditions[medium] for medium in media
        }
        return out.done(replace(screens, renditions=renditions))

    # from book to file ------------------------------------------------------------------------------------------------

    def _written(
        self, product: Product, book: BoundBook, medium: str
    ) -> tuple[tuple[Artifact, ...], tuple[Diagnostic, ...], float]:
        """Return the e-book or the web page, with what is wrong with it and the seconds it took."""
        begin = time.perf_counter()
        out = Collector()
        rendition = book.renditions[medium]  # type: ignore[index]  # what is asked for is there
        if medium == "html":  # nothing else is made of it
            del book.renditions["html"]
        rendition = replace(rendition, faces=self.typecase.faces, images=book.images)
        data, faults, name = _write(rendition, product)
        del rendition
        artifact = self._judged(product, name, data, medium, faults, book, out)
        give_back()
        return artifact, out.done(None).diagnostics, time.perf_counter() - begin

    def _printed(
        self, product: Product, target: Target, book: BoundBook, out: Collector
    ) -> tuple[Artifact, ...]:
        """Return a printed book. A note too tall for its page is moved to the end and the book is set again."""
        name = f"{product.file_of(target)}.pdf"
        told = "pdf" if len(product.targets) < 2 else f"pdf, {target.id}"
        self.progress(f"{product.folder}: {name}")
        moved: frozenset[str] = frozenset()
        typeset = self._typeset(product, book, target)
        for _ in range(_ROUNDS):
            fresh = frozenset(typeset.too_tall) - moved
            again = out.take(self._bound(product, target, moved | fresh, ("pdf",))) if fresh else None
            if again is None:
                break
            moved |= fresh
            typeset = self._typeset(product, again, target)
        if left := frozenset(typeset.too_tall) - moved:
            fault = Fault("note-too-tall", "notes are too tall for their page", min(left))
            out.take(judge((fault,), told, book.places))
            return ()
        if typeset.pdf is None:
            faults = typeset.faults or (Fault("layout", "the book could not be set"),)
            out.take(judge(faults, told, book.places))
            return ()
        out.take(verdict := judge(typeset.faults, told, book.places))
        if not verdict.ok:
            return ()
        made = Artifact(f"{product.folder}/{name}", typeset.pdf, "pdf", typeset.pages, len(book.notes))
        return (replace(made, proof=typeset.proof, finish=target.finish),)

    def _typeset(self, product: Product, book: BoundBook, target: Target) -> Any:
        """Set a book, in those faces that have a character of it."""
        from postil.render.trims import furniture_sheet, page_sheets
        from postil.writers import pdf
        from postil.writers.direction import is_rtl

        rendition = book.renditions["pdf"]
        assert isinstance(rendition, PrintRendition)  # noqa: S101  the press sets nothing else
        faces = self.typecase.needed(
            "".join(chunk.html for chunk in rendition.chunks), sans=target.trim.face == "sans"
        )
        images = {f"postil:img/{name}": data for name, data in book.images.items()}
        chunks = rendition.chunks
        if target.finish != "print" and rendition.cover is not None:
            cover, drawn = cover_page(rendition.cover, self.typecase, target.trim, self.workers)
            chunks, images = (cover, *chunks), images | drawn
        self.workers.lay_out({face.digest: face.data for face in faces})
        self.workers.lay_out({digest_of(data): data for data in images.values()})
        leftward = is_rtl(rendition.language)
        before, after = page_sheets(target.trim, target.bleed, right_to_left=leftward)
        furniture = furniture_sheet(target.trim, right_to_left=leftward)
        kept = target.finish == "archive"
        attachments = sources_of(book.editions, self.judged, product.audience) if kept else ()
        rendition = replace(
            rendition,
            chunks=chunks,
            stylesheet=before + rendition.stylesheet + after,
            furniture_stylesheet=furniture + rendition.furniture_stylesheet,
            faces=faces,
            images=images,
            target=target,
            attachments=attachments,
        )
        return pdf.typeset(rendition, self.workers)

    def _judged(
        self,
        product: Product,
        name: str,
        data: bytes,
        medium: str,
        faults: tuple[Fault, ...],
        book: BoundBook,
        out: Collector,
    ) -> tuple[Artifact, ...]:
        if medium in {"epub", "html"}:  # the PDF's own audit compares labels too
            faults = (*faults, *labels(data, medium, {id_: note.label for id_, note in book.notes.items()}))
        verdict = judge(faults, medium, book.places)
        out.take(verdict)
        if not verdict.ok:
            return ()
        return (Artifact(f"{product.folder}/{name}", data, medium, None, len(book.notes)),)


def _to_be_printed(product: Product) -> tuple[Target, ...]:
    """Return the printed books that are set; for a cover alone, the one that it is for."""
    alone = "cover" in product.formats and "pdf" not in product.formats
    return (_bound_in_cover(product),) if alone else product.targets


def _bound_in_cover(product: Product) -> Target:
    """Return the printed book that the cover is for: the first that is made to be printed, else the first."""
    return next((target for target in product.targets if target.finish == "print"), product.targets[0])


def _write(rendition: Any, product: Product) -> tuple[bytes, tuple[Fault, ...], str]:
    """Return the finished file of a rendition, what its audit found, and its name."""
    if isinstance(rendition, EpubRendition):
        from postil.writers import epub

        data, faults = epub.write(rendition)
        return data, faults, f"{product.folder}.epub"
    from postil.writers import site

    assert isinstance(rendition, SiteRendition)  # noqa: S101  there are three
    data, faults = site.write(rendition)
    return data, faults, "web/index.html"
