"""A whole project: every file that was read becomes part of it, or a diagnostic.

It is read in parts that know nothing of each other: the *frame* (the project's manifest and what concerns no single
edition), and every edition by itself from the files in its two folders and the little it must know of the frame. Put
together in any order, the parts are the project.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from postil.diagnostics import Checked, Collector, code
from postil.frozen import dataclass
from postil.ingest.bibliography import EMPTY, ingest_bibliography
from postil.ingest.edition import EditionReader
from postil.ingest.fields import nearest
from postil.ingest.files import FileReader
from postil.ingest.manifest import ingest_project_manifest
from postil.ingest.prose import is_safe_path
from postil.ingest.readers import read_readers
from postil.model.edition import (
    Bibliography,
    Edition,
    Project,
    ProjectFiles,
)
from postil.model.manifest import ProjectManifest
from postil.spans import InputFile, SourceText, Span

__all__ = ["Frame", "Setting", "files_by_edition", "files_of", "ingest_frame", "ingest_one", "ingest_project"]

_BIBLIOGRAPHIES = ("source/bibliography.yaml", "source/bibliography.json", "source/bibliography.bib")


@dataclass(frozen=True, slots=True)
class Setting:
    """What an edition must know of its project. `unknown` are codes that say nothing, because what `postil.yaml` declares
    could not be read; `named` are those of the edition's files that the project names (they belong to something)."""

    manifest: ProjectManifest
    bibliography: Bibliography
    unknown: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Frame:
    """A project without its editions; `names` are theirs. `unknown` and `named` as in `Setting`, for all of them."""

    project: Project
    names: tuple[str, ...]
    bibliography: Bibliography
    unknown: frozenset[str]
    named: frozenset[str]

    def setting(self, name: str) -> Setting:
        """Return what the edition `name` must know."""
        named = frozenset(p for p in self.named if _edition_of(p) == name)
        return Setting(self.project.manifest, self.bibliography, self.unknown, named)

    def whole(self, editions: Iterable[Edition], texts: Iterable[Mapping[str, SourceText]]) -> Project:
        """Return the project with its editions, and every text that was read with them."""
        every = dict(self.project.texts)
        for own in texts:
            every.update(own)
        found = tuple(sorted(editions, key=lambda e: e.id))
        return replace(self.project, editions=found, texts=every)


def ingest_project(files: ProjectFiles) -> Checked[Project | None]:
    """Return the project, nothing where it has no `postil.yaml` that can be read.

    Reports what `ingest_frame` and, for each edition, `ingest_one` report.
    """
    out = Collector()
    frame = out.take(ingest_frame(files))
    if frame is None:
        return out.done(None)
    own = files_by_edition(files.files)
    read = [out.take(ingest_one(name, own[name], frame.setting(name))) for name in frame.names]
    return out.done(frame.whole((e for e, _ in read if e is not None), (texts for _, texts in read)))


def ingest_frame(files: ProjectFiles) -> Checked[Frame | None]:
    """Return all that concerns no single edition, nothing where there is no `postil.yaml` that can be read. Of what lies in
    the folders of editions only the names are looked at, and what the project itself names there.

    Reports what its parts report, and M001, M009 (listed, missing), M011, M018, N014, D001.
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
    named = frozenset(reader.used)
    names = _edition_names(reader)
    _stray(reader, names)
    readers = read_readers(reader, manifest, names)
    templates = {
        path.removeprefix("templates/"): text.text
        for path in sorted(files.files)
        if path.startswith("templates/") and (text := reader.text(path)) is not None
    }
    fonts = tuple((path, reader.bytes(path, span)) for path, span in manifest.fonts)
    project = Project(
        manifest,
        (),
        readers.manifests,
        readers.prose,
        reader.texts,
        templates,
        tuple((path, data) for path, data in fonts if data is not None),
        style,
        readers.teaching,
    )
    return out.done(Frame(project, tuple(names), bibliography, frozenset(reader.unknown), named))


def ingest_one(
    name: str, files: Mapping[str, InputFile], setting: Setting
) -> Checked[tuple[Edition | None, Mapping[str, SourceText]]]:
    """Return the edition `name`, nothing where its manifest or text cannot be read, and the texts that were read of it.

    `files` are those that `files_of` gives. Reports everything the parts report, and M009 (listed, missing), M010 (present,
    unlisted), M015 (copy-text changed), M018, M022, T008, T019.
    """
    out = Collector()
    reader = FileReader(ProjectFiles(files), out, used=set(setting.named), unknown=set(setting.unknown))
    edition = EditionReader(reader, setting.manifest, setting.bibliography).edition(name)
    return out.done((edition, reader.texts))


def files_of(name: str, files: Mapping[str, InputFile]) -> dict[str, InputFile]:
    """Return the files that concern an edition: those in its folder and in that of its annotations."""
    return {path: file for path, file in files.items() if _edition_of(path) == name}


def files_by_edition(files: Mapping[str, InputFile]) -> dict[str, dict[str, InputFile]]:
    """Return `files_of` every edition there is."""
    found: dict[str, dict[str, InputFile]] = {}
    for path, file in files.items():
        if name := _edition_of(path):
            found.setdefault(name, {})[path] = file
    return {name: own for name, own in found.items() if f"source/{name}/edition.yaml" in own}


def _edition_of(path: str) -> str:
    """Return the name of the edition in whose folders a path lies; nothing for others."""
    top, _, rest = path.partition("/")
    name, slash, _ = rest.partition("/")
    return name if slash and top in {"source", "annotations"} else ""


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
