"""Weave: the text is cut at every border into segments that know which notes cover them.

Borders are the ends of lemmata, styles, calls, page breaks and emendations, and where words of an index begin. Overlap is settled here: templates
receive a tree in which nothing crosses. Joined again (`base` of every segment), the segments are the transcription.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace

from postil.diagnostics import Checked, Collector
from postil.frozen import dataclass
from postil.model.edition import (
    ResolvedEdition,
    WovenBlock,
    WovenCall,
    WovenDivision,
    WovenEdition,
    WovenFlow,
    WovenGap,
    WovenGroup,
    WovenLine,
    WovenMark,
    WovenNode,
    WovenPage,
    WovenSegment,
    WovenTerm,
)
from postil.model.notes import Note
from postil.model.text import Block, Division, Flow, Gap, Milestone, StyleRange, TermRange

__all__ = ["base_text", "weave"]


def weave(resolved: ResolvedEdition, prefix: str = "") -> Checked[WovenEdition]:
    """Return the edition as templates receive it; every id begins with `prefix`."""
    out = Collector()
    loom = _Loom(resolved, prefix)
    root = loom.division(resolved.edition.text.root)
    return out.done(WovenEdition(resolved, prefix, root, resolved.notes))


def base_text(nodes: Iterable[WovenNode]) -> str:
    """Return the transcription's characters of woven nodes."""
    out = []
    for node in nodes:
        if isinstance(node, WovenSegment):
            out.append(node.base)
        elif isinstance(node, WovenMark):
            out.append(base_text(node.children))
    return "".join(out)


@dataclass(frozen=True, slots=True)
class _Cover:
    """A note's lemma within one block."""

    start: int
    end: int
    note: Note


@dataclass(frozen=True, slots=True)
class _Emendation:
    """Characters that are shown as `shown` (once, at their beginning)."""

    start: int
    end: int
    shown: str


