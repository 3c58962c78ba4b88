"""The table of what was measured against what is owed, as Markdown, and the same as data."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.measures import MEGA, OWED, Figures, Owed, Plan

BESIDE = (
    ("baseline", "pandoc → HTML → WeasyPrint, untagged, notes at the end (the baseline)"),
    ("foot", "WeasyPrint alone, notes at the foot, tagged"),
    ("typst", "Typst, notes at the foot, tagged"),
    ("pandoc-epub", "pandoc → EPUB"),
    ("pandoc-html", "pandoc → HTML"),
    ("pdf", "postil, PDF, cold"),
    ("all", "postil, PDF + EPUB + web, cold"),
    ("changed", "postil, one word changed, PDF"),
    ("nothing", "postil, nothing changed, all media"),
    ("epub", "postil, EPUB, cold"),
    ("web", "postil, web, cold"),
    ("check", "postil check, cold"),
    ("check-again", "postil check, again"),
    ("pdf-large", "postil, PDF of the large reader, cold"),
)
MEMORY = {
    "memory-pdf": "postil, PDF",
    "memory-all": "postil, PDF + EPUB + web",
    "memory-large-pdf": "postil, PDF, large reader",
    "memory-large-all": "postil, PDF + EPUB + web, large reader",
    "memory-baseline": "the baseline",
    "memory-typst": "Typst",
}


def shown(value: float, unit: str) -> str:
    """Return a figure with as many digits as it has meaning."""
    return f"{value:.0f} {unit}" if unit == "MB" else f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def lines(found: Figures) -> Iterator[tuple[Owed, float | None, bool]]:
    """Yield for each thing owed what was measured and whether that will do; what was not measured will do."""
    for owed in OWED:
        value = found.value(owed.key)
        yield owed, value, value is None or value <= owed.most


def machine() -> dict[str, str]:
    """Return what the figures depend on beside the program: processors, memory, versions."""
    from postil.citations import need_engine

    facts = {"cores": str(len(os.sched_getaffinity(0))), "python": platform.python_version()}
    facts["system"] = f"{platform.system()} {platform.machine()}"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            facts["processor"] = line.partition(":")[2].strip()
            break
    facts["memory"] = f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB"
    for name in ("postil", "weasyprint", "pydyf", "typst"):
        try:
            facts[name] = version(name)
        except PackageNotFoundError:
            facts[name] = _beside(name)
    facts["pandoc"] = _first_line([need_engine(), "--version"])
    return facts


def _beside(name: str) -> str:
    from benchmarks.peers import BENCH_PYTHON, have_typst

    if not have_typst():
        return "not set up"
    ask = f"from importlib.metadata import version; print(version({name!r}))"
    return _first_line([str(BENCH_PYTHON), "-c", ask])


def _first_line(command: list[str]) -> str:
    import subprocess

    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return said.partition("\n")[0].removeprefix("pandoc ").removesuffix(".exe")


def markdown(found: Figures, plan: Plan, facts: dict[str, str]) -> str:
    """Return the tables."""
    out = ["| what | owed | measured | range | |", "|---|---|---|---|---|"]
    for owed, value, good in lines(found):
        label = owed.label + (f" (to {owed.against})" if owed.against not in ("", "baseline") else "")
        most = f"≤ {shown(owed.most, owed.unit)}" + ("" if owed.unit == "MB" else owed.unit)
        if value is None:
            out.append(f"| {label} | {most} | not measured | | |")
            continue
        each = found.ratios[owed.key]
        span = f"{shown(min(each), owed.unit)}–{shown(max(each), owed.unit)}" if len(each) > 1 else ""
        out.append(
            f"| {label} | {most} | {shown(value, owed.unit)} | {span} | {'yes' if good else '**no**'} |"
        )
    out += [
        "",
        "| in seconds | median | least | most | processor | to the baseline |",
        "|---|---|---|---|---|---|",
    ]
    base = (
        statistics.median(r.seconds for r in found.runs["baseline"]) if found.runs.get("baseline") else None
    )
    for key, label in BESIDE:
        runs = found.runs.get(key)
        if not runs:
            continue
        times = [r.seconds for r in runs]
        cpu = statistics.median(r.cpu for r in runs)
        middle = statistics.median(times)
        share = f"{middle / base:.2f}" if base else ""
        out.append(f"| {label} | {middle:.2f} | {min(times):.2f} | {max(times):.2f} | {cpu:.2f} | {share} |")
    if any(key.startswith("memory") for key in found.runs):
        out += ["", "| peak memory | MB | of single processes |", "|---|---|---|"]
        for key in sorted(k for k in found.runs if k.startswith("memory")):
            run = found.runs[key][-1]
            sizes = ", ".join(f"{size / MEGA:.0f}" for size in run.each if size > MEGA)
            out.append(f"| {MEMORY.get(key, key)} | {run.peak / MEGA:.0f} | {sizes} |")
    out += ["", "| file | pages | bytes |", "|---|---|---|"]
    for name in sorted({*found.pages, *found.bytes}):
        out.append(f"| {name} | {found.pages.get(name, '')} | {found.bytes.get(name, '')} |")
    out += [
        "",
        f"{plan.small} editions (large: {plan.large}), {plan.rounds} rounds, medians of the rounds’ ratios.",
    ]
    out.append("; ".join(f"{k} {v}" for k, v in facts.items()) + ".")
    if found.loads:
        out.append(f"Load of the machine when rounds began: {', '.join(f'{x:.1f}' for x in found.loads)}.")
    out += [f"Note: {words}." for words in found.remarks]
    return "\n".join(out) + "\n"


def data(found: Figures, plan: Plan, facts: dict[str, str]) -> dict[str, Any]:
    """Return everything measured, for files and for `benchmarks.scale`."""
    return {
        "machine": facts,
        "rounds": plan.rounds,
        "editions": {"small": plan.small, "large": plan.large},
        "loads": found.loads,
        "runs": {
            key: [{"seconds": r.seconds, "cpu": r.cpu, "peak": r.peak, "each": r.each} for r in runs]
            for key, runs in found.runs.items()
        },
        "ratios": dict(found.ratios),
        "pages": found.pages,
        "bytes": found.bytes,
        "remarks": found.remarks,
        "owed": [
            {"key": o.key, "label": o.label, "most": o.most, "unit": o.unit, "measured": v, "met": good}
            for o, v, good in lines(found)
        ],
    }
