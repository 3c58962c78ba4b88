"""Lines: Pango is asked only for what is not known yet."""

from __future__ import annotations

from typing import Any

from weasyprint.layout import inline
from weasyprint.text import line_break

from ..recompile import rebind

new = object.__new__


def lines() -> None:
    """`inline.split_first_line`: remember the lines of this page and of the one before, which are broken again and again."""
    original = inline.split_first_line

    def split_first_line(
        text: Any,
        style: Any,
        context: Any,
        max_width: Any,
        justification_spacing: Any,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        memo = context.__dict__.get("_line_memo")
        if memo is None or memo[0] != context.current_page:
            memo = context._line_memo = (context.current_page, {}, memo[1] if memo else {})
        key = (text, id(style), max_width, justification_spacing, is_line_start, minimum)
        hit = memo[1].get(key) or memo[2].get(key)
        if hit is None:
            result = original(text, style, context, max_width, justification_spacing, is_line_start, minimum)
            kept = new(line_break.Layout)
            kept.__dict__.update(result[0].__dict__)
            memo[1][key] = (style, kept, result[1:])  # holds the style, so that its id() stays its own
            return result
        again = new(line_break.Layout)
        again.__dict__.update(hit[1].__dict__)
        return (again, *hit[2])

    inline.split_first_line = split_first_line


def struts() -> None:
    """`line_break.strut`: once a style."""
    original = line_break.strut

    def strut(style: Any) -> Any:
        known = style.__dict__.get("_strut")
        if known is None:
            known = style.__dict__["_strut"] = original(style)
        return known

    rebind(original, strut)
