"""What `postil.yaml`, `edition.yaml` and `readers/*.yaml` say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from postil.frozen import dataclass
from postil.model.front import NO_FRONT, Facsimile, FrontMatter, Volume
from postil.model.matter import NO_MATTER, NO_RULES, BackMatter, IndexRules
from postil.model.prose import ProseBlock
from postil.model.targets import DEFAULT, Target, Trim
from postil.model.trade import NO_TRADE, Trade
from postil.spans import Span
from postil.vocabulary import OwnWords

__all__ = [
    "Alignment",
    "Audience",
    "BuildAudience",
    "CartridgeOptions",
    "Choices",
    "Contributor",
    "CopyText",
    "Difference",
    "EditionManifest",
    "Format",
    "Imprint",
    "IntroductionForm",
    "Medium",
    "ParallelManifest",
    "PartManifest",
    "Place",
    "Profile",
    "ProjectManifest",
    "ProjectSource",
    "ReaderEntry",
    "ReaderManifest",
    "Rights",
    "Selection",
    "Series",
    "SeriesKind",
    "Witness",
    "Words",
]

SeriesKind: TypeAlias = Literal["notes", "apparatus", "gloss", "questions"]
Audience: TypeAlias = Literal["everyone", "students", "instructors"]
BuildAudience: TypeAlias = Literal["students", "instructors"]
Profile: TypeAlias = Literal["students", "instructors", "large-print"]
Medium: TypeAlias = Literal["pdf", "epub", "html"]
Format: TypeAlias = Literal["pdf", "epub", "html", "cartridge", "worksheets", "cover"]
IntroductionForm: TypeAlias = Literal["full", "short", "none"]
Place: TypeAlias = Literal["foot", "end", "margin", "popup", "back"]
_NAMES: Mapping[SeriesKind, tuple[str, str]] = {
    "notes": ("notes", "note"),
    "apparatus": ("textual_notes", "textual_note"),
    "gloss": ("glosses", "gloss"),
    "questions": ("questions", "question"),
}
"""The keys of the words for a series and for one note of it, where it has no name of its own."""


@dataclass(frozen=True, slots=True)
class Imprint:
    publisher: str = ""
    place: str = ""
    series: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Contributor:
    initials: str
    name: str
    role: str
    span: Span


@dataclass(frozen=True, slots=True)
class Series:
    """A series of notes. `label` is its first label (`1`, `a`, `i`, `Q1`, `*`); the rest follow from it. `name` and `singular`
    are as they are written, or empty."""

    id: str
    kind: SeriesKind
    name: str
    singular: str
    label: str
    audience: Audience
    places: tuple[tuple[str, Place], ...]
    order: int
    span: Span

    def place(self, medium: str) -> Place:
        """Return where this series stands in `medium` (`print`, `epub`, `web`)."""
        return dict(self.places)[medium]

    def called(self, words: Mapping[str, str]) -> str:
        """Return what the series is called: as it is named, else by its kind in the words of a language."""
        return self.name or words[_NAMES[self.kind][0]]

    def one_called(self, words: Mapping[str, str]) -> str:
        """Return what one note of the series is called."""
        return self.singular or words[_NAMES[self.kind][1]]


@dataclass(frozen=True, slots=True)
class ProjectManifest:
    """What `postil.yaml` says. `words` are those of books that the project gives; `words_spans` where each is written."""

    title: str
    imprint: Imprint
    language: str
    contributors: tuple[Contributor, ...]
    series: tuple[Series, ...]
    bibliography: str
    bibliography_span: Span | None
    citation_style: str
    citation_style_span: Span | None
    fonts: tuple[tuple[str, Span], ...]
    calls: str
    volumes: tuple[Volume, ...] = ()
    trims: tuple[Trim, ...] = ()
    targets: tuple[Target, ...] = (DEFAULT,)
    words: OwnWords = ()
    words_spans: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One declared difference between the copy-text and the transcription.

    kind `remove`: the copy-text's `words` are left out; `read`: the transcription reads `words` where the
    copy-text has `other`; `insert`: `words` are added; `move`: `words` stand elsewhere (before or after the words
    in `before`/`after`); `part`: lines run together are parted (at address `at`, or before `words`); `join`:
    lines of the copy-text are joined; `breaks`: the copy-text's division into paragraphs means nothing;
    `hyphens`: words divided at line ends are joined.
    """

    kind: Literal["remove", "pattern", "read", "insert", "move", "part", "join", "breaks", "hyphens"]
    words: str
    other: str
    after: str
    before: str
    at: str
    times: int | None
    label: str
    span: Span


@dataclass(frozen=True, slots=True)
class CopyText:
    siglum: str
    name: str
    path: str
    sha256: str
    source: str
    url: str
    encoding: str
    span: Span
    sha256_span: Span


@dataclass(frozen=True, slots=True)
class Witness:
    siglum: str
    name: str
    date: str
    path: str
    source: str
    span: Span


@dataclass(frozen=True, slots=True)
class PartManifest:
    """A prose part listed in `edition.yaml`."""

    id: str
    file: str
    title: str
    by: str
    in_copy_text: Literal["", "before", "after"]
    place: Literal["front", "back"]
    span: Span


