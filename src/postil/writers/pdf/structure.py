"""The structure of the finished file is read: where its names lead, and the pages of every note. A step of the audit.

A file that is open holds every object that was looked at, some sixty megabytes in a book of a thousand pages. A worker has
that much to spare after setting pages, the process that joins has not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import pikepdf

from postil.frozen import dataclass
from postil.garbage import give_back

__all__ = ["Structure", "read_structure"]

_LARGE = 2_000_000  # bytes, some five hundred pages


@dataclass(frozen=True, slots=True)
class Structure:
    """The page of every named destination, and for every id of a Note the pages of each element that has it."""

    destinations: Mapping[str, int]
    notes: Mapping[str, tuple[frozenset[int], ...]]


def read_structure(data: bytes) -> Structure:
    """Return the structure of a file."""
    structure = _read(data)
    if len(data) > _LARGE:
        give_back()
    return structure


def _read(data: bytes) -> Structure:
    with pikepdf.open(BytesIO(data)) as pdf:
        index = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        notes: dict[str, list[frozenset[int]]] = {}
        stack: list[Any] = [pdf.Root.StructTreeRoot] if "/StructTreeRoot" in pdf.Root else []
        while stack:
            element = stack.pop()
            if element.get("/S") == pikepdf.Name.Note:
                pages = frozenset(_content_pages(element, index))
                notes.setdefault(str(element.get("/ID", "")), []).append(pages)
            stack.extend(kid for kid in _kids(element) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid)
        return Structure(
            dict(_destinations(pdf, index)), {name: tuple(found) for name, found in notes.items()}
        )


def _destinations(pdf: pikepdf.Pdf, index: Mapping[Any, int]) -> Iterator[tuple[str, int]]:
    tree: Any = pdf.Root
    for key in ("/Names", "/Dests", "/Names"):
        if tree is None:
            return
        tree = tree.get(key)
    names: list[Any] = [] if tree is None else list(tree)
    for name, place in zip(names[::2], names[1::2], strict=True):
        yield str(name), index[place[0].objgen]


def _content_pages(element: Any, index: Mapping[Any, int]) -> Iterator[int]:
    for kid in _kids(element):
        if not isinstance(kid, pikepdf.Dictionary):
            yield index[element.Pg.objgen]
        elif "/S" in kid:
            yield from _content_pages(kid, index)
        elif "/MCID" in kid:
            yield index[kid.Pg.objgen]


def _kids(element: Any) -> Any:
    kids = element.get("/K")
    if kids is None:
        return ()
    return kids if isinstance(kids, pikepdf.Array) else (kids,)
