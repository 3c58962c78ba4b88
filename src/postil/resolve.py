"""Resolve: notes get their order and labels, and everything they refer to is looked up.

Done for one audience: what is not for it is dropped first, so that no label, file or count tells of it.
"""

from __future__ import annotations

import difflib
import string
from collections.abc import Iterator, Mapping
from dataclasses import replace

from postil.diagnostics import Checked, Collector, Label, code
from postil.model.edition import (
    AnchoredEdition,
    Edition,
    ResolvedEdition,
)
from postil.model.manifest import Audience, BuildAudience, EditionManifest, ParallelManifest, Series
from postil.model.notes import AnchoredAnnotation, Annotation, Note
from postil.model.parallel import standing_for
from postil.model.prose import Citation, CrossReference, Image, ProseBlock, walk_blocks
from postil.model.text import BaseText
from postil.spans import Span
from postil.vocabulary import in_sentence, words_for
from postil.wording import fold

__all__ = ["check_references", "label", "resolve", "visible"]

_SYMBOLS = "*†‡§‖¶"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_EDITOR = "ed."


def label(form: str, number: int) -> str:
    """Return label `number` (from 1) of a series whose first label is `form`.

    `1` counts in figures, `a` in letters (z is followed by aa), `i` in roman numerals, `*` in the order of the
    typographers' marks; what stands before the counting part is kept (`Q1`).
    """
    prefix, seed = form[:-1], form[-1:]
    if seed == "1" or not seed:
        return f"{prefix}{number}"
    if seed in "iI":
        roman = _roman(number)
        return prefix + (roman.upper() if seed == "I" else roman)
    if seed in "aA":
        letters = _letters(number)
        return prefix + (letters.upper() if seed == "A" else letters)
    if seed in _SYMBOLS:
        return prefix + _SYMBOLS[(number - 1) % len(_SYMBOLS)] * ((number - 1) // len(_SYMBOLS) + 1)
    return f"{form}{number}"


def _letters(number: int) -> str:
    out = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        out = string.ascii_lowercase[rest] + out
    return out


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        out += letters * count
    return out


def visible(audience: Audience, build: BuildAudience) -> bool:
    """Tell whether matter for `audience` belongs in what is built for `build`; instructors see everything."""
    return build == "instructors" or audience in {"everyone", "students"}


def resolve(anchored: AnchoredEdition, build: BuildAudience) -> Checked[ResolvedEdition]:
    """Return the edition for one audience: notes in the order of their calls, labelled.

    Labels follow the calls; at one place the lemma that began first comes first, then the series in the order of
    `postil.yaml`, then the id. Reports R001 and R005 (cross-references), R004 and R009 (emendations).
    """
    out = Collector()
    edition = _for_audience(anchored.edition, build)
    series = {s.id: s for s in edition.project.series}
    shown = [
        replace(a, annotation=told)
        if (told := _without_answer(a.annotation, build)) is not a.annotation
        else a
        for a in anchored.annotations
        if visible(a.annotation.audience, build)
    ]

    def order(found: AnchoredAnnotation) -> tuple[tuple[int, int], tuple[int, int], int, str]:
        lemma = found.lemma
        return (
            found.call,
            (lemma.first, lemma.start),
            series[found.annotation.series].order,
            found.annotation.id,
        )

    counts: dict[str, int] = {}
    notes = []
    for found in sorted(shown, key=order):
        own = series[found.annotation.series]
        counts[own.id] = counts.get(own.id, 0) + 1
        notes.append(_note(found, own, label(own.label, counts[own.id]), edition))
    words = words_for(edition.project.language, edition.project.words)
    targets = dict(_address_words(edition.text, edition, words))
    standing = standing_for(edition.parallel, edition.text) if edition.parallel is not None else {}
    targets |= {name: targets[address] for name, address in standing.items()}
    targets |= {n.id: f"{in_sentence(n.series.one_called(words), words)} {n.label}" for n in notes}
    _check_emendations(notes, out)
    placed = {a.annotation.id for a in anchored.annotations}
    hidden = placed - {n.id for n in notes}
    lost = edition.lost | ({a.id for a in anchored.edition.annotations} - placed)
    for note in notes:
        _check_cross_references((*note.body, *note.answer), targets, hidden, lost, out)
    bodies = (*(part.blocks for part in edition.parts), *edition.manifest.bodies)
    for blocks in (edition.headnote, *bodies):
        _check_cross_references(blocks, targets, hidden, lost, out)
    return out.done(ResolvedEdition(edition, build, tuple(notes), targets, standing=standing))


def _without_answer(annotation: Annotation, build: BuildAudience) -> Annotation:
    keeps = build == "instructors" or not annotation.answer
    return annotation if keeps else replace(annotation, answer=())


def _for_audience(edition: Edition, build: BuildAudience) -> Edition:
    """Return the edition as this audience may know it: what is made of it names nobody and nothing that is hidden."""
    annotations = tuple(_without_answer(a, build) for a in edition.annotations if visible(a.audience, build))
    bodies = [
        edition.headnote,
        *(p.blocks for p in edition.parts),
        *((*a.body, *a.answer) for a in annotations),
    ]
    shown = {n.path for body in bodies for n in walk_blocks(body) if isinstance(n, Image)}
    shown |= {path for b in edition.text.blocks for path in b.images}
    if edition.manifest.front.frontispiece is not None:
        shown.add(edition.manifest.front.frontispiece.image)
    pictures = tuple(p for p in edition.pictures if p.path in shown)
    return replace(edition, annotations=annotations, pictures=pictures)


def _note(found: AnchoredAnnotation, series: Series, name: str, edition: Edition) -> Note:
    annotation = found.annotation
    text = edition.text
    block = text.blocks[found.call[0]]
    lemma_text = "" if found.whole else " ".join(text.range_text(found.lemma).split())
    adopted = next((r for r in annotation.readings if r.adopted), None)
    return Note(
        annotation.id,
        series,
        name,
        annotation,
        found.lemma,
        found.whole,
        found.call,
        lemma_text,
        adopted.words if adopted else lemma_text,
        block.address,
        block.number,
        annotation.contributor,
        annotation.answer,
    )


def _address_words(text: BaseText, edition: Edition, said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    glosses = dict(edition.manifest.glosses)
    names: dict[str, str] = {}
    for division in text.divisions:
        words = division.label(glosses.get(division.id, "") or said.get(f"kind_{division.kind}", ""))
        if words.isupper():
            words = _capitalised(words)
        names[division.id] = words
        yield division.id, words
    for block, division_id in zip(text.blocks, text.division_of, strict=True):
        if block.kind == "heading" and block.version:
            yield block.address, " ".join(block.text.split())
        elif block.kind == "heading":
            yield block.address, names[division_id]
        elif block.number is not None:
            yield block.address, f"¶ {block.number}"
        else:
            yield block.address, names[division_id]


def _capitalised(words: str) -> str:
    """Return a heading set in capitals as it is quoted: `ARTICLE IV` as Article IV."""
    out = []
    for word in words.split(" "):
        bare = word.strip(".:,;")
        out.append(word if bare and all(ch in "IVXLCDM" for ch in bare) else word.capitalize())
    return " ".join(out)


def _check_emendations(notes: list[Note], out: Collector) -> None:
    adopted: list[Note] = []
    for note in notes:
        emended = [r for r in note.readings if r.adopted]
        if len(emended) > 1:
            out.report(
                code("R009"),
                "two readings of one place are adopted",
                emended[1].span,
                labels=[Label(emended[0].span, "the other one")],
                hint="leave (adopted) at one of them",
            )
        if emended:
            adopted.append(note)
    for i, one in enumerate(adopted):
        for other in adopted[i + 1 :]:
            a, b = one.lemma, other.lemma
            if one.annotation.version != other.annotation.version:
                continue
            if (a.first, a.start) < (b.last, b.end) and (b.first, b.start) < (a.last, a.end):
                out.report(
                    code("R004"),
                    "two adopted readings change the same words",
                    other.annotation.heading_span,
                    labels=[Label(one.annotation.heading_span, "the other one")],
                    hint="make one entry of the two",
                )


def _check_cross_references(
    blocks: tuple[ProseBlock, ...],
    targets: dict[str, str],
    hidden: set[str],
    lost: frozenset[str],
    out: Collector,
) -> None:
    """Report cross-references that lead nowhere; a note that has a fault of its own (`lost`) counts as there."""
    for node in walk_blocks(blocks):
        if not isinstance(node, CrossReference) or node.target in targets or node.target in lost:
            continue
        if node.target in hidden:
            out.report(
                code("R005"),
                f"the note “{node.target}” is not in this output: it is for instructors",
                node.span,
                hint="refer to it only from what is for instructors too",
            )
            continue
        near = difflib.get_close_matches(node.target, sorted(targets), n=1, cutoff=0.6)
        out.report(
            code("R001"),
            f"there is no note and no address “{node.target}”",
            node.span,
            hint=f"did you mean “{near[0]}”?"
            if near
            else "`postil list --addresses` shows addresses and notes",
        )


def check_references(edition: Edition) -> Checked[None]:
    """Check what does not depend on the audience: citations, sigla, ids against addresses, glosses.

    Reports R002 (citation), R003 (siglum), R008 (a note's id that is an address), R010 (a work without title is cited), R011
    (a gloss of a division that there is not).
    """
    out = Collector()
    untitled: dict[str, Span] = {}
    _check_ids(edition, out)
    _check_glosses(edition, out)
    bodies = (*(part.blocks for part in edition.parts), *edition.manifest.bodies)
    for blocks in (edition.headnote, *bodies):
        _check_citations(blocks, edition, untitled, out)
    sigla = {"": _sigla(edition.manifest)} | {t.language: _sigla(t) for t in edition.manifest.texts}
    for note in edition.annotations:
        _check_citations((*note.body, *note.answer), edition, untitled, out)
        _check_sigla(note, sigla[note.version], out)
    for key, span in untitled.items():
        out.report(
            code("R010"),
            f"the work “{key}” has no title",
            span,
            hint=f"add title: to it in {edition.bibliography.path}",
        )
    return out.done(None)


def _sigla(source: EditionManifest | ParallelManifest) -> set[str]:
    """Return the sigla of the witnesses of a text, and the editor's."""
    found = {w.siglum for w in source.witnesses} | {_EDITOR}
    if source.copy_text is not None and source.copy_text.siglum:
        found.add(source.copy_text.siglum)
    return found


def _check_glosses(edition: Edition, out: Collector) -> None:
    divisions = sorted(d.id for d in edition.text.divisions)
    for name, span in edition.manifest.gloss_spans:
        if name in divisions:
            continue
        near = difflib.get_close_matches(name, divisions, n=1, cutoff=0.6)
        out.report(
            code("R011"),
            f"the text has no division “{name}”",
            span,
            hint=f"did you mean “{near[0]}”?" if near else "`postil list --addresses` shows all divisions",
        )


def _check_ids(edition: Edition, out: Collector) -> None:
    taken = edition.text.extent_of
    for note in edition.annotations:
        if note.id_given and note.id in taken:
            out.report(
                code("R008"),
                f"“{note.id}” is an address of the text",
                note.heading_span,
                hint="give the note another id: a cross-reference could mean either",
            )


def _check_citations(
    blocks: tuple[ProseBlock, ...], edition: Edition, untitled: dict[str, Span], out: Collector
) -> None:
    """Report keys that no work has, and remember where works without a title are cited first."""
    keys = edition.bibliography.keys
    if edition.bibliography.path and not edition.bibliography.format:
        return  # it could not be read, and that has been said
    for node in walk_blocks(blocks):
        if not isinstance(node, Citation):
            continue
        for work in node.works:
            if work.key in edition.bibliography.untitled:
                untitled.setdefault(work.key, work.span)
            if work.key in keys:
                continue
            near = difflib.get_close_matches(work.key, sorted(keys), n=1, cutoff=0.6)
            where = edition.bibliography.path or "source/bibliography.yaml"
            out.report(
                code("R002"),
                f"no work has the key “{work.key}”",
                work.span,
                hint=f"did you mean “{near[0]}”?" if near else f"add it to {where}",
            )


def _check_sigla(note: Annotation, known: set[str], out: Collector) -> None:
    for reading in note.readings:
        for siglum, span in zip(reading.sigla, reading.sigla_spans, strict=True):
            if siglum in known:
                continue
            near = [k for k in sorted(known) if fold(k).casefold() == fold(siglum).casefold()]
            near = near or difflib.get_close_matches(siglum, sorted(known), n=1, cutoff=0.6)
            out.report(
                code("R003"),
                f"no witness has the siglum “{siglum}”",
                span,
                hint=f"did you mean “{near[0]}”?"
                if near
                else "declared: " + ", ".join(sorted(known)) + "; others under `witnesses:` in edition.yaml",
            )
