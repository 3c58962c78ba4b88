"""Paragraphs on a cover: words in lines of one style, and paragraphs with words in italics."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from postil.cover.direction import levels
from postil.cover.letters import Line, Setter, Style
from postil.cover.lines import Piece, broken, is_ideographic, pieces
from postil.frozen import dataclass
from postil.model.trade import Run

__all__ = ["Paragraph", "TextLine", "leading", "level_of", "set_lines", "set_paragraph"]


def leading(text: str) -> float:
    """Return the distance of lines in sizes: scripts with marks above and below want more."""
    if text.isascii():
        return 1.14
    names = {unicodedata.name(ch, "").partition(" ")[0] for ch in text}
    if "ARABIC" in names:
        return 1.6
    if any(is_ideographic(ch) for ch in text):
        return 1.38
    return 1.24 if "HEBREW" in names else 1.14


def level_of(text: str) -> int:
    """Return the level of a paragraph, 1 where it runs to the left."""
    found = levels(text)
    return min(found, default=0) if found else 0


def set_lines(setter: Setter, text: str, style: Style, room: float) -> list[Line]:
    """Return `text` in balanced lines; one that cannot be broken may be wider than `room`."""
    base = level_of(text)
    space = setter.width(" ", style)
    parts = pieces((Run(text, False),))
    found = broken(parts, lambda part: setter.width(part.text, style) + style.tracking, space, room)
    return [setter.line(_joined(line), style, base) for line in found]


def _joined(line: Sequence[Piece]) -> str:
    """Return the pieces of a line as words; what stands between words does not stand at its end."""
    return "".join(piece.text + (" " if piece.space else "") for piece in line).rstrip()


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a paragraph: its stretches with the place of each from the left, and how wide it is."""

    stretches: tuple[tuple[Line, float], ...]
    width: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in lines; `leftward` says that they begin at the right."""

    lines: tuple[TextLine, ...]
    leading: float
    leftward: bool


def set_paragraph(roman: Setter, italic: Setter, runs: Sequence[Run], style: Style, room: float) -> Paragraph:
    """Return a paragraph in lines no wider than `room`, unless a word is."""
    text = "".join(run.text for run in runs)
    base = level_of(text)
    if base:  # stretches would have to be put in order, too: scripts that run to the left have no italics
        runs = (Run(text, False),)

    def setter(run: Run) -> Setter:
        return italic if run.italic else roman

    def measure(piece: Piece) -> float:
        return sum(setter(run).width(run.text, style) for run in piece.runs)

    space = roman.width(" ", style)
    lines = []
    for parts in broken(pieces(runs), measure, space, room, balanced=False):
        merged: list[Run] = []
        for number, piece in enumerate(parts):
            for run in piece.runs:
                if merged and merged[-1].italic == run.italic:
                    merged[-1] = Run(merged[-1].text + run.text, run.italic)
                else:
                    merged.append(run)
            if piece.space and number < len(parts) - 1:
                merged[-1] = Run(merged[-1].text + " ", merged[-1].italic)
        x = 0.0
        stretches = []
        for run in merged:
            line = setter(run).line(run.text, style, base)
            stretches.append((line, x))
            x += line.width
        lines.append(TextLine(tuple(stretches), x))
    return Paragraph(tuple(lines), leading(text) + 0.14, bool(base))
