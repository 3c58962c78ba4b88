"""What the web edition needs besides its sections: metadata of the page, citations, rules that place the notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from postil.frozen import dataclass
from postil.model.course_reader import CitedEdition
from postil.model.rendition import BookMetadata
from postil.render.book import Book, DocumentSection, NoteView, SeriesView
from postil.render.documents import BoundReader
from postil.render.facts import citation_of, full_title
from postil.render.prose import safe_href

__all__ = ["PageHead", "note_rules", "page_head", "pair_rules", "stylesheet_of"]

# A rule for every pair of call and lemma costs the browser a look at each when something is touched.
_PAIRED = 400


@dataclass(frozen=True, slots=True)
class PageHead:
    """The head of the page: named metadata, its address, the licence's, and how to cite it."""

    title: str
    metas: tuple[tuple[str, str], ...]
    canonical: str
    licence: str
    cites: tuple[tuple[str, str], ...]


def page_head(
    source: CitedEdition | BoundReader, metadata: BookMetadata, words: Mapping[str, str]
) -> PageHead:
    """Return what the head of the page says of the book (Dublin Core, Google Scholar's names, Zotero reads both)."""
    project = source.woven.edition.project if isinstance(source, CitedEdition) else source.project
    title = full_title(metadata.title, metadata.subtitle)
    people = [person.name for person in metadata.people if person.role in {"edt", "aut"}]
    licence = _licence_address(metadata.licence)
    url = project.imprint.url if safe_href(project.imprint.url) else ""
    pairs = [
        ("description", metadata.description),
        ("DC.title", title),
        ("DC.type", "Text"),
        ("DC.identifier", metadata.identifier),
        *(("citation_isbn", isbn.written) for isbn in metadata.isbns),
        ("DC.language", metadata.language),
        ("DC.date", metadata.date),
        ("DC.publisher", metadata.publisher),
        ("DC.rights", licence or metadata.rights),
        ("DC.source", metadata.source),
        *(("DC.contributor", person.name) for person in metadata.people),
        ("citation_title", title),
        *(("citation_author", name) for name in people),
        ("citation_publication_date", metadata.date.replace("-", "/")),
        ("citation_publisher", metadata.publisher),
        ("citation_language", metadata.language),
    ]
    if isinstance(source, CitedEdition):
        pairs.append(("DC.coverage", source.woven.edition.manifest.date))
        cite = citation_of(source.woven.edition, words)
        name = source.woven.edition.id
    else:
        cite = ". ".join(part for part in (title, metadata.description, metadata.publisher) if part) + "."
        name = source.manifest.id
    cites = ((words["cite_as"], cite), ("BibTeX", _bibtex(name, title, people, metadata, url)))
    return PageHead(title, tuple((key, value) for key, value in pairs if value), url, licence, cites)


def _licence_address(licence: str) -> str:
    """Return the address of a licence given by its address or by a Creative Commons identifier (SPDX)."""
    if safe_href(licence):
        return licence
    if found := re.fullmatch(r"CC-(BY(?:-NC)?(?:-ND|-SA)?)-(\d\.\d)", licence, re.IGNORECASE):
        return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"
    return "https://creativecommons.org/publicdomain/zero/1.0/" if licence.upper() == "CC0-1.0" else ""


def _bibtex(name: str, title: str, people: list[str], metadata: BookMetadata, url: str) -> str:
    def braced(text: str) -> str:
        return re.sub(r"([{}%&#$_\\])", r"\\\1", text)

    fields = [
        ("title", f"{{{braced(title)}}}"),
        ("editor", braced(" and ".join(people))),
        ("publisher", braced(metadata.publisher)),
        ("year", metadata.date[:4]),
        ("url", url),
    ]
    lines = [f"  {key} = {{{value}}}" for key, value in fields if value and value != "{}"]
    return "@book{" + re.sub(r"[^\w-]+", "-", name) + ",\n" + ",\n".join(lines) + "\n}"


