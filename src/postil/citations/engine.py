"""The call: our citations as a pandoc document, pandoc's answer as our nodes."""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from postil.citations.answer import Answer, read_answer
from postil.citations.placing import Context, contexts, placed
from postil.diagnostics import Checked, Collector, code
from postil.model.edition import Bibliography, Citations, WovenEdition
from postil.model.manifest import ProjectManifest
from postil.model.prose import Citation, CitedWork, Inline, ProseBlock
from postil.spans import Span

__all__ = ["cite", "cite_prose", "engine_version", "need_engine", "style_fault"]

# What a bibliography or a style may cost. Ten thousand citations take seconds and a tenth of this memory.
_TIMEOUT = 60
_MEMORY = "-M1g"
NOTHING = Citations({}, ())


def cite(edition: WovenEdition, style: str | None) -> Checked[Citations]:
    """Return the words of every citation of an edition, first full, then short, and its bibliography.

    `style` is the text of a CSL style. Reports R006 (no style, or one that sends elsewhere for another), R007 (the
    engine failed).
    """
    return _cited(tuple(_citations(edition)), edition.edition.bibliography, style, edition.edition.project)


def cite_prose(
    prose: Iterable[tuple[ProseBlock, ...]],
    bibliography: Bibliography,
    style: str | None,
    project: ProjectManifest,
) -> Checked[Citations]:
    """Return the same for pieces of prose that belong to no edition (a reader's own), taken together."""
    found = tuple(context for blocks in prose for context in contexts(blocks))
    return _cited(found, bibliography, style, project)


def style_fault(style: str | None) -> str:
    """Return what is wrong with the text of a citation style, or nothing."""
    if style is None:
        return "there is no citation style “{name}”"
    if "independent-parent" in style:
        return "the citation style is a dependent one: it only names another"
    if not re.search(r"<style\b", style):
        return "“{name}” is no citation style"
    if "<!DOCTYPE" in style or "<!ENTITY" in style:
        return "the citation style declares entities"
    return ""


def _cited(
    found: tuple[Context, ...], bibliography: Bibliography, style: str | None, project: ProjectManifest
) -> Checked[Citations]:
    out = Collector()
    if not found:
        return out.done(NOTHING)
    fault = style_fault(style)
    if fault or style is None:
        out.report(
            code("R006"),
            fault.format(name=project.citation_style),
            project.citation_style_span,
            hint="name a bundled style, or the path of an independent CSL style in the project",
        )
        return out.done(NOTHING)
    answer = out.take(_ask([c.node for c in found], bibliography, style, project.language))
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
        yield from contexts(part.blocks)
    beside = [n for n in edition.notes if n.series.place("print") != "back"]
    behind = [n for n in edition.notes if n.series.place("print") == "back"]
    for note in (*beside, *sorted(behind, key=lambda n: n.series.order)):
        yield from contexts(note.body)
        yield from contexts(note.answer)
    for part in back:
        yield from contexts(part.blocks)


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
            *("+RTS", _MEMORY, "-RTS"),
            "--sandbox",  # it reads the files named here and no others
            "--from=json",
            "--to=json",
            "--citeproc",
            f"--csl={csl}",
            f"--bibliography={works}",
        ]
        try:
            run = subprocess.run(
                command,
                input=json.dumps(document).encode(),
                capture_output=True,
                timeout=_TIMEOUT,
                check=False,
                cwd=folder,
                env={
                    "PATH": os.defpath,
                    "HOME": folder,
                    "LANG": "C.UTF-8",
                    "http_proxy": "http://127.0.0.1:9",
                },
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
    try:
        return out.done(read_answer(json.loads(run.stdout), len(citations), language))
    except (ValueError, LookupError, TypeError) as error:
        out.report(
            code("R007"),
            f"the citation engine gave an answer that cannot be read: {error}",
            Span(bibliography.path, 0, 0) if bibliography.path else None,
            hint="try another citation style",
        )
        return out.done(None)


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
    for word in re.split(r"[ \t\n]+", text.strip(" \t\n")):  # not at no-break spaces
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
    run = subprocess.run([need_engine(), "--version"], capture_output=True, text=True, check=True)
    return run.stdout.split("\n", 1)[0].strip()
