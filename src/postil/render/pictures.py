"""Names under which the pictures of a book travel: plain letters, one for each picture, the same in all media."""

from __future__ import annotations

import re
from collections.abc import Mapping

from postil.model.edition import Edition

__all__ = ["picture_names"]

_OTHER = re.compile(r"[^A-Za-z0-9.-]+")


def picture_names(edition: Edition, prefix: str) -> Mapping[str, str]:
    """Return for the path of each picture the name it has in the book."""
    names: dict[str, str] = {}
    for index, picture in enumerate(edition.pictures, 1):
        stem, dot, extension = picture.path.rpartition("/")[2].rpartition(".")
        safe = _OTHER.sub("-", stem or extension).strip("-.")
        names[picture.path] = (
            f"{_OTHER.sub('-', prefix)}{index}-{safe}{dot}{extension.lower() if dot else ''}"
        )
    return names
