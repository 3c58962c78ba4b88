"""The call: our citations as a pandoc document, pandoc's answer as our nodes."""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from postil.citations.answer import Answer, read_answer
from postil.citations.placing import Context, contexts, placed
from postil.diagnostics import Checked, Collector, code
from postil.model.edition import Bibliography, Citations, WovenEdition
from postil.model.prose import Citation, CitedWork, Inline, ProseBlock
from postil.spans import Span

__all__ = ["cite", "engine_version", "need_engine"]

_TIMEOUT = 120
NOTHING = Citations({}, ())


def cite(edition: WovenEdition, style: str | None) -> Checked[Citations]:
    """Return the words of every citation of an edition, first full, then short, and its bibliography.

    `style` is the text of a CSL style. Reports R006 (no style, or one that sends elsewhere for another), R007 (the
    engine failed).
    """
    out = Collector()
    found = tuple(_citations(edition))
    if not found:
        return out.done(NOTHING)
    project = edition.edition.project
    if style is None or "independent-parent" in style:
        out.report(
            code("R006"),
            f"there is no citation style “{project.citation_style}”"
            if style is None
            else "the citation style is a dependent one: it only names another",
            project.citation_style_span,
            hint="name a bundled style, or the path of an independent CSL style in the project",
        )
        return out.done(NOTHING)
    language = project.language
    answer = out.take(_ask([c.node for c in found], edition.edition.bibliography, style, language))
    if answer is None:
        return out.done(NOTHING)
    rendered: dict[Span, tuple[Inline, ...]] = {}
    for context, inlines in zip(found, answer.citations, strict=True):
        rendered[context.node.span] = placed(context, inlines)
    return out.done(Citations(rendered, answer.works))


def _citations(edition: WovenEdition) -> Iterator[Context]:
    """Yield citations in the order of the book: parts before the text, notes in the order of their calls, then
    notes that stand at the back, then parts behind the text."""
    front = [p for p in edition.edition.parts if p.manifest.place == "front"]
    back = [p for p in edition.edition.parts if p.manifest.place == "back"]
    for part in front:
        yield from _of(part.blocks, True)
    beside = [n for n in edition.notes if n.series.place("print") != "back"]
    behind = [n for n in edition.notes if n.series.place("print") == "back"]
    for note in (*beside, *sorted(behind, key=lambda n: n.series.order)):
        yield from _of(note.body, False)
        yield from _of(note.answer, False)
    for part in back:
        yield from _of(part.blocks, True)


def _of(blocks: tuple[ProseBlock, ...], prose: bool) -> Iterator[Context]:
    yield from contexts(blocks, prose)


def _ask(
    citations: list[Citation], bibliography: Bibliography, style: str, language: str
) -> Checked[Answer | None]:
    out = Collector()
    document = {
        "pandoc-api-version": [1, 23, 1],
        "meta": {"lang": {"t": "MetaString", "c": language}, "link-citations": {"t": "MetaBool", "c": False}},
        "blocks": [
            {"t": "Para", "c": [{"t": "Note", "c": [{"t": "Para", "c": [_cite(c, n)]}]}]}
            for n, c in enumerate(citations, 1)
        ],
    }
    ending = {"bibtex": "bib", "csljson": "json"}[bibliography.format]
    with tempfile.TemporaryDirectory(prefix="postil-cite-") as folder:
        works, csl = Path(folder) / f"works.{ending}", Path(folder) / "style.csl"
        works.write_bytes(bibliography.data)
        csl.write_text(style, encoding="utf-8")
        command = [
            need_engine(),
            "--from=json",
            "--to=json",
            "--citeproc",
            f"--csl={csl}",
            f"--bibliography={works}",
        ]
        try:
            run = subprocess.run(  # noqa: S603 - our own engine, no shell, fixed arguments
                command,
                input=json.dumps(document).encode(),
                capture_output=True,
                timeout=_TIMEOUT,
                check=False,
                cwd=folder,
                env={"PATH": os.defpath, "HOME": folder, "LANG": "C.UTF-8", "http_proxy": "http://127.0.0.1:9"},
            )
        except subprocess.TimeoutExpired:
            out.report(code("R007"), f"the citation engine took more than {_TIMEOUT} seconds", None)
            return out.done(None)
    if run.returncode != 0:
        said = run.stderr.decode("utf-8", errors="replace").replace(folder + "/", "").strip()
        out.report(
            code("R007"),
            "the citation engine failed: " + " ".join(said.split())[:300],
            Span(bibliography.path, 0, 0) if bibliography.path else None,
            hint="correct the bibliography (or the citation style)",
        )
        return out.done(None)
    return out.done(read_answer(json.loads(run.stdout), len(citations), language))


def _cite(citation: Citation, number: int) -> dict[str, Any]:
    words = [_work(w, number) for w in citation.works]
    return {"t": "Cite", "c": [words, [{"t": "Str", "c": "[citation]"}]]}


def _work(work: CitedWork, number: int) -> dict[str, Any]:
    suffix = [{"t": "Str", "c": ","}, {"t": "Space"}, *_words(work.suffix)] if work.suffix else []
    return {
        "citationId": work.key,
        "citationPrefix": _words(work.prefix),
        "citationSuffix": suffix,
        "citationMode": {"t": "SuppressAuthor" if work.suppress_author else "NormalCitation"},
        "citationNoteNum": number,
        "citationHash": number,
    }


def _words(text: str) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for word in text.split():
        if out:
            out.append({"t": "Space"})
        out.append({"t": "Str", "c": word})
    return out


@functools.cache
def need_engine() -> str:
    """Return the path of pandoc: the one that comes with `pypandoc_binary`."""
    found = importlib.util.find_spec("pypandoc")
    if found is not None and found.origin:
        path = Path(found.origin).parent / "files" / ("pandoc.exe" if os.name == "nt" else "pandoc")
        if path.is_file():
            return str(path)
    raise FileNotFoundError("pandoc is missing: pip install pypandoc_binary")


@functools.cache
def engine_version() -> str:
    """Return the version of the citation engine, `pandoc 3.9`."""
    run = subprocess.run([need_engine(), "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    return run.stdout.split("\n", 1)[0].strip()
