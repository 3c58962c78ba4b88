"""The tags of a file: one walk over its structure tree (ISO 32000-1 § 14.7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pikepdf

from .facts import StructureFacts

__all__ = ["read_structure"]

_MOST = 2_000_000  # elements and pieces of content


def read_structure(pdf: pikepdf.Pdf, pages: Mapping[tuple[int, int], int]) -> StructureFacts | None:
    """Return what the tags say, nothing where there are none; `pages` are page numbers by object.

    A note has a call where a link of a page leads to a destination that its id names: `n-x` is the body of note x.
    """
    tree = pdf.Root.get("/StructTreeRoot")
    if not isinstance(tree, pikepdf.Dictionary):
        return None
    kinds: Counter[str] = Counter()
    notes: list[str] = []
    silent: list[int] = []
    seen: set[tuple[int, int]] = set()
    stack: list[tuple[Any, int]] = [(tree.get("/K"), 0)]
    left = _MOST
    while stack:
        left -= 1
        if left < 0:
            return StructureFacts(tuple(sorted(kinds.items())), readable=False)
        node, page = stack.pop()
        if isinstance(node, pikepdf.Array):
            stack += [(each, page) for each in list(node)]
            continue
        if not isinstance(node, pikepdf.Dictionary):
            continue
        if node.is_indirect:
            if node.objgen in seen:
                continue
            seen.add(node.objgen)
        own = node.get("/Pg")
        if isinstance(own, pikepdf.Dictionary) and own.is_indirect:
            page = pages.get(own.objgen, page)
        kind = node.get("/S")
        if kind is not None:
            kinds[str(kind)[1:][:40]] += 1
            if kind == pikepdf.Name.Note:
                notes.append(str(node.get("/ID", "")))
            elif kind in {pikepdf.Name.Figure, pikepdf.Name.Formula} and not str(
                node.get("/Alt", node.get("/ActualText", ""))
            ):
                silent.append(page)
        stack.append((node.get("/K"), page))
    leads = _destinations(pdf)
    uncalled = tuple(note for note in notes if note and note not in leads)
    return StructureFacts(
        tuple(sorted(kinds.items())),
        len(notes),
        sum(1 for note in notes if not note) + len(notes) - len(set(notes)),
        uncalled[:50],
        tuple(sorted(set(silent))),
    )


def _destinations(pdf: pikepdf.Pdf) -> set[str]:
    """Return the names that links lead to."""
    found: set[str] = set()
    for page in pdf.pages:
        annotations = page.obj.get("/Annots")
        for each in list(annotations)[:5000] if isinstance(annotations, pikepdf.Array) else ():
            if isinstance(each, pikepdf.Dictionary):
                action = each.get("/A")
                leads = each.get("/Dest") or (
                    action.get("/D") if isinstance(action, pikepdf.Dictionary) else None
                )
                if isinstance(leads, pikepdf.String | pikepdf.Name):
                    found.add(str(leads).lstrip("/"))
    return found
