"""Audiences: what is for instructors leaves no trace in a student's files, and stands in the instructors'."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.kit import Built, build, project, run

pytestmark = pytest.mark.slow

TEXT = "# A Letter\n\nDear friend, the ship has come in at Hull.\n\nAll are well.\n"
NOTES = """\
---
series: editorial
by: AB
---

# text.1 “ship” {#ship}

The *Swan*.

# text.1 “Hull” {#quagga-id audience=instructors}

Quaggaword is told to instructors alone [@quaggakey] with [a link](https://quagga.example/).

# text.2 “well” {#well}

Well indeed.
"""
HIDDEN = """\
---
series: quaggaseries
by: QU
---

# text.1 “friend” {#friend}

Quaggaword again.
"""
QUESTIONS = """\
---
series: questions
by: AB
---

# text.2 “well” {#q-well}

How are they?

::: answer
Quaggaword is the answer.[@quaggakey]

Also in *Quag*gaword’s parts, see [](#quagga-id).
:::
"""
WORKS = """\
references:
- {id: quaggakey, type: book, title: The Quaggabook, author: [{family: Quaggaman}], issued: {date-parts: [[1900]]}}
"""
POSTIL = """\
title: A test
contributors:
  AB: {name: Ann Bee, role: editor}
  QU: {name: Carl Quaggason, role: editor}
series:
  editorial: {kind: notes, label: "1"}
  quaggaseries: {kind: gloss, name: Quagganotes, label: a, audience: instructors}
  questions: {kind: questions, label: Q1, place: {print: back, epub: back}}
"""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, Built]:
    folder = project(
        tmp_path_factory.mktemp("audiences"),
        {
            "postil.yaml": POSTIL,
            "source/bibliography.yaml": WORKS,
            "source/letter/text.md": TEXT,
            "annotations/letter/notes.md": NOTES,
            "annotations/letter/quaggafile.md": HIDDEN,
            "annotations/letter/questions.md": QUESTIONS,
        },
    )
    [students] = build(folder)
    [instructors] = build(folder, audience="instructors")
    return students, instructors


def test_students_get_no_trace(both: tuple[Built, Built]) -> None:
    students, _ = both
    texts = students.texts()
    assert len(texts) == 4
    for name, text in texts.items():
        at = text.casefold().find("quag")
        assert at < 0, (name, text[max(0, at - 100) : at + 100])


def test_instructors_get_everything(both: tuple[Built, Built]) -> None:
    _, instructors = both
    texts = instructors.texts()
    for name, text in texts.items():
        if name == "manifest.json":
            assert "annotations/letter/quaggafile.md" in text
            continue
        assert "Quaggaword is told to instructors alone" in text, name
        assert "Quaggaword is the answer" in text, name
        assert "The Quaggabook" in text, name


def test_labels_of_students_leave_no_gap(both: tuple[Built, Built]) -> None:
    students, instructors = both
    for built, expected in ((students, ["1", "2", "Q1"]), (instructors, ["a", "1", "2", "3", "Q1"])):
        calls = [e for e in built.page_root.iter("a") if (e.get("id") or "").startswith("c-")]
        assert ["".join(e.itertext()).strip() for e in calls] == expected


def test_instructors_files_lie_in_a_folder_of_their_own(both: tuple[Built, Built]) -> None:
    students, instructors = both
    assert students.folder.name == "letter"
    assert instructors.folder.name == "letter-instructors"
    assert sorted(p.name for p in instructors.folder.iterdir()) == [
        "letter-instructors.epub",
        "letter-instructors.pdf",
        "manifest.json",
        "web",
    ]


def test_the_command_builds_for_either(tmp_path: Path, both: tuple[Built, Built]) -> None:
    students, instructors = both
    for audience, built in (("students", students), ("instructors", instructors)):
        before = built.page.read_bytes()
        told = run("build", "--for", audience, "--format", "html", cwd=built.root)
        assert told.returncode == 0, told.stderr
        assert f"build/{built.folder.name}/web/index.html" in told.stdout
        assert built.page.read_bytes() == before
    assert run("build", "--for", "teachers", cwd=students.root).returncode == 2


def test_the_treaty_for_students_has_no_answers(treaty: Built, instructors: Built) -> None:
    from postil import load
    from postil.model.prose import Text, walk_blocks

    checked = load(treaty.root).check().checked
    assert checked is not None
    [edition] = [e for e in checked.project.editions if e.id == treaty.name]
    hidden = [a for a in edition.annotations if a.answer]
    assert hidden
    here = treaty.texts()
    there = instructors.texts()
    for annotation in hidden:
        words = [" ".join(n.text.split()) for n in walk_blocks(annotation.answer) if isinstance(n, Text)]
        long = max(words, key=len)
        for name, text in here.items():
            assert long not in text, (annotation.id, name)
        for name, text in there.items():
            if name.endswith((".html", ".epub")):
                assert long in text.replace("&#39;", "'"), (annotation.id, name)
