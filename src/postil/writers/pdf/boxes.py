"""What can be seen only before the pages are painted: how tall notes are, what overlaps, what leaves the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.images import RasterImage
from weasyprint.layout.absolute import AbsolutePlaceholder

from .note_areas import NoteColumnBox

_SLACK = 1.5  # px: a descender's worth of rounding
_OVERFULL = 8.0  # px that a line may stick out, as hanging punctuation and italics do
_TOP = 2.0  # px
_SHOWN = 60  # characters of a line that a message shows


def _area(page: Any) -> Any:
    return next((box for box in page._page_box.children if isinstance(box, boxes.FootnoteAreaBox)), None)


def is_blank(page: Any) -> bool:
    """Say whether a page holds nothing. WeasyPrint calls one blank too that holds only notes left over from the last page."""
    return bool(page._page_box.page_type.blank) and _area(page) is None


def _id(box: Any) -> str:
    return "" if box.element is None else box.element.get("id", "")


def tall_notes(pages: Sequence[Any]) -> dict[str, float]:
    """Return for every foot note how much of its page's text block it takes."""
    found: dict[str, float] = {}
    for page in pages:
        area = _area(page)
        for item in area.children if area is not None else ():
            for note, height in _heights(item):
                found[note] = found.get(note, 0) + height / page._page_box.height
    return found


def _heights(item: Any) -> Iterator[tuple[str, float]]:
    """Yield id and height of the notes in something that stands in the note area: a note, a rule, or notes run in, of which
    each takes all lines that it has a part of."""
    if _id(item):
        yield _id(item).removeprefix("n-"), item.margin_height()
        return
    last = None
    for part in item.children:
        names = [_id(box) for box in part.descendants() if _is_note(box)] or ([last] if last else [])
        for name in dict.fromkeys(names):
            yield name.removeprefix("n-"), part.margin_height()
        last = names[-1] if names else last


def _is_note(box: Any) -> bool:
    return box.element is not None and "fn" in box.element.get("class", "").split()


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
            if line.position_x < 0 or _sticks_out(line, page.content_box_x(), page.width):
                yield "overfull", f"a line is too long for the page: “{_words(line)}”", _near(line), number
                break
        if area is not None and area.position_y + area.margin_height() > bottom + _SLACK:
            yield "overlap", "the notes run below the page", None, number
        yield from _in_the_margin(page, bottom, number)


def overruns(pages: Sequence[Any]) -> Iterator[tuple[int, float]]:
    """Yield for each page whose text runs into the notes at its foot how far it does, as a part of its text block: what is
    kept in one piece, such as a row of signatures, leaves no room for the notes that are called in it."""
    for number, leaf in enumerate(pages):
        area = _area(leaf)
        if area is not None and area.children:
            floor = area.position_y + area.margin_top
            lowest = max(
                (line.position_y + line.height for line in lines(leaf._page_box.children[0])), default=0.0
            )
            if lowest > floor + _SLACK:
                yield number, (lowest - floor) / leaf._page_box.height


def _in_the_margin(page: Any, bottom: float, number: int) -> Iterator[tuple[str, str, str | None, int]]:
    for column in (box for box in page.children if isinstance(box, NoteColumnBox)):
        for line in lines(column):
            if _sticks_out(line, column.position_x, column.width):
                words = f"a line is too long for the column of notes: “{_words(line)}”"
                yield "overfull", words, _near(line), number
                break
        floor = page.content_box_y() - _SLACK
        for note in column.children:
            if note.position_y < floor:
                yield "overlap", "a note in the margin covers another", _id(note), number
            floor = note.position_y + note.margin_height() - _SLACK
        if floor > bottom:
            yield "overlap", "the notes in the margin run below the page", None, number


def pictures(pages: Sequence[Any]) -> Iterator[tuple[str, int, float, int]]:
    """Yield for each picture on the pages its address, the pixels it is wide, its width as printed in millimetres, and the
    page."""
    for number, leaf in enumerate(pages):
        for each in leaf._page_box.descendants():
            box = each._box if isinstance(each, AbsolutePlaceholder) else each
            if isinstance(box, boxes.ReplacedBox) and isinstance(box.replacement, RasterImage):
                address = box.element.get("src", "") if box.element is not None else ""
                wide, fit = box.height * box.replacement.ratio, box.style["object_fit"]
                width = {"contain": min(box.width, wide), "cover": max(box.width, wide)}.get(fit, box.width)
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


def _sticks_out(line: Any, start: float, width: float) -> bool:
    """Say whether the letters of a line go on beyond where it is to end; what stands apart may leave a margin behind it."""
    left, right = start - _OVERFULL, start + width + _OVERFULL
    if line.style["direction"] == "rtl":
        return line.position_x < left and any(box.position_x < left for box in _letters(line))
    if line.position_x + line.width <= right:
        return False
    return any(box.position_x + box.width > right for box in _letters(line))


def _letters(line: Any) -> Iterator[Any]:
    return (box for box in line.descendants() if isinstance(box, boxes.TextBox | boxes.ReplacedBox))


def _near(line: Any) -> str | None:
    return next((name for box in (line, *line.descendants()) if (name := _id(box))), None)
