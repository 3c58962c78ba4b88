"""A typographic cover: a label on cloth, its letters drawn as outlines, so that no viewer needs a font for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

from postil.frozen import dataclass
from postil.model.rendition import BookMetadata, Face

__all__ = ["cover"]

WIDTH, HEIGHT = 1600, 2400
_CLOTH, _PAPER, _INK, _ACCENT = "#1f2f3d", "#f4ecda", "#1b1916", "#7d2618"
_LABEL = (200, 260, 1200, 1330)  # left, top, width, height
_SMALL_CAPITALS = {"smcp": True, "c2sc": True, "kern": True}
# A line that ends on one of these reads as if something were missing.
_WEAK = frozenset(
    (
        *("a", "an", "and", "at", "between", "by", "for", "from", "in", "of", "on", "the", "to", "with"),
        *("de", "der", "die", "du", "et", "la", "le", "und"),
    )
)
_EDITORS = frozenset(("edt", "ann", "com", "trl"))


def cover(metadata: BookMetadata, faces: Sequence[Face]) -> str:
    """Return a cover for the book of `metadata` as SVG 1.1, set in the first family of `faces`.

    The words are in its `title` too. Without a face there is the label alone.
    """
    roman, italic = _Setter.of(faces, italic=False), _Setter.of(faces, italic=True)
    drawn = "".join(_paint(metadata, roman, italic)) if roman and italic else ""
    said = escape(": ".join(filter(None, (metadata.title, metadata.subtitle))))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(said)}">'
        f"<title>{said}</title>{_ground()}{drawn}</svg>\n"
    )


def _ground() -> str:
    left, top, width, height = _LABEL
    frames = "".join(
        f'<rect x="{left + inset}" y="{top + inset}" width="{width - 2 * inset}" height="{height - 2 * inset}" '
        f'fill="none" stroke="{_ACCENT}" stroke-width="{stroke}"/>'
        for inset, stroke in ((26, 3), (38, 1))
    )
    paper = f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="{_PAPER}"/>'
    return f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_CLOTH}"/>{paper}{frames}'


def _paint(metadata: BookMetadata, roman: _Setter, italic: _Setter) -> Iterator[str]:
    """Yield the drawn lines: series, title and subtitle on the label, people and publisher below it."""
    _left, top, width, height = _LABEL
    series = " · ".join(filter(None, (metadata.series, metadata.number)))
    if series:
        yield roman.line(series, _Type(46, _ACCENT, 7, True), top + 160, width - 160)
    size, lines = _fit(roman, metadata.title, width - 220, (118, 104, 92, 80, 68, 58), height * 0.45)
    below = 0.0
    subtitle: list[str] = []
    if metadata.subtitle:
        _, subtitle = _fit(italic, metadata.subtitle, width - 300, (64, 54, 46), height * 0.25)
        below = 30 + 80 * len(subtitle)
    # the title stands a little above the middle of what is left
    y = top + 300 + max(0.0, (height - 420 - size * 1.14 * len(lines) - below) * 0.4)
    for text in lines:
        yield roman.line(text, _Type(size, _INK), y, width - 120)
        y += size * 1.14
    y += 20
    for text in subtitle:
        yield italic.line(text, _Type(64, _INK), y, width - 200)
        y += 80
    yield f'<path d="M{WIDTH // 2 - 70} {y + 10:.0f}h140" stroke="{_ACCENT}" stroke-width="3"/>'
    y = top + height + 280
    for name in _names(metadata):
        yield roman.line(name, _Type(52, _PAPER, 6, True), y, WIDTH - 240)
        y += 86
    if "❦" in roman:
        yield roman.line("❦", _Type(90, _PAPER), 2120, WIDTH)
    if metadata.publisher:
        yield roman.line(metadata.publisher, _Type(46, _PAPER, 9, True), 2250, WIDTH - 240)


def _names(metadata: BookMetadata) -> list[str]:
    """Return the names for the cover, four at most: who wrote, else who edited."""
    names = list(dict.fromkeys(person.name for person in metadata.people if person.role == "aut"))
    names = names or list(dict.fromkeys(person.name for person in metadata.people if person.role in _EDITORS))
    return names[:4]


@dataclass(frozen=True, slots=True)
class _Type:
    size: float
    colour: str
    tracking: float = 0.0
    small_capitals: bool = False


class _Setter:
    """Sets lines in one style, each run of characters in the first face that has them."""

    def __init__(self, faces: Sequence[Face]) -> None:
        import uharfbuzz

        self._fonts = [uharfbuzz.Font(uharfbuzz.Face(face.data)) for face in faces]
        self._has = [frozenset(font.face.unicodes) for font in self._fonts]
        self._outlines: dict[tuple[int, int], str] = {}
        self._pen = _pen()

    @classmethod
    def of(cls, faces: Sequence[Face], *, italic: bool) -> _Setter | None:
        """Return a setter in the regular weight of `faces`, the wanted style first; none if there is no face."""
        regular = [face for face in faces if face.weight == 400] or list(faces)
        ordered = sorted(regular, key=lambda face: face.italic != italic and face.family == regular[0].family)
        return cls(ordered) if ordered else None

    def __contains__(self, character: str) -> bool:
        return any(ord(character) in has for has in self._has)

    def width(self, text: str, type_: _Type) -> float:
        """Return how wide `text` is."""
        return sum(advance for _outline, _scale, advance, _x, _y in self._shape(text, type_)) - type_.tracking

    def line(self, text: str, type_: _Type, y: float, room: float) -> str:
        """Return `text` drawn in the middle at height `y`, smaller where it would be wider than `room`."""
        wide = self.width(text, type_)
        if wide > room:
            factor = room / wide
            type_ = _Type(type_.size * factor, type_.colour, type_.tracking * factor, type_.small_capitals)
        x = (WIDTH - self.width(text, type_)) / 2
        drawn = []
        for outline, scale, advance, right, up in self._shape(text, type_):
            if outline:
                place = f"translate({x + right:.1f} {y - up:.1f}) scale({scale:.4f} {-scale:.4f})"
                drawn.append(f'<path transform="{place}" d="{outline}"/>')
            x += advance
        return f'<g fill="{type_.colour}">{"".join(drawn)}</g>'

    def _shape(self, text: str, type_: _Type) -> Iterator[tuple[str, float, float, float, float]]:
        """Yield outline, scale, advance and offsets of each glyph of `text`."""
        import uharfbuzz

        for number, run in self._runs(text):
            font = self._fonts[number]
            scale = type_.size / font.face.upem
            buffer = uharfbuzz.Buffer()
            buffer.add_str(run)
            buffer.guess_segment_properties()
            uharfbuzz.shape(font, buffer, _SMALL_CAPITALS if type_.small_capitals else {})
            for glyph, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
                advance = position.x_advance * scale + type_.tracking
                offsets = position.x_offset * scale, position.y_offset * scale
                yield self._outline(number, glyph.codepoint), scale, advance, *offsets

    def _runs(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield the runs of `text` with the number of their face; spaces and signs stay in the run they stand in."""
        run, current = "", 0
        for character in text:
            number = current
            if character.isalnum() or ord(character) not in self._has[current]:
                number = next((each for each, has in enumerate(self._has) if ord(character) in has), current)
            if run and number != current:
                yield current, run
                run = ""
            current = number
            run += character
        if run:
            yield current, run

    def _outline(self, number: int, glyph: int) -> str:
        if (number, glyph) not in self._outlines:
            commands: list[str] = []
            self._fonts[number].draw_glyph(glyph, self._pen, commands)
            self._outlines[number, glyph] = "".join(commands)
        return self._outlines[number, glyph]


