"""What printers ask of a cover, against the worked examples that they and others give."""

from __future__ import annotations

import pytest

from cover.books import TRADE, TREATY, sheet_of
from postil.cover import PRINTER_RULES, spine_of
from postil.model.trade import PRINTERS, CoverManifest, Paper, Printer

INCH = 25.4


@pytest.mark.parametrize(
    ("printer", "paper", "pages", "inches"),
    [
        ("kdp", "white", 250, 0.563),
        ("kdp", "cream", 200, 0.500),
        ("kdp", "premium", 300, 0.704),
        ("kdp", "colour", 300, 0.676),
        ("lulu", "white", 200, 0.510),
        ("lulu", "cream", 200, 0.510),
        ("ingram", "white", 200, 0.426),
    ],
)
def test_spines(printer: Printer, paper: Paper, pages: int, inches: float) -> None:
    assert spine_of(printer, pages, CoverManifest(paper=paper)).width / INCH == pytest.approx(
        inches, abs=6e-4
    )


def test_a_press_binds_by_the_thickness_of_its_paper() -> None:
    """300 pages at 300 pages to the inch are an inch."""
    found = spine_of("press", 300, CoverManifest(bulk=300))
    assert (found.width, found.origin, found.doubt) == (pytest.approx(INCH), "rule", 0.0)


@pytest.mark.parametrize("printer", PRINTERS)
def test_a_width_that_is_given_goes_before_any_rule(printer: Printer) -> None:
    assert spine_of(printer, 300, CoverManifest(spines=((printer, 12.5),))).width == 12.5
    assert spine_of(printer, 300, CoverManifest(spines=(("", 11.0),))).width == 11.0
    other: Printer = "lulu" if printer != "lulu" else "kdp"
    assert spine_of(printer, 300, CoverManifest(spines=((other, 12.5),))).width != 12.5


@pytest.mark.parametrize("printer", PRINTERS)
def test_a_leaf_has_two_pages(printer: Printer) -> None:
    assert spine_of(printer, 199, CoverManifest()) == spine_of(printer, 200, CoverManifest())


def test_only_what_nobody_publishes_is_an_estimate() -> None:
    origins = {printer: spine_of(printer, 200, CoverManifest()).origin for printer in PRINTERS}
    assert origins == {"kdp": "rule", "lulu": "rule", "ingram": "estimate", "press": "estimate"}
    # the thinnest and the thickest of the estimates that are quoted: 400 and 472 pages to the inch
    found = spine_of("ingram", 472, CoverManifest())
    assert found.width + found.doubt >= 472 / 400 * INCH


@pytest.mark.parametrize(
    ("printer", "pages", "width", "height"), [("kdp", 250, 12.813, 9.25), ("lulu", 200, 12.760, 9.25)]
)
def test_sheets(printer: Printer, pages: int, width: float, height: float) -> None:
    sheet = sheet_of(TREATY, printer, pages)
    assert sheet.width / INCH == pytest.approx(width, abs=6e-4)
    assert sheet.height / INCH == pytest.approx(height, abs=6e-4)


@pytest.mark.parametrize("printer", PRINTERS)
def test_panels_lie_side_by_side(printer: Printer) -> None:
    sheet = sheet_of(TREATY, printer, 300)
    bleed = PRINTER_RULES[printer].bleed
    assert sheet.back.left == sheet.trim.left == bleed
    assert sheet.back.right == pytest.approx(sheet.spine.left)
    assert sheet.spine.right == pytest.approx(sheet.front.left)
    assert sheet.front.right == pytest.approx(sheet.trim.right)
    assert sheet.width - sheet.trim.right == pytest.approx(bleed)
    for panel in (sheet.back, sheet.front):
        assert (panel.width, panel.height) == TRADE


@pytest.mark.parametrize(
    ("printer", "pages", "sold", "words"),
    [
        ("kdp", 78, True, False),
        ("kdp", 79, True, True),
        ("lulu", 80, False, False),
        ("lulu", 81, False, True),
        ("lulu", 99, True, False),
        ("lulu", 100, True, True),
        ("ingram", 47, True, False),
        ("ingram", 48, True, True),
    ],
)
def test_from_how_many_pages_a_spine_has_words(printer: Printer, pages: int, sold: bool, words: bool) -> None:
    thick = CoverManifest(spines=(("", 20.0),))
    assert (sheet_of(TREATY, printer, pages, cover=thick, sold=sold).lettering is not None) is words


def test_a_spine_without_room_between_the_folds_has_no_words() -> None:
    """Lulu takes words from 81 pages on, but wants 0.125 inches free on each side of 0.245."""
    assert sheet_of(TREATY, "lulu", 81, sold=False).lettering is None


@pytest.mark.parametrize(("printer", "inches"), [("kdp", 0.0625), ("lulu", 0.125), ("ingram", 0.0625)])
def test_words_on_a_spine_keep_clear_of_the_folds(printer: Printer, inches: float) -> None:
    """0.563 inches leave 0.438 with KDP; an estimate leaves half of what it may be wrong by on each side, too."""
    sheet = sheet_of(TREATY, printer, 250)
    doubt = spine_of(printer, 250, CoverManifest()).doubt
    assert sheet.lettering is not None
    assert sheet.lettering.left - sheet.spine.left == pytest.approx(inches * INCH + doubt / 2)
    assert sheet.spine.right - sheet.lettering.right == pytest.approx(inches * INCH + doubt / 2)


def test_the_rules_agree_with_what_printers_publish() -> None:
    inches = {
        name: (rules.bleed / INCH, rules.safe / INCH)
        for name, rules in PRINTER_RULES.items()
        if name != "press"
    }
    assert inches == {
        "kdp": (pytest.approx(0.125), pytest.approx(0.25)),
        "lulu": (pytest.approx(0.125), pytest.approx(0.5)),
        "ingram": (pytest.approx(0.125), pytest.approx(0.25)),
    }
    assert PRINTER_RULES["press"].bleed == 3.0
