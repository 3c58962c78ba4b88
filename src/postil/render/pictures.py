"""Names under which the pictures of a book travel: plain letters, one for each picture, the same in all media."""

from __future__ import annotations

import re
from collections.abc import Mapping

from postil.model.course_reader import CitedEdition
from postil.model.edition import Edition

__all__ = ["picture_names", "pictures_of"]

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


def pictures_of(cited: CitedEdition) -> dict[str, bytes]:
    """Return the pictures of a document by the names they have in the book."""
    edition = cited.woven.edition
    names = picture_names(edition, cited.woven.prefix)
    return {names[picture.path]: picture.data for picture in edition.pictures}
