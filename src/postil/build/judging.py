"""Judging: a project from its frame and what steps tell of its editions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol

from postil.build.checking import check_style
from postil.build.faces import Typecase
from postil.build.orders import EditionOrder, TakingOrder
from postil.build.others import frame_of_other
from postil.build.readers import Entry, check_readers
from postil.build.reports import EditionReport, TakingReport
from postil.build.steps import check_step, taking_step
from postil.diagnostics import Checked, Collector
from postil.frozen import dataclass
from postil.ingest.project import Frame, files_by_edition, ingest_frame
from postil.model.edition import ProjectFiles
from postil.model.steps import Perform, Step, digest_of
from postil.spans import SourceText

__all__ = ["Judged", "Performer", "judge_project"]


class Performer(Perform, Protocol):
    """What performs steps and lays out their large inputs."""

    def lay_out(self, blobs: Mapping[str, bytes], /) -> None:
        """Put large inputs within reach."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A project whose editions were checked each by itself: its frame, the orders and reports of its editions by key (those of
    other projects among them), and what its readers take, by reader and number of entry."""

    frame: Frame
    orders: Mapping[str, EditionOrder]
    reports: Mapping[str, EditionReport]
    taking: Mapping[tuple[str, int], TakingOrder]
    entries: Mapping[tuple[str, int], Entry]
    texts: Mapping[str, SourceText]


def judge_project(
    files: ProjectFiles, typecase: Typecase, styles: tuple[str, ...], workers: Performer
) -> tuple[Checked[Judged | None], Mapping[str, SourceText]]:
    """Return the project with everything found wrong in it, and its texts for showing where.

    `styles` are the names of the bundled citation styles.
    """
    out = Collector()
    frame = out.take(ingest_frame(files))
    if frame is None:
        texts = {
            path: SourceText.of(path, file.data.decode("utf-8", errors="replace"))
            for path, file in files.files.items()
            if path == "postil.yaml"
        }
        return out.done(None), texts
    project = frame.project
    out.take(check_style(project, styles))
    faces = typecase.with_faces(project.fonts, project.manifest, out)
    texts = dict(project.texts)
    orders = dict(_orders("", frame, files, frame.project.fonts, workers))
    for home, other in files.others.items():
        found, read, told = frame_of_other(home, other)
        out.found += told
        texts |= read
        if found is not None:
            kept = replace(found, names=tuple(n for n in found.names if _is_there(n, other.files)))
            orders |= dict(_orders(home, kept, other.files, frame.project.fonts, workers))
    asked = _taking(frame, orders)
    partly = {place: o for place, o in asked.items() if not o.unchanged}
    steps: list[Step[Any]] = [*map(check_step, orders.values()), *map(taking_step, partly.values())]
    done = workers(steps)
    reports: dict[str, EditionReport] = dict(zip(orders, done, strict=False))
    made: dict[tuple[str, int], TakingReport] = dict(zip(partly, done[len(orders) :], strict=True))
    orders = {key: replace(order, ready=reports[key].ready) for key, order in orders.items()}
    for report in reports.values():
        out.found += report.diagnostics
        texts |= {path: SourceText.of(path, text) for path, text in report.texts.items()}
    faces.check_project(project, out)
    taking = {
        place: replace(order, edition=orders[order.edition.home + order.edition.name])
        for place, order in asked.items()
        if reports[order.edition.home + order.edition.name].taken is not None
    }
    entries = _entries(taking, reports, made, out)
    out.take(check_readers(project, frame.bibliography, entries, files.others))
    return out.done(Judged(frame, orders, reports, taking, entries, texts)), texts


def _is_there(name: str, files: ProjectFiles) -> bool:
    return any(path.startswith(f"source/{name}/") for path in files.files)


def _orders(
    home: str,
    frame: Frame,
    files: ProjectFiles,
    fonts: tuple[tuple[str, bytes], ...],
    workers: Performer,
) -> Iterator[tuple[str, EditionOrder]]:
    """Yield the order of each edition of a project by its key."""
    works = digest_of(frame.bibliography.data) if frame.bibliography.data else ""
    faces = tuple((path, digest_of(data)) for path, data in fonts)
    workers.lay_out({works: frame.bibliography.data} if works else {})
    workers.lay_out({digest: data for (_, data), (_, digest) in zip(fonts, faces, strict=True)})
    own = files_by_edition(files.files)
    about = replace(frame, bibliography=replace(frame.bibliography, data=b""))
    for name in frame.names:
        given = tuple(file for _, file in sorted(own[name].items()))
        yield home + name, EditionOrder(name, home, given, about.setting(name), works, faces)


def _taking(frame: Frame, orders: Mapping[str, EditionOrder]) -> dict[tuple[str, int], TakingOrder]:
    """Return what readers take of the editions that there are."""
    found: dict[tuple[str, int], TakingOrder] = {}
    for manifest in frame.project.readers:
        for number, entry in enumerate(manifest.entries):
            key = manifest.key_of(entry) if entry.edition else ""
            if key not in orders:
                continue
            source, _ = manifest.source_of(entry)
            found[manifest.id, number] = TakingOrder(
                orders[key],
                entry.choices,
                source.name if source is not None else "",
                frame.project.manifest,
                entry.span,
            )
    return found


def _entries(
    taking: Mapping[tuple[str, int], TakingOrder],
    reports: Mapping[str, EditionReport],
    made: Mapping[tuple[str, int], TakingReport],
    out: Collector,
) -> dict[tuple[str, int], Entry]:
    """Return what readers take; `made` where it is not the whole."""
    found: dict[tuple[str, int], Entry] = {}
    for place, order in taking.items():
        report = reports[order.edition.home + order.edition.name]
        if place in made:
            out.found += made[place].diagnostics
            found[place] = Entry(report, made[place].taken)
        elif report.taken is not None:
            found[place] = Entry(report, report.taken)
    return found
