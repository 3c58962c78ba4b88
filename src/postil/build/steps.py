"""The steps of a build: pure functions from an order to a report, for whichever process has a hand free."""

from __future__ import annotations

import functools
import pickle
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from postil import workspace
from postil.backmatter import declared
from postil.build.age import age
from postil.build.checking import AUDIENCES, as_shown, check_one
from postil.build.faces import Typecase
from postil.build.orders import DocumentOrder, EditionOrder, TakingOrder
from postil.build.others import relocated
from postil.build.profiles import at_the_end, sheets_of
from postil.build.readers import take
from postil.build.record import asks, checksums_of, digests_without_hidden, facts_of
from postil.build.reports import (
    DocumentReport,
    EditionRendering,
    EditionReport,
    Rendition,
    Taken,
    TakingReport,
)
from postil.citations import Context, contexts_of
from postil.diagnostics import Checked, Collector, Diagnostic
from postil.excerpt import rearranged
from postil.ingest.project import ingest_one
from postil.memory import compiled
from postil.model.course_reader import CitedEdition
from postil.model.cuts import CutAccount
from postil.model.edition import (
    AnchoredEdition,
    Edition,
    ResolvedEdition,
)
from postil.model.manifest import BuildAudience, Medium
from postil.model.outline import outline_of
from postil.model.parallel import ALTERNATE, COLUMNS
from postil.model.steps import Step, blob
from postil.resolve import resolve
from postil.spans import SourceText
from postil.weave import weave

if TYPE_CHECKING:
    from postil.render import Renderer

__all__ = [
    "anchored",
    "bundled",
    "check_step",
    "contexts_step",
    "document_step",
    "edition_step",
    "ingested",
    "renderer_of",
    "stylesheets",
    "taking_step",
]

_REMEMBERED = 6
"""So many editions are kept at hand in a process: one is checked, taken and rendered soon after each other."""


# checking -------------------------------------------------------------------------------------------------------------------


def check_step(order: EditionOrder) -> Step[EditionReport]:
    """Return the step that checks an edition."""
    key, label = "check " + order.key, f"check {order.name}"
    return Step(check_edition, (order,), key, label, order.blobs, light=True, near=order.key)


def check_edition(order: EditionOrder) -> EditionReport:
    """Return what is to be told of an edition by itself."""
    edition, texts, found = ingested(order)
    out = Collector(list(found))
    if edition is None:
        told = tuple(relocated(out.done(None).diagnostics, order.home))
        return EditionReport(order.name, order.home, told, _spoken_of(told, texts, order.home))
    checked = out.take(check_one(edition, _typecase(order)))
    _keep(order, checked.anchored)
    told = tuple(relocated(out.done(None).diagnostics, order.home))
    return EditionReport(
        order.name,
        order.home,
        told,
        _spoken_of(told, texts, order.home),
        edition.manifest,
        checked.account,
        checked.notes,
        {audience: _taken(one, None) for audience, one in checked.resolved.items()},
        declared(edition),
        edition.inputs,
        digests_without_hidden(edition, texts),
        b"" if edition.pictures else pickle.dumps(checked.anchored, pickle.HIGHEST_PROTOCOL),
    )


def taking_step(order: TakingOrder) -> Step[TakingReport]:
    """Return the step that takes of an edition what a reader wants."""
    edition = order.edition
    key, label = "take " + order.key, f"take {edition.name}"
    return Step(take_edition, (order,), key, label, edition.blobs, light=True, near=edition.key)


def take_edition(order: TakingOrder) -> TakingReport:
    """Return what a reader takes of an edition, nothing where it cannot be read. Reports what `postil.excerpt` does."""
    out = Collector()
    if not order.edition.ready and ingested(order.edition)[0] is None:
        return TakingReport((), {})
    found: dict[BuildAudience, Taken] = {}
    for audience in AUDIENCES:
        whole = resolve(anchored(order.edition), audience).value
        resolved, account = out.take(take(order, whole))
        found[audience] = _taken(resolved, account)
    return TakingReport(out.done(None).diagnostics, found)


def _taken(resolved: ResolvedEdition, account: CutAccount | None) -> Taken:
    large = contexts_of(at_the_end(resolved))
    return Taken(outline_of(resolved), contexts_of(resolved), large, account)


def _spoken_of(found: Iterable[Diagnostic], texts: Mapping[str, SourceText], home: str) -> dict[str, str]:
    """Return the texts that diagnostics point into."""
    files = {span.file for diagnostic in found for span in diagnostic.spans}
    return {home + path: text.text for path, text in texts.items() if home + path in files}


# at hand --------------------------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=_REMEMBERED)
def ingested(
    order: EditionOrder,
) -> tuple[Edition | None, Mapping[str, SourceText], tuple[Diagnostic, ...]]:
    """Return an edition as read, nothing where it cannot be, its texts, and what is wrong with it."""
    data = blob(order.works) if order.works else b""
    setting = replace(order.setting, bibliography=replace(order.setting.bibliography, data=data))
    read = ingest_one(order.name, {file.path: file for file in order.files}, setting)
    edition, texts = read.value
    return (replace(edition, home=order.home) if edition is not None else None), texts, read.diagnostics


_AT_HAND: dict[str, AnchoredEdition] = {}


def _keep(order: EditionOrder, found: AnchoredEdition) -> None:
    while len(_AT_HAND) >= _REMEMBERED:
        del _AT_HAND[next(iter(_AT_HAND))]
    _AT_HAND[order.key] = found


