"""Which page of the book is which: order, blank pages, folios, running heads and page labels; and what fills the slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from math import ceil

from postil.frozen import dataclass
from postil.model.rendition import Fault, PrintChunk

from .sheaf import PLATE, Item, Leaf, Sheaf, Slot

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def roman(number: int) -> str:
    """Return `number` in lower-case roman numerals."""
    out = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        out += letters * count
    return out


def arabic(numeral: str) -> int:
    """Return the number of a lower-case roman numeral."""
    total = 0
    for value, letters in _ROMAN:
        while numeral.startswith(letters):
            total, numeral = total + value, numeral.removeprefix(letters)
    return total


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the book: where it is from (sheaf, page; a blank added for binding has no page), its number, its folio,
    and what is printed in its margins (empty: nothing)."""

    sheaf: int
    page: int | None
    leaf: Leaf
    folio: str
    style: str  # of the page label: "r" or "D"
    number: int
    recto: bool
    head: str
    shown: str  # the folio as printed
    drop: bool  # printed at the foot
    left: bool  # where head and folio are set as on a page on the left

    @property
    def items(self) -> tuple[Item, ...]:
        """Head and folio, as far as there are any. One on the left is a verso unless the book is read from right to
        left."""
        head = (Item("head", self.head, self.recto, self.left),) if self.head else ()
        return (*head, Item("folio", self.shown, self.recto, self.left, self.drop)) if self.shown else head


COVER = "C"
"""The style of the label of a cover: it has no number."""


class Count:
    """Counts pages through the chunks of a book."""

    def __init__(self) -> None:
        self.number, self.style, self.total = 0, "r", 0

    def begin(self, chunk: PrintChunk) -> None:
        """Begin a chunk."""
        if chunk.restart:
            self.number = 0
        if chunk.folios not in {"none", "cover"}:
            self.style = "D" if chunk.folios == "arabic" else "r"

    def folio(self, page: int) -> str:
        """Return the folio of the page so many pages behind the last one counted."""
        return str(self.number + page) if self.style == "D" else roman(self.number + page)

    def go(self, pages: int) -> None:
        """Count pages."""
        self.number += pages
        self.total += pages


def impose(chunks: Sequence[PrintChunk], sheaves: Sequence[Sheaf], *, bound: bool = True) -> list[Sheet]:
    """Return the pages of the book in order. Where it is bound every chunk begins on a recto: a blank verso is added where it
    must. On a screen no page is blank, and all are rectos, with head and folio at the same place."""
    sheets: list[Sheet] = []
    count = Count()
    recto = verso = ""
    for index, (chunk, sheaf) in enumerate(zip(chunks, sheaves, strict=True)):
        count.begin(chunk)
        for page, leaf in enumerate(sheaf.leaves):
            if leaf.blank and not bound:
                continue
            rectos = [mark.recto for mark in leaf.marks if mark.recto is not None]
            versos = [mark.verso for mark in leaf.marks if mark.verso is not None]
            on_recto = not bound or count.total % 2 == 0
            head = (rectos or [recto])[0] if on_recto else (versos or [verso])[0]
            recto, verso = (rectos or [recto])[-1], (versos or [verso])[-1]
            cover = chunk.folios == "cover"
            opening = "blank" if cover or chunk.folios == "none" or leaf.opening == PLATE else leaf.opening
            folio = "" if cover else count.folio(1)
            shown = "" if leaf.blank or opening == "blank" else folio
            head = "" if leaf.blank or opening else head
            count.go(1)
            sheets.append(
                Sheet(
                    index,
                    page,
                    leaf,
                    folio,
                    COVER if cover else count.style,
                    count.number,
                    on_recto,
                    head,
                    shown,
                    opening == "drop",
                    leaf.left if bound else sheaves[0].leaves[0].left,
                )
            )
        if bound and count.total % 2 and index + 1 < len(chunks) and sheaf.verso is not None:
            folio = count.folio(1)
            count.go(1)
            sheets.append(
                Sheet(
                    index,
                    None,
                    sheaf.verso,
                    folio,
                    count.style,
                    count.number,
                    False,
                    "",
                    "",
                    False,
                    sheaf.verso.left,
                )
            )
    return sheets


@dataclass(frozen=True, slots=True)
class Place:
    """The page of an id: which page of the book it is, and what is counted on it; where lines are numbered, the lines too."""

    page: int
    style: str
    number: int
    folio: str
    line: tuple[int, int] | None = None  # the first and the last line of what a note is about
    begins: str = ""  # the folio of the page on which that begins, if it is an earlier one


def places(sheets: Sequence[Sheet], sheaves: Sequence[Sheaf]) -> dict[str, Place]:
    """Return the place of every id; where two sheaves have the same one, the first."""
    found: dict[str, Place] = {}
    pages = {(sheet.sheaf, sheet.page): number for number, sheet in enumerate(sheets)}
    for index, sheaf in enumerate(sheaves):
        for name, page, _ in sheaf.anchors:
            number = pages[index, page]
            sheet = sheets[number]
            found.setdefault(name, Place(number, sheet.style, sheet.number, sheet.folio))
        for name, first, last, begins, ends in sheaf.lines:
            if name in found:
                before = sheets[pages[index, begins]].folio if begins != ends else ""
                found[name] = replace(found[name], line=(first, last), begins=before)
    return found


