"""How a book is set: what was measured on its lines when it was set. All of it is to be looked at; none of it stops a book."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from postil.model.rendition import Flaw
from postil.preflight.findings import Finding, points, told

__all__ = ["RULES", "typography"]

_SHOWN = 3


def _count(flaw: Flaw) -> str:
    return f"{flaw.measured:g}"


def _length(flaw: Flaw) -> str:
    return points(flaw.measured)


def _nothing(_: Flaw) -> str:
    return ""


# name: what is allowed, what to do, how a flaw is measured, its unit
RULES: Mapping[str, tuple[str, str, Callable[[Flaw], str], str]] = {
    "orphan": (
        "two lines of a paragraph at the foot of a page",
        "change words or notes nearby (a paragraph with many notes may break so)",
        _nothing,
        "",
    ),
    "widow": (
        "two lines of a paragraph at the head of a page",
        "change words or notes nearby (a paragraph with many notes may break so)",
        _nothing,
        "",
    ),
    "stranded-heading": (
        "two lines behind a heading on its page",
        "change words or notes on the page before",
        _count,
        "behind it",
    ),
    "hyphen-ladder": (
        "two lines in a row that end in hyphens",
        "change a word, or forbid a break in one",
        _count,
        "lines",
    ),
    "loose-line": (
        "word spaces of half an em",
        "allow a break in a long word (soft hyphen), or change words",
        _count,
        "em",
    ),
    "river": (
        "two loose lines in a row",
        "change words: holes that stand below each other are seen",
        _count,
        "lines",
    ),
    "line-too-long": (
        "lines within the measure",
        "allow a break in a long word or address",
        _length,
        "too long",
    ),
    "call-begins-line": ("a call on the line of its word", "report it", _nothing, ""),
    "uneven-leading": (
        "lines of a paragraph as far apart as the style says",
        "set line-height to 0 on what is smaller or larger in the line",
        _length,
        "",
    ),
    "runt": ("a last line longer than the indent", "change words in the paragraph", _length, "long"),
    "short-last-page": ("five lines on the last page of a part", "take words in or out", _count, "lines"),
    "facing-pages-uneven": (
        "facing pages as deep as each other, but for a line",
        "change words or notes on one of them",
        _count,
        "lines apart",
    ),
}


def typography(flaws: Sequence[Flaw]) -> tuple[Finding, ...]:
    """Return what each measure gave, with the pages and the words where it was worst."""
    return tuple(_finding(kind, [flaw for flaw in flaws if flaw.kind == kind]) for kind in RULES)


def _finding(kind: str, found: Sequence[Flaw]) -> Finding:
    allowed, advice, measure, unit = RULES[kind]
    worst = sorted(found, key=lambda flaw: -abs(flaw.measured))[:_SHOWN]
    shown = "; ".join(
        f"“{flaw.words}”" + (f" {measure(flaw)} {unit}".rstrip() if measure(flaw) else "") for flaw in worst
    )
    measured = f"{len(found)}: {shown}" if found else "none"
    return told(kind, measured, allowed, advice, ("trade",), looks=sorted({flaw.page + 1 for flaw in found}))
