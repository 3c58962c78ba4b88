"""Faults of WeasyPrint 70.0 in how lines are broken, and how far apart they are."""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break

from postil.writers.pdf.recompile import PinnedSourceChanged, replace_in

__all__ = [
    "a_space_at_the_end_breaks_a_line",
    "empty_boxes_hide_a_break",
    "ends_in_hyphen",
    "english_without_a_country",
    "hyphens_without_limit",
    "other_faces_push_lines_apart",
    "pango_breaks_before_a_call",
    "raised",
]


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


def english_without_a_country() -> None:
    """Divide words of a text in ``en`` as Americans do, by syllables.

    pyphen takes the first list it has for a language without a country. For English that is the British one, which parts words by
    their roots: "res-ult", "foun-ded". Who wants that says ``en-GB``.
    """
    known = line_break.pyphen.LANGUAGES
    if known["en"] == known["en_US"]:
        raise PinnedSourceChanged("pyphen takes the American list for English")
    known["en"] = known["en_US"]
