"""The bench: one command, a table as output and a plot.

    .venv/bin/python -m benchmarks [--quick] [--rounds N] [--jobs N] [--without large,memory,size] [--foot]

Exit status 1 where something measured is more than is owed, 2 where something did not run.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measures import LARGE, SMALL, Bench, Plan
from benchmarks.plot import plot
from benchmarks.record import record
from benchmarks.table import data, lines, machine, markdown
from benchmarks.watch import FailedRun

ROOT = Path(__file__).resolve().parent.parent
PARTS = frozenset({"large", "memory", "size"})


def _given() -> tuple[Plan, Path, bool]:
    options = argparse.ArgumentParser(
        prog="python -m benchmarks", description=(__doc__ or "").partition("\n")[0]
    )
    options.add_argument("--rounds", type=int, default=5, help="rounds of every measurement (5)")
    options.add_argument("--quick", action="store_true", help="one round")
    options.add_argument(
        "--editions", type=int, default=SMALL, help=f"editions of the small reader ({SMALL})"
    )
    options.add_argument("--large", type=int, default=LARGE, help=f"editions of the large one ({LARGE})")
    options.add_argument("--jobs", type=int, help="processes of postil (all cores)")
    options.add_argument("--without", default="", help="leave out, of: " + ", ".join(sorted(PARTS)))
    options.add_argument(
        "--foot", action="store_true", help="also WeasyPrint alone with notes at the foot, tagged"
    )
    options.add_argument(
        "--out", type=Path, default=ROOT / "build" / "bench", help="where table, plot and data go"
    )
    options.add_argument(
        "--record", action="store_true", help="put the figures and the plot into docs/speed.md"
    )
    given = options.parse_args()
    without = frozenset(filter(None, given.without.split(",")))
    if without - PARTS:
        options.error(f"--without: there is no {', '.join(sorted(without - PARTS))}")
    rounds = 1 if given.quick else given.rounds
    return Plan(rounds, given.editions, given.large, given.jobs, without, given.foot), given.out, given.record


def main() -> int:
    """Run everything, print the table, write table, data and plot."""
    plan, out, recorded = _given()

    def say(words: str) -> None:
        print(words, file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="postil-bench-") as name:
        try:
            bench = Bench(Path(name), plan, say)
            bench.warm_up()
            for number in range(plan.rounds):
                bench.round(number)
            bench.memory()
            bench.size()
        except FailedRun as error:
            say(str(error))
            return 2
    facts = machine()
    text = markdown(bench.found, plan, facts)
    print(text)
    out.mkdir(parents=True, exist_ok=True)
    (out / "bench.md").write_text(text, encoding="utf-8")
    found = data(bench.found, plan, facts)
    (out / "bench.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (out / "bench.svg").write_text(plot(bench.found, plan), encoding="utf-8")
    if recorded:
        told = " ".join(["python -m benchmarks", *(word for word in sys.argv[1:] if word != "--record")])
        picture = "![Seconds of postil and its peers, and what is owed](pictures/speed.svg)"
        record(ROOT / "docs" / "speed.md", f"{picture}\n\nMeasured with `{told}`:\n\n{text}")
        shutil.copyfile(out / "bench.svg", ROOT / "docs" / "pictures" / "speed.svg")
    say(f"{out / 'bench.md'}, bench.json, bench.svg")
    return 0 if all(good for _, _, good in lines(bench.found)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
