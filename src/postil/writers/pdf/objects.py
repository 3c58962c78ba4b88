"""PDF objects as bytes, with holes for the numbers they get when the sheaves of a book are joined.

A sheaf is made without knowing which objects come before its own. So its objects are written with a hole at each
reference, and beside them stands what belongs into each hole. Joining fills all holes in one go (`Objects.placed`).
ISO 32000-1 §§ 7.3, 7.5.7.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterable, Sequence
from enum import IntEnum

from postil.frozen import dataclass

__all__ = [
    "DOCUMENT",
    "FONTS",
    "Draft",
    "Hole",
    "Kind",
    "Objects",
    "Strip",
    "encoded",
    "nothing",
    "number",
    "numbers",
    "reference",
    "text",
]

_HOLE = b"\0"
_END = b"\n"
_SHIFT = 24
LEVEL = 6  # of compression: level 9 takes twice as long for a hundredth of the size
_ESCAPED = re.compile(rb"([\\()])")


class Kind(IntEnum):
    """What a hole is filled with: an object of the sheaf, a page of it, the type of a heading, a key of the parent tree,
    or an object of the whole book."""

    OBJECT = 0
    PAGE = 1
    HEADING = 2
    KEY = 3
    BOOK = 4


class Hole(int):
    """A place for the number of something: `Hole.of(Kind.PAGE, 3)`."""

    __slots__ = ()

    @classmethod
    def of(cls, kind: Kind, index: int) -> Hole:
        """Return the hole for the thing number `index` of a kind."""
        return cls(kind << _SHIFT | index)


DOCUMENT = Hole.of(Kind.BOOK, 0)  # the one Document element
FONTS = Hole.of(Kind.BOOK, 1)  # the dictionary of all fonts


def reference(index: int) -> bytes:
    """Return a reference to an object by its number."""
    return b"%d 0 R" % index


def number(value: float) -> bytes:
    """Return a number of points: to a hundredth, as short as can be."""
    if not value % 1:
        return b"%d" % value
    short = (b"%.2f" % value).rstrip(b"0").rstrip(b".")
    return b"0" if short == b"-0" else short


def numbers(values: Iterable[float]) -> bytes:
    """Return an array of numbers."""
    return b"[" + b" ".join(map(number, values)) + b"]"


def encoded(value: str) -> bytes:
    """Return the bytes of a text string (§ 7.9.2.2): ASCII where it can be, else UTF-16."""
    if value.isascii() and (value.isprintable() or not value):
        return value.encode("ascii")
    return b"\xfe\xff" + value.encode("utf-16-be", "replace")


def text(value: str) -> bytes:
    """Return a text string as an object, without control characters."""
    data = encoded(value)
    if data.startswith(b"\xfe\xff"):
        return b"<" + data.hex().encode() + b">"
    return b"(" + _ESCAPED.sub(rb"\\\1", data) + b")"


@dataclass(frozen=True, slots=True)
class Objects:
    """Objects without their numbers. `body` holds them one a line, with a hole at each place of `holes`; `counts` says how
    many there are of each kind of hole but the last."""

    body: bytes
    holes: array[int]
    counts: tuple[int, ...]

    def placed(self, tables: Sequence[Sequence[bytes]]) -> list[bytes]:
        """Return the objects with the holes filled; `tables` has what goes in, by kind and number."""
        table = [entry for entries in tables for entry in entries]
        parts = [b""] * (2 * len(self.holes) + 1)
        parts[::2] = self.body.split(_HOLE)
        parts[1::2] = map(table.__getitem__, self.holes)
        return b"".join(parts).split(_END) if self.body else []


class Draft:
    """Objects being written. Parts of an object are bytes and holes."""

    def __init__(self) -> None:
        self.objects: list[Sequence[bytes | Hole]] = []
        self.counts = [0, 0, 0, 0]

    def reserve(self) -> Hole:
        """Return the hole for an object that is written later."""
        self.objects.append(())
        return Hole.of(Kind.OBJECT, len(self.objects) - 1)

    def write(self, place: Hole, *parts: bytes | Hole) -> None:
        """Write the object that was reserved."""
        self.objects[place] = parts

    def add(self, *parts: bytes | Hole) -> Hole:
        """Write an object and return the hole for it."""
        place = self.reserve()
        self.objects[place] = parts
        return place

    def another(self, kind: Kind) -> Hole:
        """Return the hole for one more page, heading or key."""
        self.counts[kind] += 1
        return Hole.of(kind, self.counts[kind] - 1)

    def finished(self) -> Objects:
        """Return all of it, packed."""
        self.counts[Kind.OBJECT] = len(self.objects)
        starts = [sum(self.counts[:kind]) for kind in range(5)]
        mask = (1 << _SHIFT) - 1
        holes: array[int] = array("i")
        lines = []
        for parts in self.objects:
            holes.extend(starts[part >> _SHIFT] + (part & mask) for part in parts if isinstance(part, Hole))
            lines.append(b"".join(_HOLE if isinstance(part, Hole) else part for part in parts))
        return Objects(_END.join(lines), holes, tuple(self.counts))


def nothing() -> Objects:
    """Return no objects."""
    return Draft().finished()


_DEFLATE_HEADER = b"\x78\x9c"
_LAST_BLOCK = b"\x03\x00"
_BASE = 65521  # RFC 1950


@dataclass(frozen=True, slots=True)
class Strip:
    """A piece of a content stream, compressed so that others can be put behind it without compressing anything again:
    whole blocks of deflate (RFC 1951), with the length and the checksum of what is in them (RFC 1950)."""

    blocks: bytes
    length: int
    checksum: int

    @classmethod
    def of(cls, data: bytes) -> Strip:
        """Return `data` compressed."""
        press = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
        return cls(press.compress(data) + press.flush(zlib.Z_SYNC_FLUSH), len(data), zlib.adler32(data))

    def __add__(self, other: Strip) -> Strip:
        """Return both, one behind the other; the checksum as zlib's `adler32_combine` has it."""
        low, high = self.checksum & 0xFFFF, self.checksum >> 16
        low_other, high_other = other.checksum & 0xFFFF, other.checksum >> 16
        total = (low + low_other - 1) % _BASE
        high = (high + high_other + other.length * (low - 1)) % _BASE
        return Strip(self.blocks + other.blocks, self.length + other.length, high << 16 | total)

    def stream(self) -> bytes:
        """Return it as what `FlateDecode` reads."""
        return _DEFLATE_HEADER + self.blocks + _LAST_BLOCK + self.checksum.to_bytes(4, "big")
