"""The heading of a note: `art-3.1 “peace” after “international ” {#peace}`."""

from __future__ import annotations

import re
from dataclasses import replace

from postil.diagnostics import Checked, Collector, code
from postil.frozen import dataclass
from postil.ingest.fields import nearest
from postil.ingest.markdown.attributes import attributes_at, read_attributes
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
_KEYWORDS = ("to", "after", "before")
_OPENERS = "“\"„«»‹›「『‘‚'”’"
_FOLLOWS = re.compile(rf"\s*(?:$|\{{|(?:to|after|before)\s*[{_OPENERS}])")
_KEYWORD = re.compile(rf"\s*([^\W\d_]{{3,8}})\s*[{_OPENERS}]")
_WORD = re.compile(r"[^\s“”\"„«»‹›「」『』‘’‚'{}]+")
_SPACE = re.compile(r"[ \t]*")


@dataclass(frozen=True, slots=True)
class HeadingRead:
    """What a heading says: where, and the note's attributes."""

    selector: Selector | None
    attributes: Attributes


def read_note_heading(text: str, path: str, offset: int) -> Checked[HeadingRead]:
    """Return selector and attributes of the heading `text` (without `# `), which stands at `offset`.

    Where the heading is broken there is no selector, but its id is still known. Reports N001 (not understood), N002
    (quotation mark without partner), N011 (empty quote), T001 (attributes).
    """
    out = Collector()
    heading = _Heading(text, path, offset, out)
    selector = heading.read()
    attributes = heading.attributes or heading.attributes_anywhere()
    if selector is not None and "part" in attributes.classes:
        selector = replace(selector, part=True)
    return out.done(HeadingRead(selector if not heading.broken else None, attributes))


class _Heading:
    """Reads one heading from left to right."""

    def __init__(self, text: str, path: str, offset: int, out: Collector) -> None:
        self.text, self.path, self.offset, self.out = text, path, offset, out
        self.end = len(text.rstrip())
        self.at = 0
        self.parts: dict[str, Quote] = {}
        self.attributes: Attributes | None = None
        self.broken = False

    def read(self) -> Selector | None:
        """Return what the heading says of the note's place."""
        self._skip()
        address = _WORD.match(self.text, self.at)
        if address is None:
            self._wrong(
                "a note begins with an address",
                self._span(self.at, self.end),
                "write the address of the words first: # art-5.1 “words” (`postil list --addresses` shows all)",
            )
            return None
        name, name_span = address[0], self._span(*address.span())
        self.at = address.end()
        self._skip()
        while self.at < self.end:
            if not self._next():
                return None
            self._skip()
        if self.parts and "quote" not in self.parts and not self.broken:
            self._wrong(
                "“to”, “after” and “before” need quoted words to belong to",
                name_span,
                f"write # {name} “words” …",
            )
        get = self.parts.get
        return Selector(name, name_span, get("quote"), get("to"), get("after"), get("before"))

    def attributes_anywhere(self) -> Attributes:
        """Return the attributes further on in a heading that is broken already."""
        begin = self.text.find("{", self.at) if self.broken else -1
        stop = attributes_at(self.text, begin) if begin >= 0 else -1
        return self._parsed(begin, stop, Collector()) if stop >= 0 else Attributes()

    def _next(self) -> bool:
        """Read one thing; return False where nothing further can be understood."""
        ch = self.text[self.at]
        if ch == "{" and self.attributes is None:
            self._read_attributes()
            return True
        if ch in _CLOSERS and "quote" not in self.parts:
            return self._read_quote("quote")
        word = _WORD.match(self.text, self.at)
        if word and word[0] in _KEYWORDS and word[0] not in self.parts:
            place = self._span(*word.span())
            self.at = word.end()
            self._skip()
            if self.at < self.end and self.text[self.at] in _CLOSERS:
                return self._read_quote(word[0])
            self._wrong(f"after “{word[0]}” quoted words must follow", place, f"write {word[0]} “words”")
            return False
        near = nearest(word[0], _KEYWORDS) if word else ""
        stop = word.end() if word and near else self.end
        self._wrong(
            f"“{self.text[self.at : stop]}” is not understood",
            self._span(self.at, stop),
            f"did you mean “{near}”?"
            if near
            else "a heading has: address, “quoted words”, to/after/before “words”, {attributes}",
        )
        return False

    def _read_quote(self, name: str) -> bool:
        position, text = self.at, self.text
        opening = text[position]
        closers = _CLOSERS[opening]
        candidates = [i for i in range(position + 1, self.end) if text[i] in closers]
        stop = next((i for i in candidates if _FOLLOWS.match(text, i + 1)), -1)
        misspelt = next((i for i in candidates if (i < stop or stop < 0) and _misspelt(text, i + 1)), -1)
        if misspelt >= 0:
            stop = misspelt
        elif stop < 0:
            # closed, but what comes behind is not understood: that is told where it stands
            stop = next((i for i in reversed(candidates) if not text[i + 1 : i + 2].isalnum()), -1)
        if stop < 0:
            self.broken = True
            self.out.report(
                code("N002"),
                f"the quotation that opens with {opening} is not closed",
                self._span(position, self.end),
                hint=f"close it with {closers[0]}; where the words hold such a mark, put another pair around them",
            )
            return False
        self.at = stop + 1
        if not text[position + 1 : stop].strip():
            self.broken = True
            self.out.report(
                code("N011"),
                "the quotation is empty",
                self._span(position, stop + 1),
                hint="quote the words of the text",
            )
            return True
        self.parts[name] = Quote(text[position + 1 : stop], self._span(position + 1, stop))
        return True

    def _read_attributes(self) -> None:
        stop = attributes_at(self.text, self.at)
        if stop < 0:
            self.broken = True
            self.out.report(
                code("T001"), "the braces are not closed", self._span(self.at, self.end), hint="end with }"
            )
            self.at = self.end
            return
        self.attributes = self._parsed(self.at, stop, self.out)
        self.at = stop

    def _parsed(self, begin: int, stop: int, out: Collector) -> Attributes:
        return read_attributes(self.text[begin + 1 : stop - 1], self.path, self.offset + begin + 1, out)

    def _skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _span(self, start: int, stop: int) -> Span:
        return Span(self.path, self.offset + start, self.offset + stop)

    def _wrong(self, message: str, place: Span, hint: str) -> None:
        self.broken = True
        self.out.report(code("N001"), message, place, hint=hint)


def _misspelt(text: str, position: int) -> bool:
    """Tell whether a misspelt `to`, `after` or `before` with its quotation stands at `position`."""
    found = _KEYWORD.match(text, position)
    return bool(found and found[1] not in _KEYWORDS and nearest(found[1], _KEYWORDS))
