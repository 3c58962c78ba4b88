"""Where the notes of a page stand: by series at its foot, or in a column beside the lines that call them.

WeasyPrint has one area for foot notes and keeps them in the order of their calls. What it decides while it fills a page,
which notes are called on it and how much room they leave, is the same wherever they stand in the end. So the notes of a
column are foot notes that take no room at the foot: they cannot be lost, nor come to another page than their call.

A note is an element `.fn`. `data-series` is the place of its series among all; with the class `fn--margin` it goes to the
column, where the style sheet leaves room for one (`--note-column`, `--gutter`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import inf
from typing import Any

import weasyprint.layout as layout
from tinycss2.ast import DimensionToken
from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import LayoutContext, page
from weasyprint.layout.block import block_level_layout
from weasyprint.layout.percent import resolve_percentages

from .recompile import pin, replace_in

__all__ = ["NoteColumnBox", "arranged", "beside_lines", "by_series", "clear", "measured", "placed"]

_PIXELS = {"px": 1, "pt": 4 / 3, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}
# The rule between two series, in pixels: how long, how thick, how far from the notes on either side.
_RULE = 56.0
_THIN = 1.0
_ABOVE, _BELOW = 5.0, 4.4
_BETWEEN = 5.0  # between two notes of the column


class NoteColumnBox(boxes.BlockBox):  # type: ignore[misc]
    """The notes beside a page's text."""


# at the foot ----------------------------------------------------------------------------------------------------------


def by_series() -> None:
    """`LayoutContext._update_footnote_area`: the notes of one series stand together (they stand in the order of calls)."""
    original = LayoutContext._update_footnote_area
    pin(original, "2e317e4b066f")

    def update(self: Any) -> Any:
        present = self.current_page_footnotes
        if not present:
            return original(self)
        self.current_page_footnotes = arranged(self)
        try:
            if not self.current_page_footnotes:
                clear(self)
                return False
            return original(self)
        finally:
            self.current_page_footnotes = present

    update.replaces = original.replaces  # type: ignore[attr-defined]
    LayoutContext._update_footnote_area = update


def clear(context: Any) -> None:
    """Take an area that holds nothing any more off the page."""
    area = context.current_footnote_area
    if area.height != "auto" and not context.in_column:
        context.page_bottom += area.margin_height()
    area.children, area.height = [], "auto"


def arranged(context: Any) -> list[Any]:
    """Return what is to stand in the note area of the page, in order: notes, rules between series, and lines into which the
    notes of a series are run."""
    present = context.current_page_footnotes
    foot = _beside(context, present)[1] if _has_column(present) else present
    series = [_series(note) for note in foot]
    if len(set(series)) < 2 and not any(isinstance(note, boxes.InlineBox) for note in foot):
        return list(foot)
    area = context.current_footnote_area
    out: list[Any] = []
    for _, each in groupby(sorted(foot, key=_series), key=_series):
        if out:
            out.append(_rule(area))
        for run_in, notes in groupby(each, key=lambda note: isinstance(note, boxes.InlineBox)):
            own = tuple(notes)
            out += [_lines(area, own)] if run_in else own
    return out


def _series(note: Any) -> int:
    return int(note.element.get("data-series") or 0)


def _kept(area: Any) -> dict[Any, Any]:
    """Return what is remembered of a page: it lives as long as the page's area."""
    known: dict[Any, Any] = area.__dict__.setdefault("_note_memory", {})
    return known


def _lines(area: Any, notes: tuple[Any, ...]) -> Any:
    """Return notes run in, one behind the other. The lines are those of the first note, not those of the page."""
    known = _kept(area)
    if notes not in known:
        known[notes] = boxes.BlockBox(None, notes[0].style.anonymous_style, None, notes)
    return known[notes]


def _rule(area: Any) -> Any:
    known = _kept(area)
    if "rule" not in known:
        outer = area.style.anonymous_style.copy()
        outer.update(padding_top=Dimension(_ABOVE, "px"), padding_bottom=Dimension(_BELOW, "px"))
        inner = outer.copy()
        inner.update(
            padding_top=Dimension(0, "px"),
            padding_bottom=Dimension(0, "px"),
            width=Dimension(_RULE, "px"),
            border_top_width=_THIN,
            border_top_style="solid",
            border_top_color=area.style["border_top_color"],
        )
        known["rule"] = boxes.BlockBox(None, outer, None, [boxes.BlockBox(None, inner, None, [])])
    return known["rule"]


def measured(context: Any, item: Any) -> float | None:
    """Return the height of something that stands in the note area, in pixels, or nothing where it is not simply that of the
    items added up."""
    area = context.current_footnote_area
    known = _kept(area)
    if item not in known:
        area.children = [item]
        laid = layout.block_level_layout(
            context, build.create_anonymous_boxes(area.deepcopy()), -inf, None, area.page
        )[0]
        only = laid.children[0] if len(laid.children) == 1 else None
        plain = (
            isinstance(only, boxes.BlockBox)
            and only.margin_top == only.margin_bottom == 0
            and only.height
            and laid.margin_top == area.margin_top
            and laid.margin_bottom == area.margin_bottom
        )
        known[item] = laid.height if plain else None
    height: float | None = known[item]
    return height


# beside the text ------------------------------------------------------------------------------------------------------


