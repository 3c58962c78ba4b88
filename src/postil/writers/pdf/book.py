"""From rendition to file: lay out until no folio moves, impose, set the furniture, join, audit."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence

from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration

from postil.model.rendition import Fault, PrintRendition, Typeset

from . import weasyprint_faults, weasyprint_speed
from .audit import audit_file
from .boxes import audit_boxes, tall_notes
from .chunks import Chunk, Press, Resources, parse_chunk
from .folios import Sheet, first_guess, folio_map, impose
from .furniture import set_furniture
from .join import join
from .log import listening
from .trees import blocks

ROUNDS = 6


def make(rendition: PrintRendition) -> Typeset:
    """Return the finished book of `rendition` with what the audits found."""
    weasyprint_faults.mend()
    weasyprint_speed.hasten()
    collecting = gc.isenabled()
    gc.disable()  # a tenth of the time: boxes are many and live to the end anyway
    try:
        return _make(rendition)
    finally:
        if collecting:
            gc.enable()


def _make(rendition: PrintRendition) -> Typeset:
    faults: list[Fault] = []
    with listening(faults):
        press, furniture_sheet = _press(rendition, faults)
        chunks = [parse_chunk(source, press, faults) for source in rendition.chunks]
        try:
            sheets = _settle(chunks, press, faults)
        except (AssertionError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            # WeasyPrint ends in an exception on some layouts; that is a fault of the book's, not a traceback
            faults.append(
                Fault("layout", f"WeasyPrint could not lay the book out: {type(error).__name__}: {error}")
            )
            return Typeset(None, 0, (), tuple(faults), {})
        furniture = set_furniture(sheets, press, furniture_sheet, rendition.language)
        data = join(rendition, chunks, sheets, furniture)
    too_tall, found = _audit(rendition, chunks, sheets, data)
    return Typeset(data, len(sheets), too_tall, (*faults, *found), folio_map(sheets))


def _audit(
    rendition: PrintRendition, chunks: Sequence[Chunk], sheets: Sequence[Sheet], data: bytes
) -> tuple[tuple[str, ...], list[Fault]]:
    """Return the notes that must go to the end, and the faults.

    One note that is too tall pushes others away from their calls. So while there is one, faults of notes are not reported:
    the book will be set again without it, and audited again.
    """
    feet = {note.id for note in rendition.notes if note.place == "foot"}
    heights = tall_notes(sheets)
    too_tall = [note.id for note in rendition.notes if note.id in feet and heights.get(note.id, 0) > TOO_TALL]
    if too_tall:
        return tuple(too_tall), []
    faults = audit_boxes(sheets)
    text = [block for chunk in chunks for block in blocks(chunk.tree.etree_element)]
    found = audit_file(data, rendition.notes, text)
    too_tall = [
        fault.anchor
        for fault in found
        if fault.anchor in feet and heights.get(fault.anchor or "", 0) > LONG and fault.anchor
    ]
    too_tall = too_tall or _too_many(sheets, found, feet, heights)
    return tuple(dict.fromkeys(too_tall)), faults + ([] if too_tall else found)


def _too_many(
    sheets: Sequence[Sheet], found: Sequence[Fault], feet: set[str], heights: Mapping[str, float]
) -> list[str]:
    """Return the notes to be moved to the end where none is too tall by itself, but a page calls more than it holds.

    On each page with a note (or the pointer of one) that was pushed off it, the tallest go, until there is room for what was
    pushed off.
    """
    called: dict[int, list[str]] = {}
    page_of: dict[str, int] = {}
    for number, sheet in enumerate(sheets):
        for name in sheet.page.anchors:
            if name.startswith("c-") and name[2:] not in page_of:
                page_of[name[2:]] = number
                if name[2:] in feet:
                    called.setdefault(number, []).append(name[2:])
    wanted: dict[int, float] = {}
    for fault in found:
        if fault.kind in _PUSHED and fault.anchor in page_of:
            page = page_of[fault.anchor]
            own = heights.get(fault.anchor, POINTER) if fault.anchor in feet else POINTER
            wanted[page] = wanted.get(page, 0) + own
    moved: list[str] = []
    for page, pushed in sorted(wanted.items()):
        room = pushed
        for id_ in sorted(called.get(page, ()), key=lambda n: (-heights.get(n, 0), n)):
            if room <= 0:
                break
            room -= max(heights.get(id_, 0) - POINTER, POINTER / 2)
            moved.append(id_)
    return moved


TOO_TALL = 0.7  # of the text block: such a note goes to the end at once
POINTER = 0.03  # the line that says where a moved note stands
_PUSHED = frozenset(("note-off-page", "note-split", "note-pointer"))
LONG = 0.3  # such a note goes to the end if it was not found where it should be


def _press(rendition: PrintRendition, faults: list[Fault]) -> tuple[Press, CSS]:
    configuration = FontConfiguration()
    fetcher = Resources(rendition.images, faults)

    def sheet(text: str) -> CSS:
        return CSS(string=text, base_url="postil:///", url_fetcher=fetcher, font_config=configuration)

    return Press(configuration, (sheet(rendition.stylesheet),), fetcher, {}), sheet(
        rendition.furniture_stylesheet
    )


def _settle(chunks: Sequence[Chunk], press: Press, faults: list[Fault]) -> list[Sheet]:
    """Lay the chunks out until every folio in them is right; those without folios come first and only once."""
    for chunk in chunks:
        if not chunk.slots:
            chunk.lay_out(press, {})
    known = first_guess(chunks)
    for chunk in chunks:
        if chunk.slots:
            chunk.lay_out(press, known)
    for _ in range(ROUNDS):
        sheets = impose(chunks)
        known = folio_map(sheets)
        moved = [chunk.lay_out(press, known) for chunk in chunks]
        if not any(moved):
            break
    else:
        faults.append(Fault("folios", f"the page numbers still move after {ROUNDS} rounds"))
        sheets = impose(chunks)
        known = folio_map(sheets)
    for chunk in chunks:
        for element, anchor in chunk.slots:
            if anchor not in known:
                message = f"no page to point to: there is no #{anchor}"
                faults.append(Fault("folios", message, element.get("id") or anchor))
    return sheets
