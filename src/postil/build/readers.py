"""Readers: what they take of their editions, and everything that can be wrong with that."""

from __future__ import annotations

from collections.abc import Mapping

from postil.backmatter import check_readers as check_matter
from postil.build.checking import AUDIENCES
from postil.build.orders import NO_CHOICE, TakingOrder
from postil.build.reports import EditionReport, Taken
from postil.diagnostics import Checked, Collector, Diagnostic, Label, code
from postil.excerpt import excerpt
from postil.frozen import dataclass
from postil.ingest.fields import nearest
from postil.model.cuts import CutAccount
from postil.model.edition import (
    Bibliography,
    OtherProject,
    Project,
    ResolvedEdition,
)
from postil.model.manifest import BuildAudience, ReaderManifest
from postil.reader import adopt, check_prose, check_rights
from postil.spans import Span

__all__ = ["Entry", "check_readers", "take"]


def take(order: TakingOrder, whole: ResolvedEdition) -> Checked[tuple[ResolvedEdition, CutAccount | None]]:
    """Return what a reader takes of an edition for one audience, and the account of what it leaves. Reports what
    `postil.excerpt` does."""
    out = Collector()
    made, told = whole, None
    if order.choices != NO_CHOICE:
        checked = excerpt(whole, order.choices)
        out.found += _placed(checked.diagnostics, order.span, whole.edition.home)
        made, account = checked.value
        told = None if account.empty else account
    if order.source:
        made = adopt(made, order.source, order.project)
    return out.done((made, told))


def _placed(found: tuple[Diagnostic, ...], span: Span, home: str) -> list[Diagnostic]:
    """Return what was found in an excerpt: in its entry, with labels where the notes are."""
    return [
        Diagnostic(
            d.code,
            d.message,
            d.span or span,
            tuple(Label(x.span.within(home), x.message) for x in d.labels),
            d.hint,
        )
        for d in found
    ]


@dataclass(frozen=True, slots=True)
class Entry:
    """An edition in a reader: its report, and what the reader takes of it, by audience."""

    report: EditionReport
    taken: Mapping[BuildAudience, Taken]


def check_readers(
    project: Project,
    bibliography: Bibliography,
    entries: Mapping[tuple[str, int], Entry],
    others: Mapping[str, OtherProject],
) -> Checked[None]:
    """Check every reader of a project, for each audience; `entries` are their editions by reader and number.

    Reports D001 (another project has no such edition), D010–D012 (other projects), and what `postil.reader` and
    `postil.backmatter` do.
    """
    out = Collector()
    for manifest in project.readers:
        _check_others(manifest, others, out)
        own = {number: entry for (name, number), entry in entries.items() if name == manifest.id}
        written = {n: frozenset(_whole(e.report)["instructors"].outline.targets) for n, e in own.items()}
        for audience in AUDIENCES:
            outlines = {n: e.taken[audience].outline for n, e in own.items()}
            out.take(check_prose(manifest, project.reader_prose, outlines, written, bibliography))
            if audience == "instructors":
                out.take(check_prose(manifest, project.teaching_notes, outlines, written, bibliography))
        manifests = {
            n: (e.report.home, e.report.manifest) for n, e in own.items() if e.report.manifest is not None
        }
        out.take(check_rights(manifest, manifests))
        reports = {e.report.key: e.report for e in own.values()}
        matter = {key: r.declared.within(r.home) for key, r in reports.items() if r.declared is not None}
        out.take(check_matter((manifest,), project.reader_prose, matter))
    return out.done(None)


def _whole(report: EditionReport) -> Mapping[BuildAudience, Taken]:
    return report.taken or {}


def _check_others(manifest: ReaderManifest, others: Mapping[str, OtherProject], out: Collector) -> None:
    for source in manifest.projects:
        other = others.get(source.home)
        if other is None:
            continue
        if other.fault == "not allowed":
            out.report(
                code("D010"),
                f"the project “{source.path}” lies outside of this one",
                source.span,
                hint=f"if you trust it, say so where you build: --allow-project {source.path}",
            )
        elif other.fault:
            installed = other.fault == "not installed"
            out.report(
                code("D011"),
                f"there is no installed package “{source.package}” with a project in it"
                if installed
                else f"there is no project in “{source.path or source.package}”: no postil.yaml",
                source.span,
                hint=f"pip install {source.package.replace('_', '-')}" if installed else "correct the path",
            )
        elif unused := _unused(other):
            out.report(
                code("D012"),
                f"the project “{source.name}” has {unused} of its own, which a reader of this one does not use",
                source.span,
                hint="copy what the reader needs into this project",
            )
        if other.fault:
            continue
        for entry in manifest.entries:
            found, name = manifest.source_of(entry)
            if found == source and name not in other.editions:
                near = nearest(name, other.editions)
                out.report(
                    code("D001"),
                    f"the project “{source.name}” has no edition “{name}”",
                    entry.span,
                    hint=f"did you mean “{source.name}/{near}”?"
                    if near
                    else "editions: " + ", ".join(other.editions),
                )


def _unused(other: OtherProject) -> str:
    files = other.files.files
    kinds = ["templates"] if any(p.startswith("templates/") for p in files) else []
    manifest = files.get("postil.yaml")
    if manifest is not None and any(line.startswith(b"fonts:") for line in manifest.data.splitlines()):
        kinds.append("fonts")
    return " and ".join(kinds)
