"""Faults of WeasyPrint 70.0 that would spoil a book, each mended by one function named after the report upstream.

`mend()` applies all of them, once in a process. Each asserts the source it replaces, so another version stops at once
instead of going wrong in silence; ``tests/pdf/test_upstream.py`` fails when upstream no longer needs one of them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import weasyprint
from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.layout import LayoutContext, block, inline, page
from weasyprint.pdf.stream import Stream
from weasyprint.text import line_break

from . import glyph_letters, headings, line_numbers, note_areas, weasyprint_from_right
from .ink import use_one_ink_for_greys
from .metadata import ENGINE
from .narrow_tables import tables_keep_to_the_page
from .recompile import PinnedSourceChanged, replace_in, replace_in_method, written
from .weasyprint_rows import heads_of_tables_are_dropped, notes_of_a_row_take_room_from_its_cells

VERSION = ENGINE


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


def issue_2482_tags() -> None:
    """Write the structure tree from the document instead of from the boxes (`tags`).

    WeasyPrint makes notes nameless `Span`s at the end of each page, splits what crosses a page into several elements
    (#2903), leaves the language of passages out, and hides the text of running heads in elements no tree holds. So its
    `add_tags` is never called; what is needed of it is that it numbers, while a page is painted, what each box shows.
    """
    if "_tags" not in written(Stream.marked):
        raise PinnedSourceChanged("Stream.marked does not remember what it marks")


def links_inside_links() -> None:
    """Keep one annotation for each piece of a link.

    `gather_anchors` hands the link down to every box inside it, so ``<a><i>…</i></a>`` becomes two annotations one on
    the other, and the inner one is in no Link element (PDF/UA-1 7.18.5-1; part of #2482).
    """
    original = Page.__init__
    if "gather_anchors" not in original.__code__.co_names:
        raise PinnedSourceChanged("Page.__init__ does not gather anchors")

    def initialise(self: Any, page_box: Any) -> None:
        original(self, page_box)
        self.links = [link for link in self.links if link[3].link is not None]

    Page.__init__ = initialise


def raised(box: Any) -> bool:
    """Say whether `box` is a call or another raised sign, which never begins a line."""
    if box.element is None:
        return False
    return bool(box.element_tag == "sup" or "call" in box.element.get("class", "").split())


def pango_breaks_before_a_call() -> None:
    """Keep a call on the line of the word it follows.

    Pango allows a line break between `.`, `,`, `;`, `?` or a dash and a figure, since neither belongs to a number
    (UAX #14, LB25), so one call in forty began a line, "agreement," / "⁸ replacing" (not reported yet).
    """
    inline.postil_raised = raised
    replace_in(
        inline,
        "split_inline_box",
        (
            "        if can_break:\n            children.extend(waiting_children)\n",
            "        if can_break and not postil_raised(child):\n            children.extend(waiting_children)\n",
        ),
    )


def empty_boxes_hide_a_break() -> None:
    """Let a line be broken before a box without width, such as the anchor of an index term before its word.

    `split_inline_box` knows neither first nor last letter of such a box, so it sees no place to break on either side of
    it, and breaks the line inside the words before (not reported yet). The box goes with the word behind it, so that its
    page is that of the word.
    """
    replace_in(
        inline,
        "split_inline_box",
        (
            "            if None in (last_letter, first):\n                can_break = False\n",
            (
                "            if None in (last_letter, first):\n"
                "                can_break = (\n"
                "                    last_letter == ' ' and first is None and isinstance(new_child, boxes.InlineBox)\n"
                "                    and not new_child.children and not new_child.margin_width())\n"
            ),
        ),
    )


def a_space_at_the_end_breaks_a_line() -> None:
    """Let words fit on a line that has no room for the space behind them.

    `split_first_line` measures the last words before an element with the space at their end. Where that space alone does
    not fit, it takes them for one long word and breaks behind or inside their first: "pos-" / "al and affirmative action
    thereon," (not reported yet).
    """
    replace_in(
        line_break,
        "split_first_line",
        (
            "    # Step #3: Try to put the first word of the second line on the first line\n",
            (
                "    if resume_index is None and space_collapse and text == short_text and text[-1] == ' ':\n"
                "        layout.set_text(text.rstrip(' '))\n"
                "        first_line, resume_index = layout.get_first_line()\n"
                "        fits = resume_index is None and line_size(first_line, style)[0] <= max_width\n"
                "        layout.set_text(text)\n"
                "        first_line, resume_index = layout.get_first_line()\n"
                "        if fits:\n"
                "            return first_line_metrics(\n"
                "                first_line, text, layout, resume_index, space_collapse, style)\n\n"
                "    # Step #3: Try to put the first word of the second line on the first line\n"
            ),
        ),
    )
    # beside a float such a line was measured with its space, so that it seemed to go on below the float
    replace_in(
        inline,
        "get_next_linebox",
        (
            "        remove_last_whitespace(context, line)\n",
            "        remove_last_whitespace(context, line)\n        linebox.width = line.width\n",
        ),
    )


HYPHENS = 2  # lines in a row that may end in one


def ends_in_hyphen(line: Any) -> bool:
    """Say whether the last letter of a line is a hyphen."""
    for box in reversed(line.children):
        if isinstance(box, boxes.TextBox):
            if box.text:
                return bool(box.text.endswith(("-", "\u2010")))
        elif isinstance(box, boxes.InlineBox) and box.children:
            return ends_in_hyphen(box)
    return False


def hyphens_without_limit() -> None:
    """End no more than two lines in a row in a hyphen, as ``hyphenate-limit-lines: 2`` of CSS Text 4 would.

    WeasyPrint does not know the property (not reported yet). A line that follows two such lines is not hyphenated, unless its first
    word is wider than the line. How many there were is kept with the paragraph by the place where a line begins, so that
    they are counted over the end of a page too.
    """
    inline.postil_ends_in_hyphen = ends_in_hyphen
    inline.postil_hyphens = HYPHENS
    replace_in(
        inline,
        "iter_line_boxes",
        (
            "    while True:\n        line, resume_at = get_next_linebox(\n",
            (
                "    ladders = box.__dict__.setdefault('postil_ladders', {})\n"
                "    hyphens = ladders.get(str(skip_stack), 0) if skip_stack and ladders else 0\n"
                "    while True:\n"
                "        outer = context.__dict__.get('postil_ladder', False)\n"
                "        context.postil_ladder = hyphens >= postil_hyphens\n"
                "        line, resume_at = get_next_linebox(\n"
            ),
        ),
        (
            "        first_line_style = None\n        if line:\n",
            (
                "        context.postil_ladder = outer\n"
                "        first_line_style = None\n"
                "        if line:\n"
                "            hyphens = hyphens + 1 if resume_at is not None and postil_ends_in_hyphen(line) else 0\n"
                "            if hyphens:\n"
                "                ladders[str(resume_at)] = hyphens\n"
                "            elif ladders:\n"
                "                ladders.pop(str(resume_at), None)\n"
            ),
        ),
    )
    replace_in(
        line_break,
        "split_first_line",
        (
            "if space > limit_zone or space < 0:",
            "if space > limit_zone and not getattr(context, 'postil_ladder', False) or space < 0:",
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


def other_faces_push_lines_apart() -> None:
    """Let a line with letters of another face be as tall as the others.

    The baseline of words is taken from the faces that have their letters, where the face that is asked for lacks one; so a line of a
    note with a Japanese name was three quarters of a point taller. Where a line height is given, that of the face asked for counts
    (CSS 2.1, 10.8.1, leaves it to the program; not reported yet).
    """
    replace_in(
        inline,
        "split_text_box",
        ("        line_height, _ = strut(box.style)\n", "        line_height, first = strut(box.style)\n"),
        (
            "        # form the top of the content box\n        box.baseline = baseline\n",
            (
                "        if box.style['line_height'] != 'normal':\n"
                "            box.margin_top = first - baseline\n"
                "            box.margin_bottom = line_height - height - box.margin_top\n"
                "        # form the top of the content box\n"
                "        box.baseline = baseline\n"
            ),
        ),
    )


def links_without_height() -> None:
    """Let a link be as tall as its letters at least.

    The place for clicking is as tall as the line height says, so a call with ``line-height: 0``, as it must be not to push
    lines apart, could not be clicked (not reported yet).
    """
    replace_in_method(
        boxes.InlineBox,
        "hit_area",
        (
            "return (self.border_box_x(), self.position_y,",
            (
                "if self.margin_height() < self.border_height():\n"
                "        return (self.border_box_x(), self.border_box_y(), self.border_width(), self.border_height())\n"
                "    return (self.border_box_x(), self.position_y,"
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


def english_without_a_country() -> None:
    """Divide words of a text in ``en`` as Americans do, by syllables.

    pyphen takes the first list it has for a language without a country. For English that is the British one, which parts words by
    their roots: "res-ult", "foun-ded". Who wants that says ``en-GB``.
    """
    known = line_break.pyphen.LANGUAGES
    if known["en"] == known["en_US"]:
        raise PinnedSourceChanged("pyphen takes the American list for English")
    known["en"] = known["en_US"]


FAULTS = (
    issue_2432_notes_leave_their_page,
    rounding_reports_note_that_fits,
    issue_2482_tags,
    links_inside_links,
    pango_breaks_before_a_call,
    empty_boxes_hide_a_break,
    a_space_at_the_end_breaks_a_line,
    hyphens_without_limit,
    issue_1751_float_left_behind,
    other_faces_push_lines_apart,
    links_without_height,
    glyph_letters.letters_of_two_glyphs_are_lost,
    notes_of_a_row_take_room_from_its_cells,
    heads_of_tables_are_dropped,
    tables_keep_to_the_page,
    weasyprint_from_right.auto_margins_from_right_to_left,
    weasyprint_from_right.indents_from_right_to_left,
    a_line_is_taken_for_a_block,
    note_areas.by_series,
    note_areas.beside_lines,
    line_numbers.number_lines,
    headings.balance_headings,
    english_without_a_country,
)


@cache
def mend() -> None:
    """Apply every work-around; raise `PinnedSourceChanged` on a WeasyPrint they were not written for."""
    if weasyprint.__version__ != VERSION:
        raise PinnedSourceChanged(f"postil needs WeasyPrint {VERSION}, this is {weasyprint.__version__}")
    for fault in FAULTS:
        fault()
    use_one_ink_for_greys()
