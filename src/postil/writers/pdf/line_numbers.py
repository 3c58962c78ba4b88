"""Numbers of the lines of the text, beside every n-th line of a page, and the lines that the words of an apparatus stand on.

They are counted when all pages are laid out, from the boxes of the lines: lines of the document's blocks, neither headings
nor notes. Lines that stand side by side, in columns, cells of a table or a parallel text, are one line.

A style sheet asks for them: `--lines: 5` on the root for a number beside every fifth line, with `--lines-by: document` when
the count shall not begin anew on each page. They stand where lines end: in the right margin, and in the left one of a book
that is read from right to left. `@right-middle` and `@left-middle` of `@page` say how they look.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

import weasyprint.layout as layout
from tinycss2.ast import IdentToken, NumberToken
from weasyprint.formatting_structure import boxes, build
from weasyprint.layout.block import block_level_layout
from weasyprint.layout.percent import resolve_percentages

from postil.frozen import dataclass

from .reading import fold
from .recompile import replace_in

__all__ = ["Line", "LineNumbersBox", "Numbering", "Read", "number_lines", "numbered"]

_SAME = 0.6  # of its height: a line less far below another stands beside it
_NEAR = 6  # characters between words and their call: closing punctuation
_OMITTED = "om."
_WIDE = 40.0  # pixels for a number


class LineNumbersBox(boxes.BlockBox):  # type: ignore[misc]
    """The numbers beside the lines of a page: an artifact, no part of the text."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """Every how many lines there is a number (0: nowhere), and whether the count begins anew on each page."""

    every: int = 0
    by_page: bool = True

    @classmethod
    def of(cls, style: Any) -> Numbering:
        """Return what the style of a root says."""
        every = next((t.int_value or 0 for t in style["__lines"] or () if isinstance(t, NumberToken)), 0)
        words = {t.lower_value for t in style["__lines_by"] or () if isinstance(t, IdentToken)}
        return cls(every, "document" not in words)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text: its number, and where its letters stand (pixels from the top of the page)."""

    number: int
    baseline: float


def number_lines() -> None:
    """`layout.layout_document`: numbers are put beside the lines of each page when all pages are laid out."""
    layout.postil_line_numbers = _beside
    replace_in(
        layout,
        "layout_document",
        (
            "children.extend(make_margin_boxes(context, page, state))",
            (
                "children.extend(make_margin_boxes(context, page, state))\n"
                "        children.extend(postil_line_numbers(context, page, root))"
            ),
        ),
    )


def _beside(context: Any, page: Any, root: Any) -> Sequence[Any]:
    numbering = Numbering.of(root.style)
    leftward = root.style["direction"] == "rtl"
    margin = "@left-middle" if leftward else "@right-middle"
    style = context.style_for(page.page_type, margin) if numbering.every else None
    if style is None:
        return ()
    before = 0 if numbering.by_page else context.__dict__.get("_postil_lines", 0)
    lines, parts = numbered(root, before)
    context._postil_lines = lines[-1].number if lines else before
    read = context.__dict__.setdefault("_postil_read", Read())
    page.postil_lines = read.page(parts)
    frame = LineNumbersBox(None, page.style.anonymous_style, None, [])
    resolve_percentages(frame, page)
    frame.width, frame.height = _WIDE, page.height
    frame.position_x = page.content_box_x() + (-_WIDE if leftward else page.width)
    frame.position_y = page.content_box_y()
    frame.children = [
        _number(context, frame, style, line) for line in lines if line.number % numbering.every == 0
    ]
    return [frame] if frame.children else ()


def _number(context: Any, frame: Any, style: Any, line: Line) -> Any:
    box = boxes.BlockBox(None, style, None, [])
    box.children = [boxes.TextBox(None, style.anonymous_style, None, str(line.number))]
    box = build.create_anonymous_boxes(box)
    box.position_x, box.position_y = frame.position_x, frame.position_y
    context.create_block_formatting_context(frame)
    laid = block_level_layout(context, box, float("-inf"), None, frame)[0]
    context.finish_block_formatting_context(frame)
    own = laid.children[0]
    laid.translate(dy=line.baseline - own.position_y - own.baseline)
    return laid


