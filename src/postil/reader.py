"""Course readers: editions and prose in order become one book, by reference.

Every edition keeps its own numbers; its ids get the edition's name before them, so that notes and paragraphs of the
same id never meet. A reader's own prose refers to what is in its documents as `EDITION--art-5.1` or `EDITION--note`,
or by the plain id where only one document has it.
"""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace

from postil.diagnostics import Checked, Collector, code
from postil.frozen import dataclass
from postil.model.course_reader import Document, ReaderOpener, ReaderProse, Reference
from postil.model.cuts import CutAccount
from postil.model.edition import (
    Bibliography,
    Citations,
    ResolvedEdition,
)
from postil.model.manifest import EditionManifest, ProjectManifest, ReaderManifest, Series
from postil.model.outline import Outline
from postil.model.prose import Citation, CrossReference, Image, ProseBlock, walk_blocks

__all__ = ["adopt", "assemble", "check_prose", "check_rights", "prefixes"]

NOTHING = Citations({}, ())
NO_PROSE: Mapping[tuple[str, int], tuple[ProseBlock, ...]] = {}
NO_ACCOUNTS: Mapping[int, CutAccount] = {}


def prefixes(manifest: ReaderManifest) -> tuple[str, ...]:
    """Return for each entry the prefix of its ids (empty for what is no document); an edition that comes again is counted."""
    names = [entry.edition.replace("/", "-") for entry in manifest.entries]
    taken: set[str] = set()
    out = []
    for stem in names:
        if not stem:
            out.append("")
            continue
        name, count = stem, 1
        while name in taken or (count > 1 and name in names):
            count += 1
            name = f"{stem}-{count}"
        taken.add(name)
        out.append(f"{name}--")
    return tuple(out)


def adopt(resolved: ResolvedEdition, name: str, project: ProjectManifest) -> ResolvedEdition:
    """Return an edition of another project, called `name` here, as a reader of `project` has it: a series that is another
    than the one that has its id here gets the name before its own."""
    own = {s.id: s for s in project.series}
    renamed: dict[str, Series] = {}
    for note in resolved.notes:
        series = note.series
        if series.id not in renamed:
            here = own.get(series.id)
            id_ = series.id
            if here is not None and _looks(here) != _looks(series):
                id_ = f"{name}-{series.id}"
                while id_ in own:
                    id_ += "-"
            renamed[series.id] = replace(series, id=id_)
    notes = tuple(replace(n, series=renamed[n.series.id]) for n in resolved.notes)
    return replace(resolved, notes=notes)


def _looks(series: Series) -> tuple[object, ...]:
    return series.kind, series.name, series.singular, series.label, series.places


def check_rights(
    manifest: ReaderManifest, editions: Mapping[int, tuple[str, EditionManifest]]
) -> Checked[None]:
    """Check that every document says who has the rights in it; `editions` by the number of their entry, each with what
    stands before the paths of its files. Reports D008."""
    out = Collector()
    for number, (home, edition) in editions.items():
        rights = edition.rights
        if not (rights.text or rights.introduction or rights.notes or rights.licence):
            out.report(
                code("D008"),
                f"nothing says who has the rights in “{manifest.entries[number].edition}”",
                manifest.entries[number].span,
                hint=f"write rights: into {home}source/{edition.id}/edition.yaml",
            )
    return out.done(None)


