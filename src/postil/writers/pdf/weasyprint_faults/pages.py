"""Faults of WeasyPrint 70.0 in where pages end, and which notes stand on them."""

from __future__ import annotations

from typing import Any

from weasyprint.layout import LayoutContext, block, page

from postil.writers.pdf.recompile import replace_in, replace_in_method

__all__ = [
    "a_line_is_taken_for_a_block",
    "issue_1751_float_left_behind",
    "issue_2432_notes_leave_their_page",
    "nothing_in_flow",
    "rounding_reports_note_that_fits",
]


def issue_2432_notes_leave_their_page() -> None:
    """Keep a note with ``footnote-policy: line`` on the page of its call.

    `_linebox_layout` moves notes to the next page to rescue orphans whatever their policy says (since PR #2437):
    4-9 % of the notes stood on the wrong page. It may now do so only where every note of the page is ``auto``.
    """
    replace_in(
        block,
        "_linebox_layout",
        (
            "report = not context.in_column and can_break_now and not could_break_before",
            (
                "report = (not context.in_column and can_break_now and not could_break_before and\n"
                "                      all(note.style['footnote_policy'] == 'auto'\n"
                "                          for note in context.current_page_footnotes))"
            ),
        ),
    )


def rounding_reports_note_that_fits() -> None:
    """Compare the height of the note area with a tolerance.

    A difference of 1e-13 px counts as overflow in 70.0 and sends a note that fits to the next page (not reported yet).
    """
    replace_in_method(
        LayoutContext,
        "_update_footnote_area",
        (
            "overflow = last_child_bottom > footnote_area_bottom",
            "overflow = last_child_bottom > footnote_area_bottom + 1e-6",
        ),
    )


def nothing_in_flow(children: Any) -> bool:
    """Say whether nothing of a block stands on the page but what floats or is placed beside it."""
    return not any(child.is_in_normal_flow() for child in children)


def issue_1751_float_left_behind() -> None:
    """Keep a float that begins a block, such as the number of a list entry, on the page of the words it stands beside.

    A break between a float and what follows is allowed, so the number stood at the foot of a page and its words on the next; and
    where the number had no room either an empty block stayed, and with it the heading before, which ``break-after: avoid`` could
    no longer move.
    """
    block.postil_nothing_in_flow = nothing_in_flow
    replace_in(
        block,
        "block_container_layout",
        (
            "            avoid_page_break(box.style['break_inside'], context) and\n            not page_is_empty):\n",
            (
                "            not page_is_empty and (\n"
                "                avoid_page_break(box.style['break_inside'], context) or\n"
                "                (is_start and resume_at is not None and next_page['break'] == 'any' and\n"
                "                 postil_nothing_in_flow(new_children)))):\n"
            ),
        ),
    )


def a_line_is_taken_for_a_block() -> None:
    """Go on where not even one line has room beside the notes that are waiting.

    Where nothing gets onto a page `make_page` empties the block in which it was to go on, and takes a line, or a word of
    it, for one (not reported yet): a title with more notes than a page holds ended in an `IndexError`.
    """
    replace_in(
        page,
        "make_page",
        (
            "while skip_stack and len(skip_stack) == 1:",
            "while skip_stack and len(skip_stack) == 1 and not isinstance(box, boxes.LineBox):",
        ),
    )
