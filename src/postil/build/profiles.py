"""Profiles: what large print has otherwise than the book for students."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from postil.model.edition import ResolvedEdition
from postil.model.manifest import Place, Series

__all__ = ["at_the_end", "sheets_of"]

_SHEETS = {"print.css": "print-large.css", "print-furniture.css": "print-furniture-large.css"}


def at_the_end(resolved: ResolvedEdition) -> ResolvedEdition:
    """Return an edition whose notes stand at the ends of its divisions in print: at the foot of a large-print page there is
    room for a few words."""
    moved = {series: _at_the_end(series) for series in {note.series for note in resolved.notes}}
    notes = tuple(replace(note, series=moved[note.series]) for note in resolved.notes)
    return replace(resolved, notes=notes)


def _at_the_end(series: Series) -> Series:
    if series.place("print") == "back":
        return series
    places: dict[str, Place] = {**dict(series.places), "print": "end"}
    return replace(series, places=tuple(sorted(places.items())))


def sheets_of(sheets: Mapping[str, str], large: bool) -> dict[str, str]:
    """Return the style sheets of a printed book: for large print each has its own laid over it."""
    found = dict(sheets)
    if large:
        for name, over in _SHEETS.items():
            found[name] = found.get(name, "") + "\n" + found.get(over, "")
    return found
