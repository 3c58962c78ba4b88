"""Places in the files that a user wrote.

A `Span` is a half-open range of characters (code points, after decoding and after a byte order mark was
dropped) in one file of the project. Every node of the model that comes from a file carries one.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field

__all__ = ["InputFile", "SourceText", "Span"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` of `file` (a path relative to the project, with forward slashes)."""

    file: str
    start: int
    end: int

    def to(self, other: Span) -> Span:
        """Return the span from the beginning of this one to the end of `other` (same file)."""
        return Span(self.file, min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file as read from disk: its path in the project and its bytes, untouched."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class SourceText:
    """A decoded text file: characters with line ends as LF, no byte order mark."""

    path: str
    text: str
    line_starts: tuple[int, ...] = field(repr=False, default=())

    @classmethod
    def of(cls, path: str, text: str) -> SourceText:
        """Return `text` with its table of line beginnings."""
        starts = [0]
        starts.extend(i + 1 for i, ch in enumerate(text) if ch == "\n")
        return cls(path, text, tuple(starts))

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of a character, both counted from 1 (column in code points)."""
        line = bisect.bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Return the text of line `number` (from 1) without its line end."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] - 1 if number < len(self.line_starts) else len(self.text)
        return self.text[start:end]

    def span(self, start: int, end: int) -> Span:
        """Return a span in this file."""
        return Span(self.path, start, end)

    def whole_line(self, number: int) -> Span:
        """Return the span of line `number` (from 1) without its line end."""
        start = self.line_starts[number - 1]
        return Span(self.path, start, start + len(self.line(number)))
