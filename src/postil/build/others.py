"""Editions of other projects: which ones readers want, what is read of them, where their faults are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from postil.diagnostics import Diagnostic, Label
from postil.ingest.decode import decode
from postil.ingest.manifest import ingest_project_manifest
from postil.ingest.project import Frame, ingest_frame
from postil.ingest.reader_manifest import ingest_reader_manifest
from postil.model.edition import (
    OtherProject,
    ProjectFiles,
)
from postil.model.manifest import ProjectSource
from postil.spans import SourceText, Span

__all__ = ["frame_of_other", "relocated", "wanted_of"]


def wanted_of(files: ProjectFiles) -> tuple[tuple[ProjectSource, tuple[str, ...]], ...]:
    """Return the other projects that the readers of a project name, each with the editions wanted of it."""
    readers = {
        p: f
        for p, f in files.files.items()
        if p.startswith("readers/") and p.endswith((".yaml", ".yml")) and b"projects" in f.data
    }
    project = decode(files.files["postil.yaml"]).value if readers and "postil.yaml" in files.files else None
    if project is None:
        return ()
    own = ingest_project_manifest(project).value
    sources: dict[str, ProjectSource] = {}
    names: dict[str, set[str]] = {}
    for path, file in sorted(readers.items()):
        source = decode(file).value
        if source is None:
            continue
        manifest = ingest_reader_manifest(source, path, own).value
        for other in manifest.projects:
            sources.setdefault(other.home, other)
            names.setdefault(other.home, set())
        for entry in manifest.entries:
            found, name = manifest.source_of(entry)
            if found is not None:
                names[found.home].add(name)
    return tuple((sources[home], tuple(sorted(names[home]))) for home in sorted(sources))


def frame_of_other(
    home: str, other: OtherProject
) -> tuple[Frame | None, Mapping[str, SourceText], list[Diagnostic]]:
    """Return the frame of another project, its texts as they are told, and what is wrong with it."""
    if other.fault or not other.files.files:
        return None, {}, []
    kept = {
        path: file
        for path, file in other.files.files.items()
        if not path.startswith(("templates/", "readers/"))
    }
    read = ingest_frame(ProjectFiles(kept, other.files.refused))
    # fonts and style sheets of other projects are not used: that they cannot be read is nobody's fault here
    unread = {"M009", "M011"}
    found = [
        d
        for d in read.diagnostics
        if not (d.code.id in unread and d.span is not None and d.span.file == "postil.yaml")
    ]
    texts = read.value.project.texts if read.value is not None else {}
    named = {home + path: SourceText(home + path, t.text, t.line_starts) for path, t in texts.items()}
    return read.value, named, relocated(found, home)


def relocated(found: Iterable[Diagnostic], home: str) -> list[Diagnostic]:
    """Return diagnostics about another project's files as they are told here: with its `home` before their paths."""
    if not home:
        return list(found)

    def moved(span: Span) -> Span:
        return span if span.file.startswith("readers/") else span.within(home)

    return [
        Diagnostic(
            d.code,
            d.message,
            moved(d.span) if d.span is not None else None,
            tuple(Label(moved(label.span), label.message) for label in d.labels),
            d.hint,
        )
        for d in found
    ]