def anchored(order: EditionOrder) -> AnchoredEdition:
    """Return an edition that was found to be right."""
    if order.key not in _AT_HAND:
        if order.ready:
            # what a step of this very build gave, or the memory under its seal
            _keep(order, pickle.loads(order.ready))  # noqa: S301
            return _AT_HAND[order.key]
        from postil.anchor import anchor

        edition, _, _ = ingested(order)
        assert edition is not None  # noqa: S101  only what was checked is asked for
        _keep(order, anchor(edition).value)
    return _AT_HAND[order.key]


@functools.lru_cache(maxsize=2)
def _own_faces(fonts: tuple[tuple[str, str], ...], order: EditionOrder) -> Typecase:
    faces = tuple((path, blob(digest)) for path, digest in fonts)
    return bundled().with_faces(faces, order.setting.manifest, Collector())


def _typecase(order: EditionOrder) -> Typecase:
    return _own_faces(order.fonts, order) if order.fonts else bundled()


@functools.cache
def bundled() -> Typecase:
    """Return the faces that come with the package."""
    return Typecase(workspace.package_fonts())


@functools.lru_cache(maxsize=2)
def renderer_of(templates: tuple[tuple[str, str], ...]) -> Renderer:
    """Return the renderer of a project's templates."""
    from postil.render import Renderer

    return Renderer(dict(templates), workspace.package_templates(), kept=compiled(age()))


def stylesheets(templates: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return the style sheets by name: the package's, or a project's of the same name."""
    every = {**workspace.package_templates(), **dict(templates)}
    return {name: text for name, text in every.items() if name.endswith(".css")}


# rendering ------------------------------------------------------------------------------------------------------------------


def document_step(order: DocumentOrder) -> Step[DocumentReport]:
    """Return the step that renders a document of a reader."""
    label = f"render {order.edition.name}"
    return Step(render_document, (order,), "document " + order.key, label, order.edition.blobs, light=True)


def render_document(order: DocumentOrder) -> DocumentReport:
    """Return a document of a reader in all media that are asked for."""
    out = Collector()
    assert order.reader is not None  # noqa: S101  else it is no document of a reader
    assert order.document is not None  # noqa: S101
    cited = out.take(_cited(order))
    number, reader, project = order.document.number, order.reader, order.taking.project
    documents = renderer_of(order.production.templates).documents
    markup: dict[Medium, Any] = {}
    for medium in order.media:
        if medium == "pdf":
            made: Checked[Any] = documents.print(cited, number, reader, project, order.moved)
        elif medium == "epub":
            made = documents.epub(cited, number, reader, project)
        else:
            made = documents.page(cited, number, reader, project)
        markup[medium] = out.take(made)
    edition = cited.woven.edition
    return DocumentReport(
        tuple(relocated(out.done(None).diagnostics, order.edition.home)),
        documents.contribution(cited, number, reader, project),
        markup,
        _typecase(order.edition).characters(edition),
        checksums_of(edition),
        asks(cited),
    )


def edition_step(order: DocumentOrder) -> Step[EditionRendering]:
    """Return the step that renders an edition as a book of its own."""
    label = f"render {order.edition.name}"
    blobs = order.edition.blobs
    return Step(render_edition, (order,), "rendition " + order.key, label, blobs, light=True)


def render_edition(order: DocumentOrder) -> EditionRendering:
    """Return an edition as a book of its own in all media that are asked for."""
    from postil.render import NoteRecord
    from postil.render.pictures import picture_names

    out = Collector()
    cited = out.take(_cited(order))
    renderer = renderer_of(order.production.templates)
    sheets = sheets_of(stylesheets(order.production.templates), order.production.large)
    made: dict[Medium, Rendition] = {}
    for medium in order.media:
        facts = facts_of(cited, medium, _typecase(order.edition), order.production, sans=order.sans)
        if medium == "pdf":
            checked: Checked[Any] = renderer.render_print(
                cited,
                moved=order.moved,
                stylesheets=sheets,
                facts=facts,
                finish=order.finish,
                column=order.column,
                large=order.production.large,
            )
        elif medium == "epub":
            checked = renderer.render_epub(cited, stylesheets=sheets, facts=facts)
        else:
            checked = renderer.render_site(cited, stylesheets=sheets, facts=facts)
        found = out.take(checked)
        if found is not None:
            made[medium] = found
    edition = cited.woven.edition
    return EditionRendering(
        out.done(None).diagnostics,
        made,
        {n.id: NoteRecord(n.label, n.annotation.heading_span) for n in cited.woven.notes},
        tuple((name, path) for path, name in picture_names(edition, "").items()),
    )


def contexts_step(order: DocumentOrder) -> Step[tuple[Context, ...]]:
    """Return the step that finds the citations of a document in their order, where that is not the one in which it was taken."""
    label = f"citations of {order.edition.name}"
    return Step(contexts_in, (order,), "contexts " + order.key, label, order.edition.blobs, light=True)


def contexts_in(order: DocumentOrder) -> tuple[Context, ...]:
    """Return the citations of a document in the order in which they are read."""
    return contexts_of(_resolved(order))


def _resolved(order: DocumentOrder) -> ResolvedEdition:
    resolved, taking = resolve(anchored(order.edition), order.audience).value, order.taking
    shown = taking.choices.parallel or resolved.edition.manifest.parallel
    laid_out = bool(order.layout) and shown in {COLUMNS, ALTERNATE}
    if taking.unchanged:
        resolved = rearranged(resolved, order.layout) if laid_out else as_shown(resolved)
    else:
        choices = replace(taking.choices, parallel=order.layout, parallel_span=None)
        resolved = take(replace(taking, choices=choices) if laid_out else taking, resolved).value[0]
    return at_the_end(resolved) if order.production.large else resolved


def _cited(order: DocumentOrder) -> Checked[CitedEdition]:
    out = Collector()
    woven = out.take(weave(_resolved(order), order.prefix))
    return out.done(CitedEdition(woven, order.citations, order.document))
