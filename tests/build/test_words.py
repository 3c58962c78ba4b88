"""The words of books in every output: in the language of the book, or as a project gives them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree, html

from build.kit import Built, build, nu, product, project, published
from build.whole_book import WORDS, whole
from postil import load
from postil.vocabulary import words_for
from validators import axe, epubcheck, report, verapdf
from validators._browser import opened

KEPT = {
    "ISBN", "PDF", "EPUB", "DOCX", "SHA", "EB", "Garamond", "Source", "Sans", "Amiri", "Frank", "Ruhl", "Libre", "BibTeX",
}  # fmt: skip
KEPT |= {"postil", "WeasyPrint", "pikepdf", "pandoc", "EbookLib"}
"""Names, and what has Latin letters everywhere."""
WRITTEN = {"Table", "Q1"}
"""What stands in the project itself: a caption as it is written, the usual label of questions."""
SAID = ("aria-label", "title", "alt")


def _said(root: etree._Element) -> Iterator[str]:
    """Yield what a document says to eyes and ears."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if (
            not element.tag.endswith(("style", "script"))
            and "bib" not in (element.get("class") or "").split()
        ):
            yield element.text or ""
        yield element.tail or ""
        yield from (element.get(name, "") for name in SAID)


def _left(text: str) -> set[str]:
    """Return the Latin words of two letters and more in a text, without checksums and numbers of pages."""
    found = set(re.findall(r"[A-Za-z][A-Za-z0-9]+", text)) - KEPT - WRITTEN
    return {
        w
        for w in found
        if not re.fullmatch(r"[0-9a-f]{8,}|[ivxlc]+|art\d+", w) and not re.search(r"\d{3}", w)
    }


def _pages(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(BytesIO(data)) as book:
        for name in book.namelist():
            if name.endswith((".xhtml", ".ncx", ".html")):
                yield name, book.read(name)


@pytest.fixture(scope="module", params=["ar", "he"])
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Built]:
    return build(whole(tmp_path_factory.mktemp(request.param), request.param))


@pytest.mark.slow
def test_no_english_word_is_left(books: list[Built]) -> None:
    """In a book and in a course reader in another script, what is Latin was written so."""
    for each in books:
        left: dict[str, set[str]] = {"pdf": _left("\n".join(each.pdf_pages))}
        for name, data in _pages(each.epub.read_bytes()):
            left[name] = _left(" ".join(_said(etree.fromstring(data))))
        left["web"] = _left(" ".join(_said(html.document_fromstring(each.page.read_bytes()))))
        assert {name: words for name, words in left.items() if words} == {}


@pytest.mark.slow
def test_the_package_speaks_the_language(books: list[Built]) -> None:
    for each in books:
        package = etree.fromstring(each.epub_files["EPUB/content.opf"])
        summary = package.xpath("//*[@property='schema:accessibilitySummary']")[0].text
        assert not _left(summary)
        heads = [
            h.text for root in each.epub_roots.values() for h in root.xpath("//*[starts-with(@id, 'h-')]")
        ]
        words = words_for(package.xpath("//*[local-name()='language']")[0].text)
        assert {words["contents"], words["landmarks"], words["pages"]} <= set(heads)


@pytest.mark.slow
def test_the_page_does_not_run_out_of_the_window(books: list[Built]) -> None:
    """What has a side stands on the other one: nothing lies where a page in Arabic could be scrolled to."""
    for each in books:
        for width in (1280, 900, 390):
            with opened(each.page, (width, 900), "light", "screen") as (tab, _):
                size = tab.evaluate(
                    "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
                )
                bar = tab.evaluate("() => document.querySelector('.bar').getBoundingClientRect().x")
            assert size[0] == size[1], width
            assert bar == 0


@pytest.mark.slow
def test_finished_files_are_right(books: list[Built]) -> None:
    edition = next(b for b in books if b.name == "deed")
    found = [*epubcheck(edition.epub), *nu(edition.page), *axe(edition.page, viewport=(1100, 800))]
    for each in books:
        found += verapdf(each.pdf)
    assert not found, report(found)


def _texts(each: Built) -> dict[str, str]:
    nav = " ".join("".join(_said(root)) for root in each.epub_roots.values())
    return {
        "pdf": " ".join(" ".join(each.pdf_pages).split()),
        "epub": " ".join(nav.split()),
        "web": " ".join(" ".join(_said(each.page_root)).split()),
    }


