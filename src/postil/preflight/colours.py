"""Colour spaces by what a printer asks of them (ISO 32000-1 § 8.6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pikepdf

from .facts import Space

__all__ = ["Colours", "single"]

_DEVICE: dict[str, Space] = {
    "/DeviceGray": "Gray", "/G": "Gray", "/CalGray": "Gray",
    "/DeviceRGB": "RGB", "/RGB": "RGB", "/CalRGB": "RGB",
    "/DeviceCMYK": "CMYK", "/CMYK": "CMYK",
    "/Lab": "Lab",
}  # fmt: skip
_BY_COMPONENTS: dict[int, Space] = {1: "Gray", 3: "RGB", 4: "CMYK"}
_DEEP = 6


def single(values: Iterable[float]) -> tuple[float, ...]:
    """Return a colour's values to a thousandth: what differs less is one ink."""
    return tuple(round(min(max(v, 0.0), 1.0), 3) for v in values)


class Colours:
    """Tells what spaces are. `indexed` says that the last one asked for is a table of colours, whose values are numbers of it."""

    def __init__(self) -> None:
        self.indexed = False

    def space(self, found: Any, depth: int = 0) -> tuple[Space, tuple[str, ...]]:
        """Return what a colour space is, and the names of its spot colours. That of a table or of a pattern is the one below."""
        if depth == 0:
            self.indexed = False
        if isinstance(found, pikepdf.Name):
            return _DEVICE.get(str(found), "unknown"), ()
        if not isinstance(found, pikepdf.Array) or not len(found) or depth > _DEEP:
            return "unknown", ()
        family = str(found[0])
        if family in _DEVICE:
            return _DEVICE[family], ()
        if len(found) < 2:
            return "unknown", ()
        if family == "/ICCBased" and isinstance(found[1], pikepdf.Stream):
            return _BY_COMPONENTS.get(int(found[1].get("/N", 0)), "unknown"), ()
        if family in {"/Indexed", "/I"}:
            self.indexed = True
            return self.space(found[1], depth + 1)
        if family == "/Pattern":
            return self.space(found[1], depth + 1)
        if family == "/Separation":
            return _spot([str(found[1])[1:]])
        if family == "/DeviceN" and isinstance(found[1], pikepdf.Array):
            return _spot([str(name)[1:] for name in list(found[1])[:32]])
        return "unknown", ()


_PROCESS = {"Cyan", "Magenta", "Yellow", "Black", "None"}


def _spot(names: list[str]) -> tuple[Space, tuple[str, ...]]:
    if "All" in names:
        return "All", ()
    own = tuple(name for name in names if name not in _PROCESS)
    return ("Spot", own) if own else ("CMYK", ())
