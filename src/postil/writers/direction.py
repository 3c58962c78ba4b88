"""The direction in which a language is written."""

from __future__ import annotations

import re

__all__ = ["is_rtl"]

_RTL = re.compile(r"(ar|dv|fa|he|iw|ps|sd|syr|ug|ur|yi)(-(?!Latn)|$)")


def is_rtl(language: str) -> bool:
    """Tell whether `language` is written from right to left."""
    return _RTL.match(language) is not None
