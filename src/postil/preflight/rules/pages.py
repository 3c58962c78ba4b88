"""How many pages, how large, which empty."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from postil.preflight.facts import Area, PageFacts
from postil.preflight.findings import INCH, Case, Finding, inches, not_asked, told
from postil.preflight.printers import Caps

__all__ = ["RULES", "bleeds", "trim_of"]

_SLACK = 0.72  # a hundredth of an inch


def page_count(case: Case) -> Finding:
    """Each stock has its least and most pages."""
    every = case.printer.hardcover if case.hardcover else case.printer.caps
    if not every:
        return not_asked("page-count", "as many as can be bound: ask")
    width, height = trim_of(case)
    caps = next((caps for caps in every if _among(caps, width, height)), None)
    count = len(case.file.pages)
    if caps is None:
        return told(
            "page-count",
            f"{count} pages of {_size(width, height)}",
            "a trim of " + ", ".join(f"{w:g}×{h:g}" for c in every for w, h in c.trims),
            "take one of these trims",
            every[0].sources,
            fails=True,
        )
    colour = case.file.colour
    told_apart = any("colour" in name for name, _, _ in caps.stocks)
    stocks = [s for s in caps.stocks if not told_apart or ("colour" in s[0]) == colour]
    fitting = [name for name, least, most in stocks if least <= count <= most]
    allowed = "; ".join(f"{name} {least}–{most}" for name, least, most in stocks)
    inks = "in colour" if colour else "in grey"
    return told(
        "page-count",
        f"{count} pages {inks}",
        allowed,
        f"only on {' or '.join(fitting)}" if fitting else "add pages, or divide the book into volumes",
        caps.sources,
        fails=not fitting,
        looks=len(fitting) < len(stocks),
    )


def page_multiple(case: Case) -> Finding:
    """Leaves have two pages; a press prints sheets of eight, sixteen, thirty-two."""
    by, sources = case.printer.multiple
    count = len(case.file.pages)
    over = count % by
    rest = f"{by - over} blank page{'s' if by - over > 1 else ''} will be added" if over else ""
    return told("page-multiple", f"{count} pages", f"a multiple of {by}", rest, sources, looks=bool(over))


def last_page_blank(case: Case) -> Finding:
    """A printer that puts its own bar code on the last page adds one where it is not empty."""
    if not case.printer.last_blank:
        return not_asked("last-page-blank", "not asked for")
    last = case.file.pages[-1]
    return told(
        "last-page-blank",
        "it is blank" if last.painted is None else "something is printed on it",
        "the last page is blank",
        "add a blank page; else the printer does",
        case.printer.last_blank,
        looks=[last.number] if last.painted is not None else [],
    )


def blank_pages(case: Case) -> Finding:
    """More than a few blank pages together look like a fault."""
    runs = [
        [page.number for page in run]
        for blank, run in groupby(case.file.pages, key=lambda page: page.painted is None)
        if blank
    ]
    longest = max(map(len, runs), default=0)
    most = case.printer.blank_run.value
    if most is None:
        return not_asked("blank-pages", f"at most {longest} together; not asked for")
    return told(
        "blank-pages",
        f"at most {longest} blank together",
        f"{most:g} blank together",
        "take out blank pages",
        case.printer.blank_run.sources,
        fails=[number for run in runs if len(run) > most for number in run],
    )


def same_size(case: Case) -> Finding:
    """All pages have one size and lie one way."""
    sizes = Counter(_shape(page) for page in case.file.pages)
    usual = sizes.most_common(1)[0][0]
    others = [page.number for page in case.file.pages if _shape(page) != usual]
    return told(
        "same-size",
        f"{len(sizes)} size{'s' if len(sizes) > 1 else ''}; most pages {_size(usual[0], usual[1])}",
        "one size, none turned",
        "make these pages as large as the others",
        fails=others,
    )


def _shape(page: PageFacts) -> tuple[float, float, int]:
    return round(page.crop.width * 2) / 2, round(page.crop.height * 2) / 2, page.rotated


def trim_size(case: Case) -> Finding:
    """The trim is one that the printer cuts."""
    width, height = trim_of(case)
    printer = case.printer
    known = any(_near(width, height, w, h) for w, h in printer.trims)
    custom = printer.custom is not None and _within(width, height, printer.custom)
    if printer.custom is not None:
        allowed = "{:g}×{:g} to {:g}×{:g} in".format(*printer.custom)
    else:
        allowed = ", ".join(f"{w:g}×{h:g}" for w, h in printer.trims) + " in"
    nearest = min(
        printer.trims, key=lambda t: abs(t[0] * INCH - width) + abs(t[1] * INCH - height), default=None
    )
    advice = (
        f"the nearest is {nearest[0]:g}×{nearest[1]:g} in" if nearest else "take a trim within these bounds"
    )
    if custom and not known:
        advice = "a size of your own: paperback only" if printer.id == "ingram" else "a size of your own"
    own = bool(printer.trims) and custom and not known
    return told(
        "trim-size",
        _size(width, height),
        allowed,
        advice,
        printer.trim_sources,
        fails=not (known or custom),
        looks=own,
    )


def page_size(case: Case) -> Finding:
    """A page is as large as the trim, or larger by the bleed."""
    width, height = trim_of(case)
    more = case.printer.bleed
    wide, high = width + more.width * INCH, height + more.height * INCH
    wrong = []
    for page in case.file.pages:
        box = page.media if not case.printer.marks else page.bleed or page.media
        same = _same(box, width, height)
        larger = _same(box, wide, high) or (
            not more.exact and box.width > wide - _SLACK and box.height > high - _SLACK
        )
        if not same and not larger:
            wrong.append(page.number)
    first = case.file.pages[(wrong[0] if wrong else 1) - 1].media
    least = "" if more.exact else " or more"
    return told(
        "page-size",
        _size(first.width, first.height),
        f"{_size(width, height)}, with bleed {_size(wide, high)}{least}",
        "let the page be as large as the trim, or larger by the bleed the printer wants",
        more.sources,
        fails=wrong,
    )


def bleed(case: Case) -> Finding:
    """What is cut must go on beyond the cut."""
    touching = [page.number for page in case.file.pages if any(_reaches(page))]
    if not touching:
        return not_asked("bleed", "nothing reaches the edge")
    short = [p.number for p in case.file.pages if any(_reaches(p)) and not _goes_on(case, p)]
    return told(
        "bleed",
        f"something reaches the edge on {len(touching)} page{'s' if len(touching) > 1 else ''}",
        f"{inches(case.printer.bleed.height / 2 * INCH)} beyond the trim",
        "let it go on to the edge of the bleed, or keep it inside the margin",
        case.printer.bleed.sources,
        fails=short,
    )


def boxes(case: Case) -> Finding:
    """Trim lies in bleed, bleed in media (ISO 32000-1 § 14.11.2)."""
    wrong = []
    for page in case.file.pages:
        outer = page.media
        for box in (page.bleed, page.trim):
            if box is not None:
                if not outer.holds(box):
                    wrong.append(page.number)
                    break
                outer = box
    without = sum(page.trim is None for page in case.file.pages)
    told_ = f"{without} pages without a trim box" if without else "every page has a trim box"
    return told(
        "boxes",
        told_,
        "trim box within bleed box within media box",
        "correct the boxes",
        ("F1",),
        fails=wrong,
        looks=bool(without and case.printer.claims),
    )


def marks(case: Case) -> Finding:
    """Crop marks and colour bars stand outside of the bleed, or nowhere."""
    found = [page.number for page in case.file.pages if page.outside]
    if case.printer.marks:
        return not_asked("marks", f"on {len(found)} pages; allowed outside of the bleed" if found else "none")
    return told(
        "marks",
        f"something is printed outside of the page on {len(found)} pages" if found else "none",
        "no crop marks, no colour bars",
        "make the book without marks",
        ("K1", "L2", "I1"),
        fails=found,
    )


def spreads(case: Case) -> Finding:
    """Each page of the file is a page of the book."""
    width, height = trim_of(case)
    halves = [(w * INCH, h * INCH) for w, h in case.printer.trims]
    double = any(_near(width / 2, height, w / INCH, h / INCH) for w, h in halves) and width > 1.2 * height
    wide = not case.printer.trims and width > 1.3 * height
    return told(
        "spreads",
        f"a page is {_size(width, height)}",
        "single pages",
        "make single pages, not two on one",
        ("K1", "L2", "I1", "F1"),
        fails=double or wide,
    )


def reading_direction(case: Case) -> Finding:
    """Some printers bind on the left only."""
    if not case.printer.left_to_right:
        return not_asked("reading-direction", "not asked for")
    right = case.file.right_to_left
    return told(
        "reading-direction",
        "from right to left" if right else "from left to right",
        "from left to right",
        "take another printer for a book bound on the right",
        case.printer.left_to_right,
        fails=right,
    )


# sizes ----------------------------------------------------------------------------------------------------------------


def trim_of(case: Case) -> tuple[float, float]:
    """Return the trim in points: that of most pages. Where no trim box says it, a page that is larger by the bleed than a trim of the
    printer's is a page with bleed."""
    shape = Counter((round(p.cut.width, 1), round(p.cut.height, 1)) for p in case.file.pages).most_common(1)[
        0
    ][0]
    if any(page.trim is not None for page in case.file.pages):
        return shape
    width, height = shape
    more = case.printer.bleed
    for w, h in case.printer.trims:
        if _near(width - more.width * INCH, height - more.height * INCH, w, h) and not any(
            _near(width, height, *t) for t in case.printer.trims
        ):
            return w * INCH, h * INCH
    return shape


