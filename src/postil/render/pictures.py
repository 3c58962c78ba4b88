"""Names under which the pictures of a book travel: plain letters, one for each picture, the same in all media."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from postil.model.edition import CitedEdition, CourseReader, Edition

__all__ = ["editions_of", "picture_names", "pictures_of"]

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


def editions_of(source: CitedEdition | CourseReader) -> Iterable[tuple[Edition, str]]:
    """Yield every edition of a book with its prefix."""
    items = (source,) if isinstance(source, CitedEdition) else source.items
    for item in items:
        if isinstance(item, CitedEdition):
            yield item.woven.edition, item.woven.prefix


def pictures_of(source: CitedEdition | CourseReader) -> dict[str, bytes]:
    """Return the pictures of a book by the names they have in it."""
    found: dict[str, bytes] = {}
    for edition, prefix in editions_of(source):
        names = picture_names(edition, prefix)
        found.update({names[picture.path]: picture.data for picture in edition.pictures})
    return found
