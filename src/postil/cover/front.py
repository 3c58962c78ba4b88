"""The front of a cover: a label on cloth, with series, title and subtitle; below it who made the book and who publishes it.

The measures are those of a sheet of 1600 × 2400; for other proportions widths and heights follow, and the type follows
whichever is shorter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from postil.cover.inks import ACCENT, BLACK, CLOTHS, LETTERING, PAPER
from postil.cover.letters import Line, Setter, Style
from postil.cover.paragraphs import leading, level_of, set_lines
from postil.frozen import dataclass
from postil.model.drawing import Area, Box, Drawing, Frame, Ink, Letters, Shape
from postil.model.rendition import BookMetadata, Face

__all__ = ["ORNAMENT", "Plate", "centred", "front", "label_of", "names_of", "panel", "ruled", "said_of"]

ORNAMENT = "❦"
_SIZES = (118, 104, 92, 80, 68, 58, 50, 42, 36, 30, 25, 20, 16, 13, 10, 8, 6, 5, 4, 3)
_EDITORS = frozenset(("edt", "ann", "com", "trl"))


@dataclass(frozen=True, slots=True)
class Plate:
    """Where the front is drawn: the panel, the least distance of words from its edges, and the thinnest rule."""

    panel: Box
    safe: float = 0.0
    hairline: float = 0.0

    @property
    def unit(self) -> float:
        """What type is measured in."""
        return min(self.panel.width / 1600, self.panel.height / 2400)


def front(
    metadata: BookMetadata, faces: Sequence[Face], width: float = 1600, height: float = 2400
) -> Drawing:
    """Return the front of the book of `metadata` on a sheet of this size, set in the first family of `faces`.

    Without a face there is the label alone. Its alternative text is title and subtitle.
    """
    plate = Plate(Box(0, 0, width, height))
    ground = Area(plate.panel, CLOTHS[metadata.cover.cloth])
    return Drawing(
        width, height, (ground, *panel(metadata, faces, plate)), said_of(metadata), metadata.language
    )


def said_of(metadata: BookMetadata) -> str:
    """Return what the front says, as its alternative text."""
    return ": ".join(filter(None, (metadata.title, metadata.subtitle)))


def names_of(metadata: BookMetadata) -> list[str]:
    """Return the names for the cover, four at most: those that are given, else who wrote, else who edited."""
    if metadata.cover.names is not None:
        return list(metadata.cover.names[:4])
    names = list(dict.fromkeys(person.name for person in metadata.people if person.role == "aut"))
    names = names or list(dict.fromkeys(person.name for person in metadata.people if person.role in _EDITORS))
    return names[:4]


def label_of(plate: Plate) -> Box:
    """Return where the label lies."""
    panel = plate.panel
    side = max(panel.width / 8, plate.safe)
    tall = panel.height / 2400
    return Box(panel.left + side, panel.top + 260 * tall, panel.width - 2 * side, 1330 * tall)


def ruled(label: Box, plate: Plate) -> Iterator[Shape]:
    """Yield a label with its two frames."""
    yield Area(label, PAPER)
    for inset, rule in ((26, 3), (38, 1)):
        width = max(rule * plate.unit, plate.hairline * (1.5 if rule > 1 else 1))
        yield Frame(label.within(inset * plate.unit), width, ACCENT)


def centred(line: Line, box: Box, y: float, ink: Ink) -> Letters:
    """Return a line in the middle of a box, its baseline at `y`."""
    return line.at(box.middle - line.width / 2, y, ink)


def panel(metadata: BookMetadata, faces: Sequence[Face], plate: Plate) -> Iterator[Shape]:
    """Yield the shapes of the front without its ground."""
    label = label_of(plate)
    yield from ruled(label, plate)
    roman = Setter.of(faces, metadata.language)
    italic = Setter.of(faces, metadata.language, italic=True)
    if roman is not None and italic is not None:
        yield from _on_label(metadata, roman, italic, plate, label)
        yield from _below(metadata, roman, italic, plate, label)


# on the label -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the stack on the label: a line or, without one, a short rule; its height and where its baseline is in it."""

    line: Line | None
    ink: Ink
    height: float
    baseline: float = 0.0


def _row(line: Line, size: float, ink: Ink) -> _Row:
    height = size * leading(line.text)
    return _Row(line, ink, height, (height - size) / 2 + 0.76 * size)