OWN = """\
title: A test
imprint: {publisher: The press}
language: en-GB
contributors:
  AB: {name: Ann Bee, role: editor}
series:
  editorial: {kind: notes}
words:
  contents: "Tables & <i>Contents</i>"
  annotated: "Ed. \\"annotated\\" <script>alert(1)</script>"
  notes: "Annotations"
  edited-by: "Established by"
  skip: "Skip \\"to\\" <b>text</b>"
  accessibility: "<Flows> & is marked."
  back: "Back ({name})"
  permalink: "Par. {n} > & link"
"""


def test_words_of_a_project(tmp_path: Path) -> None:
    """They stand everywhere, as plain words."""
    each = product(project(tmp_path, {"postil.yaml": OWN}), "letter")
    found = _texts(each)
    for medium, text in found.items():
        assert "Tables & <i>Contents</i>" in text, medium
        assert "Annotations" in text, medium
        assert "Contents" not in text.replace("Tables & <i>Contents</i>", ""), medium
    assert 'Skip "to" <b>text</b>' in found["web"]
    assert "Par. 1 > & link" in found["web"]
    package = etree.fromstring(each.epub_files["EPUB/content.opf"])
    assert package.xpath("//*[@property='schema:accessibilitySummary']")[0].text == "<Flows> & is marked."
    roots = [*each.epub_roots.values(), each.page_root]
    assert not [
        e
        for root in roots
        for e in root.iter()
        if isinstance(e.tag, str) and e.tag.endswith(("script", "}i", "}b"))
    ]
    [meta] = each.page_root.xpath("//meta[@name='description']/@content")
    assert meta.startswith('Ed. "annotated" <script>alert(1)</script>: ')
    assert "<script" not in re.sub(r'content="[^"]*"', "", each.page.read_text(encoding="utf-8"))


def test_words_of_another_language(tmp_path: Path) -> None:
    """A language that postil has no words for: those that are given, the rest in English, and one warning without any."""
    own = OWN.split("words:")[0].replace("en-GB", "sw")
    words = "words: {sw: {contents: Yaliyomo, notes: Maelezo, month-3: Machi}}\n"
    bare = load(project(tmp_path / "bare", {"postil.yaml": own})).check()
    assert [d.code.id for d in bare.diagnostics] == ["M028"]
    assert bare.ok
    folder = project(tmp_path / "given", {"postil.yaml": own + words})
    assert not load(folder).check().diagnostics
    found = _texts(product(folder, "letter"))
    assert all("Yaliyomo" in text and "Contents" not in text for text in found.values() if text)


def test_changed_words_are_built_anew(tmp_path: Path) -> None:
    """Every output depends on them; what was remembered of other words is not taken."""
    folder = project(tmp_path, {"postil.yaml": OWN})
    one = _built(folder)
    assert _built(folder) == one
    (folder / "postil.yaml").write_text(OWN.replace("Annotations", "Remarks"), encoding="utf-8")
    two = _built(folder)
    assert {name for name in one if one[name] == two[name]} == set()
    found = _texts(Built(folder, "letter", "students"))
    assert all("Remarks" in text and "Annotations" not in text for text in found.values())


def _built(folder: Path) -> Mapping[str, bytes]:
    build(folder)
    return published(folder)


def test_a_reader_has_the_words_of_its_language(tmp_path: Path) -> None:
    """A reader in another language than its project says everything in its own, names of series that have none among it."""
    reader = "title: Recueil\nlanguage: fr\ncontents: [letter]\n"
    edition = "title: A Letter\nrights: {text: Public domain}\ncopy-text: {siglum: C, name: The letter, sha256: SHA256}\n"
    notes = "---\nseries: questions\nby: AB\n---\n\n# text.1 “ship” {#q}\n\nWhich one?\n"
    more = {
        "readers/course.yaml": reader,
        "source/letter/edition.yaml": edition,
        "annotations/letter/asked.md": notes,
    }
    text = "# A Letter\n\nDear friend, the ship has come in.\n"
    own = OWN.split("series:")[0] + "words: {fr: {contents: Sommaire}}\n"
    folder = project(tmp_path, {"postil.yaml": own, "source/letter/text.md": text, **more})
    found = _texts(product(folder, "course", ("pdf", "html", "epub")))
    for medium, said in found.items():
        assert "Sommaire" in said, medium
        assert "Questions d’étude" in said, medium
        assert "Questions for study" not in said, medium
    assert "Contents" in _texts(product(folder, "letter"))["pdf"]


def test_every_language_of_the_fixture_has_the_same_words() -> None:
    assert len({tuple(sorted(words)) for words in WORDS.values()}) == 1
