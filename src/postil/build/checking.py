"""Check: every stage that needs no engine, for every edition and reader, all faults in one run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from postil.anchor import anchor
from postil.build.faces import Typecase
from postil.build.pictures import MOST_PIXELS, size_of
from postil.citations import style_fault
from postil.diagnostics import Checked, Collector, Diagnostic, code
from postil.fidelity import Piece, compare, pieces_of_text
from postil.ingest.fields import nearest
from postil.ingest.project import ingest_project
from postil.model.edition import (
    Account,
    AnchoredEdition,
    Bibliography,
    Edition,
    Part,
    Project,
    ProjectFiles,
    ResolvedEdition,
)
from postil.model.manifest import BuildAudience
from postil.model.prose import Text, walk_blocks
from postil.reader import check_prose
from postil.resolve import check_references, resolve
from postil.spans import SourceText, Span

__all__ = ["CheckedProject", "check"]

_AUDIENCES: tuple[BuildAudience, ...] = ("students", "instructors")


@dataclass(frozen=True, slots=True)
class CheckedProject:
    """A project whose notes are anchored, with the accounts of the comparisons with the copy-texts."""

    project: Project
    editions: Mapping[str, AnchoredEdition]
    accounts: Mapping[str, Account]


def check(
    files: ProjectFiles, typecase: Typecase, styles: tuple[str, ...]
) -> tuple[Checked[CheckedProject | None], Mapping[str, SourceText]]:
    """Return the project with everything found wrong in it, and its texts for showing where.

    `styles` are the names of the bundled citation styles.
    """
    out = Collector()
    project = out.take(ingest_project(files))
    if project is None:
        texts = {
            path: SourceText.of(path, file.data.decode("utf-8", errors="replace"))
            for path, file in files.files.items()
            if path == "postil.yaml"
        }
        return out.done(None), texts
    _check_style(project, styles, out)
    editions: dict[str, AnchoredEdition] = {}
    resolved: dict[str, list[ResolvedEdition]] = {}
    accounts: dict[str, Account] = {}
    faces = typecase.with_faces(project.fonts, project.manifest, out)
    for edition in project.editions:
        if edition.copy_text is not None:
            accounts[edition.id] = _compare(edition, out)
        anchored = out.take(anchor(edition))
        editions[edition.id] = anchored
        out.take(check_references(edition))
        resolved[edition.id] = [out.take(resolve(anchored, each)) for each in _AUDIENCES]
        faces.check(edition, out)
    faces.check_project(project, out)
    _check_readers(project, resolved, out)
    _check_pictures(project, out)
    found = out.done(CheckedProject(project, editions, accounts))
    return Checked(found.value, tuple(in_their_files(found.diagnostics, project))), project.texts


def in_their_files(found: Iterable[Diagnostic], project: Project) -> Iterator[Diagnostic]:
    """Yield diagnostics; those on words that stand in a reader's manifest get their place there."""
    entries = {
        f"{entry.prose_span.file}#{number}": entry
        for reader in project.readers
        for number, entry in enumerate(reader.entries, 1)
        if entry.prose_span is not None
    }
    for each in found:
        entry = entries.get(each.span.file) if each.span else None
        if each.span is None or entry is None or entry.prose_span is None:
            yield each
            continue
        whole, own = project.texts[entry.prose_span.file].text, project.texts[each.span.file].text
        low, high = entry.prose_span.start, entry.prose_span.end
        # in a literal block the lines are those of the prose behind their indentation
        line = own[own.rfind("\n", 0, each.span.start) + 1 :].partition("\n")[0]
        count = own[: each.span.start].split("\n").count(line)
        at = low - 1
        for _ in range(count + 1):
            at = whole.find(line, at + 1, high)
        column = each.span.start - own.rfind("\n", 0, each.span.start) - 1
        if line and at >= 0:
            start, end = at + column, min(at + column + each.span.end - each.span.start, at + len(line))
            yield replace(each, span=Span(entry.prose_span.file, start, max(start, end)))
        else:
            yield replace(each, span=entry.prose_span)


def _check_style(project: Project, styles: tuple[str, ...], out: Collector) -> None:
    name = project.manifest.citation_style
    if name.endswith(".csl"):
        fault = style_fault(project.style) if project.style else ""
        if fault:
            out.report(
                code("R006"),
                fault.format(name=name),
                project.manifest.citation_style_span,
                hint="name a bundled style, or the path of an independent CSL style in the project",
            )
        return
    if name in styles:
        return
    near = nearest(name, styles)
    out.report(
        code("R006"),
        f"there is no citation style “{name}”",
        project.manifest.citation_style_span,
        hint=f"did you mean “{near}”?"
        if near
        else "bundled: " + ", ".join(styles) + "; or the path of a .csl file",
    )


def _check_readers(project: Project, resolved: Mapping[str, list[ResolvedEdition]], out: Collector) -> None:
    """Check what the prose of the readers refers to, for each audience."""
    bibliography = (
        project.editions[0].bibliography if project.editions else Bibliography("", "", b"", frozenset())
    )
    for manifest in project.readers:
        for number in range(len(_AUDIENCES)):
            editions = {
                i: resolved[entry.edition][number]
                for i, entry in enumerate(manifest.entries)
                if entry.edition in resolved
            }
            out.take(check_prose(manifest, project.reader_prose, editions, bibliography))


def _check_pictures(project: Project, out: Collector) -> None:
    """Report pictures that would take more memory than a book is worth (T008): their heads say how large they are."""
    for edition in project.editions:
        for picture in edition.pictures:
            width, height = size_of(picture.data, picture.media_type)
            if width * height > MOST_PIXELS:
                out.report(
                    code("T008"),
                    f"the picture has {width} × {height} pixels; at most {MOST_PIXELS // 1_000_000} million are printed",
                    Span(f"source/{edition.id}/{picture.path}", 0, 0),
                    hint="export it smaller: a printed page needs 2000 pixels across",
                )
            elif not width or not height:
                out.report(
                    code("T008"),
                    f"the picture {picture.path} cannot be read",
                    Span(f"source/{edition.id}/{picture.path}", 0, 0),
                    hint="export it anew",
                )


def _compare(edition: Edition, out: Collector) -> Account:
    """Return the account of the comparison of text and parts with the copy-text."""
    assert edition.copy_text is not None  # noqa: S101 - the caller asked
    pieces: list[Piece] = []
    for part in edition.parts:
        if part.manifest.in_copy_text == "before":
            pieces += _pieces_of_part(part)
    pieces += pieces_of_text(edition.text)
    for part in edition.parts:
        if part.manifest.in_copy_text == "after":
            pieces += _pieces_of_part(part)
    label = edition.text.file
    return out.take(compare(edition.copy_text, tuple(pieces), edition.manifest.differences, label))


def _pieces_of_part(part: Part) -> list[Piece]:
    """Return the words of a prose part, a piece for each paragraph."""
    pieces = []
    for block in part.blocks:
        words = [n for n in walk_blocks((block,)) if isinstance(n, Text)]
        text = "".join(n.text for n in words)
        at = tuple(i for n in words for i in n.at)
        if text.strip():
            pieces.append(Piece(text, at, part.file, ""))
    return pieces
