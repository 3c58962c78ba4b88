"""From a note's heading to the one range of the text that it names."""

from __future__ import annotations

from postil.anchor.hints import (
    address_hint,
    closest,
    closest_words,
    deciding,
    neighbour_hint,
    report_missing,
    whole_words,
)
from postil.anchor.index import TextIndex
from postil.diagnostics import Checked, Collector, Label, code
from postil.model.edition import (
    AnchoredEdition,
    Edition,
)
from postil.model.notes import AnchoredAnnotation, Annotation, Quote, Selector
from postil.model.parallel import versioned
from postil.model.text import BaseText, TextRange
from postil.wording import call_offset, fold

__all__ = ["anchor", "locate"]


def anchor(edition: Edition) -> Checked[AnchoredEdition]:
    """Return the edition with a place for every annotation that has one.

    Reports A001–A006.
    """
    out = Collector()
    indexes = _indexes(edition)
    found = []
    for annotation in edition.annotations:
        if annotation.version not in indexes:
            continue  # its text cannot be read, and that has been told
        index, style = indexes[annotation.version]
        where = out.take(locate(annotation.selector, index))
        if where is None:
            continue
        lemma, whole = where
        call = _call(annotation, lemma, whole, index, style)
        if edition.parallel is not None:
            lemma, call = _among_all(lemma, call, annotation.version, index.text, edition.text)
        found.append(AnchoredAnnotation(annotation, lemma, whole, call))
    return out.done(AnchoredEdition(edition, tuple(found)))


def _indexes(edition: Edition) -> dict[str, tuple[TextIndex, str]]:
    """Return each text of an edition for searching, by itself, with where calls stand in it: the main one under no name."""
    texts = edition.parallel
    main = texts.main if texts is not None else edition.text
    found = {"": (TextIndex(main), edition.manifest.calls)}
    for other in texts.others if texts is not None else ():
        found[other.manifest.language] = TextIndex(other.text), other.manifest.calls
    return found


def _among_all(
    lemma: TextRange, call: tuple[int, int], version: str, own: BaseText, whole: BaseText
) -> tuple[TextRange, tuple[int, int]]:
    """Return the place of a note of one text among all texts of its edition."""

    def number(block: int) -> int:
        return whole.index_of[versioned(version, own.blocks[block].address)]

    return TextRange(number(lemma.first), lemma.start, number(lemma.last), lemma.end), (
        number(call[0]),
        call[1],
    )


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
            f"the text has no address “{selector.address}”"
            if extent is None
            else f"“{selector.address}” has no words in it",
            selector.address_span,
            hint=address_hint(selector.address, text),
        )
        return out.done(None)
    blocks = range(*extent)
    if selector.quote is None:
        last = blocks[-1]
        return out.done((TextRange(blocks[0], 0, last, len(text.blocks[last].text)), True))
    start = _one(selector.quote, selector, blocks, index, out)
    if start is None:
        return out.done(None)
    if selector.last is None:
        return out.done((start, False))
    end = _range_end(selector, selector.last, start, blocks, index, out)
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
    quote: Quote, selector: Selector, blocks: range, index: TextIndex, out: Collector
) -> TextRange | None:
    words = fold(quote.words).strip(" ")
    whole, cut = index.find(words, blocks, selector.part)
    before_words = selector.before if selector.last is None else None
    fitting = [
        w
        for w in whole
        if _neighbour(selector.after, index.before(w, blocks) if selector.after else "", end=True)
        and _neighbour(before_words, index.behind(w, blocks) if before_words else "", end=False)
    ]
    if len(fitting) == 1:
        return fitting[0]
    if len(fitting) > 1:
        out.report(
            code("A002"),
            f"the quoted words occur {'twice' if len(fitting) == 2 else f'{len(fitting)} times'} in {selector.address}",
            quote.span,
            labels=[
                Label(
                    index.span(w), f"here: {deciding(w, [o for o in fitting if o is not w], selector, index)}"
                )
                for w in fitting[:6]
            ],
            hint=f"say which is meant, for the first: {deciding(fitting[0], fitting[1:], selector, index)}",
        )
    elif whole:
        given = [q for q in (selector.after, before_words) if q is not None]
        shown = " and ".join(f"“{q.words.strip()}”" for q in given)
        out.report(
            code("A001"),
            f"the quoted words occur in {selector.address}, but not beside {shown}",
            given[0].span if given else quote.span,
            labels=[Label(index.span(w), "here, with other neighbours") for w in whole[:4]],
            hint=neighbour_hint(whole[0], whole[1:], selector, index),
        )
    elif cut:
        out.report(
            code("A004"),
            "the quotation begins or ends inside a word",
            quote.span,
            labels=[Label(index.span(cut[0]), f"the whole words are “{whole_words(cut[0], index)}”")],
            hint="quote whole words, or add {.part} if a part of a word is meant",
        )
    else:
        report_missing(quote, selector, words, blocks, index, out)
    return None


def _neighbour(quote: Quote | None, beside: str, *, end: bool) -> bool:
    """Tell whether the text beside a range is the quoted neighbour (spaces between the two do not count)."""
    if quote is None:
        return True
    words = fold(quote.words).strip(" ")
    return beside.rstrip(" ").endswith(words) if end else beside.lstrip(" ").startswith(words)


def _range_end(
    selector: Selector, quote: Quote, start: TextRange, blocks: range, index: TextIndex, out: Collector
) -> TextRange | None:
    words = fold(quote.words).strip(" ")
    whole, _ = index.find(words, blocks, selector.part)
    after = [w for w in whole if (w.first, w.start) >= (start.last, start.end)]
    fitting = [
        w
        for w in after
        if _neighbour(selector.before, index.behind(w, blocks) if selector.before else "", end=False)
    ]
    if fitting:
        return fitting[0]
    labels = [Label(index.span(start), "the range begins here")]
    message = f"the last words of the range do not follow its first words in {selector.address}"
    hint = "copy the last words of the range exactly, from behind its first words"
    place = quote.span
    if after and selector.before is not None:
        message = f"the last words of the range occur in {selector.address}, but not before “{selector.before.words.strip()}”"
        labels += [Label(index.span(w), "here, with other words behind") for w in after[:4]]
        hint = "copy the words behind the range exactly, or leave `before` out: the next such words are taken"
        place = selector.before.span
    elif beyond := _beyond(words, start, blocks, index, selector.part):
        address = index.text.division_of[start.first]
        labels.append(
            Label(index.span(beyond), f"they stand here, in {index.text.blocks[beyond.first].address}")
        )
        hint = f"a range over several paragraphs names their division: # {address} …"
    elif whole:
        labels.append(Label(index.span(whole[-1]), "they stand here, before the range begins"))
    elif near := closest(words, blocks, index):
        labels.append(closest_words(near, words, index))
    out.report(code("A005"), message, place, labels=labels, hint=hint)
    return None


def _beyond(words: str, start: TextRange, blocks: range, index: TextIndex, part: bool) -> TextRange | None:
    """Return where the last words of a range stand behind its address, in the division in which the range begins."""
    division = index.text.extent_of[index.text.division_of[start.first]]
    found, _ = index.find(words, range(blocks.stop, max(blocks.stop, division[1])), part)
    return found[0] if found else None
