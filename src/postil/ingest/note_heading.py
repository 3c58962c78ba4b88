"""The heading of a note: `art-3.1 “peace” after “international ” {#peace}`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from postil.diagnostics import Checked, Collector, code
from postil.ingest.markdown.attributes import AttributeError_, attributes_at, parse_attributes
from postil.model.notes import Quote, Selector
from postil.model.prose import Attributes
from postil.spans import Span

__all__ = ["HeadingRead", "read_note_heading"]

_CLOSERS = {
    "“": "”",
    '"': '"',
    "„": "“”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "「": "」",
    "『": "』",
    "‘": "’",
    "‚": "‘’",
    "'": "'",
    "”": "”",
    "’": "’",
}
_FOLLOWS = re.compile(r"\s*(?:$|\{|(?:to|after|before)\s*[“\"„«»‹›「『‘‚'”’])")
_WORD = re.compile(r"[^\s“”\"„«»‹›「」『』‘’‚'{}]+")
_SPACE = re.compile(r"[ \t]*")


@dataclass(frozen=True, slots=True)
class HeadingRead:
    """What a heading says: where, and the note's attributes."""

    selector: Selector | None
    attributes: Attributes


def read_note_heading(text: str, path: str, offset: int) -> Checked[HeadingRead]:
    """Return selector and attributes of the heading `text` (without `# `), which stands at `offset`.

    Reports N001 (not understood), N002 (quotation mark without partner), N011 (empty quote), T001 (attributes).
    """
    out = Collector()
    end = len(text.rstrip())
    at = 0

    def span(start: int, stop: int) -> Span:
        return Span(path, offset + start, offset + stop)

    def skip(position: int) -> int:
        found = _SPACE.match(text, position)
        return found.end() if found else position

    def quote(position: int) -> tuple[Quote | None, int]:
        opening = text[position]
        closers = _CLOSERS[opening]
        candidates = [i for i in range(position + 1, end) if text[i] in closers]
        stop = next((i for i in candidates if _FOLLOWS.match(text, i + 1)), -1)
        if stop < 0:
            out.report(
                code("N002"),
                f"the quotation that opens with {opening} is not closed",
                span(position, end),
                hint=f"close it with {closers[0]}; where the words hold such a mark, put another pair around them",
            )
            return None, end
        words = text[position + 1 : stop]
        if not words.strip():
            out.report(
                code("N011"), "the quotation is empty", span(position, stop + 1), hint="quote the words of the text"
            )
            return None, stop + 1
        return Quote(words, span(position + 1, stop)), stop + 1

    at = skip(at)
    address = _WORD.match(text, at)
    if address is None:
        out.report(
            code("N001"),
            "a note begins with an address",
            span(at, end),
            hint="write the address of the words first: # art-5.1 “words” (`postil list --addresses` shows all)",
        )
        attributes, _ = _attributes(text, at, path, offset, out)
        return out.done(HeadingRead(None, attributes))
    name, name_span = address[0], span(address.start(), address.end())
    at = skip(address.end())
    parts: dict[str, Quote] = {}
    attributes = Attributes()
    broken = False
    while at < end:
        ch = text[at]
        if ch == "{":
            attributes, at = _attributes(text, at, path, offset, out)
        elif ch in _CLOSERS and "quote" not in parts:
            found, at = quote(at)
            if found is None:
                broken = True
            else:
                parts["quote"] = found
        elif (word := _WORD.match(text, at)) and word[0] in {"to", "after", "before"} and word[0] not in parts:
            start = skip(word.end())
            if start < end and text[start] in _CLOSERS:
                found, at = quote(start)
                if found is None:
                    broken = True
                else:
                    parts[word[0]] = found
            else:
                out.report(
                    code("N001"),
                    f"after “{word[0]}” quoted words must follow",
                    span(word.start(), word.end()),
                    hint=f"write {word[0]} “words”",
                )
                broken, at = True, word.end()
        else:
            out.report(
                code("N001"),
                f"“{text[at:end]}” is not understood",
                span(at, end),
                hint="a heading has: address, “quoted words”, to/after/before “words”, {attributes}",
            )
            broken = True
            break
        at = skip(at)
    if "quote" not in parts and {"to", "after", "before"} & parts.keys() and not broken:
        out.report(
            code("N001"),
            "“to”, “after” and “before” need quoted words to belong to",
            name_span,
            hint=f"write # {name} “words” …",
        )
        broken = True
    if broken:
        return out.done(HeadingRead(None, attributes))
    selector = Selector(
        name,
        name_span,
        parts.get("quote"),
        parts.get("to"),
        parts.get("after"),
        parts.get("before"),
        part="part" in attributes.classes,
    )
    return out.done(HeadingRead(selector, attributes))


def _attributes(text: str, at: int, path: str, offset: int, out: Collector) -> tuple[Attributes, int]:
    stop = attributes_at(text, at)
    if stop < 0:
        out.report(
            code("T001"), "the braces are not closed", Span(path, offset + at, offset + len(text)), hint="end with }"
        )
        return Attributes(), len(text)
    try:
        return parse_attributes(text[at + 1 : stop - 1], path, offset + at + 1), stop
    except AttributeError_ as error:
        start = offset + at + 1 + error.at
        out.report(
            code("T001"),
            f"“{error}” is no attribute",
            Span(path, start, start + max(1, len(str(error)))),
            hint="attributes are written {#id .class key=value}",
        )
        return Attributes(), stop
