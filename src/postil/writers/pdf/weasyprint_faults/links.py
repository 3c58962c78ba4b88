"""Faults of WeasyPrint 70.0 in links and in the structure of the file."""

from __future__ import annotations

from typing import Any

from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream

from postil.writers.pdf.recompile import PinnedSourceChanged, replace_in_method, written

__all__ = ["issue_2482_tags", "links_inside_links", "links_without_height"]


def issue_2482_tags() -> None:
    """Write the structure tree from the document instead of from the boxes (`tags`).

    WeasyPrint makes notes nameless `Span`s at the end of each page, splits what crosses a page into several elements
    (#2903), leaves the language of passages out, and hides the text of running heads in elements no tree holds. So its
    `add_tags` is never called; what is needed of it is that it numbers, while a page is painted, what each box shows.
    """
    if "_tags" not in written(Stream.marked):
        raise PinnedSourceChanged("Stream.marked does not remember what it marks")


def links_inside_links() -> None:
    """Keep one annotation for each piece of a link.

    `gather_anchors` hands the link down to every box inside it, so ``<a><i>…</i></a>`` becomes two annotations one on
    the other, and the inner one is in no Link element (PDF/UA-1 7.18.5-1; part of #2482).
    """
    original = Page.__init__
    if "gather_anchors" not in original.__code__.co_names:
        raise PinnedSourceChanged("Page.__init__ does not gather anchors")

    def initialise(self: Any, page_box: Any) -> None:
        original(self, page_box)
        self.links = [link for link in self.links if link[3].link is not None]

    Page.__init__ = initialise


def links_without_height() -> None:
    """Let a link be as tall as its letters at least.

    The place for clicking is as tall as the line height says, so a call with ``line-height: 0``, as it must be not to push
    lines apart, could not be clicked (not reported yet).
    """
    replace_in_method(
        boxes.InlineBox,
        "hit_area",
        (
            "return (self.border_box_x(), self.position_y,",
            (
                "if self.margin_height() < self.border_height():\n"
                "        return (self.border_box_x(), self.border_box_y(), self.border_width(), self.border_height())\n"
                "    return (self.border_box_x(), self.position_y,"
            ),
        ),
    )