def beside_lines() -> None:
    """`page.make_page`: the notes of the column are placed when the page is laid out. A page has no place of its own for
    what stands beside it; the area for CSS Notes, which are not used, is handed on to where boxes are drawn."""
    page.postil_column = _column
    replace_in(
        page,
        "make_page",
        (
            "page.children = [root_box, footnote_area, note_area]",
            "page.children = [root_box, footnote_area, postil_column(context, page, root_box) or note_area]",
        ),
    )


def _length(style: Any, name: str) -> float:
    """Return a length that a custom property says, in pixels."""
    for token in style[name] or ():
        if isinstance(token, DimensionToken) and token.lower_unit in _PIXELS:
            return float(token.value * _PIXELS[token.lower_unit])
    return 0.0


def _has_column(notes: Sequence[Any]) -> bool:
    """Say whether some of these notes go to a column. Where a style sheet says how wide it is, it says so for all."""
    return bool(notes) and _length(notes[0].style, "__note_column") > 0 and any(map(_in_column, notes))


def _in_column(note: Any) -> bool:
    return "fn--margin" in note.element.get("class", "").split()


def _beside(context: Any, present: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return the notes of the column, and those of the foot.

    Where the column of a page has no room for all, the smallest note that makes room by leaving goes to the foot; where
    none does, the tallest, and so on.
    """
    column = [note for note in present if _in_column(note)]
    depth = context.current_footnote_area.page.height
    heights = {note: _height(context, note) for note in column}
    while (over := sum(heights.values()) + _BETWEEN * (len(heights) - 1) - depth) > 0:
        enough = [note for note in heights if heights[note] + _BETWEEN >= over]
        gone = min(enough, key=heights.__getitem__) if enough else max(heights, key=heights.__getitem__)
        del heights[gone]
    return list(heights), [note for note in present if note not in heights]


def _height(context: Any, note: Any) -> float:
    """Return the height of a note in the column."""
    known = _kept(context.current_footnote_area)
    key = "column", note
    if key not in known:
        known[key] = _laid(
            context, _frame(context.current_footnote_area.page, note.style), note
        ).margin_height()
    height: float = known[key]
    return height


def _frame(leaf: Any, style: Any, *, leftward: bool = False) -> NoteColumnBox:
    """Return the empty column of a page: it stands where lines end."""
    column = NoteColumnBox(None, leaf.style.anonymous_style, None, [])
    resolve_percentages(column, leaf)
    column.width, column.height = _length(style, "__note_column"), leaf.height
    gutter = _length(style, "__gutter")
    column.position_x = leaf.content_box_x() + (-gutter - column.width if leftward else leaf.width + gutter)
    column.position_y = leaf.content_box_y()
    return column


def _laid(context: Any, column: Any, note: Any) -> Any:
    """Return a note laid out at the head of the column."""
    if isinstance(note, boxes.InlineBox):
        note = boxes.BlockBox(None, note.style.anonymous_style, None, [note])
    copy = build.create_anonymous_boxes(note.deepcopy())
    copy.position_x, copy.position_y = column.position_x, column.position_y
    context.create_block_formatting_context(column)
    laid = block_level_layout(context, copy, -inf, None, column)[0]
    context.finish_block_formatting_context(column)
    return laid


def _column(context: Any, leaf: Any, root: Any) -> NoteColumnBox | None:
    """Return the column of a page with its notes, each beside the line of its call or, where it would cover another, right
    below that; what would leave the page goes up."""
    if not _has_column(context.current_page_footnotes):
        return None
    beside, _ = _beside(context, context.current_page_footnotes)
    lines: dict[Any, Any] = {}
    for line in _all_lines(root):
        for note in _called_in(line):
            lines.setdefault(note, line)
    column = _frame(leaf, context.current_page_footnotes[0].style, leftward=root.style["direction"] == "rtl")
    order = {note: place for place, note in enumerate(lines)}  # of the calls, in columns and cells too
    notes = []
    for note in sorted(beside, key=lambda each: order.get(each, -1)):
        laid = _laid(context, column, note)
        line, own = lines.get(note), next(_all_lines(laid), None)
        base = line.position_y + line.baseline if line is not None else column.position_y
        notes.append(
            (base - (own.position_y - laid.position_y + own.baseline if own is not None else 0), laid)
        )
    heights = [laid.margin_height() for _, laid in notes]
    tops = placed([top for top, _ in notes], heights, column.position_y, column.position_y + column.height)
    for top, (_, laid) in zip(tops, notes, strict=True):
        laid.translate(dy=top - laid.position_y)
    column.children = [laid for _, laid in notes]
    return column if column.children else None


def placed(wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Return where notes begin that want to begin at `wanted`, in the order of their calls: none covers another, none leaves the page, as long
    as they fit on it at all."""
    tops: list[float] = []
    free = top
    for want, height in zip(wanted, heights, strict=True):
        tops.append(max(want, free))
        free = tops[-1] + height + _BETWEEN
    limit = bottom
    for place in range(len(tops) - 1, -1, -1):
        tops[place] = max(min(tops[place], limit - heights[place]), top)
        limit = tops[place] - _BETWEEN
    return tops


def _all_lines(box: Any) -> Iterator[Any]:
    for child in box.all_children():
        own = getattr(child, "_box", child)  # what is placed absolutely stands behind a placeholder
        if isinstance(own, boxes.LineBox):
            yield own
        else:
            yield from _all_lines(own)


def _called_in(line: Any) -> Iterator[Any]:
    for box in line.descendants(placeholders=True):
        if box.footnote is not None:
            yield box.footnote
