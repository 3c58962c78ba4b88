"""Covers in one piece: back, spine, front."""

from __future__ import annotations

from collections.abc import Iterator

from postil.frozen import dataclass
from postil.preflight.facts import Area
from postil.preflight.findings import INCH, Case, Finding, inches, not_asked, told

from .pages import trim_of

__all__ = ["RULES", "barcode_place"]

_BLEED = 0.125  # inches, on every side of a cover
_SLACK = 0.0625  # a spine that is off by more is refused
_NO_INTERIOR = "the book itself is not beside it"


@dataclass(frozen=True, slots=True)
class _Wrap:
    """A cover laid flat, in points: the trim of the book, the spine as the cover has it, and where the cut is."""

    width: float
    height: float
    spine: float
    cut: Area

    @property
    def back(self) -> float:
        """The right edge of the back."""
        return self.cut.left + self.width

    @property
    def front(self) -> float:
        """The left edge of the front."""
        return self.cut.right - self.width


def cover_pages(case: Case) -> Finding:
    """A cover is one page."""
    count = len(case.file.pages)
    return told("cover-pages", f"{count}", "1", "put back, spine and front on one page", fails=count != 1)


def cover_size(case: Case) -> Finding:
    """The cover is as wide as back, front and a spine for so many pages, with bleed all round."""
    if case.interior is None:
        return not_asked("cover-size", _NO_INTERIOR)
    if case.hardcover:
        return not_asked("cover-size", "for boards: compare it with the printer's template")
    page = case.file.pages[0]
    box = page.bleed or page.crop
    width, height = trim_of(Case(case.interior, case.printer))
    if not case.printer.spines:
        wrap = _wrap(case)
        spine = f"a spine of {inches(wrap.spine)}" if wrap else "no room for a spine"
        return not_asked(
            "cover-size", f"{inches(box.width)} × {inches(box.height)}, {spine}; ask for paper and width"
        )
    wanted = [
        (
            spine,
            2 * width
            + 2 * _BLEED * INCH
            + (len(case.interior.pages) / spine.per_inch + spine.constant) * INCH,
        )
        for spine in case.printer.spines
    ]
    high = height + 2 * _BLEED * INCH
    fits = [
        s
        for s, wide in wanted
        if abs(box.width - wide) <= _SLACK * INCH and abs(box.height - high) <= _SLACK * INCH
    ]
    return told(
        "cover-size",
        f"{inches(box.width)} × {inches(box.height)}"
        + (f": {', '.join(s.stock for s in fits)}" if fits else ""),
        "; ".join(f"{s.stock} {inches(wide)} × {inches(high)}" for s, wide in wanted),
        "take the size from the template of your title"
        if fits
        else "make the cover anew for these pages and this paper",
        wanted[0][0].sources,
        fails=not fits,
        looks=any(s.estimate for s in fits),
    )


def cover_bleed(case: Case) -> Finding:
    """A cover goes on beyond the cut on all sides."""
    page = case.file.pages[0]
    wrap = _wrap(case)
    if wrap is None:
        return not_asked(
            "cover-bleed", _NO_INTERIOR if case.interior is None else "its size is not that of this book"
        )
    outer = page.bleed or page.crop
    rooms = (
        wrap.cut.left - outer.left,
        outer.right - wrap.cut.right,
        wrap.cut.bottom - outer.bottom,
        outer.top - wrap.cut.top,
    )
    return told(
        "cover-bleed",
        inches(min(rooms)),
        f"{_BLEED:g} in on every side",
        "make the cover with bleed",
        case.printer.bleed.sources,
        fails=min(rooms) < (_BLEED - _SLACK / 4) * INCH,
    )


