"""What a course reader has besides its editions, and what it says of them, as render receives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from postil.frozen import dataclass
from postil.model.cuts import CutAccount
from postil.model.edition import Citations, WovenEdition
from postil.model.prose import Inline, ProseBlock
from postil.spans import Span

__all__ = ["CitedEdition", "Document", "ReaderOpener", "ReaderProse", "Reference"]


@dataclass(frozen=True, slots=True)
class Reference:
    """What a cross-reference in a reader's own prose leads to: a place in the document of this number, by the prefix of
    its ids and the id there. `note` is its label if it is a note, `paragraph` the ¶ it stands in, `words` what the
    place is called where it has no ¶. `absent` says that the reader leaves it out."""

    document: int
    prefix: str
    id: str
    note: str
    paragraph: int | None
    words: str
    absent: bool


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader says of one of its documents: its number, a title of its own, in how many parts and weeks it
    stands, teaching notes with where their cross-references lead and the words of their citations, the account of what
    is left out of it, and the number of its entry."""

    number: int
    title: str = ""
    level: int = 0
    teaching: tuple[ProseBlock, ...] = ()
    references: Mapping[str, Reference] = field(default_factory=dict)
    citations: Mapping[Span, tuple[Inline, ...]] = field(default_factory=dict)
    account: CutAccount | None = None
    entry: int = 0


@dataclass(frozen=True, slots=True)
class CitedEdition:
    """A woven edition with its citations: what render receives. `document` is what the reader says in which it is."""

    woven: WovenEdition
    citations: Citations
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class ReaderProse:
    """Prose between the documents of a reader. `id` is its anchor; `references` gives for the target of each
    cross-reference in it what that is; `level` in how many parts and weeks it stands."""

    id: str
    title: str
    blocks: tuple[ProseBlock, ...]
    references: Mapping[str, Reference] = field(default_factory=dict)
    level: int = 0


@dataclass(frozen=True, slots=True)
class ReaderOpener:
    """The head of a part or a week, with its introduction; `number` and `dates` are a week's."""

    id: str
    kind: Literal["part", "week"]
    title: str
    number: str
    dates: tuple[str, str]
    blocks: tuple[ProseBlock, ...]
    references: Mapping[str, Reference] = field(default_factory=dict)
    level: int = 0
