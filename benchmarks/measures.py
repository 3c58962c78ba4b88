"""What is measured, round by round, and what is owed of it."""

from __future__ import annotations

import hashlib
import os
import shutil
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.corpus import changed, document, parts, write_edition, write_project
from benchmarks.peers import Peers, have_typst
from benchmarks.watch import FailedRun, Run, run
from benchmarks.whole import typeset_whole

SMALL, LARGE = 40, 160
MEGA = 1_000_000  # memory is owed in megabytes of a million bytes


@dataclass(frozen=True)
class Owed:
    """One line of the table: what it is, the most it may be, and in what unit."""

    key: str
    label: str
    most: float
    unit: str = "×"
    against: str = "baseline"


OWED = (
    Owed("pdf", "PDF, cold", 0.50),
    Owed("all", "PDF + EPUB + web, cold", 0.70),
    Owed("changed", "one word changed in one edition, PDF", 0.10),
    Owed("nothing", "nothing changed, all media", 0.03),
    Owed("epub", "EPUB, cold", 1.0, against="pandoc's EPUB"),
    Owed("web", "web, cold", 1.0, against="pandoc's HTML"),
    Owed("check", "check of the editions, cold", 0.05),
    Owed("memory", "peak memory of all processes, small reader", 300, "MB", ""),
    Owed("memory-large", "peak memory of all processes, large reader", 400, "MB", ""),
    Owed("growth", "four times the editions, PDF, cold", 4.4, against="the small reader"),
    Owed("size", "file size of the joined PDF", 1.1, against="typeset whole"),
)


@dataclass
class Plan:
    """How a bench is run."""

    rounds: int = 5
    small: int = SMALL
    large: int = LARGE
    jobs: int | None = None
    without: frozenset[str] = frozenset()
    foot: bool = False


@dataclass
class Figures:
    """What was measured: seconds and processor seconds of every run, ratios of every round, and facts beside them."""

    runs: dict[str, list[Run]] = field(default_factory=lambda: defaultdict(list))
    ratios: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    loads: list[float] = field(default_factory=list)
    pages: dict[str, int] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def value(self, key: str) -> float | None:
        """Return the median of the rounds' ratios, or nothing where it was not measured."""
        return statistics.median(self.ratios[key]) if self.ratios.get(key) else None

    def remark(self, words: str) -> None:
        """Note something that the table should say, once."""
        if words not in self.remarks:
            self.remarks.append(words)


