"""Small changes to the parsed document of a chunk that the style sheet cannot make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from .roles import classes

_HEAVY = 900  # characters of notes, about twelve lines at the foot
_AFTER = re.compile(r"(?<=[/?&=#_.-])(?=[^/\s])")


def prepare(root: Element) -> None:
    """Make lines of verse, give addresses places to break at, and mark paragraphs that carry long notes."""
    for element in root.iter():
        names = classes(element)
        if "blk--stanza" in names:
            _break_verse(element)
        elif element.tag == "a" and (element.text or "").startswith(("http://", "https://")):
            element.text = _AFTER.sub("\u200b", element.text or "")
        elif element.tag == "p" and sum(map(len, _notes(element))) > _HEAVY:
            element.set("class", " ".join((*sorted(names), "heavy")))


_BESIDE = frozenset(("fn", "qcall", "pn", "marker", "call", "sep"))


def blocks(root: Element, rtl: bool = False) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Yield id and words of every block of a document: the pieces of its lines between calls and other elements, without
    what stands in the margin or at the foot; and whether it is set from right to left."""
    rtl = root.get("dir", "rtl" if rtl else "ltr") == "rtl"
    if "blk" in classes(root) and root.get("id"):
        yield root.get("id", ""), tuple(_words(root)), rtl
    for element in root:
        yield from blocks(element, rtl)


def _words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for kid in element:
        if not _BESIDE & classes(kid):
            yield from _words(kid)
        yield kid.tail or ""


def _notes(paragraph: Element) -> Iterator[str]:
    for note in paragraph.iter("span"):
        if "fn" in classes(note):
            yield "".join(note.itertext())


def _break_verse(stanza: Element) -> None:
    """Put what stands between two ``<br>`` into a `.line` of its own, so that a turned-over line can hang.

    WeasyPrint knows neither ``text-indent: hanging`` nor ``each-line``.
    """
    for verse in list(stanza):
        if verse.find("br") is None:
            continue
        kids = list(verse)
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
