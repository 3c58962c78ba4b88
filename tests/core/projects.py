"""Small projects for the tests: files by path in, what the stages make of them out.

What a test does not write itself is filled in: a `postil.yaml` (its series are the default ones), an `edition.yaml`, and a copy-text that
has the same words as the transcription.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from postil import workspace
from postil.anchor import anchor
from postil.build.judging import judge_project
from postil.build.others import wanted_of
from postil.build.steps import bundled
from postil.diagnostics import Diagnostic
from postil.fidelity import Piece, pieces_of_part, pieces_of_text
from postil.ingest.project import ingest_project
from postil.ingest.text import ingest_text
from postil.memory import Memory
from postil.model.edition import (
    AnchoredEdition,
    Edition,
    OtherProject,
    Project,
    ProjectFiles,
    ResolvedEdition,
    WovenBlock,
    WovenDivision,
    WovenEdition,
    WovenFlow,
    WovenMark,
    WovenNode,
)
from postil.model.manifest import BuildAudience
from postil.model.text import BaseText
from postil.resolve import resolve
from postil.spans import InputFile, SourceText
from postil.weave import weave
from postil.workers import Workers

__all__ = [
    "EDITION",
    "POSTIL",
    "Checkup",
    "checkup",
    "edition",
    "files",
    "only",
    "resolved",
    "show",
    "text_of",
    "woven",
    "woven_blocks",
    "woven_nodes",
]

POSTIL = """\
title: Letters
contributors:
  AB: {name: Ada Brown}
  CD: {name: Carl Dietz}
"""
EDITION = """\
title: A Letter
date: 1801-03-04
rights: Public domain.
copy-text:
  siglum: C
  sha256: SHA256
