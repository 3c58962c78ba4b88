"""What can be referred to in an edition, without the edition: enough for others to refer to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from postil.frozen import dataclass
from postil.model.edition import ResolvedEdition

__all__ = ["NotePlace", "Outline", "outline_of"]


@dataclass(frozen=True, slots=True)
class NotePlace:
    """Where a note stands: its label, and the address and ¶ of the block of its call."""

    label: str
    address: str
    paragraph: int | None


@dataclass(frozen=True, slots=True)
class Outline:
    """An edition for one audience, as a reader takes it: the words that a reference to an address or a note prints, which of
    them the reader leaves out, its notes, the ¶ numbers of its blocks, and what is shown as another address."""

    targets: Mapping[str, str]
    absent: frozenset[str]
    notes: Mapping[str, NotePlace]
    paragraphs: Mapping[str, int]
    standing: Mapping[str, str] = field(default_factory=dict)


def outline_of(resolved: ResolvedEdition) -> Outline:
    """Return the outline of an edition."""
    return Outline(
        dict(resolved.targets),
        resolved.absent,
        {n.id: NotePlace(n.label, n.address, n.paragraph) for n in resolved.notes},
        {b.address: b.number for b in resolved.edition.text.blocks if b.number is not None},
        resolved.standing,
    )
