"""The whole wrap: every printer, trim, script and length of title; and the file it becomes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp

import validators
from cover.books import BACK, BLURB, BOOKS, FACES, HARDCOVER, SYMBOL, TREATY, TRIMS, sheet_of
from postil.cover import PRINTER_RULES, BackMatter, BlurbTooLong, Sheet, faults_of, wrap
from postil.cover.back import barcode_boxes
from postil.cover.inks import ACCENT, BLACK, CLOTHS, PAPER, WHITE
from postil.model.drawing import Area, Box, Drawing, Frame, Ink, Letters, Shape
from postil.model.rendition import BookMetadata
from postil.model.trade import PRINTERS, CoverManifest, Printer, Run
from postil.writers.pdf.covers import CoverFile, trim_of, write_cover
from processes import told

POINT = 25.4 / 72


def drawn(
    metadata: BookMetadata,
    printer: Printer,
    pages: int = 300,
    trim: tuple[float, float] = TRIMS["us-trade"],
    matter: BackMatter = BACK,
    cover: CoverManifest | None = None,
) -> tuple[Drawing, Sheet]:
    sheet = sheet_of(metadata, printer, pages, trim, cover)
    drawing = wrap(metadata, matter, FACES, sheet, printer)
    assert list(faults_of(drawing, matter, sheet, printer)) == []
    return drawing, sheet


def file_of(drawing: Drawing, sheet: Sheet, printer: Printer) -> bytes:
    whole = Box(0, 0, sheet.width, sheet.height)
    standard = PRINTER_RULES[printer].standard
    return write_cover(drawing, CoverFile(sheet.trim, whole, standard, "A Title", "2026-11-23T00:00:00Z"))


def letters(drawing: Drawing, panel: Box) -> list[Letters]:
    found = (shape for shape in drawing.shapes if isinstance(shape, Letters))
    return [each for each in found if (place := each.box) is not None and panel.holds(place)]


# where things stand ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("printer", PRINTERS)
@pytest.mark.parametrize("metadata", BOOKS.values(), ids=BOOKS)
def test_nothing_stands_too_near_to_an_edge_or_a_fold(metadata: BookMetadata, printer: Printer) -> None:
    """Looked at here by the boxes of what is drawn, not by the module that looks before publication."""
    for pages in (110, 800):
        drawing, sheet = drawn(metadata, printer, pages)
        box, _, _ = barcode_boxes(sheet, PRINTER_RULES[printer], SYMBOL)
        folds = (sheet.spine.left, sheet.spine.right)
        for shape in drawing.shapes:
            place = shape.box
            if place is None or (isinstance(shape, Area) and place.width == sheet.width):
                continue
            for fold in folds:
                assert not place.left < fold < place.right, shape
            if isinstance(shape, Letters) and not box.holds(place):
                least = PRINTER_RULES[printer].safe
                assert place.top - sheet.trim.top >= least - 0.01, shape.text
                assert sheet.trim.bottom - place.bottom >= least - 0.01, shape.text
                assert place.left - sheet.trim.left >= least - 0.01, shape.text
                assert sheet.trim.right - place.right >= least - 0.01, shape.text
                away = min(abs(edge - fold) for fold in folds for edge in (place.left, place.right))
                assert away >= PRINTER_RULES[printer].clear - 0.01, shape.text


@pytest.mark.slow
@pytest.mark.parametrize("trim", TRIMS.values(), ids=TRIMS)
@pytest.mark.parametrize("printer", PRINTERS)
def test_every_trim(trim: tuple[float, float], printer: Printer) -> None:
    for metadata in (TREATY, BOOKS["long"], BOOKS["arabic"]):
        drawn(metadata, printer, 240, trim)


@pytest.mark.parametrize("printer", PRINTERS)
def test_a_case_keeps_the_hinge_and_the_edges_of_the_boards_clear(printer: Printer) -> None:
    drawing, sheet = drawn(TREATY, printer, 300, cover=HARDCOVER)
    assert (sheet.width, sheet.height) == (362.0, 270.0)
    assert sheet.spine.width == 24.0
    assert sheet.spine.middle == pytest.approx(181.0)
    for each in letters(drawing, sheet.front):
        assert each.box is not None
        assert each.box.left - sheet.front.left > 9.525
    assert all(
        each.box and each.box.right < sheet.back.right - 9.525 for each in letters(drawing, sheet.back)
    )


def test_a_book_that_runs_to_the_left_is_bound_at_the_right() -> None:
    drawing, sheet = drawn(BOOKS["hebrew"], "press")
    assert sheet.front.right <= sheet.spine.left < sheet.spine.right <= sheet.back.left
    box, _, _ = barcode_boxes(sheet, PRINTER_RULES["press"], SYMBOL)
    assert sheet.back.holds(box)
    assert box.left - sheet.back.left == pytest.approx(PRINTER_RULES["press"].barcode_inset)
    # letters of the spine have their heads to the front, so that they stand upright when it lies on top
    [title] = [each for each in letters(drawing, sheet.spine) if each.text.startswith("מגילת")]
    assert all(glyph.matrix[1] < 0 for glyph in title.glyphs)


def test_words_of_the_spine_run_from_head_to_foot() -> None:
    drawing, sheet = drawn(TREATY, "kdp", 300)
    on_spine = letters(drawing, sheet.spine)
    assert [each.text for each in on_spine] == [TREATY.title, "Postil Press", "Anna Editor"]
    assert all(glyph.matrix[1] > 0 for each in on_spine for glyph in each.glyphs)
    tops = {each.text: each.box.top for each in on_spine if each.box}
    assert tops[TREATY.title] < tops["Anna Editor"] < tops["Postil Press"]


def test_han_and_kana_stand_upright_on_the_spine() -> None:
    drawing, sheet = drawn(BOOKS["japanese"], "kdp", 300)
    [title] = [each for each in letters(drawing, sheet.spine) if each.text == "日本国憲法"]
    assert all(glyph.matrix[1] == 0 for glyph in title.glyphs)
    assert title.box is not None
    assert title.box.height > 4 * title.box.width


def test_a_title_too_long_for_the_spine_gives_way_to_the_short_one() -> None:
    metadata = replace(
        BOOKS["long"], cover=replace(BOOKS["long"].cover, short_title="Suppression of the Traffic")
    )
    drawing, sheet = drawn(metadata, "kdp", 300)
    assert "Suppression of the Traffic" in [each.text for each in letters(drawing, sheet.spine)]


@pytest.mark.parametrize("pages", [24, 60, 78])
def test_a_thin_spine_has_no_words(pages: int) -> None:
    drawing, sheet = drawn(TREATY, "kdp", pages)
    assert not letters(drawing, sheet.spine)


@pytest.mark.slow
@pytest.mark.parametrize("printer", PRINTERS)
def test_words_on_a_spine_can_be_printed(printer: Printer) -> None:
    """7 points is what KDP asks for at least: capitals of EB Garamond are 0.65 of that."""
    for pages in (48, 80, 100, 104, 120, 160, 240, 320):
        drawing, sheet = drawn(TREATY, printer, pages)
        for each in letters(drawing, sheet.spine):
            assert each.glyphs[0].matrix[1] * 1000 >= 6.6 * POINT, each.text


@pytest.mark.parametrize("printer", PRINTERS)
def test_the_bar_code_lies_at_the_spine_as_far_away_as_the_printer_wants(printer: Printer) -> None:
    _, sheet = drawn(TREATY, printer)
    rules = PRINTER_RULES[printer]
    box, inner, scale = barcode_boxes(sheet, rules, SYMBOL)
    assert sheet.back.right - box.right == pytest.approx(rules.barcode_inset)
    assert sheet.back.bottom - box.bottom == pytest.approx(rules.barcode_inset)
    assert box.holds(inner)
    assert 0.8 <= scale <= 1.0
    if printer == "kdp":
        assert (box.width, box.height) == (pytest.approx(2 * 25.4), pytest.approx(1.2 * 25.4))
    if printer == "lulu":
        assert (box.width, box.height) == (pytest.approx(2.5 * 25.4), pytest.approx(1.7 * 25.4))
    if printer in {"ingram", "press"}:
        assert scale == 1.0


@pytest.mark.parametrize("printer", PRINTERS)
def test_without_an_isbn_its_place_is_left_to_the_printer(printer: Printer) -> None:
    matter = BackMatter(BLURB)
    drawing, sheet = drawn(TREATY, printer, matter=matter)
    box, _, _ = barcode_boxes(sheet, PRINTER_RULES[printer], None)
    for shape in drawing.shapes[1:]:
        place = shape.box
        assert place is None or place.right <= box.left or place.left >= box.right or place.bottom <= box.top


def test_every_word_of_the_blurb_is_there_in_its_style() -> None:
    drawing, sheet = drawn(TREATY, "kdp")
    found = " ".join(each.text for each in letters(drawing, sheet.back))
    squeezed = re.sub(r"\s+", "", found)
    for paragraph in BLURB:
        assert re.sub(r"\s+", "", "".join(run.text for run in paragraph)) in squeezed


@pytest.mark.parametrize("words", [1, 40, 150, 260])
def test_blurbs_of_all_lengths(words: int) -> None:
    matter = replace(BACK, blurb=((Run("wherefore " * words, False),),))
    drawing, sheet = drawn(TREATY, "lulu", matter=matter)
    assert " ".join(each.text for each in letters(drawing, sheet.back)).count("wherefore") == words


@pytest.mark.slow
def test_a_blurb_that_does_not_fit_is_told_with_the_share_that_does() -> None:
    sheet = sheet_of(TREATY, "kdp", 300)
    with pytest.raises(BlurbTooLong) as fault:
        wrap(TREATY, replace(BACK, blurb=((Run("wherefore " * 3000, False),),)), FACES, sheet, "kdp")
    assert 0 < fault.value.share < 0.5


def test_the_look_finds_what_stands_wrong() -> None:
    drawing, sheet = drawn(TREATY, "kdp")
    title = next(s for s in drawing.shapes if isinstance(s, Letters) and s.text == "Cooperation")
    shift = sheet.front.left - title.box.left - 5 if title.box else 0.0
    moved = replace(
        title,
        glyphs=tuple(
            replace(g, matrix=(*g.matrix[:4], g.matrix[4] + shift, g.matrix[5])) for g in title.glyphs
        ),
    )
    area = Area(Box(sheet.spine.left - 5, 50, 10, 10), PAPER)
    for shape in (moved, area):
        wrong = replace(drawing, shapes=(*drawing.shapes, shape))
        assert list(faults_of(wrong, BACK, sheet, "kdp"))
    bare = replace(drawing, shapes=tuple(s for s in drawing.shapes if s.ink.rgb != "#ffffff"))
    assert "the bar code is missing" in list(faults_of(bare, BACK, sheet, "kdp"))


# the file -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("printer", PRINTERS)
def test_boxes(printer: Printer) -> None:
    drawing, sheet = drawn(TREATY, printer, 250)
    with pikepdf.open(io.BytesIO(file_of(drawing, sheet, printer))) as pdf:
        [page] = pdf.pages
        media, bleed, trim = (
            [float(n) for n in page[name]] for name in ("/MediaBox", "/BleedBox", "/TrimBox")
        )
    assert media == bleed
    assert media[:2] == [0, 0]
    assert media[2] * POINT == pytest.approx(sheet.width, abs=1e-3)
    assert media[3] * POINT == pytest.approx(sheet.height, abs=1e-3)
    edge = PRINTER_RULES[printer].bleed / POINT
    assert trim == pytest.approx([edge, edge, media[2] - edge, media[3] - edge], abs=1e-3)


@pytest.mark.parametrize("printer", PRINTERS)
@pytest.mark.parametrize("cloth", CLOTHS)
def test_inks(printer: Printer, cloth: str) -> None:
    """Grey and CMYK alone; black letters in one ink; at most 240 %; letters on cloth are bare paper."""
    metadata = replace(TREATY, cover=replace(TREATY.cover, cloth=cloth))
    drawing, sheet = drawn(metadata, printer)
    with pikepdf.open(io.BytesIO(file_of(drawing, sheet, printer))) as pdf:
        operators = pikepdf.parse_content_stream(pdf.pages[0])
        used = {str(each.operator) for each in operators}
        resources = pdf.pages[0].Resources
    assert used <= {"g", "k", "K", "w", "re", "f", "S", "m", "l", "c", "h"}
    assert set(resources.keys()) <= {"/ProcSet"}
    for each in operators:
        if str(each.operator) in {"k", "K"}:
            assert sum(float(n) for n in each.operands) <= 2.4 + 1e-6
    for shape in drawing.shapes:
        if isinstance(shape, Letters):
            assert shape.ink == ACCENT or not any(shape.ink.cmyk[:3]), shape.text
        if isinstance(shape, Frame):
            assert shape.rule >= 0.75 * POINT - 1e-9


@pytest.mark.parametrize("printer", PRINTERS)
@pytest.mark.parametrize("cloth", CLOTHS)
def test_inks_of_what_lies_over_other_things(printer: Printer, cloth: str) -> None:
    """As it is written, what is drawn later takes away what is below it. Many presses print black over it all the same, some
    every ink: then an ink that the upper shape has not stays. Neither comes to more than 240 % anywhere."""
    metadata = replace(TREATY, cover=replace(TREATY.cover, cloth=cloth))
    drawing, _ = drawn(metadata, printer)
    most, over = 0.0, set()
    for number, shape in enumerate(drawing.shapes):
        if shape.box is None:
            continue
        most = max(most, shape.ink.coverage)
        for below in grounds(drawing.shapes[:number], shape.box):
            both = [upper or lower for upper, lower in zip(shape.ink.cmyk, below.cmyk, strict=True)]
            over.add((shape.ink.rgb, below.rgb))
            if any(shape.ink.cmyk):  # bare paper is left out of what is below
                most = max(most, sum(both))
    assert most <= 2.4 + 1e-9
    assert (BLACK.rgb, PAPER.rgb) in over
    assert (BLACK.rgb, WHITE.rgb) in over
    assert (BLACK.rgb, CLOTHS[cloth].rgb) not in over


def grounds(shapes: Sequence[Shape], box: Box) -> set[Ink]:
    """Return the inks of the areas that are seen at the corners and in the middle of a box."""
    found = set()
    for x, y in (
        *((x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)),
        (box.middle, box.top + box.height / 2),
    ):
        at = Box(x, y, 0, 0)
        seen = [each.ink for each in shapes if isinstance(each, Area) and each.box.holds(at)]
        found.update(seen[-1:])
    return found


@pytest.mark.parametrize("printer", ["ingram", "press"])
def test_what_pdf_x_1a_asks_for(printer: Printer) -> None:
    """ISO 15930-1 § 6: version, identifier, dates, trapping, the claim, the printing condition, boxes, and nothing else."""
    data = file_of(*drawn(TREATY, printer), printer)
    assert data.startswith(b"%PDF-1.3")
    assert b"/ObjStm" not in data
    assert b"/XRef" not in data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        info, root = pdf.trailer.Info, pdf.Root
        assert str(info.GTS_PDFXVersion) == "PDF/X-1:2001"
        assert str(info.GTS_PDFXConformance) == "PDF/X-1a:2001"
        assert str(info.Trapped) == "/False"
        assert str(info.CreationDate) == str(info.ModDate) == "D:20261123000000Z"
        assert str(info.Title) == "A Title"
        assert len(pdf.trailer.ID) == 2
        [intent] = root.OutputIntents
        assert str(intent.S) == "/GTS_PDFX"
        assert str(intent.OutputConditionIdentifier) == "CGATS TR 001"
        assert set(root.keys()) == {"/Type", "/Pages", "/OutputIntents"}
        assert "/ArtBox" not in pdf.pages[0]
        assert "/Annots" not in pdf.pages[0]


@pytest.mark.parametrize("printer", ["kdp", "lulu"])
def test_others_get_a_page_and_nothing_besides(printer: Printer) -> None:
    """KDP takes no metadata in its files."""
    with pikepdf.open(io.BytesIO(file_of(*drawn(TREATY, printer), printer))) as pdf:
        assert "/Info" not in pdf.trailer
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}


@pytest.mark.slow
@pytest.mark.parametrize("printer", PRINTERS)
def test_qpdf_finds_nothing_and_a_decoder_reads_the_bar_code(printer: Printer, tmp_path: Path) -> None:
    data = file_of(*drawn(TREATY, printer), printer)
    path = tmp_path / "cover.pdf"
    path.write_bytes(data)
    assert validators.qpdf_check(path) == []
    with pypdfium2.PdfDocument(data) as document:
        picture = document[0].render(scale=4).to_pil()
    found = zxingcpp.read_barcodes(picture, ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read)
    assert "978030640615752495" in {each.text.replace(" ", "") for each in found}


def test_the_drawing_and_the_file_show_the_same() -> None:
    """A spot of paper, one of cloth, one of a bar: the page is not upside down, and nothing is shifted."""
    drawing, sheet = drawn(TREATY, "kdp")
    with pypdfium2.PdfDocument(file_of(drawing, sheet, "kdp")) as document:
        picture = document[0].render(scale=2).to_pil().convert("L")
    per = 2 / POINT
    label = next(s.box for s in drawing.shapes if isinstance(s, Area) and s.ink == PAPER)
    bar = next(
        s.box
        for s in drawing.shapes
        if isinstance(s, Area) and s.ink.cmyk == (0, 0, 0, 1) and s.box.height > 10
    )

    def tone(x: float, y: float) -> int:
        found = picture.getpixel((int(x * per), int(y * per)))
        assert isinstance(found, int)
        return found

    assert tone(label.left + 1, label.top + 1) > 200
    assert tone(label.left - 1, label.top + 1) < 100
    assert tone(bar.left + bar.width / 2, bar.top + 3) < 120
    assert tone(2, 2) < 100


def test_the_trim_is_read_from_a_finished_book() -> None:
    drawing, sheet = drawn(TREATY, "kdp", 250)
    width, height = trim_of(file_of(drawing, sheet, "kdp"))
    assert width == pytest.approx(sheet.trim.width, abs=1e-3)
    assert height == pytest.approx(228.6, abs=1e-3)


@pytest.mark.slow
def test_same_bytes_in_other_processes_with_other_hash_seeds() -> None:
    program = (
        "import hashlib; from cover.test_wraps import *;"
        "files = [file_of(*drawn(b, p), p) for b in (TREATY, BOOKS['arabic'], BOOKS['japanese']) for p in PRINTERS];"
        "print(hashlib.sha256(b''.join(files)).hexdigest())"
    )
    assert len(told(program)) == 1
