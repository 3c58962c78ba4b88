"""A whole project: every file that was read becomes part of it, or a diagnostic."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from postil.diagnostics import Checked, Collector, code
from postil.ingest.annotations import ingest_annotations, settle_ids
from postil.ingest.bibliography import EMPTY, ingest_bibliography
from postil.ingest.decode import decode
from postil.ingest.edition_manifest import ingest_edition_manifest
from postil.ingest.fields import nearest
from postil.ingest.manifest import ingest_project_manifest
from postil.ingest.markdown import parse_markdown
from postil.ingest.prose import check_prose, is_safe_path
from postil.ingest.reader_manifest import ingest_reader_manifest
from postil.ingest.text import ingest_text
from postil.model.edition import Bibliography, Edition, Part, Picture, Project, ProjectFiles
from postil.model.manifest import EditionManifest, ProjectManifest, ReaderManifest
from postil.model.notes import Annotation
from postil.model.prose import Image, ProseBlock, walk_blocks
from postil.model.text import BaseText
from postil.spans import InputFile, SourceText, Span

__all__ = ["ingest_project"]

_PICTURES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
_TEXTS = (".md", ".txt", ".yaml", ".yml", ".json", ".bib", ".xml", ".csl")
_NAME = re.compile(r"[^\W_][\w.-]*", re.UNICODE)
_BIBLIOGRAPHIES = ("source/bibliography.yaml", "source/bibliography.json", "source/bibliography.bib")


def ingest_project(files: ProjectFiles) -> Checked[Project | None]:
    """Return the project, nothing where it has no `postil.yaml` that can be read.

    Reports everything the parts report, and M001, M009 (listed, missing), M010 (present, unlisted), M011, M015
    (copy-text changed), M018, M022, N014, D001, T008, T019.
    """
    out = Collector()
    reader = _ProjectReader(files, out)
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
    manifest = out.take(ingest_project_manifest(source))
    bibliography = reader.bibliography(manifest)
    style = reader.style(manifest)
    editions = tuple(
        e for e in (reader.edition(name, manifest, bibliography) for name in reader.edition_names()) if e is not None
    )
    reader.stray_annotations([e.id for e in editions])
    readers, prose = reader.readers(manifest, [e.id for e in editions])
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
            readers,
            prose,
            reader.texts,
            templates,
            tuple((path, data) for path, data in fonts if data is not None),
            style,
        )
    )


@dataclass(slots=True)
class _ProjectReader:
    files: ProjectFiles
    out: Collector
    texts: dict[str, SourceText] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def text(self, path: str) -> SourceText | None:
        """Return a decoded file, nothing where it is not there or cannot be read."""
        self.used.add(path)
        if path not in self.texts:
            file = self.files.files.get(path)
            if file is None:
                return None
            text = self.out.take(decode(file))
            if text is None:
                self.texts[path] = SourceText.of(path, file.data.decode("utf-8", errors="replace"))
                return None
            self.texts[path] = text
        return self.texts[path]

    def listed(self, path: str, span: Span) -> SourceText | None:
        """Return a file that a manifest names. Reports M009."""
        if path not in self.files.files:
            self._missing(path, span)
            return None
        return self.text(path)

    def bytes(self, path: str, span: Span) -> bytes | None:
        """Return the bytes of a file that a manifest names. Reports M009, M011."""
        if not is_safe_path(path):
            self.out.report(
                code("M011"), f"“{path}” leads out of the project", span, hint="copy the file into the project"
            )
            return None
        file = self.files.files.get(path)
        if file is None:
            self._missing(path, span)
            return None
        self.used.add(path)
        return file.data

    def _missing(self, path: str, span: Span) -> None:
        folder = path.rpartition("/")[0]
        near = nearest(path, [p for p in self.files.files if p.rpartition("/")[0] == folder])
        self.out.report(
            code("M009"),
            f"the file {path} is not there",
            span,
            hint=f"did you mean {near.rpartition('/')[2]}?" if near else "put the file there, or delete this line",
        )

    # parts of a project -----------------------------------------------------------------------------------------

    def edition_names(self) -> list[str]:
        names = {
            p.split("/")[1] for p in self.files.files if p.startswith("source/") and p.endswith("/edition.yaml")
        }
        return sorted(n for n in names if f"source/{n}/edition.yaml" in self.files.files)

    def bibliography(self, manifest: ProjectManifest) -> Bibliography:
        path = manifest.bibliography
        if path and manifest.bibliography_span is not None:
            if not is_safe_path(path):
                self.bytes(path, manifest.bibliography_span)
                return EMPTY
            source = self.listed(path, manifest.bibliography_span)
        else:
            found = next((p for p in _BIBLIOGRAPHIES if p in self.files.files), "")
            source = self.text(found) if found else None
        return self.out.take(ingest_bibliography(source)) if source is not None else EMPTY

    def style(self, manifest: ProjectManifest) -> str:
        """Return the citation style where the manifest names a file of the project."""
        name = manifest.citation_style
        if not name.endswith(".csl") or manifest.citation_style_span is None:
            return ""
        if not is_safe_path(name):
            self.bytes(name, manifest.citation_style_span)
            return ""
        source = self.listed(name, manifest.citation_style_span)
        return source.text if source else ""

    def edition(self, name: str, project: ProjectManifest, bibliography: Bibliography) -> Edition | None:
        folder = f"source/{name}"
        manifest_path = f"{folder}/edition.yaml"
        source = self.text(manifest_path)
        if source is None:
            return None
        if not _NAME.fullmatch(name):
            self.out.report(
                code("M018"),
                f"“{name}” cannot be the name of an edition",
                Span(manifest_path, 0, 0),
                hint="name the folder with letters, digits and hyphens",
            )
        manifest = self.out.take(ingest_edition_manifest(source, name, project))
        inputs = [manifest_path]
        text_source = self.text(f"{folder}/text.md")
        text: BaseText | None = None
        if text_source is None:
            if f"{folder}/text.md" not in self.files.files:
                self._missing(f"{folder}/text.md", Span(manifest_path, 0, 0))
        else:
            text = self.out.take(ingest_text(text_source, manifest.language))
            inputs.append(text_source.path)
        parts = self._parts(manifest, folder, inputs)
        copy_text = self._copy_text(manifest, folder, inputs)
        for witness in manifest.witnesses:
            if witness.path:
                self.bytes(f"{folder}/{witness.path}", witness.span)
        annotations = self._annotations(name, project, manifest, inputs)
        pictures = self._pictures(folder, text, parts, annotations, inputs)
        self._unlisted(folder, name)
        if text is None:
            return None
        if bibliography.path:
            inputs.append(bibliography.path)
        return Edition(
            manifest, project, text, parts, annotations, bibliography, pictures, copy_text, tuple(sorted(inputs))
        )

    def _parts(self, manifest: EditionManifest, folder: str, inputs: list[str]) -> tuple[Part, ...]:
        from postil.model.manifest import PartManifest

        listed = list(manifest.parts)
        default = f"{folder}/introduction.md"
        if default in self.files.files and not any(p.file == "introduction.md" for p in listed):
            listed.insert(
                0, PartManifest("introduction", "introduction.md", "Introduction", "", "", "front", manifest.span)
            )
        parts = []
        for part in listed:
            if not part.file:
                continue
            source = self.listed(f"{folder}/{part.file}", part.span)
            if source is None:
                continue
            blocks = self.out.take(parse_markdown(source))
            self.out.take(check_prose(blocks, headings=True))
            if not blocks:
                self.out.report(
                    code("T016"), "the file holds no text", source.span(0, 0), hint="write it, or take it off the list"
                )
            inputs.append(source.path)
            parts.append(Part(part, blocks, source.path))
        return tuple(parts)

    def _copy_text(self, manifest: EditionManifest, folder: str, inputs: list[str]) -> SourceText | None:
        declared = manifest.copy_text
        if declared is None:
            where = Span(f"{folder}/edition.yaml", 0, 0)
            self.out.report(
                code("M022"),
                "no copy-text is declared: nothing proves the transcription",
                where,
                hint="add copy-text: with path:, sha256: and from:",
            )
            return None
        if not declared.path:
            return None
        path = f"{folder}/{declared.path}"
        data = self.bytes(path, declared.span)
        if data is None:
            return None
        inputs.append(path)
        digest = hashlib.sha256(data).hexdigest()
        if not declared.sha256:
            self.out.report(
                code("M006"), "the copy-text has no sha256", declared.span, hint=f"add sha256: {digest}"
            )
        elif declared.sha256 != digest:
            self.out.report(
                code("M015"),
                f"{declared.path} is not the file that was transcribed: its sha256 is {digest}",
                declared.sha256_span,
                hint="put the file back as it was; if the new one is right, compare and write its sha256 here",
            )
        try:
            codecs.lookup(declared.encoding)
            words = data.decode(declared.encoding if declared.encoding.lower() not in {"utf-8", "utf8"} else "utf-8-sig")
        except LookupError:
            self.out.report(
                code("M008"),
                f"“{declared.encoding}” is no encoding",
                declared.span,
                hint="write encoding: utf-8, latin-1, cp1252, shift_jis …",
            )
            return None
        except (UnicodeDecodeError, ValueError):
            self.out.report(
                code("M002"),
                f"{declared.path} is not in the encoding {declared.encoding}",
                declared.span,
                hint="declare its encoding: encoding: latin-1",
            )
            return None
        source = SourceText.of(path, words.replace("\r\n", "\n").replace("\r", "\n"))
        self.texts[path] = source
        return source

    def _annotations(
        self, name: str, project: ProjectManifest, manifest: EditionManifest, inputs: list[str]
    ) -> tuple[Annotation, ...]:
        found: list[Annotation] = []
        prefix = f"annotations/{name}/"
        for path in sorted(p for p in self.files.files if p.startswith(prefix)):
            if not path.endswith(".md") or path.rpartition("/")[2].casefold().startswith("readme"):
                continue
            source = self.text(path)
            if source is None:
                continue
            inputs.append(path)
            found.extend(self.out.take(ingest_annotations(source, project, manifest.language)))
        return self.out.take(settle_ids(tuple(found)))

    def _pictures(
        self,
        folder: str,
        text: BaseText | None,
        parts: tuple[Part, ...],
        annotations: tuple[Annotation, ...],
        inputs: list[str],
    ) -> tuple[Picture, ...]:
        wanted: dict[str, Span] = {}
        for block in text.blocks if text else ():
            if block.image:
                wanted.setdefault(block.image, block.span)
                if not is_safe_path(block.image):
                    self.out.report(
                        code("T008"),
                        f"the picture “{block.image}” lies outside the edition’s folder",
                        block.span,
                        hint="copy the picture into the folder of the edition and name it by its relative path",
                    )
        bodies: list[tuple[ProseBlock, ...]] = [p.blocks for p in parts]
        bodies += [(*a.body, *a.answer) for a in annotations]
        for body in bodies:
            for node in walk_blocks(body):
                if isinstance(node, Image):
                    wanted.setdefault(node.path, node.span)
        found = []
        for path, span in sorted(wanted.items()):
            if not is_safe_path(path):
                continue
            full = f"{folder}/{path}"
            kind = _PICTURES.get(path.rpartition(".")[2].lower())
            if kind is None:
                self.out.report(
                    code("T008"), f"“{path}” is no picture that can be printed", span, hint="use PNG, JPEG, GIF or WebP"
                )
                continue
            file = self.files.files.get(full)
            if file is None:
                self.out.report(
                    code("T019"), f"the picture {full} is not there", span, hint="put the file there"
                )
                continue
            if not _looks_like(file, kind):
                self.out.report(code("T008"), f"the file {full} is not what its name says", span, hint="export it anew")
                continue
            self.used.add(full)
            inputs.append(full)
            found.append(Picture(path, file.data, kind))
        return tuple(found)

    def _unlisted(self, folder: str, name: str) -> None:
        for path in sorted(self.files.files):
            if path in self.used or not path.endswith(_TEXTS):
                continue
            base = path.rpartition("/")[2]
            if base.casefold().startswith(("readme", ".")):
                continue
            if path.startswith(f"{folder}/"):
                self.out.report(
                    code("M010"),
                    f"nothing in edition.yaml speaks of {path.removeprefix(folder + '/')}",
                    Span(path, 0, 0),
                    hint="list it under parts: or witnesses:, or move it out of the folder",
                )
            elif path.startswith(f"annotations/{name}/"):
                self.out.report(
                    code("M010"),
                    f"{base} is no annotation file: these end in .md",
                    Span(path, 0, 0),
                    hint="rename it, or move it out of the folder",
                )

    def stray_annotations(self, editions: list[str]) -> None:
        """Report annotation files and sources that belong to no edition. Reports N014, M010."""
        sources = {p.split("/")[1] for p in self.files.files if p.startswith("source/") and p.count("/") > 1}
        for path in sorted(p for p in self.files.files if p.startswith("annotations/") and p.endswith(".md")):
            parts = path.split("/")
            if path in self.used or parts[-1].casefold().startswith("readme"):
                continue
            name = parts[1] if len(parts) > 2 else ""
            if name in sources and f"source/{name}/edition.yaml" in self.files.files:
                continue
            near = nearest(name, editions) if name else ""
            self.out.report(
                code("N014"),
                f"there is no edition “{name}”" if name else "annotations stand in the folder of their edition",
                Span(path, 0, 0),
                hint=f"did you mean annotations/{near}/?" if near else "move it to annotations/EDITION/",
            )
        for name in sorted(sources - set(self.edition_names())):
            path = next(p for p in sorted(self.files.files) if p.startswith(f"source/{name}/"))
            if any(p.endswith(("/text.md", "/copy-text.txt")) for p in self.files.files if p.startswith(f"source/{name}/")):
                self.out.report(
                    code("M009"),
                    f"the folder source/{name} has no edition.yaml",
                    Span(path, 0, 0),
                    hint=f"write source/{name}/edition.yaml with a title:",
                )

    def readers(
        self, project: ProjectManifest, editions: list[str]
    ) -> tuple[tuple[ReaderManifest, ...], Mapping[tuple[str, int], tuple[ProseBlock, ...]]]:
        found = []
        prose: dict[tuple[str, int], tuple[ProseBlock, ...]] = {}
        for path in sorted(p for p in self.files.files if p.startswith("readers/") and p.endswith((".yaml", ".yml"))):
            if path.count("/") > 1:
                continue
            source = self.text(path)
            if source is None:
                continue
            name = path.rpartition("/")[2].rpartition(".")[0]
            manifest = self.out.take(ingest_reader_manifest(source, name, project))
            if name in editions:
                self.out.report(
                    code("M018"),
                    f"an edition is called “{name}” too",
                    Span(path, 0, 0),
                    hint="give the reader another name: both would be built into the same folder",
                )
            for number, entry in enumerate(manifest.entries):
                if entry.edition and entry.edition not in self.edition_names():
                    near = nearest(entry.edition, self.edition_names())
                    self.out.report(
                        code("D001"),
                        f"there is no edition “{entry.edition}”",
                        entry.span,
                        hint=f"did you mean “{near}”?" if near else "editions: " + ", ".join(self.edition_names()),
                    )
                elif entry.file:
                    words = self.listed(f"readers/{entry.file}", entry.span)
                    if words is not None:
                        prose[name, number] = self._reader_prose(words, entry.span)
                elif entry.prose and entry.prose_span is not None:
                    own = SourceText.of(f"{path}#{number + 1}", entry.prose.rstrip("\n"))
                    self.texts[own.path] = own
                    prose[name, number] = self._reader_prose(own, entry.span)
            found.append(manifest)
        for path in sorted(p for p in self.files.files if p.startswith("readers/") and p.endswith(".md")):
            if path not in self.used and not path.rpartition("/")[2].casefold().startswith("readme"):
                self.out.report(
                    code("M010"),
                    f"no reader speaks of {path.removeprefix('readers/')}",
                    Span(path, 0, 0),
                    hint="name it in a reader: - file: …, or move it away",
                )
        return tuple(found), prose

    def _reader_prose(self, source: SourceText, span: Span) -> tuple[ProseBlock, ...]:
        blocks = self.out.take(parse_markdown(source))
        self.out.take(check_prose(blocks, headings=True))
        return blocks


def _looks_like(file: InputFile, kind: str) -> bool:
    """Tell whether a picture's first bytes are those of its kind."""
    head = file.data[:16]
    return {
        "image/png": head.startswith(b"\x89PNG\r\n\x1a\n"),
        "image/jpeg": head.startswith(b"\xff\xd8\xff"),
        "image/gif": head.startswith((b"GIF87a", b"GIF89a")),
        "image/webp": head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    }[kind]
