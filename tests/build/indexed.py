"""A reader whose documents and prose are marked for an index, with persons, chronology and glossary of their own."""

from __future__ import annotations

TREATY = """\
# Treaty of Mutual Aid

::: preamble
[Abel Stone]{person="Stone, Abel"} and [Kishi Nobusuke]{.person}, plenipotentiaries, met at [Hull]{.place},

Desiring peace, agree as follows:
:::

## ARTICLE I

The Parties affirm the [Charter]{index="United Nations!Charter"} and its [aims]{index="United Nations!aims"}.

[]{index="armed attack"}An armed attack against either Party is an attack on both.

Of such an [armed attack]{.index} the [Council]{index="United Nations!Security Council" term=Council} shall be told.

The measures end when the [Council]{index="United Nations!Security Council"} has acted.

| Port | Use |
|---|---|
| [Hull]{.place} | landing |
"""
LETTER = """\
# A Letter

Dear [Stone]{person="Stone, Abel"}, the ship lies at [Ōsaka]{.place}; *[Hull]{.place} waits*.

The [MST]{term="Security Treaty"} was signed by [岸]{person="岸信介" sort="きし のぶすけ"} today.

The treaty, the [MST]{term="Security Treaty"}, is [in force]{.term}.
"""
MANIFEST = """\
title: {title}
date: {date}
copy-text: {{siglum: C, name: The print, sha256: SHA256}}
rights: Public domain.
"""
TREATY_MATTER = """\
persons:
- {name: Abel Stone, dates: 1851/1920, text: "Plenipotentiary of the North; see [](art-1).[@log]"}
- {name: "Kishi, Nobusuke", dates: 1896–1987, text: "Prime Minister."}
chronology:
- {date: 1921-05-03, text: "The treaty is *signed*."}
- {date: 1921, text: A year of peace.}
- {date: "spring of 1920", text: Talks begin.}
glossary:
- {term: plenipotentiary, text: Somebody with full powers.}
index:
  see: {Organization: United Nations}
"""
LETTER_MATTER = """\
persons:
- {name: Ann Bee, text: A friend.}
- {name: Abel Stone, dates: 1851/1920, text: "Plenipotentiary of the South."}
chronology:
- {date: 1921-05-03, text: "The treaty is *signed*."}
- {date: 1921-06, text: The ship sails.}
glossary:
- {term: alliance, text: "A bond. See [](text.2)."}
"""
INTRODUCTION = '[Stone]{person="Stone, Abel"} wrote this treaty, and [the Charter]{index="United Nations!Charter"} was older.\n'
NOTES = """\
---
series: editorial
by: AB
---

# preamble.1 “Hull” {#hull}

[Hull]{.place} is in [Yorkshire]{.place}.[@log, p. 3]

# art-1.3 “told” {#told}

By [Stone]{person="Stone, Abel"}, at once.[@hull]
"""
LETTER_NOTES = """\
---
series: editorial
by: AB
---

# text.1 “ship” {#ship}

The ship of [Abel Stone]{person="Stone, Abel"}.[@log]
"""
WORKS = """\
references:
- {id: log, type: book, title: The Log, author: [{family: Bee, given: Ann}], issued: {date-parts: [[1900]]}}
- {id: hull, type: book, title: Hull, author: [{family: Bee, given: Ann}], issued: {date-parts: [[1900]]}}
- {id: sea, type: book, title: The Sea, author: [{family: Cee, given: Eva}], issued: {date-parts: [[1950]]}}
- {id: none, type: book, title: Nobody Cites This, author: [{family: Zed, given: Zoe}], issued: {date-parts: [[1950]]}}
"""
READER = """\
title: Two Documents
instructors: [Ann Bee]
rights: For the course.
language: en-US
contents:
- title: Preface
  prose: |
    Of the [Security Treaty]{.term} and of [Hull]{.place}.[@sea]
- edition: treaty
- edition: letter
index:
  see-also: {armed attack: "United Nations!Charter"}
"""


def files() -> dict[str, str | bytes]:
    """Return the files of the project."""
    return {
        "source/bibliography.yaml": WORKS,
        "readers/course.yaml": READER,
        "source/treaty/text.md": TREATY,
        "source/treaty/introduction.md": INTRODUCTION,
        "source/treaty/edition.yaml": MANIFEST.format(title="Treaty of Mutual Aid", date="1921-05-03")
        + TREATY_MATTER,
        "source/letter/text.md": LETTER,
        "source/letter/edition.yaml": MANIFEST.format(title="A Letter", date="1921-06-01")
        + LETTER_MATTER
        + "index: {see: {MST: Security Treaty}}\n",
        "annotations/treaty/notes.md": NOTES,
        "annotations/letter/notes.md": LETTER_NOTES,
    }
