"""Setting a line of words as outlines: faces are looked up by character, runs are shaped by HarfBuzz, level by level."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from typing import Any

from postil.cover.direction import levels, visual
from postil.frozen import dataclass
from postil.model.drawing import Glyph, Ink, Letters, Outline
from postil.model.rendition import Face

__all__ = ["Line", "Setter", "Style"]

_SMALL_CAPITALS = {"smcp": True, "c2sc": True, "kern": True}
# Of EB Garamond the 1 beside small capitals is the small capital I: volume 11 would be volume II.
_LINING = {"lnum": True, "pnum": True}
# Letters of these scripts are joined: space between them would break words (W3C, Arabic Layout Requirements § 2.4).
_JOINED = ("ARABIC", "SYRIAC", "MONGOLIAN", "NKO", "THAANA", "DEVANAGARI", "BENGALI")


@dataclass(frozen=True, slots=True)
class Style:
    """How a line is set: size and space between letters in units of the sheet; `lining` figures are as high as capitals."""

    size: float
    tracking: float = 0.0
    small_capitals: bool = False
    lining: bool = False

    def scaled(self, factor: float) -> Style:
        """Return the same, larger or smaller."""
        return replace(self, size=self.size * factor, tracking=self.tracking * factor)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is set: its width, and each glyph's outline, scale and place from the beginning of the baseline, y
    downward."""

    text: str
    width: float
    glyphs: tuple[tuple[Outline, float, float, float], ...]

    def at(self, x: float, y: float, ink: Ink) -> Letters:
        """Return the line with its baseline beginning at (x, y)."""
        return Letters(
            tuple(Glyph(o, (s, 0.0, 0.0, -s, x + right, y + down)) for o, s, right, down in self.glyphs),
            ink,
            self.text,
        )

    def downward(self, x: float, y: float, ink: Ink) -> Letters:
        """Return the line turned clockwise, its baseline running down from (x, y)."""
        return Letters(
            tuple(Glyph(o, (0.0, s, s, 0.0, x - down, y + right)) for o, s, right, down in self.glyphs),
            ink,
            self.text,
        )

    def upward(self, x: float, y: float, ink: Ink) -> Letters:
        """Return the line turned the other way, its baseline running up from (x, y)."""
        return Letters(
            tuple(Glyph(o, (0.0, -s, -s, 0.0, x + down, y - right)) for o, s, right, down in self.glyphs),
            ink,
            self.text,
        )


