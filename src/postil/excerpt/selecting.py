"""Selecting: the blocks that the pieces of an excerpt name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from postil.diagnostics import Checked, Collector, code
from postil.model.manifest import Selection
from postil.model.text import BaseText, Division

__all__ = ["divisions_with", "selected"]


def selected(text: BaseText, pieces: Iterable[Selection]) -> Checked[frozenset[int]]:
    """Return the numbers of the blocks that `pieces` name, with the title and the headings above them; none where a
    piece is at fault.

    A range runs from the beginning of its first address to the end of its last. Reports D003, D004, D005.
    """
    out = Collector()
    found: set[int] = set()
    for piece in pieces:
        ends = [_extent(text, address, piece, out) for address in dict.fromkeys((piece.first, piece.last))]
        if None in ends:
            continue
        first, last = ends[0], ends[-1]
        assert first is not None  # noqa: S101 - None was left above
        assert last is not None  # noqa: S101
        if last[1] <= first[0]:
            out.report(
                code("D004"),
                f"“{piece.last}” stands before “{piece.first}”",
                piece.span,
                hint=f"write {piece.last}..{piece.first}",
            )
            continue
        found |= set(range(first[0], last[1]))
    titles = set(range(*text.extent_of["title"])) if "title" in text.extent_of else set()
    if out.found:
        return out.done(frozenset())
    if all(text.blocks[i].kind == "heading" for i in found):
        out.report(
            code("D005"),
            "the excerpt takes headings alone",
            next((p.span for p in pieces), None),
            hint="name what stands below them: art-1, or art-1.1..art-1.3",
        )
        return out.done(frozenset())
    above = {text.index_of[d.heading.address] for d in divisions_with(text, found) if d.heading is not None}
    return out.done(frozenset(found | titles | above))


def _extent(text: BaseText, address: str, piece: Selection, out: Collector) -> tuple[int, int] | None:
    if address in text.extent_of:
        return text.extent_of[address]
    near = difflib.get_close_matches(address, sorted(text.extent_of), n=1, cutoff=0.6)
    out.report(
        code("D003"),
        f"the text has no address “{address}”",
        piece.span,
        hint=f"did you mean “{near[0]}”?" if near else "`postil list --addresses` shows all addresses",
    )
    return None


def divisions_with(text: BaseText, found: Iterable[int]) -> Iterator[Division]:
    """Yield the divisions of which one of these blocks is a part, the outer ones too."""
    numbers = sorted(found)
    for division in text.divisions:
        begin, end = text.extent_of[division.id]
        if any(begin <= n < end for n in numbers):
            yield division
