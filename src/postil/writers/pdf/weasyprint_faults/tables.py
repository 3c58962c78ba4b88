"""Tables whose longest words do not stand side by side on the page.

A table is never narrower than the longest words of its columns together (CSS 2.1 § 17.5.2.2). Four columns of long words are
wider than a small page, and a table that goes over the edge of the page is lost. So the widest columns of such a table, and no
others, are made as narrow as they must be, and their words are divided: at a hyphen where the language is known, else anywhere.
A table that fits is laid out as ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import table

from postil.writers.pdf.recompile import replace_in

__all__ = ["capped", "tables_keep_to_the_page"]

_ROUNDING = 1e-6


def capped(widths: Sequence[float], room: float) -> list[float]:
    """Return `widths` with those above a limit cut down to it: the highest limit with which their sum is no more than
    `room`."""
    left = room
    for count, width in zip(range(len(widths), 0, -1), sorted(widths), strict=True):
        if width * count > left:
            limit = max(left / count, 0.0)
            return [min(width, limit) for width in widths]
        left -= width
    return list(widths)


def _narrowed(
    laid: Any, spacing: float, room: float, narrowest: list[float], widest: list[float]
) -> tuple[list[float], list[float]]:
    """Return the least and the greatest widths of the columns of the table `laid`, of which the least have `room` together.

    Lengths in pixels; `spacing` is what stands between the columns."""
    # words that may be divided have no width of their own: what the table had before counts wherever it is laid out again
    narrowest, widest = laid.__dict__.get("postil_widths", (narrowest, widest))
    if sum(narrowest) + spacing <= room + _ROUNDING:
        return narrowest, widest
    if "postil_widths" not in laid.__dict__:
        laid.postil_widths = narrowest, widest
        _divide_words(laid)
    least = capped(narrowest, room - spacing)
    return least, [max(pair) for pair in zip(least, widest, strict=True)]


def _divide_words(laid: Any) -> None:
    for box in laid.descendants():
        # styles are shared between boxes
        if isinstance(box, boxes.TextBox | boxes.InlineBox | boxes.LineBox | boxes.BlockContainerBox):
            box.style = box.style.copy()
            box.style["overflow_wrap"] = "anywhere"
            if box.style["hyphens"] == "manual":
                box.style["hyphens"] = "auto"


def tables_keep_to_the_page() -> None:
    """`table.auto_table_layout`: the columns of a table that is too wide for its place are made narrower."""
    table.postil_narrowed = _narrowed
    replace_in(
        table,
        "auto_table_layout",
        (
            "    available_width = cb_width - margins - paddings - borders\n",
            (
                "    available_width = cb_width - margins - paddings - borders\n"
                "    column_min_content_widths, column_max_content_widths = postil_narrowed(\n"
                "        table, total_horizontal_border_spacing, available_width,\n"
                "        column_min_content_widths, column_max_content_widths)\n"
                "    table_min_content_width = min(\n"
                "        table_min_content_width, max(available_width, sum(column_min_content_widths)))\n"
            ),
        ),
    )
