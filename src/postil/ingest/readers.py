"""Course readers: their manifests and the prose in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from postil.diagnostics import Checked, code
from postil.ingest.embedded import embedded_prose
from postil.ingest.fields import nearest
from postil.ingest.files import FileReader
from postil.ingest.markdown import parse_markdown
from postil.ingest.prose import check_prose
from postil.ingest.reader_manifest import ingest_reader_manifest
from postil.model.manifest import ProjectManifest, ReaderManifest
from postil.model.prose import ProseBlock
from postil.spans import Span

__all__ = ["read_readers"]


def read_readers(
    reader: FileReader, project: ProjectManifest, names: Sequence[str]
) -> tuple[tuple[ReaderManifest, ...], Mapping[tuple[str, int], tuple[ProseBlock, ...]]]:
    """Return the readers' manifests and, by reader and number of entry, the prose in them; `names` are the editions.

    Reports D001, M010 (prose that no reader names), M018, and what manifests and prose report.
    """
    found = []
    prose: dict[tuple[str, int], tuple[ProseBlock, ...]] = {}
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
            if entry.edition and entry.edition not in names:
                near = nearest(entry.edition, names)
                reader.out.report(
                    code("D001"),
                    f"there is no edition “{entry.edition}”",
                    entry.span,
                    hint=f"did you mean “{near}”?" if near else "editions: " + ", ".join(names),
                )
            elif entry.file:
                words = reader.listed(f"readers/{entry.file}", entry.span)
                if words is not None:
                    prose[name, number] = _checked(parse_markdown(words), reader)
            elif entry.prose and entry.prose_span is not None:
                prose[name, number] = _checked(embedded_prose(entry.prose, source, entry.prose_span), reader)
        found.append(manifest)
    for path in sorted(p for p in reader.files if p.startswith("readers/") and p.endswith(".md")):
        if path not in reader.used and not path.rpartition("/")[2].casefold().startswith("readme"):
            reader.out.report(
                code("M010"),
                f"no reader speaks of {path.removeprefix('readers/')}",
                Span(path, 0, 0),
                hint="name it in a reader: - file: …, or move it away",
            )
    return tuple(found), prose


def _checked(read: Checked[tuple[ProseBlock, ...]], reader: FileReader) -> tuple[ProseBlock, ...]:
    blocks = reader.out.take(read)
    reader.out.take(check_prose(blocks, headings=True))
    return blocks
