"""Excerpt: what a reader takes of an edition, and the account of what it leaves.

The text is cut at blocks, never inside one; ¶ numbers and labels stay those of the whole edition. A note goes with the
words it is about: whole or not at all. Where something is cut a `Gap` stands in the flow, one for all that is cut there;
joined, the blocks that are left and those the gaps declare are the text again.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from postil.diagnostics import Checked, Collector, Label, code
from postil.model.cuts import CutAccount, DroppedNote, LostReference
from postil.model.edition import Edition, Part, ResolvedEdition
from postil.model.manifest import Choices, Selection
from postil.model.notes import Annotation, Note
from postil.model.prose import (
    CodeBlock,
    CrossReference,
    Div,
    Heading,
    Image,
    IndexTerm,
    Listing,
    Paragraph,
    ProseBlock,
    Quotation,
    Rule,
    Table,
    plain,
    walk_blocks,
)
from postil.model.text import BaseText, Block, Cut, CutDivision, Division, Flow, Gap, Group, TextRange
from postil.wording import tokens

__all__ = ["excerpt", "selected", "terms_of"]

_WORDS = 8


def excerpt(resolved: ResolvedEdition, choices: Choices) -> Checked[tuple[ResolvedEdition, CutAccount]]:
    """Return what `choices` take of an edition, and the account of what they leave.

    Reports D003 (an address that there is not), D004 (a range that runs backward), D005 (nothing is taken), D006 (a
    note is about words that are cut in two), D007 (so is an adopted reading), D013 (a series that there is not).
    """
    out = Collector()
    edition = resolved.edition
    text = edition.text
    kept = frozenset(range(len(text.blocks)))
    if choices.excerpt is not None:
        chosen = out.take(selected(text, choices.excerpt))
        if not chosen:
            return out.done((resolved, CutAccount()))
        kept = chosen
    wanted = _series(resolved, choices, out)
    notes: list[Note] = []
    dropped: list[DroppedNote] = []
    for note in resolved.notes:
        if note.series.id not in wanted:
            dropped.append(_dropped(note, "choice"))
        elif _is_whole(note, kept):
            notes.append(note)
        else:
            in_two = any(i in kept for i in range(note.lemma.first, note.lemma.last + 1))
            if in_two:
                _tell_in_two(note, text, kept, choices, out)
            dropped.append(_dropped(note, "cut in two" if in_two else "cut"))
    for note in notes:
        if note.whole and any(r.adopted for r in note.readings) and not _all_kept(note, kept):
            _tell_in_two(note, text, kept, choices, out)
    shorter = _Cutter(text, kept).text() if len(kept) < len(text.blocks) else text
    parts = _parts(edition, choices)
    absent = _absent(resolved, text, kept, notes)
    made = replace(
        resolved,
        edition=_edition(edition, shorter, parts, notes),
        notes=tuple(_moved(note, text, kept) for note in notes),
        absent=resolved.absent | absent,
    )
    left = [text.blocks[i] for i in range(len(text.blocks)) if i not in kept]
    gone = [n.annotation for n in resolved.notes if n not in notes]
    items: list[Block | Annotation] = [*left, *gone]
    shown = {n.series.id: n.series.name for n in resolved.notes}
    account = CutAccount(
        tuple(_cuts(shorter.root.content)),
        tuple(dropped),
        tuple(_lost(notes, parts, absent)),
        tuple(dict.fromkeys(term for item in items for term in terms_of(item))),
        tuple(name for id_, name in shown.items() if id_ not in wanted),
        tuple(p.manifest.title for p in edition.parts if p not in parts),
    )
    return out.done((made, account))


# what is taken --------------------------------------------------------------------------------------------------------


def selected(text: BaseText, pieces: Iterable[Selection]) -> Checked[frozenset[int]]:
    """Return the numbers of the blocks that `pieces` name, with the title and the headings above them; none where a
    piece is at fault.

    A range runs from the beginning of its first address to the end of its last. Reports D003, D004, D005.
    """
    out = Collector()
    found: set[int] = set()
    for piece in pieces:
        ends = [_extent(text, address, piece, out) for address in dict.fromkeys((piece.first, piece.last))]
        if None in ends:
            continue
        first, last = ends[0], ends[-1]
        assert first is not None  # noqa: S101 - None was left above
        assert last is not None  # noqa: S101
        if last[1] < first[1] or last[0] < first[0]:
            out.report(
                code("D004"),
                f"“{piece.last}” stands before “{piece.first}”",
                piece.span,
                hint=f"write {piece.last}..{piece.first}",
            )
            continue
        found |= set(range(first[0], last[1]))
    titles = set(range(*text.extent_of["title"])) if "title" in text.extent_of else set()
    if out.found:
        return out.done(frozenset())
    if not any(text.blocks[i].kind != "heading" for i in found):
        whole = any(piece.first == text.root.id for piece in pieces)
        out.report(
            code("D005"),
            "the excerpt takes headings alone" if found - titles or whole else "the excerpt takes nothing",
            next((p.span for p in pieces), None),
            hint="name what stands below them: art-1, or art-1.1..art-1.3",
        )
        return out.done(frozenset())
    above = {text.index_of[d.heading.address] for d in _above(text, found) if d.heading is not None}
    return out.done(frozenset(found | titles | above))


def _extent(text: BaseText, address: str, piece: Selection, out: Collector) -> tuple[int, int] | None:
    if address in text.extent_of:
        return text.extent_of[address]
    near = difflib.get_close_matches(address, sorted(text.extent_of), n=1, cutoff=0.6)
    out.report(
        code("D003"),
        f"the text has no address “{address}”",
        piece.span,
        hint=f"did you mean “{near[0]}”?" if near else "`postil list --addresses` shows all addresses",
    )
    return None


def _above(text: BaseText, found: Iterable[int]) -> Iterator[Division]:
    """Yield the divisions of which one of these blocks is a part, the outer ones too."""
    numbers = sorted(found)
    for division in text.divisions:
        begin, end = text.extent_of[division.id]
        if any(begin <= n < end for n in numbers):
            yield division


def _series(resolved: ResolvedEdition, choices: Choices, out: Collector) -> frozenset[str]:
    """Return the ids of the series that are taken. Reports D013."""
    known = {s.id: s for s in resolved.edition.project.series}
    wanted = set(known)
    if choices.series is not None:
        for name, span in choices.series:
            if name not in known and not (choices.inherited and resolved.edition.home):
                near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
                out.report(
                    code("D013"),
                    f"there is no series “{name}”",
                    span,
                    hint=f"did you mean “{near[0]}”?" if near else "series: " + ", ".join(known),
                )
        wanted &= {name for name, _ in choices.series}
    if not choices.questions:
        wanted -= {s.id for s in known.values() if s.kind == "questions"}
    return frozenset(wanted)


def _parts(edition: Edition, choices: Choices) -> tuple[Part, ...]:
    """Return the prose parts that are taken: all; the headnote or the first paragraph of the introduction; none."""
    if choices.introduction == "full":
        return edition.parts
    if choices.introduction == "none":
        return ()
    for part in edition.parts:
        first = next((b for b in part.blocks if isinstance(b, Paragraph)), None)
        if part.manifest.id == "introduction" and first is not None:
            return (part if part.blocks == (first,) else replace(part, blocks=(first,)),)
    return ()


# notes ----------------------------------------------------------------------------------------------------------------


def _all_kept(note: Note, kept: frozenset[int]) -> bool:
    return all(i in kept for i in range(note.lemma.first, note.lemma.last + 1))


def _is_whole(note: Note, kept: frozenset[int]) -> bool:
    """Tell whether a note stays: its call is there, and all of its lemma; of one about a whole division, some of it."""
    if note.call[0] not in kept:
        return False
    inside = (i in kept for i in range(note.lemma.first, note.lemma.last + 1))
    return any(inside) if note.whole else all(inside)


def _dropped(note: Note, why: Literal["cut", "cut in two", "choice"]) -> DroppedNote:
    words = " ".join(_plain(note.body)).split()
    return DroppedNote(
        note.id,
        note.label,
        note.series.name,
        note.address,
        " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else ""),
        why,
    )


def _plain(blocks: tuple[ProseBlock, ...]) -> Iterator[str]:
    """Yield the words of prose, paragraph by paragraph."""
    for block in blocks:
        match block:
            case Paragraph(inlines=inlines) | Heading(inlines=inlines):
                yield plain(inlines)
            case Listing(items=items):
                for item in items:
                    yield from _plain(item.blocks)
            case Quotation(blocks=inner) | Div(blocks=inner):
                yield from _plain(inner)
            case CodeBlock(text=text):
                yield text
            case Table(rows=rows):
                yield from (plain(cell) for row in rows for cell in row)
            case Rule():
                pass


def _tell_in_two(note: Note, text: BaseText, kept: frozenset[int], choices: Choices, out: Collector) -> None:
    missing = [i for i in range(note.lemma.first, note.lemma.last + 1) if i not in kept]
    names = [text.blocks[i].address for i in missing]
    more = names[0] if len(names) == 1 else f"{names[0]}..{names[-1]}"
    pieces = choices.excerpt or ()
    span = pieces[0].span.to(pieces[-1].span) if pieces else None
    adopted = any(r.adopted for r in note.readings)
    out.report(
        code("D007" if adopted else "D006"),
        f"the excerpt cuts in two what {'the adopted reading' if adopted else 'the note'} “{note.id}” is about"
        + ("" if adopted else ": it is left out"),
        span,
        labels=[Label(note.annotation.heading_span, "the note")],
        hint=f"add {more} to the excerpt",
    )


def _moved(note: Note, text: BaseText, kept: frozenset[int]) -> Note:
    """Return a note with its place in the text that is left."""
    if len(kept) == len(text.blocks):
        return note
    lemma = note.lemma
    here = [i for i in range(lemma.first, lemma.last + 1) if i in kept]
    moved = TextRange(
        _number(here[0], kept),
        lemma.start if here[0] == lemma.first else 0,
        _number(here[-1], kept),
        lemma.end if here[-1] == lemma.last else len(text.blocks[here[-1]].text),
    )
    return replace(note, lemma=moved, call=(_number(note.call[0], kept), note.call[1]))


def _number(block: int, kept: frozenset[int]) -> int:
    """Return the number that a block has among those that are kept."""
    return sum(1 for i in kept if i < block)


# what is gone with them -----------------------------------------------------------------------------------------------


def _edition(edition: Edition, text: BaseText, parts: tuple[Part, ...], notes: Iterable[Note]) -> Edition:
    """Return the edition with what is left: nothing in it speaks of what is gone."""
    ids = {n.id for n in notes}
    annotations = tuple(a for a in edition.annotations if a.id in ids)
    bodies = [*(p.blocks for p in parts), *((*a.body, *a.answer) for a in annotations)]
    shown = {n.path for body in bodies for n in walk_blocks(body) if isinstance(n, Image)}
    shown |= {b.image for b in text.blocks if b.image}
    pictures = tuple(p for p in edition.pictures if p.path in shown)
    return replace(edition, text=text, parts=parts, annotations=annotations, pictures=pictures)


def _absent(
    resolved: ResolvedEdition, text: BaseText, kept: frozenset[int], notes: Iterable[Note]
) -> frozenset[str]:
    """Return the ids among those that can be referred to which lead nowhere now."""
    here = {n.id for n in notes}
    here |= {text.blocks[i].address for i in kept}
    here |= {d.id for d in _above(text, kept)}
    return frozenset(t for t in resolved.targets if t not in here and t != "title")


def _lost(notes: Iterable[Note], parts: Iterable[Part], absent: frozenset[str]) -> Iterator[LostReference]:
    bodies = [(p.manifest.id, p.blocks) for p in parts]
    bodies += [(n.id, (*n.body, *n.answer)) for n in notes]
    for where, blocks in bodies:
        for node in walk_blocks(blocks):
            if isinstance(node, CrossReference) and node.target in absent:
                yield LostReference(where, node.target)


def terms_of(item: Block | Annotation) -> tuple[str, ...]:
    """Return the index terms that are marked in a block of the text or in a note, as they are headed."""
    if isinstance(item, Block):
        return ()
    found = (n for n in walk_blocks((*item.body, *item.answer)) if isinstance(n, IndexTerm))
    return tuple(dict.fromkeys(n.head or plain(n.children) for n in found))


# the text -------------------------------------------------------------------------------------------------------------


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
    numbers = [b.number for b in blocks if b.number is not None]
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
        one.first,
        other.last,
        one.divisions + other.divisions,
        (numbers[0], numbers[-1]) if numbers else None,
        one.blocks + other.blocks,
        one.words + other.words,
        one.scattered or other.scattered,
    )


def _cuts(content: Iterable[Flow]) -> Iterator[Cut]:
    """Yield the cuts in the order of the document."""
    for item in content:
        if isinstance(item, Gap):
            yield item.cut
        elif not isinstance(item, Block):
            yield from _cuts(item.content)


def _count(words: str) -> int:
    """Return how many words there are, as the comparison with the copy-text counts them."""
    return sum(1 for token, _, _ in tokens(words) if any(ch.isalnum() for ch in token))
