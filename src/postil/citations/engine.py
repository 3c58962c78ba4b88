"""The call: our citations as a pandoc document, pandoc's answer as our nodes."""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from postil.citations.answer import read_answer
from postil.citations.placing import Context, contexts, placed
from postil.citations.requests import AskedWork, CiteAnswer, CiteRequest, asked
from postil.citations.terms import engine_tag, label_in, with_terms
from postil.diagnostics import Checked, Collector, code
from postil.model.edition import (
    Bibliography,
    Citations,
    ResolvedEdition,
    WovenEdition,
)
from postil.model.manifest import ProjectManifest
from postil.model.notes import Note
from postil.model.steps import Perform, Step, key_of, perform_here
from postil.spans import Span

__all__ = [
    "check_style",
    "citations_of",
    "cite",
    "cite_document",
    "cite_edition",
    "cite_step",
    "contexts_of",
    "engine_version",
    "need_engine",
    "style_fault",
    "works_as_json",
]

# What a bibliography or a style may cost. Ten thousand citations take seconds and a tenth of this memory.
_TIMEOUT = 60
_MEMORY = "-M1g"
_LATE = "the citation engine took more than"
BUSY = "build again when the machine has less to do; if it comes again, look for what is unusual in the style"
NOTHING = Citations({}, ())


def cite(edition: WovenEdition, style: str | None) -> Checked[Citations]:
    """Return the words of every citation of an edition, first full, then short, and its bibliography.

    `style` is the text of a CSL style. Reports R006 (no style, or one that sends elsewhere for another), R007 (the
    engine failed).
    """
    whole = edition.edition
    return cite_edition(contexts_of(edition), whole.bibliography, style, whole.project, perform_here)


def cite_edition(
    found: tuple[Context, ...],
    bibliography: Bibliography,
    style: str | None,
    project: ProjectManifest,
    perform: Perform,
) -> Checked[Citations]:
    """Return the same of an edition whose citations are known in their contexts."""
    out = Collector()
    if not found or not out.take(check_style(style, project)) or style is None:
        return out.done(NOTHING)
    request = CiteRequest(asked(found), bibliography.data, bibliography.format, style, project.language)
    [answer] = perform([cite_step(request)])
    return out.done(out.take(citations_of(found, answer, bibliography.path)))


def cite_step(request: CiteRequest) -> Step[CiteAnswer]:
    """Return the asking of a request as a step."""
    return Step(cite_document, (request,), "cite " + key_of("cite", request), "citations", light=True)


def check_style(style: str | None, project: ProjectManifest) -> Checked[bool]:
    """Tell whether the text of a citation style will do. Reports R006."""
    out = Collector()
    fault = style_fault(style)
    if fault:
        out.report(
            code("R006"),
            fault.format(name=project.citation_style),
            project.citation_style_span,
            hint="name a bundled style, or the path of an independent CSL style in the project",
        )
    return out.done(not fault)


def citations_of(found: tuple[Context, ...], answer: CiteAnswer, path: str) -> Checked[Citations]:
    """Return citations as they stand in their sentences; `path` is that of the bibliography. Reports R007."""
    out = Collector()
    if answer.fault:
        place = Span(path, 0, 0) if path and answer.remedy else None
        out.report(code("R007"), answer.fault, place, hint=answer.remedy or BUSY)
        return out.done(NOTHING)
    pairs = zip(found, answer.citations, strict=True)
    return out.done(Citations({c.node.span: placed(c, words) for c, words in pairs}, answer.works))


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


def contexts_of(edition: WovenEdition | ResolvedEdition) -> tuple[Context, ...]:
    """Return citations in the order of the book: front matter, parts before the text, notes in the order of their
    calls, chronology and persons, then notes that stand at the back, parts behind the text, glossary."""
    return tuple(_citations(edition))


def _citations(edition: WovenEdition | ResolvedEdition) -> Iterator[Context]:
    front = [p for p in edition.edition.parts if p.manifest.place == "front"]
    back = [p for p in edition.edition.parts if p.manifest.place == "back"]
    for body in edition.edition.manifest.front.bodies:
        yield from contexts(body)
    for part in front:
        yield from contexts(part.blocks)
    matter = edition.edition.manifest.matter
    for note in edition.notes:
        if note.series.place("print") != "back":
            yield from _in_note(note)
    for body in matter.before_notes:
        yield from contexts(body)
    behind = [n for n in edition.notes if n.series.place("print") == "back"]
    for note in sorted(behind, key=lambda n: n.series.order):
        yield from _in_note(note)
    for part in back:
        yield from contexts(part.blocks)
    for body in matter.behind_notes:
        yield from contexts(body)


