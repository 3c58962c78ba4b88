"""Typographic measures: what a designer of books would mark on the proofs. Taken on the boxes of a chunk, where the lines are.

The measures are the trade's: R. Bringhurst, *The Elements of Typographic Style* (§ 2.4), and *The Chicago Manual of Style* (§ 2.113,
2.117) on what may stand alone, how many lines may end in hyphens, how wide a word space may be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes

from postil.model.rendition import Flaw

from .weasyprint_faults.lines import raised

__all__ = ["flaws"]

_HYPHENS = 2  # lines in a row that end in one
_LOOSE = 0.5  # em of a word space: more is a hole
_RIVER = 3  # loose lines in a row
_LEADING = 0.2  # px by which lines of a paragraph may differ
_OVER = 1.0  # px that a line may stick out
_SHORT = 5  # lines of a last page
_SPACE = 0.2  # em that a word space has before a line is filled
_ENDS = ("-", "\u2010", "\u00ad")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_FORCED = frozenset(("page", "left", "right", "recto", "verso", "always"))


class _Line:
    """A line: its box, its first and last letters, and how wide its word spaces are in em (0 where it is not filled)."""

    __slots__ = ("box", "ends", "first", "height", "space", "texts")

    def __init__(self, box: Any) -> None:
        self.box = box
        self.texts: list[Any] = []
        _texts(box, self.texts)
        self.height = box.height
        self.ends = bool(self.texts) and self.texts[-1].text.endswith(_ENDS)
        self.first = self.texts[0] if self.texts else None
        self.space = max(
            (
                t.justification_spacing / t.style["font_size"] + _SPACE
                for t in self.texts
                if t.justification_spacing
            ),
            default=0.0,
        )

    @property
    def end(self) -> float:
        """The right edge of what shows: space between notes that are run in may hang behind them."""
        shown = (
            b for b in self.box.descendants() if isinstance(b, boxes.TextBox | boxes.AtomicInlineLevelBox)
        )
        return max(
            (
                float(box.position_x + box.width)
                for box in shown
                if not isinstance(box, boxes.TextBox) or not box.text.isspace()
            ),
            default=0.0,
        )

    @property
    def words(self) -> str:
        return "".join(text.text for text in self.texts).strip()[:60]


def _texts(box: Any, found: list[Any]) -> None:
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            if child.text and not child.text.isspace():
                found.append(child)
        elif isinstance(child, boxes.InlineBox) and child.is_in_normal_flow():
            _texts(child, found)


class _Paragraph:
    """The lines of a block on one page; of a heading its level (0: none)."""

    __slots__ = ("box", "heading", "lines")

    def __init__(self, box: Any, lines: list[_Line], heading: int) -> None:
        self.box = box
        self.lines = lines
        self.heading = heading

    @property
    def id(self) -> str | None:
        for box in (self.box, *self.box.descendants()):
            if box.element is not None and (name := box.element.get("id")):
                return str(name)
        return None

    @property
    def bottom(self) -> float:
        last = self.lines[-1].box
        return float(last.position_y + last.height)


def _paragraphs(box: Any, heading: int = 0) -> Iterator[_Paragraph]:
    """Yield the paragraphs in the flow of a box; what floats or is placed is left out."""
    heading = heading or _HEADINGS.get(box.element_tag, 0)
    lines = []
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox):
            line = _Line(child)
            if line.texts:
                lines.append(line)
        elif isinstance(child, boxes.ParentBox) and child.is_in_normal_flow():
            yield from _paragraphs(child, heading)
    if lines:
        yield _Paragraph(box, lines, heading)


class _Page:
    """A page: its paragraphs, those of its notes, whether it begins because something says so, and how deep it is filled."""

    __slots__ = ("begins", "blank", "depth", "kind", "line", "notes", "text")

    def __init__(self, page: Any) -> None:
        box = page._page_box
        self.blank = bool(box.page_type.blank)
        self.text: list[_Paragraph] = []
        self.notes: list[_Paragraph] = []
        for child in box.children:
            if isinstance(child, boxes.FootnoteAreaBox):
                self.notes += _paragraphs(child)
            elif isinstance(child, boxes.ParentBox) and not isinstance(child, boxes.MarginBox):
                self.text += _paragraphs(child)
        self.begins = _begins(box)
        self.kind = box.page_type.name
        every = [*self.text, *self.notes]
        self.depth = max((p.bottom for p in every), default=0.0)
        self.line = max((line.height for p in self.text for line in p.lines), default=0.0)


def _begins(box: Any) -> bool:
    """Tell whether the first thing on a page wants a new page."""
    seen = 0
    while getattr(box, "children", None) and seen < 64:
        flow = [
            c
            for c in box.children
            if isinstance(c, boxes.Box) and not isinstance(c, (boxes.MarginBox, boxes.FootnoteAreaBox))
        ]
        if not flow or isinstance(flow[0], boxes.LineBox):
            return False
        box = flow[0]
        if box.style["break_before"] in _FORCED:
            return True
        seen += 1
    return False


def flaws(pages: Sequence[Any]) -> Iterator[Flaw]:
    """Yield what is not as it should be on the pages of a chunk, page by page."""
    every = [_Page(page) for page in pages]
    for number, page in enumerate(every):
        for paragraph in page.text:
            yield from _in_paragraph(paragraph, number)
        for paragraph in page.notes:
            yield from _in_paragraph(paragraph, number)
    for before, page in pairwise(every):
        page.begins = page.begins or page.kind != before.kind
    filled = [(number, page) for number, page in enumerate(every) if page.text]
    for (number, page), (other, following) in pairwise(filled):
        yield from _across(page, following, number, other)
        if other == number + 1 and number + 1 < len(every) - 1:
            yield from _facing(pages, every, number)
    if len(filled) > 1 and not filled[-1][1].begins:
        number, page = filled[-1]
        count = sum(len(p.lines) for p in page.text)
        if count < _SHORT and not page.notes:
            yield Flaw("short-last-page", number, page.text[0].id, count, page.text[0].lines[0].words)


def _in_paragraph(paragraph: _Paragraph, number: int) -> Iterator[Flaw]:
    lines = paragraph.lines
    usual = sorted(line.height for line in lines)[len(lines) // 2]
    hyphens = loose = 0
    inner = paragraph.box.width
    start = paragraph.box.content_box_x()
    for line in lines:
        if line is not lines[0] and _raised(line):
            yield Flaw("call-begins-line", number, paragraph.id, 0, line.words)
        if abs(line.height - usual) > _LEADING:
            yield Flaw(
                "uneven-leading", number, paragraph.id, round(0.75 * (line.height - usual), 2), line.words
            )
        over = line.box.position_x + line.box.width - start - inner
        if over > _OVER and (over := line.end - start - inner) > _OVER:
            yield Flaw("line-too-long", number, paragraph.id, round(0.75 * over, 2), line.words)
        hyphens = hyphens + 1 if line.ends and line is not lines[-1] else 0
        if hyphens == _HYPHENS + 1:
            yield Flaw("hyphen-ladder", number, paragraph.id, hyphens, line.words)
        if line.space > _LOOSE:
            loose += 1
            yield Flaw("loose-line", number, paragraph.id, round(line.space, 2), line.words)
            if loose == _RIVER:
                yield Flaw("river", number, paragraph.id, loose, line.words)
        else:
            loose = 0
    yield from _runt(paragraph, number)


def _raised(line: _Line) -> bool:
    """Tell whether a line begins with a call."""
    box = line.box
    while getattr(box, "children", None):
        flow = [
            c
            for c in box.children
            if c.is_in_normal_flow() and (not isinstance(c, boxes.TextBox) or c.text.strip())
        ]
        flow = [c for c in flow if isinstance(c, boxes.TextBox) or getattr(c, "children", None)]
        if not flow:
            return False
        box = flow[0]
        if isinstance(box, boxes.InlineBox) and raised(box):
            return True
    return False


def _runt(paragraph: _Paragraph, number: int) -> Iterator[Flaw]:
    """Yield a last line that is shorter than the indent of the next paragraph would be: there the page has a hole."""
    lines = paragraph.lines
    style = paragraph.box.style
    if len(lines) < 2 or paragraph.heading or style["text_align_all"] in {"center", "right"}:
        return
    if not any(line.space for line in lines):
        return  # not set full: nothing to be measured by
    first, last = lines[-1].texts[0], lines[-1].texts[-1]
    width = last.position_x + last.width - first.position_x
    indent = max(1.3 * style["font_size"], 0.0)
    if not lines[-1].space and width < indent:
        yield Flaw("runt", number, paragraph.id, round(0.75 * width, 1), lines[-1].words)


def _across(page: _Page, following: _Page, number: int, other: int) -> Iterator[Flaw]:
    """Yield what is wrong where one page ends and the next begins."""
    last, first = page.text[-1], following.text[0]
    if last.box.element is first.box.element and last.box.element_tag == first.box.element_tag:
        if len(last.lines) == 1 and not last.heading:
            yield Flaw("orphan", number, last.id, 1, last.lines[0].words)
        if len(first.lines) == 1 and not first.heading:
            yield Flaw("widow", other, last.id, 1, first.lines[0].words)
    if following.begins:
        return
    after = 0
    for paragraph in reversed(page.text):
        if paragraph.heading:
            if after and 0 < first.heading <= paragraph.heading:
                break  # all that it heads stands below it
            yield Flaw("stranded-heading", number, paragraph.id, after, paragraph.lines[0].words)
            break
        after += len(paragraph.lines)
        if after >= 2:
            break


def _facing(pages: Sequence[Any], every: Sequence[_Page], number: int) -> Iterator[Flaw]:
    """Yield where a verso and the recto beside it are filled to different depths, though both go on."""
    left, right = every[number], every[number + 1]
    after = every[number + 2]
    if pages[number]._page_box.page_type.side != "left" or left.blank or right.blank:
        return
    if right.begins or after.begins or after.blank or not after.text:
        return
    apart = abs(left.depth - right.depth)
    unit = max(left.line, right.line)
    if unit and apart > 1.05 * unit:
        yield Flaw("facing-pages-uneven", number, None, round(apart / unit, 1), left.text[-1].lines[-1].words)
