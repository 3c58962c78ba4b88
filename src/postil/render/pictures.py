"""Names under which the pictures of a book travel: plain letters, one for each picture, the same in all media."""

from __future__ import annotations

import re
from collections.abc import Mapping

from postil.model.edition import Edition
from postil.model.prose import Image, walk_blocks

__all__ = ["picture_names", "shown_in_reader"]

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


def shown_in_reader(edition: Edition) -> frozenset[str]:
    """Return the paths of pictures that a reader shows of an edition: not its frontispiece."""
    front = edition.manifest.front.frontispiece
    if front is None:
        return frozenset(picture.path for picture in edition.pictures)
    bodies = [edition.headnote, *(p.blocks for p in edition.parts)]
    bodies += [(*a.body, *a.answer) for a in edition.annotations]
    used = {node.path for body in bodies for node in walk_blocks(body) if isinstance(node, Image)}
    used |= {path for block in edition.text.blocks for path in block.images}
    return frozenset(p.path for p in edition.pictures if p.path != front.image or p.path in used)