"""
TEXT = "# A Letter\n\nDear friend, the ship has come in.\n"
_SHA = re.compile(r"\bSHA256\b")


def files(given: Mapping[str, str | bytes]) -> ProjectFiles:
    """Return the files of a project: those given, and what is missing of a plain one.

    `SHA256` in an `edition.yaml` stands for that of the copy-text beside it.
    """
    found = {path: data.encode() if isinstance(data, str) else data for path, data in given.items()}
    found.setdefault("postil.yaml", POSTIL.encode())
    if not any(p.startswith("source/") and p.count("/") > 1 for p in found):
        found["source/letter/text.md"] = TEXT.encode()
    for name in sorted({p.split("/")[1] for p in found if p.startswith("source/") and p.count("/") > 1}):
        folder = f"source/{name}"
        found.setdefault(f"{folder}/edition.yaml", EDITION.encode())
        found.setdefault(f"{folder}/text.md", TEXT.encode())
        manifest = found[f"{folder}/edition.yaml"]
        if b"SHA256" in manifest:
            if f"{folder}/copy-text.txt" not in found:
                text = found[f"{folder}/text.md"].decode("utf-8-sig", errors="replace")
                words = text_of(text).replace("\t", " ")
                found[f"{folder}/copy-text.txt"] = words.encode()
            digest = hashlib.sha256(found[f"{folder}/copy-text.txt"]).hexdigest()
            found[f"{folder}/edition.yaml"] = re.sub(rb"\bSHA256\b", digest.encode(), manifest)
    return ProjectFiles(
        {path: InputFile(path, data) for path, data in sorted(found.items()) if data != b"<missing>"}
    )


def with_others(given: Mapping[str, str | bytes]) -> ProjectFiles:
    """Return the files of a project and of those that its readers take editions from: `../NAME/…` is a file of one. One
    of which there is no file may not be read, or is not installed."""
    own = files({path: data for path, data in given.items() if not path.startswith("../")})
    others = {}
    for source, names in wanted_of(own):
        here = {
            path.removeprefix(source.home): data
            for path, data in given.items()
            if path.startswith(source.home)
        }
        if here:
            whole = files(here)
            known = tuple(
                sorted({p.split("/")[1] for p in whole.files if p.startswith("source/") and p.count("/") > 1})
            )
            kept = {
                p: f
                for p, f in whole.files.items()
                if p.count("/") < 2 or p.split("/")[1] in names or p.startswith("templates/")
            }
            others[source.home] = OtherProject(ProjectFiles(kept), known)
        else:
            fault: Literal["not installed", "not allowed"] = (
                "not installed" if source.package else "not allowed"
            )
            others[source.home] = OtherProject(ProjectFiles({}), fault=fault)
    return replace(own, others=others)


def text_of(markdown: str) -> str:
    """Return the words of a transcription, paragraphs parted by empty lines: a copy-text made after it."""
    source = SourceText.of("text.md", markdown.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n\n".join(p.text for p in pieces_of_text(ingest_text(source, "en").value)) + "\n"


def base_text(markdown: str, language: str = "en") -> BaseText:
    """Return a transcription that has no faults."""
    checked = ingest_text(SourceText.of("source/letter/text.md", markdown), language)
    assert not checked.diagnostics, show(
        checked.diagnostics, {"source/letter/text.md": SourceText.of("", markdown)}
    )
    return checked.value


@dataclass(frozen=True)
class Checkup:
    """What the stages found, in the order in which it is shown, and what they made."""

    project: Project | None
    diagnostics: tuple[Diagnostic, ...]
    woven: tuple[WovenEdition, ...]
    texts: Mapping[str, SourceText]

    @property
    def codes(self) -> list[str]:
        return [d.code.id for d in self.diagnostics]

    def shown(self) -> str:
        return show(self.diagnostics, self.texts)


def checkup(
    given: Mapping[str, str | bytes] | ProjectFiles, audience: BuildAudience = "instructors"
) -> Checkup:
    """Run every stage that needs no engine over a project."""
    read = given if isinstance(given, ProjectFiles) else with_others(given)
    workers = Workers(1, Memory(None, None, ""))
    judged, texts = judge_project(read, bundled(), workspace.package_styles(), workers)
    whole = ingest_project(read).value
    own = whole.editions if whole else ()
    made = [weave(resolve(anchor(each).value, audience).value).value for each in own]
    told = dict(whole.texts) if whole else {}
    told |= texts
    for path, file in read.files.items():
        told.setdefault(path, SourceText.of(path, file.data.decode("utf-8-sig", errors="replace")))
    ordered = tuple(sorted(dict.fromkeys(judged.diagnostics), key=Diagnostic.sort_key))
    return Checkup(whole, ordered, tuple(made), told)


def pieces_of_edition(own: Edition) -> list[Piece]:
    """Return what of an edition stands in its copy-text, in order."""
    before = [p for part in own.parts if part.manifest.in_copy_text == "before" for p in pieces_of_part(part)]
    after = [p for part in own.parts if part.manifest.in_copy_text == "after" for p in pieces_of_part(part)]
    return [*before, *pieces_of_text(own.text), *after]


def edition(given: Mapping[str, str | bytes]) -> Edition:
    """Return the one edition of a project without faults in what is read."""
    ingested = ingest_project(files(given))
    assert not ingested.diagnostics, show(
        ingested.diagnostics, ingested.value.texts if ingested.value else {}
    )
    assert ingested.value is not None
    (own,) = ingested.value.editions
    return own


def anchored(given: Mapping[str, str | bytes]) -> AnchoredEdition:
    """Return the edition with its notes placed, no fault among them."""
    checked = anchor(edition(given))
    assert not checked.diagnostics, [d.message for d in checked.diagnostics]
    return checked.value


def resolved(given: Mapping[str, str | bytes], audience: BuildAudience = "instructors") -> ResolvedEdition:
    """Return the edition with its notes labelled, no fault among them."""
    checked = resolve(anchored(given), audience)
    assert not checked.diagnostics, [d.message for d in checked.diagnostics]
    return checked.value


def woven(given: Mapping[str, str | bytes], audience: BuildAudience = "instructors") -> WovenEdition:
    """Return the woven edition of a project without faults."""
    return weave(resolved(given, audience)).value


def woven_blocks(flow: WovenDivision | tuple[WovenFlow, ...]) -> Iterator[WovenBlock]:
    """Yield every block, headings too, in the order of the document."""
    if isinstance(flow, WovenDivision):
        if flow.heading is not None:
            yield flow.heading
        flow = flow.content
    for item in flow:
        if isinstance(item, WovenBlock):
            yield item
        elif isinstance(item, WovenDivision):
            yield from woven_blocks(item)
        else:
            yield from woven_blocks(item.content)


def woven_nodes(block: WovenBlock) -> Iterator[WovenNode]:
    """Yield every node of a block, outer before inner; cells of a table and lines of a stanza one after another."""

    def visit(nodes: tuple[WovenNode, ...]) -> Iterator[WovenNode]:
        for node in nodes:
            yield node
            if isinstance(node, WovenMark):
                yield from visit(node.children)

    for run in block.runs:
        yield from visit(run)


def only(diagnostics: tuple[Diagnostic, ...]) -> Diagnostic:
    """Return the one diagnostic there is."""
    assert len(diagnostics) == 1, [f"{d.code.id} {d.message}" for d in diagnostics]
    return diagnostics[0]


def show(diagnostics: tuple[Diagnostic, ...], texts: Mapping[str, SourceText]) -> str:
    """Return diagnostics in the form in which the cases have them."""

    def place(span: object) -> str:
        if span is None:
            return "project"
        source = texts.get(span.file)
        line, column = source.position(span.start) if source else (1, 1)
        return f"{span.file}:{line}:{column}"

    out = []
    for d in diagnostics:
        out.append(f"{place(d.span)}: {d.severity}[{d.code.id}] {d.code.name}")
        out.append(f"  {d.message}")
        source = texts.get(d.span.file) if d.span else None
        if d.span is not None and source is not None and d.span.end > d.span.start:
            line, column = source.position(d.span.start)
            words = source.line(line)
            last, end = source.position(d.span.end)
            count = (end - column) if last == line else len(words) - column + 1
            shown = words if len(words) < 160 else words[:159] + "…"
            out.append(f"  {line:3} │ {shown}")
            if column + count < 160:
                out.append(f"      │ {' ' * (column - 1)}{'^' * max(count, 1)}{' …' if last != line else ''}")
        out.extend(f"  {place(label.span)}: {label.message}" for label in d.labels)
        if d.hint:
            out.append(f"  hint: {d.hint}")
    return "\n".join(out) + "\n" if out else "nothing is wrong\n"
