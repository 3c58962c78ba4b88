"""Tokens of markdown-it to the nodes of the model, each with its span."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from postil.diagnostics import Checked, Collector, code
from postil.ingest.markdown.attributes import AttributeFault, parse_attributes
from postil.ingest.markdown.citations import parse_citation
from postil.ingest.markdown.dialect import dialect
from postil.model.prose import (
    Attributes,
    Code,
    CodeBlock,
    CrossReference,
    Div,
    Heading,
    Image,
    IndexTerm,
    Inline,
    LineBreak,
    Link,
    Listing,
    ListItem,
    PageBreak,
    Paragraph,
    ProseBlock,
    Quotation,
    Rule,
    Styled,
    StyleKind,
    Table,
    Text,
)
from postil.spans import SourceText, Span

__all__ = ["parse_markdown"]

_HTML = re.compile(r"<(?:/?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?|!--.*?--|!DOCTYPE[^>]*)>", re.DOTALL)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LINE_ENDS_COUNT = {"verse", "dateline", "salutation", "closer", "signatures", "party", "particulars"}
_STYLES: dict[str, StyleKind] = {
    "sc": "small-caps",
    "del": "deleted",
    "add": "added",
    "gap": "gap",
    "unclear": "unclear",
    "sic": "sic",
}
_TERMS = {"person": "person", "place": "place", "term": "term", "index": "index"}
_PAIRS: dict[str, StyleKind] = {
    "em": "emphasis",
    "strong": "strong",
    "sup": "superscript",
    "sub": "subscript",
}
_BLOCK_CLOSE = {"div_close"}


@functools.cache
def _parser() -> MarkdownIt:
    return dialect()


def parse_markdown(
    source: SourceText, start: int = 0, end: int | None = None, *, prose: bool = True
) -> Checked[tuple[ProseBlock, ...]]:
    """Return the blocks of `source` (of its characters from `start`, the beginning of a line, to `end`).

    `prose` says that raw HTML is worth a warning and images may stand anywhere. Reports T001 (attributes),
    T002/T003 (fenced divs), T007 (links), T017 (raw HTML), T018 (citations).
    """
    out = Collector()
    text = source.text[start:end]
    if "\0" in text:
        text = text.replace("\0", " ")
    reader = _Reader(source, start, text.split("\n"), out)
    tokens = _parser().parse(text)
    blocks = reader.blocks(_Cursor(tokens), frozenset())
    return out.done(blocks)


class _Cursor:
    """Reads tokens one after another."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.position = tokens, 0

    def peek(self) -> Token | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def next(self) -> Token:
        self.position += 1
        return self.tokens[self.position - 1]

    def until(self, kind: str) -> list[Token]:
        """Return the tokens up to the close that matches (not included) and pass it."""
        depth, found = 0, []
        opening = kind.replace("_close", "_open")
        while (token := self.peek()) is not None:
            self.position += 1
            if token.type == opening:
                depth += 1
            elif token.type == kind:
                if depth == 0:
                    return found
                depth -= 1
            found.append(token)
        return found


