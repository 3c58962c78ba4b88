"""Pages that were laid out become content streams, with the fonts and other resources they name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

import pydyf
from tinycss2.color5 import D50, D65
from weasyprint.pdf import _use_references
from weasyprint.pdf.fonts import Font
from weasyprint.pdf.stream import Stream

from postil.model.steps import blob

from .objects import FONTS, Draft, Hole, Strip
from .sheaf import FaceName, FontUse, XObject
from .sheaf import Resources as Names

SCALE = 0.75  # CSS pixels to points
_ALL_FONTS = b"8388607 0 R"  # stands for the dictionary of the book's fonts until there is one
_REFERENCE = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f]*>|(\d+) 0 R", re.DOTALL)
_CATEGORIES = ("ExtGState", "XObject", "Pattern", "Shading")
_LAB = {
    name: b"[/Lab<</WhitePoint%b/Range[-125 125 -125 125]>>]" % pydyf.Array(white).data
    for name, white in (("lab-d50", D50), ("lab-d65", D65))
}


class _Apart(pydyf.Dictionary):  # type: ignore[misc]
    """Resources whose names, which WeasyPrint makes from their count, meet no others on the same page."""

    start = 0

    def __len__(self) -> int:
        return self.start + dict.__len__(self)


class Canvas:
    """The place where pages that share resources are painted. With `start`, resources are counted from there."""

    def __init__(self, document: Any, start: int = 0) -> None:
        self.fonts: dict[Any, Font] = {}
        self.images: dict[str, Any] = {}
        self.document = document
        self.resources = pydyf.Dictionary({"ColorSpace": pydyf.Dictionary(_LAB)})
        for category in _CATEGORIES:
            names = self.resources[category] = _Apart({})
            names.start = start
        self.lab = False

    def stream(self, page: Any, tags: dict[Any, Any] | None) -> Any:
        """Return an empty stream for `page`, whose origin is its upper left corner."""
        bleed = page.bleed
        area = (
            -bleed["left"],
            -bleed["top"],
            page.width + bleed["left"] + bleed["right"],
            page.height + bleed["top"] + bleed["bottom"],
        )
        stream = Stream(
            self.fonts,
            area,
            self.resources,
            self.images,
            tags,
            {},
            self.document.output_intent,
            compress=True,
        )
        stream.push_state()
        stream.transform(d=-1, f=page.height * SCALE)
        return stream

    def strip(self, stream: Any) -> Strip:
        """Return a painted stream, compressed; the graphics state is left as it was found."""
        stream.pop_state()
        data = b"\n".join(map(_short, _flat(stream.stream))) + b"\n"
        self.lab = self.lab or b"/lab-d" in data
        return Strip.of(data)

    def finish(self, draft: Draft) -> tuple[Names, tuple[XObject, ...]]:
        """Write what the pages name into `draft`; return the names, and the data of the streams among it."""
        pdf = pydyf.PDF()
        first = len(pdf.objects)
        self.resources["Font"] = _ALL_FONTS
        _use_references(pdf, self.resources, self.images, {})
        made = _Made(pdf.objects[first:], draft)
        names: dict[str, dict[str, bytes | Hole]] = {}
        for category in _CATEGORIES:
            for name, value in self.resources[category].items():
                names.setdefault(category, {})[str(name)] = made.value(pydyf._to_bytes(value))
        if self.lab:
            names["ColorSpace"] = dict(_LAB)
        return names, made.drawn()


_SHOWN = b"] TJ"
_NO_MOVE = b">0<"  # between two glyphs that stand as the font has them
_EXACT = re.compile(rb"(\.\d{6})\d+")


def _short(item: Any) -> bytes:
    """Return a part of a content stream, text without what makes no difference: moves by nothing, and digits that no
    reader keeps (it reads 32-bit numbers). That is a third of the bytes to be compressed."""
    data: bytes = item if isinstance(item, bytes) else pydyf._to_bytes(item)
    return _EXACT.sub(rb"\1", data.replace(_NO_MOVE, b"")) if data.endswith(_SHOWN) else data


def _flat(items: Sequence[Any]) -> list[Any]:
    """Return a content stream without saving twice what is restored twice at the same place."""
    partner: dict[int, int] = {}
    opened: list[int] = []
    for place, item in enumerate(items):
        if item == b"q":
            opened.append(place)
        elif item == b"Q":
            partner[opened.pop()] = place
    needless = {
        end for start, last in partner.items() if partner.get(start - 1) == last + 1 for end in (start, last)
    }
    return [item for place, item in enumerate(items) if place not in needless]


class _Made:
    """Objects that pydyf made, written into a draft."""

    def __init__(self, objects: Sequence[Any], draft: Draft) -> None:
        self.draft = draft
        self.heads: dict[int, bytes] = {}
        self.data: dict[int, bytes] = {}
        self.places: dict[int, Hole] = {int(_ALL_FONTS.split()[0]): FONTS}
        self.digests: dict[int, str] = {int(_ALL_FONTS.split()[0]): "fonts"}
        for each in objects:
            head = each.data
            if isinstance(each, pydyf.Stream):
                head, _, rest = head.partition(b"\nstream\n")
                self.data[each.number] = rest.removesuffix(b"\nendstream")
            self.heads[each.number] = head
            self.places[each.number] = draft.reserve()
        for number, head in self.heads.items():
            draft.write(self.places[number], *self.parts(head))

    def parts(self, data: bytes) -> list[bytes | Hole]:
        """Return an object with holes where it refers to others."""
        parts: list[bytes | Hole] = []
        done = 0
        for found in _REFERENCE.finditer(data):
            if found[1]:
                parts += (data[done : found.start()].replace(b"\n", b" "), self.places[int(found[1])])
                done = found.end()
        return [*parts, data[done:].replace(b"\n", b" ")]

    def value(self, data: bytes) -> bytes | Hole:
        """Return what stands in a dictionary of resources: the object itself where it refers to no other."""
        parts = self.parts(data)
        if len(parts) == 3 and parts[0] == parts[2] == b"":
            return parts[1]
        return data if len(parts) == 1 else self.draft.add(*parts)

    def digest(self, number: int) -> str:
        """Return a digest of an object and all it refers to."""
        if number not in self.digests:
            found = hashlib.sha256(_REFERENCE.sub(lambda m: b"R" if m[1] else m[0], self.heads[number]))
            found.update(self.data.get(number, b""))
            for other in _REFERENCE.finditer(self.heads[number]):
                if other[1]:
                    found.update(self.digest(int(other[1])).encode())
            self.digests[number] = found.hexdigest()
        return self.digests[number]

    def drawn(self) -> tuple[XObject, ...]:
        """Return the streams."""
        return tuple(XObject(self.places[n], self.digest(n), data) for n, data in self.data.items())


def fonts_of(fonts: Iterable[Font], faces: Sequence[FaceName]) -> tuple[FontUse, ...]:
    """Return which glyphs of which faces were used. A face that is none of `faces` is a `LookupError`."""
    merged: dict[str, list[Font]] = {}
    for font in fonts:
        merged.setdefault(font.hash, []).append(font)
    return tuple(_use(same, faces) for same in merged.values())


def _use(same: Sequence[Font], faces: Sequence[FaceName]) -> FontUse:
    """WeasyPrint has one font for each size; they are one here."""
    font = same[0]
    if font.bitmap:
        raise LookupError(f"{font.family} is a font of bitmaps; there is no outline to print")
    digest = next((face.digest for face in faces if blob(face.digest) == font.file_content), None)
    if digest is None:
        raise LookupError(f"{font.family} is not among the faces of the rendition")
    widths: dict[int, int] = {}
    words: dict[int, str] = {}
    for each in same:
        for glyph, width in each.widths.items():
            widths.setdefault(glyph, width)
        for glyph, shown in each.to_unicode.items():
            words[glyph] = words.get(glyph) or shown
    return FontUse(
        key=font.hash,
        digest=digest,
        index=font.index,
        # Pango puts a comma behind a family whose name ends in a number
        name=font.name.decode("ascii", "replace").rstrip(","),
        family=font.family,
        flags=font.flags,
        ascent=font.ascent,
        descent=font.descent,
        style=font.style,
        weight=font.weight,
        size=font.font_size,
        variations=tuple(sorted(font.variations.items())),
        missing=tuple(sorted({glyph for each in same for glyph in each.missing.values()})),
        glyphs=tuple((glyph, widths[glyph], words.get(glyph)) for glyph in sorted(widths)),
    )
