"""International Standard Book Numbers: what one is as written, as a number, and what is wrong with it."""

from __future__ import annotations

import re

from postil.frozen import dataclass
from postil.spans import Span

__all__ = ["FORMATS", "Isbn", "fault_of", "isbn_for", "number_of"]

FORMATS = ("paperback", "hardcover", "pdf", "epub", "web")
"""The forms of a book that have numbers of their own."""
_BREAKS = re.compile(r"[\s\u00a0\u2010-\u2015-]+")


@dataclass(frozen=True, slots=True)
class Isbn:
    """A number as it is written, hyphens and all, and the form of the book that it is for (empty: the book as such)."""

    written: str
    format: str
    span: Span

    @property
    def number(self) -> str:
        """The thirteen digits."""
        return number_of(self.written)


def _bare(written: str) -> str:
    return _BREAKS.sub("", written.strip().removeprefix("ISBN").lstrip(":")).upper()


def number_of(written: str) -> str:
    """Return the thirteen digits of a number; one of ten digits gets its prefix and the check digit that goes with it. Nothing
    where it is none (ISO 2108:2017, annex B and C)."""
    bare = _bare(written)
    if fault_of(written):
        return ""
    if len(bare) == 13:
        return bare
    stem = "978" + bare[:9]
    return stem + _check_digit(stem)


def fault_of(written: str) -> str:
    """Return what is wrong with a number, in words; nothing where it is right."""
    bare = _bare(written)
    if re.fullmatch(r"[0-9]{13}", bare):
        if not bare.startswith(("978", "979")):
            return "an ISBN begins with 978 or 979"
        right = _check_digit(bare[:12])
        return "" if bare[12] == right else f"its last digit should be {right}: is one mistyped?"
    if re.fullmatch(r"[0-9]{9}[0-9X]", bare):
        total = sum((10 - place) * (10 if ch == "X" else int(ch)) for place, ch in enumerate(bare))
        return "" if total % 11 == 0 else "its last digit does not go with the others: is one mistyped?"
    return "an ISBN has thirteen digits, or ten"


def _check_digit(digits: str) -> str:
    """Return the check digit of twelve digits: weights 1 and 3 by turns, to the next ten."""
    return str(-sum(int(ch) * (1 + 2 * (place % 2)) for place, ch in enumerate(digits)) % 10)


def isbn_for(numbers: tuple[Isbn, ...], *formats: str) -> Isbn | None:
    """Return the number of a book in the first of `formats` that has one, else that of the book as such."""
    for wanted in (*formats, ""):
        for each in numbers:
            if each.format == wanted:
                return each
    return None
