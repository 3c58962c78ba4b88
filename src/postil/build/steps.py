"""The steps of a build: pure functions from an order to a report, for whichever process has a hand free."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from postil import workspace
from postil.anchor import anchor
from postil.build.checking import check_edition_stages
from postil.build.faces import Typecase
from postil.build.orders import DocumentOrder, EditionOrder
from postil.build.record import digests_without_hidden, facts_of, normalised_digest
from postil.build.reports import DocumentReport, EditionReport, Outline
from postil.citations import cite
from postil.diagnostics import Checked, Collector, Diagnostic, code
from postil.ingest.project import ingest_edition
from postil.model.edition import AnchoredEdition, Bibliography, Citations, CitedEdition, Edition
from postil.model.manifest import BuildAudience
from postil.model.rendition import EpubRendition, PrintRendition, SiteRendition
from postil.model.steps import Step, blob
from postil.render import Renderer
from postil.resolve import resolve
from postil.spans import SourceText, Span
from postil.weave import weave

__all__ = ["check_step", "document_step", "rendition_of"]

AUDIENCES: tuple[BuildAudience, ...] = ("students", "instructors")


# checking -------------------------------------------------------------------------------------------------------------------


def check_step(order: EditionOrder) -> Step[EditionReport]:
    """Return the step that checks an edition."""
    return Step(check_edition, (order,), "check " + order.key, order.name, order.blobs)


def check_edition(order: EditionOrder) -> EditionReport:
    """Return what is to be told of an edition by itself."""
    edition, texts, found = _ingested(order)
    out = Collector()
    out.found += found
    if edition is None:
        return EditionReport(order.name, out.done(None).diagnostics, _spoken_of(out.found, texts))
    stages = out.take(check_edition_stages(edition, _typecase(order)))
    outlines: dict[BuildAudience, Outline] = {
        audience: Outline(dict(one.targets), frozenset(n.id for n in one.notes))
        for audience, one in stages.resolved.items()
    }
    return EditionReport(
        order.name,
        out.done(None).diagnostics,
        _spoken_of(out.found, texts),
        edition.manifest,
        stages.account,
        len(stages.anchored.annotations),
        outlines,
        frozenset(a.id for a in edition.annotations),
        edition.inputs,
        digests_without_hidden(edition, texts),
    )


def _spoken_of(found: list[Diagnostic], texts: Mapping[str, SourceText]) -> dict[str, str]:
    """Return the texts that diagnostics point into."""
    spans = [span for d in found for span in (d.span, *(label.span for label in d.labels)) if span is not None]
    return {path: texts[path].text for path in sorted({span.file for span in spans}) if path in texts}


@functools.lru_cache(maxsize=4)
def _ingested(
    order: EditionOrder,
) -> tuple[Edition | None, Mapping[str, SourceText], tuple[Diagnostic, ...]]:
    read = ingest_edition(order.name, order.files, order.manifest, order.bibliography)
    edition, texts = read.value
    return edition, texts, read.diagnostics


@functools.lru_cache(maxsize=4)
def _anchored(order: EditionOrder) -> AnchoredEdition:
    edition, _, _ = _ingested(order)
    assert edition is not None  # noqa: S101  only what was checked is rendered
    return anchor(edition).value


@functools.lru_cache(maxsize=4)
def _own_faces(fonts: tuple[tuple[str, str], ...], order: EditionOrder) -> Typecase:
    faces = tuple((path, blob(digest)) for path, digest in fonts)
    return bundled().with_faces(faces, order.manifest, Collector())


def _typecase(order: EditionOrder) -> Typecase:
    return _own_faces(order.fonts, order) if order.fonts else bundled()


@functools.cache
def bundled() -> Typecase:
    """Return the faces that come with the package."""
    return Typecase(workspace.package_fonts())


# rendering ------------------------------------------------------------------------------------------------------------------


def document_step(order: DocumentOrder) -> Step[DocumentReport]:
    """Return the step that renders a document of a reader."""
    label = f"{order.number}. {order.edition.name}"
    return Step(render_document, (order,), "document " + order.key, label, order.edition.blobs)


def render_document(order: DocumentOrder) -> DocumentReport:
    """Return a document of a reader in all media that are asked for."""
    out = Collector()
    assert order.reader is not None  # noqa: S101  else it is no document of a reader
    cited = out.take(_cited(order))
    project, reader = order.edition.manifest, order.reader
    documents = _renderer(order.setting.templates).documents
    markup: dict[Any, Any] = {}
    for medium in order.media:
        if medium == "pdf":
            made: Checked[Any] = documents.print(cited, order.number, reader, project, order.moved)
        elif medium == "epub":
            made = documents.epub(cited, order.number, reader, project)
        else:
            made = documents.page(cited, order.number, reader, project)
        markup[medium] = out.take(made)
    edition = cited.woven.edition
    return DocumentReport(
        out.done(None).diagnostics,
        documents.contribution(cited, order.number, reader, project),
        markup,
        _typecase(order.edition).characters(edition),
        bool(cited.citations.works),
        normalised_digest(edition.copy_text.text) if edition.copy_text is not None else "",
    )


def rendition_of(order: DocumentOrder) -> tuple[Checked[None], dict[str, Any], CitedEdition]:
    """Return an edition as a book of its own in all media that are asked for, and the edition itself."""
    out = Collector()
    cited = out.take(_cited(order))
    renderer = _renderer(order.setting.templates)
    sheets = stylesheets(order.setting.templates)
    typecase = _typecase(order.edition)
    made: dict[str, PrintRendition | EpubRendition | SiteRendition | None] = {}
    for medium in order.media:
        facts = facts_of(cited, medium, typecase, order.setting)
        if medium == "pdf":
            made[medium] = out.take(
                renderer.render_print(cited, moved=order.moved, stylesheets=sheets, facts=facts)
            )
        elif medium == "epub":
            made[medium] = out.take(
                renderer.render_epub(cited, faces=typecase.faces, stylesheets=sheets, facts=facts)
            )
        else:
            made[medium] = out.take(
                renderer.render_site(cited, faces=typecase.faces, stylesheets=sheets, facts=facts)
            )
    return out.done(None), made, cited


@functools.lru_cache(maxsize=2)
def _renderer(templates: tuple[tuple[str, str], ...]) -> Renderer:
    return Renderer(dict(templates), workspace.package_templates())


def stylesheets(templates: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return the style sheets by name: the package's, or a project's of the same name."""
    every = {**workspace.package_templates(), **dict(templates)}
    return {name: text for name, text in every.items() if name.endswith(".css")}


def renderer_of(templates: tuple[tuple[str, str], ...]) -> Renderer:
    """Return the renderer of a project's templates."""
    return _renderer(templates)


def _cited(order: DocumentOrder) -> Checked[CitedEdition]:
    out = Collector()
    resolved = out.take(resolve(_anchored(order.edition), order.audience))
    woven = out.take(weave(resolved, order.prefix))
    asked = replace(woven.edition.bibliography, data=b"")
    citations = ask_for_citations(
        lambda style, works: cite(woven, style, works), order.edition, asked, _typecase(order.edition), out
    )
    return out.done(CitedEdition(woven, citations))


def ask_for_citations(
    ask: Any, order: EditionOrder, bibliography: Bibliography, typecase: Typecase, out: Collector
) -> Citations:
    """Return what the citation engine says. Reports R006, R007, W001."""
    style = blob(order.style).decode() if order.style else None
    try:
        citations: Citations = out.take(ask(style, blob(order.works) if order.works else b""))
    except FileNotFoundError as error:
        out.report(code("R007"), str(error), None, hint="pip install pypandoc_binary")
        return Citations({}, ())
    place = Span(bibliography.path, 0, 0) if bibliography.path else None
    typecase.check_works(citations, place, out)
    return citations
