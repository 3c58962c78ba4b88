"""Type and lines: fonts in the file, sizes that can be read, lines that can be printed."""

from __future__ import annotations

from postil.preflight.findings import Case, Finding, not_asked, points, told

__all__ = ["RULES"]

_SLACK = 0.01


def fonts_embedded(case: Case) -> Finding:
    """A font that is not in the file is replaced by whatever the printer has."""
    missing = [font for font in case.file.fonts if not font.embedded]
    names = ", ".join(sorted({font.name for font in missing})[:5])
    return told(
        "fonts-embedded",
        f"not embedded: {names}" if missing else f"{len(case.file.fonts)} fonts, all embedded",
        "all fonts embedded",
        "make the file with all fonts embedded",
        ("K1", "I1", "F1"),
        fails=sorted({font.page for font in missing}),
    )


def fonts_subset(case: Case) -> Finding:
    """A face is in the file with the letters that are used, not as a whole: some licences allow no other."""
    whole = [font for font in case.file.fonts if font.embedded and not font.subset]
    names = ", ".join(sorted({font.name for font in whole})[:5])
    return told(
        "fonts-subset",
        f"whole: {names}" if whole else "only the glyphs that are used",
        "cut to the glyphs that are used",
        "make the file with fonts cut to what is used",
        ("trade",),
        looks=sorted({font.page for font in whole}),
    )


def fonts_type3(case: Case) -> Finding:
    """Fonts of type 3 are drawings: they have no hints, and some printers' programs refuse them."""
    found = [font for font in case.file.fonts if font.kind == "Type3"]
    return told(
        "fonts-type3",
        f"{len(found)} of type 3" if found else "none",
        "no font of type 3",
        "use fonts in outlines (TrueType, CFF)",
        ("trade",),
        looks=sorted({font.page for font in found}),
    )


def text_size(case: Case) -> Finding:
    """Type has a least size; calls, fractions and the like, up to eight letters, may be smaller."""
    least = case.printer.text.value
    sizes = [page.text for page in case.file.pages if page.text is not None]
    signs = [page.sign for page in case.file.pages if page.sign is not None]
    measured = f"words from {points(min(sizes))}" if sizes else "no words"
    measured += f", calls and other signs from {points(min(signs))}" if signs else ""
    if least is None:
        return not_asked("text-size", f"{measured}; not asked for")
    return told(
        "text-size",
        measured,
        points(least),
        "set it larger",
        case.printer.text.sources,
        fails=[p.number for p in case.file.pages if p.text is not None and p.text < least - _SLACK],
        looks=[p.number for p in case.file.pages if p.sign is not None and p.sign < least - _SLACK],
    )


def line_width(case: Case) -> Finding:
    """A line that is too thin breaks up in print."""
    limit = case.printer.line
    found = [(page.line, page.number) for page in case.file.pages if page.line is not None]
    measured = f"from {points(min(found)[0])}" if found else "no lines"
    if limit.value is None or not found:
        return not_asked("line-width", measured if not found else f"{measured}; not asked for")
    least, several = limit.value, case.printer.line_of_several_inks
    in_colour = {
        page.number
        for page in case.file.pages
        if any(ink.use in {"line", "fill"} and _several(ink.space, ink.values) for ink in page.inks)
    }
    allowed = points(least) + (f", {points(several)} of several inks" if several else "")
    return told(
        "line-width",
        measured,
        allowed,
        "make lines thicker in the style sheet",
        limit.sources,
        fails=[number for width, number in found if width < least - _SLACK],
        looks=[
            number for width, number in found if several and number in in_colour and width < several - _SLACK
        ],
    )


def _several(space: str, values: tuple[float, ...]) -> bool:
    return space == "CMYK" and sum(value > 0 for value in values) > 1


def invisible_text(case: Case) -> Finding:
    """Letters that are not painted, as text recognition leaves them."""
    bar = case.printer.barred.get("invisible text")
    found = [page.number for page in case.file.pages if page.invisible]
    measured = f"{sum(p.invisible for p in case.file.pages)} letters" if found else "none"
    if bar is None:
        return not_asked("invisible-text", f"{measured}; not asked for")
    return told("invisible-text", measured, "none", "take it out", bar.sources, fails=found)


def placeholder_text(case: Case) -> Finding:
    """Words that were to be replaced."""
    bar = case.printer.barred.get("placeholders")
    found = [page.number for page in case.file.pages if page.placeholders]
    words = sorted({w for p in case.file.pages for w in p.placeholders})
    measured = "“" + "”, “".join(words[:3]) + "”" if words else "none"
    if bar is None:
        return not_asked("placeholder-text", f"{measured}; not asked for")
    return told(
        "placeholder-text", measured, "none", "write what should stand there", bar.sources, fails=found
    )


RULES = (
    fonts_embedded,
    fonts_subset,
    fonts_type3,
    text_size,
    line_width,
    invisible_text,
    placeholder_text,
)
