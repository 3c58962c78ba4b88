"""Writing the file."""

from __future__ import annotations

from typing import Any

import pydyf


def references() -> None:
    """pydyf `PDF.page_references`: made once, not for every element of the structure tree."""
    original = pydyf.PDF.page_references.fget

    def page_references(self: Any) -> Any:
        count = len(self.pages["Kids"])
        known = self.__dict__.get("_references")
        if known is None or known[0] != count:
            known = self._references = (count, original(self))
        return known[1]

    pydyf.PDF.page_references = property(page_references)
