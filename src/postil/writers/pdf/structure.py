"""The structure of the finished file is read: where its names lead, and, in a step of its own, the pages of every note.

A file that is open holds every object that was looked at, some sixty megabytes in a book of a thousand pages. A worker has
that much to spare after setting pages, the process that joins has not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import pikepdf

from postil.garbage import give_back

__all__ = ["destinations", "read_notes"]

_LARGE = 2_000_000  # bytes, some five hundred pages


def destinations(pdf: pikepdf.Pdf) -> dict[str, int]:
    """Return the page of every named destination."""
    tree: Any = pdf.Root
    for key in ("/Names", "/Dests", "/Names"):
        tree = tree.get(key)
        if tree is None:
            return {}
    index = _index(pdf)
    names: list[Any] = list(tree)
    return {str(name): index[place[0].objgen] for name, place in zip(names[::2], names[1::2], strict=True)}


def read_notes(data: bytes) -> Mapping[str, tuple[frozenset[int], ...]]:
    """Return for every id of a Note in a file the pages of each element that has it."""
    found = _read(data)
    if len(data) > _LARGE:
        give_back()
    return found


def _read(data: bytes) -> dict[str, tuple[frozenset[int], ...]]:
    with pikepdf.open(BytesIO(data)) as pdf:
        index = _index(pdf)
        notes: dict[str, list[frozenset[int]]] = {}
        stack: list[Any] = [pdf.Root.StructTreeRoot] if "/StructTreeRoot" in pdf.Root else []
        while stack:
            element = stack.pop()
            if element.get("/S") == pikepdf.Name.Note:
                pages = frozenset(_content_pages(element, index))
                notes.setdefault(str(element.get("/ID", "")), []).append(pages)
            stack.extend(kid for kid in _kids(element) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid)
        return {name: tuple(found) for name, found in notes.items()}


def _index(pdf: pikepdf.Pdf) -> dict[Any, int]:
    return {page.obj.objgen: number for number, page in enumerate(pdf.pages)}


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