def cover_margins(case: Case) -> Finding:
    """Words on a cover keep away from the cut."""
    wrap = _wrap(case)
    if wrap is None:
        return not_asked(
            "cover-margins", _NO_INTERIOR if case.interior is None else "its size is not that of this book"
        )
    rooms = [
        min(
            t.left - wrap.cut.left, wrap.cut.right - t.right, t.bottom - wrap.cut.bottom, wrap.cut.top - t.top
        )
        for t in case.file.pages[0].texts
    ]
    limit = case.printer.cover_safe
    nearest = min(rooms, default=float("inf"))
    wanted = limit.wanted or limit.value or 0
    return told(
        "cover-margins",
        f"words {inches(nearest)} from the cut" if rooms else "no words",
        f"{limit.value:g} in" + (f"; {limit.wanted:g} in wanted" if limit.wanted else ""),
        "move the words inwards",
        limit.sources,
        fails=nearest < ((limit.value or 0) - 0.005) * INCH,
        looks=nearest < (wanted - 0.005) * INCH,
    )


def spine_text(case: Case) -> Finding:
    """Words on the spine need a spine that is wide enough, and room on both sides."""
    wrap = _wrap(case)
    if wrap is None or case.interior is None:
        return not_asked(
            "spine-text", _NO_INTERIOR if case.interior is None else "its size is not that of this book"
        )
    words = list(_on_spine(case, wrap))
    pages, limit = len(case.interior.pages), case.printer.spine_text
    if not words:
        return not_asked("spine-text", f"no words on a spine of {inches(wrap.spine)}")
    clear = case.printer.spine_clearance
    room = min(min(t.left for t in words) - wrap.back, wrap.front - max(t.right for t in words))
    few = limit.value is not None and pages < limit.value
    narrow = room < (clear - 0.005) * INCH
    return told(
        "spine-text",
        f"{pages} pages, {inches(room)} beside the words",
        (f"from {limit.value:g} pages, " if limit.value else "") + f"{clear:g} in on each side",
        "leave the spine without words" if few else "set the words smaller",
        limit.sources,
        fails=few or narrow,
        looks=bool(limit.wanted and pages < limit.wanted),
    )


def barcode_box(case: Case) -> Finding:
    """The place of the bar code is clear, or holds one."""
    white = case.file.pages[0].barcode
    if case.printer.barcode is None or white is None:
        why = "see the printer's template" if case.printer.barcode is None else _NO_INTERIOR
        return not_asked("barcode-box", why)
    width, height, away, sources = case.printer.barcode
    return told(
        "barcode-box",
        "clear" if white > 0.985 else f"{100 * (1 - white):.0f} % of it is printed",
        f"{width:g} × {height:g} in white, {away:g} in from spine and foot of the back",
        "let nothing stand there but the bar code of the ISBN on white",
        sources,
        fails=white < 0.35,
        looks=white <= 0.985,
    )


def barcode_place(case: Case) -> Area | None:
    """Return where the bar code stands on the back of a cover, nothing where it is not known."""
    wrap = _wrap(case)
    if wrap is None or case.printer.barcode is None:
        return None
    width, height, away, _ = case.printer.barcode
    right, bottom = wrap.back - away * INCH, wrap.cut.bottom + away * INCH
    return Area(right - width * INCH, bottom, right, bottom + height * INCH)


def _wrap(case: Case) -> _Wrap | None:
    if case.interior is None or case.hardcover or not case.file.pages:
        return None
    page = case.file.pages[0]
    width, height = trim_of(Case(case.interior, case.printer))
    outer, bleed = page.bleed or page.crop, _BLEED * INCH
    cut = page.trim or Area(outer.left + bleed, outer.bottom + bleed, outer.right - bleed, outer.top - bleed)
    spine = cut.width - 2 * width
    if spine < -_SLACK * INCH or spine > 4 * INCH or abs(cut.height - height) > _SLACK * INCH:
        return None
    return _Wrap(width, height, max(spine, 0.0), cut)


def _on_spine(case: Case, wrap: _Wrap) -> Iterator[Area]:
    for text in case.file.pages[0].texts:
        middle = (text.left + text.right) / 2
        if wrap.back < middle < wrap.front:
            yield text


RULES = (cover_pages, cover_size, cover_bleed, cover_margins, spine_text, barcode_box)
