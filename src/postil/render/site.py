"""What the web edition needs besides its sections: metadata of the page, citations, rules that place the notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from postil.model.edition import CitedEdition, CourseReader, WovenBlock, WovenDivision, WovenFlow
from postil.model.rendition import BookMetadata
from postil.render.book import Book, DocumentSection, NoteView
from postil.render.facts import citation_of
from postil.render.prose import safe_href

__all__ = ["PageHead", "note_rules", "page_head"]

# A rule for every pair of call and lemma costs the browser a look at each when something is touched.
_PAIRED = 400
# Characters in a line of text and of a note in the margin; how far a note may stand from its call, on average.
_TEXT_LINE, _NOTE_LINE, _DRIFT = 62, 40, 320
_LINES = (0, 16, 12, 9, 7, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True)
class PageHead:
    """The head of the page: named metadata, its address, the licence's, and how to cite it."""

    metas: tuple[tuple[str, str], ...]
    canonical: str
    licence: str
    cites: tuple[tuple[str, str], ...]


def page_head(
    source: CitedEdition | CourseReader, metadata: BookMetadata, words: Mapping[str, str]
) -> PageHead:
    """Return what the head of the page says of the book (Dublin Core, Google Scholar's names, Zotero reads both)."""
    project = source.woven.edition.project if isinstance(source, CitedEdition) else source.project
    title = ": ".join(part for part in (metadata.title, metadata.subtitle) if part)
    people = [person.name for person in metadata.people if person.role in {"edt", "aut"}]
    licence = _licence_address(metadata.licence)
    url = project.imprint.url if safe_href(project.imprint.url) else ""
    pairs = [
        ("description", metadata.description),
        ("DC.title", title),
        ("DC.type", "Text"),
        ("DC.identifier", metadata.identifier),
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
    return PageHead(tuple((key, value) for key, value in pairs if value), url, licence, cites)


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


def note_rules(book: Book) -> str:
    """Return the generated rules: each note at the height of its call or below the notes before it; series that can
    be hidden; the lemma of the note that is open or touched.

    A note gives way to the last note of every series before it, not to the last note alone: whichever series a
    reader hides, the nearest one that is left is among them.
    """
    out: list[str] = [".call+.call{margin-left:.2em}"]
    for section in book.sections:
        if isinstance(section, DocumentSection):
            out += _placed([note for note in section.notes.values() if note.place == "here"])
    for series in book.how_to:
        name = _ident(series.id)
        out.append(
            f":root:has(#k-{name}:not(:checked)) .series--{name}{{display:none!important}}"
            f":root:has(#k-{name}:not(:checked)) .hl.on--{name}:not(.hl--multi){{text-decoration:none}}"
        )
    if lines := _room(book):
        out.append(_clamped(lines))
    notes = book.notes
    if len(notes) <= _PAIRED:
        out += [_pair(note) for note in notes]
    return "\n".join(out) + "\n"


def _flow_height(content: Iterable[WovenFlow], start: float, calls: list[tuple[float, str]]) -> float:
    """Return where `content` ends if it begins at `start`, in pixels at the middle size; put calls into `calls`."""
    at = start
    for item in content:
        if isinstance(item, WovenBlock):
            calls += [(at + note.call[1] // _TEXT_LINE * 30, note.id) for note in item.notes]
            at += max(1, ceil(len(item.block.text) / _TEXT_LINE)) * 30 + 15
            continue
        if isinstance(item, WovenDivision) and item.heading is not None:
            calls += [(at + 60, note.id) for note in item.heading.notes]
            at += 100
        at = _flow_height(item.content, at, calls)
    return at


def _room(book: Book) -> int:
    """Return how many lines of each note have room in the margin (0: all of them).

    Notes that take more room than their text would push each other far from their calls. As many lines of each
    are shown as keep them, on average, within a third of a window; the rest shows when the note is opened.
    """
    for lines in _LINES:
        drifts: list[float] = []
        for section in book.sections:
            if not isinstance(section, DocumentSection):
                continue
            calls: list[tuple[float, str]] = []
            _flow_height(section.content, 0, calls)
            bottom = 0.0
            for y, id_ in calls:
                note = section.notes[id_]
                if note.place == "here":
                    top = max(y, bottom)
                    drifts.append(top - y)
                    bottom = top + min(lines or 10_000, ceil(len(note.text) / _NOTE_LINE)) * 22 + 16
        if not drifts or sum(drifts) / len(drifts) <= _DRIFT:
            return lines
    return _LINES[-1]


def _clamped(lines: int) -> str:
    beside = ":root:not(:has(#nv-inline:checked,#nv-none:checked)) .note"
    opened = f"{beside}:is(:hover,:target,:focus-within)"
    return (
        "@media screen and (min-width:68rem){@supports (anchor-name:--a){"
        f"{beside}{{max-height:calc({lines}*1lh)}}"
        f"{beside} .nb{{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:{lines};overflow:hidden}}"
        f"{opened}{{z-index:3}}"
        f"{opened} .nb{{display:block;overflow:visible;background:var(--paper);"
        "box-shadow:0 0 0 .6rem var(--paper),0 .3rem 1.4rem .7rem #0003}"
        "}}"
    )


def _placed(notes: list[NoteView]) -> list[str]:
    out: list[str] = []
    last: dict[str, str] = {}
    for note in notes:
        name = _ident(note.id)
        above = "".join(f",anchor(--n-{before} bottom,0px) + .8rem" for before in last.values())
        top = f"anchor(--c-{name} top,0px)"
        out.append(
            f"#c-{name}{{anchor-name:--c-{name}}}"
            f"#n-{name}{{anchor-name:--n-{name};top:{f'max({top}{above})' if above else top}}}"
        )
        last.pop(note.series, None)
        last[note.series] = name
    return out


def _pair(note: NoteView) -> str:
    name, value = _ident(note.id), note.id.replace("\\", "\\\\").replace('"', '\\"')
    return (
        f':root:has(:is(#c-{name},#n-{name}):is(:hover,:target,:focus-within)) .hl[data-n~="{value}"]'
        "{background:var(--hl)}"
    )
