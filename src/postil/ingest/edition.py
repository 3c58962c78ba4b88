"""One edition: everything in its folder and its annotations."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from postil.diagnostics import Collector, code
from postil.ingest.annotations import ingest_annotations, settle_ids
from postil.ingest.edition_manifest import ingest_edition_manifest
from postil.ingest.embedded import embedded_prose
from postil.ingest.files import FileReader
from postil.ingest.markdown import parse_markdown
from postil.ingest.prose import check_prose, is_safe_path
from postil.ingest.text import ingest_text
from postil.ingest.yaml import UNREADABLE
from postil.model.edition import (
    Bibliography,
    Edition,
    Part,
    Picture,
)
from postil.model.manifest import EditionManifest, PartManifest, ProjectManifest
from postil.model.notes import Annotation
from postil.model.prose import Image, ProseBlock, walk_blocks
from postil.model.text import BaseText
from postil.spans import InputFile, SourceText, Span

__all__ = ["EditionReader"]

_PICTURES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
_TEXTS = (".md", ".txt", ".yaml", ".yml", ".json", ".bib", ".xml", ".csl")
_NAME = re.compile(r"[^\W_][\w.-]*", re.UNICODE)


@dataclass(slots=True)
class EditionReader:
    """Reads the editions of a project."""

    reader: FileReader
    project: ProjectManifest
    bibliography: Bibliography
    series: set[str] = field(default_factory=set)
    """The series that annotation files name."""

    @property
    def out(self) -> Collector:
        return self.reader.out

    def edition(self, name: str) -> Edition | None:
        """Return the edition in the folder `name`, nothing where its manifest or text cannot be read."""
        folder = f"source/{name}"
        manifest_path = f"{folder}/edition.yaml"
        source = self.reader.text(manifest_path)
        if source is None:
            return None
        if not _NAME.fullmatch(name):
            self.out.report(
                code("M018"),
                f"“{name}” cannot be the name of an edition",
                Span(manifest_path, 0, 0),
                hint="name the folder with letters, digits and hyphens",
            )
        read = ingest_edition_manifest(source, name, self.project)
        manifest = self.reader.take(read)
        known = not any(d.code.id in UNREADABLE for d in read.diagnostics)
        inputs = [manifest_path]
        text_source = self.reader.text(f"{folder}/text.md")
        text: BaseText | None = None
        if text_source is None:
            if f"{folder}/text.md" not in self.reader.files:
                self.reader.missing(f"{folder}/text.md", Span(manifest_path, 0, 0))
        else:
            text = self.out.take(ingest_text(text_source, manifest.language, manifest.facsimiles))
            inputs.append(text_source.path)
        parts = self._parts(manifest, folder, inputs)
        headnote: tuple[ProseBlock, ...] = ()
        if manifest.headnote is not None:
            headnote = self.out.take(embedded_prose(manifest.headnote.text, source, manifest.headnote.span))
            self.out.take(check_prose(headnote))
        copy_text = self._copy_text(manifest, folder, inputs) if known else None
        for witness in manifest.witnesses:
            if witness.path:
                self.reader.bytes(f"{folder}/{witness.path}", witness.span)
        annotations, lost = self._annotations(name, manifest, inputs)
        front = manifest.front.frontispiece
        named = {each.image: each.span for each in manifest.facsimiles}
        named |= {front.image: front.span} if front is not None else {}
        prose = (headnote, *(p.blocks for p in parts))
        pictures = self._pictures(folder, text, prose, annotations, named, inputs)
        if known:
            self._unlisted(folder, name)
        if text is None or not known:
            return None
        if self.bibliography.path:
            inputs.append(self.bibliography.path)
        return Edition(
            manifest,
            self.project,
            text,
            parts,
            annotations,
            self.bibliography,
            pictures,
            copy_text,
            tuple(sorted(inputs)),
            lost,
            headnote=headnote,
        )

    def _parts(self, manifest: EditionManifest, folder: str, inputs: list[str]) -> tuple[Part, ...]:
        listed = list(manifest.parts)
        default = f"{folder}/introduction.md"
        if default in self.reader.files and not any(p.file == "introduction.md" for p in listed):
            listed.insert(
                0,
                PartManifest(
                    "introduction", "introduction.md", "Introduction", "", "", "front", manifest.span
                ),
            )
        parts = []
        for part in listed:
            if not part.file:
                continue
            source = self.reader.listed(f"{folder}/{part.file}", part.span)
            if source is None:
                continue
            blocks = self.out.take(parse_markdown(source))
            self.out.take(check_prose(blocks, headings=True))
            if not blocks:
                self.out.report(
                    code("T016"),
                    "the file holds no text",
                    source.span(0, 0),
                    hint="write it, or take it off the list",
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
        data = self.reader.bytes(path, declared.span)
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
            words = data.decode(
                declared.encoding if declared.encoding.lower() not in {"utf-8", "utf8"} else "utf-8-sig"
            )
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
        self.reader.texts[path] = source
        return source

    def _annotations(
        self, name: str, manifest: EditionManifest, inputs: list[str]
    ) -> tuple[tuple[Annotation, ...], frozenset[str]]:
        found: list[Annotation] = []
        lost: frozenset[str] = frozenset()
        prefix = f"annotations/{name}/"
        for path in sorted(p for p in self.reader.files if p.startswith(prefix)):
            if not path.endswith(".md") or path.rpartition("/")[2].casefold().startswith("readme"):
                continue
            source = self.reader.text(path)
            if source is None:
                continue
            inputs.append(path)
            file = self.reader.take(ingest_annotations(source, self.project, manifest.language))
            found += file.notes
            lost |= file.lost
            self.series.add(file.series)
        return self.out.take(settle_ids(tuple(found))), lost

    def _pictures(
        self,
        folder: str,
        text: BaseText | None,
        prose: tuple[tuple[ProseBlock, ...], ...],
        annotations: tuple[Annotation, ...],
        named: Mapping[str, Span],
        inputs: list[str],
    ) -> tuple[Picture, ...]:
        wanted: dict[str, Span] = dict(named)
        for block in text.blocks if text else ():
            for path in block.images:
                span = next((m.span for m in block.milestones if m.image == path), block.span)
                wanted.setdefault(path, span)
                if not is_safe_path(path):
                    self.out.report(
                        code("T008"),
                        f"the picture “{path}” lies outside the edition’s folder",
                        span,
                        hint="copy the picture into the folder of the edition and name it by its relative path",
                    )
        bodies = list(prose)
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
                    code("T008"),
                    f"“{path}” is no picture that can be printed",
                    span,
                    hint="use PNG, JPEG, GIF or WebP",
                )
                continue
            file = self.reader.files.get(full)
            if file is None:
                self.out.report(
                    code("T019"), f"the picture {full} is not there", span, hint="put the file there"
                )
                continue
            if not _looks_like(file, kind):
                self.out.report(
                    code("T008"), f"the file {full} is not what its name says", span, hint="export it anew"
                )
                continue
            self.reader.used.add(full)
            inputs.append(full)
            found.append(Picture(path, file.data, kind))
        return tuple(found)

    def _unlisted(self, folder: str, name: str) -> None:
        for path in sorted(self.reader.files):
            if path in self.reader.used or not path.endswith(_TEXTS):
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


def _looks_like(file: InputFile, kind: str) -> bool:
    """Tell whether a picture's first bytes are those of its kind."""
    head = file.data[:16]
    return {
        "image/png": head.startswith(b"\x89PNG\r\n\x1a\n"),
        "image/jpeg": head.startswith(b"\xff\xd8\xff"),
        "image/gif": head.startswith((b"GIF87a", b"GIF89a")),
        "image/webp": head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    }[kind]
