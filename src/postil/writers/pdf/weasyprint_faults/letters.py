"""What a glyph stands for, where WeasyPrint 70.0 does not say it."""

from __future__ import annotations

from typing import Any

from weasyprint.draw import text as draw_text

from postil.writers.pdf.recompile import replace_in


def letters_of(clusters: Any, glyph: int, glyphs: int, length: int, rtl: bool, text: bytes) -> str:
    """Return what glyph number `glyph` of a run stands for: `text` is that of the run, `length` its bytes, `clusters` the
    byte at which that of each glyph begins.

    The letters of a cluster belong to the first of its glyphs in the order of reading; the others are strokes and marks.
    """
    begin = clusters[glyph]
    order = range(glyph + 1, glyphs) if rtl else range(glyph - 1, -1, -1)
    if order and clusters[order[0]] == begin:
        return ""
    behind = range(glyph - 1, -1, -1) if rtl else range(glyph + 1, glyphs)
    end = next((clusters[other] for other in behind if clusters[other] != begin), length)
    return text[begin:end].decode()


def letters_of_two_glyphs_are_lost() -> None:
    """Let a letter be read that in some places is written with a stroke that has a glyph of its own.

    `draw_first_line` gives the letters of a cluster to the stroke and none to the letter's own glyph, and what a glyph first
    stood for holds for the whole file: after one الكرامة every such lām was missing to whoever copies, searches or listens
    (not reported yet).
    """
    draw_text.postil_letters_of = letters_of
    replace_in(
        draw_text,
        "draw_first_line",
        ("if glyph_id not in font.to_unicode:", "if not font.to_unicode.get(glyph_id):"),
        (_LETTERS, _LETTERS_BY_GLYPH),
    )


_LETTERS = """                t1 = clusters[i]
                if glyph_item.item.analysis.level % 2:  # rtl
                    t2 = glyph_item.item.length if i == 0 else clusters[i-1]
                else:
                    t2 = glyph_item.item.length if i == num_glyphs-1 else clusters[i+1]
                utf8_text = utf8_text or textbox.pango_layout.text.encode()
                font.to_unicode[glyph_id] = utf8_text[offset+t1:offset+t2].decode()
"""
_LETTERS_BY_GLYPH = """                length, rtl = glyph_item.item.length, glyph_item.item.analysis.level % 2
                utf8_text = utf8_text or textbox.pango_layout.text.encode()
                font.to_unicode[glyph_id] = postil_letters_of(
                    clusters, i, num_glyphs, length, rtl, utf8_text[offset:offset+length])
"""
