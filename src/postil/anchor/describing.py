"""The inverse of locating: a selector for a range."""

from __future__ import annotations

from postil.anchor.hints import shortest_neighbour
from postil.anchor.index import TextIndex
from postil.anchor.locating import locate
from postil.model.notes import Quote, Selector
from postil.model.text import TextRange
from postil.spans import Span
from postil.wording import fold

__all__ = ["describe"]

_FEW = 3


def describe(where: TextRange, index: TextIndex) -> Selector | None:
    """Return a selector that names exactly this range: `locate(describe(r)) == r`.

    The range must begin and end between grapheme clusters, at characters that count (no white space, no soft hyphen), and stay
    in one division. Nothing is returned for a range over several paragraphs whose first words cannot be told
    from others: it begins where a paragraph does that stands in the division more than once.
    """
    if where.first == where.last:
        return _within_block(where, index)
    return _over_blocks(where, index)


def _quote(words: str, index: TextIndex) -> Quote:
    return Quote(words, Span(index.text.file, 0, 0))


def _within_block(where: TextRange, index: TextIndex) -> Selector:
    text = index.text
    words = _quote(text.range_text(where), index)
    nowhere = words.span
    address = text.blocks[where.first].address
    part = not {where.start, where.end} <= index.edges(where.first, False)
    found, _ = index.find(fold(words.words).strip(" "), range(where.first, where.first + 1), part)
    others = [w for w in found if w != where]
    if not others:
        return Selector(address, nowhere, words, part=part)
    keyword, beside = shortest_neighbour(where, others, index) or ("", "")
    if keyword == "after":
        return Selector(address, nowhere, words, after=_quote(beside, index), part=part)
    if keyword == "before":
        return Selector(address, nowhere, words, before=_quote(beside, index), part=part)
    after, before = index.before(where), index.behind(where)
    return Selector(
        address,
        nowhere,
        words,
        after=_quote(after, index) if after.strip() else None,
        before=_quote(before, index) if before.strip() else None,
        part=part,
    )


def _over_blocks(where: TextRange, index: TextIndex) -> Selector | None:
    text = index.text
    address = text.division_of[where.first]
    blocks = range(*text.extent_of[address])
    part = where.start not in index.edges(where.first, False) or where.end not in index.edges(
        where.last, False
    )
    first = _first_words(where, blocks, index, part)
    if first is None:
        return None
    words, after = first
    tail = _edge_words(where.last, 0, where.end, index, part, from_end=True)
    for last in tail:
        for before in (None, index.behind(where, blocks)):
            if before is not None and not before.strip():
                continue
            selector = Selector(
                address,
                Span(text.file, 0, 0),
                _quote(words, index),
                last=_quote(last, index),
                after=_quote(after, index) if after else None,
                before=_quote(before, index) if before else None,
                part=part,
            )
            found = locate(selector, index).value
            if found is not None and found[0] == where:
                return selector
    return None


def _first_words(where: TextRange, blocks: range, index: TextIndex, part: bool) -> tuple[str, str] | None:
    """Return the fewest words with which a range begins that occur once, with words before them if it takes these."""
    text = index.text
    end = len(text.blocks[where.first].text)
    candidates = _edge_words(where.first, where.start, end, index, part, from_end=False)
    for words in candidates:
        found, _ = index.find(fold(words).strip(" "), blocks, part)
        if len(found) == 1:
            return words, ""
    words = candidates[-1]
    found, _ = index.find(fold(words).strip(" "), blocks, part)
    whole = index.before(where, blocks)
    before = [w for w in whole.split(" ") if w]
    for beside in [" ".join(before[-n:]) for n in range(1, len(before) + 1)] + [whole.strip(" ")]:
        if beside and sum(index.before(f, blocks).rstrip(" ").endswith(beside) for f in found) == 1:
            return words, beside
    return None


def _edge_words(
    block: int, start: int, end: int, index: TextIndex, part: bool, *, from_end: bool
) -> list[str]:
    """Return ever longer beginnings (or ends) of a part of a block, from a few words to all of it."""
    text = index.text.blocks[block].text
    while end > start and (text[end - 1].isspace()):
        end -= 1
    edges = [e for e in sorted(index.edges(block, part)) if start < e < end]
    spaced = [e for e in edges if text[e if from_end else e - 1].isspace() is False]
    pieces = [text[e:end] for e in reversed(spaced)] if from_end else [text[start:e] for e in spaced]
    pieces = [p for p in pieces if p.strip()]
    few = [p for p in pieces if len(p.split()) >= _FEW or len(p) >= 12]
    return [*few[:200], text[start:end]]
