"""Citations in brackets: `[see @key, p. 12; -@other]` (the syntax of pandoc's manual, “Citation syntax”)."""

from __future__ import annotations

import re

from postil.diagnostics import Checked, Collector, code
from postil.model.prose import Citation, CitedWork
from postil.spans import Span

__all__ = ["parse_citation"]

_KEY = re.compile(r"(-?)@(?:\{([^{}]+)\}|([\w](?:[\w]|[:.#$%&\-+?<>~/](?=\w))*))")


def parse_citation(content: str, inner: Span, span: Span) -> Checked[Citation]:
    """Return the citation written in `content` (without brackets; `inner` is its place). Reports T018."""
    out = Collector()
    works = []
    position = 0
    for piece in content.split(";"):
        begin = inner.start + position
        position += len(piece) + 1
        place = Span(inner.file, begin, begin + len(piece))
        keys = list(_KEY.finditer(piece))
        if len(keys) != 1:
            out.report(
                code("T018"),
                "a citation names one work between semicolons" if keys else "no work is named here",
                place,
                hint="write [@key, p. 12] or [@key, p. 12; @other]",
            )
            if not keys:
                continue
        found = keys[0]
        works.append(
            CitedWork(
                found[2] or found[3],
                piece[: found.start()].strip(),
                piece[found.end() :].strip().removeprefix(",").strip(),
                bool(found[1]),
                Span(inner.file, begin + found.start(), begin + found.end()),
            )
        )
    return out.done(Citation(tuple(works), span))
