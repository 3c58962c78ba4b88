"""A PDF file being written: streams as they are, all other objects in compressed object streams (ISO 32000-1 § 7.5.7)."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence

from .objects import LEVEL, reference

_HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"


class File:
    """Objects with numbers, written one after the other."""

    def __init__(self) -> None:
        self.parts: list[bytes] = [_HEADER]
        self.length = len(_HEADER)
        self.taken = 1
        self.rows: dict[
            int, tuple[int, int, int]
        ] = {}  # type, place, index: a row of the cross-reference stream

    def take(self, count: int = 1) -> int:
        """Return the first of so many new numbers."""
        first = self.taken
        self.taken += count
        return first

    def add_stream(self, index: int, entries: bytes, data: bytes) -> None:
        """Write a stream; `entries` is its dictionary without the length and the end."""
        self._add(index, entries + b"/Length %d>>\nstream\n" % len(data), data, b"\nendstream")

    def add_made_stream(self, index: int, dictionary: bytes, data: bytes) -> None:
        """Write a stream whose dictionary is whole."""
        self._add(index, dictionary + b"\nstream\n", data, b"\nendstream")

    def _add(self, index: int, *parts: bytes) -> None:
        self.rows[index] = (1, self.length, 0)
        written = (b"%d 0 obj\n" % index, *parts, b"\nendobj\n")
        self.parts += written
        self.length += sum(map(len, written))

    def add_objects(self, objects: Sequence[tuple[int, bytes]]) -> None:
        """Write objects that are no streams together."""
        stream = self.take()
        offsets = []
        position = 0
        for place, (index, data) in enumerate(objects):
            self.rows[index] = (2, stream, place)
            offsets.append(b"%d %d" % (index, position))
            position += len(data) + 1
        head = b" ".join(offsets) + b"\n"
        body = zlib.compress(head + b"\n".join(data for _, data in objects), LEVEL)
        entries = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(objects), len(head))
        self.add_stream(stream, entries, body)

    def finished(self, root: int, info: int) -> bytes:
        """Return the file. Its identifier is made of what is in it, so that equal books are equal files."""
        digest = hashlib.sha256()
        for part in self.parts:
            digest.update(part)
        mark = digest.hexdigest()[:32].encode()
        table = self.take()
        start = self.length
        self.rows[table] = (1, start, 0)
        widths = (1, max((start.bit_length() + 7) // 8, 3), 2)
        width = sum(widths)
        none = bytes(width - 2) + b"\xff\xff"  # a free object, of the highest generation
        table_rows = b"".join(
            b"%c%b%b" % (row[0], row[1].to_bytes(widths[1], "big"), row[2].to_bytes(2, "big"))
            if (row := self.rows.get(index))
            else bytes(width)
            for index in range(1, self.taken)
        )
        table_rows = none + table_rows
        above = bytes(width) + table_rows
        # PNG's "up": each byte less the one above it
        less = bytes([(new - old) & 255 for new, old in zip(table_rows, above, strict=False)])
        rows = b"".join([b"\x02" + less[at : at + width] for at in range(0, len(less), width)])
        entries = (
            b"<</Type/XRef/Size %d/W[%d %d %d]/Root %b/Info %b/ID[<%b><%b>]/Filter/FlateDecode"
            b"/DecodeParms<</Predictor 12/Columns %d>>"
        ) % (self.taken, *widths, reference(root), reference(info), mark, mark, width)
        self.add_stream(table, entries, zlib.compress(rows, 9))
        self.parts.append(b"startxref\n%d\n%%%%EOF\n" % start)
        return b"".join(self.parts)
