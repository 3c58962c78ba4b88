"""An edition in its states, from what was read to what is woven for the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, TypeAlias

from postil.frozen import dataclass
from postil.model.manifest import (
    BuildAudience,
    EditionManifest,
    ParallelManifest,
    PartManifest,
    ProjectManifest,
    ReaderManifest,
)
from postil.model.notes import AnchoredAnnotation, Annotation, Note
from postil.model.prose import Inline, ProseBlock
from postil.model.text import BaseText, Block, Cut, TermRange
from postil.spans import InputFile, SourceText, Span

__all__ = [
    "Account",
    "AnchoredEdition",
    "Bibliography",
    "Citations",
    "Edition",
    "OtherProject",
    "ParallelText",
    "ParallelTexts",
    "Part",
    "Picture",
    "Project",
    "ProjectFiles",
    "ResolvedEdition",
    "WovenBlock",
    "WovenCall",
    "WovenDivision",
    "WovenEdition",
    "WovenFlow",
    "WovenGap",
    "WovenGroup",
    "WovenLine",
    "WovenMark",
    "WovenNode",
    "WovenPage",
    "WovenSegment",
    "WovenTerm",
]


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """Everything the program reads of a project, by path; `refused` are paths that lead outside of it. `others` are
    the projects that its readers take editions from, by their home (`ProjectSource.home`)."""

    files: Mapping[str, InputFile]
    refused: tuple[tuple[str, str], ...] = ()
    others: Mapping[str, OtherProject] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OtherProject:
    """What is read of another project: its manifest, its bibliography and the editions that are wanted. Where it may
    not be read or is not there, `fault` says so. `editions` are the names of all it has."""

    files: ProjectFiles
    editions: tuple[str, ...] = ()
    fault: Literal["", "not allowed", "not there", "not installed"] = ""


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The works cited: the file as it is (for the citation engine), the keys that are in it, and those of works without
    a title. One that cannot be read has a path and no format."""

    path: str
    format: str
    data: bytes
    keys: frozenset[str]
    untitled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """A prose part: introduction, note on the text …"""

    manifest: PartManifest
    blocks: tuple[ProseBlock, ...]
    file: str


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the edition, by the path it is named with in the texts."""

    path: str
    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Account:
    """What the comparison with the copy-text found: words that agree, and declared differences by their label."""

    words: int
    differences: tuple[tuple[str, int], ...]
    compared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParallelText:
    """A parallel text as it is by itself; `beside` are its addresses with those of the main text that stand beside them,
    in order; either may be missing."""

    manifest: ParallelManifest
    text: BaseText
    copy_text: SourceText | None
    beside: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class ParallelTexts:
    """The texts of an edition that has several, each by itself: the main one, and the others."""

    main: BaseText
    others: tuple[ParallelText, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition as read: nothing in it has been looked up yet. `lost` are the ids of notes whose heading is broken:
    what refers to one of them is not wrong for that. `home` stands before the paths of its files where it is another
    project's. The `headnote` introduces it where a reader asks for a short introduction. Where there are parallel texts
    `text` holds them all, in their order, and `parallel` has each by itself."""

    manifest: EditionManifest
    project: ProjectManifest
    text: BaseText
    parts: tuple[Part, ...]
    annotations: tuple[Annotation, ...]
    bibliography: Bibliography
    pictures: tuple[Picture, ...]
    copy_text: SourceText | None
    inputs: tuple[str, ...]
    lost: frozenset[str] = frozenset()
    home: str = ""
    headnote: tuple[ProseBlock, ...] = ()
    parallel: ParallelTexts | None = None

    @property
    def id(self) -> str:
        return self.manifest.id

    @property
    def key(self) -> str:
        """What tells it from all other editions, those of other projects too."""
        return self.home + self.id


@dataclass(frozen=True, slots=True)
class AnchoredEdition:
    """An edition in which every annotation has its place."""

    edition: Edition
    annotations: tuple[AnchoredAnnotation, ...]


@dataclass(frozen=True, slots=True)
class ResolvedEdition:
    """An edition for one audience: notes in the order of their calls, with labels; every reference leads somewhere.

    `targets` gives for each id a cross-reference may name (note or address) the words it prints when it has none;
    `absent` are those of them that a reader leaves out, `standing` those that are shown as another address: a
    division of a parallel text, or what stands beside a text that is shown alone.
    """

    edition: Edition
    audience: BuildAudience
    notes: tuple[Note, ...]
    targets: Mapping[str, str]
    absent: frozenset[str] = frozenset()
    standing: Mapping[str, str] = field(default_factory=dict)


# Woven: what the templates see. ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WovenSegment:
    """Characters between two borders. `base` is the transcription, `text` what is shown (an adopted reading may
    differ); `notes` are the ids of the notes whose lemma covers it, outer first."""

    base: str
    text: str
    notes: tuple[str, ...]
    series: tuple[str, ...]
    type: str = "segment"


@dataclass(frozen=True, slots=True)
class WovenMark:
    """Emphasis and the like around other nodes."""

    kind: str
    children: tuple[WovenNode, ...]
    language: str = ""
    annotation: str = ""
    href: str = ""
    type: str = "mark"


