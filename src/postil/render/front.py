"""The front of a book: its pages before the contents, and the lists behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from postil.model.course_reader import CitedEdition
from postil.model.front import Abbreviation, FrontMatter, merge_abbreviations
from postil.model.manifest import ProjectManifest
from postil.render.book import Section
from postil.render.figures import listed_figures, listed_tables
from postil.render.front_matter import (
    AbbreviationsSection,
    AbbreviationView,
    EpigraphView,
    FrontPages,
    ListedItem,
    ListSection,
    PictureView,
    VolumeView,
    WitnessView,
)
from postil.render.pictures import picture_names
from postil.render.prose import Prose
from postil.render.sections import Composer

__all__ = ["front_lists", "front_of_reader", "front_pages", "lists_of"]


def front_pages(cited: CitedEdition, prose: Prose, project: ProjectManifest) -> FrontPages:
    """Return the pages before the contents of an edition: series, frontispiece, dedication, epigraphs."""
    edition = cited.woven.edition
    front = edition.manifest.front
    picture = None
    if front.frontispiece is not None:
        names = picture_names(edition, "")
        found = front.frontispiece
        name, caption = names.get(found.image, found.image), prose.inline(found.caption)
        picture = PictureView(name, found.alt, caption, found.bleeds)
    return replace(
        front_of_reader(front, prose),
        series=project.imprint.series,
        volumes=_volumes(project, edition.manifest.number),
        frontispiece=picture,
    )


def front_of_reader(front: FrontMatter, prose: Prose) -> FrontPages:
    """Return the pages before the contents of a reader: dedication, epigraphs."""
    return FrontPages(
        dedication=prose.blocks(front.dedication) if front.dedication else Markup(""),
        epigraphs=tuple(
            EpigraphView(prose.blocks(each.text), prose.inline(each.source)) for each in front.epigraphs
        ),
        cip=front.cip,
    )


def _volumes(project: ProjectManifest, own: str) -> tuple[VolumeView, ...]:
    """Return the other volumes of the series: all but the one with the edition's own number."""
    return tuple(
        VolumeView(each.number, each.title, each.by, each.year)
        for each in project.volumes
        if not own or each.number != own
    )


# lists ------------------------------------------------------------------------------------------------------------------


def front_lists(cited: CitedEdition, prose: Prose, make: Composer, ids: Mapping[str, str]) -> list[Section]:
    """Return the lists before the introduction of an edition, those that have something to say: illustrations, tables,
    abbreviations with the sigla of its witnesses. `ids` are those of the furniture."""
    edition = cited.woven.edition
    front = edition.manifest.front
    figures = listed_figures(cited)
    if front.frontispiece is not None and front.frontispiece.caption:
        caption = " ".join(prose.inline(front.frontispiece.caption).striptags().split())
        here = ListedItem(caption.removesuffix("."), ids["frontispiece"], make.words["frontispiece"])
        figures = (here, *figures)
    apparatus = any(note.series.kind == "apparatus" for note in cited.woven.notes)
    others = tuple(w for each in edition.manifest.texts for w in make.witnesses(each))
    sigla = (*make.witnesses(edition.manifest), *others) if apparatus else ()
    return lists_of(figures, listed_tables(cited), front.abbreviations, sigla, prose, make)


def lists_of(
    figures: Sequence[ListedItem],
    tables: Sequence[ListedItem],
    abbreviations: Iterable[Abbreviation],
    sigla: tuple[WitnessView, ...],
    prose: Prose,
    make: Composer,
) -> list[Section]:
    """Return the lists of a book; sigla stand with abbreviations, and where there are none with the apparatus alone."""
    out: list[Section] = []
    for kind, items in (("illustrations", figures), ("tables", tables)):
        if items:
            id_ = make.free(kind)
            out.append(ListSection(id_, make.words[kind], 2, kind, tuple(items), make.free(f"h-{id_}")))
    short = tuple(
        AbbreviationView(each.short, prose.inline(each.text))
        for each in merge_abbreviations((abbreviations,))
    )
    if short:
        id_ = make.free("abbreviations")
        title = make.words["abbreviations_sigla" if sigla else "abbreviations"]
        head = make.free(f"h-{id_}")
        out.append(AbbreviationsSection(id_, title, 2, short, sigla, make.words["sigla"], head))
    return out
