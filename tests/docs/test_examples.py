"""The examples in the documentation are right: each is read as what it is, and nothing is found wrong with it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from core.projects import checkup
from docs.pages import DOCS, PAGES, ROOT, SKELETON, Example, examples
from postil.diagnostics import Checked
from postil.ingest.edition_manifest import ingest_edition_manifest
from postil.ingest.manifest import ingest_project_manifest
from postil.ingest.reader_manifest import ingest_reader_manifest
from postil.model.edition import ProjectFiles
from postil.model.manifest import ProjectManifest
from postil.spans import InputFile, SourceText
from postil.workspace import read_project

ALL = [example for page in PAGES for example in examples(page)]
EDITION = """\
title: A Treaty
copy-text:
  siglum: C
  sha256: SHA256
differences:
"""
LEFT_OUT = {"T010", "T011", "T012", "T013", "T014"}
"""What is found because the other notes and the prose of the edition are not there."""


def used_as(language: str, *uses: str) -> list[Example]:
    return [e for e in ALL if e.language == language and e.use.split(" ")[0] in uses]


def told(checked: Checked[object]) -> list[str]:
    return [f"{d.code.id} {d.message} ({d.hint})" for d in checked.diagnostics]


def project() -> ProjectManifest:
    """Return the project of which the examples of `docs/edition.md` are parts."""
    (example,) = used_as("yaml", "project")
    return ingest_project_manifest(SourceText.of("postil.yaml", example.text)).value


def test_there_are_examples() -> None:
    """A misspelt mark would leave an example unread."""
    uses = {(e.language, e.use.split(" ")[0]) for e in ALL if e.use}
    assert uses == {
        ("markdown", "text"),
        ("markdown", "notes"),
        ("markdown", "transcription"),
        ("text", "copy"),
        ("yaml", "project"),
        ("yaml", "edition"),
        ("yaml", "reader"),
        ("yaml", "differences"),
    }


@pytest.mark.parametrize("example", used_as("markdown", "text"), ids=str)
def test_texts(example: Example) -> None:
    found = checkup({"source/letter/text.md": example.text})
    assert not found.diagnostics, found.shown()


@pytest.mark.parametrize("example", used_as("markdown", "notes"), ids=str)
def test_notes(example: Example) -> None:
    """Examples of notes are notes on the first edition, where they find their words."""
    read = read_project(ROOT).files
    kept = {p: f for p, f in read.items() if not p.startswith(("annotations/", "readers/")) and _is_needed(p)}
    series = [*example.use.split(" "), "editorial"][1]
    head = "" if example.text.startswith("---") else f"---\nseries: {series}\nby: PE\n---\n\n"
    path = "annotations/us-japan-1960/examples.md"
    manifest = "source/us-japan-1960/edition.yaml"
    words = kept[manifest].data.decode()
    kept[manifest] = InputFile(manifest, _without_parts(words).encode())
    kept[path] = InputFile(path, (head + example.text).encode())
    found = checkup(ProjectFiles(kept))
    faults = [d for d in found.diagnostics if d.code.id not in LEFT_OUT]
    assert not faults, found.shown()


def _is_needed(path: str) -> bool:
    """Leave out the prose: it refers to notes that are not here."""
    return (
        not path.startswith("source/us-japan-1960/") or not path.endswith(".md") or path.endswith("/text.md")
    )


def _without_parts(manifest: str) -> str:
    """Return an `edition.yaml` without the mapping `parts:`."""
    out, inside = [], False
    for line in manifest.split("\n"):
        if line and not line.startswith(" "):
            inside = line.startswith("parts:")
        if not inside:
            out.append(line)
    return "\n".join(out)


@pytest.mark.parametrize("example", used_as("yaml", "project"), ids=str)
def test_projects(example: Example) -> None:
    assert not told(ingest_project_manifest(SourceText.of("postil.yaml", example.text)))


@pytest.mark.parametrize("example", used_as("yaml", "edition"), ids=str)
def test_editions(example: Example) -> None:
    assert not told(ingest_edition_manifest(SourceText.of("edition.yaml", example.text), "x", project()))


@pytest.mark.parametrize("example", used_as("yaml", "reader"), ids=str)
def test_readers(example: Example) -> None:
    assert not told(ingest_reader_manifest(SourceText.of("readers/x.yaml", example.text), "x", project()))


def _triples() -> list[tuple[Example, Example, Example]]:
    """Return copy-text, transcription and differences that stand one after another."""
    found = []
    for page in PAGES:
        listed = [e for e in examples(page) if e.use in {"copy", "transcription", "differences"}]
        for (a, b), c in zip(pairwise(listed), listed[2:], strict=False):
            if (a.use, b.use, c.use) == ("copy", "transcription", "differences"):
                found.append((a, b, c))
    return found


@pytest.mark.parametrize("triple", _triples(), ids=lambda t: str(t[0]))
def test_differences(triple: tuple[Example, Example, Example]) -> None:
    """With its declarations the transcription agrees with the copy-text; without any of them it does not."""
    copy, text, differences = triple
    files = {"source/letter/copy-text.txt": copy.text, "source/letter/text.md": text.text}
    declared = "".join(f"  {line}\n" for line in differences.text.splitlines())
    found = checkup({**files, "source/letter/edition.yaml": EDITION + declared})
    assert not found.diagnostics, found.shown()
    bare = checkup({**files, "source/letter/edition.yaml": EDITION.removesuffix("differences:\n")})
    assert bare.diagnostics


def test_each_kind_of_difference_is_shown() -> None:
    from typing import get_args, get_type_hints

    from postil.model.manifest import Difference

    kinds = set(get_args(get_type_hints(Difference)["kind"]))
    shown = {line.removeprefix("- ").split(":")[0] for _, _, c in _triples() for line in c.text.splitlines()}
    assert kinds <= shown


def test_every_copy_has_its_declaration() -> None:
    assert len(_triples()) == len(used_as("text", "copy")) == len(used_as("markdown", "transcription"))


# the skeleton -----------------------------------------------------------------------------------------------------------


def _skeleton() -> dict[str, bytes]:
    return {
        p.relative_to(SKELETON).as_posix(): p.read_bytes() for p in sorted(SKELETON.rglob("*")) if p.is_file()
    }


def test_skeleton_is_without_fault() -> None:
    """What `postil new` makes has not so much as a warning."""
    read = read_project(SKELETON)
    assert not read.refused
    found = checkup(read)
    assert not found.diagnostics, found.shown()


def test_skeleton_shows_what_there_is() -> None:
    """Words, a neighbour, a range, an apparatus entry, a question with its answer, a citation."""
    (woven,) = checkup(read_project(SKELETON)).woven
    notes = {n.id: n for n in woven.notes}
    selectors = [n.annotation.selector for n in notes.values()]
    assert any(s.last for s in selectors)
    assert any(s.after for s in selectors)
    assert any(n.readings for n in notes.values())
    assert any(n.answer for n in notes.values())
    assert {n.series.kind for n in notes.values()} == {"notes", "apparatus", "questions"}
    assert b"[@" in b"".join(_skeleton().values())


def test_skeleton_ships_whole() -> None:
    from postil.workspace import skeleton

    assert dict(skeleton()) == _skeleton()


def test_getting_started_speaks_of_the_skeleton() -> None:
    """The note that is changed there stands in the skeleton, and the message is the one that is shown."""
    page = (DOCS / "getting-started.md").read_text(encoding="utf-8")
    heading = "# text.1 “The Independent Journal” {#journal}"
    files = {k: v.decode() for k, v in _skeleton().items() if k.startswith(("source", "annot", "postil"))}
    assert heading in page
    assert heading in files["annotations/letter/editorial.md"]
    changed = files["annotations/letter/editorial.md"].replace("Journal” ", "Journals” ")
    data = {p: InputFile(p, t.encode()) for p, t in files.items()}
    path = "annotations/letter/editorial.md"
    data[path] = InputFile(path, changed.encode())
    (fault,) = checkup(ProjectFiles(data)).diagnostics
    assert f"[{fault.code.id}] {fault.code.name}" in page
    assert fault.message in page
    assert fault.hint in page
    assert fault.labels[0].message in page


def test_paths_in_the_skeleton_read_me() -> None:
    words = (SKELETON / "README.md").read_text(encoding="utf-8")
    for path in ("postil.yaml", "source/letter/text.md", "source/letter/edition.yaml", "annotations/letter/"):
        assert f"`{path}`" in words
        assert Path(SKELETON / path).exists()