def _in_note(note: Note) -> Iterator[Context]:
    yield from contexts(note.body)
    yield from contexts(note.answer)


def cite_document(request: CiteRequest) -> CiteAnswer:
    """Return what the engine makes of a request. A pure function: the same request has the same answer everywhere."""
    groups = list(request.citations)
    if request.numbered:
        groups.insert(0, tuple(AskedWork(key, "", "", False) for key in request.numbered))
    meta: dict[str, Any] = {
        "lang": {"t": "MetaString", "c": engine_tag(request.language)},
        "link-citations": {"t": "MetaBool", "c": False},
    }
    if request.also:
        listed = [_work(AskedWork(key, "", "", False), 0, "") for key in request.also]
        meta["nocite"] = {"t": "MetaInlines", "c": [{"t": "Cite", "c": [listed, []]}]}
    document = {
        "pandoc-api-version": [1, 23, 1],
        "meta": meta,
        "blocks": [
            {
                "t": "Para",
                "c": [{"t": "Note", "c": [{"t": "Para", "c": [_cite(works, n, request.language)]}]}],
            }
            for n, works in enumerate(groups, 1)
        ],
    }
    ending = {"bibtex": "bib", "csljson": "json"}[request.format]
    with tempfile.TemporaryDirectory(prefix="postil-cite-") as folder:
        works, csl = Path(folder) / f"works.{ending}", Path(folder) / "style.csl"
        works.write_bytes(request.works)
        csl.write_text(with_terms(request.style, request.language), encoding="utf-8")
        arguments = ("--from=json", "--to=json", "--citeproc", f"--csl={csl}", f"--bibliography={works}")
        said, fault = _pandoc(arguments, json.dumps(document).encode(), folder)
    if fault:
        remedy = "" if fault.startswith(_LATE) else "correct the bibliography (or the citation style)"
        return CiteAnswer((), (), fault, remedy)
    try:
        answer = read_answer(json.loads(said), len(groups), request.language)
    except (ValueError, LookupError, TypeError) as error:
        fault = f"the citation engine gave an answer that cannot be read: {error}"
        return CiteAnswer((), (), fault, "try another citation style")
    return CiteAnswer(answer.citations[bool(request.numbered) :], answer.works)


def works_as_json(bibtex: bytes) -> CiteAnswer | bytes:
    """Return a BibTeX bibliography as CSL-JSON, or what went wrong."""
    with tempfile.TemporaryDirectory(prefix="postil-cite-") as folder:
        said, fault = _pandoc(("--from=bibtex", "--to=csljson"), bibtex, folder)
    return CiteAnswer((), (), fault, "correct the bibliography") if fault else said


def _pandoc(arguments: tuple[str, ...], given: bytes, folder: str) -> tuple[bytes, str]:
    """Return what pandoc says, or what is wrong. It reads the files that are named and no others."""
    try:
        run = subprocess.run(
            [need_engine(), "+RTS", _MEMORY, "-RTS", "--sandbox", *arguments],
            input=given,
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
        return b"", f"{_LATE} {_TIMEOUT} seconds"
    if run.returncode != 0:
        told = run.stderr.decode("utf-8", errors="replace").replace(folder + "/", "").strip()
        return b"", "the citation engine failed: " + " ".join(told.split())[:300]
    return run.stdout, ""


def _cite(works: tuple[AskedWork, ...], number: int, language: str) -> dict[str, Any]:
    return {
        "t": "Cite",
        "c": [[_work(w, number, language) for w in works], [{"t": "Str", "c": "[citation]"}]],
    }


def _work(work: AskedWork, number: int, language: str) -> dict[str, Any]:
    words = _words(label_in(language, work.suffix)) if work.suffix else []
    suffix = [{"t": "Str", "c": ","}, {"t": "Space"}, *words] if words else []
    return {
        "citationId": work.key,
        "citationPrefix": _words(work.prefix) if work.prefix else [],
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