@dataclass(slots=True)
class _Reader:
    source: SourceText
    start: int
    lines: list[str]
    out: Collector
    starts: list[int] | None = None

    def _line_offset(self, number: int) -> int:
        if self.starts is None:
            self.starts, at = [], self.start
            for line in self.lines:
                self.starts.append(at)
                at += len(line) + 1
        return self.starts[min(number, len(self.starts) - 1)]

    def _span_of_lines(self, token: Token) -> Span:
        first, last = token.map or (0, 1)
        last = max(first + 1, min(last, len(self.lines)))
        while last - 1 > first and not self.lines[last - 1].strip():
            last -= 1
        begin = self._line_offset(first)
        return Span(self.source.path, begin, self._line_offset(last - 1) + len(self.lines[last - 1]))

    # blocks ------------------------------------------------------------------------------------------------

    def blocks(self, cursor: _Cursor, within: frozenset[str]) -> tuple[ProseBlock, ...]:
        found: list[ProseBlock] = []
        while (token := cursor.peek()) is not None:
            cursor.next()
            block = self._block(token, cursor, within)
            if block is not None:
                found.extend(block)
        return tuple(found)

    def _block(self, token: Token, cursor: _Cursor, within: frozenset[str]) -> Iterable[ProseBlock] | None:
        span = self._span_of_lines(token) if token.map else Span(self.source.path, self.start, self.start)
        match token.type:
            case "paragraph_open":
                inner = cursor.until("paragraph_close")
                nodes = self.inlines(inner[0], within)
                return [Paragraph(nodes, span)]
            case "heading_open":
                inner = cursor.until("heading_close")
                attributes = self._heading_attributes(token, inner[0])
                return [Heading(int(token.tag[1]), self.inlines(inner[0], within), attributes, span)]
            case "bullet_list_open" | "ordered_list_open":
                return [self._list(token, cursor, within, span)]
            case "blockquote_open":
                return [Quotation(self.blocks(_Cursor(cursor.until("blockquote_close")), within), span)]
            case "fence" | "code_block":
                return [CodeBlock(token.content.rstrip("\n"), span)]
            case "hr":
                return [Rule(span)]
            case "table_open":
                return [self._table(cursor.until("table_close"), within, span)]
            case "div_open":
                return [self._div(token, cursor, within, span)]
            case "div_stray":
                self.out.report(
                    code("T003"),
                    "this line closes a fenced div, but none is open",
                    span,
                    hint="delete the line",
                )
                return None
            case "inline":
                return [Paragraph(self.inlines(token, within), span)]
        return None

    def _list(self, token: Token, cursor: _Cursor, within: frozenset[str], span: Span) -> Listing:
        ordered = token.type == "ordered_list_open"
        items = []
        inner = _Cursor(cursor.until(token.type.replace("_open", "_close")))
        while (item := inner.peek()) is not None:
            inner.next()
            if item.type != "list_item_open":
                continue
            body = _Cursor(inner.until("list_item_close"))
            marker = f"{item.info}{item.markup}" if ordered else ""
            items.append(ListItem(marker, self.blocks(body, within), self._span_of_lines(item)))
        return Listing(ordered, tuple(items), span)

    def _table(self, tokens: list[Token], within: frozenset[str], span: Span) -> Table:
        rows: list[tuple[tuple[Inline, ...], ...]] = []
        row: list[tuple[Inline, ...]] = []
        heads, in_head, column, line = 0, False, 0, -1
        for token in tokens:
            if token.type == "thead_open":
                in_head = True
            elif token.type == "thead_close":
                in_head = False
            elif token.type == "tr_open":
                row, column = [], 0
                line = token.map[0] if token.map else line + 1
            elif token.type == "tr_close":
                rows.append(tuple(row))
                heads += in_head
            elif token.type == "inline":
                where = self.lines[line].find(token.content, column) if token.content else column
                where = max(where, 0)
                column = where + len(token.content)
                at = [self._line_offset(line) + where + i for i in range(len(token.content) + 1)]
                row.append(_inlines(self, token.children or [], at, within))
        return Table(tuple(rows), heads, span)

    def _div(self, token: Token, cursor: _Cursor, within: frozenset[str], span: Span) -> Div:
        first = (token.map or (0, 1))[0]
        line = self.lines[first]
        at = self._line_offset(first) + line.find(token.info, line.find(":::"))
        opening = Span(self.source.path, self._line_offset(first), self._line_offset(first) + len(line))
        if token.info.startswith("{"):
            attributes = self.attributes(token.info[1:-1], at + 1)
        else:
            attributes = Attributes("", (token.info,), (), Span(self.source.path, at, at + len(token.info)))
        if not token.meta["closed"]:
            self.out.report(
                code("T002"),
                f"the fenced div “{token.info}” is never closed",
                opening,
                hint="end it with a line `:::`",
            )
        inner = _Cursor(cursor.until("div_close"))
        return Div(attributes, self.blocks(inner, within | set(attributes.classes)), span)

    def attributes(self, inner: str, offset: int) -> Attributes:
        """Return attributes written at `offset`; reports T001."""
        try:
            return parse_attributes(inner, self.source.path, offset)
        except AttributeFault as error:
            self.out.report(
                code("T001"),
                f"“{error}” is no attribute",
                Span(self.source.path, offset + error.at, offset + error.at + max(1, len(str(error)))),
                hint='attributes are written {#id .class key=value key="two words"}',
            )
            return Attributes(span=Span(self.source.path, offset, offset + len(inner)))

    def _heading_attributes(self, opening: Token, inline: Token) -> Attributes:
        if "attributes" not in opening.meta:
            return Attributes()
        start, end = opening.meta["attributes"]
        raw = str(opening.meta["raw"])
        line = (opening.map or (0, 1))[0]
        offset = self._line_offset(line) + self.lines[line].find(raw)
        return self.attributes(raw[start:end], offset + start)

    # inlines -----------------------------------------------------------------------------------------------

    def inlines(self, token: Token, within: frozenset[str]) -> tuple[Inline, ...]:
        """Return the nodes of an inline token."""
        return _inlines(self, token.children or [], self._places(token), within)

    def _places(self, token: Token) -> list[int]:
        """Return for each character of the token's content (and its end) its place in the file.

        The lines of the content are the lines of the file without indentation and container marks, so each is a
        suffix of its line; a heading's is its middle.
        """
        at: list[int] = []
        first = (token.map or (0, 1))[0]
        for number, piece in enumerate(token.content.split("\n")):
            line = self.lines[first + number] if first + number < len(self.lines) else ""
            base = self._line_offset(first + number)
            bare = piece.rstrip()
            whole = line.rstrip()
            column = len(whole) - len(bare) if whole.endswith(bare) else max(line.find(bare), 0)
            at.extend(range(base + column, base + column + len(piece) + 1))
        return at


