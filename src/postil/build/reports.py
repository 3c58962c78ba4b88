"""What steps tell of an edition and of a document: small values, from which a project is judged and a book is put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from postil.backmatter import Declared
from postil.citations.placing import Context
from postil.diagnostics import Diagnostic
from postil.frozen import dataclass
from postil.model.cuts import CutAccount
from postil.model.edition import Account
from postil.model.manifest import BuildAudience, EditionManifest, Medium
from postil.model.outline import Outline
from postil.model.rendition import EpubRendition, PrintRendition, SiteRendition

if TYPE_CHECKING:
    from postil.render import Contribution, DocumentMarkup, NoteRecord

__all__ = ["DocumentReport", "EditionRendering", "EditionReport", "Rendition", "Taken", "TakingReport"]

Rendition: TypeAlias = PrintRendition | EpubRendition | SiteRendition


@dataclass(frozen=True, slots=True)
class Taken:
    """An edition as a reader takes it, for one audience: what can be referred to, its citations in their contexts (in the
    order they have in large print, too), the account of what is left out."""

    outline: Outline
    contexts: tuple[Context, ...]
    contexts_large: tuple[Context, ...]
    account: CutAccount | None = None


@dataclass(frozen=True, slots=True)
class EditionReport:
    """What was found when an edition was checked.

    `manifest` is nothing where the edition cannot be read; `taken` is the whole of it, by audience; `inputs` are the paths
    of its files; `hidden` gives for files of which students may not see everything the sha256 of what they may see,
    and nothing for those of which they may see nothing; `texts` are the files that diagnostics speak of; `ready` is the
    anchored edition as bytes, so that what is made of it need not read it again (none where it has pictures).
    """

    name: str
    home: str
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    manifest: EditionManifest | None = None
    account: Account | None = None
    notes: int = 0
    taken: Mapping[BuildAudience, Taken] | None = None
    declared: Declared | None = None
    inputs: tuple[str, ...] = ()
    hidden: Mapping[str, str | None] | None = None
    ready: bytes = b""

    @property
    def key(self) -> str:
        """What tells the edition from all others."""
        return self.home + self.name


@dataclass(frozen=True, slots=True)
class TakingReport:
    """What a reader takes of an edition, by audience, and what is wrong with that."""

    diagnostics: tuple[Diagnostic, ...]
    taken: Mapping[BuildAudience, Taken]


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """A document of a reader, rendered: what it contributes to the whole, and its markup by medium.

    `characters` are those of its text, notes and parts, each once; `checksums` are the sha256 of its copy-texts, normalised;
    `asks` says that it has questions.
    """

    diagnostics: tuple[Diagnostic, ...]
    contribution: Contribution
    markup: Mapping[Medium, DocumentMarkup]
    characters: str
    checksums: Mapping[str, str]
    asks: bool


@dataclass(frozen=True, slots=True)
class EditionRendering:
    """An edition as a book of its own, rendered in each medium, without faces and pictures: these are pairs of the name in
    the book and the path in the edition's folder."""

    diagnostics: tuple[Diagnostic, ...]
    renditions: Mapping[Medium, Rendition]
    notes: Mapping[str, NoteRecord]
    pictures: tuple[tuple[str, str], ...]
