"""A frontispiece that fills its page, and what printers want at its edges."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from build.kit import Built, product, run, squeeze
from validators import qpdf_check, report, verapdf

pytestmark = pytest.mark.slow

FIXTURE = Path(__file__).parents[1] / "everything"
TARGETS = """targets:
  screen: {trim: us-trade}
  kdp: {trim: us-trade, profile: print, bleed: 0.125in, bleed-at-spine: false}
  press: {trim: us-trade, profile: print, bleed: 3mm, marks: true}
  slug: {trim: us-trade, profile: print, bleed: 3mm, marks: true, bleed-at-spine: false}
"""
CAPTION = squeeze("The plenipotentiary of the First Party")
MM = 72 / 25.4
WHITE = 250


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plate") / "project"
    shutil.copytree(FIXTURE, folder)
    with (folder / "postil.yaml").open("a", encoding="utf-8") as manifest:
        manifest.write(TARGETS)
    edition = folder / "source/everything/edition.yaml"
    edition.write_text(
        edition.read_text(encoding="utf-8").replace("frontispiece:\n", "frontispiece:\n  bleed: true\n"),
        encoding="utf-8",
    )
    Image.new("RGB", (2100, 2800), (150, 60, 40)).save(folder / "source/everything/pictures/portrait.png")
    return folder


@pytest.fixture(scope="module")
def made(folder: Path) -> Built:
    return product(folder, "everything")


def _file(made: Built, target: str) -> Path:
    return made.folder / f"everything{'' if target == 'screen' else '-' + target}.pdf"


def _painted(made: Built, target: str, number: int) -> Image.Image:
    """Return a page in greys, at 72 dots to the inch."""
    document = pypdfium2.PdfDocument(_file(made, target).read_bytes())
    found = document[number].render().to_pil().convert("L")
    document.close()
    return found


def _words(made: Built, target: str) -> list[str]:
    document = pypdfium2.PdfDocument(_file(made, target).read_bytes())
    found = [squeeze(page.get_textpage().get_text_bounded()) for page in document]
    document.close()
    return found


def _plate(made: Built, target: str) -> int:
    """Return the index of the page behind the cover that is dark in its middle and has no words."""
    (found,) = (
        number
        for number, words in enumerate(_words(made, target))
        if number and not words and _painted(made, target, number).getpixel((216, 324)) < WHITE
    )
    return found


@pytest.mark.parametrize("target", ["screen", "kdp", "press"])
def test_it_fills_the_page_to_the_edge_of_the_bleed(made: Built, target: str) -> None:
    number = _plate(made, target)
    with pikepdf.open(_file(made, target)) as pdf:
        page = pdf.pages[number]
        media, bleed = (
            [float(side) for side in page.obj.get(key, page.mediabox)] for key in ("/MediaBox", "/BleedBox")
        )
    left, bottom, right, top = (round(abs(one - other)) for one, other in zip(bleed, media, strict=True))
    shown = _painted(made, target, number)
    wide, high = shown.size
    inside = shown.crop((left + 1, top + 1, wide - right - 2, high - bottom - 2))
    assert inside.getextrema()[1] < WHITE


def test_it_has_no_bleed_at_the_spine_where_none_is_wanted(made: Built) -> None:
    eighth = 9.0
    with pikepdf.open(_file(made, "kdp")) as pdf:
        for number, page in enumerate(pdf.pages):
            spine_left = number % 2 == 0
            sides = [0.0, -eighth, 432 + eighth, 648 + eighth]
            if not spine_left:
                sides = [-eighth, -eighth, 432.0, 648 + eighth]
            for key in ("/MediaBox", "/BleedBox"):
                assert [float(side) for side in page.obj[key]] == pytest.approx(sides, abs=0.01)
            assert [float(side) for side in page.obj["/TrimBox"]] == pytest.approx([0, 0, 432, 648], abs=0.01)


def test_it_is_cut_off_at_the_spine_among_the_marks(made: Built) -> None:
    """The plate is a left-hand page: right of its trim stand marks alone."""
    number = _plate(made, "slug")
    shown = _painted(made, "slug", number)
    with pikepdf.open(_file(made, "slug")) as pdf:
        media = [float(side) for side in pdf.pages[number].obj["/MediaBox"]]
        trim = [float(side) for side in pdf.pages[number].obj["/TrimBox"]]
    beyond = shown.crop((round(trim[2] - media[0]) + 2, 60, shown.width, shown.height - 60))
    assert beyond.width > 5
    assert beyond.getextrema()[0] > WHITE


def test_its_caption_stands_in_the_imprint(made: Built) -> None:
    for target in ("screen", "kdp"):
        words = _words(made, target)
        number = _plate(made, target)
        assert squeeze("Frontispiece. The plenipotentiary of the First Party") in words[number + 2]
        assert "ISBN" in words[number + 2]
        assert sum(CAPTION in page for page in words) == 2  # the list of illustrations too


def test_in_other_media_it_has_its_caption(made: Built) -> None:
    assert CAPTION in squeeze("".join(made.epub_roots["EPUB/text/frontispiece.xhtml"].itertext()))
    assert CAPTION not in squeeze("".join(made.epub_roots["EPUB/text/imprint.xhtml"].itertext()))
    assert "frontispiece--bleed" not in made.page.read_text(encoding="utf-8").partition("</style>")[2]


@pytest.mark.parametrize(("printer", "target"), [("kdp", "kdp"), ("ingram", "kdp"), ("press", "press")])
def test_printers_take_it(made: Built, folder: Path, printer: str, target: str) -> None:
    told = run(
        "--format",
        "json",
        "verify",
        "--for",
        printer,
        f"build/everything/{_file(made, target).name}",
        cwd=folder,
    )
    (file,) = json.loads(told.stdout)["files"]
    outcomes = {rule["rule"]: rule["outcome"] for rule in file["rules"]}
    assert [name for name, outcome in outcomes.items() if outcome == "fail"] == []
    assert outcomes["bleed"] == outcomes["page-size"] == outcomes["gutter"] == "pass"


def test_the_file_for_the_screen_is_accessible(made: Built) -> None:
    path = _file(made, "screen")
    assert not (wrong := verapdf(path, "ua1")), report(wrong)
    assert not (wrong := qpdf_check(path)), report(wrong)
