"""A book and a course reader with one of everything, in which every word that an editor writes is of one language: whatever is in
another was not written by an editor."""

from __future__ import annotations

from pathlib import Path

from build.kit import project

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c63f80f0001010100"
    "1bb6ee560000000049454e44ae426082"
)
POSTIL = """\
title: TITLE
imprint: {publisher: PRESS, place: CITY, series: SERIES}
language: LANGUAGE
contributors:
  NAME: {name: NAME SURNAME, role: editor}
  OTHER: {name: OTHER SURNAME, role: editor}
series-volumes:
  - {number: "1", title: TITLE, by: NAME SURNAME, year: 2025}
series:
  ed: {kind: notes}
  app: {kind: apparatus}
  gl: {kind: gloss}
  q: {kind: questions}
"""
EDITION = """\
title: TITLE
subtitle: WORDS WORDS
kind: WORDS
date: 1948
languages: [LANGUAGE]
editors: [NAME, OTHER]
method: WORDS WORDS WORDS.
rights: {text: WORDS, introduction: WORDS, notes: WORDS}
copy-text: {siglum: S, name: WORDS, from: CITY, sha256: SHA256}
witnesses:
  T: {name: WORDS, date: WORDS, from: CITY}
parts:
  introduction: introduction.md
dedication: WORDS WORDS.
epigraph: {text: WORDS WORDS., source: SURNAME}
isbn: {paperback: 978-0-306-40615-7, hardcover: 978-92-2-128804-6, pdf: 978-1-4028-9462-6}
edition-statement: WORDS
cip: WORDS WORDS
abbreviations: {WORD: "WORDS WORDS"}
persons:
  - {name: "SURNAME، NAME", dates: 1896/1987, text: "WORDS."}
chronology:
  - {date: 1960-01-19, text: "WORDS."}
  - {date: 1960-01-19/1960-01-23, text: "WORDS."}
  - {date: 1960~, text: "WORDS."}
  - {date: "-0043?", text: "WORDS."}
glossary:
  - {term: WORD, text: "WORDS WORDS."}
index:
  see: {TITLE: CITY}
  see-also: {CITY: WORD}
"""
TEXT = """\
# TITLE

::: {#preamble .preamble}
LINE[]{.page n=2} LINE LINE

LINE LINE
:::

## HEADING 1 {#one}

LINE [CITY]{.place} LINE

| WORD | CITY |
|---|---|
| 1 | 2 |

Table: WORDS WORDS

## HEADING 2 {#two}

LINE [WORD]{.term} LINE

::: verse
LINE
LINE
:::

::: {#signatures .signatures}
[NAME SURNAME]{.person}
:::
"""
NOTES = """\
# one.1 “CITY” {#n-city}

WORDS.[@a, p. 12] WORDS [](#n-word), [](#preamble), [](two.1).[@b, ch. 3]

# two.1 “WORD” {#n-word}

WORDS WORDS [@a, pp. 13-14].
"""
READINGS = "# two.1 “WORD” {#r-word}\n- S: WORD\n- T: CITY\n\nWORDS.\n"
GLOSSES = "# preamble {#g}\n\nWORDS WORDS.\n"
QUESTIONS = "# one.1 “CITY” {#q-city}\n\nWORDS?\n\n::: answer\nWORDS.\n:::\n"
BIBLIOGRAPHY = """\
- id: a
  type: book
  title: TITLE
  author: [{family: SURNAME, given: NAME}]
  editor: [{family: SURNAME, given: OTHER}]
  edition: 2
  volume: 3
  publisher: PRESS
  publisher-place: CITY
  issued: {date-parts: [[1999]]}
- id: b
  type: chapter
  title: TITLE
  container-title: WORDS
  author: [{family: SURNAME, given: OTHER}]
  translator: [{family: SURNAME, given: NAME}]
  page: 1-9
  publisher: PRESS
- id: c
  type: article-newspaper
  title: WORDS
  author: [{family: SURNAME, given: OTHER}]
  container-title: WORDS
  issued: {date-parts: [[1960, 1, 19]]}
"""
INTRODUCTION = "WORDS WORDS [WORD]{.index}.[@c] WORDS WORDS.\n"
READER = """\
title: TITLE
course: WORDS
term: WORDS
instructors: [NAME]
published: 2026-01-01
contents:
  - part: WORDS
    contents:
      - week: 1
        title: WORDS
        dates: 2026-09-07/2026-09-11
        contents:
          - file: hello.md
            title: WORDS
          - edition: deed
            excerpt: one
            teaching-notes-file: teaching.md
      - week: 2
        dates: 2026-09-14
        contents:
          - {edition: deed, questions: true}
"""
WORDS = {
    "ar": {
        "TITLE": "الإعلان",
        "PRESS": "دار النشر",
        "CITY": "القاهرة",
        "SERIES": "وثائق",
        "SURNAME": "محمود",
        "NAME": "أحمد",
        "OTHER": "عمر",
        "WORDS": "كلمات كثيرة",
        "WORD": "كلمة",
        "HEADING": "المادة",
        "LINE": "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق وقد وهبوا عقلا وضميرا",
        "S": "أ",
        "T": "ب",
    },
    "he": {
        "TITLE": "ההצהרה",
        "PRESS": "הוצאת הספרים",
        "CITY": "ירושלים",
        "SERIES": "תעודות",
        "SURNAME": "לוי",
        "NAME": "דוד",
        "OTHER": "משה",
        "WORDS": "מילים רבות",
        "WORD": "מילה",
        "HEADING": "סעיף",
        "LINE": "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם",
        "S": "א",
        "T": "ב",
    },
    "es": {
        "TITLE": "La Declaración",
        "PRESS": "Editorial Universitaria",
        "CITY": "Madrid",
        "SERIES": "Documentos",
        "SURNAME": "García",
        "NAME": "Ana",
        "OTHER": "Luis",
        "WORDS": "muchas palabras",
        "WORD": "palabra",
        "HEADING": "Artículo",
        "LINE": "todos los seres humanos nacen libres e iguales en dignidad y derechos",
        "S": "A",
        "T": "B",
    },
}


