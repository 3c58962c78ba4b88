"""Places in the files that a user wrote.

A `Span` is a half-open range of characters (code points, after decoding and after a byte order mark was
dropped) in one file of the project. Every node of the model that comes from a file carries one.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from itertools import accumulate, chain
from typing import Any, overload

from postil.frozen import dataclass

__all__ = ["InputFile", "Places", "PlacesBuilder", "SourceText", "Span"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` of `file` (a path relative to the project, with forward slashes)."""

    file: str
    start: int
    end: int

    def to(self, other: Span) -> Span:
        """Return the span from the beginning of this one to the end of `other` (same file)."""
        return Span(self.file, min(self.start, other.start), max(self.end, other.end))

    def within(self, home: str) -> Span:
        """Return the same place in the file of a project that lies at `home`, from this one: `../other/`; nothing for this
        one."""
        return Span(home + self.file, self.start, self.end) if home else self

    def __reduce__(self) -> tuple[Any, ...]:
        return Span, (self.file, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Places(Sequence[int]):
    """The place of each of some characters in a file, in order, kept as runs of consecutive places.

    Run `i` begins at place `starts[i]`; `ends[i]` is the number of characters up to its end. Runs are as long as can be,
    so that equal places are equal values.
    """

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    @classmethod
    def of(cls, places: Iterable[int]) -> Places:
        """Return these places."""
        if isinstance(places, Places):
            return places
        found = PlacesBuilder()
        found.extend(places)
        return found.done()

    @classmethod
    def run(cls, start: int, count: int) -> Places:
        """Return `count` places, one after the other from `start` on."""
        return cls((start,), (count,)) if count > 0 else cls()

    @classmethod
    def same(cls, place: int, count: int) -> Places:
        """Return one place `count` times: characters that all come from there."""
        return cls((place,) * count, tuple(range(1, count + 1)))

    def __len__(self) -> int:
        return self.ends[-1] if self.ends else 0

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Places: ...
    def __getitem__(self, index: int | slice) -> int | Places:
        if isinstance(index, slice):
            return self._slice(index)
        length = len(self)
        if index < 0:
            index += length
        if not 0 <= index < length:
            raise IndexError("there are not so many places")
        if len(self.starts) == 1:
            return self.starts[0] + index
        number = bisect.bisect_right(self.ends, index)
        return self.starts[number] + index - (self.ends[number - 1] if number else 0)

    def _slice(self, index: slice) -> Places:
        low, high, step = index.indices(len(self))
        if step != 1:
            return Places.of([self[i] for i in range(low, high, step)])
        if low >= high:
            return Places()
        if len(self.starts) == 1:
            return Places((self.starts[0] + low,), (high - low,))
        first, last = bisect.bisect_right(self.ends, low), bisect.bisect_left(self.ends, high)
        if first == last:
            return Places.run(self[low], high - low)
        ends = [end - low for end in self.ends[first:last]]
        return Places((self[low], *self.starts[first + 1 : last + 1]), (*ends, high - low))

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(self.runs())

    def runs(self) -> Iterator[range]:
        """Yield the runs."""
        begin = 0
        for start, end in zip(self.starts, self.ends, strict=True):
            yield range(start, start + end - begin)
            begin = end

    def __add__(self, other: Iterable[int]) -> Places:
        found = PlacesBuilder()
        found.extend(self)
        found.extend(other)
        return found.done()

    def __radd__(self, other: Iterable[int]) -> Places:
        return Places.of(other) + self

    def through(self, other: Places) -> Places:
        """Return the places in `other` that these places, taken as its indices, name; behind its end is its last."""
        length = len(other)
        if len(self.starts) == 1 and self.starts[0] + self.ends[0] <= length:
            return other[self.starts[0] : self.starts[0] + self.ends[0]]
        found = PlacesBuilder()
        for run in self.runs():
            found.extend(other[run.start : min(run.stop, length)])
            beyond = len(run) - max(0, min(run.stop, length) - run.start)
            if beyond and length:
                found.extend(Places.same(other[-1], beyond))
        return found.done()

    def __reduce__(self) -> tuple[Any, ...]:
        return Places, (self.starts, self.ends)


class PlacesBuilder:
    """Places while they are gathered."""

    __slots__ = ("ends", "starts")

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []

    def __len__(self) -> int:
        return self.ends[-1] if self.ends else 0

    @property
    def last(self) -> int:
        """The place that was added last."""
        before = self.ends[-2] if len(self.ends) > 1 else 0
        return self.starts[-1] + self.ends[-1] - before - 1

    def append(self, place: int) -> None:
        """Add a place."""
        self.extend_run(place, 1)

    def extend_run(self, start: int, count: int) -> None:
        """Add `count` places, one after the other from `start` on."""
        if count <= 0:
            return
        ends = self.ends
        if not ends:
            self.starts.append(start)
            ends.append(count)
        elif self.last + 1 == start:
            ends[-1] += count
        else:
            self.starts.append(start)
            ends.append(ends[-1] + count)

    def extend(self, places: Iterable[int]) -> None:
        """Add places."""
        if isinstance(places, Places):
            for run in places.runs():
                self.extend_run(run.start, len(run))
        elif isinstance(places, range) and places.step == 1:
            self.extend_run(places.start, len(places))
        else:
            for place in places:
                self.extend_run(place, 1)

    def cut(self, length: int) -> None:
        """Drop all but the first `length` places."""
        while self.ends and self.ends[-1] > length:
            begin = self.ends[-2] if len(self.ends) > 1 else 0
            if begin < length:
                self.ends[-1] = length
            else:
                self.ends.pop()
                self.starts.pop()

    def done(self) -> Places:
        """Return the places gathered."""
        return Places(tuple(self.starts), tuple(self.ends))


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
        lengths = (len(line) + 1 for line in text.split("\n"))
        return cls(path, text, tuple(accumulate(lengths, initial=0))[:-1])

    def __reduce__(self) -> tuple[Any, ...]:
        return (
            (SourceText.of, (self.path, self.text))
            if self.line_starts
            else (SourceText, (self.path, self.text))
        )

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
