"""The named peers: how each makes a book of the same text and notes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.forms import FONTS, ROOT, TITLE, write_forms
from benchmarks.watch import Run, run

BENCH_PYTHON = Path(os.environ.get("POSTIL_BENCH_PYTHON", ROOT / ".tools" / "bench" / "bin" / "python"))
"""The environment that the peers from PyPI are in, apart from postil's own; `scripts/setup bench` makes it."""
TYPST = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2], font_paths=[sys.argv[3]])"


class Peers:
    """The forms of one text in a folder, and what is run on them."""

    def __init__(self, folder: Path, parts: Sequence[object]) -> None:
        from postil.citations import need_engine

        self.folder = folder
        self.pandoc = [need_engine(), "text.md", "--standalone"]
        self.pandoc += [f"--metadata=title:{TITLE}", "--metadata=lang:en-US"]
        write_forms(folder, parts)  # type: ignore[arg-type]

    def _run(self, *commands: Sequence[str], memory: bool = False) -> Run:
        runs = [run(command, self.folder, memory=memory) for command in commands]
        largest = max(runs, key=lambda r: r.peak)
        return Run(sum(r.seconds for r in runs), sum(r.cpu for r in runs), largest.peak, largest.each)

    def baseline(self, *, memory: bool = False) -> Run:
        """pandoc → HTML → WeasyPrint: one file, untagged, its notes at the end."""
        return self._run(
            [*self.pandoc, "--css=style.css", "--output=text.html"],
            [sys.executable, "-m", "weasyprint", "text.html", "text.pdf"],
            memory=memory,
        )

    def foot(self, *, memory: bool = False) -> Run:
        """WeasyPrint alone, notes at the foot, tagged: nearer to what postil makes."""
        command = [sys.executable, "-m", "weasyprint", "--pdf-variant=pdf/ua-1", "foot.html", "foot.pdf"]
        return self._run(command, memory=memory)

    def typst(self, *, memory: bool = False) -> Run:
        """Typst: notes at the foot, tagged."""
        command = [str(BENCH_PYTHON), "-c", TYPST, "text.typ", "typst.pdf", str(FONTS)]
        return self._run(command, memory=memory)

    def epub(self) -> Run:
        """pandoc's EPUB."""
        return self._run([*self.pandoc, "--css=style.css", "--output=text.epub"])

    def web(self) -> Run:
        """pandoc's HTML, one page."""
        return self._run([*self.pandoc, "--css=style.css", "--output=web.html"])


def have_typst() -> bool:
    """Say whether Typst was set up."""
    return BENCH_PYTHON.exists()
