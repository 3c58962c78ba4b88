"""What ten thousand editions cost and take, computed from figures measured at sizes that can be measured.

    .venv/bin/python -m benchmarks.scale measure [--sizes 40,160,1000]     (a while: writes build/bench/scale.json)
    .venv/bin/python -m benchmarks.scale page [--editions 10000] [--price P] [--record]

`page` prints the table of docs/scale.md; with `--record` it puts it there.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.corpus import changed, document, write_edition, write_project
from benchmarks.measures import pages_of
from benchmarks.record import record
from benchmarks.table import machine
from benchmarks.watch import FailedRun, Run, run

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "build" / "bench" / "scale.json"
PAGE = ROOT / "docs" / "scale.md"
POSTIL = [sys.executable, "-m", "postil"]


@dataclass(frozen=True)
class Size:
    """What a reader of so many editions took, all media: seconds of the wall and of processors, bytes."""

    editions: int
    pages: int
    cold: float
    cold_cpu: float
    changed: float
    changed_cpu: float
    nothing: float
    check: float
    check_cpu: float
    peak: int
    each: tuple[int, ...]
    made: int
    remembered: int

    @property
    def alone(self) -> float:
        """Seconds of what one core does alone: a build after a changed word. Where others use the machine, its processor
        seconds are nearer to that than those of the wall."""
        return min(self.changed, self.changed_cpu)

    @property
    def checking(self) -> float:
        """Seconds of a check, in the same way."""
        return min(self.check, self.check_cpu)


def measure(sizes: Sequence[int], flat: bool) -> tuple[list[Size], int]:
    """Return the figures of every size, and the cores they were measured on."""
    import os

    found = []
    for count in sizes:
        with tempfile.TemporaryDirectory(prefix="postil-scale-") as name:
            project = Path(name) / "project"
            write_project(project, count, flat=flat)
            found.append(_measured(project, count))
            print(json.dumps(asdict(found[-1])), file=sys.stderr, flush=True)
    return found, len(os.sched_getaffinity(0))


def _measured(project: Path, count: int) -> Size:
    def build(memory: bool = False) -> Run:
        return run([*POSTIL, "build", "bench"], project, memory=memory)

    cold = build()
    write_edition(project, changed(document(count // 2 + 1), 0))
    one = build()
    nothing = build()
    made, remembered = _weight(project / "build", hidden=False), _weight(project / "build", hidden=True)
    pages = pages_of(next((project / "build" / "bench").glob("*.pdf")))
    shutil.rmtree(project / "build")
    check = run([*POSTIL, "check"], project)
    shutil.rmtree(project / "build", ignore_errors=True)
    watched = build(memory=True)
    return Size(
        count, pages, cold.seconds, cold.cpu, one.seconds, one.cpu, nothing.seconds, check.seconds, check.cpu, watched.peak,
        tuple(size for size in watched.each if size > 10_000_000), made, remembered,
    )  # fmt: skip


def _weight(folder: Path, *, hidden: bool) -> int:
    """Return the bytes of the files of a folder: of what was made, or (hidden) of what is remembered."""
    found = 0
    for file in folder.rglob("*"):
        if file.is_file() and hidden == any(part.startswith(".") for part in file.relative_to(folder).parts):
            found += file.stat().st_size
    return found


# ---- the model -------------------------------------------------------------------------------------------------------


def line(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return what there is at 0 and what every one more adds, by least squares."""
    count = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / count, sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    if not spread:
        return 0.0, mean_y / mean_x
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    return mean_y - slope * mean_x, slope