def bleeds(case: Case) -> bool:
    """Tell whether the pages are larger than the trim."""
    width, height = trim_of(case)
    return any(p.media.width > width + _SLACK or p.media.height > height + _SLACK for p in case.file.pages)


def _among(caps: Caps, width: float, height: float) -> bool:
    return not caps.trims or any(_near(width, height, w, h) for w, h in caps.trims)


def _near(width: float, height: float, w: float, h: float) -> bool:
    return abs(width - w * INCH) < 1.5 and abs(height - h * INCH) < 1.5


def _within(width: float, height: float, bounds: tuple[float, float, float, float]) -> bool:
    least_w, least_h, most_w, most_h = (side * INCH for side in bounds)
    return least_w - _SLACK <= width <= most_w + _SLACK and least_h - _SLACK <= height <= most_h + _SLACK


def _same(box: Area, width: float, height: float) -> bool:
    return abs(box.width - width) < _SLACK and abs(box.height - height) < _SLACK


def _size(width: float, height: float) -> str:
    return f"{inches(width).removesuffix(' in')} × {inches(height)}"


def _reaches(page: PageFacts) -> tuple[bool, bool, bool, bool]:
    """Tell for left, bottom, right, top whether something is printed at the cut."""
    cut, found = page.cut, page.painted
    if found is None:
        return (False,) * 4
    return (
        found.left < cut.left + _SLACK,
        found.bottom < cut.bottom + _SLACK,
        found.right > cut.right - _SLACK,
        found.top > cut.top - _SLACK,
    )


def _goes_on(case: Case, page: PageFacts) -> bool:
    """Tell whether what reaches the cut goes on to the edge of the bleed; at the spine none is wanted."""
    box, found = page.bleed or page.media, page.painted
    if page.trim is None:
        return _same(
            page.media,
            trim_of(case)[0] + case.printer.bleed.width * INCH,
            trim_of(case)[1] + case.printer.bleed.height * INCH,
        )
    assert found is not None  # noqa: S101  something reaches the edge
    least = case.printer.bleed.height / 2 * INCH - _SLACK
    left, bottom, right, top = _reaches(page)
    recto = (page.number % 2 == 1) != case.file.right_to_left
    checks = (
        (left and not recto, page.cut.left - max(box.left, found.left)),
        (right and recto, min(box.right, found.right) - page.cut.right),
        (bottom, page.cut.bottom - max(box.bottom, found.bottom)),
        (top, min(box.top, found.top) - page.cut.top),
    )
    return all(room >= least for wanted, room in checks if wanted)


RULES = (
    page_count,
    page_multiple,
    last_page_blank,
    blank_pages,
    same_size,
    trim_size,
    page_size,
    bleed,
    boxes,
    marks,
    spreads,
    reading_direction,
)
