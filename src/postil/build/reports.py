"""What steps tell of an edition and of a document: small values, from which a project is judged and a book is put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from postil.diagnostics import Diagnostic
from postil.model.edition import Account
from postil.model.manifest import BuildAudience, EditionManifest, Medium
from postil.render import Contribution, DocumentMarkup

__all__ = ["DocumentReport", "EditionReport", "Outline"]


@dataclass(frozen=True, slots=True)
class Outline:
    """What can be referred to in an edition, for one audience: addresses and notes with the words a reference prints, and
    the ids of the notes."""

    targets: Mapping[str, str]
    notes: frozenset[str]


@dataclass(frozen=True, slots=True)
class EditionReport:
    """What was found when an edition was checked.

    `manifest` is nothing where the edition cannot be read; `written` are the ids of all notes; `inputs` the paths of its
    files; `hidden` gives for files of which students may not see everything the sha256 of what they may see, and nothing
    for those of which they may see nothing; `texts` are the files that diagnostics speak of.
    """

    name: str
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    manifest: EditionManifest | None = None
    account: Account | None = None
    notes: int = 0
    outlines: Mapping[BuildAudience, Outline] | None = None
    written: frozenset[str] = frozenset()
    inputs: tuple[str, ...] = ()
    hidden: Mapping[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """A document of a reader, rendered: what it contributes to the whole, and its markup by medium.

    `characters` are those of its text, notes and parts, each once; `cites` tells whether it cites works; `checksum` is the
    sha256 of its copy-text, normalised.
    """

    diagnostics: tuple[Diagnostic, ...]
    contribution: Contribution
    markup: Mapping[Medium, DocumentMarkup]
    characters: str
    cites: bool
    checksum: str
