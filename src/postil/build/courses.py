"""What is made of a reader for a class besides the book: the cartridge for learning systems, and worksheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from postil.build.faces import Typecase
from postil.build.judging import Performer
from postil.build.record import Product
from postil.diagnostics import Checked, Collector
from postil.frozen import dataclass
from postil.model.course import CourseFile, Worksheet
from postil.model.manifest import CartridgeOptions
from postil.model.rendition import Artifact, EpubRendition, PrintChunk, PrintRendition
from postil.validate import judge

if TYPE_CHECKING:
    from postil.render import BoundReader, EpubMarkup

__all__ = ["ClassBook", "cartridge", "worksheets"]

_FURNITURE = "@page { margin: 0 } .sheet { height: 100% }"


@dataclass(frozen=True, slots=True)
class ClassBook:
    """A reader for a class: bound, as an e-book, and its documents' files in that."""

    reader: BoundReader
    book: EpubRendition | None
    documents: Mapping[int, EpubMarkup]
    modified: str
    stylesheet: str


def cartridge(
    product: Product, book: ClassBook, options: CartridgeOptions, files: Sequence[Artifact]
) -> Checked[tuple[Artifact, ...]]:
    """Return the cartridge of a reader, with what was made of it besides as `files` in it. Reports V010–V018."""
    from postil.render.course import course_of
    from postil.writers import cartridge as writer

    out = Collector()
    assert book.book is not None  # noqa: S101  the e-book is rendered where a cartridge is asked for
    given = [_file(each) for each in files if each.medium in {"pdf", "epub"}]
    sheets: dict[str, list[CourseFile]] = {}
    for each in files:
        if each.medium == "worksheets":
            name = each.path.rpartition("/")[2].rpartition(".")[0]
            sheets.setdefault(name, []).append(_file(each))
    course = course_of(book.reader, book.book, book.documents, given, sheets, product.audience)
    version: Any = options.version
    data, faults = writer.write(course, version, thin=options.thin, base_url=options.url)
    verdict = judge(faults, "cartridge", {})
    out.take(verdict)
    if not verdict.ok:
        return out.done(())
    notes = sum(len(each.notes) for each in book.reader.documents)
    return out.done((Artifact(f"{product.folder}/{product.folder}.imscc", data, "cartridge", None, notes),))


def _file(artifact: Artifact) -> CourseFile:
    """Return an artifact as a file of the course."""
    name = artifact.path.rpartition("/")[2]
    stem, _, ending = name.rpartition(".")
    if artifact.medium == "worksheets":
        return CourseFile(
            f"worksheet-{stem}-{ending}", f" ({ending.upper()})", f"worksheet-{name}", artifact.data
        )
    return CourseFile(f"file-{stem}-{ending}", f"{stem} ({ending.upper()})", name, artifact.data)


def worksheets(
    product: Product, book: ClassBook, typecase: Typecase, workers: Performer
) -> Checked[tuple[Artifact, ...]]:
    """Return the worksheets of a reader, each as DOCX and as PDF. Reports V019 and what typesetting does."""
    from postil.render.course import worksheets_of
    from postil.writers import worksheet as writer

    out = Collector()
    found: list[Artifact] = []
    for name, sheet in worksheets_of(book.reader, product.audience, book.modified):
        data, faults = writer.write(sheet)
        out.take(judge(faults, "worksheet", {}))
        path = f"{product.folder}/worksheets/{name}"
        count = sum(len(section.questions) for section in sheet.sections)
        found.append(Artifact(f"{path}.docx", data, "worksheets", None, count))
        printed = _printed(sheet, writer.worksheet_html(sheet), book.stylesheet, typecase, workers)
        out.take(judge(printed.faults, "worksheet", {}))
        if printed.pdf is not None:
            found.append(Artifact(f"{path}.pdf", printed.pdf, "worksheets", printed.pages, count))
    checked = out.done(tuple(found))
    return checked if checked.ok else Checked((), checked.diagnostics)


def _printed(sheet: Worksheet, html: str, stylesheet: str, typecase: Typecase, workers: Performer) -> Any:
    from postil.writers import pdf

    faces = typecase.needed(html)
    workers.lay_out({face.digest: face.data for face in faces})
    rendition = PrintRendition(
        title=sheet.title,
        authors=(sheet.author,) if sheet.author else (),
        language=sheet.language,
        subject=sheet.course,
        keywords=(),
        date=None,
        chunks=(PrintChunk(sheet.title, html, "none", True),),
        stylesheet=stylesheet,
        furniture_stylesheet=_FURNITURE,
        faces=faces,
        images={},
        notes=(),
    )
    return pdf.typeset(rendition, workers)
