"""What a document contributes to an index: every place that is marked, by its head, with what the place is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from postil.model.course_reader import CitedEdition
from postil.model.edition import (
    WovenBlock,
    WovenDivision,
    WovenFlow,
    WovenTerm,
)
from postil.model.matter import IndexEntry
from postil.model.notes import Note
from postil.model.prose import IndexTerm, ProseBlock, walk_blocks
from postil.render.notes import places_of
from postil.spans import Span

__all__ = ["entries_in_prose", "entries_of", "part_anchors", "prose_anchors"]


def prose_anchors(blocks: tuple[ProseBlock, ...], stem: str, taken: Iterable[str] = ()) -> dict[Span, str]:
    """Return the anchor of each place in prose that is marked for an index."""
    found: dict[Span, str] = {}
    avoid = frozenset(taken)
    number = 0
    for node in walk_blocks(blocks):
        if isinstance(node, IndexTerm) and node.span not in found:
            number += 1
            while f"{stem}{number}" in avoid:
                number += 1
            found[node.span] = f"{stem}{number}"
    return found


def part_anchors(cited: CitedEdition) -> dict[Span, str]:
    """Return the anchors of the places in the parts of an edition that are marked for an index."""
    woven = cited.woven
    taken = {woven.prefix + address for address in woven.edition.text.extent_of}
    found: dict[Span, str] = {}
    for part in woven.edition.parts:
        found |= prose_anchors(part.blocks, f"{woven.prefix}ix-{part.manifest.id}-", taken)
    return found


def entries_in_prose(
    blocks: tuple[ProseBlock, ...], anchors: Mapping[Span, str], place: str, document: int
) -> list[IndexEntry]:
    """Return the entries of a piece of prose, which is called `place`."""
    return [
        IndexEntry(
            node.kind,
            node.head,
            node.sort,
            anchors[node.span],
            anchors[node.span],
            document,
            place,
        )
        for node in walk_blocks(blocks)
        if isinstance(node, IndexTerm)
    ]


def entries_of(cited: CitedEdition, document: int, words: Mapping[str, str]) -> tuple[IndexEntry, ...]:
    """Return the entries of an edition in the order of the book: parts before the text, the text with its notes where they
    are called, parts behind it."""
    woven = cited.woven
    anchors = part_anchors(cited)
    _, labels = places_of(woven.root, words)
    out: list[IndexEntry] = []

    def parts(place: str) -> None:
        for part in woven.edition.parts:
            if part.manifest.place == place:
                title = part.manifest.title or words["rights_introduction"]
                out.extend(entries_in_prose(part.blocks, anchors, title, document))

    def block(item: WovenBlock) -> None:
        place = f"¶\u00a0{item.number}" if item.number is not None else labels.get(item.address, "")
        for term in _terms(item):
            out.extend(
                IndexEntry(t.kind, t.head, t.sort, term.id, item.id, document, place, item.number)
                for t in term.terms
            )
        for note in item.notes:
            out.extend(_entries_of_note(note, woven.prefix, labels, document, words))

    def visit(content: Iterable[WovenFlow]) -> None:
        for item in content:
            if isinstance(item, WovenBlock):
                block(item)
                continue
            if isinstance(item, WovenDivision) and item.heading is not None:
                block(item.heading)
            visit(item.content)

    parts("front")
    visit((woven.root,))
    parts("back")
    return tuple(out)


def _terms(block: WovenBlock) -> list[WovenTerm]:
    """Return the places in a block that are marked, in order."""
    if not block.block.terms:
        return []
    found: list[WovenTerm] = []

    def nodes(items: Iterable[object]) -> None:
        for node in items:
            if isinstance(node, WovenTerm):
                found.append(node)
            elif children := getattr(node, "children", ()):
                nodes(children)

    for run in block.runs:
        nodes(run)
    return found


def _entries_of_note(
    note: Note, prefix: str, labels: Mapping[str, str], document: int, words: Mapping[str, str]
) -> list[IndexEntry]:
    """Return the entries of a note: its place is the note as a whole."""
    id_ = f"n-{prefix}{note.id}"
    place = f"¶\u00a0{note.paragraph}" if note.paragraph is not None else labels.get(note.address, "")
    question = note.series.kind == "questions"
    called = note.label if question else words["note_n"].format(n=note.label)
    mark = note.label if question else f"n{note.label}"
    terms = (node for node in walk_blocks((*note.body, *note.answer)) if isinstance(node, IndexTerm))
    return [
        IndexEntry(
            term.kind,
            term.head,
            term.sort,
            id_,
            id_,
            document,
            place,
            note.paragraph,
            called,
            "".join(mark.split()),
        )
        for term in terms
    ]
