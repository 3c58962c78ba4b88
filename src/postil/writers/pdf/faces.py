"""The faces of a joined book: one subset for each, from the glyphs that all its sheaves use.

Content streams call glyphs by the numbers they have in the face's file, and a subset keeps these numbers. So the same
streams are right with any subset that has their glyphs, and a glyph more or less changes no page.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from postil.frozen import dataclass
from postil.model.steps import Step, blob, key_of

from .objects import reference, text
from .sheaf import FontUse

__all__ = ["Cut", "CutOrder", "Font", "cut_face", "cutting", "merged"]

# What a page needs nothing of: layout is done (as `weasyprint.pdf.fonts` has it).
_DROPPED = ("BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "SVG ")


@dataclass(frozen=True, slots=True)
class Font:
    """A face with all glyphs that a book uses of it: number to width, and to the words it stands for."""

    use: FontUse
    widths: dict[int, int]
    words: dict[int, str]
    missing: frozenset[int]


@dataclass(frozen=True, slots=True)
class CutOrder:
    """All that a subset depends on."""

    digest: str
    index: int
    glyphs: tuple[int, ...]
    notdef: bool
    style: int
    weight: int
    size: float
    variations: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """A subset, compressed; `length` is that of the file."""

    data: bytes
    length: int
    outlines: str  # "ttf" or "otf"


def merged(uses: Iterable[FontUse]) -> list[Font]:
    """Return the fonts of all `uses`, each once. Where two disagree on a glyph the first one that knows its words is
    right, as in a book that is set whole."""
    fonts: dict[str, Font] = {}
    for use in uses:
        font = fonts.get(use.key)
        if font is None:
            font = fonts[use.key] = Font(use, {}, {}, frozenset())
        for glyph, width, words in use.glyphs:
            font.widths.setdefault(glyph, width)
            if words is not None and not font.words.get(glyph):
                font.words[glyph] = words
        if use.missing:
            fonts[use.key] = Font(font.use, font.widths, font.words, font.missing | set(use.missing))
    return [fonts[key] for key in sorted(fonts)]


def cutting(font: Font) -> Step[Cut]:
    """Return the step that makes the subset for `font`."""
    use = font.use
    order = CutOrder(
        use.digest,
        use.index,
        tuple(sorted(font.words)),
        bool(font.missing),
        use.style,
        use.weight,
        use.size,
        use.variations,
    )
    return Step(cut_face, (order,), key_of("cut_face", order), "face", (use.digest,), typesets=True)


def cut_face(order: CutOrder) -> Cut:
    """Return a face with no more than the glyphs of the order, each under its number."""
    import uharfbuzz as hb

    face = hb.Face(blob(order.digest), order.index)
    request = hb.SubsetInput()
    request.glyph_set.update(order.glyphs)
    request.drop_table_tag_set.update(map(_tag, _DROPPED))
    flags = hb.SubsetFlags
    always = flags.PASSTHROUGH_UNRECOGNIZED | flags.DESUBROUTINIZE
    if order.notdef:
        always |= flags.NOTDEF_OUTLINE
    request.flags = always | flags.RETAIN_GIDS
    kept = hb.subset(face, request)
    # the numbers above the last one used are of no use
    request = hb.SubsetInput()
    request.glyph_set.update(range(max(order.glyphs, default=0) + 1))
    request.drop_table_tag_set.update(map(_tag, _DROPPED))
    request.flags = always | flags.NO_HINTING
    data = bytes(hb.subset(kept, request).blob.data)
    tags = set(face.table_tags)
    if tags & {"fvar", "CBDT", "sbix", "COLR", "SVG "}:
        data = _cleaned(order, data, tags)
    return Cut(zlib.compress(data, 9), len(data), "otf" if data[:4] == b"OTTO" else "ttf")


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii"), "big")


def _cleaned(order: CutOrder, data: bytes, tags: set[str]) -> bytes:
    """Return a variable face as the one it was used as, and a face of pictures without them: they are drawn apart."""
    from fontTools.ttLib import TTFont, getTableClass, getTableModule
    from fontTools.varLib.instancer import instantiateVariableFont

    font: Any = TTFont(io.BytesIO(data), recalcTimestamp=False)
    if "fvar" in font:
        axes = {axis.axisTag: axis for axis in font["fvar"].axes}
        place = {name: value for name, value in order.variations if name in axes}
        slant = axes.get("slnt")
        for axis, value in (("wght", order.weight), ("opsz", order.size), ("ital", int(order.style == 2))):
            if axis in axes:
                place.setdefault(axis, value)
        if slant is not None:
            place.setdefault("slnt", (slant.minValue or slant.maxValue) if order.style == 1 else 0)
        font = instantiateVariableFont(font, place)
        for axis_left in [axis for axis in axes if axis not in place and "fvar" in font]:
            font = instantiateVariableFont(font, {axis_left: axes[axis_left].defaultValue})
    if tags & {"CBDT", "sbix", "COLR", "SVG "}:
        if "glyf" in font:
            for name in font["glyf"].glyphs:
                font["glyf"][name] = getTableModule("glyf").Glyph()
        elif "CFF " not in font:
            font["loca"], font["glyf"] = getTableClass("loca")(), getTableClass("glyf")()
            font["glyf"].glyphOrder = font.getGlyphOrder()
            font["glyf"].glyphs = {name: getTableModule("glyf").Glyph() for name in font["glyf"].glyphOrder}
        for table in ("CBDT", "CBLC", "SVG ", "COLR", "CPAL", "sbix"):
            if table in font:
                del font[table]
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


_NOTHING = "\u2060"


# the dictionaries of a font -------------------------------------------------------------------------------------------


def descriptor(font: Font, cut: Cut, file: int) -> bytes:
    """Return the font descriptor (ISO 32000-1 § 9.8), as `weasyprint.pdf.fonts` makes it."""
    use, widest = font.use, max(font.widths.values(), default=0)
    flags = use.flags | int(len(font.widths) > 1 and len(set(font.widths.values())) == 1)
    kind = b"FontFile3" if cut.outlines == "otf" else b"FontFile2"
    return (
        b"<</Type/FontDescriptor/FontName%b/FontFamily%b/Flags %d/FontBBox[0 %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d"
        b"/CapHeight %d/StemV 80/StemH 80/%b %b>>"
    ) % (
        use.name.encode(), text(use.family), flags, use.descent, widest, use.ascent, use.ascent, use.descent,
        use.ascent, kind, reference(file),
    )  # fmt: skip


def descendant(font: Font, cut: Cut, descriptor: int) -> bytes:
    """Return the CID font (§ 9.7.4)."""
    return b"<</Type/Font/Subtype/CIDFontType%d/BaseFont%b%b/CIDToGIDMap/Identity/W[%b]/FontDescriptor %b>>" % (
        0 if cut.outlines == "otf" else 2, font.use.name.encode(), _SYSTEM, _widths(font.widths), reference(descriptor),
    )  # fmt: skip


_SYSTEM = b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"


def _widths(widths: dict[int, int]) -> bytes:
    runs = []
    for _, run in groupby(enumerate(sorted(widths)), lambda pair: pair[1] - pair[0]):
        glyphs = [glyph for _, glyph in run]
        runs.append(b"%d[%b]" % (glyphs[0], b" ".join(b"%d" % widths[glyph] for glyph in glyphs)))
    return b"".join(runs)


def composite(font: Font, descendant: int, words: int, encoding: int | None) -> bytes:
    """Return the font itself (§ 9.7.6)."""
    coded = b"/Identity-H" if encoding is None else b" " + reference(encoding)
    return b"<</Type/Font/Subtype/Type0/BaseFont%b/Encoding%b/DescendantFonts[%b]/ToUnicode %b>>" % (
        font.use.name.encode(), coded, reference(descendant), reference(words),
    )  # fmt: skip


def to_unicode(font: Font) -> bytes:
    """Return the CMap that says which words each glyph stands for (§ 9.10.3). A stroke of a letter that another glyph
    stands for is a word joiner, which is nothing in a word: where there is no entry readers show the glyph's number as a
    letter."""
    pairs = [
        b"<%04x><%b>" % (glyph, (words or _NOTHING).encode("utf-16-be", "surrogatepass").hex().encode())
        for glyph, words in sorted(font.words.items())
    ]
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n<< /Registry (Adobe)\n"
        b"/Ordering (UCS)\n/Supplement 0\n>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        + _batches(b"bfchar", pairs)
        + b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


def encoding(font: Font) -> bytes:
    """Return the CMap that shows the sign for a missing glyph where a face has none (§ 9.7.5)."""
    pairs = [b"<%04x> %d" % (glyph, 0 if glyph in font.missing else glyph) for glyph in sorted(font.words)]
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n3 dict dup begin\n"
        b"/Registry (Adobe) def\n/Ordering (Identity) def\n/Supplement 0 def\nend def\n/CMapName /Postil-0 def\n"
        b"/CMapType 1 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        + _batches(b"cidchar", pairs)
        + b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


ENCODING = b"<</Type/CMap/CMapName/Postil-0" + _SYSTEM


def _batches(kind: bytes, pairs: Sequence[bytes]) -> bytes:
    return b"".join(
        b"%d begin%b\n%b\nend%b\n" % (len(batch), kind, b"\n".join(batch), kind)
        for batch in (pairs[start : start + 100] for start in range(0, len(pairs), 100))
    )
