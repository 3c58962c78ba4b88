"""pandoc's JSON to our nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from postil.frozen import dataclass
from postil.model.prose import Code, Inline, Link, Styled, StyleKind, Text
from postil.spans import Places, Span

__all__ = ["Answer", "read_answer"]

_NOWHERE = Span("", 0, 0)
_STYLES: dict[str, StyleKind] = {
    "Emph": "emphasis",
    "Strong": "strong",
    "Superscript": "superscript",
    "Subscript": "subscript",
    "SmallCaps": "small-caps",
    "Underline": "emphasis",
}
_QUOTES: dict[str, tuple[str, str, str, str]] = {
    "fr": ("«\u00a0", "\u00a0»", "“", "”"),
    "de": ("„", "“", "‚", "‘"),
    "ja": ("「", "」", "『", "』"),
    "es": ("«", "»", "“", "”"),
    "it": ("«", "»", "“", "”"),
    "pt-pt": ("«", "»", "“", "”"),
    "nl": ("‘", "’", "“", "”"),
    "ar": ("«", "»", "“", "”"),
    "fa": ("«", "»", "‹", "›"),
    "he": ("”", "”", "’", "’"),
}


_ARABIC_COMMAS = frozenset({"ar", "fa", "ps", "sd", "ug", "ur"})
_ARABIC = {",": "،", ";": "؛"}


@dataclass(frozen=True, slots=True)
class Answer:
    """Each citation and each work as nodes, in order."""

    citations: tuple[tuple[Inline, ...], ...]
    works: tuple[tuple[Inline, ...], ...]


def text(words: str) -> Text:
    """Return a text node that stands nowhere in a file."""
    return Text(words, Places.same(0, len(words)), _NOWHERE)


def read_answer(document: dict[str, Any], count: int, language: str) -> Answer:
    """Return what pandoc made of `count` citations, and the entries of the bibliography."""
    marks = _quotes(language.lower())
    citations = []
    works: list[tuple[Inline, ...]] = []
    for block in document["blocks"]:
        if block["t"] == "Para":
            for inline in block["c"]:
                # a style for the text (author-date) is answered in the note as well
                citations += [_nodes(inline["c"][0]["c"], marks)] if inline["t"] == "Note" else []
        elif block["t"] == "Div" and block["c"][0][0] == "refs":
            inner = [
                [i for b in e["c"][1] if b["t"] in {"Para", "Plain"} for i in b["c"]] for e in block["c"][1]
            ]
            works += [_nodes(each, marks) for each in inner]
    if len(citations) != count:
        raise ValueError(f"pandoc answered {len(citations)} of {count} citations")
    if language.split("-")[0].lower() in _ARABIC_COMMAS:
        return Answer(tuple(map(_with_commas, citations)), tuple(map(_with_commas, works)))
    return Answer(tuple(citations), tuple(works))


def _with_commas(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return a citation with the commas and semicolons of the Arabic script behind words in it: styles know others only."""
    return _punctuated(inlines, "")[0]


def _punctuated(inlines: tuple[Inline, ...], last: str) -> tuple[tuple[Inline, ...], str]:
    """Return the same of a part that stands behind the letter `last`, and the last letter of it."""
    out: list[Inline] = []
    for node in inlines:
        if isinstance(node, Text):
            said = ""
            for at, ch in enumerate(node.text):
                if ch.isalpha():
                    last = ch
                ends = node.text[at + 1 : at + 2] in {"", " ", "\u00a0", "»"}
                said += _ARABIC.get(ch, ch) if "\u0600" <= last < "\u0780" and ends else ch
            out.append(text(said))
        elif isinstance(node, Styled | Link):
            children, last = _punctuated(node.children, last)
            out.append(replace(node, children=children))
        else:
            out.append(node)
    return tuple(out), last


def _quotes(language: str) -> tuple[str, str, str, str]:
    return _QUOTES.get(language) or _QUOTES.get(language.split("-")[0], ("“", "”", "‘", "’"))


def _nodes(inlines: list[dict[str, Any]], marks: tuple[str, str, str, str]) -> tuple[Inline, ...]:
    return _joined(_convert(inlines, marks))


def _convert(inlines: list[dict[str, Any]], marks: tuple[str, str, str, str]) -> Iterator[Inline]:
    for inline in inlines:
        kind: str = inline["t"]
        content: Any = inline.get("c")
        if kind == "Str":
            yield text(content)
        elif kind in {"Space", "SoftBreak", "LineBreak"}:
            yield text(" ")
        elif kind in _STYLES:
            yield Styled(_STYLES[kind], _nodes(content, marks), _NOWHERE)
        elif kind == "Quoted":
            opening, closing = marks[:2] if content[0]["t"] == "DoubleQuote" else marks[2:]
            yield text(opening)
            yield from _convert(content[1], marks)
            yield text(closing)
        elif kind == "Link":
            href = content[2][0]
            inner = _nodes(content[1], marks)
            if href.startswith(("https://", "http://")):
                yield Link(href, inner, _NOWHERE)
            else:
                yield from inner
        elif kind in {"Span", "Cite"}:
            yield from _nodes(content[1], marks)
        elif kind == "Code":
            yield Code(content[1], _NOWHERE)


def _joined(nodes: Iterator[Inline]) -> tuple[Inline, ...]:
    out: list[Inline] = []
    for node in nodes:
        if isinstance(node, Text) and out and isinstance(out[-1], Text):
            out[-1] = text(out[-1].text + node.text)
        else:
            out.append(node)
    return tuple(out)
