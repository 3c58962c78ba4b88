"""Questions for study as systems for courses and worksheets take them: apart from the book, each with its citation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from markupsafe import Markup

from postil.model.course import Paragraph as Line
from postil.model.course import Run
from postil.model.course_reader import CitedEdition
from postil.model.prose import (
    Citation,
    Code,
    CodeBlock,
    CrossReference,
    Div,
    Heading,
    Image,
    IndexTerm,
    Inline,
    LineBreak,
    Link,
    Listing,
    PageBreak,
    Paragraph,
    ProseBlock,
    Quotation,
    Rule,
    Styled,
    Table,
    Text,
)
from postil.render.documents import QuestionRecord
from postil.render.notes import places_of
from postil.render.prose import Prose
from postil.render.sections import Composer

__all__ = ["questions_of"]


def questions_of(cited: CitedEdition, make: Composer) -> tuple[QuestionRecord, ...]:
    """Return the questions of a document, series by series, in the order of their calls."""
    woven = cited.woven
    prose = make.prose_for(cited)
    _, labels = places_of(woven.root, make.words)
    found = [note for note in woven.notes if note.series.kind == "questions"]
    return tuple(
        QuestionRecord(
            woven.prefix + note.id,
            note.label,
            note.paragraph,
            labels.get(note.address, ""),
            f"n-{woven.prefix}{note.id}",
            note.annotation.language,
            prose.blocks(note.body, level=4),
            prose.blocks(note.answer, level=4) if note.answer else Markup(""),
            tuple(_lines(note.body, prose)),
            tuple(_lines(note.answer, prose)),
        )
        for note in sorted(found, key=lambda note: note.series.order)
    )


def _lines(blocks: Iterable[ProseBlock], prose: Prose, lead: str = "") -> Iterator[Line]:
    """Yield what blocks say as paragraphs of runs."""
    for block in blocks:
        match block:
            case Paragraph(inlines=inlines):
                yield _started(lead, _runs(inlines, prose))
            case Heading(inlines=inlines):
                yield _started(lead, tuple(replace(run, bold=True) for run in _runs(inlines, prose)))
            case Listing(ordered=ordered, items=items):
                for item in items:
                    mark = item.marker if ordered and item.marker else "•"
                    yield from _lines(item.blocks, prose, f"{lead}{mark} ")
            case Quotation(blocks=inner) | Div(blocks=inner):
                yield from _lines(inner, prose, lead)
            case CodeBlock(text=text):
                for line in text.rstrip("\n").split("\n"):
                    yield _started(lead, (Run(line),))
            case Table(rows=rows):
                for row in rows:
                    cells = [run for cell in row for run in (*_runs(cell, prose), Run(" · "))]
                    yield _started(lead, tuple(cells[:-1]))
            case Rule():
                continue
        lead = ""


def _started(lead: str, runs: tuple[Run, ...]) -> Line:
    return (Run(lead), *runs) if lead else runs


def _runs(nodes: Iterable[Inline], prose: Prose) -> tuple[Run, ...]:
    return tuple(run for node in nodes for run in _run(node, prose))


def _run(node: Inline, prose: Prose) -> Iterator[Run]:
    match node:
        case Text(text=text) | Code(text=text):
            yield Run(text.replace("\n", " "))
        case LineBreak():
            yield Run(" ")
        case Styled(kind=kind, children=children, language=language, annotation=annotation):
            for run in _runs(children, prose):
                yield Run(
                    run.text,
                    run.italic or kind == "emphasis",
                    run.bold or kind == "strong",
                    run.small_caps or kind == "small-caps",
                    run.raised or kind == "superscript",
                    run.language or language,
                )
            if kind == "ruby" and annotation:
                yield Run(f"（{annotation}）")
        case Link(href=href, children=children):
            yield from _runs(children, prose) if children else (Run(href),)
        case CrossReference(target=target, children=children):
            yield from _runs(children, prose) if children else (Run(prose.target(target)[1]),)
            if target in prose.absent:
                yield Run(prose.absent_words)
        case Citation():
            yield from _runs(prose.citations.get(node.span, ()), prose)
        case IndexTerm(children=children):
            yield from _runs(children, prose)
        case Image(alt=alt):
            yield Run(f"[{alt}]")
        case PageBreak():
            return
