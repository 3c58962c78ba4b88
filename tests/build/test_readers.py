"""Course readers: documents with the same ids side by side, prose between them that refers and cites."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from build.kit import MEDIA, Built, build, codes, faults, product, project, validate
from postil import load

LETTER = """\
# To the {who}

Dear {who}, the ship has come in at Hull.

All are well at home.
"""
EDITION = """\
title: To the {who}
date: 1801-03-04
kind: letter
rights: {{text: Public domain., licence: CC-BY-4.0}}
copy-text: {{siglum: C, name: The letter sent, sha256: SHA256}}
"""
NOTES = """\
---
series: editorial
by: AB
---

# text.1 “ship” {{#ship}}

The *Swan* of Hull, {who}’s own.[@log] See [](#well) and [](text.2).

# text.2 “well” {{#well}}

So [](#ship) says.
"""
HIDDEN = """\
---
series: editorial
by: AB
---

# text.2 “home” {#home audience=instructors}

Where that was the class may find out.
"""
WORKS = """\
references:
- {id: log, type: book, title: The Log of the Swan, author: [{family: Bee, given: Ann}], issued: {date-parts: [[1900]]}}
- {id: hull, type: book, title: Hull and Its Ships, author: [{family: Dee, given: Carl}], issued: {date-parts: [[1950]]}}
"""
READER = """\
title: Two Letters
course: HIST 1
instructors: [Ann Bee]
contents:
- title: Before
  prose: |
    The first is [](one--text.1) with [](one--ship), the other [](two--ship) and [its end](two--text.2).

    Ships are told of elsewhere [@hull, p. 3].
- edition: one
- title: Between
  file: between.md
- edition: two
"""


def files() -> dict[str, str | bytes]:
    out: dict[str, str | bytes] = {"source/bibliography.yaml": WORKS, "readers/course.yaml": READER}
    out["readers/between.md"] = "Only one document has it.[@hull] Read [](#only).\n"
    for name, who in (("one", "Captain"), ("two", "Mate")):
        out[f"source/{name}/text.md"] = LETTER.format(who=who)
        out[f"source/{name}/edition.yaml"] = EDITION.format(who=who)
        out[f"annotations/{name}/notes.md"] = NOTES.format(who=who)
    notes = out["annotations/two/notes.md"]
    assert isinstance(notes, str)
    out["annotations/two/notes.md"] = notes + "\n# text.1 “Hull” {#only}\n\nIn Yorkshire.\n"
    return out


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return product(project(tmp_path_factory.mktemp("reader"), files()), "course")


@pytest.mark.slow
def test_the_checkers_find_nothing(reader: Built) -> None:
    validate(reader, ace=True)


@pytest.mark.slow
def test_ids_are_unique_and_links_stay_in_their_document(reader: Built) -> None:
    for roots in ([reader.page_root], list(reader.epub_roots.values())):
        everything = [e for root in roots for e in root.iter() if isinstance(e.tag, str)]
        counted = Counter(e.get("id") for e in everything if e.get("id"))
        assert not [i for i, n in counted.items() if n > 1]
        for name in ("one", "two"):
            for note in ("ship", "well"):
                [body] = [e for e in everything if e.get("id") == f"n-{name}--{note}"]
                links = [
                    e.get("href").partition("#")[2] for e in body.iter() if (e.get("href") or "").count("#")
                ]
                assert links
                assert all(f"{name}--" in link for link in links)


@pytest.mark.slow
def test_every_document_begins_its_numbers_anew(reader: Built) -> None:
    for roots in ([reader.page_root], list(reader.epub_roots.values())):
        for name in ("one", "two"):
            labels = {
                e.get("id"): "".join(e.itertext())
                for root in roots
                for e in root.iter()
                if isinstance(e.tag, str) and (e.get("id") or "").startswith(f"c-{name}--")
            }
            assert labels[f"c-{name}--ship"] == "1"
            assert labels[f"c-{name}--well"] == {"one": "2", "two": "3"}[name]
    text = "".join(reader.pdf_pages)
    assert "Captain’s own" in text
    assert "Mate’s own" in text


@pytest.mark.slow
def test_prose_refers_and_cites(reader: Built) -> None:
    for roots in ([reader.page_root], list(reader.epub_roots.values())):
        links = {
            " ".join("".join(e.itertext()).split()): e.get("href").partition("#")[2]
            for root in roots
            for e in root.iter()
            if isinstance(e.tag, str) and e.get("class") == "xr"
        }
        assert links["Doc. 1, ¶ 1"] == "one--text.1"
        assert links["Doc. 1, ¶ 1, n. 1"] == "n-one--ship"
        assert links["Doc. 2, ¶ 1, n. 1"] == "n-two--ship"
        assert links["Doc. 2, ¶ 1, n. 2"] == "n-two--only"
        assert links["its end"] == "two--text.2"
    for text in ("".join(reader.pdf_pages), reader.page_root.text_content()):
        words = " ".join(text.split())
        assert "elsewhere (Carl Dee, Hull and Its Ships" in words
        assert "Dee, Hull and Its Ships." in words.replace("Dee, Carl. ", "Dee, ")
        assert "[@hull" not in words


@pytest.mark.slow
def test_an_edition_alone_and_in_a_reader_has_the_same_numbers(reader: Built) -> None:
    [one] = build(reader.root, ["one"], ("html",))
    calls = {
        e.get("id"): "".join(e.itertext())
        for e in one.page_root.iter("a")
        if (e.get("id") or "").startswith("c-")
    }
    here = {
        e.get("id").replace("one--", ""): "".join(e.itertext())
        for e in reader.page_root.iter("a")
        if (e.get("id") or "").startswith("c-one--")
    }
    assert calls == here


@pytest.mark.slow
def test_an_edition_may_come_twice(tmp_path: Path) -> None:
    given = files()
    given["readers/course.yaml"] = "title: Twice\ncontents: [one, one]\n"
    del given["readers/between.md"]
    built = product(project(tmp_path, given), "course", ("html", "epub"))
    ids = {e.get("id") for e in built.page_root.iter() if isinstance(e.tag, str)}
    assert {"n-one--ship", "n-one-2--ship"} <= ids


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        ("See [](#ship).", "R001", "one--ship or two--ship"),
        ("See [](one--shop).", "R001", "one--ship"),
        ("See [](three--ship).", "R001", ""),
        ("See [](#nothing-of-the-kind).", "R001", "EDITION--"),
        ("See [](two--home).", "R005", "everyone"),
        ("So says one [@hall].", "R002", "hull"),
        ("![A ship](ship.png)", "T008", "editions"),
        ("See [](../../etc/passwd).", "", ""),
        ("[x](javascript:alert(1))", "T007", ""),
    ],
)
def test_what_prose_refers_to_is_checked(tmp_path: Path, words: str, code: str, hint: str) -> None:
    given = files()
    given["annotations/two/hidden.md"] = HIDDEN
    given["readers/between.md"] = f"First words.\n\nThen: {words}\n"
    found = [d for d in load(project(tmp_path, given)).check().diagnostics if d.is_error]
    assert found
    for each in found:
        assert not code or each.code.id == code
        assert hint in each.hint
        assert each.span is not None
        assert each.span.file == "readers/between.md"
        assert each.span.start >= len("First words.\n\n")


def test_a_fault_in_words_of_the_manifest_is_told_in_their_place(tmp_path: Path) -> None:
    given = files()
    reader = given["readers/course.yaml"]
    assert isinstance(reader, str)
    given["readers/course.yaml"] = reader.replace("one--ship", "one--shop")
    run = load(project(tmp_path, given)).check()
    [found] = [d for d in run.diagnostics if d.is_error]
    assert found.code.id == "R001"
    assert found.span is not None
    assert found.span.file == "readers/course.yaml"
    words = run.texts[found.span.file].text[found.span.start : found.span.end]
    assert words == "[](one--shop)"


def test_prose_needs_a_title(tmp_path: Path) -> None:
    given = files()
    given["readers/course.yaml"] = "title: X\ncontents: [{prose: Words.}, one]\n"
    del given["readers/between.md"]
    assert codes(faults(project(tmp_path, given))) == {"M006"}


def test_formats_of_a_reader(tmp_path: Path) -> None:
    given = files()
    given["readers/course.yaml"] = READER + "build: [html]\n"
    run = load(project(tmp_path, given)).check()
    assert [p.formats for p in run.products(["course"]).value] == [("html",)]
    assert [p.formats for p in run.products(["course"], MEDIA).value] == [MEDIA]
