"""The stage: what a reader takes of a resolved edition."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from postil.diagnostics import Checked, Collector, Label, code
from postil.excerpt.cutting import cut_to, cuts_in
from postil.excerpt.selecting import divisions_with, selected
from postil.excerpt.showing import layout_of, rearranged, with_kin
from postil.model.cuts import CutAccount, DroppedNote, LostReference
from postil.model.edition import (
    Edition,
    Part,
    ResolvedEdition,
)
from postil.model.manifest import Choices, PartManifest
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
from postil.model.text import BaseText, Block, TextRange
from postil.vocabulary import words_for

__all__ = ["excerpt", "terms_of"]

_WORDS = 8
HEADNOTE = "headnote"
"""The id of the part that a headnote is: it has no heading, and no file of its own."""


def excerpt(resolved: ResolvedEdition, choices: Choices) -> Checked[tuple[ResolvedEdition, CutAccount]]:
    """Return what `choices` take of an edition, and the account of what they leave.

    Reports D003 (an address that there is not), D004 (a range that runs backward), D005 (nothing is taken), D006 (a
    note is about words that are cut in two), D007 (so is an adopted reading), D013 (a series that there is not), D015 (adopted
    readings are not shown, since their series is not taken), D040 (a text that there is not).
    """
    out = Collector()
    layout = out.take(layout_of(resolved, choices))
    whole, resolved = resolved, rearranged(resolved, layout)
    edition = resolved.edition
    text = edition.text
    kept = frozenset(range(len(text.blocks)))
    if choices.excerpt is not None:
        if not choices.excerpt:
            return out.done((resolved, CutAccount()))  # what is wrong with it has been told
        # of parallel texts an excerpt names the passages of any, and takes what stands beside them in all
        every = whole.edition.text
        chosen = with_kin(every, out.take(selected(every, choices.excerpt)), edition.parallel)
        if not chosen:
            return out.done((resolved, CutAccount()))
        kept = chosen
        if text is not every:
            addresses = (every.blocks[i].address for i in chosen)
            kept = frozenset(text.index_of[a] for a in addresses if a in text.index_of)
    wanted = _series(resolved, choices, out)
    words = words_for(edition.project.language, edition.project.words)
    notes: list[Note] = []
    here = {n.id for n in resolved.notes}
    dropped = [_dropped(note, "choice", words) for note in whole.notes if note.id not in here]
    for note in resolved.notes:
        if note.series.id not in wanted:
            dropped.append(_dropped(note, "choice", words))
        elif _is_whole(note, text, kept):
            notes.append(note)
        else:
            in_two = _some_kept(note, text, kept)
            if in_two:
                _tell_in_two(note, text, kept, choices, out)
            dropped.append(_dropped(note, "cut in two" if in_two else "cut", words))
    _tell_unread(
        [n for n in resolved.notes if n.series.id not in wanted and _is_whole(n, text, kept)], choices, out
    )
    for note in notes:
        if note.whole and any(r.adopted for r in note.readings) and not _all_kept(note, text, kept):
            _tell_in_two(note, text, kept, choices, out)
    shorter = cut_to(text, kept)
    parts = _parts(edition, choices)
    absent = _absent(resolved, text, kept, notes)
    made = replace(
        resolved,
        edition=replace(_edition(edition, shorter, parts, notes), headnote=()),
        notes=tuple(_moved(note, text, kept) for note in notes),
        absent=resolved.absent | absent,
    )
    here = {n.id for n in notes}
    gone: list[Block | Annotation | Part] = [b for i, b in enumerate(text.blocks) if i not in kept]
    gone += [n.annotation for n in whole.notes if n.id not in here]
    gone += [_remainder(p, parts) for p in edition.parts if p not in parts]
    shown = {n.series.id: n.series.called(words) for n in resolved.notes}
    account = CutAccount(
        tuple(cuts_in(shorter.root.content)),
        tuple(dropped),
        tuple(_lost(notes, parts, absent)),
        terms_of(gone),
        tuple(name for id_, name in shown.items() if id_ not in wanted),
        tuple(p.manifest.title for p in edition.parts if p not in parts),
    )
    return out.done((made, account))


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
    """Return the prose parts that are taken: all, the introduction first; the headnote or the first paragraph of the introduction;
    none."""
    if choices.introduction == "full":
        return tuple(sorted(edition.parts, key=lambda part: part.manifest.id != "introduction"))
    if choices.introduction == "none":
        return ()
    introduction = next((p for p in edition.parts if p.manifest.id == "introduction"), None)
    blocks = edition.headnote
    if not blocks and introduction is not None:
        blocks = next(((b,) for b in introduction.blocks if isinstance(b, Paragraph)), ())
    if not blocks:
        return ()
    span = blocks[0].span
    return (Part(PartManifest(HEADNOTE, "", "", "", "", "front", span), blocks, span.file),)


def _remainder(part: Part, taken: Iterable[Part]) -> Part:
    """Return what is left out of a part of which a paragraph may be taken."""
    shown = [block for each in taken for block in each.blocks]
    return replace(part, blocks=tuple(b for b in part.blocks if b not in shown))


# notes ----------------------------------------------------------------------------------------------------------------


def _all_kept(note: Note, text: BaseText, kept: frozenset[int]) -> bool:
    return all(i in kept for i in text.within(note.lemma))


def _some_kept(note: Note, text: BaseText, kept: frozenset[int]) -> bool:
    return any(i in kept for i in text.within(note.lemma))


def _is_whole(note: Note, text: BaseText, kept: frozenset[int]) -> bool:
    """Tell whether a note stays: its call is there, and all of its lemma; of one about a whole division, some of it."""
    if note.call[0] not in kept:
        return False
    return _some_kept(note, text, kept) if note.whole else _all_kept(note, text, kept)


def _dropped(
    note: Note, why: Literal["cut", "cut in two", "choice"], names: Mapping[str, str]
) -> DroppedNote:
    words = " ".join(_plain(note.body)).split()
    return DroppedNote(
        note.id,
        note.label,
        note.series.called(names),
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
    missing = [i for i in text.within(note.lemma) if i not in kept]
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


def _tell_unread(left: Sequence[Note], choices: Choices, out: Collector) -> None:
    """Tell which adopted readings go with the notes that are left out by choice: the text is as it was transcribed there."""
    adopted = [(note, reading) for note in left for reading in note.readings if reading.adopted]
    if not adopted:
        return
    note, reading = adopted[0]
    shown, wanted = (f"“{words}”" if words else "nothing" for words in (note.lemma_text, reading.words))
    more = f" (and {len(adopted) - 1} more)" if len(adopted) > 1 else ""
    spans = [span for _, span in choices.series or ()]
    names = ", ".join(dict.fromkeys(each.series.id for each, _ in adopted))
    out.report(
        code("D015"),
        f"without the series {names} an adopted reading is not shown: the reader prints {shown}, not {wanted}{more}",
        spans[0].to(spans[-1]) if spans else None,
        labels=[Label(each.annotation.heading_span, "the note") for each, _ in adopted[:3]],
        hint=f"add {names} to series:, or leave it so if the text is to be read as transcribed",
    )


def _moved(note: Note, text: BaseText, kept: frozenset[int]) -> Note:
    """Return a note with its place in the text that is left."""
    if len(kept) == len(text.blocks):
        return note
    lemma = note.lemma
    here = [i for i in text.within(lemma) if i in kept]
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
    shown |= {path for b in text.blocks for path in b.images}
    pictures = tuple(p for p in edition.pictures if p.path in shown)
    whole = _heads((*edition.text.blocks, *edition.annotations, *edition.parts))
    left = _heads((*text.blocks, *annotations, *parts))
    gone = {head[0] for kind, head in whole if kind == "person"} - {
        head[0] for kind, head in left if kind == "person"
    }
    matter = edition.manifest.matter
    persons = tuple(p for p in matter.persons if p.name not in gone)
    manifest = edition.manifest
    if len(persons) < len(matter.persons):
        manifest = replace(manifest, matter=replace(matter, persons=persons))
    return replace(
        edition, manifest=manifest, text=text, parts=parts, annotations=annotations, pictures=pictures
    )


def _absent(
    resolved: ResolvedEdition, text: BaseText, kept: frozenset[int], notes: Iterable[Note]
) -> frozenset[str]:
    """Return the ids among those that can be referred to which lead nowhere now."""
    here = {n.id for n in notes}
    here |= {text.blocks[i].address for i in kept}
    here |= {d.id for d in divisions_with(text, kept)}
    standing = resolved.standing
    return frozenset(t for t in resolved.targets if standing.get(t, t) not in here and t != "title")


def _lost(notes: Iterable[Note], parts: Iterable[Part], absent: frozenset[str]) -> Iterator[LostReference]:
    bodies = [(p.manifest.id, p.blocks) for p in parts]
    bodies += [(n.id, (*n.body, *n.answer)) for n in notes]
    for where, blocks in bodies:
        for node in walk_blocks(blocks):
            if isinstance(node, CrossReference) and node.target in absent:
                yield LostReference(where, node.target)


def terms_of(items: Iterable[Block | Annotation | Part]) -> tuple[str, ...]:
    """Return the index terms that are marked in blocks of the text, in notes and in prose parts, as they are headed."""
    return tuple(dict.fromkeys(": ".join(head) for _, head in _heads(items)))


def _heads(items: Iterable[Block | Annotation | Part]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield kind and head of each index term."""
    for item in items:
        if isinstance(item, Block):
            yield from ((t.kind, t.head) for t in item.terms)
            continue
        blocks = item.blocks if isinstance(item, Part) else (*item.body, *item.answer)
        yield from ((n.kind, n.head) for n in walk_blocks(blocks) if isinstance(n, IndexTerm))
