"""Index, persons, chronology, glossary and works cited of a real reader, in three media: places lead to the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from build.indexed import files
from build.kit import Built, build, product, project, validate

WORDS = {
    "treaty--preamble.1": "Kishi",
    "treaty--art-1.3": "attack",
    "letter--text.2": "MST",
    "n-treaty--told": "Stone",
    "n-letter--ship": "Stone",
}


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return product(project(tmp_path_factory.mktemp("indexed"), files()), "course")


def _elements(roots: list[Any]) -> Iterator[Any]:
    for root in roots:
        yield from (e for e in root.iter() if isinstance(e.tag, str))


def _squeezed(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _of(element: Any, *names: str) -> bool:
    return bool(set(names) & set((element.get("class") or "").split()))


def _index(roots: list[Any]) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """Return each head of the index with its words and its links."""
    [section] = [e for e in _elements(roots) if e.get("role") == "doc-index"]
    found = {}
    for item in _elements([section]):
        if item.tag.endswith("li"):
            own = [c for c in item if not c.tag.endswith("ul")]
            [term] = [c for c in own if _of(c, "term")]
            links = [a for c in own for a in c.iter() if a.tag.endswith("a")]
            said = (term.tail or "") + "".join("".join(c.itertext()) + (c.tail or "") for c in own[1:])
            found[_squeezed(term)] = (
                " ".join(said.split()),
                [(_squeezed(a), a.get("href").partition("#")[2]) for a in links],
            )
    return found


def _media(reader: Built) -> list[list[Any]]:
    return [[reader.page_root], list(reader.epub_roots.values())]


@pytest.mark.slow
def test_the_checkers_find_nothing(reader: Built) -> None:
    validate(reader, ace=True)


@pytest.mark.slow
def test_an_edition_alone_is_in_order_too(reader: Built) -> None:
    for built in build(reader.root, ["treaty", "letter"]):
        validate(built, widths=(1100,))


@pytest.mark.slow
def test_heads_have_their_places_once(reader: Built) -> None:
    for roots in _media(reader):
        index = {head: words for head, (words, _) in _index(roots).items()}
        assert index == {
            "armed attack": ", Doc. 1, ¶ 4–5. See also United Nations: Charter",
            "Charter": ", Doc. 1, Introduction; Doc. 1, ¶ 3",
            "aims": ", Doc. 1, ¶ 3",
            "Council": ", Doc. 1, ¶ 5",
            "Hull": ", Preface; Doc. 1, ¶ 1; Doc. 1, ¶ 1, n. 1; Doc. 1, Article I; Doc. 2, ¶ 1",
            "in force": ", Doc. 2, ¶ 3",
            "Kishi Nobusuke": ", Doc. 1, ¶ 1",
            "MST": ", see Security Treaty",
            "Organization": ", see United Nations",
            "Ōsaka": ", Doc. 2, ¶ 1",
            "Security Council": ", Doc. 1, ¶ 5–6",
            "Security Treaty": ", Preface; Doc. 2, ¶ 2–3",
            "Stone, Abel": ", Doc. 1, Introduction; Doc. 1, ¶ 1; Doc. 1, ¶ 5, n. 2; Doc. 2, ¶ 1; Doc. 2, ¶ 1, n. 1",
            "United Nations": "",
            "Yorkshire": ", Doc. 1, ¶ 1, n. 1",
            "岸信介": ", Doc. 2, ¶ 2",
        }


@pytest.mark.slow
def test_places_lead_to_the_words(reader: Built) -> None:
    for roots in _media(reader):
        by_id = {e.get("id"): e for e in _elements(roots) if e.get("id")}
        index = _index(roots)
        for _, links in index.values():
            assert all(target in by_id for _, target in links)
        led = {target: _squeezed(by_id[target]) for _, links in index.values() for _, target in links}
        for target, word in WORDS.items():
            assert word in led[target]
        for name in ("prose-1-ix-1", "treaty--ix-introduction-1"):
            assert _squeezed(by_id[name]) == ""
        assert (
            by_id["treaty--ix-introduction-1"].getparent().text_content().startswith("Stone")
            if roots[0] is reader.page_root
            else True
        )


@pytest.mark.slow
def test_e_books_say_what_an_index_is(reader: Built) -> None:
    [(_, root)] = [(n, r) for n, r in reader.epub_roots.items() if n.endswith("/index.xhtml")]
    kind = "{http://www.idpf.org/2007/ops}type"
    types = [e.get(kind) for e in _elements([root]) if e.get(kind)]
    assert {"index", "index-group", "index-entry-list", "index-entry", "index-term", "index-locator"} <= set(
        types
    )
    assert {"index-xref-preferred", "index-xref-related", "index-headnotes"} <= set(types)


@pytest.mark.slow
def test_printed_places_are_pages(reader: Built) -> None:
    """In print a head has page numbers, a note its own, and each is the page on which the words stand."""
    pages = [" ".join(page.split()) for page in reader.pdf_pages]
    index = next(page for page in pages if re.search(r"Kishi Nobusuke, \d+", page, re.IGNORECASE))
    folio = next(
        int(m[1])
        for page in pages
        if "plenipotentiaries, met at" in page and (m := re.search(r"(\d+)$", page))
    )
    assert re.search(rf"Kishi Nobusuke, {folio}\b", index, re.IGNORECASE)
    assert re.search(rf"Yorkshire, {folio}n1\b", index)
    assert re.search(
        r"Hull, 1–3, 2n1\b", index
    )  # three pages that follow each other, and a note on one of them
    assert "?" not in index


@pytest.mark.slow
def test_printed_places_are_links_to_their_pages(reader: Built) -> None:
    """What is printed where a link lies is the folio of the page that it leads to."""
    document = pypdfium2.PdfDocument(reader.pdf.read_bytes())
    with pikepdf.open(reader.pdf) as pdf:
        numbers = {page.objgen: n for n, page in enumerate(pdf.pages)}
        names = pikepdf.NameTree(pdf.Root.Names.Dests)
        found = []
        for number, page in enumerate(pdf.pages):
            text = document[number].get_textpage()
            if "small capitals" not in text.get_text_bounded():
                continue
            for annotation in page.get("/Annots", []):
                target = annotation.get("/Dest") or annotation.A.D
                place = names[str(target)] if isinstance(target, pikepdf.String) else target
                place = place.D if isinstance(place, pikepdf.Dictionary) else place
                left, bottom, right, top = (float(x) for x in annotation.Rect)
                words = text.get_text_bounded(left - 0.5, bottom, right + 0.5, top).strip(" ,.;\r\n")
                found.append((words, numbers[place[0].objgen]))
    folios = {n: document.get_page_label(n) for n in range(len(document))}
    document.close()
    pages = [(words, folios[n]) for words, n in found if words[:1].isdigit()]
    assert len(pages) > 15
    for words, folio in pages:
        first = re.match(r"\d+", words)
        assert first
        assert first[0] == folio, (words, folio)


@pytest.mark.slow
def test_lists_are_merged_and_in_order(reader: Built) -> None:
    for roots in _media(reader):
        by_id = {e.get("id"): e for e in _elements(roots) if e.get("id")}
        heads = {
            name: [
                _squeezed(e) for e in by_id[name].iter() if isinstance(e.tag, str) and e.tag.endswith("dt")
            ]
            for name in ("chronology", "persons", "glossary")
        }
        assert heads == {
            "chronology": ["spring of 1920", "May 3, 1921", "June 1921", "1921"],
            "persons": ["Ann Bee", "Kishi, Nobusuke (1896–1987)", "Abel Stone (1851–1920)"],
            "glossary": ["alliance", "plenipotentiary"],
        }
        assert "The treaty is signed. Doc. 1, Doc. 2" in _squeezed(by_id["chronology"])
        persons = _squeezed(by_id["persons"])
        assert "Plenipotentiary of the North; see Article I. Bee, The Log. Doc. 1, Doc. 2" in persons
        assert "South" not in persons
        targets = [e.get("href").partition("#")[2] for e in by_id["glossary"].iter() if e.get("href")]
        assert targets[0] == "letter--text.2"
        assert all(t in by_id for t in targets)


@pytest.mark.slow
def test_one_bibliography_over_all_documents(reader: Built) -> None:
    for roots in _media(reader):
        [section] = [e for e in _elements(roots) if e.get("role") == "doc-bibliography"]
        works = [_squeezed(e) for e in section.iter() if isinstance(e.tag, str) and e.tag.endswith("li")]
        assert works == ["Bee, Ann. Hull. 1900.", "———. The Log. 1900.", "Cee, Eva. The Sea. 1950."]
        by_id = {e.get("id"): e for e in _elements(roots) if e.get("id")}
        # each document cites in full first
        assert "Ann Bee, The Log (1900), 3" in _squeezed(by_id["n-treaty--hull"])
        assert "Ann Bee, The Log (1900)" in _squeezed(by_id["n-letter--ship"])


@pytest.mark.slow
def test_years_of_one_author_are_told_apart_alike_everywhere(tmp_path: Path) -> None:
    given = files()
    manifest = "title: A test\ncitation-style: chicago-author-date-17th-edition\ncontributors: {AB: {name: Ann Bee}}\n"
    given["postil.yaml"] = manifest + "series: {editorial: {kind: notes, label: '1'}}\n"
    built = product(project(tmp_path, given), "course", ("html",))
    by_id = {e.get("id"): e for e in _elements([built.page_root]) if e.get("id")}
    works = _squeezed(by_id["bibliography"])
    letter = re.search(r"1900(.)\. The Log", works)
    assert letter, works
    for note in ("n-treaty--hull", "n-letter--ship"):
        assert f"Bee 1900{letter[1]}" in _squeezed(by_id[note])


@pytest.mark.slow
def test_an_index_of_each_kind_or_none(tmp_path: Path) -> None:
    given = files()
    reader = given["readers/course.yaml"]
    assert isinstance(reader, str)
    given["readers/course.yaml"] = reader.partition("index:")[0] + "index: separate\n"
    built = product(project(tmp_path, given), "course", ("html", "epub"))
    titles = [e.text for e in built.page_root.iter("h2")]
    indexes = [title for title in titles if title.startswith("Index")]
    assert indexes == ["Index of Persons", "Index of Places", "Index of Terms", "Index of Subjects"]
    validate(built, widths=(320,))


@pytest.mark.slow
def test_what_one_document_cites_changes_no_other(tmp_path: Path) -> None:
    """A citation more in one document leaves the words of the others as they were."""
    given = files()
    before = product(project(tmp_path / "a", given), "course", ("html",))
    notes = given["annotations/letter/notes.md"]
    assert isinstance(notes, str)
    given["annotations/letter/notes.md"] = notes.replace("[@log]", "[@hull] [@log] [@none]")
    after = product(project(tmp_path / "b", given), "course", ("html",))
    first, second = (
        {
            e.get("id"): _squeezed(e)
            for e in _elements([b.page_root])
            if (e.get("id") or "").startswith("n-treaty")
        }
        for b in (before, after)
    )
    assert first == second
    assert "Nobody Cites This" in after.page_root.text_content()


@pytest.mark.slow
def test_an_index_names_what_an_excerpt_has_and_nothing_else(tmp_path: Path) -> None:
    given = files()
    reader = given["readers/course.yaml"]
    assert isinstance(reader, str)
    given["readers/course.yaml"] = reader.replace(
        "- edition: treaty\n", "- {edition: treaty, excerpt: art-1}\n"
    )
    built = product(project(tmp_path, given), "course", ("html",))
    by_id = {e.get("id") for e in _elements([built.page_root])}
    index = _index([built.page_root])
    assert "Kishi Nobusuke" not in index
    assert "Yorkshire" not in index
    assert index["Council"][0] == ", Doc. 1, ¶ 5"
    assert index["Hull"][0] == ", Preface; Doc. 1, Article I; Doc. 2, ¶ 1"
    assert all(target in by_id for _, links in index.values() for _, target in links)
