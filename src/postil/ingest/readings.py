"""The readings of an apparatus entry: `- ed. (adopted): Aiichiro`, `- F, U: areas`, `- M: *om.*`."""

from __future__ import annotations

import re

from postil.diagnostics import Checked, Collector, code
from postil.model.notes import Reading
from postil.model.prose import Inline, Listing, Paragraph, ProseBlock, Styled, Text, plain
from postil.spans import SourceText, Span

__all__ = ["read_readings"]

_HEAD = re.compile(r"\s*(?P<sigla>[^:]+?)\s*(?P<adopted>\(adopted\))?\s*:\s*", re.DOTALL)
_CONJECTURE = re.compile(r"(?:conj\.|coni\.)\s+(.+)")


def read_readings(
    blocks: tuple[ProseBlock, ...], source: SourceText
) -> Checked[tuple[tuple[Reading, ...], list[ProseBlock]]]:
    """Return the readings that open the body of an apparatus note, and the rest of it (the commentary).

    Reports N007 where the body does not open with readings, or one is not understood.
    """
    out = Collector()
    if not blocks or not isinstance(blocks[0], Listing):
        where = blocks[0].span if blocks else source.span(0, 0)
        if blocks:
            out.report(
                code("N007"),
                "an apparatus note opens with its readings",
                where,
                hint="begin with a list: - F: areas",
            )
        return out.done(((), list(blocks)))
    readings = []
    for item in blocks[0].items:
        first = item.blocks[0] if item.blocks else None
        found = (
            _reading(first.inlines, item.span)
            if isinstance(first, Paragraph) and len(item.blocks) == 1
            else None
        )
        if found is None:
            out.report(
                code("N007"),
                "this reading is not understood",
                item.span,
                hint="write sigla, a colon and the words: - F, U: areas (or *om.* where they omit)",
            )
        else:
            readings.append(found)
    return out.done((tuple(readings), list(blocks[1:])))


def _reading(inlines: tuple[Inline, ...], span: Span) -> Reading | None:
    if not inlines or not isinstance(inlines[0], Text):
        return None
    head = _HEAD.match(inlines[0].text)
    if not head:
        return None
    words = (inlines[0].text[head.end() :] + plain(inlines[1:])).strip()
    rest = inlines[1:]
    omitted = (
        not inlines[0].text[head.end() :].strip()
        and len(rest) == 1
        and isinstance(rest[0], Styled)
        and plain(rest).strip() in {"om.", "omits", "omit"}
    )
    if not words:
        return None
    at = inlines[0].at
    sigla_text = head["sigla"]
    conjecture = _CONJECTURE.fullmatch(sigla_text.strip())
    if conjecture:
        return Reading(
            (), conjecture[1].strip(), bool(head["adopted"]), "" if omitted else words, omitted, span
        )
    sigla, spans = [], []
    for found in re.finditer(r"[^\s,;]+", sigla_text):
        start = head.start("sigla") + found.start()
        sigla.append(found[0])
        spans.append(Span(span.file, at[start], at[start + len(found[0]) - 1] + 1))
    if not sigla:
        return None
    return Reading(
        tuple(sigla), "", bool(head["adopted"]), "" if omitted else words, omitted, span, tuple(spans)
    )
