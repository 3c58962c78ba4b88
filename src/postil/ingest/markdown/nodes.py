"""Tokens of markdown-it to the blocks of the model, each with its span."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postil.diagnostics import Checked, Collector, code
from postil.ingest.markdown.attributes import read_attributes
from postil.ingest.markdown.depth import DEEPEST
from postil.ingest.markdown.inlines import read_inlines
from postil.model.prose import (
    Attributes,
    CodeBlock,
    Div,
    Heading,
    Inline,
    Listing,
    ListItem,
    Paragraph,
    ProseBlock,
    Quotation,
    Rule,
    Table,
)
from postil.spans import Places, PlacesBuilder, SourceText, Span

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["parse_markdown"]

_LINE_ENDS_COUNT = frozenset(
    {"verse", "address", "dateline", "salutation", "closer", "signatures", "party", "particulars"}
)
_LINES = frozenset({"verse"})
_CONTAINERS = frozenset(
    {"div_open", "blockquote_open", "bullet_list_open", "ordered_list_open", "list_item_open"}
)


@functools.cache
def _parser() -> MarkdownIt:
    # what is remembered needs no parser
    from postil.ingest.markdown.dialect import dialect

    return dialect()


def parse_markdown(
    source: SourceText, start: int = 0, end: int | None = None, *, keep_line_ends: bool = False
) -> Checked[tuple[ProseBlock, ...]]:
    """Return the blocks of `source` (of its characters from `start`, the beginning of a line, to `end`); with
    `keep_line_ends` a line is a line everywhere, as it is in verse.

    Reports N017 (index terms), T001 (attributes), T002/T003 (fenced divs), T007 (links), T017 (raw HTML), T018 (citations),
    T021 (nested too deep).
    """
    out = Collector()
    text = source.text[start:end]
    for other in ("\0", "\r"):  # what markdown-it takes for something else; escapes in YAML can bring them
        text = text.replace(other, " ")
    reader = _Reader(source, start, text.split("\n"), out)
    tokens = _parser().parse(text)
    reader.check_depth(tokens)
    blocks = reader.blocks(_Cursor(tokens), _LINES if keep_line_ends else frozenset())
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
        depth = 0
        found: list[Token] = []
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

    def check_depth(self, tokens: list[Token]) -> None:
        """Report the first block that is nested so deep that what it holds was not read (T021)."""
        for token in tokens:
            if token.level >= DEEPEST - 1 and token.nesting == 1 and token.map and token.type in _CONTAINERS:
                self.out.report(
                    code("T021"),
                    f"blocks are nested more than {DEEPEST} deep here",
                    self._span_of_lines(token),
                    hint="write it with fewer lists, quotations and fenced divs in one another",
                )
                return

    # blocks ------------------------------------------------------------------------------------------------

    def blocks(self, cursor: _Cursor, within: frozenset[str]) -> tuple[ProseBlock, ...]:
        found: list[ProseBlock] = []
        while (token := cursor.peek()) is not None:
            cursor.next()
            block = self._block(token, cursor, within)
            found.extend(block)
        return tuple(found)

    def _block(self, token: Token, cursor: _Cursor, within: frozenset[str]) -> list[ProseBlock]:
        span = self._span_of_lines(token) if token.map else Span(self.source.path, self.start, self.start)
        match token.type:
            case "paragraph_open":
                inner = cursor.until("paragraph_close")
                nodes = self.inlines(inner[0], within)
                return [Paragraph(nodes, span)]
            case "heading_open":
                inner = cursor.until("heading_close")
                attributes = self._heading_attributes(token)
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
                return []
            case "inline":
                return [Paragraph(self.inlines(token, within), span)]
            case _:
                return []

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
        aligns: list[str] = []
        for token in tokens:
            if token.type == "thead_open":
                in_head = True
            elif token.type == "thead_close":
                in_head = False
            elif token.type == "th_open":
                aligns.append(str(token.attrGet("style") or "").rpartition(":")[2].strip())
            elif token.type == "tr_open":
                row, column = [], 0
                line = token.map[0] if token.map else line + 1
            elif token.type == "tr_close":
                rows.append(tuple(row))
                heads += in_head
            elif token.type == "inline":
                at, column = self._places_in_cell(token.content, line, column)
                row.append(self._inlines(token.children or [], at, within))
        if heads and not any(cell for head in rows[:heads] for cell in head):
            del rows[:heads]  # Markdown wants heads; a table that has none has empty ones
            heads = 0
        return Table(tuple(rows), heads, span, tuple(aligns) if any(aligns) else ())

    def _places_in_cell(self, content: str, line: int, column: int) -> tuple[Places, int]:
        """Return for each character of a cell (and its end) its place in the file, and the column behind it.

        A bar in a cell is written `\\|`.
        """
        where = max(self.lines[line].find(content.replace("|", "\\|"), column), 0) if content else column
        at = []
        for ch in content:
            where += ch == "|"
            at.append(self._line_offset(line) + where)
            where += 1
        return Places.of([*at, self._line_offset(line) + where]), where

    def _div(self, token: Token, cursor: _Cursor, within: frozenset[str], span: Span) -> Div:
        first = (token.map or (0, 1))[0]
        line = self.lines[first]
        at = self._line_offset(first) + line.find(token.info, line.find(":::"))
        opening = Span(self.source.path, self._line_offset(first), self._line_offset(first) + len(line))
        if token.info.startswith("{"):
            attributes = read_attributes(token.info[1:-1], self.source.path, at + 1, self.out)
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

    def _heading_attributes(self, opening: Token) -> Attributes:
        if "attributes" not in opening.meta:
            return Attributes()
        start, end = opening.meta["attributes"]
        raw = str(opening.meta["raw"])
        line = (opening.map or (0, 1))[0]
        offset = self._line_offset(line) + self.lines[line].find(raw)
        return read_attributes(raw[start:end], self.source.path, offset + start, self.out)

    # inlines -----------------------------------------------------------------------------------------------

    def inlines(self, token: Token, within: frozenset[str]) -> tuple[Inline, ...]:
        """Return the nodes of an inline token."""
        return self._inlines(token.children or [], self._places(token), within)

    def _inlines(self, tokens: list[Token], at: Places, within: frozenset[str]) -> tuple[Inline, ...]:
        keep = bool(within & _LINE_ENDS_COUNT)
        return read_inlines(self.source, tokens, at, self.out, keep_line_ends=keep)

    def _places(self, token: Token) -> Places:
        """Return for each character of the token's content (and its end) its place in the file.

        The lines of the content are the lines of the file without indentation and container marks, so each is a
        suffix of its line; a heading's is its middle.
        """
        at = PlacesBuilder()
        first = (token.map or (0, 1))[0]
        for number, piece in enumerate(token.content.split("\n")):
            line = self.lines[first + number] if first + number < len(self.lines) else ""
            base = self._line_offset(first + number)
            bare = piece.rstrip()
            whole = line.rstrip()
            column = len(whole) - len(bare) if whole.endswith(bare) else max(line.find(bare), 0)
            at.extend_run(base + column, len(piece) + 1)
        return at.done()
