"""Inline nodes to characters with styles beside them: the form in which notes are anchored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from postil.frozen import dataclass
from postil.model.prose import (
    Citation,
    Code,
    CrossReference,
    Image,
    IndexTerm,
    Inline,
    LineBreak,
    Link,
    PageBreak,
    Styled,
    Text,
)
from postil.model.text import Milestone, StyleRange, TermRange
from postil.spans import Places, PlacesBuilder

__all__ = ["Flat", "flatten", "table", "without_first"]


@dataclass(frozen=True, slots=True)
class Flat:
    """Characters, the place of each in the file, styles (outer before inner), page breaks and index terms."""

    text: str
    at: Places
    styles: tuple[StyleRange, ...]
    milestones: tuple[Milestone, ...]
    terms: tuple[TermRange, ...] = ()


def table(rows: list[list[Flat]], start: int) -> Flat:
    """Return the cells of a table as one run of characters: cells parted by TAB, rows by LF."""
    text: list[str] = []
    at = PlacesBuilder()
    styles: list[StyleRange] = []
    milestones: list[Milestone] = []
    terms: list[TermRange] = []
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if r or c:
                text.append("\n" if c == 0 else "\t")
                at.append(at.last + 1 if len(at) else start)
            shift = len(at)
            text.append(_spaced(cell.text))
            at.extend(cell.at)
            styles += [replace(s, start=s.start + shift, end=s.end + shift) for s in cell.styles]
            milestones += [replace(m, offset=m.offset + shift) for m in cell.milestones]
            terms += [replace(t, start=t.start + shift, end=t.end + shift) for t in cell.terms]
    return Flat("".join(text), at.done(), tuple(styles), tuple(milestones), tuple(terms))


def _spaced(cell: str) -> str:
    """Return the characters of a cell; TAB and LF part cells and rows, so they are spaces within one."""
    return cell.replace("\t", " ").replace("\n", " ")


def without_first(flat: Flat, count: int) -> Flat:
    """Return `flat` without its first `count` characters."""
    return Flat(
        flat.text[count:],
        flat.at[count:],
        tuple(
            replace(s, start=max(s.start - count, 0), end=s.end - count) for s in flat.styles if s.end > count
        ),
        tuple(replace(m, offset=max(m.offset - count, 0)) for m in flat.milestones),
        tuple(replace(t, start=max(t.start - count, 0), end=max(t.end - count, 0)) for t in flat.terms),
    )


def flatten(nodes: tuple[Inline, ...]) -> Flat:
    """Return the characters of `nodes`. A citation in the transcription is text: its brackets are printed."""
    text: list[str] = []
    at = PlacesBuilder()
    styles: list[StyleRange] = []
    milestones: list[Milestone] = []
    terms: list[TermRange] = []

    def put(piece: str, places: Iterable[int]) -> None:
        text.append(piece)
        at.extend(places)

    def visit(inner: tuple[Inline, ...]) -> None:
        for node in inner:
            begin = len(at)
            match node:
                case Text(text=piece, at=places):
                    put(piece, places)
                case Code(text=piece, span=span):
                    put(piece, [min(span.start + 1 + i, span.end - 1) for i in range(len(piece))])
                case LineBreak(span=span):
                    put("\n", (span.start,))
                case PageBreak(number=number, span=span, image=image, alt=alt):
                    milestones.append(Milestone(begin, number, span, image, alt))
                case Styled(kind=kind, children=children, language=language, annotation=annotation):
                    slot = len(styles)
                    visit(children)
                    if len(at) > begin and (kind != "span" or language):
                        styles.insert(slot, StyleRange(begin, len(at), kind, language, annotation))
                case Link(href=href, children=children):
                    slot = len(styles)
                    visit(children)
                    if len(at) > begin:
                        styles.insert(slot, StyleRange(begin, len(at), "link", href=href))
                case IndexTerm(kind=kind, head=head, children=children, sort=sort, span=span):
                    slot = len(terms)
                    visit(children)
                    terms.insert(slot, TermRange(begin, len(at), kind, head, sort, span))
                case CrossReference(children=children):
                    visit(children)
                case Citation(works=works, span=span):
                    piece = (
                        "["
                        + "; ".join(
                            " ".join(
                                p for p in (w.prefix, "@" + w.key + ("," if w.suffix else ""), w.suffix) if p
                            )
                            for w in works
                        )
                        + "]"
                    )
                    put(piece, [min(span.start + i, span.end - 1) for i in range(len(piece))])
                case Image(alt=alt, span=span):
                    put(alt, (span.start,) * len(alt))

    visit(nodes)
    joined, places = "".join(text), at.done()
    lead = len(joined) - len(joined.lstrip(" "))
    trail = len(joined.rstrip(" "))
    if lead or trail < len(joined):
        joined, places = joined[lead:trail], places[lead:trail]
        styles = [
            StyleRange(
                max(s.start - lead, 0),
                min(s.end - lead, len(joined)),
                s.kind,
                s.language,
                s.annotation,
                s.href,
            )
            for s in styles
        ]
        milestones = [replace(m, offset=min(max(m.offset - lead, 0), len(joined))) for m in milestones]
        terms = [
            replace(t, start=max(t.start - lead, 0), end=max(min(t.end - lead, len(joined)), 0))
            for t in terms
        ]
        terms = [replace(t, start=min(t.start, t.end)) for t in terms]
    return Flat(joined, places, tuple(styles), tuple(milestones), tuple(terms))
