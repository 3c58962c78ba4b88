"""Makes WeasyPrint 70.0 faster without changing a byte of what it makes.

Each function replaces one hot spot and says which; `hasten()` applies all, once in a process. That the bytes are the same
with and without is tested (``tests/pdf/test_speed.py``). Measured together: 0.6-0.75 of the time.
"""

from __future__ import annotations

import struct
from functools import cache
from math import inf
from typing import Any

import pydyf
import weasyprint.layout as layout
from weasyprint.draw import text as draw_text
from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import LayoutContext, absolute, block, inline, page, percent
from weasyprint.text import ffi, line_break

from .recompile import PinnedSourceChanged, rebind, replace_in

new = object.__new__


def quadratic() -> None:
    """Three searches that grow with the square of the book: in `_linebox_layout`, `make_page` and pydyf."""
    replace_in(
        block,
        "_linebox_layout",
        (
            "if descendant.footnote in context.footnotes",
            "if descendant.footnote is not None and descendant.footnote in context.footnotes",
        ),
    )
    replace_in(
        page,
        "make_page",
        ("cached_anchors = []", "cached_anchors = set()"),
        ("cached_lookups = []", "cached_lookups = set()"),
        ("cached_anchors.extend", "cached_anchors.update"),
        ("cached_lookups.extend", "cached_lookups.update"),
        ("cached_anchors.append", "cached_anchors.add"),
        ("cached_lookups.append", "cached_lookups.add"),
    )
    original = pydyf.PDF.page_references.fget

    def page_references(self: Any) -> Any:
        count = len(self.pages["Kids"])
        known = self.__dict__.get("_references")
        if known is None or known[0] != count:
            known = self._references = (count, original(self))
        return known[1]

    pydyf.PDF.page_references = property(page_references)


def notes() -> None:
    """`LayoutContext._update_footnote_area`: measure each note once a page and add the heights up."""
    original = LayoutContext._update_footnote_area

    def measure(self: Any, area: Any, note: Any) -> float | None:
        area.children = [note]
        laid = layout.block_level_layout(
            self, build.create_anonymous_boxes(area.deepcopy()), -inf, None, area.page
        )[0]
        only = laid.children[0] if len(laid.children) == 1 else None
        plain = (
            isinstance(only, boxes.BlockBox)
            and only.margin_top == only.margin_bottom == 0
            and only.height
            and laid.margin_top == area.margin_top
            and laid.margin_bottom == area.margin_bottom
        )
        return laid.height if plain else None

    def update(self: Any) -> Any:
        area, present = self.current_footnote_area, self.current_page_footnotes
        if not present or self.in_column or self.excluded_shapes or not _simple(area.style):
            return original(self)
        known = area.__dict__.setdefault("_note_heights", {})  # lives as long as the page's area
        for note in present:
            if note not in known:
                known[note] = measure(self, area, note)
            if known[note] is None:
                return original(self)
        if area.height != "auto":
            self.page_bottom += area.margin_height()
        area.children, area.height = present, sum(known[note] for note in present)
        self.page_bottom -= area.margin_height()
        return False

    LayoutContext._update_footnote_area = update


def _simple(style: Any) -> bool:
    return bool(
        style["height"] == "auto"
        and getattr(style["max_height"], "value", 0) == inf
        and (style["min_height"] == "auto" or getattr(style["min_height"], "value", 1) == 0)
        and style["column_count"] == "auto"
        and style["column_width"] == "auto"
        and style["box_sizing"] == "content-box"
    )