def first_guess(
    chunks: Sequence[PrintChunk], sheaves: Sequence[Sheaf | None], *, bound: bool = True
) -> dict[str, Place]:
    """Return the place of every id that is laid out, if chunks that are not take the pages they look like taking: as many
    characters to a page as elsewhere, or, for contents, thirty lines to a page after two leaves. A right guess saves a
    layout."""
    known: dict[str, Place] = {}
    count = Count()
    laid = [
        (len(chunk.html), len(s.leaves)) for chunk, s in zip(chunks, sheaves, strict=True) if s is not None
    ]
    per_page = sum(size for size, _ in laid) / max(sum(pages for _, pages in laid), 1) or 4000
    for chunk, sheaf in zip(chunks, sheaves, strict=True):
        count.begin(chunk)
        if sheaf is None:
            entries = chunk.html.count("data-folio")
            listed = len(chunk.html) / (entries + 1) < 1000  # characters to an entry: nothing but a list
            pages = 4 + ceil((entries + 6) / 30) if listed else ceil(len(chunk.html) / per_page)
        else:
            pages = len(sheaf.leaves)
            for name, page, _ in sheaf.anchors:
                number = count.number + page + 1
                known.setdefault(name, Place(count.total + page, count.style, number, count.folio(page + 1)))
        count.go(pages + ((count.total + pages) % 2 if bound else 0))
    return known


def labels(sheets: Sequence[Sheet]) -> list[tuple[int, str, int]]:
    """Return the page labels as (first page, style, first number), one for each run."""
    runs: list[tuple[int, str, int]] = []
    for index, sheet in enumerate(sheets):
        before = sheets[index - 1] if index else None
        if before is None or before.style != sheet.style or sheet.number != before.number + 1:
            runs.append((index, sheet.style, sheet.number))
    return runs


# slots ----------------------------------------------------------------------------------------------------------------


class _Slots(HTMLParser):
    def __init__(self, wanted: Sequence[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.wanted = wanted
        self.found: dict[Slot, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        for name, value in attrs:
            if name in self.wanted:
                self.found[Slot(name, value or "")] = None


def slots_of(chunk: PrintChunk, lines: bool = False) -> tuple[Slot, ...]:
    """Return the slots of a chunk that are to be filled with folios, and with `lines` those for lines; equal ones once."""
    wanted = ("data-folio", "data-folios", *(("data-line",) if lines else ()))
    html = chunk.html.lower()
    if not any(name in html for name in wanted):
        return ()
    parser = _Slots(wanted)
    parser.feed(chunk.html)
    parser.close()
    return tuple(parser.found)


def filled(slots: Iterable[Slot], known: Mapping[str, Place], by_page: bool = True) -> tuple[Slot, ...]:
    """Return the slots with what goes into them. An id that is nowhere is left out of a list; `by_page` says how lines are
    counted."""
    return tuple(Slot(slot.attribute, slot.value, _pieces(slot, known, by_page)) for slot in slots)


def line_of(place: Place, by_page: bool) -> str:
    """Return the lines at a place in words, with the page where they are counted by pages: `3.12–13`, `3.38–4.2`."""
    if place.line is None:
        return ""
    first, last = place.line
    if by_page and place.begins:
        return f"{place.begins}.{first}–{place.folio}.{last}"
    lines = str(first) if first == last else f"{first}–{last}"
    return f"{place.folio}.{lines}" if by_page else lines


def _pieces(slot: Slot, known: Mapping[str, Place], by_page: bool) -> tuple[tuple[str, str], ...]:
    if slot.attribute == "data-line":
        place = known.get(slot.value)
        words = line_of(place, by_page) if place is not None else "000.00"  # as wide as it may be
        return ((words, slot.value),) if words else ()
    if slot.attribute == "data-folio":
        place = known.get(slot.value)
        return ((place.folio, slot.value),) if place is not None else ()
    return tuple(_ranges(slot.value, known))


def _ranges(value: str, known: Mapping[str, Place]) -> Iterable[tuple[str, str]]:
    """Yield the pages of a list of ids, in their order in the book: `12–14`, `17`, `21n4`; each with its first id."""
    wanted: dict[tuple[int, str], tuple[Place, str]] = {}
    for token in value.split():
        anchor, _, label = token.partition("|")
        place = known.get(anchor)
        if place is not None:
            wanted.setdefault((place.page, label), (place, anchor))
    run: list[tuple[Place, str]] = []
    runs: list[tuple[Place, Place, str, str]] = []
    pages = sorted((key, each) for key, each in wanted.items() if not key[1])
    for _key, each in pages:
        if run and (each[0].page, each[0].style, each[0].number) != _next(run[-1][0]):
            runs.append((run[0][0], run[-1][0], "", run[0][1]))
            run = []
        run.append(each)
    if run:
        runs.append((run[0][0], run[-1][0], "", run[0][1]))
    runs += ((place, place, label, anchor) for (_, label), (place, anchor) in wanted.items() if label)
    for first, last, label, anchor in sorted(runs, key=lambda each: each[0].page):
        yield first.folio + label if first == last else f"{first.folio}–{last.folio}", anchor


def _next(place: Place) -> tuple[int, str, int]:
    return place.page + 1, place.style, place.number + 1


def unfilled(slots: Iterable[Slot], known: Mapping[str, Place]) -> Iterable[Fault]:
    """Yield a fault for each id that is nowhere, and for each slot that stays empty."""
    for slot in slots:
        if slot.attribute == "data-line":  # a call in a heading stands on no line of the text
            continue
        single = slot.attribute == "data-folio"
        wanted = [slot.value] if single else [token.partition("|")[0] for token in slot.value.split()]
        for anchor in dict.fromkeys(wanted):
            if anchor not in known:
                yield Fault("folios", f"no page to point to: there is no #{anchor}", anchor or None)
        if not wanted:
            yield Fault("folios", "a list of pages is empty: no id is named", None)
