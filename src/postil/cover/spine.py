"""The words on a spine: title, names, publisher, from head to foot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from postil.cover.front import ORNAMENT, Plate, label_of, names_of
from postil.cover.inks import LETTERING
from postil.cover.letters import Line, Setter, Style
from postil.cover.lines import is_ideographic
from postil.cover.paragraphs import level_of
from postil.cover.printers import POINT
from postil.cover.sheets import Sheet
from postil.model.drawing import Box, Letters, Shape
from postil.model.rendition import BookMetadata, Face

__all__ = ["LEAST", "spine"]

LEAST = 7 * POINT
"""The smallest letters that printers accept: 7 points (KDP)."""
_LARGEST = 24 * POINT


def spine(metadata: BookMetadata, faces: Sequence[Face], sheet: Sheet) -> Iterator[Shape]:
    """Yield the words on the spine; none where there may be none, or where they would be too small to print.

    They run from head to foot (ISO 6357). Where the book is bound at the right they are turned the other way: lying on its
    back it has its title upright all the same. Words in Han and kana alone stand upright, one below the other.
    """
    room = sheet.lettering
    roman = Setter.of(faces, metadata.language)
    if room is None or roman is None or room.width < LEAST:
        return
    size = min(room.width, _LARGEST)
    label = label_of(Plate(sheet.front, sheet.safe))
    head = max(room.top, label.top)
    # letters may reach a little beyond their own width
    rest = Box(room.left, head, room.width, room.bottom - 0.25 * size - head)
    title, size = _title(metadata, roman, rest, size)
    if title is None:
        return
    yield _placed(title, rest, size, rest.top, sheet.leftward)
    foot = rest.bottom
    small = max(LEAST, size * 0.72)
    if metadata.publisher:
        line = _column_or_line(roman, metadata.publisher, Style(small * 0.95, small * 0.1, True), rest.width)
        if line.width <= rest.height * 0.25 and line.width + title.width + 4 * size <= rest.height:
            yield _placed(line, rest, small, foot - line.width, sheet.leftward)
            foot -= line.width + size
    free = foot - (rest.top + title.width)
    names = _names(metadata, roman, small, free - 1.6 * size, rest.width)
    if names is not None:
        begin = rest.top + title.width + (free - names.width) / 2
        yield _placed(names, rest, small, begin, sheet.leftward)
    elif ORNAMENT in roman and free > 8 * size:
        line = roman.line(ORNAMENT, Style(size))
        yield _placed(line, rest, size, rest.top + title.width + (free - line.width) / 2, sheet.leftward)


def _title(metadata: BookMetadata, roman: Setter, room: Box, size: float) -> tuple[Line | None, float]:
    """Return the title in the largest size in which it leaves room for other words, else the short title; where neither can be
    printed, nothing."""
    names = list(dict.fromkeys(filter(None, (metadata.title, metadata.cover.short_title))))
    for share in (0.56, 1.0):
        for words in names:
            line = _column_or_line(roman, words, Style(size))
            across = size * min(1.0, room.width / max(sum(_rise(line)), 1e-6))
            fitting = min(across, size * room.height * share / max(line.width, 1e-6))
            if fitting >= max(LEAST, across * 0.45) or (share == 1.0 and fitting >= LEAST):
                return _column_or_line(roman, words, Style(fitting)), fitting
    return None, size


def _names(metadata: BookMetadata, roman: Setter, size: float, room: float, across: float) -> Line | None:
    """Return as many names as there is room for."""
    names = names_of(metadata)
    while names:
        line = _column_or_line(roman, " · ".join(names), Style(size, size * 0.08, True), across)
        if line.width <= room:
            return line
        names.pop()
    return None


def _is_column(text: str) -> bool:
    return bool(text) and all(is_ideographic(ch) for ch in text)


def _column_or_line(roman: Setter, text: str, style: Style, across: float = 0.0) -> Line:
    """Return words set for a spine, smaller where they would reach beyond `across` from fold to fold."""
    line = roman.column(text, style) if _is_column(text) else roman.line(text, style, level_of(text))
    rise = sum(_rise(line))
    return _column_or_line(roman, text, style.scaled(across / rise * 0.999)) if 0 < across < rise else line


def _placed(line: Line, room: Box, size: float, head: float, leftward: bool) -> Letters:
    """Return a line on the spine, its head at `head`, in the middle between the folds; no letter leaves `room`."""
    if _is_column(line.text):
        return line.at(room.middle, head, LETTERING)
    # the middle of small letters with the half of what rises above them
    lift = 0.24 * size
    up, down = _rise(line)
    lift = min(max(lift, up - room.width / 2), room.width / 2 - down)
    if leftward:
        return line.upward(room.middle + lift, head + line.width, LETTERING)
    return line.downward(room.middle - lift, head, LETTERING)


def _rise(line: Line) -> tuple[float, float]:
    """Return how far a line reaches above its baseline and below it; of a column half of its width on either side."""
    box = line.at(0, 0, LETTERING).box
    if box is None:
        return 0.0, 0.0
    return (-box.left, box.right) if _is_column(line.text) else (-box.top, box.bottom)
