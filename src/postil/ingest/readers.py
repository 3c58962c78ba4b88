"""Course readers: their manifests and the prose in them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from postil.diagnostics import Checked, code
from postil.diagnostics import Code as Code_
from postil.ingest.fields import nearest
from postil.ingest.files import FileReader
from postil.ingest.markdown import parse_markdown
from postil.ingest.prose import check_prose
from postil.ingest.reader_manifest import ingest_reader_manifest
from postil.model.manifest import ProjectManifest, ReaderManifest
from postil.model.prose import ProseBlock, Text
from postil.spans import Places, SourceText, Span

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
                own = SourceText.of(path, entry.prose.rstrip("\n"))
                places = _places(own.text, source.text, entry.prose_span)
                prose[name, number] = _checked(_moved(parse_markdown(own), places), reader)
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


# prose written in the manifest ----------------------------------------------------------------------------------------


def _places(words: str, text: str, span: Span) -> Places:
    """Return for each character of a YAML scalar (and its end) its place in the file.

    Indentation and the line ends of folded scalars are passed over; behind an escape the next characters are sought.
    """
    cursor, end = span.start, span.end
    if text[cursor : cursor + 1] in {"|", ">"}:
        cursor = text.find("\n", cursor, end) + 1 or end
    elif text[cursor : cursor + 1] in {'"', "'"}:
        cursor += 1
    at = []
    for ch in words:
        if ch.isspace():
            at.append(min(cursor, end))
            continue
        while cursor < end and text[cursor].isspace():
            cursor += 1
        if text[cursor : cursor + 1] != ch:
            cursor = max(cursor, text.find(ch, cursor, min(cursor + 8, end)))
        at.append(min(cursor, end))
        cursor += text[cursor : cursor + 1] == ch
    at.append(min(cursor, end))
    return Places.of(at)


def _moved(read: Checked[tuple[ProseBlock, ...]], places: Places) -> Checked[tuple[ProseBlock, ...]]:
    """Return prose with every place in it moved to where it stands in the file."""

    def moved(value: Any) -> Any:
        match value:
            case Span(file=file, start=start, end=end):
                first = places[min(start, len(places) - 1)]
                last = places[min(end, len(places) - 1) - 1] + 1 if end > start else first
                return Span(file, first, max(first, last))
            case Text(text=text, at=at, span=span):
                return Text(text, at.through(places), moved(span))
            case tuple():
                return tuple(moved(v) for v in value)
            case Code_():
                return value
            case _:
                pass
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            changed = {f.name: moved(getattr(value, f.name)) for f in dataclasses.fields(value)}
            return dataclasses.replace(value, **changed)
        return value

    return Checked(moved(read.value), moved(read.diagnostics))
