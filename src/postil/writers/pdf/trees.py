"""Small changes to the parsed document of a chunk that the style sheet cannot make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from postil.frozen import dataclass

from .roles import classes

_HEAVY = 900  # characters of notes, about twelve lines at the foot
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_RANGE = re.compile(r"(\w*\d[–-]\d\w*)")
_WHOLE = 8  # lines: the longest stanza that is kept on a page
_WIDTH = re.compile(r"[\d.]+(?:mm|cm|in|pt|%)")
_AFTER = re.compile(r"(?<=[/?&=#_.-])(?=[^/\s])")


def prepare(root: Element) -> None:
    """Part lines of verse, size figures, give addresses places to break at, and mark paragraphs that carry long notes."""
    parted = False
    for element in root.iter():
        names = classes(element)
        if "blk--stanza" in names or "verse" in names:
            _break_verse(element)
        elif "marker" in names and (element.tail or "").startswith(" "):
            # the space becomes a part of the mark: it would grow and shrink with those of its line
            element.text, element.tail = f"{element.text or ''}\u00a0", (element.tail or "")[1:]
        elif element.tag in _HEADINGS:
            _keep_ranges(element)
        elif element.tag == "figure" and element.get("data-width"):
            _set_width(element)
        elif "facs" in names and element.tag == "span":
            parted = True
        elif element.tag == "a" and (element.text or "").startswith(("http://", "https://")):
            element.text = _AFTER.sub("\u200b", element.text or "")
        elif element.tag == "p" and sum(map(len, _notes(element))) > _HEAVY:
            element.set("class", " ".join((*sorted(names), "heavy")))
    if parted:
        _mark_parted(root)


def _mark_parted(root: Element) -> None:
    """Mark the blocks that a facsimile parts: they go on pages away."""
    for element in root.iter():
        names = classes(element)
        if "blk" in names and any("facs" in classes(each) for each in element.iter("span")):
            element.set("class", " ".join((*sorted(names), "parted")))


_BESIDE = frozenset(("fn", "qcall", "pn", "ln", "marker", "call", "sep", "facs"))


def blocks(root: Element, rtl: bool = False) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Yield id and words of every block of a document: the pieces of its lines between calls and other elements, without
    what stands in the margin or at the foot; and whether it is set from right to left. One that a facsimile parts goes on,
    pages away, under the id of the page."""
    rtl = root.get("dir", "rtl" if rtl else "ltr") == "rtl"
    if "blk" in classes(root) and root.get("id"):
        id_, words = root.get("id", ""), list[str]()
        for piece in _words(root):
            if isinstance(piece, str):
                words.append(piece)
            else:
                yield id_, tuple(words), rtl
                id_, words = piece.id, []
        yield id_, tuple(words), rtl
    for element in root:
        yield from blocks(element, rtl)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of the copy-text that begins behind its facsimile."""

    id: str


def _words(element: Element) -> Iterator[str | _Page]:
    yield element.text or ""
    parted = False
    for kid in element:
        names = classes(kid)
        if parted and "pb" in names and kid.get("id"):
            yield _Page(kid.get("id", ""))
        parted = "facs" in names
        if not _BESIDE & names:
            yield from _words(kid)
        yield kid.tail or ""


def _notes(paragraph: Element) -> Iterator[str]:
    for note in paragraph.iter("span"):
        if "fn" in classes(note):
            yield "".join(note.itertext())


def _break_verse(stanza: Element) -> None:
    """Have every line of a stanza in a `.line` of its own, so that a turned-over line can hang (WeasyPrint knows neither
    ``text-indent: hanging`` nor ``each-line``): where the markup has lines the ``<br>`` between them go, else what stands
    between two of these becomes a line. Mark a stanza that may go on over the page."""
    if sum(each.tag == "br" for each in stanza.iter()) >= _WHOLE or sum(map(len, _notes(stanza))) > _HEAVY:
        stanza.set("class", " ".join((*sorted(classes(stanza)), "long")))
    for verse in list(stanza):
        if verse.find("br") is None:
            continue
        kids = list(verse)
        if any("line" in classes(kid) for kid in kids):
            for kid in kids:
                if kid.tag == "br" and not (kid.tail or "").strip():
                    verse.remove(kid)
            continue
        line = Element("span", {"class": "line"})
        line.text, verse.text = verse.text, None
        for kid in kids:
            verse.remove(kid)
        verse.append(line)
        for kid in kids:
            if kid.tag == "br":
                line = Element("span", {"class": "line"})
                line.text = kid.tail
                verse.append(line)
            else:
                line.append(kid)


def _keep_ranges(heading: Element) -> None:
    """Have no line of a heading end in the middle of “1817–1820”."""
    first, *pieces = _RANGE.split(heading.text or "")
    if pieces:
        heading.text = first
        for at, (span, tail) in enumerate(zip(pieces[::2], pieces[1::2], strict=True)):
            kept = Element("span", {"class": "nobr"})
            kept.text, kept.tail = span, tail
            heading.insert(at, kept)


def _set_width(figure: Element) -> None:
    """Give the pictures of a figure the width that it is to be printed in."""
    width = figure.get("data-width", "")
    if _WIDTH.fullmatch(width):
        for picture in figure.iter("img"):
            picture.set("style", f"width: {width}")
