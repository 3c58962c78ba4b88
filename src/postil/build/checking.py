"""Check: every stage that needs no engine, for every edition and reader, all faults in one run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from postil.anchor import anchor
from postil.build.faces import Typecase
from postil.build.pictures import MOST_PIXELS, size_of
from postil.diagnostics import Checked, Collector, code
from postil.fidelity import Piece, compare, pieces_of_part, pieces_of_text
from postil.ingest.fields import nearest
from postil.ingest.project import ingest_project
from postil.model.edition import (
    Account,
    AnchoredEdition,
    Bibliography,
    Edition,
    Project,
    ProjectFiles,
    ResolvedEdition,
)
from postil.model.manifest import BuildAudience
from postil.reader import check_prose
from postil.resolve import check_references, resolve
from postil.spans import SourceText, Span

__all__ = ["CheckedProject", "EditionCheck", "check", "check_one", "check_whole"]

_AUDIENCES: tuple[BuildAudience, ...] = ("students", "instructors")


@dataclass(frozen=True, slots=True)
class CheckedProject:
    """A project whose notes are anchored, with the accounts of the comparisons with the copy-texts."""

    project: Project
    editions: Mapping[str, AnchoredEdition]
    accounts: Mapping[str, Account]


@dataclass(frozen=True, slots=True)
class EditionCheck:
    """An edition looked at by itself: how many notes have a place, the account of the comparison with the copy-text if
    there is one, and (where they are kept) the edition anchored and resolved for each audience."""

    id: str
    notes: int
    account: Account | None
    anchored: AnchoredEdition | None = None
    resolved: tuple[ResolvedEdition, ...] = ()

    def summary(self) -> EditionCheck:
        """Return what there is to tell, without the edition."""
        return EditionCheck(self.id, self.notes, self.account)


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
    faces = typecase.with_faces(project.fonts, project.manifest, out)
    checks = [out.take(check_one(edition, faces)) for edition in project.editions]
    out.take(check_whole(project, checks, faces, styles))
    editions = {c.id: c.anchored for c in checks if c.anchored is not None}
    accounts = {c.id: c.account for c in checks if c.account is not None}
    return out.done(CheckedProject(project, editions, accounts)), project.texts


def check_one(edition: Edition, faces: Typecase) -> Checked[EditionCheck]:
    """Return what can be said of an edition by itself: fidelity, places of the notes, references (for each audience),
    characters that no face has, pictures.

    It depends on the edition and the faces alone.
    """
    out = Collector()
    account = _compare(edition, out) if edition.copy_text is not None else None
    anchored = out.take(anchor(edition))
    out.take(check_references(edition))
    resolved = tuple(out.take(resolve(anchored, each)) for each in _AUDIENCES)
    faces.check(edition, out)
    _check_pictures(edition, out)
    return out.done(EditionCheck(edition.id, len(anchored.annotations), account, anchored, resolved))


def check_whole(
    project: Project, checks: Iterable[EditionCheck], faces: Typecase, styles: tuple[str, ...]
) -> Checked[None]:
    """Check what belongs to no edition: the citation style, what the readers' prose refers to, characters that no face
    has. `checks` are those of all editions, with what was resolved."""
    out = Collector()
    _check_style(project, styles, out)
    faces.check_project(project, out)
    _check_readers(project, {c.id: c.resolved for c in checks}, out)
    return out.done(None)


def _check_style(project: Project, styles: tuple[str, ...], out: Collector) -> None:
    name = project.manifest.citation_style
    if name.endswith(".csl"):
        from postil.citations import style_fault

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


def _check_readers(
    project: Project, resolved: Mapping[str, tuple[ResolvedEdition, ...]], out: Collector
) -> None:
    """Check what the prose of the readers refers to, for each audience."""
    bibliography = (
        project.editions[0].bibliography if project.editions else Bibliography("", "", b"", frozenset())
    )
    written = {e.id: frozenset(a.id for a in e.annotations) for e in project.editions}
    for manifest in project.readers:
        for number in range(len(_AUDIENCES)):
            editions = {
                i: resolved[entry.edition][number]
                for i, entry in enumerate(manifest.entries)
                if entry.edition in resolved
            }
            out.take(
                check_prose(
                    manifest,
                    project.reader_prose,
                    editions,
                    {i: written[manifest.entries[i].edition] for i in editions},
                    bibliography,
                )
            )


def _check_pictures(edition: Edition, out: Collector) -> None:
    """Report pictures that would take more memory than a book is worth (T008): their heads say how large they are."""
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
            pieces += pieces_of_part(part)
    pieces += pieces_of_text(edition.text)
    for part in edition.parts:
        if part.manifest.in_copy_text == "after":
            pieces += pieces_of_part(part)
    label = edition.text.file
    return out.take(compare(edition.copy_text, tuple(pieces), edition.manifest.differences, label))
