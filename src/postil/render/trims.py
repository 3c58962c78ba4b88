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

# Numbers and calls are set in a face of their own, so that those of a Japanese or Arabic text are no other.
_IN_SANS = (
    f":root {{ --text: {_SANS} }}\n"
    ".call, .pn, .ln { font-family: var(--sans) }\n"
    '@page { @right-middle { font-family: "Source Sans 3" } @left-middle { font-family: "Source Sans 3" } }\n'
)
# Beside a column of notes nothing else can be called in the margin.
_WITH_COLUMN = (
    ".fn--margin { text-align: start }\n"
    ".qcall { position: static; width: auto; padding-inline-start: 1pt; font: 600 .5965rem/0 var(--sans); vertical-align: .5em }\n"
    ".heavy { orphans: 2 }\n"
)


def page_sheets(trim: Trim, bleed: float = 0, *, right_to_left: bool = False) -> tuple[str, str]:
    """Return what stands before `print.css`, and what stands behind it. `bleed` is in millimetres; a
    book that is read from right to left is bound on the right.

    They depend on the trim alone: a book on screen and one to be printed are the same pages, so they are set once.
    """
    inside, outside = _mm(trim.inside), _mm(trim.outside + trim.column + trim.gutter)
    near, far = _sides(trim, right_to_left)
    bled = f"; bleed: {_mm(bleed)}" if bleed else ""
    # an image that is to be smoothed by who shows it is none for PDF/A (ISO 19005-3 § 6.2.8)
    before = (
        f"@page {{ size: {_mm(trim.width)} {_mm(trim.height)}; "
        f"margin: {_mm(trim.top)} {outside} {_mm(trim.bottom)} {inside}{bled} }}\n"
        f"@page :right {{ margin-{near[1]}: {inside}; margin-{far[1]}: {outside} }}\n"
        f"@page :left {{ margin-{near[0]}: {inside}; margin-{far[0]}: {outside} }}\n"
        f":root {{ --note-size: {_pt(trim.notes.size)}; --note-leading: {_pt(trim.notes.leading)}; "
        f"--note-column: {_mm(trim.column)}; --gutter: {_mm(trim.gutter)}; --hundredth: {_mm(trim.depth / 100)}; "
        f"--page-width: {_mm(trim.width)}; --page-height: {_mm(trim.height)}; --bleed: {_mm(bleed)} }}\n"
        f"html {{ font-size: {_pt(trim.text.size)}; line-height: {_pt(trim.text.leading)}; image-rendering: crisp-edges }}\n"
    )
    after = _IN_SANS if trim.face == "sans" else ""
    if trim.column:
        after += _WITH_COLUMN
    if trim.ragged:
        after += "html, .fn { text-align: start; hyphens: manual }\n"
    return before, after


def furniture_sheet(trim: Trim, *, right_to_left: bool = False) -> str:
    """Return what stands before `print-furniture.css`: where heads and folios go."""
    inside, outside = _mm(trim.inside), _mm(trim.outside)
    near, far = _sides(trim, right_to_left)
    face = f"body {{ font-family: {_SANS} }}\n" if trim.face == "sans" else ""
    return face + (
        f"@page {{ size: {_mm(trim.width)} {_mm(trim.height)}; margin: 0 }}\n"
        f"html {{ font-size: {_pt(trim.text.size * _HEAD_SIZE)}; line-height: {_pt(trim.text.leading * _HEAD_LEADING)} }}\n"
        f".sheet {{ height: {_mm(trim.height)} }}\n"
        f".head, .folio {{ top: {_mm(trim.top * (_LARGE_HEAD if trim.large else _HEAD))} }}\n"
        f".right .head, .right .drop {{ {near[1]}: {inside}; {far[1]}: {outside} }}\n"
        f".left .head, .left .drop {{ {near[0]}: {inside}; {far[0]}: {outside} }}\n"
        f".right .folio {{ {far[1]}: {outside} }}\n"
        f".left .folio {{ {far[0]}: {outside} }}\n"
        f".sheet .drop {{ top: auto; bottom: {_mm(trim.bottom * _DROP)} }}\n"
    )


def _sides(trim: Trim, right_to_left: bool) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return on which side the inside is of a page on the left and of one on the right, and on which the outside.

    The spine is between the two, whichever is read first. With a column of notes all pages are alike: it stands where lines
    end.
    """
    if trim.column or trim.large:
        near, far = ("right", "left") if right_to_left else ("left", "right")
        return (near, near), (far, far)
    return ("right", "left"), ("left", "right")


def _mm(length: float) -> str:
    return f"{length:.4f}".rstrip("0").rstrip(".") + "mm"


def _pt(size: float) -> str:
    return f"{size:.3f}".rstrip("0").rstrip(".") + "pt"
