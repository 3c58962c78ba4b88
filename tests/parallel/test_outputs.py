"""Parallel texts in finished books, by the real engines and by checkers that had no part in making them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from build.kit import XHTML, Built, build, product, validate, write
from core.projects import files, resolved
from parallel import samples
from postil.model.text import Block

SAMPLES = {
    "genesis": ("genesis", samples.genesis),
    "rights": ("rights", samples.rights),
    "art-9": ("art-9", samples.article_nine),
}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    made = {}
    for name, (edition, sample) in SAMPLES.items():
        folder = tmp_path_factory.mktemp(name)
        write(folder, {path: file.data for path, file in files(sample()).files.items()})
        made[name] = product(folder, edition)
    return made


def words_of(element: Any) -> str:
    """Return the words of the text in an element: without notes, calls, numbers."""
    out = []

    def visit(each: Any) -> None:
        names = (each.get("class") or "").split()
        tag = str(each.tag).removeprefix(XHTML)
        if tag in {"aside", "sup", "rt", "rp"} or {"pn", "pb", "sep", "qcall"} & set(names):
            return
        out.append(each.text or "")
        for child in each:
            visit(child)
            out.append(child.tail or "")

    visit(element)
    return " ".join("".join(out).split())


def by_id(roots: list[Any]) -> dict[str, Any]:
    return {e.get("id"): e for root in roots for e in root.iter() if isinstance(e.tag, str) and e.get("id")}


def transcribed(block: Block) -> str:
    return " ".join(block.text.split())


@pytest.mark.parametrize("name", SAMPLES)
def test_each_text_is_in_every_output_letter_for_letter(books: dict[str, Built], name: str) -> None:
    """The same ids in e-book and page, each with the words of its transcription, in the order of its text."""
    text = resolved(SAMPLES[name][1]()).edition.text
    for roots in ([books[name].page_root], list(books[name].epub_roots.values())):
        found = by_id(roots)
        for block in text.blocks:
            address = (
                block.address
                if block.address != "title"
                else next(i for i in found if i in ("title", "h-text"))
            )
            assert words_of(found[address]) == transcribed(block), address
        ids = [e.get("id") for root in roots for e in root.iter() if isinstance(e.tag, str) and e.get("id")]
        known = [b.address for b in text.blocks]
        assert [i for i in ids if i in known] == known


@pytest.mark.parametrize("name", SAMPLES)
def test_every_column_says_its_language_and_the_way_it_runs(books: dict[str, Built], name: str) -> None:
    text = resolved(SAMPLES[name][1]()).edition.text
    for roots in ([books[name].page_root], list(books[name].epub_roots.values())):
        found = by_id(roots)
        for block in (b for b in text.blocks if b.version and b.kind != "heading"):
            column = next(
                a for a in found[block.address].iterancestors() if "column" in (a.get("class") or "").split()
            )
            assert column.get("lang") == block.version
            assert column.get("dir") == ("rtl" if block.version == "ar" else "ltr")


def test_the_numbers_stand_once_in_a_row(books: dict[str, Built]) -> None:
    book = books["art-9"]
    for root in (book.page_root, *book.epub_roots.values()):
        for row in root.iter():
            if isinstance(row.tag, str) and "parallel" in (row.get("class") or "").split():
                numbers = [e for e in row.iter() if (e.get("class") or "").split() == ["pn"]]
                assert len(numbers) <= 1
    assert len([e for e in book.page_root.iter() if (e.get("class") or "") == "pn again"]) == 2


def test_the_page_can_show_one_of_the_texts(books: dict[str, Built]) -> None:
    page = books["art-9"].page.read_text(encoding="utf-8")
    labels = re.findall(r'id="tx-([\w-]+)"[^>]*> (?:<span lang="[\w-]+" dir="ltr">)?([^<]+)<', page)
    assert labels == [("all", "All"), ("en-US", "English"), ("ja", "日本語")]
    assert ":root:has(#tx-ja:checked) .column:not(.column--ja){display:none}" in page


def test_the_tags_of_a_pdf_are_read_row_by_row(books: dict[str, Built]) -> None:
    """A row is no table to those who hear it: its paragraphs follow each other, each in its language."""
    order, notes = [], []
    with pikepdf.open(BytesIO(books["art-9"].pdf.read_bytes())) as pdf:
        for kind, language, name in structure(pdf):
            assert kind not in {"/Table", "/TR", "/TD"}
            order += [language] if language else []
            notes += [name.removeprefix("n-")] if kind == "/Note" else []
    assert order.count("ja") >= 5
    # each note follows the paragraph that calls it: those of a row stand together, the main text's first
    wanted = [n.id for n in resolved(samples.article_nine()).notes if n.series.kind != "questions"]
    assert notes == wanted


def structure(node: Any) -> Iterator[tuple[str, str, str]]:
    """Yield type, language and id of every structure element, in order."""
    if isinstance(node, pikepdf.Pdf):
        yield from structure(node.Root.StructTreeRoot.K)
    elif isinstance(node, pikepdf.Array):
        for each in node:
            yield from structure(each)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield str(node.S), str(node.get("/Lang", "")), str(node.get("/ID", ""))
        yield from structure(node.get("/K", pikepdf.Array()))


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_the_checkers_find_nothing(books: dict[str, Built], name: str) -> None:
    validate(books[name])


@pytest.mark.parametrize("layout", ["alternate", "ja", "en-US"])
def test_other_layouts_are_whole_books_too(tmp_path: Path, layout: str) -> None:
    """The audit of each output is part of the build: no note and no word is lost."""
    given = files(samples.article_nine(layout)).files
    book = product(write(tmp_path, {path: file.data for path, file in given.items()}), "art-9")
    shown = " ".join(" ".join(page.split()) for page in book.pdf_pages)
    japanese, english = "日本国憲法" in "".join(shown.split()), "renounce" in shown
    assert (japanese, english) == (layout != "en-US", layout != "ja")
    assert not any(
        "parallel" in (e.get("class") or "").split() for e in book.page_root.iter() if isinstance(e.tag, str)
    )
    labels = [e.text_content() for e in book.page_root.iter("a") if (e.get("id") or "").startswith("c-")]
    assert ("4" in labels) is (layout != "ja")
    assert ("6" in labels) is (layout != "en-US")


def test_large_print_sets_the_texts_below_each_other(tmp_path: Path) -> None:
    given = files(samples.genesis()).files
    folder = write(tmp_path, {path: file.data for path, file in given.items()})
    product(folder, "genesis", ("pdf",), "large-print")


READER = """\
title: Reader
contents:
  - {edition: genesis, excerpt: text.2..text.3}
  - {edition: genesis, parallel: en}
  - {edition: genesis, parallel: alternate}
  - {edition: gaul}
  - {edition: rights, excerpt: art-1}
  - {title: Afterword, prose: "See [](rights--ar--art-1), [](gaul--en--text.2) and [](genesis-2--text.2)."}
"""


def test_a_reader_takes_texts_as_it_will(tmp_path: Path) -> None:
    given = samples.genesis() | samples.gaul() | samples.rights() | {"readers/reader.yaml": READER}
    folder = write(tmp_path, {path: file.data for path, file in files(given).files.items()})
    [book] = build(folder, ["reader"])
    found = by_id([book.page_root])
    assert "genesis--en--text.2" in found
    assert "genesis--text.4" not in found
    assert "genesis--en--text.4" not in found
    assert "genesis-2--en--text.4" in found
    assert "genesis-2--text.4" not in found
    assert "gaul--en--text.1" in found
    assert {"tx-he", "tx-en", "tx-la"} <= set(found)
    assert [e.text_content() for e in found["genesis-2--text"].iter("a") if e.get("class") == "pn"] == list(
        "12345"
    )
    assert found["c-genesis-2--void"].text_content() == "3"
    [afterword] = [e for e in book.page_root.iter("p") if e.text_content().startswith("See Doc.")]
    assert [e.get("href") for e in afterword.iter("a")] == [
        "#rights--ar--art-1.0", "#gaul--en--text.2", "#genesis-2--en--text.2",
    ]  # fmt: skip
