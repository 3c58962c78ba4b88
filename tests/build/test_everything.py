"""A book with everything in it at once: every part before and behind the text, every form of a document, in all media."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest

import validators
from build.kit import Built, codes, nu, popups, product, project, squeeze
from postil import load
from validators import report
from validators._browser import opened

pytestmark = pytest.mark.slow

FIXTURE = Path(__file__).parents[1] / "everything"
TARGETS = "targets:\n  screen: {trim: us-trade}\n  print: {trim: us-trade, profile: print}\n"


@pytest.fixture(scope="session")
def everything_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("everything") / "project"
    shutil.copytree(FIXTURE, folder)
    manifest = folder / "postil.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8") + TARGETS, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def everything(everything_root: Path) -> Built:
    return product(everything_root, "everything")


@pytest.fixture(scope="session")
def seminar(everything_root: Path, everything: Built) -> Built:
    """A reader that takes it whole and in part."""
    return product(everything_root, "seminar")


@pytest.fixture(scope="session")
def bound(everything: Built) -> list[str]:
    """The pages of the book that is to be printed, without white space."""
    import pypdfium2

    document = pypdfium2.PdfDocument(everything.folder.joinpath("everything-print.pdf").read_bytes())
    pages = [squeeze(page.get_textpage().get_text_bounded()) for page in document]
    document.close()
    return pages


def page_of(pages: list[str], *words: str) -> int:
    """Return the one page that has all these words, and none of those behind an exclamation mark."""
    wanted = [squeeze(each).lower() for each in words if not each.startswith("!")]
    absent = [squeeze(each[1:]).lower() for each in words if each.startswith("!")]
    folded = [page.lower() for page in pages]
    (found,) = (
        number
        for number, page in enumerate(folded)
        if all(each in page for each in wanted) and not any(each in page for each in absent)
    )
    return found


# checkers -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["everything", "seminar"])
def test_checkers(name: str, request: pytest.FixtureRequest) -> None:
    built = request.getfixturevalue(name)
    found = [*validators.verapdf(built.pdf, flavour="ua1"), *validators.qpdf_check(built.pdf)]
    found += validators.qpdf_check(built.folder / f"{name}-print.pdf")
    found += [*validators.epubcheck(built.epub), *validators.ace(built.epub), *nu(built.page)]
    for width in (1700, 1100, 390):
        found += validators.axe(built.page, (width, 900), "light")
    found += validators.axe(built.page, (1700, 900), "dark")
    assert not found, report(found)


def test_every_picture_shows(everything: Built) -> None:
    with opened(everything.page, (1700, 900)) as (tab, troubles):
        widths = tab.evaluate("[...document.images].map(i => i.naturalWidth)")
        facsimiles = tab.locator(".facs").evaluate_all("all => all.map(e => e.getBoundingClientRect().right)")
        (words,) = tab.locator('[id="letter.4"]').evaluate_all(
            "all => all.map(e => e.getBoundingClientRect().left)"
        )
    assert not troubles
    assert len(widths) == 5
    assert all(widths)
    assert all(right <= words for right in facsimiles)  # they stand beside the text


def test_every_note_comes_up_from_its_call(everything: Built) -> None:
    found = list(popups(everything))
    assert not found, report(found)


# the order of the trade -----------------------------------------------------------------------------------------------

PRINTED = (
    ("Documents of Diplomacy", "Letters from a Legation"),
    ("The plenipotentiary of the First Party", "drawn from memory.", "!List of Illustrations"),
    ("The Example Press", "2026", "edited by"),
    ("Second edition, revised", "978-0-306-40615-7", "978-3-16-148410-0", "I. Abel, Ann."),
    ("To the archivists",),
    ("My name is Ozymandias", "Percy Bysshe Shelley", "Henry Wotton"),
    ("How to use this edition",),
    ("List of Illustrations", "Frontispiece"),
    ("Abbreviations and Sigla", "Foreign Office", "The first draft"),
    ("Its pages are shown beside the text",),
    ("lthough this edition is small",),
    ("The Document", "Signed at Geneva"),
    ("Why is there peace?", "Textual Apparatus"),
    ("Satow, Ernest.", "1917"),
    ("SHA-256 of all inputs",),
)


def test_parts_stand_in_the_order_of_the_trade(bound: list[str]) -> None:
    found = [page_of(bound, *words) for words in PRINTED]
    assert found == sorted(found)
    assert found[0] > 1  # the half-title and its back


def test_the_frontispiece_faces_the_title(bound: list[str]) -> None:
    picture = page_of(bound, *PRINTED[1])
    assert picture % 2 == 1  # the first page is a recto
    assert page_of(bound, *PRINTED[2]) == picture + 1
    assert page_of(bound, *PRINTED[0]) == picture - 1


def test_folios(everything: Built, bound: list[str]) -> None:
    """Roman before the document, arabic from 1 in it; none on title, imprint, dedication, epigraph, frontispiece and blanks."""
    with pikepdf.open(everything.folder / "everything-print.pdf") as pdf:
        labels = [page.label for page in pdf.pages]
    document = page_of(bound, "The Document", "Signed at Geneva")
    assert labels[document] == "1"
    assert labels[document - 1].strip("ivxlcdm") == ""
    assert bound[document].endswith("1")
    assert bound[page_of(bound, "List of Illustrations", "Frontispiece")].endswith(
        labels[page_of(bound, "List of Illustrations", "Frontispiece")]
    )
    for words in (*PRINTED[:6], ("SHA-256 of all inputs",)):
        number = page_of(bound, *words)
        assert not bound[number].endswith(labels[number]) or labels[number] in {"i", "v"}, words
    assert "" in bound


def test_lists_have_the_pages_of_what_they_list(everything: Built, bound: list[str]) -> None:
    with pikepdf.open(everything.folder / "everything-print.pdf") as pdf:
        labels = [page.label for page in pdf.pages]
    listed = bound[page_of(bound, "List of Illustrations", "Frontispiece")]
    for caption in ("The two harbours, after the survey of 1919", "Schedule of the harbours"):
        words = squeeze(caption)
        pages = [n for n, page in enumerate(bound) if re.sub(r"\d", "", words) in re.sub(r"\d", "", page)]
        where = labels[next(n for n in pages if bound[n] is not listed)]
        entry = re.search(re.escape(words) + r"\.*(\d+)", listed)
        assert entry is not None
        assert caption.startswith("Schedule") or entry[1] == where


def test_the_spine_of_the_e_book(everything: Built) -> None:
    package = next(data for name, data in everything.epub_files.items() if name.endswith(".opf")).decode()
    files = dict(re.findall(r'<item [^>]*?href="text/([\w-]+)\.xhtml"[^>]*? id="([^"]+)"', package))
    files |= {
        h: i for i, h in re.findall(r'<item [^>]*?id="([^"]+)"[^>]*? href="text/([\w-]+)\.xhtml"', package)
    }
    names = {uid: name for name, uid in files.items()}
    spine = [names[uid] for uid in re.findall(r'<itemref [^>]*idref="([^"]+)"', package) if uid in names]
    assert spine == [
        "seriespage", "frontispiece", "titlepage", "imprint", "dedication", "epigraph", "illustrations", "tables",
        "abbreviations", "note-on-the-text", "introduction", "text", "chronology", "persons", "questions", "apparatus",
        "glossary", "bibliography", "index", "colophon",
    ]  # fmt: skip
    assert ">urn:isbn:9783161484100</dc:identifier>" in package


def test_the_page_has_them_too(everything: Built) -> None:
    html = everything.page.read_text(encoding="utf-8")
    places = [
        html.index(words)
        for words in (
            '<h1>Everything', 'class="frontispiece"', 'role="doc-dedication"', 'role="doc-epigraph"', 'class="howto"',
            'List of Illustrations</h2>', 'Abbreviations and Sigla</h2>', 'Signed at', 'doc-colophon', 'class="cip"', 'class="seriespage seriespage--recto"',
        )
    ]  # fmt: skip
    assert places == sorted(places)
    assert '<meta name="citation_isbn" content="978-0-306-40615-7">' in html


def test_in_a_reader_a_document_begins_with_its_introduction(everything: Built, seminar: Built) -> None:
    """The book has its parts as they are listed; in a reader nobody wants to know first how a text was edited."""
    introduction, method = ">Introduction</h", ">Note on the Text</h"
    alone, bound = (made.page.read_text(encoding="utf-8") for made in (everything, seminar))
    assert alone.index(method) < alone.index(introduction)
    assert bound.index(introduction) < bound.index(method)


def test_a_reader_has_its_own_front_and_no_frontispiece(seminar: Built) -> None:
    words = squeeze(" ".join(seminar.pdf_pages))
    for each in ("To the seminar", "An old teacher", "Record Group", "First edition", "1. Seminars."):
        assert squeeze(each) in words
    assert squeeze("To the archivists") not in words
    assert words.count(squeeze("Foreign Office")) == 1
    assert not any("portrait" in name for name in seminar.epub_files)
    listed = seminar.epub_roots["EPUB/text/illustrations.xhtml"]
    assert len(listed.findall(".//{*}li")) == 4


def test_the_colophon_tells_of_the_inputs(everything: Built) -> None:
    """The checksum is that of the sorted list of checksums in manifest.json."""
    inputs = json.loads(everything.folder.joinpath("manifest.json").read_text())["inputs"]
    listed = "".join(f"{digest}\n" for digest in sorted(inputs.values()))
    digest = hashlib.sha256(listed.encode()).hexdigest()
    assert digest in squeeze("".join(everything.pdf_pages))
    assert digest in re.sub(r"<wbr/?>", "", everything.page.read_text(encoding="utf-8"))
    own = hashlib.sha256((everything.root / "source/everything/text.md").read_bytes()).hexdigest()
    assert inputs["source/everything/text.md"] == own


# forms of documents ---------------------------------------------------------------------------------------------------


def test_facsimiles_face_the_words_of_their_page(everything: Built, bound: list[str]) -> None:
    for number, words in (("2", "It is to be laid before the chamber"), ("3", "The President: The question")):
        picture = page_of(bound, f"Page {number} of the copy-text")
        assert picture % 2 == 1
        assert squeeze(words).lower() in bound[picture + 1].lower()
    web = everything.page.read_text(encoding="utf-8")
    assert (
        web.index('alt="Facsimile of page 2')
        < web.index("It is to be laid")
        < web.index('alt="Page 3 of the')
    )
    book = everything.epub_files["EPUB/text/text.xhtml"].decode()
    assert (
        book.index('alt="Facsimile of page 2')
        < book.index("It is to be laid")
        < book.index('alt="Page 3 of the')
    )


def lines_of(root: Any) -> dict[str, str]:
    """Return the words of the lines of verse that have numbers, by id."""
    found = {}
    for line in root.iter():
        if isinstance(line.tag, str) and line.get("class") == "line":
            numbers = [e for e in line if e.get("class") == "ln"]
            if numbers:
                words = "".join(line.itertext()).removeprefix("".join(numbers[0].itertext()))
                found[line.get("id")] = f"{numbers[0].text} {squeeze(words)}"
    return found


def test_lines_of_verse_have_the_same_numbers_everywhere(everything: Built) -> None:
    book = lines_of(everything.epub_roots["EPUB/text/text.xhtml"])
    assert {id_: words[:8] for id_, words in book.items()} == {
        "two-poems.1.l5": "5 Andwri",
        "two-poems.2.l10": "10 Mynam",
        "two-poems.4.l5": "5 Howsoo",
    }
    assert lines_of(everything.page_root) == book
    poem = next(page for page in everything.pdf_pages if "antique land" in page)
    for words in book.values():
        number, _, line = words.partition(" ")
        assert line + number in squeeze(poem)  # the number stands at the right


def test_heads_of_a_table_are_on_each_of_its_pages_and_rows_are_whole(bound: list[str]) -> None:
    pages = [page for page in bound if "bollard" in page]
    assert len(pages) == 2
    assert all("DEPTHINFEET" in page.upper() for page in pages)
    assert sum(page.count("bollard") for page in pages) == 28


def test_signatures_are_not_broken(bound: list[str]) -> None:
    page_of(bound, "DONE at Geneva", "FOR THE FIRST PARTY:", "D. Dabel", "F. Fabel")


def test_notes_stand_with_headings_lists_tables_captions_signatures(everything: Built) -> None:
    """The audit has found each on the page of its call; here is that they were called."""
    book = everything.epub_files["EPUB/text/text.xhtml"].decode()
    for name in (
        "on-article",
        "on-particulars",
        "on-item",
        "on-cell",
        "on-caption",
        "on-table-caption",
        "on-name",
    ):
        assert f'id="c-{name}"' in book
        assert f'id="n-{name}"' in book


def test_the_same_bytes_again(everything_root: Path, everything: Built, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(everything_root, again, ignore=shutil.ignore_patterns("build"))
    made = product(again, "everything")
    for name in ("everything.pdf", "everything-print.pdf", "everything.epub", "web/index.html"):
        assert (made.folder / name).read_bytes() == (everything.folder / name).read_bytes(), name


HOSTILE = "<script>alert(1)</script>"
FRONT = f"""
title: A Letter
rights: Nobody’s.
copy-text: {{sha256: SHA256}}
edition-statement: "{HOSTILE}"
cip: "{HOSTILE} {{{{7*7}}}}"
dedication: "{HOSTILE}"
epigraph: {{text: "{HOSTILE}", source: "{HOSTILE}"}}
frontispiece: {{image: map.png, alt: "\\"><script>alert(1)</script>", caption: "{HOSTILE}"}}
abbreviations: {{"{HOSTILE}": "{HOSTILE}"}}
facsimiles: {{"2": {{image: map.png, alt: "\\"><script>alert(1)</script>"}}}}
"""


def test_words_of_the_front_matter_are_words(tmp_path: Path) -> None:
    """What a manifest says can bring no markup into an output."""
    import io

    from PIL import Image

    data = io.BytesIO()
    Image.new("L", (900, 900), 200).save(data, "PNG")
    files = {
        "postil.yaml": f"title: x\nimprint: {{series: y}}\nseries-volumes: [{{title: '{HOSTILE}', by: '{HOSTILE}'}}]\n",
        "source/letter/edition.yaml": FRONT,
        "source/letter/text.md": "# A Letter\n\n[]{.page n=2}Words.\n",
        "source/letter/map.png": data.getvalue(),
    }
    built = product(project(tmp_path, files), "letter")
    page = built.page.read_text(encoding="utf-8")
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 10
    assert "{{7*7}}" in page
    book = "".join(data.decode() for name, data in built.epub_files.items() if name.endswith(".xhtml"))
    assert "<script" not in book
    assert book.count("&lt;script&gt;") >= 10
    assert "<script>alert(1)</script>" in "".join(built.pdf_pages)


# pictures -------------------------------------------------------------------------------------------------------------


def pictured(folder: Path, text: str, size: tuple[int, int], mode: str = "RGB") -> tuple[Any, Path]:
    """Build a letter with a picture of so many pixels; return what was told, and the PDF."""
    import io

    from PIL import Image

    data = io.BytesIO()
    Image.new(mode, size, 200 if mode == "L" else (200, 30, 30)).save(data, "PNG")
    files = {"source/letter/text.md": text, "source/letter/map.png": data.getvalue()}
    checked = load(project(folder, files)).check()
    assert checked.ok, checked.diagnostics
    built = checked.build(checked.products((), ("pdf",)).value)
    assert built.ok, built.diagnostics
    return built.diagnostics, folder / "build/letter/letter.pdf"


def test_a_coarse_picture_is_told_with_its_dots_and_what_is_allowed(tmp_path: Path) -> None:
    found, _ = pictured(
        tmp_path, "# A Letter\n\n::: {.figure width=100mm}\n![A map.](map.png)\n:::\n", (600, 300)
    )
    (told,) = (d for d in found if d.code.id == "W030")
    assert not told.is_error
    assert told.span is not None
    assert told.span.file == "source/letter/map.png"
    assert "100 mm wide with 152 dots to the inch; with 300 it may be 51 mm wide" in told.message


def test_a_picture_is_printed_at_300_dots_and_fits_the_page(tmp_path: Path) -> None:
    for name, size in (("small", (300, 200)), ("wide", (4000, 500)), ("tall", (500, 4000))):
        found, pdf = pictured(tmp_path / name, "# A Letter\n\n![A map.](map.png)\n", size)
        assert "W030" not in codes(found), name
        assert "W007" not in codes(found), name
        assert pdf.exists()


def test_colours_stay_on_the_screen(tmp_path: Path) -> None:
    _, path = pictured(tmp_path, "# A Letter\n\n![A map.](map.png)\n", (300, 300))
    with pikepdf.open(path) as pdf:
        pictures = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
        assert [str(p.ColorSpace) for p in pictures] == ["/DeviceRGB"]
