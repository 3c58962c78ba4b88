"""How large a picture is, read from its first bytes: no library decodes what has not been looked at."""

from __future__ import annotations

import struct

__all__ = ["MOST_PIXELS", "size_of"]

MOST_PIXELS = 60_000_000
_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})


def size_of(data: bytes, media_type: str) -> tuple[int, int]:
    """Return width and height of a PNG, JPEG, GIF or WebP in pixels; (0, 0) where it says none or has no end."""
    try:
        if not _whole(data, media_type):
            return 0, 0
        match media_type:
            case "image/png":
                return _pair(struct.unpack_from(">II", data, 16))
            case "image/gif":
                return _pair(struct.unpack_from("<HH", data, 6))
            case "image/webp":
                return _webp(data)
            case _:
                return _jpeg(data)
    except struct.error:
        return 0, 0


def _whole(data: bytes, media_type: str) -> bool:
    """Tell whether a picture has its end: a torn one is printed as far as it goes, without a word."""
    match media_type:
        case "image/png":
            at = 8
            while data[at + 4 : at + 8] not in {b"IEND", b""}:
                at += 12 + struct.unpack_from(">I", data, at)[0]
            return data[at + 4 : at + 8] == b"IEND"
        case "image/gif":
            return data.rstrip(b"\0")[-1:] == b";"
        case "image/webp":
            return len(data) >= int.from_bytes(data[4:8], "little") + 8
        case _:
            return b"\xff\xd9" in data[-4096:]


def _pair(found: tuple[int, ...]) -> tuple[int, int]:
    return found[0], found[1]


def _jpeg(data: bytes) -> tuple[int, int]:
    """Return the size in the first frame header (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return 0, 0
        marker = data[at + 1]
        if marker == 0xFF:  # fill
            at += 1
            continue
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:  # stands alone
            at += 2
            continue
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return 0, 0


def _webp(data: bytes) -> tuple[int, int]:
    """Return the size in the header of the first chunk (RFC 9649 § 2)."""
    match data[12:16]:
        case b"VP8X":
            wide, high = data[24:27], data[27:30]
            return int.from_bytes(wide, "little") + 1, int.from_bytes(high, "little") + 1
        case b"VP8L":
            bits = struct.unpack_from("<I", data, 21)[0]
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", data, 26)
            return width & 0x3FFF, height & 0x3FFF
        case _:
            return 0, 0
