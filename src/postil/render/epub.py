"""The e-book's files: one for each section, a long text in several, notes at the end of the file of their calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any, Literal
from xml.parsers import expat

from postil.frozen import dataclass
from postil.model.edition import (
    WovenBlock,
    WovenDivision,
    WovenFlow,
    WovenGroup,
)
from postil.model.rendition import EpubDocument, EpubWords, NavPoint
from postil.render.book import (
    Book,
    ColophonSection,
    ContentsEntry,
    DocumentSection,
    DocumentSlot,
    NoteList,
    NoteView,
    ProseSection,
    Section,
)
from postil.render.front_matter import ListSection
from postil.render.note_lists import called_in, lists_of
from postil.render.sections import pages_of

__all__ = [
    "FilePlan",
    "epub_words",
    "fault_in_xml",
    "home_of",
    "linked",
    "nav_points",
    "page_points",
    "plan",
    "with_landmarks",
]

_FILE_LIMIT = 60_000
_ID = re.compile(r"""\sid=(["'])(.*?)\1""")
_LINK = re.compile(r"""(\shref=)(["'])#([^"']+)\2""")
_NAME = re.compile(r"[^a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class FilePlan:
    """A file to be: its path, title, what kind of matter it is, its landmark and its sections."""

    path: str
    title: str
    matter: Literal["frontmatter", "bodymatter", "backmatter"]
    landmark: str
    page: Literal["seriespage", "frontispiece", "titlepage", "imprint", "dedication", "epigraph", "sections"]
    sections: tuple[Section, ...] = ()


def epub_words(words: Mapping[str, str]) -> EpubWords:
    """Return what the e-book says itself."""
    return EpubWords(**{field.name: words[field.name] for field in fields(EpubWords)})


def _size(content: Iterable[WovenFlow], notes: Mapping[str, NoteView]) -> int:
    total = 0
    for item in content:
        if isinstance(item, WovenBlock):
            total += len(item.block.text) + 80
            total += sum(len(notes[note.id].body) for note in item.notes if note.id in notes)
        else:
            total += 80 + _size(item.content, notes)
    return total


def _pieces(section: DocumentSection) -> list[tuple[WovenFlow, ...]]:
    """Return the content of a document in pieces that make a file each; a division is never parted."""
    pieces: list[tuple[WovenFlow, ...]] = []
    here: list[WovenFlow] = []
    size = 0
    for item in section.content:
        more = _size((item,), section.notes)
        if here and size + more > _FILE_LIMIT and not isinstance(item, WovenBlock | WovenGroup):
            pieces.append(tuple(here))
            here, size = [], 0
        here.append(item)
        size += more
    pieces.append(tuple(here))
    return pieces


def _listed(book: Book, section: DocumentSection, ids: Sequence[str], free: set[str]) -> tuple[NoteList, ...]:
    def name(wanted: str) -> str:
        while wanted in free:
            wanted += "-part"
        free.add(wanted)
        return wanted

    here = (section.notes[i] for i in ids if section.notes[i].place == "here")
    return lists_of(here, book.how_to, section.id, name)


def _landmark(section: Section, first_text: bool) -> str:
    if isinstance(section, DocumentSection):
        return "bodymatter" if first_text else ""
    if isinstance(section, ProseSection):
        return section.role
    if isinstance(section, ListSection):
        return "loi" if section.kind == "illustrations" else "lot"
    if section.type in {"bibliography", "glossary", "index"}:
        return section.type
    return "colophon" if isinstance(section, ColophonSection) else ""


_FRONT = ("seriespage", "frontispiece", "titlepage", "imprint", "dedication", "epigraph")


def _front(book: Book) -> list[FilePlan]:
    """Return the pages before the contents in the order of the trade, each only where there is matter."""
    words, front = book.words, book.front
    pages: list[tuple[Any, str, str, bool]] = [
        ("seriespage", words["series_page"], "", bool(front.volumes)),
        ("frontispiece", words["frontispiece"], "", front.frontispiece is not None),
        ("titlepage", words["title_page"], "titlepage", True),
        ("imprint", words["imprint"], "copyright-page", True),
        ("dedication", words["dedication"], "dedication", bool(front.dedication)),
        ("epigraph", words["epigraph"], "epigraph", bool(front.epigraphs)),
    ]
    return [
        FilePlan(f"text/{page}.xhtml", title, "frontmatter", landmark, page)
        for page, title, landmark, there in pages
        if there
    ]


def plan(book: Book, document: int = 0) -> list[FilePlan | DocumentSlot]:
    """Return the files of the book in reading order, and where documents stand that are rendered on their own.

    `document` is the number of the document of a reader that `book` holds alone: its files have it in their names, and
    there is no title page.
    """
    taken = set(book.taken)
    files: list[FilePlan | DocumentSlot] = []
    if not document:
        files = [*_front(book)]
    paths = {f"text/{name}.xhtml" for name in _FRONT}
    lead = f"doc-{document}-" if document else ""

    def path_for(name: str) -> str:
        stem = _NAME.sub("-", name.lower()).strip("-") or "text"
        found, number = f"text/{lead}{stem}.xhtml", 1
        while found in paths:
            number += 1
            found = f"text/{lead}{stem}-{number}.xhtml"
        paths.add(found)
        return found

    landmarks: set[str] = set()
    for chunk in book.chunks:
        if isinstance(chunk, DocumentSlot):
            files.append(chunk)
            continue
        texts = [s for s in chunk.sections if isinstance(s, DocumentSection)]
        after = False
        for section in chunk.sections:
            after = after or section in texts
            matter: Literal["frontmatter", "bodymatter", "backmatter"] = (
                "frontmatter" if chunk.matter == "front" else "bodymatter"
            )
            if chunk.matter == "back" or (after and section not in texts):
                matter = "backmatter"
            landmark = _landmark(section, "bodymatter" not in landmarks)
            landmark = "" if landmark in landmarks else landmark
            landmarks.add(landmark)
            if not isinstance(section, DocumentSection):
                files.append(
                    FilePlan(path_for(section.id), section.title, matter, landmark, "sections", (section,))
                )
                continue
            for index, piece in enumerate(_pieces(section)):
                ids = called_in(piece)
                if index == 0 and section.heading is not None:
                    ids = [note.id for note in section.heading.notes] + ids
                part = replace(
                    section, content=piece, first=index == 0, listed=_listed(book, section, ids, taken)
                )
                name = section.id
                if index:
                    first = piece[0]
                    name = first.id if isinstance(first, WovenDivision) else f"{section.id}-{index + 1}"
                    part = replace(part, id=name + "-file", notes=MappingProxyType(dict(section.notes)))
                files.append(
                    FilePlan(
                        path_for(name),
                        section.short_title,
                        matter,
                        "" if index else landmark,
                        "sections",
                        (part,),
                    )
                )
    return files


def home_of(files: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the path of every id in files given by path and text."""
    home: dict[str, str] = {}
    for path, text in files:
        for found in _ID.finditer(text):
            home.setdefault(found[2], path)
    return home


def linked(path: str, text: str, home: Mapping[str, str]) -> tuple[str, bool]:
    """Return the text of a file with links to other files put right, and whether one leads to an id that is in none."""
    out = False

    def right(found: re.Match[str]) -> str:
        nonlocal out
        target = home.get(found[3])
        if target is None:
            out = True
            return found[0]
        name = "" if target == path else target.rpartition("/")[2]
        return f"{found[1]}{found[2]}{name}#{found[3]}{found[2]}"

    return _LINK.sub(right, text), out


def with_landmarks(documents: Iterable[EpubDocument]) -> tuple[EpubDocument, ...]:
    """Return the files with each landmark at the first of its kind alone."""
    seen: set[str] = {""}
    out = []
    for each in documents:
        out.append(each if each.landmark not in seen else replace(each, landmark=""))
        seen.add(each.landmark)
    return tuple(out)


def fault_in_xml(text: str) -> tuple[str, int] | None:
    """Return what makes `text` no well-formed XML, and its line; nothing where it is."""
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as fault:
        return expat.errors.messages[fault.code], fault.lineno
    return None


def nav_points(entries: Iterable[ContentsEntry], home: Mapping[str, str]) -> tuple[NavPoint, ...]:
    """Return the contents as the writer wants them."""
    return tuple(
        NavPoint(
            f"{entry.title}. {entry.gloss}" if entry.gloss else entry.title,
            f"{home.get(entry.id, '')}#{entry.id}",
            nav_points(entry.children, home),
        )
        for entry in entries
    )


def page_points(book: Book, home: Mapping[str, str]) -> tuple[NavPoint, ...]:
    """Return the pages of the copy-text; those of one document only, since two would count twice."""
    texts = [s for s in book.sections if isinstance(s, DocumentSection)]
    if len(texts) != 1:
        return ()
    heading = (texts[0].heading,) if texts[0].heading is not None else ()
    pages = [p for p in pages_of((*heading, *texts[0].content)) if not (p.version and texts[0].texts)]
    return tuple(NavPoint(page.number, f"{home[page.id]}#{page.id}") for page in pages if page.id in home)
