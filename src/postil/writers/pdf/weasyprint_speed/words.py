"""Words that were drawn before: the glyphs that Pango made of them are used again.

A justified line is many runs for Pango, since the spaces between its words are stretched: each word and each space is shaped
by itself. So the glyphs of a word are the same in every such line of a style, and those of a space differ by its width only.
What is remembered is what Pango made of real lines, and of the few words that are new in a line; every line it makes is compared
with what is remembered, and a style in which a word is ever shaped in two ways is not remembered any more.

Only lines in Latin letters, from left to right, are composed this way; all others are Pango's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from struct import iter_unpack
from typing import Any

from weasyprint.draw import text as draw_text
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango

from postil.writers.pdf.recompile import replace_in

from .draw import defined
from .styles import shared_by

_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]")
_PLAIN = re.compile(r"[ -~¡-¬®-ɏ‐-‧‰-⁞]+")
_WORDS = 4000  # of a style
_SHORT = 16  # letters of a line that is remembered as a whole

Shape = tuple[bytes, tuple[str, ...]]  # the glyphs of a run, and the letters each stands for


class _Shapes:
    """The words and short lines of one style, as Pango shaped them. All are in one font."""

    def __init__(self, style: Any) -> None:
        spacing = style["letter_spacing"]
        self.able = bool(
            style["direction"] == "ltr"
            and style["word_spacing"] == 0
            and (spacing == "normal" or spacing == 0)
            and style["overflow_wrap"] == "normal"
            and style["font_size"] > 0.01
            and pango.pango_version() >= 14802
        )
        self.words: dict[str, Shape] = {}
        self.lines: dict[str, Shape] = {}
        self.font: Any = None
        self.layout: Any = None  # keeps the font
        self.space: tuple[int, int, str] | None = None  # glyph, width, letter

    def forget(self) -> None:
        """Remember nothing of this style, now and later."""
        self.able = False
        self.words.clear()
        self.lines.clear()


def _shapes(textbox: Any) -> _Shapes | None:
    known = shared_by(textbox.style).__dict__
    shapes: _Shapes | None = known.get("_shapes")
    if shapes is None:
        shapes = known["_shapes"] = _Shapes(textbox.style)
    return shapes if shapes.able else None


def _left(spacing: int) -> int:
    """The part of the spacing that Pango puts before a glyph."""
    half = spacing // 2
    return (half + 512) // 1024 * 1024 if spacing % 1024 == 0 else half


def shaped_before(textbox: Any, text_overflow: str, block_ellipsis: Any) -> Any:
    """Return (style's shapes, spacing, runs) if all of the line is known, else `None`."""
    if text_overflow == "ellipsis" or block_ellipsis != "none":
        return None
    shapes = _shapes(textbox)
    if shapes is None or shapes.font is None:
        return None
    layout = textbox.pango_layout
    text = layout.text
    if " " in text and layout.justification_spacing:
        spacing = int(layout.justification_spacing * TO_UNITS)
        if spacing <= 0 or shapes.space is None or not _LATIN.search(text) or not _PLAIN.fullmatch(text):
            return None
        words = text.split(" ")
        runs = [shapes.words.get(word) for word in words]
        unknown = runs.count(None)
        if unknown > len(words) // 3:
            return None
        if unknown:
            for at, word in enumerate(words):
                if runs[at] is None:
                    runs[at] = _alone(shapes, textbox.style, word)
                    if runs[at] is None:
                        return None
        return shapes, spacing, runs
    line = shapes.lines.get(text)
    if line is None:
        font, line = layout.__dict__.get("shape") or (None, None)
        if font != shapes.font:
            return None
    return None if line is None or not textbox.text.strip() else (shapes, 0, (line,))


def shape_of(layout: Any, line: Any) -> Any:
    """Return (font, shape) of a line that was just measured, to be drawn as it is; `None` where Pango has to draw it."""
    known = shared_by(layout.style).__dict__
    shapes = known.get("_shapes")
    if shapes is None:
        shapes = known["_shapes"] = _Shapes(layout.style)
    text = layout.text
    if not shapes.able or line == ffi.NULL or text in shapes.lines or not _PLAIN.fullmatch(text):
        return None
    run = line.runs
    if run == ffi.NULL or run.next != ffi.NULL:
        return None
    glyphs, item = run.data.glyphs, run.data.item
    encoded = text.encode()
    data = defined(ffi.buffer(glyphs.glyphs, glyphs.num_glyphs * 20), glyphs.num_glyphs)
    if item.analysis.level & 255 or item.offset or item.length != len(encoded) or not _plain_run(data):
        return None
    font = item.analysis.font
    if not _of(shapes, font, layout):
        return None
    return font, (data, _letters(encoded, 0, len(encoded), glyphs, glyphs.num_glyphs))


def _alone(shapes: _Shapes, style: Any, word: str) -> Shape | None:
    """Return `word` as Pango shapes it by itself, which is as it does between stretched spaces."""
    if not _LATIN.search(word):  # figures and marks take the script of the letters around them
        return None
    layout = line_break.Layout(style)
    layout.set_text(word)
    line, _ = layout.get_first_line()
    run = line.runs.data
    glyphs = run.glyphs
    data = defined(ffi.buffer(glyphs.glyphs, glyphs.num_glyphs * 20), glyphs.num_glyphs)
    size = len(word.encode())
    if (
        line.runs.next != ffi.NULL
        or run.item.analysis.font != shapes.font
        or run.item.analysis.level & 255
        or run.item.length != size
        or not _plain_run(data)
    ):
        return None
    return _remember(shapes, word, (data, _letters(word.encode(), 0, size, glyphs, glyphs.num_glyphs)))


def _remember(shapes: _Shapes, word: str, shape: Shape) -> Shape:
    if len(shapes.words) > _WORDS:
        shapes.words.clear()
    shapes.words[word] = shape
    return shape


def _letters(text: bytes, start: int, length: int, glyphs: Any, count: int) -> tuple[str, ...]:
    """Return the letters that each glyph of a run from left to right stands for."""
    clusters = [*ffi.unpack(glyphs.log_clusters, count), length]
    return tuple(text[start + clusters[i] : start + clusters[i + 1]].decode() for i in range(count))


def _plain_run(data: bytes) -> bool:
    return all(
        glyph < pango.PANGO_GLYPH_EMPTY and not rise for glyph, _, _, rise in iter_unpack("=Iiii4x", data)
    )


def learn(textbox: Any, seen: Any) -> None:
    """Remember the runs that Pango made of a line: `seen` is (offset, length, font, glyphs as bytes, glyphs) of each."""
    shapes = _shapes(textbox)
    if shapes is None or not seen:
        return
    layout = textbox.pango_layout
    text = layout.text
    if not _PLAIN.fullmatch(text):
        return
    encoded = text.encode()
    if " " not in text or not layout.justification_spacing:
        offset, length, font, data, glyphs, level = seen[0]
        if (
            len(text) <= _SHORT
            and len(seen) == 1
            and not level & 255
            and length == len(encoded)
            and _of(shapes, font, layout)
            and _plain_run(data)
        ):
            if len(shapes.lines) > _WORDS:
                shapes.lines.clear()
            shapes.lines[text] = data, _letters(encoded, offset, length, glyphs, len(data) // 20)
        return
    spacing = int(layout.justification_spacing * TO_UNITS)
    pieces = re.split("( )", text)
    if spacing <= 0 or len(pieces) != len(seen) or not _LATIN.search(text):
        return
    at = 0
    for piece, (offset, length, _, _, _, level) in zip(pieces, seen, strict=True):
        size = len(piece.encode())
        if not size or offset != at or length != size or level & 255:
            return
        at += size
    for piece, (offset, length, font, data, glyphs, _) in zip(pieces, seen, strict=True):
        if not _of(shapes, font, layout) or not _plain_run(data):
            continue
        if piece == " ":
            if len(data) != 20:
                shapes.forget()
                return
            ((glyph, width, left, _),) = iter_unpack("=Iiii4x", data)
            space = glyph, width - spacing, " "
            if left != _left(spacing) or shapes.space not in (None, space):
                shapes.forget()
                return
            shapes.space = space
            continue
        known = shapes.words.get(piece)
        if known is None:
            _remember(shapes, piece, (data, _letters(encoded, offset, length, glyphs, len(data) // 20)))
        elif known[0] != data:
            shapes.forget()
            return


def _of(shapes: _Shapes, font: Any, layout: Any) -> bool:
    if shapes.font is None:
        shapes.font, shapes.layout = font, layout.layout
    return bool(shapes.font == font)


def draw_shaped(stream: Any, shaped: Any, x: float, y: float) -> None:
    """Draw a line that is known, as `draw_first_line` would."""
    shapes, spacing, runs = shaped
    stream.set_text_matrix(1, 0, 0, -1, x, y)
    font, font_size = draw_text.add_font(stream, shapes.font, shapes)
    stream.set_font_size(font.hash, font_size)
    glyphs, words = font.__dict__.setdefault("_frags", {}).setdefault(font_size, ({}, {}))
    space = None
    parts: list[str] = []
    for data, letters in runs:
        if parts and spacing:
            if space is None:
                glyph, width, letter = shapes.space
                info = glyph, width + spacing, _left(spacing), 0
                space = _in_file(stream, shapes.font, font, font_size, glyphs, [info], (letter,))
            parts.append(space)
        part = words.get(data)
        if part is None:
            infos = iter_unpack("=Iiii4x", data)
            part = _in_file(stream, shapes.font, font, font_size, glyphs, infos, letters)
            if len(data) <= 480:
                if len(words) > _WORDS:
                    words.clear()
                words[data] = part
        parts.append(part)
    stream.show_text("".join(parts))


def _in_file(
    stream: Any,
    pango_font: Any,
    font: Any,
    font_size: float,
    known: dict[Any, str],
    infos: Iterable[tuple[int, int, int, int]],
    letters: tuple[str, ...],
) -> str:
    """Return what glyphs are in the file, as the loop of `draw_first_line` makes it."""
    string = "<"
    for info, letter in zip(infos, letters, strict=True):
        part = known.get(info)
        if part is None:
            glyph, width, left, _ = info
            if not font.to_unicode.get(glyph):
                font.to_unicode[glyph] = letter
            offset = left / font_size
            part = f">{-offset}<" if offset else ""
            part += f"{glyph:04x}"
            if glyph not in font.widths:
                pango.pango_font_get_glyph_extents(pango_font, glyph, stream.ink_rect, stream.logical_rect)
                font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / font_size)
            kerning = font.widths[glyph] + offset - width * 1000 * FROM_UNITS / font_size
            if kerning:
                part += f">{int(kerning)}<"
            known[info] = part
        string += part
    return string[:-1] if string[-1] == "<" else string + ">"


_DRAWN = """    textbox.pango_layout.reactivate(textbox.style)
    stream.begin_text()
    emojis = draw_first_line(
        stream, textbox, text_overflow, block_ellipsis, Matrix(d=-1, e=x, f=y))
    stream.end_text()
"""
_DRAWN_OR_KNOWN = """    shaped = shaped_before(textbox, text_overflow, block_ellipsis)
    if shaped is None:
        textbox.pango_layout.reactivate(textbox.style)
        stream.begin_text()
        textbox.pango_layout.seen = None
        emojis = draw_first_line(
            stream, textbox, text_overflow, block_ellipsis, Matrix(d=-1, e=x, f=y))
        if textbox.pango_layout.seen and text_overflow != 'ellipsis' and block_ellipsis == 'none':
            learn(textbox, textbox.pango_layout.seen)
        textbox.pango_layout.seen = None
        stream.end_text()
    else:
        stream.begin_text()
        draw_shaped(stream, shaped, x, y)
        stream.end_text()
        emojis = []
"""


def shapes() -> None:
    """`draw.text.draw_text`: a line all of whose words were drawn before is not shaped again."""
    draw_text.shaped_before = shaped_before
    draw_text.draw_shaped = draw_shaped
    draw_text.learn = learn
    line_break.shape_of = shape_of
    replace_in(
        line_break,
        "first_line_metrics",
        (
            "    layout.deactivate()\n",
            (
                "    ragged = resume_at is None or style['text_align_all'] != 'justify'\n"
                "    layout.shape = shape_of(layout, first_line) if ragged else None\n    layout.deactivate()\n"
            ),
        ),
    )
    replace_in(
        draw_text,
        "draw_text",
        (_DRAWN, _DRAWN_OR_KNOWN),
        (
            "    textbox.pango_layout.deactivate()\n",
            "    if shaped is None:\n        textbox.pango_layout.deactivate()\n",
        ),
    )
    replace_in(
        draw_text,
        "draw_first_line",
        ("    run = first_line.runs[0]\n", "    run = first_line.runs[0]\n    seen, plain = [], True\n"),
        (
            "        data = defined(ffi.buffer(glyph_string.glyphs, num_glyphs * 20), num_glyphs)\n",
            (
                "        data = defined(ffi.buffer(glyph_string.glyphs, num_glyphs * 20), num_glyphs)\n        if fast:\n"
                "            item = glyph_item.item\n"
                "            seen.append(\n"
                "                (item.offset, item.length, pango_font, data, glyph_string, item.analysis.level))\n"
                "        else:\n            plain = False\n"
            ),
        ),
        (
            "    stream.show_text(string)\n\n    return",
            "    stream.show_text(string)\n    textbox.pango_layout.seen = seen if plain else None\n\n    return",
        ),
    )