def lines() -> None:
    """`inline.split_first_line`: remember the lines of this page and of the one before, which are broken again and again."""
    original = inline.split_first_line

    def split_first_line(
        text: Any,
        style: Any,
        context: Any,
        max_width: Any,
        justification_spacing: Any,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        memo = context.__dict__.get("_line_memo")
        if memo is None or memo[0] != context.current_page:
            memo = context._line_memo = (context.current_page, {}, memo[1] if memo else {})
        key = (text, id(style), max_width, justification_spacing, is_line_start, minimum)
        hit = memo[1].get(key) or memo[2].get(key)
        if hit is None:
            result = original(text, style, context, max_width, justification_spacing, is_line_start, minimum)
            kept = new(line_break.Layout)
            kept.__dict__.update(result[0].__dict__)
            memo[1][key] = (style, kept, result[1:])  # holds the style, so that its id() stays its own
            return result
        again = new(line_break.Layout)
        again.__dict__.update(hit[1].__dict__)
        return (again, *hit[2])

    inline.split_first_line = split_first_line


_SIDES = ("left", "right", "top", "bottom")
_SIZES = (
    *(f"margin_{side}" for side in _SIDES),
    *(f"padding_{side}" for side in _SIDES),
    *(f"{bound}{size}" for size in ("width", "height") for bound in ("", "min_", "max_")),
)


def _resolved(style: Any) -> dict[str, Any] | None:
    if style["border_collapse"] == "collapse" or style["box_sizing"] != "content-box":
        return None
    out: dict[str, Any] = {}
    for name in _SIZES:
        value = style[name]
        if value == "auto":
            out[name] = 0 if name in ("min_width", "min_height") else value
        elif getattr(value, "unit", None) in ("px", "PX"):
            out[name] = value.value
        else:
            return None
    for side in ("top", "right", "bottom", "left"):
        out[f"border_{side}_width"] = style[f"border_{side}_width"]
    return out


def percentages() -> None:
    """`percent.resolve_percentages`: a style without percentages is resolved once."""
    original = percent.resolve_percentages

    def resolve_percentages(box: Any, containing_block: Any) -> Any:
        if type(box) is absolute.AbsolutePlaceholder or box.is_flex_item or box.is_grid_item:
            return original(box, containing_block)
        style = box.style.__dict__
        if "_resolved" not in style:
            style["_resolved"] = _resolved(box.style)
        if style["_resolved"] is None:
            return original(box, containing_block)
        box.__dict__.update(style["_resolved"])
        return None

    rebind(original, resolve_percentages)


def struts() -> None:
    """`line_break.strut`: once a style."""
    original = line_break.strut

    def strut(style: Any) -> Any:
        known = style.__dict__.get("_strut")
        if known is None:
            known = style.__dict__["_strut"] = original(style)
        return known

    rebind(original, strut)


_GLYPH_LOOP = """for i, glyph_info in enumerate(glyphs_info[0:num_glyphs]):
            glyph_id = glyph_info.glyph
            width = glyph_info.geometry.width
"""
_FAST_GLYPH_LOOP = """fast = not (font.svg or font.png or font.colr or font.bitmap)
        frags = font.__dict__.setdefault("_frags", {}).setdefault(font_size, {}) if fast else {}
        for i, info in enumerate(iter_unpack("=Iiii4x", ffi.buffer(glyphs_info, num_glyphs * 20))):
            if info in frags:
                string += frags[info]
                continue
            glyph_id, width, x_offset, y_offset = info
            start = None if y_offset else len(string)
            known = glyph_id < pango.PANGO_GLYPH_EMPTY
"""
_REMEMBER = """            if fast and known and start is not None:
                frags[info] = string[start:]
"""
_EMOJIS = "            # Create list of emojis.\n"


def drawing() -> None:
    """`draw.text.draw_first_line`: read the glyphs in one go, remember what each becomes in the file."""
    if ffi.ffi.sizeof("PangoGlyphInfo") != 20:
        raise PinnedSourceChanged("PangoGlyphInfo is not 20 bytes here")
    replace_in(
        draw_text,
        "draw_first_line",
        (_GLYPH_LOOP, _FAST_GLYPH_LOOP),
        ("glyph_info.geometry.x_offset", "x_offset"),
        ("glyph_info.geometry.y_offset", "y_offset"),
        (_EMOJIS, _REMEMBER + _EMOJIS),
    )
    draw_text.iter_unpack = struct.iter_unpack


def flow() -> None:
    """`Box.is_in_normal_flow`: two look-ups in place of five calls."""
    floats = {"left", "right", "inline-start", "inline-end", "footnote"}

    def is_in_normal_flow(self: Any) -> bool:
        style = self.style
        if style["float"] in floats:
            return False
        position = style["position"]
        return (
            position == "static"
            or position == "relative"
            or not (position in ("absolute", "fixed") or position[0] in ("running()", "note()"))
        )

    boxes.Box.is_in_normal_flow = is_in_normal_flow


PATCHES = (quadratic, notes, lines, percentages, struts, drawing, flow)


@cache
def hasten() -> None:
    """Apply every patch; raise `PinnedSourceChanged` on a WeasyPrint they were not written for."""
    for patch in PATCHES:
        patch()
