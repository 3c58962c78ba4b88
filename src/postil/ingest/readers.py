"""Course readers: their manifests and the prose in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from postil.diagnostics import Checked, code
from postil.frozen import dataclass
from postil.ingest.embedded import embedded_prose
from postil.ingest.fields import nearest
from postil.ingest.files import FileReader
from postil.ingest.markdown import parse_markdown
from postil.ingest.prose import check_prose
from postil.ingest.reader_manifest import ingest_reader_manifest
from postil.model.manifest import ProjectManifest, ReaderEntry, ReaderManifest, Words
from postil.model.prose import ProseBlock
from postil.spans import SourceText, Span

__all__ = ["ReadersRead", "read_readers"]


@dataclass(frozen=True, slots=True)
class ReadersRead:
    """The manifests of the readers; by reader and number of entry their prose (introductions of parts and weeks too)
    and their teaching notes."""

    manifests: tuple[ReaderManifest, ...]
    prose: Mapping[tuple[str, int], tuple[ProseBlock, ...]]
    teaching: Mapping[tuple[str, int], tuple[ProseBlock, ...]]


def read_readers(reader: FileReader, project: ProjectManifest, names: Sequence[str]) -> ReadersRead:
    """Return the readers with their prose; `names` are the editions of this project.

    Reports D001, D009, M010 (prose that no reader names), M018, and what manifests and prose report.
    """
    found = []
    prose: dict[tuple[str, int], tuple[ProseBlock, ...]] = {}
    teaching: dict[tuple[str, int], tuple[ProseBlock, ...]] = {}
    for path in sorted(p for p in reader.files if p.startswith("readers/") and p.endswith((".yaml", ".yml"))):
        if path.count("/") > 1:
            continue
        source = reader.text(path)
        if source is None:
            continue
        name = path.rpartition("/")[2].rpartition(".")[0]
        manifest = reader.out.take(ingest_reader_manifest(source, name, project))
        if name in names:
            reader.out.report(
                code("M018"),
                f"an edition is called “{name}” too",
                Span(path, 0, 0),
                hint="give the reader another name: both would be built into the same folder",
            )
        for number, entry in enumerate(manifest.entries):
            if entry.edition:
                _check_edition(entry, manifest, names, reader)
            if entry.words is not None:
                prose[name, number] = _read(entry.words, source, reader)
            if entry.teaching is not None:
                teaching[name, number] = _read(entry.teaching, source, reader)
        found.append(manifest)
    for path in sorted(p for p in reader.files if p.startswith("readers/") and p.endswith(".md")):
        if path not in reader.used and not path.rpartition("/")[2].casefold().startswith("readme"):
            reader.out.report(
                code("M010"),
                f"no reader speaks of {path.removeprefix('readers/')}",
                Span(path, 0, 0),
                hint="name it in a reader: - file: …, or move it away",
            )
    return ReadersRead(tuple(found), prose, teaching)


def _check_edition(
    entry: ReaderEntry, manifest: ReaderManifest, names: Sequence[str], reader: FileReader
) -> None:
    """Report an edition that this project does not have (D001), or a project that the reader does not name (D009)."""
    before, slash, _ = entry.edition.partition("/")
    if not slash and entry.edition not in names:
        near = nearest(entry.edition, names)
        reader.out.report(
            code("D001"),
            f"there is no edition “{entry.edition}”",
            entry.span,
            hint=f"did you mean “{near}”?" if near else "editions: " + ", ".join(names),
        )
    elif slash and not any(p.name == before for p in manifest.projects):
        near = nearest(before, [p.name for p in manifest.projects])
        reader.out.report(
            code("D009"),
            f"the reader names no project “{before}”",
            entry.span,
            hint=f"did you mean “{near}”?"
            if near
            else f"name it under projects: {before}: {{path: ../FOLDER}} or {{package: NAME}}",
        )


def _read(words: Words, source: SourceText, reader: FileReader) -> tuple[ProseBlock, ...]:
    """Return prose of a reader, from its file or its manifest."""
    if words.file:
        text = reader.listed(f"readers/{words.file}", words.span)
        return _checked(parse_markdown(text), reader) if text is not None else ()
    return _checked(embedded_prose(words.text, source, words.span), reader)


def _checked(read: Checked[tuple[ProseBlock, ...]], reader: FileReader) -> tuple[ProseBlock, ...]:
    blocks = reader.out.take(read)
    reader.out.take(check_prose(blocks, headings=True))
    return blocks