def _ident(name: str) -> str:
    """Return `name` as a CSS identifier (CSSOM § 2.1)."""
    out = []
    for index, character in enumerate(name):
        if character.isascii() and not (character.isalnum() or character in "-_"):
            out.append(f"\\{character}" if character.isprintable() else f"\\{ord(character):x} ")
        elif index == 0 and character.isdigit():
            out.append(f"\\{ord(character):x} ")
        else:
            out.append(character)
    return "".join(out)


def base_rules(series: Iterable[SeriesView]) -> list[str]:
    """Return the generated rules of a page as a whole: series that can be hidden."""
    out: list[str] = [".call+.call{margin-left:.2em}"]
    for each in series:
        name = _ident(each.id)
        out.append(
            f":root:has(#k-{name}:not(:checked)) .series--{name}{{display:none!important}}"
            f":root:has(#k-{name}:not(:checked)) .hl.on--{name}:not(.hl--multi){{text-decoration:none}}"
        )
    return out


def note_rules(book: Book, document: int = 0) -> list[str]:
    """Return the generated rules for notes: each at the height of its call or below the notes before it.

    A note gives way to the last note of every series before it, not to the last note alone: whichever series a
    reader hides, the nearest one that is left is among them. `document` is the number of the document in a reader, so
    that the names of anchors are unique on the page.
    """
    out: list[str] = []
    placed = 0
    for section in book.sections:
        if isinstance(section, DocumentSection):
            here = [note for note in section.notes.values() if note.place == "here"]
            out += _placed(here, placed + 1, f"{document}-" if document else "")
            placed += len(here)
    return out


def pair_rules(book: Book) -> list[str]:
    """Return the rules that show the lemma of the note that is open or touched."""
    return [_pair(note) for note in book.notes]


def stylesheet_of(series: Iterable[SeriesView], notes: Sequence[str], pairs: Sequence[str]) -> str:
    """Return all generated rules of a page; those for pairs are left out where they would be too many."""
    found = [*base_rules(series), *notes, *(pairs if len(pairs) <= _PAIRED else ())]
    return "\n".join(found) + "\n"


def _placed(notes: list[NoteView], first: int, mark: str) -> list[str]:
    """Return where each note stands and how much of it shows: from its call (or from below the notes above it) to
    the next call, at least a line; the style sheet opens a note in full when it is pointed at or followed.

    `mark` and the number of the `first` note make anchors unique on the page.
    """
    numbers = [f"{mark}{number}" for number in range(first, first + len(notes))]
    following: list[list[str]] = []
    ahead: dict[str, str] = {}
    for note, number in zip(reversed(notes), reversed(numbers), strict=True):
        following.append(list(ahead.values()))
        ahead[note.series] = number
    out: list[str] = []
    above: dict[str, str] = {}
    for note, number, after in zip(notes, numbers, reversed(following), strict=True):
        name = _ident(note.id)
        top = [
            f"anchor(--c{number} top,0px)",
            *(f"anchor(--n{b} bottom,0px) + .5rem" for b in above.values()),
        ]
        own = [
            f"anchor(--c{number} top,100%)",
            *(f"anchor(--n{b} bottom,100%) - .5rem" for b in above.values()),
        ]
        following_calls = ["0px", *(f"anchor(--c{a} top,0px)" for a in after)]
        out.append(
            f"#c-{name}{{anchor-name:--c{number}}}#n-{name}{{anchor-name:--n{number};top:max({','.join(top)});"
            f"--own:min({','.join(own)});--next:max({','.join(following_calls)})}}"
        )
        above[note.series] = number
    return out


def _pair(note: NoteView) -> str:
    name, value = _ident(note.id), note.id.replace("\\", "\\\\").replace('"', '\\"')
    return (
        f':root:has(:is(#c-{name},#n-{name}):is(:hover,:target,:focus-within)) .hl[data-n~="{value}"]'
        "{background:var(--hl)}"
    )
