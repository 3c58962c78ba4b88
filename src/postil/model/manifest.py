"""What `postil.yaml`, `edition.yaml` and `readers/*.yaml` say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from postil.model.matter import NO_MATTER, NO_RULES, BackMatter, IndexRules
from postil.spans import Span

__all__ = [
    "Audience",
    "BuildAudience",
    "Contributor",
    "CopyText",
    "Difference",
    "EditionManifest",
    "Imprint",
    "Medium",
    "PartManifest",
    "Place",
    "ProjectManifest",
    "ReaderEntry",
    "ReaderManifest",
    "Rights",
    "Series",
    "SeriesKind",
    "Witness",
]

SeriesKind: TypeAlias = Literal["notes", "apparatus", "gloss", "questions"]
Audience: TypeAlias = Literal["everyone", "students", "instructors"]
BuildAudience: TypeAlias = Literal["students", "instructors"]
Medium: TypeAlias = Literal["pdf", "epub", "html"]
Place: TypeAlias = Literal["foot", "end", "margin", "popup", "back"]


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
    """A series of notes. `label` is its first label (`1`, `a`, `i`, `Q1`, `*`); the rest follow from it."""

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


@dataclass(frozen=True, slots=True)
class ProjectManifest:
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
class EditionManifest:
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
    matter: BackMatter = NO_MATTER

    @property
    def language(self) -> str:
        return self.languages[0]


@dataclass(frozen=True, slots=True)
class ReaderEntry:
    """One thing in a course reader: an edition by its name, or prose (a file, or words in the manifest)."""

    edition: str
    title: str
    file: str
    prose: str
    span: Span
    prose_span: Span | None = None


@dataclass(frozen=True, slots=True)
class ReaderManifest:
    id: str
    title: str
    subtitle: str
    course: str
    term: str
    instructors: tuple[str, ...]
    language: str
    rights: str
    entries: tuple[ReaderEntry, ...]
    build: tuple[Medium, ...]
    published: str
    span: Span
    index: IndexRules = NO_RULES
