"""The boxes of a page (ISO 32000-1 § 14.11.2) and its crop marks.

What is cut off is outside of the trim: first the bleed, then the marks, which stand clear of it.
"""

from __future__ import annotations

from postil.model.targets import Target

from .objects import Strip, numbers
from .sheaf import PLATE, Leaf

__all__ = ["crop_marks", "cut_off", "page_boxes", "shift"]

_MM = 72 / 25.4
PIXEL = 0.75  # CSS pixels to points
_CLEAR, _LENGTH, _WIDTH = 1.5 * _MM, 5 * _MM, 0.25
"""How far a mark stands from the bleed, how long and how thick it is, in points."""


def page_boxes(leaf: Leaf, target: Target, *, moved: bool = True) -> bytes:
    """Return media, trim and bleed box of a page, `moved` so that its margins are alike."""
    width, height = leaf.width * PIXEL, leaf.height * PIXEL
    aside = shift(leaf, target) if moved else 0.0
    left, top, right, bottom = _beyond(leaf, target)
    bleed = (aside - left, -bottom, aside + width + right, height + top)
    beyond = _CLEAR + _LENGTH if target.marks else 0
    media = (bleed[0] - beyond, bleed[1] - beyond, bleed[2] + beyond, bleed[3] + beyond)
    trim = (aside, 0.0, aside + width, height)
    found = b"/MediaBox" + numbers(media) + b"/TrimBox" + numbers(trim)
    return found if bleed == trim == media else found + b"/BleedBox" + numbers(bleed)


def shift(leaf: Leaf, target: Target) -> float:
    """Return how far to the right the edges of a page are moved, in points. On a screen both margins are alike, so the page is
    seen from a little further to one side; what is on it stays where it was set."""
    trim = target.trim
    if target.finish == "print" or trim.column or trim.large or leaf.opening == PLATE:
        return 0
    moved = (trim.inside - trim.outside) / 2 * _MM
    return -moved if leaf.left else moved


def _beyond(leaf: Leaf, target: Target) -> tuple[float, float, float, float]:
    """Return how far what is printed goes on beyond the cut, in points. At the spine nothing is cut, and printers on demand want
    pages that end there (Kindle Direct Publishing, “Set trim size, bleed, and margins”; IngramSpark, “File creation guide”)."""
    left, top, right, bottom = (side * PIXEL for side in leaf.bleed)
    if target.bleeds_at_spine:
        return left, top, right, bottom
    return (left, top, 0.0, bottom) if leaf.left else (0.0, top, right, bottom)


def cut_off(content: Strip, leaf: Leaf, target: Target) -> Strip:
    """Return what is on a page, cut off at the spine where it would run in among the marks."""
    if leaf.opening != PLATE or not target.marks or target.bleeds_at_spine:
        return content
    left, top, right, bottom = _beyond(leaf, target)
    width, height = leaf.width * PIXEL, leaf.height * PIXEL
    shown = f"{-left:.3f} {-bottom:.3f} {left + width + right:.3f} {bottom + height + top:.3f}"
    return Strip.of(f"q {shown} re W n\n".encode()) + content + Strip.of(b"Q\n")


def crop_marks(leaf: Leaf, target: Target) -> Strip | None:
    """Return the marks at the corners of a page, as an artifact; nothing where there are none."""
    if not target.marks:
        return None
    width, height = leaf.width * PIXEL, leaf.height * PIXEL
    left, top, right, bottom = (side + _CLEAR for side in _beyond(leaf, target))
    lines = []
    for x in (0.0, width):
        lines += [(x, -bottom - _LENGTH, x, -bottom), (x, height + top, x, height + top + _LENGTH)]
    for y in (0.0, height):
        lines += [(-left - _LENGTH, y, -left, y), (width + right, y, width + right + _LENGTH, y)]
    drawn = "".join(f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l\n" for a, b, c, d in lines)
    text = f"/Artifact<</Type/Page>>BDC\nq 0 G {_WIDTH} w 0 J [] 0 d\n{drawn}S Q\nEMC\n"
    return Strip.of(text.encode())
