"""What to write instead: the nearest words, the shortest neighbour. Similarity serves only here; it never places a note."""

from __future__ import annotations

import difflib

from postil.anchor.index import TextIndex
from postil.diagnostics import Collector, Label, code
from postil.model.notes import Quote, Selector
from postil.model.text import BaseText, TextRange
from postil.wording import fold

__all__ = [
    "address_hint",
    "closest",
    "closest_words",
    "deciding",
    "neighbour_hint",
    "report_missing",
    "shortest_neighbour",
    "whole_words",
]


_MANY = 6
"""In so many words a difference is not seen at once."""


def deciding(where: TextRange, others: list[TextRange], selector: Selector, index: TextIndex) -> str:
    """Return what to write so that only `where` is meant."""
    neighbour = shortest_neighbour(where, others, index, _sides(selector))
    if neighbour is not None:
        keyword, words = neighbour
        return f"{keyword} {quoted(words)}"
    address = index.text.blocks[where.first].address
    if address != selector.address and all(w.first != where.first for w in others):
        return f"# {address} “…”"
    return "quote more words"


def neighbour_hint(where: TextRange, others: list[TextRange], selector: Selector, index: TextIndex) -> str:
    """Return what to write in place of a neighbour that is not there."""
    if not others:
        return "leave the neighbour out: the words occur once"
    neighbour = shortest_neighbour(where, others, index, _sides(selector))
    return f"for the first write {neighbour[0]} {quoted(neighbour[1])}" if neighbour else "quote more words"


def _sides(selector: Selector) -> tuple[str, ...]:
    """Return the neighbours that belong to the quoted words: `before` is that of the last words, where there are such."""
    return ("after", "before") if selector.last is None else ("after",)


def quoted(words: str) -> str:
    """Return words between quotation marks that are not among them."""
    for opening, closing in ("“”", '""', "«»", "‹›", "「」"):
        if opening not in words and closing not in words:
            return f"{opening}{words}{closing}"
    return f"“{words}”"


def shortest_neighbour(
    where: TextRange, others: list[TextRange], index: TextIndex, sides: tuple[str, ...] = ("after", "before")
) -> tuple[str, str] | None:
    """Return the shortest words behind or before a range that no other of the ranges has."""
    before = [w for w in index.before(where).split(" ") if w] if "after" in sides else []
    behind = [w for w in index.behind(where).split(" ") if w] if "before" in sides else []
    for count in range(1, min(max(len(before), len(behind)), 12) + 1):
        if count <= len(before):
            words = " ".join(before[-count:])
            if not any(index.before(o).rstrip(" ").endswith(words) for o in others):
                return "after", words
        if count <= len(behind):
            words = " ".join(behind[:count])
            if not any(index.behind(o).lstrip(" ").startswith(words) for o in others):
                return "before", words
    return None


def report_missing(
    quote: Quote, selector: Selector, words: str, blocks: range, index: TextIndex, out: Collector
) -> None:
    """Report A001 with the place that is probably meant."""
    text = index.text
    elsewhere, _ = index.find(words, range(len(text.blocks)), selector.part)
    labels = []
    hint = "copy the words exactly from the text"
    if len(elsewhere) == 1:
        address = text.blocks[elsewhere[0].first].address
        labels.append(Label(index.span(elsewhere[0]), f"they occur once in the text, in {address}"))
        hint = f"if that place is meant, write # {address} {quoted(quote.words)}"
    else:
        near = closest(words, blocks, index)
        if near is not None:
            labels.append(closest_words(near, words, index))
        if len(elsewhere) > 1:
            places = list(dict.fromkeys(text.blocks[w.first].address for w in elsewhere))
            more = f" and {len(places) - 6} more" if len(places) > 6 else ""
            hint = f"the words occur in {', '.join(places[:6])}{more}: name the address that is meant"
        elif _crosses_paragraphs(words, blocks, index):
            hint = "a quotation cannot cross a paragraph break: write “first words” to “last words”"
    out.report(
        code("A001"),
        f"the quoted words do not occur in {selector.address}",
        quote.span,
        labels=labels,
        hint=hint,
    )


def closest_words(near: TextRange, words: str, index: TextIndex) -> Label:
    """Return the words of the text that are most like those quoted. Of many, the first that differ are told: nobody finds one
    letter in three lines."""
    there = index.text.range_text(near)
    said = f"closest words there: “{there}”"
    given, found = words.split(), there.split()
    if len(given) >= _MANY:
        pairs = difflib.SequenceMatcher(None, given, [fold(word) for word in found], autojunk=False)
        for kind, begin, end, first, last in pairs.get_opcodes():
            if kind != "equal":
                here, text = " ".join(given[begin:end]), " ".join(found[first:last])
                said += f"; it has “{text}” where " if text else "; it has nothing where "
                said += f"“{here}” is quoted" if here else "nothing is quoted"
                break
    return Label(index.span(near), said)


def _crosses_paragraphs(words: str, blocks: range, index: TextIndex) -> bool:
    return words in fold(" ".join(index.text.blocks[i].text for i in blocks))


def closest(words: str, blocks: range, index: TextIndex) -> TextRange | None:
    """Return the passage most like `words`, in whole words."""
    from rapidfuzz import fuzz

    best: tuple[float, TextRange] | None = None
    sought = words.casefold()
    for number in blocks:
        folded = index.folded(number)
        within = folded.text.casefold()
        if not within.strip() or len(within) != len(folded.text):
            continue
        found = fuzz.partial_ratio_alignment(sought, within, score_cutoff=best[0] if best else 50)
        if found is None or (best is not None and found.score <= best[0]):
            continue
        start, end = (0, len(within)) if len(sought) > len(within) else (found.dest_start, found.dest_end)
        end = min(end, len(within))
        if start < end:
            best = found.score, to_whole_words(number, *folded.original(start, end), index)
    return best[1] if best else None


def to_whole_words(number: int, start: int, end: int, index: TextIndex) -> TextRange:
    """Return the smallest range of whole words that holds these characters; no white space at its ends."""
    text = index.text.blocks[number].text
    edges = sorted(index.edges(number, False))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    start = max((e for e in edges if e <= start), default=0)
    end = min((e for e in edges if e >= end), default=len(text))
    return TextRange(number, start, number, end)


def whole_words(where: TextRange, index: TextIndex) -> str:
    """Return the words that a range cuts, whole."""
    return index.text.range_text(to_whole_words(where.first, where.start, where.end, index))


def address_hint(address: str, text: BaseText) -> str:
    """Return what could be meant by an address that the text has not."""
    parent = address.rpartition(".")[0]
    if parent in text.extent_of:
        own = [a for a in text.index_of if a.rpartition(".")[0] == parent and not a.endswith(".0")]
        if not own:
            return f"{parent} has no paragraphs; `postil list --addresses` shows all addresses"
        if len(own) == 1:
            return f"{parent} has one paragraph: {own[0]}"
        return f"{parent} has {len(own)} blocks, {own[0]} to {own[-1]}; `postil list --addresses` shows them"
    near = difflib.get_close_matches(address, sorted(text.extent_of), n=1, cutoff=0.6)
    if near:
        return f"did you mean “{near[0]}”? `postil list --addresses` shows all"
    return "`postil list --addresses` shows all addresses"
