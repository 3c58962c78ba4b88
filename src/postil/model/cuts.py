"""What a reader leaves out of an edition, as it is told to instructors."""

from __future__ import annotations

from typing import Literal

from postil.frozen import dataclass
from postil.model.text import Cut

__all__ = ["CutAccount", "DroppedNote", "LostReference"]


@dataclass(frozen=True, slots=True)
class DroppedNote:
    """A note that is not in the reader: because its words are `cut`, because they are `cut in two`, or by `choice` of
    series. `series` is the name of its series, `words` are its first words."""

    id: str
    label: str
    series: str
    address: str
    words: str
    why: Literal["cut", "cut in two", "choice"]


@dataclass(frozen=True, slots=True)
class LostReference:
    """A cross-reference to something that is left out: `where` it stands (a note's id, or a part's) and its target."""

    where: str
    target: str


@dataclass(frozen=True, slots=True)
class CutAccount:
    """Everything that is left out of a document: cuts in its order, notes in the order of their calls, cross-references
    that lead nowhere now, index terms of what is gone; series and prose parts left out by choice, by their names."""

    cuts: tuple[Cut, ...] = ()
    notes: tuple[DroppedNote, ...] = ()
    references: tuple[LostReference, ...] = ()
    terms: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Tell whether nothing is left out."""
        return not (self.cuts or self.notes or self.references or self.terms or self.series or self.parts)
