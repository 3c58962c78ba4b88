"""Inks: which there are, how much of them, black that is one ink."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from postil.preflight.facts import Ink, PageFacts
from postil.preflight.findings import Case, Finding, not_asked, told

__all__ = ["RULES"]

_DARK = 0.5


def colour_spaces(case: Case) -> Finding:
    """What is put on paper is given in inks that the printer has."""
    printer = case.printer
    spaces = {ink.space for page in case.file.pages for ink in page.inks}
    names = sorted({name for page in case.file.pages for ink in page.inks for name in ink.names})
    measured = ", ".join(sorted(spaces)) or "no ink"
    measured += f" ({', '.join(names[:5])})" if names else ""
    known = printer.spaces | printer.doubtful_spaces
    wrong = _pages(case, lambda ink: ink.space not in known)
    doubtful = _pages(case, lambda ink: ink.space in printer.doubtful_spaces)
    only = "grey and black as one ink" if not case.file.colour else "colours in CMYK"
    return told(
        "colour-spaces",
        measured,
        ", ".join(sorted(printer.spaces)),
        f"give {only}; in this project: build the print target",
        printer.space_sources,
        fails=wrong,
        looks=doubtful,
    )


def black_text(case: Case) -> Finding:
    """Black text is one ink, all of it: text of several inks is never quite sharp, and black in RGB becomes four."""
    found = _pages(case, lambda ink: ink.use == "text" and not _one_ink(ink) and _dark(ink))
    bar = case.printer.one_ink
    kinds = sorted({f"{ink.space} {_shown(ink)}" for ink in _inks(case) if ink.use == "text" and _dark(ink)})
    return told(
        "black-text",
        "; ".join(kinds[:4]) or "no dark text",
        "black alone (DeviceGray, or CMYK with K alone)",
        "give black text as one ink; in this project: build the print target",
        bar.sources,
        fails=found if bar.firm else (),
        looks=found,
    )


def tints(case: Case) -> Finding:
    """A very light grey is not printed, or in dots that are seen."""
    least = case.printer.tint.value
    found = [100 * tint for ink in _inks(case) if 0 < (tint := _tint(ink)) < 0.5]
    measured = f"the lightest is {min(found):.0f} %" if found else "no tints"
    if least is None or not found:
        return not_asked("tints", measured if not found else f"{measured}; not asked for")
    return told(
        "tints",
        measured,
        f"{100 * least:.0f} % or more",
        "make the grey darker, or take it away",
        case.printer.tint.sources,
        fails=_pages(case, lambda ink: 0 < _tint(ink) < least - 0.005),
    )


def total_ink(case: Case) -> Finding:
    """Paper takes so much ink and no more. Measured of single colours and of CMYK images, not of what lies over other things."""
    limit = case.printer.ink
    found = [(amount, page.number) for page in case.file.pages for amount in _amounts(page)]
    most = max(found, default=(0.0, 0))[0]
    measured = f"{most:.0f} % at most"
    if limit.value is None and limit.wanted is None:
        return not_asked("total-ink", f"{measured}; not asked for")
    fails = limit.value if limit.value is not None else float("inf")
    wanted = limit.wanted if limit.wanted is not None else fails
    allowed = f"{fails:.0f} %" if limit.value is not None else f"about {wanted:.0f} %"
    if limit.value is not None and limit.wanted is not None:
        allowed += f"; {wanted:.0f} % is wanted"
    return told(
        "total-ink",
        measured,
        allowed,
        "take less ink: black alone, or a profile with less of it",
        limit.sources,
        fails=sorted({number for amount, number in found if amount > fails + 0.5}),
        looks=sorted({number for amount, number in found if amount > wanted + 0.5}),
    )


def transparency(case: Case) -> Finding:
    """What lets something below it through must be flattened for many printers' programs."""
    bar = case.printer.transparency
    found = [page.number for page in case.file.pages if page.transparency]
    kinds = sorted({kind for page in case.file.pages for kind in page.transparency})
    old = any(claim.startswith(("PDF/X-1", "PDF/X-3")) for claim in case.file.claims)
    return told(
        "transparency",
        "; ".join(kinds[:4]) or "none",
        "none" if bar.firm or old else "none, but in PDF/X-4",
        "flatten it",
        bar.sources,
        fails=found if bar.firm or old else (),
        looks=found,
    )


def _inks(case: Case) -> Iterator[Ink]:
    for page in case.file.pages:
        yield from page.inks


def _pages(case: Case, wanted: Callable[[Ink], bool]) -> list[int]:
    return [page.number for page in case.file.pages if any(map(wanted, page.inks))]


def _amounts(page: PageFacts) -> Iterator[float]:
    for ink in page.inks:
        if ink.total is not None:
            yield ink.total
    for picture in page.pictures:
        if picture.ink is not None:
            yield picture.ink


def _one_ink(ink: Ink) -> bool:
    if ink.space == "CMYK" and ink.values:
        return sum(value > 0 for value in ink.values) <= 1
    return ink.space in {"Gray", "Spot"}


def _dark(ink: Ink) -> bool:
    """Tell whether text is black or a grey: coloured text is of several inks by its nature."""
    if ink.space == "RGB" and ink.values:
        return max(ink.values) - min(ink.values) < 0.05 and max(ink.values) < 1
    if ink.space == "CMYK" and ink.values:
        return (
            max(ink.values[:3]) - min(ink.values[:3]) < 0.35 and ink.values[3] + min(ink.values[:3]) > _DARK
        )
    return ink.space in {"Gray", "All"}


def _tint(ink: Ink) -> float:
    """Return how much of full ink a grey fill has, nothing for other colours."""
    if ink.use not in {"fill", "text", "line"} or not ink.values:
        return 0.0
    if ink.space == "Gray":
        return 1 - ink.values[0]
    if ink.space == "RGB" and max(ink.values) - min(ink.values) < 0.02:
        return 1 - max(ink.values)
    if ink.space == "CMYK" and max(ink.values[:3]) == 0:
        return ink.values[3]
    return 0.0


def _shown(ink: Ink) -> str:
    return " ".join(f"{value:g}" for value in ink.values)


RULES = (colour_spaces, black_text, tints, total_ink, transparency)