def numbered(root: Any, before: int = 0) -> tuple[list[Line], list[tuple[int, Any]]]:
    """Return the lines of the text on a page from top to bottom, numbered on from `before`; and in the order of the text the
    boxes of lines, each with its number."""
    boxes_ = list(_text_lines(root, inside=False))
    out: list[Line] = []
    numbers: dict[int, int] = {}
    for box in sorted(boxes_, key=lambda line: line.position_y + line.baseline):
        baseline = float(box.position_y + box.baseline)
        if not out or baseline - out[-1].baseline >= _SAME * box.height:
            out.append(Line(before + len(out) + 1, baseline))
        numbers[id(box)] = out[-1].number
    return out, [(numbers[id(box)], box) for box in boxes_]


def _text_lines(box: Any, inside: bool) -> Iterator[Any]:
    """Yield the lines of the document's blocks, in the order of the text."""
    for child in box.children:
        if isinstance(child, boxes.LineBox):
            if inside and any(isinstance(b, boxes.TextBox) and b.text.strip() for b in child.descendants()):
                yield child
        elif isinstance(child, boxes.ParentBox) and child.is_in_normal_flow():
            element = child.element
            within = inside or (element is not None and "blk" in element.get("class", "").split())
            yield from _text_lines(child, within)


# the lines that words stand on ------------------------------------------------------------------------------------------


class Read:
    """The words of the pages so far, so that words are found too that begin on an earlier page than their call."""

    def __init__(self) -> None:
        self._words = ""
        self._starts: list[int] = []
        self._lines: list[tuple[int, int]] = []  # page and number of what begins there
        self._page = -1

    def page(self, parts: Sequence[tuple[int, Any]]) -> dict[str, tuple[int, int, int]]:
        """Read the next page. Return for the id of every call on it the first and the last line of the words that its note names
        before the bracket (`span.lemma`), and how many pages before this one they begin; where they are not found before
        the call, or there are none, the line of the call."""
        self._page += 1
        found: dict[str, tuple[int, int, int]] = {}
        for number, part in parts:
            self._starts.append(len(self._words))
            self._lines.append((self._page, number))
            for kind, value in _pieces(part):
                if kind == "words":
                    self._words += value
                    continue
                name, lemma = value
                place = _place_of(lemma, self._words)
                if place is None:
                    found[name] = number, number, 0
                else:
                    (begun, first), (_, last) = map(self._line_at, place)
                    found[name] = first, last, self._page - begun
        return found

    def _line_at(self, place: int) -> tuple[int, int]:
        return self._lines[bisect_right(self._starts, place) - 1]


def _place_of(lemma: str, words: str) -> tuple[int, int] | None:
    """Return where a lemma begins and ends in the words before its call."""
    first, *_, last = [fold(part) for part in re.split(r"\s+…\s+", lemma)] * (1 if " … " in lemma else 2)
    if not first or not last or lemma == _OMITTED:
        return None
    end = words.rfind(last)
    if end < 0 or len(words) - end - len(last) > _NEAR:
        return None
    begin = words.rfind(first, 0, end + (len(first) if first == last else 0))
    return (begin, end + len(last) - 1) if begin >= 0 else None


def _pieces(line: Any) -> Iterator[tuple[str, Any]]:
    """Yield the words of a line, folded, and the calls in it: id, and the words that the note names."""
    name = ""
    stack = [line]
    while stack:
        box = stack.pop()
        box = getattr(box, "_box", box)
        element = box.element
        if box.footnote is not None:
            lemma = next(
                (e for e in box.footnote.element.iter("span") if "lemma" in e.get("class", "").split()), None
            )
            yield "call", (name, " ".join("".join(lemma.itertext()).split()) if lemma is not None else "")
            continue
        if element is not None and element.tag == "a" and "call" in element.get("class", "").split():
            name = element.get("id", "")
            continue
        if element is not None and (element.tag == "sup" or not box.is_in_normal_flow()):
            stack.extend(reversed(box.children if element.tag == "sup" else ()))
            continue
        if isinstance(box, boxes.TextBox):
            yield "words", fold(box.text)
        stack.extend(reversed(box.children))