def _on_label(
    metadata: BookMetadata, roman: Setter, italic: Setter, plate: Plate, label: Box
) -> Iterator[Shape]:
    u = plate.unit
    top = label.top + 110 * u
    series = " · ".join(filter(None, (metadata.series, metadata.number))) if metadata.series else ""
    if series:
        line = roman.fitted(series, Style(46 * u, 7 * u, True, True), label.width - 160 * u)
        yield centred(line, label, label.top + 160 * u, ACCENT)
        top = label.top + 205 * u
    room = label.bottom - 100 * u - top
    rows: list[_Row] = []
    for size in _SIZES:
        rows = list(_rows(metadata, roman, italic, size * u, plate, label))
        wide = max((row.line.width for row in rows if row.line is not None), default=0.0)
        if sum(row.height for row in rows) <= room and wide <= label.width - 150 * u:
            break
    # the whole stands a little above the middle of what is left
    y = top + max(0.0, room - sum(row.height for row in rows)) * 0.42
    for row in rows:
        if row.line is not None:
            yield centred(row.line, label, y + row.baseline, row.ink)
        elif row.ink == ACCENT:
            rule = max(3 * u, plate.hairline)
            yield Area(Box(label.middle - 70 * u, y + (row.height - rule) / 2, 140 * u, rule), ACCENT)
        y += row.height


def _rows(
    metadata: BookMetadata, roman: Setter, italic: Setter, size: float, plate: Plate, label: Box
) -> Iterator[_Row]:
    """Yield the rows for a title of this size: it, subtitle, rule, date, and the title in other languages."""
    u = plate.unit
    words = metadata.cover
    title = Style(size)
    if words.lines:
        whole = level_of(" ".join(words.lines))
        lines = [roman.line(each, title, whole) for each in words.lines]
    else:
        lines = set_lines(roman, metadata.title, title, label.width - 220 * u)
    for line in lines:
        yield _row(line, size, BLACK)
    if metadata.subtitle:
        small = max(min(64 * u, size * 0.7), min(size, 42 * u))
        yield _Row(None, BLACK, size * 0.32)
        for line in set_lines(italic, metadata.subtitle, Style(small), label.width - 260 * u):
            yield _row(line, small * 1.08, BLACK)
    yield _Row(None, ACCENT, max(72 * u, size * 0.85))
    if words.date:
        style = Style(min(44 * u, size), 6 * u, True)
        yield _row(roman.fitted(words.date, style, label.width - 220 * u), style.size * 1.25, ACCENT)
    for _, other in words.original_titles:
        style = Style(min(42 * u, size * 0.8), 2 * u)
        yield _Row(None, BLACK, 16 * u)
        for line in set_lines(roman, other, style, label.width - 300 * u):
            yield _row(line, style.size, BLACK)


# below it -----------------------------------------------------------------------------------------------------------------


def _below(
    metadata: BookMetadata, roman: Setter, italic: Setter, plate: Plate, label: Box
) -> Iterator[Shape]:
    u, sheet = plate.unit, plate.panel
    room = sheet.width - 2 * max(120 * u, plate.safe)
    foot = sheet.bottom - max(150 * u, plate.safe + 30 * u)
    names = names_of(metadata)
    kind = metadata.cover.kind
    ornament = len(names) + bool(kind) < 4 and ORNAMENT in roman
    # what stands between label and publisher is drawn together where there is less room than it wants
    wanted = 190 + 100 * bool(kind) + 86 * len(names) + 90 + (130 if ornament else 0)
    high = max(0.0, min(1.0, (foot - label.bottom) / (wanted * u)))
    y = label.bottom + (235 if kind else 280) * u * high
    if kind:
        yield centred(italic.fitted(kind, Style(58 * u * high, 1 * u), room), sheet, y, LETTERING)
        y += 100 * u * high
    for name in names:
        yield centred(roman.fitted(name, Style(52 * u * high, 6 * u, True), room), sheet, y, LETTERING)
        y += 86 * u * high
    if ornament:
        yield centred(roman.line(ORNAMENT, Style(90 * u * high)), sheet, foot - 130 * u * high, LETTERING)
    if metadata.publisher:
        line = roman.fitted(metadata.publisher, Style(46 * u, 9 * u, True), room)
        yield centred(line, sheet, foot, LETTERING)
