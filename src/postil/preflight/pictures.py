"""Images as they are placed: their resolution on the page, and the ink of their darkest pixel."""

from __future__ import annotations

import warnings
from typing import Any

import pikepdf

from .colours import Colours
from .facts import Picture
from .matrices import Matrix, placed

__all__ = ["picture"]

_MOST = 60_000_000  # pixels that are decoded to measure ink
_SAMPLE = 600  # pixels a side are enough to find a dark part


def picture(found: Any, matrix: Matrix, colours: Colours) -> Picture | None:
    """Return an image placed by `matrix`, which maps the unit square; nothing where it has no size."""
    width, height = (
        int(found.get("/Width", found.get("/W", 0))),
        int(found.get("/Height", found.get("/H", 0))),
    )
    across, up = placed(matrix)
    if width <= 0 or height <= 0 or across <= 0 or up <= 0:
        return None
    mask = bool(found.get("/ImageMask", found.get("/IM", False)))
    bits = 1 if mask else int(found.get("/BitsPerComponent", found.get("/BPC", 8)))
    space, _ = colours.space(found.get("/ColorSpace", found.get("/CS")))
    ppi = min(width / across, height / up) * 72
    darkest = _ink(found) if space == "CMYK" and not mask and width * height <= _MOST else None
    return Picture(width, height, round(ppi, 1), bits, "Gray" if mask else space, darkest)


def _ink(found: Any) -> float | None:
    """Return the ink of the darkest part of a CMYK image in per cent, nothing where it cannot be decoded."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = pikepdf.PdfImage(found).as_pil_image()
        if image.mode != "CMYK":
            return None
        shrink = max(1, min(image.size) // _SAMPLE)
        bands = [band.tobytes() for band in image.reduce(shrink).split()]
        return round(max(map(sum, zip(*bands, strict=True))) / 2.55, 1)
    except Exception:  # noqa: BLE001  whatever a decoder makes of a broken image: it is not measured
        return None
