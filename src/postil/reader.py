"""Course readers: editions and prose in order become one book, by reference.

Every edition keeps its own numbers; its ids get the edition's name before them, so that notes and paragraphs of the
same id never meet.
"""

from __future__ import annotations

from collections.abc import Mapping

from postil.diagnostics import Checked, Collector
from postil.model.edition import CitedEdition, CourseReader, ReaderProse
from postil.model.manifest import ProjectManifest, ReaderManifest
from postil.model.prose import ProseBlock

__all__ = ["assemble", "prefixes"]


def prefixes(manifest: ReaderManifest) -> tuple[str, ...]:
    """Return for each entry the prefix of its ids (empty for prose); an edition that comes again is counted."""
    seen: dict[str, int] = {}
    out = []
    for entry in manifest.entries:
        if not entry.edition:
            out.append("")
            continue
        seen[entry.edition] = seen.get(entry.edition, 0) + 1
        count = seen[entry.edition]
        out.append(f"{entry.edition}--" if count == 1 else f"{entry.edition}-{count}--")
    return tuple(out)


def assemble(
    manifest: ReaderManifest,
    project: ProjectManifest,
    editions: Mapping[int, CitedEdition],
    prose: Mapping[tuple[str, int], tuple[ProseBlock, ...]],
) -> Checked[CourseReader]:
    """Return the reader: `editions` and `prose` by the number of their entry."""
    out = Collector()
    items: list[ReaderProse | CitedEdition] = []
    for number, entry in enumerate(manifest.entries):
        if entry.edition:
            if number in editions:
                items.append(editions[number])
        else:
            blocks = prose.get((manifest.id, number), ())
            items.append(ReaderProse(f"prose-{number + 1}", entry.title, blocks))
    return out.done(CourseReader(manifest, project, tuple(items)))
