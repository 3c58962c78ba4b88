"""Course readers: editions and prose in order become one book, by reference.

Every edition keeps its own numbers; its ids get the edition's name before them, so that notes and paragraphs of the
same id never meet. A reader's own prose refers to what is in its documents as `EDITION--art-5.1` or `EDITION--note`,
or by the plain id where only one document has it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from postil.diagnostics import Checked, Collector, code
from postil.model.edition import (
    Bibliography,
    Citations,
    CitedEdition,
    CourseReader,
    ReaderProse,
    ResolvedEdition,
)
from postil.model.manifest import ProjectManifest, ReaderManifest
from postil.model.prose import Citation, CrossReference, Image, ProseBlock, walk_blocks

__all__ = ["assemble", "check_prose", "prefixes"]

NOTHING = Citations({}, ())


def prefixes(manifest: ReaderManifest) -> tuple[str, ...]:
    """Return for each entry the prefix of its ids (empty for prose); an edition that comes again is counted."""
    named = {entry.edition for entry in manifest.entries}
    taken: set[str] = set()
    out = []
    for entry in manifest.entries:
        if not entry.edition:
            out.append("")
            continue
        name, count = entry.edition, 1
        while name in taken or (count > 1 and name in named):
            count += 1
            name = f"{entry.edition}-{count}"
        taken.add(name)
        out.append(f"{name}--")
    return tuple(out)


@dataclass(frozen=True, slots=True)
class _Targets:
    """What the documents of a reader have: their ids with the words a reference prints, by prefix; `hidden` notes."""

    known: Mapping[str, frozenset[str]]
    hidden: Mapping[str, frozenset[str]]

    @classmethod
    def of(
        cls,
        manifest: ReaderManifest,
        editions: Mapping[int, ResolvedEdition],
        written: Mapping[int, frozenset[str]],
    ) -> _Targets:
        named = dict(enumerate(prefixes(manifest)))
        known = {named[i]: frozenset(e.targets) for i, e in editions.items()}
        hidden = {named[i]: ids - {n.id for n in editions[i].notes} for i, ids in written.items()}
        return cls(known, hidden)

    def find(self, target: str) -> list[tuple[str, str]]:
        """Return the places that `target` may mean, as prefix and id there."""
        return _find(self.known, target)

    def is_hidden(self, target: str) -> bool:
        return bool(_find(self.hidden, target))

    def names(self) -> Iterator[str]:
        for prefix, ids in self.known.items():
            yield from (prefix + id_ for id_ in ids)


def _find(known: Mapping[str, frozenset[str]], target: str) -> list[tuple[str, str]]:
    whole = [
        (p, target[len(p) :]) for p, ids in known.items() if target.startswith(p) and target[len(p) :] in ids
    ]
    return whole or [(p, target) for p, ids in known.items() if target in ids]


def check_prose(
    manifest: ReaderManifest,
    prose: Mapping[tuple[str, int], tuple[ProseBlock, ...]],
    editions: Mapping[int, ResolvedEdition],
    written: Mapping[int, frozenset[str]],
    bibliography: Bibliography,
) -> Checked[None]:
    """Check what a reader's own prose refers to; `editions` by the number of their entry, and so `written`, the ids of
    all notes that were written for them, whomever they are for.

    Reports R001 (nothing has the id, or several documents have it), R002 (citation), R005 (a note that is not in this
    output), T008 (a picture).
    """
    out = Collector()
    targets = _Targets.of(manifest, editions, written)
    for number in range(len(manifest.entries)):
        for node in walk_blocks(prose.get((manifest.id, number), ())):
            if isinstance(node, CrossReference):
                _check_reference(node, targets, out)
            elif isinstance(node, Citation):
                _check_citation(node, bibliography, out)
            elif isinstance(node, Image):
                out.report(
                    code("T008"),
                    "a reader’s own prose holds no pictures",
                    node.span,
                    hint="put the picture into one of its editions",
                )
    return out.done(None)


def _check_reference(node: CrossReference, targets: _Targets, out: Collector) -> None:
    found = targets.find(node.target)
    if len(found) == 1:
        return
    if found:
        named = " or ".join(prefix + id_ for prefix, id_ in found)
        out.report(
            code("R001"),
            f"{len(found)} documents of the reader have a “{node.target}”",
            node.span,
            hint=f"say which: {named}",
        )
    elif targets.is_hidden(node.target):
        out.report(
            code("R005"),
            f"the note “{node.target}” is not in this output: it is for instructors",
            node.span,
            hint="refer only to what everyone sees",
        )
    else:
        near = difflib.get_close_matches(node.target, sorted(targets.names()), n=1, cutoff=0.6)
        out.report(
            code("R001"),
            f"no document of the reader has a note or an address “{node.target}”",
            node.span,
            hint=f"did you mean “{near[0]}”?" if near else "name one as EDITION--art-5.1 or EDITION--note",
        )


def _check_citation(node: Citation, bibliography: Bibliography, out: Collector) -> None:
    if bibliography.path and not bibliography.format:
        return  # it cannot be read, which is told already
    for work in node.works:
        if work.key in bibliography.keys:
            continue
        near = difflib.get_close_matches(work.key, sorted(bibliography.keys), n=1, cutoff=0.6)
        where = bibliography.path or "source/bibliography.yaml"
        out.report(
            code("R002"),
            f"no work has the key “{work.key}”",
            work.span,
            hint=f"did you mean “{near[0]}”?" if near else f"add it to {where}",
        )


def assemble(
    manifest: ReaderManifest,
    project: ProjectManifest,
    editions: Mapping[int, CitedEdition],
    prose: Mapping[tuple[str, int], tuple[ProseBlock, ...]],
    citations: Citations = NOTHING,
) -> Checked[CourseReader]:
    """Return the reader: `editions` and `prose` by the number of their entry; `citations` are those of the prose."""
    out = Collector()
    targets = _Targets.of(manifest, {i: e.woven.resolved for i, e in editions.items()}, {})
    items: list[ReaderProse | CitedEdition] = []
    for number, entry in enumerate(manifest.entries):
        if entry.edition:
            if number in editions:
                items.append(editions[number])
        else:
            blocks = prose.get((manifest.id, number), ())
            references = dict(_references(blocks, targets))
            items.append(ReaderProse(f"prose-{number + 1}", entry.title, blocks, references))
    return out.done(CourseReader(manifest, project, tuple(items), citations))


def _references(blocks: Iterable[ProseBlock], targets: _Targets) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each cross-reference's target with the prefix and id of what it means."""
    for node in walk_blocks(tuple(blocks)):
        if isinstance(node, CrossReference) and len(found := targets.find(node.target)) == 1:
            yield node.target, found[0]
