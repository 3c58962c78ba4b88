"""What manifests say for the book trade: `price:`, `blurb:` and `cover:`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast, get_args

from postil.diagnostics import Checked, Collector, code
from postil.ingest.embedded import embedded_prose
from postil.ingest.fields import Fields, nearest
from postil.ingest.lengths import length
from postil.ingest.yaml import Mapping
from postil.model.prose import Inline, LineBreak, Paragraph, Styled, Text
from postil.model.trade import (
    NO_COVER,
    PRINTERS,
    Binding,
    Case,
    Cloth,
    CoverManifest,
    Paper,
    Price,
    Printer,
    Run,
    Trade,
)
from postil.spans import SourceText, Span

__all__ = ["ingest_trade"]

_PRICE = re.compile(r"([A-Z]{3})\s+(\d{1,7}(?:\.\d{1,2})?)")
_PAPERS = cast(tuple[str, ...], get_args(Paper))
_BINDINGS = cast(tuple[str, ...], get_args(Binding))
_CLOTHS = cast(tuple[str, ...], get_args(Cloth))
_NARROWEST, _WIDEST = 1.0, 150.0
"""Spines between these are believed, in mm."""


def ingest_trade(fields: Fields, source: SourceText, title: str) -> Checked[Trade]:
    """Return what a manifest says for the trade; `title` is that of the book.

    Reports M005–M008, M040 (a blurb that is more than paragraphs), and what Markdown reports.
    """
    out = Collector()
    found = Trade(
        _price(fields, out),
        _blurb(fields, source, out),
        fields.value_span("blurb") if fields.has("blurb") else None,
        _cover(fields, title),
    )
    return out.done(found)


# price --------------------------------------------------------------------------------------------------------------------


def _price(fields: Fields, out: Collector) -> Price | None:
    written = fields.text("price").strip()
    if not written:
        return None
    if written == "none":
        return Price("", "")
    if found := _PRICE.fullmatch(written):
        return Price(found[1], found[2])
    out.report(
        code("M008"),
        f"“{written}” is no price",
        fields.value_span("price"),
        hint="write currency and amount, as in USD 24.95; or none, if there is none",
    )
    return None


# the words on the back ----------------------------------------------------------------------------------------------------


def _blurb(fields: Fields, source: SourceText, out: Collector) -> tuple[tuple[Run, ...], ...]:
    words = fields.text("blurb")
    if not words.strip():
        return ()
    paragraphs: list[tuple[Run, ...]] = []
    for block in out.take(embedded_prose(words, source, fields.value_span("blurb"))):
        if not isinstance(block, Paragraph):
            _not_plain(block.span, out)
            continue
        runs = tuple(_runs(block.inlines, False, out))
        paragraphs.append(tuple(_merged(runs)))
    return tuple(paragraph for paragraph in paragraphs if paragraph)


def _runs(nodes: tuple[Inline, ...], italic: bool, out: Collector) -> Iterator[Run]:
    for node in nodes:
        match node:
            case Text(text=text):
                yield Run(text, italic)
            case LineBreak():
                yield Run(" ", italic)
            case Styled(kind="emphasis" | "strong", children=children):
                yield from _runs(children, not italic, out)
            case Styled(kind="span", children=children):
                yield from _runs(children, italic, out)
            case _:
                _not_plain(node.span, out)


def _merged(runs: tuple[Run, ...]) -> Iterator[Run]:
    held: Run | None = None
    for run in runs:
        words = re.sub(r"\s+", " ", run.text)
        if held is not None and held.italic == run.italic:
            held = Run(held.text + words, run.italic)
            continue
        if held is not None:
            yield held
        held = Run(words, run.italic)
    if held is not None:
        yield held


def _not_plain(span: Span, out: Collector) -> None:
    out.report(
        code("M040"),
        "the blurb holds more than paragraphs and words in italics",
        span,
        hint="write it in plain sentences, paragraphs parted by an empty line",
    )


# the cover ----------------------------------------------------------------------------------------------------------------


def _cover(fields: Fields, title: str) -> CoverManifest:
    if not fields.has("cover"):
        fields.known.append("cover")
        return NO_COVER
    own = fields.fields("cover")
    binding = cast(Binding, own.choice("binding", _BINDINGS, "paperback"))
    found = CoverManifest(
        _lines(own, title),
        _printers(own),
        cast(Paper, own.choice("paper", _PAPERS, "white")),
        binding,
        _spines(own),
        _bulk(own),
        cast(Cloth, own.choice("cloth", _CLOTHS, "blue")),
        _case(own),
        own.key_span("for") if own.has("for") else fields.key_span("cover"),
    )
    own.done()
    if binding == "hardcover":
        _check_case(found, own)
    return found


def _lines(own: Fields, title: str) -> tuple[str, ...]:
    """Return the lines of the title. They must be the title: a cover has no other."""
    lines = tuple(line for line in (" ".join(line.split()) for line in own.texts("lines")) if line)
    if lines and re.sub(r"\s+", "", "".join(lines)) != re.sub(r"\s+", "", title):
        own.out.report(
            code("M008"),
            "the lines together are not the title",
            own.value_span("lines"),
            hint=f"part “{title}” into lines, and change no word",
        )
        return ()
    return lines


def _printers(own: Fields) -> tuple[Printer, ...]:
    found: list[Printer] = []
    for word, span in own.texts_with_spans("for"):
        known = next((printer for printer in PRINTERS if printer == word), None)
        if known is not None:
            found.append(known)
            continue
        near = nearest(word, PRINTERS)
        own.out.report(
            code("M008"),
            f"“{word}” is no printer that postil knows",
            span,
            hint=f"did you mean “{near}”?" if near else "write one of: " + ", ".join(PRINTERS),
        )
    return tuple(dict.fromkeys(found))


def _spines(own: Fields) -> tuple[tuple[str, float], ...]:
    """Return widths of the spine: one for all, or one for a printer."""
    if not isinstance(own.mapping.get("spine"), Mapping):
        width = length(own, "spine", least=_NARROWEST, most=_WIDEST)
        return (("", width),) if width is not None else ()
    each = own.fields("spine")
    found = [(printer, length(each, printer, least=_NARROWEST, most=_WIDEST)) for printer in PRINTERS]
    each.done()
    return tuple((printer, width) for printer, width in found if width is not None)


def _bulk(own: Fields) -> float | None:
    pages = own.number("pages-per-inch")
    if pages is not None and not 50 <= pages <= 2000:
        own.out.report(
            code("M008"),
            f"“pages-per-inch” cannot be {pages}",
            own.value_span("pages-per-inch"),
            hint="paper for books has 200 to 600 pages to the inch; the printer tells it",
        )
        return None
    return float(pages) if pages is not None else None


def _case(own: Fields) -> Case | None:
    if not own.has("case"):
        own.known.append("case")
        return None
    sides = own.fields("case")
    width = length(sides, "width", least=100)
    height = length(sides, "height", least=100)
    turn_in = length(sides, "turn-in", most=50)
    hinge = length(sides, "hinge", most=30)
    for key in ("width", "height", "turn-in"):
        if not sides.has(key):
            sides.node(key, required=True, why=f"add {key}: as the printer’s template has it")
    sides.done()
    if width is None or height is None or turn_in is None:
        return None
    # quoted are 5 mm and 9.5 mm: the larger keeps words clear of both
    return Case(width, height, turn_in, 9.525 if hinge is None else hinge)


def _check_case(cover: CoverManifest, own: Fields) -> None:
    """Report what is missing of a case: printers' formulas for them disagree, so its measures are taken from the template."""
    if not own.has("case"):
        own.out.report(
            code("M006"),
            "a hardcover has no “case”",
            own.key_span("binding"),
            hint="add case: with width, height and turn-in of the printer’s template",
        )
    for printer in cover.printers or PRINTERS:
        if cover.width_of(printer) is None and not own.has("spine"):
            own.out.report(
                code("M006"),
                "a hardcover has no “spine”",
                own.key_span("binding"),
                hint="add spine: with the width that the printer’s template has",
            )
            return
    spine = max((cover.width_of(p) or 0.0 for p in cover.printers), default=0.0)
    if cover.case is not None and cover.case.width - 2 * cover.case.turn_in - spine < 2 * 70:
        own.out.report(
            code("M008"),
            "the case leaves no room for front and back",
            own.key_span("case"),
            hint="width is that of the whole sheet: both boards, the spine, and what is turned in",
        )
