"""Faults of WeasyPrint 70.0 that would spoil a book, each mended by one function named after the report upstream.

`mend()` applies all of them, once in a process. Each asserts the source it replaces, so another version stops at once
instead of going wrong in silence; ``tests/pdf/test_upstream.py`` fails when upstream no longer needs one of them.
"""

from __future__ import annotations

from functools import cache

import weasyprint

from postil.writers.pdf import line_numbers, note_areas
from postil.writers.pdf.ink import use_one_ink_for_greys
from postil.writers.pdf.metadata import ENGINE
from postil.writers.pdf.recompile import PinnedSourceChanged

from . import from_right, headings, letters, lines, links, pages, rows, tables

__all__ = ["FAULTS", "VERSION", "mend"]

VERSION = ENGINE

FAULTS = (
    pages.issue_2432_notes_leave_their_page,
    pages.rounding_reports_note_that_fits,
    links.issue_2482_tags,
    links.links_inside_links,
    lines.pango_breaks_before_a_call,
    lines.empty_boxes_hide_a_break,
    lines.a_space_at_the_end_breaks_a_line,
    lines.hyphens_without_limit,
    pages.issue_1751_float_left_behind,
    lines.other_faces_push_lines_apart,
    links.links_without_height,
    letters.letters_of_two_glyphs_are_lost,
    rows.notes_of_a_row_take_room_from_its_cells,
    rows.heads_of_tables_are_dropped,
    tables.tables_keep_to_the_page,
    from_right.auto_margins_from_right_to_left,
    from_right.indents_from_right_to_left,
    pages.a_line_is_taken_for_a_block,
    note_areas.by_series,
    note_areas.beside_lines,
    line_numbers.number_lines,
    headings.balance_headings,
    lines.english_without_a_country,
)


@cache
def mend() -> None:
    """Apply every work-around; raise `PinnedSourceChanged` on a WeasyPrint they were not written for."""
    if weasyprint.__version__ != VERSION:
        raise PinnedSourceChanged(f"postil needs WeasyPrint {VERSION}, this is {weasyprint.__version__}")
    for fault in FAULTS:
        fault()
    use_one_ink_for_greys()