class _Loom:
    """Weaves one edition."""

    def __init__(self, resolved: ResolvedEdition, prefix: str) -> None:
        self.text = resolved.edition.text
        self.prefix = prefix
        self.glosses = dict(resolved.edition.manifest.glosses)
        self.number = -1
        self.pages: dict[str, int] = {}
        self.terms = 0
        count = len(self.text.blocks)
        self.calls: list[list[Note]] = [[] for _ in range(count)]
        self.covers: list[list[_Cover]] = [[] for _ in range(count)]
        self.emendations: list[list[_Emendation]] = [[] for _ in range(count)]
        for note in resolved.notes:
            self.calls[note.call[0]].append(note)
            shown = next((r.words for r in note.readings if r.adopted), None)
            if note.whole and shown is None:
                continue
            lemma = note.lemma
            for i in range(lemma.first, lemma.last + 1):
                start = lemma.start if i == lemma.first else 0
                end = lemma.end if i == lemma.last else len(self.text.blocks[i].text)
                if start < end and not note.whole:
                    self.covers[i].append(_Cover(start, end, note))
                if shown is not None:
                    self.emendations[i].append(_Emendation(start, end, shown if i == lemma.first else ""))

    def page_id(self, number: str) -> str:
        """Return the anchor of a page of the copy-text; a number that comes again gets its count."""
        stem = "pb-" + "".join(ch if ch.isalnum() else "-" for ch in number)
        self.pages[stem] = self.pages.get(stem, 0) + 1
        return self.prefix + (stem if self.pages[stem] == 1 else f"{stem}-{self.pages[stem]}")

    def term_id(self) -> str:
        """Return the anchor of the next place that an index names; no division and no block has it."""
        self.terms += 1
        while f"ix-{self.terms}" in self.text.extent_of:
            self.terms += 1
        return f"{self.prefix}ix-{self.terms}"

    def division(self, division: Division) -> WovenDivision:
        heading = None
        notes: list[Note] = []
        if division.heading is not None:
            heading = self.block(division.heading, False)
            notes.extend(heading.notes)
        content = self.flow(division.content, notes)
        if division.kind == "preamble":
            content = _with_roles(content)
        gloss = self.glosses.get(division.id, "")
        return WovenDivision(
            self.prefix + division.id,
            division.id,
            division.kind,
            division.number,
            division.label(gloss),
            gloss,
            division.level,
            division.attributes.get("lang"),
            heading,
            content,
            tuple(notes),
        )

    def flow(self, content: tuple[Flow, ...], notes: list[Note]) -> tuple[WovenFlow, ...]:
        found: list[WovenFlow] = []
        first = True
        for item in content:
            if isinstance(item, Block):
                woven = self.block(item, first and item.kind == "paragraph")
                notes.extend(woven.notes)
                found.append(woven)
                first = False
            elif isinstance(item, Division):
                found.append(self.division(item))
                first = False
            elif isinstance(item, Gap):
                found.append(WovenGap(item.cut))
                first = False
            else:
                inner = self.flow(item.content, notes)
                found.append(WovenGroup(item.kind, inner, item.ordered, item.language, item.width))
                first = False
        return tuple(found)

    def block(self, block: Block, opening: bool) -> WovenBlock:
        self.number += 1
        number = self.number
        calls = self.calls[number]
        rows: tuple[tuple[tuple[WovenNode, ...], ...], ...] = ()
        nodes: tuple[WovenNode, ...] = ()
        lines: tuple[WovenLine, ...] = ()
        if block.kind == "table":
            rows = self._rows(block, number)
        elif block.kind == "stanza":
            lines = self._lines(block, number)
        else:
            nodes = self._nodes(block, number, 0, len(block.text))
        address = block.address
        return WovenBlock(
            self.prefix + address,
            address,
            block.kind,
            block.number,
            block.marker,
            block.language,
            nodes,
            rows,
            block.heads,
            block.image,
            tuple(calls),
            opening,
            block,
            lines,
            facing=tuple(
                WovenPage(mile.number, "", image=mile.image, alt=mile.alt)
                for mile in block.milestones
                if mile.image and not mile.offset
            ),
        )

    def _rows(self, block: Block, number: int) -> tuple[tuple[tuple[WovenNode, ...], ...], ...]:
        rows = []
        start = 0
        for line in block.text.split("\n"):
            cells = []
            for cell in line.split("\t"):
                cells.append(self._nodes(block, number, start, start + len(cell)))
                start += len(cell) + 1
            rows.append(tuple(cells))
        return tuple(rows)

    def _lines(self, block: Block, number: int) -> tuple[WovenLine, ...]:
        """Return a stanza line by line; what goes over a line end (emphasis, a lemma) is cut there."""
        lines = []
        start = 0
        for count, line in enumerate(block.text.split("\n")):
            end = start + len(line)
            nodes = self._nodes(block, number, start, end)
            lines.append(
                WovenLine(block.line + count, f"{self.prefix}{block.address}.l{block.line + count}", nodes)
            )
            start = end + 1
        return tuple(lines)

    def _nodes(self, block: Block, number: int, start: int, end: int) -> tuple[WovenNode, ...]:
        points = _Points(
            tuple(n for n in self.calls[number] if start <= n.call[1] <= end),
            tuple(m for m in block.milestones if start <= m.offset <= end),
            tuple(t for t in block.terms if start <= t.start <= end),
        )
        styles = _clip(block.styles, start, end)
        nodes, left = self._weave(block, number, start, end, styles, points)
        nodes += left.nodes(self)
        return tuple(nodes)

    def _weave(
        self, block: Block, number: int, start: int, end: int, styles: tuple[StyleRange, ...], points: _Points
    ) -> tuple[list[WovenNode], _Points]:
        """Return the nodes of characters `start` to `end`, and the points that stand at `end`: these go outside
        of whatever closes there, so that a call is never set in its lemma's italics."""
        found: list[WovenNode] = []
        at = start
        number_of_style = 0
        while number_of_style < len(styles):
            outer = styles[number_of_style]
            following = number_of_style + 1
            while following < len(styles) and styles[following].start < outer.end:
                following += 1
            inner = styles[number_of_style + 1 : following]
            number_of_style = following
            plain, points = self._plain(block, number, at, outer.start, points)
            found.extend(plain)
            at_start, points = points.split(outer.start)
            found.extend(at_start.nodes(self))
            at = outer.start
            for low, high in self._pieces(outer, points):
                children, points = self._weave(block, number, low, high, _clip(inner, low, high), points)
                if children:
                    found.append(
                        WovenMark(outer.kind, tuple(children), outer.language, outer.annotation, outer.href)
                    )
                between, points = points.split(high)
                if high < outer.end:
                    found.extend(between.nodes(self))
                else:
                    points = between.joined(points)
            at = outer.end
            if number_of_style < len(styles) or at < end:
                here, points = points.split(at)
                found.extend(here.nodes(self))
        plain, points = self._plain(block, number, at, end, points)
        found.extend(plain)
        return found, points

    def _pieces(self, style: StyleRange, points: _Points) -> list[tuple[int, int]]:
        """Return the pieces a style is made in: a link is parted at calls (a link cannot hold a link)."""
        if style.kind != "link":
            return [(style.start, style.end)]
        borders = sorted({n.call[1] for n in points.calls if style.start < n.call[1] < style.end})
        edges = [style.start, *borders, style.end]
        return list(itertools.pairwise(edges))

    def _plain(
        self, block: Block, number: int, start: int, end: int, points: _Points
    ) -> tuple[list[WovenNode], _Points]:
        """Return segments and points between `start` and `end`; points at `end` are left over."""
        if start >= end:
            return [], points
        borders = {start, end}
        for cover in self.covers[number]:
            borders |= {cover.start, cover.end}
        for emendation in self.emendations[number]:
            borders |= {emendation.start, emendation.end}
        borders |= points.offsets()
        edges = sorted(b for b in borders if start <= b <= end)
        found: list[WovenNode] = []
        for low, high in itertools.pairwise(edges):
            here, points = points.split(low)
            found.extend(here.nodes(self))
            found.append(self._segment(block, number, low, high))
        return found, points

    def _segment(self, block: Block, number: int, start: int, end: int) -> WovenSegment:
        covering = [c for c in self.covers[number] if c.start <= start and end <= c.end]
        covering.sort(key=lambda c: (c.start, -c.end, c.note.series.order, c.note.id))
        base = block.text[start:end]
        shown = base
        for emendation in self.emendations[number]:
            if emendation.start <= start and end <= emendation.end and emendation.start < emendation.end:
                shown = emendation.shown if start == emendation.start else ""
        return WovenSegment(
            base,
            shown,
            tuple(c.note.id for c in covering),
            tuple(dict.fromkeys(c.note.series.kind for c in covering)),
        )


