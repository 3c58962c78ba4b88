"""Orders: all that an edition, or a document of a book, is made from, as plain data that can go to another process."""

from __future__ import annotations

from dataclasses import field, replace
from functools import cached_property

from postil.frozen import dataclass
from postil.ingest.project import Setting
from postil.model.course_reader import Document
from postil.model.edition import Citations
from postil.model.manifest import BuildAudience, Choices, Medium, ProjectManifest, ReaderManifest
from postil.model.steps import digest_of, key_of
from postil.model.targets import Finish
from postil.spans import InputFile, Span

__all__ = [
    "NOWHERE",
    "NO_CHOICE",
    "DocumentOrder",
    "EditionOrder",
    "Production",
    "TakingOrder",
    "reader_facts",
]

NOWHERE = Span("", 0, 0)
NO_CHOICE = Choices()


@dataclass(frozen=True, eq=False)
class EditionOrder:
    """An edition as its files, with what it takes from its project. `home` stands before the paths where that is another
    project than the one that is built.

    `works` is the digest of the bibliography's file, `fonts` are the project's own faces by path and digest. `ready` is the
    edition as it was read and anchored, if it was; it follows from the rest.
    """

    name: str
    home: str
    files: tuple[InputFile, ...]
    setting: Setting
    works: str
    fonts: tuple[tuple[str, str], ...]
    ready: bytes = b""

    @cached_property
    def key(self) -> str:
        """A digest of everything here."""
        digests = tuple((file.path, digest_of(file.data)) for file in self.files)
        setting = self.setting
        about = (setting.manifest, replace(setting.bibliography, data=b""), setting.unknown, setting.named)
        return key_of("edition", self.name, self.home, digests, about, self.works, self.fonts)

    @property
    def blobs(self) -> tuple[str, ...]:
        """The large inputs it asks for."""
        wanted = (self.works, *(digest for _, digest in self.fonts))
        return tuple(dict.fromkeys(each for each in wanted if each))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EditionOrder) and self.key == other.key


@dataclass(frozen=True, slots=True)
class TakingOrder:
    """What a reader takes of an edition: `source` is the name it gives the project that the edition is of (nothing for its
    own), `project` its own project's manifest, `span` the entry where faults are told."""

    edition: EditionOrder
    choices: Choices
    source: str
    project: ProjectManifest
    span: Span

    @property
    def key(self) -> str:
        """A digest of everything here."""
        return key_of("taking", self.edition.key, self.choices, self.source, self.project, self.span)

    @property
    def unchanged(self) -> bool:
        """Tell whether the reader has the edition as it is: all of it, and of its own project."""
        return self.choices == NO_CHOICE and not self.source

    def placeless(self) -> TakingOrder:
        """Return the same without the places where choices are written: what is made of it does not depend on them."""
        choices = self.choices
        series = None if choices.series is None else tuple((name, NOWHERE) for name, _ in choices.series)
        pieces = None if choices.excerpt is None else tuple(replace(p, span=NOWHERE) for p in choices.excerpt)
        choices = replace(choices, series=series, excerpt=pieces, parallel_span=None)
        return replace(self, choices=choices, span=NOWHERE)


@dataclass(frozen=True, slots=True)
class Production:
    """How the documents of a product are made: the project's own templates by name, whether in large print, the day of
    publication and the instant that outputs carry; for what has a colophon the SHA-256 of all inputs."""

    templates: tuple[tuple[str, str], ...]
    large: bool
    published: str
    modified: str
    inputs: str = ""


@dataclass(frozen=True, slots=True)
class DocumentOrder:
    """A document of a reader, or an edition as a book of its own where there is no `reader`.

    `document` is what the reader says of it; `citations` are its citations in words, with the bibliography of an edition;
    `moved` are the ids of notes too tall for their page (as in `NotePlacement`); `finish` is what a printed edition is for and
    `column` that its pages have a column for notes, `sans` that its text is set in sans (a document of a reader is the same for
    all); `layout` is how parallel texts stand in this book, where it is not as the edition or reader has them.
    """

    taking: TakingOrder
    audience: BuildAudience
    media: tuple[Medium, ...]
    production: Production
    citations: Citations
    reader: ReaderManifest | None = None
    document: Document | None = None
    prefix: str = ""
    moved: frozenset[str] = field(default_factory=frozenset)
    finish: Finish = "screen"
    column: bool = False
    sans: bool = False
    layout: str = ""

    @property
    def edition(self) -> EditionOrder:
        return self.taking.edition

    @property
    def key(self) -> str:
        """A digest of everything here."""
        document = replace(self.document, entry=0) if self.document is not None else None
        return key_of(
            "document",
            self.taking.placeless().key,
            self.audience,
            self.media,
            self.production,
            (dict(self.citations.rendered), self.citations.works),
            self.reader,
            document,
            self.prefix,
            self.moved,
            self.finish,
            self.column,
            self.sans,
            self.layout,
        )


def reader_facts(manifest: ReaderManifest) -> ReaderManifest:
    """Return what a document may know of its reader: no other document, and no place in a file, or a change elsewhere would
    cost it too."""
    return ReaderManifest(
        manifest.id,
        manifest.title,
        manifest.subtitle,
        "",
        "",
        (),
        manifest.language,
        "",
        (),
        (),
        "",
        NOWHERE,
        short_title=manifest.short_title,
    )
