"""Anchor: every quotation is found at exactly one place, or it is a fault.

The build takes a quotation only at its address, and only exactly (after folding, `postil.wording`); similarity
serves hints alone. `describe` is the inverse: the shortest selector for a range.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from postil.diagnostics import Checked, Collector, Label, code
from postil.model.edition import AnchoredEdition, Edition
from postil.model.notes import AnchoredAnnotation, Annotation, Quote, Selector
from postil.model.text import BaseText, TextRange
from postil.spans import Span
from postil.wording import Folded, boundaries, call_offset, fold, fold_text, grapheme_edges

__all__ = ["TextIndex", "anchor", "describe", "locate"]


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

    def find(self, words: str, blocks: range, part: bool) -> tuple[list[TextRange], list[TextRange]]:
        """Return where the folded `words` stand in these blocks, and where they would but for word boundaries."""
        whole: list[TextRange] = []
        cut: list[TextRange] = []
        for number in blocks:
            folded = self.folded(number)
            at = folded.text.find(words)
            while at >= 0:
                start, end = folded.original(at, at + len(words))
                edges = self.edges(number, part)
                where = TextRange(number, start, number, end)
                (whole if start in edges and end in edges else cut).append(where)
                at = folded.text.find(words, at + 1)
        return whole, cut

    def before(self, where: TextRange) -> str:
        """Return the folded characters before a range in its first block."""
        return fold_text(self.text.blocks[where.first].text[: where.start]).text

    def behind(self, where: TextRange) -> str:
        """Return the folded characters behind a range in its last block."""
        return fold_text(self.text.blocks[where.last].text[where.end :]).text

    def span(self, where: TextRange) -> Span:
        """Return the place of a range in the file of the transcription."""
        first, last = self.text.blocks[where.first], self.text.blocks[where.last]
        start = first.span_of(where.start, max(where.start + 1, 0)).start
        return Span(first.span.file, start, max(start, last.span_of(max(where.end - 1, 0), where.end).end))


def anchor(edition: Edition) -> Checked[AnchoredEdition]:
    """Return the edition with a place for every annotation that has one.

    Reports A001–A006.
    """
    out = Collector()
    index = TextIndex(edition.text)
    style = edition.manifest.calls
    found = []
    for annotation in edition.annotations:
        where = out.take(locate(annotation.selector, index))
        if where is not None:
            lemma, whole = where
            found.append(AnchoredAnnotation(annotation, lemma, whole, _call(annotation, lemma, whole, index, style)))
    return out.done(AnchoredEdition(edition, tuple(found)))


def _call(
    annotation: Annotation, lemma: TextRange, whole: bool, index: TextIndex, style: str
) -> tuple[int, int]:
    """Return the point of a note's call: behind its lemma; for a whole division behind its heading, else behind
    its first block."""
    blocks = index.text.blocks
    if whole:
        number = lemma.first if annotation.selector.address not in index.text.index_of else lemma.last
        return number, len(blocks[number].text)
    return lemma.last, call_offset(blocks[lemma.last].text, lemma.end, style)


def locate(selector: Selector, index: TextIndex) -> Checked[tuple[TextRange, bool] | None]:
    """Return the one range a selector names, and whether it is a whole block or division.

    Reports A001 (not found), A002 (found more than once), A003 (unknown address), A004 (part of a word), A005 (the end of a
    range not found), A006 (a range that leaves its division).
    """
    out = Collector()
    text = index.text
    extent = text.extent_of.get(selector.address)
    if extent is None or extent[0] == extent[1]:
        out.report(
            code("A003"),
            f"the text has no address “{selector.address}”",
            selector.address_span,
            hint=_address_hint(selector.address, text),
        )
        return out.done(None)
    blocks = range(*extent)
    if selector.quote is None:
        last = blocks[-1]
        return out.done((TextRange(blocks[0], 0, last, len(text.blocks[last].text)), True))
    start = _one(selector.quote, selector, blocks, index, out, first=True)
    if start is None:
        return out.done(None)
    if selector.last is None:
        return out.done((start, False))
    end = _range_end(selector, start, blocks, index, out)
    if end is None:
        return out.done(None)
    divisions = text.division_of
    if divisions[start.first] != divisions[end.last]:
        out.report(
            code("A006"),
            f"the range begins in {divisions[start.first]} and ends in {divisions[end.last]}",
            selector.last.span,
            labels=[Label(index.span(end), "it would end here")],
            hint="write one note for each division",
        )
        return out.done(None)
    return out.done((TextRange(start.first, start.start, end.last, end.end), False))


def _one(
    quote: Quote, selector: Selector, blocks: range, index: TextIndex, out: Collector, *, first: bool
) -> TextRange | None:
    words = fold(quote.words).strip(" ")
    whole, cut = index.find(words, blocks, selector.part)
    before_words = selector.before if selector.last is None else None
    fitting = [
        w
        for w in whole
        if _neighbour(selector.after, index.before(w), end=True) and _neighbour(before_words, index.behind(w), end=False)
    ]
    if len(fitting) == 1:
        return fitting[0]
    if len(fitting) > 1:
        _report_twice(quote, selector, fitting, index, out)
    elif whole:
        neighbour = selector.after or before_words or quote
        out.report(
            code("A001"),
            f"the quoted words occur in {selector.address}, but not beside “{neighbour.words.strip()}”",
            neighbour.span,
            labels=[Label(index.span(w), "here, with other neighbours") for w in whole[:4]],
            hint=_neighbour_hint(whole[0], whole[1:], index),
        )
    elif cut:
        where = cut[0]
        out.report(
            code("A004"),
            "the quotation begins or ends inside a word",
            quote.span,
            labels=[Label(index.span(where), f"the whole words are “{_whole_words(where, index)}”")],
            hint="quote whole words, or add {.part} if a part of a word is meant",
        )
    else:
        _report_missing(quote, selector, words, blocks, index, out)
    return None


def _neighbour(quote: Quote | None, beside: str, *, end: bool) -> bool:
    """Tell whether the text beside a range is the quoted neighbour (spaces between the two do not count)."""
    if quote is None:
        return True
    words = fold(quote.words).strip(" ")
    return beside.rstrip(" ").endswith(words) if end else beside.lstrip(" ").startswith(words)


def _range_end(
    selector: Selector, start: TextRange, blocks: range, index: TextIndex, out: Collector
) -> TextRange | None:
    quote = selector.last
    if quote is None:
        return None
    words = fold(quote.words).strip(" ")
    whole, _ = index.find(words, blocks, selector.part)
    after = [w for w in whole if (w.first, w.start) >= (start.last, start.end)]
    fitting = [w for w in after if _neighbour(selector.before, index.behind(w), end=False)]
    if fitting:
        return fitting[0]
    labels = [Label(index.span(start), "the range begins here")]
    hint = "copy the last words of the range exactly, from behind its first words"
    if whole and not after:
        labels.append(Label(index.span(whole[-1]), "they stand here, before the range begins"))
    elif near := _closest(words, blocks, index):
        labels.append(Label(index.span(near), f"closest words there: “{index.text.range_text(near)}”"))
    out.report(
        code("A005"),
        f"the last words of the range do not follow its first words in {selector.address}",
        quote.span,
        labels=labels,
        hint=hint,
    )
    return None


# hints --------------------------------------------------------------------------------------------------------------


def _report_twice(
    quote: Quote, selector: Selector, found: list[TextRange], index: TextIndex, out: Collector
) -> None:
    labels = []
    for where in found[:6]:
        others = [w for w in found if w is not where]
        labels.append(Label(index.span(where), f"here: {_deciding(where, others, selector, index)}"))
    out.report(
        code("A002"),
        f"the quoted words occur {len(found)} times in {selector.address}",
        quote.span,
        labels=labels,
        hint=f"say which is meant, for the first: {_deciding(found[0], found[1:], selector, index)}",
    )


def _deciding(where: TextRange, others: list[TextRange], selector: Selector, index: TextIndex) -> str:
    """Return what to write so that only `where` is meant."""
    neighbour = _shortest_neighbour(where, others, index)
    if neighbour is not None:
        keyword, words = neighbour
        return f"{keyword} “{words}”"
    address = index.text.blocks[where.first].address
    if address != selector.address and all(w.first != where.first for w in others):
        return f"# {address} “…”"
    return "quote more words"


def _neighbour_hint(where: TextRange, others: list[TextRange], index: TextIndex) -> str:
    neighbour = _shortest_neighbour(where, others, index)
    return f"write {neighbour[0]} “{neighbour[1]}”" if neighbour else "leave the neighbour out"


def _shortest_neighbour(where: TextRange, others: list[TextRange], index: TextIndex) -> tuple[str, str] | None:
    """Return the shortest words behind or before a range that no other of the ranges has."""
    before, behind = index.before(where).split(" "), index.behind(where).split(" ")
    before, behind = [w for w in before if w], [w for w in behind if w]
    for count in range(1, max(len(before), len(behind)) + 1):
        if count <= len(before):
            words = " ".join(before[-count:])
            if not any(index.before(o).rstrip(" ").endswith(words) for o in others):
                return "after", words
        if count <= len(behind):
            words = " ".join(behind[:count])
            if not any(index.behind(o).lstrip(" ").startswith(words) for o in others):
                return "before", words
        if count > 12:
            break
    return None


def _report_missing(
    quote: Quote, selector: Selector, words: str, blocks: range, index: TextIndex, out: Collector
) -> None:
    text = index.text
    elsewhere, _ = index.find(words, range(len(text.blocks)), selector.part)
    labels = []
    hint = "copy the words exactly from the text"
    if len(elsewhere) == 1:
        address = text.blocks[elsewhere[0].first].address
        labels.append(Label(index.span(elsewhere[0]), f"they occur once in the text, in {address}"))
        hint = f"if that place is meant, write # {address} “{quote.words}”"
    else:
        near = _closest(words, blocks, index)
        if near is not None:
            labels.append(Label(index.span(near), f"closest words there: “{text.range_text(near)}”"))
        if len(elsewhere) > 1:
            places = ", ".join(dict.fromkeys(text.blocks[w.first].address for w in elsewhere))
            hint = f"the words occur in {places}: name the address that is meant"
        elif _crosses_paragraphs(words, blocks, index):
            hint = "a quotation cannot cross a paragraph break: write “first words” to “last words”"
    out.report(
        code("A001"),
        f"the quoted words do not occur in {selector.address}",
        quote.span,
        labels=labels,
        hint=hint,
    )


def _crosses_paragraphs(words: str, blocks: range, index: TextIndex) -> bool:
    return words in fold(" ".join(index.text.blocks[i].text for i in blocks))


def _closest(words: str, blocks: range, index: TextIndex) -> TextRange | None:
    """Return the passage most like `words` (for hints only: similarity never places a note)."""
    from rapidfuzz import fuzz

    best: tuple[float, TextRange] | None = None
    for number in blocks:
        folded = index.folded(number)
        if not folded.text.strip():
            continue
        found = fuzz.partial_ratio_alignment(words.casefold(), folded.text.casefold(), score_cutoff=50)
        if found is None or len(folded.text.casefold()) != len(folded.text):
            continue
        if best is None or found.score > best[0]:
            start, end = found.dest_start, min(found.dest_end, len(folded.text))
            if start >= end:
                continue
            if len(words) > len(folded.text):
                start, end = 0, len(folded.text)
            low, high = folded.original(start, end)
            best = found.score, _to_whole_words(number, low, high, index)
    return best[1] if best else None


def _to_whole_words(number: int, start: int, end: int, index: TextIndex) -> TextRange:
    text = index.text.blocks[number].text
    edges = sorted(index.edges(number, False))
    start = max((e for e in edges if e <= start), default=0)
    end = min((e for e in edges if e >= end), default=len(text))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return TextRange(number, start, number, end)


def _whole_words(where: TextRange, index: TextIndex) -> str:
    return index.text.range_text(_to_whole_words(where.first, where.start, where.end, index))


def _address_hint(address: str, text: BaseText) -> str:
    import difflib

    near = difflib.get_close_matches(address, sorted(text.extent_of), n=1, cutoff=0.6)
    parent = address.rpartition(".")[0]
    if parent in text.extent_of:
        count = sum(1 for a in text.index_of if a.rpartition(".")[0] == parent and not a.endswith(".0"))
        return f"{parent} has {count} block{'s' if count != 1 else ''}; `postil list --addresses` shows them"
    if near:
        return f"did you mean “{near[0]}”? `postil list --addresses` shows all"
    return "`postil list --addresses` shows all addresses"


# the inverse ----------------------------------------------------------------------------------------------------------


def describe(where: TextRange, index: TextIndex) -> Selector:
    """Return a selector that names exactly this range: `locate(describe(r)) == r`.

    The range must begin and end between grapheme clusters, and stay in one division.
    """
    text = index.text
    file = text.file
    nowhere = Span(file, 0, 0)

    def quote(words: str) -> Quote:
        return Quote(words, nowhere)

    if where.first == where.last:
        address = text.blocks[where.first].address
        words = text.range_text(where)
        part = not {where.start, where.end} <= index.edges(where.first, False)
        found, _ = index.find(fold(words).strip(" "), range(where.first, where.first + 1), part)
        others = [w for w in found if w != where]
        selector = Selector(address, nowhere, quote(words), part=part)
        if not others:
            return selector
        neighbour = _shortest_neighbour(where, others, index)
        if neighbour is not None and neighbour[0] == "after":
            return Selector(address, nowhere, quote(words), after=quote(neighbour[1]), part=part)
        if neighbour is not None:
            return Selector(address, nowhere, quote(words), before=quote(neighbour[1]), part=part)
        return Selector(
            address,
            nowhere,
            quote(words),
            after=quote(index.before(where)) if index.before(where).strip() else None,
            before=quote(index.behind(where)) if index.behind(where).strip() else None,
            part=part,
        )
    address = text.division_of[where.first]
    head = TextRange(where.first, where.start, where.first, len(text.blocks[where.first].text))
    tail = TextRange(where.last, 0, where.last, where.end)
    return Selector(address, nowhere, quote(text.range_text(head)), last=quote(text.range_text(tail)))
