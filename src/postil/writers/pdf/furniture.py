"""Heads and folios: one document set by WeasyPrint, a page for each page that has any, painted over the finished pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from html import escape
from typing import Any

import pydyf
from weasyprint import CSS

from .chunks import Press
from .folios import Sheet


def _page(sheet: Sheet) -> str:
    side = f"{'recto' if sheet.recto else 'verso'} {'left' if sheet.left else 'right'}"
    folio = (
        f'<div class="folio{" drop" if sheet.drop else ""}">{escape(sheet.shown)}</div>'
        if sheet.shown
        else ""
    )
    head = f'<div class="head">{escape(sheet.head)}</div>' if sheet.head else ""
    return f'<section class="sheet {side}">{head}{folio}</section>'


def set_furniture(sheets: Sequence[Sheet], press: Press, sheet_css: CSS, language: str) -> list[Any]:
    """Return for each page of the book a page with its head and folio, or `None` where it has neither."""
    wanted = [sheet for sheet in sheets if sheet.shown or sheet.head]
    if not wanted:
        return [None] * len(sheets)
    body = "".join(map(_page, wanted))
    tree = press.parse(f'<html lang="{escape(language)}"><title>-</title><body>{body}</body></html>')
    pages = iter(press.render(tree, (sheet_css,)).pages)
    return [next(pages) if sheet.shown or sheet.head else None for sheet in sheets]


def stamped(page: Any, furniture: Any) -> Any:
    """Return `page` so that it paints `furniture` after itself, as an artifact of pagination."""
    both = copy(page)

    def paint(stream: Any, scale: float = 1) -> None:
        page.paint(stream, scale)
        tags, stream._tags = stream._tags, None
        pydyf.Stream.begin_marked_content(stream, "Artifact", pydyf.Dictionary({"Type": "/Pagination"}))
        furniture.paint(stream, scale)
        pydyf.Stream.end_marked_content(stream)
        stream._tags = tags

    painter: Callable[..., None] = paint
    both.paint = painter
    return both
