"""All three outputs of the first edition against pandoc → HTML → WeasyPrint of the same text and notes alone.

Run with `make bench`, or `.venv/bin/python benchmarks/first_edition.py [rounds]`.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EDITION = "us-japan-1960"
OWED = 2.0
CSS = "@page { size: 6in 9in; margin: 20mm } body { font: 11.4pt/14.4pt serif; text-align: justify; hyphens: auto }"


def plain_document() -> str:
    """Return text and notes of the edition as pandoc's Markdown, every citation already in words."""
    import postil
    from postil import workspace
    from postil.citations import cite
    from postil.model.edition import (
        WovenCall,
        WovenMark,
        WovenNode,
        WovenSegment,
    )
    from postil.model.prose import Citation, CrossReference, Text, plain, walk_blocks
    from postil.resolve import resolve
    from postil.weave import weave

    run = postil.load(ROOT).check()
    assert run.checked is not None
    woven = weave(resolve(run.checked.editions[EDITION], "students").value).value
    style = workspace.package_style(run.checked.project.manifest.citation_style)
    words = cite(woven, style).value.rendered
    out: list[str] = []

    def escaped(text: str) -> str:
        return "".join("\\" + ch if ch in "\\`*_{}[]<>()#+-.!|~^$@'\"" else ch for ch in text)

    def inline(nodes: tuple[WovenNode, ...]) -> str:
        found = ""
        for node in nodes:
            if isinstance(node, WovenSegment):
                found += escaped(node.text)
            elif isinstance(node, WovenMark):
                found += inline(node.children)
            elif isinstance(node, WovenCall):
                found += f"[^{node.note.id}]"
        return found

    def visit(item: object) -> None:
        heading = getattr(item, "heading", None)
        if heading is not None:
            out.append(f"## {inline(heading.nodes)}")
        if getattr(item, "type", "") == "block":
            out.append(inline(item.nodes))  # type: ignore[attr-defined]
        for inner in getattr(item, "content", ()):
            visit(inner)

    visit(woven.root)
    for note in woven.notes:
        body = ""
        for node in walk_blocks(note.body):
            if isinstance(node, Text):
                body += node.text
            elif isinstance(node, Citation):
                body += plain(words[node.span])
            elif isinstance(node, CrossReference):
                body += woven.resolved.targets.get(node.target, "")
        readings = "; ".join(f"{r.words} {' '.join(r.sigla)}" for r in note.readings)
        out.append(f"[^{note.id}]: {escaped(' '.join((readings + ' ' + body).split()))}")
    return "\n\n".join(out) + "\n"


def timed(run: Callable[[], None]) -> float:
    """Return the seconds a call takes."""
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def main() -> int:
    """Print the table; return 1 where more is taken than is owed."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    from postil.citations import need_engine

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "text.md").write_text(plain_document(), encoding="utf-8")
        (folder / "style.css").write_text(CSS, encoding="utf-8")
        project = folder / "project"
        project.mkdir()
        for part in ("source", "annotations", "postil.yaml"):
            source = ROOT / part
            shutil.copytree(source, project / part) if source.is_dir() else shutil.copy(
                source, project / part
            )

        def baseline() -> None:
            pandoc = [need_engine(), "text.md", "--standalone", "--metadata=title:Treaty", "--css=style.css"]
            subprocess.run([*pandoc, "--output=text.html"], cwd=folder, check=True, capture_output=True)
            weasyprint = [sys.executable, "-m", "weasyprint", "text.html", "text.pdf"]
            subprocess.run(weasyprint, cwd=folder, check=True, capture_output=True)

        def postil_build() -> None:
            shutil.rmtree(project / "build", ignore_errors=True)
            command = [sys.executable, "-m", "postil", "build", EDITION]
            subprocess.run(command, cwd=project, check=True, capture_output=True)

        baseline()
        postil_build()  # once beforehand, so that both find their files in the system's cache
        theirs, ours = [], []
        for _ in range(rounds):
            theirs.append(timed(baseline))
            ours.append(timed(postil_build))
    ratio = statistics.median(ours) / statistics.median(theirs)
    print("| | median s | min s | max s |")
    print("|---|---|---|---|")
    for label, times in (("pandoc → HTML → WeasyPrint, PDF", theirs), ("postil, PDF + EPUB + web", ours)):
        print(f"| {label} | {statistics.median(times):.2f} | {min(times):.2f} | {max(times):.2f} |")
    print(f"\nratio {ratio:.2f} (owed: at most {OWED:.1f}), {rounds} rounds")
    return 0 if ratio <= OWED else 1


if __name__ == "__main__":
    raise SystemExit(main())
