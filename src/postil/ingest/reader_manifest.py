"""`readers/<reader>.yaml`: a course reader."""

from __future__ import annotations

from postil.diagnostics import Checked, Collector, code
from postil.ingest.back_matter import ingest_index_rules
from postil.ingest.edition_manifest import media, published, safe_path
from postil.ingest.fields import Fields
from postil.ingest.yaml import Mapping, Scalar, parse_yaml
from postil.model.manifest import ProjectManifest, ReaderEntry, ReaderManifest
from postil.spans import SourceText

__all__ = ["ingest_reader_manifest"]


def ingest_reader_manifest(
    source: SourceText, name: str, project: ProjectManifest
) -> Checked[ReaderManifest]:
    """Return what a reader's manifest says: title and, in order, editions and prose.

    `contents` is a list of `edition: NAME`, `file: PROSE.md` (in `readers/`) or `prose: words`, the latter two with a
    `title`. Reports M004–M008, M011, N017, D002 (nothing in it).
    """
    out = Collector()
    tree = out.take(parse_yaml(source))
    fields = Fields(tree, source.path, source.span(0, 0), out)
    title = fields.text("title", required=True)
    entries = []
    for node in fields.items("contents"):
        if isinstance(node, Scalar) and isinstance(node.value, str):
            entries.append(ReaderEntry(node.text, "", "", "", node.span))
            continue
        if not isinstance(node, Mapping):
            out.report(
                code("M007"),
                "an entry of `contents` is an edition or prose",
                node.span,
                hint="write - edition: NAME, or - title: … with prose: …",
            )
            continue
        own = Fields(node, "this entry", node.span, out)
        edition, file, prose = own.text("edition"), own.text("file"), own.text("prose")
        if sum(bool(x) for x in (edition, file, prose)) != 1:
            out.report(
                code("M006"),
                "an entry of `contents` is an edition or prose, one of the two",
                node.span,
                hint="write - edition: NAME, or - title: … with prose: … or file: …",
            )
            own.text("title")
            own.done()
            continue
        file = safe_path(file, own.value_span("file"), out) if file else ""
        place = (
            own.value_span("edition") if edition else own.value_span("file") if own.has("file") else node.span
        )
        entries.append(
            ReaderEntry(
                edition,
                own.text("title", required=not edition),
                file,
                prose,
                place,
                own.value_span("prose") if prose else None,
            )
        )
        own.done()
    found = ReaderManifest(
        name,
        title or name,
        fields.text("subtitle"),
        fields.text("course"),
        fields.text("term"),
        fields.texts("instructors"),
        fields.text("language", project.language),
        fields.text("rights"),
        tuple(entries),
        media(fields),
        published(fields),
        fields.span,
        index=out.take(ingest_index_rules(fields)),
    )
    fields.done()
    if not entries and not fields.unreadable:
        out.report(
            code("D002"),
            "the reader has nothing in it",
            fields.key_span("contents"),
            hint="add contents: with - edition: NAME",
        )
    return out.done(found)
