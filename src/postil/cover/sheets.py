"""The sheet of a wrap: where back, spine and front lie on it, what is cut off, and where words may stand."""

from __future__ import annotations

from postil.cover.printers import PRINTER_RULES, Spine
from postil.frozen import dataclass
from postil.model.drawing import Box
from postil.model.trade import Case, Printer

__all__ = ["Sheet", "case_sheet", "wrap_sheet"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of `width` × `height` mm from its upper left corner.

    `trim` is what is left when it is cut (of a case: what shows when it is turned in). Words of a panel stay `safe` from
    its outer edges and `fold` from the spine; those on the spine stay in `lettering`, and there is none where it may have
    no words. `leftward` books are bound at the right: their front lies at the left.
    """

    width: float
    height: float
    trim: Box
    back: Box
    spine: Box
    front: Box
    safe: float
    fold: float
    lettering: Box | None
    leftward: bool

    def words(self, panel: Box) -> Box:
        """Return where words of a panel may stand."""
        at_left = panel.left > self.spine.left  # the spine is at its left
        left = panel.left + (self.fold if at_left else self.safe)
        right = panel.right - (self.safe if at_left else self.fold)
        return Box(left, panel.top + self.safe, right - left, panel.height - 2 * self.safe)


def wrap_sheet(
    printer: Printer,
    trim: tuple[float, float],
    spine: Spine,
    pages: int,
    *,
    leftward: bool = False,
    sold: bool = False,
) -> Sheet:
    """Return the wrap of a paperback: back, spine and front of `trim` (width, height in mm) with bleed all around.

    `sold` says that it has an ISBN: a printer may then want more pages for words on the spine.
    """
    rules = PRINTER_RULES[printer]
    b = rules.bleed
    width, height = trim
    whole = Box(b, b, 2 * width + spine.width, height)
    first = Box(b, b, width, height)
    middle = Box(first.right, b, spine.width, height)
    last = Box(middle.right, b, width, height)
    back, front = (last, first) if leftward else (first, last)
    return Sheet(
        whole.width + 2 * b,
        whole.height + 2 * b,
        whole,
        back,
        middle,
        front,
        rules.safe,
        rules.safe,
        _lettering(printer, middle, spine, pages, rules.safe, sold),
        leftward,
    )


def case_sheet(
    printer: Printer, case: Case, spine: Spine, pages: int, *, leftward: bool = False, sold: bool = False
) -> Sheet:
    """Return the sheet of a case as the printer's template has it: `case` says its whole size and what is turned in."""
    rules = PRINTER_RULES[printer]
    t = case.turn_in
    whole = Box(t, t, case.width - 2 * t, case.height - 2 * t)
    board = (whole.width - spine.width) / 2
    first = Box(t, t, board, whole.height)
    middle = Box(first.right, t, spine.width, whole.height)
    last = Box(middle.right, t, board, whole.height)
    back, front = (last, first) if leftward else (first, last)
    return Sheet(
        case.width,
        case.height,
        whole,
        back,
        middle,
        front,
        rules.safe_case,
        case.hinge + 3.0,
        _lettering(printer, middle, spine, pages, rules.safe_case, sold),
        leftward,
    )


def _lettering(printer: Printer, spine: Box, width: Spine, pages: int, safe: float, sold: bool) -> Box | None:
    rules = PRINTER_RULES[printer]
    if pages < (rules.spine_pages_sold if sold else rules.spine_pages):
        return None
    # a spine that turns out narrower, or folds that lie elsewhere, must not bring the words round the edge
    clear = rules.clear + width.doubt / 2
    if spine.width - 2 * clear <= 0:
        return None
    return Box(spine.left + clear, spine.top + safe, spine.width - 2 * clear, spine.height - 2 * safe)
