"""A drawing as SVG 1.1, for screens."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from postil.model.drawing import Area, Box, Drawing, Frame, Letters, Outline

__all__ = ["page", "svg"]


def page(drawing: Drawing, address: str) -> str:
    """Return an HTML page that holds nothing but `drawing`, whose sides are mm, as the picture at `address`, with its alternative
    text: the first page of a book for screens."""
    said, language = escape(drawing.says), escape(drawing.language)
    size = f"{_n(drawing.width)}mm", f"{_n(drawing.height)}mm"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{said}</title><style>'
        f"@page {{ size: {size[0]} {size[1]}; margin: 0 }} html, body {{ margin: 0 }} "
        f"img {{ display: block; width: {size[0]}; height: {size[1]} }}</style></head>"
        f'<body><img src="{escape(address)}" alt="{said}"></body></html>\n'
    )


def svg(drawing: Drawing) -> str:
    """Return `drawing` as an SVG document. What it says is its name and its `title`."""
    said, language = escape(drawing.says), escape(drawing.language)
    shapes = "".join(_shapes(drawing))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}" role="img" '
        f'aria-label="{said}" xml:lang="{language}"><title>{said}</title>{shapes}</svg>\n'
    )


def _shapes(drawing: Drawing) -> Iterator[str]:
    for shape in drawing.shapes:
        match shape:
            case Area(box=box, ink=ink):
                yield f'<rect {_place(box)} fill="{ink.rgb}"/>'
            case Frame(box=box, rule=rule, ink=ink):
                yield f'<rect {_place(box)} fill="none" stroke="{ink.rgb}" stroke-width="{_n(rule)}"/>'
            case Letters(glyphs=glyphs, ink=ink):
                drawn = "".join(
                    f'<path transform="matrix({" ".join(map(_n, glyph.matrix))})" d="{_path(glyph.outline)}"/>'
                    for glyph in glyphs
                )
                yield f'<g fill="{ink.rgb}">{drawn}</g>'


def _place(box: Box) -> str:
    return f'x="{_n(box.left)}" y="{_n(box.top)}" width="{_n(box.width)}" height="{_n(box.height)}"'


def _path(outline: Outline) -> str:
    return "".join(letter + " ".join(map(str, numbers)) for letter, numbers in outline)


def _n(value: float) -> str:
    """Return a number as short as a hair's breadth needs."""
    return f"{round(value, 5) + 0.0:.5f}".rstrip("0").rstrip(".")
