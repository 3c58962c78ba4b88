"""One book for several uses: what is painted is the same, what is around it is what the use wants."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from pdf.sample import TEMPLATES, book, page, rendition
from postil.model.rendition import Attachment, PrintChunk, PrintRendition
from postil.model.targets import TRIMS, US_TRADE, Target, Trim
from postil.render.trims import furniture_sheet, page_sheets
from postil.writers.pdf import typeset
from validators import qpdf_check, report, verapdf

MM = 72 / 25.4


def on(target: Target, made: PrintRendition) -> PrintRendition:
    """Return a rendition with the style sheets of a target."""
    before, after = page_sheets(target.trim, target.bleed)
    return replace(
        made,
        target=target,
        stylesheet=before + (TEMPLATES / "print.css").read_text() + after,
        furniture_stylesheet=furniture_sheet(target.trim) + (TEMPLATES / "print-furniture.css").read_text(),
    )


@cache
def made(target: Target) -> bytes:
    result = typeset(on(target, book(30)))
    assert result.faults == ()
    assert result.pdf is not None
    return result.pdf


SCREEN, PRINT = Target("screen"), Target("print", finish="print")
MARKED = Target("marked", finish="print", bleed=3, marks=True)
NUMBERED = Target("numbered", finish="print", lines=5)
ARCHIVE = Target("archive", finish="archive")


def words(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    found = [leaf.get_textpage().get_text_bounded() for leaf in document]
    document.close()
    return found


def test_on_a_screen_no_page_is_blank_and_in_print_every_opening_is_a_recto() -> None:
    assert all(each.strip() for each in words(made(SCREEN)))
    printed = words(made(PRINT))
    assert [n for n, each in enumerate(printed) if not each.strip()]
    document = next(n for n, each in enumerate(printed) if "Article 1" in each and "Contents" not in each)
    assert document % 2 == 0


def test_what_is_on_a_page_is_the_same_wherever_it_stands() -> None:
    def body(data: bytes) -> str:
        return re.sub(r"\W", "", "".join(words(data))).replace("ATreatyofTests", "")

    one, other = body(made(SCREEN)), body(made(ARCHIVE))
    assert one == other


@pytest.mark.parametrize("trim", TRIMS.values(), ids=str)
def test_margins_are_equal_on_a_screen(trim: Trim) -> None:
    if trim.column or trim.large:
        return
    with pikepdf.open(BytesIO(made(Target(trim.id, trim)))) as pdf:
        shifts = {round(float(leaf.mediabox[0]), 2) for leaf in pdf.pages}
        sizes = {
            (round(float(b[2] - b[0]), 1), round(float(b[3] - b[1]), 1))
            for b in (leaf.mediabox for leaf in pdf.pages)
        }
    half = round((trim.inside - trim.outside) / 2 * MM, 2)
    assert shifts <= {half, -half}
    assert sizes == {(round(trim.width * MM, 1), round(trim.height * MM, 1))}


def test_boxes_of_a_page_with_bleed_and_marks() -> None:
    with pikepdf.open(BytesIO(made(MARKED))) as pdf:
        for leaf in pdf.pages:
            media, bleed, trim = (
                [float(x) for x in leaf.obj[key]] for key in ("/MediaBox", "/BleedBox", "/TrimBox")
            )
            assert trim == pytest.approx([0, 0, 432, 648], abs=0.01)
            assert bleed == pytest.approx([-3 * MM, -3 * MM, 432 + 3 * MM, 648 + 3 * MM], abs=0.01)
            assert all(m < b for m, b in zip(media[:2], bleed[:2], strict=True))
            assert all(m > b for m, b in zip(media[2:], bleed[2:], strict=True))
            lines = _marks(leaf)
            assert len(lines) == 8
            for x0, y0, x1, y1 in lines:  # clear of the bleed, within the medium
                inside = bleed[0] <= x0 <= bleed[2] and bleed[1] <= y0 <= bleed[3]
                assert not inside
                assert not (bleed[0] < x1 < bleed[2] and bleed[1] < y1 < bleed[3])
                assert media[0] <= min(x0, x1) <= max(x0, x1) <= media[2]


def _marks(leaf: pikepdf.Page) -> list[tuple[float, float, float, float]]:
    """Return the strokes of the crop marks: those of the artifact that belongs to the page."""
    found: list[tuple[float, float, float, float]] = []
    inside, last = False, (0.0, 0.0)
    for operands, operator in pikepdf.parse_content_stream(leaf):
        name = str(operator)
        if name == "BDC" and operands[0] == "/Artifact" and operands[1].get("/Type") == "/Page":
            inside = True
        elif name == "EMC":
            inside = False
        elif inside and name == "m":
            last = float(operands[0]), float(operands[1])
        elif inside and name == "l":
            found.append((*last, float(operands[0]), float(operands[1])))
    return found


def _colours(data: bytes) -> set[str]:
    """Return the operators of colour in all content of a file."""
    found: set[str] = set()
    with pikepdf.open(BytesIO(data)) as pdf:
        streams: list[Any] = list(pdf.pages)
        streams += [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Form"]
        for stream in streams:
            found |= {str(operator) for _, operator in pikepdf.parse_content_stream(stream)}
    return found & {"rg", "RG", "k", "K", "g", "G", "sc", "SC", "scn", "SCN", "cs", "CS"}


def test_black_is_one_ink_in_every_book() -> None:
    for target in (SCREEN, PRINT, ARCHIVE):
        assert _colours(made(target)) <= {"g", "G"}


def test_words_are_black_and_not_a_grey_of_dots() -> None:
    """Numbers of lines and what stands outside of the text, too."""
    for target in (PRINT, MARKED, NUMBERED):
        with pikepdf.open(BytesIO(made(target))) as pdf:
            inks = {
                float(operands[0])
                for leaf in pdf.pages
                for operands, operator in pikepdf.parse_content_stream(leaf)
                if str(operator) in {"g", "G"}
            }
        assert inks == {0.0}, target.id


def _coloured() -> PrintRendition:
    picture = BytesIO()
    Image.new("RGB", (40, 20), (200, 30, 30)).save(picture, "PNG")
    drawn = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="20" height="20" fill="#08f"/></svg>'
    body = (
        '<section id="s"><h2>Colours</h2><p id="p" style="color:#a00">Red words.</p>'
        '<p><img src="postil:img/a.png" alt="red" width="40" height="20">'
        '<img src="postil:img/b.svg" alt="blue" width="20" height="20"></p></section>'
    )
    return rendition(
        [PrintChunk("text", page("Colours", body), "arabic", restart=True)],
        images={"postil:img/a.png": picture.getvalue(), "postil:img/b.svg": drawn},
    )


def test_colours_stay_on_a_screen_and_are_greys_in_print() -> None:
    screen = typeset(on(SCREEN, _coloured())).pdf or b""
    printed = typeset(on(PRINT, _coloured())).pdf or b""
    assert "rg" in _colours(screen)
    assert _colours(printed) <= {"g", "G"}
    with pikepdf.open(BytesIO(printed)) as pdf:
        spaces = {
            str(o.get("/ColorSpace"))
            for o in pdf.objects
            if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
        }
    assert spaces == {"/DeviceGray"}


def test_a_book_to_be_printed_is_its_pages_and_nothing_else() -> None:
    with pikepdf.open(BytesIO(made(PRINT))) as pdf:
        assert set(pdf.Root.keys()) <= {"/Type", "/Pages", "/Lang", "/PageLabels"}
        assert "/Info" not in pdf.trailer
        for leaf in pdf.pages:
            assert set(leaf.obj.keys()) <= {
                *("/Type", "/Parent", "/MediaBox", "/TrimBox", "/BleedBox", "/Contents", "/Resources"),
            }


def test_what_was_audited_is_what_is_printed() -> None:
    from postil.writers.pdf import bare

    whole = made(SCREEN)
    data, faults = bare.bare(whole)
    assert faults == []
    assert words(data) == words(whole)


def test_a_page_that_changed_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    from postil.writers.pdf import bare

    numbers = iter(range(10_000))
    monkeypatch.setattr(bare, "_content", lambda _page: str(next(numbers)).encode())
    assert {fault.kind for fault in bare.bare(made(SCREEN))[1]} == {"pages-changed"}


def test_a_book_to_be_kept_holds_its_sources(tmp_path: Path) -> None:
    given = (
        Attachment("source/letter/text.md", "text/markdown", "the text", "# Brief über “Ä”\n".encode()),
        Attachment("source/letter/copy-text.txt", "text/plain", "the copy-text", b"Brief"),
    )
    data = typeset(replace(on(ARCHIVE, book(12)), attachments=given, date="2026-11-23")).pdf or b""
    path = tmp_path / "kept.pdf"
    path.write_bytes(data)
    with pikepdf.open(path) as pdf:
        assert {name: bytes(spec.get_file().read_bytes()) for name, spec in pdf.attachments.items()} == {
            each.name: each.data for each in given
        }
        assert {str(spec.AFRelationship) for spec in pdf.Root.AF} == {"/Source"}
    for flavour in ("3u", "ua1"):
        assert not verapdf(path, flavour), report(verapdf(path, flavour))
    assert not qpdf_check(path)


@pytest.mark.slow
@pytest.mark.parametrize("trim", TRIMS.values(), ids=str)
def test_every_trim_is_accessible_and_sound(trim: Trim, tmp_path: Path) -> None:
    for target in (
        Target("a", trim),
        Target("b", trim, "archive"),
        Target("c", trim, "print", 3, marks=True),
    ):
        path = tmp_path / f"{target.id}.pdf"
        path.write_bytes(made(target))
        assert not qpdf_check(path)
        if target.finish != "print":
            assert not verapdf(path, "ua1"), report(verapdf(path, "ua1"))


@pytest.mark.parametrize("target", [SCREEN, MARKED, ARCHIVE], ids=lambda target: target.id)
def test_twice_the_same_bytes(target: Target) -> None:
    assert typeset(on(target, book(30))).pdf == made(target)


def test_the_trims_hold_a_line_of_prose() -> None:
    for trim in TRIMS.values():
        characters = (
            trim.measure * MM / (trim.text.size * 0.41)
        )  # EB Garamond: as many ems a character in English
        assert 45 <= characters <= 75 or trim.large, (trim.id, characters)
    assert US_TRADE.measure == pytest.approx(108.4)
