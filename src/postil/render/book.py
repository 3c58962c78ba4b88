"""What templates see: a book, frozen, in which everything is decided.

An edition is a book with one document, a course reader one with many; the templates do not tell them apart. Labels,
ids, order, places of notes and the words of the furniture are all here, so that a template numbers nothing and nests
nothing. `type` tells sections apart, as it does the nodes of the woven text.
A section's `head` is the id of its heading; `owner` that of the words which say what document of a reader it belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, TypeAlias

from markupsafe import Markup

from postil.frozen import dataclass
from postil.model.edition import (
    WovenBlock,
    WovenFlow,
)
from postil.model.targets import Finish
from postil.render.back_matter import IndexSection, ItemsSection
from postil.render.front_matter import NO_PAGES, AbbreviationsSection, FrontPages, ListSection, WitnessView
from postil.render.reader_book import AccountSection, PartSection, PermissionsSection, SyllabusSection
from postil.render.texts import TextView

__all__ = [
    "ApparatusSection",
    "BibliographySection",
    "Book",
    "Chunk",
    "ColophonSection",
    "ContentsEntry",
    "Credit",
    "DocumentSection",
    "DocumentSlot",
    "Fact",
    "MediumName",
    "NoteList",
    "NoteSection",
    "NoteView",
    "OpenerSection",
    "OriginalTitle",
    "ProseSection",
    "Section",
    "SeriesView",
    "WitnessView",
]

NO_MARKUP = Markup("")
MediumName: TypeAlias = Literal["print", "epub", "web"]


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series of notes. `labels` are its first labels (`1, 2, 3`); `where` says in words where its notes stand, `beside`
    where on pages with a column for notes, and in large print; `order` is its place among the series of the project."""

    id: str
    kind: str
    name: str
    singular: str
    label: str
    labels: str
    where: str
    order: int = 0
    beside: str = ""


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note in one medium. `id` has the document's prefix: the call is `c-<id>`, the body `n-<id>`.

    `place` is `here` (at the foot of its page, beside or below its paragraph, or at the end of its file), `end` (in a list
    after its division, in print), `back` (in a list after the text) or `moved` (too tall for a page: in the list of longer notes). `body` is the whole body
    with readings and answer; `foot` the same on one line, for print. `name` is how it is called ("Note 7"), `title`
    how the note itself is ("Editorial note 7"), `back_name` how the way back is; `owner` names the document in a reader. `order` is the
    place of its series among all; `margin` says that it stands beside the text where a printed page has a column for it. Calls in
    the margin that belong to one place would be printed over each other: the first has the others in `beside`, and
    these are `gathered`. Beside several texts the margin belongs to none of them: there all calls stand `in_line`.
    `way` is the direction it runs in where the text around it may run in another.
    """

    id: str
    label: str
    kind: str
    series: str
    place: Literal["here", "end", "back", "moved"]
    body: Markup
    foot: Markup
    text: str
    name: str
    title: str
    back_name: str
    language: str
    ref: str
    ref_id: str
    collation: Markup
    owner: str = ""
    order: int = 0
    margin: bool = False
    beside: tuple[NoteView, ...] = ()
    gathered: bool = False
    in_line: bool = False
    way: str = ""

    @property
    def first_words(self) -> str:
        """What a list of links shows of a note that stands elsewhere: eight words at most, and never all of them."""
        words = self.text.split()
        return " ".join(words[: (len(words) + 1) // 2][:8]) + " …"


@dataclass(frozen=True, slots=True)
class Credit:
    """Who did what: `heading` is "Edited by"."""

    heading: str
    names: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of imprint or colophon: `label` may be empty; `pieces` are the words, parted where a line may break
    without a space (long addresses and checksums)."""

    label: str
    pieces: tuple[str, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    title: str
    gloss: str
    id: str
    children: tuple[ContentsEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class OriginalTitle:
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class ProseSection:
    """A prose part. `role` is `introduction` where it is one."""

    id: str
    title: str
    level: int
    body: Markup
    by: str
    role: str
    head: str
    owner: str = ""
    type: str = "prose"


@dataclass(frozen=True, slots=True)
class OpenerSection:
    """The head of a document of a reader. `source` says where its text is taken from; `running` is its running head;
    `headnote` a few words on it, `teaching` are notes for instructors, under the heading `teaching_title` with the id `teaching_head`."""

    id: str
    title: str
    level: int
    kicker: str
    date: str
    head: str
    source: str = ""
    running: str = ""
    headnote: Markup = NO_MARKUP
    teaching: Markup = NO_MARKUP
    teaching_title: str = ""
    teaching_head: str = ""
    owner: str = ""
    type: str = "opener"


@dataclass(frozen=True, slots=True)
class DocumentSection:
    """A document: its title as printed (`heading`, or `title` where there is none) and its content in order.

    `notes` are its notes by their ids without prefix, as calls and blocks name them; `listed` are those that stand
    at the end of this part of it (EPUB) or of the text (print), `ends` those at the end of its divisions, by their ids.
    `level` is the level of its title, `first` says that it begins here. `texts` are its parallel texts, if it has any.
    In a reader it has a `running` head, and where nothing stands before it the date and the source of its own head.
    """

    id: str
    title: str
    level: int
    kicker: str
    heading: WovenBlock | None
    originals: tuple[OriginalTitle, ...]
    language: str
    content: tuple[WovenFlow, ...]
    notes: Mapping[str, NoteView]
    head: str
    pictures: Mapping[str, str]
    short_title: str
    listed: tuple[NoteList, ...] = ()
    ends: Mapping[str, tuple[NoteList, ...]] = field(default_factory=dict)
    first: bool = True
    date: str = ""
    source: str = ""
    running: str = ""
    owner: str = ""
    texts: tuple[TextView, ...] = ()
    type: str = "document"


@dataclass(frozen=True, slots=True)
class NoteList:
    """Notes of one series at the end of a file or a division. `head` is the id of its heading."""

    series: SeriesView
    notes: tuple[NoteView, ...]
    id: str
    head: str


@dataclass(frozen=True, slots=True)
class NoteSection:
    """Notes listed after the text. With `full` their bodies stand here, otherwise links to them.

    `kind` is the kind of the series; `longer` for notes that were too tall for their page.
    """

    id: str
    title: str
    level: int
    kind: str
    notes: tuple[NoteView, ...]
    full: bool
    head: str
    owner: str = ""
    type: str = "notes"


@dataclass(frozen=True, slots=True)
class ApparatusSection:
    """The witnesses with their sigla, and the collation: with the commentary only where `full`."""

    id: str
    title: str
    level: int
    lead: str
    witnesses: tuple[WitnessView, ...]
    entries: tuple[NoteView, ...]
    full: bool
    head: str
    owner: str = ""
    type: str = "apparatus"


@dataclass(frozen=True, slots=True)
class BibliographySection:
    id: str
    title: str
    level: int
    works: tuple[Markup, ...]
    head: str
    owner: str = ""
    type: str = "bibliography"


@dataclass(frozen=True, slots=True)
class ColophonSection:
    id: str
    title: str
    level: int
    facts: tuple[Fact, ...]
    head: str
    owner: str = ""
    type: str = "colophon"


Section: TypeAlias = (
    ProseSection
    | OpenerSection
    | DocumentSection
    | NoteSection
    | ApparatusSection
    | ItemsSection
    | BibliographySection
    | IndexSection
    | ColophonSection
    | PartSection
    | SyllabusSection
    | ListSection
    | AbbreviationsSection
    | PermissionsSection
    | AccountSection
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Sections that are typeset together; `matter` is front, body or back; `depth` is how many levels they stand below those
    of the book."""

    name: str
    sections: tuple[Section, ...]
    matter: Literal["front", "body", "back"]
    folios: Literal["roman", "arabic"]
    restart: bool
    depth: int = 0
    type: str = "chunk"


@dataclass(frozen=True, slots=True)
class DocumentSlot:
    """Where document `number` of a reader stands: it is rendered on its own."""

    number: int
    depth: int = 0
    type: str = "slot"


@dataclass(frozen=True, slots=True)
class Book:
    """A book in one medium, for one audience: an edition, the frame of a reader, or one document of a reader.

    `ids` are those of the furniture, `taken` all that are in use. `cite_words` say how to cite by number; `front` has the pages
    before the contents; `finish` is what a printed book is for; `texts` are the parallel texts that can be shown;
    `column` says that its pages have one for notes, `large` that it is in large print.
    """

    id: str
    medium: MediumName
    title: str
    subtitle: str
    short_title: str
    date: str
    language: str
    series_line: str
    publisher: str
    place: str
    credits: tuple[Credit, ...]
    imprint: tuple[Fact, ...]
    contents: tuple[ContentsEntry, ...]
    how_to: tuple[SeriesView, ...]
    has_paragraphs: bool
    chunks: tuple[Chunk | DocumentSlot, ...]
    words: Mapping[str, str]
    ids: Mapping[str, str]
    taken: frozenset[str]
    cite_words: str = ""
    front: FrontPages = NO_PAGES
    finish: Finish = "screen"
    texts: tuple[TextView, ...] = ()
    column: bool = False
    large: bool = False

    @property
    def imprint_form(self) -> str:
        """The class of an imprint that is long, or fills the page; a short one stands at the foot."""
        lines = sum(1.5 + sum(map(len, fact.pieces)) // 80 for fact in self.imprint)
        lines += self.front.cip.count("\n") + 4 if self.front.cip else 0
        return " imprint--full" if lines > 32 else " imprint--long" if lines > 18 else ""

    @property
    def sections(self) -> tuple[Section, ...]:
        """All sections in order, without those of documents that are rendered on their own."""
        return tuple(s for chunk in self.chunks if isinstance(chunk, Chunk) for s in chunk.sections)

    @property
    def notes(self) -> tuple[NoteView, ...]:
        """All notes of all documents, in order."""
        found = (s for s in self.sections if isinstance(s, DocumentSection))
        return tuple(note for section in found for note in section.notes.values())
