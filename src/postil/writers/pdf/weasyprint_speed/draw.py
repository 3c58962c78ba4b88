"""Painting: text, and what is not there to be painted."""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import Any

from weasyprint.draw import border
from weasyprint.draw import text as draw_text
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream
from weasyprint.text import ffi

from postil.writers.pdf.recompile import PinnedSourceChanged, pin, rebind, replace_in

from .styles import shared_by

_RUN = """        glyph_item = run.data
        run = run.next
        glyph_string = glyph_item.glyphs
        glyphs_info = glyph_string.glyphs
        num_glyphs = glyph_string.num_glyphs
        clusters = glyph_string.log_clusters
        utf8_text = None

        pango_font = glyph_item.item.analysis.font
"""
_FAST_RUN = """        glyph_item = run.data
        run = run.next
        glyph_string = glyph_item.glyphs
        num_glyphs = glyph_string.num_glyphs
        pango_font = glyph_item.item.analysis.font
"""
_FONT_SIZE = "            stream.set_font_size(font.hash, 1 if font.bitmap else font_size)\n"
_FONT_MEMORY = """            fast = not (font.svg or font.png or font.colr or font.bitmap)
            if fast:
                frags, words = font.__dict__.setdefault('_frags', {}).setdefault(font_size, ({}, {}))
            else:
                frags, words = {}, {}
"""
_GLYPH_LOOP = """        string += '<'
        for i, glyph_info in enumerate(glyphs_info[0:num_glyphs]):
            glyph_id = glyph_info.glyph
            width = glyph_info.geometry.width
"""
_FAST_GLYPH_LOOP = """        data = defined(ffi.buffer(glyph_string.glyphs, num_glyphs * 20), num_glyphs)
        if data in words:
            string += words[data]
            continue
        clusters = glyph_string.log_clusters
        utf8_text = None
        before = len(string)
        string += '<'
        for i, info in enumerate(iter_unpack('=Iiii4x', data)):
            if info in frags:
                string += frags[info]
                continue
            glyph_id, width, x_offset, y_offset = info
            start = None if y_offset else len(string)
            known = glyph_id < pango.PANGO_GLYPH_EMPTY
"""
_REMEMBER = """            if fast and known and start is not None and font.to_unicode[glyph_id]:
                frags[info] = string[start:]
"""
_EMOJIS = "            # Create list of emojis.\n"
_END_OF_RUN = """        if string[-1] == '<':
            string = string[:-1]
        else:
            string += '>'

    # Draw text.
"""
_REMEMBER_RUN = """        if string[-1] == '<':
            string = string[:-1]
        else:
            string += '>'
        if 0 < num_glyphs <= 24 and all(info in frags for info in iter_unpack('=Iiii4x', data)):
            if len(words) > 4000:
                words.clear()
            words[data] = string[before:]

    # Draw text.
"""


@lru_cache(maxsize=256)
def _mask(count: int) -> int:
    return int.from_bytes((b"\xff" * 16 + bytes(4)) * count, "little")


def defined(data: Any, count: int) -> bytes:
    """Return the glyphs of a run without the bits that Pango leaves undefined."""
    return (int.from_bytes(data, "little") & _mask(count)).to_bytes(20 * count, "little")


def glyphs() -> None:
    """`draw.text.draw_first_line`: read the glyphs in one go, remember what glyphs and words become in the file."""
    if ffi.ffi.sizeof("PangoGlyphInfo") != 20:
        raise PinnedSourceChanged("PangoGlyphInfo is not 20 bytes here")
    replace_in(
        draw_text,
        "draw_first_line",
        (_RUN, _FAST_RUN),
        (_FONT_SIZE, _FONT_SIZE + _FONT_MEMORY),
        (_GLYPH_LOOP, _FAST_GLYPH_LOOP),
        ("glyph_info.geometry.x_offset", "x_offset"),
        ("glyph_info.geometry.y_offset", "y_offset"),
        (_EMOJIS, _REMEMBER + _EMOJIS),
        (_END_OF_RUN, _REMEMBER_RUN),
        (
            "font, font_size = stream.add_font(pango_font)",
            "font, font_size = add_font(stream, pango_font, textbox.pango_layout)",
        ),
    )
    draw_text.iter_unpack = struct.iter_unpack
    draw_text.add_font = _add_font
    draw_text.defined = defined


def _add_font(stream: Any, pango_font: Any, keeper: Any) -> tuple[Any, float]:
    """`Stream.add_font`, asked once for each font of the pages that share resources.

    The layout of `keeper` is kept with the answer: as long as it lives so does the font, and its address is nothing else's.
    """
    memory = stream._resources.__dict__.get("_known_fonts")
    if memory is None or memory[0] is not stream._fonts:
        memory = stream._resources._known_fonts = (stream._fonts, {})
    known = memory[1]
    if pango_font not in known:
        known[pango_font] = (*stream.add_font(pango_font), keeper.layout)
    font, size, _ = known[pango_font]
    return font, size


def colors() -> None:
    """`Stream.set_color`: nothing to do where the color is the one set before."""
    original = Stream.set_color
    pin(original, "d289ec41ef82")

    def set_color(self: Any, color: Any, stroke: bool = False) -> None:
        if stroke:
            original(self, color, stroke)
            return
        known = self.__dict__.get("_last_color")
        if (
            known is not None
            and known[0] is color
            and self._current_color is not None
            and known[1] is self._current_color
            and known[2] is self._current_alpha
        ):
            return
        original(self, color)
        self._last_color = color, self._current_color, self._current_alpha

    Stream.set_color = set_color


def _borderless(style: Any) -> bool:
    """Say whether `style` has neither column rules nor a border image."""
    return bool(not style["column_rule_width"] and style["border_image_source"][0] == "none")


def borders() -> None:
    """`border.draw_border` and `draw_outline`: a box without any is left at once."""
    draw_border = border.draw_border
    draw_outline = border.draw_outline
    pin(draw_border, "8ba918f30893")
    pin(draw_outline, "c98afcef4e21")

    def bordered(stream: Any, box: Any) -> None:
        if not (
            box.border_top_width or box.border_right_width or box.border_bottom_width or box.border_left_width
        ):
            known = shared_by(box.style).__dict__
            plain = known.get("_borderless")
            if plain is None:
                plain = known["_borderless"] = _borderless(box.style)
            if plain:
                return
        draw_border(stream, box)

    def outlined(stream: Any, box: Any) -> None:
        known = shared_by(box.style).__dict__
        plain = known.get("_no_outline")
        if plain is None:
            plain = known["_no_outline"] = not box.style["outline_width"]
        if not plain:
            draw_outline(stream, box)  # and those in it
            return
        for child in box.children:
            if isinstance(child, boxes.Box):
                outlined(stream, child)

    rebind(draw_border, bordered)
    rebind(draw_outline, outlined)
