"""Check: every stage that needs no engine, for every edition and reader, all faults in one run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from postil.anchor import anchor
from postil.backmatter import check_edition as check_matter
from postil.backmatter import declared
from postil.build.faces import Typecase
from postil.build.pictures import MOST_PIXELS, size_of
from postil.diagnostics import Checked, Collector, code
from postil.fidelity import Piece, compare, pieces_of_part, pieces_of_text
from postil.frozen import dataclass
from postil.ingest.fields import nearest
from postil.model.edition import (
    Account,
    AnchoredEdition,
    Edition,
    Project,
    ResolvedEdition,
)
from postil.model.manifest import BuildAudience
from postil.resolve import check_references, resolve
from postil.spans import Span

__all__ = ["AUDIENCES", "CheckedProject", "EditionCheck", "check_one", "check_style"]

AUDIENCES: tuple[BuildAudience, ...] = ("students", "instructors")


@dataclass(frozen=True, slots=True)
class CheckedProject:
    """A project whose notes are anchored, with the accounts of the comparisons with the copy-texts; by the keys of the
    editions, those of other projects among them."""

    project: Project
    editions: Mapping[str, AnchoredEdition]
    accounts: Mapping[str, Account]


@dataclass(frozen=True, slots=True)
class EditionCheck:
    """An edition looked at by itself: how many notes have a place, the account of the comparison with the copy-text if
    there is one, the edition anchored and resolved for each audience."""

    notes: int
    account: Account | None
    anchored: AnchoredEdition
    resolved: Mapping[BuildAudience, ResolvedEdition]


def check_one(edition: Edition, faces: Typecase) -> Checked[EditionCheck]:
    """Return what can be said of an edition by itself: fidelity, places of the notes, references (for each audience),
    back matter, characters that no face has, pictures.

    It depends on the edition and the faces alone.
    """
    out = Collector()
    account = _compare(edition, out) if edition.copy_text is not None else None
    anchored = out.take(anchor(edition))
    out.take(check_references(edition))
    out.take(check_matter(declared(edition)))
    resolved = {each: out.take(resolve(anchored, each)) for each in AUDIENCES}
    faces.check(edition, out)
    _check_pictures(edition, out)
    return out.done(EditionCheck(len(anchored.annotations), account, anchored, resolved))


def check_style(project: Project, styles: Iterable[str]) -> Checked[None]:
    """Check the citation style; `styles` are the names of the bundled ones. Reports R006."""
    out = Collector()
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
        return out.done(None)
    known = tuple(styles)
    if name not in known:
        near = nearest(name, known)
        out.report(
            code("R006"),
            f"there is no citation style “{name}”",
            project.manifest.citation_style_span,
            hint=f"did you mean “{near}”?"
            if near
            else "bundled: " + ", ".join(known) + "; or the path of a .csl file",
        )
    return out.done(None)


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