@dataclass(frozen=True, slots=True)
class Rights:
    text: str = ""
    introduction: str = ""
    notes: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Prose that a manifest holds (`text`), or the name of a file that does. `span` is where the words or the name are
    written."""

    text: str
    file: str
    span: Span


@dataclass(frozen=True, slots=True)
class Alignment:
    """What an editor says of passages that do not stand beside each other one by one: `here` in a parallel text, `there`
    in the main text. One of them is missing where the other has nothing beside it."""

    here: Selection | None
    there: Selection | None
    span: Span


@dataclass(frozen=True, slots=True)
class ParallelManifest:
    """The same document in another language: its file, copy-text, differences and witnesses, and where it does not go along
    with the main text. `language` is its name too; `name` is what readers call it."""

    language: str
    name: str
    file: str
    copy_text: CopyText | None
    differences: tuple[Difference, ...]
    witnesses: tuple[Witness, ...]
    calls: str
    alignments: tuple[Alignment, ...]
    span: Span
    file_span: Span


@dataclass(frozen=True, slots=True)
class EditionManifest:
    """What `edition.yaml` says. `texts` are the parallel texts, besides the main one; `parallel` how they are shown:
    `columns`, `alternate`, or the language of the only one that is."""

    id: str
    title: str
    subtitle: str
    short_title: str
    original_titles: tuple[tuple[str, str], ...]
    kind: str
    date: str
    date_text: str
    place: str
    languages: tuple[str, ...]
    number: str
    editors: tuple[str, ...]
    authors: tuple[str, ...]
    copy_text: CopyText | None
    differences: tuple[Difference, ...]
    witnesses: tuple[Witness, ...]
    parts: tuple[PartManifest, ...]
    glosses: tuple[tuple[str, str], ...]
    gloss_spans: tuple[tuple[str, Span], ...]
    rights: Rights
    method: str
    cite_as: str
    build: tuple[Medium, ...]
    calls: str
    identifier: str
    published: str
    span: Span
    headnote: Words | None = None
    matter: BackMatter = NO_MATTER
    front: FrontMatter = NO_FRONT
    facsimiles: tuple[Facsimile, ...] = ()
    texts: tuple[ParallelManifest, ...] = ()
    parallel: str = ""
    name: str = ""
    targets: tuple[Target, ...] = (DEFAULT,)
    trade: Trade = NO_TRADE

    @property
    def language(self) -> str:
        return self.languages[0]

    @property
    def bodies(self) -> tuple[tuple[ProseBlock, ...], ...]:
        """All prose that the manifest itself holds: front matter, chronology, persons, glossary."""
        return (*self.front.bodies, *self.matter.bodies)


# course readers ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProjectSource:
    """Another project that a reader takes editions from: by its path, relative to this project, or as an installed
    package."""

    name: str
    path: str
    package: str
    span: Span

    @property
    def home(self) -> str:
        """What stands before the paths of its files, wherever they are named."""
        return f"{self.path.rstrip('/')}/" if self.path else f"{self.package}:"


@dataclass(frozen=True, slots=True)
class Selection:
    """One piece of an excerpt: from one address to another, both included."""

    first: str
    last: str
    span: Span


@dataclass(frozen=True, slots=True)
class Choices:
    """What of an edition a reader takes. Without `excerpt` the whole text, without `series` all of them; `inherited`
    says that the series are those the reader names for all its documents. `short` introductions are the headnote, or the first
    paragraph. `parallel` is how parallel texts are shown; where it is empty, as their edition says."""

    introduction: IntroductionForm = "full"
    series: tuple[tuple[str, Span], ...] | None = None
    inherited: bool = False
    questions: bool = True
    excerpt: tuple[Selection, ...] | None = None
    parallel: str = ""
    parallel_span: Span | None = None


@dataclass(frozen=True, slots=True)
class ReaderEntry:
    """One thing in a course reader, in order: a part or a week (its head and introduction), an edition, prose.

    `level` tells in how many parts and weeks it stands. `edition` is a name, after `PROJECT/` where it is another
    project's. `words` are the prose, or the introduction of a part or week; `dates` the first and the last day.
    """

    kind: Literal["part", "week", "edition", "prose"]
    span: Span
    level: int = 0
    title: str = ""
    edition: str = ""
    week: str = ""
    dates: tuple[str, str] = ("", "")
    words: Words | None = None
    teaching: Words | None = None
    choices: Choices = Choices()


@dataclass(frozen=True, slots=True)
class CartridgeOptions:
    """How a Common Cartridge is made: its version; a thin one holds links to pages below `url`."""

    version: str = "1.1"
    thin: bool = False
    url: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ReaderManifest:
    """`entries` has everything in the order of the book; an entry's `level` says where it belongs."""

    id: str
    title: str
    subtitle: str
    course: str
    term: str
    instructors: tuple[str, ...]
    language: str
    rights: str
    entries: tuple[ReaderEntry, ...]
    build: tuple[Format, ...]
    published: str
    span: Span
    projects: tuple[ProjectSource, ...] = ()
    cartridge: CartridgeOptions = CartridgeOptions()
    short_title: str = ""
    index: IndexRules = NO_RULES
    front: FrontMatter = NO_FRONT
    targets: tuple[Target, ...] = (DEFAULT,)
    trade: Trade = NO_TRADE

    def source_of(self, entry: ReaderEntry) -> tuple[ProjectSource | None, str]:
        """Return the project an entry's edition is taken from (none: this one) and its name there."""
        before, slash, name = entry.edition.partition("/")
        if not slash:
            return None, before
        return next((p for p in self.projects if p.name == before), None), name

    def key_of(self, entry: ReaderEntry) -> str:
        """Return what tells the edition of an entry from all others: its name, after the home of its project."""
        source, name = self.source_of(entry)
        return (source.home if source else "") + name if source or "/" not in entry.edition else ""
