"""A transcription prepared for searching."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from postil.model.text import BaseText, TextRange
from postil.spans import Span
from postil.wording import SOFT_HYPHEN, Folded, ascii_edge, boundaries, fold_text, grapheme_edges

__all__ = ["TextIndex"]


@dataclass(slots=True)
class TextIndex:
    """A transcription prepared for searching; folded blocks and their word boundaries are made once."""

    text: BaseText
    _folded: dict[int, Folded] = field(default_factory=dict)
    _edges: dict[tuple[int, bool], frozenset[int]] = field(default_factory=dict)

    def folded(self, block: int) -> Folded:
        """Return the folded characters of block number `block`."""
        if block not in self._folded:
            self._folded[block] = fold_text(self.text.blocks[block].text)
        return self._folded[block]

    def edges(self, block: int, part: bool) -> frozenset[int]:
        """Return where a quotation may begin or end in a block; `part` allows parts of words."""
        if (block, part) not in self._edges:
            words = self.text.blocks[block].text
            self._edges[block, part] = grapheme_edges(words) if part else boundaries(words)
        return self._edges[block, part]

    def _edge_test(self, block: int, part: bool) -> Callable[[int], bool]:
        """Return what tells whether a quotation may begin or end at a place of a block."""
        words = self.text.blocks[block].text
        if words.isascii() and not part and (block, part) not in self._edges:
            return partial(ascii_edge, words)
        return self.edges(block, part).__contains__

    def find(self, words: str, blocks: range, part: bool) -> tuple[list[TextRange], list[TextRange]]:
        """Return where the folded `words` stand in these blocks, and where they would but for word boundaries."""
        whole: list[TextRange] = []
        cut: list[TextRange] = []
        if not words:
            return whole, cut
        for number in blocks:
            folded = self.folded(number)
            at = folded.text.find(words)
            if at < 0:
                continue
            original = self.text.blocks[number].text
            is_edge = self._edge_test(number, part)
            while at >= 0:
                start, end = folded.original(at, at + len(words))
                behind = end
                while original[behind : behind + 1] == SOFT_HYPHEN and not is_edge(behind):
                    behind += 1
                end = behind if is_edge(behind) else end
                where = TextRange(number, start, number, end)
                (whole if is_edge(start) and is_edge(end) else cut).append(where)
                at = folded.text.find(words, at + 1)
        return whole, cut

    def before(self, where: TextRange, blocks: range | None = None) -> str:
        """Return the folded characters before a range in its first block, and in those of `blocks` before it."""
        own = fold_text(self.text.blocks[where.first].text[: where.start]).text
        earlier = range(blocks.start, where.first) if blocks else range(0)
        return " ".join([*(self.folded(i).text.strip(" ") for i in earlier), own])

    def behind(self, where: TextRange, blocks: range | None = None) -> str:
        """Return the folded characters behind a range in its last block, and in those of `blocks` behind it."""
        own = fold_text(self.text.blocks[where.last].text[where.end :]).text
        later = range(where.last + 1, blocks.stop) if blocks else range(0)
        return " ".join([own, *(self.folded(i).text.strip(" ") for i in later)])

    def span(self, where: TextRange) -> Span:
        """Return the place of a range in the file of the transcription."""
        first, last = self.text.blocks[where.first], self.text.blocks[where.last]
        start = first.span_of(
            where.start, where.start + 1 if where.start < len(first.text) else where.start
        ).start
        return Span(first.span.file, start, max(start, last.span_of(max(where.end - 1, 0), where.end).end))