def _pen() -> Any:
    """Return drawing functions that append SVG path commands to a list."""
    import uharfbuzz

    def command(letter: str) -> Callable[..., None]:
        def draw(*arguments: Any) -> None:
            *coordinates, commands = arguments
            commands.append(letter + " ".join(f"{round(value)}" for value in coordinates))

        return draw

    pen = uharfbuzz.DrawFuncs()
    pen.set_move_to_func(command("M"))
    pen.set_line_to_func(command("L"))
    pen.set_quadratic_to_func(command("Q"))
    pen.set_cubic_to_func(command("C"))
    pen.set_close_path_func(command("Z"))
    return pen


def _fit(
    setter: _Setter, text: str, room: float, sizes: Sequence[int], height: float
) -> tuple[int, list[str]]:
    """Return the largest of `sizes` at which `text` fits, and its lines."""
    for size in sizes:
        lines = _break(setter, text, _Type(size, _INK), room)
        if len(lines) * size * 1.14 <= height and all(
            setter.width(line, _Type(size, _INK)) <= room for line in lines
        ):
            return size, lines
    return sizes[-1], _break(setter, text, _Type(sizes[-1], _INK), room)


def _break(setter: _Setter, text: str, type_: _Type, room: float) -> list[str]:
    """Return `text` in the fewest lines, of those the least ragged; no line ends weakly, no word stands alone."""
    words = text.split()
    best: dict[int, tuple[int, float, list[str]]] = {len(words): (0, 0.0, [])}
    for start in range(len(words) - 1, -1, -1):
        choices = []
        for end in range(start + 1, len(words) + 1):
            line = " ".join(words[start:end])
            wide = setter.width(line, type_)
            if wide > room and end > start + 1:
                break
            weak = 0.6 if end < len(words) and words[end - 1].lower() in _WEAK else 0.0
            alone = 0.5 if end - start == 1 and len(words) > 2 else 0.0
            count, cost, rest = best[end]
            choices.append((count + 1, cost + ((room - wide) / room) ** 2 + weak + alone, [line, *rest]))
        best[start] = min(choices)
    return best[0][2]
