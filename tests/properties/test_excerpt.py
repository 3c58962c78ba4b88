"""Excerpts: what is left is the text letter for letter, and with the declared cuts filled in it is the whole of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from postil.excerpt import cuts_in, selected
from postil.excerpt.cutting import cut_to
from postil.model.manifest import Selection
from postil.model.text import BaseText, Block, Cut, Division, Flow, Gap
from postil.spans import Span
from properties.documents import texts

SPAN = Span("readers/course.yaml", 0, 0)


@st.composite
def excerpts(draw: st.DrawFn) -> tuple[BaseText, frozenset[int]]:
    """A text and the numbers of blocks that pieces of it name."""
    text = draw(texts)
    addresses = sorted(text.extent_of, key=lambda a: text.extent_of[a])
    pieces = []
    for _ in range(draw(st.integers(1, 3))):
        one, other = sorted(
            (draw(st.sampled_from(addresses)), draw(st.sampled_from(addresses))),
            key=lambda a: text.extent_of[a],
        )
        if draw(st.booleans()) or text.extent_of[other][1] < text.extent_of[one][1]:
            other = one
        pieces.append(Selection(one, other, SPAN))
    return text, selected(text, pieces).value


def row(content: tuple[Flow, ...]) -> Iterator[Block | Cut]:
    """Blocks and cuts in the order of the document, headings too."""
    for item in content:
        if isinstance(item, Block):
            yield item
        elif isinstance(item, Gap):
            yield item.cut
        else:
            if isinstance(item, Division) and item.heading is not None:
                yield item.heading
            yield from row(item.content)


@settings(max_examples=300, deadline=None)
@given(excerpts())
def test_blocks_and_cuts_are_the_text(made: tuple[BaseText, frozenset[int]]) -> None:
    text, kept = made
    if not kept:
        return
    shorter = cut_to(text, kept)
    assert shorter.blocks == tuple(text.blocks[i] for i in sorted(kept))
    filled: list[Block] = []
    found = list(row((shorter.root,)))
    for item in found:
        if isinstance(item, Cut):
            first, last = text.index_of[item.first], text.index_of[item.last]
            assert item.blocks == last - first + 1
            filled += text.blocks[first : last + 1]
        else:
            filled.append(item)
    assert tuple(filled) == text.blocks
    assert not any(isinstance(a, Cut) and isinstance(b, Cut) for a, b in itertools.pairwise(found))
    assert [c for c in found if isinstance(c, Cut)] == list(cuts_in(shorter.root.content))


@settings(max_examples=150, deadline=None)
@given(excerpts())
def test_numbers_stay_and_nothing_is_left_empty(made: tuple[BaseText, frozenset[int]]) -> None:
    text, kept = made
    if not kept:
        return
    shorter = cut_to(text, kept)
    for block in shorter.blocks:
        assert text.blocks[text.index_of[block.address]].number == block.number
    for division in shorter.divisions:
        begin, end = shorter.extent_of[division.id]
        assert end > begin
        if division.heading is not None:
            assert shorter.index_of[division.heading.address] == begin
    numbers = [n for c in cuts_in(shorter.root.content) for n in (c.paragraphs or ())]
    assert numbers == sorted(numbers)
    assert not set(numbers) & {b.number for b in shorter.blocks}
