"""Documents of a reader, rendered each on its own: what a book has of one, and what the whole needs to know of it.

Nothing here knows another document. So a change in one edition costs that document, and whatever is made of the
contributions of all: contents, metadata, rights.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal, TypeAlias

from markupsafe import Markup

from postil.frozen import dataclass
from postil.model.course import Paragraph as Line
from postil.model.course_reader import ReaderOpener, ReaderProse
from postil.model.cuts import CutAccount
from postil.model.edition import Citations
from postil.model.front import Abbreviation
from postil.model.manifest import BuildAudience, ProjectManifest, ReaderManifest
from postil.model.matter import NO_MATTER, BackMatter, IndexEntry
from postil.model.rendition import NavPoint, NotePlacement, Person, PrintChunk
from postil.render.book import ContentsEntry, Fact, SeriesView
from postil.render.front_matter import ListedItem
from postil.spans import Span

__all__ = [
    "BoundReader",
    "Contribution",
    "DocumentMarkup",
    "EpubMarkup",
    "FileMarkup",
    "NoteRecord",
    "PageMarkup",
    "PrintMarkup",
    "QuestionRecord",
    "merged_series",
]


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """What must be known of a note when finished files are looked at: its label, and where it was written."""

    label: str
    span: Span


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """A question of a document: markup and plain lines of prompt and answer, and where it belongs.

    `id` has the document's prefix; `paragraph` is the ¶ it is asked of, `place` what that is called where it has none;
    `anchor` the id of the question in the book.
    """

    id: str
    label: str
    paragraph: int | None
    place: str
    anchor: str
    language: str
    prompt: Markup
    answer: Markup
    prompt_lines: tuple[Line, ...]
    answer_lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a document contributes to the whole of a reader, whatever the medium.

    `id` tells its edition from all others. `notes` by the id their markup has; `ranges` are the ¶ that an excerpt takes, in
    words; `level` tells in how many parts and weeks it stands; `pictures` are pairs of the name in the book and the
    path in the edition's folder; `matter` its persons, chronology and glossary in words; `entries` the places it marks for
    the index; `questions` are its questions for study; `source` tells where its text comes from; `figures` and `tables` are those
    with captions, `abbreviations` those it uses.
    """

    id: str
    prefix: str
    number: int
    title: str
    short_title: str
    audience: BuildAudience
    has_paragraphs: bool
    people: tuple[Person, ...]
    languages: tuple[str, ...]
    rights: tuple[Fact, ...]
    notes: Mapping[str, NoteRecord]
    pictures: tuple[tuple[str, str], ...]
    account: CutAccount | None = None
    ranges: tuple[str, ...] = ()
    level: int = 0
    matter: BackMatter = NO_MATTER
    entries: tuple[IndexEntry, ...] = ()
    questions: tuple[QuestionRecord, ...] = ()
    source: str = ""
    figures: tuple[ListedItem, ...] = ()
    tables: tuple[ListedItem, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintMarkup:
    """A document for the press: its chunk, its line in the contents, its series of notes, and where its notes stand."""

    entry: ContentsEntry
    series: tuple[SeriesView, ...]
    placements: tuple[NotePlacement, ...]
    chunk: PrintChunk


@dataclass(frozen=True, slots=True)
class FileMarkup:
    """A file of an e-book: its path, title, matter and landmark, its text, and whether a link in it leads to an id that is
    in none of the document's files."""

    path: str
    title: str
    matter: Literal["frontmatter", "bodymatter", "backmatter"]
    landmark: str
    text: str
    leads_out: bool


@dataclass(frozen=True, slots=True)
class EpubMarkup:
    """A document for an e-book: its files, the path of every id in them, and the pages of its copy-text."""

    entry: ContentsEntry
    series: tuple[SeriesView, ...]
    placements: tuple[NotePlacement, ...]
    files: tuple[FileMarkup, ...]
    home: Mapping[str, str]
    pages: tuple[NavPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class PageMarkup:
    """A document for the web: its sections, the rules that place its notes, and those that show their lemmata."""

    entry: ContentsEntry
    series: tuple[SeriesView, ...]
    placements: tuple[NotePlacement, ...]
    html: str
    rules: tuple[str, ...]
    pairs: tuple[str, ...]


DocumentMarkup: TypeAlias = PrintMarkup | EpubMarkup | PageMarkup


@dataclass(frozen=True, slots=True)
class BoundReader:
    """A course reader whose documents are known by their contributions: what its frame is composed from."""

    manifest: ReaderManifest
    project: ProjectManifest
    items: tuple[ReaderOpener | ReaderProse | Contribution, ...]
    citations: Citations

    @property
    def documents(self) -> tuple[Contribution, ...]:
        """The documents in order."""
        return tuple(item for item in self.items if isinstance(item, Contribution))

    @property
    def language(self) -> str:
        return self.manifest.language or self.project.language


def merged_series(documents: Iterable[tuple[SeriesView, ...]]) -> tuple[SeriesView, ...]:
    """Return the series of all documents, each once, in their order, with the first three labels that occur."""
    found: dict[str, SeriesView] = {}
    labels: dict[str, list[str]] = {}
    for views in documents:
        for view in views:
            found.setdefault(view.id, view)
            labels.setdefault(view.id, []).extend(view.labels.split(", "))
    out = []
    for view in sorted(found.values(), key=lambda v: v.order):
        first = ", ".join(dict.fromkeys(labels[view.id][:3]))
        out.append(replace(view, labels=first))
    return tuple(out)
