"""Excerpts: what is left is the text letter for letter, and with the declared cuts filled in it is the whole of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.projects import resolved
from postil.excerpt import cuts_in, excerpt, selected
from postil.excerpt.cutting import cut_to
from postil.model.edition import ResolvedEdition
from postil.model.manifest import Choices, Selection, Series
from postil.model.notes import Annotation, Note, Selector
from postil.model.text import BaseText, Block, Cut, Division, Flow, Gap, TextRange
from postil.spans import Span
from properties.documents import ranges, texts

SPAN = Span("readers/course.yaml", 0, 0)
SERIES = Series("notes", "notes", "Notes", "Note", "1", "everyone", (), 0, SPAN)


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


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_notes_stay_with_their_words_or_go(data: st.DataObject) -> None:
    """A note that stays is about the same words and has the same label; one that goes is told, with the reason."""
    text, kept = data.draw(excerpts())
    if not kept:
        return
    notes = []
    for number in range(data.draw(st.integers(1, 4))):
        where = data.draw(ranges(text))
        notes.append(note(number, where, text))
    edition = edition_of(text, notes)
    pieces = tuple(Selection(text.blocks[i].address, text.blocks[i].address, SPAN) for i in sorted(kept))
    if all(text.blocks[i].kind == "heading" for i in kept):
        return
    made, account = excerpt(edition, Choices(excerpt=pieces)).value
    whole = {n.id: (n.label, text.range_text(n.lemma)) for n in notes}
    left = {n.id: (n.label, made.edition.text.range_text(n.lemma)) for n in made.notes}
    assert {i: whole[i] for i in left} == left
    assert {n.id for n in account.notes} == set(whole) - set(left)
    for each in account.notes:
        lemma = notes[int(each.id)].lemma
        inside = [i in kept for i in range(lemma.first, lemma.last + 1)]
        assert not all(inside) or notes[int(each.id)].call[0] not in kept
        assert (each.why == "cut in two") == any(inside)


def note(number: int, where: TextRange, text: BaseText) -> Note:
    selector = Selector(text.blocks[where.first].address, SPAN)
    own = Annotation(
        str(number), True, "notes", selector, "", "en", "everyone", (), (), (), SPAN, SPAN, "notes.md"
    )
    address = text.blocks[where.last].address
    call = (where.last, where.end)
    return Note(str(number), SERIES, str(number + 1), own, where, False, call, "", "", address, None, "", ())


def edition_of(text: BaseText, notes: list[Note]) -> ResolvedEdition:
    own = resolved({"source/letter/text.md": "# A Letter\n\nWords.\n"})
    return replace(own, edition=replace(own.edition, text=text), notes=tuple(notes))
