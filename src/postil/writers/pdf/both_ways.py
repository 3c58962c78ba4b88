"""Words that run the other way than the text around them, kept together.

WeasyPrint puts the inline boxes of a line one beside the other in the direction of their parent and has Pango order the
letters of each alone (https://www.w3.org/TR/css-writing-modes-4/#bidi-algo wants the whole paragraph ordered). So a Latin title in an Arabic line
that is broken by a call, by italics or by a link came out with its pieces reversed. Here such a run gets an element of its own
with its direction, as a writer of HTML would give it; its letters stay as they are, for whoever copies or listens.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

from postil.frozen import dataclass

from .roles import classes

__all__ = ["keep_runs_together"]

_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_INLINE = frozenset(
    ("a", "b", "bdi", "cite", "code", "del", "em", "i", "ins", "mark", "span", "strong", "sub", "sup")
)
# What stands elsewhere than in the line, or is no word of it.
_ASIDE = frozenset(("call", "facs", "fn", "ln", "pb", "pn", "qcall", "sep"))
# Spans that are blocks, or have a place of their own in the line.
_APART = frozenset(
    ("at", "folio", "folios", "lang", "line", "locs", "marker", "mk", "ni", "nl", "np", "nq", "ref", "where")
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A letter or a child that decides: where it is (the child before it, from -1; the place behind it in the text there), and
    which way it runs (nothing: it ends any run)."""

    child: int
    start: int
    end: int
    way: str


def keep_runs_together(root: Element) -> None:
    """Give every run of the other direction that elements part an element of its own."""
    if _RTL.search("".join(root.itertext())):
        _walk(root, "ltr")


def _walk(element: Element, way: str) -> None:
    way = element.get("dir") or way
    if len(element):
        _wrap(element, way)
        for child in element:
            _walk(child, way)


def _wrap(element: Element, way: str) -> None:
    for first, last in reversed(list(_runs(element, way))):
        _enclose(element, first, last, "ltr" if way == "rtl" else "rtl")


def _runs(element: Element, way: str) -> Iterator[tuple[_Piece, _Piece]]:
    """Yield the first and the last piece of each run that goes the other way and that a child parts."""
    first: _Piece | None = None
    last: _Piece | None = None
    for piece in (*_pieces(element), _Piece(len(element), 0, 0, "")):
        if piece.way and piece.way != way:
            first, last = first or piece, piece
            continue
        if first is not None and last is not None and _parted(first, last):
            yield first, last
        first = last = None


def _parted(first: _Piece, last: _Piece) -> bool:
    """Say whether a run has a child in it, and something beside that."""
    return first.child != last.child or (first.start < 0 <= last.start)


def _pieces(element: Element) -> Iterator[_Piece]:
    yield from _letters(element.text, -1)
    for place, child in enumerate(element):
        way = _way_of(child)
        if way is not None:
            yield _Piece(place, -1, -1, way)
        yield from _letters(child.tail, place)


def _letters(text: str | None, child: int) -> Iterator[_Piece]:
    last = ""
    for place, letter in enumerate(text or ""):
        way = _strong(letter)
        if not way and last == "ltr" and letter.isdecimal():  # UAX #9, W7
            way = "ltr"
        if way:
            last = way
            yield _Piece(child, place, place + 1, way)


def _way_of(child: Element) -> str | None:
    """Return which way the words of a child run, nothing where they have no way or stand elsewhere, and `""` where a run ends."""
    names = set(classes(child))
    if names & _ASIDE:
        return None
    if child.tag not in _INLINE or names & _APART:
        return ""
    if child.get("dir"):
        return None  # it is set apart already
    ways = {way for words in _spoken(child) for letter in words if (way := _strong(letter))}
    return ways.pop() if len(ways) == 1 else "" if ways else None


def _spoken(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if not set(classes(child)) & _ASIDE:
            yield from _spoken(child)
        yield child.tail or ""


@lru_cache(maxsize=4096)
def _strong(letter: str) -> str:
    return {"L": "ltr", "R": "rtl", "AL": "rtl"}.get(unicodedata.bidirectional(letter), "")


def _enclose(element: Element, first: _Piece, last: _Piece, way: str) -> None:
    """Put what stands from one piece to another into an element of its own."""
    run = Element("span", {"dir": way})
    if last.start >= 0:
        tail = element[last.child].tail or ""
        run.tail, element[last.child].tail = tail[last.end :], tail[: last.end]
    else:
        run.tail, element[last.child].tail = element[last.child].tail, None
    begin = first.child
    if first.start >= 0:
        before = (element.text if begin < 0 else element[begin].tail) or ""
        run.text = before[first.start :]
        if begin < 0:
            element.text = before[: first.start]
        else:
            element[begin].tail = before[: first.start]
        begin += 1
    inner = list(element)[begin : last.child + 1]
    for child in inner:
        element.remove(child)
        run.append(child)
    element.insert(begin, run)