def in_language(text: str, language: str) -> str:
    """Return a text in which the words in capitals are those of a language."""
    words = {**WORDS[language], "LANGUAGE": language}
    for name in sorted(words, key=len, reverse=True):
        if len(name) > 1:
            text = text.replace(name, words[name])
    for siglum in ("S", "T"):
        text = text.replace(f"siglum: {siglum},", f"siglum: {words[siglum]},")
        text = text.replace(f"\n  {siglum}: ", f"\n  {words[siglum]}: ")
        text = text.replace(f"\n- {siglum}: ", f"\n- {words[siglum]}: ")
    return text


def whole(folder: Path, language: str) -> Path:
    """Write the project: the edition `deed` and the reader `course`."""

    def notes(series: str, body: str) -> str:
        return in_language(f"---\nseries: {series}\nby: NAME\nlang: LANGUAGE\n---\n\n{body}", language)

    files: dict[str, str | bytes] = {
        "postil.yaml": in_language(POSTIL, language),
        "source/deed/edition.yaml": in_language(EDITION.replace("SHA256", "#"), language).replace(
            "#", "SHA256"
        ),
        "source/deed/text.md": in_language(TEXT, language),
        "source/deed/introduction.md": in_language(INTRODUCTION, language),
        "source/bibliography.yaml": in_language(BIBLIOGRAPHY, language),
        "annotations/deed/notes.md": notes("ed", NOTES),
        "annotations/deed/readings.md": notes("app", READINGS),
        "annotations/deed/glosses.md": notes("gl", GLOSSES),
        "annotations/deed/questions.md": notes("q", QUESTIONS),
        "readers/course.yaml": in_language(READER, language),
        "readers/hello.md": in_language("WORDS [CITY]{.place} WORDS.\n", language),
        "readers/teaching.md": in_language("WORDS [](#deed-2--n-word) WORDS.\n", language),
    }
    return project(folder, files)
