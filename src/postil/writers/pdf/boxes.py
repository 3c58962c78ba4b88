"""What can be seen only before the pages are painted: how tall notes are, what overlaps, what leaves the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from weasyprint.formatting_structure import boxes

from postil.model.rendition import Fault

if TYPE_CHECKING:
    from .folios import Sheet

_SLACK = 1.5  # px: a descender's worth of rounding
_OVERFULL = 8.0  # px that a line may stick out, as hanging punctuation and italics do


def _area(page: Any) -> Any:
    return next((box for box in page._page_box.children if isinstance(box, boxes.FootnoteAreaBox)), None)


def _id(box: Any) -> str:
    return "" if box.element is None else box.element.get("id", "")


def tall_notes(sheets: Sequence[Sheet]) -> dict[str, float]:
    """Return for every foot note how much of its page's text block it takes."""
    found: dict[str, float] = {}
    for sheet in sheets:
        area = _area(sheet.page)
        for note in area.children if area is not None else ():
            found[_id(note).removeprefix("n-")] = note.margin_height() / sheet.page._page_box.height
    return found


def lines(box: Any) -> Iterator[Any]:
    """Yield the lines in the flow of `box`; what is placed absolutely or floats is left out."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox):
            yield child
        elif (
            isinstance(child, boxes.ParentBox)
            and not isinstance(child, boxes.MarginBox)
            and child.is_in_normal_flow()
        ):
            yield from lines(child)


def audit_boxes(sheets: Sequence[Sheet]) -> list[Fault]:
    """Return a fault for each page whose text touches the notes, or leaves the page."""
    faults: list[Fault] = []
    for sheet in sheets:
        page = sheet.page._page_box
        area = _area(sheet.page)
        if sheet.blank or not page.children:
            continue
        bottom = page.content_box_y() + page.height
        floor = bottom if area is None else area.position_y + area.margin_top
        for line in lines(page.children[0]):
            if line.position_y + line.height > floor + _SLACK:
                faults.append(Fault("overlap", f"page {sheet.folio}: text runs below its place", _near(line)))
                break
        for line in _all_lines(page, area):
            right = line.position_x + line.width
            if right > page.content_box_x() + page.width + _OVERFULL or line.position_x < 0:
                faults.append(
                    Fault("overfull", f"page {sheet.folio}: a line is too long for the page", _near(line))
                )
                break
        if area is not None and area.position_y + area.margin_height() > bottom + _SLACK:
            faults.append(Fault("overlap", f"page {sheet.folio}: the notes run below the page", None))
    return faults


def _all_lines(page: Any, area: Any) -> Iterator[Any]:
    yield from lines(page.children[0])
    if area is not None:
        yield from lines(area)


def _near(line: Any) -> str | None:
    return next((name for box in (line, *line.descendants()) if (name := _id(box))), None)
