"""Fonts cut down to the characters of a book, for the e-book (TrueType) and the page (WOFF2).

hb-subset does the cutting: about a millisecond a face where fontTools takes a quarter of a second. WOFF2 is written here
without the transformation of the outlines (WOFF2 § 5.1 allows that: transformation version 3), which costs a tenth in size
and saves loading and parsing every glyph.
"""

from __future__ import annotations

import html
import re
import struct
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from postil.frozen import dataclass
from postil.model.rendition import Face

__all__ = ["Cut", "characters", "coverage", "cut", "name_families", "reserved", "rule", "subset"]

Flavour = Literal["ttf", "woff2"]

STACK = "POSTIL-FACES"
"""Stands in a style sheet where the families of the embedded faces go, before the reader's own."""

# What the style sheets ask for, and what no text can do without (OpenType feature registry).
_FEATURES = (
    *("smcp", "c2sc", "onum", "pnum", "lnum", "tnum"),
    *("kern", "liga", "clig", "calt", "ccmp", "locl", "rlig", "mark", "mkmk"),
    *("init", "medi", "med2", "fina", "fin2", "fin3", "isol", "curs", "vert", "vrt2"),
)
# Copyright to PostScript name, licence and its address: the OFL asks that they travel with the font.
_NAMES = (0, 1, 2, 3, 4, 5, 6, 13, 14)
_LETTERS = frozenset("LMN")

# Brotli's 5 is within 9 % of its 11 (2 kB a face) and takes a fiftieth of the time.
_BROTLI_QUALITY = 5
# WOFF2 § 4.1: the tags that have a number of their own.
_KNOWN_TAGS = (
    "cmap head hhea hmtx maxp name OS/2 post cvt fpgm glyf loca prep CFF VORG EBDT EBLC gasp hdmx kern LTSH PCLT VDMX vhea "
    "vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG sbix acnt avar bdat bloc bsln cvar fdsc feat fmtx fvar "
    "gvar hsty just lcar mort morx opbd prop trak Zapf Silf Glat Gloc Feat Sill"
)
_TAG_NUMBERS = {tag.ljust(4).encode(): number for number, tag in enumerate(_KNOWN_TAGS.split())}


@dataclass(frozen=True, slots=True)
class Cut:
    """A face cut down, ready to be embedded."""

    face: Face
    data: bytes


def characters(*markup: str) -> str:
    """Return every character that `markup` (HTML, XHTML or CSS) may show, each once, in order.

    Other cases of a letter are among them, since `text-transform` can make them.
    """
    shown = set().union(*(html.unescape(text) for text in markup))
    for character in tuple(shown):
        shown.update(character.upper(), character.lower())
    return "".join(sorted(character for character in shown if character.isprintable()))


def coverage(face: Face) -> frozenset[int]:
    """Return the code points that `face` has a glyph for (OpenType `cmap`)."""
    return frozenset(_open(face).unicodes)


def reserved(face: Face) -> bool:
    """Return whether the licence of `face` reserves its name, so that a changed copy may not bear it (OFL 1.1 § 3)."""
    font = _open(face)
    return any("reserved font name" in (font.get_name(number) or "").lower() for number in (0, 13))


def subset(face: Face, characters: str, flavour: Flavour) -> bytes:
    """Return `face` with no more than `characters` need: a TrueType file, or the same as WOFF2.

    Names and time stamps stay, so equal input gives equal bytes. Hinting goes: screens that use it are gone.
    """
    import uharfbuzz

    request = uharfbuzz.SubsetInput()
    request.unicode_set.update(map(ord, characters))
    request.layout_feature_tag_set.clear()
    request.layout_feature_tag_set.update(int.from_bytes(tag.encode()) for tag in _FEATURES)
    request.name_id_set.clear()
    request.name_id_set.update(_NAMES)
    request.flags = uharfbuzz.SubsetFlags.NO_HINTING
    data: bytes = uharfbuzz.subset(_open(face), request).blob.data
    return data if flavour == "ttf" else _woff2(data)


