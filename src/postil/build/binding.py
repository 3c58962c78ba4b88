"""Binding: a book from what steps make of its documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from postil.build.faces import Typecase
from postil.build.judging import Judged, Performer
from postil.build.orders import NOWHERE, DocumentOrder, EditionOrder, Production, TakingOrder, reader_facts
from postil.build.profiles import sheets_of
from postil.build.record import Product, digest_of_inputs, facts_of_reader, inputs_of, modified
from postil.build.reports import DocumentReport, Rendition, Taken
from postil.build.steps import contexts_step, document_step, edition_step, renderer_of, stylesheets
from postil.citations import Citing, Context, cite_edition, cite_reader, contexts
from postil.diagnostics import Checked, Collector, code
from postil.frozen import dataclass
from postil.model.course_reader import Document
from postil.model.edition import (
    Bibliography,
    Citations,
)
from postil.model.manifest import Choices, EditionManifest, Medium, ReaderManifest
from postil.model.prose import Citation, walk_blocks
from postil.model.steps import blob
from postil.model.targets import Target
from postil.reader import assemble, prefixes
from postil.spans import Span

if TYPE_CHECKING:
    from postil.render import BoundReader, NoteRecord

__all__ = ["BoundBook", "bind_edition", "bind_reader"]

_NOTHING = Citations({}, ())


@dataclass(frozen=True, slots=True)
class BoundBook:
    """A book, rendered in each medium; its pictures by their names; the notes that must be found in it; the keys of its
    editions; whether it cites works; of a reader its documents, and what it is bound from; the paths of its pictures by their
    names."""

    renditions: dict[Medium, Rendition]
    images: Mapping[str, bytes]
    notes: Mapping[str, NoteRecord]
    editions: tuple[str, ...]
    cites: bool
    documents: tuple[DocumentReport, ...] = ()
    reader: BoundReader | None = None
    modified: str = ""
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def places(self) -> dict[str, Span]:
        """Where the notes are written, by the id their markup has, and the files of pictures, by their addresses."""
        files = {f"postil:img/{name}": Span(path, 0, 0) for name, path in self.files.items()}
        return files | {id_: note.span for id_, note in self.notes.items()}


def bind_edition(
    product: Product,
    target: Target,
    media: tuple[Medium, ...],
    moved: frozenset[str],
    judged: Judged,
    typecase: Typecase,
    style: str | None,
    workers: Performer,
    digests: Mapping[str, str],
) -> Checked[BoundBook | None]:
    """Return an edition as a book, in print for `target`; `digests` are those of all files by path, as books tell them. Reports R006, R007,
    W001–W003."""
    out = Collector()
    order, report = judged.orders[product.id], judged.reports[product.id]
    assert report.manifest is not None  # noqa: S101  only what was checked is built
    assert report.taken is not None  # noqa: S101
    taken = report.taken[product.audience]
    project = judged.frame.project
    bibliography = judged.frame.bibliography
    taking = TakingOrder(order, Choices(), "", project.manifest, NOWHERE)
    found = _contexts(taking, taken, target, product, judged, workers)
    citations = _asked(
        lambda: cite_edition(found, bibliography, style, project.manifest, workers), _NOTHING, out
    )
    typecase.check_works(citations, Span(bibliography.path, 0, 0) if bibliography.path else None, out)
    production = _production(judged, target, report.manifest.published)
    inputs = digest_of_inputs(inputs_of(product, (report,), judged.frame.project, digests))
    production = replace(production, inputs=inputs)
    document = DocumentOrder(
        taking,
        product.audience,
        media,
        production,
        citations,
        moved=moved,
        finish=target.finish,
        column=target.trim.column > 0,
        sans=target.trim.face == "sans",
        layout=target.parallel,
    )
    [made] = workers([edition_step(document)])
    out.found += made.diagnostics
    if len(made.renditions) != len(media):
        return out.done(None)
    return out.done(
        BoundBook(
            dict(made.renditions),
            _images(order, made.pictures),
            made.notes,
            (product.id,),
            bool(citations.works),
            files=_files(order, made.pictures),
        )
    )


def bind_reader(
    product: Product,
    target: Target,
    media: tuple[Medium, ...],
    moved: frozenset[str],
    judged: Judged,
    typecase: Typecase,
    style: str | None,
    workers: Performer,
    digests: Mapping[str, str],
) -> Checked[BoundBook | None]:
    """Return a reader as a book, in print for `target`: its documents rendered each by itself, then the frame around them. Reports R006, R007,
    W001–W003."""
    from postil.render import BoundReader

    out = Collector()
    project = judged.frame.project
    manifest = next(r for r in project.readers if r.id == product.id)
    numbers = [n for n in range(len(manifest.entries)) if (manifest.id, n) in judged.entries]
    told = product.audience == "instructors"
    taken = {n: judged.entries[manifest.id, n].taken[product.audience] for n in numbers}
    teaching = project.teaching_notes if told else {}
    cited, own = _reader_citations(product, target, manifest, numbers, judged, typecase, style, workers, out)
    accounts = {n: t.account for n, t in taken.items() if told and t.account is not None}
    outlines = {n: t.outline for n, t in taken.items()}
    items = assemble(manifest, outlines, project.reader_prose, own, teaching, accounts)
    named = prefixes(manifest)
    production = _production(judged, target, manifest.published)
    facts = reader_facts(manifest)
    orders = {
        item.entry: DocumentOrder(
            judged.taking[manifest.id, item.entry],
            product.audience,
            media,
            production,
            cited[item.entry],
            facts,
            item,
            named[item.entry],
            frozenset(id_ for id_ in moved if id_.startswith(named[item.entry])),
            layout=target.parallel,
        )
        for item in items
        if isinstance(item, Document)
    }
    reports = dict(zip(orders, workers([document_step(o) for o in orders.values()]), strict=True))
    for report in reports.values():
        out.found += report.diagnostics
    if any(d.is_error for d in out.found):
        return out.done(None)
    bound = BoundReader(
        manifest,
        project.manifest,
        tuple(reports[i.entry].contribution if isinstance(i, Document) else i for i in items),
        own,
    )
    documents = tuple(reports.values())
    images: dict[str, bytes] = {}
    files: dict[str, str] = {}
    notes: dict[str, NoteRecord] = {}
    for number, report in reports.items():
        order = judged.taking[manifest.id, number].edition
        images |= _images(order, report.contribution.pictures)
        files |= _files(order, report.contribution.pictures)
        notes |= report.contribution.notes
    cites = bool(own.works)
    keys = tuple(dict.fromkeys(manifest.key_of(manifest.entries[n]) for n in numbers))
    inputs = inputs_of(product, [judged.reports[key] for key in keys], project, digests)
    # documents have no colophon: none is made anew because another one changed
    production = replace(production, inputs=digest_of_inputs(inputs))
    renditions: dict[Medium, Rendition] = {}
    for medium in media:
        made = out.take(_frame(bound, documents, medium, cites, typecase, production, target))
        if made is None:
            return out.done(None)
        renditions[medium] = made
    # what is bound by now is not kept in memory twice; the cartridge is made from documents as the e-book has them
    kept = {"epub"} if "cartridge" in product.formats else set()
    documents = tuple(
        replace(d, markup={medium: made for medium, made in d.markup.items() if medium in kept})
        for d in documents
    )
    return out.done(
        BoundBook(renditions, images, notes, keys, cites, documents, bound, production.modified, files)
    )


def _frame(
    bound: Any,
    documents: Sequence[DocumentReport],
    medium: Medium,
    cites: bool,
    typecase: Typecase,
    production: Production,
    target: Target,
) -> Checked[Any]:
    renderer = renderer_of(production.templates)
    sheets = sheets_of(stylesheets(production.templates), production.large)
    sans = target.trim.face == "sans"
    facts = facts_of_reader(documents, cites, medium, typecase, production, sans=sans)
    make: Any = {
        "pdf": partial(
            renderer.frame_print,
            finish=target.finish,
            column=target.trim.column > 0,
            large=production.large,
        ),
        "epub": renderer.frame_epub,
        "html": renderer.frame_site,
    }[medium]
    markup: dict[int, Any] = {each.contribution.number: each.markup[medium] for each in documents}
    checked: Checked[Any] = make(bound, markup, stylesheets=sheets, facts=facts)
    return checked


def _reader_citations(
    product: Product,
    target: Target,
    manifest: ReaderManifest,
    numbers: Sequence[int],
    judged: Judged,
    typecase: Typecase,
    style: str | None,
    workers: Performer,
    out: Collector,
) -> tuple[dict[int, Citations], Citations]:
    """Return the citations of each document by the number of its entry, and those of the reader's own prose with the
    bibliography over everything."""
    project = judged.frame.project
    told = product.audience == "instructors"
    prose = [
        blocks
        for n in range(len(manifest.entries))
        for blocks in (
            project.reader_prose.get((manifest.id, n), ()),
            project.teaching_notes.get((manifest.id, n), ()) if told else (),
        )
    ]
    own = tuple(context for blocks in prose for context in contexts(blocks))
    citing = [Citing(own, judged.frame.bibliography)]
    for n in numbers:
        entry = judged.entries[manifest.id, n]
        taken = entry.taken[product.audience]
        order = judged.taking[manifest.id, n]
        found = _contexts(order, taken, target, product, judged, workers)
        citing.append(Citing(_in_reader(found, entry.report.manifest), _works(order.edition)))
    language = manifest.language or project.manifest.language
    nothing = tuple(_NOTHING for _ in citing), _NOTHING
    (first, *others), works = _asked(
        lambda: cite_reader(citing, style, project.manifest, language, workers), nothing, out
    )
    for each, found in zip(citing, (first, *others), strict=True):
        path = each.bibliography.path
        typecase.check_works(found, Span(path, 0, 0) if path else None, out)
    typecase.check_works(works, None, out)
    return dict(zip(numbers, others, strict=True)), Citations(first.rendered, works.works)


def _contexts(
    order: TakingOrder, taken: Taken, target: Target, product: Product, judged: Judged, workers: Performer
) -> tuple[Context, ...]:
    """Return the citations of an edition in the order in which the book has them."""
    if not target.parallel:
        return taken.contexts_large if target.trim.large else taken.contexts
    production = _production(judged, target, "")
    about = DocumentOrder(order, product.audience, (), production, _NOTHING, layout=target.parallel)
    [found] = workers([contexts_step(about)])
    return found


def _in_reader(found: tuple[Context, ...], manifest: EditionManifest | None) -> tuple[Context, ...]:
    """Return the citations of an edition that a reader prints: not those on its own dedication and the like."""
    bodies = manifest.front.of_the_book if manifest is not None else ()
    if not bodies:
        return found
    own = {node.span for body in bodies for node in walk_blocks(body) if isinstance(node, Citation)}
    return tuple(each for each in found if each.node.span not in own)


def _works(order: EditionOrder) -> Bibliography:
    data = blob(order.works) if order.works else b""
    found = order.setting.bibliography
    return replace(found, data=data, path=order.home + found.path if found.path else "")


def _asked(ask: Callable[[], Checked[Any]], nothing: Any, out: Collector) -> Any:
    try:
        return out.take(ask())
    except FileNotFoundError as error:
        out.report(code("R007"), str(error), None, hint="pip install pypandoc_binary")
        return nothing


def _production(judged: Judged, target: Target, published: str) -> Production:
    templates = tuple(sorted(judged.frame.project.templates.items()))
    return Production(templates, target.trim.large, published, modified(published))


def _files(order: EditionOrder, pictures: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the paths of pictures in their project by the names they have in the book."""
    return {name: f"{order.home}source/{order.name}/{path}" for name, path in pictures}


def _images(order: EditionOrder, pictures: Sequence[tuple[str, str]]) -> dict[str, bytes]:
    """Return pictures by the names they have in the book."""
    files = {file.path: file.data for file in order.files}
    return {name: files[f"source/{order.name}/{path}"] for name, path in pictures}
