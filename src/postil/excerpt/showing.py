"""Showing parallel texts otherwise than their edition does: in columns, one after the other, or one of them alone.

Numbers stay: a note has the label that it has where all texts are shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from postil.diagnostics import Checked, Collector, code
from postil.model.edition import ParallelTexts, ResolvedEdition
from postil.model.manifest import Choices
from postil.model.notes import Note
from postil.model.parallel import ALTERNATE, COLUMNS, arranged, kin, standing_for
from postil.model.text import BaseText, TextRange

__all__ = ["layout_of", "rearranged", "with_kin"]


def layout_of(resolved: ResolvedEdition, choices: Choices) -> Checked[str]:
    """Return how parallel texts are to be shown, nothing where there are none. Reports D040."""
    out = Collector()
    texts, wanted = resolved.edition.parallel, choices.parallel
    own = resolved.edition.manifest.parallel if texts is not None else ""
    if not wanted:
        return out.done(own)
    known: tuple[str, ...] = ()
    if texts is not None:
        known = (COLUMNS, ALTERNATE, texts.main.language, *(o.manifest.language for o in texts.others))
    if wanted in known:
        return out.done(wanted)
    if texts is None and choices.parallel_span is None:
        return out.done("")  # the reader says it for all its documents
    out.report(
        code("D040"),
        f"the edition has no text “{wanted}”"
        if known
        else "the edition has one text: nothing stands beside it",
        choices.parallel_span,
        hint="write one of: " + ", ".join(known) if known else "delete this line",
    )
    return out.done(own)


def with_kin(text: BaseText, numbers: frozenset[int], texts: ParallelTexts | None) -> frozenset[int]:
    """Return the blocks of these numbers, with those that stand beside them in other texts."""
    if texts is None:
        return numbers
    found = set(numbers)
    for group in kin(texts):
        beside = {text.index_of[a] for a in group}
        if not beside.isdisjoint(numbers):
            found |= beside
    return frozenset(found)


def rearranged(resolved: ResolvedEdition, layout: str) -> ResolvedEdition:
    """Return an edition whose parallel texts are shown as `layout` says; of those that are not, the notes are gone too."""
    texts = resolved.edition.parallel
    own = resolved.edition.manifest.parallel
    if texts is None or layout == (ALTERNATE if own == ALTERNATE else COLUMNS):
        return resolved
    before, text = resolved.edition.text, arranged(texts, layout)
    notes = sorted(_moved(resolved.notes, before, text), key=lambda n: n.call)
    standing = standing_for(texts, text)
    here = {n.id for n in notes} | set(text.extent_of) | set(standing)
    return replace(
        resolved,
        edition=replace(resolved.edition, text=text),
        notes=tuple(notes),
        absent=resolved.absent | {t for t in resolved.targets if t not in here},
        standing=standing,
    )


def _moved(notes: Iterable[Note], before: BaseText, text: BaseText) -> Iterable[Note]:
    for note in notes:
        first, last, call = (
            text.index_of.get(before.blocks[i].address, -1)
            for i in (note.lemma.first, note.lemma.last, note.call[0])
        )
        if first >= 0:
            lemma = TextRange(first, note.lemma.start, last, note.lemma.end)
            yield replace(note, lemma=lemma, call=(call, note.call[1]))