class Bench:
    """Projects and peers in a folder, and the rounds over them."""

    def __init__(self, folder: Path, plan: Plan, say: Callable[[str], None]) -> None:
        self.folder, self.plan, self.say = folder, plan, say
        self.found = Figures()
        self.postil = [sys.executable, "-m", "postil"]
        self.flat = not self._reads_parts()
        if self.flat:
            self.found.remark("this postil reads no parts: the reader is flat")
        self.templates: dict[int, Path] = {}
        for count in (plan.small, *(() if "large" in plan.without else (plan.large,))):
            self.templates[count] = folder / f"project-{count}"
            write_project(self.templates[count], count, flat=self.flat)
        self.peers = Peers(folder / "peers", parts(plan.small))

    def _reads_parts(self) -> bool:
        tiny = self.folder / "tiny"
        write_project(tiny, 1)
        try:
            run([*self.postil, "check"], tiny)
        except FailedRun:
            return False
        return True

    # what is run --------------------------------------------------------------------------------------------------------

    def _build(self, project: Path, *formats: str, memory: bool = False) -> Run:
        command = [*self.postil, "build", "bench"]
        for name in formats:
            command += ["--format", name]
        if self.plan.jobs is not None:
            command += ["--jobs", str(self.plan.jobs)]
        done = run(command, project, memory=memory)
        if done.left:
            self.found.remark(f"a build left processes behind ({done.left}); they were ended")
        return done

    def _cold(self, project: Path, *formats: str, memory: bool = False) -> Run:
        forget(project)
        return self._build(project, *formats, memory=memory)

    def _fresh(self, count: int) -> Path:
        project = self.folder / f"fresh-{count}"
        shutil.rmtree(project, ignore_errors=True)
        shutil.copytree(self.templates[count], project)
        return project

    def warm_up(self) -> None:
        """Run everything once on little, so that programs and fonts are in the system's cache for all alike."""
        tiny = self.folder / "tiny"
        shutil.rmtree(tiny)
        write_project(tiny, 2, flat=self.flat)
        self._build(tiny)
        peers = Peers(self.folder / "tiny-peers", parts(2))
        peers.baseline()
        if have_typst():
            peers.typst()

    def round(self, number: int) -> None:
        """Measure everything once. The baseline runs first and last, and the round's ratios are to the mean of the two."""
        note, runs = self.found, self.found.runs
        note.loads.append(os.getloadavg()[0])
        self.say(f"round {number + 1} of {self.plan.rounds} (load {note.loads[-1]:.1f})")
        base = [self._noted("baseline", self.peers.baseline())]
        project = self._fresh(self.plan.small)

        cold = self._noted("pdf", self._cold(project, "pdf"))
        printed = _printed(project)
        note.pages["postil"], note.bytes["postil"] = pages_of(printed), printed.stat().st_size
        before = _digest(printed)

        turn = 1 + (7 * number + 16) % self.plan.small
        write_edition(project, changed(document(turn), number))
        self._noted("changed", self._build(project, "pdf"))
        assert _digest(printed) != before, "the changed word is not in the PDF"

        self._noted("all", self._cold(project))
        before = _digest(printed)
        self._noted("nothing", self._build(project))
        assert _digest(printed) == before, "a build of nothing new gave another PDF"

        self._noted("epub", self._cold(project, "epub"))
        self._noted("pandoc-epub", self.peers.epub())
        self._noted("web", self._cold(project, "html"))
        self._noted("pandoc-html", self.peers.web())
        forget(project)
        self._noted("check", run([*self.postil, "check"], project))
        self._noted("check-again", run([*self.postil, "check"], project))
        if have_typst():
            self._noted("typst", self.peers.typst())
        else:
            note.remark("no Typst: scripts/setup bench")
        if self.plan.foot:
            self._noted("foot", self.peers.foot())
        base.append(self._noted("baseline", self.peers.baseline()))
        if "large" not in self.plan.without:
            large = self._fresh(self.plan.large)
            grown = self._noted("pdf-large", self._cold(large, "pdf"))
            note.pages["postil-large"] = pages_of(_printed(large))
            note.ratios["growth"].append(grown.seconds / cold.seconds)

        mean = statistics.mean(each.seconds for each in base)
        for key in ("pdf", "all", "changed", "nothing", "check", "check-again", "typst", "pandoc-epub"):
            if runs.get(key):
                note.ratios[key].append(runs[key][-1].seconds / mean)
        for key, peer in (("epub", "pandoc-epub"), ("web", "pandoc-html")):
            note.ratios[key].append(runs[key][-1].seconds / runs[peer][-1].seconds)

    def _noted(self, key: str, done: Run) -> Run:
        self.found.runs[key].append(done)
        self.say(f"  {key:<14} {done.seconds:7.2f} s   {done.cpu:7.2f} s of processors")
        return done

    def memory(self) -> None:
        """Measure the peak of memory, in runs of their own since looking takes time too; the worst of all counts."""
        if "memory" in self.plan.without:
            return
        sizes: list[tuple[str, int]] = [("memory", self.plan.small)]
        if "large" not in self.plan.without:
            sizes.append(("memory-large", self.plan.large))
        for key, count in sizes:
            project = self._fresh(count)
            worst = 0
            for formats in (("pdf",), ()):
                done = self._cold(project, *formats, memory=True)
                name = f"{key}-{'-'.join(formats) or 'all'}"
                self.found.runs[name].append(done)
                self.say(f"  {name}: {done.peak / MEGA:.0f} MB in {done.most} processes")
                worst = max(worst, done.peak)
            self.found.ratios[key].append(worst / MEGA)
        peer = self.peers.baseline(memory=True)
        self.found.runs["memory-baseline"].append(peer)
        if have_typst():
            self.found.runs["memory-typst"].append(self.peers.typst(memory=True))

    def size(self) -> None:
        """Compare the size of the joined file with that of the same book typeset whole."""
        self.found.pages["baseline"] = pages_of(self.peers.folder / "text.pdf")
        self.found.bytes["baseline"] = (self.peers.folder / "text.pdf").stat().st_size
        if have_typst():
            self.found.pages["typst"] = pages_of(self.peers.folder / "typst.pdf")
            self.found.bytes["typst"] = (self.peers.folder / "typst.pdf").stat().st_size
        if "size" in self.plan.without:
            return
        project = self._fresh(self.plan.small)
        self._cold(project, "pdf")
        whole = self.folder / "whole.pdf"
        try:
            typeset_whole(project, "bench", whole)
        except FailedRun as error:
            self.found.remark(f"not typeset whole: {str(error).splitlines()[-1]}")
            return
        self.found.bytes["whole"], self.found.pages["whole"] = whole.stat().st_size, pages_of(whole)
        self.found.ratios["size"].append(_printed(project).stat().st_size / self.found.bytes["whole"])


def forget(project: Path) -> None:
    """Take away all that was built and remembered."""
    shutil.rmtree(project / "build", ignore_errors=True)


def _printed(project: Path) -> Path:
    found: Sequence[Path] = sorted((project / "build").glob("bench/*.pdf"))
    assert len(found) == 1, f"no PDF in {project}/build/bench"
    return found[0]


def pages_of(file: Path) -> int:
    """Return the number of pages of a PDF."""
    import pikepdf

    with pikepdf.open(file) as pdf:
        return len(pdf.pages)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
