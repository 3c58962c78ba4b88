"""Prose that is written in YAML: read as Markdown, with every place in it where it stands in the file."""

from __future__ import annotations

import dataclasses
from typing import Any

from postil.diagnostics import Checked
from postil.diagnostics import Code as Code_
from postil.ingest.markdown import parse_markdown
from postil.model.prose import ProseBlock, Text
from postil.spans import Places, SourceText, Span

__all__ = ["embedded_prose"]


def embedded_prose(
    words: str, source: SourceText, span: Span, *, keep_line_ends: bool = False
) -> Checked[tuple[ProseBlock, ...]]:
    """Return the blocks of `words`, a scalar that is written at `span` of a YAML file; with `keep_line_ends` a line is a
    line. Reports what `parse_markdown` reports."""
    own = SourceText.of(source.path, words.rstrip("\n"))
    return _moved(parse_markdown(own, keep_line_ends=keep_line_ends), _places(own.text, source.text, span))


def _places(words: str, text: str, span: Span) -> Places:
    """Return for each character of a YAML scalar (and its end) its place in the file.

    Indentation and the line ends of folded scalars are passed over; behind an escape the next characters are sought.
    """
    cursor, end = span.start, span.end
    if text[cursor : cursor + 1] in {"|", ">"}:
        cursor = text.find("\n", cursor, end) + 1 or end
    elif text[cursor : cursor + 1] in {'"', "'"}:
        cursor += 1
    at = []
    for ch in words:
        if ch.isspace():
            at.append(min(cursor, end))
            continue
        while cursor < end and text[cursor].isspace():
            cursor += 1
        if text[cursor : cursor + 1] != ch:
            cursor = max(cursor, text.find(ch, cursor, min(cursor + 8, end)))
        at.append(min(cursor, end))
        cursor += text[cursor : cursor + 1] == ch
    at.append(min(cursor, end))
    return Places.of(at)


def _moved(read: Checked[tuple[ProseBlock, ...]], places: Places) -> Checked[tuple[ProseBlock, ...]]:
    """Return prose with every place in it moved to where it stands in the file."""

    def moved(value: Any) -> Any:
        match value:
            case Span(file=file, start=start, end=end):
                first = places[min(start, len(places) - 1)]
                last = places[min(end, len(places) - 1) - 1] + 1 if end > start else first
                return Span(file, first, max(first, last))
            case Text(text=text, at=at, span=span):
                return Text(text, at.through(places), moved(span))
            case tuple():
                return tuple(moved(v) for v in value)
            case Code_():
                return value
            case _:
                pass
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            changed = {f.name: moved(getattr(value, f.name)) for f in dataclasses.fields(value)}
            return dataclasses.replace(value, **changed)
        return value

    return Checked(moved(read.value), moved(read.diagnostics))