@dataclass(frozen=True, slots=True)
class _Targets:
    """What the documents of a reader have, by prefix: their ids; `hidden` notes; the number of each document."""

    editions: Mapping[str, Outline]
    numbers: Mapping[str, int]
    hidden: Mapping[str, frozenset[str]]

    @classmethod
    def of(
        cls,
        manifest: ReaderManifest,
        editions: Mapping[int, Outline],
        written: Mapping[int, frozenset[str]],
    ) -> _Targets:
        named = dict(enumerate(prefixes(manifest)))
        documents = [i for i, entry in enumerate(manifest.entries) if entry.edition]
        numbers = {named[i]: number for number, i in enumerate(documents, 1)}
        known = {named[i]: e for i, e in editions.items()}
        hidden = {named[i]: ids - set(editions[i].targets) for i, ids in written.items()}
        return cls(known, numbers, hidden)

    def find(self, target: str) -> list[tuple[str, str]]:
        """Return the places that `target` may mean, as prefix and id there."""
        return _find({p: e.targets for p, e in self.editions.items()}, target)

    def is_hidden(self, target: str) -> bool:
        return bool(_find(self.hidden, target))

    def names(self) -> Iterator[str]:
        for prefix, edition in self.editions.items():
            yield from (prefix + id_ for id_ in edition.targets)

    def references(self, blocks: tuple[ProseBlock, ...]) -> dict[str, Reference]:
        """Return what the cross-references in prose lead to, by their targets."""
        found: dict[str, Reference] = {}
        for node in walk_blocks(blocks):
            if isinstance(node, CrossReference) and len(places := self.find(node.target)) == 1:
                found[node.target] = self._reference(*places[0])
        return found

    def _reference(self, prefix: str, id_: str) -> Reference:
        edition = self.editions[prefix]
        note = edition.notes.get(id_)
        absent = id_ in edition.absent
        words = edition.targets[id_]
        number = self.numbers[prefix]
        if note is None:
            shown = edition.standing.get(id_, id_)
            return Reference(number, prefix, shown, "", edition.paragraphs.get(shown), words, absent)
        place = edition.targets.get(note.address, "")
        return Reference(number, prefix, id_, note.label, note.paragraph, place, absent)


def _find(known: Mapping[str, Container[str]], target: str) -> list[tuple[str, str]]:
    whole = [
        (p, target[len(p) :]) for p, ids in known.items() if target.startswith(p) and target[len(p) :] in ids
    ]
    return whole or [(p, target) for p, ids in known.items() if target in ids]


def check_prose(
    manifest: ReaderManifest,
    prose: Mapping[tuple[str, int], tuple[ProseBlock, ...]],
    editions: Mapping[int, Outline],
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
    editions: Mapping[int, Outline],
    prose: Mapping[tuple[str, int], tuple[ProseBlock, ...]],
    citations: Citations = NOTHING,
    teaching: Mapping[tuple[str, int], tuple[ProseBlock, ...]] = NO_PROSE,
    accounts: Mapping[int, CutAccount] = NO_ACCOUNTS,
) -> tuple[ReaderOpener | ReaderProse | Document, ...]:
    """Return what a reader has, in order: `editions` by outline, `prose`, `teaching` notes and `accounts` of what is left
    out by the number of their entry; `citations` are those of the prose and the teaching notes."""
    targets = _Targets.of(manifest, editions, {})
    items: list[ReaderOpener | ReaderProse | Document] = []
    number = 0
    for index, entry in enumerate(manifest.entries):
        blocks = prose.get((manifest.id, index), ())
        if entry.kind == "edition":
            number += 1
            if index not in editions:
                continue
            notes = teaching.get((manifest.id, index), ())
            spans = {node.span for node in walk_blocks(notes) if isinstance(node, Citation)}
            document = Document(
                number,
                entry.title,
                entry.level,
                notes,
                targets.references(notes),
                {span: words for span, words in citations.rendered.items() if span in spans},
                accounts.get(index),
                index,
            )
            items.append(document)
        elif entry.kind == "prose":
            references = targets.references(blocks)
            items.append(ReaderProse(f"prose-{index + 1}", entry.title, blocks, references, entry.level))
        else:
            items.append(
                ReaderOpener(
                    f"{entry.kind}-{index + 1}",
                    entry.kind,
                    entry.title,
                    entry.week,
                    entry.dates,
                    blocks,
                    targets.references(blocks),
                    entry.level,
                )
            )
    return tuple(items)
