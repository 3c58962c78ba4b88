"""The style sheets that a trim asks for: the page and its type go before `print.css`, what readers need behind it."""

from __future__ import annotations

from postil.model.targets import Trim

__all__ = ["furniture_sheet", "page_sheets"]

_SANS = '"Source Sans 3", "EB Garamond", "Shippori Mincho", "Amiri", "Frank Ruhl Libre"'
# Where heads and folios stand in their margins, as a part of them from the edge of the page. At 6 x 9 inches a folio at the foot stays
# half an inch from the edge, as print-on-demand houses want.
_HEAD, _DROP = 0.59, 0.53
_LARGE_HEAD = 0.46  # heads of 16 points want more room below them, and keep half an inch from the edge
# What print-furniture.css is made for.
_HEAD_SIZE, _HEAD_LEADING = 10 / 11.4, 12 / 14.4

# Beside a column of notes nothing else can be called in the margin.
_WITH_COLUMN = (
    ".fn--margin { text-align: left }\n"
    ".qcall { position: static; width: auto; padding: 0 2pt 0 1pt; font: 600 .5965rem/0 var(--sans); vertical-align: .5em }\n"
    ".heavy { orphans: 2 }\n"
)


def page_sheets(trim: Trim, bleed: float = 0) -> tuple[str, str]:
    """Return what stands before `print.css`, and what stands behind it. `bleed` is in millimetres.

    They depend on the trim alone: a book on screen and one to be printed are the same pages, so they are set once.
    """
    inside, outside = _mm(trim.inside), _mm(trim.outside + trim.column + trim.gutter)
    near, far = _sides(trim)
    bled = f"; bleed: {_mm(bleed)}" if bleed else ""
    before = (
        f"@page {{ size: {_mm(trim.width)} {_mm(trim.height)}; "
        f"margin: {_mm(trim.top)} {outside} {_mm(trim.bottom)} {inside}{bled} }}\n"
        f"@page :right {{ margin-left: {inside}; margin-right: {outside} }}\n"
        f"@page :left {{ margin-{near}: {inside}; margin-{far}: {outside} }}\n"
        f":root {{ --note-size: {_pt(trim.notes.size)}; --note-leading: {_pt(trim.notes.leading)}; "
        f"--note-column: {_mm(trim.column)}; --gutter: {_mm(trim.gutter)}; --hundredth: {_mm(trim.depth / 100)} }}\n"
        f"html {{ font-size: {_pt(trim.text.size)}; line-height: {_pt(trim.text.leading)} }}\n"
    )
    after = f":root {{ --text: {_SANS} }}\n" if trim.face == "sans" else ""
    if trim.column:
        after += _WITH_COLUMN
    if trim.ragged:
        after += "html, .fn { text-align: left; hyphens: manual }\n"
    return before, after


def furniture_sheet(trim: Trim) -> str:
    """Return what stands before `print-furniture.css`: where heads and folios go."""
    inside, outside = _mm(trim.inside), _mm(trim.outside)
    near, far = _sides(trim)
    return (
        f"@page {{ size: {_mm(trim.width)} {_mm(trim.height)}; margin: 0 }}\n"
        f"html {{ font-size: {_pt(trim.text.size * _HEAD_SIZE)}; line-height: {_pt(trim.text.leading * _HEAD_LEADING)} }}\n"
        f".sheet {{ height: {_mm(trim.height)} }}\n"
        f".head, .folio {{ top: {_mm(trim.top * (_LARGE_HEAD if trim.large else _HEAD))} }}\n"
        f".right .head, .right .drop {{ left: {inside}; right: {outside} }}\n"
        f".left .head, .left .drop {{ {near}: {inside}; {far}: {outside} }}\n"
        f".right .folio {{ right: {outside} }}\n"
        f".left .folio {{ {far}: {outside} }}\n"
        f".sheet .drop {{ top: auto; bottom: {_mm(trim.bottom * _DROP)} }}\n"
    )


def _sides(trim: Trim) -> tuple[str, str]:
    """Return on which side of a page on the left the inside is, and on which the outside. Beside a column of notes all pages
    are alike: it stands on their right."""
    return ("left", "right") if trim.column or trim.large else ("right", "left")


def _mm(length: float) -> str:
    return f"{length:.4f}".rstrip("0").rstrip(".") + "mm"


def _pt(size: float) -> str:
    return f"{size:.3f}".rstrip("0").rstrip(".") + "pt"
