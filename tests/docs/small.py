"""A project in memory: the skeleton with some of its files replaced, run through every stage that needs no engine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from postil.anchor import anchor
from postil.diagnostics import Diagnostic
from postil.fidelity import compare, pieces_of_text
from postil.ingest.project import ingest_project
from postil.model.edition import Edition, ProjectFiles
from postil.resolve import check_references, resolve
from postil.spans import InputFile

ROOT = Path(__file__).resolve().parents[2]
SKELETON = ROOT / "templates" / "project"

PROJECT = """\
title: Small
contributors:
  MK: {name: Maria Koch, role: editor}
series:
  editorial: {kind: notes, label: "1"}
  textual: {kind: apparatus, label: a}
  glossary: {kind: gloss, label: "*"}
  questions: {kind: questions, label: Q1}
"""

EDITION = "title: Small\n"

TEXT = """\
# A small treaty

::: preamble

The Parties,

Desiring peace and friendship,

:::

## ARTICLE I

The Parties shall keep the peace. Peace shall be kept in the areas under their administration.

## ARTICLE II

This Treaty shall be ratified.
"""

BIBLIOGRAPHY = """\
references:
  - {id: frus1994, type: book, title: Foreign Relations}
  - {id: nat, type: treaty, title: North Atlantic Treaty}
"""


def files(**changes: str | None) -> dict[str, str]:
    """Return a small project that has no fault; `changes` replace files by their short names."""
    short = {
        "project": "postil.yaml",
        "edition": "source/small/edition.yaml",
        "text": "source/small/text.md",
        "copy": "source/small/copy-text.txt",
        "introduction": "source/small/introduction.md",
        "notes": "annotations/small/notes.md",
        "bibliography": "source/bibliography.yaml",
        "reader": "readers/course.yaml",
    }
    found: dict[str, str] = {
        "postil.yaml": PROJECT,
        "source/small/edition.yaml": EDITION,
        "source/small/text.md": TEXT,
        "source/bibliography.yaml": BIBLIOGRAPHY,
    }
    for name, content in changes.items():
        if content is not None:
            found[short.get(name, name)] = content
    return found


def with_copy_text(found: dict[str, str]) -> dict[str, str]:
    """Return the project with the checksum of its copy-text written where `edition.yaml` says SHA256."""
    copy = found.get("source/small/copy-text.txt", "")
    digest = hashlib.sha256(copy.encode()).hexdigest()
    return {name: text.replace("SHA256", digest) for name, text in found.items()}


def run(found: Mapping[str, str | bytes]) -> tuple[tuple[Edition, ...], list[Diagnostic]]:
    """Return the editions of a project and everything that is found wrong with it."""
    data = {
        name: InputFile(name, content.encode() if isinstance(content, str) else content)
        for name, content in found.items()
    }
    ingested = ingest_project(ProjectFiles(data))
    faults = list(ingested.diagnostics)
    if ingested.value is None:
        return (), faults
    for edition in ingested.value.editions:
        anchored = anchor(edition)
        faults += anchored.diagnostics
        for audience in ("students", "instructors"):
            faults += resolve(anchored.value, audience).diagnostics
        faults += check_references(edition).diagnostics
        if edition.copy_text is not None:
            pieces = pieces_of_text(edition.text)
            faults += compare(edition.copy_text, pieces, edition.manifest.differences, "text").diagnostics
    return ingested.value.editions, list(dict.fromkeys(faults))


def told(faults: list[Diagnostic], *, but: frozenset[str] = frozenset({"M022"})) -> list[str]:
    """Return diagnostics as lines, those in `but` left out."""
    return [f"{d.code.id} {d.span}: {d.message} ({d.hint})" for d in faults if d.code.id not in but]
