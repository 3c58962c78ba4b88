"""Title page and imprint are one page each, on small trims and with much on them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest

from pdf.sample import TEMPLATES, page, rendition
from postil.model.rendition import PrintChunk
from postil.model.targets import TRIMS, Trim, Type
from postil.render.trims import furniture_sheet, page_sheets
from postil.writers.pdf import typeset

A5 = TRIMS["a5"]
POCKET = replace(
    A5, id="pocket", width=110, height=178, inside=15, outside=13, top=15, bottom=18, text=Type(10, 12.6)
)
A6 = replace(A5, id="a6", width=105, height=148, inside=13, outside=11, top=13, bottom=15, text=Type(9, 11.4))
SMALL = (POCKET, A6)
TITLE = (
    '<p class="series">Documents of Diplomacy · 4</p><h1 id="t">Treaty of {many}Mutual Cooperation and Security<span class="sub">between the '
    'United States of America and Japan</span></h1><p class="date">January 19, 1960</p><p class="ed">Edited by <span class="who">Maria '
    'Koch and Takeda Shin</span></p><p class="orn">❦</p><p class="pub">A University Press<br>Geneva</p>'
)
FACT = "<p><span class=label>Text.</span> The treaty is an official text of the two governments; no rights in it are claimed.</p>"


def pages(trim: Trim, many: str = "", facts: int = 8) -> list[str]:
    """Return the words of the pages: title page, imprint, and what follows."""
    body = (
        f'<section class="titlepage" id="title" data-opening="blank">{TITLE.format(many=many)}</section>'
        f'<section class="imprint" id="imprint" data-opening="blank">{FACT * facts}</section>'
        '<nav class="contents" id="contents"><h2>Contents</h2></nav>'
    )
    before, after = page_sheets(trim)
    large = (TEMPLATES / "print-large.css").read_text() if trim.large else ""
    made = replace(
        rendition([PrintChunk("front", page("T", body), "roman", restart=True)]),
        stylesheet=before + (TEMPLATES / "print.css").read_text() + large + after,
        furniture_stylesheet=furniture_sheet(trim) + (TEMPLATES / "print-furniture.css").read_text(),
    )
    result = typeset(made)
    assert result.faults == ()
    assert result.pdf is not None
    document = pypdfium2.PdfDocument(BytesIO(result.pdf))
    found = [leaf.get_textpage().get_text_bounded() for leaf in document]
    document.close()
    return found


@pytest.mark.parametrize("trim", [*TRIMS.values(), *SMALL], ids=lambda trim: trim.id)
def test_each_keeps_to_one_page(trim: Trim) -> None:
    title, imprint, contents = pages(trim)
    assert "Geneva" in title.replace(" ", "")
    assert imprint.count("Text.") == 8
    assert "Contents" in contents


@pytest.mark.parametrize("trim", SMALL, ids=lambda trim: trim.id)
def test_letters_grow_smaller_where_white_is_not_enough(trim: Trim) -> None:
    title, imprint, contents = pages(
        trim, "Peace, Friendship, Commerce, Navigation, Extradition and of " * 2, 12
    )
    assert "Geneva" in title.replace(" ", "")
    assert imprint.count("Text.") == 12
    assert "Contents" in contents


def test_what_cannot_fit_goes_on_over_the_page() -> None:
    found = pages(A6, facts=80)
    assert sum(each.count("Text.") for each in found) == 80
    assert "Contents" in found[-1]
