"""What WeasyPrint sets on the wrong side where the text runs from right to left."""

from __future__ import annotations

from functools import partial

from weasyprint.layout import block, inline

from postil.writers.pdf.recompile import replace_in

__all__ = ["auto_margins_from_right_to_left", "indents_from_right_to_left"]


def auto_margins_from_right_to_left() -> None:
    """Centre a box with `auto` margins where the text runs from right to left.

    `block_level_width` moves such a box to the right by all the room that is left, and then gives it its margins too (not
    reported yet): the title of a Hebrew text stood in the right margin.
    """
    replace_in(
        block,
        "block_level_width",
        (
            "    if direction == 'rtl' and not box.is_column:\n",
            "    if direction == 'rtl' and not box.is_column and 'auto' not in (box.margin_left, box.margin_right):\n",
        ),
    )
    # what is set on the function beside it, for boxes that are replaced
    block.block_level_width.without_min_max = partial(block.block_level_width, with_min_max=False)


def indents_from_right_to_left() -> None:
    """Indent the first line of a paragraph at the side where it begins.

    `get_next_linebox` leaves the room at the left of the line whichever way it runs (not reported yet): an Arabic paragraph
    ended its first line early and began it at the margin, and the first line of an item that hangs ran on into what stands
    beside the text.
    """
    replace_in(
        inline,
        "get_next_linebox",
        (
            "        line.translate(offset_x, offset_y)\n",
            (
                "        line.translate(offset_x, offset_y)\n"
                "        if linebox.text_indent and containing_block.style['direction'] == 'rtl':\n"
                "            for child in line.children:\n"
                "                child.translate(-linebox.text_indent, 0)\n"
            ),
        ),
    )
