"""Headings of several lines, of which none is much shorter than the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block
from weasyprint.layout.preferred import inline_line_widths

from .recompile import replace_in

__all__ = ["balance_headings", "narrowest"]

_SHORT = 20  # letters that fit on a line of any book
_STEPS = 12  # halvings: a thousandth of the width
_SLACK = 2  # pixels by which the words may be wider than they were measured: those with a call are by one
_BREAK = re.compile(r"\s+|(?<=[-–—/])(?=\w)")


def balance_headings() -> None:
    """Set a centred heading no wider than its lines need, as ``text-wrap: balance`` of CSS Text 4 would.

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
                "    if box.element_tag in ('h1', 'h2', 'h3', 'h4'):\n"
                "        postil_balance(context, box)\n"
            ),
        ),
    )


def _balance(context: Any, box: Any) -> None:
    if box.style["text_align_all"] != "center" or len(box.children) != 1:
        return
    line = box.children[0]
    if not isinstance(line, boxes.LineBox) or _letters(line) < _SHORT:
        return
    whole = list(inline_line_widths(context, line, outer=True, is_line_start=True, minimum=False))
    if len(whole) != 1 or whole[0] <= box.width:
        return
    words = list(inline_line_widths(context, line, outer=True, is_line_start=True, minimum=True))
    if len(words) < 2 or max(words) > box.width:
        return
    text = "".join(each.text for each in line.descendants() if isinstance(each, boxes.TextBox)).strip()
    spaced = [bool(found[0]) for found in _BREAK.finditer(text)]
    room = box.width - narrowest(words, whole[0], box.width, spaced) - _SLACK
    if room > 0:
        box.width -= room
        box.margin_left += room / 2
        box.margin_right += room / 2


def _letters(line: Any) -> int:
    return sum(len(each.text) for each in line.descendants() if isinstance(each, boxes.TextBox))


def narrowest(words: Sequence[float], whole: float, width: float, spaced: Sequence[bool] = ()) -> float:
    """Return the least width on which words take as many lines as on `width`. `whole` is the width of all on one line; `spaced`
    tells between which of them there is a space: lines also break behind hyphens and dashes."""
    if len(spaced) != len(words) - 1 or not any(spaced):
        spaced = [True] * (len(words) - 1)
    space = (whole - sum(words)) / sum(spaced)
    gaps = [space if each else 0.0 for each in spaced]
    count = _lines(words, gaps, width)
    low, high = max(words), width
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _lines(words, gaps, middle) > count:
            low = middle
        else:
            high = middle
    return high


def _lines(words: Sequence[float], gaps: Sequence[float], width: float) -> int:
    count, used = 1, words[0]
    for word, gap in zip(words[1:], gaps, strict=True):
        if used + gap + word > width:
            count, used = count + 1, word
        else:
            used += gap + word
    return count
