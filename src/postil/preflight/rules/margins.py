"""The gutter and the outer margins, measured on what is printed."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isfinite

from postil.preflight.facts import Area, PageFacts
from postil.preflight.findings import INCH, Case, Finding, inches, told

from .pages import bleeds, trim_of

__all__ = ["RULES"]

_NOWHERE = Area(inf, inf, -inf, -inf)  # the place of letters on a page that has none
_SLACK = 0.36  # half a hundredth of an inch, and more than a pixel of what is painted


def gutter(case: Case) -> Finding:
    """The more pages, the wider the margin at the spine."""
    count = len(case.file.pages)
    least, wanted = next((low, high) for most, low, high in case.printer.gutter if count <= most)
    found = [(margin[0], number) for number, margin in _margins(case) if isfinite(margin[0])]
    narrow = [number for margin, number in found if margin < least * INCH - _SLACK]
    doubtful = [number for margin, number in found if margin < wanted * INCH - _SLACK]
    allowed = f"{least:g} in for {count} pages" + (
        f"; {wanted:g} in by the stricter source" if wanted > least else ""
    )
    return told(
        "gutter",
        f"at least {inches(min(found)[0])}" if found else "nothing to measure",
        allowed,
        "make the inside margin wider",
        case.printer.gutter_sources,
        fails=narrow,
        looks=doubtful,
    )


def outer_margins(case: Case) -> Finding:
    """Near the cut stands nothing but what is meant to be cut."""
    bleeding = bleeds(case)
    least = case.printer.edge.value or 0
    if bleeding and case.printer.edge_with_bleed is not None:
        least = case.printer.edge_with_bleed
    found = [(min(margin[1:]), number) for number, margin in _margins(case) if isfinite(min(margin[1:]))]
    return told(
        "outer-margins",
        f"at least {inches(min(found)[0])}" if found else "nothing to measure",
        f"{least:g} in outside, at top and bottom" + (" (with bleed)" if bleeding else ""),
        "keep everything, heads and folios too, farther from the edge",
        case.printer.edge.sources,
        fails=[number for margin, number in found if margin < least * INCH - _SLACK],
    )


def _margins(case: Case) -> Iterator[tuple[int, tuple[float, float, float, float]]]:
    """Yield for each page that is not blank the margins inside, outside, at bottom and top, in points.

    A margin is measured from the cut to the letters, and to whatever else is printed unless it goes beyond the cut. It has no end
    where a page has no letters and its picture goes beyond the cut.
    """
    width, height = trim_of(case)
    for page in case.file.pages:
        if page.painted is None:
            continue
        cut = _cut(page, width, height)
        rooms = (
            [area.left - cut.left, cut.right - area.right, area.bottom - cut.bottom, cut.top - area.top]
            for area in (page.words or _NOWHERE, page.painted)
        )
        left, right, bottom, top = (
            _room(letters, anything) for letters, anything in zip(*rooms, strict=True)
        )
        recto = (page.number % 2 == 1) != case.file.right_to_left
        yield page.number, ((left, right) if recto else (right, left)) + (bottom, top)


def _room(letters: float, anything: float) -> float:
    return letters if anything < _SLACK else min(letters, anything)


def _cut(page: PageFacts, width: float, height: float) -> Area:
    """Return the page as it is cut: where no box says so, the bleed is taken off outside, at top and bottom."""
    if page.trim is not None or page.crop.width < width + _SLACK:
        return page.cut
    more, up = page.crop.width - width, (page.crop.height - height) / 2
    crop = page.crop
    if more > up * 1.5:  # on both sides
        return Area(crop.left + more / 2, crop.bottom + up, crop.right - more / 2, crop.top - up)
    recto = page.number % 2 == 1
    return Area(
        crop.left + (0 if recto else more),
        crop.bottom + up,
        crop.right - (more if recto else 0),
        crop.top - up,
    )


RULES = (gutter, outer_margins)
