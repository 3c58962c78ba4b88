"""How diagnostics are shown: as text for people, as data, as annotations of a code host."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from postil.diagnostics.core import Diagnostic, Severity
from postil.spans import SourceText, Span

__all__ = ["as_data", "as_github", "as_json", "as_text", "summary", "visible"]

_WIDTH = 100


def as_text(found: Iterable[Diagnostic], texts: Mapping[str, SourceText], *, colour: bool = False) -> str:
    """Return diagnostics as they are read at a terminal, in order, an empty line between them.

    Control characters of what a user wrote are shown, not sent: a file must not paint the terminal.
    """
    return "\n\n".join(_text(d, texts, colour) for d in found)


def visible(words: str) -> str:
    """Return words with control characters as their numbers."""
    return "".join(ch if ch == " " or ch.isprintable() else _shown(ch) for ch in words)


def _shown(ch: str) -> str:
    category = unicodedata.category(ch)
    if category in {"Cc", "Cs", "Zl", "Zp"} or ch in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068":
        return f"\\u{ord(ch):04x}" if ch not in "\n\t" else " "
    return ch


def _text(diagnostic: Diagnostic, texts: Mapping[str, SourceText], colour: bool) -> str:
    paint = _Paint(colour)
    mark = "error" if diagnostic.is_error else "warning"
    head = paint.strong(f"{mark}[{diagnostic.code.id}]", diagnostic.is_error) + f" {diagnostic.code.name}"
    place = _place(diagnostic.span, texts)
    lines = [f"{visible(place)}: {head}" if place else head, f"  {diagnostic.message}"]
    if diagnostic.span is not None:
        lines += _excerpt(diagnostic.span, texts)
    for label in diagnostic.labels:
        lines.append(f"  {_place(label.span, texts)}: {label.message}")
    tell = f"`postil explain {diagnostic.code.id}` tells more"
    lines.append(f"  hint: {diagnostic.hint}; {tell}" if diagnostic.hint else f"  {tell}")
    return "\n".join([lines[0], *map(visible, lines[1:])])


class _Paint:
    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def strong(self, words: str, error: bool) -> str:
        return f"\x1b[1;{31 if error else 33}m{words}\x1b[0m" if self.colour else words


def _place(span: Span | None, texts: Mapping[str, SourceText]) -> str:
    if span is None:
        return ""
    source = texts.get(span.file)
    if source is None:
        return span.file
    line, column = source.position(span.start)
    return f"{span.file}:{line}:{column}"


def _excerpt(span: Span, texts: Mapping[str, SourceText]) -> list[str]:
    """Return the line concerned with the words underlined; long lines are cut around them."""
    source = texts.get(span.file)
    if source is None or span.end <= span.start:
        return []
    number, column = source.position(span.start)
    line = source.line(number)
    start = column - 1
    end = min(start + span.end - span.start, len(line))
    lead, tail = 0, len(line)
    if tail > _WIDTH:
        lead = max(0, min(start - 20, tail - _WIDTH))
        tail = min(len(line), max(lead + _WIDTH, min(end, lead + _WIDTH)))
    shown = ("…" if lead else "") + line[lead:tail].replace("\t", " ") + ("…" if tail < len(line) else "")
    before = ("…" if lead else "") + line[lead:start]
    under = line[start : min(end, tail)]
    gutter = str(number)
    return [
        f"   {gutter} │ {shown}",
        f"   {' ' * len(gutter)} │ {' ' * _columns(before)}{'^' * max(1, _columns(under))}",
    ]


def _columns(words: str) -> int:
    """Return how many columns of a terminal these characters take (UAX #11)."""
    return sum(
        0 if unicodedata.combining(ch) else 2 if unicodedata.east_asian_width(ch) in "WF" else 1
        for ch in words
    )


def as_data(diagnostic: Diagnostic, texts: Mapping[str, SourceText]) -> dict[str, Any]:
    """Return one diagnostic as plain data."""
    return {
        "code": diagnostic.code.id,
        "name": diagnostic.code.name,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        **_range(diagnostic.span, texts),
        "labels": [{"message": label.message, **_range(label.span, texts)} for label in diagnostic.labels],
        "hint": diagnostic.hint,
    }


def _range(span: Span | None, texts: Mapping[str, SourceText]) -> dict[str, Any]:
    if span is None:
        return {
            "file": None,
            "line": None,
            "column": None,
            "end_line": None,
            "end_column": None,
            "words": None,
        }
    source = texts.get(span.file)
    if source is None:
        return {"file": span.file, "line": 1, "column": 1, "end_line": 1, "end_column": 1, "words": ""}
    line, column = source.position(span.start)
    end_line, end_column = source.position(span.end)
    return {
        "file": span.file,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "words": source.text[span.start : span.end],
    }


def as_json(found: Iterable[Diagnostic], texts: Mapping[str, SourceText], **more: Any) -> str:
    """Return diagnostics, and whatever else a command has to tell, as one JSON object."""
    return json.dumps(
        {"diagnostics": [as_data(d, texts) for d in found], **more}, ensure_ascii=False, indent=2
    )


def as_github(found: Iterable[Diagnostic], texts: Mapping[str, SourceText]) -> str:
    """Return diagnostics as workflow commands, which a code host shows beside the lines."""
    return "\n".join(_command(d, texts) for d in found)


def _command(diagnostic: Diagnostic, texts: Mapping[str, SourceText]) -> str:
    kind = "error" if diagnostic.severity is Severity.ERROR else "warning"
    where = _range(diagnostic.span, texts)
    fields = [f"title={_property(f'{diagnostic.code.id} {diagnostic.code.name}')}"]
    if where["file"]:
        fields = [
            f"file={_property(str(where['file']))}",
            f"line={where['line']}",
            f"col={where['column']}",
            f"endLine={where['end_line']}",
            *([f"endColumn={where['end_column']}"] if where["line"] == where["end_line"] else []),
            *fields,
        ]
    message = "\n".join(
        [
            diagnostic.message,
            *(f"{_place(label.span, texts)}: {label.message}" for label in diagnostic.labels),
            *([f"hint: {diagnostic.hint}"] if diagnostic.hint else []),
        ]
    )
    escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{kind} {','.join(fields)}::{escaped}"


def _property(words: str) -> str:
    for ch, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        words = words.replace(ch, code)
    return words


def summary(found: Iterable[Diagnostic]) -> str:
    """Return `2 errors, 1 warning`, or nothing."""
    listed = list(found)
    errors = sum(1 for d in listed if d.is_error)
    warnings = len(listed) - errors
    parts = []
    if errors:
        parts.append(f"{errors} error{'s' if errors != 1 else ''}")
    if warnings:
        parts.append(f"{warnings} warning{'s' if warnings != 1 else ''}")
    return ", ".join(parts)
