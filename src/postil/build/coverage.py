"""Which characters a face has, as ranges: of the bundled faces that is known without opening a font."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from functools import cache

from postil.frozen import dataclass

__all__ = ["Coverage", "bundled", "written"]

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Code points, as ranges: `starts` of the first ones, `ends` of those behind the last."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, points: Iterable[int]) -> Coverage:
        """Return the ranges of code points."""
        starts: list[int] = []
        ends: list[int] = []
        for point in sorted(set(points)):
            if ends and ends[-1] == point:
                ends[-1] += 1
            else:
                starts.append(point)
                ends.append(point + 1)
        return cls(tuple(starts), tuple(ends))

    def __contains__(self, point: object) -> bool:
        if not isinstance(point, int):
            return False
        number = bisect.bisect_right(self.starts, point) - 1
        return number >= 0 and point < self.ends[number]


@cache
def bundled(name: str) -> Coverage | None:
    """Return what the bundled font file `name` covers, nothing where that was not written down."""
    from postil.build.bundled_coverage import RANGES

    if name not in RANGES:
        return None
    starts, ends, at = [], [], 0
    for word in RANGES[name].split():
        gap, _, more = word.partition(":")
        at += int(gap, 36)
        starts.append(at)
        at += 1 + (int(more, 36) if more else 0)
        ends.append(at)
    return Coverage(tuple(starts), tuple(ends))


def written(coverage: Coverage) -> str:
    """Return ranges as `bundled` reads them: for each how far it is from the end of the last, and how many code points
    follow its first, to the base 36."""
    words, at = [], 0
    for start, end in zip(coverage.starts, coverage.ends, strict=True):
        words.append(_number(start - at) + (f":{_number(end - start - 1)}" if end - start > 1 else ""))
        at = end
    return " ".join(words)


def _number(value: int) -> str:
    figures = ""
    while value or not figures:
        value, figure = divmod(value, 36)
        figures = _DIGITS[figure] + figures
    return figures