@dataclass(frozen=True)
class Model:
    """Figures per edition and per page, and how well the cores were used.

    `alone`: what no second core helps with, of a reader of n pages: loading, joining, writing. It is measured as a build
    after one word changed, which does this and one edition. `use`: of the cores' time during the rest of a cold build, the
    part that was work.
    """

    cores: int
    pages_per_edition: float
    cpu_start: float
    cpu_per_edition: float
    alone_start: float
    alone_per_page: float
    use: float
    check_per_edition: float
    first_start: float
    first_per_edition: float
    worker: float
    made_per_edition: float
    remembered_per_edition: float

    def alone(self, editions: int) -> float:
        """Return the seconds of a reader that are one core's."""
        return self.alone_start + self.alone_per_page * self.pages_per_edition * editions

    def cold(self, editions: int, reader: int, cores: int, builds: int) -> float:
        """Return the seconds of a cold build of all editions, in readers of so many, `builds` of them side by side."""
        readers = -(-editions // reader)
        spread = editions * self.cpu_per_edition - readers * self.alone(reader)
        return readers * self.alone(reader) / builds + max(spread, 0.0) / (cores * self.use)


def model(sizes: Sequence[Size], cores: int) -> Model:
    """Return the model of measured sizes; the largest tells how cores were used and what a worker takes."""
    largest = max(sizes, key=lambda size: size.editions)

    def over(value: str, by: str = "editions") -> tuple[float, float]:
        return line([(float(getattr(size, by)), float(getattr(size, value))) for size in sizes])

    cpu, alone = over("cold_cpu"), over("alone", "pages")
    first = line([(size.editions, size.each[0]) for size in sizes])
    busy = max(largest.cold - largest.alone, 0.001) * cores
    return Model(
        cores=cores,
        pages_per_edition=over("pages")[1],
        cpu_start=cpu[0],
        cpu_per_edition=cpu[1],
        alone_start=max(alone[0], 0.0),
        alone_per_page=max(alone[1], 0.0),
        use=min(1.0, max(0.1, (largest.cold_cpu - largest.alone) / busy)),
        check_per_edition=max(over("checking")[1], 0.0),
        first_start=first[0],
        first_per_edition=max(first[1], 0.0),
        worker=float(max((size.each[1] for size in sizes if len(size.each) > 1), default=0)),
        made_per_edition=over("made")[1],
        remembered_per_edition=over("remembered")[1],
    )


# ---- the page --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Assumed:
    """What is not measured but assumed: how many editions, in readers of how many, on which cores, at which price."""

    editions: int
    reader: int
    cores: tuple[int, ...]
    builds: int
    price: float | None
    currency: str


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _size(size: float) -> str:
    return (
        f"{size / 1e9:.1f} GB"
        if size >= 1e9
        else f"{size / 1e6:.0f} MB"
        if size >= 1e6
        else f"{size / 1e3:.0f} kB"
    )


def page(sizes: Sequence[Size], cores: int, assumed: Assumed, facts: dict[str, str], command: str) -> str:
    """Return the figures of docs/scale.md: measured, per edition, and computed."""
    return "\n".join([*_measured_table(sizes, facts), "", *_per_edition(model(sizes, cores)), "",
                      *_computed(model(sizes, cores), assumed, command)]) + "\n"  # fmt: skip


def _measured_table(sizes: Sequence[Size], facts: dict[str, str]) -> Iterator[str]:
    yield f"Measured, one reader, PDF + EPUB + web, {facts.get('cores')} cores ({facts.get('processor', '')}):"
    yield ""
    yield "| Editions | Pages | Cold | Processor | One word changed | Nothing changed | Check | Peak memory | Made | Remembered |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for size in sizes:
        yield (
            f"| {size.editions:,} | {size.pages:,} | {_time(size.cold)} | {_time(size.cold_cpu)} | {_time(size.changed)} "
            f"| {_time(size.nothing)} | {_time(size.check)} | {_size(size.peak)} | {_size(size.made)} "
            f"| {_size(size.remembered)} |"
        )


def _per_edition(found: Model) -> Iterator[str]:
    yield "From these, by least squares:"
    yield ""
    yield "| Figure | Value |"
    yield "|---|---|"
    yield f"| Processor seconds per edition, cold | {found.cpu_per_edition:.3f} s |"
    yield f"| Pages per edition | {found.pages_per_edition:.1f} |"
    yield f"| Seconds on one core per reader, whatever its length | {found.alone_start:.2f} s |"
    yield f"| Seconds on one core per page of a reader | {found.alone_per_page * 1000:.2f} ms |"
    yield f"| Use of the cores for the rest | {found.use:.0%} |"
    yield f"| Check, per edition | {found.check_per_edition * 1000:.1f} ms |"
    yield f"| Memory of a worker | {_size(found.worker)} |"
    yield f"| Memory of the largest process | {_size(found.first_start)} + {_size(found.first_per_edition)} per edition |"
    yield f"| Files made, per edition | {_size(found.made_per_edition)} |"
    yield f"| Remembered, per edition | {_size(found.remembered_per_edition)} |"


def _computed(found: Model, assumed: Assumed, command: str) -> Iterator[str]:
    count, reader = assumed.editions, assumed.reader
    side = f", {assumed.builds} builds side by side" if assumed.builds > 1 else ""
    yield f"Computed for {count:,} editions in readers of {reader}{side}, with `{command}`:"
    yield ""
    price = f" | At {assumed.price:g} {assumed.currency} per core-hour" if assumed.price is not None else ""
    yield f"| Cores | Cold | Core-hours{price} | Memory of all workers |"
    yield "|---|---|---|---|" + ("---|" if assumed.price is not None else "")
    for cores in assumed.cores:
        seconds = found.cold(count, reader, cores, assumed.builds)
        hours = cores * seconds / 3600
        cost = f" | {hours * assumed.price:.2f} {assumed.currency}" if assumed.price is not None else ""
        yield f"| {cores:,} | {_time(seconds)} | {hours:.1f}{cost} | {_size(cores * found.worker)} |"
    yield ""
    yield (
        f"One word changed in one edition: {_time(found.alone(reader))}, whatever the number of editions, where its reader "
        f"alone is built. Memory of the largest process: {_size(found.first_start + count * found.first_per_edition)} for one project of "
        f"all, {_size(found.first_start + reader * found.first_per_edition)} for one of a reader's editions. "
        f"Files made: {_size(count * found.made_per_edition)}; remembered: {_size(count * found.remembered_per_edition)}."
    )


def main() -> int:
    """Measure, or print the page's figures."""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.scale", description=(__doc__ or "").partition("\n")[0]
    )
    tasks = options.add_subparsers(dest="task", required=True)
    one = tasks.add_parser("measure", help="measure readers of several sizes")
    one.add_argument("--sizes", default="40,160,1000", help="editions, with commas (40,160,1000)")
    one.add_argument("--flat", action="store_true", help="readers without parts")
    two = tasks.add_parser("page", help="print the figures of docs/scale.md")
    two.add_argument("--editions", type=int, default=10_000)
    two.add_argument("--reader", type=int, default=40, help="editions in a reader (40)")
    two.add_argument("--cores", default="2,16,64,256", help="numbers of cores, with commas (2,16,64,256)")
    two.add_argument("--builds", type=int, default=1, help="builds of readers side by side (1)")
    two.add_argument(
        "--price", type=float, help="of a core-hour, from your provider's list; no cost without it"
    )
    two.add_argument("--currency", default="", help="of the price")
    two.add_argument("--record", action="store_true", help="put them into docs/scale.md")
    for each in (one, two):
        each.add_argument("--figures", type=Path, default=FIGURES, help="where the measured figures are")
    given = options.parse_args()
    if given.task == "measure":
        try:
            sizes, cores = measure([int(size) for size in given.sizes.split(",")], given.flat)
        except FailedRun as error:
            print(error, file=sys.stderr)
            return 2
        given.figures.parent.mkdir(parents=True, exist_ok=True)
        found = {"machine": machine(), "cores": cores, "sizes": [asdict(size) for size in sizes]}
        given.figures.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return 0
    found = json.loads(given.figures.read_text(encoding="utf-8"))
    sizes = [Size(**{**size, "each": tuple(size["each"])}) for size in found["sizes"]]
    assumed = Assumed(
        given.editions,
        given.reader,
        tuple(int(count) for count in given.cores.split(",")),
        given.builds,
        given.price,
        given.currency,
    )
    kept = " ".join(word for word in sys.argv[1:] if word != "--record")
    command = f"python -m benchmarks.scale {kept}"
    figures = page(sizes, found["cores"], assumed, found["machine"], command)
    print(figures, end="")
    if given.record:
        record(PAGE, figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
