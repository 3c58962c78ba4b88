"""Painting: text, and what is not there to be painted."""

from __future__ import annotations

import struct

from weasyprint.draw import text as draw_text
from weasyprint.text import ffi

from ..recompile import PinnedSourceChanged, replace_in

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
