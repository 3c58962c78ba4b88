"""Names of files and identifiers in a cartridge.

Systems look a link up by the end of its path (Canvas) or replace a file's name wherever it stands in a page (Moodle).
So no name may be contained in another, and names are of small letters, digits and hyphens, whatever the titles are.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping

__all__ = ["Names", "identifier", "slug"]

_ODD = re.compile(r"[^a-z0-9]+")
_LONGEST = 40


def slug(words: str) -> str:
    """Return `words` in small letters, digits and hyphens; empty where they have none of these."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return _ODD.sub("-", plain).strip("-")[:_LONGEST].strip("-")


def identifier(mark: str, *parts: str) -> str:
    """Return an XML id for what `parts` name: the same every time, so that a system knows it again."""
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{mark}_{digest[:24]}"


class Names:
    """Gives names that are not contained in each other, in the order in which they are asked for.

    Every name has one dot, so one is in another only if its stem is the end of the other's.
    """

    def __init__(self) -> None:
        self.given: list[str] = []

    def numbered(self, mark: str, titles: Iterable[str], ending: str) -> list[str]:
        """Return a name for each title: the mark, a number of fixed width, what is left of the title.

        To be asked for before all others, once for a mark.
        """
        every = list(titles)
        width = max(3, len(str(len(every))))
        names = [
            "-".join(filter(None, (f"{mark}{number:0{width}}", slug(title)))) + ending
            for number, title in enumerate(every, 1)
        ]
        self.given += names
        return names

    def like(self, name: str) -> str:
        """Return a name as near to `name` as it can be."""
        stem, dot, ending = name.rpartition(".")
        stem, ending = (slug(stem), slug(ending)) if dot else (slug(name), "")
        stem, ending = stem or "file", ending or "bin"
        for mark in ("", *(f"-{count}" for count in range(2, 10))):
            if not self._taken(made := f"{stem}{mark}.{ending}"):
                break
        else:
            # no other name ends in the number of all names and a low line
            made = f"{stem}-{len(self.given)}_.{ending}"
        self.given.append(made)
        return made

    def _taken(self, name: str) -> bool:
        return any(name in each or each in name for each in self.given)

    def for_all(self, names: Iterable[str]) -> Mapping[str, str]:
        """Return a name for each of `names`."""
        return {name: self.like(name) for name in sorted(names)}
