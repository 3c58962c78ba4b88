"""Lengths in manifests: a number and its unit."""

from __future__ import annotations

import re

from postil.diagnostics import code
from postil.ingest.fields import Fields
from postil.ingest.yaml import Scalar

__all__ = ["length"]

_UNITS = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
_LENGTH = re.compile(r"(\d{1,5}(?:\.\d{1,4})?)\s*(mm|cm|in|pt)")


def length(fields: Fields, key: str, *, least: float = 0.0, most: float = 1500.0) -> float | None:
    """Return a length in mm, nothing where the key is missing; 0 needs no unit. Reports M007, M008."""
    node = fields.mapping.get(key)
    written = fields.text(key).strip()
    if not written or not isinstance(node, Scalar):
        return None
    if written == "0":
        return 0.0
    found = _LENGTH.fullmatch(written)
    if found is None:
        fields.out.report(
            code("M008"),
            f"“{written}” is no length",
            node.span,
            hint=f"write it with its unit, as in `{key}: 12.7 mm`; cm, in and pt are understood too",
        )
        return None
    size = round(float(found[1]) * _UNITS[found[2]], 4)
    if not least <= size <= most:
        fields.out.report(
            code("M008"),
            f"“{key}” cannot be {written}",
            node.span,
            hint=f"it lies between {least:g} and {most:g} mm",
        )
        return None
    return size