def _inlines(
    reader: _Reader, tokens: list[Token], at: list[int], within: frozenset[str]
) -> tuple[Inline, ...]:
    return _Inlines(reader, tokens, at, within).read()


class _Inlines:
    """Turns one flat list of inline tokens into nodes."""

    def __init__(self, reader: _Reader, tokens: list[Token], at: list[int], within: frozenset[str]) -> None:
        self.reader, self.out, self.path = reader, reader.out, reader.source.path
        self.tokens, self.at = tokens, at
        self.keep_line_ends = bool(within & _LINE_ENDS_COUNT)
        self.position = 0
        self.last = at[0] if at else reader.start

    def read(self) -> tuple[Inline, ...]:
        nodes = _merge(self._until(""))
        self._warn_of_html(nodes)
        return tuple(nodes)

    def _place(self, index: int) -> int:
        return self.at[min(index, len(self.at) - 1)] if self.at else self.last

    def _span(self, token: Token) -> Span:
        if "from" in token.meta:
            return Span(self.path, self._place(token.meta["from"]), self._place(token.meta["to"]))
        return Span(self.path, self.last, self.last)

    def _until(self, close: str) -> list[Inline]:
        found: list[Inline] = []
        while self.position < len(self.tokens):
            token = self.tokens[self.position]
            self.position += 1
            if token.type == close:
                return found
            node = self._node(token)
            if node is not None:
                found.append(node)
        return found

    def _node(self, token: Token) -> Inline | None:
        match token.type:
            case "text" | "text_special":
                return self._text(token)
            case "softbreak":
                return self._soft_break(token)
            case "hardbreak":
                return LineBreak(self._span(token))
            case "code_inline":
                return Code(token.content, self._span(token))
            case "em_open" | "strong_open" | "sup_open" | "sub_open":
                name = token.type.removesuffix("_open")
                start = self.last
                children = self._until(f"{name}_close")
                return Styled(_PAIRS[name], tuple(_merge(children)), Span(self.path, start, self.last))
            case "span_open":
                return self._attributed(token)
            case "citation":
                span = self._span(token)
                return self.out.take(
                    parse_citation(token.content, Span(self.path, span.start + 1, span.end - 1), span)
                )
            case "link_open":
                return self._link(token)
            case "image":
                return self._image(token)
        return None

    def _text(self, token: Token) -> Text | None:
        if not token.content:
            return None
        places = token.meta.get("at")
        at = tuple(self._place(i) for i in places) if places else (self.last,) * len(token.content)
        if len(at) < len(token.content):
            at = at + (at[-1] if at else self.last,) * (len(token.content) - len(at))
        self.last = at[-1] + 1
        return Text(token.content, at, Span(self.path, at[0], at[-1] + 1))

    def _soft_break(self, token: Token) -> Inline | None:
        span = self._span(token)
        if self.keep_line_ends:
            return LineBreak(span)
        before = self.tokens[self.position - 2].content[-1:] if self.position > 1 else ""
        following = self.tokens[self.position].content[:1] if self.position < len(self.tokens) else ""
        if before and following and _is_wide(before) and _is_wide(following):
            return None
        return Text(" ", (span.start,), span)

    def _attributed(self, token: Token) -> Inline:
        start, end = token.meta["attributes"]
        span = self._span(token)
        inner = "".join(self.reader.source.text[self._place(i)] for i in range(start, end))
        attributes = self.reader.attributes(inner, self._place(start))
        children = tuple(_merge(self._until("span_close")))
        self.last = span.end
        if "page" in attributes.classes:
            return PageBreak(attributes.get("n"), span)
        if ruby := attributes.get("ruby"):
            return Styled("ruby", children, span, annotation=ruby)
        for name, kind in _TERMS.items():
            if name in attributes.classes or attributes.get(name):
                return IndexTerm(kind, attributes.get(name) or attributes.get("head"), children, span)
        language = attributes.get("lang")
        for name, style in _STYLES.items():
            if name in attributes.classes:
                return Styled(style, children, span, language=language)
        return Styled("span", children, span, language=language)

    def _link(self, token: Token) -> Inline:
        span = self._span(token)
        href = str(token.attrGet("href") or "")
        children = tuple(_merge(self._until("link_close")))
        self.last = span.end
        if href.startswith("#"):
            return CrossReference(href[1:], children, span)
        scheme = _SCHEME.match(href)
        if scheme is None and href and "/" not in href and "\\" not in href and not href.startswith("?"):
            return CrossReference(href, children, span)
        if scheme is None or scheme[0].lower() not in {"http:", "https:", "mailto:"}:
            shown = href if len(href) < 60 else href[:57] + "…"
            self.out.report(
                code("T007"),
                f"the link to “{shown}” is refused",
                span,
                hint="link to http:, https: or mailto:, or to a note or address of the edition: [](#note), [](art-5.1)",
            )
            return Styled("span", children, span)
        return Link(href, children, span)

    def _image(self, token: Token) -> Inline:
        span = self._span(token)
        alt = "".join(t.content for t in token.children or [])
        self.last = span.end
        return Image(str(token.attrGet("src") or ""), alt, span)

    def _warn_of_html(self, nodes: list[Inline]) -> None:
        for node in nodes:
            if not isinstance(node, Text) or "<" not in node.text:
                continue
            for found in _HTML.finditer(node.text):
                span = Span(self.path, node.at[found.start()], node.at[found.end() - 1] + 1)
                self.out.report(
                    code("T017"),
                    "HTML is shown as it is typed, not obeyed",
                    span,
                    hint="write \\< where the sign is meant, or use Markdown",
                )


def _merge(nodes: list[Inline]) -> list[Inline]:
    """Join neighbouring texts."""
    out: list[Inline] = []
    for node in nodes:
        if isinstance(node, Text) and out and isinstance(out[-1], Text):
            before = out[-1]
            out[-1] = Text(before.text + node.text, before.at + node.at, before.span.to(node.span))
        else:
            out.append(node)
    return out


def _is_wide(ch: str) -> bool:
    """Tell whether no space is due at a line end beside this character (CJK, but not Hangul)."""
    return unicodedata.east_asian_width(ch) in {"W", "F"} and not "\uac00" <= ch <= "\ud7a3"
