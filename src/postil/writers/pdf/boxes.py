"""What can be seen only before the pages are painted: how tall notes are, what overlaps, what leaves the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.images import RasterImage

_SLACK = 1.5  # px: a descender's worth of rounding
_OVERFULL = 8.0  # px that a line may stick out, as hanging punctuation and italics do
_TOP = 2.0  # px
_SHOWN = 60  # characters of a line that a message shows


def _area(page: Any) -> Any:
    return next((box for box in page._page_box.children if isinstance(box, boxes.FootnoteAreaBox)), None)


def _id(box: Any) -> str:
    return "" if box.element is None else box.element.get("id", "")


def tall_notes(pages: Sequence[Any]) -> dict[str, float]:
    """Return for every foot note how much of its page's text block it takes."""
    found: dict[str, float] = {}
    for page in pages:
        area = _area(page)
        for note in area.children if area is not None else ():
            found[_id(note).removeprefix("n-")] = note.margin_height() / page._page_box.height
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


def at_top(page: Any, name: str) -> bool:
    """Say whether the element `name` begins the page: one that begins farther down does not make it an opening."""
    first = min((line.position_y for line in lines(page._page_box.children[0])), default=0)
    return bool(page.anchors[name][1] <= first + _TOP)


def misfits(pages: Sequence[Any]) -> Iterator[tuple[str, str, str | None, int]]:
    """Yield kind, words, id and page for each page whose text touches the notes, or leaves the page."""
    for number, leaf in enumerate(pages):
        page = leaf._page_box
        area = _area(leaf)
        if page.page_type.blank or not page.children:
            continue
        bottom = page.content_box_y() + page.height
        floor = bottom if area is None else area.position_y + area.margin_top
        for line in lines(page.children[0]):
            if line.position_y + line.height > floor + _SLACK:
                yield "overlap", "text runs below its place", _near(line), number
                break
        for line in _all_lines(page, area):
            right = line.position_x + line.width
            if right > page.content_box_x() + page.width + _OVERFULL or line.position_x < 0:
                yield "overfull", f"a line is too long for the page: “{_words(line)}”", _near(line), number
                break
        if area is not None and area.position_y + area.margin_height() > bottom + _SLACK:
            yield "overlap", "the notes run below the page", None, number


def pictures(pages: Sequence[Any]) -> Iterator[tuple[str, int, float, int]]:
    """Yield for each picture on the pages its address, the pixels it is wide, its width as printed in millimetres, and the
    page."""
    for number, leaf in enumerate(pages):
        for box in leaf._page_box.descendants():
            if isinstance(box, boxes.ReplacedBox) and isinstance(box.replacement, RasterImage):
                address = box.element.get("src", "") if box.element is not None else ""
                fits = box.style["object_fit"] == "contain"
                width = min(box.width, box.height * box.replacement.ratio) if fits else box.width
                yield address, box.replacement.width, width / 96 * 25.4, number


def _all_lines(page: Any, area: Any) -> Iterator[Any]:
    yield from lines(page.children[0])
    if area is not None:
        yield from lines(area)


def _words(line: Any) -> str:
    """Return the words of a line, no more of it than tells which it is."""
    words = " ".join(
        "".join(box.text for box in line.descendants() if isinstance(box, boxes.TextBox)).split()
    )
    return words if len(words) <= _SHOWN else words[:_SHOWN].rstrip() + " …"


def _near(line: Any) -> str | None:
    return next((name for box in (line, *line.descendants()) if (name := _id(box))), None)
