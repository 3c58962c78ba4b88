"""Cutting: a text without the blocks that are not taken, and gaps where they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from postil.model.text import BaseText, Block, Cut, CutDivision, Division, Flow, Gap, Group
from postil.wording import tokens

__all__ = ["cut_to", "cuts_in"]


def cut_to(text: BaseText, kept: frozenset[int]) -> BaseText:
    """Return a text of which no more is left than the blocks of these numbers."""
    return _Cutter(text, kept).text() if len(kept) < len(text.blocks) else text


class _Cutter:
    """Cuts a text to the blocks that are `kept`.

    A gap at the border of a group moves out of it, and one at the end of a division too: so gaps that are next to each
    other meet, and one stands for both, between the block before and the block behind.
    """

    def __init__(self, text: BaseText, kept: frozenset[int]) -> None:
        self.source, self.kept = text, kept
        self.number = -1

    def text(self) -> BaseText:
        """Return the text that is left."""
        before, inner, behind = self._inside(self.source.root)
        content = tuple(item for item in (before, *inner, behind) if item is not None)
        return BaseText(replace(self.source.root, content=content), self.source.language, self.source.file)

    def _inside(self, division: Division) -> tuple[Gap | None, list[Flow], Gap | None]:
        if division.heading is not None:
            self.number += 1
        return _parted(self._flow(division.content))

    def _flow(self, content: tuple[Flow, ...]) -> list[Flow]:
        found: list[Flow] = []
        for item in content:
            if isinstance(item, Block):
                self.number += 1
                found.append(item if self.number in self.kept else _block_gap(item))
            elif isinstance(item, Division):
                found += self._division(item)
            elif isinstance(item, Group):
                before, inner, behind = _parted(self._flow(item.content))
                here = replace(item, content=tuple(inner)) if inner or not item.content else None
                found += [piece for piece in (before, here, behind) if piece is not None]
            else:
                found.append(item)
        return _met(found)

    def _division(self, division: Division) -> list[Flow]:
        begin, end = self.source.extent_of[division.id]
        if not any(i in self.kept for i in range(begin, end)):
            self.number += end - begin
            return [_division_gap(division, self.source.blocks[begin:end])] if end > begin else [division]
        before, inner, behind = self._inside(division)
        if division.heading is not None:
            if inner and before is not None:
                inner.insert(0, before)
            elif before is not None:  # the heading alone is left
                behind = before
            before = None
        here = replace(division, content=tuple(inner))
        return [piece for piece in (before, here, behind) if piece is not None]


def _parted(content: list[Flow]) -> tuple[Gap | None, list[Flow], Gap | None]:
    """Return content without the gap at its beginning and the one at its end, and these."""
    before = content[0] if content else None
    if isinstance(before, Gap):
        content = content[1:]
    behind = content[-1] if content else None
    if isinstance(behind, Gap):
        content = content[:-1]
    return (
        before if isinstance(before, Gap) else None,
        content,
        behind if isinstance(behind, Gap) else None,
    )


def _met(content: list[Flow]) -> list[Flow]:
    """Return content in which no two gaps are neighbours; a rule beside a gap has nothing to part."""
    out: list[Flow] = []
    for item in content:
        last = out[-1] if out else None
        if isinstance(item, Gap):
            while out and _is_rule(out[-1]):
                out.pop()
            last = out[-1] if out else None
            if isinstance(last, Gap):
                out[-1] = Gap(_joined(last.cut, item.cut), last.span.to(item.span))
                continue
        elif _is_rule(item) and isinstance(last, Gap):
            continue
        out.append(item)
    return out


def _is_rule(item: Flow) -> bool:
    return isinstance(item, Group) and not item.content


def _block_gap(block: Block) -> Gap:
    return Gap(_cut((block,), ()), block.span)


def _division_gap(division: Division, blocks: tuple[Block, ...]) -> Gap:
    heading = " ".join(division.heading.text.split()) if division.heading is not None else ""
    whole = CutDivision(division.id, division.kind, heading)
    return Gap(_cut(blocks, (whole,)), division.span)


def _cut(blocks: tuple[Block, ...], divisions: tuple[CutDivision, ...]) -> Cut:
    # of parallel texts the main one is counted: what stands beside it goes with it
    blocks = tuple(b for b in blocks if not b.version) or blocks
    numbers = [b.number for b in blocks if b.number is not None]
    if blocks[0].version:
        return Cut("", "", divisions, (numbers[0], numbers[-1]) if numbers else None, 0, 0, True)
    return Cut(
        blocks[0].address,
        blocks[-1].address,
        divisions,
        (numbers[0], numbers[-1]) if numbers else None,
        len(blocks),
        sum(_count(b.text) for b in blocks),
        not divisions,
    )


def _joined(one: Cut, other: Cut) -> Cut:
    numbers = (*(one.paragraphs or ()), *(other.paragraphs or ()))
    return Cut(
        one.first or other.first,
        other.last or one.last,
        one.divisions + other.divisions,
        (numbers[0], numbers[-1]) if numbers else None,
        one.blocks + other.blocks,
        one.words + other.words,
        one.scattered or other.scattered,
    )


def cuts_in(content: Iterable[Flow]) -> Iterator[Cut]:
    """Yield the cuts in the order of the document; of parallel texts those in the main one."""
    for item in content:
        if isinstance(item, Gap):
            if item.cut.first:
                yield item.cut
        elif not isinstance(item, Block):
            yield from cuts_in(item.content)


def _count(words: str) -> int:
    """Return how many words there are, as the comparison with the copy-text counts them."""
    return sum(1 for token, _, _ in tokens(words) if any(ch.isalnum() for ch in token))
