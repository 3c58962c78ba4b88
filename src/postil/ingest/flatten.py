"""Inline nodes to characters with styles beside them: the form in which notes are anchored."""

from __future__ import annotations

from dataclasses import dataclass

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
from postil.model.text import Milestone, StyleRange

__all__ = ["Flat", "flatten"]


@dataclass(frozen=True, slots=True)
class Flat:
    """Characters, the place of each in the file, styles (outer before inner) and page breaks."""

    text: str
    at: tuple[int, ...]
    styles: tuple[StyleRange, ...]
    milestones: tuple[Milestone, ...]

    def plus(self, other: Flat) -> Flat:
        """Return this with `other` behind it."""
        shift = len(self.text)
        return Flat(
            self.text + other.text,
            self.at + other.at,
            self.styles
            + tuple(
                StyleRange(s.start + shift, s.end + shift, s.kind, s.language, s.annotation, s.href)
                for s in other.styles
            ),
            self.milestones + tuple(Milestone(m.offset + shift, m.number, m.span) for m in other.milestones),
        )

    def plus_character(self, ch: str, at: int) -> Flat:
        """Return this with one more character."""
        return Flat(self.text + ch, (*self.at, at), self.styles, self.milestones)


def flatten(nodes: tuple[Inline, ...]) -> Flat:
    """Return the characters of `nodes`. A citation in the transcription is text: its brackets are printed."""
    text: list[str] = []
    at: list[int] = []
    styles: list[StyleRange] = []
    milestones: list[Milestone] = []

    def put(piece: str, places: tuple[int, ...]) -> None:
        text.append(piece)
        at.extend(places)

    def visit(inner: tuple[Inline, ...]) -> None:
        for node in inner:
            begin = len(at)
            match node:
                case Text(text=piece, at=places):
                    put(piece, places)
                case Code(text=piece, span=span):
                    put(piece, tuple(min(span.start + 1 + i, span.end - 1) for i in range(len(piece))))
                case LineBreak(span=span):
                    put("\n", (span.start,))
                case PageBreak(number=number, span=span):
                    milestones.append(Milestone(begin, number, span))
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
                case IndexTerm(children=children) | CrossReference(children=children):
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
                    put(piece, tuple(min(span.start + i, span.end - 1) for i in range(len(piece))))
                case Image(alt=alt, span=span):
                    put(alt, (span.start,) * len(alt))

    visit(nodes)
    joined = "".join(text)
    lead = len(joined) - len(joined.lstrip(" "))
    trail = len(joined.rstrip(" "))
    if lead or trail < len(joined):
        joined, at = joined[lead:trail], at[lead:trail]
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
        milestones = [
            Milestone(min(max(m.offset - lead, 0), len(joined)), m.number, m.span) for m in milestones
        ]
    return Flat(joined, tuple(at), tuple(styles), tuple(milestones))
