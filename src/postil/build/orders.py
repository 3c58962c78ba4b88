"""Orders: all that an edition, or a document of a book, is made from, as plain data that can go to another process."""

from __future__ import annotations


from dataclasses import dataclass, field, replace
from functools import cached_property

from postil.ingest.project import Setting
from postil.model.edition import Document
from postil.model.manifest import BuildAudience, Choices, Medium, ProjectManifest, ReaderManifest
from postil.model.steps import digest_of, key_of
from postil.spans import InputFile, Span

__all__ = ["DocumentOrder", "EditionOrder", "ExcerptOrder", "Production", "reader_facts"]

_NOWHERE = Span("", 0, 0)


@dataclass(frozen=True)
class EditionOrder:
    """An edition as its files, with what it takes from its project. `home` stands before the paths where that is another
    project than the one that is built.

    `works` and `style` are digests of the bibliography's file and of the citation style's text; `fonts` are the project's own
    faces by path and digest.
    """

    name: str
    home: str
    files: tuple[InputFile, ...]
    setting: Setting
    works: str
    style: str
    fonts: tuple[tuple[str, str], ...]

    @cached_property
    def key(self) -> str:
        """A digest of everything here."""
        digests = tuple((file.path, digest_of(file.data)) for file in self.files)
        setting = self.setting
        about = (setting.manifest, replace(setting.bibliography, data=b""), setting.unknown, setting.named)
        return key_of("edition", self.name, self.home, digests, about, self.works, self.style, self.fonts)

    @property
    def blobs(self) -> tuple[str, ...]:
        """The large inputs it asks for."""
        wanted = (self.works, self.style, *(digest for _, digest in self.fonts))
        return tuple(dict.fromkeys(each for each in wanted if each))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EditionOrder) and self.key == other.key

    def __getstate__(self) -> dict[str, object]:
        return dict(self.__dict__)


@dataclass(frozen=True, slots=True)
class ExcerptOrder:
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
        return key_of("excerpt", self.edition.key, self.choices, self.source, self.project, self.span)


@dataclass(frozen=True, slots=True)
class Production:
    """How the documents of a product are made: the project's own templates by name, the day of publication and the instant
    that outputs carry."""

    templates: tuple[tuple[str, str], ...]
    published: str
    modified: str


@dataclass(frozen=True, slots=True)
class DocumentOrder:
    """A document of a reader, or an edition as a book of its own where there is no `reader`.

    `document` is what the reader says of it; `moved` are the ids of notes too tall for their page (as in `NotePlacement`).
    """

    taken: ExcerptOrder
    audience: BuildAudience
    media: tuple[Medium, ...]
    production: Production
    reader: ReaderManifest | None = None
    document: Document | None = None
    prefix: str = ""
    moved: frozenset[str] = field(default_factory=frozenset)

    @property
    def edition(self) -> EditionOrder:
        return self.taken.edition

    @property
    def key(self) -> str:
        """A digest of everything here."""
        return key_of(
            "document",
            replace(self.taken, span=_NOWHERE, choices=_placeless(self.taken.choices)).key,
            self.audience,
            self.media,
            self.production,
            self.reader,
            None if self.document is None else _document_key(self.document),
            self.prefix,
            self.moved,
        )


def _placeless(choices: Choices) -> Choices:
    """Return choices without the places where they are written."""
    series = None if choices.series is None else tuple((name, _NOWHERE) for name, _ in choices.series)
    pieces = None if choices.excerpt is None else tuple(replace(p, span=_NOWHERE) for p in choices.excerpt)
    return replace(choices, series=series, excerpt=pieces)


def _document_key(document: Document) -> tuple[object, ...]:
    return (
        document.number,
        document.title,
        document.teaching,
        dict(document.references),
        document.account,
        _placeless(document.choices),
    )


def reader_facts(manifest: ReaderManifest) -> ReaderManifest:
    """Return what a document may know of its reader: no other document, and no place in a file, or a change elsewhere would
    cost it too."""
    return replace(
        manifest,
        entries=(),
        term="",
        course="",
        instructors=(),
        rights="",
        build=(),
        published="",
        span=_NOWHERE,
        projects=(),
        cartridge=replace(manifest.cartridge, span=None),
    )


