"""Running heads that are too long for their page are printed as far as they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from weasyprint.formatting_structure import boxes

from .sheaf import Item

__all__ = ["ROUNDS", "shortened"]

ROUNDS = 6
_FOLIO = 2.6
"""Em that are kept for the folio, and as much on the other side, since a head stands in the middle."""
_LOOSE = " \u00a0,;:.—–-([“‘«"


def shortened(items: Sequence[Item], sections: Sequence[Any]) -> tuple[Item, ...]:
    """Return `items`, of which `sections` are the boxes, with the heads that run into the folio or off the page cut behind a
    word."""
    return tuple(
        _cut(item, section) if item.kind == "head" else item
        for item, section in zip(items, sections, strict=True)
    )


def _cut(item: Item, section: Any) -> Item:
    inner = list(section.descendants(placeholders=True))
    line = sum(box.width for box in inner if isinstance(box, boxes.TextBox))
    head = next((box for box in reversed(inner) if isinstance(box, boxes.BlockBox)), None)  # the innermost
    if head is None:
        return item
    room = head.width - 2 * _FOLIO * head.style["font_size"]
    if line <= room or room <= 0:
        return item
    most = int(len(item.text) * room / line) - 1
    kept = item.text[: max(most, 1)]
    if " " in kept and not item.text[len(kept)].isspace():
        kept = kept.rpartition(" ")[0]
    return replace(item, text=kept.rstrip(_LOOSE) + " …" if " " in item.text else kept + "…")