def cut(faces: Sequence[Face], characters: str, flavour: Flavour) -> tuple[Cut, ...]:
    """Return those of `faces` that a book of `characters` needs, each cut down to what is its own.

    A character belongs to the first family that has it. Families with a reserved name come last and whole, and only where
    a letter is in no other: a symbol is left to the reading system.
    """
    from concurrent.futures import ThreadPoolExecutor

    free = [(face, coverage(face)) for face in faces if not reserved(face)]
    wanted = frozenset(map(ord, characters))
    had = frozenset().union(*(has for _face, has in free))
    # what no face has as one glyph, a shaper sets from its parts
    wanted |= {ord(part) for point in wanted - had for part in unicodedata.normalize("NFD", chr(point))}
    needed: list[tuple[Face, str | None]] = []
    for family in dict.fromkeys(face.family for face, _has in free):
        members = [(face, has & wanted) for face, has in free if face.family == family]
        needed += [(face, "".join(map(chr, sorted(own)))) for face, own in members if own]
        wanted = wanted.difference(*(own for _face, own in members))
    letters = frozenset(point for point in wanted if unicodedata.category(chr(point))[0] in _LETTERS)
    if letters:
        needed += [(face, None) for face in faces if reserved(face) and coverage(face) & letters]
    with ThreadPoolExecutor() as pool:  # Brotli and HarfBuzz work without Python's lock
        return tuple(pool.map(lambda item: Cut(item[0], _finish(item[0], item[1], flavour)), needed))


def rule(piece: Cut, source: str) -> str:
    """Return the `@font-face` rule for `piece`, whose file `source` names (CSS Fonts 4 § 4)."""
    face = piece.face
    style = "italic" if face.italic else "normal"
    return f"@font-face{{font-family:{_quoted(face.family)};font-style:{style};font-weight:{face.weight};src:{source}}}\n"


def name_families(stylesheet: str, pieces: Iterable[Cut]) -> str:
    """Return `stylesheet` with the families of `pieces` where it says `POSTIL-FACES`."""
    families = "".join(f"{_quoted(name)}," for name in dict.fromkeys(piece.face.family for piece in pieces))
    return re.sub(rf"{STACK}\s*,?\s*", lambda _match: families, stylesheet)


def _finish(face: Face, own: str | None, flavour: Flavour) -> bytes:
    if own is not None:
        return subset(face, own, flavour)
    return face.data if flavour == "ttf" else _woff2(face.data)


def _open(face: Face) -> Any:
    import uharfbuzz

    return uharfbuzz.Face(face.data)


def _quoted(family: str) -> str:
    escaped = re.sub(r'[\\"\n<>]', lambda match: f"\\{ord(match.group()):x} ", family)
    return f'"{escaped}"'


def _woff2(font: bytes) -> bytes:
    """Return the OpenType file `font` as WOFF2 (W3C Recommendation, §§ 4 and 5)."""
    import brotli

    tables = _tables(font)
    directory = b"".join(_entry(tag, len(data)) for tag, data in tables)
    packed: bytes = brotli.compress(
        b"".join(data for _tag, data in tables), mode=brotli.MODE_FONT, quality=_BROTLI_QUALITY
    )
    unpacked = 12 + sum(16 + len(data) + -len(data) % 4 for _tag, data in tables)
    length = 48 + len(directory) + len(packed)
    padding = -length % 4
    header = struct.pack(
        ">4s4sIHHIIHH20x", b"wOF2", font[:4], length + padding, len(tables), 0, unpacked, len(packed), 1, 0
    )
    return header + directory + packed + bytes(padding)


def _tables(font: bytes) -> list[tuple[bytes, bytes]]:
    """Return the tables of `font` in the order of WOFF2: by tag, but `loca` right after `glyf` (§ 5.3)."""
    tables: dict[bytes, bytes] = {}
    for number in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _checksum, offset, length = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        tables[tag] = font[offset : offset + length]
    tables.pop(b"DSIG", None)  # § 5.1: a signature would not hold any more
    head = bytearray(tables[b"head"])
    head[8:12] = bytes(4)  # the checksum of the whole, which the decoder sets anew
    head[16] |= 0x08  # bit 11: went through a lossless transformation
    tables[b"head"] = bytes(head)
    order = sorted(tables, key=lambda tag: (b"glyf", 1) if tag == b"loca" else (tag, 0))
    return [(tag, tables[tag]) for tag in order]


def _entry(tag: bytes, length: int) -> bytes:
    """Return the entry of the table directory (§ 4.1): number or tag, transformation, length as UIntBase128 (§ 4.2)."""
    number = _TAG_NUMBERS.get(tag, 63)
    untransformed = 3 if tag in {b"glyf", b"loca"} else 0
    digits = [length & 0x7F]
    while length := length >> 7:
        digits.append(0x80 | length & 0x7F)
    return bytes([untransformed << 6 | number]) + (tag if number == 63 else b"") + bytes(reversed(digits))