@dataclass(frozen=True, slots=True)
class _Points:
    """Calls, page breaks and index terms that are still to be set, in order."""

    calls: tuple[Note, ...]
    pages: tuple[Milestone, ...]
    terms: tuple[TermRange, ...]

    def offsets(self) -> set[int]:
        return (
            {n.call[1] for n in self.calls} | {m.offset for m in self.pages} | {t.start for t in self.terms}
        )

    def split(self, offset: int) -> tuple[_Points, _Points]:
        """Return the points at or before `offset`, and the rest."""
        return (
            _Points(
                tuple(n for n in self.calls if n.call[1] <= offset),
                tuple(m for m in self.pages if m.offset <= offset),
                tuple(t for t in self.terms if t.start <= offset),
            ),
            _Points(
                tuple(n for n in self.calls if n.call[1] > offset),
                tuple(m for m in self.pages if m.offset > offset),
                tuple(t for t in self.terms if t.start > offset),
            ),
        )

    def joined(self, other: _Points) -> _Points:
        return _Points(self.calls + other.calls, self.pages + other.pages, self.terms + other.terms)

    def nodes(self, loom: _Loom) -> list[WovenNode]:
        """Return calls, then page breaks, then index terms: a call belongs to the words before it, a term to those behind."""
        found: list[WovenNode] = [WovenCall(n) for n in self.calls]
        found.extend(
            WovenPage(
                mile.number,
                loom.page_id(mile.number),
                image=mile.image if mile.offset else "",
                alt=mile.alt,
            )
            for mile in self.pages
        )
        if self.terms:
            found.append(WovenTerm(self.terms, loom.term_id()))
        return found


_PARTIES = 200  # characters


def _with_roles(content: tuple[WovenFlow, ...]) -> tuple[WovenFlow, ...]:
    """Return the paragraphs of a preamble with what each is in the tradition of treaties, in whatever language: the parties,
    then recitals that run on, then the words that lead to the articles and end with a colon. Other preambles are left alone."""
    places = [
        i for i, item in enumerate(content) if isinstance(item, WovenBlock) and item.kind == "paragraph"
    ]
    words = [_ending(content[i]) for i in places]
    if len(places) < 3 or not words[-1].endswith((":", "：")):
        return content
    between = words[1:-1]
    if sum(each.endswith((",", ";", "、", "，", "；", "،", "؛")) for each in between) * 2 < len(between):
        return content
    roles = dict.fromkeys(places, "recital") | {places[-1]: "enacting"}
    if words[0].endswith((",", "、", "，", "،")) and len(words[0]) <= _PARTIES:
        roles[places[0]] = "parties"
    return tuple(
        replace(item, role=roles[i]) if isinstance(item, WovenBlock) and i in roles else item
        for i, item in enumerate(content)
    )


def _ending(item: WovenFlow) -> str:
    return item.block.text.rstrip() if isinstance(item, WovenBlock) else ""


def _clip(styles: tuple[StyleRange, ...], start: int, end: int) -> tuple[StyleRange, ...]:
    """Return the styles within a piece, cut to it."""
    found = []
    for s in styles:
        low, high = max(s.start, start), min(s.end, end)
        if low < high:
            found.append(StyleRange(low, high, s.kind, s.language, s.annotation, s.href))
    return tuple(found)
