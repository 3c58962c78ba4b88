"""A book in Arabic: it is bound on the right, and everything that has a side stands on the other one."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from build.kit import Built, product, project
from validators import qpdf_check, report, verapdf

MM = 72 / 25.4
POSTIL = """\
title: وثائق
imprint: {publisher: دار النشر, place: القاهرة}
language: ar
contributors:
  AB: {name: أحمد محمود, role: editor}
series:
  editorial: {kind: notes, name: هوامش, singular: هامش, label: "1"}
  questions: {kind: questions, name: أسئلة, singular: سؤال, label: Q1}
targets:
  screen: {lines: 5}
  print: {trim: a5, profile: print, bleed: 3mm, marks: true, lines: 5}
  pack: {trim: a4-course-pack, profile: archive, lines: 5}
"""
SENTENCE = "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق وقد وهبوا عقلا وضميرا وعليهم أن يعامل بعضهم بعضا بروح الإخاء. "
TEXT = (
    "# الإعلان\n\n## المادة الأولى {#one}\n\n"
    + f"{SENTENCE * 8}\n\n" * 5
    + "## المادة الثانية {#two}\n\nوقعت الوثيقة المعروفة باسم Universal Declaration of Human Rights في باريس.\n\n"
    + f"{SENTENCE * 4}\n"
)
NOTES = (
    "---\nseries: editorial\nby: AB\nlang: ar\n---\n\n# two.1 “Declaration” {#decl}\n\n"
    "ملاحظة عن الإعلان تمتد على أكثر من سطر واحد في العمود.\n"
)
ASKED = "---\nseries: questions\nby: AB\nlang: ar\n---\n\n# two.1 “باريس” {#q}\n\nلماذا هناك؟\n"
SIDES = ("screen", "print", "pack")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Built:
    files: dict[str, str | bytes] = {
        "postil.yaml": POSTIL,
        "source/rights/edition.yaml": "title: الإعلان\ndate: 1948\nlanguages: [ar]\neditors: [AB]\n"
        "copy-text: {siglum: C, name: Copy, sha256: SHA256}\n",
        "source/rights/text.md": TEXT,
        "source/rights/copy-text.txt": TEXT.replace("## ", "")
        .replace("# ", "")
        .replace(" {#one}", "")
        .replace(" {#two}", ""),
        "annotations/rights/notes.md": NOTES,
        "annotations/rights/asked.md": ASKED,
    }
    return product(project(tmp_path_factory.mktemp("arabic"), files), "rights", ("pdf", "epub"))


def file(book: Built, target: str) -> Path:
    return book.pdf if target == "screen" else book.folder / f"rights-{target}.pdf"


def pieces(path: Path) -> list[tuple[int, float, float, float, str]]:
    """Return for each piece of words its page, where it begins and ends and how high it stands, in millimetres of the trim."""
    with pikepdf.open(path) as pdf:
        trims = [tuple(float(n) for n in page.trimbox) for page in pdf.pages]
    found = []
    document = pypdfium2.PdfDocument(path)
    for number, leaf in enumerate(document):
        text = leaf.get_textpage()
        x, y, *_ = trims[number]
        for place in range(text.count_rects()):
            left, low, right, high = text.get_rect(place)
            words = text.get_text_bounded(left, low, right, high).strip()
            found.append((number, (left - x) / MM, (right - x) / MM, (low - y) / MM, words))
    document.close()
    return found


def page_of(path: Path, words: str) -> int:
    document = pypdfium2.PdfDocument(path)
    found = [n for n, leaf in enumerate(document) if words in leaf.get_textpage().get_text_bounded()]
    document.close()
    return found[-1]


@pytest.mark.parametrize("target", SIDES)
def test_the_file_says_that_it_is_read_from_right_to_left(book: Built, target: str) -> None:
    with pikepdf.open(file(book, target)) as pdf:
        assert pdf.Root.ViewerPreferences.Direction == "/R2L"
        assert ("/DisplayDocTitle" in pdf.Root.ViewerPreferences) is (target != "print")


@pytest.mark.slow
@pytest.mark.parametrize("target", SIDES)
def test_nobody_finds_a_fault_in_it(book: Built, target: str) -> None:
    found = qpdf_check(file(book, target))
    if target != "print":
        found += verapdf(file(book, target))
    assert not found, report(found)


# Of each trim the width, the inside, and what is beside the text where lines end.
PAGES = {"screen": (152.4, 22, 22), "print": (148, 20, 17), "pack": (210, 24, 22 + 48 + 8)}


@pytest.mark.parametrize("target", SIDES)
def test_numbers_stand_where_lines_begin_and_where_they_end(book: Built, target: str) -> None:
    """Those of paragraphs on the right, those of lines on the left; a page of a bound book has the spine on the right if it is a recto."""
    path = file(book, target)
    width, inside, outside = PAGES[target]
    paragraphs = lines = 0
    for number, left, right, _, words in pieces(path):
        if not words.isdecimal():
            continue
        at_left = inside if target == "print" and number % 2 else outside
        text_from, text_to = at_left, width - (inside + outside - at_left)
        if left > text_to:
            assert left - text_to < 10.5
            paragraphs += 1
        elif right < text_from:
            assert int(words) % 5 == 0 or text_from - right > 5  # what is farther out is a folio
            lines += text_from - right < 5
    assert paragraphs == 7
    assert lines > 10


@pytest.mark.parametrize("target", SIDES)
def test_folios_stand_outside(book: Built, target: str) -> None:
    path = file(book, target)
    width, _, outside = PAGES[target]
    found = 0
    with pikepdf.open(path) as pdf:
        height = (float(pdf.pages[-1].trimbox[3]) - float(pdf.pages[-1].trimbox[1])) / MM
    for number, left, right, low, words in pieces(path):
        if words.isdecimal() and low > height - 20:
            verso = target == "print" and number % 2 == 1
            edge = width - right if verso else left
            assert edge == pytest.approx(outside if target != "pack" else 22, abs=0.6)
            found += 1
    assert found


def test_the_column_of_notes_is_on_the_left(book: Built) -> None:
    path = file(book, "pack")
    page = page_of(path, "Universal")
    note = [(left, right) for n, left, right, _, words in pieces(path) if n == page and right < 22 + 48 + 2]
    assert note
    assert min(left for left, _ in note) >= 21


@pytest.mark.parametrize("target", SIDES)
def test_the_contents_keep_to_the_page(book: Built, target: str) -> None:
    path = file(book, target)
    page = next(n for n, _, _, _, words in pieces(path) if words == "المحتويات")
    width, inside, outside = PAGES[target]
    found = [(left, right, words) for n, left, right, _, words in pieces(path) if n == page]
    left = outside
    assert min(each for each, _, _ in found) == pytest.approx(left, abs=0.6)
    assert max(each for _, each, _ in found) == pytest.approx(width - inside, abs=0.6)
    assert [words for each, _, words in found if each < left + 3 and words.isdecimal()] != []


def latin(path: Path, page: int) -> str:
    """Return the Latin letters of a page as the eye meets them: line by line, each from left to right."""
    document = pypdfium2.PdfDocument(path)
    text = document[page].get_textpage()
    found = []
    for place in range(text.count_chars()):
        letter = text.get_text_range(place, 1)
        if letter.isascii() and letter.isalpha():
            left, low, *_ = text.get_charbox(place, loose=True)
            found.append((-round(low / 4), left, letter))
    document.close()
    return "".join(letter for _, _, letter in sorted(found))


@pytest.mark.parametrize("target", SIDES)
def test_latin_words_around_a_call_keep_their_order(book: Built, target: str) -> None:
    path = file(book, target)
    assert "UniversalDeclarationofHumanRights" in latin(path, page_of(path, "Universal"))


def test_the_e_book_is_read_from_right_to_left(book: Built) -> None:
    [package] = [data for name, data in book.epub_files.items() if name.endswith(".opf")]
    assert b'page-progression-direction="rtl"' in package
