"""A project read and checked in parts is the project read and checked as a whole."""

from __future__ import annotations

import pickle
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.projects import files
from core.test_cases import FILES, _read
from postil import workspace
from postil.build.faces import Typecase
from postil.build.judging import judge_project
from postil.diagnostics import Checked, Collector
from postil.ingest import project as parts
from postil.ingest.edition import EditionReader
from postil.ingest.files import FileReader
from postil.ingest.manifest import ingest_project_manifest
from postil.ingest.project import files_by_edition, files_of, ingest_frame, ingest_one, ingest_project
from postil.memory import Memory
from postil.model.edition import (
    Edition,
    Project,
    ProjectFiles,
)
from postil.model.steps import Step
from postil.spans import InputFile
from postil.workers import Workers

T = TypeVar("T")
_TWO = {
    "postil.yaml": "title: Two\nbibliography: source/letter/works.yaml\ncontributors:\n  AB: {name: Ada}\nfonts: [source/note/a.ttf]\n",
    "source/letter/works.yaml": "references:\n- {id: smith, title: Ships}\n",
    "source/letter/edition.yaml": "title: A Letter\n",
    "source/letter/text.md": "# A Letter\n\nThe ship has come in.\n",
    "source/note/edition.yaml": "title: A Note\n",
    "source/note/text.md": "# A Note\n\nThe ship is lost, “they say”. 憲法\n",
    "source/note/stray.txt": "left here\n",
    "annotations/letter/notes.md": "---\nseries: notes\nby: AB\n---\n# text.1 “ship” {#ship}\n\nA brig.[@smith]\n",
    "annotations/note/notes.md": "---\nseries: notes\nby: XY\n---\n# text.1 “ship”\n\nThe same.[@smith; @jones]\n",
    "annotations/notes/notes.md": "---\nseries: notes\n---\n# text.1 “ship”\n\nOf nothing.\n",
    "readers/reader.yaml": "title: Both\ncontents:\n- edition: note\n- edition: letter\n- title: Between\n  prose: See [](#ship).\n",
}


def _travelled(value: T) -> T:
    """Return a value as it comes out of another process."""
    found: T = pickle.loads(pickle.dumps(value))  # noqa: S301 - our own bytes
    return found


def _projects() -> list[tuple[str, ProjectFiles]]:
    found = [("two editions", files(_TWO))]
    found += [(path.stem, files(_read(path)[0])) for path in FILES]
    return found


def _at_one_go(given_files: ProjectFiles) -> Checked[Project | None]:
    """Return the project read by one reader that has all files before it."""
    frame = ingest_frame(given_files)
    out = Collector()
    reader = FileReader(given_files, out)
    source = reader.text("postil.yaml")
    if source is None or frame.value is None:
        return frame
    read = ingest_project_manifest(source)
    manifest = out.take(read)
    reader.unknown |= frame.value.unknown
    bibliography = parts._bibliography(reader, manifest)
    parts._style(reader, manifest)
    edition_reader = EditionReader(reader, manifest, bibliography)
    editions = [edition_reader.edition(name) for name in parts._edition_names(reader)]
    out.take(frame)
    return out.done(frame.value.whole((e for e in editions if e is not None), [reader.texts]))


def _in_parts(given_files: ProjectFiles, chance: random.Random) -> Checked[Project | None]:
    """Return the project read in parts, in any order, each as if elsewhere."""
    out = Collector()
    frame = _travelled(out.take(ingest_frame(given_files)))
    if frame is None:
        return out.done(None)
    names = list(frame.names)
    chance.shuffle(names)
    editions: list[Edition] = []
    texts = []
    for name in names:
        own = files_of(name, given_files.files)
        edition, read = _travelled(
            out.take(ingest_one(name, _travelled(own), _travelled(frame.setting(name))))
        )
        texts.append(read)
        if edition is not None:
            editions.append(edition)
    return out.done(frame.whole(editions, texts))


@pytest.mark.parametrize(("name", "project"), _projects(), ids=lambda p: p if isinstance(p, str) else "")
def test_parts_put_together_are_the_whole(name: str, project: ProjectFiles) -> None:
    whole = ingest_project(project)
    assert whole == _at_one_go(project)
    assert whole == _in_parts(project, random.Random(name))


@given(st.randoms(use_true_random=False))
def test_spoilt_projects_are_the_same_in_parts(chance: random.Random) -> None:
    """Files go, appear, change their names and what they say."""
    spoilt = dict(chance.choice(_cached())[1].files)
    for _ in range(chance.randint(1, 3)):
        path = chance.choice(sorted(spoilt))
        data = spoilt[path].data[:4000]
        at = chance.randrange(len(data) + 1)
        match chance.randrange(5):
            case 0 if len(spoilt) > 1:
                del spoilt[path]
            case 1:
                other = chance.choice(
                    [
                        path + ".md",
                        path.replace("text", "test"),
                        "source/x/edition.yaml",
                        "annotations/x/a.md",
                    ]
                )
                spoilt[other] = InputFile(other, data)
            case 2:
                spoilt[path] = InputFile(
                    path, data[:at] + chance.choice([b"\xff", b"\n\n", b"{", b"# "]) + data[at:]
                )
            case _:
                spoilt[path] = InputFile(path, data[:at] + data[at + chance.randint(1, 9) :])
    project = ProjectFiles(dict(sorted(spoilt.items())))
    whole = ingest_project(project)
    assert whole == _at_one_go(project)
    assert whole == _in_parts(project, chance)


@cache
def _cached() -> list[tuple[str, ProjectFiles]]:
    return [(n, p) for n, p in _projects() if sum(len(f.data) for f in p.files.values()) < 20_000]


def test_which_files_concern_which_edition() -> None:
    project = files(_TWO)
    own = files_by_edition(project.files)
    assert sorted(own) == ["letter", "note"]
    assert own == {name: files_of(name, project.files) for name in own}
    assert sorted(own["note"]) == [
        "annotations/note/notes.md",
        *("source/note/" + n for n in ("edition.yaml", "stray.txt", "text.md")),
    ]
    frame = ingest_frame(project).value
    assert frame is not None
    assert frame.setting("letter").named == {"source/letter/works.yaml"}
    assert frame.setting("note").named == frozenset()


def test_an_edition_is_checked_by_itself() -> None:
    """What is found in a project is what is found in its editions, one by one in other processes, and in the rest."""
    project, typecase, styles = files(_TWO), Typecase(workspace.package_fonts()), workspace.package_styles()
    nothing = Memory(None, None, "")
    with Workers(1, nothing) as here, Workers(2, nothing, typesetter=False) as elsewhere:
        checked, texts = judge_project(project, typecase, styles, here)
        again, _ = judge_project(project, typecase, styles, _Sent(elsewhere))
    assert checked.diagnostics == again.diagnostics
    assert {d.code.id for d in checked.diagnostics} >= {"M009", "M010", "M019", "M022", "N014", "R002"}
    assert checked.value is not None
    assert {key: report.notes for key, report in checked.value.reports.items()} == {"letter": 1, "note": 1}
    spans = [d.span.file for d in checked.diagnostics if d.span is not None]
    assert {path for path in spans if path.endswith((".md", ".yaml"))} <= texts.keys() | {
        "annotations/notes/notes.md"
    }


class _Sent:
    """Sends every step to another process, however light."""

    def __init__(self, workers: Workers) -> None:
        self.workers = workers

    def lay_out(self, blobs: Mapping[str, bytes], /) -> None:
        self.workers.lay_out(blobs)

    def __call__(self, steps: Sequence[Step[T]], /) -> list[T]:
        return self.workers([replace(step, light=False) for step in steps])
