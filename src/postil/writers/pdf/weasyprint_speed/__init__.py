"""Makes WeasyPrint 70.0 faster without changing a byte of what it makes.

Each patch is one function that replaces one hot spot and says which, fit to be sent upstream; `hasten()` applies all, once
in a process. That the bytes are the same with and without is tested (``tests/pdf/test_speed.py``).
"""

from __future__ import annotations

from functools import cache

from . import computed, draw, layout, lines, parse, styles, words, write

__all__ = ["PATCHES", "hasten"]

PATCHES = (
    parse.patterns,
    styles.sharing,
    computed.missing,
    computed.pages,
    computed.unlocked,
    layout.quadratic,
    layout.notes,
    layout.percentages,
    layout.flow,
    layout.formatting,
    layout.margins,
    layout.backgrounds,
    layout.collisions,
    lines.attempts,
    lines.lines,
    lines.struts,
    lines.contexts,
    lines.sizes,
    lines.justified,
    lines.breaks,
    draw.glyphs,
    words.shapes,
    draw.colors,
    draw.borders,
    write.references,
    write.once,
    write.numbers,
    write.subsets,
)


@cache
def hasten() -> None:
    """Apply every patch; raise `PinnedSourceChanged` on a WeasyPrint they were not written for."""
    for patch in PATCHES:
        patch()
