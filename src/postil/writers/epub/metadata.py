"""The metadata of the package document (EPUB 3.3 § 5.5) and what it says of accessibility (EPUB Accessibility 1.1 § 2).

Only what is true of this book is said. There is no claim of conformance: that is for whoever has tested the book.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from datetime import UTC, datetime

from postil.frozen import dataclass
from postil.model.isbn import isbn_for
from postil.model.rendition import BookMetadata, EpubWords, Person
from postil.writers.epub.content import Survey

__all__ = ["Entry", "describe", "instant"]

_POSITION = re.compile(r"\d+(\.\d+)*")


@dataclass(frozen=True, slots=True)
class Entry:
    """An element of the metadata: `dc` elements by name, others `meta` or `link`."""

    name: str
    text: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    dublin_core: bool = False


def instant(stamp: str) -> datetime:
    """Return the instant that the ISO string `stamp` means, in UTC; a date alone is its first second.

    Where nothing is known it is the first that a ZIP file can name: a package must have one (EPUB 3.3 § 5.5.4).
    """
    moment = datetime.fromisoformat(stamp or "1980-01-01")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def describe(
    metadata: BookMetadata,
    found: Survey,
    *,
    page_list: bool,
    page_source: str,
    words: EpubWords,
) -> tuple[Entry, ...]:
    """Return every entry for a book of which `metadata` is said and in which `found` was found."""
    return (
        *_numbers(metadata),
        *_titles(metadata),
        *_people(metadata.people),
        *_publication(metadata),
        *_pages(metadata, page_source if page_list or found.page_breaks else None),
        *_accessibility(found, words, page_list=page_list),
    )


def _dc(name: str, text: str, uid: str = "") -> Entry:
    return Entry(name, text, {"id": uid} if uid else {}, dublin_core=True)


def _meta(name: str, text: str, refines: str = "", scheme: str = "") -> Entry:
    extra = {"refines": f"#{refines}" if refines else "", "scheme": scheme}
    return Entry("meta", text, {"property": name} | {key: value for key, value in extra.items() if value})


def _numbers(metadata: BookMetadata) -> Iterator[Entry]:
    """Yield the ISBN of the e-book, or of the book as such, as another identifier (ONIX code list 5: 15)."""
    isbn = isbn_for(metadata.isbns, "epub")
    if isbn is not None and f"urn:isbn:{isbn.number}" != metadata.identifier:
        yield _dc("identifier", f"urn:isbn:{isbn.number}", "isbn")
        yield _meta("identifier-type", "15", "isbn", "onix:codelist5")


def _titles(metadata: BookMetadata) -> Iterator[Entry]:
    yield _dc("title", metadata.title, "title")
    if metadata.subtitle:
        yield _meta("title-type", "main", "title")
        yield _dc("title", metadata.subtitle, "subtitle")
        yield _meta("title-type", "subtitle", "subtitle")
    for language in dict.fromkeys((metadata.language, *metadata.languages)):
        yield _dc("language", language)


def _people(people: tuple[Person, ...]) -> Iterator[Entry]:
    """Yield creators and contributors with their MARC relators; one entry a person, whatever they did.

    Who wrote is the creator; where nobody did, as with a treaty, the first who is named.
    """
    roles: dict[tuple[str, str], list[str]] = {}
    for person in people:
        roles.setdefault((person.name, person.sort), []).append(person.role)
    written = any("aut" in each for each in roles.values())
    for number, ((name, sort), done) in enumerate(roles.items(), 1):
        creator = "aut" in done if written else number == 1
        uid = f"person-{number}"
        yield _dc("creator" if creator else "contributor", name, uid)
        for role in dict.fromkeys(filter(None, done)):
            yield _meta("role", role, uid, "marc:relators")
        if sort:
            yield _meta("file-as", sort, uid)


def _publication(metadata: BookMetadata) -> Iterator[Entry]:
    for name, value in (
        ("publisher", metadata.publisher),
        ("date", metadata.date),
        ("description", metadata.description),
        ("rights", metadata.rights),
    ):
        if value:
            yield _dc(name, value)
    for subject in metadata.subjects:
        yield _dc("subject", subject)
    if metadata.licence.startswith(("http://", "https://")):
        yield Entry("link", None, {"rel": "dcterms:license", "href": metadata.licence})
    elif metadata.licence:
        yield _meta("dcterms:license", metadata.licence)
    if metadata.series:
        yield Entry("meta", metadata.series, {"property": "belongs-to-collection", "id": "collection"})
        yield _meta("collection-type", "series", "collection")
        if _POSITION.fullmatch(metadata.number):
            yield _meta("group-position", metadata.number, "collection")


def _pages(metadata: BookMetadata, page_source: str | None) -> Iterator[Entry]:
    """Yield the source of the text and, where pages are marked, whose pages they are (EPUB Accessibility 1.1 § 4.1.2)."""
    if metadata.source:
        yield _dc("source", metadata.source)
    if page_source is not None:
        yield _meta("pageBreakSource", page_source or metadata.source or "none")


def _accessibility(found: Survey, words: EpubWords, *, page_list: bool) -> Iterator[Entry]:
    yield _meta("schema:accessMode", "textual")
    if found.images:
        yield _meta("schema:accessMode", "visual")
    yield _meta("schema:accessModeSufficient", "textual" if found.described else "textual,visual")
    features = {
        "tableOfContents": True,
        "readingOrder": True,
        "displayTransformability": True,
        "structuralNavigation": found.headings,
        "ARIA": found.roles,
        "pageBreakMarkers": found.page_breaks,
        "pageNavigation": page_list,
        "alternativeText": found.images and found.described,
        "MathML": found.mathematics,
        "rubyAnnotations": found.ruby,
    }
    for feature, present in features.items():
        if present:
            yield _meta("schema:accessibilityFeature", feature)
    yield _meta("schema:accessibilityHazard", "none")
    said = (words.accessibility, words.accessibility_pages if found.page_breaks else "")
    yield _meta("schema:accessibilitySummary", " ".join(filter(None, said)))
