"""Ink: black and greys are written in one (DeviceGray, ISO 32000-1 § 8.6.4.2); where a book is to be printed, all is.

WeasyPrint writes black as red, green and blue, which a print house sets from four inks and returns.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pydyf
from PIL import Image, ImageOps

__all__ = ["Pen", "greyed", "pen", "use_one_ink_for_greys"]

# ITU-R BT.709: how much of what the eye sees as light is in red, green and blue.
_LIGHT = (0.2126, 0.7152, 0.0722)
# Modes of Pillow. WeasyPrint writes greys of eight bits as greys; it makes red, green and blue of one bit, and clips sixteen.
_GREYS = ("L", "LA")
_FOREIGN = ("CMYK", "YCbCr", "LAB", "HSV")
_DEEP = ("I", "I;16", "I;16B", "I;16L")


@dataclass(slots=True)
class Pen:
    """What a sheaf is written with: everything in `one_ink`, or as the style sheet says; `coloured` tells that it had colours
    to write."""

    one_ink: bool = False
    coloured: bool = False


_pens: list[Pen] = [Pen()]


@contextmanager
def pen(*, one_ink: bool) -> Iterator[Pen]:
    """Write with a pen of one's own until the end. One at a time in a process, as all type is set (`steps`)."""
    own = Pen(one_ink)
    _pens.append(own)
    try:
        yield own
    finally:
        _pens.remove(own)


def use_one_ink_for_greys() -> None:
    """Replace `pydyf.Stream.set_color_rgb`: where the three are alike, one number says as much."""
    original = pydyf.Stream.set_color_rgb

    def set_color_rgb(self: Any, r: Any, g: Any, b: Any, stroke: bool = False) -> None:
        own = _pens[-1]
        if not r == g == b:
            own.coloured = True
            if not own.one_ink:
                original(self, r, g, b, stroke)
                return
            r = round(sum(part * light for part, light in zip((r, g, b), _LIGHT, strict=True)), 4)
        self.stream.append(pydyf._to_bytes(r) + (b" G" if stroke else b" g"))

    pydyf.Stream.set_color_rgb = set_color_rgb


def greyed(image: bytes) -> bytes:
    """Return a picture as it is drawn: in greys on white where all is in one ink, else in greys or in red, green and blue, the
    colours that a book for the screen or to be kept defines. What is no raster picture is drawn by operators."""
    own = _pens[-1]
    own.coloured = True
    try:
        with Image.open(io.BytesIO(image)) as lying:
            opened = ImageOps.exif_transpose(
                lying
            )  # what is written anew does not say how the camera was held
            if own.one_ink and opened.has_transparency_data:
                converted = _on_paper(opened)
            elif opened.mode in _GREYS or (not own.one_ink and opened.mode not in (*_FOREIGN, *_DEEP, "1")):
                return image
            else:
                converted = _converted(opened, one_ink=own.one_ink)
            converted.info = {"dpi": opened.info["dpi"]} if "dpi" in opened.info else {}
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return image
    out = io.BytesIO()
    converted.save(out, "PNG", optimize=False)
    return out.getvalue()


def _converted(opened: Image.Image, *, one_ink: bool) -> Image.Image:
    if opened.mode in _DEEP:
        return opened.convert("I").point(lambda light: light * (1 / 256)).convert("L")
    return opened.convert("L" if one_ink or opened.mode == "1" else "RGB")


def _on_paper(opened: Image.Image) -> Image.Image:
    """Return a picture one can see through as it looks on white paper: print houses take no transparency."""
    drawn = opened.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", drawn.size, "white"), drawn).convert("L")
