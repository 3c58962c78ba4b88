"""Which page of the book is which: order, blank pages, folios, running heads and page labels."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from math import ceil
from typing import Any

from .boxes import lines
from .chunks import Chunk

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


_TOP = 2.0  # px


def roman(number: int) -> str:
    """Return `number` in lower-case roman numerals."""
    out = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        out += letters * count
    return out


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the book: its number, its folio, and what is printed in its margins (empty: nothing)."""

    page: Any
    folio: str
    style: str  # of the page label: "r" or "D"
    number: int
    recto: bool
    left: bool  # lies on the left, as a verso does unless the book is read from right to left
    blank: bool
    head: str
    shown: str  # the folio as printed
    drop: bool  # printed at the foot


def _verso(page: Any) -> Any:
    """Return an empty page of the size of `page`, which is a recto."""
    empty = copy(page)
    box = empty._page_box = page._page_box.copy_with_children(())
    side = "left" if box.page_type.side == "right" else "right"
    box.page_type = box.page_type._replace(side=side, blank=True)
    empty.anchors, empty.links, empty.bookmarks, empty.forms = {}, [], [], {None: []}
    return empty


def _heads(chunk: Chunk, recto: str, verso: str) -> tuple[list[tuple[str, str, str | None]], str, str]:
    """Return for every page of `chunk` its running titles and its kind of opening, and the titles left in force."""
    where = chunk.anchors()
    pages: list[tuple[str, str, str | None]] = []
    at: dict[int, list[Any]] = {}
    for mark in chunk.marks:
        if mark.id in where:
            at.setdefault(where[mark.id], []).append(mark)
    for number in range(len(chunk.pages)):
        here = at.get(number, [])
        rectos = [mark.recto for mark in here if mark.recto is not None]
        versos = [mark.verso for mark in here if mark.verso is not None]
        openings = [
            mark.opening for mark in here if mark.opening is not None and _at_top(chunk, number, mark.id)
        ]
        pages.append(((rectos or [recto])[0], (versos or [verso])[0], (openings or [None])[0]))
        recto, verso = (rectos or [recto])[-1], (versos or [verso])[-1]
    return pages, recto, verso


def _at_top(chunk: Chunk, number: int, name: str) -> bool:
    """Say whether the element `name` begins the page: one that begins farther down does not make it an opening."""
    page = chunk.pages[number]
    first = min((line.position_y for line in lines(page._page_box.children[0])), default=0)
    return bool(page.anchors[name][1] <= first + _TOP)


def impose(chunks: Sequence[Chunk]) -> list[Sheet]:
    """Return the pages of the book in order. Every chunk begins on a recto: a blank verso is added where it must."""
    sheets: list[Sheet] = []
    number, arabic = 0, False
    recto = verso = ""

    def add(page: Any, blank: bool, titles: tuple[str, str], opening: str | None) -> None:
        nonlocal number
        number += 1
        on_recto = len(sheets) % 2 == 0
        folio = str(number) if arabic else roman(number)
        head = "" if blank or opening else titles[0] if on_recto else titles[1]
        shown = "" if blank or opening == "blank" else folio
        left = page._page_box.page_type.side == "left"
        style = "D" if arabic else "r"
        sheets.append(
            Sheet(page, folio, style, number, on_recto, left, blank, head, shown, opening == "drop")
        )

    for index, chunk in enumerate(chunks):
        if chunk.source.restart:
            number = 0
        if chunk.source.folios != "none":
            arabic = chunk.source.folios == "arabic"
        heads, recto, verso = _heads(chunk, recto, verso)
        for page, (on_recto, on_verso, opening) in zip(chunk.pages, heads, strict=True):
            bare = "blank" if chunk.source.folios == "none" else opening
            add(page, bool(page._page_box.page_type.blank), (on_recto, on_verso), bare)
        if len(sheets) % 2 and index + 1 < len(chunks):
            add(_verso(sheets[-1].page), True, ("", ""), None)
    return sheets


def folio_map(sheets: Sequence[Sheet]) -> dict[str, str]:
    """Return the folio of the page on which each id begins."""
    found: dict[str, str] = {}
    for sheet in sheets:
        for name in sheet.page.anchors:
            found.setdefault(name, sheet.folio)
    return found


def first_guess(chunks: Sequence[Chunk]) -> dict[str, str]:
    """Return the folio of every id that is laid out, if chunks that are not (contents) take the pages they look like
    taking: two leaves before the contents, and thirty lines of contents to a page. A right guess saves a layout."""
    known: dict[str, str] = {}
    number, arabic = 0, False
    for chunk in chunks:
        if chunk.source.restart:
            number = 0
        if chunk.source.folios != "none":
            arabic = chunk.source.folios == "arabic"
        if chunk.document is None:
            count = 4 + ceil((len(chunk.slots) + 6) / 30)
        else:
            count = len(chunk.pages)
            for name, page in chunk.anchors().items():
                folio = number + page + 1
                known.setdefault(name, str(folio) if arabic else roman(folio))
        number += count + count % 2
    return known


def labels(sheets: Sequence[Sheet]) -> list[tuple[int, str, int]]:
    """Return the page labels as (first page, style, first number), one for each run."""
    runs: list[tuple[int, str, int]] = []
    for index, sheet in enumerate(sheets):
        before = sheets[index - 1] if index else None
        if before is None or before.style != sheet.style or sheet.number != before.number + 1:
            runs.append((index, sheet.style, sheet.number))
    return runs
