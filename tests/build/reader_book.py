"""A reader with one of everything: parts, weeks, excerpts of all kinds, a document twice, other projects, choices."""

from __future__ import annotations

from pathlib import Path

from build.kit import project

CHARTER = """\
# Charter of the Harbours

::: {#preamble .preamble}
We the *harbours* of the north,

Determined to live in peace,
:::

## CHAPTER I: PURPOSES {#ch-1}

### Article 1

The purposes are:

1. To keep the harbours open;
2. To keep the lights burning.
3. To be just.

### Article 2

All harbours are equal.

## CHAPTER II: MEMBERS {#ch-2}

### Article 3

The members are:

| Harbour | Ships |
|---|---|
| Hull | 12 |
| Bergen | 9 |

Others may be added.

### Article 4

::: verse
The lights are lit on every shore,
the ships come in by night,

and no one asks what flag they bore
who saw them by the light.
:::

### Article 5

Any harbour may leave.

::: {#signatures .signatures}
Done at Hull.
:::
"""
LETTER = """\
# To the Pilot

Dear pilot, the ship has come in at Hull.

All are well at home.
"""
POSTIL = """\
title: A test
imprint: {publisher: The press}
contributors:
  AB: {name: Ann Bee, role: editor}
series:
  editorial: {kind: notes, name: Notes, singular: Note, label: "1"}
  textual: {kind: apparatus, name: Textual notes, singular: Textual note, label: a}
  teaching: {kind: notes, name: Hints, singular: Hint, label: i, audience: instructors}
  questions: {kind: questions, name: Questions, singular: Question, label: Q1}
"""
NOTES = """\
---
series: editorial
by: AB
---

# preamble {#words}

The style is that of the *time*.[@log] See [](art-2) and [the list](art-1.2).

# art-1.2 “open” {#open}

Not closed. See [](#equal) and [](#lights).

# art-1.3 “lights” {#lights}

Lamps.

# art-2 “equal” {#equal}

An old claim.[@hull]

# ch-2 {#members}

This chapter was added last.

# art-3 “Others” {#others}

None were.

# art-4.1 “shore” {#shore}

A rhyme.
"""
QUESTIONS = """\
---
series: questions
by: AB
---

# art-1 “just” {#q-just}

What is just?

::: answer
To give each his own.
:::
"""
HINTS = """\
---
series: teaching
by: AB
---

# art-2 “All” {#hint}

Ask who is meant.
"""
EDITION = """\
title: Charter of the Harbours
short-title: Harbours
date: 1801-03-04
kind: treaty
rights: {text: Public domain., notes: By Ann Bee., licence: CC-BY-4.0}
headnote: Twelve harbours agreed, as [](art-2) says.
copy-text: {siglum: C, name: The parchment, from: Hull City Archives, url: https://example.org/c, sha256: SHA256}
"""
INTRODUCTION = "The harbours of the north agreed.[@hull, p. 3]\n\nIt took them long.\n"
WORKS = """\
references:
- {id: log, type: book, title: The Log of the Swan, author: [{family: Bee, given: Ann}], issued: {date-parts: [[1900]]}}
- {id: hull, type: book, title: Hull and Its Ships, author: [{family: Dee, given: Carl}], issued: {date-parts: [[1950]]}}
"""
READER = """\
title: Harbours and Ships
short-title: Harbours
course: HIST 1
term: Autumn 2026
instructors: [AB]
language: en-US
published: 2026-09-01
rights: For use in the course.
projects:
  north: {path: ../north}
contents:
- title: How to read
  prose: |
    Begin with [](charter--art-2), not with [](charter-2--art-5) [@log, p. 1].
- part: The Charter
  introduction: |
    It is told in [](charter--equal) that this is old.
  contents:
  - week: 1
    title: Purposes
    dates: 2026-09-07/2026-09-11
    introduction: |
      First the purposes.
    contents:
    - edition: charter
    - edition: charter
      title: The Charter once more
      excerpt: art-1.2, art-1.4, art-4, ch-2..art-3.1, signatures
      introduction: short
      teaching-notes: |
        They will ask about [](charter--art-5). It is in [](charter-2--art-4.1).[@hull]
  - week: 2
    dates: 2026-09-28/2026-10-02
    contents:
    - edition: charter
      excerpt: art-2
      introduction: none
      questions: no
      series: [editorial]
- part: Letters
  contents:
  - north/letter
  - title: Between
    prose: The next was written here.
  - letter
"""
NORTH = """\
title: The north
contributors:
  AB: {name: Arne Berg, role: editor}
series:
  editorial: {kind: notes, name: Remarks, singular: Remark, label: a}
"""
NORTH_WORKS = """\
references:
- {id: log, type: book, title: Another Log, author: [{family: Lie, given: Per}], issued: {date-parts: [[1920]]}}
"""


def letter(who: str, note: str) -> dict[str, str | bytes]:
    """The files of a short edition called `letter`."""
    return {
        "source/letter/text.md": LETTER,
        "source/letter/edition.yaml": f"title: To the Pilot\ndate: 1802-01-01\nrights: {who}\n"
        "copy-text: {siglum: C, name: The letter sent, sha256: SHA256}\n",
        "annotations/letter/notes.md": f"---\nseries: editorial\nby: AB\n---\n\n# text.1 “ship” {{#ship}}\n\n{note}[@log]\n",
    }


def files() -> dict[str, str | bytes]:
    """The files of the project itself."""
    return {
        "postil.yaml": POSTIL,
        "source/bibliography.yaml": WORKS,
        "source/charter/text.md": CHARTER,
        "source/charter/edition.yaml": EDITION,
        "source/charter/introduction.md": INTRODUCTION,
        "annotations/charter/notes.md": NOTES,
        "annotations/charter/questions.md": QUESTIONS,
        "annotations/charter/hints.md": HINTS,
        "readers/book.yaml": READER,
        **letter("Public domain.", "Of Hull."),
    }


def north(folder: Path) -> Path:
    """Write the other project."""
    given = {
        "postil.yaml": NORTH,
        "source/bibliography.yaml": NORTH_WORKS,
        **letter("Of the archive.", "Of Bergen."),
    }
    return project(folder, given)


def written(folder: Path) -> Path:
    """Write both projects below `folder`; return the one with the reader."""
    north(folder / "north")
    return project(folder / "south", files())
