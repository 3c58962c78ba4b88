"""Images: neither too coarse as they are placed, nor finer than is of use."""

from __future__ import annotations

from postil.preflight.findings import Case, Finding, not_asked, told

__all__ = ["RULES"]


def image_resolution(case: Case) -> Finding:
    """Pixels per inch as the image is placed, the lesser of both directions."""
    found = [
        (picture.ppi, page.number)
        for page in case.file.pages
        for picture in page.pictures
        if picture.bits > 1
    ]
    if not found:
        return not_asked("image-resolution", "no images")
    limit, most = case.printer.ppi, case.printer.most_ppi.wanted
    least, wanted = limit.value or 0, limit.wanted or limit.value or 0
    coarse = sorted({number for ppi, number in found if ppi < least - 1})
    doubtful = sorted({number for ppi, number in found if ppi < wanted - 1 or (most and ppi > most + 1)})
    allowed = (
        f"{least:g} ppi"
        + (f"; {wanted:g} wanted" if wanted > least else "")
        + (f"; {most:g} at most" if most else "")
    )
    return told(
        "image-resolution",
        f"{min(found)[0]:.0f} to {max(found)[0]:.0f} ppi",
        allowed,
        "place it smaller or take a larger scan"
        if coarse or min(found)[0] < wanted
        else "make it smaller: more is of no use",
        limit.sources,
        fails=coarse,
        looks=doubtful,
    )


def line_art_resolution(case: Case) -> Finding:
    """Images of black and white alone have steps at their edges: they want more pixels."""
    found = [
        (picture.ppi, page.number)
        for page in case.file.pages
        for picture in page.pictures
        if picture.bits == 1
    ]
    limit = case.printer.line_art
    if not found or limit.value is None:
        return not_asked("line-art-resolution", "no line art" if not found else "not asked for")
    wanted = limit.wanted or limit.value
    return told(
        "line-art-resolution",
        f"{min(found)[0]:.0f} to {max(found)[0]:.0f} ppi",
        f"{limit.value:g} ppi; {wanted:g} wanted",
        "place it smaller, take a larger scan, or give it as outlines",
        limit.sources,
        fails=sorted({number for ppi, number in found if ppi < limit.value - 1}),
        looks=sorted({number for ppi, number in found if ppi < wanted - 1}),
    )


RULES = (image_resolution, line_art_resolution)