@dataclass(frozen=True, slots=True)
class WovenCall:
    """The call of a note."""

    note: Note
    type: str = "call"


@dataclass(frozen=True, slots=True)
class WovenPage:
    """A page of the copy-text begins here; `id` is its anchor, `image` a picture of it with `alt` for those who cannot see it;
    `version` as in `Block`."""

    number: str
    id: str
    version: str = ""
    type: str = "page"
    image: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class WovenTerm:
    """Words that belong in an index begin here; `id` is the anchor of the place. Several heads may be meant."""

    terms: tuple[TermRange, ...]
    id: str
    type: str = "term"


WovenNode: TypeAlias = WovenSegment | WovenMark | WovenCall | WovenPage | WovenTerm


@dataclass(frozen=True, slots=True)
class WovenLine:
    """A line of verse: its number in the poem, and the id of its place."""

    number: int
    id: str
    nodes: tuple[WovenNode, ...]
    type: str = "line"


@dataclass(frozen=True, slots=True)
class WovenBlock:
    """A block ready for a template. For tables `rows` holds the nodes of each cell, for stanzas `lines` those of each line, for
    others `nodes` all of them. `role` is what a paragraph of a preamble is: parties, recital, enacting. `facing`
    are the pages of the copy-text that begin with it and are shown in facsimile; those within it are among its nodes.

    `notes` are those called in it, in order. `id` is its address, with the reader's prefix where there is one.
    """

    id: str
    address: str
    kind: str
    number: int | None
    marker: str
    language: str
    nodes: tuple[WovenNode, ...]
    rows: tuple[tuple[tuple[WovenNode, ...], ...], ...]
    heads: int
    image: str
    notes: tuple[Note, ...]
    opening: bool
    block: Block
    lines: tuple[WovenLine, ...] = ()
    role: str = ""
    facing: tuple[WovenPage, ...] = ()
    type: str = "block"

    @property
    def runs(self) -> tuple[tuple[WovenNode, ...], ...]:
        """All its nodes: those of each cell, of each line, or of the block as a whole."""
        if self.rows:
            return tuple(cell for row in self.rows for cell in row)
        return tuple(line.nodes for line in self.lines) if self.lines else (self.nodes,)


@dataclass(frozen=True, slots=True)
class WovenGroup:
    kind: str
    content: tuple[WovenFlow, ...]
    ordered: bool
    language: str
    width: str = ""
    type: str = "group"

    @property
    def longest_word(self) -> int:
        """How many characters the longest word in it has: a narrow column must hold it."""
        found = 0
        for item in self.content:
            if isinstance(item, WovenBlock):
                found = max((found, *map(len, item.block.text.replace("-", "- ").split())))
            elif isinstance(item, WovenGroup):
                found = max(found, item.longest_word)
        return found


@dataclass(frozen=True, slots=True)
class WovenGap:
    """Where an excerpt leaves something out: set by rule, no part of the text."""

    cut: Cut
    kind: str = "ellipsis"
    content: tuple[WovenFlow, ...] = ()
    type: str = "gap"


@dataclass(frozen=True, slots=True)
class WovenDivision:
    """A division ready for a template. `label` names it in contents and running heads; `notes` are all notes
    called directly in it (not in divisions inside it)."""

    id: str
    address: str
    kind: str
    number: str
    label: str
    gloss: str
    level: int
    language: str
    heading: WovenBlock | None
    content: tuple[WovenFlow, ...]
    notes: tuple[Note, ...]
    type: str = "division"


WovenFlow: TypeAlias = WovenBlock | WovenGroup | WovenDivision | WovenGap


@dataclass(frozen=True, slots=True)
class WovenEdition:
    """An edition as the templates receive it. `prefix` stands before every id (empty unless in a reader)."""

    resolved: ResolvedEdition
    prefix: str
    root: WovenDivision
    notes: tuple[Note, ...]

    @property
    def id(self) -> str:
        return self.resolved.edition.id

    @property
    def edition(self) -> Edition:
        return self.resolved.edition


@dataclass(frozen=True, slots=True)
class Citations:
    """What the citation engine gave: for each citation (by the span of its node) the words to print, and the
    entries of the bibliography in order."""

    rendered: Mapping[Span, tuple[Inline, ...]]
    works: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True, slots=True)
class Project:
    """A project as read. `templates` are the project's own, by name; `fonts` its own faces; `style` is its citation
    style (CSL) where it is a file of the project; `texts` is every text file read, for showing diagnostics."""

    manifest: ProjectManifest
    editions: tuple[Edition, ...]
    readers: tuple[ReaderManifest, ...]
    reader_prose: Mapping[tuple[str, int], tuple[ProseBlock, ...]]
    texts: Mapping[str, SourceText]
    templates: Mapping[str, str]
    fonts: tuple[tuple[str, bytes], ...]
    style: str
    teaching_notes: Mapping[tuple[str, int], tuple[ProseBlock, ...]] = field(default_factory=dict)
