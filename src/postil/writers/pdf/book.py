"""From rendition to file: sheaves are set until no folio moves, then bound, furnished, joined and audited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from html import escape

from postil.frozen import dataclass
from postil.garbage import uncollected
from postil.model.rendition import Fault, Flaw, PrintChunk, PrintRendition, Proof, Typeset
from postil.model.steps import Perform, Step, digest_of, key_of, lay_out
from postil.model.targets import Target

from . import steps
from .audit import audit_file
from .bare import bare
from .faces import cutting, merged
from .folios import (
    Place,
    Sheet,
    arabic,
    filled,
    first_guess,
    impose,
    line_of,
    places,
    roman,
    slots_of,
    unfilled,
)
from .join import Binding, join
from .notes_to_move import out_of_place, too_tall
from .objects import Strip
from .sheaf import FaceName, Furniture, FurnitureOrder, Item, Sheaf, SheafOrder, Slot

__all__ = ["make"]

ROUNDS = 6
FEWEST_DOTS = 300  # to the inch: what printers on demand and offset printers ask of pictures


def make(rendition: PrintRendition, perform: Perform) -> Typeset:
    """Return the finished book of `rendition` with what the audits found."""
    with uncollected():
        return _make(rendition, perform)


def _make(rendition: PrintRendition, perform: Perform) -> Typeset:
    shop = Shop(rendition, perform)
    sheaves, sheets, faults = shop.settle()
    if any(not sheaf.leaves for sheaf in sheaves):
        return Typeset(None, 0, (), tuple(faults), {})
    furniture, strips = shop.furnish(sheets)
    faults = list(dict.fromkeys((*faults, *_heard(furniture))))
    if any(not each.strips for each in furniture):
        return Typeset(None, 0, (), tuple(faults), {})
    uses = [use for sheaf in sheaves for use in sheaf.fonts]
    fonts = merged([*uses, *(use for each in furniture for use in each.fonts)])
    cuts = perform([cutting(font) for font in fonts])
    data = join(rendition, Binding(sheaves, sheets, furniture, strips, list(zip(fonts, cuts, strict=True))))
    seen = _Seen.of(sheaves, sheets)
    pages = len(sheets)
    del sheaves, sheets, furniture, strips, uses, fonts, cuts  # a book of a thousand pages is large
    rendition = _with_lines(rendition, seen.places)
    moved, found = _audit(rendition, seen, data, perform)
    if rendition.target.finish == "print" and not moved:  # whatever was found: a coarse picture stops no book
        data, changed = bare(data)
        found = [*found, *changed]
    folios = {name: place.folio for name, place in seen.places.items()}
    proof = Proof(seen.flaws, rendition.notes, tuple(seen.blocks), tuple(seen.ranges))
    return Typeset(data, pages, moved, (*faults, *found), folios, proof)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was seen while the book was set, for the audit."""

    places: Mapping[str, Place]
    ranges: Sequence[tuple[int, int]]
    heights: Mapping[str, float]
    blocks: Sequence[tuple[str, tuple[str, ...], bool]]
    misfits: Sequence[Fault]
    overruns: Mapping[int, float]
    coarse: Sequence[Fault]
    flaws: tuple[Flaw, ...]

    @classmethod
    def of(cls, sheaves: Sequence[Sheaf], sheets: Sequence[Sheet]) -> _Seen:
        return cls(
            places(sheets, sheaves),
            _ranges(sheets),
            {name: height for sheaf in sheaves for name, height in sheaf.heights},
            [block for sheaf in sheaves for block in sheaf.blocks],
            list(_misfits(sheaves, sheets)),
            dict(_overruns(sheaves, sheets)),
            list(_coarse(sheaves, sheets)),
            tuple(_flaws(sheaves, sheets)),
        )


