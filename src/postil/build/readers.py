"""Readers: what they take of their editions, and everything that can be wrong with that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from postil.diagnostics import Checked, Collector, Diagnostic, Label, code
from postil.excerpt import excerpt
from postil.ingest.fields import nearest
from postil.model.cuts import CutAccount
from postil.model.edition import Bibliography, OtherProject, Project, ResolvedEdition
from postil.model.manifest import BuildAudience, Choices, ReaderManifest
from postil.reader import adopt, check_prose, check_rights
from postil.spans import Span

__all__ = ["AUDIENCES", "Taken", "check_readers", "take"]

AUDIENCES: tuple[BuildAudience, ...] = ("students", "instructors")
_NO_CHOICE = Choices()


@dataclass(frozen=True, slots=True)
class Taken:
    """What a reader takes of its editions, by the number of their entry, and the accounts of what it leaves."""

    editions: Mapping[int, ResolvedEdition]
    accounts: Mapping[int, CutAccount]


def take(manifest: ReaderManifest, project: Project, resolved: Mapping[str, ResolvedEdition]) -> Checked[Taken]:
    """Return what a reader takes; `resolved` are the editions by their keys, for one audience. Reports what
    `postil.excerpt` does."""
    out = Collector()
    editions: dict[int, ResolvedEdition] = {}
    accounts: dict[int, CutAccount] = {}
    for number, entry in enumerate(manifest.entries):
        whole = resolved.get(manifest.key_of(entry)) if entry.edition else None
        if whole is None:
            continue
        made = whole
        if entry.choices != _NO_CHOICE:
            checked = excerpt(whole, entry.choices)
            out.found += _placed(checked.diagnostics, entry.span, whole.edition.home)
            made, account = checked.value
            if not account.empty:
                accounts[number] = account
        source, _ = manifest.source_of(entry)
        if source is not None:
            made = adopt(made, source.name, project.manifest)
        editions[number] = made
    return out.done(Taken(editions, accounts))


def _placed(found: tuple[Diagnostic, ...], span: Span, home: str) -> list[Diagnostic]:
    """Return what was found in an excerpt: in its entry, with labels where the notes are."""
    return [
        Diagnostic(
            d.code,
            d.message,
            d.span or span,
            tuple(Label(Span(home + x.span.file, x.span.start, x.span.end), x.message) for x in d.labels),
            d.hint,
        )
        for d in found
    ]


def check_readers(
    project: Project,
    resolved: Mapping[str, Mapping[BuildAudience, ResolvedEdition]],
    others: Mapping[str, OtherProject],
) -> Checked[None]:
    """Check every reader of a project, for each audience; `resolved` by the keys of the editions.

    Reports D001 (another project has no such edition), D010–D012 (other projects), and what `postil.reader` and
    `postil.excerpt` do.
    """
    out = Collector()
    bibliography = (
        project.editions[0].bibliography if project.editions else Bibliography("", "", b"", frozenset())
    )
    for manifest in project.readers:
        _check_others(manifest, others, out)
        for audience in AUDIENCES:
            here = {key: each[audience] for key, each in resolved.items()}
            taken = out.take(take(manifest, project, here))
            written = {
                i: frozenset(resolved[e.edition.key]["instructors"].targets) for i, e in taken.editions.items()
            }
            out.take(
                check_prose(manifest, project.reader_prose, taken.editions, written, bibliography)
            )
            if audience == "instructors":
                out.take(
                    check_prose(manifest, project.teaching_notes, taken.editions, written, bibliography)
                )
                out.take(check_rights(manifest, {i: e.edition for i, e in taken.editions.items()}))
    return out.done(None)


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
