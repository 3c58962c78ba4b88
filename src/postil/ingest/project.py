"""A whole project: every file that was read becomes part of it, or a diagnostic."""

from __future__ import annotations

from postil.diagnostics import Checked, Collector, code
from postil.ingest.bibliography import EMPTY, ingest_bibliography
from postil.ingest.edition import EditionReader
from postil.ingest.fields import nearest
from postil.ingest.files import FileReader
from postil.ingest.manifest import ingest_project_manifest
from postil.ingest.prose import is_safe_path
from postil.ingest.readers import read_readers
from postil.model.edition import Bibliography, Project, ProjectFiles
from postil.model.manifest import ProjectManifest
from postil.spans import Span

__all__ = ["ingest_project"]

_BIBLIOGRAPHIES = ("source/bibliography.yaml", "source/bibliography.json", "source/bibliography.bib")


def ingest_project(files: ProjectFiles) -> Checked[Project | None]:
    """Return the project, nothing where it has no `postil.yaml` that can be read.

    Reports everything the parts report, and M001, M009 (listed, missing), M010 (present, unlisted), M011, M015
    (copy-text changed), M018, M022, N014, D001, T008, T019.
    """
    out = Collector()
    reader = FileReader(files, out)
    for path, why in files.refused:
        out.report(
            code("M011"), f"“{path}” {why}", Span(path, 0, 0), hint="copy the file itself into the project"
        )
    source = reader.text("postil.yaml")
    if source is None:
        if "postil.yaml" not in files.files:
            out.report(
                code("M001"),
                "here is no postil project: there is no postil.yaml",
                None,
                hint="`postil new NAME` begins one; --project says where one is",
            )
        return out.done(None)
    read = ingest_project_manifest(source)
    manifest = out.take(read)
    if not read.ok:
        reader.unknown |= set() if manifest.contributors else {"M019"}
        reader.unknown |= set() if any(s.span.end > s.span.start for s in manifest.series) else {"N008"}
    bibliography = _bibliography(reader, manifest)
    style = _style(reader, manifest)
    names = _edition_names(reader)
    edition_reader = EditionReader(reader, manifest, bibliography)
    editions = tuple(e for e in map(edition_reader.edition, names) if e is not None)
    _stray(reader, names)
    readers = read_readers(reader, manifest, names)
    templates = {
        path.removeprefix("templates/"): text.text
        for path in sorted(files.files)
        if path.startswith("templates/") and (text := reader.text(path)) is not None
    }
    fonts = tuple((path, reader.bytes(path, span)) for path, span in manifest.fonts)
    return out.done(
        Project(
            manifest,
            editions,
            readers.manifests,
            readers.prose,
            reader.texts,
            templates,
            tuple((path, data) for path, data in fonts if data is not None),
            style,
            readers.teaching,
        )
    )


def _edition_names(reader: FileReader) -> list[str]:
    names = {p.split("/")[1] for p in reader.files if p.startswith("source/") and p.endswith("/edition.yaml")}
    return sorted(n for n in names if f"source/{n}/edition.yaml" in reader.files)


def _bibliography(reader: FileReader, manifest: ProjectManifest) -> Bibliography:
    path = manifest.bibliography
    if path and manifest.bibliography_span is not None:
        if not is_safe_path(path):
            reader.bytes(path, manifest.bibliography_span)
            return EMPTY
        source = reader.listed(path, manifest.bibliography_span)
        if source is None:
            return Bibliography(path, "", b"", frozenset())
    else:
        found = next((p for p in _BIBLIOGRAPHIES if p in reader.files), "")
        source = reader.text(found) if found else None
        if found and source is None:
            return Bibliography(found, "", b"", frozenset())
    return reader.out.take(ingest_bibliography(source)) if source is not None else EMPTY


def _style(reader: FileReader, manifest: ProjectManifest) -> str:
    """Return the citation style where the manifest names a file of the project."""
    name = manifest.citation_style
    if not name.endswith(".csl") or manifest.citation_style_span is None:
        return ""
    if not is_safe_path(name):
        reader.bytes(name, manifest.citation_style_span)
        return ""
    source = reader.listed(name, manifest.citation_style_span)
    return source.text if source else ""


def _stray(reader: FileReader, editions: list[str]) -> None:
    """Report annotation files and sources that belong to no edition. Reports N014, M010."""
    sources = {p.split("/")[1] for p in reader.files if p.startswith("source/") and p.count("/") > 1}
    for path in sorted(p for p in reader.files if p.startswith("annotations/") and p.endswith(".md")):
        parts = path.split("/")
        if path in reader.used or parts[-1].casefold().startswith("readme"):
            continue
        name = parts[1] if len(parts) > 2 else ""
        if name in sources and f"source/{name}/edition.yaml" in reader.files:
            continue
        near = nearest(name, editions) if name else ""
        reader.out.report(
            code("N014"),
            f"there is no edition “{name}”" if name else "annotations stand in the folder of their edition",
            Span(path, 0, 0),
            hint=f"did you mean annotations/{near}/?" if near else "move it to annotations/EDITION/",
        )
    for name in sorted(sources - set(editions)):
        path = next(p for p in sorted(reader.files) if p.startswith(f"source/{name}/"))
        if any(
            p.endswith(("/text.md", "/copy-text.txt"))
            for p in reader.files
            if p.startswith(f"source/{name}/")
        ):
            reader.out.report(
                code("M009"),
                f"the folder source/{name} has no edition.yaml",
                Span(path, 0, 0),
                hint=f"write source/{name}/edition.yaml with a title:",
            )
