"""What render makes and the writers receive: finished markup, fonts and images; and what a writer gives back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from postil.frozen import dataclass
from postil.model.isbn import Isbn
from postil.model.steps import digest_of
from postil.model.targets import DEFAULT, Target
from postil.model.trade import CoverWords

__all__ = [
    "Artifact",
    "Attachment",
    "BookMetadata",
    "EpubDocument",
    "EpubRendition",
    "EpubWords",
    "Face",
    "Fault",
    "Flaw",
    "NavPoint",
    "NotePlacement",
    "Person",
    "PrintChunk",
    "PrintRendition",
    "Proof",
    "SiteRendition",
    "Typeset",
]


@lru_cache(maxsize=64)
def _digest(data: bytes) -> str:
    return digest_of(data)


@dataclass(frozen=True, slots=True)
class Face:
    """A font face, bundled or of the project."""

    family: str
    weight: int
    italic: bool
    file: str
    data: bytes

    @property
    def digest(self) -> str:
        """The sha256 of its data, worked out once."""
        return _digest(self.data)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a writer found wrong with what it made. `anchor` is an id in the markup, if one is concerned."""

    kind: str
    message: str
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something on a page that a designer would mark: what it is, the page (from 0), an id near it, how much, and the words of its
    line."""

    kind: str
    page: int
    anchor: str | None
    measured: float
    words: str


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished file: its path under the build folder, its bytes and what is told of it; of a printed book its proof and what it
    is for (`Target.finish`)."""

    path: str
    data: bytes
    medium: str
    pages: int | None
    notes: int
    proof: Proof | None = None
    finish: str = ""


@dataclass(frozen=True, slots=True)
class PrintChunk:
    """A part of a book that is typeset on its own: a complete HTML document without heads and folios.

    `folios` is `roman`, `arabic`, `none`, or `cover` where the page is one and not counted; `restart` says that they begin again at 1 (i) here; `depth` is how many levels
    its bookmarks stand below those of the book.
    """

    name: str
    html: str
    folios: Literal["roman", "arabic", "none", "cover"]
    restart: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class NotePlacement:
    """What the audit must find of a note: its label, the plain text of its body, and where it stands.

    `place`: `foot` on the page of its call, at its foot or beside the text; `end` in a list at the end of its division (in
    an e-book: of the file of its call); `back` in a list at the end of the book; `moved` at the end because it is too tall
    for a page, with a pointer on the call's page. `id` is the note's id with the reader's prefix: its call has the HTML id
    `c-<id>`, its body `n-<id>`. `rtl` says that it is set from right to left, whatever letters it has.
    """

    id: str
    label: str
    text: str
    place: Literal["foot", "end", "back", "moved"]
    rtl: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a book was made from and that is kept in it. `words` say what it is."""

    name: str
    media_type: str
    words: str
    data: bytes


@dataclass(frozen=True, slots=True)
class PrintRendition:
    """A book for the press: chunks in order, style sheets, fonts, images, what the audit must find, and what its cover says."""

    title: str
    authors: tuple[str, ...]
    language: str
    subject: str
    keywords: tuple[str, ...]
    date: str | None
    chunks: tuple[PrintChunk, ...]
    stylesheet: str
    furniture_stylesheet: str
    faces: tuple[Face, ...]
    images: Mapping[str, bytes]
    notes: tuple[NotePlacement, ...]
    target: Target = DEFAULT
    attachments: tuple[Attachment, ...] = ()
    cover: BookMetadata | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known of a printed book beside its file, so that it can be verified later: its flaws (pages counted from 0 in the
    book), and what the audit must find: notes, blocks with their words, the ranges of pages that are read apart from each other."""

    flaws: tuple[Flaw, ...]
    notes: tuple[NotePlacement, ...]
    blocks: tuple[tuple[str, tuple[str, ...], bool], ...]
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Typeset:
    """What typesetting gave: the file (none where it failed), notes too tall for their page, faults, the folio of every
    anchor, and the proof."""

    pdf: bytes | None
    pages: int
    too_tall: tuple[str, ...]
    faults: tuple[Fault, ...]
    folios: Mapping[str, str]
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody responsible for a book; `role` is a MARC relator code (`aut`, `edt`, `ann`)."""

    name: str
    role: str
    sort: str = ""


@dataclass(frozen=True, slots=True)
class BookMetadata:
    """What is said of a book in its metadata. `identifier` is a URN; `modified` an ISO instant; `cover` is what stands on
    its cover besides."""

    identifier: str
    title: str
    subtitle: str
    language: str
    languages: tuple[str, ...]
    people: tuple[Person, ...]
    publisher: str
    date: str
    modified: str
    description: str
    rights: str
    licence: str
    series: str
    number: str
    subjects: tuple[str, ...]
    source: str
    isbns: tuple[Isbn, ...] = ()
    cover: CoverWords = CoverWords()


@dataclass(frozen=True, slots=True)
class NavPoint:
    """An entry of the table of contents: `href` is relative to the package folder."""

    title: str
    href: str
    children: tuple[NavPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class EpubDocument:
    """One XHTML file of an EPUB. `path` is relative to the package folder (`text/art-5.xhtml`); `landmark` is the
    EPUB structural semantics of the file where it is a landmark (`bodymatter`, `toc`, `titlepage` …)."""

    path: str
    title: str
    xhtml: str
    landmark: str
    linear: bool = True


@dataclass(frozen=True, slots=True)
class EpubWords:
    """What an e-book says itself: the heads of its navigation, the name of its cover, and how it can be read."""

    cover: str
    contents: str
    landmarks: str
    pages: str
    accessibility: str
    accessibility_pages: str


@dataclass(frozen=True, slots=True)
class EpubRendition:
    """An e-book: finished XHTML, style sheet, contents, pages of the copy-text, fonts and images."""

    metadata: BookMetadata
    documents: tuple[EpubDocument, ...]
    stylesheet: str
    contents: tuple[NavPoint, ...]
    page_list: tuple[NavPoint, ...]
    page_source: str
    faces: tuple[Face, ...]
    images: Mapping[str, bytes]
    notes: tuple[NotePlacement, ...]
    words: EpubWords


@dataclass(frozen=True, slots=True)
class SiteRendition:
    """A web edition: one HTML document (with the place marked for style sheet and policy), fonts and images."""

    metadata: BookMetadata
    html: str
    stylesheet: str
    faces: tuple[Face, ...]
    images: Mapping[str, bytes]
    notes: tuple[NotePlacement, ...]
