"""Headings and other centred words on several lines, of which none is much shorter than the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block
from weasyprint.layout.preferred import inline_line_widths

from postil.writers.pdf.recompile import replace_in

__all__ = ["balance_headings", "narrowest"]

_SHORT = 20  # letters that fit on a line of any book
_STEPS = 12  # halvings: a thousandth of the width
_SLACKS = (
    1.002,
    1.02,
    1.05,
)  # lines may be wider than they were measured: not every place where one may break has a space


def balance_headings() -> None:
    """Set what is centred no wider than its lines need, as ``text-wrap: balance`` of CSS Text 4 would.

    WeasyPrint does not know the property (not reported yet), and fills the first lines: "What changed between draft and" / "treaty".
    """
    block.postil_balance = _balance
    replace_in(
        block,
        "block_box_layout",
        (
            "    block_level_width(box, containing_block)\n",
            (
                "    block_level_width(box, containing_block)\n"
                "    if box.style['text_align_all'] == 'center':\n"
                "        postil_balance(context, box)\n"
            ),
        ),
    )


def _balance(context: Any, box: Any) -> None:
    if len(box.children) != 1 or any((box.border_top_width, box.border_bottom_width, box.border_left_width)):
        return  # a rule keeps its length
    line = box.children[0]
    if not isinstance(line, boxes.LineBox) or _letters(line) < _SHORT:
        return
    whole = list(inline_line_widths(context, line, outer=False, is_line_start=True, minimum=False))
    if len(whole) != 1 or whole[0] <= box.width:
        return
    words = list(inline_line_widths(context, line, outer=False, is_line_start=True, minimum=True))
    if len(words) < 2 or max(words) > box.width:
        return
    least, width, count = narrowest(words, whole[0], box.width), box.width, _laid(context, box, line)
    for slack in _SLACKS:
        room = width - least * slack
        if room <= 0:
            break
        box.width = width - room
        if _laid(context, box, line) == count:
            box.margin_left += room / 2
            box.margin_right += room / 2
            return
    box.width = width


def _laid(context: Any, box: Any, line: Any) -> int:
    """Return how many lines the words of a box take as it is."""
    lines = block.iter_line_boxes(context, line, box.position_y, 0, None, box, [], [], None, None)
    return sum(1 for _ in lines)


def _letters(line: Any) -> int:
    return sum(len(each.text) for each in line.descendants() if isinstance(each, boxes.TextBox))


def narrowest(words: Sequence[float], whole: float, width: float) -> float:
    """Return the least width on which words take as many lines as on `width`. `whole` is the width of all on one line."""
    space = (whole - sum(words)) / (len(words) - 1)
    count = _lines(words, space, width)
    low, high = max(words), width
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _lines(words, space, middle) > count:
            low = middle
        else:
            high = middle
    return high


def _lines(words: Sequence[float], space: float, width: float) -> int:
    count, used = 1, 0.0
    for word in words:
        if used and used + space + word > width:
            count, used = count + 1, word
        else:
            used += space + word if used else word
    return count