@dataclass(frozen=True)
class Setter:
    """Sets lines in one style of the first family of some faces, each run of characters in the first face that has them."""

    faces: tuple[Face, ...]
    language: str
    _fonts: dict[int, Any] = field(default_factory=dict, compare=False)
    _found: dict[str, int] = field(default_factory=dict, compare=False)
    _outlines: dict[tuple[int, int], Outline] = field(default_factory=dict, compare=False)
    _widths: dict[tuple[str, bool, bool], tuple[float, float]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, faces: Sequence[Face], language: str, *, italic: bool = False) -> Setter | None:
        """Return a setter in the regular weight of `faces`, the wanted style first; none if there is no face."""
        regular = [face for face in faces if face.weight == 400] or list(faces)
        ordered = sorted(regular, key=lambda face: face.italic != italic and face.family == regular[0].family)
        return cls(tuple(ordered), language) if ordered else None

    def in_family(self, family: str) -> Setter:
        """Return a setter that looks in the faces of `family` first."""
        ordered = sorted(self.faces, key=lambda face: face.family != family)
        return Setter(tuple(ordered), self.language)

    def __contains__(self, character: str) -> bool:
        return self._has(self._face_of(character), character)

    def width(self, text: str, style: Style) -> float:
        """Return how wide `text` is. It grows with size and tracking, so words are shaped once, whatever size is tried."""
        known = text, style.small_capitals, style.lining
        if known not in self._widths:
            plain = self.line(text, replace(style, size=1.0, tracking=0.0)).width
            tracked = self.line(text, replace(style, size=1.0, tracking=1.0)).width
            self._widths[known] = plain, tracked - plain
        plain, spaces = self._widths[known]
        return plain * style.size + spaces * style.tracking

    def line(self, text: str, style: Style, base: int | None = None) -> Line:
        """Return `text` as a line; `base` is the level of the paragraph it is from."""
        style = _untracked(style) if _is_joined(text) else style
        glyphs: list[tuple[Outline, float, float, float]] = []
        x = 0.0
        for number, run, level in self._ordered(text, base):
            for glyph, scale, advance, right, down in self._shaped(number, run, style, level):
                if glyph:
                    glyphs.append((glyph, scale, x + right, down))
                x += advance + (style.tracking if advance > 0 else 0.0)
        return Line(text, max(0.0, x - (style.tracking if glyphs else 0.0)), tuple(glyphs))

    def fitted(self, text: str, style: Style, room: float, base: int | None = None) -> Line:
        """Return the line, smaller where it would be wider than `room`."""
        line = self.line(text, style, base)
        return line if line.width <= room else self.line(text, style.scaled(room / line.width), base)

    def column(self, text: str, style: Style) -> Line:
        """Return `text` as a column of upright characters: `width` is its length, places are from the middle of its top."""
        glyphs = []
        y = 0.0
        for number, run in self._runs(text):
            font = self._font(number)
            scale = style.size / font.face.upem
            for info, position in self._shape(number, run, {"vert": True}, "ttb"):
                outline = self._outline(number, info.codepoint)
                if outline:
                    glyphs.append((outline, scale, position.x_offset * scale, y - position.y_offset * scale))
                y -= position.y_advance * scale
        return Line(text, y, tuple(glyphs))

    # shaping ----------------------------------------------------------------------------------------------------------

    def _ordered(self, text: str, base: int | None) -> Iterator[tuple[int, str, int]]:
        """Yield runs of one face and one level from left to right."""
        found = levels(text, base)
        pieces: list[tuple[int, str, int]] = []
        start = 0
        for number, run in self._runs(text):
            here = start
            for i in range(start, start + len(run)):
                if i + 1 == start + len(run) or found[i + 1] != found[here]:
                    pieces.append((number, text[here : i + 1], found[here]))
                    here = i + 1
            start += len(run)
        for index in visual([level for _, _, level in pieces]):
            yield pieces[index]

    def _shaped(
        self, number: int, run: str, style: Style, level: int
    ) -> Iterator[tuple[Outline, float, float, float, float]]:
        """Yield outline, scale, advance and offsets (y downward) of each glyph of a run."""
        scale = style.size / self._font(number).face.upem
        features: dict[str, Any] = dict(_SMALL_CAPITALS) if style.small_capitals else {}
        if style.lining:
            features |= _LINING
        for info, position in self._shape(number, run, features, "rtl" if level % 2 else "ltr"):
            yield (
                self._outline(number, info.codepoint),
                scale,
                position.x_advance * scale,
                position.x_offset * scale,
                -position.y_offset * scale,
            )

    def _shape(self, number: int, run: str, features: dict[str, Any], direction: str) -> Iterator[Any]:
        import uharfbuzz

        buffer = uharfbuzz.Buffer()
        buffer.add_str(run)
        # the language of the process must not be guessed: it is another elsewhere
        buffer.language = self.language or "und"
        buffer.guess_segment_properties()
        buffer.direction = direction
        uharfbuzz.shape(self._font(number), buffer, features)
        return zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True)

    def _runs(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield the runs of `text` with the number of their face; spaces and signs stay in the run they stand in."""
        run, current = "", 0
        for character in text:
            number = current
            if character.isalnum() or not self._has(current, character):
                number = self._face_of(character, current)
            if run and number != current:
                yield current, run
                run = ""
            current = number
            run += character
        if run:
            yield current, run

    def _face_of(self, character: str, otherwise: int = 0) -> int:
        if character not in self._found:
            numbers = range(len(self.faces))
            self._found[character] = next((n for n in numbers if self._has(n, character)), -1)
        found = self._found[character]
        return found if found >= 0 else otherwise

    def _has(self, number: int, character: str) -> bool:
        return self._font(number).get_nominal_glyph(ord(character)) is not None

    def _font(self, number: int) -> Any:
        import uharfbuzz

        if number not in self._fonts:
            self._fonts[number] = uharfbuzz.Font(uharfbuzz.Face(self.faces[number].data))
        return self._fonts[number]

    def _outline(self, number: int, glyph: int) -> Outline:
        if (number, glyph) not in self._outlines:
            commands: list[tuple[str, tuple[int, ...]]] = []
            self._font(number).draw_glyph(glyph, _pen(), commands)
            self._outlines[number, glyph] = tuple(commands)
        return self._outlines[number, glyph]


def _is_joined(text: str) -> bool:
    return not text.isascii() and any(unicodedata.name(ch, "").startswith(_JOINED) for ch in text)


def _untracked(style: Style) -> Style:
    return replace(style, tracking=0.0)


def _pen() -> Any:
    """Return drawing functions that append path commands to a list."""
    import uharfbuzz

    if not _PEN:
        pen = uharfbuzz.DrawFuncs()
        pen.set_move_to_func(_command("M"))
        pen.set_line_to_func(_command("L"))
        pen.set_quadratic_to_func(_command("Q"))
        pen.set_cubic_to_func(_command("C"))
        pen.set_close_path_func(_command("Z"))
        _PEN.append(pen)
    return _PEN[0]


_PEN: list[Any] = []


def _command(letter: str) -> Callable[..., None]:
    def draw(*arguments: Any) -> None:
        *coordinates, commands = arguments
        commands.append((letter, tuple(round(value) for value in coordinates)))

    return draw
