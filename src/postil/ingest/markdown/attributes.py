"""Attributes in braces: `{#id .class key=value key="a value"}`."""

from __future__ import annotations

import re

from postil.diagnostics import Collector, code
from postil.ingest.fields import is_language
from postil.model.prose import Attributes
from postil.spans import Span

__all__ = ["AttributeFault", "attributes_at", "parse_attributes", "read_attributes"]

_ID = re.compile(r"#([^\s{}#.\"'=]+(?:\.[^\s{}#.\"'=]+)*)")
_CLASS = re.compile(r"\.([^\s{}#.\"'=]+)")
_PAIR = re.compile(r"([A-Za-z][\w:-]*)=(?:\"([^\"]*)\"|“([^”]*)”|([^\s{}\"“”]+))")
_SPACE = re.compile(r"\s+")


class AttributeFault(ValueError):
    """The braces hold something else; `at` is its place in the string."""

    def __init__(self, at: int, found: str) -> None:
        super().__init__(found)
        self.at = at


def attributes_at(text: str, start: int) -> int:
    """Return the place after the closing brace of the attributes that open at `start`, or -1."""
    if start >= len(text) or text[start] != "{":
        return -1
    quote = ""
    for i in range(start + 1, len(text)):
        ch = text[i]
        if quote:
            quote = "" if ch == quote else quote
        elif ch in '"“':
            quote = "”" if ch == "“" else '"'
        elif ch == "{":
            return -1
        elif ch == "}":
            return i + 1
    return -1


def parse_attributes(inner: str, path: str, offset: int) -> Attributes:
    """Return the attributes written in `inner` (without braces), which stands at `offset` of the file.

    Raises AttributeFault at the first thing that is none.
    """
    position = 0
    id_, id_span = "", None
    classes: list[str] = []
    pairs: list[tuple[str, str]] = []
    while position < len(inner):
        if found := _SPACE.match(inner, position):
            position = found.end()
            continue
        if found := _ID.match(inner, position):
            if id_:
                raise AttributeFault(position, found[0])
            id_, id_span = found[1], Span(path, offset + found.start(), offset + found.end())
        elif found := _CLASS.match(inner, position):
            classes.append(found[1])
        elif found := _PAIR.match(inner, position):
            value = next(g for g in found.groups()[1:] if g is not None)
            if found[1] == "lang" and not is_language(value):
                raise AttributeFault(position, found[0])
            pairs.append((found[1], value))
        else:
            raise AttributeFault(position, inner[position:].split()[0])
        position = found.end()
        if position < len(inner) and not inner[position].isspace() and inner[position] not in ".#":
            raise AttributeFault(position, inner[position:].split()[0])
    return Attributes(id_, tuple(classes), tuple(pairs), Span(path, offset, offset + len(inner)), id_span)


def read_attributes(inner: str, path: str, offset: int, out: Collector) -> Attributes:
    """Return the attributes written in `inner`; reports T001."""
    try:
        return parse_attributes(inner, path, offset)
    except AttributeFault as fault:
        out.report(
            code("T001"),
            f"“{fault}” is no attribute",
            Span(path, offset + fault.at, offset + fault.at + max(1, len(str(fault)))),
            hint="write the tag of a language: lang=en, lang=pt-BR"
            if str(fault).startswith("lang=")
            else 'attributes are written {#id .class key=value key="two words"}',
        )
        return Attributes(span=Span(path, offset, offset + len(inner)))
