"""A small project with one of everything, made up for the tests, woven and ready to be rendered."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from postil.anchor import anchor
from postil.ingest.project import ingest_project
from postil.model.course_reader import CitedEdition, ReaderProse
from postil.model.edition import (
    Citations,
    Edition,
    ProjectFiles,
)
from postil.model.manifest import BuildAudience, ReaderManifest
from postil.model.prose import Citation, Inline, Paragraph, Styled, Text, walk_blocks
from postil.render import BoundReader, Facts, Renderer
from postil.resolve import resolve
from postil.spans import InputFile, Span
from postil.weave import weave

TEMPLATES = Path(__file__).parents[2] / "templates"
HOSTILE = "<script>alert(1)</script> ]]> \"quoted\" 'single' &amp; {{ 7*7 }} {% raw %}"

PROJECT = """
title: Tests
imprint: {publisher: The Press, place: Town, series: Sources}
language: en
contributors:
  AB: {name: Ann Bee, role: editor}
  CD: {name: Cay Dee, role: annotator}
series:
  editorial: {kind: notes, name: Editorial notes, singular: Editorial note, label: "1"}
  textual: {kind: apparatus, name: Textual notes, singular: Textual note, label: a}
  words: {kind: gloss, name: Glosses, singular: Gloss, label: "*"}
  questions: {kind: questions, name: Questions, singular: Question, label: Q1}
"""
EDITION = """
title: A Treaty of Tests
subtitle: with <b>everything</b> & more
short-title: Tests
original-title: {ja: 試験条約}
date: 1960-01-19
languages: [en]
number: 3
editors: [AB, CD]
witnesses:
  C: {name: The copy}
  F: {name: The draft, date: "1959"}
parts:
  introduction: {file: introduction.md, title: Introduction, by: Ann Bee}
rights: {text: Nobody’s., licence: CC-BY-4.0}
"""
TEXT = f"""# Treaty of *Tests* (1960)

::: preamble
The High Parties, friends of long standing,

Desiring peace and []{{.page n=2}}friendship with [憲章]{{ruby="けんしょう"}} and H~2~O,

Therefore agree as follows:
:::

## ARTICLE I

The Parties will *settle any* disputes by peaceful means, in the territories of Auchiro.

1. first of all
2. second of all

   with more of it

| Year | Thing |
|------|-------|
| 1951 | first |
| 1960 | other |

## ARTICLE II

Hostile words: {HOSTILE.replace("<", chr(92) + "<")} and [בראשית]{{lang=he}}.

::: verse
a line of verse
another line
:::

::: signatures
::: party
FOR ONE:

- Ann Bee
- Cay Dee
:::

::: party
FOR THE OTHER:

- Eve Eff
:::
:::
"""
INTRODUCTION = "Although this is *short*, it has an opening.\n\nAnd a second paragraph, with [](art-1.1).\n"
EDITORIAL = f"""---
series: editorial
by: AB
---

# title “Tests” {{#on-title}}

A note on the title, see [](#overlap) and [](art-1.1).[@work, 12; @other]

# preamble.1 “friends of long standing” {{#friends}}

First paragraph with a [link](https://example.org/?a=1&b=2).

- one item
- another *item*

> A quotation in a note.

Second paragraph.

# art-1.1 “Parties will settle any disputes” {{#overlap}}

It overlaps.

# art-1.1 “settle any disputes by peaceful means” {{#overlap-2}}

So does this; hostile: {HOSTILE.replace("<", chr(92) + "<")}

# art-1 {{#whole}}

On the article.

# signatures.2 “Ann Bee” {{#ann}}

A name.
"""
TEXTUAL = """---
series: textual
by: CD
---

# art-1.1 “Auchiro” {#aiichiro}

- ed. (adopted): Aiichiro
- C: Auchiro

An error.

# art-1.1 “territories” {#territories}

- C: territories
- F: areas

# preamble.2 “peace” {#omitted}

- C: peace
- F: *om.*
"""
GLOSSES = """---
series: words
by: CD
---

# art-1.1 “peaceful” {#peaceful}

Without war.
"""
QUESTIONS = """---
series: questions
by: AB
---

# art-1.1 “disputes” {#q-two}

Why?

# art-1.1 “disputes” {#q-disputes}

Which disputes?

::: answer
The answer is hidden from students.
:::
"""


def files() -> ProjectFiles:
    texts = {
        "postil.yaml": PROJECT,
        "source/one/edition.yaml": EDITION,
        "source/one/text.md": TEXT,
        "source/one/introduction.md": INTRODUCTION,
        "source/bibliography.json": '[{"id": "work", "type": "book"}, {"id": "other", "type": "book"}]',
        "annotations/one/editorial.md": EDITORIAL,
        "annotations/one/textual.md": TEXTUAL,
        "annotations/one/words.md": GLOSSES,
        "annotations/one/questions.md": QUESTIONS,
    }
    return ProjectFiles({path: InputFile(path, text.encode()) for path, text in texts.items()})


@cache
def edition() -> Edition:
    checked = ingest_project(files())
    faults = [(d.code.id, d.message) for d in checked.diagnostics if d.is_error]
    assert not faults, faults
    assert checked.value is not None
    return checked.value.editions[0]


def _citations(edition: Edition) -> Citations:
    rendered: dict[Span, tuple[Inline, ...]] = {}
    blocks = [block for note in edition.annotations for block in (*note.body, *note.answer)]
    for node in walk_blocks(tuple(blocks)):
        if isinstance(node, Citation):
            keys = "; ".join(work.key for work in node.works)
            rendered[node.span] = (Text(f" (cited: {keys})", (), node.span),)
    span = edition.manifest.span
    work = (Text("Author. ", (), span), Styled("emphasis", (Text("Work", (), span),), span))
    return Citations(rendered, (work,))


@cache
def cited(audience: BuildAudience = "instructors", prefix: str = "") -> CitedEdition:
    anchored = anchor(edition())
    assert anchored.ok, [d.message for d in anchored.diagnostics]
    resolved = resolve(anchored.value, audience)
    assert resolved.ok, [d.message for d in resolved.diagnostics]
    return CitedEdition(weave(resolved.value, prefix).value, _citations(edition()))


@cache
def documents() -> tuple[CitedEdition, ...]:
    return cited(prefix="d1-"), cited(prefix="d2-", audience="students")


@cache
def reader() -> BoundReader:
    span = edition().manifest.span
    words = (Paragraph((Text("Words between.", (), span),), span),)
    manifest = ReaderManifest(
        "course", "A Course", "", "HIST 1", "Fall", ("Ann Bee",), "en", "", (), ("pdf",), "", span
    )
    project, make = edition().project, renderer().documents
    first, second = (make.contribution(each, n, manifest, project) for n, each in enumerate(documents(), 1))
    prose = ReaderProse("between", "Between", words)
    return BoundReader(manifest, project, (first, prose, second), Citations({}, ()))


@cache
def package() -> dict[str, str]:
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8") for path in TEMPLATES.rglob("*.j2")
    }


def renderer(**overrides: str) -> Renderer:
    return Renderer({name.replace("__", "/") + ".j2": text for name, text in overrides.items()}, package())


FACTS = Facts(
    engines=(("Engine", "1.0"),),
    families=("EB Garamond",),
    checksums={"one": "ab" * 32},
    modified="2026-01-02T03:04:05Z",
)
