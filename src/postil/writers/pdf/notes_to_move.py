"""Which notes must go to the end of the book: those that no page holds together with their calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from postil.model.rendition import Fault, PrintRendition

from .folios import Place

__all__ = ["out_of_place", "too_tall"]

TOO_TALL = 0.7  # of the text block: such a note goes to the end at once
POINTER = 0.03  # the line that says where a moved note stands
_PUSHED = frozenset(("note-off-page", "note-split", "note-pointer"))
LONG = 0.3  # such a note goes to the end if it was not found where it should be


def too_tall(rendition: PrintRendition, heights: Mapping[str, float]) -> tuple[str, ...]:
    """Return the notes that are too tall for any page; `heights` say how much of a text block each takes."""
    return tuple(
        note.id for note in rendition.notes if note.place == "foot" and heights.get(note.id, 0) > TOO_TALL
    )


def out_of_place(
    rendition: PrintRendition,
    found: Sequence[Fault],
    known: Mapping[str, Place],
    heights: Mapping[str, float],
    overruns: Mapping[int, float] | None = None,
) -> tuple[str, ...]:
    """Return the notes that must go, after what the audit found; `overruns` say of a page what part of its text block it
    lacks."""
    feet = {note.id for note in rendition.notes if note.place == "foot"}
    moved = [
        fault.anchor
        for fault in found
        if fault.anchor in feet and heights.get(fault.anchor or "", 0) > LONG and fault.anchor
    ]
    return tuple(dict.fromkeys(moved or _too_many(known, found, feet, heights, overruns or {})))


def _too_many(
    known: Mapping[str, Place],
    found: Sequence[Fault],
    feet: set[str],
    heights: Mapping[str, float],
    overruns: Mapping[int, float],
) -> list[str]:
    """Return the notes to be moved to the end where none is too tall by itself, but a page calls more than it holds.

    On each page with a note (or the pointer of one) that was pushed off it, the tallest go, until there is room for what was
    pushed off, and for the text that runs into the notes.
    """
    page_of = {name[2:]: place.page for name, place in known.items() if name.startswith("c-")}
    called: dict[int, list[str]] = {}
    for name, page in page_of.items():
        if name in feet:
            called.setdefault(page, []).append(name)
    wanted = dict(overruns)
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