class Shop:
    """The steps of one book: what they are given, and who performs them."""

    def __init__(self, rendition: PrintRendition, perform: Perform) -> None:
        self.rendition = rendition
        self.perform = perform
        self.chunks = rendition.chunks
        self.printed = rendition.target.finish == "print"
        self.lines = rendition.target.lines > 0
        self.by_page = rendition.target.lines_by == "page"
        self.stylesheet = rendition.stylesheet + (_lined(rendition.target) if self.lines else "")
        self.faces = tuple(
            FaceName(face.family, face.weight, face.italic, face.file, face.digest)
            for face in rendition.faces
        )
        self.images = {address: digest_of(data) for address, data in rendition.images.items()}
        blobs = {name.digest: face.data for name, face in zip(self.faces, rendition.faces, strict=True)}
        blobs |= {self.images[address]: data for address, data in rendition.images.items()}
        texts = (rendition.stylesheet, rendition.furniture_stylesheet, *(chunk.html for chunk in self.chunks))
        self.unnamed = {
            address for address in self.images if not any(_names(address, text) for text in texts)
        }
        # who performs steps elsewhere has a `lay_out` of its own
        getattr(perform, "lay_out", lay_out)(blobs)

    def settle(self) -> tuple[list[Sheaf], list[Sheet], list[Fault]]:
        """Return sheaves in which every folio is right, their pages in order, and what was found wrong.

        Those without folios in them come first and only once; the others are set again while their folios change.
        """
        slots = {index: slots_of(chunk, self.lines) for index, chunk in enumerate(self.chunks)}
        done: dict[int, Sheaf] = {}
        self._set({index: () for index, own in slots.items() if not own}, done)
        known = first_guess(self.chunks, [done.get(index) for index in slots], bound=self.printed)
        orders: dict[int, tuple[Slot, ...]] = {}
        faults: list[Fault] = []
        for rounds in range(ROUNDS + 1):
            moved = {
                index: words
                for index, own in slots.items()
                if own and orders.get(index) != (words := filled(own, known, self.by_page))
            }
            if not moved or any(not sheaf.leaves for sheaf in done.values()):
                break
            if rounds == ROUNDS:
                faults.append(Fault("folios", f"the page numbers still move after {ROUNDS} rounds"))
                break
            orders |= moved
            self._set(moved, done)
            sheaves = [done[index] for index in slots]
            known = places(impose(self.chunks, sheaves, bound=self.printed), sheaves)
        sheaves = [done[index] for index in slots if index in done]
        if any(not sheaf.leaves for sheaf in sheaves):
            return sheaves, [], _heard(sheaves)
        sheets = impose(self.chunks, sheaves, bound=self.printed)
        known = places(sheets, sheaves)
        faults += (fault for own in slots.values() for fault in unfilled(own, known))
        return (
            sheaves,
            sheets,
            [*_heard(sheaves), *_lost(sheaves, known), *faults],
        )

    def _set(self, orders: Mapping[int, tuple[Slot, ...]], done: dict[int, Sheaf]) -> None:
        work = [self._sheaf(self.chunks[index], slots) for index, slots in orders.items()]
        done.update(zip(orders, self.perform(work), strict=True))
        if self.printed and (again := [index for index in orders if done[index].coloured]):
            work = [self._sheaf(self.chunks[index], orders[index], one_ink=True) for index in again]
            done.update(zip(again, self.perform(work), strict=True))

    def _sheaf(self, chunk: PrintChunk, slots: tuple[Slot, ...], *, one_ink: bool = False) -> Step[Sheaf]:
        order = SheafOrder(
            chunk.html,
            self.stylesheet,
            self.faces,
            self._images(chunk.html, self.stylesheet),
            self.rendition.language,
            slots,
            one_ink,
        )
        key = key_of("set_sheaf", order)
        return Step(steps.set_sheaf, (order,), key, chunk.name, self._blobs(order.images), typesets=True)

    def _images(self, *texts: str) -> tuple[tuple[str, str], ...]:
        """Return the images that are named in markup or style sheet, and those that nobody names as they are called."""
        return tuple(
            (address, digest)
            for address, digest in sorted(self.images.items())
            if address in self.unnamed or any(_names(address, text) for text in texts)
        )

    def _blobs(self, images: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        return (*(face.digest for face in self.faces), *(digest for _, digest in images))

    def furnish(self, sheets: Sequence[Sheet]) -> tuple[list[Furniture], dict[Item, tuple[Strip, float]]]:
        """Return heads and folios, each once: in the sets they were made in, and by what they are."""
        right_to_left = sheets[0].leaf.left
        sets: dict[tuple[str, int], tuple[Item, ...]] = {}
        rest: dict[tuple[str, int], list[Item]] = {}
        for item in sorted({item for sheet in sheets for item in sheet.items}):
            run = _hundred(item, right_to_left, self.printed)
            if run is not None:
                sets[run] = _folios(*run, right_to_left, self.printed)
            else:
                rest.setdefault(("rest", int(key_of("item", item)[:4], 16) % _LOTS), []).append(item)
        lots = [*(sets[run] for run in sorted(sets)), *(tuple(rest[lot]) for lot in sorted(rest))]
        made = self.perform([self._furniture(items) for items in lots])
        if self.printed and any(each.coloured for each in made):
            made = self.perform([self._furniture(items, one_ink=True) for items in lots])
        strips = {
            item: (strip, furniture.height)
            for items, furniture in zip(lots, made, strict=True)
            for item, strip in zip(items, furniture.strips, strict=False)
        }
        return made, strips

    def _furniture(self, items: tuple[Item, ...], *, one_ink: bool = False) -> Step[Furniture]:
        order = FurnitureOrder(
            items,
            self.rendition.furniture_stylesheet,
            self.faces,
            self._images(self.rendition.furniture_stylesheet),
            self.rendition.language,
            one_ink,
        )
        key = key_of("set_furniture", order)
        return Step(
            steps.set_furniture, (order,), key, "heads and folios", self._blobs(order.images), typesets=True
        )


def _names(address: str, text: str) -> bool:
    return address in text or escape(address) in text


def _lined(target: Target) -> str:
    """Return what a style sheet says of numbered lines: marks in the margin make room for the numbers."""
    room = "" if target.trim.column else ".qcall { margin-inline-end: -4mm }\n"
    return f"\n:root {{ --lines: {target.lines}; --lines-by: {target.lines_by} }}\n{room}"


def _with_lines(rendition: PrintRendition, known: Mapping[str, Place]) -> PrintRendition:
    """Return a book whose notes have the line of their words before their own words, where one was printed."""
    if not rendition.target.lines:
        return rendition
    named = {
        slot.value
        for chunk in rendition.chunks
        for slot in slots_of(chunk, True)
        if slot.attribute == "data-line"
    }
    by_page = rendition.target.lines_by == "page"
    notes = tuple(
        replace(note, text=f"{line_of(place, by_page)} {note.text}")
        if (place := known.get(f"c-{note.id}")) is not None
        and f"c-{note.id}" in named
        and note.place == "foot"
        else note
        for note in rendition.notes
    )
    return replace(rendition, notes=notes)


# Folios are set by the hundred, whether a book needs them all or not: so they are the same in every book and after every
# change. Heads, and folios at the foot, are few; they are set in lots, so that a new one costs a part of them.
_HUNDRED = 100
_LOTS = 4


def _hundred(item: Item, right_to_left: bool, printed: bool) -> tuple[str, int] | None:
    """Return style and hundred of a plain folio."""
    if item.kind == "folio" and not item.drop:
        style, number = ("D", int(item.text)) if item.text.isdecimal() else ("r", arabic(item.text))
        run = style, number // _HUNDRED
        if item in _folios(*run, right_to_left, printed):
            return run
    return None


@cache
def _folios(style: str, hundred: int, right_to_left: bool, printed: bool) -> tuple[Item, ...]:
    start = hundred * _HUNDRED
    return tuple(
        Item(
            "folio",
            str(n) if style == "D" else roman(n),
            recto=n % 2 == 1 or not printed,
            left=(n % 2 == 1 or not printed) == right_to_left,
        )
        for n in range(max(start, 1), start + _HUNDRED)
    )


# what is wrong --------------------------------------------------------------------------------------------------------


def _heard(made: Iterable[Sheaf | Furniture]) -> list[Fault]:
    """Return what was found wrong while setting, equal faults once."""
    return list(dict.fromkeys(fault for each in made for fault in each.faults))


def _misfits(sheaves: Sequence[Sheaf], sheets: Sequence[Sheet]) -> Iterator[Fault]:
    folios = {(sheet.sheaf, sheet.page): sheet.folio for sheet in sheets}
    for index, sheaf in enumerate(sheaves):
        for kind, words, anchor, page in sheaf.misfits:
            yield Fault(kind, f"page {folios[index, page]}: {words}", anchor)


def _overruns(sheaves: Sequence[Sheaf], sheets: Sequence[Sheet]) -> Iterator[tuple[int, float]]:
    """Yield the pages whose text runs into their notes, counted in the book, and how far."""
    pages = {(sheet.sheaf, sheet.page): number for number, sheet in enumerate(sheets)}
    for index, sheaf in enumerate(sheaves):
        for page, part in sheaf.overruns:
            yield pages[index, page], part


def _coarse(sheaves: Sequence[Sheaf], sheets: Sequence[Sheet]) -> Iterator[Fault]:
    """Yield a fault for each picture that is printed with fewer dots to the inch than a printer asks for, once, where it is
    widest."""
    folios = {(sheet.sheaf, sheet.page): sheet.folio for sheet in sheets}
    widest: dict[str, tuple[float, int, str]] = {}
    for index, sheaf in enumerate(sheaves):
        for address, pixels, width, page in sheaf.pictures:
            if width > widest.get(address, (0.0, 0, ""))[0]:
                widest[address] = width, pixels, folios[index, page]
    for address, (width, pixels, folio) in widest.items():
        dots = pixels / (width / 25.4)
        if dots < FEWEST_DOTS - 1:
            allowed = pixels / FEWEST_DOTS * 25.4
            words = (
                f"page {folio}: the picture {address.rpartition('/')[2]} is printed {width:.0f} mm wide with {dots:.0f} dots to the "
                f"inch; with {FEWEST_DOTS} it may be {allowed:.0f} mm wide"
            )
            yield Fault("resolution", words, address)


def _flaws(sheaves: Sequence[Sheaf], sheets: Sequence[Sheet]) -> Iterator[Flaw]:
    """Yield the flaws of all sheaves with their pages counted in the book."""
    pages = {(sheet.sheaf, sheet.page): number for number, sheet in enumerate(sheets)}
    for index, sheaf in enumerate(sheaves):
        for flaw in sheaf.flaws:
            yield replace(flaw, page=pages[index, flaw.page])


def _lost(sheaves: Sequence[Sheaf], known: Mapping[str, Place]) -> Iterator[Fault]:
    """Yield a fault for each id that two chunks have, and for each link to an id that none has."""
    owner: dict[str, int] = {}
    for index, sheaf in enumerate(sheaves):
        for name, _page, _place in sheaf.anchors:
            if owner.setdefault(name, index) != index:
                yield Fault("duplicate-id", f"two parts of the book have the id {name}", name)
    for target in dict.fromkeys(target for sheaf in sheaves for target in sheaf.links):
        if target not in known:
            yield Fault("engine", f"No anchor #{target} for internal URI reference", target)


def _audit(
    rendition: PrintRendition, seen: _Seen, data: bytes, perform: Perform
) -> tuple[tuple[str, ...], list[Fault]]:
    """Return the notes that must go to the end, and the faults.

    One note that is too tall pushes others away from their calls. So while there is one, faults of notes are not reported:
    the book will be set again without it, and audited again.
    """
    heights = seen.heights
    if at_once := too_tall(rendition, heights):
        return at_once, []
    found = audit_file(data, rendition.notes, seen.blocks, perform, seen.ranges)
    moved = out_of_place(rendition, found, seen.places, heights, seen.overruns)
    return moved, [*seen.misfits, *seen.coarse, *([] if moved else found)]


def _ranges(sheets: Sequence[Sheet]) -> list[tuple[int, int]]:
    """Return the pages of each sheaf (first page, number): no block or note goes on from one sheaf to the next."""
    runs: dict[int, list[int]] = {}
    for number, sheet in enumerate(sheets):
        runs.setdefault(sheet.sheaf, []).append(number)
    return [(pages[0], len(pages)) for pages in runs.values()]
