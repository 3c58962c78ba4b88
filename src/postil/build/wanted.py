"""What is asked for: names, formats and targets become products."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from postil.build.judging import Judged
from postil.build.record import Product
from postil.diagnostics import Checked, Collector, code
from postil.frozen import dataclass
from postil.ingest.fields import nearest
from postil.model.manifest import BuildAudience, Format
from postil.model.targets import LARGE_PRINT, Target
from postil.model.trade import Trade

__all__ = ["products_of"]

_OF_READERS: frozenset[Format] = frozenset(("cartridge", "worksheets"))


@dataclass(frozen=True, slots=True)
class _Title:
    """An edition or a reader, with what its manifest wants made of it."""

    name: str
    kind: str
    formats: tuple[Format, ...]
    targets: tuple[Target, ...]


def products_of(
    judged: Judged,
    names: Iterable[str],
    formats: Iterable[Format],
    audience: BuildAudience,
    *,
    large: bool,
    targets: Iterable[str],
) -> Checked[tuple[Product, ...]]:
    """Return what is to be built: everything, or what is named. Reports W011 for what there is not: a name, a target, an edition
    as what is made of readers alone."""
    out = Collector()
    known = _titles(judged)
    asked, chosen, printed = tuple(names), tuple(formats), tuple(dict.fromkeys(targets))
    found = []
    for name in dict.fromkeys(asked) or known:
        if name not in known:
            near = nearest(name, known)
            out.report(
                code("W011"),
                f"there is no edition and no reader “{name}”",
                None,
                hint=f"did you mean “{near}”?" if near else "there are: " + ", ".join(known),
            )
            continue
        title = known[name]
        usual = title.formats
        if audience != "students":  # instructors' is no book that is sold
            usual = tuple(each for each in usual if each != "cover")
        made = _formats(title, chosen or (("pdf",) if large or printed else usual))
        if not made:
            if name in asked:
                _told_of_readers(f"“{name}” is an edition", chosen, known, out)
            continue
        every = title.targets
        if large:
            every = (Target(LARGE_PRINT.id, LARGE_PRINT),)
        elif printed:
            every = _targets(title, printed, out)
        if every:
            first = every[0].id if large else title.targets[0].id
            found.append(Product(name, title.kind, audience, made, large, every, first))
    if not found and known and not asked and not any(d.is_error for d in out.found):
        _told_of_readers("there is no reader", chosen, known, out)
    return out.done(tuple(found))


def _titles(judged: Judged) -> dict[str, _Title]:
    found = {
        report.name: _Title(
            report.name,
            "edition",
            _with_cover(report.manifest.build, report.manifest.trade),
            report.manifest.targets,
        )
        for report in judged.reports.values()
        if report.manifest is not None and not report.home
    }
    readers = judged.frame.project.readers
    return found | {
        each.id: _Title(each.id, "reader", _with_cover(each.build, each.trade), each.targets)
        for each in readers
    }


def _with_cover(formats: tuple[Format, ...], trade: Trade) -> tuple[Format, ...]:
    """Return formats with the cover, where the manifest names printers and a book is printed."""
    return (*formats, "cover") if trade.cover.printers and "pdf" in formats else formats


def _formats(title: _Title, wanted: tuple[Format, ...]) -> tuple[Format, ...]:
    return tuple(each for each in wanted if title.kind == "reader" or each not in _OF_READERS)


def _told_of_readers(
    what: str, formats: tuple[Format, ...], known: Mapping[str, _Title], out: Collector
) -> None:
    readers = [title.name for title in known.values() if title.kind == "reader"]
    out.report(
        code("W011"),
        f"{what}; of readers alone there is made: {', '.join(each for each in formats if each in _OF_READERS)}",
        None,
        hint="name a reader: " + ", ".join(readers) if readers else "write one in readers/",
    )


def _targets(title: _Title, asked: tuple[str, ...], out: Collector) -> tuple[Target, ...]:
    known = {target.id: target for target in title.targets}
    for name in asked:
        if name not in known:
            near = nearest(name, known)
            out.report(
                code("W011"),
                f"“{title.name}” has no target “{name}”",
                None,
                hint=f"did you mean “{near}”?" if near else "it has: " + ", ".join(known),
            )
    return tuple(target for target in title.targets if target.id in asked)
