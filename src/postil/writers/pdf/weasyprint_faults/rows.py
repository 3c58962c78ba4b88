"""Faults of WeasyPrint 70.0 that show in rows of tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from weasyprint.layout import block, table

from postil.writers.pdf.recompile import replace_in

__all__ = ["heads_of_tables_are_dropped", "notes_of_a_row_take_room_from_its_cells"]


def settled(
    lay: Callable[..., Any],
    context: Any,
    table: Any,
    group: Any,
    position_y: float,
    bottom_space: float,
    page_is_empty: bool,
    skip_stack: Any,
    placeholders: tuple[list[Any], list[Any]],
) -> Any:
    """Return the rows of `table` as `lay` lays them out, with so much left for the next page that they end above the notes
    of all their cells."""
    if not in_columns(table):
        return lay(group, position_y, bottom_space, page_is_empty, skip_stack)
    kept = 0.0
    while True:
        found = lay(group, position_y, bottom_space + kept, page_is_empty, skip_stack)
        if found[0] is None:
            return found
        if not page_is_empty and skip_stack is None and waits(found):
            block.remove_placeholders(context, found[0].children, *placeholders)
            return None, None, found[2]
        over = found[0].position_y + found[0].height - context.page_bottom + bottom_space
        if not context.overflows_page(bottom_space, over + context.page_bottom - bottom_space) or (
            page_is_empty and kept > context.page_bottom
        ):
            return found
        kept += max(over, 4)  # a third of a line, so that what can give way does
        block.remove_placeholders(context, found[0].children, *placeholders)


def waits(found: Any) -> bool:
    """Say whether a cell of the last row has nothing on this page that others begin on: they all begin on the next."""
    group, resume_at, _ = found
    cells = next(iter(resume_at.values())) if resume_at else None
    return any(group.children[-1].children[index].empty for index in cells or ())


def in_columns(table: Any) -> bool:
    """Say whether `table` is a row of parallel texts."""
    return table.element is not None and "parallel" in table.element.get("class", "").split()


def notes_of_a_row_take_room_from_its_cells() -> None:
    """Let a row of parallel texts end above the notes that are called in it.

    The cells of a row are laid out one after the other. A note called in the second takes its room at the foot of the page
    when the first is full already; where the page is empty else, its last lines are printed over the notes, and where it is
    not, the whole row is moved to the next page (not reported yet). So such a row is laid out again, with less room, and on
    an empty page only its first cell must have a line. On any other page all cells begin, or none does.
    """
    table.postil_settled = settled
    table.postil_in_columns = in_columns
    replace_in(
        table,
        "table_layout",
        (
            "    def group_layout(group, position_y, bottom_space, page_is_empty, skip_stack):\n",
            (
                "    def group_layout(group, position_y, bottom_space, page_is_empty, skip_stack):\n"
                "        return postil_settled(\n"
                "            lay_group, context, table, group, position_y, bottom_space, page_is_empty, skip_stack,\n"
                "            (absolute_boxes, fixed_boxes))\n\n"
                "    def lay_group(group, position_y, bottom_space, page_is_empty, skip_stack):\n"
            ),
        ),
        (
            "            if not page_is_empty and overflow:\n",
            "            if not page_is_empty and overflow and not (postil_in_columns(table) and next_position_y < inf):\n",
        ),
        (
            "                    page_is_empty=page_is_empty, absolute_boxes=absolute_boxes,\n",
            (
                "                    page_is_empty=page_is_empty and not (\n"
                "                        postil_in_columns(table) and any(not each.empty for each in new_row_children)),\n"
                "                    absolute_boxes=absolute_boxes,\n"
            ),
        ),
        ("cell_resume_at = {0: None}\n", "cell_resume_at = cell_skip_stack or {0: None}\n"),
    )


def heads_of_tables_are_dropped() -> None:
    """Keep the head of a table where the table begins, whether or not a row has room below it.

    On a page that is empty else, a head that leaves no room for the first row and its notes is left out (not reported yet): its
    words, and the calls in it, stood nowhere. It may be left out where it is repeated. Where the row then runs into the
    notes the audit says so, and the tallest go to the end (`notes_to_move`).
    """
    replace_in(
        table,
        "table_layout",
        (
            "        if page_is_empty:\n            header_footer",
            "        if page_is_empty and skip_stack:\n            header_footer",
        ),
        (
            "                # We could not fit any content, drop the header.\n                header = None\n",
            (
                "                # We could not fit any content, drop the header.\n"
                "                if skip_stack is None:\n"
                "                    new_table_children, resume_at, next_page, end_position_y = body_groups_layout(\n"
                "                        None, position_y + header_height, bottom_space, page_is_empty=True)\n"
                "                    return header, new_table_children, footer, end_position_y, resume_at, next_page\n"
                "                header = None\n"
            ),
        ),
    )
